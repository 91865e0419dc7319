//! Writing many rows with few statements, and lists of values in a condition. A statement of one
//! row (`insert into t (…) values ($1, …)`) is written once and widened here, so that the text of a
//! table's columns stands in one file.

use futures_util::future::join;
use sqlx::any::AnyArguments;
use sqlx::{Any, AnyConnection, Arguments as _, AssertSqlSafe};

use crate::dialect::Dialect;
use crate::error::StoreError;

/// How many rows one statement takes. Past about 250 nothing is gained, and memory is lost. What is
/// left over goes in smaller pieces of few sizes, so that their statements stay prepared.
const PIECES: [usize; 7] = [250, 50, 10, 4, 3, 2, 1];

/// One value of a row.
#[derive(Clone, Debug)]
pub(crate) enum Field {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
}

impl Field {
    pub(crate) fn number(value: impl Into<i64>) -> Self {
        Self::Number(Some(value.into()))
    }

    pub(crate) fn text(value: impl Into<String>) -> Self {
        Self::Text(Some(value.into()))
    }

    /// A text that may be absent.
    pub(crate) fn optional(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Number(None) | Self::Text(None))
    }

    fn add_to(self, arguments: &mut AnyArguments) -> Result<(), StoreError> {
        let added = match self {
            Self::Number(Some(number)) => arguments.add(number),
            Self::Number(None) => arguments.add(None::<i64>),
            Self::Text(Some(text)) => arguments.add(text),
            Self::Text(None) => arguments.add(None::<String>),
            Self::Bytes(bytes) => arguments.add(bytes),
        };
        added.map_err(|error| StoreError::Database(sqlx::Error::Encode(error)))
    }
}

/// The arguments of a statement, in its order.
pub(crate) fn arguments(
    fields: impl IntoIterator<Item = Field>,
) -> Result<AnyArguments, StoreError> {
    let mut arguments = AnyArguments::default();
    for field in fields {
        field.add_to(&mut arguments)?;
    }
    Ok(arguments)
}

/// Inserts the rows, in their order, with a statement that inserts one. While the database writes a
/// piece of them, the next is made ready.
pub(crate) async fn insert(
    dialect: Dialect,
    connection: &mut AnyConnection,
    statement: &'static str,
    rows: impl IntoIterator<Item = Vec<Field>, IntoIter: ExactSizeIterator>,
) -> Result<(), StoreError> {
    let mut rows = rows.into_iter();
    let mut ready = next_piece(dialect, statement, &mut rows)?;
    while let Some((text, arguments)) = ready {
        let written = sqlx::query_with::<Any, _>(AssertSqlSafe(text), arguments);
        let written = written.execute(&mut *connection);
        let next = async { next_piece(dialect, statement, &mut rows) };
        let (written, next) = join(written, next).await;
        written?;
        ready = next?;
    }
    Ok(())
}

/// The statement of the next rows, and its values; none where no rows are left.
fn next_piece(
    dialect: Dialect,
    statement: &str,
    rows: &mut impl ExactSizeIterator<Item = Vec<Field>>,
) -> Result<Option<(String, AnyArguments)>, StoreError> {
    let left = rows.len();
    let Some(size) = PIECES.into_iter().find(|size| *size <= left) else {
        return Ok(None);
    };
    let piece: Vec<Vec<Field>> = rows.take(size).collect();
    let width = piece.first().map_or(0, Vec::len);
    // Half the columns of a gift are empty, and what is not bound costs nothing.
    let is_told = |column: &usize| piece.iter().any(|row| !row[*column].is_null());
    let columns: Vec<usize> = (0..width).filter(is_told).collect();
    let text = widened(dialect, statement, &columns, size);
    let told = piece.into_iter().flat_map(|row| {
        let fields = row.into_iter().enumerate();
        fields.filter(|(column, _)| columns.binary_search(column).is_ok())
    });
    let arguments = arguments(told.map(|(_, field)| field))?;
    Ok(Some((text, arguments)))
}

/// The statement for so many rows and only these of its columns: its own `values (…)` repeated.
fn widened(dialect: Dialect, statement: &str, columns: &[usize], rows: usize) -> String {
    let (head, tail) = statement
        .split_once("values (")
        .expect("a statement that inserts says which values");
    let (_, tail) = tail.split_once(')').expect("the values end");
    let (table, names) = head
        .trim_end()
        .trim_end_matches(')')
        .split_once('(')
        .expect("a statement that inserts names its columns");
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let width = columns.len();
    let mut text = String::with_capacity(head.len() + rows * width * 3);
    text.push_str(table);
    for (n, column) in columns.iter().enumerate() {
        text.push_str(if n == 0 { "(" } else { ", " });
        text.push_str(names[*column]);
    }
    text.push_str(") values ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            if column > 0 {
                text.push_str(", ");
            }
            dialect.placeholder(&mut text, row * width + column + 1);
        }
        text.push(')');
    }
    text.push_str(tail);
    text
}

/// A statement with a list in place of `($list)`. The list is filled up with its last value to one
/// of few lengths, so that the statement stays prepared.
pub(crate) fn with_list(
    dialect: Dialect,
    statement: &str,
    list: &[i64],
) -> Result<(String, AnyArguments), StoreError> {
    let length = PIECES
        .into_iter()
        .rev()
        .find(|size| *size >= list.len())
        .unwrap_or(list.len());
    let last = list.last().copied().unwrap_or(-1);
    let full = list.iter().copied().chain(std::iter::repeat(last));
    let full: Vec<i64> = full.take(length).collect();
    let mut text = String::new();
    let mut values = Vec::new();
    for (n, part) in statement.split("($list)").enumerate() {
        if n > 0 {
            text.push('(');
            for (at, value) in full.iter().enumerate() {
                if at > 0 {
                    text.push_str(", ");
                }
                values.push(Field::number(*value));
                dialect.placeholder(&mut text, values.len());
            }
            text.push(')');
        }
        text.push_str(part);
    }
    Ok((text, arguments(values)?))
}

/// How long a list may be.
pub(crate) const LIST: usize = PIECES[0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_of_one_row_is_widened_to_many() {
        let statement = "insert into t (\n    a, b\n) values ($1, $2) on conflict do nothing";
        assert_eq!(
            widened(Dialect::Postgres, statement, &[0, 1], 2),
            "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing"
        );
        assert_eq!(
            widened(Dialect::Sqlite, statement, &[1], 1),
            "insert into t (b) values (?) on conflict do nothing"
        );
    }

    #[test]
    fn columns_that_no_row_fills_are_left_out() {
        let statement = "insert into t (a, b, c) values ($1, $2, $3)";
        let row = |b: Option<i64>| vec![Field::number(1), Field::Number(b), Field::optional(None)];
        let mut rows = vec![row(None), row(Some(2))].into_iter();
        let piece = next_piece(Dialect::Sqlite, statement, &mut rows);
        let (text, arguments) = piece.unwrap().unwrap();
        assert_eq!(text, "insert into t (a, b) values (?, ?), (?, ?)");
        assert_eq!(arguments.len(), 4);
        assert!(
            next_piece(Dialect::Sqlite, statement, &mut rows)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn a_list_is_filled_up_to_a_usual_length() {
        let (text, arguments) = with_list(
            Dialect::Sqlite,
            "select a where b in ($list)",
            &[4, 5, 6, 7, 8],
        )
        .unwrap();
        assert_eq!(text.matches('?').count(), 10);
        assert_eq!(arguments.len(), 10);
    }
}

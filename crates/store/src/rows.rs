//! Writing many rows with few statements, and lists of values in a condition. A statement of one
//! row (`insert into t (…) values ($1, …)`) is written once and widened here, so that the text of a
//! table's columns stands in one file.

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

/// Inserts the rows, in their order, with a statement that inserts one.
pub(crate) async fn insert(
    dialect: Dialect,
    connection: &mut AnyConnection,
    statement: &'static str,
    rows: Vec<Vec<Field>>,
) -> Result<(), StoreError> {
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let left = rows.len();
        let size = PIECES.into_iter().find(|size| *size <= left).unwrap_or(1);
        let piece: Vec<Vec<Field>> = rows.by_ref().take(size).collect();
        let width = piece.first().map_or(0, Vec::len);
        let text = widened(dialect, statement, width, size);
        let arguments = arguments(piece.into_iter().flatten())?;
        sqlx::query_with::<Any, _>(AssertSqlSafe(text), arguments)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The statement for so many rows: its own `values (…)` repeated.
fn widened(dialect: Dialect, statement: &str, width: usize, rows: usize) -> String {
    let (head, tail) = statement
        .split_once("values (")
        .expect("a statement that inserts says which values");
    let (_, tail) = tail.split_once(')').expect("the values end");
    let mut text = String::with_capacity(head.len() + rows * width * 3);
    text.push_str(head);
    text.push_str("values ");
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
        let statement = "insert into t (a, b) values ($1, $2) on conflict do nothing";
        assert_eq!(
            widened(Dialect::Postgres, statement, 2, 2),
            "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing"
        );
        assert_eq!(
            widened(Dialect::Sqlite, statement, 2, 1),
            "insert into t (a, b) values (?, ?) on conflict do nothing"
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

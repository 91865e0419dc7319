//! Writing many rows with few statements, and lists of values in a condition. A statement of one
//! row (`insert into t (…) values ($1, …)`) is written once and widened here, so that the text of a
//! table's columns stands in one file.

use sqlx::Arguments as _;
use sqlx::any::AnyArguments;

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::writing::Statement;

/// How many rows one statement takes. Past about 250 nothing is gained, and memory is lost. What is
/// left over goes in smaller pieces of few sizes, so that their statements stay prepared.
const PIECES: [usize; 7] = [250, 50, 10, 4, 3, 2, 1];

/// From how many rows on it is worth while to bind once what all of them say.
const SHARED: usize = 10;

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Default for Field {
    fn default() -> Self {
        Self::Number(None)
    }
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
        matches!(
            self,
            Self::Number(None) | Self::Text(None) | Self::Bytes(None)
        )
    }

    fn add_to(self, arguments: &mut AnyArguments) -> Result<(), StoreError> {
        let added = match self {
            Self::Number(Some(number)) => arguments.add(number),
            Self::Number(None) => arguments.add(None::<i64>),
            Self::Text(Some(text)) => arguments.add(text),
            Self::Text(None) => arguments.add(None::<String>),
            Self::Bytes(Some(bytes)) => arguments.add(bytes),
            Self::Bytes(None) => arguments.add(None::<Vec<u8>>),
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

/// The statement of the next rows, and its values; none where no rows are left. Half the columns
/// of a gift are empty and half of the rest say the same in every row: what is not bound costs
/// nothing, and what all rows say is bound once.
pub(crate) fn next_piece(
    dialect: Dialect,
    statement: &str,
    rows: &mut impl ExactSizeIterator<Item = Vec<Field>>,
) -> Result<Option<Statement>, StoreError> {
    let left = rows.len();
    let Some(size) = PIECES.into_iter().find(|size| *size <= left) else {
        return Ok(None);
    };
    let mut piece: Vec<Vec<Field>> = rows.take(size).collect();
    let into = Insertion::read(statement);
    let mut shared = Vec::new();
    let mut own = Vec::new();
    for column in 0..into.columns.len() {
        let first = &piece[0][column];
        let is_same = piece.iter().all(|row| row[column] == *first);
        if is_same && first.is_null() {
            continue;
        }
        let is_shared = is_same && size >= SHARED && into.tail.is_empty();
        let list = if is_shared { &mut shared } else { &mut own };
        list.push(column);
    }
    // Rows that say all the same still have to be told apart by number.
    if own.is_empty() {
        own.extend(shared.pop());
    }
    let mut values: Vec<Field> = Vec::with_capacity(shared.len() + own.len() * size);
    values.extend(shared.iter().map(|column| piece[0][*column].clone()));
    for row in &mut piece {
        let told = own.iter().map(|column| std::mem::take(&mut row[*column]));
        values.extend(told);
    }
    let text = into.widened(dialect, (&shared, &own), size);
    Ok(Some((text, arguments(values)?)))
}

/// A statement that inserts one row, taken apart.
struct Insertion<'a> {
    table: &'a str,
    columns: Vec<&'a str>,
    tail: &'a str,
}

impl<'a> Insertion<'a> {
    fn read(statement: &'a str) -> Self {
        let (head, tail) = statement
            .split_once("values (")
            .expect("a statement that inserts says which values");
        let (_, tail) = tail.split_once(')').expect("the values end");
        let (table, columns) = head
            .trim_end()
            .trim_end_matches(')')
            .split_once('(')
            .expect("a statement that inserts names its columns");
        Self {
            table,
            columns: columns.split(',').map(str::trim).collect(),
            tail: tail.trim(),
        }
    }

    /// The statement for so many rows, with the columns that all of them share and those that each
    /// has for itself.
    fn widened(
        &self,
        dialect: Dialect,
        (shared, own): (&[usize], &[usize]),
        rows: usize,
    ) -> String {
        let mut text = String::with_capacity(200 + rows * own.len() * 3);
        text.push_str(self.table);
        let names = shared.iter().chain(own).map(|column| self.columns[*column]);
        listed(&mut text, names);
        let mut bound = 0;
        if shared.is_empty() {
            text.push_str(" values ");
            tuples(dialect, &mut text, &mut bound, (rows, own.len()));
        } else {
            text.push_str(" select ");
            let names = (1..=shared.len()).map(|n| format!("s.column{n}"));
            let names = names.chain((1..=own.len()).map(|n| format!("o.column{n}")));
            text.push_str(&names.collect::<Vec<_>>().join(", "));
            text.push_str(" from (values ");
            tuples(dialect, &mut text, &mut bound, (1, shared.len()));
            text.push_str(") as s, (values ");
            tuples(dialect, &mut text, &mut bound, (rows, own.len()));
            text.push_str(") as o");
        }
        if !self.tail.is_empty() {
            text.push(' ');
            text.push_str(self.tail);
        }
        text
    }
}

/// Names in brackets.
fn listed<'n>(text: &mut String, names: impl Iterator<Item = &'n str>) {
    for (n, name) in names.enumerate() {
        text.push_str(if n == 0 { "(" } else { ", " });
        text.push_str(name);
    }
    text.push(')');
}

/// So many rows of so many placeholders, behind those that are bound.
fn tuples(dialect: Dialect, text: &mut String, bound: &mut usize, (rows, width): (usize, usize)) {
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            if column > 0 {
                text.push_str(", ");
            }
            *bound += 1;
            dialect.placeholder(text, *bound);
        }
        text.push(')');
    }
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

    fn text(dialect: Dialect, statement: &str, rows: Vec<Vec<Field>>) -> (String, usize) {
        let mut rows = rows.into_iter();
        let (text, arguments) = next_piece(dialect, statement, &mut rows).unwrap().unwrap();
        assert!(next_piece(dialect, statement, &mut rows).unwrap().is_none());
        (text, arguments.len())
    }

    #[test]
    fn a_statement_of_one_row_is_widened_to_many() {
        let statement = "insert into t (\n    a, b\n) values ($1, $2)\non conflict do nothing\n";
        let rows = vec![vec![Field::number(1), Field::text("b")]; 2];
        assert_eq!(
            text(Dialect::Postgres, statement, rows.clone()).0,
            "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing"
        );
        assert_eq!(
            text(Dialect::Sqlite, statement, rows).0,
            "insert into t (a, b) values (?, ?), (?, ?) on conflict do nothing"
        );
    }

    #[test]
    fn columns_that_no_row_fills_are_left_out() {
        let row = |b: Option<i64>| vec![Field::number(1), Field::Number(b), Field::optional(None)];
        let statement = "insert into t (a, b, c) values ($1, $2, $3)";
        assert_eq!(
            text(Dialect::Sqlite, statement, vec![row(None), row(Some(2))]),
            ("insert into t (a, b) values (?, ?), (?, ?)".to_owned(), 4)
        );
    }

    #[test]
    fn what_all_rows_of_many_say_is_bound_once() {
        let rows = (0..10).map(|n| vec![Field::text("x"), Field::number(n), Field::number(7)]);
        let statement = "insert into t (a, b, c) values ($1, $2, $3)";
        let (text, values) = text(Dialect::Postgres, statement, rows.collect());
        assert_eq!(
            text,
            "insert into t (a, c, b) select s.column1, s.column2, o.column1 \
             from (values ($1, $2)) as s, (values ($3), ($4), ($5), ($6), ($7), ($8), ($9), \
             ($10), ($11), ($12)) as o"
        );
        assert_eq!(values, 12);
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

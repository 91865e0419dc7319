//! A register's file as a table: its cells, in which form it is written, and who truly stands in
//! it.

use std::collections::BTreeSet;

use enishi_domain::Decimal;
use enishi_domain::engagement::Role;
use enishi_publish::{PlainCell, encode_cp932, plain_workbook};
use jiff::civil::Date;

use super::Who;
use crate::error::DeskError;

/// In which form a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A workbook.
    Xlsx,
    /// csv as older systems write it.
    Cp932,
    /// csv as web forms write it: UTF-8 with a byte order mark.
    Utf8,
}

impl Form {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Cp932 | Self::Utf8 => "csv",
        }
    }
}

/// A table with its header.
#[derive(Debug)]
pub(super) struct Table {
    form: Form,
    sheet: &'static str,
    rows: Vec<Vec<PlainCell>>,
    truth: Vec<(u64, Role, Who)>,
    /// Rows whose party no rule can tell for certain.
    doubtful: BTreeSet<u64>,
}

impl Table {
    pub(super) fn new(form: Form, sheet: &'static str, header: &[&str]) -> Self {
        let header = header.iter().map(|name| text(name)).collect();
        Self {
            form,
            sheet,
            rows: vec![header],
            truth: Vec::new(),
            doubtful: BTreeSet::new(),
        }
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// Adds a row and gives its number, from 1 with the header.
    pub(super) fn push(&mut self, cells: Vec<PlainCell>) -> u64 {
        self.rows.push(cells);
        self.rows.len() as u64
    }

    /// Says who stands in a row.
    pub(super) fn tell(&mut self, row: u64, role: Role, who: Who) {
        self.truth.push((row, role, who));
    }

    /// Says that somebody has to look at the row's party.
    pub(super) fn doubt(&mut self, row: u64) {
        self.doubtful.insert(row);
    }

    pub(super) fn is_doubtful(&self, row: u64) -> bool {
        self.doubtful.contains(&row)
    }

    /// Adds the row of that number once more, byte for byte.
    pub(super) fn repeat(&mut self, row: u64) {
        let index = usize::try_from(row - 1).unwrap_or(0);
        let cells = self.rows[index].clone();
        let again = self.push(cells);
        let told = self.truth.iter().filter(|(told, _, _)| *told == row);
        let told: Vec<_> = told.map(|(_, role, who)| (again, *role, *who)).collect();
        self.truth.extend(told);
    }

    /// The cells of the row of that number.
    pub(super) fn cells_of(&self, row: u64) -> Vec<PlainCell> {
        let index = usize::try_from(row - 1).unwrap_or(0);
        self.rows.get(index).cloned().unwrap_or_default()
    }

    pub(super) fn appearances(&self) -> impl Iterator<Item = (u64, Role, Who)> + '_ {
        self.truth.iter().copied()
    }

    pub(super) fn texts(&self) -> Vec<Vec<String>> {
        let rows = self.rows.iter();
        rows.map(|row| row.iter().map(shown).collect()).collect()
    }

    pub(super) fn bytes(&self) -> Result<Vec<u8>, DeskError> {
        Ok(match self.form {
            Form::Xlsx => plain_workbook(self.sheet, &self.rows)?,
            // What has no code becomes 〓, as the systems of city halls write it.
            Form::Cp932 => encode_cp932(&self.csv()).bytes,
            Form::Utf8 => ("\u{feff}".to_owned() + &self.csv()).into_bytes(),
        })
    }

    fn csv(&self) -> String {
        let mut csv = String::new();
        for row in &self.rows {
            let fields: Vec<String> = row.iter().map(|cell| quoted(&shown(cell))).collect();
            csv.push_str(&fields.join(","));
            csv.push_str("\r\n");
        }
        csv
    }
}

/// A text; an empty cell where there is none.
pub(super) fn text(text: &str) -> PlainCell {
    if text.is_empty() {
        PlainCell::Empty
    } else {
        PlainCell::Text(text.to_owned())
    }
}

/// A whole number.
pub(super) fn number(count: u64) -> PlainCell {
    PlainCell::Number(Decimal::from(count))
}

/// A day, or nothing.
pub(super) fn day(day: Option<Date>) -> PlainCell {
    day.map_or(PlainCell::Empty, PlainCell::Day)
}

fn shown(cell: &PlainCell) -> String {
    match cell {
        PlainCell::Empty => String::new(),
        PlainCell::Text(text) => text.clone(),
        PlainCell::Number(amount) => amount.to_string(),
        PlainCell::Day(day) => format!("{}/{:02}/{:02}", day.year(), day.month(), day.day()),
    }
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

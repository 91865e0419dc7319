//! Delimited text to a grid: every field's text as it stands, one row a record, as Excel shows it.
//! Which character delimits is told in `dialect`, where a field ends in `records`.

mod dialect;
mod records;

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Reading, Severity};
use enishi_domain::grid::{CellKind, Grid, GridBuilder, Place};

use crate::error::IntakeError;
use crate::formats::Format;
use crate::formats::limits::{self, LAST_COLUMN, LONGEST_CELL};
pub use dialect::delimiter_of;
use records::{Field, QuoteFault, Records};

/// Reads the one table of a delimited text; the format says what delimits where nothing else does.
pub fn read(text: &str, format: Format) -> Result<Reading<Grid>, IntakeError> {
    let fallback = if format == Format::Tsv { '\t' } else { ',' };
    let delimiter = delimiter_of(text).map_or(fallback, |found| found.delimiter);
    let body = dialect::declared(text).map_or(text, |declared| declared.body);
    let mut records = Records::new(body, delimiter);
    let mut reader = Reader::default();
    while !records.is_done() {
        reader.begin_row()?;
        records.next_record(|field| reader.take(&field));
        limits::check_cells(reader.builder.len())?;
    }
    Ok(reader.finish())
}

/// The grid while it is filled, and what is amiss.
#[derive(Default)]
struct Reader {
    builder: GridBuilder,
    row: u32,
    column: u32,
    lengths: Lengths,
    findings: Vec<Finding>,
    cut_rows: Vec<u32>,
    cut_cells: Vec<(u32, u32)>,
}

impl Reader {
    fn begin_row(&mut self) -> Result<(), IntakeError> {
        self.row += 1;
        self.column = 0;
        limits::check_row(self.row)?;
        self.lengths.0.push(Length {
            row: self.row,
            fields: 0,
            filled: 0,
            last: 0,
        });
        Ok(())
    }

    fn take(&mut self, field: &Field<'_>) {
        self.column = self.column.saturating_add(1);
        if let Some(fault) = field.fault {
            self.note(fault, &field.text);
        }
        if let Some(length) = self.lengths.0.last_mut() {
            length.fields = self.column;
            if !field.text.trim().is_empty() {
                length.filled += 1;
                length.last = self.column;
            }
        }
        if field.text.is_empty() {
            return;
        }
        if self.column > LAST_COLUMN {
            if self.cut_rows.last() != Some(&self.row) {
                self.cut_rows.push(self.row);
            }
            return;
        }
        let kept = limits::cell_text(&field.text);
        if kept.len() < field.text.len() {
            self.cut_cells.push((self.row, self.column));
        }
        self.builder
            .push(self.row, self.column, kept, CellKind::Text);
    }

    fn note(&mut self, fault: QuoteFault, text: &str) {
        let (severity, message) = match fault {
            QuoteFault::NeverCloses => (Severity::Error, "quote_never_closes"),
            QuoteFault::TextAfterClose => (Severity::Warning, "text_after_closing_quote"),
        };
        // One finding a kind says enough: a file that quotes wrongly does it in every row.
        if self
            .findings
            .iter()
            .any(|finding| finding.message == message)
        {
            return;
        }
        let excerpt: String = text.chars().take(40).collect();
        let finding = Finding::new("R03", severity, message)
            .at(Some(Place::new(self.row, self.column)))
            .quoting(excerpt);
        self.findings.push(finding);
    }

    fn finish(mut self) -> Reading<Grid> {
        if let Some(row) = self.cut_rows.first() {
            let finding = Finding::new("R11", Severity::Error, "columns_left_out");
            self.findings.push(
                finding
                    .at(Some(Place::new(*row, LAST_COLUMN)))
                    .with("limit", LAST_COLUMN)
                    .with("count", self.cut_rows.len()),
            );
        }
        if let Some((row, column)) = self.cut_cells.first() {
            let finding = Finding::new("R11", Severity::Error, "cell_cut_off");
            self.findings.push(
                finding
                    .at(Some(Place::new(*row, *column)))
                    .with("limit", LONGEST_CELL)
                    .with("count", self.cut_cells.len()),
            );
        }
        self.findings.extend(self.lengths.findings());
        let (grid, _) = self.builder.finish();
        Reading {
            value: grid,
            findings: self.findings,
        }
    }
}

/// How long each row is.
#[derive(Default)]
struct Lengths(Vec<Length>);

struct Length {
    row: u32,
    fields: u32,
    filled: u32,
    last: u32,
}

impl Lengths {
    /// Rows that differ from the usual length. Blank rows and rows of a single text (titles, notes)
    /// are habit, not a fault; a row that is longer may hold an unquoted delimiter.
    fn findings(&self) -> Vec<Finding> {
        let rows = || self.0.iter().filter(|length| length.filled > 1);
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for length in rows() {
            *counts.entry(length.fields).or_default() += 1;
        }
        let Some((usual, _)) = counts
            .into_iter()
            .max_by_key(|(fields, rows)| (*rows, *fields))
        else {
            return Vec::new();
        };
        let longer = rows()
            .filter(|length| length.last > usual)
            .map(|length| length.row);
        let shorter = rows()
            .filter(|length| length.fields < usual)
            .map(|length| length.row);
        let tell = |rows: Vec<u32>, severity, message| {
            let first = *rows.first()?;
            let listed: Vec<String> = rows.iter().take(10).map(u32::to_string).collect();
            let finding = Finding::new("R07", severity, message)
                .at(Some(Place::new(first, 1)))
                .with("usual", usual)
                .with("count", rows.len())
                .with("rows", listed.join(", "));
            Some(finding)
        };
        let longer = tell(longer.collect(), Severity::Warning, "rows_longer");
        let shorter = tell(shorter.collect(), Severity::Info, "rows_shorter");
        longer.into_iter().chain(shorter).collect()
    }
}

#[cfg(test)]
mod tests;

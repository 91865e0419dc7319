//! One sheet while it is being read: its cells, its ranges, and what is to be said about it. All
//! three readers fill it, so that the same fault gives the same finding in every format.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::grid::{CellKind, Grid, GridBuilder, MergedRange, Place};

use super::budget::Budget;
use super::cell_reference::{CellName, LAST_COLUMN, LAST_ROW, RangeName};
use super::merges;
use crate::error::IntakeError;

/// Of one kind of finding a sheet tells so many one by one; the rest it counts.
const TOLD_ONE_BY_ONE: usize = 20;

/// A sheet's name, and whether it was hidden.
#[derive(Clone, Debug)]
pub(super) struct SheetTitle {
    pub(super) name: String,
    pub(super) visibility: Visibility,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    Shown,
    Hidden,
}

/// Whether findings must name the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Company {
    OnlySheet,
    OneOfSeveral,
}

impl Company {
    pub(super) fn of(sheets: usize) -> Self {
        if sheets > 1 {
            Self::OneOfSeveral
        } else {
            Self::OnlySheet
        }
    }
}

/// A sheet while it is being read.
pub(super) struct Draft {
    title: SheetTitle,
    builder: GridBuilder,
    merges: Vec<MergedRange>,
    hidden_rows: Vec<Range<u32>>,
    hidden_columns: Vec<Range<u32>>,
    last_column: u32,
    notes: Notes,
}

impl Draft {
    pub(super) fn new(title: SheetTitle, company: Company) -> Self {
        let sheet = match company {
            Company::OnlySheet => None,
            Company::OneOfSeveral => Some(title.name.clone()),
        };
        Self {
            builder: GridBuilder::new(Some(title.name.clone())),
            title,
            merges: Vec::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            last_column: LAST_COLUMN,
            notes: Notes {
                sheet,
                findings: Vec::new(),
                counts: Vec::new(),
            },
        }
    }

    /// A sheet of a format whose columns end before XFD.
    pub(super) fn ending_at_column(mut self, last: u32) -> Self {
        self.last_column = last;
        self
    }

    /// Adds a cell; one without text is none, and one outside of the sheet is said to be.
    pub(super) fn add(
        &mut self,
        budget: &mut Budget,
        (row, column): (u32, u32),
        text: &str,
        kind: CellKind,
    ) -> Result<(), IntakeError> {
        if text.is_empty() {
            return Ok(());
        }
        budget.spend(text)?;
        if row > LAST_ROW || column > self.last_column {
            self.note(&REFERENCE_UNREADABLE, None, CellName(row, column));
            return Ok(());
        }
        match kind {
            CellKind::Error => self.note(&ERROR_VALUE, Some((row, column)), text),
            CellKind::FormulaWithoutValue => {
                self.note(&FORMULA_WITHOUT_VALUE, Some((row, column)), text);
            }
            CellKind::Text | CellKind::Number | CellKind::Date | CellKind::Boolean => {}
        }
        self.builder.push(row, column, text, kind);
        Ok(())
    }

    /// Says what is amiss at a place, quoting the document.
    pub(super) fn note(
        &mut self,
        note: &'static Note,
        at: Option<(u32, u32)>,
        quote: impl fmt::Display,
    ) {
        self.notes.add(note, at, quote);
    }

    /// Marks a range as merged; whether it can be one is checked at the end.
    pub(super) fn merge(&mut self, budget: &Budget, range: MergedRange) {
        if self.merges.len() < budget.limits.ranges {
            self.merges.push(range);
        } else {
            let at = Some((range.top, range.left));
            self.note(&merges::TOO_MANY, at, RangeName(range));
        }
    }

    /// Marks rows as hidden; the end is not among them.
    pub(super) fn hide_rows(&mut self, budget: &Budget, rows: Range<u32>) {
        extend(&mut self.hidden_rows, rows, budget.limits.ranges);
    }

    /// Marks columns as hidden; the end is not among them.
    pub(super) fn hide_columns(&mut self, budget: &Budget, columns: Range<u32>) {
        extend(&mut self.hidden_columns, columns, budget.limits.ranges);
    }

    /// The grid, and everything that was noted.
    pub(super) fn finish(mut self) -> (Grid, Vec<Finding>) {
        for (range, fault) in merges::sift(&mut self.merges) {
            let at = Some((range.top, range.left));
            self.notes.add(fault, at, RangeName(range));
        }
        for range in self.merges {
            self.builder.merge(range);
        }
        for rows in self.hidden_rows {
            self.builder.hide_rows(rows);
        }
        let some_column_hidden = !self.hidden_columns.is_empty();
        for columns in self.hidden_columns {
            self.builder.hide_columns(columns);
        }
        if self.title.visibility == Visibility::Hidden {
            self.builder.hide_sheet();
        }
        let (grid, repeated) = self.builder.finish();
        for place in repeated {
            let quote = grid.cell(place.0, place.1).map_or("", |cell| cell.text);
            self.notes.add(&CELL_REPEATED, Some(place), quote);
        }
        let mut findings = hidden_findings(&grid, &self.title, &self.notes, some_column_hidden);
        findings.append(&mut self.notes.findings);
        findings.extend(self.notes.rest());
        (grid, findings)
    }
}

/// A kind of finding of this room.
pub(super) struct Note {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) message: &'static str,
}

pub(super) static ERROR_VALUE: Note = Note {
    rule: "R08",
    severity: Severity::Error,
    message: "error_value",
};
pub(super) static FORMULA_WITHOUT_VALUE: Note = Note {
    rule: "R08",
    severity: Severity::Error,
    message: "formula_without_value",
};
pub(super) static CELL_REPEATED: Note = Note {
    rule: "R09",
    severity: Severity::Error,
    message: "cell_repeated",
};
pub(super) static REFERENCE_UNREADABLE: Note = Note {
    rule: "R10",
    severity: Severity::Error,
    message: "reference_unreadable",
};
pub(super) static STRING_MISSING: Note = Note {
    rule: "R10",
    severity: Severity::Error,
    message: "string_missing",
};
pub(super) static NUMBER_UNREADABLE: Note = Note {
    rule: "R10",
    severity: Severity::Error,
    message: "number_unreadable",
};
pub(super) static DATE_OUTSIDE_CALENDAR: Note = Note {
    rule: "R10",
    severity: Severity::Warning,
    message: "date_outside_calendar",
};
pub(super) static STYLE_MISSING: Note = Note {
    rule: "R10",
    severity: Severity::Warning,
    message: "style_missing",
};
pub(super) static SHEET_MISSING: Note = Note {
    rule: "R10",
    severity: Severity::Error,
    message: "sheet_missing",
};

/// The findings of one sheet, each kind told up to [`TOLD_ONE_BY_ONE`] times.
struct Notes {
    sheet: Option<String>,
    findings: Vec<Finding>,
    /// How many of each kind there were, in the order in which the kinds came up.
    counts: Vec<(&'static Note, usize)>,
}

impl Notes {
    /// Prints the quote only where the finding is told: there may be millions.
    fn add(&mut self, note: &'static Note, at: Option<(u32, u32)>, quote: impl fmt::Display) {
        let known = self
            .counts
            .iter()
            .position(|(known, _)| std::ptr::eq(*known, note));
        let index = known.unwrap_or_else(|| {
            self.counts.push((note, 0));
            self.counts.len() - 1
        });
        self.counts[index].1 += 1;
        if self.counts[index].1 > TOLD_ONE_BY_ONE {
            return;
        }
        let quote = shortened(&quote.to_string());
        let mut finding = Finding::new(note.rule, note.severity, note.message)
            .with("text", &quote)
            .quoting(quote);
        if let Some((row, column)) = at {
            finding = finding
                .with("cell", CellName(row, column))
                .at(Some(self.place(row, column)));
        }
        self.findings.push(finding);
    }

    /// One finding for each kind that was told in part only.
    fn rest(&self) -> Vec<Finding> {
        let rest = self
            .counts
            .iter()
            .filter(|(_, count)| *count > TOLD_ONE_BY_ONE);
        rest.map(|(note, count)| {
            Finding::new(note.rule, note.severity, "more")
                .with("count", count - TOLD_ONE_BY_ONE)
                .with("of", note.message)
                .with("sheet", self.sheet.as_deref().unwrap_or_default())
        })
        .collect()
    }

    fn place(&self, row: u32, column: u32) -> Place {
        Place {
            sheet: self.sheet.clone(),
            ..Place::new(row, column)
        }
    }
}

/// A sheet that the workbook lists and does not hold.
pub(super) fn missing_sheet(title: &SheetTitle) -> Finding {
    let note = &SHEET_MISSING;
    Finding::new(note.rule, note.severity, note.message)
        .with("sheet", &title.name)
        .quoting(&title.name)
}

/// Only what hides something counts: sheets with all unused columns hidden are common.
fn hidden_findings(
    grid: &Grid,
    title: &SheetTitle,
    notes: &Notes,
    some_column_hidden: bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let finding =
        |message| Finding::new("R02", Severity::Warning, message).with("sheet", &title.name);
    if grid.hidden && !grid.is_empty() {
        findings.push(finding("hidden_sheet"));
    }
    let mut rows = grid.row_numbers().filter(|row| grid.is_row_hidden(*row));
    if let Some(first) = rows.next() {
        let place = notes.place(first, 1);
        let count = 1 + rows.count();
        findings.push(finding("hidden_rows").with("count", count).at(Some(place)));
    }
    if !some_column_hidden {
        return findings;
    }
    let occupied: BTreeSet<u32> = grid.cells().map(|cell| cell.column).collect();
    let mut columns = occupied
        .into_iter()
        .filter(|column| grid.is_column_hidden(*column));
    if let Some(first) = columns.next() {
        let place = notes.place(1, first);
        let count = 1 + columns.count();
        findings.push(
            finding("hidden_columns")
                .with("count", count)
                .at(Some(place)),
        );
    }
    findings
}

/// Neighbouring ranges become one. Beyond the most that are kept every row is taken as hidden up to
/// the last one said to be: a claim too much is a look too much, a claim too little misleads.
fn extend(ranges: &mut Vec<Range<u32>>, range: Range<u32>, most: usize) {
    let full = ranges.len() >= most;
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        Some(last) if full => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}

/// At most 80 characters of a text.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

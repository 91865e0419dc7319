//! What is to be said of a table, counted while it is read: one finding a kind, at its first place.

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::grid::Place;

use crate::formats::limits::{LAST_COLUMN, LONGEST_CELL};

/// What can be said of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The whole table is hidden, and was read.
    HiddenSheet,
    /// Rows are hidden, and were read.
    HiddenRow,
    /// Every cell of a column is hidden; it was read.
    HiddenColumn,
    /// Single cells are hidden, and were read.
    HiddenCell,
    /// Text inside a cell is hidden, such as a key for sorting; it was left out.
    HiddenText,
    /// A colspan runs into a cell from above.
    SpansOverlap,
    /// A rowspan reaches below its row group.
    SpanExceeds,
    /// Cells beyond the last column.
    ColumnLeftOut,
    /// The text is longer than a cell may be.
    CellCutOff,
}

impl Note {
    fn finding(self) -> Finding {
        let (rule, severity, message) = match self {
            Self::HiddenSheet => ("R02", Severity::Warning, "hidden_sheet"),
            Self::HiddenRow => ("R02", Severity::Warning, "hidden_rows"),
            Self::HiddenColumn => ("R02", Severity::Warning, "hidden_columns"),
            Self::HiddenCell => ("R02", Severity::Warning, "hidden_cells"),
            Self::HiddenText => ("R02", Severity::Info, "hidden_text_left_out"),
            Self::SpansOverlap => ("R06", Severity::Warning, "spans_overlap"),
            Self::SpanExceeds => ("R06", Severity::Info, "span_exceeds_table"),
            Self::ColumnLeftOut => ("R11", Severity::Error, "columns_left_out"),
            Self::CellCutOff => ("R11", Severity::Error, "cell_cut_off"),
        };
        Finding::new(rule, severity, message)
    }

    fn limit(self) -> Option<usize> {
        match self {
            Self::ColumnLeftOut => Some(LAST_COLUMN as usize),
            Self::CellCutOff => Some(LONGEST_CELL),
            Self::HiddenSheet
            | Self::HiddenRow
            | Self::HiddenColumn
            | Self::HiddenCell
            | Self::HiddenText
            | Self::SpansOverlap
            | Self::SpanExceeds => None,
        }
    }
}

/// How often each was noted, and where first.
#[derive(Default)]
pub struct Notes(BTreeMap<Note, (u32, (u32, u32))>);

impl Notes {
    /// Counts one more.
    pub fn add(&mut self, note: Note, row: u32, column: u32) {
        self.0.entry(note).or_insert((0, (row, column))).0 += 1;
    }

    /// One finding a kind.
    pub fn findings(&self, table: Option<&str>) -> Vec<Finding> {
        let tell = |(note, (count, (row, column))): (&Note, &(u32, (u32, u32)))| {
            let mut place = Place::new(*row, *column);
            place.sheet = table.map(str::to_owned);
            let finding = note
                .finding()
                .at(Some(place))
                .with("sheet", table.unwrap_or_default())
                .with("count", count);
            match note.limit() {
                Some(limit) => finding.with("limit", limit),
                None => finding,
            }
        };
        self.0.iter().map(tell).collect()
    }
}

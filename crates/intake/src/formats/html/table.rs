//! One table of a page while it is read: which row and column each cell takes, and the ranges that
//! rowspan and colspan make of it.

use std::ops::Range;

use enishi_domain::finding::Finding;
use enishi_domain::grid::{CellKind, Grid, GridBuilder, MergedRange};

use super::flow::Flow;
use super::notes::{Note, Notes};
use crate::error::IntakeError;
use crate::formats::limits::{self, LAST_COLUMN};

/// The largest colspan and rowspan that browsers take.
const WIDEST_SPAN: u32 = 1_000;
const TALLEST_SPAN: u32 = 65_534;
/// How many places spans may cover together before the page is refused.
const MOST_STEPS: u64 = 200_000_000;

/// The table while it is filled.
#[derive(Default)]
pub struct Table {
    builder: GridBuilder,
    name: Option<String>,
    caption: Option<Flow>,
    cell: Option<OpenCell>,
    row: u32,
    column: u32,
    in_row: bool,
    /// For each column the last row that a cell from above covers.
    covered: Vec<u32>,
    /// Ranges that begin in the open row group and may be cut at its end.
    open_ranges: Vec<MergedRange>,
    columns_declared: u32,
    hidden_rows: Vec<Range<u32>>,
    hidden_columns: Vec<u32>,
    cells_by_column: Vec<Showing>,
    steps: u64,
    is_hidden: bool,
    notes: Notes,
}

/// How many cells of a column are shown and hidden, and in which row the first hidden one stands.
#[derive(Clone, Copy, Default)]
struct Showing {
    shown: u32,
    hidden: u32,
    first_hidden: u32,
}

struct OpenCell {
    row: u32,
    column: u32,
    flow: Flow,
}

/// The spans of a cell as the attributes say them.
#[derive(Clone, Copy)]
pub struct Spans {
    /// `rowspan`; 0 is the rest of the row group.
    pub rows: u32,
    /// `colspan`
    pub columns: u32,
}

impl Spans {
    /// Reads both attributes as browsers do: what is no number, or negative, is 1; more than the
    /// largest is the largest.
    pub fn parse(rowspan: Option<&str>, colspan: Option<&str>) -> Self {
        let rows = rowspan
            .and_then(leading_number)
            .unwrap_or(1)
            .min(TALLEST_SPAN);
        let columns = colspan
            .and_then(leading_number)
            .unwrap_or(1)
            .clamp(1, WIDEST_SPAN);
        Self { rows, columns }
    }
}

/// Adds a number to ascending ranges.
fn extend(ranges: &mut Vec<Range<u32>>, number: u32) {
    match ranges.last_mut() {
        Some(last) if last.end == number => last.end += 1,
        _ => ranges.push(number..number + 1),
    }
}

fn leading_number(text: &str) -> Option<u32> {
    let text = text.trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let digits = &text[..end];
    // Only digits stand here, so that parsing fails on what is too large alone.
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
}

impl Table {
    /// A table under a heading, which names it unless a caption does.
    pub fn new(heading: Option<String>, is_hidden: bool) -> Self {
        Self {
            name: heading,
            is_hidden,
            ..Self::default()
        }
    }

    /// The text that is being read: the open cell's or caption's.
    pub fn flow(&mut self) -> Option<&mut Flow> {
        match &mut self.cell {
            Some(cell) => Some(&mut cell.flow),
            None => self.caption.as_mut(),
        }
    }

    /// Whether a nested table may begin here.
    pub fn has_flow(&self) -> bool {
        self.cell.is_some() || self.caption.is_some()
    }

    /// How many cells it holds so far.
    pub fn len(&self) -> usize {
        self.builder.len()
    }

    /// `<caption>`
    pub fn begin_caption(&mut self) {
        self.end_cell();
        self.caption = Some(Flow::default());
    }

    /// `</caption>`, also implied.
    pub fn end_caption(&mut self) {
        if let Some(text) = self
            .caption
            .take()
            .map(Flow::finish)
            .filter(|text| !text.is_empty())
        {
            self.name = Some(text);
        }
    }

    /// `<col>`
    pub fn declare_columns(&mut self, span: Option<&str>, is_hidden: bool) {
        let count = span
            .and_then(leading_number)
            .unwrap_or(1)
            .clamp(1, WIDEST_SPAN);
        let first = self.columns_declared + 1;
        let last = self.columns_declared.saturating_add(count).min(LAST_COLUMN);
        self.columns_declared = last;
        if is_hidden {
            self.hidden_columns.extend(first..=last);
        }
    }

    /// `<tr>`
    pub fn begin_row(&mut self, is_hidden: bool) -> Result<(), IntakeError> {
        self.end_row();
        self.row += 1;
        self.column = 1;
        self.in_row = true;
        limits::check_row(self.row)?;
        if is_hidden {
            extend(&mut self.hidden_rows, self.row);
            self.notes.add(Note::HiddenRow, self.row, 1);
        }
        Ok(())
    }

    /// `</tr>`, also implied.
    pub fn end_row(&mut self) {
        self.end_cell();
        self.in_row = false;
    }

    /// The end of `<thead>`, `<tbody>`, `<tfoot>` or the table: no span reaches beyond it.
    pub fn end_group(&mut self) -> Result<(), IntakeError> {
        self.end_row();
        if self.open_ranges.is_empty() {
            return Ok(());
        }
        for range in self.open_ranges.drain(..) {
            if range.bottom > self.row && range.bottom != u32::MAX {
                self.notes.add(Note::SpanExceeds, range.top, range.left);
            }
            let bottom = range.bottom.min(self.row);
            self.builder.merge(MergedRange { bottom, ..range });
        }
        let last = self.row;
        self.covered
            .iter_mut()
            .for_each(|row| *row = (*row).min(last));
        let width = self.covered.len() as u64;
        self.step(width)
    }

    /// `<td>`, `<th>`
    pub fn begin_cell(&mut self, spans: Spans, is_hidden: bool) -> Result<(), IntakeError> {
        if !self.in_row {
            self.begin_row(false)?;
        }
        self.end_cell();
        let first = self.column;
        while self.is_covered(self.column) {
            self.column += 1;
        }
        self.step(u64::from(self.column - first))?;
        let (row, left) = (self.row, self.column);
        if left > LAST_COLUMN {
            self.notes.add(Note::ColumnLeftOut, row, left);
            return Ok(());
        }
        let width = self.free_width(left, spans.columns);
        if width < spans.columns {
            self.notes.add(Note::SpansOverlap, row, left);
        }
        self.column = left + width;
        self.cover(left, width, spans)?;
        self.count_showing(left, is_hidden);
        self.cell = Some(OpenCell {
            row,
            column: left,
            flow: Flow::default(),
        });
        Ok(())
    }

    /// `</td>`, also implied.
    pub fn end_cell(&mut self) {
        self.end_caption();
        let Some(OpenCell { row, column, flow }) = self.cell.take() else {
            return;
        };
        if flow.is_cut() {
            self.notes.add(Note::CellCutOff, row, column);
        }
        self.builder
            .push(row, column, &flow.finish(), CellKind::Text);
    }

    /// Text inside the open cell that is not shown, and was left out of it.
    pub fn note_hidden_text(&mut self) {
        self.notes.add(
            Note::HiddenText,
            self.row.max(1),
            self.column.saturating_sub(1).max(1),
        );
    }

    /// The grid with what is to be said of it; none where it holds nothing.
    pub fn finish(mut self) -> Result<Option<(Grid, Vec<Finding>)>, IntakeError> {
        self.end_group()?;
        if self.builder.is_empty() {
            return Ok(None);
        }
        self.hide();
        let findings = self.notes.findings(self.name.as_deref());
        let (mut grid, _) = self.builder.finish();
        grid.name = self.name;
        Ok(Some((grid, findings)))
    }

    /// A column is hidden where `<col>` says so or all of its cells do.
    fn hide(&mut self) {
        for (cells, column) in self.cells_by_column.iter().zip(1..) {
            if cells.hidden > 0 && cells.shown == 0 {
                self.hidden_columns.push(column);
            } else if cells.hidden > 0 {
                self.notes.add(Note::HiddenCell, cells.first_hidden, column);
            }
        }
        self.hidden_columns.sort_unstable();
        self.hidden_columns.dedup();
        let mut columns = Vec::new();
        for column in &self.hidden_columns {
            extend(&mut columns, *column);
            self.notes.add(Note::HiddenColumn, 1, *column);
        }
        columns
            .into_iter()
            .for_each(|range| self.builder.hide_columns(range));
        self.hidden_rows
            .drain(..)
            .for_each(|range| self.builder.hide_rows(range));
        if self.is_hidden {
            self.builder.hide_sheet();
            self.notes.add(Note::HiddenSheet, 1, 1);
        }
    }

    fn is_covered(&self, column: u32) -> bool {
        let index = column as usize - 1;
        self.covered.get(index).is_some_and(|row| *row >= self.row)
    }

    /// How many of the wanted columns no cell from above covers, within the last column.
    fn free_width(&self, left: u32, wanted: u32) -> u32 {
        let last = left.saturating_add(wanted - 1).min(LAST_COLUMN);
        let free = (left..=last)
            .take_while(|column| !self.is_covered(*column))
            .count();
        u32::try_from(free).unwrap_or(LAST_COLUMN).max(1)
    }

    fn cover(&mut self, left: u32, width: u32, spans: Spans) -> Result<(), IntakeError> {
        let bottom = match spans.rows {
            0 => u32::MAX,
            rows => self.row.saturating_add(rows - 1),
        };
        if bottom > self.row {
            let end = (left + width - 1) as usize;
            if self.covered.len() < end {
                self.covered.resize(end, 0);
            }
            self.covered[left as usize - 1..end].fill(bottom);
        }
        if bottom > self.row || width > 1 {
            let right = left + width - 1;
            self.open_ranges.push(MergedRange {
                top: self.row,
                left,
                bottom,
                right,
            });
        }
        self.step(u64::from(width))
    }

    fn step(&mut self, count: u64) -> Result<(), IntakeError> {
        self.steps += count;
        if self.steps <= MOST_STEPS {
            return Ok(());
        }
        Err(IntakeError::TooMany {
            what: "spanned cells",
            limit: MOST_STEPS,
        })
    }

    fn count_showing(&mut self, column: u32, is_hidden: bool) {
        let index = column as usize - 1;
        if self.cells_by_column.len() <= index {
            self.cells_by_column.resize(index + 1, Showing::default());
        }
        let cells = &mut self.cells_by_column[index];
        if is_hidden {
            cells.hidden += 1;
            if cells.hidden == 1 {
                cells.first_hidden = self.row;
            }
        } else {
            cells.shown += 1;
        }
    }
}

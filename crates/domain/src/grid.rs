//! A read table: every cell's text as it stands, with its place, merged ranges and what was hidden.
//! Sparse, and kept in one text buffer, so memory follows the cells that hold something.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// 「位置」 the physical row and column as a spreadsheet shows them, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row, from 1. In a text file the record's first line, as the file's lines count.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
    /// The column's heading, where the table has one.
    pub header: Option<String>,
    /// The worksheet's name, where the file has several.
    pub sheet: Option<String>,
}

impl Place {
    /// A place without heading.
    #[must_use]
    pub fn new(row: u32, column: u32) -> Self {
        Self {
            row,
            column,
            header: None,
            sheet: None,
        }
    }
}

impl fmt::Display for Place {
    /// Prints `12:3`, as file positions are printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.row, self.column)
    }
}

/// How the document stored a cell, so that a number stored as text can be told from a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Text, and every cell of a delimited file.
    Text,
    /// A number; its text is what the number format shows, as far as that changes its meaning (%).
    Number,
    /// A date or time.
    Date,
    /// TRUE or FALSE.
    Boolean,
    /// #REF!, #N/A …
    Error,
    /// A formula for which the document holds no computed value.
    FormulaWithoutValue,
}

/// One cell that holds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Row from 1.
    pub row: u32,
    /// Column from 1.
    pub column: u32,
    /// The text as it stands.
    pub text: &'a str,
    /// How it was stored.
    pub kind: CellKind,
}

/// 「結合」 a merged range, both corners within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergedRange {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl MergedRange {
    /// Whether a cell lies within.
    #[must_use]
    pub fn contains(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// Merged ranges of this many columns are few, and not listed under each of them.
const WIDE: u32 = 8;

/// Some of the merged ranges from the top, each with the last row that it or one before it reaches:
/// where a search upward stops.
#[derive(Clone, Debug, Default)]
struct Stack(Vec<(usize, u32)>);

impl Stack {
    fn push(&mut self, index: usize, range: &MergedRange) {
        let reach = self.0.last().map_or(0, |(_, reach)| *reach);
        self.0.push((index, reach.max(range.bottom)));
    }

    /// The last range over a place.
    fn last_over(&self, merged: &[MergedRange], row: u32, column: u32) -> Option<usize> {
        let end = self
            .0
            .partition_point(|(index, _)| merged[*index].top <= row);
        let upward = self.0[..end].iter().rev();
        upward
            .take_while(|(_, reach)| *reach >= row)
            .map(|(index, _)| *index)
            .find(|index| merged[*index].contains(row, column))
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    row: u32,
    column: u32,
    start: usize,
    length: u32,
    kind: CellKind,
}

/// 「表」 a table as read, before anyone says what it means.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The worksheet's name, or the table's caption.
    pub name: Option<String>,
    text: String,
    entries: Vec<Entry>,
    /// Index of each occupied row: (row, its entries).
    rows: Vec<(u32, Range<usize>)>,
    merged: Vec<MergedRange>,
    /// The merged ranges over a column, where they are narrow, and those that are wide.
    narrow: BTreeMap<u32, Stack>,
    wide: Stack,
    hidden_rows: Vec<Range<u32>>,
    hidden_columns: Vec<Range<u32>>,
    /// Whether the whole worksheet is hidden.
    pub hidden: bool,
    /// The texts between the table before and this one, where a document has such.
    pub above: Vec<String>,
    /// The texts behind the document's last table.
    pub below: Vec<String>,
}

impl Grid {
    /// The cells of one row in column order.
    pub fn row(&self, row: u32) -> impl Iterator<Item = Cell<'_>> {
        let range = self
            .rows
            .binary_search_by_key(&row, |(number, _)| *number)
            .map_or(0..0, |index| self.rows[index].1.clone());
        self.entries[range].iter().map(|entry| self.view(entry))
    }

    /// The numbers of the rows that hold something, ascending.
    pub fn row_numbers(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|(number, _)| *number)
    }

    /// Every cell, row by row.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.entries.iter().map(|entry| self.view(entry))
    }

    /// The cell's own text; `None` where it holds nothing.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> Option<Cell<'_>> {
        let index = self
            .rows
            .binary_search_by_key(&row, |(number, _)| *number)
            .ok()?;
        let entries = &self.entries[self.rows[index].1.clone()];
        let found = entries
            .binary_search_by_key(&column, |entry| entry.column)
            .ok()?;
        Some(self.view(&entries[found]))
    }

    /// The text that covers a place: the cell's own, or that of the merged range it lies in.
    #[must_use]
    pub fn covering_text(&self, row: u32, column: u32) -> Option<&str> {
        let own = self.cell(row, column).map(|cell| cell.text);
        own.or_else(|| {
            let range = self.merged_range(row, column)?;
            self.cell(range.top, range.left).map(|cell| cell.text)
        })
    }

    /// The merged range a place lies in.
    #[must_use]
    pub fn merged_range(&self, row: u32, column: u32) -> Option<MergedRange> {
        let in_stack = |stack: &Stack| stack.last_over(&self.merged, row, column);
        let narrow = self.narrow.get(&column).and_then(in_stack);
        narrow
            .max(in_stack(&self.wide))
            .map(|index| self.merged[index])
    }

    /// All merged ranges, from the top.
    #[must_use]
    pub fn merged(&self) -> &[MergedRange] {
        &self.merged
    }

    /// Whether the row was hidden or filtered away in the document.
    #[must_use]
    pub fn is_row_hidden(&self, row: u32) -> bool {
        lies_within(&self.hidden_rows, row)
    }

    /// Whether the column was hidden.
    #[must_use]
    pub fn is_column_hidden(&self, column: u32) -> bool {
        lies_within(&self.hidden_columns, column)
    }

    /// The last row that holds something; 0 for an empty grid.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.rows.last().map_or(0, |(number, _)| *number)
    }

    /// The last column that holds something; 0 for an empty grid.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.entries
            .iter()
            .map(|entry| entry.column)
            .max()
            .unwrap_or(0)
    }

    /// How many cells hold something.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn view(&self, entry: &Entry) -> Cell<'_> {
        let text = &self.text[entry.start..entry.start + entry.length as usize];
        Cell {
            row: entry.row,
            column: entry.column,
            text,
            kind: entry.kind,
        }
    }
}

/// Builds a [`Grid`] cell by cell, in any order.
#[derive(Debug, Default)]
pub struct GridBuilder {
    grid: Grid,
    repeated: Vec<(u32, u32)>,
}

impl GridBuilder {
    /// A grid of that name.
    #[must_use]
    pub fn new(name: Option<String>) -> Self {
        Self {
            grid: Grid {
                name,
                ..Grid::default()
            },
            repeated: Vec::new(),
        }
    }

    /// Adds a cell; an empty text adds nothing. Rows and columns count from 1.
    pub fn push(&mut self, row: u32, column: u32, text: &str, kind: CellKind) {
        debug_assert!(row > 0 && column > 0, "rows and columns count from 1");
        let Ok(length) = u32::try_from(text.len()) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        let start = self.grid.text.len();
        self.grid.text.push_str(text);
        self.grid.entries.push(Entry {
            row,
            column,
            start,
            length,
            kind,
        });
    }

    /// Marks a range as merged; a single cell or a reversed range is none.
    pub fn merge(&mut self, range: MergedRange) {
        let real = range.top <= range.bottom && range.left <= range.right;
        if real && (range.top, range.left) != (range.bottom, range.right) {
            self.grid.merged.push(range);
        }
    }

    /// Marks rows as hidden; the end is not among them.
    pub fn hide_rows(&mut self, rows: Range<u32>) {
        self.grid.hidden_rows.push(rows);
    }

    /// Marks columns as hidden; the end is not among them.
    pub fn hide_columns(&mut self, columns: Range<u32>) {
        self.grid.hidden_columns.push(columns);
    }

    /// Marks the whole worksheet as hidden.
    pub fn hide_sheet(&mut self) {
        self.grid.hidden = true;
    }

    /// How many cells were added so far, repeated ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.grid.entries.len()
    }

    /// Whether no cell was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.grid.entries.is_empty()
    }

    /// Sorts and indexes. Where a place was given twice the last one stands, as spreadsheet
    /// programs do, and the place is returned, so that the reader can say so.
    #[must_use]
    pub fn finish(mut self) -> (Grid, Vec<(u32, u32)>) {
        let entries = &mut self.grid.entries;
        if !entries.is_sorted_by_key(|entry| (entry.row, entry.column)) {
            entries.sort_by_key(|entry| (entry.row, entry.column));
        }
        let mut kept: Vec<Entry> = Vec::new();
        let repeats =
            |pair: &[Entry]| (pair[0].row, pair[0].column) == (pair[1].row, pair[1].column);
        if entries.windows(2).any(repeats) {
            for entry in entries.drain(..) {
                match kept.last_mut() {
                    Some(last) if (last.row, last.column) == (entry.row, entry.column) => {
                        self.repeated.push((entry.row, entry.column));
                        *last = entry;
                    }
                    _ => kept.push(entry),
                }
            }
            *entries = kept;
        }
        let mut start = 0;
        while start < entries.len() {
            let row = entries[start].row;
            let end = start + entries[start..].partition_point(|entry| entry.row == row);
            self.grid.rows.push((row, start..end));
            start = end;
        }
        self.grid.merged.sort_unstable();
        for (index, range) in self.grid.merged.iter().enumerate() {
            if range.right - range.left >= WIDE {
                self.grid.wide.push(index, range);
            } else {
                for column in range.left..=range.right {
                    let stack = self.grid.narrow.entry(column).or_default();
                    stack.push(index, range);
                }
            }
        }
        join(&mut self.grid.hidden_rows);
        join(&mut self.grid.hidden_columns);
        (self.grid, self.repeated)
    }
}

/// Sorts the ranges and joins those that touch, so that one search finds the range of a number.
fn join(ranges: &mut Vec<Range<u32>>) {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
}

/// Whether one of the ranges, sorted and apart, contains the number.
fn lies_within(ranges: &[Range<u32>], number: u32) -> bool {
    let begun = ranges.partition_point(|range| range.start <= number);
    ranges[..begun]
        .last()
        .is_some_and(|range| range.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_place_in_whatever_order_they_came() {
        let mut builder = GridBuilder::new(None);
        builder.push(3, 2, "c", CellKind::Text);
        builder.push(1, 1, "a", CellKind::Number);
        builder.push(3, 1, "b", CellKind::Text);
        builder.push(3, 1, "b2", CellKind::Text);
        builder.merge(MergedRange {
            top: 3,
            left: 2,
            bottom: 4,
            right: 2,
        });
        for rows in [7..9, 2..3, 8..12, 3..4] {
            builder.hide_rows(rows);
        }
        let (grid, repeated) = builder.finish();
        let hidden: Vec<u32> = (1..14).filter(|row| grid.is_row_hidden(*row)).collect();
        assert_eq!(hidden, [2, 3, 7, 8, 9, 10, 11]);
        assert_eq!(repeated, [(3, 1)]);
        assert_eq!(grid.cell(3, 1).map(|c| c.text), Some("b2"));
        assert_eq!(grid.covering_text(4, 2), Some("c"));
        assert_eq!(grid.cell(2, 1), None);
        assert_eq!((grid.height(), grid.width(), grid.len()), (3, 2, 3));
        assert_eq!(grid.row(3).map(|c| c.text).collect::<Vec<_>>(), ["b2", "c"]);
    }
}

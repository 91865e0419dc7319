//! Finding a table's heading by what it means, not by where it stands: one to three rows, merged or
//! not, in any order, with units and years inside (「令和6年度 目標値（人）」).

mod groups;
mod meaning;
mod rows;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Unit;
use enishi_domain::grid::{Grid, MergedRange};
use enishi_domain::kpi::KpiNo;
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::Column;

pub(crate) use meaning::{bracketed_unit, indicator_prefix};

use super::lexicon::{Strength, is_column_word};
use crate::definitions::settings::ColumnNames;
use meaning::meaning_of;
use rows::HeadingRows;

/// Rows that are searched for a heading; a preamble is never longer in what cities publish.
const SEARCHED_ROWS: usize = 80;
/// 見出し of up to three rows: 「実績値」 over 「R5」 over 「（人）」.
const HEADING_ROWS: usize = 3;
/// Blank rows may stand between the rows of a heading, but not more than this.
const FARTHEST: u32 = 5;
/// A heading cell longer than this is a text, not a heading.
const LONGEST_HEADING: usize = 120;

/// What cities call the column that divides a KPI by rows.
const PART_HEADINGS: [&str; 6] = ["区分", "内訳", "性別", "男女", "男女別", "細目"];

/// A table's heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its first row.
    pub top: u32,
    /// Its last row.
    pub bottom: u32,
    /// Every column that has a heading, from the left.
    pub columns: Vec<HeadingColumn>,
}

/// One column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingColumn {
    /// The column in the grid, from 1.
    pub index: u32,
    /// What it holds.
    pub column: Column,
    /// The year in the heading.
    pub period: Option<FiscalYear>,
    /// The 指標 that the heading names, where their columns stand side by side.
    pub kpi: Option<KpiNo>,
    /// Whether the column may divide a KPI into parts, a row each.
    pub divides: bool,
    /// The unit in the heading's brackets.
    pub unit: Option<Unit>,
    /// The heading as printed, its rows joined by a blank.
    pub text: String,
}

impl Heading {
    /// The first column of a kind.
    #[must_use]
    pub fn first(&self, column: Column) -> Option<&HeadingColumn> {
        self.all(column).next()
    }

    /// All columns of a kind, one a year.
    pub fn all(&self, column: Column) -> impl Iterator<Item = &HeadingColumn> {
        self.columns
            .iter()
            .filter(move |heading| heading.column == column)
    }

    /// Whether the table has such a column.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.first(column).is_some()
    }

    /// The one year that the headings of targets, actuals and marks name, if they name no other.
    #[must_use]
    pub fn only_year(&self) -> Option<FiscalYear> {
        let said = [Column::Target, Column::Actual, Column::Mark, Column::Rate];
        let said = |heading: &&HeadingColumn| said.contains(&heading.column);
        let mut years = self
            .columns
            .iter()
            .filter(said)
            .filter_map(|heading| heading.period);
        let first = years.next()?;
        years.all(|year| year == first).then_some(first)
    }

    /// Whether these rows can be a sheet's heading: KPIs, and something said of them.
    fn is_of_a_sheet(&self) -> bool {
        let said = [Column::Target, Column::Actual, Column::Mark];
        self.has(Column::KpiName) && said.into_iter().any(|column| self.has(column))
    }

    fn height(&self) -> u32 {
        self.bottom - self.top
    }

    fn known(&self) -> usize {
        self.columns
            .iter()
            .filter(|heading| heading.column != Column::Unknown)
            .count()
    }
}

/// The heading of the first table that can be a sheet, searching from the top.
#[must_use]
pub fn find_heading(grid: &Grid, names: &ColumnNames) -> Option<Heading> {
    let rows: Vec<u32> = grid.row_numbers().take(SEARCHED_ROWS).collect();
    let mut best: Option<Heading> = None;
    for (at, top) in rows.iter().enumerate() {
        let settled = best.as_ref().is_some_and(|heading| heading.bottom < *top);
        if settled {
            break;
        }
        for bottom in rows[at..].iter().take(HEADING_ROWS) {
            // Rows far apart are no heading, and what lies between may be a million rows.
            if *bottom - *top > FARTHEST || holds_a_number(grid, *bottom) {
                break;
            }
            if cuts_a_merged_cell(grid, *top, *bottom) {
                continue;
            }
            let heading = read_heading(grid, *top, *bottom, names);
            // Of two that know as many columns the lower one holds no row of the preamble.
            let worth = |heading: &Heading| (heading.known(), Reverse(heading.height()));
            let better = |other: &Heading| worth(&heading) > worth(other);
            if heading.is_of_a_sheet() && best.as_ref().is_none_or(better) {
                best = Some(heading);
            }
        }
    }
    best
}

/// A row in the middle of a table that begins a heading of its own: repeated on each page, or with
/// its columns in another order.
#[must_use]
pub fn find_heading_in_row(
    grid: &Grid,
    row: u32,
    names: &ColumnNames,
    current: &Heading,
) -> Option<Heading> {
    if let Some(heading) = repeated(grid, row, names, current) {
        return Some(heading);
    }
    let kpi = current.first(Column::KpiName)?;
    let is_heading = |index: u32| {
        grid.cell(row, index).is_some_and(|cell| {
            is_column_word(&fold_label(cell.text)) || names.column_of(cell.text).is_some()
        })
    };
    if !is_heading(kpi.index) {
        return None;
    }
    let heading = read_heading(grid, row, row, names);
    heading.is_of_a_sheet().then_some(heading)
}

/// A heading in a row where another table is due.
#[must_use]
pub fn heading_at(grid: &Grid, row: u32, names: &ColumnNames) -> Option<Heading> {
    let heading = read_heading(grid, row, row, names);
    (!holds_a_number(grid, row) && heading.is_of_a_sheet()).then_some(heading)
}

/// The same heading again, with all its rows.
fn repeated(grid: &Grid, row: u32, names: &ColumnNames, current: &Heading) -> Option<Heading> {
    let bottom = row.checked_add(current.bottom - current.top)?;
    let texts = |row: u32| grid.row(row).map(|cell| (cell.column, cell.text.trim()));
    let same = |offset: u32| texts(row + offset).eq(texts(current.top + offset));
    let all_same = (0..=current.bottom - current.top).all(same);
    all_same.then(|| read_heading(grid, row, bottom, names))
}

/// A row of a heading names things; one with a plain number among its cells is data.
fn holds_a_number(grid: &Grid, row: u32) -> bool {
    grid.row(row).any(|cell| {
        let folded = fold_label(cell.text);
        let number = folded.starts_with(|c: char| c.is_ascii_digit())
            && folded
                .chars()
                .all(|c| c.is_ascii_digit() || c == ',' || c == '.');
        number && folded.parse::<FiscalYear>().is_err()
    })
}

/// Whether a merged cell of a heading's height reaches from these rows to others.
fn cuts_a_merged_cell(grid: &Grid, top: u32, bottom: u32) -> bool {
    let cut = |range: &MergedRange| {
        let low = ((range.bottom - range.top) as usize) < HEADING_ROWS;
        let touches = range.top <= bottom && range.bottom >= top;
        low && touches && (range.top < top || range.bottom > bottom)
    };
    grid.merged().iter().any(cut)
}

/// Reads rows as a heading, whatever they hold.
fn read_heading(grid: &Grid, top: u32, bottom: u32, names: &ColumnNames) -> Heading {
    let rows = HeadingRows::new(grid, top, bottom);
    let mut candidates = Vec::new();
    for index in rows.columns() {
        let texts = rows.texts(index);
        let text = texts.join(" ");
        if text.is_empty() || text.chars().count() > LONGEST_HEADING {
            continue;
        }
        let meaning = meaning_of(&texts, names);
        let unit = bracketed_unit(&text);
        let unknown = meaning.column == Column::Unknown;
        let heading = HeadingColumn {
            index,
            column: meaning.column,
            period: meaning.period,
            kpi: meaning.kpi,
            divides: unknown && PART_HEADINGS.contains(&fold_label(&text).as_str()),
            unit,
            text,
        };
        candidates.push((heading, meaning.strength));
    }
    let mut columns: Vec<&mut HeadingColumn> = candidates.iter_mut().map(|(h, _)| h).collect();
    groups::settle(&mut columns);
    Heading {
        top,
        bottom,
        columns: keep_strongest(candidates),
    }
}

/// What makes two columns of a heading the same: kind, year and 指標.
type Same = (Column, Option<FiscalYear>, Option<KpiNo>);

/// One column of a kind, year and 指標: the strongest name, then the leftmost; others are unknown.
fn keep_strongest(candidates: Vec<(HeadingColumn, Strength)>) -> Vec<HeadingColumn> {
    let same = |heading: &HeadingColumn| (heading.column, heading.period, heading.kpi);
    let mut strongest: BTreeMap<Same, (Strength, usize)> = BTreeMap::new();
    for (at, (heading, strength)) in candidates.iter().enumerate() {
        let entry = strongest.entry(same(heading)).or_insert((*strength, at));
        if *strength > entry.0 {
            *entry = (*strength, at);
        }
    }
    let keeps = |at: usize, heading: &HeadingColumn| {
        let best = strongest.get(&same(heading));
        heading.column == Column::Remarks || best.is_some_and(|(_, best)| *best == at)
    };
    let mut columns = Vec::with_capacity(candidates.len());
    for (at, (mut heading, _)) in candidates.into_iter().enumerate() {
        if !keeps(at, &heading) {
            heading.column = Column::Unknown;
        }
        columns.push(heading);
    }
    columns
}

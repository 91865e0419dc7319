//! Finding a table's heading by what it means, not by where it stands: one to three rows, merged or
//! not, in any order, with units and years inside (「令和6年度 目標値（人）」).

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Unit;
use enishi_domain::grid::Grid;
use enishi_domain::text::{fold_ascii, fold_label};
use enishi_domain::year_sheet::Column;

use super::lexicon::{Strength, column_of, is_column_word};
use crate::definitions::settings::ColumnNames;

/// Rows that are searched for a heading; a preamble is never longer in what cities publish.
const SEARCHED_ROWS: usize = 80;
/// 見出し of up to three rows: 「実績値」 over 「R5」 over 「（人）」.
const HEADING_ROWS: usize = 3;
/// A heading cell longer than this is a text, not a heading.
const LONGEST_HEADING: usize = 120;

/// A folded year begins with a digit or with its era: 2024, r6, 令和6年度 …
const YEAR_BEGINS: &str = "0123456789mtshr明大昭平令";
/// … and has at most as many characters behind the first.
const LONGEST_YEAR: usize = 7;

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

    /// Whether these rows can be a sheet's heading: KPIs, and something said of them.
    fn is_of_a_sheet(&self) -> bool {
        let said = [Column::Target, Column::Actual, Column::Mark];
        self.has(Column::KpiName) && said.into_iter().any(|column| self.has(column))
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
        for height in 1..=HEADING_ROWS.min(rows.len() - at) {
            let heading = read_heading(grid, &rows[at..at + height], names);
            // A heading over fewer rows wins over a taller one that knows no more columns.
            let better = |other: &Heading| heading.known() > other.known();
            if heading.is_of_a_sheet() && best.as_ref().is_none_or(better) {
                best = Some(heading);
            }
        }
        let settled = best.as_ref().is_some_and(|heading| heading.bottom < *top);
        if settled {
            break;
        }
    }
    best
}

/// A row in the middle of a table that is a heading of its own: repeated on each page, or with its
/// columns in another order.
#[must_use]
pub fn find_heading_in_row(
    grid: &Grid,
    row: u32,
    names: &ColumnNames,
    current: &Heading,
) -> Option<Heading> {
    let kpi = current.first(Column::KpiName)?;
    let is_heading = |index: u32| {
        grid.cell(row, index).is_some_and(|cell| {
            is_column_word(&fold_label(cell.text)) || names.column_of(cell.text).is_some()
        })
    };
    if !is_heading(kpi.index) {
        return None;
    }
    let heading = read_heading(grid, &[row], names);
    heading.is_of_a_sheet().then_some(heading)
}

/// Reads rows as a heading, whatever they hold. They are the occupied ones: between two of them a
/// million others may lie.
fn read_heading(grid: &Grid, rows: &[u32], names: &ColumnNames) -> Heading {
    let mut candidates = Vec::new();
    for index in heading_columns(grid, rows) {
        let Some(text) = heading_text(grid, rows, index) else {
            continue;
        };
        let (plain, period) = split_year(&text);
        let (column, strength) = names
            .column_of(&text)
            .map(|column| (column, Strength::Named))
            .or_else(|| column_of(&plain))
            .or_else(|| {
                period
                    .filter(|_| plain.is_empty())
                    .map(|_| (Column::Actual, Strength::Year))
            })
            .unwrap_or((Column::Unknown, Strength::Year));
        let unit = bracketed_unit(&text);
        candidates.push((
            HeadingColumn {
                index,
                column,
                period,
                unit,
                text,
            },
            strength,
        ));
    }
    Heading {
        top: rows.first().copied().unwrap_or(0),
        bottom: rows.last().copied().unwrap_or(0),
        columns: keep_strongest(candidates),
    }
}

fn heading_columns(grid: &Grid, rows: &[u32]) -> Vec<u32> {
    let mut columns: Vec<u32> = Vec::new();
    for row in rows {
        for cell in grid.row(*row) {
            columns.push(cell.column);
            let range = grid.merged_range(*row, cell.column);
            // No real heading spans more; a bound against a merged range over all columns.
            columns.extend(
                range
                    .into_iter()
                    .flat_map(|r| r.left..=r.right.min(r.left + 63)),
            );
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The heading rows over one column, joined; a merged cell over several of them counts once.
fn heading_text(grid: &Grid, rows: &[u32], column: u32) -> Option<String> {
    let mut texts: Vec<&str> = Vec::new();
    for row in rows {
        let Some(text) = grid.covering_text(*row, column).map(str::trim) else {
            continue;
        };
        if !text.is_empty() && texts.last() != Some(&text) {
            texts.push(text);
        }
    }
    let joined = texts.join(" ");
    (!joined.is_empty() && joined.chars().count() <= LONGEST_HEADING).then_some(joined)
}

/// One column of a kind and year: the strongest name, then the leftmost; the others are unknown.
fn keep_strongest(candidates: Vec<(HeadingColumn, Strength)>) -> Vec<HeadingColumn> {
    let mut strongest: BTreeMap<(Column, Option<FiscalYear>), (Strength, usize)> = BTreeMap::new();
    for (at, (heading, strength)) in candidates.iter().enumerate() {
        let entry = strongest
            .entry((heading.column, heading.period))
            .or_insert((*strength, at));
        if *strength > entry.0 {
            *entry = (*strength, at);
        }
    }
    let keeps = |at: usize, heading: &HeadingColumn| {
        heading.column == Column::Remarks
            || strongest
                .get(&(heading.column, heading.period))
                .is_some_and(|(_, best)| *best == at)
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

/// Takes a year out of a heading: 「令和6年度 目標値」 gives 「目標値」 and 2024.
fn split_year(text: &str) -> (String, Option<FiscalYear>) {
    let folded = fold_label(text);
    let mut previous: Option<char> = None;
    for (start, first) in folded.char_indices() {
        let inside_word = previous.is_some_and(|c| c.is_ascii_alphanumeric());
        previous = Some(first);
        if inside_word || !YEAR_BEGINS.contains(first) {
            continue;
        }
        let ends = folded[start..].char_indices().skip(1).take(LONGEST_YEAR);
        let mut ends: Vec<usize> = ends.map(|(at, c)| start + at + c.len_utf8()).collect();
        while let Some(end) = ends.pop() {
            let bounded = folded[end..]
                .chars()
                .next()
                .is_none_or(|c| !c.is_ascii_digit() && c != '.');
            if bounded && let Ok(year) = folded[start..end].parse::<FiscalYear>() {
                let rest = format!("{}{}", &folded[..start], &folded[end..]);
                let rest = rest.trim_matches(|c: char| "()（）・:：[]".contains(c));
                return (rest.to_owned(), Some(year));
            }
        }
    }
    (folded, None)
}

/// The unit in brackets at a heading's end: 「決算額（千円）」, 「費用（単位：円）」.
fn bracketed_unit(text: &str) -> Option<Unit> {
    let folded = fold_ascii(text);
    let (_, inside) = folded
        .trim_end()
        .strip_suffix([')', ']', '】'])?
        .rsplit_once(['(', '[', '【'])?;
    let inside = inside
        .trim()
        .trim_start_matches("単位")
        .trim_start_matches([':', '：'])
        .trim();
    super::declarations::is_unit_word(inside).then(|| Unit::new(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_units_are_taken_out_of_headings() {
        for (text, plain, year) in [
            ("令和6年度 目標値", "目標値", Some(2024)),
            ("実績値 R5", "実績値", Some(2023)),
            ("実績値（2023年度）", "実績値", Some(2023)),
            ("R4", "", Some(2022)),
            ("目標値", "目標値", None),
            ("KPI", "kpi", None),
        ] {
            let (rest, period) = split_year(text);
            assert_eq!(
                (rest.as_str(), period.map(FiscalYear::western)),
                (plain, year),
                "{text}"
            );
        }
        assert_eq!(bracketed_unit("決算額（千円）"), Some(Unit::new("千円")));
        assert_eq!(bracketed_unit("費用（単位：円）"), Some(Unit::new("円")));
        assert_eq!(bracketed_unit("評価 (○ ×)"), None);
    }
}

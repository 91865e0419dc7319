//! Plain text, as OCR or a mail gives it, to a grid: one row a line, its number the line's. Columns
//! are divided by rules, tabs or runs of two or more blanks; texts divided by blanks go to the
//! column they stand under, if the whole text has such columns, and by order otherwise.

use std::ops::Range;

use enishi_domain::finding::{Finding, Reading, Severity};
use enishi_domain::grid::{CellKind, Grid, GridBuilder, Place};
use unicode_width::UnicodeWidthChar;

use crate::error::IntakeError;
use crate::formats::limits::{self, LAST_COLUMN};

/// How many texts may stand between blanks and rules: their positions are kept until the columns
/// are known.
const MOST_PIECES: usize = 2_000_000;

/// Reads the lines of a text; a text without columns gives a grid of one column.
pub fn read(text: &str) -> Result<Reading<Grid>, IntakeError> {
    let mut lines = Vec::new();
    let mut pieces = 0;
    for (line, row) in split_lines(text).zip(1..) {
        limits::check_row(row)?;
        if !line.trim().is_empty() && !is_ruling(line) {
            let division = Division::of(line);
            pieces += division.check_length()?;
            if pieces > MOST_PIECES {
                return Err(IntakeError::TooManyCells {
                    limit: MOST_PIECES as u64,
                });
            }
            lines.push(Line { row, division });
        }
    }
    let columns = Columns::of(&lines);
    let mut builder = GridBuilder::new(None);
    for line in &lines {
        for (column, text) in line.cells(columns.as_ref()) {
            builder.push(line.row, column, limits::cell_text(text), CellKind::Text);
        }
        limits::check_cells(builder.len())?;
    }
    let (grid, _) = builder.finish();
    let findings = misaligned(&lines, columns.as_ref()).into_iter().collect();
    Ok(Reading {
        value: grid,
        findings,
    })
}

fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    // A lone CR ends a line only in a text that knows no LF.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split(end).map(|line| line.trim_end_matches('\r'))
}

/// A line of strokes only, as between the rows of a printed table.
fn is_ruling(line: &str) -> bool {
    let is_stroke = |c: char| {
        matches!(
            c,
            '-' | '=' | '+' | '|' | '_' | '\u{2500}'..='\u{257f}' | '｜'
        ) || c.is_whitespace()
    };
    line.chars().all(is_stroke) && line.chars().filter(|c| !c.is_whitespace()).count() >= 3
}

struct Line<'a> {
    row: u32,
    division: Division<'a>,
}

/// One piece more than a row can have.
const BEYOND: usize = LAST_COLUMN as usize + 1;

/// How a line is divided.
enum Division<'a> {
    /// By rules or tabs: empty cells count.
    Exact(Vec<&'a str>),
    /// By blanks.
    Blanks(Vec<Segment<'a>>),
}

/// A text between blanks, and the display columns it takes.
struct Segment<'a> {
    text: &'a str,
    span: Range<usize>,
}

impl<'a> Division<'a> {
    fn of(line: &'a str) -> Self {
        let is_rule = |c: char| matches!(c, '|' | '│' | '┃' | '｜');
        let rules = line.chars().filter(|c| is_rule(*c)).count();
        let trimmed = line.trim();
        let enclosed = trimmed.starts_with(is_rule) && trimmed.ends_with(is_rule);
        if rules >= 2 || (rules == 1 && enclosed) {
            let inner = trimmed.strip_prefix(is_rule).unwrap_or(trimmed);
            let inner = inner.strip_suffix(is_rule).unwrap_or(inner);
            return Self::Exact(inner.split(is_rule).take(BEYOND).map(str::trim).collect());
        }
        if line.contains('\t') {
            return Self::Exact(line.split('\t').take(BEYOND).map(str::trim).collect());
        }
        Self::Blanks(segments(line))
    }

    /// How many pieces there are, if a row can have so many.
    fn check_length(&self) -> Result<usize, IntakeError> {
        let count = match self {
            Self::Exact(cells) => cells.len(),
            Self::Blanks(segments) => segments.len(),
        };
        if count < BEYOND {
            return Ok(count);
        }
        Err(IntakeError::TooMany {
            what: "columns",
            limit: u64::from(LAST_COLUMN),
        })
    }
}

/// Texts with two or more blanks between them. One blank, even a full-width one, stands inside a
/// name or a spaced heading (「目　標」).
fn segments(line: &str) -> Vec<Segment<'_>> {
    let mut segments: Vec<Segment<'_>> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let (mut blanks, mut column) = (0, 0);
    let (mut end, mut end_column) = (0, 0);
    for (at, c) in line.char_indices() {
        let width = c.width_cjk().unwrap_or(0);
        if segments.len() == BEYOND {
            return segments;
        }
        if c.is_whitespace() {
            blanks += 1;
        } else {
            if let Some((start, start_column)) = open
                && blanks >= 2
            {
                let span = start_column..end_column;
                segments.push(Segment {
                    text: &line[start..end],
                    span,
                });
                open = None;
            }
            blanks = 0;
            open = open.or(Some((at, column)));
            end = at + c.len_utf8();
            end_column = column + width;
        }
        column += width;
    }
    if let Some((start, start_column)) = open {
        segments.push(Segment {
            text: &line[start..end],
            span: start_column..end_column,
        });
    }
    segments
}

impl<'a> Line<'a> {
    fn cells(&self, columns: Option<&Columns>) -> Vec<(u32, &'a str)> {
        let by_order: Vec<&'a str> = match (&self.division, columns) {
            (Division::Exact(cells), _) => cells.clone(),
            (Division::Blanks(segments), Some(columns)) => {
                let place = |s: &Segment<'a>| (columns.number(&s.span), s.text);
                return segments.iter().map(place).collect();
            }
            (Division::Blanks(segments), None) => segments.iter().map(|s| s.text).collect(),
        };
        by_order
            .into_iter()
            .zip(1..=LAST_COLUMN)
            .map(|(text, column)| (column, text))
            .collect()
    }

    fn segments(&self) -> &[Segment<'a>] {
        match &self.division {
            Division::Exact(_) => &[],
            Division::Blanks(segments) => segments,
        }
    }
}

/// The display columns where texts stand, with a blank stripe between each two.
struct Columns(Vec<Range<usize>>);

impl Columns {
    /// The columns that all divided lines share; none where two texts of a line fall into one.
    fn of(lines: &[Line<'_>]) -> Option<Self> {
        let divided = || {
            lines
                .iter()
                .map(Line::segments)
                .filter(|segments| segments.len() > 1)
        };
        let mut spans: Vec<Range<usize>> = divided()
            .flatten()
            .map(|segment| segment.span.clone())
            .collect();
        spans.sort_by_key(|span| span.start);
        let mut columns: Vec<Range<usize>> = Vec::new();
        for span in spans {
            match columns.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => columns.push(span),
            }
        }
        let columns = Self(columns);
        let is_apart = |segments: &[Segment<'_>]| {
            let numbers = segments.iter().map(|segment| columns.number(&segment.span));
            numbers.collect::<Vec<_>>().is_sorted_by(|a, b| a < b)
        };
        let holds =
            (2..=LAST_COLUMN as usize).contains(&columns.0.len()) && divided().all(is_apart);
        holds.then_some(columns)
    }

    /// The first column that a text touches, or else the one before it: a title over the whole
    /// width goes to the first, a continued line stays under its own.
    fn number(&self, span: &Range<usize>) -> u32 {
        let first = self.0.partition_point(|column| column.end <= span.start);
        let touches = self
            .0
            .get(first)
            .is_some_and(|column| column.start < span.end);
        let index = if touches {
            first
        } else {
            first.saturating_sub(1)
        };
        u32::try_from(index + 1).unwrap_or(LAST_COLUMN)
    }
}

/// Said where lines were divided by blanks, unequally, and without common columns.
fn misaligned(lines: &[Line<'_>], columns: Option<&Columns>) -> Option<Finding> {
    if columns.is_some() {
        return None;
    }
    let counts = || {
        lines
            .iter()
            .map(|line| (line.row, line.segments().len()))
            .filter(|c| c.1 > 1)
    };
    let (_, first) = counts().next()?;
    let (row, _) = counts().find(|(_, count)| *count != first)?;
    let finding = Finding::new("R07", Severity::Warning, "columns_taken_by_order");
    Some(
        finding
            .at(Some(Place::new(row, 1)))
            .with("count", counts().count()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u32, u32, String)> {
        let grid = read(text).unwrap().value;
        grid.cells()
            .map(|cell| (cell.row, cell.column, cell.text.to_owned()))
            .collect()
    }

    fn row(text: &str, wanted: u32) -> Vec<(u32, String)> {
        let all = cells(text).into_iter().filter(|(row, ..)| *row == wanted);
        all.map(|(_, column, text)| (column, text)).collect()
    }

    #[test]
    fn columns_are_told_by_where_texts_stand() {
        let text = "\
効果検証シート
指標名              目標値    実績値  評価
複業人材の参加者数     750名     750名  ○
進出企業数            12件              -
";
        assert_eq!(row(text, 1), [(1, "効果検証シート".into())]);
        let header = ["指標名", "目標値", "実績値", "評価"];
        let header: Vec<_> = (1..).zip(header.map(String::from)).collect();
        assert_eq!(row(text, 2), header);
        let last: Vec<(u32, String)> = vec![
            (1, "進出企業数".into()),
            (2, "12件".into()),
            (4, "-".into()),
        ];
        assert_eq!(row(text, 4), last);
    }

    #[test]
    fn rules_and_tabs_keep_empty_cells() {
        assert_eq!(row("│a││c│", 1), [(1, "a".into()), (3, "c".into())]);
        assert_eq!(row("a\t\tc\nb", 1), [(1, "a".into()), (3, "c".into())]);
        assert_eq!(cells("| a | b |\n+---+---+\n| 1 | 2 |").len(), 4);
    }

    #[test]
    fn a_text_without_columns_is_one_column() {
        assert_eq!(
            cells("目　標 は達成した。\n\n次年度 も続ける。"),
            [
                (1, 1, "目　標 は達成した。".to_owned()),
                (3, 1, "次年度 も続ける。".to_owned())
            ]
        );
    }

    #[test]
    fn texts_without_common_columns_go_by_their_order_and_that_is_told() {
        let text = "a  b  c\naaaaaa  bbbbbb  c\nx  y";
        let read = read(text).unwrap();
        assert_eq!(read.value.cell(2, 3).map(|cell| cell.text), Some("c"));
        assert_eq!(read.findings[0].message, "columns_taken_by_order");
    }

    #[test]
    fn a_lone_cr_ends_a_line_where_no_lf_does() {
        assert_eq!(cells("a\rb").len(), 2);
    }
}

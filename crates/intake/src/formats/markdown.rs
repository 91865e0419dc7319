//! Pipe tables (GFM) to grids, one a table, named by the heading above it. Rows count within the
//! table without its delimiter row. Other markup inside cells is kept as it stands.

use enishi_domain::finding::{Finding, Reading, Severity};
use enishi_domain::grid::{CellKind, Grid, GridBuilder, Place};

use crate::error::IntakeError;
use crate::formats::limits::{self, LAST_COLUMN};

/// Reads every pipe table of a text.
pub fn read(text: &str) -> Result<Reading<Vec<Grid>>, IntakeError> {
    let mut lines = Lines::new(text);
    let mut grids = Vec::new();
    let mut findings = Vec::new();
    let mut cells = 0;
    while let Some(header) = lines.next_table() {
        let mut table = Table::new(lines.heading.clone());
        let above = std::mem::take(&mut lines.passed);
        table.push_row(header)?;
        while let Some(row) = lines.next_row() {
            table.push_row(row)?;
            limits::check_cells(cells + table.builder.len())?;
        }
        cells += table.builder.len();
        findings.extend(table.finding());
        let (mut grid, _) = table.builder.finish();
        grid.above = above;
        grids.push(grid);
    }
    let Some(last) = grids.last_mut() else {
        return Err(IntakeError::NoTable);
    };
    last.below = lines.passed;
    Ok(Reading {
        value: grids,
        findings,
    })
}

/// Whether a text holds a pipe table: a row over a delimiter row of as many cells.
pub fn has_pipe_table(text: &str) -> bool {
    Lines::new(text).next_table().is_some()
}

/// A cursor over a text's lines that knows the last heading and skips fenced code.
struct Lines<'a> {
    lines: std::iter::Peekable<std::str::Lines<'a>>,
    heading: Option<String>,
    fence: Option<&'a str>,
    /// What stands outside of the tables since the last one, headings without their signs.
    passed: Vec<String>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            lines: text.lines().peekable(),
            heading: None,
            fence: None,
            passed: Vec::new(),
        }
    }

    /// The header row of the next table; its delimiter row is passed over.
    fn next_table(&mut self) -> Option<&'a str> {
        loop {
            let line = self.lines.next()?;
            let trimmed = line.trim();
            if self.is_fenced(trimmed) {
                continue;
            }
            let following = self.lines.peek().copied().unwrap_or_default();
            if let Some(heading) = heading(trimmed, following) {
                self.passed.push(heading.clone());
                self.heading = Some(heading);
            } else if trimmed.contains('|') && delimiter_cells(following) == Some(count_cells(line))
            {
                self.lines.next();
                return Some(line);
            } else if trimmed.contains(|c: char| !matches!(c, '-' | '=' | '*' | '_' | ' ')) {
                self.passed.push(trimmed.to_owned());
            }
        }
    }

    /// The next body row; a table ends at a blank line or where another block begins, and also at a
    /// line without pipes and at the next table's heading, which stand there by oversight.
    fn next_row(&mut self) -> Option<&'a str> {
        let line = *self.lines.peek()?;
        let trimmed = line.trim();
        let mut ahead = self.lines.clone();
        ahead.next();
        let following = ahead.next().unwrap_or_default();
        let is_heading = following.contains("---")
            && delimiter_cells(following) == Some(count_cells(line))
            && split_cells(following).all(|cell| cell.contains("---"));
        if is_heading || !trimmed.contains('|') {
            return None;
        }
        let is_block = ["#", "```", "~~~", ">"]
            .iter()
            .any(|mark| trimmed.starts_with(mark));
        if trimmed.is_empty() || is_block {
            return None;
        }
        self.lines.next()
    }

    fn is_fenced(&mut self, line: &'a str) -> bool {
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.starts_with(mark));
        match (self.fence, mark) {
            (None, Some(mark)) => self.fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => self.fence = None,
            (None, None) => return false,
            (Some(_), _) => {}
        }
        true
    }
}

/// `# 見出し`, or a line underlined with = or -.
fn heading(line: &str, following: &str) -> Option<String> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level) {
        let text = line[level..].strip_prefix([' ', '\t', '\u{3000}'])?;
        return Some(text.trim().trim_end_matches('#').trim_end().to_owned());
    }
    let under = following.trim();
    let underlined = under.len() >= 2
        && (under.bytes().all(|byte| byte == b'=') || under.bytes().all(|byte| byte == b'-'));
    (underlined && !line.is_empty() && !line.contains('|')).then(|| line.to_owned())
}

/// How many cells a delimiter row (`| --- | :-: |`) has; none where the line is no such row.
fn delimiter_cells(line: &str) -> Option<usize> {
    if !line.contains('|') || !line.contains('-') {
        return None;
    }
    let is_rule = |cell: &str| {
        let cell = cell.trim();
        let inner = cell.strip_prefix(':').unwrap_or(cell);
        let inner = inner.strip_suffix(':').unwrap_or(inner);
        !inner.is_empty() && inner.bytes().all(|byte| byte == b'-')
    };
    let mut cells = split_cells(line);
    cells.clone().all(is_rule).then(|| cells.by_ref().count())
}

fn count_cells(line: &str) -> usize {
    split_cells(line).count()
}

/// A row's cells, escapes still in them.
fn split_cells(line: &str) -> impl Iterator<Item = &str> + Clone {
    let trimmed = line.trim();
    let inner = trimmed.strip_prefix('|').unwrap_or(trimmed);
    let closed = inner.ends_with('|') && !inner.ends_with("\\|");
    let inner = if closed {
        &inner[..inner.len() - 1]
    } else {
        inner
    };
    let mut escaped = false;
    inner.split(move |c: char| {
        let splits = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    })
}

struct Table {
    builder: GridBuilder,
    name: Option<String>,
    row: u32,
    columns: usize,
    uneven: Vec<u32>,
    longer: bool,
}

impl Table {
    fn new(name: Option<String>) -> Self {
        Self {
            builder: GridBuilder::new(name.clone()),
            name,
            row: 0,
            columns: 0,
            uneven: Vec::new(),
            longer: false,
        }
    }

    fn push_row(&mut self, line: &str) -> Result<(), IntakeError> {
        self.row += 1;
        limits::check_row(self.row)?;
        let mut count = 0;
        for (cell, column) in split_cells(line).zip(1..) {
            if column > LAST_COLUMN {
                return Err(IntakeError::TooMany {
                    what: "columns",
                    limit: u64::from(LAST_COLUMN),
                });
            }
            count += 1;
            let text = cell_text(cell.trim());
            self.builder
                .push(self.row, column, limits::cell_text(&text), CellKind::Text);
        }
        if self.row == 1 {
            self.columns = count;
        } else if count != self.columns {
            self.uneven.push(self.row);
            self.longer |= count > self.columns;
        }
        Ok(())
    }

    /// GFM drops what exceeds the header; it is kept here, and told.
    fn finding(&self) -> Option<Finding> {
        let first = *self.uneven.first()?;
        let listed: Vec<String> = self.uneven.iter().take(10).map(u32::to_string).collect();
        let (severity, message) = if self.longer {
            (Severity::Warning, "rows_longer")
        } else {
            (Severity::Info, "rows_shorter")
        };
        let mut place = Place::new(first, 1);
        place.sheet.clone_from(&self.name);
        let finding = Finding::new("R07", severity, message)
            .at(Some(place))
            .with("usual", self.columns)
            .with("count", self.uneven.len())
            .with("rows", listed.join(", "));
        Some(finding)
    }
}

/// `\|` is a pipe, `<br>` a line break.
fn cell_text(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(at) = rest.find(['\\', '<']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("\\|") {
            text.push('|');
            rest = after;
        } else if let Some(after) = line_break(rest) {
            text.push('\n');
            rest = after;
        } else {
            text.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    text + rest
}

/// What follows `<br>`, `<br/>` or `<BR />`.
fn line_break(text: &str) -> Option<&str> {
    let name = text.get(..3)?;
    let rest = text[3..].trim_start_matches(' ');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    name.eq_ignore_ascii_case("<br")
        .then_some(rest)?
        .strip_prefix('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let grids = read(text).unwrap().value;
        let grid = &grids[0];
        (1..=grid.height())
            .map(|row| grid.row(row).map(|cell| cell.text.to_owned()).collect())
            .collect()
    }

    #[test]
    fn a_pipe_is_escaped_and_br_breaks_the_line() {
        let text = "| KPI | 値 |\n|---|:-:|\n| a\\|b | 1<br>2<BR />3 |\n";
        assert_eq!(rows(text), [["KPI", "値"], ["a|b", "1\n2\n3"]]);
    }

    #[test]
    fn the_outer_pipes_may_be_missing() {
        assert_eq!(rows("a | b\n--- | ---\n1 | 2"), [["a", "b"], ["1", "2"]]);
    }

    #[test]
    fn each_table_is_named_by_the_heading_above_it() {
        let text = "# 令和6年度\n\n|a|\n|-|\n|1|\n\n## 別表 ##\n|b|\n|-|\n\n地の文 | です\n";
        let grids = read(text).unwrap().value;
        let names: Vec<_> = grids.iter().map(|grid| grid.name.as_deref()).collect();
        assert_eq!(names, [Some("令和6年度"), Some("別表")]);
        assert_eq!((grids[0].height(), grids[1].height()), (2, 1));
    }

    #[test]
    fn tables_without_a_blank_line_between_share_no_row() {
        for between in ["", "事業名：相談\n", "\n事業名：相談\n\n"] {
            let text = format!("|a|b|\n|---|---|\n|1|-|\n{between}|c|d|\n|---|---|\n|2|3|\n");
            let grids = read(&text).unwrap().value;
            assert_eq!(grids.len(), 2, "{between}");
            assert_eq!((grids[0].height(), grids[1].height()), (2, 2), "{between}");
            let above: Vec<&str> = between.split_whitespace().collect();
            assert_eq!(grids[1].above, above, "{between}");
        }
    }

    #[test]
    fn what_stands_outside_of_the_tables_is_kept() {
        let grids = read("# 表題\n\n前書き\n|a|\n|-|\n|1|\n\n後書き\n")
            .unwrap()
            .value;
        assert_eq!(grids[0].above, ["表題", "前書き"]);
        assert_eq!(grids[0].below, ["後書き"]);
    }

    #[test]
    fn fenced_code_holds_no_table() {
        assert!(!has_pipe_table("```\n|a|b|\n|-|-|\n```\n"));
        assert!(!has_pipe_table("| a | b |\n| 1 | 2 |\n"));
    }

    #[test]
    fn cells_beyond_the_header_are_kept_and_told() {
        let read = read("|a|b|\n|-|-|\n|1|2|3|\n").unwrap();
        assert_eq!(read.value[0].cell(2, 3).map(|cell| cell.text), Some("3"));
        assert_eq!(read.findings[0].message, "rows_longer");
    }
}

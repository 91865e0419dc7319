//! Text in columns for a terminal, where a kanji is two columns wide. Signs such as ① ○ × are one
//! column wide on some terminals and two on others, so tables keep them to their last columns.

mod lines;

use std::path::Path;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use lines::wrap;

/// How wide terminals are at least.
pub const WIDTH: usize = 80;
/// A longer path is told in full once and by its last part from then on.
const LONGEST_PATH: usize = 40;
/// A cell of a document may be a novel; a table shows this many lines of it.
const MOST_LINES: usize = 4;

/// How a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The widest it may get; longer texts go on in the next line.
    pub most: usize,
    /// How its cells stand.
    pub alignment: Alignment,
}

/// How wide each column must be for its cells, and no wider than it may be.
#[must_use]
pub fn widths(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let widest = |at: usize, column: &Column| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        let lines = cells.flat_map(|cell| wrap(cell, column.most));
        lines.map(|line| width(&line)).max().unwrap_or(0)
    };
    let each = columns.iter().enumerate();
    each.map(|(at, column)| widest(at, column)).collect()
}

/// Lays a row out in columns of these widths, its long cells over several lines.
#[must_use]
pub fn row(columns: &[Column], widths: &[usize], cells: &[String], indent: &str) -> String {
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, most)| within_lines(cell, *most))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for at in 0..height {
        let mut line = String::from(indent);
        for ((lines, column), width) in wrapped.iter().zip(columns).zip(widths) {
            let text = lines.get(at).map_or("", String::as_str);
            match column.alignment {
                Alignment::Left => line.push_str(&pad(text, *width)),
                Alignment::Right => line.push_str(&pad_left(text, *width)),
            }
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Lays rows out in columns, each as wide as its widest cell and no wider than it may be.
#[must_use]
pub fn table(columns: &[Column], rows: &[Vec<String>], indent: &str) -> String {
    let widths = widths(columns, rows);
    rows.iter()
        .map(|cells| row(columns, &widths, cells, indent))
        .collect()
}

fn within_lines(cell: &str, most: usize) -> Vec<String> {
    let mut lines = wrap(cell, most);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            *last = fit(&format!("{last}…………"), most);
        }
    }
    lines
}

/// How many columns a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text with blanks behind it.
#[must_use]
pub fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

fn pad_left(text: &str, to: usize) -> String {
    format!("{}{text}", " ".repeat(to.saturating_sub(width(text))))
}

/// Cuts a text to a width, `…` in place of what is cut; line breaks become blanks.
#[must_use]
pub fn fit(text: &str, most: usize) -> String {
    let plain = one_line(text);
    if plain.width() <= most {
        return plain;
    }
    let mut out = String::new();
    let mut width = 0;
    for c in plain.chars() {
        let next = c.width().unwrap_or(0);
        if width + next + 1 > most {
            break;
        }
        width += next;
        out.push(c);
    }
    out.push('…');
    out
}

/// The path as it was given, or only its last part where it would fill the line.
#[must_use]
pub fn short_name(name: &str) -> String {
    let path = one_line(name);
    let last = Path::new(&path).file_name().and_then(|name| name.to_str());
    match last {
        Some(last) if width(&path) > LONGEST_PATH => last.to_owned(),
        _ => path,
    }
}

/// Control characters of a document must not reach the terminal: they become blanks.
#[must_use]
pub fn one_line(text: &str) -> String {
    let visible = |c: char| {
        !c.is_control() && !"\u{202a}\u{202b}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}".contains(c)
    };
    text.chars()
        .map(|c| if visible(c) { c } else { ' ' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> [Column; 2] {
        [
            Column {
                most: 10,
                alignment: Alignment::Left,
            },
            Column {
                most: 8,
                alignment: Alignment::Right,
            },
        ]
    }

    fn cells(a: &str, b: &str) -> Vec<String> {
        vec![a.to_owned(), b.to_owned()]
    }

    #[test]
    fn kanji_take_two_columns() {
        let rows = [cells("移住者数", "9人"), cells("KPI", "1,628人")];
        let expected = "移住者数      9人\nKPI       1,628人\n";
        assert_eq!(table(&columns(), &rows, ""), expected);
    }

    #[test]
    fn a_long_cell_goes_on_in_the_next_line_and_a_novel_is_cut() {
        let rows = [cells("首都圏等複業人材", "9人")];
        assert_eq!(table(&columns(), &rows, " "), " 首都圏等複  9人\n 業人材\n");
        let novel = table(&columns(), &[cells(&"長".repeat(500), "")], "");
        assert_eq!(novel.lines().count(), MOST_LINES);
        assert!(novel.trim_end().ends_with('…'), "{novel}");
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        assert_eq!(one_line("a\u{1b}[31mb\u{202e}c"), "a [31mb c");
    }
}

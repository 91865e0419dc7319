//! Text in columns for a terminal, where a kanji is two columns wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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
    /// The widest it may get; longer texts are cut with `…`.
    pub most: usize,
    /// How its cells stand.
    pub alignment: Alignment,
}

/// Lays rows out in columns, each as wide as its widest cell and no wider than it may be.
#[must_use]
pub fn table(columns: &[Column], rows: &[Vec<String>], indent: &str) -> String {
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let widest = rows
                .iter()
                .filter_map(|row| row.get(at))
                .map(|cell| cell.width())
                .max();
            widest.unwrap_or(0).min(column.most)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::from(indent);
        for ((cell, column), width) in row.iter().zip(columns).zip(&widths) {
            let cell = fit(cell, *width);
            let blank = " ".repeat(width.saturating_sub(cell.width()));
            match column.alignment {
                Alignment::Left => line.extend([cell.as_str(), &blank]),
                Alignment::Right => line.extend([blank.as_str(), &cell]),
            }
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
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

/// Breaks a text into lines of at most this width. Japanese may break anywhere but before a closing
/// bracket or a full stop.
#[must_use]
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut width = 0;
        for word in words(&one_line(paragraph)) {
            let next = word.width();
            if width > 0 && width + next > most {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                width = 0;
            }
            if width == 0 && word.trim().is_empty() {
                continue;
            }
            line.push_str(&word);
            width += next;
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Pieces that must not be broken: a run of letters and digits, or one other character together with
/// the closing marks that follow it.
fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for c in text.chars() {
        let closing = "、。，．」』）)]】・ー％%…：".contains(c);
        let joins = out
            .last()
            .and_then(|last| last.chars().next_back())
            .is_some_and(|last| {
                closing
                    || "「『（([【".contains(last)
                    || (c.is_ascii_graphic() && last.is_ascii_graphic())
            });
        match out.last_mut() {
            Some(last) if joins => last.push(c),
            _ => out.push(c.to_string()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kanji_take_two_columns() {
        let columns = [
            Column {
                most: 10,
                alignment: Alignment::Left,
            },
            Column {
                most: 8,
                alignment: Alignment::Right,
            },
        ];
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let rows = [
            row("移住者数", "9人"),
            row("首都圏等複業人材", "1,628人"),
            row("KPI", "3"),
        ];
        let expected = "移住者数        9人\n首都圏等…  1,628人\nKPI               3\n";
        assert_eq!(table(&columns, &rows, ""), expected);
    }

    #[test]
    fn lines_break_between_characters_but_not_before_a_full_stop() {
        assert_eq!(
            wrap("目標値の単位が違います。", 22),
            ["目標値の単位が違いま", "す。"]
        );
        assert_eq!(wrap("rate F1 undefined", 8), ["rate F1", "undefined"]);
        assert_eq!(wrap("a\nb", 8), ["a", "b"]);
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        assert_eq!(one_line("a\u{1b}[31mb\u{202e}c"), "a [31mb c");
    }
}

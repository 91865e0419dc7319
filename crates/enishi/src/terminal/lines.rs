//! Where a Japanese line may break: between phrases rather than within words, and never before a
//! closing bracket or a full stop.

use super::{one_line, width};

/// Breaks a text into lines of at most this width.
#[must_use]
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = Line::new(most);
        for phrase in joined(&one_line(paragraph), is_one_phrase) {
            if width(&phrase) <= most {
                line.take(&phrase, &mut lines);
                continue;
            }
            for word in joined(&phrase, is_one_word) {
                if width(&word) <= most {
                    line.take(&word, &mut lines);
                    continue;
                }
                for c in word.chars() {
                    line.take(c.encode_utf8(&mut [0; 4]), &mut lines);
                }
            }
        }
        lines.push(line.text.trim_end().to_owned());
    }
    lines
}

/// The line that is being filled.
struct Line {
    text: String,
    width: usize,
    most: usize,
}

impl Line {
    fn new(most: usize) -> Self {
        Self {
            text: String::new(),
            width: 0,
            most,
        }
    }

    /// Adds a piece, after a break where there is no room for it. Blanks do not begin a line.
    fn take(&mut self, piece: &str, lines: &mut Vec<String>) {
        let next = width(piece);
        if self.width > 0 && self.width + width(piece.trim_end()) > self.most {
            lines.push(std::mem::take(&mut self.text).trim_end().to_owned());
            self.width = 0;
        }
        if self.width == 0 && piece.trim().is_empty() {
            return;
        }
        self.text.push_str(piece);
        self.width += next;
    }
}

/// The text in pieces; between two characters that belong together none ends.
fn joined(text: &str, together: fn(char, char) -> bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.chars() {
        match (out.last_mut(), last) {
            (Some(piece), Some(last)) if together(last, c) => piece.push(c),
            _ => out.push(c.to_string()),
        }
        last = Some(c);
    }
    out
}

/// A word must not be broken at all: letters and digits with what is glued to them (5-④), or a
/// character together with the closing marks that follow it.
fn is_one_word(last: char, next: char) -> bool {
    is_closing(next)
        || is_opening(last)
        || (last.is_ascii_graphic() && next.is_ascii_graphic())
        || (last == '-' && is_circled(next))
}

/// A phrase is better not broken: 確かめてください。 It ends where kana give way to something else,
/// behind a punctuation mark, and before a bracket.
fn is_one_phrase(last: char, next: char) -> bool {
    if is_one_word(last, next) {
        return true;
    }
    let ended = last == ' ' || next == ' ' || "、。，．・：）」』】".contains(last);
    let goes_on = !is_hiragana(last) || is_hiragana(next);
    goes_on && !ended && !is_opening(next)
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

fn is_circled(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{2473}' | '\u{3251}'..='\u{325f}' | '\u{32b1}'..='\u{32bf}')
}

fn is_closing(c: char) -> bool {
    "、。，．」』）)]】・ー％%…：".contains(c)
}

fn is_opening(c: char) -> bool {
    "「『（([【".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_phrases() {
        for (text, most, expected) in [
            (
                "目標値の単位が違います。",
                22,
                &["目標値の単位が", "違います。"][..],
            ),
            (
                "3桁ごとに「,」だけを使ってください。",
                34,
                &["3桁ごとに「,」だけを", "使ってください。"],
            ),
            ("rate F1 undefined", 9, &["rate F1", "undefined"]),
            ("a\nb", 8, &["a", "b"]),
            ("（5-③ 5-④）。", 8, &["（5-③", "5-④）。"]),
            ("地域運営組織数", 6, &["地域運", "営組織", "数"]),
            ("aaaaaaaaaa", 4, &["aaaa", "aaaa", "aa"]),
        ] {
            assert_eq!(wrap(text, most), expected, "{text}");
        }
    }
}

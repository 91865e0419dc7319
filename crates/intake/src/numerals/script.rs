//! A printed text folded for reading, with the way back from every folded byte to the printed one,
//! so that units and labels can be cut out as they stand. What the text means is not known here.

use std::ops::Range;

use enishi_domain::text::fold_ascii_char;

/// A printed text beside its folded form.
pub(crate) struct Script<'a> {
    printed: &'a str,
    folded: String,
    /// For every folded byte, and for the end, the printed byte it came from.
    origin: Vec<usize>,
}

impl<'a> Script<'a> {
    pub(crate) fn new(printed: &'a str) -> Self {
        let mut folded = String::with_capacity(printed.len());
        let mut origin = Vec::with_capacity(printed.len() + 1);
        for (at, c) in printed.char_indices() {
            fold_into(&mut folded, c);
            origin.resize(folded.len(), at);
        }
        origin.push(printed.len());
        Self {
            printed,
            folded,
            origin,
        }
    }

    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    /// The whole folded text but for blanks at its ends.
    pub(crate) fn extent(&self) -> Range<usize> {
        self.trimmed(0..self.folded.len())
    }

    pub(crate) fn slice(&self, range: &Range<usize>) -> &str {
        &self.folded[range.clone()]
    }

    /// A range without the blanks at its ends.
    pub(crate) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.folded[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    /// The folded character before a position.
    pub(crate) fn before(&self, at: usize) -> Option<char> {
        self.folded[..at].chars().next_back()
    }

    /// The text as printed.
    pub(crate) fn printed(&self, range: &Range<usize>) -> &'a str {
        &self.printed[self.origin[range.start]..self.origin[range.end]]
    }
}

/// One kind of bracket, tilde, dash and arrow for all that sheets print; invisible characters go.
fn fold_into(folded: &mut String, c: char) {
    if let Some(era) = squared_era(c) {
        folded.push_str(era);
        return;
    }
    let c = match fold_ascii_char(c) {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => return,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => return,
        '[' | '{' | '【' | '〔' | '〈' | '《' | '「' | '『' | '｢' | '⦅' => '(',
        ']' | '}' | '】' | '〕' | '〉' | '》' | '」' | '』' | '｣' | '⦆' => ')',
        '〜' | '∼' | '˜' => '~',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '﹣' => '-',
        '⇒' | '➡' | '➔' => '→',
        '≧' => '≥',
        '≦' => '≤',
        '￥' | '\\' => '¥',
        '㌫' => '%',
        '､' => '、',
        '･' => '・',
        '｡' => '。',
        '⁄' | '∕' => '/',
        folded => folded,
    };
    folded.push(c);
}

fn squared_era(c: char) -> Option<&'static str> {
    match c {
        '㋿' => Some("令和"),
        '㍻' => Some("平成"),
        '㍼' => Some("昭和"),
        '㍽' => Some("大正"),
        '㍾' => Some("明治"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_range_leads_back_to_what_is_printed() {
        let script = Script::new("㍻\u{200b}２８［％］");
        assert_eq!(script.folded(), "平成28(%)");
        let at = script.folded().find('(').unwrap_or_default();
        assert_eq!(script.printed(&(at..at + 3)), "［％］");
        assert_eq!(script.printed(&script.extent()), "㍻\u{200b}２８［％］");
    }
}

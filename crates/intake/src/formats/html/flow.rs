//! Text as a browser lays it out: blanks collapsed, blocks on lines of their own.

use crate::formats::limits::LONGEST_CELL;

/// What becomes of blanks and line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blanks {
    /// A run of them is one blank.
    #[default]
    Collapsed,
    /// `pre-line`: blanks collapse, line ends stay.
    LinesKept,
    /// `pre`, `pre-wrap`
    Kept,
}

/// The text of a cell, caption or heading while it is read.
#[derive(Debug, Default)]
pub struct Flow {
    text: String,
    blank_pending: bool,
    break_pending: bool,
    is_cut: bool,
    is_verbatim: bool,
}

impl Flow {
    /// Adds text of the document.
    pub fn push(&mut self, text: &str, blanks: Blanks) {
        self.is_verbatim |= blanks == Blanks::Kept;
        for c in text.chars() {
            let is_blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
            match blanks {
                Blanks::Kept => self.put(c),
                Blanks::LinesKept if c == '\n' => self.break_line(),
                Blanks::Collapsed | Blanks::LinesKept if is_blank => self.blank_pending = true,
                // A no-break space does not collapse, and is a blank in every other respect.
                Blanks::Collapsed | Blanks::LinesKept => {
                    self.put(if c == '\u{a0}' { ' ' } else { c });
                }
            }
        }
    }

    /// `<br>`
    pub fn break_line(&mut self) {
        self.settle_break();
        self.blank_pending = false;
        self.text.push('\n');
    }

    /// The edge of a block: what follows begins on a new line.
    pub fn break_block(&mut self) {
        self.blank_pending = false;
        self.break_pending = !self.text.is_empty() && !self.text.ends_with('\n');
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the text was longer than a cell may be.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The text; empty where it holds blanks only, as `&nbsp;` marks an empty cell.
    pub fn finish(self) -> String {
        let text = self.text.trim_matches('\n');
        if text.trim_matches([' ', '\t', '\n']).is_empty() {
            return String::new();
        }
        if self.is_verbatim || text.len() == self.text.len() {
            return self.text;
        }
        text.to_owned()
    }

    fn put(&mut self, c: char) {
        self.settle_break();
        if self.text.len() >= LONGEST_CELL {
            self.is_cut = true;
            return;
        }
        let begins_line = self.text.is_empty() || self.text.ends_with('\n');
        if std::mem::take(&mut self.blank_pending) && !begins_line {
            self.text.push(' ');
        }
        self.text.push(c);
    }

    fn settle_break(&mut self) {
        if std::mem::take(&mut self.break_pending) {
            self.text.push('\n');
        }
    }
}

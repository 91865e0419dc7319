//! The texts between a page's tables, line by line: whose a table is often stands above it.

use super::flow::Flow;

/// A page of more text is no sheet, and what else it says is not listed.
const MOST_TEXTS: usize = 100_000;
/// How many lines are kept.
const MOST_LINES: usize = 10_000;

/// The lines outside of all tables.
#[derive(Default)]
pub struct Outside {
    /// The line that is being read.
    pub line: Flow,
    /// How many tables began so far.
    pub tables_begun: usize,
    /// Each line with how many tables had begun before it.
    lines: Vec<(usize, String)>,
    taken: usize,
    texts: usize,
}

impl Outside {
    /// Whether more text is kept; asked once a text.
    pub fn has_room(&mut self) -> bool {
        self.texts += 1;
        self.texts <= MOST_TEXTS && self.lines.len() < MOST_LINES
    }

    /// The edge of a block, or a line's end.
    pub fn end_line(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.line).finish();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let begun = self.tables_begun;
        self.lines
            .extend(lines.map(|line| (begun, line.to_owned())));
    }

    /// The lines before that table that no earlier table has above it.
    pub fn until(&mut self, table: usize) -> Vec<String> {
        let rest = &mut self.lines[self.taken..];
        let before = rest.partition_point(|(begun, _)| *begun < table);
        self.taken += before;
        let lines = rest[..before].iter_mut();
        lines.map(|(_, line)| std::mem::take(line)).collect()
    }
}

//! The texts that stand over one column of a heading, also where merged cells were lost.

use enishi_domain::grid::Grid;

/// Rows of more texts are no heading with lost merged cells, and too wide to look for them.
const WIDEST: usize = 900;

/// The rows of a heading.
pub(super) struct HeadingRows<'g> {
    grid: &'g Grid,
    top: u32,
    bottom: u32,
    is_wide: bool,
}

impl<'g> HeadingRows<'g> {
    pub(super) fn new(grid: &'g Grid, top: u32, bottom: u32) -> Self {
        let texts = (top..=bottom).flat_map(|row| grid.row(row));
        Self {
            grid,
            top,
            bottom,
            is_wide: texts.count() > WIDEST,
        }
    }

    /// The columns over which anything stands, from the left.
    pub(super) fn columns(&self) -> Vec<u32> {
        let mut columns: Vec<u32> = Vec::new();
        for row in self.top..=self.bottom {
            for cell in self.grid.row(row) {
                columns.push(cell.column);
                let range = self.grid.merged_range(row, cell.column);
                // No real heading spans more; a bound against a merged range over all columns.
                let spanned = range.map(|r| r.left..=r.right.min(r.left + 63));
                columns.extend(spanned.into_iter().flatten());
            }
        }
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The texts over one column from the top; a merged cell over several rows counts once.
    pub(super) fn texts(&self, column: u32) -> Vec<&'g str> {
        let mut texts: Vec<&str> = Vec::new();
        for row in self.top..=self.bottom {
            let text = self.text(row, column).or_else(|| self.group(row, column));
            if let Some(text) = text.filter(|text| texts.last() != Some(text)) {
                texts.push(text);
            }
        }
        texts
    }

    fn text(&self, row: u32, column: u32) -> Option<&'g str> {
        let text = self.grid.covering_text(row, column)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Whether anything stands under the row in that column.
    fn goes_on(&self, row: u32, column: u32) -> bool {
        (row + 1..=self.bottom).any(|below| self.text(below, column).is_some())
    }

    /// A delimited file keeps the text of a merged cell in its first column only: the cells to the
    /// right are blank while something stands under each of them. A row of one text is a title.
    fn group(&self, row: u32, column: u32) -> Option<&'g str> {
        if self.is_wide
            || row == self.bottom
            || !self.goes_on(row, column)
            || self.grid.row(row).nth(1).is_none()
        {
            return None;
        }
        let first = column.saturating_sub(63).max(1);
        for left in (first..column).rev() {
            if !self.goes_on(row, left) {
                return None;
            }
            if let Some(text) = self.text(row, left) {
                // What is merged in the document ends where the document says.
                let alone = self.grid.merged_range(row, left).is_none();
                return alone.then_some(text);
            }
        }
        None
    }
}

//! What one workbook may cost, whatever it claims about itself. A ratio of packed to unpacked is no
//! offence: honest sheets of blanks pack a thousandfold.

use crate::error::IntakeError;
use crate::formats::limits::MOST_CELLS;

/// The limits. Those of [`Limits::DEFAULT`] keep a reading under 512 MiB and a few seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes unpacked from all parts together.
    pub(super) unpacked: u64,
    /// Bytes of one tag, text, comment or attribute list.
    pub(super) token: usize,
    /// Tags and texts of all parts together: what reading takes in time.
    pub(super) tokens: u64,
    /// Nested elements.
    pub(super) depth: usize,
    /// Parts of a package.
    pub(super) parts: usize,
    /// Bytes of the table of shared strings.
    pub(super) strings: usize,
    /// Cells of all sheets together; shared strings too.
    pub(super) cells: usize,
    /// Bytes of all cells' texts together, shared strings counted wherever they are used.
    pub(super) text: usize,
    /// Merged ranges, or hidden ranges, of one sheet.
    pub(super) ranges: usize,
}

impl Limits {
    pub(super) const DEFAULT: Self = Self {
        unpacked: 512 << 20,
        token: 1 << 20,
        tokens: 40_000_000,
        depth: 64,
        parts: 10_000,
        strings: 128 << 20,
        cells: MOST_CELLS,
        text: 256 << 20,
        ranges: 200_000,
    };
}

/// What is left of the limits that count over all sheets.
#[derive(Debug)]
pub(super) struct Budget {
    pub(super) limits: Limits,
    cells: usize,
    text: usize,
    records: u64,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            cells: limits.cells,
            text: limits.text,
            records: limits.tokens,
        }
    }

    /// Pays for one record of an xls, as several sheets may claim the same ones.
    pub(super) fn spend_record(&mut self) -> Result<(), IntakeError> {
        let left = self.records.checked_sub(1);
        self.records = left.ok_or(IntakeError::TooMuchWhenUnpacked {
            limit: self.limits.unpacked,
        })?;
        Ok(())
    }

    /// Pays for one cell.
    pub(super) fn spend(&mut self, text: &str) -> Result<(), IntakeError> {
        self.cells = self.cells.checked_sub(1).ok_or(IntakeError::TooManyCells {
            limit: self.limits.cells as u64,
        })?;
        self.text = self
            .text
            .checked_sub(text.len())
            .ok_or(IntakeError::TooMuchWhenUnpacked {
                limit: self.limits.text as u64,
            })?;
        Ok(())
    }
}

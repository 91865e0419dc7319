//! 「戻ってきたエラー行」 the workbook of refused rows comes back: a row whose reason still stands beside
//! it and whose cells are as they were is refused again. Which cells these were, a mark beside the
//! reason tells. Not held here: how the workbook is written.

use super::charset::Charset;
use super::records::Field;
use super::wording::{MARK_HEADINGS, REASON_HEADINGS};

/// FNV-1a tells a changed row from an unchanged one; nobody is kept from anything by it.
const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// The two columns that the workbook has behind the file's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Returned {
    reason: usize,
    mark: usize,
}

impl Returned {
    /// The columns, where the headings end with them.
    pub(super) fn of(headings: &[String]) -> Option<Self> {
        let mark = headings.iter().rposition(|heading| !heading.is_empty())?;
        let reason = mark.checked_sub(1)?;
        let is_one = |at: usize, of: [&str; 2]| of.contains(&headings[at].as_str());
        let are_both = is_one(reason, REASON_HEADINGS) && is_one(mark, MARK_HEADINGS);
        are_both.then_some(Self { reason, mark })
    }

    /// Where they stand.
    pub(super) fn places(self) -> [usize; 2] {
        [self.reason, self.mark]
    }

    /// Why a row was refused that nobody mended since; none for a row that was.
    pub(super) fn reason(self, fields: &[Field<'_>], charset: Charset) -> Option<String> {
        let text = |at: usize| {
            let field = fields.get(at)?;
            Some(charset.text(field)?.trim().to_owned())
        };
        let reason = text(self.reason).filter(|reason| !reason.is_empty())?;
        let cells = (0..self.reason).map(|at| text(at).unwrap_or_default());
        let is_as_it_was = text(self.mark)? == mark(cells);
        is_as_it_was.then_some(reason)
    }
}

/// By what the cells of a row are known again. Spaces around a cell and the line ends within it
/// are not its own: programs write them anew.
#[must_use]
pub fn mark(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut sum = FNV_BASIS;
    for cell in cells {
        let kept = cell.as_ref().trim().chars();
        let kept: String = kept.filter(|letter| !letter.is_control()).collect();
        for byte in kept.bytes().chain([0]) {
            sum = (sum ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
        }
    }
    format!("{sum:016x}")
}

//! Which merged ranges can stand: spreadsheet programs refuse reversed and overlapping ones, so a
//! file that holds them was not written by one, and nobody can say which text covers the cell.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use enishi_domain::finding::Severity;
use enishi_domain::grid::MergedRange;

use super::cell_reference;
use super::draft::Note;

/// Four whole columns; larger ranges are mistakes or attacks.
const MOST_CELLS: u64 = 4 * 1_048_576;

static OVERLAPS: Note = Note {
    rule: "R06",
    severity: Severity::Warning,
    message: "merge_overlaps",
};
static TOO_LARGE: Note = Note {
    rule: "R06",
    severity: Severity::Warning,
    message: "merge_too_large",
};
pub(super) static UNREADABLE: Note = Note {
    rule: "R06",
    severity: Severity::Warning,
    message: "merge_unreadable",
};
pub(super) static TOO_MANY: Note = Note {
    rule: "R06",
    severity: Severity::Warning,
    message: "merges_too_many",
};

/// Keeps the ranges that can stand, from the top; returns the others with what is wrong with them.
/// Of two that overlap the upper left one stands.
pub(super) fn sift(ranges: &mut Vec<MergedRange>) -> Vec<(MergedRange, &'static Note)> {
    let mut refused = Vec::new();
    ranges.sort_unstable();
    let mut open = OpenRanges::default();
    ranges.retain(|range| {
        let fault = if range.top > range.bottom || range.left > range.right {
            Some(&UNREADABLE)
        } else if cells(range) > MOST_CELLS {
            Some(&TOO_LARGE)
        } else if open.overlaps(range) {
            Some(&OVERLAPS)
        } else {
            None
        };
        match fault {
            None => open.insert(range),
            Some(fault) => refused.push((*range, fault)),
        }
        fault.is_none()
    });
    refused
}

/// `B2:C4`.
pub(super) fn print(range: MergedRange) -> String {
    let first = cell_reference::print(range.top, range.left);
    let last = cell_reference::print(range.bottom, range.right);
    format!("{first}:{last}")
}

fn cells(range: &MergedRange) -> u64 {
    u64::from(range.bottom - range.top + 1) * u64::from(range.right - range.left + 1)
}

/// The ranges that reach the row now looked at: disjoint, so a neighbour decides.
#[derive(Default)]
struct OpenRanges {
    /// Left column to right column.
    columns: BTreeMap<u32, u32>,
    /// Last row and left column, the first to end on top.
    ends: BinaryHeap<Reverse<(u32, u32)>>,
}

impl OpenRanges {
    fn overlaps(&mut self, range: &MergedRange) -> bool {
        while let Some(Reverse((bottom, left))) = self.ends.peek().copied() {
            if bottom >= range.top {
                break;
            }
            self.ends.pop();
            self.columns.remove(&left);
        }
        let before = self.columns.range(..=range.right).next_back();
        before.is_some_and(|(_, right)| *right >= range.left)
    }

    fn insert(&mut self, range: &MergedRange) {
        self.columns.insert(range.left, range.right);
        self.ends.push(Reverse((range.bottom, range.left)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sifted(written: &[&str]) -> (Vec<String>, Vec<(String, &'static str)>) {
        let read = |text: &&str| cell_reference::parse_range(text).expect("a range");
        let mut ranges: Vec<_> = written.iter().map(read).collect();
        let refused = sift(&mut ranges);
        let refused = refused
            .iter()
            .map(|(range, note)| (print(*range), note.message));
        let refused = refused.collect();
        (ranges.into_iter().map(print).collect(), refused)
    }

    #[test]
    fn ranges_side_by_side_stand() {
        let (kept, refused) = sifted(&["C3:D4", "A1:B2", "A3:B9", "C1:D2", "C5:D5"]);
        assert_eq!(kept, ["A1:B2", "C1:D2", "A3:B9", "C3:D4", "C5:D5"]);
        assert_eq!(refused, []);
    }

    #[test]
    fn ranges_that_cannot_be_are_named() {
        let (kept, refused) = sifted(&["A1:C3", "B2:D4", "D4:E5", "F9:E8", "H1:XFD1048576"]);
        assert_eq!(kept, ["A1:C3", "D4:E5"]);
        let refused: Vec<_> = refused.iter().map(|(r, m)| (r.as_str(), *m)).collect();
        let expected = [
            ("H1:XFD1048576", "merge_too_large"),
            ("B2:D4", "merge_overlaps"),
            ("F9:E8", "merge_unreadable"),
        ];
        assert_eq!(refused, expected);
    }
}

//! The rows that earlier imports of a source brought, by their keys, in little memory: five years
//! of gifts are four million of them.

use std::collections::{HashMap, HashSet};

use enishi_domain::engagement::EngagementId;

/// What an earlier import brought under a row's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) content: i64,
    /// Whether the register itself set the row aside.
    pub(super) is_excluded: bool,
    pub(super) engagements: Vec<EngagementId>,
}

/// The rows of earlier imports, by key.
#[derive(Debug, Default)]
pub(super) struct KnownRows {
    /// In the order of their keys, one each.
    rows: Vec<Packed>,
    /// The engagements of rows that stand for several.
    several: HashMap<u64, Vec<EngagementId>>,
    /// The numbers alone of rows that were imported as those of another list.
    elsewhere: HashSet<u64>,
}

/// The same, as they are gathered.
#[derive(Debug, Default)]
pub(super) struct KnownRowsBuilder(KnownRows);

#[derive(Clone, Copy, Debug)]
struct Packed {
    key: u64,
    content: i64,
    /// The engagement's number, or one of those that none has.
    stands_for: i64,
}

const NOTHING: i64 = 0;
const EXCLUDED: i64 = -1;
const SEVERAL: i64 = -2;

impl KnownRowsBuilder {
    /// A later row under a key takes the place of an earlier one.
    pub(super) fn push(&mut self, key: u64, known: Known) {
        let stands_for = match known.engagements.as_slice() {
            [] if known.is_excluded => EXCLUDED,
            [] => NOTHING,
            [only] => only.0,
            _ => SEVERAL,
        };
        if stands_for == SEVERAL {
            self.0.several.insert(key, known.engagements);
        }
        self.0.rows.push(Packed {
            key,
            content: known.content,
            stands_for,
        });
    }

    /// A row that is known by its number, of which something else was said.
    pub(super) fn push_elsewhere(&mut self, number: u64) {
        self.0.elsewhere.insert(number);
    }

    pub(super) fn finish(mut self) -> KnownRows {
        let rows = &mut self.0.rows;
        // Stable, so that of one key the last stays last; and it is kept.
        rows.sort_by_key(|row| row.key);
        rows.reverse();
        rows.dedup_by_key(|row| row.key);
        rows.reverse();
        self.0
    }
}

impl KnownRows {
    pub(super) fn get(&self, key: u64) -> Option<Known> {
        let at = self.rows.binary_search_by_key(&key, |row| row.key).ok()?;
        let row = self.rows[at];
        Some(Known {
            content: row.content,
            is_excluded: row.stands_for == EXCLUDED,
            engagements: match row.stands_for {
                NOTHING | EXCLUDED => Vec::new(),
                SEVERAL => self.several.get(&key).cloned().unwrap_or_default(),
                only => vec![EngagementId(only)],
            },
        })
    }

    /// Whether the number stands under another list.
    pub(super) fn is_elsewhere(&self, number: u64) -> bool {
        self.elsewhere.contains(&number)
    }

    /// Whether any does.
    pub(super) fn has_elsewhere(&self) -> bool {
        !self.elsewhere.is_empty()
    }

    /// Forgets the others.
    pub(super) fn keep(&mut self, mut is_kept: impl FnMut(u64) -> bool) {
        self.rows.retain(|row| is_kept(row.key));
        self.rows.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(content: i64, engagements: &[i64]) -> Known {
        Known {
            content,
            is_excluded: false,
            engagements: engagements.iter().copied().map(EngagementId).collect(),
        }
    }

    #[test]
    fn the_last_row_under_a_key_is_the_one_that_is_known() {
        let mut rows = KnownRowsBuilder::default();
        rows.push(7, known(1, &[10, 11]));
        rows.push(3, known(2, &[12]));
        rows.push(7, known(3, &[10]));
        rows.push(5, known(4, &[]));
        rows.push(3, known(5, &[12, 13]));
        let mut rows = rows.finish();
        assert_eq!(rows.get(7), Some(known(3, &[10])));
        assert_eq!(rows.get(5), Some(known(4, &[])));
        assert_eq!(rows.get(3), Some(known(5, &[12, 13])));
        assert_eq!(rows.get(4), None);
        rows.keep(|key| key == 3);
        assert_eq!(rows.get(7), None);
        assert_eq!(rows.get(3), Some(known(5, &[12, 13])));
    }

    #[test]
    fn a_row_that_was_set_aside_is_told_from_one_that_stands_for_nothing() {
        let mut rows = KnownRowsBuilder::default();
        let excluded = Known {
            is_excluded: true,
            ..known(1, &[])
        };
        rows.push(1, excluded.clone());
        rows.push(2, known(1, &[]));
        let rows = rows.finish();
        assert_eq!(rows.get(1), Some(excluded));
        assert_eq!(rows.get(2), Some(known(1, &[])));
    }
}

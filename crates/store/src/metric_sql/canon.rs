//! Under which number parties are counted, where that is not their own. A city has hundreds of
//! thousands of them, so they are kept in memory, and brought to the position that is asked of by
//! what changed in between.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use enishi_domain::engagement::Position;
use sqlx::{AnyConnection, Row as _};

use crate::columns::unreadable;
use crate::error::StoreError;

/// Each party with the number that stands for it, by party, as of a position.
#[derive(Clone)]
struct Numbered {
    as_of: i64,
    pairs: Arc<Vec<(i64, i64)>>,
}

/// As of how many positions the numbers are kept: the present, and what a page compares it with.
const MOST: usize = 4;

/// What is kept in memory between two looks at the ledger, what was used last first. Cheap to
/// clone.
#[derive(Clone, Default)]
pub(crate) struct KeptCanon(Arc<Mutex<Vec<Numbered>>>);

/// The numbers as of the position of one look; read once they are needed.
pub(crate) struct Canon {
    kept: KeptCanon,
    as_of: i64,
    read: Option<Arc<Vec<(i64, i64)>>>,
}

impl KeptCanon {
    /// For a look at the ledger as of a position, which is not behind the last one.
    pub(crate) fn at(&self, as_of: Position) -> Canon {
        Canon {
            kept: self.clone(),
            as_of: as_of.0,
            read: None,
        }
    }

    /// What is nearest to a position.
    fn nearest(&self, as_of: i64) -> Option<Numbered> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let distances = kept.iter().map(|one| one.as_of.abs_diff(as_of));
        let (at, _) = distances
            .enumerate()
            .min_by_key(|(_, distance)| *distance)?;
        kept[..=at].rotate_right(1);
        kept.first().cloned()
    }

    /// Keeps it; behind the newest, in its place.
    fn keep(&self, numbered: &Numbered) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = kept.iter().map(|one| one.as_of).max();
        kept.retain(|one| one.as_of != numbered.as_of);
        if newest.is_some_and(|newest| newest < numbered.as_of) {
            kept.retain(|one| Some(one.as_of) != newest);
        }
        kept.insert(0, numbered.clone());
        kept.truncate(MOST);
    }
}

impl Canon {
    /// Each party with the number that stands for it, by party.
    pub(super) async fn read(
        &mut self,
        connection: &mut AnyConnection,
    ) -> Result<&[(i64, i64)], StoreError> {
        let pairs = match self.read.take() {
            Some(pairs) => pairs,
            None => self.bring_up(connection).await?,
        };
        Ok(self.read.insert(pairs))
    }

    async fn bring_up(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<Arc<Vec<(i64, i64)>>, StoreError> {
        let pairs = match self.kept.nearest(self.as_of) {
            Some(kept) if kept.as_of == self.as_of => return Ok(kept.pairs),
            Some(kept) => {
                let span = (kept.as_of.min(self.as_of), kept.as_of.max(self.as_of));
                let found = sqlx::query(include_str!("../../sql/read_canon_changes.sql"))
                    .bind(span.0)
                    .bind(span.1)
                    .fetch_one(connection)
                    .await?;
                let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
                changed(&kept.pairs, &changes(list, self.as_of)?)
            }
            None => {
                let found = sqlx::query(include_str!("../../sql/read_canon_as_of.sql"))
                    .bind(self.as_of)
                    .fetch_one(connection)
                    .await?;
                let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
                let mut pairs = Vec::new();
                for entry in entries(list) {
                    let [party, number] = numbers(entry)?;
                    pairs.push((party, number));
                }
                pairs.sort_unstable();
                pairs
            }
        };
        let numbered = Numbered {
            as_of: self.as_of,
            pairs: Arc::new(pairs),
        };
        self.kept.keep(&numbered);
        Ok(numbered.pairs)
    }
}

/// Of each party whose number changed, the number in force at a position; none where it is its own.
/// The spans of a party never overlap, so what is in force at either end of the stretch that was
/// looked through is among what begins or ends in it, or nothing of the party is.
fn changes(list: &str, as_of: i64) -> Result<BTreeMap<i64, Option<i64>>, StoreError> {
    let mut changes = BTreeMap::new();
    for entry in entries(list) {
        let [party, number, from, to] = numbers(entry)?;
        let is_in_force = from <= as_of && (to == 0 || to > as_of);
        let change = changes.entry(party).or_insert(None);
        if is_in_force {
            *change = Some(number);
        }
    }
    Ok(changes)
}

/// The pairs with what changed, by party as before.
fn changed(pairs: &[(i64, i64)], changes: &BTreeMap<i64, Option<i64>>) -> Vec<(i64, i64)> {
    let mut all: Vec<(i64, i64)> = pairs
        .iter()
        .filter(|(party, _)| !changes.contains_key(party))
        .copied()
        .collect();
    let new = changes.iter();
    all.extend(new.filter_map(|(party, number)| Some((*party, (*number)?))));
    all.sort_unstable();
    all
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|entry| !entry.is_empty())
}

/// The numbers of an entry: `17 4`.
pub(super) fn numbers<const N: usize>(entry: &str) -> Result<[i64; N], StoreError> {
    let mut numbers = [0; N];
    let mut parts = entry.split(' ');
    for number in &mut numbers {
        let part = parts.next().and_then(|part| part.parse().ok());
        *number = part.ok_or_else(|| unreadable("a list of numbers", entry))?;
    }
    match parts.next() {
        None => Ok(numbers),
        Some(_) => Err(unreadable("a list of numbers", entry)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spans of three parties: party, number, from, to.
    const SPANS: &str = "7 1 10 20,7 2 20 40,8 1 15 0,9 3 5 12";

    fn at(as_of: i64) -> Vec<(i64, i64)> {
        let mut pairs = Vec::new();
        for entry in entries(SPANS) {
            let [party, number, from, to] = numbers(entry).unwrap();
            if from <= as_of && (to == 0 || to > as_of) {
                pairs.push((party, number));
            }
        }
        pairs
    }

    /// What the statement gives for a stretch of positions.
    fn between(low: i64, high: i64) -> String {
        let touched = entries(SPANS).filter(|entry| {
            let [_, _, from, to] = numbers(entry).unwrap();
            [from, to].into_iter().any(|end| low < end && end <= high)
        });
        touched.collect::<Vec<_>>().join(",")
    }

    #[test]
    fn from_any_position_to_any_other_the_numbers_are_those_in_force() {
        for kept in 0..50 {
            for asked in 0..50 {
                let list = between(kept.min(asked), kept.max(asked));
                let brought = changed(&at(kept), &changes(&list, asked).unwrap());
                assert_eq!(brought, at(asked), "from {kept} to {asked}");
            }
        }
    }

    #[test]
    fn the_present_takes_the_place_of_the_present_before_and_the_past_stays_a_while() {
        let kept = KeptCanon::default();
        let numbered = |as_of| Numbered {
            as_of,
            pairs: Arc::default(),
        };
        assert!(kept.nearest(5).is_none());
        for as_of in [100, 10, 101, 102, 20, 103] {
            kept.keep(&numbered(as_of));
        }
        let nearest = |as_of| kept.nearest(as_of).map(|one| one.as_of);
        assert_eq!(nearest(12), Some(10));
        assert_eq!(nearest(1_000), Some(103));
        assert_eq!(nearest(60), Some(20), "102 is no longer there");
        for as_of in [30, 40] {
            kept.keep(&numbered(as_of));
        }
        assert_eq!(
            nearest(5),
            Some(20),
            "what was not used for longest is given up"
        );
    }

    #[test]
    fn what_is_no_list_of_numbers_is_told() {
        assert!(numbers::<2>("1 2 3").is_err());
        assert!(numbers::<2>("1").is_err());
        assert!(numbers::<2>("1 x").is_err());
    }
}

//! An index from 64 bits to records, in little memory: most of it is one sorted list of numbers,
//! and what came since it was last sorted is a map with the records of one key as a chain. Nothing
//! iterates over the map, so its order shows nowhere.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// No further record.
const END: u32 = u32::MAX;

/// So much is never sorted in.
const FEW: usize = 1 << 16;

/// About how many entries share one place of the directory.
const OF_ONE_PLACE: usize = 8;

/// About how many keys a description has.
const KEYS_OF_ONE: usize = 5;

#[derive(Debug, Default)]
pub(super) struct Index {
    /// What is in it as a whole.
    wholes: HashSet<u64, BuildHasherDefault<Spread>>,
    /// The upper half of a key and a record each, in ascending order. By half a key one record in
    /// some hundred lookups is found that has another key; whoever asks compares all of it anyway.
    sorted: Vec<u64>,
    /// Where in the list the keys with certain upper bits begin.
    places: Vec<u32>,
    chains: HashMap<u64, Chain, BuildHasherDefault<Spread>>,
    links: Vec<Link>,
}

#[derive(Clone, Copy, Debug)]
struct Chain {
    head: u32,
    length: u32,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    key: u64,
    record: u32,
    next: u32,
}

impl Index {
    pub(super) fn reserve(&mut self, descriptions: usize) {
        self.wholes.reserve(descriptions);
        self.sorted.reserve(descriptions * KEYS_OF_ONE);
    }

    /// Notes something as a whole; whether it was not noted before.
    pub(super) fn note(&mut self, whole: u64) -> bool {
        self.wholes.insert(whole)
    }

    pub(super) fn add(&mut self, key: u64, record: u32) {
        let at = u32::try_from(self.links.len()).expect("fewer keys than 2^32");
        let chain = self.chains.entry(key).or_insert(Chain {
            head: END,
            length: 0,
        });
        self.links.push(Link {
            key,
            record,
            next: chain.head,
        });
        chain.head = at;
        chain.length = chain.length.saturating_add(1);
        if self.links.len() >= FEW.max(self.sorted.len() / 4) {
            self.sort();
        }
    }

    /// Adds the records of a key, unless there are more than the largest number asked for.
    pub(super) fn extend(&self, key: u64, largest: u32, records: &mut Vec<u32>) {
        let sorted = self.sorted_of(key);
        let chain = self.chains.get(&key);
        let in_chain = chain.map_or(0, |chain| chain.length);
        if sorted.len() as u64 + u64::from(in_chain) > u64::from(largest) {
            return;
        }
        records.extend(sorted.iter().map(|entry| record_of(*entry)));
        let mut at = chain.map_or(END, |chain| chain.head);
        while let Some(link) = self.links.get(at as usize) {
            records.push(link.record);
            at = link.next;
        }
    }

    fn sorted_of(&self, key: u64) -> &[u64] {
        let place = self.place(key);
        let (Some(first), Some(last)) = (self.places.get(place), self.places.get(place + 1)) else {
            return &[];
        };
        let near = &self.sorted[*first as usize..*last as usize];
        let first = near.partition_point(|entry| entry >> 32 < key >> 32);
        let of_key = &near[first..];
        &of_key[..of_key.partition_point(|entry| entry >> 32 == key >> 32)]
    }

    /// The place in the directory of a key, or of an entry: both begin alike.
    fn place(&self, bits: u64) -> usize {
        let places = self.places.len().saturating_sub(1).max(1);
        usize::try_from(bits >> (63 - places.ilog2()) >> 1).unwrap_or(usize::MAX)
    }

    fn sort(&mut self) {
        let new = self.links.iter();
        let new = new.map(|link| link.key & !0xffff_ffff | u64::from(link.record));
        let before = self.sorted.len();
        self.sorted.extend(new);
        self.sorted[before..].sort_unstable();
        // Two runs that are in order each are merged.
        self.sorted.sort();
        self.chains.clear();
        self.links.clear();
        let places = (self.sorted.len() / OF_ONE_PLACE).next_power_of_two();
        self.places = vec![0; places + 1];
        let mut at = 0;
        for place in 0..places {
            self.places[place] = u32::try_from(at).expect("fewer keys than 2^32");
            while at < self.sorted.len() && self.place(self.sorted[at]) == place {
                at += 1;
            }
        }
        self.places[places] = u32::try_from(at).expect("fewer keys than 2^32");
    }
}

fn record_of(entry: u64) -> u32 {
    u32::try_from(entry & 0xffff_ffff).unwrap_or(END)
}

/// The keys are spread already.
#[derive(Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::mixed;
    use super::*;

    #[test]
    fn what_was_sorted_in_is_found_like_what_was_not() {
        let mut index = Index::default();
        let mut expected: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        // Sorted several times, with keys of one record and of many.
        for record in 0..150_000_u32 {
            for key in [mixed(record.into()), mixed(u64::from(record % 997) << 32)] {
                index.add(key, record);
                expected.entry(key).or_default().push(record);
            }
        }
        assert!(!index.sorted.is_empty() && !index.links.is_empty());
        for (key, expected) in expected.iter().step_by(50) {
            let mut found = Vec::new();
            index.extend(*key, u32::MAX, &mut found);
            // Another key with the same upper half may be found beside it.
            assert!(found.len() < expected.len() + 2);
            found.retain(|record| expected.contains(record));
            found.sort_unstable();
            assert_eq!(found, *expected, "{key:x}");
            let mut found = Vec::new();
            index.extend(*key, 100, &mut found);
            let is_there = expected.iter().all(|record| found.contains(record));
            assert_eq!(is_there, expected.len() <= 100, "{key:x}");
        }
        let mut found = Vec::new();
        for absent in (200_000..201_000).map(mixed) {
            index.extend(absent, u32::MAX, &mut found);
        }
        assert!(found.len() < 5, "{found:?}");
    }
}

//! An index from 64 bits to records, in little memory: one map, and the records of one key as a
//! chain through one vector. Nothing iterates over the map, so its order shows nowhere.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// No further record.
const END: u32 = u32::MAX;

/// About as many keys as a description has.
const KEYS_OF_ONE: usize = 7;

#[derive(Debug, Default)]
pub(super) struct Index {
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
    record: u32,
    next: u32,
}

impl Index {
    pub(super) fn reserve(&mut self, descriptions: usize) {
        self.chains.reserve(descriptions * KEYS_OF_ONE);
        self.links.reserve(descriptions * KEYS_OF_ONE);
    }

    pub(super) fn contains(&self, key: u64) -> bool {
        self.chains.contains_key(&key)
    }

    pub(super) fn add(&mut self, key: u64, record: u32) {
        let at = u32::try_from(self.links.len()).expect("fewer keys than 2^32");
        let chain = self.chains.entry(key).or_insert(Chain {
            head: END,
            length: 0,
        });
        self.links.push(Link {
            record,
            next: chain.head,
        });
        chain.head = at;
        chain.length = chain.length.saturating_add(1);
    }

    /// Adds the records of a key, unless there are more than the largest number asked for.
    pub(super) fn extend(&self, key: u64, largest: u32, records: &mut Vec<u32>) {
        let Some(chain) = self.chains.get(&key).filter(|c| c.length <= largest) else {
            return;
        };
        let mut at = chain.head;
        while let Some(link) = self.links.get(at as usize) {
            records.push(link.record);
            at = link.next;
        }
    }
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

//! The descriptions that a matcher knows, in little memory: a million of them stand there at once,
//! and half of what a description could say is not said.

use super::super::keys::Keys;
use super::{PurposeIndex, Subject};
use crate::party::PartyType;

/// About how many values a description has.
const VALUES_OF_ONE: usize = 13;

#[derive(Debug, Default)]
pub(super) struct Records {
    heads: Vec<Head>,
    /// What the descriptions say, one behind the other.
    values: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    subject: Subject,
    purpose: PurposeIndex,
    /// Where its values begin.
    start: u32,
    /// Which kinds of keys have a value, a bit each.
    kinds: u16,
    party_type: PartyType,
}

/// One description of a subject; it may have several.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) subject: Subject,
    pub(super) keys: Keys,
}

impl Records {
    pub(super) fn reserve(&mut self, descriptions: usize) {
        self.heads.reserve(descriptions);
        self.values.reserve(descriptions * VALUES_OF_ONE);
    }

    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    pub(super) fn push(&mut self, subject: Subject, purpose: PurposeIndex, keys: &Keys) {
        let start = u32::try_from(self.values.len()).expect("fewer values than 2^32");
        self.heads.push(Head {
            subject,
            purpose,
            start,
            kinds: keys.pack_into(&mut self.values),
            party_type: keys.party_type,
        });
    }

    pub(super) fn purpose(&self, record: u32) -> PurposeIndex {
        self.heads[record as usize].purpose
    }

    pub(super) fn get(&self, record: u32) -> Record {
        let head = self.heads[record as usize];
        let end = self.heads.get(record as usize + 1);
        let end = end.map_or(self.values.len(), |next| next.start as usize);
        let values = &self.values[head.start as usize..end];
        Record {
            subject: head.subject,
            keys: Keys::unpack(head.party_type, head.kinds, values),
        }
    }
}

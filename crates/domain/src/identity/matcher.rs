//! Who of the known ones a described party is. All keys stand in one index in memory; only parties
//! that share one of them are compared, and only within one 利用目的. What is decided depends on what
//! is known and on the rows, never on the order of the rows of a file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::party::{PartyId, PartyType};

use super::Identities;
use super::judgement::{Certainty, Judgement, Step, judge};
use super::keys::{KeyKind, Keys, mixed};
use super::score::Score;

mod index;
mod records;

use index::Index;
use records::Records;

/// 「照合の相手」 somebody whom a described party may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Known before, under the number it is counted by.
    Known(PartyId),
    /// First described by that row of the same file, counted from 0.
    Row(usize),
}

/// Somebody whom the party may be, with what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub subject: Subject,
    /// What speaks for it.
    pub judgement: Judgement,
}

/// 「照合の判定」 what is to be done with a described party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is this one.
    Same(Subject),
    /// It is counted as somebody new until a person has looked at the candidates.
    Ask,
    /// Nobody is like it.
    New,
}

/// What is to be done, and whom it was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What is to be done.
    pub outcome: Outcome,
    /// The likeliest first, [`MOST_CANDIDATES`] at most. Beside a decided one stand those that a
    /// person may want to look at.
    pub candidates: Vec<Candidate>,
}

/// A purpose within one matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PurposeIndex(u32);

/// Nobody looks at more.
pub const MOST_CANDIDATES: usize = 5;

/// Blocks of one value that hold more parties than this say nothing about any of them: a
/// switchboard, a mail address of nobody, the commonest name. Whoever is meant is found by another
/// key.
const LARGEST_BLOCK: u32 = 100;
const LARGEST_NAME_BLOCK: u32 = 400;

/// 「名寄せ」 the known parties, ready to be asked.
#[derive(Debug, Default)]
pub struct Matcher {
    identities: Identities,
    purposes: BTreeMap<String, PurposeIndex>,
    records: Records,
    index: Index,
    /// The keys of those who are asked about, where nobody else is to be known.
    asked: Option<BTreeSet<u64>>,
}

/// A candidate, and whether it was described in the very same way.
#[derive(Clone, Copy, Debug)]
struct Found {
    candidate: Candidate,
    is_identical: bool,
}

/// By what parties are found, the surest first.
#[derive(Clone, Copy)]
enum Block {
    Number,
    One(KeyKind),
    Both(KeyKind, KeyKind),
}

const EXACT: &[Block] = &[Block::One(KeyKind::CorporateNumber), Block::Number];
const STRONG: &[Block] = &[
    Block::One(KeyKind::Mail),
    Block::One(KeyKind::Telephone),
    Block::Both(KeyKind::Birth, KeyKind::Postcode),
];
const LIKELY: &[Block] = &[
    Block::One(KeyKind::Address),
    Block::One(KeyKind::Name),
    Block::One(KeyKind::Kana),
    Block::Both(KeyKind::Birth, KeyKind::GivenKana),
];

impl Matcher {
    /// A matcher that knows nobody, and what was decided about pairs.
    #[must_use]
    pub fn new(identities: Identities) -> Self {
        Self {
            identities,
            ..Self::default()
        }
    }

    /// The purpose of that name. Whoever links registers of two purposes on a recorded basis gives
    /// both one name here.
    pub fn purpose(&mut self, name: &str) -> PurposeIndex {
        let next = PurposeIndex(u32::try_from(self.purposes.len()).unwrap_or(u32::MAX));
        *self.purposes.entry(name.to_owned()).or_insert(next)
    }

    /// From now on knows only those who share a key with one of these: whoever asks about few needs
    /// no index of everybody, and decides about these few as if there were one.
    pub fn ask_only_about(&mut self, rows: &[Keys], purpose: PurposeIndex) {
        let mut asked = BTreeSet::new();
        for keys in rows {
            for block in [EXACT, STRONG, LIKELY].concat() {
                block.for_each_key(keys, purpose, |key| {
                    asked.insert(key);
                });
            }
        }
        self.asked = Some(asked);
    }

    /// Makes room for so many more descriptions.
    pub fn reserve(&mut self, descriptions: usize) {
        self.records.reserve(descriptions);
        self.index.reserve(descriptions);
    }

    /// Adds a description of a known party. The same one twice is kept once.
    pub fn add_known(&mut self, party: PartyId, purpose: PurposeIndex, keys: &Keys) {
        let subject = Subject::Known(self.identities.canonical(party));
        self.add(subject, purpose, keys);
    }

    /// Decides about one party. A known party that is looked at again says which it is, and is
    /// neither compared with itself nor with those that it was kept apart from.
    #[must_use]
    pub fn decide(&self, keys: &Keys, purpose: PurposeIndex, this: Option<PartyId>) -> Decision {
        if !is_comparable(keys.party_type) {
            return Decision::new_party();
        }
        let mut records = Vec::new();
        let mut candidates = Vec::new();
        for (stage, blocks) in STAGES {
            self.find(blocks, keys, purpose, &mut records);
            candidates = self.candidates(&records, keys, this);
            if candidates.iter().any(|found| stage.decides(found)) {
                return self.choose(*stage, &candidates);
            }
        }
        Decision::ask(&candidates)
    }

    /// Decides about all rows of a file, of one purpose, against what is known and against each
    /// other; the decisions stand in the order of the rows. The fullest descriptions go first, so
    /// that the order of the rows decides nothing.
    pub fn decide_all(&mut self, rows: &[Keys], purpose: PurposeIndex) -> Vec<Decision> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_cached_key(|row| (Reverse(rows[*row].len()), rows[*row].digest(), *row));
        let mut decisions = vec![Decision::new_party(); rows.len()];
        for row in order {
            let keys = &rows[row];
            let decision = self.decide(keys, purpose, None);
            let subject = match decision.outcome {
                Outcome::Same(subject) => subject,
                Outcome::Ask | Outcome::New => Subject::Row(row),
            };
            self.add(subject, purpose, keys);
            decisions[row] = decision;
        }
        decisions
    }

    fn add(&mut self, subject: Subject, purpose: PurposeIndex, keys: &Keys) {
        if !is_comparable(keys.party_type) || keys.is_empty() || !self.is_wanted(keys, purpose) {
            return;
        }
        if !self.index.note(whole_key(subject, purpose, keys)) {
            return;
        }
        let record = u32::try_from(self.records.len()).expect("fewer parties than 2^32");
        for block in [EXACT, STRONG, LIKELY].concat() {
            block.for_each_key(keys, purpose, |key| self.index.add(key, record));
        }
        self.records.push(subject, purpose, keys);
    }

    fn is_wanted(&self, keys: &Keys, purpose: PurposeIndex) -> bool {
        let Some(asked) = &self.asked else {
            return true;
        };
        let mut is_wanted = false;
        for block in [EXACT, STRONG, LIKELY].into_iter().flatten() {
            block.for_each_key(keys, purpose, |key| is_wanted |= asked.contains(&key));
        }
        is_wanted
    }

    /// Adds the records that share a key of the blocks.
    fn find(&self, blocks: &[Block], keys: &Keys, purpose: PurposeIndex, found: &mut Vec<u32>) {
        for block in blocks {
            block.for_each_key(keys, purpose, |key| {
                self.index.extend(key, block.largest(), found);
            });
        }
        found.sort_unstable();
        found.dedup();
        // Two values may share a number by chance; parties of two purposes may not.
        found.retain(|record| self.records.purpose(*record) == purpose);
    }

    /// The best description of each subject that is not unlike, the likeliest first.
    fn candidates(&self, records: &[u32], keys: &Keys, this: Option<PartyId>) -> Vec<Found> {
        let mut best: Vec<Found> = Vec::new();
        for record in records.iter().map(|record| self.records.get(*record)) {
            let judgement = judge(&record.keys, keys);
            if judgement.certainty == Certainty::Unlike || self.is_out(record.subject, this) {
                continue;
            }
            best.push(Found {
                candidate: Candidate {
                    subject: record.subject,
                    judgement,
                },
                is_identical: record.keys.describe_as(keys),
            });
        }
        best.sort_by_key(|found| (found.candidate.subject, found.rank()));
        best.dedup_by_key(|found| found.candidate.subject);
        best.sort_by_key(|found| (found.rank(), found.candidate.subject));
        best
    }

    /// Whether the party is the subject itself, or was kept apart from it.
    fn is_out(&self, subject: Subject, this: Option<PartyId>) -> bool {
        match (subject, this) {
            (Subject::Known(known), Some(this)) => {
                self.identities.canonical(this) == known || self.identities.are_apart(this, known)
            }
            (Subject::Known(_) | Subject::Row(_), _) => false,
        }
    }

    /// One certain candidate is it. Several are a question, unless one was described in the very
    /// same way: that description was decided about before.
    fn choose(&self, stage: Stage, found: &[Found]) -> Decision {
        let certain: Vec<&Found> = found.iter().filter(|found| stage.decides(found)).collect();
        let identical = certain.iter().filter(|found| found.is_identical);
        let identical: Vec<&Found> = identical.copied().collect();
        let chosen = match (certain.as_slice(), identical.as_slice()) {
            ([only], _) | (_, [only]) => only.candidate,
            _ => return Decision::ask(found),
        };
        let others = found.iter().map(|found| found.candidate).filter(|other| {
            other.subject != chosen.subject && !self.kept_apart(other.subject, chosen.subject)
        });
        Decision {
            outcome: Outcome::Same(chosen.subject),
            candidates: few(std::iter::once(chosen).chain(others)),
        }
    }

    fn kept_apart(&self, a: Subject, b: Subject) -> bool {
        match (a, b) {
            (Subject::Known(a), Subject::Known(b)) => self.identities.are_apart(a, b),
            (Subject::Known(_) | Subject::Row(_), _) => false,
        }
    }
}

/// How far the search has come.
#[derive(Clone, Copy)]
enum Stage {
    Exact,
    Strong,
    Likely,
}

const STAGES: &[(Stage, &[Block])] = &[
    (Stage::Exact, EXACT),
    (Stage::Strong, STRONG),
    (Stage::Likely, LIKELY),
];

impl Stage {
    /// Whether the candidate is certain at this stage: a score decides when all were looked at.
    fn decides(self, found: &Found) -> bool {
        let reached = match found.candidate.judgement.step {
            Step::CorporateNumber | Step::Number => true,
            Step::MailAndKana | Step::TelephoneAndBirth | Step::KanaBirthAndPostcode => {
                matches!(self, Self::Strong | Self::Likely)
            }
            Step::Scored => matches!(self, Self::Likely),
        };
        reached && found.candidate.judgement.certainty == Certainty::Certain
    }
}

impl Found {
    /// The lower, the likelier.
    fn rank(&self) -> (Certainty, bool, Step, Reverse<Score>) {
        let Judgement {
            certainty,
            step,
            score,
            ..
        } = self.candidate.judgement;
        (certainty, !self.is_identical, step, Reverse(score))
    }
}

impl Decision {
    fn new_party() -> Self {
        Self {
            outcome: Outcome::New,
            candidates: Vec::new(),
        }
    }

    fn ask(found: &[Found]) -> Self {
        if found.is_empty() {
            return Self::new_party();
        }
        let candidates = found.iter().map(|found| found.candidate);
        Self {
            outcome: Outcome::Ask,
            candidates: few(candidates),
        }
    }
}

impl Block {
    /// Calls with the index key of each value that the keys have for the block.
    fn for_each_key(self, keys: &Keys, purpose: PurposeIndex, mut call: impl FnMut(u64)) {
        let place = |kind: u64, bits: u64| {
            let group = kind << 40 | u64::from(purpose.0) << 8 | keys.party_type as u64;
            mixed(bits ^ mixed(group))
        };
        match self {
            Self::Number => {
                for key in keys.identifiers() {
                    call(place(0xff, key.bits()));
                }
            }
            Self::One(kind) => {
                if let Some(key) = keys.get(kind) {
                    call(place(kind as u64, key.bits()));
                }
            }
            Self::Both(one, other) => {
                if let (Some(a), Some(b)) = (keys.get(one), keys.get(other)) {
                    let kind = 0x100 | (one as u64) << 4 | other as u64;
                    call(place(kind, mixed(a.bits()) ^ b.bits()));
                }
            }
        }
    }

    fn largest(self) -> u32 {
        match self {
            Self::Number => u32::MAX,
            Self::One(KeyKind::Name | KeyKind::Kana) => LARGEST_NAME_BLOCK,
            Self::One(_) | Self::Both(..) => LARGEST_BLOCK,
        }
    }
}

/// As many as somebody looks at, in no more room than they take: a file has a million decisions.
fn few(candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut few: Vec<Candidate> = candidates.take(MOST_CANDIDATES).collect();
    few.shrink_to_fit();
    few
}

/// Nobody can tell anonymous ones or a head count apart.
fn is_comparable(party_type: PartyType) -> bool {
    match party_type {
        PartyType::Person | PartyType::Organization | PartyType::Household => true,
        PartyType::Anonymous | PartyType::Aggregate => false,
    }
}

/// One number for a description of a subject as a whole.
fn whole_key(subject: Subject, purpose: PurposeIndex, keys: &Keys) -> u64 {
    let (sort, number) = match subject {
        Subject::Known(party) => (1, party.0.cast_unsigned()),
        Subject::Row(row) => (2, row as u64),
    };
    mixed(number ^ mixed(sort << 32 | u64::from(purpose.0)) ^ keys.digest())
}

#[cfg(test)]
mod tests;

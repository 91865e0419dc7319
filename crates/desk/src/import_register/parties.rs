//! Who the parties of a file are: known ones, new ones, or such that somebody has to look at.

use std::collections::{BTreeSet, HashMap};

use enishi_domain::engagement::Position;
use enishi_domain::identity::keys::Keys;
use enishi_domain::identity::matcher::{Candidate, Decision, Matcher, Outcome, Subject};
use enishi_domain::identity::{Identities, LinkVerdict};
use enishi_domain::party::PartyId;
use enishi_domain::words::ClosedSet as _;
use enishi_store::KnownProfile;
use receipts::Receipts;

use super::staging::Staged;
use crate::error::DeskError;
use crate::office::Office;

mod numbers;
mod receipts;

/// Which party a description is written under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Written {
    /// One that is there, described in just this way before.
    There(PartyId),
    /// The n-th new one of this import.
    New(usize),
}

/// A link that the import makes.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewLink {
    pub(super) a: Written,
    pub(super) b: Written,
    pub(super) verdict: LinkVerdict,
    /// By what the pair was found.
    pub(super) reason: &'static str,
}

/// What was decided about all parties of a file.
pub(super) struct Resolved {
    /// For each description, in the file's order.
    pub(super) written: Vec<Written>,
    /// For each new party, the description that is written as its profile.
    pub(super) profiles: Vec<usize>,
    pub(super) links: Vec<NewLink>,
    /// The descriptions that are written as a further profile of somebody who is there.
    pub(super) anew: BTreeSet<usize>,
    pub(super) new: u64,
    pub(super) known: u64,
    pub(super) to_review: u64,
}

/// Decides about all parties of a file.
pub(super) async fn resolve(
    office: &Office,
    purpose: &str,
    staged: &Staged,
) -> Result<Resolved, DeskError> {
    let described = staged.keys.as_slice();
    if described.is_empty() {
        return Ok(Resolver::default().finish());
    }
    let links = office.store.links().await?;
    let identities = Identities::as_of(&links, Position::NOW);
    let mut matcher = Matcher::new(identities);
    let index = matcher.purpose(purpose);
    let mut resolver = Resolver::default();
    matcher.reserve(described.len());
    let mut receipts = Receipts::new(office, &staged.revised).await?;
    let take = |known: KnownProfile| {
        receipts.hear(described, &known);
        let described = known.keys.to_bytes();
        resolver.there.entry(described).or_insert(known.party);
        matcher.add_known(known.party, index, &known.keys);
    };
    // Parties of another purpose are not looked at (個人情報保護法69条2項).
    office.store.profile_keys(purpose, take).await?;
    let mut numbers = staged.numbers.clone();
    numbers.extend(receipts.numbers(described, &resolver.there));
    let numbers = &numbers;
    numbers::take(office, purpose, described, numbers, &mut resolver).await?;
    // Whoever is known by a number is not matched.
    let open: Vec<usize> = (0..described.len())
        .filter(|at| !numbers.contains_key(at))
        .collect();
    let keys: Vec<Keys>;
    let asked = if numbers.is_empty() {
        described
    } else {
        keys = open.iter().map(|at| described[*at].clone()).collect();
        &keys
    };
    let mut decisions = matcher.decide_all(asked, index);
    for decision in &mut decisions {
        place(decision, &open);
    }
    let decisions: Vec<(usize, Decision)> = open.into_iter().zip(decisions).collect();
    for (at, decision) in &decisions {
        let at = *at;
        // Those that a row is the same as come first, wherever they stand in the file.
        if !matches!(decision.outcome, Outcome::Same(_)) {
            let written = resolver.add(at);
            let place = (Subject::Row(at), described[at].to_bytes());
            resolver.same.insert(place, written);
        }
    }
    for (at, decision) in &decisions {
        let (at, keys) = (*at, &described[*at]);
        let likeliest = decision.candidates.first();
        match decision.outcome {
            Outcome::Same(subject) => resolver.add_same(at, keys, subject, likeliest),
            Outcome::Ask => {
                for candidate in &decision.candidates {
                    resolver.ask(at, candidate);
                }
            }
            Outcome::New => {}
        }
    }
    Ok(resolver.finish())
}

/// Says of which description of the file a decision speaks.
fn place(decision: &mut Decision, open: &[usize]) {
    let placed = |subject: Subject| match subject {
        Subject::Row(row) => Subject::Row(open[row]),
        known @ Subject::Known(_) => known,
    };
    if let Outcome::Same(subject) = decision.outcome {
        decision.outcome = Outcome::Same(placed(subject));
    }
    for candidate in &mut decision.candidates {
        candidate.subject = placed(candidate.subject);
    }
}

#[derive(Default)]
struct Resolver {
    /// Descriptions that are in the ledger.
    there: HashMap<Vec<u8>, PartyId>,
    written: HashMap<usize, Written>,
    /// Descriptions of one subject within the file.
    same: HashMap<(Subject, Vec<u8>), Written>,
    profiles: Vec<usize>,
    links: Vec<NewLink>,
    anew: BTreeSet<usize>,
    known: u64,
    to_review: u64,
}

impl Resolver {
    fn add(&mut self, at: usize) -> Written {
        let written = Written::New(self.profiles.len());
        self.profiles.push(at);
        self.written.insert(at, written);
        written
    }

    /// A description of somebody who has a number: under that number where it says just what was
    /// said before, else under one of its own and a link, which can be undone.
    fn add_same(&mut self, at: usize, keys: &Keys, subject: Subject, by: Option<&Candidate>) {
        self.known += 1;
        let described = keys.to_bytes();
        let there = match subject {
            Subject::Known(_) => self.there.get(&described).copied().map(Written::There),
            Subject::Row(_) => None,
        };
        let place = (subject, described);
        if let Some(written) = there.or_else(|| self.same.get(&place).copied()) {
            self.written.insert(at, written);
            return;
        }
        let written = self.add(at);
        self.same.insert(place, written);
        if let Some(candidate) = by.copied() {
            let b = self.number(subject);
            self.links.push(NewLink {
                a: written,
                b,
                verdict: LinkVerdict::Same,
                reason: candidate.judgement.step.code(),
            });
        }
    }

    fn ask(&mut self, at: usize, candidate: &Candidate) {
        let (Some(a), b) = (
            self.written.get(&at).copied(),
            self.number(candidate.subject),
        ) else {
            return;
        };
        if a != b {
            self.to_review += 1;
            self.links.push(NewLink {
                a,
                b,
                verdict: LinkVerdict::Maybe,
                reason: candidate.judgement.step.code(),
            });
        }
    }

    fn number(&mut self, subject: Subject) -> Written {
        match subject {
            Subject::Known(party) => Written::There(party),
            // A row that others are the same as is itself new, so it has its number by now.
            Subject::Row(row) => match self.written.get(&row).copied() {
                Some(written) => written,
                None => self.add(row),
            },
        }
    }

    fn finish(self) -> Resolved {
        let mut written: Vec<(usize, Written)> = self.written.into_iter().collect();
        written.sort_unstable_by_key(|(at, _)| *at);
        Resolved {
            written: written.into_iter().map(|(_, written)| written).collect(),
            new: self.profiles.len() as u64,
            profiles: self.profiles,
            links: self.links,
            anew: self.anew,
            known: self.known,
            to_review: self.to_review,
        }
    }
}

//! Who the parties of a file are: known ones, new ones, or such that somebody has to look at.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use enishi_domain::engagement::Position;
use enishi_domain::identity::keys::{Fingerprint, Keys};
use enishi_domain::identity::matcher::{
    Candidate, Decision, Matcher, Outcome, PurposeIndex, Subject,
};
use enishi_domain::identity::{Identities, LinkVerdict};
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::words::ClosedSet as _;
use enishi_store::{KnownProfile, Store};

use super::judging::Judged;
use super::own_form::Number;
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
#[derive(Default)]
pub(super) struct Resolved {
    /// For each description, in the file's order.
    pub(super) written: Vec<Written>,
    /// For each new party, the description that is written as its profile.
    pub(super) profiles: Vec<usize>,
    pub(super) links: Vec<NewLink>,
    /// The descriptions that are written as a further profile of somebody who is there.
    pub(super) anew: BTreeSet<usize>,
    /// The keys of the descriptions that are written as a profile.
    pub(super) keys: HashMap<usize, Keys>,
    /// What those are who were known by their description.
    pub(super) types: Vec<(PartyId, PartyType)>,
    pub(super) new: u64,
    pub(super) known: u64,
    pub(super) to_review: u64,
}

/// Everybody who is known for one purpose, ready to be asked.
pub(super) struct KnownParties {
    matcher: Matcher,
    index: PurposeIndex,
    there: There,
}

/// Who was first described in just some way: fingerprints of descriptions, in ascending order.
#[derive(Default)]
struct There(Vec<(Fingerprint, PartyId)>);

impl There {
    fn sort(&mut self) {
        // Stable, so that the first one stays.
        self.0.sort_by_key(|(described, _)| *described);
        self.0.dedup_by_key(|(described, _)| *described);
    }

    fn get(&self, keys: &Keys) -> Option<PartyId> {
        let described = keys.fingerprint();
        let at = self.0.binary_search_by_key(&described, |(known, _)| *known);
        at.ok().map(|at| self.0[at].1)
    }
}

impl KnownParties {
    /// Parties of another purpose are not looked at (個人情報保護法69条2項).
    pub(super) async fn read(store: Store, purpose: String) -> Result<Self, DeskError> {
        let links = store.links().await?;
        let mut matcher = Matcher::new(Identities::as_of(&links, Position::NOW));
        drop(links);
        let index = matcher.purpose(&purpose);
        let described = store.parties_of_purpose(&purpose).await?;
        let described = usize::try_from(described).unwrap_or(0);
        matcher.reserve(described);
        let mut there = There(Vec::with_capacity(described));
        let take = |known: KnownProfile| {
            let described = known.keys.fingerprint();
            there.0.push((described, known.party));
            matcher.add_known(known.party, index, &known.keys);
        };
        store.profile_keys(&purpose, take).await?;
        there.sort();
        Ok(Self {
            matcher,
            index,
            there,
        })
    }
}

/// Decides about all parties of a file.
pub(super) async fn resolve(
    office: &Office,
    purpose: &str,
    known: KnownParties,
    judged: &mut Judged,
) -> Result<Resolved, DeskError> {
    // Of most of them nothing is needed later.
    let keys = std::mem::take(&mut judged.keys);
    let resolver = decide(office, purpose, known, (judged, &keys)).await?;
    Ok(resolver.finish(keys, &judged.numbers))
}

async fn decide(
    office: &Office,
    purpose: &str,
    known: KnownParties,
    (judged, described): (&Judged, &[Keys]),
) -> Result<Resolver, DeskError> {
    let KnownParties {
        mut matcher,
        index,
        there,
    } = known;
    let mut resolver = Resolver {
        there,
        written: vec![None; described.len()],
        ..Resolver::default()
    };
    let mut numbers = judged.numbers.clone();
    numbers.extend(receipts::numbers(office, (judged, described), purpose, &resolver.there).await?);
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
    for (at, decision) in open.iter().zip(&decisions) {
        let at = *at;
        // Those that a row is the same as come first, wherever they stand in the file.
        if !matches!(decision.outcome, Outcome::Same(_)) {
            let written = resolver.add(at);
            let place = (Subject::Row(at), described[at].fingerprint());
            resolver.same.insert(place, written);
        }
    }
    for (at, decision) in open.iter().zip(&decisions) {
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
    Ok(resolver)
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
    there: There,
    /// By the place of the description.
    written: Vec<Option<Written>>,
    /// Descriptions of one subject within the file.
    same: HashMap<(Subject, Fingerprint), Written>,
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
        self.written[at] = Some(written);
        written
    }

    /// A description of somebody who has a number: under that number where it says just what was
    /// said before, else under one of its own and a link, which can be undone.
    fn add_same(&mut self, at: usize, keys: &Keys, subject: Subject, by: Option<&Candidate>) {
        self.known += 1;
        let there = match subject {
            Subject::Known(_) => self.there.get(keys).map(Written::There),
            Subject::Row(_) => None,
        };
        let place = (subject, keys.fingerprint());
        if let Some(written) = there.or_else(|| self.same.get(&place).copied()) {
            self.written[at] = Some(written);
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
        let (Some(a), b) = (self.written[at], self.number(candidate.subject)) else {
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
            Subject::Row(row) => match self.written[row] {
                Some(written) => written,
                None => self.add(row),
            },
        }
    }

    fn finish(self, keys: Vec<Keys>, numbers: &BTreeMap<usize, Number>) -> Resolved {
        let written = self.written.into_iter();
        let written: Vec<Written> = written
            .map(|written| written.expect("every description is decided on"))
            .collect();
        let mut types = Vec::new();
        for (at, written) in written.iter().enumerate() {
            // Somebody may be known by a number whatever the row says he is.
            if let (Written::There(party), false) = (written, numbers.contains_key(&at)) {
                types.push((*party, keys[at].party_type));
            }
        }
        let mut kept: Vec<bool> = vec![false; keys.len()];
        for at in self.profiles.iter().chain(&self.anew) {
            kept[*at] = true;
        }
        let keys = keys.into_iter().enumerate().filter(|(at, _)| kept[*at]);
        Resolved {
            keys: keys.collect(),
            types,
            written,
            new: self.profiles.len() as u64,
            profiles: self.profiles,
            links: self.links,
            anew: self.anew,
            known: self.known,
            to_review: self.to_review,
        }
    }
}

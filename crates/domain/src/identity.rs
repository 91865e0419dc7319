//! 「名寄せ」 who is who. That two parties are the same is a dated opinion over facts: a link is an
//! event, a later link on the same pair takes its place, and what was known at a past position can
//! be asked again. Nothing here merges anything: [`Identities`] only says under which number a
//! party is counted.
//!
//! How links are proposed stands in the modules, in this order: `keys` (what is compared),
//! `agreement` (field by field), `score` (how much speaks for it), `judgement` (what may be done
//! with a pair), `matcher` (one party against all), `explanation` (why, for the queue).

use std::collections::{BTreeMap, BTreeSet};

use crate::engagement::Position;
use crate::party::PartyId;

pub mod agreement;
pub mod explanation;
pub mod judgement;
mod kept;
pub mod keys;
pub mod matcher;
pub mod score;

/// 「判定」 what was decided about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkVerdict {
    /// 同一人物: counted once.
    Same,
    /// 別人: the pair never comes back to the queue.
    Different,
    /// 世帯: live together, are two persons.
    Household,
    /// 保留: nobody has decided; counted twice.
    Maybe,
    /// 判定の取消し: as if never decided.
    None,
}

/// 「名寄せの記録」 a decision about a pair of parties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its place in the ledger.
    pub position: Position,
    /// One of the two.
    pub a: PartyId,
    /// The other.
    pub b: PartyId,
    /// What was decided.
    pub verdict: LinkVerdict,
}

/// Under which number each party is counted at one position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identities {
    canonical: BTreeMap<PartyId, PartyId>,
    /// Pairs that are two for certain, by the numbers they are counted under, the smaller first.
    apart: BTreeSet<(PartyId, PartyId)>,
}

impl Identities {
    /// The parties as the links up to and including a position join them. Of a joined group the
    /// smallest number stands for all.
    #[must_use]
    pub fn as_of<'a>(links: impl IntoIterator<Item = &'a Link>, position: Position) -> Self {
        let mut in_force: BTreeMap<(PartyId, PartyId), &Link> = BTreeMap::new();
        for link in links.into_iter().filter(|link| link.position <= position) {
            let pair = (link.a.min(link.b), link.a.max(link.b));
            let holds = in_force.entry(pair).or_insert(link);
            if link.position >= holds.position {
                *holds = link;
            }
        }
        let mut identities = Self::default();
        for ((a, b), link) in &in_force {
            if link.verdict == LinkVerdict::Same {
                identities.join(*a, *b);
            }
        }
        for ((a, b), link) in &in_force {
            match link.verdict {
                LinkVerdict::Different | LinkVerdict::Household => {
                    let pair = identities.pair(*a, *b);
                    identities.apart.insert(pair);
                }
                LinkVerdict::Same | LinkVerdict::Maybe | LinkVerdict::None => {}
            }
        }
        identities
    }

    /// Under which number a party is counted.
    #[must_use]
    pub fn canonical(&self, party: PartyId) -> PartyId {
        let mut at = party;
        while let Some(next) = self.canonical.get(&at) {
            at = *next;
        }
        at
    }

    /// Whether it was decided that the two are not one: 別人 or 世帯.
    #[must_use]
    pub fn are_apart(&self, a: PartyId, b: PartyId) -> bool {
        self.apart.contains(&self.pair(a, b))
    }

    fn pair(&self, a: PartyId, b: PartyId) -> (PartyId, PartyId) {
        let (a, b) = (self.canonical(a), self.canonical(b));
        (a.min(b), a.max(b))
    }

    fn join(&mut self, a: PartyId, b: PartyId) {
        let (a, b) = (self.canonical(a), self.canonical(b));
        if a != b {
            self.canonical.insert(a.max(b), a.min(b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(position: i64, a: i64, b: i64, verdict: LinkVerdict) -> Link {
        Link {
            position: Position(position),
            a: PartyId(a),
            b: PartyId(b),
            verdict,
        }
    }

    #[test]
    fn a_later_verdict_on_the_same_pair_takes_the_place_of_the_first() {
        let links = [
            link(1, 1, 2, LinkVerdict::Same),
            link(2, 3, 2, LinkVerdict::Same),
            link(5, 2, 1, LinkVerdict::None),
        ];
        let of = |position, party| {
            Identities::as_of(&links, Position(position)).canonical(PartyId(party))
        };
        assert_eq!(of(0, 2), PartyId(2));
        assert_eq!(of(1, 2), PartyId(1));
        assert_eq!(of(2, 3), PartyId(1));
        assert_eq!(of(5, 3), PartyId(2));
        assert_eq!(of(5, 1), PartyId(1));
    }

    #[test]
    fn only_same_counts_once() {
        for verdict in [
            LinkVerdict::Different,
            LinkVerdict::Household,
            LinkVerdict::Maybe,
        ] {
            let links = [link(1, 1, 2, verdict)];
            let identities = Identities::as_of(&links, Position::NOW);
            assert_eq!(identities.canonical(PartyId(2)), PartyId(2));
        }
    }
}

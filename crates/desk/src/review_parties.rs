//! 「名寄せ」 somebody decides who is who: 同一人物, 別人, 世帯, 保留, or takes a decision back. Nothing is
//! merged: a decision is a row of the ledger, so taking it back costs nothing, and what was counted
//! before it can be counted again.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::Position;
use enishi_domain::identity::explanation::Explanation;
use enishi_domain::identity::{Identities, Link, LinkVerdict};
use enishi_domain::party::{PartyId, PartyType, Profile};
use enishi_store::{BY_HAND, LinkDecision, PairLink, Work};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::office::Office;
use crate::policy::Action;
use crate::reception::Counter;
use crate::show_pairs::explanation;

/// A decision on a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairDecision {
    /// One of the two.
    pub a: PartyId,
    /// The other.
    pub b: PartyId,
    /// What is decided.
    pub verdict: LinkVerdict,
    /// 根拠, by which parties of two purposes may be linked (個人情報保護法69条2項).
    pub basis: Option<String>,
}

/// Records a decision. Gives where it was recorded; none where that is in force already, and
/// nothing was recorded.
///
/// # Errors
/// [`DeskError::NoBasis`] for a link across purposes without one,
/// [`DeskError::PersonAndOrganization`], [`DeskError::KeptApart`] where others of the two groups
/// were found to be two, [`DeskError::HeldTogether`] where others tie the two together,
/// [`DeskError::Store`].
pub async fn decide(
    office: &Office,
    decision: &PairDecision,
) -> Result<Option<Position>, DeskError> {
    if !is_new(office, decision).await? {
        return Ok(None);
    }
    let pair = format!("{} {}", decision.a, decision.b);
    let decision = decision.clone();
    let work: Work<Position> =
        Box::new(move |posting| Box::pin(async move { posting.link(decision.link()).await }));
    let (position, _) = office.submit("parties", pair, work).await?;
    Ok(Some(position))
}

/// What became of a decision that somebody made on what a screen showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is kept.
    Kept(Position),
    /// That is in force already.
    Unchanged,
    /// Somebody else was quicker; nothing was kept, and this is what they decided.
    Conflict(Box<PairLink>),
}

/// Records a decision on a pair of the queue, or takes one back, where still holds what was seen.
///
/// # Errors
/// [`AccessError::Forbidden`] where not both are reached, [`AccessError::Outdated`] for a pair of
/// which nothing was ever said, and those of [`decide`].
pub async fn decide_pair(
    counter: &Counter,
    seen: Position,
    decision: &PairDecision,
) -> Result<Decided, DeskError> {
    let office = &counter.office;
    let action = Action::DecideIdentity;
    let (a, b) = (decision.a, decision.b);
    if counter.parties_reached(action, &[a, b]).await?.len() < 2 {
        return Err(DeskError::Access(AccessError::Forbidden(action)));
    }
    let mut posting = office.begin("parties", Some(format!("{a} {b}"))).await?;
    let outdated = || DeskError::Access(AccessError::Outdated);
    let now = posting.link_of_pair(a, b).await?.ok_or_else(outdated)?;
    if now.link.position != seen {
        return Ok(Decided::Conflict(Box::new(now)));
    }
    if !is_new(office, decision).await? {
        return Ok(Decided::Unchanged);
    }
    let position = posting.link(decision.link()).await?;
    posting.commit().await?;
    Ok(Decided::Kept(position))
}

/// Whether a decision may be made and says something else than what is in force.
async fn is_new(office: &Office, decision: &PairDecision) -> Result<bool, DeskError> {
    let PairDecision { a, b, verdict, .. } = decision;
    let joins = matches!(verdict, LinkVerdict::Same | LinkVerdict::Household);
    let purposes = [purpose(office, *a).await?, purpose(office, *b).await?];
    if joins && purposes[0] != purposes[1] && decision.basis().is_none() {
        return Err(DeskError::NoBasis { a: *a, b: *b });
    }
    let types = office.store.party_types(&[*a, *b]).await?;
    let are_organizations = types.iter().map(|(_, one)| *one == PartyType::Organization);
    if joins && are_organizations.collect::<BTreeSet<bool>>().len() > 1 {
        return Err(DeskError::PersonAndOrganization { a: *a, b: *b });
    }
    let links = office.store.links().await?;
    let of_pair = links.iter().rfind(|link| is_of(link, *a, *b));
    if of_pair.map_or(LinkVerdict::None, |link| link.verdict) == *verdict && a != b {
        return Ok(false);
    }
    let others = links.into_iter();
    let others: Vec<Link> = others.filter(|link| !is_of(link, *a, *b)).collect();
    let identities = Identities::as_of(&others, Position::NOW);
    let (one, other) = (identities.canonical(*a), identities.canonical(*b));
    match verdict {
        LinkVerdict::Same if identities.are_apart(one, other) => {
            Err(DeskError::KeptApart { a: *a, b: *b })
        }
        // They would be counted as one all the same.
        LinkVerdict::Different | LinkVerdict::Household if one == other && a != b => {
            Err(DeskError::HeldTogether { a: *a, b: *b })
        }
        LinkVerdict::Same
        | LinkVerdict::Different
        | LinkVerdict::Household
        | LinkVerdict::Maybe
        | LinkVerdict::None => Ok(true),
    }
}

impl PairDecision {
    fn link(&self) -> LinkDecision<'_> {
        LinkDecision {
            a: self.a,
            b: self.b,
            verdict: self.verdict,
            reasons: Some(BY_HAND),
            basis: self.basis(),
        }
    }

    /// A blank one says nothing.
    fn basis(&self) -> Option<&str> {
        let basis = self.basis.as_deref().map(str::trim);
        basis.filter(|basis| !basis.is_empty())
    }
}

async fn purpose(office: &Office, party: PartyId) -> Result<String, DeskError> {
    let purpose = office.store.purpose_of(party).await?;
    purpose.ok_or(DeskError::Store(enishi_store::StoreError::NoSuchParty(
        party,
    )))
}

fn is_of(link: &Link, a: PartyId, b: PartyId) -> bool {
    (link.a, link.b) == (a, b) || (link.a, link.b) == (b, a)
}

/// A pair that somebody has to look at, with what is written of both. Personal.
#[derive(Clone)]
pub struct Pair {
    /// One of the two.
    pub a: PartyId,
    /// The other.
    pub b: PartyId,
    /// What is written of the one; none where it was disposed of.
    pub left: Option<Profile>,
    /// What is written of the other.
    pub right: Option<Profile>,
    /// Why the program asks; none where there is nothing left to compare.
    pub explanation: Option<Explanation>,
}

/// The queue: pairs in 保留, the oldest first, at most so many, and how many there are.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn queue(office: &Office, most: usize) -> Result<(Vec<Pair>, usize), DeskError> {
    let mut in_force: BTreeMap<(PartyId, PartyId), Link> = BTreeMap::new();
    for link in office.store.links().await? {
        in_force.insert((link.a.min(link.b), link.a.max(link.b)), link);
    }
    let mut waiting: Vec<Link> = in_force
        .into_values()
        .filter(|link| link.verdict == LinkVerdict::Maybe)
        .collect();
    waiting.sort_by_key(|link| link.position);
    let count = waiting.len();
    waiting.truncate(most);
    let parties: Vec<PartyId> = waiting.iter().flat_map(|link| [link.a, link.b]).collect();
    let described = office.store.described_parties(&parties).await?;
    let pairs = waiting.into_iter().map(|link| {
        // A link is directed by who came to be compared; who reads it finds the elder first.
        let (a, b) = (link.a.min(link.b), link.a.max(link.b));
        let both = [described.get(&a), described.get(&b)];
        let [left, right] = both.map(|party| party?.profiles.last().cloned());
        let explanation = explanation(office, both);
        Pair {
            a,
            b,
            left,
            right,
            explanation,
        }
    });
    Ok((pairs.collect(), count))
}

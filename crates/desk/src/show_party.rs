//! What the page of one person or firm is filled with: what was recorded of them through the years,
//! which numbers they were given by whom, for what their data was taken and how long it is kept,
//! and which decisions of 名寄せ made one of several. What is personal is shown to those who ask,
//! and that they did is written down first. A department is shown what is of its programmes.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{LedgerRow, Position};
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile};
use enishi_domain::region::Purpose;
use enishi_store::{DisposalNote, PairLink, Participation, StoreError, Work};
use jiff::civil::Date;

use crate::error::DeskError;
use crate::find_parties::ask_to_find;
use crate::policy::{Action, Object};
use crate::reception::Counter;

/// How many engagements a page holds.
const PAGE: usize = 50;

/// A place in what was recorded of somebody, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it happened.
    pub day: Date,
    /// The revision in force.
    pub position: Position,
}

/// One person or firm, without what is personal.
#[derive(Clone, Debug)]
pub struct PartyShown {
    /// Who was asked for, and those who are counted as one with them, in the order of numbers.
    pub members: Vec<Member>,
    /// How many engagements there are in each year, the latest first.
    pub years: Vec<(FiscalYear, usize)>,
    /// A page of them as they stand, the latest first.
    pub rows: Vec<LedgerRow>,
    /// Behind what the next page begins.
    pub next: Option<Place>,
    /// What was decided of them and others, the latest first.
    pub links: Vec<LinkShown>,
}

/// A party as its register has it, without what is personal.
#[derive(Clone, Debug)]
pub struct Member {
    /// The number.
    pub party: PartyId,
    /// What it is.
    pub party_type: PartyType,
    /// For what its register was taken; none where the city no longer declares that.
    pub purpose: Option<Purpose>,
    /// Who gave them a number.
    pub schemes: Vec<String>,
    /// Whether something is written of them that can be shown.
    pub is_described: bool,
    /// 廃棄記録, the oldest first.
    pub disposals: Vec<DisposalNote>,
}

/// A decision on a pair.
#[derive(Clone, Debug)]
pub struct LinkShown {
    /// What was said, and by whom.
    pub link: PairLink,
    /// Whether nothing was said of the pair since.
    pub is_in_force: bool,
}

/// What is written of a party. Personal.
#[derive(Clone)]
pub struct NamedMember {
    /// The number.
    pub party: PartyId,
    /// What its register says of it; none where it was disposed of or never taken.
    pub profile: Option<Profile>,
    /// The numbers that it was given.
    pub identifiers: Vec<Identifier>,
}

/// Shows one, from a place of what was recorded on.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`StoreError::NoSuchParty`] also where it is not reached.
pub async fn show_party(
    counter: &Counter,
    party: PartyId,
    behind: Option<Place>,
) -> Result<PartyShown, DeskError> {
    let store = &counter.office.store;
    let (parties, participations) = around(counter, party).await?;
    let places = places(&participations);
    let mut behind = places
        .iter()
        .rev()
        .filter(|place| behind.is_none_or(|behind| **place < behind));
    let page: Vec<Place> = behind.by_ref().take(PAGE).copied().collect();
    let next = behind.next().and(page.last()).copied();
    let positions: Vec<Position> = page.iter().map(|place| place.position).collect();
    let mut rows = store.rows_at(&positions).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.engagement.occurred_on, row.position)));
    Ok(PartyShown {
        members: members(counter, &parties).await?,
        years: years(&places),
        rows,
        next,
        links: links(counter, &parties).await?,
    })
}

/// Shows what is personal of one. That it was asked for is in the audit before anything is shown.
///
/// # Errors
/// As [`show_party`].
pub async fn show_party_names(
    counter: &Counter,
    party: PartyId,
) -> Result<Vec<NamedMember>, DeskError> {
    let office = &counter.office;
    let (parties, _) = around(counter, party).await?;
    let told: Vec<String> = parties.iter().map(ToString::to_string).collect();
    let nothing_more: Work<()> = Box::new(|_| Box::pin(async { Ok(()) }));
    office
        .submit("profile.read", told.join(" "), nothing_more)
        .await?;
    let described = office.store.described_parties(&parties).await?;
    let named = described.into_iter().map(|(party, mut known)| NamedMember {
        party,
        profile: known.profiles.pop(),
        identifiers: known.identifiers,
    });
    Ok(named.collect())
}

/// A party and those who are counted as one with it, as far as they are reached, with what is
/// reached of them.
async fn around(
    counter: &Counter,
    party: PartyId,
) -> Result<(Vec<PartyId>, Vec<Participation>), DeskError> {
    ask_to_find(counter)?;
    let action = Action::SeePersonal;
    let store = &counter.office.store;
    let nobody = || DeskError::Store(StoreError::NoSuchParty(party));
    store.purpose_of(party).await?.ok_or_else(nobody)?;
    let counted = store.counted_with(&[party]).await?;
    let mut parties: BTreeSet<PartyId> = counted.into_keys().collect();
    let all: Vec<PartyId> = parties.iter().copied().collect();
    let participations = counter.participations_reached(action, &all).await?;
    if !counter.principal().may(action, Object::Office) {
        parties = participations.iter().map(|one| one.party).collect();
    }
    if !parties.contains(&party) {
        // Whom another department knows is not told from whom nobody knows.
        return Err(nobody());
    }
    Ok((parties.into_iter().collect(), participations))
}

/// Where their engagements stand, each once though several of them had to do with it.
fn places(participations: &[Participation]) -> BTreeSet<Place> {
    let places = participations.iter().map(|one| Place {
        day: one.occurred_on,
        position: one.position,
    });
    places.collect()
}

fn years(places: &BTreeSet<Place>) -> Vec<(FiscalYear, usize)> {
    let mut years: BTreeMap<FiscalYear, usize> = BTreeMap::new();
    for year in places.iter().filter_map(|place| FiscalYear::of(place.day)) {
        *years.entry(year).or_default() += 1;
    }
    years.into_iter().rev().collect()
}

async fn members(counter: &Counter, parties: &[PartyId]) -> Result<Vec<Member>, DeskError> {
    let office = &counter.office;
    let mut members = Vec::new();
    for (party, known) in office.store.described_parties(parties).await? {
        let mut purposes = office.region.purposes.iter();
        let numbers = known.identifiers.into_iter();
        let schemes: BTreeSet<String> = numbers.map(|number| number.scheme).collect();
        members.push(Member {
            party,
            party_type: known.party_type,
            purpose: purposes.find(|one| one.id == known.purpose).cloned(),
            is_described: !known.profiles.is_empty() || !schemes.is_empty(),
            schemes: schemes.into_iter().collect(),
            disposals: office.store.disposals_of(party).await?,
        });
    }
    Ok(members)
}

/// The decisions on pairs of which both are reached.
async fn links(counter: &Counter, parties: &[PartyId]) -> Result<Vec<LinkShown>, DeskError> {
    let found = counter.office.store.pair_links_of(parties).await?;
    let both = found.iter().flat_map(|one| [one.link.a, one.link.b]);
    let both: Vec<PartyId> = both.collect();
    let reached = counter.parties_reached(Action::SeePersonal, &both).await?;
    let mut seen = BTreeSet::new();
    let mut links = Vec::new();
    for link in found.into_iter().rev() {
        let (a, b) = (link.link.a, link.link.b);
        let is_in_force = seen.insert((a.min(b), a.max(b)));
        if reached.contains(&a) && reached.contains(&b) {
            links.push(LinkShown { link, is_in_force });
        }
    }
    Ok(links)
}

//! 「人・団体」 somebody is looked up by a name, its reading, or a number that a register gave. What is
//! typed is personal and stays nowhere: whom it found is written down by number before it is shown,
//! and what is shown of them is not their name. Whoever is not reached is not told from nobody.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DatePrecision, Position};
use enishi_domain::identity::keys::KeyKind;
use enishi_domain::party::{PartyId, PartyType, Profile};
use enishi_domain::register::PartyDraft;
use enishi_domain::text::fold_ascii;
use enishi_store::{Participation, PartyWords, Work};
use jiff::civil::Date;

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::this_year;

/// How many a page holds.
const PAGE: usize = 20;

/// How many are read at once, and how often at most: a page says where the next one begins though
/// it found few that are reached.
const STRETCH: u32 = 200;
const STRETCHES: usize = 10;

/// By what the audit names that somebody was looked for.
const FINDING: &str = "party.find";

/// How many digits a 法人番号 has.
const CORPORATE_DIGITS: usize = 13;

/// The records of how many engagements [`recent_parties`] looks at.
const RECORDS: u32 = 50;

/// Somebody, with what is reached of them.
type Known = (PartyId, Vec<Participation>);

/// Of whom [`recent_parties`] tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentFilter {
    /// The year in which it happened; the latest with targets where none is named.
    pub year: Option<FiscalYear>,
    /// The programme's number.
    pub programme: Option<String>,
    /// Only what was recorded before this one.
    pub before: Option<Position>,
}

/// Those with whom some records have to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentParties {
    /// The year.
    pub year: FiscalYear,
    /// The programme it is limited to.
    pub programme: Option<String>,
    /// The programmes that the one who looks may choose.
    pub programmes: Vec<(String, Option<String>)>,
    /// Whether they may look at all of them at once.
    pub may_see_all: bool,
    /// In the order of their numbers.
    pub parties: Vec<PartyListed>,
    /// Before which record the next page begins.
    pub next: Option<Position>,
}

/// A page of those who were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartiesFound {
    /// In the order of their numbers.
    pub parties: Vec<PartyListed>,
    /// Behind whom the next page begins.
    pub next: Option<PartyId>,
}

/// One of them, without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyListed {
    /// The number.
    pub party: PartyId,
    /// What it is.
    pub party_type: PartyType,
    /// 利用目的, in words.
    pub purpose: String,
    /// How many engagements stand that the one who looks reaches.
    pub engagements: usize,
    /// When the last of these happened, and how exactly that is known.
    pub last: Option<(Date, DatePrecision)>,
    /// The programmes they are of.
    pub programmes: BTreeSet<String>,
}

/// Refuses whoever may look nobody up.
///
/// # Errors
/// [`AccessError::Forbidden`].
pub fn ask_to_find(counter: &Counter) -> Result<(), DeskError> {
    let action = Action::SeePersonal;
    if counter.principal().may_somewhere(action) {
        return Ok(());
    }
    Err(DeskError::Access(AccessError::Forbidden(action)))
}

/// Looks somebody up, behind a number.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn find_parties(
    counter: &Counter,
    wanted: &str,
    behind: PartyId,
) -> Result<PartiesFound, DeskError> {
    ask_to_find(counter)?;
    let (found, next) = find(counter, &words(counter, wanted), behind).await?;
    note_finding(counter, &found).await?;
    Ok(PartiesFound {
        parties: listed(counter, found).await?,
        next,
    })
}

/// Those with whom the records have to do that came last: a way to somebody whose name nobody
/// types. Nothing personal is in it.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn recent_parties(
    counter: &Counter,
    filter: &RecentFilter,
) -> Result<RecentParties, DeskError> {
    let action = Action::SeePersonal;
    let office = &counter.office;
    let programme = counter.limited_to(action, filter.programme.as_deref())?;
    let year = filter.year.unwrap_or_else(|| this_year(office));
    let page = office
        .store
        .ledger_page(year, programme.as_deref(), None, filter.before, RECORDS)
        .await?;
    let with = page.rows.iter().flat_map(|row| &row.engagement.parties);
    let with: BTreeSet<PartyId> = with.map(|(_, party)| *party).collect();
    let parties: Vec<PartyId> = with.into_iter().collect();
    let reached = reached(counter, &parties).await?;
    let programmes = counter.programmes_for(action).into_iter();
    Ok(RecentParties {
        year,
        programme,
        programmes: programmes
            .map(|one| (one.no.clone(), one.name.clone()))
            .collect(),
        may_see_all: counter.principal().may(action, Object::Office),
        parties: listed(counter, reached.into_iter().collect()).await?,
        next: page.next,
    })
}

/// Those who are reached of whoever is called so, and behind whom to go on.
async fn find(
    counter: &Counter,
    words: &PartyWords,
    behind: PartyId,
) -> Result<(Vec<Known>, Option<PartyId>), DeskError> {
    let mut found = Vec::new();
    let mut at = behind;
    for _ in 0..STRETCHES {
        let stretch = counter
            .office
            .store
            .find_parties(words, at, STRETCH)
            .await?;
        let is_last = u32::try_from(stretch.len()).is_ok_and(|count| count < STRETCH);
        let mut reached = reached(counter, &stretch).await?;
        for party in stretch {
            if let Some(known) = reached.remove_entry(&party) {
                // Whoever is not reached makes no further page.
                if found.len() == PAGE {
                    return Ok((found, Some(at)));
                }
                found.push(known);
            }
            at = party;
        }
        if is_last {
            return Ok((found, None));
        }
    }
    Ok((found, Some(at)))
}

/// What is typed, as the ledger knows it: as a name or reading of a person and of an organisation,
/// and as a number.
fn words(counter: &Counter, wanted: &str) -> PartyWords {
    let keymaker = counter.office.keymaker();
    let as_one = |party_type| {
        let keys = keymaker.keys(&PartyDraft {
            party_type,
            identifiers: Vec::new(),
            profile: Profile {
                name: wanted.to_owned(),
                kana: wanted.to_owned(),
                ..Profile::default()
            },
        });
        (keys.get(KeyKind::Name), keys.get(KeyKind::Kana))
    };
    let (person, organization) = (as_one(PartyType::Person), as_one(PartyType::Organization));
    let folded = fold_ascii(wanted.trim());
    let digits = folded.replace(['-', ' '], "");
    let is_corporate =
        digits.len() == CORPORATE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    PartyWords {
        names: [person.0, organization.0],
        readings: [person.1, organization.1],
        number: if is_corporate { digits } else { folded },
    }
}

/// Those of some parties whom they reach, with what they reach of them.
async fn reached(
    counter: &Counter,
    parties: &[PartyId],
) -> Result<BTreeMap<PartyId, Vec<Participation>>, DeskError> {
    let mut reached: BTreeMap<PartyId, Vec<Participation>> = BTreeMap::new();
    if counter.principal().may(Action::SeePersonal, Object::Office) {
        reached.extend(parties.iter().map(|party| (*party, Vec::new())));
    }
    for one in counter
        .participations_reached(Action::SeePersonal, parties)
        .await?
    {
        reached.entry(one.party).or_default().push(one);
    }
    Ok(reached)
}

/// Writes down whom somebody found, by number; also that it was nobody.
async fn note_finding(counter: &Counter, found: &[Known]) -> Result<(), DeskError> {
    let numbers: Vec<String> = found.iter().map(|(party, _)| party.to_string()).collect();
    let nothing_more: Work<()> = Box::new(|_| Box::pin(async { Ok(()) }));
    let office = &counter.office;
    office
        .submit(FINDING, numbers.join(" "), nothing_more)
        .await?;
    Ok(())
}

async fn listed(counter: &Counter, found: Vec<Known>) -> Result<Vec<PartyListed>, DeskError> {
    let office = &counter.office;
    let numbers: Vec<PartyId> = found.iter().map(|(party, _)| *party).collect();
    let described = office.store.described_parties(&numbers).await?;
    let listed = found.into_iter().filter_map(|(party, participations)| {
        let known = described.get(&party)?;
        let mut purposes = office.region.purposes.iter();
        let purpose = purposes.find(|purpose| purpose.id == known.purpose);
        let positions = participations.iter().map(|one| one.position);
        let positions: BTreeSet<Position> = positions.collect();
        Some(PartyListed {
            party,
            party_type: known.party_type,
            purpose: purpose.map_or_else(|| known.purpose.clone(), |one| one.label.clone()),
            // Who has two parts in one has to do with one.
            engagements: positions.len(),
            last: participations
                .iter()
                .map(|one| (one.occurred_on, one.precision))
                .max(),
            programmes: participations
                .into_iter()
                .filter_map(|one| one.programme)
                .collect(),
        })
    });
    Ok(listed.collect())
}

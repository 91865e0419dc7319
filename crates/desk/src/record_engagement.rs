//! 「かんたん入力」 one engagement is typed and recorded at once, as a unit of work of its own. Who it is
//! of is decided as an import decides it: by a number, else by what is known of everybody of the
//! same purpose; what is doubtful waits under 名寄せ. Whoever sends the same screen twice is told so
//! and records it once.

use std::collections::BTreeMap;

use enishi_domain::engagement::{EngagementId, Kind, LedgerRow, Position, Role};
use enishi_domain::identity::keys::Keys;
use enishi_domain::identity::matcher::{Matcher, Outcome, Subject};
use enishi_domain::identity::{Identities, LinkVerdict};
use enishi_domain::party::{Identifier, PartyId};
use enishi_domain::register::PartyDraft;
use enishi_domain::words::ClosedSet as _;
use enishi_intake::definitions::wording::template as headings;
use enishi_store::{KnownProfile, LinkDecision, NewParty, Posting};

use crate::access_error::AccessError;
use crate::correct_engagement::check_new;
use crate::entry_form::{EntryField, Fault, ReadEntry, fields, read, texts};
use crate::error::DeskError;
use crate::office::Office;
use crate::policy::Action;
use crate::reception::Counter;
use crate::wording;

/// What a unit of work of this screen is called.
const ACTION: &str = "record";

/// The name of the field of the purpose, which stands in no form of a register.
pub const PURPOSE: &str = "purpose";

/// A screen to be typed into.
#[derive(Clone, Debug)]
pub struct EntryScreen {
    /// What is recorded.
    pub kind: Kind,
    /// The kinds that the city's metrics count, and then all others.
    pub kinds: Vec<Kind>,
    /// Its fields.
    pub fields: Vec<EntryField>,
    /// The programmes to choose from.
    pub programmes: Vec<(String, Option<String>)>,
    /// The purposes to choose from, where it names somebody.
    pub purposes: Vec<(String, String)>,
    /// What stands in the fields to begin with: what the last entry said, without who it was of.
    pub kept: BTreeMap<String, String>,
    /// The last entry of the one who types.
    pub last: Option<LedgerRow>,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is recorded, and so many pairs wait under 名寄せ.
    Kept(EngagementId, usize),
    /// It has to be mended.
    Faulty(Vec<Fault>),
    /// The one who typed recorded something since the screen was shown: perhaps this.
    Again(EngagementId),
}

/// Shows the screen of a kind.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn entry_screen(counter: &Counter, kind: Kind) -> Result<EntryScreen, DeskError> {
    let office = &counter.office;
    let programmes = reached(counter)?;
    let last = match last_entry(counter).await? {
        Some(id) => office.store.engagement(id).await?.pop(),
        None => None,
    };
    let fields = fields(&office.region, kind);
    let names_somebody = fields.iter().any(|field| field.of_party.is_some());
    let purposes = office.region.purposes.iter();
    let purposes = purposes.map(|purpose| (purpose.id.clone(), purpose.label.clone()));
    let presets = fields.iter().filter(|field| !field.preset.is_empty());
    let mut begins: BTreeMap<String, String> = presets
        .map(|field| (field.heading.clone(), field.preset.clone()))
        .collect();
    begins.extend(kept(office, kind, last.as_ref()).await?);
    Ok(EntryScreen {
        kept: begins,
        kinds: kinds(office),
        purposes: purposes.filter(|_| names_somebody).collect(),
        programmes,
        fields,
        kind,
        last,
    })
}

/// What the last entry said, where it was of the kind; of any other, only its programme.
async fn kept(
    office: &Office,
    kind: Kind,
    last: Option<&LedgerRow>,
) -> Result<BTreeMap<String, String>, DeskError> {
    let Some(last) = last else {
        return Ok(BTreeMap::new());
    };
    let engagement = &last.engagement;
    let mut kept: BTreeMap<String, String> = texts(engagement).into_iter().collect();
    if engagement.kind != kind {
        kept.retain(|heading, _| heading == headings::PROGRAMME);
    }
    // How many or how much is of one entry only.
    for heading in [headings::AMOUNT, headings::QUANTITY, headings::AGE] {
        kept.remove(heading);
    }
    if let Some((_, party)) = engagement.parties.first() {
        let purpose = office.store.purpose_of(*party).await?;
        kept.extend(purpose.map(|purpose| (PURPOSE.to_owned(), purpose)));
    }
    Ok(kept)
}

/// The kinds that metrics count come first.
fn kinds(office: &Office) -> Vec<Kind> {
    let kpis = office
        .region
        .programmes
        .iter()
        .flat_map(|programme| &programme.kpis);
    let counted: std::collections::BTreeSet<Kind> =
        kpis.flat_map(|kpi| kpi.metric.formula.kinds()).collect();
    let others = Kind::ALL.iter().filter(|kind| !counted.contains(kind));
    counted.iter().chain(others).copied().collect()
}

fn reached(counter: &Counter) -> Result<Vec<(String, Option<String>)>, DeskError> {
    let programmes = counter.programmes_for(Action::Record);
    if programmes.is_empty() {
        return Err(DeskError::Access(AccessError::Forbidden(Action::Record)));
    }
    let named = programmes.into_iter();
    Ok(named
        .map(|one| (one.no.clone(), one.name.clone()))
        .collect())
}

/// What somebody typed last.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn last_entry(counter: &Counter) -> Result<Option<EngagementId>, DeskError> {
    let staff = counter.principal().staff;
    Ok(counter
        .office
        .store
        .last_engagement_of(staff, ACTION)
        .await?)
}

/// Records what was typed under each heading. `last` is the last entry that the screen showed.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn record(
    counter: &Counter,
    kind: Kind,
    typed: &BTreeMap<String, String>,
    last: Option<EngagementId>,
) -> Result<Recorded, DeskError> {
    let office = &counter.office;
    let programmes = reached(counter)?;
    let fields = fields(&office.region, kind);
    let entry = match read(office, kind, &fields, typed)? {
        Ok(entry) => entry,
        Err(faults) => return Ok(Recorded::Faulty(faults)),
    };
    if let Err(fault) = check_new(&entry.draft.engagement, office.today()) {
        return Ok(Recorded::Faulty(vec![fault]));
    }
    let programme = entry.draft.engagement.programme.as_ref();
    if !programmes.iter().any(|(no, _)| Some(no) == programme) {
        let told = wording::entry::no_programme(headings::PROGRAMME);
        return Ok(fault(headings::PROGRAMME, told));
    }
    let purpose = typed.get(PURPOSE).map_or("", String::as_str);
    let names_somebody = !entry.draft.parties.is_empty() || !entry.known.is_empty();
    let mut purposes = office.region.purposes.iter();
    if names_somebody && !purposes.any(|known| known.id == purpose) {
        return Ok(fault(PURPOSE, wording::entry::no_purpose()));
    }
    if let Some(fault) = check_known(counter, &entry, purpose, &fields).await? {
        return Ok(Recorded::Faulty(vec![fault]));
    }
    let object = format!("{}/{}", programme.map_or("", String::as_str), kind.code());
    loop {
        let mark = office.store.import_mark().await?;
        let found = find_parties(office, purpose, &entry).await?;
        let mut posting = office.begin(ACTION, Some(object.clone())).await?;
        // Nobody else writes from here on.
        let now = last_entry(counter).await?;
        if let Some(again) = now.filter(|now| Some(*now) != last) {
            return Ok(Recorded::Again(again));
        }
        // Whoever came in meanwhile may be one of these.
        if !found.is_empty() && office.store.import_mark().await? != mark {
            continue;
        }
        let (id, waiting) = write(&mut posting, purpose, entry, &found).await?;
        posting.commit().await?;
        return Ok(Recorded::Kept(id, waiting));
    }
}

fn fault(heading: &str, told: String) -> Recorded {
    Recorded::Faulty(vec![Fault {
        heading: heading.to_owned(),
        told,
    }])
}

/// Whether those who are named by number are reached, and of the purpose.
async fn check_known(
    counter: &Counter,
    entry: &ReadEntry,
    purpose: &str,
    fields: &[EntryField],
) -> Result<Option<Fault>, DeskError> {
    let parties: Vec<PartyId> = entry.known.iter().map(|(_, party)| *party).collect();
    let reached = counter.parties_reached(Action::Record, &parties).await?;
    for (role, party) in &entry.known {
        let of = counter.office.store.purpose_of(*party).await?;
        let field = fields.iter().find(|field| field.of_party == Some(*role));
        let label = field.map_or("", |field| field.label.as_str());
        let told = match of {
            // What another department holds is not told from what is not there.
            Some(of) if reached.contains(party) && of == purpose => continue,
            Some(_) if reached.contains(party) => wording::entry::other_purpose(label),
            Some(_) | None => wording::entry::unknown_party(label),
        };
        let heading = field.map_or_else(String::new, |field| field.heading.clone());
        return Ok(Some(Fault { heading, told }));
    }
    Ok(None)
}

/// Who somebody described is.
enum Found {
    /// Described in just this way before.
    There(PartyId),
    /// New under a number of its own, linked with those that it is or may be.
    New(Keys, Vec<(PartyId, LinkVerdict, &'static str)>),
}

async fn find_parties(
    office: &Office,
    purpose: &str,
    entry: &ReadEntry,
) -> Result<Vec<Found>, DeskError> {
    let keymaker = office.keymaker();
    let parties = entry.draft.parties.iter();
    let keys: Vec<Keys> = parties.map(|(_, party)| keymaker.keys(party)).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let links = office.store.links().await?;
    let mut matcher = Matcher::new(Identities::as_of(&links, Position::NOW));
    let index = matcher.purpose(purpose);
    matcher.ask_only_about(&keys, index);
    let mut there: Vec<Option<PartyId>> = vec![None; keys.len()];
    let take = |known: KnownProfile| {
        for (keys, there) in keys.iter().zip(&mut there) {
            if there.is_none() && known.keys.fingerprint() == keys.fingerprint() {
                *there = Some(known.party);
            }
        }
        matcher.add_known(known.party, index, &known.keys);
    };
    office.store.profile_keys(purpose, take).await?;
    let mut found = Vec::new();
    for (keys, there) in keys.into_iter().zip(there) {
        let decision = matcher.decide(&keys, index, None);
        let known = |subject| match subject {
            Subject::Known(party) => Some(party),
            Subject::Row(_) => None,
        };
        let candidates = decision.candidates.iter();
        let links = match decision.outcome {
            Outcome::Same(subject) => {
                if let Some(there) = there {
                    found.push(Found::There(there));
                    continue;
                }
                let by = decision.candidates.first();
                let reason = by.map_or("", |by| by.judgement.step.code());
                let party = known(subject).into_iter();
                party
                    .map(|party| (party, LinkVerdict::Same, reason))
                    .collect()
            }
            Outcome::Ask => candidates
                .filter_map(|one| {
                    let reason = one.judgement.step.code();
                    Some((known(one.subject)?, LinkVerdict::Maybe, reason))
                })
                .collect(),
            Outcome::New => Vec::new(),
        };
        found.push(Found::New(keys, links));
    }
    Ok(found)
}

/// Writes the parties, what ties them to others, and the engagement.
async fn write(
    posting: &mut Posting,
    purpose: &str,
    entry: ReadEntry,
    found: &[Found],
) -> Result<(EngagementId, usize), DeskError> {
    let mut engagement = entry.draft.engagement;
    let mut parties: Vec<(Role, PartyId)> = entry.known;
    let mut waiting = 0;
    for ((role, described), found) in entry.draft.parties.iter().zip(found) {
        let party = match found {
            Found::There(party) => *party,
            Found::New(keys, links) => {
                let (party, asked) = add(posting, purpose, described, (keys, links)).await?;
                waiting += asked;
                party
            }
        };
        parties.push((*role, party));
    }
    parties.sort_by_key(|(role, _)| *role);
    engagement.parties = parties;
    Ok((posting.assert(&engagement).await?, waiting))
}

async fn add(
    posting: &mut Posting,
    purpose: &str,
    described: &PartyDraft,
    (keys, links): (&Keys, &[(PartyId, LinkVerdict, &'static str)]),
) -> Result<(PartyId, usize), DeskError> {
    let party_type = described.party_type;
    let party = posting
        .add_party(NewParty {
            party_type,
            purpose,
        })
        .await?;
    if !keys.is_empty() {
        let profile = (party, &described.profile, keys);
        posting.write_profiles(&[profile]).await?;
    }
    let numbers: Vec<(PartyId, &Identifier)> = described
        .identifiers
        .iter()
        .map(|number| (party, number))
        .collect();
    if !numbers.is_empty() {
        posting.add_identifiers(&numbers).await?;
    }
    for (other, verdict, reason) in links {
        let link = LinkDecision {
            a: party,
            b: *other,
            verdict: *verdict,
            reasons: Some(reason),
            basis: None,
        };
        posting.link(link).await?;
    }
    let waiting = links
        .iter()
        .filter(|(_, verdict, _)| *verdict == LinkVerdict::Maybe);
    Ok((party, waiting.count()))
}

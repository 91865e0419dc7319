//! Parties of rows that came before under the same receipt number: with the same name or reading
//! they are the same ones, whatever else is said of them now. With another name they are matched
//! like everybody, as a receipt may have been made out to the wrong person.

use std::collections::{BTreeMap, HashMap};

use enishi_domain::engagement::{EngagementId, LedgerRow};
use enishi_domain::identity::keys::{KeyKind, Keys};
use enishi_domain::party::PartyId;
use enishi_domain::register::PartyDraft;

use super::super::judging::{Judged, Revised};
use super::super::own_form::Number;
use super::There;
use crate::error::DeskError;
use crate::office::Office;

/// How many engagements or parties are looked at at once.
const CHUNK: usize = 2_000;

/// Who the descriptions are whose row named the same party before, given who was described in just
/// which way.
pub(super) async fn numbers(
    office: &Office,
    (judged, described): (&Judged, &[Keys]),
    purpose: &str,
    there: &There,
) -> Result<BTreeMap<usize, Number>, DeskError> {
    let mut numbers = BTreeMap::new();
    let keymaker = office.keymaker();
    let before = before(office, &judged.revised).await?;
    let parties: Vec<PartyId> = before.keys().copied().collect();
    for piece in parties.chunks(CHUNK) {
        let known = office.store.described_parties(piece).await?;
        for (party, known) in known.into_iter().filter(|(_, k)| k.purpose == purpose) {
            let keys = known.profiles.into_iter().map(|profile| {
                keymaker.keys(&PartyDraft {
                    party_type: known.party_type,
                    profile,
                    identifiers: known.identifiers.clone(),
                })
            });
            let keys: Vec<Keys> = keys.collect();
            for at in &before[&party] {
                let described = &described[*at];
                if keys.iter().any(|known| is_named_alike(described, known)) {
                    let is_new = there.get(described) != Some(party);
                    numbers.insert(*at, Number::Own { party, is_new });
                }
            }
        }
    }
    Ok(numbers)
}

/// The descriptions whose row named a party before.
async fn before(
    office: &Office,
    revised: &[Revised],
) -> Result<HashMap<PartyId, Vec<usize>>, DeskError> {
    let mut before: HashMap<PartyId, Vec<usize>> = HashMap::new();
    for revised in revised.chunks(CHUNK) {
        let ids: Vec<EngagementId> = revised.iter().map(|one| one.engagement).collect();
        let rows = office.store.engagements(&ids).await?;
        let last: HashMap<EngagementId, &LedgerRow> =
            rows.iter().map(|row| (row.id, row)).collect();
        for one in revised {
            let row = last.get(&one.engagement);
            let mut parties = row.iter().flat_map(|row| &row.engagement.parties);
            let mut in_role = parties.by_ref().filter(|(role, _)| *role == one.role);
            // Of two in the same part nobody knows which is meant.
            if let (Some((_, party)), None) = (in_role.next(), in_role.next()) {
                before.entry(*party).or_default().push(one.at);
            }
        }
    }
    Ok(before)
}

fn is_named_alike(described: &Keys, known: &Keys) -> bool {
    let agrees = |kind| described.get(kind).is_some() && described.get(kind) == known.get(kind);
    let (one, other) = (
        described.get(KeyKind::CorporateNumber),
        known.get(KeyKind::CorporateNumber),
    );
    let contradicts = one.is_some() && other.is_some() && one != other;
    described.party_type == known.party_type
        && !contradicts
        && (agrees(KeyKind::Name) || agrees(KeyKind::Kana))
}

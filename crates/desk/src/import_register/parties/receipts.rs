//! Parties of rows that came before under the same receipt number: with the same name or reading
//! they are the same ones, whatever else is said of them now. With another name they are matched
//! like everybody, as a receipt may have been made out to the wrong person.

use std::collections::{BTreeMap, HashMap};

use enishi_domain::engagement::{EngagementId, LedgerRow};
use enishi_domain::identity::keys::{KeyKind, Keys};
use enishi_domain::party::PartyId;
use enishi_store::KnownProfile;

use super::super::own_form::Number;
use super::super::staging::Revised;
use crate::error::DeskError;
use crate::office::Office;

/// How many engagements are looked at at once.
const CHUNK: usize = 2_000;

/// Who stood in changed rows before, and whom of them the rows still name.
pub(super) struct Receipts {
    /// The descriptions whose row named a party before.
    before: HashMap<PartyId, Vec<usize>>,
    /// By the place of the description.
    found: BTreeMap<usize, PartyId>,
}

impl Receipts {
    pub(super) async fn new(office: &Office, revised: &[Revised]) -> Result<Self, DeskError> {
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
        Ok(Self {
            before,
            found: BTreeMap::new(),
        })
    }

    /// Hears how a party of the ledger was described.
    pub(super) fn hear(&mut self, described: &[Keys], known: &KnownProfile) {
        for at in self.before.get(&known.party).into_iter().flatten() {
            if is_named_alike(&described[*at], &known.keys) {
                self.found.insert(*at, known.party);
            }
        }
    }

    /// Who the descriptions are, given who was described in just which way.
    pub(super) fn numbers(
        self,
        described: &[Keys],
        there: &HashMap<Vec<u8>, PartyId>,
    ) -> impl Iterator<Item = (usize, Number)> {
        self.found.into_iter().map(|(at, party)| {
            let is_new = there.get(&described[at].to_bytes()) != Some(&party);
            (at, Number::Own { party, is_new })
        })
    }
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

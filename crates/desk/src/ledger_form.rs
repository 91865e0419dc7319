//! Rows of the ledger in our own form (F9), and how they are known again when the file comes back:
//! by the engagement's number with the revision that was written out, under the mark of the ledger,
//! and each party by its number under the same mark. Another ledger has another mark, and takes the
//! same texts for receipt numbers of somebody else.

use std::collections::BTreeMap;

use enishi_domain::engagement::{EngagementId, LedgerRow, Position};
use enishi_domain::identity::Identities;
use enishi_domain::party::{Identifier, PartyId, PartyType};
use enishi_domain::register::{Draft, PartyDraft};
use enishi_intake::registers::template::{self, TemplateRow};
use enishi_store::DescribedParty;
use jiff::Timestamp;

use crate::error::DeskError;
use crate::office::Office;

/// By what a ledger's own numbers are told from those of another: eight digits that only the holder
/// of the city's secret can make, different for each ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark(String);

impl Mark {
    pub(crate) async fn of(office: &Office) -> Result<Self, DeskError> {
        let first = office.store.first_moment().await?;
        let first = first.map_or(0, Timestamp::as_microsecond);
        let digest = office.secret.digest(&[b"ledger", &first.to_le_bytes()]);
        Ok(Self(format!("{:08x}", digest >> 32)))
    }

    /// `E123.456@7f3a9c12`
    pub(crate) fn key(&self, id: EngagementId, position: Position) -> String {
        format!("{id}.{}@{}", position.0, self.0)
    }

    /// What a key of this ledger names; none for any other number.
    pub(crate) fn named_by(&self, key: &str) -> Option<(EngagementId, Position)> {
        let (numbers, mark) = key.strip_prefix('E')?.split_once('@')?;
        let (id, position) = numbers.split_once('.')?;
        let named = (
            EngagementId(id.parse().ok()?),
            Position(position.parse().ok()?),
        );
        (mark == self.0).then_some(named)
    }

    pub(crate) fn party_scheme(&self) -> String {
        template::party_scheme(&self.0)
    }

    fn group_scheme(&self) -> String {
        template::group_scheme(&self.0)
    }

    /// The party of this ledger that a description names by its number.
    pub(crate) fn party_of(&self, draft: &PartyDraft) -> Option<PartyId> {
        let scheme = self.party_scheme();
        let mut numbers = draft.identifiers.iter();
        let number = numbers.find(|number| number.scheme == scheme)?;
        number.value.strip_prefix('P')?.parse().ok().map(PartyId)
    }
}

/// How rows are written in our own form.
pub(crate) struct LedgerForm<'a> {
    office: &'a Office,
    mark: Mark,
    identities: Identities,
}

impl<'a> LedgerForm<'a> {
    pub(crate) async fn new(office: &'a Office) -> Result<Self, DeskError> {
        let links = office.store.links().await?;
        Ok(Self {
            mark: Mark::of(office).await?,
            identities: Identities::as_of(&links, Position::NOW),
            office,
        })
    }

    pub(crate) fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Everybody who has to do with the rows, as they are known now.
    pub(crate) async fn parties(
        &self,
        rows: &[LedgerRow],
    ) -> Result<BTreeMap<PartyId, DescribedParty>, DeskError> {
        let parties = rows.iter().flat_map(|row| &row.engagement.parties);
        let ids: Vec<PartyId> = parties.map(|(_, party)| *party).collect();
        Ok(self.office.store.described_parties(&ids).await?)
    }

    /// A row as it is written out.
    pub(crate) fn row(
        &self,
        row: &LedgerRow,
        parties: &BTreeMap<PartyId, DescribedParty>,
    ) -> TemplateRow {
        let mut engagement = row.engagement.clone();
        let parties = std::mem::take(&mut engagement.parties)
            .into_iter()
            .map(|(role, id)| (role, self.party(id, parties.get(&id))));
        TemplateRow {
            key: Some(self.mark.key(row.id, row.position)),
            draft: Draft {
                parties: parties.collect(),
                engagement,
            },
        }
    }

    fn party(&self, id: PartyId, described: Option<&DescribedParty>) -> PartyDraft {
        let mut draft = described.map_or_else(
            || PartyDraft {
                party_type: PartyType::Anonymous,
                identifiers: Vec::new(),
                profile: enishi_domain::party::Profile::default(),
            },
            |party| PartyDraft {
                party_type: party.party_type,
                identifiers: party.identifiers.clone(),
                profile: party.profiles.last().cloned().unwrap_or_default(),
            },
        );
        let number = Identifier::new(self.mark.party_scheme(), id.to_string());
        draft.identifiers.push(number);
        let one = self.identities.canonical(id);
        if one != id {
            let number = Identifier::new(self.mark.group_scheme(), one.to_string());
            draft.identifiers.push(number);
        }
        draft.identifiers.sort();
        draft
    }
}

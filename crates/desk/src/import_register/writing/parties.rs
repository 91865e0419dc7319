//! The parties of an import: who is new gets a number and a profile, and who was found to be
//! somebody else is linked.

use std::collections::BTreeMap;

use enishi_domain::party::{Identifier, PartyId, Profile};
use enishi_domain::register::{PartyDraft, RegisterRow};
use enishi_store::{LinkDecision, NewParty, Posting};

use super::super::judging::{self, JudgedRow};
use super::super::parties::{NewLink, Written};
use super::{Part, Writer};
use crate::error::DeskError;

impl Writer<'_> {
    /// Tells what the parties are who are there, so that the ledger need not be asked for each.
    pub(super) async fn know_parties(&mut self, posting: &mut Posting) -> Result<(), DeskError> {
        posting.know_as(std::mem::take(&mut self.resolved.types));
        let there = self
            .resolved
            .written
            .iter()
            .filter_map(|written| match written {
                Written::There(party) => Some(*party),
                Written::New(_) => None,
            });
        posting.know(there).await?;
        Ok(())
    }

    /// Gives new parties of the chunk their numbers and profiles.
    pub(super) async fn write_parties(
        &mut self,
        posting: &mut Posting,
        taken: &[(&RegisterRow, JudgedRow, Vec<usize>)],
    ) -> Result<(), DeskError> {
        let mut new: Vec<(usize, &PartyDraft)> = Vec::new();
        let mut named: Vec<(usize, &PartyDraft)> = Vec::new();
        for (row, _, parties) in taken {
            for (at, draft) in parties.iter().zip(judging::parties(row)) {
                named.push((*at, draft));
                if let Some(n) = self.describes(*at)
                    && self.numbers[n].is_none()
                {
                    new.push((n, draft));
                }
            }
        }
        // A row may stand before the one whose description makes its party.
        for (at, draft) in &named {
            if let Written::New(n) = self.resolved.written[*at]
                && self.numbers[n].is_none()
                && !new.iter().any(|(other, _)| *other == n)
            {
                new.push((n, draft));
            }
        }
        let parties: Vec<NewParty<'_>> = new
            .iter()
            .map(|(_, draft)| NewParty {
                party_type: draft.party_type,
                purpose: &self.input.mapping.purpose,
            })
            .collect();
        let ids = posting.add_parties(&parties).await?;
        let made: BTreeMap<usize, PartyId> = new.iter().map(|(n, _)| *n).zip(ids).collect();
        for (n, id) in &made {
            self.numbers[*n] = Some(*id);
        }
        let mut profiles = Vec::new();
        let mut identifiers: Vec<(PartyId, &Identifier)> = Vec::new();
        for (at, draft) in &named {
            let id = self.number(self.resolved.written[*at]);
            identifiers.extend(draft.identifiers.iter().map(|number| (id, number)));
            match self.describes(*at) {
                Some(n) if has_profile(draft) && made.contains_key(&n) => {
                    profiles.push((id, &draft.profile, &self.resolved.keys[at]));
                }
                // The party was made for a row before this one.
                Some(_) if has_profile(draft) => {
                    self.anew.push((id, draft.profile.clone(), *at));
                }
                None if self.resolved.anew.contains(at) => {
                    self.anew.push((id, draft.profile.clone(), *at));
                }
                Some(_) | None => {}
            }
        }
        posting.write_profiles(&profiles).await?;
        posting.add_identifiers(&identifiers).await?;
        if self.part == Part::Rest {
            self.write_anew(posting).await?;
        }
        Ok(())
    }

    /// Further profiles of those who are there: how many they have, only the ledger knows.
    pub(super) async fn write_anew(&mut self, posting: &mut Posting) -> Result<(), DeskError> {
        let anew = std::mem::take(&mut self.anew);
        let keys = |at: usize| &self.resolved.keys[&at];
        let profiles: Vec<_> = anew
            .iter()
            .map(|(id, profile, at)| (*id, profile, keys(*at)))
            .collect();
        posting.write_profiles(&profiles).await?;
        Ok(())
    }

    /// Which new party the description is the profile of.
    fn describes(&self, at: usize) -> Option<usize> {
        match self.resolved.written[at] {
            Written::New(n) if self.resolved.profiles[n] == at => Some(n),
            Written::New(_) | Written::There(_) => None,
        }
    }

    pub(super) fn number(&self, written: Written) -> PartyId {
        match written {
            Written::There(party) => party,
            Written::New(n) => self.numbers[n].expect("a party is written before it is named"),
        }
    }

    pub(super) async fn write_links(&mut self, posting: &mut Posting) -> Result<(), DeskError> {
        let links: Vec<(PartyId, PartyId, &NewLink)> = self
            .resolved
            .links
            .iter()
            .map(|link| (self.number(link.a), self.number(link.b), link))
            .filter(|(a, b, _)| a != b)
            .collect();
        let decisions: Vec<LinkDecision<'_>> = links
            .iter()
            .map(|(a, b, link)| LinkDecision {
                a: *a,
                b: *b,
                verdict: link.verdict,
                reasons: Some(link.reason),
                basis: None,
            })
            .collect();
        posting.link_all(&decisions).await?;
        Ok(())
    }
}

fn has_profile(draft: &PartyDraft) -> bool {
    draft.profile != Profile::default()
}

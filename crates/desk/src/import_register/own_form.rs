//! Our own form (F9) comes back. A row that was written out bears the engagement's number and the
//! revision it was written out as, so three states are compared: what was written out, what the
//! file says now, and what stands now. Where nobody touched the row nothing happens, whatever the
//! ledger says meanwhile; where somebody did, it is a correction; where both did, it is refused.
//! Its parties are known by their numbers and are not matched by name.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use enishi_domain::engagement::{Engagement, EngagementId, LedgerRow, Operation, Position, Role};
use enishi_domain::grid::Place;
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile};
use enishi_domain::register::{Draft, PartyDraft, RegisterRow, RowOutcome};
use enishi_domain::words::ClosedSet as _;
use enishi_intake::registers::template::{self, TemplateRow};
use enishi_publish::{Unencodable, as_cp932};
use enishi_store::DescribedParty;

use super::judging::{content, row_key};
use super::known::{Known, KnownRowsBuilder};
use super::{Input, RefusedRow, reading};
use crate::correct_engagement::{CorrectionFault, fault_of_new};
use crate::error::DeskError;
use crate::ledger_form::{LedgerForm, Mark};
use crate::office::Office;
use crate::wording::entry::heading_of;

type Parties = BTreeMap<PartyId, DescribedParty>;

/// Who a party of a row is, by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// One of this ledger, and whether the row describes it in a new way.
    Own { party: PartyId, is_new: bool },
    /// One of another ledger, and under which number it is counted there.
    Other { number: Identifier, one: String },
}

/// What was found out about the rows of a file in our own form.
#[derive(Debug, Default)]
pub(super) struct OwnForm {
    party_scheme: String,
    /// The rows that say something else than was written out, with what only the file's encoding
    /// changed as it was.
    meant: HashMap<u64, Draft>,
    /// The rows that were changed here as well, since they were written out.
    outdated: HashSet<u64>,
    numbers: HashMap<u64, Vec<Option<Number>>>,
}

impl OwnForm {
    /// Gives a row the form in which it goes into the ledger: without the numbers by which its
    /// parties were known.
    pub(super) fn apply(&self, row: &mut RegisterRow) {
        let RowOutcome::Engagements(drafts, _) = &mut row.outcome else {
            return;
        };
        match self.meant.get(&row.number) {
            Some(meant) => *drafts = vec![meant.clone()],
            None => {
                for draft in drafts {
                    strip(draft, &self.party_scheme);
                }
            }
        }
    }

    pub(super) fn is_outdated(&self, row: u64) -> bool {
        self.outdated.contains(&row)
    }

    /// The number of the n-th party of a row that can be told apart.
    pub(super) fn number(&self, row: u64, nth: usize) -> Option<&Number> {
        self.numbers.get(&row)?.get(nth)?.as_ref()
    }
}

/// Why what a row of our own form adds to the ledger cannot be; what stands there already comes
/// back as it is. The message, and the heading of the field.
pub(super) fn impossible(draft: &Draft) -> Option<(&'static str, &'static str)> {
    let fault = fault_of_new(&draft.engagement)?;
    let message = match fault {
        CorrectionFault::NoAmount(_) => "amount_missing",
        CorrectionFault::Amount(..) => "amount_sign",
        CorrectionFault::NoQuantity(_) => "quantity_missing",
        CorrectionFault::NegativeQuantity => "quantity_sign",
        CorrectionFault::PartOfHead => "quantity_part",
        CorrectionFault::NotHeads => "unit_not_heads",
        CorrectionFault::TooMany => "quantity_large",
        // The reader tells these itself.
        CorrectionFault::KindOfGift(..)
        | CorrectionFault::EndsBefore(..)
        | CorrectionFault::Day(..) => return None,
    };
    Some((message, heading_of(&fault)))
}

/// Says where the fields stand that are told of rows of our own form.
pub(super) fn place(refused: &mut [RefusedRow], headings: &[String]) {
    for row in refused {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        for finding in row.findings.iter_mut().filter(|told| told.place.is_none()) {
            let mut arguments = finding.arguments.iter();
            let named = arguments.find(|(name, _)| *name == "heading");
            let Some((_, heading)) = named else {
                continue;
            };
            // A field that the file does not have is missing from the row as a whole.
            let column = headings.iter().position(|known| known == heading);
            let column = u32::try_from(column.unwrap_or(0)).unwrap_or(u32::MAX);
            finding.place = Some(Place {
                header: Some(heading.clone()),
                ..Place::new(number, column.saturating_add(1))
            });
        }
    }
}

fn strip(draft: &mut Draft, party_scheme: &str) {
    for (_, party) in &mut draft.parties {
        strip_numbers(party, party_scheme);
    }
}

/// Looks at every row of a file in our own form, and adds what they are known as.
pub(super) async fn compare(
    office: &Office,
    input: &Input,
    known: &mut KnownRowsBuilder,
) -> Result<OwnForm, DeskError> {
    let form = LedgerForm::new(office).await?;
    let (summary, _) = input.read(false, &mut |_| ControlFlow::Break(()))?;
    let mut comparing = Comparing {
        office,
        input,
        known,
        is_cp932: summary.encoding == Some("cp932"),
        own: OwnForm {
            party_scheme: form.mark().party_scheme(),
            ..OwnForm::default()
        },
        form,
    };
    let (mut chunks, reading) = reading::read_in_chunks(input, true);
    while let Some(chunk) = chunks.recv().await {
        comparing.take(&chunk).await?;
    }
    reading::ended(input, reading).await?;
    Ok(comparing.own)
}

struct Comparing<'a> {
    office: &'a Office,
    input: &'a Input,
    known: &'a mut KnownRowsBuilder,
    is_cp932: bool,
    form: LedgerForm<'a>,
    own: OwnForm,
}

/// The revisions of an engagement that a row is held against.
struct Revisions<'a> {
    written_out: &'a LedgerRow,
    now: &'a LedgerRow,
}

impl Comparing<'_> {
    async fn take(&mut self, chunk: &[RegisterRow]) -> Result<(), DeskError> {
        let mark = self.form.mark().clone();
        let named: Vec<Option<(EngagementId, Position)>> = chunk
            .iter()
            .map(|row| mark.named_by(row.external_key.as_deref()?))
            .collect();
        let ids: Vec<EngagementId> = named.iter().flatten().map(|(id, _)| *id).collect();
        let revisions = self.office.store.engagements(&ids).await?;
        let parties = self.parties(&mark, chunk, &revisions).await?;
        let mut of: HashMap<EngagementId, Vec<&LedgerRow>> = HashMap::new();
        for row in &revisions {
            of.entry(row.id).or_default().push(row);
        }
        for (row, named) in chunk.iter().zip(named) {
            let RowOutcome::Engagements(drafts, _) = &row.outcome else {
                continue;
            };
            let [draft] = drafts.as_slice() else {
                continue;
            };
            let held = named.and_then(|(id, position)| {
                let all = of.get(&id)?;
                let written_out = all.iter().find(|row| row.position == position)?;
                Some(Revisions {
                    written_out,
                    now: all.last()?,
                })
            });
            match held {
                Some(held) => self.hold(row, draft, &held, &parties),
                None => {
                    let numbers = draft.parties.iter().filter(|(_, party)| is_somebody(party));
                    let numbers = numbers.map(|(_, party)| self.number(party, &[], &parties));
                    self.own.numbers.insert(row.number, numbers.collect());
                }
            }
        }
        Ok(())
    }

    /// Everybody whom the rows and the revisions name.
    async fn parties(
        &self,
        mark: &Mark,
        chunk: &[RegisterRow],
        revisions: &[LedgerRow],
    ) -> Result<Parties, DeskError> {
        let mut parties = self.form.parties(revisions).await?;
        let drafts = chunk.iter().flat_map(super::judging::parties);
        let named: Vec<PartyId> = drafts.filter_map(|party| mark.party_of(party)).collect();
        parties.extend(self.office.store.described_parties(&named).await?);
        Ok(parties)
    }

    fn hold(&mut self, row: &RegisterRow, said: &Draft, held: &Revisions<'_>, parties: &Parties) {
        let (meant, numbers) = self.meant(said, held.written_out, parties);
        let same = |ledger: &LedgerRow| self.says(&meant, &numbers, ledger, parties);
        let is_untouched = same(held.written_out);
        let is_current = held.now.position == held.written_out.position;
        let stands = held.now.operation != Operation::Void;
        let is_known = is_untouched || (stands && same(held.now));
        let mut stripped = said.clone();
        strip(&mut stripped, &self.own.party_scheme);
        let as_read = content(
            &self.office.secret,
            self.input,
            &row.content,
            Some(&stripped),
        );
        let as_meant = content(&self.office.secret, self.input, &row.content, Some(&meant));
        let external = self.input.external_key(row, &self.office.secret);
        let key = row_key(&self.office.secret, external.as_deref(), as_read, 1);
        let state = Known {
            // Another content than the row's says that the row is to be written.
            content: if is_known { as_read } else { !as_meant },
            is_excluded: false,
            engagements: vec![held.now.id],
        };
        self.known.push(key, state);
        if is_known {
            return;
        }
        if is_current && stands {
            self.own.meant.insert(row.number, meant);
            let people = said.parties.iter().zip(numbers);
            let people = people.filter(|((_, party), _)| is_somebody(party));
            let numbers = people.map(|(_, number)| number).collect();
            self.own.numbers.insert(row.number, numbers);
        } else {
            self.own.outdated.insert(row.number);
        }
    }

    /// What a row means: as it was written out, but for what somebody changed.
    fn meant(
        &self,
        said: &Draft,
        written_out: &LedgerRow,
        parties: &Parties,
    ) -> (Draft, Vec<Option<Number>>) {
        let mut meant = said.clone();
        self.heal_engagement(&mut meant.engagement, &written_out.engagement);
        let before: Vec<PartyId> = written_out
            .engagement
            .parties
            .iter()
            .map(|(_, party)| *party)
            .collect();
        let mut numbers = Vec::new();
        for (_, party) in &mut meant.parties {
            let number = self.number(party, &before, parties);
            if let Some(Number::Own { party: id, is_new }) = &number
                && let Some(known) = parties.get(id)
            {
                self.heal_party(party, known, *is_new);
            }
            numbers.push(number);
        }
        strip(&mut meant, &self.own.party_scheme);
        (meant, numbers)
    }

    /// Who a party is by its number: one of this ledger, of the register's purpose or in the row
    /// already, that is what the row says it is; else one of another ledger.
    fn number(&self, party: &PartyDraft, before: &[PartyId], parties: &Parties) -> Option<Number> {
        let own = self.form.mark().party_of(party).and_then(|id| {
            let known = parties.get(&id)?;
            let may_be = before.contains(&id) || known.purpose == self.input.mapping.purpose;
            (may_be && known.party_type == party.party_type).then_some((id, known))
        });
        if let Some((id, known)) = own {
            let profiles = &known.profiles;
            let is_known = profiles
                .iter()
                .any(|known| self.describes(&party.profile, known));
            return Some(Number::Own {
                party: id,
                // Who was disposed of is not described again by an old file.
                is_new: !is_known && !profiles.is_empty(),
            });
        }
        let number = |is: fn(&str) -> bool| {
            let mut numbers = party.identifiers.iter();
            numbers.find(|number| is(&number.scheme) && number.scheme != self.own.party_scheme)
        };
        let number_there = number(template::is_party_scheme)?;
        let one = number(template::is_group_scheme).unwrap_or(number_there);
        Some(Number::Other {
            number: number_there.clone(),
            one: one.value.clone(),
        })
    }

    /// Whether a row says what a revision says.
    fn says(
        &self,
        meant: &Draft,
        numbers: &[Option<Number>],
        ledger: &LedgerRow,
        parties: &Parties,
    ) -> bool {
        let mut written = self.form.row(ledger, parties);
        strip(&mut written.draft, &self.own.party_scheme);
        written.key = None;
        let mut people: Vec<(usize, PartyId)> = ledger
            .engagement
            .parties
            .iter()
            .map(|(role, party)| (place_of(*role), *party))
            .collect();
        // The form has its own order of roles.
        people.sort_by_key(|(place, _)| *place);
        let same_people = people.len() == numbers.len()
            && people.iter().zip(numbers).all(|((_, id), number)| {
                matches!(number, Some(Number::Own { party, .. }) if party == id)
            });
        let row = TemplateRow {
            key: None,
            draft: meant.clone(),
        };
        same_people && template::said(&row) == template::said(&written)
    }

    fn heal_engagement(&self, said: &mut Engagement, ledger: &Engagement) {
        let heal = |said: &mut Option<String>, ledger: &Option<String>| {
            if let (Some(said), Some(ledger)) = (said, ledger) {
                self.heal(said, ledger);
            }
        };
        heal(&mut said.programme, &ledger.programme);
        heal(&mut said.activity, &ledger.activity);
        for (facet, text) in &mut said.facets {
            if let Some(ledger) = ledger.facets.get(facet) {
                self.heal(text, ledger);
            }
        }
        let attributes = std::mem::take(&mut said.attributes);
        for (mut name, mut text) in attributes {
            let mut known = ledger.attributes.iter();
            if let Some((known, as_known)) = known.find(|(known, _)| self.is_same(&name, known)) {
                name.clone_from(known);
                self.heal(&mut text, as_known);
            }
            said.attributes.insert(name, text);
        }
    }

    fn heal_party(&self, party: &mut PartyDraft, known: &DescribedParty, is_new: bool) {
        let Some(last) = known.profiles.last() else {
            party.profile = Profile::default();
            party.identifiers.clone_from(&known.identifiers);
            return;
        };
        if is_new {
            for (said, known) in texts(&mut party.profile).into_iter().zip(told(last)) {
                self.heal(said, known);
            }
        } else {
            party.profile = last.clone();
        }
        strip_numbers(party, &self.own.party_scheme);
        let is_known = |number: &Identifier| known.identifiers.contains(number);
        if party.identifiers.iter().all(is_known) {
            // A number that somebody was given is never taken back.
            party.identifiers.clone_from(&known.identifiers);
        }
    }

    fn describes(&self, said: &Profile, known: &Profile) -> bool {
        let texts = told(said).into_iter().zip(told(known));
        said.birth == known.birth
            && said.residence == known.residence
            && texts
                .into_iter()
                .all(|(said, known)| self.is_same(said, known))
    }

    fn heal(&self, said: &mut String, ledger: &str) {
        if self.is_same(said, ledger) {
            ledger.clone_into(said);
        }
    }

    /// Whether a cell says what the ledger says, as far as the file's encoding can say it.
    fn is_same(&self, said: &str, ledger: &str) -> bool {
        let ledger = ledger.trim();
        said == ledger
            || (self.is_cp932
                && [Unencodable::Geta, Unencodable::Variant]
                    .into_iter()
                    .any(|lost| as_cp932(ledger, lost) == said))
    }
}

fn strip_numbers(party: &mut PartyDraft, party_scheme: &str) {
    let is_of_form = |scheme: &str| scheme == party_scheme || template::is_group_scheme(scheme);
    party
        .identifiers
        .retain(|number| !is_of_form(&number.scheme));
}

fn is_somebody(party: &PartyDraft) -> bool {
    party.party_type != PartyType::Aggregate
}

fn place_of(role: Role) -> usize {
    let place = Role::ALL.iter().position(|known| *known == role);
    place.unwrap_or(Role::ALL.len())
}

fn told(profile: &Profile) -> [&str; 6] {
    [
        &profile.name,
        &profile.kana,
        &profile.postcode,
        &profile.address,
        &profile.telephone,
        &profile.mail,
    ]
}

fn texts(profile: &mut Profile) -> [&mut String; 6] {
    [
        &mut profile.name,
        &mut profile.kana,
        &mut profile.postcode,
        &mut profile.address,
        &mut profile.telephone,
        &mut profile.mail,
    ]
}

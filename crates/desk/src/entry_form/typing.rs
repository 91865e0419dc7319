//! What is typed into a screen, field by field, before it is read as a row of our own form: what is
//! wrong with it is told beside its field.

use std::collections::BTreeMap;

use enishi_domain::engagement::{DatePrecision, Role};
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::text::days::read_typed_day;
use enishi_domain::text::names;
use enishi_domain::text::numbers::corporate_number_key;
use enishi_domain::words::ClosedSet as _;
use enishi_intake::definitions::wording::template as headings;
use enishi_intake::registers::my_number::holds_my_number;
use jiff::civil::Date;

use super::{EntryField, Fault, Input, corporate_number, number_heading};
use crate::wording;

/// Most characters of one field.
const LONGEST: usize = 400;

/// What is gathered of a screen.
pub(super) struct Typing {
    pub(super) cells: Vec<(String, String)>,
    pub(super) known: Vec<(Role, PartyId)>,
    pub(super) faults: Vec<Fault>,
}

impl Typing {
    fn refuse(&mut self, field: &EntryField, told: impl Into<String>) {
        self.faults.push(Fault {
            heading: field.heading.clone(),
            told: told.into(),
        });
    }

    pub(super) fn take(&mut self, field: &EntryField, text: &str, today: Date) {
        if text.is_empty() {
            if field.is_required {
                self.refuse(field, wording::entry::missing(&field.label));
            }
            return;
        }
        if text.chars().count() > LONGEST {
            return self.refuse(field, wording::entry::too_long(&field.label, LONGEST));
        }
        if holds_my_number(text) {
            return self.refuse(field, wording::entry::my_number(&field.label));
        }
        let number = field
            .of_party
            .filter(|role| field.heading == number_heading(*role));
        if let Some(role) = number {
            let digits = enishi_domain::text::fold_ascii(text).to_uppercase();
            match digits.trim_start_matches('P').parse() {
                Ok(party) => self.known.push((role, PartyId(party))),
                Err(_) => self.refuse(field, wording::entry::no_party(&field.label)),
            }
            return;
        }
        let is_of_firm = field
            .of_party
            .is_some_and(|role| field.heading == corporate_number(role));
        if is_of_firm && corporate_number_key(text).is_none() {
            return self.refuse(field, wording::entry::no_corporate_number(&field.label));
        }
        if field.input == Input::Day {
            return self.take_day(field, text, today);
        }
        self.cells.push((field.heading.clone(), text.to_owned()));
    }

    fn take_day(&mut self, field: &EntryField, text: &str, today: Date) {
        let read = read_typed_day(text, today);
        let is_first = field.heading == headings::OCCURRED_ON;
        match read {
            Ok(day) if is_first || day.precision == DatePrecision::Day => {
                self.cells
                    .push((field.heading.clone(), day.date.to_string()));
                if is_first {
                    let precision = day.precision.word().to_owned();
                    self.cells.push((headings::PRECISION.to_owned(), precision));
                }
            }
            Ok(_) => self.refuse(field, wording::entry::not_to_the_day(&field.label)),
            Err(_) => self.refuse(field, wording::entry::no_day(&field.label, text)),
        }
    }

    /// 本人 must be somebody, and whoever is named by number is not described as well.
    pub(super) fn check_party(
        &mut self,
        role: Role,
        fields: &[EntryField],
        typed: &BTreeMap<String, String>,
    ) {
        let of_role = |field: &&EntryField| field.of_party == Some(role);
        let said = |field: &&EntryField| {
            let text = typed.get(&field.heading);
            text.is_some_and(|text| !text.trim().is_empty())
        };
        let is_numbered = self.known.iter().any(|(of, _)| *of == role);
        let number = number_heading(role);
        let kind = headings::party_heading(role, 1, headings::PARTY_TYPE);
        let is_anonymous = typed
            .get(&kind)
            .is_some_and(|text| text == wording::entry::anonymous());
        let mut described = fields.iter().filter(of_role).filter(said);
        let first = described.find(|field| {
            let is_name = field.heading != number && field.heading != kind;
            is_name || (field.heading == kind && is_anonymous)
        });
        let Some(field) = fields.iter().find(of_role) else {
            return;
        };
        if is_numbered && first.is_some() {
            self.refuse(field, wording::entry::both(&field.label));
        }
        if first.is_none() {
            // What it would be says nothing where nobody is there.
            self.cells.retain(|(heading, _)| *heading != kind);
        }
        self.check_firm(role, fields, typed);
        self.check_anonymous(is_anonymous, role, fields, typed);
        if role == Role::Subject && !is_numbered && first.is_none() {
            self.refuse(field, wording::entry::NOBODY);
        }
    }

    /// Of somebody whom nobody knows nothing is kept, and so nothing is taken.
    fn check_anonymous(
        &mut self,
        is_anonymous: bool,
        role: Role,
        fields: &[EntryField],
        typed: &BTreeMap<String, String>,
    ) {
        let kept = [headings::PARTY_TYPE, headings::RESIDENCE].map(|field| {
            // What says nothing of a person.
            headings::party_heading(role, 1, field)
        });
        let is_said = |field: &&EntryField| {
            let text = typed.get(&field.heading);
            text.is_some_and(|text| !text.trim().is_empty())
        };
        let mut of_role = fields.iter().filter(|field| field.of_party == Some(role));
        let told = of_role.find(|field| !kept.contains(&field.heading) && is_said(field));
        if let Some(field) = told.filter(|_| is_anonymous) {
            self.refuse(field, wording::entry::of_nobody(&field.label));
        }
    }

    /// A firm among people would be in no count of firms.
    fn check_firm(&mut self, role: Role, fields: &[EntryField], typed: &BTreeMap<String, String>) {
        let said = |field| {
            let heading = headings::party_heading(role, 1, field);
            typed.get(&heading).map_or("", |text| text.trim())
        };
        let kind = said(headings::PARTY_TYPE);
        let is_person = kind.is_empty() || kind == PartyType::Person.word();
        let heading = headings::party_heading(role, 1, headings::PARTY_TYPE);
        let field = fields.iter().find(|field| field.heading == heading);
        if let Some(field) = field
            && is_person
            && names::is_a_firms(said(headings::NAME))
        {
            self.refuse(field, wording::entry::is_a_firm(&field.label));
        }
    }
}

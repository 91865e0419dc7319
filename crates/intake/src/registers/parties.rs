//! Who stands in a record: names as written, numbers with their leading zeros, where one lives.

use std::borrow::Cow;

use enishi_domain::party::{Identifier, PartyType, Profile, Residence};
use enishi_domain::register::PartyDraft;
use enishi_domain::text::fold_ascii;
use enishi_domain::words::ClosedSet;

use super::Context;
use super::cells;
use super::record::{Record, Refused};
use crate::definitions::mapping::{Column, PartySpec, PartyTypeSource};

const ABROAD: [&str; 3] = ["海外", "国外", "外国"];
/// What the upper part of an address has.
const AREAS: [char; 9] = ['県', '都', '道', '府', '市', '区', '郡', '町', '村'];

/// The party of a specification; none where the record says nothing of one that need not be there.
pub(super) fn read(
    record: &Record<'_, '_>,
    spec: &PartySpec,
    context: &Context<'_>,
) -> Result<Option<PartyDraft>, Refused> {
    let one = |column: Option<Column>| {
        let text = column.map(|column| record.text(column));
        text.map_or_else(String::new, Cow::into_owned)
    };
    let address = joined(record, &spec.address, "");
    let profile = Profile {
        name: joined(record, &spec.name, " "),
        kana: joined(record, &spec.kana, " "),
        birth: record.day(spec.birth)?.map(|day| day.date),
        postcode: one(spec.postcode),
        residence: residence_told(record, spec.residence, &address, context)?,
        address,
        telephone: one(spec.telephone),
        mail: one(spec.mail),
    };
    let identifiers = identifiers(record, spec);
    let is_known = [
        &profile.name,
        &profile.kana,
        &profile.telephone,
        &profile.mail,
    ];
    let is_anonymous = is_known.iter().all(|text| text.is_empty()) && identifiers.is_empty();
    let is_stated = match &spec.party_type {
        PartyTypeSource::Choice(choice) => is_filled(record, choice),
        PartyTypeSource::ByName => false,
    };
    if is_anonymous && !spec.is_expected && !is_stated {
        return Ok(None);
    }
    check_names(record, spec);
    let party_type = match &spec.party_type {
        PartyTypeSource::Choice(choice) => record.member("type", choice)?,
        PartyTypeSource::ByName if cells::is_corporate(&profile.name) => PartyType::Organization,
        PartyTypeSource::ByName => PartyType::Person,
    };
    let is_person = party_type == PartyType::Person;
    let party_type = if is_anonymous && is_person && !is_stated {
        if let Some(column) = spec.name.first() {
            record.say(*column, |at| at.name_missing());
        }
        PartyType::Anonymous
    } else {
        party_type
    };
    Ok(Some(PartyDraft {
        party_type,
        identifiers,
        profile,
    }))
}

fn is_filled(
    record: &Record<'_, '_>,
    choice: &crate::definitions::mapping::Choice<PartyType>,
) -> bool {
    use crate::definitions::mapping::Choice;
    match choice {
        Choice::Constant(_) => false,
        Choice::Column { column, .. } => !record.text(*column).is_empty(),
    }
}

fn joined(record: &Record<'_, '_>, columns: &[Column], between: &str) -> String {
    if let [only] = columns {
        return record.text(*only).into_owned();
    }
    let texts = columns.iter().map(|column| record.text(*column));
    let texts: Vec<Cow<'_, str>> = texts.filter(|text| !text.is_empty()).collect();
    texts.join(between)
}

fn identifiers(record: &Record<'_, '_>, spec: &PartySpec) -> Vec<Identifier> {
    let mut identifiers = Vec::new();
    for one in &spec.identifiers {
        for (heading, text) in record.cells(one.column) {
            let Some(scheme) = one.scheme.as_deref().or(heading) else {
                continue;
            };
            if scheme == Identifier::CORPORATE_NUMBER {
                let digits = fold_ascii(&text).replace(['-', ' '], "");
                if !cells::is_corporate_number(&digits) {
                    record.say(one.column, |at| at.corporate_number());
                }
                identifiers.push(Identifier::new(scheme, digits));
            } else {
                identifiers.push(Identifier::new(scheme, text));
            }
        }
    }
    identifiers.sort();
    identifiers.dedup();
    identifiers
}

/// Names that came destroyed are told, as nothing can be matched by them.
fn check_names(record: &Record<'_, '_>, spec: &PartySpec) {
    for column in spec.name.iter().chain(&spec.kana).chain(&spec.address) {
        let text = record.text(*column);
        if text.is_ascii() && !text.contains(['?', '&', '+']) {
            continue;
        }
        if cells::is_damaged(&text) {
            record.say(*column, |at| at.name_damaged());
        }
        if cells::has_gaiji(&text) {
            record.say(*column, |at| at.name_gaiji());
        }
    }
}

/// Where somebody lives, and that it is not known where a cell is not understood; of our own form,
/// which has four words for it, the row is refused then.
fn residence_told(
    record: &Record<'_, '_>,
    column: Option<Column>,
    address: &str,
    context: &Context<'_>,
) -> Result<Residence, Refused> {
    let stated = column.map_or(Cow::Borrowed(""), |column| record.text(column));
    let read = residence(&stated, address, context.municipality);
    let Some(column) = column.filter(|_| !stated.is_empty() && residence_word(&stated).is_none())
    else {
        return Ok(read);
    };
    if record.is_own_form {
        record.say(column, |at| at.residence_word(&stated));
        return Err(Refused);
    }
    if read == Residence::Unknown {
        record.say(column, |at| at.residence_unknown(&stated));
    }
    Ok(read)
}

fn residence_word(stated: &str) -> Option<Residence> {
    let stated = stated.strip_suffix("在住").unwrap_or(stated);
    Residence::from_word(stated).or_else(|| Residence::from_code(stated))
}

/// Where somebody lives: as the register says, or as the address does.
fn residence(stated: &str, address: &str, municipality: Option<&str>) -> Residence {
    if let Some(residence) = residence_word(stated) {
        return residence;
    }
    let place = if stated.is_empty() { address } else { stated };
    if ABROAD.iter().any(|word| place.starts_with(word)) {
        return Residence::Abroad;
    }
    match municipality {
        Some(name) if !name.is_empty() && place.contains(name) => Residence::InCity,
        Some(_) if place.starts_with("県外") => Residence::OutOfCity,
        // 「津市」 is a place, 「市のほう」 is none.
        Some(_) if place.chars().skip(1).any(|c| AREAS.contains(&c)) => Residence::OutOfCity,
        Some(_) | None => Residence::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_the_city_or_not() {
        for (stated, address, expected) in [
            ("市内", "", Residence::InCity),
            ("", "静岡県焼津市本町1", Residence::InCity),
            ("", "静岡県静岡市葵区1", Residence::OutOfCity),
            ("焼津市", "", Residence::InCity),
            ("東京都", "", Residence::OutOfCity),
            ("海外", "", Residence::Abroad),
            ("市内在住", "", Residence::InCity),
            ("市外在住", "", Residence::OutOfCity),
            ("海外在住", "", Residence::Abroad),
            ("県外", "", Residence::OutOfCity),
            ("県外在住", "", Residence::OutOfCity),
            ("津市", "", Residence::OutOfCity),
            ("", "港区芝公園4", Residence::OutOfCity),
            ("市のほう", "", Residence::Unknown),
            ("県内", "", Residence::Unknown),
            ("asdf", "", Residence::Unknown),
            ("", "", Residence::Unknown),
            ("", "1-2-3", Residence::Unknown),
        ] {
            assert_eq!(
                residence(stated, address, Some("焼津市")),
                expected,
                "{stated}{address}"
            );
        }
        assert_eq!(residence("", "静岡県焼津市", None), Residence::Unknown);
    }
}

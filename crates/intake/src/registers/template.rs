//! Our own form (F9): every field of an engagement under a Japanese heading, for what no portal
//! exports and for handing the ledger on. What is written here is read again as it was.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::{Engagement, Facet, Role};
use enishi_domain::party::{Identifier, PartyType, Residence};
use enishi_domain::register::{Draft, PartyDraft};
use enishi_domain::words::ClosedSet;

use crate::definitions::wording::template as headings;

/// The source's name.
pub const SOURCE: &str = "enishi-template";

/// One row of the form: its receipt number, where it has one, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRow {
    /// 受付番号
    pub key: Option<String>,
    /// What it says.
    pub draft: Draft,
}

/// The form with its rows: the headings first. Columns that no row fills are left out, but for
/// those that every row must have. Texts stand as they are; who writes a csv file guards them
/// against being taken for formulas (`as_plain_field`), which reading undoes.
#[must_use]
pub fn table(rows: &[TemplateRow]) -> Vec<Vec<String>> {
    let records: Vec<BTreeMap<Place, String>> = rows.iter().map(record).collect();
    let always = [headings::KIND, headings::OCCURRED_ON];
    let mut places: BTreeSet<Place> = records.iter().flat_map(BTreeMap::keys).cloned().collect();
    for heading in always {
        places.insert(Place::of_engagement(heading));
    }
    let mut table = vec![places.iter().map(|place| place.heading.clone()).collect()];
    for mut record in records {
        let cells = places
            .iter()
            .map(|place| record.remove(place).unwrap_or_default());
        table.push(cells.collect());
    }
    table
}

/// The columns of an engagement, in order: its fields, and behind them those by which metrics
/// select, in the order of [`Facet`].
#[must_use]
pub fn engagement_headings() -> &'static [&'static str] {
    &headings::ENGAGEMENT
}

/// The columns of the first party in a role, in order, and behind them its numbers.
#[must_use]
pub fn party_headings(role: Role, schemes: &[&str]) -> Vec<String> {
    let fields = [
        headings::PARTY_TYPE,
        headings::NAME,
        headings::KANA,
        headings::BIRTH,
        headings::POSTCODE,
        headings::ADDRESS,
        headings::TELEPHONE,
        headings::MAIL,
        headings::RESIDENCE,
    ];
    let fields = fields.into_iter().map(str::to_owned);
    let numbers = schemes
        .iter()
        .map(|scheme| headings::number_heading(scheme));
    fields
        .chain(numbers)
        .map(|field| headings::party_heading(role, 1, &field))
        .collect()
}

/// The column of a field that is kept on record only.
#[must_use]
pub fn attribute_heading(name: &str) -> String {
    headings::attribute_heading(name)
}

/// A column of the form, in the order in which columns stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    block: usize,
    field: usize,
    heading: String,
}

impl Place {
    fn of_engagement(heading: &str) -> Self {
        let field = headings::ENGAGEMENT
            .iter()
            .position(|known| *known == heading);
        Self {
            block: 0,
            field: field.unwrap_or(headings::ENGAGEMENT.len()),
            heading: heading.to_owned(),
        }
    }
}

fn record(row: &TemplateRow) -> BTreeMap<Place, String> {
    let mut cells = engagement_cells(&row.draft.engagement);
    cells.push((
        headings::KEY.to_owned(),
        row.key.clone().unwrap_or_default(),
    ));
    let mut record: BTreeMap<Place, String> = cells
        .into_iter()
        .map(|(heading, text)| (Place::of_engagement(&heading), text))
        .collect();
    let mut left: Vec<Option<&(_, PartyDraft)>> = row.draft.parties.iter().map(Some).collect();
    for (block, (role, nth)) in headings::party_places().enumerate() {
        let next = left
            .iter_mut()
            .find(|party| party.is_some_and(|(r, _)| *r == role));
        let Some((_, party)) = next.and_then(Option::take) else {
            continue;
        };
        for (field, (name, text)) in party_cells(party).into_iter().enumerate() {
            let place = Place {
                block: block + 1,
                field,
                heading: headings::party_heading(role, nth, &name),
            };
            record.insert(place, text);
        }
    }
    record.retain(|_, text| !text.is_empty());
    record
}

fn engagement_cells(engagement: &Engagement) -> Vec<(String, String)> {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let mut cells = vec![
        (headings::KIND, engagement.kind.word().to_owned()),
        (
            headings::PROGRAMME,
            engagement.programme.clone().unwrap_or_default(),
        ),
        (
            headings::ACTIVITY,
            engagement.activity.clone().unwrap_or_default(),
        ),
        (headings::OCCURRED_ON, engagement.occurred_on.to_string()),
        (headings::PRECISION, engagement.precision.word().to_owned()),
        (headings::ENDED_ON, day(engagement.ended_on)),
        (headings::SETTLED_ON, day(engagement.settled_on)),
        (headings::RECOGNIZED_ON, day(engagement.recognized_on)),
        (
            headings::AMOUNT,
            engagement
                .amount
                .map_or_else(String::new, |yen| yen.0.to_string()),
        ),
        (
            headings::QUANTITY,
            engagement
                .quantity
                .map_or_else(String::new, |q| q.to_string()),
        ),
        (headings::UNIT, engagement.unit.to_string()),
        (
            headings::AGE,
            engagement
                .age
                .map_or_else(String::new, |age| age.to_string()),
        ),
    ];
    for facet in Facet::ALL {
        let value = engagement.facets.get(facet).cloned();
        cells.push((facet.word(), value.unwrap_or_default()));
    }
    let cells = cells
        .into_iter()
        .map(|(heading, text)| (heading.to_owned(), text));
    let attributes = engagement.attributes.iter();
    let attributes =
        attributes.map(|(name, text)| (headings::attribute_heading(name), text.clone()));
    cells.chain(attributes).collect()
}

fn party_cells(party: &PartyDraft) -> Vec<(String, String)> {
    let profile = &party.profile;
    let birth = profile
        .birth
        .map_or_else(String::new, |day| day.to_string());
    let residence = match profile.residence {
        Residence::Unknown => "",
        known @ (Residence::InCity | Residence::OutOfCity | Residence::Abroad) => known.word(),
    };
    let cells: [(&str, &str); 9] = [
        (headings::PARTY_TYPE, PartyType::word(party.party_type)),
        (headings::NAME, &profile.name),
        (headings::KANA, &profile.kana),
        (headings::BIRTH, &birth),
        (headings::POSTCODE, &profile.postcode),
        (headings::ADDRESS, &profile.address),
        (headings::TELEPHONE, &profile.telephone),
        (headings::MAIL, &profile.mail),
        (headings::RESIDENCE, residence),
    ];
    let cells = cells.map(|(heading, text)| (heading.to_owned(), text.to_owned()));
    let numbers = party.identifiers.iter();
    let numbers = numbers
        .map(|Identifier { scheme, value }| (headings::number_heading(scheme), value.clone()));
    cells.into_iter().chain(numbers).collect()
}

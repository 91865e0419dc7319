//! Our own form (F9): every field of an engagement under a Japanese heading, for what no portal
//! exports and for handing the ledger on. What is written here is read again as it was.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::{Engagement, Facet, Kind, Role};
use enishi_domain::party::{PartyType, Residence};
use enishi_domain::register::{Draft, PartyDraft};
use enishi_domain::words::ClosedSet;

use crate::definitions::wording::template as headings;
pub use headings::explanation;

/// The source's name.
pub const SOURCE: &str = "enishi-template";

/// The heading of the column by which a row is known again.
pub const KEY: &str = headings::KEY;

/// The scheme of the numbers by which a ledger knows parties, under the ledger's mark.
#[must_use]
pub fn party_scheme(mark: &str) -> String {
    format!("{}:{mark}", headings::PARTY_NUMBER)
}

/// The scheme of the number under which several are counted as one.
#[must_use]
pub fn group_scheme(mark: &str) -> String {
    format!("{}:{mark}", headings::GROUP_NUMBER)
}

/// Whether a scheme is that of a party's number in some ledger.
#[must_use]
pub fn is_party_scheme(scheme: &str) -> bool {
    has_mark(scheme, headings::PARTY_NUMBER)
}

/// Whether a scheme is that of a group's number in some ledger.
#[must_use]
pub fn is_group_scheme(scheme: &str) -> bool {
    has_mark(scheme, headings::GROUP_NUMBER)
}

fn has_mark(scheme: &str, name: &str) -> bool {
    let rest = scheme.strip_prefix(name);
    rest.is_some_and(|rest| rest.starts_with(':'))
}

/// Whether nobody but the ledger fills in the column: by it a row or a party is known again.
#[must_use]
pub fn is_of_the_ledger(heading: &str) -> bool {
    let number = heading.rsplit_once('_').map_or(heading, |(_, name)| name);
    heading == KEY || is_party_scheme(number) || is_group_scheme(number)
}

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
    let mut columns = Columns::new();
    for row in rows {
        columns.add(row);
    }
    let cells = rows.iter().map(|row| columns.cells(row));
    std::iter::once(columns.headings()).chain(cells).collect()
}

/// What a row says, heading by heading, in one order and without blanks around it: the same for
/// every file that says the same, whatever columns it has beside.
#[must_use]
pub fn said(row: &TemplateRow) -> Vec<(String, String)> {
    let cells = record(row).into_iter();
    cells
        .map(|(place, text)| (place.heading, text.trim().replace("\r\n", "\n")))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// Whether the form has places for all parties of a row.
#[must_use]
pub fn has_room(draft: &Draft) -> bool {
    let mut places: Vec<_> = headings::party_places().map(|(role, _)| role).collect();
    draft.parties.iter().all(|(role, _)| {
        let place = places.iter().position(|free| free == role);
        place.map(|at| places.remove(at)).is_some()
    })
}

/// The headings of a form to be filled in, for one kind: what such a register has to say.
#[must_use]
pub fn blank(kind: Kind) -> Vec<String> {
    let mut fields = vec![
        headings::KEY,
        headings::KIND,
        headings::PROGRAMME,
        headings::ACTIVITY,
        headings::OCCURRED_ON,
        headings::PRECISION,
    ];
    if kind.is_period() {
        fields.push(headings::ENDED_ON);
    }
    if kind.is_donation() {
        fields.extend([headings::SETTLED_ON, headings::RECOGNIZED_ON]);
    }
    if kind.is_donation() || kind == Kind::Purchase {
        fields.push(headings::AMOUNT);
    }
    if matches!(kind, Kind::Tally | Kind::FarmLease | Kind::VisitStay) {
        fields.extend([headings::QUANTITY, headings::UNIT]);
    }
    if kind == Kind::Tally {
        let facets = Facet::ALL.iter().map(|facet| facet.word().to_owned());
        let fields = fields.into_iter().map(str::to_owned);
        return fields.chain(facets).collect();
    }
    fields.push(headings::AGE);
    let mut all: Vec<String> = fields.into_iter().map(str::to_owned).collect();
    all.extend(Facet::ALL.iter().map(|facet| facet.word().to_owned()));
    let has_other_side = matches!(
        kind,
        Kind::MatchProposed
            | Kind::MatchAgreed
            | Kind::MatchEnded
            | Kind::Hire
            | Kind::Intern
            | Kind::OrgJoin
            | Kind::Referral
    );
    let roles: &[Role] = if has_other_side {
        &[Role::Subject, Role::Counterparty]
    } else {
        &[Role::Subject]
    };
    for role in roles {
        for field in headings::PARTY {
            all.push(headings::party_heading(*role, 1, field));
        }
    }
    all
}

/// The columns that some rows fill: gathered first, so that rows can be written one by one.
#[derive(Clone, Debug)]
pub struct Columns {
    places: BTreeSet<Place>,
}

impl Default for Columns {
    fn default() -> Self {
        Self::new()
    }
}

impl Columns {
    /// The columns that every form has.
    #[must_use]
    pub fn new() -> Self {
        let always = [headings::KIND, headings::OCCURRED_ON];
        Self {
            places: always.map(Place::of_engagement).into_iter().collect(),
        }
    }

    /// Adds the columns that a row fills.
    pub fn add(&mut self, row: &TemplateRow) {
        self.places.extend(record(row).into_keys());
    }

    /// The headings.
    #[must_use]
    pub fn headings(&self) -> Vec<String> {
        let places = self.places.iter();
        places.map(|place| place.heading.clone()).collect()
    }

    /// The cells of a row, column by column.
    #[must_use]
    pub fn cells(&self, row: &TemplateRow) -> Vec<String> {
        let mut record = record(row);
        let places = self.places.iter();
        places
            .map(|place| record.remove(place).unwrap_or_default())
            .collect()
    }
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
    let fields = headings::PARTY.into_iter().map(str::to_owned);
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
        let mut add = |field, name: &str, text| {
            let place = Place {
                block: block + 1,
                field,
                heading: headings::party_heading(role, nth, name),
            };
            record.insert(place, text);
        };
        for (field, (name, text)) in party_cells(party).into_iter().enumerate() {
            add(field, &name, text);
        }
        // A second number of one scheme has a second column of that heading.
        for (at, number) in party.identifiers.iter().enumerate() {
            let before = party.identifiers[..at].iter();
            let nth = before.filter(|other| other.scheme == number.scheme).count();
            let name = headings::number_heading(&number.scheme);
            add(headings::PARTY.len() + nth, &name, number.value.clone());
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
                .map_or_else(String::new, |q| q.normalize().to_string()),
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
    // Left open it would be read from the address.
    let is_open = profile.residence == Residence::Unknown && profile.address.is_empty();
    let residence = if is_open {
        ""
    } else {
        profile.residence.word()
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
    cells
        .map(|(heading, text)| (heading.to_owned(), text.to_owned()))
        .to_vec()
}

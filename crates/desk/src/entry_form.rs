//! 「入力様式」 what somebody types into a screen becomes what a row of our own form (F9) says, and is
//! read by the same reader: one field, one heading, one way to be wrong. A screen asks only for
//! what its kind has and the city's metrics look at.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use enishi_domain::engagement::{Engagement, Facet, Kind, Role};
use enishi_domain::metric::{Condition, Measure};
use enishi_domain::party::{Identifier, PartyId, PartyType};
use enishi_domain::region::Region;
use enishi_domain::register::{Draft, RegisterRow, RowOutcome};
use enishi_domain::words::{ClosedSet as _, as_plain_field};
use enishi_intake::definitions::wording::template as headings;
use enishi_intake::formats::Hints;
use enishi_intake::registers::template::{self, TemplateRow};
use enishi_intake::registers::{Context, Given, read_register, sources};
use enishi_lint::Language;

use self::typing::Typing;
use crate::error::DeskError;
use crate::office::Office;
use crate::wording;

mod typing;

/// What a field is filled in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Any text.
    Text,
    /// A day, in any era.
    Day,
    /// A number.
    Number,
}

/// A field of a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryField {
    /// Its heading in our own form, and its name.
    pub heading: String,
    /// What it is called on the screen.
    pub label: String,
    /// What it is for.
    pub help: String,
    /// What it is filled in with.
    pub input: Input,
    /// What metrics look for in it.
    pub suggestions: Vec<String>,
    /// Whether it says one of these or nothing.
    pub is_chosen: bool,
    /// What stands in it to begin with.
    pub preset: String,
    /// Whether nothing is recorded without it.
    pub is_required: bool,
    /// Of which party it is, where it is of one.
    pub of_party: Option<Role>,
}

/// What is wrong with a field, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The heading of the field; empty where it is none of one.
    pub heading: String,
    /// What is wrong, and the way out.
    pub told: String,
}

/// What a screen says, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadEntry {
    /// The engagement, and those who are described.
    pub draft: Draft,
    /// Those who are named by number.
    pub known: Vec<(Role, PartyId)>,
}

/// The fields of a kind, in the order in which they are typed.
#[must_use]
pub fn fields(region: &Region, kind: Kind) -> Vec<EntryField> {
    let looked_at = LookedAt::of(region, kind);
    let mut fields: Vec<EntryField> = Vec::new();
    for heading in template::blank(kind) {
        let party = party_of(&heading);
        if let Some((role, field)) = party
            && field == headings::PARTY_TYPE
        {
            fields.push(number_field(role));
        }
        if is_asked(&heading, party.map(|(_, field)| field), &looked_at) {
            fields.push(entry_field(&heading, party, kind, &looked_at));
        }
    }
    for role in roles(&fields) {
        let last = fields
            .iter()
            .rposition(|field| field.of_party == Some(role));
        let heading = corporate_number(role);
        let field = EntryField {
            label: wording::entry::corporate_number(role),
            help: wording::entry::CORPORATE_NUMBER_HELP.to_owned(),
            of_party: Some(role),
            ..plain(heading)
        };
        fields.insert(last.map_or(fields.len(), |last| last + 1), field);
    }
    fields
}

/// The fields of the engagement itself, with those that it fills in though its kind does not ask
/// for them.
#[must_use]
pub fn own_fields(region: &Region, engagement: &Engagement) -> Vec<EntryField> {
    let mut fields = fields(region, engagement.kind);
    fields.retain(|field| field.of_party.is_none());
    // A gift that belongs to no programme is corrected as it is.
    let has_programme = engagement.programme.is_some();
    for field in &mut fields {
        field.is_required &= has_programme || field.heading != headings::PROGRAMME;
    }
    for (heading, _) in texts(engagement) {
        let is_there = fields.iter().any(|field| field.heading == heading);
        if !is_there
            && !says_itself(&heading)
            && template::engagement_headings().contains(&heading.as_str())
        {
            let looked_at = LookedAt::of(region, engagement.kind);
            fields.push(entry_field(&heading, None, engagement.kind, &looked_at));
        }
    }
    fields
}

/// The same under the headings that a form takes.
#[must_use]
pub fn typed_texts(engagement: &Engagement) -> Vec<(String, String)> {
    let mut said = texts(engagement);
    said.retain(|(heading, _)| !says_itself(heading));
    said
}

/// Whether a heading is no field: the kind is chosen before, and a day says by itself how exactly
/// it is known.
fn says_itself(heading: &str) -> bool {
    heading == headings::PRECISION || heading == headings::KIND
}

/// What an engagement says under each heading, without its parties; a day that is known to the
/// month is written so.
#[must_use]
pub fn texts(engagement: &Engagement) -> Vec<(String, String)> {
    let draft = Draft {
        engagement: engagement.clone(),
        parties: Vec::new(),
    };
    let mut texts = template::said(&TemplateRow { key: None, draft });
    for (heading, text) in &mut texts {
        if heading == headings::OCCURRED_ON {
            *text = wording::entry::day(engagement.occurred_on, engagement.precision);
        }
    }
    texts
}

/// What the metrics of a region look at in a kind.
struct LookedAt {
    facets: BTreeMap<Facet, BTreeSet<String>>,
    has_age: bool,
    /// As what those in a part are counted once.
    parties: BTreeSet<(Role, PartyType)>,
}

impl LookedAt {
    fn of(region: &Region, kind: Kind) -> Self {
        let kpis = region
            .programmes
            .iter()
            .flat_map(|programme| &programme.kpis);
        let beside = kpis
            .clone()
            .flat_map(|kpi| kpi.beside.iter().map(|beside| &beside.metric));
        let metrics = kpis.map(|kpi| &kpi.metric).chain(beside);
        let counts = metrics.flat_map(|metric| metric.formula.counts());
        let of_kind = counts.filter(|count| count.selection.kinds.contains(&kind));
        let of_kind: Vec<_> = of_kind.collect();
        let distinct = of_kind.iter().filter_map(|count| match count.measure {
            Measure::Distinct(party_type) => Some((count.selection.role, party_type)),
            Measure::Rows | Measure::SumAmount | Measure::SumQuantity => None,
        });
        let mut looked_at = Self {
            facets: BTreeMap::new(),
            has_age: false,
            parties: distinct.collect(),
        };
        for condition in of_kind.iter().flat_map(|count| &count.selection.conditions) {
            match condition {
                Condition::Facet { facet, any_of } => {
                    let known = looked_at.facets.entry(*facet).or_default();
                    known.extend(any_of.iter().cloned());
                }
                Condition::AgeBelow(_) | Condition::AgeFrom(_) => looked_at.has_age = true,
                Condition::Programme(_) => {}
            }
        }
        looked_at
    }

    /// What somebody in a part is taken for until it is said: organisations where the city counts
    /// nothing else, so that nobody types firms that no figure counts.
    fn party_type(&self, role: Role) -> PartyType {
        let mut of_role = self.parties.iter().filter(|(of, _)| *of == role);
        let are_firms = of_role.all(|(_, party_type)| *party_type == PartyType::Organization);
        match are_firms && self.parties.iter().any(|(of, _)| *of == role) {
            true => PartyType::Organization,
            false => PartyType::Person,
        }
    }
}

/// Whether a screen asks for a heading of the form.
fn is_asked(heading: &str, party_field: Option<&str>, looked_at: &LookedAt) -> bool {
    let of_screen = [template::KEY, headings::KIND, headings::PRECISION];
    if of_screen.contains(&heading) || party_field == Some(headings::BIRTH) {
        return false;
    }
    if heading == headings::AGE {
        return looked_at.has_age;
    }
    Facet::from_word(heading).is_none_or(|facet| looked_at.facets.contains_key(&facet))
}

fn entry_field(
    heading: &str,
    party: Option<(Role, &str)>,
    kind: Kind,
    looked_at: &LookedAt,
) -> EntryField {
    let facet = Facet::from_word(heading).filter(|_| party.is_none());
    let suggestions = match (facet, party) {
        (Some(facet), _) => {
            let looked_for = looked_at.facets.get(&facet).cloned();
            looked_for.unwrap_or_default().into_iter().collect()
        }
        (None, Some((_, headings::PARTY_TYPE))) => wording::entry::party_types(),
        (None, Some((_, headings::RESIDENCE))) => wording::entry::residences(),
        (None, _) => Vec::new(),
    };
    let is_heads = heading == headings::QUANTITY && kind == Kind::Tally;
    let input = if is_day(heading) {
        Input::Day
    } else if [headings::AMOUNT, headings::QUANTITY, headings::AGE].contains(&heading) {
        Input::Number
    } else {
        Input::Text
    };
    EntryField {
        is_required: is_heads || heading == headings::OCCURRED_ON || heading == headings::PROGRAMME,
        help: match input {
            Input::Day if heading == headings::OCCURRED_ON => {
                wording::entry::ROUGH_DAY_HELP.to_owned()
            }
            Input::Day => wording::entry::DAY_HELP.to_owned(),
            // Something stands in it, and a blank is not left to be read.
            Input::Text if party.is_some_and(|(_, field)| field == headings::PARTY_TYPE) => {
                String::new()
            }
            Input::Text | Input::Number => headings::explanation(heading)[0].to_owned(),
        },
        label: party.map_or_else(
            || heading.to_owned(),
            |(role, field)| wording::entry::of(role, field),
        ),
        input,
        suggestions,
        is_chosen: matches!(party, Some((_, headings::PARTY_TYPE | headings::RESIDENCE))),
        preset: match party {
            Some((role, headings::PARTY_TYPE)) => looked_at.party_type(role).word().to_owned(),
            Some(_) | None => String::new(),
        },
        of_party: party.map(|(role, _)| role),
        heading: heading.to_owned(),
    }
}

/// By which somebody known is named.
fn number_field(role: Role) -> EntryField {
    EntryField {
        label: wording::entry::of(role, wording::entry::NUMBER),
        help: wording::entry::NUMBER_HELP.to_owned(),
        of_party: Some(role),
        ..plain(number_heading(role))
    }
}

fn plain(heading: String) -> EntryField {
    EntryField {
        label: heading.clone(),
        help: String::new(),
        input: Input::Text,
        suggestions: Vec::new(),
        is_chosen: false,
        preset: String::new(),
        is_required: false,
        of_party: None,
        heading,
    }
}

fn number_heading(role: Role) -> String {
    headings::party_heading(role, 1, wording::entry::NUMBER)
}

fn corporate_number(role: Role) -> String {
    let name = headings::number_heading(Identifier::CORPORATE_NUMBER);
    headings::party_heading(role, 1, &name)
}

fn roles(fields: &[EntryField]) -> BTreeSet<Role> {
    fields.iter().filter_map(|field| field.of_party).collect()
}

fn party_of(heading: &str) -> Option<(Role, &str)> {
    let (role, field) = heading.split_once('_')?;
    Some((Role::from_word(role)?, field))
}

fn is_day(heading: &str) -> bool {
    let days = [
        headings::OCCURRED_ON,
        headings::ENDED_ON,
        headings::SETTLED_ON,
        headings::RECOGNIZED_ON,
    ];
    days.contains(&heading)
}

/// Reads what was typed under each heading.
///
/// # Errors
/// The faults, in the order of the fields.
pub fn read(
    office: &Office,
    kind: Kind,
    fields: &[EntryField],
    typed: &BTreeMap<String, String>,
) -> Result<Result<ReadEntry, Vec<Fault>>, DeskError> {
    let mut typing = Typing {
        cells: vec![(headings::KIND.to_owned(), kind.word().to_owned())],
        known: Vec::new(),
        faults: Vec::new(),
    };
    for field in fields {
        let text = typed.get(&field.heading).map_or("", |text| text.trim());
        typing.take(field, text, office.today());
    }
    for role in roles(fields) {
        typing.check_party(role, fields, typed);
    }
    if !typing.faults.is_empty() {
        return Ok(Err(typing.faults));
    }
    match row(office, &typing.cells)? {
        Some(RowOutcome::Engagements(mut drafts, _)) if drafts.len() == 1 => {
            let draft = drafts.remove(0);
            let known = typing.known;
            Ok(Ok(ReadEntry { draft, known }))
        }
        Some(RowOutcome::Refused(findings)) => {
            let faults = findings.iter().map(|finding| {
                let told = wording::register_finding(finding, Language::Japanese);
                let mut named = fields.iter();
                let named = named.find(|field| told.contains(&wording::entry::quoted(field)));
                Fault {
                    heading: named.map_or_else(String::new, |field| field.heading.clone()),
                    told,
                }
            });
            Ok(Err(faults.collect()))
        }
        _ => Ok(Err(vec![Fault {
            heading: String::new(),
            told: wording::entry::UNREADABLE.to_owned(),
        }])),
    }
}

/// The row of a form with these cells, as the reader of registers reads it.
fn row(office: &Office, cells: &[(String, String)]) -> Result<Option<RowOutcome>, DeskError> {
    let line = |texts: &mut dyn Iterator<Item = &str>| {
        let quoted: Vec<String> = texts
            .map(|text| format!("\"{}\"", as_plain_field(text).replace('"', "\"\"")))
            .collect();
        format!("{}\n", quoted.join(","))
    };
    let mut text = line(&mut cells.iter().map(|(heading, _)| heading.as_str()));
    text.push_str(&line(&mut cells.iter().map(|(_, text)| text.as_str())));
    let hints = Hints {
        name: None,
        encoding: None,
        sheet: None,
    };
    let context = Context {
        today: Some(office.today()),
        municipality: Some(&office.region.municipality),
        series: &[],
        given: Given::default(),
        compares: false,
    };
    let mapping = sources::built_in(template::SOURCE).expect("the program has its own form");
    let mut found = None;
    let mut take = |row: RegisterRow| {
        found = Some(row.outcome);
        ControlFlow::Continue(())
    };
    let read = read_register(text.as_bytes(), &hints, &mapping?, &context, &mut take);
    read.map_err(|error| DeskError::of_register(template::SOURCE, error))?;
    Ok(found)
}

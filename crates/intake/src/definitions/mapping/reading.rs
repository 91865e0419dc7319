//! A mapping from its raw shape to the typed one: names of columns become their numbers, words of
//! the ledger's closed sets their members.

use std::collections::BTreeMap;
use std::ops::Range;

use enishi_domain::engagement::Facet;
use enishi_domain::party::PartyType;
use enishi_domain::register::Exclusion;
use enishi_domain::text::fold_label;
use enishi_domain::words::ClosedSet;
use toml::Spanned;

use super::pattern::Pattern;
use super::raw::{
    RawAttribute, RawChoice, RawExclusion, RawMapping, RawObservation, RawParty, RawRow, Words,
};
use super::{
    AgeSource, AttributeSource, Choice, Column, ColumnSpec, ExclusionSpec, IdentifierSpec, Mapping,
    ObservationSpec, PartySpec, PartyTypeSource, RowSpec, When,
};
use crate::definitions::fault::{DefinitionError, Problem, Source};
use crate::definitions::wording::template;

pub(super) fn read(file: &str, text: &str) -> Result<Mapping, DefinitionError> {
    let source = Source { file, text };
    let raw: RawMapping = source.parse()?;
    if raw.purpose.get_ref().trim().is_empty() {
        return Err(source.at(raw.purpose.span(), Problem::NoPurpose));
    }
    let mut names = Names::new(source, &raw);
    for required in &raw.required {
        let column = names.column("required", required.get_ref(), required.span())?;
        names.columns[column.0].is_required = true;
    }
    let row = match &raw.row {
        Some(row) => names.row(row)?,
        None => RowSpec::default(),
    };
    let mut parties = Vec::new();
    for party in &raw.party {
        parties.push(names.party(party, row.age)?);
    }
    if raw.standard_parties {
        parties.extend(names.standard_parties());
    }
    let exclusions = raw
        .exclude
        .iter()
        .map(|exclusion| names.exclusion(exclusion));
    let exclusions = exclusions.collect::<Result<_, _>>()?;
    let observation = raw.observation.as_ref();
    let observation = observation.map(|o| names.observation(o)).transpose()?;
    if row.kind.is_none() && observation.is_none() && !raw.reconcile {
        let key = "kind".to_owned();
        return Err(source.at(0..0, Problem::MissingKey { key }));
    }
    let id = raw.id.into_inner();
    Ok(Mapping {
        version: raw.version,
        label: raw.label,
        purpose: raw.purpose.into_inner(),
        system: raw.system.unwrap_or_else(|| id.clone()),
        encoding: raw.encoding,
        sheet: raw.sheet,
        reconciles: raw.reconcile,
        text: text.to_owned(),
        columns: names.columns,
        row,
        parties,
        exclusions,
        observation,
        id,
    })
}

/// The columns that a mapping names.
struct Names<'a> {
    source: Source<'a>,
    columns: Vec<ColumnSpec>,
}

impl<'a> Names<'a> {
    fn new(source: Source<'a>, raw: &RawMapping) -> Self {
        let mut columns = Vec::new();
        for (name, headings) in &raw.columns {
            let patterns = headings.all().iter();
            columns.push(ColumnSpec {
                name: name.get_ref().clone(),
                patterns: patterns
                    .map(|text| Pattern::new(text, &raw.drift))
                    .collect(),
                is_required: false,
            });
        }
        Self { source, columns }
    }

    fn column(
        &self,
        key: &'static str,
        name: &str,
        span: Range<usize>,
    ) -> Result<Column, DefinitionError> {
        let found = self.columns.iter().position(|column| column.name == name);
        found.map(Column).ok_or_else(|| {
            let known: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
            let (name, known) = (name.to_owned(), known.join(", "));
            self.source
                .at(span, Problem::Undefined { key, name, known })
        })
    }

    fn one(
        &self,
        key: &'static str,
        name: Option<&Spanned<String>>,
    ) -> Result<Option<Column>, DefinitionError> {
        name.map(|name| self.column(key, name.get_ref(), name.span()))
            .transpose()
    }

    fn several(
        &self,
        key: &'static str,
        names: Option<&Spanned<Words>>,
    ) -> Result<Vec<Column>, DefinitionError> {
        let Some(names) = names else {
            return Ok(Vec::new());
        };
        let all = names.get_ref().all().iter();
        all.map(|name| self.column(key, name, names.span()))
            .collect()
    }

    fn row(&self, raw: &RawRow) -> Result<RowSpec, DefinitionError> {
        let mut facets = BTreeMap::new();
        for (facet, choice) in &raw.facets {
            let facet: Facet = self.source.member("facets", facet)?;
            facets.insert(facet, self.text_choice("facets", choice)?);
        }
        let mut attributes = BTreeMap::new();
        for (name, attribute) in &raw.attributes {
            let column = |name| self.column("attributes", name, attribute.span());
            let read = match attribute.get_ref() {
                RawAttribute::Column(name) => AttributeSource::Cells(column(name)?),
                RawAttribute::Headings(raw) => AttributeSource::Headings(column(&raw.headings_of)?),
            };
            attributes.insert(name.clone(), read);
        }
        let text = |key, choice: &Option<Spanned<RawChoice>>| {
            let choice = choice.as_ref();
            choice
                .map(|choice| self.text_choice(key, choice))
                .transpose()
        };
        let kind = raw.kind.as_ref();
        let refund = raw.refund_kind.as_ref();
        Ok(RowSpec {
            key: self.one("key", raw.key.as_ref())?,
            is_key_of_list: self.key_of_list(raw)?,
            kind: kind.map(|kind| self.choice("kind", kind)).transpose()?,
            programme: text("programme", &raw.programme)?,
            activity: text("activity", &raw.activity)?,
            facets,
            occurred_on: self.several("occurred-on", raw.occurred_on.as_ref())?,
            precision: self.one("precision", raw.precision.as_ref())?,
            settled_on: self.one("settled-on", raw.settled_on.as_ref())?,
            recognized_on: self.one("recognized-on", raw.recognized_on.as_ref())?,
            ended_on: self.one("ended-on", raw.ended_on.as_ref())?,
            last_on: self.one("last-on", raw.last_on.as_ref())?,
            amount: self.one("amount", raw.amount.as_ref())?,
            refund_kind: refund
                .map(|kind| self.source.member("refund-kind", kind))
                .transpose()?,
            quantity: self.one("quantity", raw.quantity.as_ref())?,
            unit: text("unit", &raw.unit)?,
            age: self.age(raw)?,
            companions: self.one("companions", raw.companions.as_ref())?,
            heads: self.one("heads", raw.heads.as_ref())?,
            attributes,
            attributes_each: self.one("attributes-each", raw.attributes_each.as_ref())?,
        })
    }

    fn key_of_list(&self, raw: &RawRow) -> Result<bool, DefinitionError> {
        match (&raw.key_of_list, &raw.key) {
            (Some(written), None) => {
                let (key, with) = ("key-of-list", "key".to_owned());
                Err(self.source.at(written.span(), Problem::Needs { key, with }))
            }
            (written, _) => Ok(written.as_ref().is_some_and(|written| *written.get_ref())),
        }
    }

    fn age(&self, raw: &RawRow) -> Result<Option<AgeSource>, DefinitionError> {
        let stated = self.one("age", raw.age.as_ref())?;
        let birth = self.one("age-from", raw.age_from.as_ref())?;
        match (stated, birth, &raw.age_from) {
            (Some(_), Some(_), Some(written)) => {
                let (key, with) = ("age-from", "age".to_owned());
                Err(self
                    .source
                    .at(written.span(), Problem::NotTogether { key, with }))
            }
            (stated, birth, _) => Ok(birth
                .map(AgeSource::Birth)
                .or(stated.map(AgeSource::Stated))),
        }
    }

    fn text_choice(
        &self,
        key: &'static str,
        raw: &Spanned<RawChoice>,
    ) -> Result<Choice<String>, DefinitionError> {
        Ok(match raw.get_ref() {
            RawChoice::Constant(text) => Choice::Constant(text.clone()),
            RawChoice::Column(choice) => Choice::Column {
                column: self.column(key, &choice.column, raw.span())?,
                values: choice
                    .values
                    .iter()
                    .map(|(cell, value)| (fold_label(cell), value.clone()))
                    .collect(),
                otherwise: choice.otherwise.clone(),
            },
        })
    }

    fn choice<T: ClosedSet>(
        &self,
        key: &'static str,
        raw: &Spanned<RawChoice>,
    ) -> Result<Choice<T>, DefinitionError> {
        let member = |text: &String| -> Result<T, DefinitionError> {
            let span = self.source.place_of(text, raw.span());
            self.source.member(key, &Spanned::new(span, text.clone()))
        };
        Ok(match self.text_choice(key, raw)? {
            Choice::Constant(text) => Choice::Constant(member(&text)?),
            Choice::Column {
                column,
                values,
                otherwise,
            } => Choice::Column {
                column,
                values: values
                    .iter()
                    .map(|(cell, value)| Ok((cell.clone(), member(value)?)))
                    .collect::<Result<_, DefinitionError>>()?,
                otherwise: otherwise.as_ref().map(member).transpose()?,
            },
        })
    }

    fn party(&self, raw: &RawParty, age: Option<AgeSource>) -> Result<PartySpec, DefinitionError> {
        let birth = self.one("birth", raw.birth.as_ref())?;
        if let (Some(written), None | Some(AgeSource::Stated(_))) = (&raw.birth, age) {
            // A birthday that no figure needs is not collected (個人情報保護法61条2項).
            let (key, with) = ("age-from", "birth".to_owned());
            return Err(self.source.at(written.span(), Problem::Needs { key, with }));
        }
        let by_name = matches!(raw.party_type.get_ref(), RawChoice::Constant(t) if t == "by-name");
        let party_type = if by_name {
            PartyTypeSource::ByName
        } else {
            PartyTypeSource::Choice(self.choice("type", &raw.party_type)?)
        };
        let mut identifiers = Vec::new();
        for (scheme, column) in &raw.identifiers {
            identifiers.push(IdentifierSpec {
                scheme: Some(scheme.clone()),
                column: self.column("identifiers", column.get_ref(), column.span())?,
            });
        }
        Ok(PartySpec {
            role: self.source.member("role", &raw.role)?,
            party_type,
            name: self.several("name", raw.name.as_ref())?,
            kana: self.several("kana", raw.kana.as_ref())?,
            postcode: self.one("postcode", raw.postcode.as_ref())?,
            address: self.several("address", raw.address.as_ref())?,
            telephone: self.one("telephone", raw.telephone.as_ref())?,
            mail: self.one("mail", raw.mail.as_ref())?,
            residence: self.one("residence", raw.residence.as_ref())?,
            birth,
            identifiers,
            is_expected: !raw.optional,
        })
    }

    /// The parties of our own template: every role up to three times, by its word.
    fn standard_parties(&mut self) -> Vec<PartySpec> {
        let mut parties = Vec::new();
        for (role, nth) in template::party_places() {
            let mut column = |field: &str| {
                let heading = template::party_heading(role, nth, field);
                self.columns.push(ColumnSpec {
                    patterns: vec![Pattern::new(&heading, &[])],
                    name: heading,
                    is_required: false,
                });
                Column(self.columns.len() - 1)
            };
            parties.push(PartySpec {
                role,
                party_type: PartyTypeSource::Choice(Choice::Column {
                    column: column(template::PARTY_TYPE),
                    values: BTreeMap::new(),
                    otherwise: Some(PartyType::Person),
                }),
                name: vec![column(template::NAME)],
                kana: vec![column(template::KANA)],
                postcode: Some(column(template::POSTCODE)),
                address: vec![column(template::ADDRESS)],
                telephone: Some(column(template::TELEPHONE)),
                mail: Some(column(template::MAIL)),
                residence: Some(column(template::RESIDENCE)),
                birth: Some(column(template::BIRTH)),
                identifiers: vec![IdentifierSpec {
                    scheme: None,
                    column: column(template::ANY_NUMBER),
                }],
                is_expected: false,
            });
        }
        parties
    }

    fn exclusion(&self, raw: &RawExclusion) -> Result<ExclusionSpec, DefinitionError> {
        let when = match raw.when.get_ref().as_str() {
            "filled" => When::Filled,
            "empty" => When::Empty,
            "is" => When::Is,
            "is-not" => When::IsNot,
            _ => {
                let known = "filled, empty, is, is-not".to_owned();
                return Err(self.source.refused("when", &raw.when, known));
            }
        };
        let reason: Exclusion = self.source.member("reason", &raw.reason)?;
        Ok(ExclusionSpec {
            column: self.column("column", raw.column.get_ref(), raw.column.span())?,
            when,
            values: raw.values.iter().map(|value| fold_label(value)).collect(),
            reason,
        })
    }

    fn observation(&self, raw: &RawObservation) -> Result<ObservationSpec, DefinitionError> {
        let needed = |key, name: &Spanned<String>| self.column(key, name.get_ref(), name.span());
        Ok(ObservationSpec {
            series: needed("series", &raw.series)?,
            definition: self.one("definition", raw.definition.as_ref())?,
            part: self.one("part", raw.part.as_ref())?,
            period: needed("period", &raw.period)?,
            value: needed("value", &raw.value)?,
            unit: self.one("unit", raw.unit.as_ref())?,
            published_on: self.one("published-on", raw.published_on.as_ref())?,
            release: self.one("release", raw.release.as_ref())?,
            document: self.one("document", raw.document.as_ref())?,
        })
    }
}

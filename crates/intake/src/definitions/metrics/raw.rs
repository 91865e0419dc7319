//! A metric as TOML writes it, every key optional: which of them belong together depends on the
//! measure and is told by the reader of the language, with the place of the key that does not.

use std::collections::BTreeSet;
use std::ops::Range;

use enishi_domain::engagement::Facet;
use enishi_domain::metric::Condition;
use serde::Deserialize;
use toml::Spanned;

use crate::definitions::fault::{DefinitionError, Problem, Source};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::definitions) struct RawMetric {
    pub(super) measure: Option<Spanned<String>>,
    pub(super) kinds: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(rename = "where")]
    pub(super) conditions: Option<Spanned<RawWhere>>,
    pub(super) party: Option<Spanned<String>>,
    pub(super) role: Option<Spanned<String>>,
    pub(super) date: Option<Spanned<String>>,
    pub(super) based_on: Option<Spanned<String>>,
    pub(super) of: Option<Spanned<String>>,
    pub(super) to: Option<Spanned<String>>,
    pub(super) minus: Option<Spanned<String>>,
    pub(super) series: Option<Spanned<String>>,
    pub(super) definition: Option<Spanned<String>>,
    pub(super) parts: Option<Spanned<Vec<String>>>,
    pub(super) window: Option<Spanned<String>>,
    pub(super) since: Option<Spanned<String>>,
    pub(super) divisor: Option<Spanned<RawNumber>>,
    pub(super) digits: Option<Spanned<u32>>,
    pub(super) unit: Option<Spanned<String>>,
    pub(super) note: Option<String>,
    /// Where a named count stands; set by the reader of regions.
    #[serde(skip)]
    pub(in crate::definitions) span: Range<usize>,
}

impl RawMetric {
    /// The keys that are written, with their places.
    fn written(&self) -> Vec<(&'static str, Range<usize>)> {
        let text = |key, value: &Option<Spanned<String>>| Some((key, value.as_ref()?.span()));
        [
            text("party", &self.party),
            text("role", &self.role),
            text("date", &self.date),
            text("based-on", &self.based_on),
            text("of", &self.of),
            text("to", &self.to),
            text("minus", &self.minus),
            text("series", &self.series),
            text("definition", &self.definition),
            text("window", &self.window),
            text("since", &self.since),
            text("unit", &self.unit),
            self.kinds.as_ref().map(|kinds| ("kinds", kinds.span())),
            self.parts.as_ref().map(|parts| ("parts", parts.span())),
            self.divisor.as_ref().map(|d| ("divisor", d.span())),
            self.digits.as_ref().map(|d| ("digits", d.span())),
            self.conditions.as_ref().map(|c| ("where", c.span())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether it says that nobody decided yet how the KPI is counted.
    pub(super) fn is_undecided(&self) -> bool {
        let measure = self.measure.as_ref();
        measure.is_some_and(|measure| measure.get_ref() == "undecided")
    }

    /// Where the value of a key stands.
    pub(in crate::definitions) fn place_of(&self, key: &str) -> Option<Range<usize>> {
        let measure = self.measure.as_ref().map(|m| ("measure", m.span()));
        let mut written = self.written().into_iter().chain(measure);
        written
            .find(|(known, _)| *known == key)
            .map(|(_, span)| span)
    }

    /// Those of the keys that are written.
    pub(super) fn set(&self, keys: &[&str]) -> Vec<(&'static str, Range<usize>)> {
        let mut written = self.written();
        written.retain(|(key, _)| keys.contains(key));
        written
    }

    /// The written keys of a count or a formula, but for these.
    pub(super) fn set_but(&self, keys: &[&str]) -> Vec<(&'static str, Range<usize>)> {
        let always = ["window", "since", "unit", "divisor", "digits"];
        let mut written = self.written();
        written.retain(|(key, _)| !keys.contains(key) && !always.contains(key));
        written
    }

    /// Refuses the first of keys that do not belong there.
    pub(super) fn refuse(
        &self,
        source: Source<'_>,
        with: &str,
        keys: &[(&'static str, Range<usize>)],
    ) -> Result<(), DefinitionError> {
        let Some((key, span)) = keys.first() else {
            return Ok(());
        };
        let place = if span.is_empty() {
            self.measure.as_ref().map_or(0..0, Spanned::span)
        } else {
            span.clone()
        };
        let with = with.to_owned();
        Err(source.at(place, Problem::NotTogether { key, with }))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::definitions) struct RawWhere {
    scheme: Option<Words>,
    class: Option<Words>,
    tag: Option<Words>,
    topic: Option<Words>,
    answer: Option<Words>,
    centre: Option<Words>,
    club: Option<Words>,
    programme: Option<String>,
    age_below: Option<u8>,
    age_from: Option<u8>,
}

impl RawWhere {
    pub(super) fn conditions(&self) -> Vec<Condition> {
        let facets = self.facets().into_iter().filter_map(|(facet, values)| {
            let any_of = values?.all();
            Some(Condition::Facet { facet, any_of })
        });
        let programme = self.programme.clone().map(Condition::Programme);
        let below = self.age_below.map(Condition::AgeBelow);
        let from = self.age_from.map(Condition::AgeFrom);
        facets.chain(programme).chain(below).chain(from).collect()
    }

    fn facets(&self) -> [(Facet, Option<&Words>); 7] {
        [
            (Facet::Scheme, self.scheme.as_ref()),
            (Facet::Class, self.class.as_ref()),
            (Facet::Tag, self.tag.as_ref()),
            (Facet::Topic, self.topic.as_ref()),
            (Facet::Answer, self.answer.as_ref()),
            (Facet::Centre, self.centre.as_ref()),
            (Facet::Club, self.club.as_ref()),
        ]
    }
}

/// One word or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

impl Words {
    fn all(&self) -> BTreeSet<String> {
        match self {
            Self::One(word) => BTreeSet::from([word.clone()]),
            Self::Several(words) => words.iter().cloned().collect(),
        }
    }
}

/// TOML has no decimals; a number is printed back as it was written.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum RawNumber {
    Whole(i64),
    Float(f64),
    Text(String),
}

impl RawNumber {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Text(text) => text.trim().to_owned(),
        }
    }
}

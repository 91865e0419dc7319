//! A mapping as TOML writes it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawMapping {
    pub(super) id: Spanned<String>,
    pub(super) version: u32,
    pub(super) label: String,
    pub(super) purpose: Spanned<String>,
    pub(super) system: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) sheet: Option<String>,
    #[serde(default)]
    pub(super) drift: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) required: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) reconcile: bool,
    #[serde(default)]
    pub(super) standard_parties: bool,
    pub(super) columns: BTreeMap<Spanned<String>, Words>,
    pub(super) row: Option<RawRow>,
    #[serde(default)]
    pub(super) party: Vec<RawParty>,
    #[serde(default)]
    pub(super) exclude: Vec<RawExclusion>,
    pub(super) observation: Option<RawObservation>,
}

/// One text or several.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    One(String),
    Several(Vec<String>),
}

impl Words {
    pub(super) fn all(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Several(words) => words,
        }
    }
}

/// A constant, or a column with what its cells mean.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum RawChoice {
    Constant(String),
    Column(RawColumnChoice),
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawColumnChoice {
    pub(super) column: String,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
    pub(super) otherwise: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawRow {
    pub(super) key: Option<Spanned<String>>,
    pub(super) key_of_list: Option<Spanned<bool>>,
    pub(super) kind: Option<Spanned<RawChoice>>,
    pub(super) programme: Option<Spanned<RawChoice>>,
    pub(super) activity: Option<Spanned<RawChoice>>,
    #[serde(default)]
    pub(super) facets: BTreeMap<Spanned<String>, Spanned<RawChoice>>,
    pub(super) occurred_on: Option<Spanned<Words>>,
    pub(super) precision: Option<Spanned<String>>,
    pub(super) settled_on: Option<Spanned<String>>,
    pub(super) recognized_on: Option<Spanned<String>>,
    pub(super) ended_on: Option<Spanned<String>>,
    pub(super) last_on: Option<Spanned<String>>,
    pub(super) amount: Option<Spanned<String>>,
    pub(super) refund_kind: Option<Spanned<String>>,
    pub(super) quantity: Option<Spanned<String>>,
    pub(super) unit: Option<Spanned<RawChoice>>,
    pub(super) age: Option<Spanned<String>>,
    pub(super) age_from: Option<Spanned<String>>,
    pub(super) companions: Option<Spanned<String>>,
    pub(super) heads: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, Spanned<RawAttribute>>,
    pub(super) attributes_each: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawAttribute {
    Column(String),
    Headings(RawHeadings),
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawHeadings {
    pub(super) headings_of: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawParty {
    pub(super) role: Spanned<String>,
    #[serde(rename = "type")]
    pub(super) party_type: Spanned<RawChoice>,
    pub(super) name: Option<Spanned<Words>>,
    pub(super) kana: Option<Spanned<Words>>,
    pub(super) postcode: Option<Spanned<String>>,
    pub(super) address: Option<Spanned<Words>>,
    pub(super) telephone: Option<Spanned<String>>,
    pub(super) mail: Option<Spanned<String>>,
    pub(super) residence: Option<Spanned<String>>,
    pub(super) birth: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) identifiers: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawExclusion {
    pub(super) column: Spanned<String>,
    pub(super) when: Spanned<String>,
    #[serde(default)]
    pub(super) values: Vec<String>,
    pub(super) reason: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawObservation {
    pub(super) series: Spanned<String>,
    pub(super) definition: Option<Spanned<String>>,
    pub(super) part: Option<Spanned<String>>,
    pub(super) period: Spanned<String>,
    pub(super) value: Spanned<String>,
    pub(super) unit: Option<Spanned<String>>,
    pub(super) published_on: Option<Spanned<String>>,
    pub(super) release: Option<Spanned<String>>,
    pub(super) document: Option<Spanned<String>>,
}

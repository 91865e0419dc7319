//! Region files as TOML writes them.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::definitions::metrics::RawMetric;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawFile {
    pub(super) municipality: Option<Spanned<String>>,
    pub(super) code: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) purpose: Vec<RawPurpose>,
    #[serde(default)]
    pub(super) series: Vec<RawSeries>,
    #[serde(default)]
    pub(super) department: Vec<RawDepartment>,
    #[serde(default)]
    pub(super) deadline: Vec<RawDeadline>,
    #[serde(default)]
    pub(super) count: BTreeMap<Spanned<String>, RawMetric>,
    #[serde(default)]
    pub(super) programme: Vec<RawProgramme>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawPurpose {
    pub(super) id: Spanned<String>,
    pub(super) label: String,
    pub(super) legal_basis: String,
    pub(super) retention_years: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawDepartment {
    pub(super) name: Spanned<String>,
    pub(super) since: Option<Spanned<String>>,
    pub(super) until: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) became: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawDeadline {
    pub(super) label: Spanned<String>,
    pub(super) day: Spanned<String>,
    pub(super) step: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawSeries {
    pub(super) id: String,
    pub(super) definition: Spanned<String>,
    pub(super) label: String,
    pub(super) unit: Spanned<String>,
    pub(super) publisher: String,
    pub(super) definition_text: String,
    pub(super) ended: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawProgramme {
    pub(super) no: Spanned<String>,
    pub(super) name: Option<String>,
    pub(super) overview: Option<String>,
    #[serde(default)]
    pub(super) departments: Vec<String>,
    #[serde(default)]
    pub(super) costs_settled: BTreeMap<Spanned<String>, i64>,
    #[serde(default)]
    pub(super) kpi: Vec<RawKpi>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawKpi {
    pub(super) no: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) direction: Option<Spanned<String>>,
    pub(super) tolerance: Option<Spanned<String>>,
    pub(super) accumulation: Option<Spanned<String>>,
    pub(super) baseline: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) targets: BTreeMap<Spanned<String>, Spanned<String>>,
    pub(super) begins: Option<Spanned<String>>,
    pub(super) metric: Spanned<RawMetric>,
    #[serde(default)]
    pub(super) beside: Vec<RawBeside>,
    #[serde(default)]
    pub(super) published_by: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RawBeside {
    pub(super) label: String,
    pub(super) metric: Spanned<RawMetric>,
}

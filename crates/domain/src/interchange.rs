//! The published JSON: `enishi.check/1`, one checked sheet, `enishi.checks/1`, several, and in
//! `measure` what a ledger gives. The one place of serde. The shapes stand in
//! `docs/reference/enishi.check-1.schema.json`, in this order of keys. How a finding is worded is
//! not decided here: findings arrive rendered.

use serde::{Deserialize, Serialize};

use crate::evaluation::SheetEvaluation;
use crate::finding::{Repair, Severity};
use crate::grid::Place;
use crate::kpi::KpiNo;
use crate::year_sheet::YearSheet;

pub mod edition;
pub mod measure;
mod reading;
mod streaming;
mod writing;

pub use reading::InterchangeError;
pub use streaming::{CheckWriter, ChecksWriter};

/// The `format` of a checked sheet.
pub const CHECK_FORMAT: &str = "enishi.check/1";

/// The `format` of several checked sheets.
pub const CHECKS_FORMAT: &str = "enishi.checks/1";

/// A finding with its message in words, as pages and files show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFinding {
    /// The rule's code.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// The programme's number as printed.
    pub programme: Option<String>,
    /// The KPI's number.
    pub kpi: Option<KpiNo>,
    /// Where it stands.
    pub place: Option<Place>,
    /// What is amiss, in words.
    pub message: String,
    /// What to do, in words. Not part of the JSON: the rule's page says it.
    pub remedy: Option<String>,
    /// The excerpt of the document. Not part of the JSON.
    pub excerpt: Option<String>,
    /// The repair.
    pub repair: Option<Repair>,
    /// How many findings it stands for.
    pub count: usize,
}

/// `enishi.checks/1`: several files give several results and one total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// Always [`CHECKS_FORMAT`].
    pub format: String,
    /// One a sheet, in the order given.
    pub results: Vec<Check>,
    /// The sum of the results' summaries.
    pub summary: Summary,
}

/// `enishi.check/1`: one checked sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Always [`CHECK_FORMAT`].
    pub format: String,
    /// What was read.
    pub source: Source,
    /// The sheet as read and evaluated.
    pub sheet: SheetEntry,
    /// What is amiss.
    pub findings: Vec<FindingEntry>,
    /// The counts.
    pub summary: Summary,
}

/// Where a sheet came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file's name as it was given; `-` for standard input.
    pub name: String,
    /// `tsv`, `csv`, `xlsx` …
    pub format: String,
    /// The text's encoding; none for a workbook.
    pub encoding: Option<String>,
    /// The layout by which it was read.
    pub layout: Option<String>,
    /// Of the file's bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// A sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetEntry {
    /// 表題
    pub title: Option<String>,
    /// 自治体
    pub municipality: Option<String>,
    /// 実施年度, by the western year in which it begins.
    pub fiscal_year: Option<i16>,
    /// In the sheet's order.
    pub programmes: Vec<ProgrammeEntry>,
    /// What could not be given to a KPI.
    pub unassigned: Vec<UnassignedEntry>,
}

/// A programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeEntry {
    /// As printed.
    pub no: String,
    /// 事業名
    pub name: Option<String>,
    /// 事業概要
    pub overview: Option<String>,
    /// 決算額
    pub cost_settled_yen: Option<i64>,
    /// 担当課
    pub departments: Vec<String>,
    /// 未達成の要因等
    pub remarks: Option<String>,
    /// In the sheet's order.
    pub kpis: Vec<KpiEntry>,
}

/// A KPI's number: `1`, or `"7-2"` for a second level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NoEntry {
    /// One level.
    Plain(u16),
    /// Two levels.
    Levels(String),
}

/// A KPI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KpiEntry {
    /// Its number.
    pub no: NoEntry,
    /// Its name.
    pub name: String,
    /// Its unit as printed; empty where none is.
    pub unit: String,
    /// `up`, `down`, `maintain`, `range`.
    pub direction: String,
    /// ε of `maintain`; absent when 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<String>,
    /// `declared`, `inferred`, `assumed`.
    pub direction_source: String,
    /// `flow`, `stock` …
    pub accumulation: String,
    /// `F3`, `F7 2022-2026` …; absent unless the city declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// 基準値
    pub baseline: Option<ValueEntry>,
    /// 目標値
    pub target: Option<ValueEntry>,
    /// 実績値
    pub actual: Option<ValueEntry>,
    /// What a measured actual rests on; absent for a stated one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceEntry>,
    /// The printed mark.
    pub stated: Option<StatedEntry>,
    /// The computed verdict.
    pub computed: ComputedEntry,
    /// The computed rate.
    pub rate: Option<RateEntry>,
    /// The printed rate.
    pub stated_rate: Option<StatedRateEntry>,
    /// Its own causes, improvements and outlook.
    pub remarks: Option<String>,
}

/// 根拠
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceEntry {
    /// Ledger rows, or published documents of a series.
    pub count: i64,
    /// As in `enishi.measure/1`.
    pub status: String,
    /// What came after the figure was frozen; absent where it is not frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections: Option<CorrectionsCount>,
}

/// 確定後の訂正, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionsCount {
    /// How many.
    pub count: i64,
    /// What the ledger gives now less the frozen figure, part by part.
    pub difference: Vec<measure::DifferenceEntry>,
}

/// A value: amounts, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueEntry {
    /// As printed.
    pub text: String,
    /// Empty exactly where `missing` has a code.
    pub parts: Vec<PartEntry>,
    /// Why there is no amount.
    pub missing: Option<String>,
}

/// One part of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartEntry {
    /// 男, 女 …
    pub label: Option<String>,
    /// The amount; null for a range.
    pub amount: Option<String>,
    /// As printed, or else the KPI's.
    pub unit: String,
    /// A range's lower end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// A range's upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// The 15 of 12/15.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// `at_least`, `about` …
    pub qualifier: Option<String>,
    /// The year printed with the amount.
    pub period: Option<i16>,
}

/// The printed mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedEntry {
    /// As printed.
    pub text: String,
    /// `met`, `missed`, `unmeasured`, `other`.
    pub verdict: String,
}

/// The computed verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputedEntry {
    /// `met`, `missed`, `unmeasured`.
    pub verdict: String,
    /// Why unmeasured.
    pub reason: Option<String>,
    /// The year that was compared.
    pub period: Option<i16>,
}

/// The computed rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateEntry {
    /// One decimal, as shown.
    pub percent: String,
    /// F1 …
    pub formula: String,
    /// 維持目標: true where the baseline already stands at or beyond the target; else absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintained: Option<bool>,
    /// F1 beside F4 or F7, F5 beside F6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<BesideEntry>,
    /// The parts' own rates, where the KPI is divided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<RatePartEntry>>,
}

/// A second rate, to be read beside the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BesideEntry {
    /// One decimal, as shown.
    pub percent: String,
    /// F1, F5
    pub formula: String,
}

/// One part's rate and verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatePartEntry {
    /// 男, 女 …
    pub label: Option<String>,
    /// One decimal, as shown.
    pub percent: Option<String>,
    /// F1 …
    pub formula: Option<String>,
    /// `met`, `missed`, `unmeasured`.
    pub verdict: String,
    /// Why unmeasured.
    pub reason: Option<String>,
}

/// The printed rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedRateEntry {
    /// As printed.
    pub text: String,
    /// The number in it.
    pub percent: Option<String>,
}

/// A text that could not be given to a KPI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnassignedEntry {
    /// The programme's number as printed.
    pub programme: Option<String>,
    /// `target`, `actual`, `mark` …
    pub column: String,
    /// As printed.
    pub text: String,
    /// Where.
    pub place: Option<PlaceEntry>,
}

/// A physical position, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceEntry {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// The column's heading.
    pub header: Option<String>,
    /// The worksheet, where the file has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingEntry {
    /// The rule's code.
    pub rule: String,
    /// `error`, `warning`, `info`.
    pub severity: String,
    /// The programme's number as printed.
    pub programme: Option<String>,
    /// The KPI's number.
    pub kpi: Option<NoEntry>,
    /// Where.
    pub place: Option<PlaceEntry>,
    /// What is amiss.
    pub message: String,
    /// What was printed and what it was read as.
    pub repair: Option<RepairEntry>,
    /// How many findings it stands for, where it is more than itself; the summary counts them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

/// A repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairEntry {
    /// As printed.
    pub from: String,
    /// As read.
    pub to: String,
}

/// The counts of one sheet, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Programmes.
    pub programmes: usize,
    /// KPIs.
    pub kpis: usize,
    /// By the printed marks.
    pub stated: StatedCounts,
    /// By the computed verdicts.
    pub computed: ComputedCounts,
    /// Findings by severity.
    pub findings: FindingCounts,
}

/// KPIs by printed mark; one without a mark is in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedCounts {
    /// ○
    pub met: usize,
    /// ×
    pub missed: usize,
    /// -
    pub unmeasured: usize,
    /// Of another scale.
    pub other: usize,
}

/// KPIs by computed verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputedCounts {
    /// ○
    pub met: usize,
    /// ×
    pub missed: usize,
    /// -
    pub unmeasured: usize,
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCounts {
    /// 誤り
    pub error: usize,
    /// 注意
    pub warning: usize,
    /// 参考
    pub info: usize,
}

impl Checks {
    /// Several results with their total.
    #[must_use]
    pub fn new(results: Vec<Check>) -> Self {
        let summary = Summary::total(results.iter().map(|check| &check.summary));
        Self {
            format: CHECKS_FORMAT.to_owned(),
            results,
            summary,
        }
    }
}

impl Check {
    /// A checked sheet with what follows from its numbers and what is amiss.
    #[must_use]
    pub fn new(
        source: Source,
        sheet: &YearSheet,
        evaluation: &SheetEvaluation,
        findings: Vec<RenderedFinding>,
    ) -> Self {
        let counted = findings
            .iter()
            .map(|finding| (finding.severity, finding.count));
        Self {
            format: CHECK_FORMAT.to_owned(),
            source,
            sheet: SheetEntry::new(sheet, evaluation),
            summary: Summary::new(sheet, evaluation, counted),
            findings: findings.into_iter().map(FindingEntry::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests;

//! `enishi.measure/1`: what a ledger says of every KPI in one year. The shape stands in
//! `docs/reference/enishi.measure-1.schema.json`, in this order of keys.

use serde::{Deserialize, Serialize};

use super::ValueEntry;
use crate::calendar::{FiscalYear, day_in_japan};
use crate::corrections::{Corrected, Correction, Corrections};
use crate::figure::Unit;
use crate::finding::Finding;
use crate::kpi::KpiNo;
use crate::measurement::{Amount, Measurement};
use crate::metric::Metric;
use crate::words::ClosedSet;

/// The `format` of a measured year.
pub const MEASURE_FORMAT: &str = "enishi.measure/1";

/// `enishi.measure/1`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredYear {
    /// Always [`MEASURE_FORMAT`].
    pub format: String,
    /// By the western year in which it begins.
    pub fiscal_year: i16,
    /// The day up to whose end the ledger was looked at; null for all of it.
    pub as_of: Option<String>,
    /// In the region's order.
    pub kpis: Vec<MeasuredKpi>,
    /// What is odd about the definitions, seen from the ledger; absent where nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<DefinitionFinding>,
}

/// What is odd about a definition, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinitionFinding {
    /// L01 …
    pub rule: String,
    /// `1-①`
    pub kpi: Option<String>,
    /// In words.
    pub message: String,
    /// The region's file.
    pub file: Option<String>,
    /// From 1.
    pub line: Option<u32>,
    /// In characters, from 1.
    pub column: Option<u32>,
}

impl DefinitionFinding {
    /// The entry of a finding; its message comes worded.
    #[must_use]
    pub fn new(finding: &Finding, message: String) -> Self {
        let place = finding.place.as_ref();
        let programme = finding.programme.as_deref();
        Self {
            rule: finding.rule.to_owned(),
            kpi: programme.zip(finding.kpi).map(|(p, no)| kpi_code(p, no)),
            message,
            file: place.and_then(|place| place.sheet.clone()),
            line: place.map(|place| place.row),
            column: place.map(|place| place.column),
        }
    }
}

impl MeasuredYear {
    /// A year's report.
    #[must_use]
    pub fn new(year: FiscalYear, as_of: Option<String>, kpis: Vec<MeasuredKpi>) -> Self {
        Self {
            format: MEASURE_FORMAT.to_owned(),
            fiscal_year: year.western(),
            as_of,
            kpis,
            findings: Vec::new(),
        }
    }
}

/// One KPI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredKpi {
    /// `1-①`
    pub kpi: String,
    /// As in `enishi.check/1`; missing with a code where there is no figure.
    pub value: ValueEntry,
    /// 延べ; null for a series.
    pub rows: Option<i64>,
    /// 実; null for a series.
    pub distinct: Option<i64>,
    /// 実績値なし, 暫定値, 確定できます, 確定, 公表.
    pub status: String,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Ledger rows, or published documents of a series.
    pub evidence: i64,
    /// How it is measured, in a sentence.
    pub definition: String,
    /// By what that definition's version is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What is shown beside the figure; absent where nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<BesideFigure>,
    /// What came after the figure was frozen; absent where it is not frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrections: Option<CorrectionsEntry>,
}

/// A figure that is shown beside a KPI's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BesideFigure {
    /// What it is called.
    pub label: String,
    /// As in `enishi.check/1`; missing with a code where there is no figure.
    pub value: ValueEntry,
    /// 実績値なし, 暫定値, 確定できます.
    pub status: String,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Ledger rows, or published documents of a series.
    pub evidence: i64,
    /// How it is measured, in a sentence.
    pub definition: String,
}

impl BesideFigure {
    /// The entry of a figure; the sentence comes worded.
    #[must_use]
    pub fn new(label: &str, unit: &Unit, measured: &Measurement, definition: String) -> Self {
        Self {
            label: label.to_owned(),
            value: ValueEntry::from(&measured.value(unit)),
            status: measured.status.code().to_owned(),
            reason: measured.reason.map(|reason| reason.code().to_owned()),
            evidence: measured.evidence,
            definition,
        }
    }
}

/// 確定後の訂正
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionsEntry {
    /// How many.
    pub count: i64,
    /// What the ledger gives by now, under the definition of the frozen figure.
    pub now: ValueEntry,
    /// That less the frozen figure, part by part; empty where one of the two is no figure.
    pub difference: Vec<DifferenceEntry>,
    /// The first of them.
    pub listed: Vec<CorrectionEntry>,
}

/// How much one part differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceEntry {
    /// 男, 女 …
    pub label: Option<String>,
    /// In the figure's unit.
    pub amount: String,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionEntry {
    /// Its place in the ledger.
    pub position: i64,
    /// `E12`, `P3 P7`, or a series' name.
    pub what: String,
    /// `assert`, `correct`, `void`; a verdict; or a release.
    pub operation: String,
    /// Why.
    pub reason: Option<String>,
    /// The day in Japan on which it was recorded.
    pub day: String,
}

impl CorrectionsEntry {
    /// What stands beside a frozen figure.
    #[must_use]
    pub fn new(corrections: &Corrections, frozen: &Measurement, unit: &Unit) -> Self {
        let difference = corrections.difference(frozen);
        Self {
            count: corrections.count,
            now: ValueEntry::from(&corrections.now.value(unit)),
            difference: difference.iter().map(DifferenceEntry::from).collect(),
            listed: corrections
                .listed
                .iter()
                .map(CorrectionEntry::new)
                .collect(),
        }
    }
}

impl From<&Amount> for DifferenceEntry {
    fn from(part: &Amount) -> Self {
        Self {
            label: part.label.clone(),
            amount: part.amount.to_string(),
        }
    }
}

impl CorrectionEntry {
    fn new(correction: &Correction) -> Self {
        let (what, operation, reason) = match &correction.what {
            Corrected::Engagement {
                id,
                operation,
                reason,
            } => (
                id.to_string(),
                operation.code(),
                reason.map(ClosedSet::code),
            ),
            Corrected::Link { a, b, verdict } => (format!("{a} {b}"), verdict.code(), None),
            Corrected::Observation { series, release } => (series.clone(), release.code(), None),
        };
        Self {
            position: correction.position.0,
            what,
            operation: operation.to_owned(),
            reason: reason.map(str::to_owned),
            day: day_in_japan(correction.recorded_at).to_string(),
        }
    }
}

impl MeasuredKpi {
    /// A KPI's entry; the sentence comes worded.
    #[must_use]
    pub fn new(
        programme: &str,
        no: KpiNo,
        metric: &Metric,
        measured: &Measurement,
        definition: String,
    ) -> Self {
        Self {
            kpi: kpi_code(programme, no),
            value: ValueEntry::from(&measured.value(&metric.unit)),
            rows: measured.rows,
            distinct: measured.distinct,
            status: measured.status.code().to_owned(),
            reason: measured.reason.map(|reason| reason.code().to_owned()),
            evidence: measured.evidence,
            definition,
            version: None,
            beside: Vec::new(),
            corrections: None,
        }
    }
}

/// A KPI within its region: `1-①`.
#[must_use]
pub fn kpi_code(programme: &str, no: KpiNo) -> String {
    format!("{programme}-{}", no.circled())
}

/// What keyboards write in place of a hyphen: hyphens and dashes, the minus sign, 長音符.
const DASHES: [char; 8] = [
    '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}', '\u{30fc}',
];

/// Reads `1-①`, `1-1` and `1-⑴`: the programme's number and the KPI's.
#[must_use]
pub fn parse_kpi_code(code: &str) -> Option<(String, KpiNo)> {
    let code = crate::text::fold_ascii(code).replace(DASHES, "-");
    let (programme, no) = code.trim().split_once('-')?;
    let circled = no.chars().next().and_then(crate::text::circled_number);
    let no = match circled {
        Some(n) if no.chars().count() == 1 => KpiNo::new(n),
        _ => no.parse().ok()?,
    };
    Some((programme.to_owned(), no))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kpi_is_called_by_its_programme_and_number() {
        let codes = [("1-①", 1), ("1-1", 1), ("１－２", 2), ("1-⑳", 20)];
        for (code, no) in codes
            .into_iter()
            .chain([("１−１", 1), ("1–2", 2), ("１ー２", 2)])
        {
            let read = parse_kpi_code(code);
            assert_eq!(read, Some(("1".to_owned(), KpiNo::new(no))), "{code}");
        }
        for code in ["", "1", "1-", "1-①②", "①"] {
            assert_eq!(parse_kpi_code(code), None, "{code}");
        }
        assert_eq!(kpi_code("1", KpiNo::new(3)), "1-③");
    }
}

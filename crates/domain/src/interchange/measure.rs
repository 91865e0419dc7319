//! `enishi.measure/1`: what a ledger says of every KPI in one year. The shape stands in
//! `docs/reference/enishi.measure-1.schema.json`, in this order of keys.

use serde::{Deserialize, Serialize};

use super::ValueEntry;
use crate::calendar::FiscalYear;
use crate::kpi::KpiNo;
use crate::measurement::Measurement;
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
    /// 未測定, 暫定値, 確定できます, 確定, 公表.
    pub status: String,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Ledger rows, or published documents of a series.
    pub evidence: i64,
    /// How it is measured, in a sentence.
    pub definition: String,
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
        }
    }
}

/// A KPI within its region: `1-①`.
#[must_use]
pub fn kpi_code(programme: &str, no: KpiNo) -> String {
    format!("{programme}-{}", no.circled())
}

/// Reads `1-①`, `1-1` and `1-⑴`: the programme's number and the KPI's.
#[must_use]
pub fn parse_kpi_code(code: &str) -> Option<(String, KpiNo)> {
    let code = crate::text::fold_ascii(code);
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
        for (code, no) in [("1-①", 1), ("1-1", 1), ("１－２", 2), ("1-⑳", 20)] {
            let read = parse_kpi_code(code);
            assert_eq!(read, Some(("1".to_owned(), KpiNo::new(no))), "{code}");
        }
        for code in ["", "1", "1-", "1-①②", "①"] {
            assert_eq!(parse_kpi_code(code), None, "{code}");
        }
        assert_eq!(kpi_code("1", KpiNo::new(3)), "1-③");
    }
}

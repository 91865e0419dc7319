//! From the published JSON back to the domain. Only the sheet comes back: what was computed is
//! computed again, and findings are found again. The JSON carries no place but that of unassigned
//! texts, and neither the printed cost nor the departments as run together; both are written anew.

use rust_decimal::Decimal;

use crate::calendar::FiscalYear;
use crate::figure::{Content, Missing, Part, Quantity, Unit, Value};
use crate::grid::Place;
use crate::kpi::{Actual, Baseline, Kpi, KpiNo, Printed, StatedMark, StatedRate, Target};
use crate::money::Yen;
use crate::rate::DeclaredFormula;
use crate::words::{ClosedSet, direction_from_code};
use crate::year_sheet::{Cost, Programme, Unassigned, YearSheet};

use super::{
    CHECK_FORMAT, Check, KpiEntry, NoEntry, PartEntry, PlaceEntry, ProgrammeEntry, SheetEntry,
    StatedEntry, StatedRateEntry, UnassignedEntry, ValueEntry,
};

/// Why a JSON of the right shape is no checked sheet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InterchangeError {
    /// Another format, or a later version of this one.
    #[error("format `{0}` is not `{CHECK_FORMAT}`")]
    UnknownFormat(String),
    /// A code outside its closed set.
    #[error("`{code}` is not a known {set}")]
    UnknownCode {
        /// The key it stands under.
        set: &'static str,
        /// What stands there.
        code: String,
    },
    /// An amount that is no decimal number, or has more digits than a decimal holds.
    #[error("`{0}` is not a decimal number")]
    BadAmount(String),
    /// A year outside those that have an era.
    #[error("{0} is not a fiscal year")]
    BadYear(i16),
    /// A KPI's number that is none.
    #[error("`{0}` is not a KPI number")]
    BadKpiNo(String),
    /// A value with both amounts and a reason for their absence, or with neither.
    #[error("value `{0}` must have either parts or a missing code")]
    PartsOrMissing(String),
    /// A part with an amount and a range, or with a denominator and no amount.
    #[error("a part of value `{0}` is neither an amount, a fraction nor a range")]
    BadPart(String),
}

impl Check {
    /// The sheet that was written.
    ///
    /// # Errors
    /// [`InterchangeError::UnknownFormat`] for any format but `enishi.check/1`; the others where a
    /// code, number or year is outside what the schema allows.
    pub fn into_sheet(self) -> Result<YearSheet, InterchangeError> {
        if self.format != CHECK_FORMAT {
            return Err(InterchangeError::UnknownFormat(self.format));
        }
        self.sheet.into_sheet()
    }
}

impl SheetEntry {
    fn into_sheet(self) -> Result<YearSheet, InterchangeError> {
        Ok(YearSheet {
            title: self.title,
            municipality: self.municipality,
            fiscal_year: year(self.fiscal_year)?,
            // The JSON carries no printed total.
            cost_total: None,
            programmes: all(self.programmes, ProgrammeEntry::into_programme)?,
            unassigned: all(self.unassigned, UnassignedEntry::into_unassigned)?,
        })
    }
}

impl ProgrammeEntry {
    fn into_programme(self) -> Result<Programme, InterchangeError> {
        let cost = |yen: Yen| Cost {
            printed: Printed::new(yen.to_string()),
            yen: Some(yen),
        };
        let departments = self.departments.join("\n");
        Ok(Programme {
            no: self.no,
            name: self.name.map(Printed::new),
            overview: self.overview.map(Printed::new),
            cost_settled: self.cost_settled_yen.map(Yen).map(cost),
            departments_printed: (!departments.is_empty()).then(|| Printed::new(departments)),
            departments: self.departments,
            remarks: self.remarks.map(Printed::new),
            kpis: all(self.kpis, KpiEntry::into_kpi)?,
            place: None,
        })
    }
}

impl NoEntry {
    fn into_no(self) -> Result<KpiNo, InterchangeError> {
        match self {
            Self::Plain(first) => Ok(KpiNo::new(first)),
            Self::Levels(text) => text
                .parse()
                .map_err(|_refused| InterchangeError::BadKpiNo(text)),
        }
    }
}

impl KpiEntry {
    fn into_kpi(self) -> Result<Kpi, InterchangeError> {
        let tolerance = decimal(self.tolerance)?.unwrap_or_default();
        let direction = direction_from_code(&self.direction, tolerance).ok_or_else(|| {
            InterchangeError::UnknownCode {
                set: "direction",
                code: self.direction.clone(),
            }
        })?;
        let value = |entry: Option<ValueEntry>| entry.map(ValueEntry::into_value).transpose();
        Ok(Kpi {
            no: self.no.into_no()?,
            name: Printed::new(self.name),
            unit: Unit::new(&self.unit),
            direction,
            direction_source: member("direction_source", &self.direction_source)?,
            accumulation: member("accumulation", &self.accumulation)?,
            formula: self.formula.map(declared).transpose()?,
            baseline: value(self.baseline)?.map(Baseline),
            target: value(self.target)?.map(Target),
            actual: value(self.actual)?.map(Actual::Stated),
            stated: self.stated.map(StatedEntry::into_mark).transpose()?,
            stated_rate: self
                .stated_rate
                .map(StatedRateEntry::into_rate)
                .transpose()?,
            remarks: self.remarks.map(Printed::new),
        })
    }
}

impl ValueEntry {
    fn into_value(self) -> Result<Value, InterchangeError> {
        let Self {
            text,
            parts,
            missing,
        } = self;
        let content = match missing {
            Some(code) if parts.is_empty() => {
                Content::Missing(member::<Missing>("missing", &code)?)
            }
            None if !parts.is_empty() => {
                Content::Parts(all(parts, |part| PartEntry::into_part(part, &text))?)
            }
            Some(_) | None => return Err(InterchangeError::PartsOrMissing(text)),
        };
        Ok(Value {
            text,
            content,
            place: None,
        })
    }
}

impl PartEntry {
    fn into_part(self, text: &str) -> Result<Part, InterchangeError> {
        let (low, high) = (decimal(self.low)?, decimal(self.high)?);
        let (amount, denominator) = (decimal(self.amount)?, decimal(self.denominator)?);
        let quantity = match (amount, denominator, low, high) {
            (Some(amount), None, None, None) => Quantity::Exact(amount),
            (Some(amount), Some(denominator), None, None) => Quantity::OutOf {
                amount,
                denominator,
            },
            (None, None, low, high) => Quantity::Range { low, high },
            _ => return Err(InterchangeError::BadPart(text.to_owned())),
        };
        Ok(Part {
            label: self.label,
            quantity,
            unit: Unit::new(&self.unit),
            qualifier: self
                .qualifier
                .map(|code| member("qualifier", &code))
                .transpose()?,
            period: year(self.period)?,
        })
    }
}

impl StatedEntry {
    fn into_mark(self) -> Result<StatedMark, InterchangeError> {
        Ok(StatedMark {
            verdict: member("verdict", &self.verdict)?,
            text: self.text,
            place: None,
        })
    }
}

impl StatedRateEntry {
    fn into_rate(self) -> Result<StatedRate, InterchangeError> {
        Ok(StatedRate {
            text: self.text,
            percent: decimal(self.percent)?,
            place: None,
        })
    }
}

impl UnassignedEntry {
    fn into_unassigned(self) -> Result<Unassigned, InterchangeError> {
        Ok(Unassigned {
            programme: self.programme,
            column: member("column", &self.column)?,
            text: self.text,
            place: self.place.map(PlaceEntry::into_place),
        })
    }
}

impl PlaceEntry {
    fn into_place(self) -> Place {
        Place {
            row: self.row,
            column: self.column,
            header: self.header,
            sheet: self.sheet,
        }
    }
}

fn all<T, U>(
    entries: Vec<T>,
    change: impl FnMut(T) -> Result<U, InterchangeError>,
) -> Result<Vec<U>, InterchangeError> {
    entries.into_iter().map(change).collect()
}

fn member<T: ClosedSet>(set: &'static str, code: &str) -> Result<T, InterchangeError> {
    T::from_code(code).ok_or_else(|| InterchangeError::UnknownCode {
        set,
        code: code.to_owned(),
    })
}

fn declared(code: String) -> Result<DeclaredFormula, InterchangeError> {
    let set = "formula";
    code.parse()
        .map_err(|_refused| InterchangeError::UnknownCode { set, code })
}

fn decimal(text: Option<String>) -> Result<Option<Decimal>, InterchangeError> {
    text.map(|text| {
        Decimal::from_str_exact(&text).map_err(|_refused| InterchangeError::BadAmount(text))
    })
    .transpose()
}

fn year(western: Option<i16>) -> Result<Option<FiscalYear>, InterchangeError> {
    western
        .map(|western| FiscalYear::new(western).ok_or(InterchangeError::BadYear(western)))
        .transpose()
}

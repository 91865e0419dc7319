//! What a sheet states of programmes, KPIs and targets: small, and written down with the check of
//! the sheet, so that the sheet itself need not be read again.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Unit, Value};
use enishi_domain::kpi::{Accumulation, Direction, DirectionSource, Kpi, KpiNo};
use enishi_domain::money::Yen;
use enishi_domain::text::fold_ascii;
use enishi_domain::words::{ClosedSet as _, direction_word};
use enishi_domain::year_sheet::{Programme, YearSheet};
use enishi_intake::definitions::editing::adding::NewKpi;
use serde::{Deserialize, Serialize};

/// The most KPIs that are written down; a sheet with more is no sheet of one city.
const MOST_KPIS: usize = 1_000;

/// A programme as a sheet states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedProgramme {
    /// Its number; empty where none is printed.
    pub no: String,
    /// 事業名
    pub name: Option<String>,
    /// 事業概要
    pub overview: Option<String>,
    /// 担当課
    pub departments: Vec<String>,
    /// 決算額
    #[serde(with = "yen")]
    pub cost: Option<Yen>,
    /// Its KPIs.
    pub kpis: Vec<StatedKpi>,
}

/// A KPI as a sheet states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedKpi {
    /// Its number.
    #[serde(with = "number")]
    pub no: KpiNo,
    /// Its name.
    pub name: String,
    /// Its unit; empty where none is printed.
    pub unit: String,
    /// 改善の方向, where the sheet says it or its words give it away.
    pub direction: Option<String>,
    /// ε, where 維持 has one.
    pub tolerance: Option<String>,
    /// 指標の種類, where the sheet says it.
    pub accumulation: Option<String>,
    /// 基準値
    pub baseline: Option<String>,
    /// 目標値, with its unit.
    pub target: Option<String>,
    /// What stands in the place of a target and has no amount.
    pub no_target: Option<String>,
}

impl StatedKpi {
    pub(super) fn new_in(&self, year: FiscalYear) -> NewKpi<'_> {
        NewKpi {
            no: self.no,
            name: &self.name,
            unit: &self.unit,
            direction: self.direction.as_deref(),
            tolerance: self.tolerance.as_deref(),
            accumulation: self.accumulation.as_deref(),
            baseline: self.baseline.as_deref(),
            target: self.target.as_deref().map(|target| (year, target)),
        }
    }
}

/// What a sheet states; none where it states too much for one.
#[must_use]
pub fn stated(sheet: &YearSheet) -> Option<Vec<StatedProgramme>> {
    let is_small = sheet.kpis().take(MOST_KPIS + 1).count() <= MOST_KPIS;
    is_small.then(|| sheet.programmes.iter().map(programme).collect())
}

fn programme(programme: &Programme) -> StatedProgramme {
    let said = |text: &str| {
        let text = one_line(text);
        (!text.is_empty()).then_some(text)
    };
    let cost = programme.cost_settled.as_ref();
    StatedProgramme {
        no: fold_ascii(programme.no.trim()),
        name: programme.name.as_ref().and_then(|name| said(&name.text)),
        overview: programme
            .overview
            .as_ref()
            .and_then(|text| said(&text.text)),
        departments: programme.departments.clone(),
        cost: cost.and_then(|cost| cost.yen),
        kpis: programme.kpis.iter().map(kpi).collect(),
    }
}

fn kpi(kpi: &Kpi) -> StatedKpi {
    let target = kpi.target_value();
    let has_amount = target.is_some_and(|target| !target.parts().is_empty());
    let is_said = kpi.direction_source != DirectionSource::Assumed;
    StatedKpi {
        no: kpi.no,
        name: one_line(&kpi.name.text),
        unit: kpi.unit.to_string(),
        direction: is_said.then(|| direction(kpi.direction)),
        tolerance: match kpi.direction {
            Direction::Maintain { tolerance } if is_said && !tolerance.is_zero() => {
                Some(tolerance.to_string())
            }
            Direction::Maintain { .. } | Direction::Up | Direction::Down | Direction::Range => None,
        },
        accumulation: (kpi.accumulation != Accumulation::Undeclared)
            .then(|| kpi.accumulation.word().to_owned()),
        baseline: kpi
            .baseline_value()
            .and_then(|value| amount(value, &kpi.unit)),
        target: target.and_then(|value| amount(value, &kpi.unit)),
        no_target: target
            .filter(|_| !has_amount)
            .map(|target| one_line(&target.text))
            .filter(|text| !text.is_empty()),
    }
}

/// In a word, without the tolerance.
fn direction(direction: Direction) -> String {
    let bare = match direction {
        Direction::Maintain { .. } => Direction::Maintain {
            tolerance: Decimal::ZERO,
        },
        other @ (Direction::Up | Direction::Down | Direction::Range) => other,
    };
    direction_word(bare)
}

/// A value as definitions state it: with its unit, which a sheet may have in a column of its own.
fn amount(value: &Value, unit: &Unit) -> Option<String> {
    let parts = value.parts();
    if parts.is_empty() {
        return None;
    }
    let text = one_line(&value.text);
    let lacks_unit = parts.len() == 1 && ends_with_digit(&text) && !unit.is_unprinted();
    Some(if lacks_unit {
        format!("{text}{unit}")
    } else {
        text
    })
}

fn ends_with_digit(text: &str) -> bool {
    fold_ascii(text).ends_with(|c: char| c.is_ascii_digit())
}

/// A cell's text without the line breaks that only its width asked for.
fn one_line(text: &str) -> String {
    let pieces = text.lines().map(str::trim).filter(|line| !line.is_empty());
    pieces.collect::<Vec<_>>().join(" ")
}

mod yen {
    use super::{Deserialize, Yen};
    use serde::{Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(yen: &Option<Yen>, to: S) -> Result<S::Ok, S::Error> {
        yen.map(|yen| yen.0).serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Yen>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(Yen))
    }
}

mod number {
    use super::{Deserialize, KpiNo};
    use serde::{Deserializer, Serialize as _, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(no: &KpiNo, to: S) -> Result<S::Ok, S::Error> {
        no.to_string().serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<KpiNo, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

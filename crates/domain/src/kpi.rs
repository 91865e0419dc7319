//! 「KPI・重要業績評価指標」 one indicator of a programme, as a city publishes it.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::figure::{Unit, Value};
use crate::grid::Place;
use crate::measurement::Evidence;
use crate::rate::DeclaredFormula;
use crate::text::{circled, circled_number, fold_ascii};
use crate::verdict::StatedVerdict;

/// 「指標番号」 the KPI's number as printed: ① is 1; 7-2 for a second level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KpiNo {
    /// The first level.
    pub first: u16,
    /// The second level, where there is one.
    pub second: Option<u16>,
}

impl KpiNo {
    /// A number of one level.
    #[must_use]
    pub fn new(first: u16) -> Self {
        Self {
            first,
            second: None,
        }
    }

    /// As sheets print it: ①, or 7-2.
    #[must_use]
    pub fn circled(self) -> String {
        if self.second.is_some() {
            self.to_string()
        } else {
            circled(self.first)
        }
    }
}

impl fmt::Display for KpiNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.second {
            Some(second) => write!(f, "{}-{second}", self.first),
            None => write!(f, "{}", self.first),
        }
    }
}

/// The text is no KPI number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a KPI number such as ① or 7-2")]
pub struct NotAKpiNo(pub String);

impl FromStr for KpiNo {
    type Err = NotAKpiNo;

    fn from_str(text: &str) -> Result<Self, NotAKpiNo> {
        let refused = || NotAKpiNo(text.to_owned());
        let folded = fold_ascii(text);
        let trimmed = folded.trim();
        let mut chars = trimmed.chars();
        if let (Some(first), None) = (chars.next().and_then(circled_number), chars.next()) {
            return Ok(Self::new(first));
        }
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| digits.parse().ok()).flatten()
        };
        match trimmed.split_once('-') {
            Some((first, second)) => Ok(Self {
                first: number(first).ok_or_else(refused)?,
                second: Some(number(second).ok_or_else(refused)?),
            }),
            None => number(trimmed).map(Self::new).ok_or_else(refused),
        }
    }
}

/// 「改善の方向」 which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// 増加
    Up,
    /// 減少
    Down,
    /// 維持: met while the actual lies within the tolerance of the target.
    Maintain {
        /// ε, in the target's unit; 0 unless declared.
        tolerance: Decimal,
    },
    /// 範囲: met while the actual lies within the target's range.
    Range,
}

/// Who says which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectionSource {
    /// 宣言: the sheet or the settings.
    Declared,
    /// 推定: the label (削減, 待機) or the baseline.
    Inferred,
    /// 仮定: nobody; taken as 増加.
    Assumed,
}

/// 「指標の種類」 how the figure adds up over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accumulation {
    /// 単年度フロー
    Flow,
    /// 累計
    RunningTotal,
    /// 年度末ストック
    Stock,
    /// 比率
    Ratio,
    /// 増加分
    Increment,
    /// 調査値
    Survey,
    /// マイルストーン
    Milestone,
    /// Not said; evaluated as a flow.
    Undeclared,
}

/// 「基準値」 where the figure stood before the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline(pub Value);

/// 「目標値」
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(pub Value);

/// 「実績値」 what was reached. Only the word *stated* or evidence makes an actual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actual {
    /// The sheet states it.
    Stated(Value),
    /// The ledger gives it.
    Measured(Value, Evidence),
}

impl Actual {
    /// The value, whoever says it.
    #[must_use]
    pub fn value(&self) -> &Value {
        match self {
            Self::Stated(value) | Self::Measured(value, _) => value,
        }
    }

    /// What it rests on; a stated one on nothing but the word of the sheet.
    #[must_use]
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Stated(_) => None,
            Self::Measured(_, evidence) => Some(evidence),
        }
    }

    /// The value, to be completed by a reader.
    pub fn value_mut(&mut self) -> &mut Value {
        match self {
            Self::Stated(value) | Self::Measured(value, _) => value,
        }
    }
}

/// 「評価・達成状況」 the mark that the sheet prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedMark {
    /// As printed, even where it was read as something else.
    pub text: String,
    /// What it was read as.
    pub verdict: StatedVerdict,
    /// Where it stands.
    pub place: Option<Place>,
}

/// 「達成率」 the rate that the sheet prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedRate {
    /// As printed.
    pub text: String,
    /// In percent; none where the text holds no number.
    pub percent: Option<Decimal>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// A text of the sheet and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// As it stands.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
}

impl Printed {
    /// A text without a place.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            place: None,
        }
    }
}

/// 「指標」 one KPI with what the sheet says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kpi {
    /// Its number.
    pub no: KpiNo,
    /// Its name, the numbering removed and nothing else.
    pub name: Printed,
    /// The declared unit, or else the target's, or else the actual's.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// Who says so.
    pub direction_source: DirectionSource,
    /// How it adds up over time.
    pub accumulation: Accumulation,
    /// The formula of its rate, where the city declares one.
    pub formula: Option<DeclaredFormula>,
    /// Before the programme.
    pub baseline: Option<Baseline>,
    /// The target; none where the sheet has no entry for this KPI.
    pub target: Option<Target>,
    /// The actual; none where the sheet has no entry for this KPI.
    pub actual: Option<Actual>,
    /// The printed mark.
    pub stated: Option<StatedMark>,
    /// The printed rate.
    pub stated_rate: Option<StatedRate>,
    /// Its own causes, improvements and outlook, where the text is numbered.
    pub remarks: Option<Printed>,
}

impl Kpi {
    /// A KPI of which only number and name are known.
    #[must_use]
    pub fn new(no: KpiNo, name: Printed) -> Self {
        Self {
            no,
            name,
            unit: Unit::default(),
            direction: Direction::Up,
            direction_source: DirectionSource::Assumed,
            accumulation: Accumulation::Undeclared,
            formula: None,
            baseline: None,
            target: None,
            actual: None,
            stated: None,
            stated_rate: None,
            remarks: None,
        }
    }

    /// The target's value.
    #[must_use]
    pub fn target_value(&self) -> Option<&Value> {
        self.target.as_ref().map(|target| &target.0)
    }

    /// The actual's value.
    #[must_use]
    pub fn actual_value(&self) -> Option<&Value> {
        self.actual.as_ref().map(Actual::value)
    }

    /// The baseline's value.
    #[must_use]
    pub fn baseline_value(&self) -> Option<&Value> {
        self.baseline.as_ref().map(|baseline| &baseline.0)
    }
}

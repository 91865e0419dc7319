//! 「測定結果」 what a metric gave for one KPI and year: the figure, what it rests on, and whether it
//! may be used already. Blank is not zero: without rows a figure is 0 only where a department said
//! that the period is complete.

use rust_decimal::Decimal;

use crate::calendar::FiscalYear;
use crate::engagement::Position;
use crate::figure::{Content, Missing, Part, Unit, Value};
use crate::text::with_thousands;

/// 「測定値の状態」 how far a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureStatus {
    /// 実績値なし: nothing recorded, and nobody says that this is all.
    Unmeasured,
    /// 暫定値: something recorded, more may come.
    Provisional,
    /// 確定できます: complete.
    Ready,
    /// 確定: kept as it is, whatever is corrected later.
    Frozen,
    /// 公表
    Published,
}

/// 「実績値がない理由」 why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureReason {
    /// Nothing recorded, and the period still open.
    NotClosed,
    /// 未実施: the KPI begins in a later year.
    NotStarted,
    /// 未公表: the series has no observation yet.
    NotPublished,
    /// 中止
    Discontinued,
    /// 定義変更: the series ended, and its successor counts something else.
    DefinitionChanged,
    /// A share of nothing.
    Undefined,
    /// 算定方法が未定: nobody said how the KPI is counted.
    Undecided,
}

/// 「根拠」 what a measured figure rests on, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How many ledger rows, or published documents of a series.
    pub count: i64,
    /// Up to where the ledger was looked at.
    pub as_of: Position,
    /// How far the figure is: it tells a 0 that is complete from one to which more may come.
    pub status: FigureStatus,
    /// How many corrections came after it was frozen, and by how much the ledger differs by now.
    pub corrections: Option<(i64, Vec<Amount>)>,
}

/// 「測定結果」 the figure, what it rests on, and whether it may be used already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// One amount per part, in the metric's unit; empty where there is no figure.
    pub amounts: Vec<Amount>,
    /// 延べ; none for a series.
    pub rows: Option<i64>,
    /// 実; none for a series.
    pub distinct: Option<i64>,
    /// How many ledger rows or published documents the figure rests on.
    pub evidence: i64,
    /// How far it is.
    pub status: FigureStatus,
    /// Why there is none.
    pub reason: Option<FigureReason>,
}

impl Measurement {
    /// No figure, and why.
    #[must_use]
    pub fn none(reason: FigureReason) -> Self {
        Self {
            amounts: Vec::new(),
            rows: None,
            distinct: None,
            evidence: 0,
            status: FigureStatus::Unmeasured,
            reason: Some(reason),
        }
    }

    /// The figure as sheets print it: `63社`, `男:18.18年 女:20.29年`, and `-` where there is none.
    #[must_use]
    pub fn value(&self, unit: &Unit) -> Value {
        let printed = |amount: &Amount| {
            let figure = with_thousands(&amount.amount.to_string());
            let label = amount.label.as_ref();
            let label = label.map_or_else(String::new, |label| format!("{label}:"));
            format!("{label}{figure}{unit}")
        };
        let texts: Vec<String> = self.amounts.iter().map(printed).collect();
        let (text, content) = match self.reason {
            None => (texts.join(" "), Content::Parts(self.parts(unit))),
            Some(reason) => ("-".to_owned(), Content::Missing(reason.missing())),
        };
        Value {
            text,
            content,
            place: None,
        }
    }

    fn parts(&self, unit: &Unit) -> Vec<Part> {
        let part = |amount: &Amount| Part {
            label: amount.label.clone(),
            ..Part::exact(amount.amount, unit.clone())
        };
        self.amounts.iter().map(part).collect()
    }
}

impl FigureReason {
    /// The same reason in the words of sheets.
    #[must_use]
    pub fn missing(self) -> Missing {
        match self {
            Self::NotClosed | Self::Undefined | Self::Undecided => Missing::NotSurveyed,
            Self::NotStarted => Missing::NotStarted,
            Self::NotPublished => Missing::NotPublished,
            Self::Discontinued => Missing::Discontinued,
            Self::DefinitionChanged => Missing::DefinitionChanged,
        }
    }
}

/// 「測定値」 one amount of a measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// 内訳: 男, 女.
    pub label: Option<String>,
    /// The amount.
    pub amount: Decimal,
    /// The year it is of; a series may lag behind.
    pub period: FiscalYear,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(label: Option<&str>, hundredths: i64) -> Amount {
        Amount {
            label: label.map(str::to_owned),
            amount: Decimal::new(hundredths, 2).normalize(),
            period: FiscalYear::new(2024).expect("a year of our age"),
        }
    }

    fn measurement(amounts: Vec<Amount>) -> Measurement {
        Measurement {
            amounts,
            rows: None,
            distinct: None,
            evidence: 1,
            status: FigureStatus::Ready,
            reason: None,
        }
    }

    #[test]
    fn figures_are_printed_as_sheets_print_them() {
        for (measured, unit, text) in [
            (measurement(vec![amount(None, 6300)]), "社", "63社"),
            (measurement(vec![amount(None, 0)]), "地域", "0地域"),
            (
                measurement(vec![amount(None, 72_592_900)]),
                "人",
                "725,929人",
            ),
            (
                measurement(vec![amount(Some("男"), 1818), amount(Some("女"), 2029)]),
                "年",
                "男:18.18年 女:20.29年",
            ),
            (Measurement::none(FigureReason::NotStarted), "人", "-"),
        ] {
            assert_eq!(measured.value(&Unit::new(unit)).text, text);
        }
    }

    #[test]
    fn no_figure_is_a_reason_and_never_zero() {
        let value = Measurement::none(FigureReason::NotClosed).value(&Unit::new("人"));
        assert_eq!(value.missing(), Some(Missing::NotSurveyed));
        assert_eq!(value.parts(), []);
    }
}

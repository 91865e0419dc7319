//! 「測定結果」 what a metric gave for one KPI and year: the figure, what it rests on, and whether it
//! may be used already. Blank is not zero: without rows a figure is 0 only where a department said
//! that the period is complete.

use rust_decimal::Decimal;

use crate::calendar::FiscalYear;

/// 「測定値の状態」 how far a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureStatus {
    /// 未測定: nothing recorded, and nobody says that this is all.
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

/// 「未測定の理由」 why there is no figure.
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
}

/// 「測定結果」
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

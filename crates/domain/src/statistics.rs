//! 「統計系列」 figures that others publish: 健康寿命, 社会増, 農地集積率. The definition is part of a
//! series' key, so that a line never goes on silently where the definition changed.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::calendar::FiscalYear;
use crate::engagement::Position;
use crate::figure::Unit;

/// 「統計系列」 one series under one definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name in region files: `healthy_life`.
    pub id: String,
    /// The definition's name: `shizuoka-2012`. Another definition is another series.
    pub definition: String,
    /// 系列名, as people read it.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// 公表元
    pub publisher: String,
    /// 定義 in words.
    pub definition_text: String,
    /// The first year that the definition no longer covers.
    pub ended: Option<FiscalYear>,
}

/// 「速報・確報・改定」 what standing an observation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Release {
    /// 速報
    Preliminary,
    /// 確報
    Final,
    /// 改定
    Revised,
}

/// 「観測値」 one published value of a series. A revision is a later row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Its place in the ledger.
    pub position: Position,
    /// The series' name.
    pub series: String,
    /// The definition's name.
    pub definition: String,
    /// 内訳: 男, 女; none for an undivided value.
    pub part: Option<String>,
    /// The year it is of.
    pub period: FiscalYear,
    /// The value in the series' unit.
    pub value: Decimal,
    /// Its standing.
    pub release: Release,
    /// 公表日
    pub published_on: Option<Date>,
    /// 出典: the document that says so; none where the register names none.
    pub document: Option<String>,
}

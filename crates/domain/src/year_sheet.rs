//! 「効果検証シート」 one year's published sheet: programmes with their KPIs, as read.

use crate::calendar::FiscalYear;
use crate::grid::Place;
use crate::kpi::{Kpi, Printed};
use crate::money::Yen;

/// 「効果検証シート」 a published evaluation sheet of one year, as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearSheet {
    /// 表題, where one is printed.
    pub title: Option<String>,
    /// 自治体名, where it is printed.
    pub municipality: Option<String>,
    /// 実施年度: what the sheet says, or the reader was told; never from a file's name.
    pub fiscal_year: Option<FiscalYear>,
    /// In the sheet's order.
    pub programmes: Vec<Programme>,
    /// 合計: the total cost that the sheet prints.
    pub cost_total: Option<Cost>,
    /// What stands in the sheet and could not be given to a KPI.
    pub unassigned: Vec<Unassigned>,
}

/// 「決算額」 the settled cost as printed and in yen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// As printed.
    pub printed: Printed,
    /// In yen; none where the text cannot be read as an amount.
    pub yen: Option<Yen>,
}

/// 「事業」 one grant programme of the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programme {
    /// Its number as printed; empty where none is.
    pub no: String,
    /// 事業名; none where the cell is blank.
    pub name: Option<Printed>,
    /// 事業概要
    pub overview: Option<Printed>,
    /// 決算額
    pub cost_settled: Option<Cost>,
    /// 担当課 as printed.
    pub departments_printed: Option<Printed>,
    /// 担当課, one by one.
    pub departments: Vec<String>,
    /// 未達成の要因、改善点、今後の展望等: the whole text; its numbered pieces also stand with the KPIs.
    pub remarks: Option<Printed>,
    /// In the sheet's order.
    pub kpis: Vec<Kpi>,
    /// Where the programme begins.
    pub place: Option<Place>,
}

/// 「割り当てられない記載」 a text that belongs to no KPI for certain; nothing is guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unassigned {
    /// The programme's number as printed, where it is known.
    pub programme: Option<String>,
    /// Which column it stands in.
    pub column: Column,
    /// As printed.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
}

/// 「項目」 what a column of a sheet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// No.
    ProgrammeNo,
    /// 事業名
    ProgrammeName,
    /// 事業概要
    Overview,
    /// 決算額
    CostSettled,
    /// 指標番号
    KpiNo,
    /// KPI, 指標名
    KpiName,
    /// 単位
    Unit,
    /// 改善の方向
    Direction,
    /// 指標の種類
    Accumulation,
    /// 基準値
    Baseline,
    /// 目標値
    Target,
    /// 目標年月: until when the target is to be reached
    TargetMonth,
    /// 実績値
    Actual,
    /// 評価, 達成状況
    Mark,
    /// 達成率
    Rate,
    /// 未達成の要因、改善点、今後の展望等
    Remarks,
    /// 担当課
    Departments,
    /// 年度
    FiscalYear,
    /// A column that the reader does not know.
    Unknown,
}

impl YearSheet {
    /// All KPIs with their programme, in the sheet's order.
    pub fn kpis(&self) -> impl Iterator<Item = (&Programme, &Kpi)> {
        self.programmes
            .iter()
            .flat_map(|programme| programme.kpis.iter().map(move |kpi| (programme, kpi)))
    }
}

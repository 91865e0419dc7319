//! A sheet as one table: one row a KPI, and columns that together carry the whole sheet, so that
//! what `publish` writes `intake` reads back. This is the contract between the two; neither the
//! writing nor the reading is done here.
//!
//! - Columns are known by their header, which is the column's [`ClosedSet::word`]; their order is
//!   that of [`LongColumn`].
//! - What a row is about stands under 区分: see [`RowKind`]. Rows come in the sheet's order; the
//!   rows of one programme follow one another, and 事業の順 tells two programmes without number
//!   or name apart.
//! - In xlsx and html the cells of a programme are merged over its KPIs; in csv they are repeated
//!   on every row. Above the header of an xlsx table stand a title and a line of counts, for people
//!   only: 表題, 自治体 and 年度 are columns, in every format.
//! - Unassigned texts are rows of the one csv table, with 区分 未割当, after all others. In xlsx
//!   and html they have a table 「未割当」 of their own, with the columns No. and 割当前の項目 to
//!   位置(シート); there is none where nothing is unassigned.
//! - A cell marked *or blank* below is written by [`crate::words::blank_as_word`]: empty means that
//!   the sheet has nothing there, （空欄） that it has an empty text.
//! - Printed texts stand exactly as printed. In html a line break is `<br/>`, and a text whose
//!   blanks a reader may fold stands in a `<pre>`.
//! - csv is RFC 4180 with CRLF: texts always quoted, numbers bare. What would begin a formula is
//!   written by [`crate::words::as_plain_field`], in csv only.

use crate::words::{ClosedSet, closed_set};

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LongColumn {
    /// The programme's number as printed; under 未割当 *or blank*.
    ProgrammeNo,
    /// *or blank*
    ProgrammeName,
    /// *or blank*
    Overview,
    /// A number; empty where none can be read.
    CostYen,
    /// ① to ⑳, else 21 or 7-2.
    KpiNo,
    /// The KPI's name.
    KpiName,
    /// The KPI's unit.
    Unit,
    /// For people: a number in the KPI's unit, else a readable text.
    Baseline,
    /// As 基準値.
    Target,
    /// As 基準値.
    Actual,
    /// ○ × - as the mark was read; the printed text for another scale.
    MarkStated,
    /// ○ × -, computed.
    MarkComputed,
    /// Why it is -, computed.
    Reason,
    /// The year that was compared, computed.
    Period,
    /// A number with one decimal, computed.
    Rate,
    /// F1 …, computed.
    Formula,
    /// What a measured actual rests on; no column where none is measured. It is not read back: what
    /// a file says is stated.
    Evidence,
    /// The programme's whole text, *or blank*.
    Remarks,
    /// One a line.
    Departments,
    /// As [`crate::words::direction_word`] writes it.
    Direction,
    /// 宣言, 推定, 仮定
    DirectionSource,
    /// 単年度フロー …
    Accumulation,
    /// As [`crate::rate::DeclaredFormula`] is displayed: F3, F7 2022-2026.
    FormulaDeclared,
    /// *or blank*
    BaselinePrinted,
    /// *or blank*
    TargetPrinted,
    /// *or blank*
    ActualPrinted,
    /// *or blank*
    MarkPrinted,
    /// *or blank*
    RatePrinted,
    /// *or blank*
    CostPrinted,
    /// *or blank*
    DepartmentsPrinted,
    /// The KPI's own piece of the remarks, *or blank*.
    KpiRemarks,
    /// The parts' own marks and rates, computed.
    Parts,
    /// *or blank*, the same on every row.
    Title,
    /// *or blank*, the same on every row.
    Municipality,
    /// 令和6年度, the same on every row.
    FiscalYear,
    /// See [`RowKind`].
    RowKind,
    /// 1 for the first programme of the sheet.
    ProgrammeOrder,
    /// The column's word, of an unassigned text.
    UnassignedColumn,
    /// The unassigned text.
    UnassignedText,
    /// Its row, where it has a place.
    PlaceRow,
    /// Its column.
    PlaceColumn,
    /// Its column's heading, *or blank*.
    PlaceHeader,
    /// Its worksheet, *or blank*.
    PlaceSheet,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// A KPI with its programme.
    Kpi,
    /// A programme without KPIs.
    Programme,
    /// A sheet without programmes.
    Sheet,
    /// A text that could not be given to a KPI.
    Unassigned,
}

closed_set! { LongColumn:
    ProgrammeNo "programme_no" "No.",
    ProgrammeName "programme_name" "事業名",
    Overview "overview" "事業概要",
    CostYen "cost_settled_yen" "決算額（円）",
    KpiNo "kpi_no" "指標番号",
    KpiName "kpi_name" "KPI",
    Unit "unit" "単位",
    Baseline "baseline" "基準値",
    Target "target" "目標値",
    Actual "actual" "実績値",
    MarkStated "mark_stated" "評価（記載）",
    MarkComputed "mark_computed" "評価（算定）",
    Reason "reason" "算定の理由",
    Period "period" "算定の年度",
    Rate "rate" "達成率（％）",
    Formula "formula" "算式",
    Evidence "evidence" "根拠",
    Remarks "remarks" "未達成の要因、改善点、今後の展望等",
    Departments "departments" "担当課",
    Direction "direction" "改善の方向",
    DirectionSource "direction_source" "方向の出所",
    Accumulation "accumulation" "指標の種類",
    FormulaDeclared "formula_declared" "算式の宣言",
    BaselinePrinted "baseline_printed" "基準値（原文）",
    TargetPrinted "target_printed" "目標値（原文）",
    ActualPrinted "actual_printed" "実績値（原文）",
    MarkPrinted "mark_printed" "評価（原文）",
    RatePrinted "rate_printed" "達成率（記載）",
    CostPrinted "cost_printed" "決算額（原文）",
    DepartmentsPrinted "departments_printed" "担当課（原文）",
    KpiRemarks "kpi_remarks" "指標別の要因等",
    Parts "parts" "内訳の算定",
    Title "title" "表題",
    Municipality "municipality" "自治体",
    FiscalYear "fiscal_year" "年度",
    RowKind "row_kind" "区分",
    ProgrammeOrder "programme_order" "事業の順",
    UnassignedColumn "unassigned_column" "割当前の項目",
    UnassignedText "unassigned_text" "割当前の原文",
    PlaceRow "place_row" "位置(行)",
    PlaceColumn "place_column" "位置(列)",
    PlaceHeader "place_header" "位置(見出し)",
    PlaceSheet "place_sheet" "位置(シート)",
}

closed_set! { RowKind:
    Kpi "kpi" "指標",
    Programme "programme" "事業",
    Sheet "sheet" "表",
    Unassigned "unassigned" "未割当",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_names_one_column() {
        for column in LongColumn::ALL {
            assert_eq!(LongColumn::from_word(column.word()), Some(*column));
        }
        for kind in RowKind::ALL {
            assert_eq!(RowKind::from_word(kind.word()), Some(*kind));
        }
    }
}

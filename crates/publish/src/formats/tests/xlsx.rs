//! The workbook, opened again by another library.

use std::io::Cursor;

use calamine::{Data, Dimensions, Reader, Xlsx};
use enishi_domain::Decimal;
use enishi_domain::kpi::Printed;
use enishi_domain::strategies;
use enishi_domain::year_sheet::YearSheet;
use proptest::prelude::*;

use crate::document::{Content, Document};
use crate::{Format, PublishError, render, sample};

use super::{bytes, document};

fn open(document: &Document) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes(document, Format::Xlsx))).unwrap()
}

/// The cell under that heading, in the n-th row below the header.
fn cell(workbook: &mut Xlsx<Cursor<Vec<u8>>>, header: &str, row: usize) -> Data {
    let range = workbook.worksheet_range("効果検証シート").unwrap();
    let is_header = |cell: &Data| matches!(cell, Data::String(text) if text == header);
    let rows: Vec<&[Data]> = range.rows().collect();
    let column = rows[2].iter().position(is_header).unwrap();
    rows[2 + row][column].clone()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[test]
fn the_sheets_are_named_after_what_they_hold() {
    let workbook = open(&sample::document());
    assert_eq!(
        workbook.sheet_names(),
        ["効果検証シート", "指摘", "未割当", "凡例"]
    );
    let workbook = open(&document(&YearSheet::default()));
    assert_eq!(workbook.sheet_names(), ["効果検証シート", "指摘", "凡例"]);
}

#[test]
fn numbers_are_numbers_and_texts_are_texts() {
    let mut workbook = open(&sample::document());
    for (header, row, expected) in [
        ("決算額（円）", 1, Data::Float(14_894_396.0)),
        ("実績値", 1, Data::Float(63.0)),
        ("実績値", 2, Data::Float(38.7)),
        ("実績値", 3, text("男：18.18年\n女：20.29年")),
        ("実績値", 4, Data::Float(725_929.0)),
        ("目標値", 4, Data::Empty),
        ("目標値（原文）", 5, text("（空欄）")),
        ("実績値（原文）", 4, text("725, 929件")),
        ("KPI", 4, text("=寄附の件数")),
        ("達成率（％）", 1, Data::Float(84.0)),
        ("算式", 1, text("F1")),
        ("評価（記載）", 2, text("○")),
        ("評価（原文）", 2, text("10")),
        ("評価（算定）", 2, text("×")),
        ("算定の理由", 4, text("目標値未設定")),
    ] {
        assert_eq!(cell(&mut workbook, header, row), expected, "{header} {row}");
    }
}

#[test]
fn programme_cells_are_merged_over_their_kpis() {
    let mut sheet = sample::sheet();
    sheet.programmes[0].kpis.truncate(1);
    let mut workbook = open(&document(&sheet));
    let merged = workbook
        .merge_cells_by_sheet_name("効果検証シート")
        .unwrap();
    // The first programme has one KPI: a range of one cell is none. The second's rows are 5 to 7.
    assert!(
        merged.contains(&Dimensions::new((4, 0), (6, 0))),
        "{merged:?}"
    );
    assert!(
        merged
            .iter()
            .all(|range| range.start.0 == 4 && range.end.0 == 6)
    );
    let grouped = document(&sheet).tables[0]
        .shown_columns()
        .filter(|(_, column)| column.merging == crate::document::Merging::Grouped)
        .count();
    assert_eq!(merged.len(), grouped);
}

#[test]
fn numbers_that_floats_do_not_hold_stay_texts() {
    let mut sheet = sample::sheet();
    let kpi = &mut sheet.programmes[0].kpis[0];
    let Some(enishi_domain::kpi::Target(value)) = &mut kpi.target else {
        panic!("the sample has a target");
    };
    value.content =
        enishi_domain::figure::Content::Parts(vec![enishi_domain::figure::Part::exact(
            Decimal::from_str_exact("12345678901234567.5").unwrap(),
            kpi.unit.clone(),
        )]);
    let mut workbook = open(&document(&sheet));
    assert_eq!(
        cell(&mut workbook, "目標値", 1),
        text("12345678901234567.5社")
    );
}

#[test]
fn a_text_that_no_cell_holds_is_an_error_and_not_cut() {
    let mut sheet = sample::sheet();
    sheet.programmes[1].remarks = Some(Printed::new("あ".repeat(32_768)));
    let refused = render(&document(&sheet), Format::Xlsx).unwrap_err();
    let PublishError::CellTooLong {
        row,
        column,
        length,
        ..
    } = refused
    else {
        panic!("{refused}");
    };
    assert_eq!((row, column, length), (6, 17, 32_768));
    sheet.programmes[1].remarks = Some(Printed::new("あ".repeat(32_767)));
    assert!(render(&document(&sheet), Format::Xlsx).is_ok());
}

#[test]
fn a_very_long_title_or_finding_is_no_error() {
    let mut sheet = sample::sheet();
    sheet.title = Some("表".repeat(30_000));
    let mut findings = sample::findings();
    findings[1].message = "長".repeat(20_000);
    let evaluation = enishi_domain::evaluation::evaluate_sheet(&sheet);
    let document = crate::evaluation_sheet(&sheet, &evaluation, &findings, sample::source());
    assert!(render(&document, Format::Xlsx).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn another_library_reads_the_same_texts(sheet in strategies::year_sheet()) {
        let document = document(&sheet);
        let mut workbook = open(&document);
        let range = workbook.worksheet_range("効果検証シート").unwrap();
        let table = &document.tables[0];
        let mut row = 3;
        for group in table.shown_groups() {
            for (offset, source) in (0..).zip(&group) {
                for (position, (index, column)) in (0..).zip(table.shown_columns()) {
                    let merged = column.merging == crate::document::Merging::Grouped;
                    if let Content::Text(expected) = &source.cells[index].content
                        && (offset == 0 || !merged)
                    {
                        let read = range.get_value((row + offset, position));
                        prop_assert_eq!(read, Some(&text(expected)));
                    }
                }
            }
            row += u32::try_from(group.len()).unwrap();
        }
    }
}

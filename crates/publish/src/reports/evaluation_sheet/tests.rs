//! The table of a small sheet: what stands where, and which cells a finding is about.

use enishi_domain::evaluation::evaluate_sheet;
use enishi_domain::figure::{Content as ValueContent, Part, Qualifier, Quantity, Value};
use enishi_domain::finding::Severity;
use enishi_domain::interchange::{RenderedFinding, Source};
use enishi_domain::kpi::{Actual, KpiNo, Target};
use enishi_domain::long_form::LongColumn;
use enishi_domain::words::ClosedSet;
use enishi_domain::year_sheet::{Programme, YearSheet};

use crate::document::{Content, Document, Reach, Table};
use crate::sample;

use super::evaluation_sheet;

fn document(sheet: &YearSheet) -> Document {
    evaluation_sheet(sheet, &evaluate_sheet(sheet), &[], Source::default())
}

fn content(table: &Table, row: usize, column: LongColumn) -> &Content {
    let mut columns = table.columns.iter();
    let index = columns.position(|other| other.header == column.word());
    &table.rows[row].cells[index.unwrap()].content
}

/// The flagged cells as (row, column, number of the finding).
fn flagged(document: &Document) -> Vec<(usize, &str, usize)> {
    let table = &document.tables[0];
    let mut flagged = Vec::new();
    for (row, source) in table.rows.iter().enumerate() {
        for (column, cell) in table.columns.iter().zip(&source.cells) {
            let numbers = cell.flags.iter().map(|flag| flag.number);
            flagged.extend(numbers.map(|number| (row, column.header.as_str(), number)));
        }
    }
    flagged.sort_by_key(|(row, _, number)| (*number, *row));
    flagged
}

#[test]
fn rows_say_what_they_are_about() {
    let kinds = |sheet: &YearSheet| -> Vec<String> {
        let document = document(sheet);
        let table = &document.tables[0];
        let kind = |row| match content(table, row, LongColumn::RowKind) {
            Content::Text(text) => text.clone(),
            Content::Empty | Content::Number { .. } => String::new(),
        };
        (0..table.rows.len()).map(kind).collect()
    };
    assert_eq!(kinds(&YearSheet::default()), ["表"]);
    let mut sheet = sample::sheet();
    sheet.programmes[0].kpis.clear();
    assert_eq!(kinds(&sheet), ["事業", "指標", "指標", "指標", "未割当"]);
    sheet.programmes.clear();
    assert_eq!(kinds(&sheet), ["表", "未割当"]);
}

#[test]
fn unassigned_texts_have_a_table_of_their_own_outside_csv() {
    let document = document(&sample::sheet());
    assert_eq!(document.tables[0].rows[5].reach, Reach::LongForm);
    let unassigned = &document.tables[2];
    assert_eq!(unassigned.name, "未割当");
    let texts: Vec<&Content> = unassigned.rows[0]
        .cells
        .iter()
        .map(|c| &c.content)
        .collect();
    assert_eq!(texts[1], &Content::text("目標値"));
    assert_eq!(texts[2], &Content::text("320人"));
    assert_eq!(texts[3], &Content::number(3));
}

#[test]
fn programmes_without_number_and_name_stay_apart() {
    let sheet = YearSheet {
        programmes: vec![Programme::default(), Programme::default()],
        ..YearSheet::default()
    };
    let table = &document(&sheet).tables[0];
    let order = |row| content(table, row, LongColumn::ProgrammeOrder).clone();
    assert_eq!(
        (order(0), order(1)),
        (Content::number(1), Content::number(2))
    );
    assert_eq!(table.shown_groups().len(), 2);
}

#[test]
fn a_value_is_a_number_only_where_that_says_everything() {
    let exact = |n: i64| Part::exact(n.into(), enishi_domain::figure::Unit::new("社"));
    let labelled = Part {
        label: Some("男".to_owned()),
        ..exact(5)
    };
    let about = Part {
        qualifier: Some(Qualifier::About),
        ..exact(1_500)
    };
    let at_least = Part {
        qualifier: Some(Qualifier::AtLeast),
        ..exact(30)
    };
    let in_year = Part {
        period: enishi_domain::calendar::FiscalYear::new(2024),
        ..exact(7)
    };
    let range = Part {
        quantity: Quantity::Range {
            low: Some(10.into()),
            high: None,
        },
        ..exact(0)
    };
    let out_of = Part {
        quantity: Quantity::OutOf {
            amount: 12.into(),
            denominator: 15.into(),
        },
        ..exact(0)
    };
    let other_unit = Part::exact(3.into(), enishi_domain::figure::Unit::new("者"));
    for (part, expected) in [
        (labelled, "男：5社"),
        (about, "約1,500社"),
        (at_least, "30社以上"),
        (in_year, "R6：7社"),
        (range, "10～社"),
        (out_of, "12/15社"),
        (other_unit, "3者"),
    ] {
        let mut sheet = sample::sheet();
        sheet.programmes[0].kpis[0].target = Some(Target(Value {
            text: "原文".to_owned(),
            content: ValueContent::Parts(vec![part]),
            place: None,
        }));
        let document = document(&sheet);
        let table = &document.tables[0];
        assert_eq!(
            content(table, 0, LongColumn::Target),
            &Content::text(expected)
        );
        assert_eq!(
            content(table, 0, LongColumn::TargetPrinted),
            &Content::text("原文")
        );
    }
}

#[test]
fn a_finding_marks_the_cells_printed_at_its_place() {
    let flagged_cells = [
        (2, "No.", 1),
        (1, "評価（記載）", 2),
        (3, "実績値", 3),
        (3, "KPI", 4),
        (4, "目標値", 5),
        (5, "割当前の原文", 5),
    ];
    assert_eq!(flagged(&sample::document()), flagged_cells);
    let unassigned = &sample::document().tables[2].rows[0].cells[2];
    assert_eq!(unassigned.severity(), Some(Severity::Info));
}

#[test]
fn a_finding_without_a_place_marks_the_name_of_what_it_is_about() {
    let finding = |programme: Option<&str>, kpi: Option<u16>| RenderedFinding {
        rule: "D14".to_owned(),
        severity: Severity::Warning,
        programme: programme.map(str::to_owned),
        kpi: kpi.map(KpiNo::new),
        place: None,
        message: "基準値がありません。".to_owned(),
        remedy: None,
        excerpt: None,
        repair: None,
        count: 1,
    };
    let sheet = sample::sheet();
    let findings = [
        finding(Some("1"), Some(2)),
        finding(Some("1"), None),
        finding(Some("1"), Some(9)),
        finding(Some("9"), None),
        finding(None, None),
    ];
    let evaluation = evaluate_sheet(&sheet);
    let document = evaluation_sheet(&sheet, &evaluation, &findings, Source::default());
    assert_eq!(
        flagged(&document),
        [(1, "KPI", 1), (0, "No.", 2), (0, "No.", 3)]
    );
    assert_eq!(document.tables[1].rows.len(), 5);
}

#[test]
fn an_unmeasured_part_says_why() {
    let table = &document(&sample::sheet()).tables[0];
    assert_eq!(
        content(table, 2, LongColumn::Parts),
        &Content::text("男 × 98.2％ F1\n女 - 内訳に目標値なし")
    );
}

#[test]
fn a_maintained_target_is_named_with_its_formula() {
    let mut sheet = sample::sheet();
    let share = &mut sheet.programmes[0].kpis[1];
    share.actual = share
        .target
        .clone()
        .map(|Target(value)| Actual::Stated(value));
    share.target = share.baseline.clone().map(|baseline| Target(baseline.0));
    let table = &document(&sheet).tables[0];
    assert_eq!(
        content(table, 1, LongColumn::Formula),
        &Content::text("F4（維持目標）")
    );
}

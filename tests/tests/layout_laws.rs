//! Laws of the effect table: where a column stands means nothing, and the order of KPIs means no
//! more than their order.

use enishi_desk::Language;
use enishi_desk::check_sheet::{Document, Options, check_sheet};
use enishi_domain::text::circled;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

/// What stands in the cells of one KPI.
#[derive(Clone, Debug)]
struct KpiCells {
    name: String,
    target: Option<String>,
    actual: Option<String>,
    mark: &'static str,
    remark: Option<&'static str>,
}

#[derive(Clone, Debug)]
struct ProgrammeCells {
    name: Option<&'static str>,
    cost: u32,
    department: &'static str,
    kpis: Vec<KpiCells>,
}

fn printed_value() -> impl Strategy<Value = String> {
    let amount = || 0..100_000_u32;
    prop_oneof![
        amount().prop_map(|n| format!("{n}人")),
        amount().prop_map(|n| format!("{n}件以上")),
        (0..1_000_u32).prop_map(|n| format!("{}.{}%", n / 10, n % 10)),
        (amount(), amount()).prop_map(|(m, f)| format!("男:{m}人 女:{f}人")),
        (amount(), amount()).prop_map(|(a, b)| format!("R5:{a}社 R6:{b}社")),
        select(&["未公表", "-", "（集計中）", "令和7年3月31日", "増加"][..])
            .prop_map(str::to_owned),
    ]
}

fn programmes() -> impl Strategy<Value = Vec<ProgrammeCells>> {
    let names = select(
        &[
            "移住者数",
            "相談件数",
            "空き家の数",
            "就業率（％）",
            "会員数の累計",
        ][..],
    );
    let kpi = (
        names,
        proptest::option::weighted(0.8, printed_value()),
        proptest::option::weighted(0.8, printed_value()),
        select(&["○", "×", "-", "△"][..]),
        proptest::option::of(select(&["広報を改める。", "①の要因と同じである。"][..])),
    );
    let kpi = kpi.prop_map(|(name, target, actual, mark, remark)| KpiCells {
        name: name.to_owned(),
        target,
        actual,
        mark,
        remark,
    });
    let programme = (
        proptest::option::weighted(0.9, select(&["移住支援事業", "就農支援事業"][..])),
        any::<u32>(),
        select(&["商工観光課", "農政課、誘致戦略課", "福祉部子育て支援課"][..]),
        vec(kpi, 1..5),
    );
    let programme = programme.prop_map(|(name, cost, department, kpis)| ProgrammeCells {
        name,
        cost,
        department,
        kpis,
    });
    vec(programme, 1..4)
}

const HEADINGS: [&str; 9] = [
    "No.",
    "事業名",
    "決算額",
    "KPI設定",
    "KPI目標値",
    "KPI実績値",
    "評価",
    "未達成の要因",
    "担当課",
];

/// Each KPI's text behind its number; nothing where it has none.
fn numbered(kpis: &[KpiCells], text: impl Fn(&KpiCells) -> Option<String>) -> String {
    let pieces = (1..).zip(kpis).filter_map(|(n, kpi)| {
        let text = text(kpi)?;
        Some(format!("{}{text}", circled(n)))
    });
    pieces.collect::<Vec<_>>().join("\n")
}

fn row(no: usize, programme: &ProgrammeCells) -> [String; 9] {
    let kpis = &programme.kpis;
    [
        no.to_string(),
        programme.name.unwrap_or_default().to_owned(),
        format!("{}円", programme.cost),
        numbered(kpis, |kpi| Some(kpi.name.clone())),
        numbered(kpis, |kpi| kpi.target.clone()),
        numbered(kpis, |kpi| kpi.actual.clone()),
        numbered(kpis, |kpi| Some(kpi.mark.to_owned())),
        numbered(kpis, |kpi| kpi.remark.map(str::to_owned)),
        programme.department.to_owned(),
    ]
}

/// The table as CSV, its columns in the given order.
fn table(programmes: &[ProgrammeCells], order: &[usize]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: &[&str]| {
        let ordered = order.iter().map(|column| cells[*column]);
        writer.write_record(ordered).expect("memory can be written");
    };
    write(&HEADINGS);
    for (index, programme) in programmes.iter().enumerate() {
        let row = row(index + 1, programme);
        write(&row.each_ref().map(String::as_str));
    }
    writer.into_inner().expect("memory can be written")
}

/// The sheet of the JSON without places.
fn sheet(bytes: &[u8]) -> Value {
    let name = "table.csv";
    let checked = check_sheet(Document { name, bytes }, &Options::default());
    let checked = checked.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(checked.source.layout.as_deref(), Some("effect_table"));
    let mut sheet =
        serde_json::to_value(checked.to_check(Language::Japanese).sheet).expect("a sheet is JSON");
    for left in sheet["unassigned"].as_array_mut().expect("a list") {
        left["place"] = Value::Null;
    }
    sheet
}

fn in_order() -> Vec<usize> {
    (0..HEADINGS.len()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_columns_changes_nothing(
        programmes in programmes(),
        order in Just(in_order()).prop_shuffle(),
    ) {
        let shuffled = sheet(&table(&programmes, &order));
        prop_assert_eq!(shuffled, sheet(&table(&programmes, &in_order())));
    }

    #[test]
    fn reordered_kpis_are_the_same_kpis(programmes in programmes(), turn in 0..4_usize) {
        let mut turned = programmes.clone();
        for programme in &mut turned {
            let middle = turn % programme.kpis.len();
            programme.kpis.rotate_left(middle);
        }
        let expected = sheet(&table(&programmes, &in_order()));
        let mut found = sheet(&table(&turned, &in_order()));
        for programme in found["programmes"].as_array_mut().expect("programmes") {
            let kpis = programme["kpis"].as_array_mut().expect("kpis");
            let middle = turn % kpis.len();
            kpis.rotate_right(middle);
            for (no, kpi) in (1..).zip(kpis.iter_mut()) {
                kpi["no"] = Value::from(no);
            }
        }
        // The remarks of a programme are one text, in the order of its KPIs.
        let without_remarks = |mut sheet: Value| {
            for programme in sheet["programmes"].as_array_mut().expect("programmes") {
                programme["remarks"] = Value::Null;
            }
            sheet
        };
        prop_assert_eq!(without_remarks(found), without_remarks(expected));
    }
}

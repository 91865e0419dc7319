//! A blank, a 0 to which more may come and a 0 that is complete are three things, in every output
//! and after freezing; and the sheet says on how much each figure rests.

use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_desk::close_period::{Period, close_period};
use enishi_desk::convert_sheet::{Encoding, Format, convert_sheet};
use enishi_desk::evaluate_year::evaluate_year;
use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_desk::import_register::{Mode, Register, import_register};
use enishi_desk::measure_year::{measure_year, report};
use enishi_desk::office::{DefinitionFile, Office, Secret};
use enishi_desk::{Given, Language, sources};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Kind;
use enishi_domain::grid::Grid;
use enishi_intake::formats::{Hints, read_tables};
use jiff::Timestamp;
use serde_json::{Value, json};

/// As it stands, complete or not.
const PROVISIONAL: FreezeOptions = FreezeOptions {
    provisional: true,
    again: None,
    seen: None,
};

/// ① is left alone, ② is closed without a row, ③ has a row in and a row out and stays open.
const REGION: &str = r#"
municipality = "ためし市"
code = "000000"

[[purpose]]
id = "event"
label = "試験"
legal-basis = "個人情報の保護に関する法律第61条第1項"
retention-years = 5

[count.came]
measure = "rows"
kinds = ["residency.move_in"]

[count.went]
based-on = "came"
kinds = ["residency.move_out"]

[[programme]]
no = "1"
name = "三つの0"
departments = ["企画課"]

[[programme.kpi]]
no = "①"
name = "雇用の件数"
metric = { measure = "rows", kinds = ["hire"], window = "fy", unit = "件" }

[[programme.kpi]]
no = "②"
name = "相談の件数"
metric = { measure = "rows", kinds = ["consult"], window = "fy", unit = "件" }

[[programme.kpi]]
no = "③"
name = "転入と転出の差"
metric = { measure = "difference", of = "came", minus = "went", window = "fy", unit = "件" }
"#;

const ROWS: &str = "受付番号,関わりの種別,事業,発生日,本人_種別,本人_氏名・名称\r\n\
    A1,転入,1,2024-05-01,個人,架空 花子\r\n\
    A2,転出,1,2024-06-01,個人,架空 太郎\r\n";

fn r6() -> FiscalYear {
    FiscalYear::new(2024).expect("a year of our age")
}

async fn office(folder: &tempfile::TempDir) -> Office {
    let address = format!("sqlite:{}/enishi.db", folder.path().display());
    let files = [DefinitionFile {
        name: "region.toml".to_owned(),
        text: REGION.to_owned(),
    }];
    let now = Timestamp::from_second(1_750_000_000).expect("a moment");
    let made = Office::init(&address, &files, Secret::new(&[1; 32]), now).await;
    let office = made.expect("a ledger").0;
    let mapping = sources::built_in("enishi-template").expect("a source");
    let register = Register {
        encoding: None,
        name: "rows.csv".to_owned(),
        bytes: Arc::new(ROWS.as_bytes().to_vec()),
        mapping: mapping.expect("a mapping that ships"),
        given: Given::default(),
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let imported = import_register(&office, register, Mode::Commit, go_on).await;
    assert!(imported.expect("an import").refused.is_empty());
    let period = Period {
        programme: "1".to_owned(),
        kind: Kind::Consult,
        year: r6(),
    };
    close_period(&office, &period).await.expect("a closing");
    office
}

/// What an output says of ①, ② and ③.
async fn said(office: &Office) -> (Value, Checked) {
    let measured = measure_year(office, r6(), None).await.expect("figures");
    let json = serde_json::to_value(report(office, &measured, None)).expect("JSON");
    let sheet = evaluate_year(office, r6(), None).await.expect("a sheet");
    (json, sheet)
}

fn statuses(measured: &Value) -> Vec<Value> {
    let kpis = measured["kpis"].as_array().expect("a list").iter();
    kpis.map(|kpi| {
        let value = &kpi["value"];
        json!([
            value["text"],
            value["missing"],
            kpi["status"],
            kpi["evidence"]
        ])
    })
    .collect()
}

/// 実績値 and 根拠 of each KPI, as they stand in a written table.
fn cells(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let hints = Hints {
        name: Some(name),
        ..Hints::default()
    };
    let tables = read_tables(bytes, &hints).expect("it can be read").value;
    let column = |grid: &Grid, row, heading: &str| {
        let mut cells = grid.row(row);
        let found = cells.find(|cell| cell.text.trim() == heading);
        found.map(|cell| cell.column)
    };
    for grid in &tables.grids {
        for row in grid.row_numbers() {
            let heads = (column(grid, row, "実績値"), column(grid, row, "根拠"));
            let (Some(actual), Some(evidence)) = heads else {
                continue;
            };
            let text = |row, column| {
                let mut cells = grid.row(row);
                let found = cells.find(|cell| cell.column == column);
                found.map_or_else(String::new, |cell| cell.text.trim().to_owned())
            };
            let below = grid.row_numbers().filter(|below| *below > row);
            return below
                .map(|row| (text(row, actual), text(row, evidence)))
                .collect();
        }
    }
    panic!("{name} has no column of evidence")
}

const TABLES: [(&str, Format); 4] = [
    ("sheet.xlsx", Format::Xlsx),
    ("sheet.html", Format::Html),
    ("sheet.csv", Format::Csv(Encoding::Utf8Bom)),
    ("sheet.csv", Format::Csv(Encoding::Cp932)),
];

fn assert_written(sheet: &Checked, evidence: [&str; 3]) {
    for (name, format) in TABLES {
        let written = convert_sheet(sheet, format, Language::Japanese).expect("a file");
        let found = cells(name, &written.bytes);
        let figures = ["-", "0", "0"];
        for ((actual, told), (figure, expected)) in found.iter().zip(figures.iter().zip(evidence)) {
            let number = actual.trim_end_matches('件');
            assert!(
                number == *figure || number.starts_with(figure),
                "{name}: {found:?}"
            );
            assert_eq!(told, expected, "{name}");
        }
        assert_eq!(found.len(), 3, "{name}");
        assert_same_sheet_again(sheet, name, &written.bytes);
    }
}

/// Read back it is the same sheet, but that what a file says is stated and rests on nothing else.
fn assert_same_sheet_again(sheet: &Checked, name: &str, bytes: &[u8]) {
    let document = Document { name, bytes };
    let again = check_sheet(document, &Options::default()).expect("it is read again");
    let value = |checked: &Checked| {
        let check = checked.to_check(Language::Japanese);
        serde_json::to_value(check.sheet).expect("JSON")
    };
    let mut expected = value(sheet);
    for kpi in expected["programmes"][0]["kpis"]
        .as_array_mut()
        .expect("a list")
    {
        let evidence = kpi.as_object_mut().expect("an object").remove("evidence");
        assert!(evidence.is_some());
        // Printed it is a dash, whose reason only the JSON and 根拠 tell.
        if kpi["actual"]["missing"] == "not_surveyed" {
            kpi["actual"]["missing"] = "dash".into();
        }
    }
    assert_eq!(value(&again), expected, "{name}");
}

fn evidence_in_json(sheet: &Checked) -> Vec<Value> {
    let check = serde_json::to_value(sheet.to_check(Language::Japanese)).expect("JSON");
    let kpis = check["sheet"]["programmes"][0]["kpis"].as_array().cloned();
    let kpis = kpis.expect("a list").into_iter();
    kpis.map(|kpi| {
        let (value, evidence) = (&kpi["actual"], &kpi["evidence"]);
        json!([value["missing"], evidence["count"], evidence["status"]])
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_a_0_and_a_complete_0_are_told_apart_in_every_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = office(&folder).await;
    let (measured, sheet) = said(&office).await;
    let blank = json!(["-", "not_surveyed", "unmeasured", 0]);
    let complete = json!(["0件", null, "ready", 0]);
    let open = json!(["0件", null, "provisional", 2]);
    assert_eq!(statuses(&measured), [blank.clone(), complete, open]);
    assert_written(
        &sheet,
        ["0件（実績値なし）", "0件（確定できます）", "2件（暫定値）"],
    );
    let told = [
        json!(["not_surveyed", 0, "unmeasured"]),
        json!([null, 0, "ready"]),
        json!([null, 2, "provisional"]),
    ];
    assert_eq!(evidence_in_json(&sheet), told);

    freeze_year(&office, r6(), &PROVISIONAL)
        .await
        .expect("figures");
    let (measured, sheet) = said(&office).await;
    let complete = json!(["0件", null, "frozen", 0]);
    let open = json!(["0件", null, "frozen", 2]);
    assert_eq!(statuses(&measured), [blank, complete, open]);
    assert_written(&sheet, ["0件（実績値なし）", "0件（確定）", "2件（確定）"]);
    let told = [
        json!(["not_surveyed", 0, "unmeasured"]),
        json!([null, 0, "frozen"]),
        json!([null, 2, "frozen"]),
    ];
    assert_eq!(evidence_in_json(&sheet), told);
    office.close().await;
}

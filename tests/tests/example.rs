//! The example sheet has the facts of the seed, so that they are held to where the seed is absent.

use std::collections::BTreeSet;

use enishi_desk::Language;
use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_tests::tree::project_root;
use serde_json::{Value, json};

fn example() -> Checked {
    let path = project_root().join("examples/effect-verification-r6.tsv");
    let bytes = std::fs::read(path).expect("the example ships with the project");
    let document = Document {
        name: "effect-verification-r6.tsv",
        bytes: &bytes,
    };
    check_sheet(document, &Options::default()).expect("the example is a sheet")
}

fn as_json(checked: &Checked) -> Value {
    serde_json::to_value(checked.to_check(Language::Japanese)).expect("a check is JSON")
}

#[test]
fn marks_are_counted_as_printed_and_as_computed() {
    let summary = &as_json(&example())["summary"];
    assert_eq!(
        (&summary["programmes"], &summary["kpis"]),
        (&json!(6), &json!(23))
    );
    let stated = json!({ "met": 12, "missed": 10, "unmeasured": 1, "other": 0 });
    assert_eq!(summary["stated"], stated);
    let computed = json!({ "met": 5, "missed": 7, "unmeasured": 11 });
    assert_eq!(summary["computed"], computed);
}

#[test]
fn costs_add_up_and_the_year_is_not_taken_from_the_name() {
    let check = as_json(&example());
    let programmes = check["sheet"]["programmes"].as_array().expect("programmes");
    let costs = programmes
        .iter()
        .filter_map(|p| p["cost_settled_yen"].as_i64());
    assert_eq!(costs.sum::<i64>(), 49_216_184);
    assert_eq!(check["sheet"]["fiscal_year"], Value::Null);
    assert_eq!(programmes[1]["name"], Value::Null);
}

#[test]
fn every_irregularity_is_found() {
    let checked = example();
    let found: BTreeSet<&str> = checked
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    for rule in [
        "S01", "S02", "S04", "S05", "S07", "S10", "S11", "D10", "D18", "N20", "N28", "N29", "N33",
        "M42", "T60",
    ] {
        assert!(found.contains(rule), "{rule} is not among {found:?}");
    }
}

/// The example's table, cell by cell, without the places that differ from file to file.
fn sheet_of(name: &str, bytes: &[u8]) -> Value {
    let document = Document { name, bytes };
    let checked = check_sheet(document, &Options::default()).expect("the example is a sheet");
    let mut sheet = as_json(&checked)["sheet"].take();
    for left in sheet["unassigned"].as_array_mut().expect("a list") {
        left["place"] = Value::Null;
    }
    sheet
}

#[test]
fn the_example_reads_the_same_from_every_kind_of_table() {
    let path = project_root().join("examples/effect-verification-r6.tsv");
    let tsv = std::fs::read_to_string(path).expect("the example ships with the project");
    let rows: Vec<Vec<&str>> = tsv.lines().map(|line| line.split('\t').collect()).collect();
    let table = |begin: &str, between: &str, end: &str| {
        let line = |cells: &Vec<&str>| format!("{begin}{}{end}\n", cells.join(between));
        rows.iter().map(line).collect::<Vec<String>>()
    };
    let mut piped = table("| ", " | ", " |");
    piped.insert(1, format!("{}|\n", "|---".repeat(rows[0].len())));
    let html = format!(
        "<!doctype html><meta charset=\"utf-8\"><table>{}</table>",
        table("<tr><td>", "</td><td>", "</td></tr>").concat()
    );
    let csv = table("\"", "\",\"", "\"").concat();
    let expected = sheet_of("example.tsv", tsv.as_bytes());
    for (name, text) in [
        ("example.csv", csv),
        ("example.md", piped.concat()),
        ("example.html", html),
    ] {
        assert_eq!(sheet_of(name, text.as_bytes()), expected, "{name}");
    }
}

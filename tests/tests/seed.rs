//! The seed of the project: one published table of six programmes and 23 KPIs, as OCR left it.

use std::collections::BTreeMap;

use enishi_desk::Language;
use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_tests::shared_data;
use serde_json::{Value, json};

fn seed() -> Option<Checked> {
    let bytes = shared_data::read("seed/yaizu-r6.tsv")?;
    let document = Document {
        name: "yaizu-r6.tsv",
        bytes: &bytes,
    };
    Some(check_sheet(document, &Options::default()).expect("the seed is readable"))
}

fn as_json(checked: &Checked) -> Value {
    serde_json::to_value(checked.to_check(Language::Japanese)).expect("a check is JSON")
}

/// `1-1` to `6-4`, each KPI's entry.
fn kpis(check: &Value) -> BTreeMap<String, Value> {
    let programmes = check["sheet"]["programmes"].as_array().expect("programmes");
    let mut all = BTreeMap::new();
    for programme in programmes {
        for kpi in programme["kpis"].as_array().expect("kpis") {
            let no = programme["no"].as_str().expect("a number");
            all.insert(format!("{no}-{}", kpi["no"]), kpi.clone());
        }
    }
    all
}

#[test]
fn programmes_costs_and_departments_are_the_printed_ones() {
    let Some(checked) = seed() else { return };
    let check = as_json(&checked);
    let programmes = check["sheet"]["programmes"].as_array().expect("programmes");
    let counts: Vec<usize> = programmes
        .iter()
        .map(|p| p["kpis"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!(counts, [4, 4, 3, 4, 4, 4]);
    let costs: Vec<i64> = programmes
        .iter()
        .filter_map(|p| p["cost_settled_yen"].as_i64())
        .collect();
    assert_eq!(
        costs,
        [
            14_894_396, 5_627_315, 9_627_700, 12_287_547, 1_486_350, 5_292_876
        ]
    );
    assert_eq!(costs.iter().sum::<i64>(), 49_216_184);
    assert_eq!(programmes[1]["name"], Value::Null);
    assert_eq!(
        programmes[2]["departments"],
        json!(["商工観光課", "誘致戦略課"])
    );
    assert_eq!(
        programmes[3]["departments"],
        json!(["スマイルライフ推進課", "誘致戦略課"])
    );
    assert_eq!(check["sheet"]["fiscal_year"], Value::Null);
    assert_eq!(check["source"]["layout"], "effect_table");
    assert_eq!(check["source"]["format"], "tsv");
}

#[test]
fn stated_marks_after_repair() {
    let Some(checked) = seed() else { return };
    let check = as_json(&checked);
    let stated = &check["summary"]["stated"];
    assert_eq!(
        stated,
        &json!({ "met": 12, "missed": 10, "unmeasured": 1, "other": 0 })
    );
    let kpis = kpis(&check);
    for no in ["3-1", "3-2", "3-3"] {
        assert_eq!(kpis[no]["stated"]["verdict"], "met", "{no}");
    }
    assert_eq!(kpis["3-1"]["stated"]["text"], "10");
}

#[test]
fn computed_marks_and_rates() {
    let Some(checked) = seed() else { return };
    let check = as_json(&checked);
    assert_eq!(
        check["summary"]["computed"],
        json!({ "met": 5, "missed": 7, "unmeasured": 11 })
    );
    let kpis = kpis(&check);
    for no in ["1-2", "2-3", "2-4", "3-2", "6-3"] {
        assert_eq!(kpis[no]["computed"]["verdict"], "met", "{no}");
    }
    for (no, percent) in [
        ("1-1", "84.0"),
        ("1-3", "91.7"),
        ("1-4", "83.3"),
        ("2-1", "8.0"),
        ("2-2", "86.0"),
        ("4-1", "0.0"),
        ("4-2", "98.2"),
    ] {
        assert_eq!(kpis[no]["computed"]["verdict"], "missed", "{no}");
        assert_eq!(kpis[no]["rate"]["percent"], percent, "{no}");
        assert_eq!(kpis[no]["rate"]["formula"], "F1", "{no}");
    }
    assert_eq!(kpis["6-3"]["rate"]["percent"], "101.5");
    let parts = &kpis["4-2"]["rate"]["parts"];
    assert_eq!(parts[0]["label"], "男");
    assert_eq!(parts[1]["label"], "女");
    assert_eq!(parts[1]["reason"], "part_without_target");
    assert_eq!(kpis["6-2"]["computed"]["reason"], "target_missing");
}

#[test]
fn values_are_amounts_in_the_printed_unit() {
    let Some(checked) = seed() else { return };
    let kpis = kpis(&as_json(&checked));
    for (no, side, amount, unit) in [
        ("1-1", "target", "75", "社"),
        ("2-2", "actual", "38.7", "%"),
        ("2-4", "actual", "1628", "人"),
        ("6-3", "target", "715000", "人"),
        ("6-3", "actual", "725929", "人"),
        ("6-4", "actual", "10812285", "千円"),
    ] {
        let part = &kpis[no][side]["parts"][0];
        assert_eq!(
            (&part["amount"], &part["unit"]),
            (&json!(amount), &json!(unit)),
            "{no}"
        );
    }
    assert_eq!(kpis["3-1"]["target"], Value::Null);
    assert_eq!(kpis["6-3"]["actual"]["text"], "725, 929人");
}

#[test]
fn what_fits_no_kpi_stays_unassigned() {
    let Some(checked) = seed() else { return };
    let check = as_json(&checked);
    let unassigned = check["sheet"]["unassigned"].as_array().expect("a list");
    assert_eq!(unassigned.len(), 1, "{unassigned:?}");
    assert_eq!(unassigned[0]["text"], "320人");
    assert_eq!(unassigned[0]["programme"], "5");
    assert_eq!(unassigned[0]["place"]["row"], 6);
    assert_eq!(unassigned[0]["place"]["column"], 6);
}

/// Which KPIs (or programmes, where a finding is about no KPI) a rule speaks of.
fn subjects(check: &Value, rule: &str) -> Vec<String> {
    let findings = check["findings"].as_array().expect("findings");
    let subject = |finding: &Value| {
        let programme = finding["programme"].as_str().unwrap_or("-").to_owned();
        let no = &finding["kpi"];
        if no.is_null() {
            programme
        } else {
            format!("{programme}-{no}")
        }
    };
    let mut all: Vec<String> = findings
        .iter()
        .filter(|f| f["rule"] == rule)
        .map(subject)
        .collect();
    all.sort();
    all
}

#[test]
fn the_rules_find_what_an_expert_would() {
    let Some(checked) = seed() else { return };
    let check = as_json(&checked);
    let of = |rule| subjects(&check, rule);
    let mut counted = of("S01");
    counted.dedup();
    assert_eq!(counted, ["3", "4", "5", "6"]);
    assert_eq!(of("S02"), ["2"]);
    assert!(of("S04").contains(&"1".to_owned()), "{:?}", of("S04"));
    assert_eq!(of("S05"), ["3"]);
    assert!(of("S07").contains(&"6-3".to_owned()), "{:?}", of("S07"));
    for programme in ["1", "2", "3", "4", "5", "6"] {
        assert!(
            of("S07").contains(&programme.to_owned()),
            "cost of {programme}"
        );
    }
    assert_eq!(of("S10"), ["5"]);
    assert_eq!(of("S11"), ["4"]);
    assert_eq!(of("D10").len(), 1);
    assert!(of("D18").contains(&"2-4".to_owned()));
    for kpi in ["1-1", "4-1", "6-3"] {
        assert!(
            of("N20").contains(&kpi.to_owned()),
            "N20 {kpi}: {:?}",
            of("N20")
        );
    }
    assert_eq!(of("N28"), ["4-2"]);
    assert_eq!(of("N29"), ["2-1"]);
    assert_eq!(of("N33"), ["6-2"]);
    assert_eq!(of("M40"), [] as [&str; 0]);
    assert_eq!(
        of("M42"),
        [
            "3-1", "3-3", "4-3", "4-4", "5-1", "5-2", "5-3", "5-4", "6-1", "6-4"
        ]
    );
    let words: Vec<&str> = check["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|f| f["rule"] == "T60")
        .filter_map(|f| f["message"].as_str())
        .collect();
    for word in ["コロナ渦", "起業", "農業生産法人"] {
        assert!(
            words.iter().any(|message| message.contains(word)),
            "{word}: {words:?}"
        );
    }
}

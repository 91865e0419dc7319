//! The published schema and the way back.

use enishi_domain::evaluation::evaluate_sheet;
use enishi_domain::interchange::{Check, Checks};
use enishi_domain::strategies;
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::Value;

use crate::{Format, checks_json, sample};

use super::{bytes, document};

fn schema() -> Validator {
    let text = include_str!("../../../../../docs/reference/enishi.check-1.schema.json");
    let schema: Value = serde_json::from_str(text).unwrap();
    assert!(jsonschema::meta::is_valid(&schema), "a JSON Schema 2020-12");
    jsonschema::validator_for(&schema).unwrap()
}

fn errors(schema: &Validator, json: &[u8]) -> Vec<String> {
    let json: Value = serde_json::from_slice(json).unwrap();
    schema
        .iter_errors(&json)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn what_is_written_keeps_to_the_published_schema() {
    let json = bytes(&sample::document(), Format::Json);
    assert_eq!(errors(&schema(), &json), Vec::<String>::new());
}

#[test]
fn several_results_keep_to_the_published_schema() {
    let check = sample::document().data.unwrap();
    let json = checks_json(&Checks::new(vec![check.clone(), check])).unwrap();
    assert_eq!(errors(&schema(), &json), Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_the_format_does_not_allow() {
    let schema = schema();
    let json: Value = serde_json::from_slice(&bytes(&sample::document(), Format::Json)).unwrap();
    let kpi = "/sheet/programmes/0/kpis/0";
    for (pointer, wrong) in [
        ("/format".to_owned(), Value::from("enishi.check/2")),
        ("/findings/0/severity".to_owned(), Value::from("fatal")),
        (format!("{kpi}/no"), Value::from("①")),
        (format!("{kpi}/target/missing"), Value::from("blank")),
        (format!("{kpi}/target/parts"), Value::Array(vec![])),
        (format!("{kpi}/target/parts/0/amount"), Value::from(75)),
        (
            format!("{kpi}/computed/reason"),
            Value::from("target_missing"),
        ),
        (format!("{kpi}/rate/percent"), Value::from("84")),
        (format!("{kpi}/direction"), Value::from("upwards")),
    ] {
        let mut changed = json.clone();
        *changed.pointer_mut(&pointer).unwrap() = wrong;
        assert!(!schema.is_valid(&changed), "{pointer}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_sheet_keeps_to_the_schema_and_comes_back(sheet in strategies::any_year_sheet()) {
        let written = document(&sheet);
        let json = bytes(&written, Format::Json);
        prop_assert_eq!(errors(&schema(), &json), Vec::<String>::new());
        let read: Check = serde_json::from_slice(&json).unwrap();
        let sheet = read.clone().into_sheet().unwrap();
        let again = Check::new(sample::source(), &sheet, &evaluate_sheet(&sheet), vec![]);
        prop_assert_eq!(again, read);
    }
}

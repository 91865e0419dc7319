//! The published JSON keeps to its schemas, and SARIF to what SARIF 2.1.0 requires.

use std::fs;

use enishi_domain::figure::{Missing, Qualifier};
use enishi_domain::finding::Severity;
use enishi_domain::kpi::{Accumulation, DirectionSource};
use enishi_domain::verdict::{Reason, StatedVerdict};
use enishi_domain::words::ClosedSet;
use enishi_domain::year_sheet::Column;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::program::{Folder, project};

pub fn published(name: &str) -> Validator {
    let path = project().join("docs/reference").join(name);
    let text = fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    assert!(jsonschema::meta::is_valid(&schema), "a JSON Schema 2020-12");
    jsonschema::validator_for(&schema).expect("it can be used")
}

pub fn keeps_to(schema: &Validator, text: &str) -> Value {
    let document: Value = serde_json::from_str(text).expect("it is JSON");
    let errors: Vec<String> = schema
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    document
}

#[test]
fn the_schema_knows_every_code() {
    let path = project().join("docs/reference/enishi.check-1.schema.json");
    let schema = fs::read_to_string(path).expect("the schema is there");
    let codes = [
        codes::<Column>(),
        codes::<Missing>(),
        codes::<Qualifier>(),
        codes::<Reason>(),
        codes::<Accumulation>(),
        codes::<StatedVerdict>(),
        codes::<DirectionSource>(),
        codes::<Severity>(),
    ];
    for code in codes.concat() {
        assert!(schema.contains(&format!("\"{code}\"")), "{code}");
    }
}

fn codes<T: ClosedSet>() -> Vec<&'static str> {
    T::ALL.iter().map(|member| member.code()).collect()
}

fn example() -> Folder {
    let folder = Folder::with_sheets();
    let example = project().join("examples/effect-verification-r6.tsv");
    folder.write("r6.tsv", &fs::read(example).expect("the example is there"));
    folder
}

#[test]
fn every_json_keeps_to_its_published_schema() {
    let folder = example();
    for (arguments, schema) in [
        ("check r6.tsv --format json", "enishi.check-1.schema.json"),
        (
            "check r6.tsv wrong.tsv --format json",
            "enishi.check-1.schema.json",
        ),
        (
            "compare clean.tsv r6.tsv --format json",
            "enishi.compare-1.schema.json",
        ),
        (
            "compare r6.tsv clean.tsv --format json --lang en",
            "enishi.compare-1.schema.json",
        ),
        ("rules --format json", "enishi.rules-1.schema.json"),
        (
            "rules --format json --lang en",
            "enishi.rules-1.schema.json",
        ),
    ] {
        keeps_to(&published(schema), &folder.run(arguments).out);
    }
}

#[test]
fn the_schemas_refuse_what_their_formats_do_not_allow() {
    let folder = example();
    for (arguments, schema, pointer, wrong) in [
        (
            "compare clean.tsv r6.tsv --format json",
            "compare",
            "/changes/0/kind",
            json!("moved"),
        ),
        (
            "compare clean.tsv r6.tsv --format json",
            "compare",
            "/findings/0/rule",
            json!("d17"),
        ),
        (
            "compare clean.tsv r6.tsv --format json",
            "compare",
            "/unchanged",
            json!(-1),
        ),
        (
            "rules --format json",
            "rules",
            "/rules/0/severity",
            json!("fatal"),
        ),
        ("rules --format json", "rules", "/rules/0/title", json!("")),
    ] {
        let schema = published(&format!("enishi.{schema}-1.schema.json"));
        let mut document = keeps_to(&schema, &folder.run(arguments).out);
        *document.pointer_mut(pointer).expect("it is there") = wrong;
        assert!(!schema.is_valid(&document), "{pointer}");
    }
}

/// What SARIF 2.1.0 (OASIS, sections 3.13 to 3.55) requires of the parts that are written here; not
/// its published schema.
fn sarif() -> Validator {
    let text = json!({
        "type": "object",
        "properties": {
            "text": { "type": "string", "minLength": 1 },
            "markdown": { "type": "string" }
        },
        "required": ["text"],
        "additionalProperties": false
    });
    let location = sarif_location();
    let level = json!({ "enum": ["none", "note", "warning", "error"] });
    let rule = json!({
        "type": "object",
        "properties": {
            "id": { "type": "string", "minLength": 1 },
            "shortDescription": text,
            "help": text,
            "defaultConfiguration": { "type": "object", "properties": { "level": level } }
        },
        "required": ["id"],
        "additionalProperties": false
    });
    let result = json!({
        "type": "object",
        "properties": {
            "ruleId": { "type": "string" },
            "ruleIndex": { "type": "integer", "minimum": 0 },
            "level": level,
            "message": text,
            "locations": { "type": "array", "items": location }
        },
        "required": ["message"],
        "additionalProperties": false
    });
    let artifact = json!({
        "type": "object",
        "properties": {
            "location": sarif_file(),
            "hashes": { "type": "object", "additionalProperties": { "type": "string" } }
        },
        "additionalProperties": false
    });
    let run = run_of(&rule, &result, &artifact);
    let schema = json!({
        "type": "object",
        "properties": {
            "$schema": { "type": "string", "format": "uri" },
            "version": { "const": "2.1.0" },
            "runs": { "type": "array", "items": run }
        },
        "required": ["version", "runs"],
        "additionalProperties": false
    });
    jsonschema::validator_for(&schema).expect("it can be used")
}

fn sarif_file() -> Value {
    json!({
        "type": "object",
        "properties": { "uri": { "type": "string", "pattern": "^(file:///)?[A-Za-z0-9%._~/-]+$" } },
        "required": ["uri"],
        "additionalProperties": false
    })
}

fn sarif_location() -> Value {
    json!({
        "type": "object",
        "properties": {
            "physicalLocation": {
                "type": "object",
                "properties": {
                    "artifactLocation": sarif_file(),
                    "region": {
                        "type": "object",
                        "properties": { "startLine": { "type": "integer", "minimum": 1 } },
                        "required": ["startLine"],
                        "additionalProperties": false
                    }
                },
                "required": ["artifactLocation"],
                "additionalProperties": false
            },
            "logicalLocations": { "type": "array", "items": {
                "type": "object",
                "properties": {
                    "name": { "type": "string" },
                    "fullyQualifiedName": { "type": "string" }
                },
                "additionalProperties": false
            }}
        },
        "required": ["physicalLocation"],
        "additionalProperties": false
    })
}

fn run_of(rule: &Value, result: &Value, artifact: &Value) -> Value {
    let driver = json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "minLength": 1 },
            "version": { "type": "string" },
            "rules": { "type": "array", "items": rule, "uniqueItems": true }
        },
        "required": ["name"],
        "additionalProperties": false
    });
    json!({
        "type": "object",
        "properties": {
            "tool": {
                "type": "object",
                "properties": { "driver": driver },
                "required": ["driver"],
                "additionalProperties": false
            },
            "language": { "type": "string", "pattern": "^[a-z]{2}(-[A-Z]{2})?$" },
            "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
            "artifacts": { "type": "array", "items": artifact, "uniqueItems": true },
            "results": { "type": "array", "items": result }
        },
        "required": ["tool", "columnKind", "results"],
        "additionalProperties": false
    })
}

#[test]
fn sarif_has_what_sarif_requires_and_rows_are_lines() {
    let folder = example();
    folder.write("name with blanks.tsv", b"");
    let absolute = folder.path("r6.tsv");
    for arguments in [
        "r6.tsv",
        "r6.tsv wrong.tsv --lang en",
        &absolute.display().to_string(),
    ] {
        let ran = folder.run(&format!("check {arguments} --format sarif"));
        let document = keeps_to(&sarif(), &ran.out);
        let run = &document["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
        for result in run["results"].as_array().expect("a list") {
            let index = result["ruleIndex"].as_u64().expect("a number");
            let rule = &rules[usize::try_from(index).expect("a small number")];
            assert_eq!(rule["id"], result["ruleId"]);
        }
    }
    let ran = folder.run("check wrong.tsv --format sarif");
    let document = keeps_to(&sarif(), &ran.out);
    let results = document["runs"][0]["results"].as_array().expect("a list");
    let wrong = results
        .iter()
        .find(|result| result["ruleId"] == "M40")
        .expect("it is found");
    let location = &wrong["locations"][0];
    assert_eq!(
        location["physicalLocation"]["region"],
        json!({ "startLine": 2 })
    );
    assert_eq!(
        location["logicalLocations"][0]["fullyQualifiedName"],
        "R2C6"
    );
}

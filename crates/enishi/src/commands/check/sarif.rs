//! SARIF 2.1.0, which code hosts and editors show beside the lines.

use std::collections::BTreeSet;

use enishi_desk::Language;
use enishi_desk::check_sheet::Checked;
use enishi_desk::explain_rule::{explain_rule, list_rules};
use enishi_domain::finding::Severity;
use enishi_domain::interchange::RenderedFinding;
use serde_json::{Value, json};

/// One run over all sheets.
pub fn report(checked: &[Checked], language: Language) -> String {
    let rendered: Vec<(&Checked, Vec<RenderedFinding>)> = checked
        .iter()
        .map(|sheet| (sheet, sheet.rendered(language)))
        .collect();
    let used: BTreeSet<&str> = rendered
        .iter()
        .flat_map(|(_, all)| all.iter().map(|f| f.rule.as_str()))
        .collect();
    let rules: Vec<Value> = list_rules(language)
        .into_iter()
        .filter(|rule| used.contains(rule.code))
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": { "text": rule.title },
                "help": {
                    "text": explain_rule(rule.code).unwrap_or_default(),
                    "markdown": explain_rule(rule.code).unwrap_or_default(),
                },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let results: Vec<Value> = rendered
        .iter()
        .flat_map(|(sheet, all)| {
            all.iter()
                .map(|finding| result(&sheet.source.name, finding))
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "enishi",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).expect("the shape has text keys only") + "\n"
}

fn result(file: &str, finding: &RenderedFinding) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(file) } });
    if let Some(place) = &finding.place {
        location["region"] = json!({ "startLine": place.row, "startColumn": place.column });
    }
    json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": location }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A relative reference; everything but the unreserved characters is percent-encoded.
fn uri(file: &str) -> String {
    let mut out = String::new();
    for byte in file.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

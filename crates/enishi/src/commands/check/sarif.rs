//! SARIF 2.1.0, which code hosts and editors show beside the lines.

use std::collections::{BTreeMap, BTreeSet};

use enishi_desk::Language;
use enishi_desk::check_sheet::Checked;
use enishi_desk::explain_rule::{RuleLine, explain_rule, list_rules};
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
        .map(|rule| rule_entry(&rule, language))
        .collect();
    let index: BTreeMap<&str, usize> = used.iter().copied().zip(0..).collect();
    let results: Vec<Value> = rendered
        .iter()
        .flat_map(|(sheet, all)| {
            all.iter()
                .map(|finding| result(&sheet.source.name, finding, &index))
        })
        .collect();
    let artifacts: Vec<Value> = checked
        .iter()
        .map(|sheet| {
            json!({
                "location": { "uri": uri(&sheet.source.name) },
                "hashes": { "sha-256": sheet.source.sha256 },
            })
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
            "language": match language { Language::Japanese => "ja", Language::English => "en" },
            "columnKind": "unicodeCodePoints",
            "artifacts": artifacts,
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).expect("the shape has text keys only") + "\n"
}

fn rule_entry(rule: &RuleLine, language: Language) -> Value {
    let page = explain_rule(rule.code, language).unwrap_or_default();
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

/// A region's columns count characters of a line, so the table's column is a logical location.
fn result(file: &str, finding: &RenderedFinding, index: &BTreeMap<&str, usize>) -> Value {
    let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(file) } } });
    if let Some(place) = &finding.place {
        location["physicalLocation"]["region"] = json!({ "startLine": place.row.max(1) });
        let cell = format!("R{}C{}", place.row, place.column);
        let name = match &place.sheet {
            Some(sheet) => format!("{sheet}!{cell}"),
            None => cell,
        };
        let mut cell = json!({ "fullyQualifiedName": name });
        if let Some(header) = &place.header {
            cell["name"] = json!(header);
        }
        location["logicalLocations"] = json!([cell]);
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": index.get(finding.rule.as_str()),
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path relative to where the program ran, or the whole one as `file:`; everything but the
/// unreserved characters is percent-encoded.
fn uri(file: &str) -> String {
    let mut out = String::from(if file.starts_with('/') { "file://" } else { "" });
    for byte in file.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

//! SARIF 2.1.0, which code hosts and editors show beside the lines.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use enishi_desk::Language;
use enishi_desk::check_sheet::{Checked, render};
use enishi_desk::explain_rule::{RuleLine, explain_rule, list_rules};
use enishi_domain::finding::Severity;
use enishi_domain::interchange::RenderedFinding;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    language: &'static str,
    column_kind: &'static str,
    artifacts: Vec<Value>,
    results: Results<'a>,
}

/// The findings of all sheets, each put into words only when it is written.
struct Results<'a> {
    checked: &'a [Checked],
    index: BTreeMap<&'static str, usize>,
    language: Language,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let results = self.checked.iter().flat_map(|sheet| {
            let rendered = sheet.findings.iter().map(|f| render(f, self.language));
            rendered.map(|finding| result(&sheet.source.name, &finding, &self.index))
        });
        serializer.collect_seq(results)
    }
}

/// Writes one run over all sheets.
pub fn write(mut out: &mut dyn Write, checked: &[Checked], language: Language) -> io::Result<()> {
    let findings = checked.iter().flat_map(|sheet| &sheet.findings);
    let used: BTreeSet<&'static str> = findings.map(|finding| finding.rule).collect();
    let rules: Vec<Value> = list_rules(language)
        .into_iter()
        .filter(|rule| used.contains(rule.code))
        .map(|rule| rule_entry(&rule, language))
        .collect();
    let artifact = |sheet: &Checked| {
        json!({
            "location": { "uri": uri(&sheet.source.name) },
            "hashes": { "sha-256": sheet.source.sha256 },
        })
    };
    let run = Run {
        tool: json!({ "driver": {
            "name": "enishi",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        }}),
        language: match language {
            Language::Japanese => "ja",
            Language::English => "en",
        },
        column_kind: "unicodeCodePoints",
        artifacts: checked.iter().map(artifact).collect(),
        results: Results {
            checked,
            index: used.into_iter().zip(0..).collect(),
            language,
        },
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    };
    serde_json::to_writer_pretty(&mut out, &log)?;
    out.write_all(b"\n")
}

fn rule_entry(rule: &RuleLine, language: Language) -> Value {
    let page = explain_rule(rule.code, language).unwrap_or_default();
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title },
        "help": { "text": rule.remedy, "markdown": page },
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
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": index.get(finding.rule.as_str()),
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location],
    });
    if finding.count > 1 {
        result["occurrenceCount"] = json!(finding.count);
    }
    result
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

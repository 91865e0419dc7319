//! `enishi rules`: all rules, one line each.

use enishi_desk::Language;
use enishi_desk::explain_rule::list_rules;
use enishi_domain::words::ClosedSet;
use serde_json::json;

use crate::CLEAN;
use crate::arguments::{self, PlainFormat};
use crate::files::{print, printed};
use crate::terminal::{Alignment, Column, table};
use crate::wording::Words;

const COLUMNS: [Column; 3] = [
    Column {
        most: 4,
        alignment: Alignment::Left,
    },
    Column {
        most: 8,
        alignment: Alignment::Left,
    },
    Column {
        most: 100,
        alignment: Alignment::Left,
    },
];

/// Prints the list.
pub fn run(arguments: &arguments::Rules, language: Language) -> u8 {
    let rules = list_rules(language);
    let words = Words::of(language);
    let outcome = print(&match arguments.format {
        PlainFormat::Human => {
            let rows: Vec<Vec<String>> = rules
                .iter()
                .map(|rule| {
                    let severity = words.severity(rule.severity).to_owned();
                    vec![rule.code.to_owned(), severity, rule.title.to_owned()]
                })
                .collect();
            table(&COLUMNS, &rows, "")
        }
        PlainFormat::Json => {
            let rules: Vec<_> = rules
                .iter()
                .map(|rule| {
                    let severity = rule.severity.code();
                    json!({ "rule": rule.code, "severity": severity, "title": rule.title })
                })
                .collect();
            let document = json!({ "format": "enishi.rules/1", "rules": rules });
            serde_json::to_string_pretty(&document).expect("the shape has text keys only") + "\n"
        }
    });
    printed(outcome, CLEAN, language)
}

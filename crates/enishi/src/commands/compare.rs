//! `enishi compare`: 新旧対照.

use std::path::Path;

use enishi_desk::Language;
use enishi_desk::check_sheet::Document;
use enishi_desk::compare_sheets::{Compared, compare_sheets};
use serde_json::json;

use crate::arguments::{self, PlainFormat};
use crate::files::{self, complain, complain_of};
use crate::terminal::{one_line, wrap};
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// Tells what changed; changes are no errors, so the exit code is 0 unless a file cannot be read.
pub fn run(arguments: &arguments::Compare, language: Language) -> u8 {
    let options = match files::reading_options(&arguments.reading) {
        Ok(options) => options,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let read = |path: &Path| files::read(path).map_err(|error| complain_of(path, &error, language));
    let (Ok(last), Ok(this)) = (read(&arguments.last), read(&arguments.this)) else {
        return FAILED;
    };
    let names = (
        arguments.last.display().to_string(),
        arguments.this.display().to_string(),
    );
    let last = Document {
        name: &names.0,
        bytes: &last,
    };
    let this = Document {
        name: &names.1,
        bytes: &this,
    };
    match compare_sheets(last, this, &options) {
        Ok(compared) => {
            files::print(&match arguments.format {
                PlainFormat::Human => human(&compared, Words::of(language)),
                PlainFormat::Json => json_report(&compared),
            });
            CLEAN
        }
        Err((name, error)) => {
            complain(&format!("{name}: {}", error.message(language)));
            FAILED
        }
    }
}

fn human(compared: &Compared, words: Words) -> String {
    let (last, this) = (&compared.last.source.name, &compared.this.source.name);
    let mut out = format!("{} → {}\n\n", one_line(last), one_line(this));
    for change in &compared.comparison.changes {
        let whose = change.kpi.map_or_else(
            || words.programme(&change.programme),
            |kpi| format!("{}-{}", change.programme, kpi.circled()),
        );
        let kind = words.change(change.kind);
        out.push_str(&format!(
            "{} {kind} {}\n",
            one_line(&whose),
            one_line(&change.name)
        ));
        for (sign, text) in [("-", &change.before), ("+", &change.after)] {
            let Some(text) = text else { continue };
            for line in wrap(text, 74) {
                out.push_str(&format!("    {sign} {line}\n"));
            }
        }
    }
    out.push_str(&words.compared(&compared.comparison));
    out.push('\n');
    out
}

fn json_report(compared: &Compared) -> String {
    let changes: Vec<_> = compared
        .comparison
        .changes
        .iter()
        .map(|change| {
            json!({
                "kind": crate::wording::change_code(change.kind),
                "programme": change.programme,
                "kpi": change.kpi.map(|kpi| kpi.to_string()),
                "name": change.name,
                "before": change.before,
                "after": change.after,
            })
        })
        .collect();
    let document = json!({
        "format": "enishi.compare/1",
        "last": { "name": compared.last.source.name, "sha256": compared.last.source.sha256 },
        "this": { "name": compared.this.source.name, "sha256": compared.this.source.sha256 },
        "changes": changes,
        "unchanged": compared.comparison.unchanged,
    });
    serde_json::to_string_pretty(&document).expect("the shape has text keys only") + "\n"
}

//! `enishi compare`: 新旧対照.

use std::path::Path;

use enishi_desk::Language;
use enishi_desk::check_sheet::Document;
use enishi_desk::compare_sheets::{Compared, compare_sheets};
use enishi_domain::interchange::{FindingEntry, NoEntry, RenderedFinding};
use enishi_domain::words::ClosedSet;
use serde_json::json;

use crate::arguments::{self, PlainFormat};
use crate::files::{self, complain, complain_of};
use crate::terminal::{WIDTH, one_line, short_name, wrap};
use crate::wording::{Words, with_way};
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
            let outcome = files::print(&match arguments.format {
                PlainFormat::Human => human(&compared, language),
                PlainFormat::Json => json_report(&compared, language),
            });
            files::printed(outcome, CLEAN, language)
        }
        Err((name, error)) => {
            complain(&format!("{name}: {}", with_way(&error, language)));
            FAILED
        }
    }
}

/// Each change once: in D17's words, or by what stood before and after where D17 is switched off.
fn human(compared: &Compared, language: Language) -> String {
    let words = Words::of(language);
    let (last, this) = (&compared.last.source.name, &compared.this.source.name);
    let mut out = format!("{}\n→ {}\n\n", one_line(last), one_line(this));
    for line in doubt(compared, words)
        .iter()
        .flat_map(|text| wrap(text, WIDTH))
    {
        out.push_str(&format!("{line}\n\n"));
    }
    let (findings, others): (Vec<_>, Vec<_>) = compared
        .rendered(language)
        .into_iter()
        .partition(|finding| finding.rule == "D17");
    for (at, change) in compared.comparison.changes.iter().enumerate() {
        let whose = change.kpi.map_or_else(
            || words.programme(&change.programme),
            |kpi| format!("{}-{}", change.programme, kpi.circled()),
        );
        let kind = words.change(change.kind);
        let finding = findings.get(at);
        let place = finding
            .map(|finding| located(this, finding, words))
            .unwrap_or_default();
        out.push_str(&format!("{place}{} {kind}\n", one_line(&whose)));
        let mut add = |text: &str, lead: &str| {
            for line in wrap(&one_line(text), WIDTH - lead.len()) {
                out.push_str(&format!("{lead}{line}\n"));
            }
        };
        match finding {
            Some(finding) => {
                let name = change.name.as_str();
                // A message that holds the name has said it.
                if !name.is_empty() && !finding.message.contains(name) {
                    add(name, "    ");
                }
                add(&finding.message, "    ");
            }
            None => {
                let told = [&change.before, &change.after];
                if told.iter().all(|text| text.as_ref() != Some(&change.name)) {
                    add(&change.name, "    ");
                }
                add(change.before.as_deref().unwrap_or_default(), "    - ");
                add(change.after.as_deref().unwrap_or_default(), "    + ");
            }
        }
    }
    if let Some(remedy) = findings
        .first()
        .and_then(|finding| finding.remedy.as_deref())
    {
        out.push_str(&format!("    → {remedy}\n"));
    }
    for finding in &others {
        out.push_str(&of_both_years(this, finding, words));
    }
    if !compared.comparison.changes.is_empty() || !others.is_empty() {
        out.push('\n');
    }
    out.push_str(&words.compared(&compared.comparison));
    out.push('\n');
    out
}

/// What makes it doubtful that these two sheets were meant.
fn doubt(compared: &Compared, words: Words) -> Option<&'static str> {
    let (last, this) = (&compared.last, &compared.this);
    if last.source.sha256 == this.source.sha256 {
        return Some(words.same_file());
    }
    let years = last.sheet.fiscal_year.zip(this.sheet.fiscal_year);
    years
        .is_some_and(|(last, this)| last > this)
        .then_some(words.years_swapped())
}

/// What is said of a KPI that stands in both years, with what to do about it.
fn of_both_years(file: &str, finding: &RenderedFinding, words: Words) -> String {
    let whose = finding.programme.as_deref().unwrap_or_default();
    let no = finding
        .kpi
        .map_or_else(String::new, |kpi| format!("-{}", kpi.circled()));
    let mut out = format!("{}{}{no}\n", located(file, finding, words), one_line(whose));
    for line in wrap(&one_line(&finding.message), WIDTH - 4) {
        out.push_str(&format!("    {line}\n"));
    }
    if let Some(remedy) = &finding.remedy {
        out.push_str(&format!("    → {remedy}\n"));
    }
    out
}

/// `this-year.tsv:2:6 注意 D17 `
fn located(file: &str, finding: &RenderedFinding, words: Words) -> String {
    let file = short_name(file);
    let at = finding
        .place
        .as_ref()
        .map_or_else(|| file.clone(), |place| format!("{file}:{place}"));
    format!(
        "{at} {} {} ",
        words.severity(finding.severity),
        finding.rule
    )
}

fn json_report(compared: &Compared, language: Language) -> String {
    let changes: Vec<_> = compared
        .comparison
        .changes
        .iter()
        .map(|change| {
            json!({
                "kind": change.kind.code(),
                "programme": change.programme,
                "kpi": change.kpi.map(NoEntry::from),
                "name": change.name,
                "before": change.before,
                "after": change.after,
            })
        })
        .collect();
    let findings: Vec<_> = compared
        .rendered(language)
        .into_iter()
        .map(FindingEntry::from)
        .collect();
    let document = json!({
        "format": "enishi.compare/1",
        "last": compared.last.source,
        "this": compared.this.source,
        "changes": changes,
        "unchanged": compared.comparison.unchanged,
        "findings": findings,
    });
    serde_json::to_string_pretty(&document).expect("the shape has text keys only") + "\n"
}

//! `enishi evaluate`: the year's evaluation sheet of what the ledger gives.

use std::path::{Path, PathBuf};

use enishi_desk::Language;
use enishi_desk::check_sheet::Checked;
use enishi_desk::convert_sheet::{Format, convert_sheet};
use enishi_desk::evaluate_year::evaluate_year;
use enishi_desk::rubrics;

use super::check::human;
use super::measure::{day, year};
use super::on_ledger::{Said, own_files, run as on_ledger};
use crate::arguments::ledger;
use crate::files::{self, complain, complain_of};
use crate::wording::Words;
use crate::{CLEAN, FAILED, FINDINGS};

/// Evaluates the year, prints the sheet and writes it where that was asked.
pub fn run(arguments: &ledger::Evaluate, language: Language) -> u8 {
    let words = Words::of(language);
    let Ok(as_of) = day(arguments.as_of.as_deref(), words) else {
        return FAILED;
    };
    let mut outputs: Vec<(PathBuf, Format)> = Vec::new();
    for path in &arguments.output {
        match Format::from_path(path) {
            Some(format) => outputs.push((path.clone(), format)),
            None => {
                complain(&words.unknown_output(path));
                return FAILED;
            }
        }
    }
    // What cannot be written is said before the long work.
    let in_use = own_files(&arguments.ledger);
    for (path, _) in &outputs {
        if let Err(error) = files::may_be_output(path, &in_use) {
            complain_of(path, &error, language);
            return FAILED;
        }
    }
    let mut failed = false;
    let code = on_ledger(&arguments.ledger, language, async |office| {
        let year = year(office, arguments.fiscal_year);
        let checked = evaluate_year(office, year, as_of).await?;
        let sheets = std::slice::from_ref(&checked);
        let mut out = human::report(sheets, &rubrics::cabinet_office(), language);
        for (path, format) in &outputs {
            match write(&checked, path, *format, language) {
                true => out.push_str(&format!("{}\n", words.written(path))),
                false => failed = true,
            }
        }
        let json = checked.to_check(language);
        Ok(Said {
            human: out,
            json: serde_json::to_value(&json).expect("the shape has text keys only"),
            code: if checked.has_errors() {
                FINDINGS
            } else {
                CLEAN
            },
        })
    });
    if failed { FAILED } else { code }
}

/// Whether it could be written; says why where not.
pub fn write(checked: &Checked, path: &Path, format: Format, language: Language) -> bool {
    match convert_sheet(checked, format, language) {
        Ok(written) => match files::write_whole(path, &written.bytes) {
            Ok(()) => true,
            Err(error) => {
                complain_of(path, &error, language);
                false
            }
        },
        Err(error) => {
            complain(&format!("{}: {}", path.display(), error.message(language)));
            false
        }
    }
}

//! `enishi check`: several files give several results and one total.

pub mod human;
mod sarif;

use std::path::Path;

use enishi_desk::Language;
use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_desk::list_findings::findings_csv;
use enishi_desk::rubrics;
use enishi_domain::interchange::ChecksWriter;

use crate::arguments::{self, CheckFormat};
use crate::files::{self, complain, complain_of};
use crate::wording::with_way;
use crate::{CLEAN, FAILED, FINDINGS};

/// Checks every sheet; one that cannot be read does not keep the others from being checked.
pub fn run(arguments: &arguments::Check, language: Language) -> u8 {
    let options = match files::reading_options(&arguments.reading) {
        Ok(options) => options,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let mut checked = Vec::new();
    let mut failed = false;
    for path in &arguments.sheets {
        match read_and_check(path, &options, language) {
            Some(sheet) => checked.push(sheet),
            None => failed = true,
        }
    }
    if checked.is_empty() {
        return FAILED;
    }
    let outcome = match arguments.format {
        CheckFormat::Human => {
            let rubric = options
                .settings
                .rubric
                .clone()
                .unwrap_or_else(rubrics::cabinet_office);
            files::print(&human::report(&checked, &rubric, language))
        }
        CheckFormat::Json => print_json(&checked, arguments.sheets.len(), language),
        CheckFormat::Csv => match findings_csv(&checked, language) {
            Ok(bytes) => files::print_with(|out| out.write_all(&bytes)),
            Err(error) => {
                complain(&error.message(language));
                return FAILED;
            }
        },
        CheckFormat::Sarif => files::print_with(|out| sarif::write(out, &checked, language)),
    };
    let code = match (failed, checked.iter().any(Checked::has_errors)) {
        (true, _) => FAILED,
        (false, true) => FINDINGS,
        (false, false) => CLEAN,
    };
    files::printed(outcome, code, language)
}

/// Reads and checks one file; complains and gives nothing where that fails.
pub fn read_and_check(path: &Path, options: &Options, language: Language) -> Option<Checked> {
    let bytes = files::read(path)
        .map_err(|error| complain_of(path, &error, language))
        .ok()?;
    let name = path.display().to_string();
    let document = Document {
        name: &name,
        bytes: &bytes,
    };
    let checked = check_sheet(document, options);
    checked
        .map_err(|error| complain(&format!("{name}: {}", with_way(&error, language))))
        .ok()
}

/// One sheet is `enishi.check/1`; several that were asked for are `enishi.checks/1`, even where
/// only one of them could be read.
fn print_json(checked: &[Checked], asked: usize, language: Language) -> std::io::Result<()> {
    let results = checked.iter().map(|sheet| sheet.as_check(language));
    files::print_with(|out| {
        match checked {
            [only] if asked == 1 => {
                serde_json::to_writer_pretty(&mut *out, &only.as_check(language))?;
            }
            _ => serde_json::to_writer_pretty(&mut *out, &ChecksWriter(results.collect()))?,
        }
        out.write_all(b"\n")
    })
}

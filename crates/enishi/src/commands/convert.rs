//! `enishi convert`: the sheet written as xlsx, html, csv or json.

use std::path::PathBuf;

use enishi_desk::Language;
use enishi_desk::convert_sheet::{Encoding, Format, convert_sheet};

use super::check::read_and_check;
use crate::arguments::{self, CsvEncoding as Asked};
use crate::files::{self, complain, complain_of};
use crate::wording::Words;
use crate::{CLEAN, FAILED, FINDINGS};

/// Writes the file; the exit code tells of findings as `check` does.
pub fn run(arguments: &arguments::Convert, language: Language) -> u8 {
    let words = Words::of(language);
    let format = match (Format::from_path(&arguments.output), arguments.encoding) {
        (Some(Format::Csv(_)), Some(Asked::Cp932)) => Format::Csv(Encoding::Cp932),
        (Some(Format::Xlsx | Format::Html | Format::Json), Some(_)) => {
            complain(&words.encoding_of_no_csv());
            return FAILED;
        }
        (Some(format), _) => format,
        (None, _) => {
            complain(&words.unknown_output(&arguments.output));
            return FAILED;
        }
    };
    let settings = arguments.reading.settings.clone();
    let read: Vec<PathBuf> = settings
        .into_iter()
        .chain([arguments.sheet.clone()])
        .collect();
    if let Err(error) = files::may_be_output(&arguments.output, &read) {
        complain_of(&arguments.output, &error, language);
        return FAILED;
    }
    let options = match files::reading_options(&arguments.reading) {
        Ok(options) => options,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let Some(checked) = read_and_check(&arguments.sheet, &options, language) else {
        return FAILED;
    };
    let converted = match convert_sheet(&checked, format, language) {
        Ok(converted) => converted,
        Err(error) => {
            complain(&format!(
                "{}: {}",
                arguments.output.display(),
                error.message(language)
            ));
            return FAILED;
        }
    };
    if let Err(error) = files::write_whole(&arguments.output, &converted.bytes) {
        complain_of(&arguments.output, &error, language);
        return FAILED;
    }
    for substitution in &converted.substitutions {
        complain(&words.substituted(&arguments.output, substitution));
    }
    let outcome = files::print(&format!("{}\n", words.written(&arguments.output)));
    let code = if checked.has_errors() {
        FINDINGS
    } else {
        CLEAN
    };
    files::printed(outcome, code, language)
}

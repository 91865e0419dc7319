//! `enishi export`: the ledger in our own form, or an empty form to be filled in.

use std::path::Path;

use enishi_desk::export_ledger::{
    ExportFormat, Exported, OnLoss, Selection, Unencodable, blank_form, export_ledger,
};
use enishi_desk::{BatchId, Language};
use enishi_domain::engagement::Kind;
use enishi_domain::words::ClosedSet as _;
use serde_json::json;

use super::on_ledger::{Said, finish, own_files, run as on_ledger};
use crate::arguments::CsvEncoding;
use crate::arguments::ledger::{self, LossName};
use crate::files::{complain, complain_of, extension, may_be_output, write_private, write_whole};
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// How many substitutions are told one by one.
const MOST_TOLD: usize = 20;

/// Writes the ledger out, or an empty form.
pub fn run(arguments: &ledger::Export, language: Language) -> u8 {
    let words = Words::of(language);
    let (path, in_use) = (&arguments.output, own_files(&arguments.ledger));
    if let Err(error) = may_be_output(path, &in_use) {
        complain_of(path, &error, language);
        return FAILED;
    }
    if let Some(kind) = &arguments.template {
        return template(kind, arguments, language);
    }
    let Some(format) = format(arguments) else {
        complain(&words.unknown_export(&arguments.output));
        return FAILED;
    };
    let Some(selection) = selection(arguments, words) else {
        return FAILED;
    };
    let reason = arguments.reason.as_deref().unwrap_or_default();
    on_ledger(&arguments.ledger, language, async |office| {
        let exported = export_ledger(office, &selection, format, reason, language).await?;
        for line in substitutions(&exported, words) {
            complain(&line);
        }
        let Some(bytes) = &exported.bytes else {
            complain(&words.nothing_exported());
            return Ok(Said {
                human: String::new(),
                json: as_json(&exported, None),
                code: FAILED,
            });
        };
        let path = &arguments.output;
        if let Err(error) = write_private(path, bytes) {
            complain_of(path, &error, language);
            return Ok(Said {
                human: String::new(),
                json: as_json(&exported, None),
                code: FAILED,
            });
        }
        Ok(Said {
            human: words.exported(exported.rows, path),
            json: as_json(&exported, Some(path)),
            code: CLEAN,
        })
    })
}

fn template(kind: &str, arguments: &ledger::Export, language: Language) -> u8 {
    let output = arguments.output.as_path();
    let words = Words::of(language);
    let Some(kind) = named(kind) else {
        complain(&words.unknown_kind(kind));
        return FAILED;
    };
    if extension(output).as_deref() != Some("xlsx") {
        complain(&words.unknown_export(output));
        return FAILED;
    }
    let form = match blank_form(kind, language) {
        Ok(form) => form,
        Err(error) => {
            complain(&error.message(language));
            return FAILED;
        }
    };
    match write_whole(output, &form) {
        Ok(()) => {
            let json = json!({
                "format": "enishi.template/1",
                "file": output.display().to_string(),
                "kind": kind.code(),
            });
            let said = Said::clean(format!("{}\n", words.written(output)), json);
            finish(Ok(said), arguments.ledger.format, language)
        }
        Err(error) => {
            complain_of(output, &error, language);
            FAILED
        }
    }
}

fn selection(arguments: &ledger::Export, words: Words) -> Option<Selection> {
    let kind = match &arguments.kind {
        None => None,
        Some(kind) => {
            let known = named(kind);
            if known.is_none() {
                complain(&words.unknown_kind(kind));
            }
            Some(known?)
        }
    };
    let batch = match &arguments.batch {
        None => None,
        Some(text) => {
            let number = text.trim_start_matches(['B', 'b']).parse().map(BatchId);
            if number.is_err() {
                complain(&words.no_batch_number(text));
            }
            Some(number.ok()?)
        }
    };
    Some(Selection {
        kind,
        programme: arguments.programme.clone(),
        year: arguments.fiscal_year,
        batch,
        purpose: arguments.purpose.clone(),
    })
}

fn named(kind: &str) -> Option<Kind> {
    Kind::from_code(kind).or_else(|| Kind::from_word(kind))
}

fn format(arguments: &ledger::Export) -> Option<ExportFormat> {
    let loss = match arguments.unencodable {
        LossName::Refuse => OnLoss::Refuse,
        LossName::Geta => OnLoss::Write(Unencodable::Geta),
        LossName::Variant => OnLoss::Write(Unencodable::Variant),
    };
    match (extension(&arguments.output)?.as_str(), arguments.encoding) {
        ("xlsx", CsvEncoding::Utf8) => Some(ExportFormat::Xlsx),
        ("csv", CsvEncoding::Utf8) => Some(ExportFormat::Utf8),
        ("csv", CsvEncoding::Cp932) => Some(ExportFormat::Cp932(loss)),
        _ => None,
    }
}

/// The characters that stand otherwise in the file, the first of them one by one.
fn substitutions(exported: &Exported, words: Words) -> Vec<String> {
    let all = &exported.substitutions;
    let mut told: Vec<String> = all
        .iter()
        .take(MOST_TOLD)
        .map(|one| {
            let column = one.column.checked_sub(1);
            let heading = column.and_then(|at| exported.headings.get(at));
            words.stands_otherwise(one, heading.map_or("", String::as_str))
        })
        .collect();
    if all.len() > told.len() {
        told.push(words.more_substitutions(all.len() - told.len()));
    }
    told
}

fn as_json(exported: &Exported, path: Option<&Path>) -> serde_json::Value {
    let substitutions = exported.substitutions.iter().map(|one| {
        json!({
            "row": one.row,
            "column": one.column,
            "character": one.character.to_string(),
            "replacement": one.replacement.map(|c| c.to_string()),
        })
    });
    json!({
        "format": "enishi.export/1",
        "file": path.map(|path| path.display().to_string()),
        "rows": exported.rows,
        "purpose": exported.purpose,
        "substitutions": substitutions.collect::<Vec<_>>(),
    })
}

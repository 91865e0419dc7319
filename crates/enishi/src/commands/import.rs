//! `enishi import`: a register goes into the ledger, or an import is taken out again.

use std::io::IsTerminal as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use enishi_desk::import_register::{
    Imported, Mode, Progress, Register, Resembled, import_register, undo_import,
};
use enishi_desk::report_refused::{self, is_needed};
use enishi_desk::{BatchId, DeskError, Given, Language, read_mapping, sources};
use enishi_domain::calendar::parse_day;
use enishi_domain::engagement::{EngagementId, Facet};
use enishi_domain::finding::Severity;
use enishi_domain::register::RowVerdict;
use enishi_domain::words::ClosedSet as _;
use serde_json::{Value as Json, json};

use super::on_ledger::{Said, own_files, run as on_ledger};
use crate::arguments::ledger;
use crate::files::{self, complain, complain_of};
use crate::wording::{Words, with_way};
use crate::{CLEAN, FAILED, FINDINGS};

/// How many findings are told one by one.
const MOST_FINDINGS: usize = 20;

/// Imports or undoes.
pub fn run(arguments: &ledger::Import, language: Language) -> u8 {
    if let Some(batch) = &arguments.undo {
        return undo(arguments, batch, language);
    }
    let Some(register) = register(arguments, language) else {
        return FAILED;
    };
    let words = Words::of(language);
    // What cannot be written is said before the long work.
    if let Some(path) = &arguments.report
        && !may_be_report(path, arguments, language)
    {
        return FAILED;
    }
    let mode = if arguments.dry_run {
        Mode::DryRun
    } else {
        Mode::Commit
    };
    on_ledger(&arguments.ledger, language, async |office| {
        let mut bar = Bar::new(words);
        let name = register.name.clone();
        let imported = import_register(office, register, mode, &mut |progress| {
            bar.tell(progress);
            ControlFlow::Continue(())
        })
        .await;
        bar.clear();
        let imported = imported?;
        let mut human = words.imported(&name, &imported, mode);
        for line in findings(&name, &imported, words)
            .iter()
            .chain(&duplicates(&imported, words))
        {
            human.push_str(&format!("{line}\n"));
        }
        let mut code = if is_clean(&imported) { CLEAN } else { FINDINGS };
        if let Some(path) = &arguments.report {
            // Also where nothing is amiss: what an earlier import left there is not of this one.
            let bytes = report_refused::report_workbook(&imported, language)?;
            match files::write_private(path, &bytes) {
                Ok(()) => human.push_str(&words.reported(path, is_needed(&imported))),
                Err(error) => {
                    complain_of(path, &error, language);
                    code = FAILED;
                }
            }
        }
        Ok(Said {
            human,
            json: as_json(&name, &imported, mode, words),
            code,
        })
    })
}

/// Whether the list of refused rows may be written there; says why where not.
fn may_be_report(path: &Path, arguments: &ledger::Import, language: Language) -> bool {
    if files::extension(path).as_deref() != Some("xlsx") {
        complain(&Words::of(language).no_workbook(path));
        return false;
    }
    let mut in_use = own_files(&arguments.ledger);
    in_use.extend(arguments.file.clone());
    in_use.extend(arguments.mapping.clone());
    let may = files::may_be_output(path, &in_use);
    may.map_err(|error| complain_of(path, &error, language))
        .is_ok()
}

/// Whether all of the file was read: no row and no column was refused.
fn is_clean(imported: &Imported) -> bool {
    let mut findings = imported.findings.iter();
    imported.refused.is_empty() && findings.all(|finding| finding.severity != Severity::Error)
}

fn undo(arguments: &ledger::Import, batch: &str, language: Language) -> u8 {
    let words = Words::of(language);
    let Ok(batch) = batch.trim_start_matches(['B', 'b']).parse().map(BatchId) else {
        complain(&words.no_batch_number(batch));
        return FAILED;
    };
    let reason = arguments.reason.as_deref().unwrap_or_default();
    on_ledger(&arguments.ledger, language, async |office| {
        let undone = undo_import(office, batch, reason).await?;
        let json = json!({
            "format": "enishi.undo/1",
            "batch": batch.to_string(),
            "voided": undone.voided,
            "restored": undone.restored,
            "kept": undone.kept.len(),
            "kept_engagements": texts(&undone.kept),
        });
        Ok(Said::clean(words.undone(batch, &undone), json))
    })
}

/// The file with its mapping and what is said of all its rows; complains and gives nothing where
/// one of them is not usable.
fn register(arguments: &ledger::Import, language: Language) -> Option<Register> {
    let words = Words::of(language);
    let path = arguments.file.as_deref()?;
    let mut mapping = match (&arguments.mapping, &arguments.source) {
        (Some(path), _) => own_mapping(path, language)?,
        (None, Some(source)) => match sources::built_in(source) {
            Some(Ok(mapping)) => mapping,
            Some(Err(error)) => {
                complain(&with_way(&DeskError::from(error), language));
                return None;
            }
            None => {
                complain(&words.unknown_source(source, &sources::names().collect::<Vec<_>>()));
                return None;
            }
        },
        (None, None) => return None,
    };
    if let Some(purpose) = &arguments.purpose {
        mapping.purpose.clone_from(purpose);
    }
    if arguments.sheet.is_some() {
        mapping.sheet.clone_from(&arguments.sheet);
    }
    let day = arguments.date.as_deref();
    let Ok(occurred_on) = day.map(parse_day).transpose() else {
        complain(&words.no_day(day.unwrap_or_default()));
        return None;
    };
    let bytes = files::read_register(path).map_err(|error| complain_of(path, &error, language));
    let facets = [
        (Facet::Scheme, &arguments.scheme),
        (Facet::Tag, &arguments.tag),
    ];
    let said = facets
        .into_iter()
        .filter_map(|(facet, says)| Some((facet, says.clone()?)));
    Some(Register {
        encoding: arguments.input_encoding.clone(),
        name: path.file_name()?.to_string_lossy().into_owned(),
        bytes: Arc::new(bytes.ok()?),
        mapping,
        given: Given {
            programme: arguments.programme.clone(),
            activity: arguments.activity.clone(),
            occurred_on,
            facets: said.collect(),
        },
    })
}

fn own_mapping(path: &Path, language: Language) -> Option<enishi_desk::Mapping> {
    let bytes = files::read(path).map_err(|error| complain_of(path, &error, language));
    let text = String::from_utf8(bytes.ok()?)
        .map_err(|_| complain_of(path, &files::FileError::NotUtf8, language))
        .ok()?;
    let read = read_mapping(&path.display().to_string(), &text);
    read.map_err(|error| complain(&with_way(&DeskError::from(error), language)))
        .ok()
}

fn findings(name: &str, imported: &Imported, words: Words) -> Vec<String> {
    let of_file = imported.findings.iter().map(|finding| (None, finding));
    let of_rows = imported.refused.iter().flat_map(|row| {
        let findings = row.findings.iter();
        findings.map(|finding| (Some(row.number), finding))
    });
    let mut all: Vec<_> = of_file.chain(of_rows).collect();
    // What keeps a row out is not lost among notes.
    all.sort_by_key(|(_, finding)| finding.severity);
    let mut told: Vec<String> = all
        .iter()
        .take(MOST_FINDINGS)
        .map(|(row, finding)| words.located_finding(name, *row, finding))
        .collect();
    let left = all.len() - told.len() + usize::try_from(imported.untold).unwrap_or(usize::MAX);
    if left > 0 {
        told.push(words.more_findings(left));
    }
    told
}

/// The rows that may be there twice, the first of them one by one.
fn duplicates(imported: &Imported, words: Words) -> Vec<String> {
    let all = &imported.duplicates;
    let first = all.iter().take(MOST_FINDINGS);
    let mut told: Vec<String> = first.map(|one| words.possible_duplicate(one)).collect();
    if all.len() > told.len() {
        told.push(words.more_findings(all.len() - told.len()));
    }
    told
}

fn as_json(name: &str, imported: &Imported, mode: Mode, words: Words) -> Json {
    let count = |verdict: &RowVerdict| imported.counts.get(verdict).copied().unwrap_or(0);
    let counts: serde_json::Map<String, Json> = RowVerdict::ALL
        .iter()
        .map(|verdict| (verdict.code().to_owned(), count(verdict).into()))
        .collect();
    let refused: Vec<Json> = imported
        .refused
        .iter()
        .map(|row| {
            let findings = row.findings.iter();
            let told = findings.map(
                |finding| json!({"rule": finding.rule, "message": words.register_finding(finding)}),
            );
            json!({"row": row.number, "findings": told.collect::<Vec<_>>()})
        })
        .collect();
    let findings = imported
        .findings
        .iter()
        .map(|finding| json!({"rule": finding.rule, "message": words.register_finding(finding)}));
    let duplicates = imported.duplicates.iter().map(|one| {
        let (row, numbers) = match &one.resembles {
            Resembled::Above(row) => (Some(row), &[][..]),
            Resembled::Recorded(engagements) => (None, engagements.as_slice()),
        };
        json!({
            "row": one.number,
            "engagements": texts(&one.engagements),
            "resembles_row": row,
            "resembles_engagements": texts(numbers),
        })
    });
    json!({
        "format": "enishi.import/1",
        "file": name,
        "batch": imported.batch.map(|batch| batch.to_string()),
        "dry_run": mode == Mode::DryRun,
        "counts": counts,
        "parties_new": imported.parties_new,
        "parties_known": imported.parties_known,
        "pairs_to_review": imported.pairs_to_review,
        "findings": findings.collect::<Vec<_>>(),
        "refused": refused,
        "duplicates": duplicates.collect::<Vec<_>>(),
    })
}

fn texts(engagements: &[EngagementId]) -> Vec<String> {
    engagements.iter().map(ToString::to_string).collect()
}

/// A line of progress on a terminal; nothing where nobody looks.
pub struct Bar {
    words: Words,
    is_shown: bool,
}

impl Bar {
    pub fn new(words: Words) -> Self {
        Self {
            words,
            is_shown: std::io::stderr().is_terminal(),
        }
    }

    pub fn tell(&mut self, progress: Progress) {
        if self.is_shown {
            files::progress(&self.words.progress(progress));
        }
    }

    pub fn clear(&self) {
        if self.is_shown {
            files::progress("");
        }
    }
}

//! `enishi backup`: the ledger as one file, which is there whole or not at all.

use std::io::{BufWriter, IsTerminal as _};
use std::path::Path;

use enishi_desk::back_up::{back_up, note_backup};
use enishi_desk::sealed_file::Recipient;
use enishi_desk::{BackupError, BackupFault, DeskError, Language};
use serde_json::json;
use tempfile::NamedTempFile;

use super::on_ledger::{Said, own_files, read_key, run as on_ledger, secret_path};
use crate::arguments::ledger;
use crate::files::{self, complain, complain_of};
use crate::wording::Words;
use crate::{CLEAN, FAILED};

/// Makes a backup.
pub fn run(arguments: &ledger::Backup, language: Language) -> u8 {
    let words = Words::of(language);
    let path = &arguments.file;
    if let Err(error) = files::may_be_output(path, &own_files(&arguments.ledger)) {
        complain_of(path, &error, language);
        return FAILED;
    }
    let recipients = arguments.recipient.iter().map(|text| text.parse());
    let recipients: Result<Vec<Recipient>, BackupError> = recipients.collect();
    let recipients = match recipients {
        Ok(recipients) => recipients,
        Err(error) => {
            complain(&DeskError::from(error).message(language));
            return FAILED;
        }
    };
    let key = match read_key(&secret_path(&arguments.ledger)) {
        Ok(key) => key,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            complain(&words.no_secret());
            return FAILED;
        }
    };
    on_ledger(&arguments.ledger, language, async |office| {
        let file = new_file(&arguments.file)?;
        let mut out = BufWriter::with_capacity(1 << 20, file.as_file());
        let mut watch = row_watch(words);
        let written = back_up(office, (&recipients, &key), &mut out, &mut watch).await;
        watch(0);
        let written = written?;
        let flushed = out
            .into_inner()
            .map_err(|error| unwritten(error.into_error()));
        flushed?.sync_all().map_err(unwritten)?;
        let kept = file.persist_noclobber(&arguments.file);
        kept.map_err(|error| unwritten_at(&arguments.file, error.error))?;
        // No copy of everybody's data stays that the audit does not know of.
        if let Err(error) = note_backup(office, &written).await {
            drop(std::fs::remove_file(&arguments.file));
            return Err(error);
        }
        let name = arguments.file.display().to_string();
        let json = json!({
            "format": "enishi.backup/1",
            "file": name,
            "rows": written.rows,
            "position": written.head.last,
            "digest": written.digest,
            "encrypted": written.head.key.is_some(),
            "checkpoint": written.head.checkpoint.as_ref().map(ToString::to_string),
        });
        Ok(Said {
            human: words.backed_up(&name, &written),
            json,
            code: CLEAN,
        })
    })
}

/// Shows on a terminal how many rows went through; none wipes the line.
pub fn row_watch(words: Words) -> impl FnMut(u64) + Send {
    let is_shown = std::io::stderr().is_terminal();
    move |rows| {
        if is_shown && rows > 0 {
            files::progress(&words.rows_through(rows));
        } else if is_shown {
            files::progress("");
        }
    }
}

/// A file that is its owner's alone, beside the one that is asked for. What is there already is not
/// replaced: it may be the ledger itself.
fn new_file(path: &Path) -> Result<NamedTempFile, DeskError> {
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(occupied(path));
    }
    NamedTempFile::new_in(files::folder_of(path)).map_err(unwritten)
}

fn unwritten_at(path: &Path, error: std::io::Error) -> DeskError {
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        return occupied(path);
    }
    unwritten(error)
}

fn occupied(path: &Path) -> DeskError {
    DeskError::from(BackupError::FileThere(path.display().to_string()))
}

fn unwritten(error: std::io::Error) -> DeskError {
    DeskError::Store(BackupFault::File(error).into())
}

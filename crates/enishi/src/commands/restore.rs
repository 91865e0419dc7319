//! `enishi restore`: a ledger of a backup, where none is; or a trial, which leaves nothing.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use enishi_desk::back_up::{
    BackupFile, Restorer, carried_key, look_at_backup, restore_ledger, try_restore,
};
use enishi_desk::sealed_file::{Identity, identities};
use enishi_desk::verify_ledger::Verified;
use enishi_desk::{BackupFault, BackupRead, DeskError, Language};
use jiff::Timestamp;
use serde_json::json;

use super::backup::row_watch;
use super::on_ledger::{
    Said, block_on, finish, from_hexadecimal, read_key, run as on_ledger, secret_path, write_secret,
};
use crate::arguments::ledger;
use crate::files::{FileError, complain, complain_of};
use crate::wording::Words;
use crate::{CLEAN, FAILED, FINDINGS};

/// Restores, or tries to.
pub fn run(arguments: &ledger::Restore, language: Language) -> u8 {
    let identities = match &arguments.identity {
        None => Vec::new(),
        Some(path) => match read_identities(path) {
            Ok(identities) => identities,
            Err(error) => {
                complain(&format!("{}: {}", path.display(), error.message(language)));
                return FAILED;
            }
        },
    };
    let open = || -> io::Result<Box<dyn BufRead + Send>> {
        let file = File::open(&arguments.file)?;
        Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
    };
    let file = BackupFile {
        open: &open,
        identities: &identities,
    };
    let read = match look_at_backup(file) {
        Ok(read) => read,
        Err(error) => {
            let name = arguments.file.display();
            complain(&format!("{name}: {}", error.message(language)));
            return FAILED;
        }
    };
    if arguments.test {
        return test(arguments, (file, &read), language);
    }
    restore(arguments, (file, &read), language)
}

fn test(
    arguments: &ledger::Restore,
    (file, read): (BackupFile<'_>, &BackupRead),
    language: Language,
) -> u8 {
    let words = Words::of(language);
    let folder = trial_folder(&arguments.ledger);
    on_ledger(&arguments.ledger, language, async |office| {
        let mut watch = row_watch(words);
        let verified = try_restore(office, (file, read), &folder, &mut watch).await;
        watch(0);
        let verified = verified?;
        Ok(said(arguments, (read, &verified), words.tried(read), words))
    })
}

/// Where a trial lies meanwhile: beside a database of SQLite, which is as private as the ledger.
fn trial_folder(ledger: &ledger::Ledger) -> PathBuf {
    let path = ledger.database.strip_prefix("sqlite:");
    let path = path.map(|path| Path::new(path.trim_start_matches("//")));
    match path.and_then(Path::parent) {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) => PathBuf::from("."),
        None => std::env::temp_dir(),
    }
}

fn restore(
    arguments: &ledger::Restore,
    (file, read): (BackupFile<'_>, &BackupRead),
    language: Language,
) -> u8 {
    let words = Words::of(language);
    let path = secret_path(&arguments.ledger);
    let there = match read_key(&path) {
        Ok(key) => Some(key),
        Err((_, FileError::Io(error))) if error.kind() == io::ErrorKind::NotFound => None,
        Err((path, error)) => {
            complain_of(&path, &error, language);
            return FAILED;
        }
    };
    let carried = match carried_key(read, there.as_ref()) {
        Ok(carried) => carried,
        Err(error) => {
            complain(&DeskError::from(error).message(language));
            return FAILED;
        }
    };
    let is_new = there.is_none();
    let of_backup = carried.as_deref().and_then(from_hexadecimal);
    let Some(key) = there.or(of_backup) else {
        complain(&words.no_secret());
        return FAILED;
    };
    // A key alone opens nothing, so it comes first: a ledger without its key could not be opened.
    if is_new && let Err(error) = write_key(&path, carried.as_deref()) {
        complain_of(&path, &FileError::Write(error), language);
        return FAILED;
    }
    let restorer = Restorer {
        key: &key,
        staff: arguments.ledger.staff.as_deref(),
        now: Timestamp::now(),
    };
    let database = &arguments.ledger.database;
    let done = block_on(async {
        let mut watch = row_watch(words);
        let verified = restore_ledger((file, read), database, restorer, &mut watch).await;
        watch(0);
        let verified = verified?;
        let human = words.restored(read, database);
        Ok(said(arguments, (read, &verified), human, words))
    });
    if is_new && done.is_err() {
        drop(std::fs::remove_file(&path));
    }
    finish(done, arguments.ledger.format, language)
}

fn write_key(path: &Path, key: Option<&str>) -> io::Result<()> {
    match key {
        Some(key) => write_secret(path, &format!("{key}\n")),
        None => Ok(()),
    }
}

fn said(
    arguments: &ledger::Restore,
    (read, verified): (&BackupRead, &Verified),
    human: String,
    words: Words,
) -> Said {
    let json = json!({
        "format": "enishi.restore/1",
        "file": arguments.file.display().to_string(),
        "test": arguments.test,
        "made_at": read.head.made_at.to_string(),
        "rows": read.rows,
        "digest": read.digest,
        "sound": verified.is_intact(),
        "positions": verified.positions,
        "unsealed": verified.unsealed,
        "damage": verified.damage.map(|damage| words.damage(damage)),
        "derived_is_sound": verified.derived_is_sound,
        "figures": verified.figures,
        "figures_changed": verified.figures_changed,
    });
    Said {
        human: human + &words.verified(verified),
        json,
        code: if verified.is_intact() {
            CLEAN
        } else {
            FINDINGS
        },
    }
}

fn read_identities(path: &Path) -> Result<Vec<Identity>, DeskError> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| DeskError::Store(BackupFault::File(error).into()))?;
    Ok(identities(&text)?)
}

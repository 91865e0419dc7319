//! What every command on a ledger does first: finds the secret, opens the ledger and says who acts.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use enishi_desk::office::{Office, Secret};
use enishi_desk::reception::Entropy;
use enishi_desk::{DeskError, Language, file_of};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::arguments::PlainFormat;
use crate::arguments::ledger::Ledger;
use crate::files::{self, FileError, complain, complain_of};
use crate::wording::{Words, with_way};
use crate::{CLEAN, FAILED};

/// What a command has to say, for the eye and for programs.
pub struct Said {
    pub human: String,
    pub json: Json,
    pub code: u8,
}

impl Said {
    /// Nothing is amiss.
    pub fn clean(human: String, json: Json) -> Self {
        Self {
            human,
            json,
            code: CLEAN,
        }
    }
}

/// Opens the ledger, does the job and prints what it says.
pub fn run(
    ledger: &Ledger,
    language: Language,
    job: impl AsyncFnOnce(&mut Office) -> Result<Said, DeskError>,
) -> u8 {
    let secret = match read_secret(&secret_path(ledger)) {
        Ok(secret) => secret,
        Err((path, error)) => {
            let is_missing =
                matches!(&error, FileError::Io(error) if error.kind() == io::ErrorKind::NotFound);
            // Where the ledger is not there either, that is what is wrong.
            if is_missing && let Err(error) = block_on(Office::look(&ledger.database)) {
                complain(&with_way(&error, language));
                return FAILED;
            }
            complain_of(&path, &error, language);
            if is_missing {
                complain(&Words::of(language).no_secret());
            }
            return FAILED;
        }
    };
    let done = block_on(async {
        let mut office = Office::open(&ledger.database, secret, Timestamp::now()).await?;
        if let Some(name) = &ledger.staff {
            office.act_as(name).await?;
        }
        let said = job(&mut office).await;
        office.close().await;
        said
    });
    finish(done, ledger.format, language)
}

/// Prints what a job says, or why it was not done.
pub fn finish(done: Result<Said, DeskError>, format: PlainFormat, language: Language) -> u8 {
    match done {
        Ok(said) => {
            let text = match format {
                PlainFormat::Human => said.human,
                PlainFormat::Json => pretty(&said.json),
            };
            files::printed(files::print(&text), said.code, language)
        }
        Err(error) => {
            complain(&with_way(&error, language));
            FAILED
        }
    }
}

/// The system's randomness.
pub fn entropy() -> Entropy {
    Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).expect("the system gives random bytes"))
}

/// Runs a job to its end. Two threads read and write at once.
pub fn block_on<T>(job: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system gives threads");
    runtime.block_on(job)
}

fn pretty(json: &Json) -> String {
    serde_json::to_string_pretty(json).expect("the shape has text keys only") + "\n"
}

/// Where the city's secret is: beside a database of SQLite unless said otherwise.
pub fn secret_path(ledger: &Ledger) -> PathBuf {
    if let Some(path) = &ledger.key {
        return path.clone();
    }
    match ledger.database.strip_prefix("sqlite:") {
        Some(path) => Path::new(path.trim_start_matches("//")).with_extension("key"),
        None => PathBuf::from("enishi.key"),
    }
}

/// The files that the ledger stands in: its key, and of SQLite the database with what SQLite keeps
/// beside it.
pub fn own_files(ledger: &Ledger) -> Vec<PathBuf> {
    let mut files = vec![secret_path(ledger)];
    if let Some(database) = file_of(&ledger.database) {
        files.extend(["-wal", "-shm", "-journal"].map(|ending| {
            let mut path = database.clone().into_os_string();
            path.push(ending);
            PathBuf::from(path)
        }));
        files.push(database);
    }
    files
}

/// Reads a secret: 64 hexadecimal digits.
pub fn read_secret(path: &Path) -> Result<Secret, (PathBuf, FileError)> {
    Ok(Secret::new(&read_key(path)?))
}

/// The bytes of a secret, for whoever hands it on.
pub fn read_key(path: &Path) -> Result<[u8; Secret::LENGTH], (PathBuf, FileError)> {
    let failed = |error| (path.to_owned(), error);
    let text = fs::read_to_string(path).map_err(|error| failed(error.into()))?;
    from_hexadecimal(text.trim()).ok_or_else(|| failed(FileError::NoSecret))
}

/// Makes a secret that nobody else may read; one that is there is taken as it is. It is there whole
/// or not at all, as half a secret would keep everybody from trying again.
pub fn make_secret(path: &Path) -> Result<Secret, (PathBuf, FileError)> {
    if path.exists() {
        return read_secret(path);
    }
    let failed = |error: io::Error| (path.to_owned(), FileError::Write(error));
    let mut bytes = [0; Secret::LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| failed(io::Error::other(error.to_string())))?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match write_secret(path, &format!("{digits}\n")) {
        Ok(()) => Ok(Secret::new(&bytes)),
        // Somebody else was quicker, and there is one secret.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read_secret(path),
        Err(error) => Err(failed(error)),
    }
}

/// A temporary file is its owner's alone, and stays so under its new name.
pub fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(files::folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

pub fn from_hexadecimal(text: &str) -> Option<[u8; Secret::LENGTH]> {
    let mut bytes = [0; Secret::LENGTH];
    if text.len() != 2 * bytes.len() || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("enishi.key");
        assert!(make_secret(&path).is_ok());
        let written = fs::read_to_string(&path).unwrap();
        assert!(from_hexadecimal(written.trim()).is_some());
        assert!(make_secret(&path).is_ok());
        assert_eq!(fs::read_to_string(&path).unwrap(), written);
        for broken in ["", "00", &"g0".repeat(32), &"あ".repeat(22)] {
            assert_eq!(from_hexadecimal(broken), None, "{broken}");
        }
    }
}

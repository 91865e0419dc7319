//! 「バックアップ」 the ledger as one file that no database and no machine has a share in: what was
//! backed up from SQLite is restored into PostgreSQL as well as back. It is read at one position
//! while others write, and restored beside where it is to stand, so that it is there whole or not
//! at all.
//!
//! Read in this order: `tables` (what is in it, by the schema itself), `records` (how that is
//! written), `copying` (out of a ledger), `restoring` (into a new one). What is derived is not in
//! it and is made anew; neither is what lets somebody in for a day. Encrypting is the desk's.

mod copying;
pub(crate) mod records;
mod restoring;
mod tables;

use std::io;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::error::StoreError;
use crate::seal::Checkpoint;

pub use records::read_through;
pub use restoring::RestorePlace;

/// The version of the file's form.
const FORM: u32 = 1;

/// What stands at the head of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupHead {
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the schema that its tables are of.
    pub schema: i64,
    /// The last position that is in it.
    pub last: i64,
    /// The end of its chain of seals: what is restored is held against it.
    pub checkpoint: Option<Checkpoint>,
    /// The city's secret, which only an encrypted backup carries.
    pub key: Option<String>,
}

/// What a backup file was found to be, once it was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupRead {
    /// Its head.
    pub head: BackupHead,
    /// How many rows are in it.
    pub rows: u64,
    /// The SHA-256 of all before its last 32 bytes, which it bears itself.
    pub digest: String,
}

/// What is wrong with a backup's file.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// The file is no backup.
    #[error("the file is no backup of a ledger")]
    NotABackup,
    /// A newer program made it.
    #[error("a newer program made the backup ({found}, and this program knows up to {known})")]
    Newer {
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// It ends before its end.
    #[error("the backup is cut off before its end")]
    CutOff,
    /// It is not what was written.
    #[error("the backup is damaged")]
    Damaged,
    /// The system does not let it be read or written.
    #[error("{0}")]
    File(#[source] io::Error),
    /// Something is where it should be restored.
    #[error("there is something at `{0}` already")]
    Occupied(String),
}

impl BackupFault {
    /// What reading told: a file that ends, one that says nonsense, or the system.
    #[must_use]
    pub fn of_reading(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        let kind = error.kind();
        if kind == UnexpectedEof {
            return Self::CutOff;
        }
        if matches!(kind, InvalidData | InvalidInput) {
            return Self::Damaged;
        }
        Self::File(error)
    }
}

impl BackupHead {
    fn json(&self) -> Vec<u8> {
        let checkpoint = self.checkpoint.as_ref().map(ToString::to_string);
        let head = json!({
            "made_at": self.made_at.to_string(),
            "schema": self.schema,
            "last": self.last,
            "checkpoint": checkpoint,
            "key": self.key,
        });
        head.to_string().into_bytes()
    }

    fn read(bytes: &[u8]) -> Result<Self, BackupFault> {
        let head: Json = serde_json::from_slice(bytes).map_err(|_| BackupFault::Damaged)?;
        let text = |name: &str| head.get(name).and_then(Json::as_str);
        let number = |name: &str| head.get(name).and_then(Json::as_i64);
        let checkpoint = text("checkpoint").map(str::parse::<Checkpoint>).transpose();
        Ok(Self {
            made_at: text("made_at")
                .and_then(|at| at.parse().ok())
                .ok_or(BackupFault::Damaged)?,
            schema: number("schema").ok_or(BackupFault::Damaged)?,
            last: number("last").ok_or(BackupFault::Damaged)?,
            checkpoint: checkpoint.map_err(|_: StoreError| BackupFault::Damaged)?,
            key: text("key").map(str::to_owned),
        })
    }
}

//! What can go wrong in the store: the world's faults, and calls that ask for what is not there.

use enishi_domain::engagement::EngagementId;
use enishi_domain::party::PartyId;

use crate::backup::BackupFault;

/// Why the store did not do what was asked. A unit of work was written whole or not at all then.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// There is no database at the address.
    #[error("there is no database at `{0}`")]
    NoDatabase(String),
    /// There is a database, and it holds no ledger.
    #[error("`{0}` holds no ledger")]
    NotALedger(String),
    /// The database cannot be written to, which opening it needs.
    #[error("the database `{0}` is read-only; copy it to where it can be written")]
    ReadOnly(String),
    /// There is something at the address, and it cannot be opened.
    #[error("`{0}` is there and cannot be opened: check that it is a file, and its permissions")]
    Unopenable(String),
    /// The address is neither of SQLite nor of PostgreSQL.
    #[error("`{0}` is no address of a database: write sqlite:FILE or postgres://…")]
    UnknownDatabase(String),
    /// A newer program wrote the database.
    #[error("the database has schema version {found}, and this program knows up to {known}")]
    NewerSchema {
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// A text holds a character that the ledger does not take.
    #[error("{0} holds a control character that the ledger does not take")]
    ControlCharacter(&'static str),
    /// A quantity has more than six decimal places or is too large.
    #[error("the quantity {0} has more than six decimal places or too many digits")]
    UnwritableQuantity(String),
    /// No such engagement, or none any more.
    #[error("there is no engagement {0}")]
    NoSuchEngagement(EngagementId),
    /// The engagement was taken back already.
    #[error("engagement {0} was taken back already")]
    AlreadyVoid(EngagementId),
    /// Only what was taken back can be asserted again.
    #[error("engagement {0} was not taken back")]
    NotVoid(EngagementId),
    /// No such party.
    #[error("there is no party {0}")]
    NoSuchParty(PartyId),
    /// A party cannot be linked to itself.
    #[error("party {0} cannot be linked to itself")]
    LinkToItself(PartyId),
    /// Somebody else has that login.
    #[error("the login is taken")]
    LoginTaken,
    /// A programme that the unit of work does not reach: somebody forgot to ask whether it may.
    #[error("the unit of work does not reach this programme")]
    OutOfReach,
    /// The ledger holds what no version of the program writes.
    #[error("the ledger holds `{value}` as {what}")]
    Unreadable {
        /// The column.
        what: &'static str,
        /// What stands there.
        value: String,
    },
    /// A backup's file.
    #[error(transparent)]
    Backup(#[from] BackupFault),
    /// The transaction in which the unit stood was not committed.
    #[error("not committed: {0}")]
    NotCommitted(std::sync::Arc<StoreError>),
    /// The writer ended before it could tell what became of the work; it was not committed.
    #[error("the writer of the ledger ended")]
    WriterEnded,
}

/// What kind of failure a database reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Somebody else holds it for too long.
    Busy,
    /// It cannot be written to.
    ReadOnly,
    /// Its file is damaged.
    Damaged,
    /// The disk failed.
    Disk,
    /// There is no way to it.
    Unreachable,
    /// It does not let us in, or not do that.
    NotLetIn,
    /// Another one, by its code.
    Other(Option<String>),
}

impl StoreError {
    /// What kind of failure it is; of what is none of the database's, another one.
    #[must_use]
    pub fn failure(&self) -> Failure {
        let Self::Database(error) = self else {
            return Failure::Other(None);
        };
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Failure::Busy;
        }
        if matches!(error, sqlx::Error::Io(_) | sqlx::Error::Tls(_)) {
            return Failure::Unreachable;
        }
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        let Some(code) = code else {
            return Failure::Other(None);
        };
        // SQLite says more in the bytes above the first.
        if let Ok(number) = code.parse::<u32>()
            && code.len() != 5
        {
            return match number & 0xff {
                5 | 6 => Failure::Busy,
                8 => Failure::ReadOnly,
                10 => Failure::Disk,
                11 | 26 => Failure::Damaged,
                _ => Failure::Other(Some(code.into_owned())),
            };
        }
        match code.as_ref() {
            "28000" | "28P01" | "42501" => Failure::NotLetIn,
            "25006" => Failure::ReadOnly,
            "55P03" | "40P01" | "53300" => Failure::Busy,
            "57P03" => Failure::Unreachable,
            "XX001" | "XX002" => Failure::Damaged,
            "58030" => Failure::Disk,
            other => Failure::Other(Some(other.to_owned())),
        }
    }

    /// Whether nothing more fits on the disk of the database.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let Self::Database(error) = self else {
            return false;
        };
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        // SQLITE_FULL, SQLITE_IOERR_SHMSIZE where not even the journal's index fits any more, and
        // PostgreSQL's disk_full.
        matches!(code.as_deref(), Some("13" | "4874" | "53100"))
    }
}

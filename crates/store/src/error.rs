//! What can go wrong in the store: the world's faults, and calls that ask for what is not there.

use enishi_domain::engagement::EngagementId;
use enishi_domain::party::PartyId;

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
    /// The ledger holds what no version of the program writes.
    #[error("the ledger holds `{value}` as {what}")]
    Unreadable {
        /// The column.
        what: &'static str,
        /// What stands there.
        value: String,
    },
    /// The transaction in which the unit stood was not committed.
    #[error("not committed: {0}")]
    NotCommitted(std::sync::Arc<StoreError>),
    /// The writer ended before it could tell what became of the work; it was not committed.
    #[error("the writer of the ledger ended")]
    WriterEnded,
}

impl StoreError {
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

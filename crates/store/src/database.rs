//! Opening the ledger, and giving it its tables. Not held here: what is in them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::facts::ShapeKey;
use crate::group_commit::Queue;
use crate::imports::BatchId;
use crate::metric_sql::KeptCanon;

/// The version of the schema that this program writes.
pub const SCHEMA_VERSION: i64 = 15;

/// The scripts that make the schema, in their order. They add up to `schema.sql`.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_ledger.sql")),
    (2, include_str!("../migrations/0002_office.sql")),
    (3, include_str!("../migrations/0003_likeness.sql")),
    (4, include_str!("../migrations/0004_cell_party.sql")),
    (5, include_str!("../migrations/0005_key_mark.sql")),
    (6, include_str!("../migrations/0006_access_token.sql")),
    (7, include_str!("../migrations/0007_cell_change.sql")),
    (8, include_str!("../migrations/0008_security_key.sql")),
    (9, include_str!("../migrations/0009_reach.sql")),
    (10, include_str!("../migrations/0010_canon_by_change.sql")),
    (11, include_str!("../migrations/0011_idempotency_key.sql")),
    (12, include_str!("../migrations/0012_party_search.sql")),
    (13, include_str!("../migrations/0013_directory_mark.sql")),
    (14, include_str!("../migrations/0014_wider_reach.sql")),
    (
        15,
        include_str!("../migrations/0015_meeting_correction.sql"),
    ),
];

/// How many may read at once.
const READERS: u32 = 4;

/// For how long a reader that nobody needs stays.
const READERS_REST: Duration = Duration::from_secs(60);

/// How long somebody waits for the one writer. A large import merges within it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The ledger of one city. Cheap to clone; all clones share one writer and a few readers.
#[derive(Clone)]
pub struct Store {
    pub(crate) dialect: Dialect,
    pub(crate) readers: AnyPool,
    pub(crate) writer: AnyPool,
    pub(crate) canon: KeptCanon,
    /// The programmes that imports touched, as far as somebody asked.
    pub(crate) touched: Arc<Mutex<BTreeMap<BatchId, Vec<String>>>>,
    pub(crate) shapes: Arc<Mutex<BTreeMap<ShapeKey, i64>>>,
    pub(crate) queue: Queue,
    pub(crate) options: AnyConnectOptions,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the ledger at an address: `sqlite:enishi.db`, `postgres://user@host/name`, or a unix
    /// socket, `postgres:///name?host=/run/postgresql`. A ledger of an older version is brought up
    /// to date.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`], [`StoreError::NotALedger`] where there is something else,
    /// [`StoreError::NewerSchema`] where a newer program wrote it.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let store = Self::connect(address, "").await?;
        let mut connection = store.writer.acquire().await?;
        let found = schema_version(&mut connection, address).await?;
        let found = found.ok_or_else(|| StoreError::NotALedger(address.to_owned()))?;
        if found < SCHEMA_VERSION {
            migrate(&mut connection, store.dialect, (address, SCHEMA_VERSION)).await?;
        }
        drop(connection);
        Ok(store)
    }

    /// Looks whether there is a ledger at an address, for whoever has no key to open it by.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn look(address: &str) -> Result<(), StoreError> {
        let store = Self::connect(address, "").await?;
        let mut connection = store.writer.acquire().await?;
        let found = schema_version(&mut connection, address).await?;
        drop(connection);
        store.close().await;
        found.map_or_else(
            || Err(StoreError::NotALedger(address.to_owned())),
            |_| Ok(()),
        )
    }

    /// Makes the ledger at an address, a file of SQLite with it, or opens the one that is there. A
    /// file that is made is its owner's alone: names are in it.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn init(address: &str) -> Result<Self, StoreError> {
        make_private(address);
        let store = Self::connect(address, "?mode=rwc").await?;
        let mut connection = store.writer.acquire().await?;
        if schema_version(&mut connection, address).await? < Some(SCHEMA_VERSION) {
            migrate(&mut connection, store.dialect, (address, SCHEMA_VERSION)).await?;
        }
        drop(connection);
        Ok(store)
    }

    /// Makes the tables of a version of the schema where there are none, or brings them to it.
    pub(crate) async fn init_at(address: &str, version: i64) -> Result<Self, StoreError> {
        let store = Self::connect(address, "?mode=rwc").await?;
        let migrated = async {
            let mut connection = store.writer.acquire().await?;
            migrate(&mut connection, store.dialect, (address, version)).await
        };
        match migrated.await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// Whether the ledger bears this mark of its key; one that bears none yet gets it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn bears_key_mark(&self, mark: i64) -> Result<bool, StoreError> {
        for _ in 0..2 {
            let found = sqlx::query(include_str!("../sql/read_key_mark.sql"))
                .fetch_optional(&self.readers)
                .await?;
            if let Some(row) = found {
                return Ok(row.try_get::<i64, _>(0)? == mark);
            }
            sqlx::query(include_str!("../sql/insert_key_mark.sql"))
                .bind(mark)
                .execute(&self.writer)
                .await?;
        }
        Err(StoreError::Database(sqlx::Error::RowNotFound))
    }

    /// Ends all connections. SQLite then folds its journal into the file.
    pub async fn close(&self) {
        self.queue.close();
        self.readers.close().await;
        self.writer.close().await;
    }

    async fn connect(address: &str, mode: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of_address(address)
            .ok_or_else(|| StoreError::UnknownDatabase(address.to_owned()))?;
        let full = match dialect {
            Dialect::Sqlite => format!("{address}{mode}"),
            Dialect::Postgres => address.to_owned(),
        };
        // Statements reach no log, as a slow one would otherwise.
        let options = AnyConnectOptions::from_str(&full)?.disable_statement_logging();
        let (settings, readers_settings) = dialect.settings();
        probe(&options, settings)
            .await
            .map_err(|error| unreachable_database(error, address))?;
        // Its cache of SQLite is small, as what a connection gives back stays with the C library:
        // with 32 MiB the office stood at 109 MiB after all of its pages, with 4 MiB at 74. An
        // import and a restore, which write much at once, ask for more.
        let writer = pool(1, settings).connect_with(options.clone()).await?;
        // What readers remember goes while nobody looks; the next one reads it again.
        let readers = pool(READERS, readers_settings).idle_timeout(READERS_REST);
        Ok(Self {
            dialect,
            readers: readers.connect_lazy_with(options.clone()),
            writer,
            canon: KeptCanon::default(),
            touched: Arc::default(),
            shapes: Arc::default(),
            queue: Queue::default(),
            options,
        })
    }

    /// One further connection that writes, for whoever is busy with it for long.
    pub(crate) async fn pool_of_one(&self) -> Result<AnyPool, StoreError> {
        let (settings, _) = self.dialect.settings();
        Ok(pool(1, settings).connect_with(self.options.clone()).await?)
    }

    /// The combinations of facets that are known to be in the database.
    pub(crate) fn known_shapes(&self) -> std::sync::MutexGuard<'_, BTreeMap<ShapeKey, i64>> {
        self.shapes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Connections that are told the settings when they open.
fn pool(most: u32, settings: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(settings).execute(connection).await?;
                Ok(())
            })
        })
}

/// Connects once past the pools, which would try again for a minute whatever is wrong.
async fn probe(options: &AnyConnectOptions, settings: &'static str) -> Result<(), sqlx::Error> {
    let mut connection = options.connect().await?;
    sqlx::raw_sql(settings).execute(&mut connection).await?;
    connection.close().await
}

/// The whole schema as the database of an address reads it, without the guards.
///
/// # Errors
/// [`StoreError::UnknownDatabase`].
pub fn schema(address: &str) -> Result<String, StoreError> {
    let dialect = Dialect::of_address(address)
        .ok_or_else(|| StoreError::UnknownDatabase(address.to_owned()))?;
    Ok(dialect.adapt(include_str!("../schema.sql")))
}

/// Tells a missing database and a file of another kind from other faults.
fn unreachable_database(error: sqlx::Error, address: &str) -> StoreError {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    match code.as_deref() {
        // SQLITE_CANTOPEN: what is there is a folder, or nobody may open it.
        Some("14") if is_there(address) => StoreError::Unopenable(address.to_owned()),
        // The same, and PostgreSQL's invalid_catalog_name.
        Some("14" | "3D000") => StoreError::NoDatabase(address.to_owned()),
        // SQLITE_READONLY and its kinds.
        Some("8" | "264" | "520" | "776" | "1032" | "1288" | "1544") => {
            StoreError::ReadOnly(address.to_owned())
        }
        // SQLITE_NOTADB
        Some("26") => StoreError::NotALedger(address.to_owned()),
        _ => StoreError::Database(error),
    }
}

/// The file of SQLite that an address is of; none for PostgreSQL and for a database in memory.
#[must_use]
pub fn file_of(address: &str) -> Option<PathBuf> {
    let options = SqliteConnectOptions::from_str(address).ok()?;
    let file = options.get_filename();
    let is_in_memory = file.to_string_lossy().starts_with("file:sqlx-in-memory");
    (address.starts_with("sqlite:") && !is_in_memory).then(|| file.to_owned())
}

/// Makes the file that SQLite would make, readable to its owner only; SQLite gives what it keeps
/// beside it the same permissions. Where that fails, connecting says why.
fn make_private(address: &str) {
    #[cfg(unix)]
    if let Some(file) = file_of(address) {
        use std::os::unix::fs::OpenOptionsExt as _;
        let mut options = std::fs::OpenOptions::new();
        let made = options.write(true).create_new(true).mode(0o600).open(file);
        drop(made);
    }
    #[cfg(not(unix))]
    let _ = address;
}

/// Whether a file or folder stands at an address of SQLite.
fn is_there(address: &str) -> bool {
    file_of(address).is_some_and(|file| file.exists())
}

/// The version of the schema, none where there are no tables yet. Refuses a newer one.
async fn schema_version(
    connection: &mut AnyConnection,
    address: &str,
) -> Result<Option<i64>, StoreError> {
    let read = sqlx::query(include_str!("../sql/read_schema_version.sql"))
        .fetch_one(connection)
        .await;
    let found = match read {
        Ok(row) => row.try_get::<Option<i64>, _>(0)?,
        Err(error) => {
            let code = error
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code);
            // SQLITE_ERROR, undefined_table: nothing there yet.
            if !matches!(code.as_deref(), Some("1" | "42P01")) {
                return Err(unreachable_database(error, address));
            }
            None
        }
    };
    match found {
        Some(found) if found > SCHEMA_VERSION => Err(StoreError::NewerSchema {
            found,
            known: SCHEMA_VERSION,
        }),
        found => Ok(found),
    }
}

/// Runs what is missing up to a version, all of it or nothing.
async fn migrate(
    connection: &mut AnyConnection,
    dialect: Dialect,
    (address, until): (&str, i64),
) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with(dialect.begin_writing()).await?;
    lock(&mut transaction, dialect).await?;
    // Somebody else may have been quicker. PostgreSQL gives a transaction up once a statement in it
    // has failed, so the question is asked behind a savepoint.
    let mut inner = transaction.begin().await?;
    let found = schema_version(&mut inner, address).await?;
    inner.rollback().await?;
    let missing = MIGRATIONS
        .iter()
        .filter(|(version, _)| Some(*version) > found && *version <= until);
    for (version, script) in missing {
        let script = AssertSqlSafe(dialect.adapt(script));
        sqlx::raw_sql(script).execute(&mut *transaction).await?;
        if let Some(guards) = dialect.guards(*version) {
            sqlx::raw_sql(guards).execute(&mut *transaction).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// Waits until nobody else writes. SQLite's lock came with the transaction.
pub(crate) async fn lock(
    connection: &mut AnyConnection,
    dialect: Dialect,
) -> Result<(), StoreError> {
    if dialect == Dialect::Postgres {
        sqlx::query(include_str!("../sql/lock_ledger.sql"))
            .execute(connection)
            .await?;
    }
    Ok(())
}

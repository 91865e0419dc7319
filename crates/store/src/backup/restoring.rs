//! Into a new ledger, beside where it is to stand: a file of another name beside a file of SQLite,
//! a schema of its own in a database of PostgreSQL. Only what was looked at there takes its place,
//! in one step; what is given up leaves nothing.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::{Any, AnyConnection, AssertSqlSafe, Connection as _, Transaction};
use tempfile::{TempDir, TempPath};

use super::records::{Reader, Record};
use super::tables::{all, insertion};
use super::{BackupFault, BackupRead};
use crate::answered::reach_everything;
use crate::database::{SCHEMA_VERSION, Store};
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::rows::{self, Field, LIST};

/// The schema of PostgreSQL in which a ledger is restored.
const BESIDE: &str = "enishi_restoring";

/// The functions that guard tables on PostgreSQL.
const FUNCTIONS: [&str; 3] = [
    "refuse_change()",
    "refuse_orphans()",
    "is_within_reach(text, text)",
];

/// After how many rows the journal may be folded into the file.
const ROWS_AT_ONCE: usize = 100_000;

/// How often it is tried again to remove a folder, and how long after each time.
const REMOVAL_TRIES: u32 = 100;
const BEFORE_NEXT_TRY: Duration = Duration::from_millis(20);

/// Where a ledger is restored until it takes its place.
#[derive(Debug)]
pub struct RestorePlace {
    dialect: Dialect,
    target: String,
    beside: String,
    folder: Option<TempDir>,
}

impl RestorePlace {
    /// Beside an address where no ledger is.
    ///
    /// # Errors
    /// [`BackupFault::Occupied`] where something is, [`StoreError::Database`].
    pub async fn beside(target: &str) -> Result<Self, StoreError> {
        let dialect = Dialect::of_address(target)
            .ok_or_else(|| StoreError::UnknownDatabase(target.to_owned()))?;
        match dialect {
            Dialect::Sqlite => {
                let path = path_of(target);
                if std::fs::symlink_metadata(&path).is_ok() {
                    return Err(BackupFault::Occupied(target.to_owned()).into());
                }
                let folder = path.parent().filter(|at| !at.as_os_str().is_empty());
                Self::in_folder(folder.unwrap_or(Path::new(".")), target)
            }
            Dialect::Postgres => {
                if Store::look(target).await.is_ok() {
                    return Err(BackupFault::Occupied(target.to_owned()).into());
                }
                let place = Self {
                    dialect,
                    target: target.to_owned(),
                    beside: format!(
                        "{target}{}options[search_path]={BESIDE}",
                        if target.contains('?') { '&' } else { '?' }
                    ),
                    folder: None,
                };
                // What a program that was killed left behind goes first.
                place.clear_schema().await?;
                let mut connection = connect(target).await?;
                let make = AssertSqlSafe(format!("create schema {BESIDE}"));
                sqlx::raw_sql(make).execute(&mut connection).await?;
                connection.close().await?;
                Ok(place)
            }
        }
    }

    /// A file of SQLite in a folder, which is never to take another place.
    ///
    /// # Errors
    /// [`BackupFault::File`].
    pub fn for_trial(folder: &Path) -> Result<Self, StoreError> {
        Self::in_folder(folder, "")
    }

    fn in_folder(folder: &Path, target: &str) -> Result<Self, StoreError> {
        let made = tempfile::Builder::new()
            .prefix(".enishi-restore-")
            .tempdir_in(folder);
        let made = made.map_err(BackupFault::File)?;
        let file = made.path().join("ledger.db");
        Ok(Self {
            dialect: Dialect::Sqlite,
            target: target.to_owned(),
            beside: format!("sqlite:{}", file.display()),
            folder: Some(made),
        })
    }

    /// Where the restored ledger is until then.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.beside
    }

    /// Takes in a backup that was read through before. Tells now and then how many rows are in.
    ///
    /// # Errors
    /// [`BackupFault`], [`StoreError::Database`].
    pub async fn take_in(
        &self,
        input: impl BufRead + Send,
        expected: &BackupRead,
        watch: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Store, StoreError> {
        let mut reader = Reader::begin(input)?;
        let store = Store::init_at(&self.beside, reader.head.schema).await?;
        let taken = take_in_rows(&store, &mut reader, watch).await;
        let taken = match taken {
            Ok(()) => reader.finish().map_err(StoreError::from),
            Err(error) => Err(error),
        };
        // The file might have been exchanged meanwhile.
        let is_same = |digest: &String| *digest == expected.digest;
        let done = match taken.map(|digest| is_same(&digest)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(BackupFault::Damaged.into()),
            Err(error) => Err(error),
        };
        store.close().await;
        done?;
        let store = Store::init_at(&self.beside, SCHEMA_VERSION).await?;
        match store.rebuild().await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// Takes its place, once nobody has it open any more.
    ///
    /// # Errors
    /// [`BackupFault::Occupied`] where somebody else took the place meanwhile.
    pub async fn settle(self) -> Result<(), StoreError> {
        let settled = self.take_place().await;
        // Whether it could settle says more than whether something stayed beside it.
        drop(self.clear().await);
        settled
    }

    async fn take_place(&self) -> Result<(), StoreError> {
        match self.dialect {
            Dialect::Sqlite => {
                // Closing folds the journal into the file, and keeps silent where it cannot: only
                // the file moves, so what is still in the journal would be lost.
                let mut connection = connect(&self.beside).await?;
                let fold = include_str!("../../sql/wipe_sqlite_journal.sql");
                let folded = sqlx::raw_sql(fold).execute(&mut connection).await;
                connection.close().await?;
                folded?;
                let file = TempPath::try_from_path(path_of(&self.beside));
                let file = file.map_err(BackupFault::File)?;
                let settled = file.persist_noclobber(path_of(&self.target));
                settled.map_err(|error| {
                    let error = error.error;
                    if error.kind() == std::io::ErrorKind::AlreadyExists {
                        return BackupFault::Occupied(self.target.clone());
                    }
                    BackupFault::File(error)
                })?;
                Ok(())
            }
            Dialect::Postgres => {
                let mut connection = connect(&self.target).await?;
                let mut moving = connection.begin().await?;
                let tables = all().into_iter();
                let tables = tables.map(|table| ("table", table.name));
                let functions = FUNCTIONS.iter().map(|name| ("function", *name));
                for (kind, name) in tables.chain(functions) {
                    // Names of our own schema; `current_schema` is the target's first.
                    let text = format!(
                        "do $$ begin execute format('alter {kind} {BESIDE}.{name} set schema %I', \
                         current_schema()); end $$"
                    );
                    sqlx::raw_sql(AssertSqlSafe(text))
                        .execute(&mut *moving)
                        .await?;
                }
                let drop = AssertSqlSafe(format!("drop schema {BESIDE}"));
                sqlx::raw_sql(drop).execute(&mut *moving).await?;
                moving.commit().await?;
                connection.close().await?;
                Ok(())
            }
        }
    }

    /// Leaves nothing, once nobody has it open any more.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`BackupFault::File`].
    pub async fn clear(self) -> Result<(), StoreError> {
        match self.folder {
            Some(folder) => Ok(remove(folder).await.map_err(BackupFault::File)?),
            None => self.clear_schema().await,
        }
    }

    async fn clear_schema(&self) -> Result<(), StoreError> {
        let mut connection = connect(&self.target).await?;
        let drop = AssertSqlSafe(format!("drop schema if exists {BESIDE} cascade"));
        sqlx::raw_sql(drop).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }
}

/// Removes a folder of SQLite's. A connection that failed ends on a thread of its own, and may make
/// a journal once more while the folder is emptied.
async fn remove(folder: TempDir) -> std::io::Result<()> {
    let mut tries = 0;
    loop {
        let removed = std::fs::remove_dir_all(folder.path());
        let is_filled = matches!(&removed, Err(error)
            if error.kind() == std::io::ErrorKind::DirectoryNotEmpty);
        if !is_filled || tries == REMOVAL_TRIES {
            return removed;
        }
        tries += 1;
        tokio::time::sleep(BEFORE_NEXT_TRY).await;
    }
}

/// The rows of all tables. What the schema brings itself is there already.
async fn take_in_rows(
    store: &Store,
    reader: &mut Reader<impl BufRead>,
    watch: &mut (dyn FnMut(u64) + Send),
) -> Result<(), StoreError> {
    let mut transaction = begin(store).await?;
    let mut statement = String::new();
    let mut is_of_staff = false;
    let mut waiting: Vec<Vec<Field>> = Vec::new();
    let (mut rows, mut unfolded) = (0, 0);
    loop {
        let record = reader.next()?;
        let is_row = matches!(record, Record::Row(_));
        if waiting.len() == LIST || !is_row {
            unfolded += waiting.len();
            rows += waiting.len() as u64;
            write(&mut transaction, store.dialect, &statement, &mut waiting).await?;
            watch(rows);
            if unfolded >= ROWS_AT_ONCE {
                unfolded = 0;
                transaction.commit().await?;
                transaction = begin(store).await?;
            }
        }
        match record {
            Record::Row(fields) => {
                let is_system = is_of_staff && fields.first() == Some(&Field::number(1));
                if !is_system {
                    waiting.push(fields);
                }
            }
            Record::Table(name, columns) => {
                is_of_staff = name == "staff";
                statement = insertion(&name, &columns).ok_or(BackupFault::Damaged)?;
            }
            Record::End(_) => break,
        }
    }
    transaction.commit().await?;
    Ok(())
}

async fn begin(store: &Store) -> Result<Transaction<'static, Any>, StoreError> {
    let begin = store.dialect.begin_writing();
    let mut transaction = store.writer.begin_with(begin).await?;
    // What comes in no order stays in memory rather than being read and written again and again.
    if store.dialect == Dialect::Sqlite {
        let settings = include_str!("../../sql/open_sqlite_restoring.sql");
        sqlx::raw_sql(settings).execute(&mut *transaction).await?;
    }
    reach_everything(&mut transaction, store.dialect).await?;
    Ok(transaction)
}

async fn write(
    connection: &mut AnyConnection,
    dialect: Dialect,
    statement: &str,
    waiting: &mut Vec<Vec<Field>>,
) -> Result<(), StoreError> {
    let mut rows = std::mem::take(waiting).into_iter();
    while let Some((text, arguments)) = rows::next_piece(dialect, statement, &mut rows)? {
        sqlx::query_with(AssertSqlSafe(text), arguments)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn connect(address: &str) -> Result<AnyConnection, StoreError> {
    sqlx::any::install_default_drivers();
    Ok(AnyConnection::connect(address).await?)
}

/// The file of an address of SQLite.
fn path_of(address: &str) -> PathBuf {
    let path = address.strip_prefix("sqlite:").unwrap_or(address);
    let path = path.trim_start_matches("//").split('?').next();
    PathBuf::from(path.unwrap_or_default())
}

//! Out of a ledger: all its tables at one position, row by row, while others write. A reader holds
//! nobody up on either database; the rows pass through memory one at a time.

use std::io::{self, Write};

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use super::records::Writer;
use super::tables::{Holds, Table, kept};
use super::{BackupFault, BackupHead, BackupRead};
use crate::database::{SCHEMA_VERSION, Store};
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::seal::last_seal;

/// After how many rows somebody is told.
const TOLD: u64 = 10_000;

impl Store {
    /// Writes a backup. The city's secret goes into it where one is given, which is for whoever
    /// encrypts what is written here. Tells now and then how many rows were written.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`BackupFault::File`].
    pub async fn back_up(
        &self,
        (made_at, key): (Timestamp, Option<String>),
        out: &mut (dyn Write + Send),
        watch: &mut (dyn FnMut(u64) + Send),
    ) -> Result<BackupRead, StoreError> {
        let begin = self.dialect.begin_reading();
        let mut ledger = self.readers.begin_with(begin).await?;
        let last = sqlx::query(include_str!("../../sql/read_last_position.sql"))
            .fetch_one(&mut *ledger)
            .await?;
        let head = BackupHead {
            made_at,
            schema: SCHEMA_VERSION,
            last: last.try_get(0)?,
            checkpoint: last_seal(&mut ledger).await?,
            key,
        };
        let mut writer = Writer::begin(out, &head).map_err(unwritten)?;
        let mut done = 0;
        for table in kept() {
            let told = &mut |rows: u64| watch(done + rows);
            done += copy(&mut ledger, self.dialect, (&table, &mut writer), told).await?;
        }
        ledger.rollback().await?;
        let (rows, digest) = writer.finish().map_err(unwritten)?;
        Ok(BackupRead { head, rows, digest })
    }
}

fn unwritten(error: io::Error) -> StoreError {
    StoreError::Backup(BackupFault::File(error))
}

/// Copies a table, and gives how many rows it had.
async fn copy(
    ledger: &mut AnyConnection,
    dialect: Dialect,
    (table, writer): (&Table, &mut Writer<'_>),
    told: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, StoreError> {
    let names = table.columns.iter().map(|(name, _)| *name);
    writer.table(table.name, names).map_err(unwritten)?;
    // Names of our own schema only, and no value.
    let query = AssertSqlSafe(table.query(dialect));
    let mut found = sqlx::query(query).fetch(ledger);
    let mut rows = 0;
    while let Some(row) = found.try_next().await? {
        write_row(table, &row, writer)?;
        rows += 1;
        if rows % TOLD == 0 {
            told(rows);
        }
    }
    Ok(rows)
}

fn write_row(table: &Table, row: &AnyRow, writer: &mut Writer<'_>) -> Result<(), StoreError> {
    writer.begin_row().map_err(unwritten)?;
    for (at, (_, holds)) in table.columns.iter().enumerate() {
        let written = match holds {
            Holds::Number => writer.number(row.try_get(at)?),
            Holds::Text => writer.text(row.try_get(at)?),
            Holds::Bytes => writer.bytes(row.try_get(at)?),
        };
        written.map_err(unwritten)?;
    }
    Ok(())
}

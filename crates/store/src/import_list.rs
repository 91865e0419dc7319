//! The imports for whoever looks through them: which file, when, by whom, how far it is, and which
//! programmes it touched.

use std::sync::PoisonError;

use enishi_domain::engagement::Position;
use enishi_domain::register::BatchState;
use enishi_domain::staff::StaffId;
use jiff::Timestamp;
use sqlx::Row as _;

use crate::columns::{member, timestamp};
use crate::database::Store;
use crate::error::StoreError;
use crate::imports::BatchId;

/// One import in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportListed {
    /// Its number.
    pub batch: BatchId,
    /// The register's name.
    pub source: String,
    /// The file's name.
    pub file_name: Option<String>,
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
    /// What they are called.
    pub by_name: String,
    /// How far it is.
    pub state: BatchState,
    /// How many rows of each verdict, in JSON.
    pub counts: Option<String>,
}

impl Store {
    /// The imports before a number, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn imports(
        &self,
        before: Option<BatchId>,
        most: u32,
    ) -> Result<Vec<ImportListed>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_imports.sql"))
            .bind(before.map_or(Position::NOW.0, |batch| batch.0))
            .bind(i64::from(most))
            .fetch_all(&self.readers)
            .await?;
        let imports = found.iter().map(|row| {
            Ok(ImportListed {
                batch: BatchId(row.try_get(0)?),
                source: row.try_get(1)?,
                file_name: row.try_get(2)?,
                at: timestamp(row.try_get(3)?)?,
                by: StaffId(row.try_get(4)?),
                by_name: row.try_get(5)?,
                state: member("the state of an import", row.try_get(6)?)?,
                counts: row.try_get(7)?,
            })
        });
        imports.collect()
    }

    /// The imports of a source, also those that were undone.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn imports_of_source(&self, source: &str) -> Result<Vec<BatchId>, StoreError> {
        let statement = include_str!("../sql/read_batches_of_source.sql");
        self.batches(statement, source).await
    }

    /// The imports of a file that stand, by the fingerprint of its content.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn imports_of_file(&self, digest: &str) -> Result<Vec<BatchId>, StoreError> {
        let statement = include_str!("../sql/read_batches_of_file.sql");
        self.batches(statement, digest).await
    }

    async fn batches(&self, statement: &'static str, of: &str) -> Result<Vec<BatchId>, StoreError> {
        let found = sqlx::query(statement)
            .bind(of.to_owned())
            .fetch_all(&self.readers)
            .await?;
        let batches = found.iter().map(|row| Ok(BatchId(row.try_get(0)?)));
        batches.collect()
    }

    /// The programmes of what a committed import recorded and of what it took the place of; empty
    /// for what belongs to none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn import_programmes(&self, batch: BatchId) -> Result<Vec<String>, StoreError> {
        // What a committed import touched never changes, and may be a million rows.
        let known = || self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(touched) = known().get(&batch) {
            return Ok(touched.clone());
        }
        let state = self.batch_state(batch).await?;
        let end = self.batch_end(batch).await?;
        let found = sqlx::query(include_str!("../sql/read_import_programmes.sql"))
            .bind(batch.0)
            .bind(end.0)
            .fetch_all(&self.readers)
            .await?;
        let touched: Result<Vec<String>, StoreError> =
            found.iter().map(|row| Ok(row.try_get(0)?)).collect();
        let touched = touched?;
        if matches!(state, Some(BatchState::Committed | BatchState::Undone)) {
            known().insert(batch, touched.clone());
        }
        Ok(touched)
    }
}

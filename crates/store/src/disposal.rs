//! What goes with a person: in which raw rows of which imports somebody is named.

use std::collections::BTreeSet;

use enishi_domain::party::PartyId;
use futures_util::TryStreamExt as _;
use sqlx::Row as _;

use crate::database::Store;
use crate::error::StoreError;
use crate::imports::{BatchId, engagements_of};

impl Store {
    /// The imported rows in which parties are named: those that their engagements come from, and
    /// those by which a later file said something else of them. The latter point to no revision
    /// where only an address changed, so they are found by the engagement that they name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn raw_rows_of(
        &self,
        parties: &[PartyId],
    ) -> Result<BTreeSet<(BatchId, i64)>, StoreError> {
        let mut rows = BTreeSet::new();
        let mut engagements = BTreeSet::new();
        for party in parties {
            let found = sqlx::query(include_str!("../sql/read_rows_of_party.sql"))
                .bind(party.0)
                .fetch_all(&self.readers)
                .await?;
            for row in found {
                engagements.insert(row.try_get::<i64, _>(0)?);
                if let Some(batch) = row.try_get::<Option<i64>, _>(1)? {
                    rows.insert((BatchId(batch), row.try_get(2)?));
                }
            }
        }
        let mut updated =
            sqlx::query(include_str!("../sql/read_updated_rows.sql")).fetch(&self.readers);
        while let Some(row) = updated.try_next().await? {
            let of = engagements_of(row.try_get(2)?)?;
            if of.iter().any(|id| engagements.contains(&id.0)) {
                rows.insert((BatchId(row.try_get(0)?), row.try_get(1)?));
            }
        }
        Ok(rows)
    }
}

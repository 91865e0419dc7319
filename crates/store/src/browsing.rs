//! Pages of the ledger for whoever looks through it. A page begins behind a position and reads the
//! facts of its year and combinations only, so that no page is slower than another.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{EngagementId, Kind, LedgerRow, Position};
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::staff::StaffId;
use enishi_domain::words::ClosedSet as _;
use sqlx::{AssertSqlSafe, Row as _};

use crate::assessments::{Signature, signature};
use crate::columns::member;
use crate::database::Store;
use crate::engagements::read_rows_at;
use crate::error::StoreError;
use crate::imports::BatchId;
use crate::reading::EvidencePage;
use crate::rows;

impl Store {
    /// The rows in force of what happened in a year, the latest recorded first: of one programme or
    /// kind where these are named, and recorded before a position where one is.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn ledger_page(
        &self,
        year: FiscalYear,
        programme: Option<&str>,
        kind: Option<Kind>,
        before: Option<Position>,
        most: u32,
    ) -> Result<EvidencePage, StoreError> {
        let mut connection = self.readers.acquire().await?;
        let found = sqlx::query(include_str!("../sql/read_ledger_page.sql"))
            .bind(kind.map_or("", Kind::code).to_owned())
            .bind(programme.unwrap_or_default().to_owned())
            .bind(i64::from(year.western()))
            .bind(before.unwrap_or(Position::NOW).0)
            .bind(i64::from(most) + 1)
            .fetch_all(&mut *connection)
            .await?;
        let mut positions: Vec<i64> = Vec::with_capacity(found.len());
        for row in &found {
            positions.push(row.try_get(0)?);
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let is_full = positions.len() > most;
        positions.truncate(most);
        let mut rows = read_rows_at(&mut connection, self.dialect, &positions).await?;
        drop(connection);
        rows.sort_by_key(|row| std::cmp::Reverse(row.position));
        self.date_rows(&mut rows).await?;
        let next = positions.last().copied().map(Position);
        Ok(EvidencePage {
            rows,
            next: next.filter(|_| is_full),
        })
    }

    /// The engagements that an import wrote, the latest first, each as it stands now: of one
    /// programme or kind where these are named, and written before a position where one is.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn batch_page(
        &self,
        batch: BatchId,
        programme: Option<&str>,
        kind: Option<Kind>,
        before: Option<Position>,
        most: u32,
    ) -> Result<EvidencePage, StoreError> {
        let end = self.batch_end(batch).await?;
        let found = sqlx::query(include_str!("../sql/read_batch_page.sql"))
            .bind(batch.0)
            .bind(end.0)
            .bind(before.unwrap_or(Position::NOW).0)
            .bind(programme.unwrap_or_default().to_owned())
            .bind(kind.map_or("", Kind::code).to_owned())
            .bind(i64::from(most) + 1)
            .fetch_all(&self.readers)
            .await?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let is_full = found.len() > most;
        let mut ids = Vec::new();
        let mut last = None;
        for row in found.iter().take(most) {
            last = Some(Position(row.try_get(0)?));
            ids.push(EngagementId(row.try_get(1)?));
        }
        let mut standing: BTreeMap<EngagementId, LedgerRow> = BTreeMap::new();
        for row in self.engagements(&ids).await? {
            standing.insert(row.id, row);
        }
        Ok(EvidencePage {
            rows: standing.into_values().rev().collect(),
            next: last.filter(|_| is_full),
        })
    }

    /// The imports that were begun last, the latest first: number, register and file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn recent_batches(
        &self,
        most: u32,
    ) -> Result<Vec<(BatchId, String, Option<String>)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_recent_batches.sql"))
            .bind(i64::from(most))
            .fetch_all(&self.readers)
            .await?;
        let batches = found.iter();
        let batches =
            batches.map(|row| Ok((BatchId(row.try_get(0)?), row.try_get(1)?, row.try_get(2)?)));
        batches.collect()
    }

    /// Who recorded some rows of the ledger, and when.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn signatures(
        &self,
        positions: &[Position],
    ) -> Result<BTreeMap<Position, Signature>, StoreError> {
        let list: Vec<i64> = positions.iter().map(|position| position.0).collect();
        let statement = include_str!("../sql/read_signatures_of.sql");
        let found = self.found_in(statement, &list).await?;
        let signed = found.iter().map(|row| {
            let signature = signature(row, 1)?;
            Ok((signature.position, signature))
        });
        signed.collect()
    }

    /// The last engagement that somebody recorded under the name of an action.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_engagement_of(
        &self,
        staff: StaffId,
        action: &str,
    ) -> Result<Option<EngagementId>, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_last_entry.sql"))
            .bind(staff.0)
            .bind(action.to_owned())
            .fetch_one(&self.readers)
            .await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.map(EngagementId))
    }

    /// What some parties are.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn party_types(
        &self,
        parties: &[PartyId],
    ) -> Result<Vec<(PartyId, PartyType)>, StoreError> {
        let numbers: Vec<i64> = parties.iter().map(|party| party.0).collect();
        let mut connection = self.readers.acquire().await?;
        let mut types = Vec::new();
        for piece in numbers.chunks(rows::LIST) {
            let statement = include_str!("../sql/read_party_types.sql");
            let (text, arguments) = rows::with_list(self.dialect, statement, piece)?;
            let found = sqlx::query_with(AssertSqlSafe(text), arguments)
                .fetch_all(&mut *connection)
                .await?;
            for row in found {
                let party_type = member("a type of party", row.try_get(1)?)?;
                types.push((PartyId(row.try_get(0)?), party_type));
            }
        }
        Ok(types)
    }
}

//! Pages of the ledger for whoever looks through it. A page begins behind a position and reads the
//! facts of its year and combinations only, so that no page is slower than another.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{EngagementId, Kind, Position};
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::staff::StaffId;
use enishi_domain::words::ClosedSet as _;
use sqlx::{AssertSqlSafe, Row as _};

use crate::columns::member;
use crate::database::Store;
use crate::engagements::read_rows_at;
use crate::error::StoreError;
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

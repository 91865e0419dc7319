//! Reading the ledger back: whole, by engagement, or what a figure rests on. Not held here: the
//! counting, which is `metric_sql`'s.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::engagement::{Closing, EngagementId, Facet, Kind, LedgerRow, Position};
use enishi_domain::identity::Link;
use enishi_domain::measure::Ledger;
use enishi_domain::party::PartyId;
use enishi_domain::words::ClosedSet as _;
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use sqlx::Row as _;

use crate::columns::{self, ledger_row, member, timestamp, unreadable};
use crate::database::Store;
use crate::engagements::read_revisions;
use crate::error::StoreError;

/// The values of each field, by kind.
pub type SeenValues = BTreeMap<Kind, BTreeMap<Facet, BTreeSet<String>>>;

/// A page of the rows that a figure rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidencePage {
    /// The rows, in the order of positions.
    pub rows: Vec<LedgerRow>,
    /// Where the next page begins; none behind the last.
    pub next: Option<Position>,
}

impl Store {
    /// The whole ledger in memory, for the reference engine. For tests and small ledgers.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where the ledger holds what no version of the program writes.
    pub async fn load(&self) -> Result<Ledger, StoreError> {
        let mut ledger = Ledger::default();
        let mut connection = self.readers.acquire().await?;
        let found = sqlx::query(include_str!("../sql/read_parties.sql"))
            .fetch_all(&mut *connection)
            .await?;
        for row in found {
            let party_type = member("a type of party", row.try_get(1)?)?;
            ledger.parties.insert(PartyId(row.try_get(0)?), party_type);
        }
        let found = sqlx::query(include_str!("../sql/read_engagements.sql"))
            .fetch_all(&mut *connection)
            .await?;
        for row in &found {
            ledger.rows.push(ledger_row(row)?);
        }
        let found = sqlx::query(include_str!("../sql/read_roles.sql"))
            .fetch_all(&mut *connection)
            .await?;
        for row in found {
            let position = Position(row.try_get(0)?);
            let at = ledger.rows.binary_search_by_key(&position, |r| r.position);
            let at = at.map_err(|_| unreadable("a position", position.0))?;
            let role = member("a role", row.try_get(1)?)?;
            let parties = &mut ledger.rows[at].engagement.parties;
            parties.push((role, PartyId(row.try_get(2)?)));
        }
        let found = sqlx::query(include_str!("../sql/read_links.sql"))
            .fetch_all(&mut *connection)
            .await?;
        for row in &found {
            ledger.links.push(columns::link(row)?);
        }
        let found = sqlx::query(include_str!("../sql/read_observations.sql"))
            .fetch_all(&mut *connection)
            .await?;
        for row in &found {
            ledger.observations.push(columns::observation(row)?);
        }
        drop(connection);
        ledger.closings = self.closings().await?;
        self.date_rows(&mut ledger.rows).await?;
        Ok(ledger)
    }

    /// All decisions on who is who, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn links(&self) -> Result<Vec<Link>, StoreError> {
        let mut links = Vec::new();
        // One at a time: the driver's rows take ten times what is kept of them.
        let mut rows = sqlx::query(include_str!("../sql/read_links.sql")).fetch(&self.readers);
        while let Some(row) = rows.try_next().await? {
            links.push(columns::link(&row)?);
        }
        Ok(links)
    }

    /// Every revision of an engagement, the oldest first; empty where there is none.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn engagement(&self, id: EngagementId) -> Result<Vec<LedgerRow>, StoreError> {
        self.engagements(&[id]).await
    }

    /// Every revision of some engagements, in the order of positions.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn engagements(&self, ids: &[EngagementId]) -> Result<Vec<LedgerRow>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let mut connection = self.readers.acquire().await?;
        let mut rows = read_revisions(&mut connection, self.dialect, &ids).await?;
        drop(connection);
        self.date_rows(&mut rows).await?;
        Ok(rows)
    }

    /// The last position recorded by a moment: what *as of that date* means.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn position_at(&self, moment: Timestamp) -> Result<Position, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_position_at.sql"))
            .bind(moment.as_microsecond())
            .fetch_one(&self.readers)
            .await?;
        Ok(Position(row.try_get(0)?))
    }

    /// The last position of the ledger; 0 where nothing was recorded.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_position(&self) -> Result<Position, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_last_position.sql"))
            .fetch_one(&self.readers)
            .await?;
        Ok(Position(row.try_get(0)?))
    }

    /// What the engagements of each kind ever said in the fields by which metrics select, also what
    /// was taken back.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn seen_values(&self) -> Result<SeenValues, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_seen_values.sql"))
            .fetch_all(&self.readers)
            .await?;
        let mut seen = SeenValues::new();
        for row in &found {
            let facets = seen.entry(member("a kind", row.try_get(0)?)?).or_default();
            for (at, facet) in (1..).zip(Facet::ALL) {
                if let Some(value) = row.try_get::<Option<String>, usize>(at)? {
                    facets.entry(*facet).or_default().insert(value);
                }
            }
        }
        Ok(seen)
    }

    /// All closings and reopenings, in their order.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn closings(&self) -> Result<Vec<Closing>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_closings.sql"))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(columns::closing).collect()
    }

    /// Fills in when rows were recorded.
    pub(crate) async fn date_rows(&self, rows: &mut [LedgerRow]) -> Result<(), StoreError> {
        let moments = self.moments().await?;
        for row in rows {
            row.recorded_at = moments.of(row.position)?;
        }
        Ok(())
    }

    pub(crate) async fn moments(&self) -> Result<Moments, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_postings.sql"))
            .fetch_all(&self.readers)
            .await?;
        let mut moments = BTreeMap::new();
        for row in found {
            moments.insert(row.try_get(0)?, timestamp(row.try_get(1)?)?);
        }
        Ok(Moments(moments))
    }
}

/// When each unit of work was recorded, by its first position.
pub(crate) struct Moments(BTreeMap<i64, Timestamp>);

impl Moments {
    pub(crate) fn of(&self, position: Position) -> Result<Timestamp, StoreError> {
        let moment = self.0.range(..=position.0).next_back();
        let (_, moment) = moment.ok_or_else(|| unreadable("a position", position.0))?;
        Ok(*moment)
    }
}

//! What a year's periods hold: how many rows of each kind, what was recorded last and where it came
//! from, and who said that a kind is complete.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Closing, DateBasis, Kind, Position};
use jiff::Timestamp;
use sqlx::Row as _;

use crate::assessments::{Signature, signature};
use crate::columns::{self, member};
use crate::database::Store;
use crate::engagements::Source;
use crate::error::StoreError;
use crate::imports::BatchId;

/// The rows in force of a programme and kind that fall into a year by one of their dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodRows {
    /// The programme's number, where they belong to one.
    pub programme: Option<String>,
    /// What they are.
    pub kind: Kind,
    /// By which date.
    pub basis: DateBasis,
    /// How many.
    pub rows: i64,
}

/// Which import a row of the ledger came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The import and the row in its file.
    pub source: Source,
    /// The register's name.
    pub register: String,
    /// The file's name.
    pub file_name: Option<String>,
}

impl Store {
    /// What there is of a year, by programme, kind and date.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn period_rows(&self, year: FiscalYear) -> Result<Vec<PeriodRows>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_period_rows.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        found.iter().map(period_rows).collect()
    }

    /// What there is of all years, by programme, kind and date.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn all_period_rows(&self) -> Result<Vec<PeriodRows>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_all_period_rows.sql"))
            .fetch_all(&self.readers)
            .await?;
        found.iter().map(period_rows).collect()
    }

    /// What was recorded last of what happened in a year, by programme and kind: a record, a
    /// correction or a withdrawal of the last unit of work that changed its sums.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn period_lasts(
        &self,
        year: FiscalYear,
    ) -> Result<Vec<(Option<String>, Kind, Position)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_period_lasts.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        let lasts = found.iter().map(|row| {
            let kind = member("a kind", row.try_get(1)?)?;
            Ok((row.try_get(0)?, kind, Position(row.try_get(2)?)))
        });
        lasts.collect()
    }

    /// All closings and reopenings of a year in their order, and who recorded them.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn signed_closings(
        &self,
        year: FiscalYear,
    ) -> Result<Vec<(Closing, Signature)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_signed_closings.sql"))
            .bind(i64::from(year.western()))
            .fetch_all(&self.readers)
            .await?;
        let rows = found.iter();
        rows.map(|row| Ok((columns::closing(row)?, signature(row, 6)?)))
            .collect()
    }

    /// Which imports the rows at some positions came with; what somebody typed came with none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn origins(
        &self,
        positions: &[Position],
    ) -> Result<BTreeMap<Position, Origin>, StoreError> {
        let list: Vec<i64> = positions.iter().map(|position| position.0).collect();
        let statement = include_str!("../sql/read_origins.sql");
        let mut origins = BTreeMap::new();
        for row in self.found_in(statement, &list).await? {
            let source = Source {
                batch: BatchId(row.try_get(1)?),
                row: row.try_get(2)?,
            };
            let origin = Origin {
                source,
                register: row.try_get(3)?,
                file_name: row.try_get(4)?,
            };
            origins.insert(Position(row.try_get(0)?), origin);
        }
        Ok(origins)
    }

    /// When each of some positions was recorded.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] for a position that was not.
    pub async fn recorded_at(
        &self,
        positions: &[Position],
    ) -> Result<BTreeMap<Position, Timestamp>, StoreError> {
        let moments = self.moments().await?;
        let dated = positions
            .iter()
            .map(|position| Ok((*position, moments.of(*position)?)));
        dated.collect()
    }
}

fn period_rows(row: &sqlx::any::AnyRow) -> Result<PeriodRows, StoreError> {
    Ok(PeriodRows {
        programme: row.try_get(0)?,
        kind: member("a kind", row.try_get(1)?)?,
        basis: member("a date", row.try_get(2)?)?,
        rows: row.try_get(3)?,
    })
}

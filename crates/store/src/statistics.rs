//! Series that others publish, their observations, and 入力完了 of a period.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::statistics::{Observation, Series};
use enishi_domain::words::ClosedSet as _;

use crate::answered::Answered;
use crate::columns::{self, checked};
use crate::database::Store;
use crate::engagements::Source;
use crate::error::StoreError;
use crate::journal::EvidenceNote;
use crate::posting::Posting;
use crate::rows::Field;

impl Posting {
    /// Declares a series under one definition, or says it anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn declare_series(&mut self, series: &Series) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/upsert_series.sql"))
            .bind(checked("a series", &series.id)?.to_owned())
            .bind(checked("a definition", &series.definition)?.to_owned())
            .bind(checked("a label", &series.label)?.to_owned())
            .bind(checked("a unit", series.unit.as_str())?.to_owned())
            .bind(checked("a publisher", &series.publisher)?.to_owned())
            .bind(checked("a definition", &series.definition_text)?.to_owned())
            .bind(series.ended.map(|year| i64::from(year.western())))
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Records observations in their order, and behind them what proves them; the positions that
    /// they carry are not looked at, and their own are given back. What was typed is held to the
    /// reach; what an import brings was asked when it was ordered.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`], [`StoreError::OutOfReach`].
    pub async fn observe(
        &mut self,
        observations: &[(&Observation, Option<Source>)],
    ) -> Result<Vec<Position>, StoreError> {
        let mut positions = Vec::with_capacity(observations.len());
        let mut fields = Vec::with_capacity(observations.len());
        for (one, source) in observations {
            let position = self.next_position();
            positions.push(position);
            let part = one.part.as_deref().map(|part| checked("a part", part));
            fields.push(vec![
                Field::number(position.0),
                Field::text(checked("a series", &one.series)?),
                Field::text(checked("a definition", &one.definition)?),
                Field::optional(part.transpose()?),
                Field::number(one.period.western()),
                Field::text(one.value.to_string()),
                Field::text(one.release.code()),
                Field::Text(one.published_on.map(|day| day.to_string())),
                Field::Number(source.map(|source| source.batch.0)),
                Field::Number(source.map(|source| source.row)),
            ]);
        }
        let statement = include_str!("../sql/insert_observation.sql");
        if observations.iter().all(|(_, source)| source.is_some()) {
            self.add(statement, fields).await?;
        } else {
            let rows = (statement, fields);
            self.add_answered(Answered::Observation, rows).await?;
        }
        for (position, (one, _)) in positions.iter().zip(observations) {
            if let Some(document) = &one.document {
                self.add_evidence(&EvidenceNote::document(*position, document))
                    .await?;
            }
        }
        Ok(positions)
    }

    /// 入力完了: a kind is complete for a programme and year.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn close_period(
        &mut self,
        programme: &str,
        kind: Kind,
        year: FiscalYear,
    ) -> Result<Position, StoreError> {
        self.say_period(programme, kind, year, None).await
    }

    /// Opens a period again, for a reason.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reopen_period(
        &mut self,
        programme: &str,
        kind: Kind,
        year: FiscalYear,
        reason: &str,
    ) -> Result<Position, StoreError> {
        self.say_period(programme, kind, year, Some(reason)).await
    }

    /// Without a reason it closes, with one it opens.
    async fn say_period(
        &mut self,
        programme: &str,
        kind: Kind,
        year: FiscalYear,
        reopened_for: Option<&str>,
    ) -> Result<Position, StoreError> {
        let position = self.next_position();
        let reason = reopened_for.map(|text| checked("the reason", text));
        let row = sqlx::query(include_str!("../sql/insert_closing.sql"))
            .bind(position.0)
            .bind(checked("the programme", programme)?.to_owned())
            .bind(kind.code().to_owned())
            .bind(i64::from(year.western()))
            .bind(i64::from(reopened_for.is_none()))
            .bind(reason.transpose()?.map(str::to_owned));
        self.write_answered((Answered::PeriodClose, programme), row)
            .await?;
        Ok(position)
    }
}

impl Store {
    /// All that was published of a series, under whatever definition, the oldest recorded first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn observations(&self, series: &str) -> Result<Vec<Observation>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_observations_of.sql"))
            .bind(series.to_owned())
            .bind(Position::NOW.0)
            .fetch_all(&self.readers)
            .await?;
        found.iter().map(columns::observation).collect()
    }
}

//! What was recorded behind a position and touches what a metric counts: revisions of what it
//! selects or selected, decisions by which a counted party is counted under another number, and
//! later observations of its series.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::corrections::{Corrected, Correction};
use enishi_domain::engagement::Position;
use enishi_domain::metric::{Count, Formula, Measure, Metric, SeriesChoice, Window};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::columns;
use crate::database::Store;
use crate::engagements::read_rows_at;
use crate::error::StoreError;
use crate::facts::type_number;
use crate::metric_sql::{Known, Query, Span, Stretch, stretches};
use crate::rows::{self, LIST};

/// How many corrections there are, and the first of them.
pub type FoundCorrections = (i64, Vec<Correction>);

/// The positions behind the first one, up to the last.
#[derive(Clone, Copy)]
struct Behind {
    after: i64,
    until: i64,
}

impl Behind {
    fn holds(self, position: i64) -> bool {
        self.after < position && position <= self.until
    }

    /// Whether what `begins` and ends somewhere has an end among the positions.
    fn filter(self, query: &mut Query, from: &'static str, to: &'static str) {
        query.text(" and (");
        query.text(from);
        query.text(" > ");
        query.number(self.after);
        query.text(" or ");
        query.text(to);
        query.text(" > ");
        query.number(self.after);
        query.text(") and ");
        query.text(from);
        query.text(" <= ");
        query.number(self.until);
    }
}

impl Store {
    /// What touches a metric's figure of a year and was recorded behind `after`, up to `until`: how
    /// many, and the first so many.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn corrections(
        &self,
        metric: &Metric,
        year: FiscalYear,
        (after, until): (Position, Position),
        most: usize,
    ) -> Result<FoundCorrections, StoreError> {
        let behind = Behind {
            after: after.0,
            until: until.0.min(self.last_position().await?.0),
        };
        if behind.until <= behind.after {
            return Ok((0, Vec::new()));
        }
        if let Formula::Series(choice) = &metric.formula {
            return self
                .revised(choice, metric.window, year, behind, most)
                .await;
        }
        let mut connection = self.readers.acquire().await?;
        let mut revisions = BTreeSet::new();
        let mut links = BTreeSet::new();
        for count in metric.formula.counts() {
            let span = Span::new(&count.selection, metric.window, year, Known::at(until));
            for stretch in stretches(&mut connection, self.dialect, &span).await? {
                let found = self.revisions(&mut connection, &span, &stretch, behind);
                revisions.extend(found.await?);
                if counts_once(count, &stretch) {
                    let found = self.links_of(&mut connection, &span, &stretch, behind);
                    links.extend(found.await?);
                }
            }
        }
        drop(connection);
        let count = i64::try_from(revisions.len() + links.len()).unwrap_or(i64::MAX);
        let first: Vec<i64> = revisions.union(&links).copied().take(most).collect();
        let kept = |positions: &BTreeSet<i64>| -> Vec<i64> {
            let first = first.iter().copied();
            first
                .filter(|position| positions.contains(position))
                .collect()
        };
        let listed = self.listed(&kept(&revisions), &kept(&links)).await?;
        Ok((count, listed))
    }

    /// The ends of facts that the count looks at: each is a revision.
    async fn revisions(
        &self,
        connection: &mut AnyConnection,
        span: &Span<'_>,
        stretch: &Stretch,
        behind: Behind,
    ) -> Result<BTreeSet<i64>, StoreError> {
        let mut query = Query::new(self.dialect);
        query.text("select f.from_position, f.to_position ");
        let after = Position(behind.after);
        // Most facts are of people, and of these few changed.
        if stretch.party_type == 0 {
            stretch.facts_if_changed(after, &mut query);
        } else {
            stretch.changed_facts(after, &mut query);
        }
        span.filter_days(&mut query);
        behind.filter(&mut query, "f.from_position", "f.to_position");
        ends(query, connection, behind).await
    }

    /// Where the parties of facts that the count looks at came to be counted under another number.
    async fn links_of(
        &self,
        connection: &mut AnyConnection,
        span: &Span<'_>,
        stretch: &Stretch,
        behind: Behind,
    ) -> Result<BTreeSet<i64>, StoreError> {
        let mut query = Query::new(self.dialect);
        // SQLite keeps the order of a cross join: the parties of the facts, of whom a KPI has few,
        // and then their numbers. Of the many links behind an old figure few are theirs.
        query.text(
            "select c.from_position, c.to_position \
             from (select distinct f.party as party from engagement_fact f where ",
        );
        stretch.filter(&mut query);
        span.filter_days(&mut query);
        query.text(" and f.from_position <= ");
        query.number(behind.until);
        query.text(" and (f.to_position is null or f.to_position > ");
        query.number(behind.after);
        query.text(")) p cross join party_canon c where c.party = p.party");
        behind.filter(&mut query, "c.from_position", "c.to_position");
        ends(query, connection, behind).await
    }

    async fn listed(&self, rows: &[i64], links: &[i64]) -> Result<Vec<Correction>, StoreError> {
        let mut connection = self.readers.acquire().await?;
        let rows = read_rows_at(&mut connection, self.dialect, rows).await?;
        let mut listed: Vec<Correction> = rows
            .into_iter()
            .map(|row| {
                let what = Corrected::Engagement {
                    id: row.id,
                    operation: row.operation,
                    reason: row.reason,
                };
                undated(row.position, what)
            })
            .collect();
        for piece in links.chunks(LIST) {
            let statement = include_str!("../sql/read_links_at.sql");
            let (text, arguments) = rows::with_list(self.dialect, statement, piece)?;
            let found = sqlx::query_with(AssertSqlSafe(text), arguments)
                .fetch_all(&mut *connection)
                .await?;
            for row in &found {
                let link = columns::link(row)?;
                let (a, b, verdict) = (link.a, link.b, link.verdict);
                listed.push(undated(link.position, Corrected::Link { a, b, verdict }));
            }
        }
        drop(connection);
        self.dated(listed).await
    }

    /// What the publisher of a series said later of the years that the figure looks at.
    async fn revised(
        &self,
        choice: &SeriesChoice,
        window: Window,
        year: FiscalYear,
        behind: Behind,
        most: usize,
    ) -> Result<FoundCorrections, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_observations_of.sql"))
            .bind(choice.series.clone())
            .bind(behind.until)
            .fetch_all(&self.readers)
            .await?;
        let mut listed = Vec::new();
        for row in &found {
            let one = columns::observation(row)?;
            let is_of_year = match window {
                Window::Latest => one.period <= year,
                Window::FiscalYear | Window::AsOf | Window::Cumulative(_) => one.period == year,
            };
            let is_of_part = match &one.part {
                None => choice.parts.is_empty(),
                Some(part) => choice.parts.contains(part),
            };
            let is_of_definition = one.definition == choice.definition;
            if is_of_year && is_of_part && is_of_definition && behind.holds(one.position.0) {
                let (series, release) = (one.series, one.release);
                let what = Corrected::Observation { series, release };
                listed.push(undated(one.position, what));
            }
        }
        let count = i64::try_from(listed.len()).unwrap_or(i64::MAX);
        listed.truncate(most);
        Ok((count, self.dated(listed).await?))
    }

    /// In the order of positions, with their moments.
    async fn dated(&self, mut listed: Vec<Correction>) -> Result<Vec<Correction>, StoreError> {
        if listed.is_empty() {
            return Ok(listed);
        }
        listed.sort_by_key(|one| one.position);
        let moments = self.moments().await?;
        for one in &mut listed {
            one.recorded_at = moments.of(one.position)?;
        }
        Ok(listed)
    }
}

/// Whether a count looks at who the parties of a stretch are.
fn counts_once(count: &Count, stretch: &Stretch) -> bool {
    match count.measure {
        Measure::Distinct(party_type) => type_number(party_type) == stretch.party_type,
        Measure::Rows | Measure::SumAmount | Measure::SumQuantity => false,
    }
}

fn undated(position: Position, what: Corrected) -> Correction {
    Correction {
        position,
        recorded_at: Timestamp::MIN,
        what,
    }
}

/// Those of the ends that a query gives which lie behind the position.
async fn ends(
    query: Query,
    connection: &mut AnyConnection,
    behind: Behind,
) -> Result<BTreeSet<i64>, StoreError> {
    let mut positions = BTreeSet::new();
    for row in query.fetch(connection).await? {
        let ends = [row.try_get::<i64, _>(0).map(Some)?, row.try_get(1)?];
        let ends = ends.into_iter().flatten();
        positions.extend(ends.filter(|end| behind.holds(*end)));
    }
    Ok(positions)
}

//! Counting in SQL: a metric's counts over the facts, as of any position. The one place where SQL is
//! joined from fragments; they are fixed, and every value is bound. What it gives must be what
//! `enishi_domain::measure` gives: a property test holds the two together on both databases.

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DateBasis, Facet, LedgerRow, Position};
use enishi_domain::measure::{Tally, conclude, conclude_series};
use enishi_domain::measurement::{FigureReason, Measurement};
use enishi_domain::metric::{Condition, Count, Formula, Metric, Selection, SeriesChoice, Window};
use enishi_domain::region::KpiDefinition;
use enishi_domain::words::ClosedSet as _;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::columns::{self, QUANTITY_SCALE, unreadable};
use crate::database::Store;
use crate::dialect::Dialect;
use crate::engagements::read_rows_at;
use crate::error::StoreError;
use crate::facts::{day_number, type_of_number};
use crate::reading::EvidencePage;
use crate::rows::{self, Field};

impl Store {
    /// Measures a KPI for a year, as it was known at a position.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn measure(
        &self,
        programme: &str,
        kpi: &KpiDefinition,
        year: FiscalYear,
        as_of: Position,
    ) -> Result<Measurement, StoreError> {
        if kpi.begins.is_some_and(|begins| year < begins) {
            return Ok(Measurement::none(FigureReason::NotStarted));
        }
        if let Formula::Series(choice) = &kpi.metric.formula {
            return self.observe(&kpi.metric, choice, year, as_of).await;
        }
        let mut is_closed = true;
        for kind in kpi.metric.formula.kinds() {
            let said = sqlx::query(include_str!("../sql/read_is_closed.sql"))
                .bind(programme.to_owned())
                .bind(kind.code().to_owned())
                .bind(i64::from(year.western()))
                .bind(as_of.0)
                .fetch_optional(&self.readers)
                .await?;
            let closed: i64 = said.map_or(Ok(0), |row| row.try_get(0))?;
            is_closed = is_closed && closed == 1;
        }
        let tallies = self.tallies(&kpi.metric, year, as_of).await?;
        Ok(conclude(&kpi.metric, &tallies, year, is_closed))
    }

    /// What the counts of a metric add up to, in the order of its formula.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn tallies(
        &self,
        metric: &Metric,
        year: FiscalYear,
        as_of: Position,
    ) -> Result<Vec<Tally>, StoreError> {
        // Pinned, so that all counts see the same ledger though somebody writes in between.
        let as_of = as_of.min(self.last_position().await?);
        let mut connection = self.readers.acquire().await?;
        let mut tallies = Vec::new();
        for count in metric.formula.counts() {
            let span = Span::new(&count.selection, metric.window, year, as_of);
            tallies.push(tally(&mut connection, self.dialect, &span).await?);
        }
        Ok(tallies)
    }

    /// The ledger rows that a count rests on, a page at a time: those behind `after`, at most so
    /// many.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn evidence(
        &self,
        (count, window): (&Count, Window),
        year: FiscalYear,
        as_of: Position,
        after: Option<Position>,
        most: u32,
    ) -> Result<EvidencePage, StoreError> {
        let span = Span::new(&count.selection, window, year, as_of);
        let mut query = Query::new(self.dialect);
        query.text("select f.from_position from engagement_fact f");
        span.filter(&mut query);
        query.text(" and f.lead = 1 and f.from_position > ");
        query.number(after.unwrap_or_default().0);
        query.text(" order by f.from_position limit ");
        query.number(i64::from(most) + 1);
        let mut connection = self.readers.acquire().await?;
        let found = query.fetch(&mut connection).await?;
        let mut positions: Vec<i64> = Vec::with_capacity(found.len());
        for row in &found {
            positions.push(row.try_get(0)?);
        }
        let is_full = positions.len() > usize::try_from(most).unwrap_or(usize::MAX);
        positions.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let rows = read_rows_at(&mut connection, self.dialect, &positions).await?;
        drop(connection);
        let mut rows: Vec<LedgerRow> = rows;
        self.date_rows(&mut rows).await?;
        let next = positions.last().copied().map(Position);
        Ok(EvidencePage {
            rows,
            next: next.filter(|_| is_full),
        })
    }

    async fn observe(
        &self,
        metric: &Metric,
        choice: &SeriesChoice,
        year: FiscalYear,
        as_of: Position,
    ) -> Result<Measurement, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_observations_of.sql"))
            .bind(choice.series.clone())
            .bind(as_of.0)
            .fetch_all(&self.readers)
            .await?;
        let known: Result<Vec<_>, _> = found.iter().map(columns::observation).collect();
        let known = known?;
        let of_definition: Vec<_> = known
            .iter()
            .filter(|one| one.definition == choice.definition)
            .collect();
        let goes_on = || known.iter().any(|one| one.period == year);
        Ok(conclude_series(
            metric,
            choice,
            year,
            &of_definition,
            goes_on,
        ))
    }
}

/// One scan of the facts: grouped by the type of the parties, the parties of each counted once under
/// the number that was theirs at the position.
async fn tally(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    if span.window == Window::Latest {
        return Ok(tally);
    }
    let mut query = Query::new(dialect);
    query.text(
        "select f.party_type, cast(sum(f.rows) as bigint), cast(sum(f.lead) as bigint), \
         cast(coalesce(sum(f.amount_yen), 0) as bigint), \
         cast(coalesce(sum(f.quantity), 0) as bigint), \
         count(distinct coalesce(c.canon, f.party)) \
         from engagement_fact f \
         left join party_canon c on c.party = f.party and c.from_position <= ",
    );
    query.number(span.as_of.0);
    query.text(" and (c.to_position is null or c.to_position > ");
    query.number(span.as_of.0);
    query.text(")");
    span.filter(&mut query);
    query.text(" group by f.party_type order by f.party_type");
    for row in query.fetch(connection).await? {
        let number: i64 = row.try_get(0)?;
        tally.rows += row.try_get::<i64, _>(1)?;
        tally.evidence += row.try_get::<i64, _>(2)?;
        tally.amount += Decimal::from(row.try_get::<i64, _>(3)?);
        tally.quantity += Decimal::new(row.try_get(4)?, QUANTITY_SCALE);
        if number != 0 {
            let party_type =
                type_of_number(number).ok_or_else(|| unreadable("a type of party", number))?;
            tally.distinct.insert(party_type, row.try_get(5)?);
        }
    }
    Ok(tally)
}

/// Which facts a count looks at.
struct Span<'a> {
    selection: &'a Selection,
    window: Window,
    year: FiscalYear,
    as_of: Position,
}

impl<'a> Span<'a> {
    fn new(selection: &'a Selection, window: Window, year: FiscalYear, as_of: Position) -> Self {
        Self {
            selection,
            window,
            year,
            as_of,
        }
    }

    /// The condition on a fact `f`, from `where` on.
    fn filter(&self, query: &mut Query) {
        query.text(" where f.shape in (");
        self.shapes(query);
        query.text(")");
        self.window(query);
        query.text(" and f.from_position <= ");
        query.number(self.as_of.0);
        query.text(" and (f.to_position is null or f.to_position > ");
        query.number(self.as_of.0);
        query.text(")");
        for condition in &self.selection.conditions {
            match condition {
                Condition::AgeBelow(limit) => {
                    query.text(" and f.age < ");
                    query.number(i64::from(*limit));
                }
                Condition::AgeFrom(limit) => {
                    query.text(" and f.age >= ");
                    query.number(i64::from(*limit));
                }
                Condition::Facet { .. } | Condition::Programme(_) => {}
            }
        }
    }

    fn window(&self, query: &mut Query) {
        let last_year = i64::from(self.year.western());
        let last_day = day_number(self.year.last_day());
        match self.window {
            Window::FiscalYear => {
                query.text(" and f.fiscal_year = ");
                query.number(last_year);
            }
            Window::Cumulative(since) => {
                query.text(" and f.fiscal_year <= ");
                query.number(last_year);
                query.text(" and f.day >= ");
                query.number(day_number(since));
            }
            Window::AsOf => {
                query.text(" and f.fiscal_year <= ");
                query.number(last_year);
                query.text(" and (f.ended_day is null or f.ended_day > ");
                query.number(last_day);
                query.text(")");
            }
            // Of series only: no fact is of it.
            Window::Latest => query.text(" and 1 = 0"),
        }
    }

    /// The combinations that meet the selection.
    fn shapes(&self, query: &mut Query) {
        // What holds at the end of a year is told by when it began, whatever date is named.
        let basis = match self.window {
            Window::AsOf => DateBasis::Occurred,
            Window::FiscalYear | Window::Cumulative(_) | Window::Latest => self.selection.date,
        };
        query.text("select s.id from fact_shape s where s.basis = ");
        query.word(basis.code());
        query.text(" and s.role = ");
        query.word(self.selection.role.code());
        query.text(" and s.kind in (");
        query.words(self.selection.kinds.iter().map(|kind| kind.code()));
        query.text(")");
        for condition in &self.selection.conditions {
            match condition {
                Condition::Facet { facet, any_of } => {
                    query.text(facet_column(*facet));
                    query.words(any_of.iter().map(String::as_str));
                    query.text(")");
                }
                Condition::Programme(no) => {
                    query.text(" and s.programme = ");
                    query.word(no);
                }
                Condition::AgeBelow(_) | Condition::AgeFrom(_) => {}
            }
        }
    }
}

/// The beginning of a condition on a facet.
fn facet_column(facet: Facet) -> &'static str {
    match facet {
        Facet::Scheme => " and s.scheme in (",
        Facet::Class => " and s.class in (",
        Facet::Tag => " and s.tag in (",
        Facet::Topic => " and s.topic in (",
        Facet::Answer => " and s.answer in (",
        Facet::Centre => " and s.centre in (",
        Facet::Club => " and s.club in (",
    }
}

/// A statement that is being put together.
struct Query {
    dialect: Dialect,
    text: String,
    values: Vec<Field>,
}

impl Query {
    fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            text: String::new(),
            values: Vec::new(),
        }
    }

    fn text(&mut self, fragment: &'static str) {
        self.text.push_str(fragment);
    }

    fn number(&mut self, value: i64) {
        self.bind(Field::number(value));
    }

    fn word(&mut self, value: &str) {
        self.bind(Field::text(value));
    }

    /// A list; an empty one holds nothing.
    fn words<'w>(&mut self, values: impl Iterator<Item = &'w str>) {
        let mut separator = "";
        for value in values {
            self.text.push_str(separator);
            self.word(value);
            separator = ", ";
        }
        if separator.is_empty() {
            self.text.push_str("null");
        }
    }

    fn bind(&mut self, value: Field) {
        self.values.push(value);
        self.dialect.placeholder(&mut self.text, self.values.len());
    }

    async fn fetch(
        self,
        connection: &mut AnyConnection,
    ) -> Result<Vec<sqlx::any::AnyRow>, StoreError> {
        let arguments = rows::arguments(self.values)?;
        let query = sqlx::query_with(AssertSqlSafe(self.text), arguments);
        Ok(query.fetch_all(connection).await?)
    }
}

//! Counting in SQL: a metric's counts over the facts, as of any position. The one place where SQL
//! is joined from fragments; they are fixed, and every value is bound. What it gives must be what
//! `enishi_domain::measure` gives: a property test holds the two together on both databases.

use std::collections::{BTreeMap, HashMap};

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DateBasis, Facet, LedgerRow, Position};
use enishi_domain::measure::{Tally, conclude, conclude_series};
use enishi_domain::measurement::{FigureReason, Measurement};
use enishi_domain::metric::{Condition, Count, Formula, Metric, Selection, SeriesChoice, Window};
use enishi_domain::party::PartyType;
use enishi_domain::region::KpiDefinition;
use enishi_domain::statistics::Observation;
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
        self.measure_metric(programme, &kpi.metric, year, as_of)
            .await
    }

    /// The same of a metric alone, in whatever year a KPI begins.
    ///
    /// # Errors
    /// As [`Store::measure`].
    pub async fn measure_metric(
        &self,
        programme: &str,
        metric: &Metric,
        year: FiscalYear,
        as_of: Position,
    ) -> Result<Measurement, StoreError> {
        if let Formula::Series(choice) = &metric.formula {
            return self.observe(metric, choice, year, as_of).await;
        }
        let mut is_closed = true;
        for kind in metric.formula.kinds() {
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
        let tallies = self.tallies(metric, year, as_of).await?;
        Ok(conclude(metric, &tallies, year, is_closed))
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
        let canon = canon_at(&mut connection, as_of).await?;
        let mut tallies = Vec::new();
        for count in metric.formula.counts() {
            let span = Span::new(&count.selection, metric.window, year, as_of);
            tallies.push(tally(&mut connection, self.dialect, &span, &canon).await?);
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
        let Some(compared) = span.years() else {
            return Ok(EvidencePage {
                rows: Vec::new(),
                next: None,
            });
        };
        let mut query = Query::new(self.dialect);
        query.text("select f.from_position from engagement_fact f where f.shape in (");
        span.shapes(&mut query);
        query.text(") and f.fiscal_year");
        query.text(compared);
        query.number(i64::from(year.western()));
        span.filter_facts(&mut query);
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
        let is_of_another = |one: &&Observation| one.definition != choice.definition;
        let mut others = known.iter().filter(is_of_another);
        let goes_on = || others.any(|one| one.period == year);
        Ok(conclude_series(
            metric,
            choice,
            year,
            &of_definition,
            goes_on,
        ))
    }
}

/// The facts of one combination, year and type of party lie in the order of parties, so that each
/// stretch is added up party by party without sorting. The parties come back as one text: half a
/// million rows would take the driver longer than the database. Who is linked to whom is looked up
/// here, as few are.
async fn tally(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
    canon: &HashMap<i64, i64>,
) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let mut parties: BTreeMap<PartyType, Vec<i64>> = BTreeMap::new();
    for stretch in stretches(connection, dialect, span).await? {
        let mut query = Query::new(dialect);
        query.text(
            "select cast(coalesce(sum(r), 0) as bigint), cast(coalesce(sum(l), 0) as bigint), \
             cast(coalesce(sum(a), 0) as bigint), cast(coalesce(sum(q), 0) as bigint), \
             string_agg(cast(p as text), ',') \
             from (select f.party as p, sum(f.rows) as r, sum(f.lead) as l, \
             sum(f.amount_yen) as a, sum(f.quantity) as q from engagement_fact f where ",
        );
        stretch.filter(&mut query);
        span.filter_facts(&mut query);
        query.text(" group by f.party) as parties");
        for row in query.fetch(connection).await? {
            tally.rows += row.try_get::<i64, _>(0)?;
            tally.evidence += row.try_get::<i64, _>(1)?;
            tally.amount += Decimal::from(row.try_get::<i64, _>(2)?);
            tally.quantity += Decimal::new(row.try_get(3)?, QUANTITY_SCALE);
            let list = row.try_get::<Option<&str>, _>(4)?.unwrap_or_default();
            if let Some(party_type) = type_of_number(stretch.party_type) {
                let seen = parties.entry(party_type).or_default();
                for number in list.split(',').filter(|number| !number.is_empty()) {
                    let party = number.parse().map_err(|_| unreadable("a party", number))?;
                    seen.push(canon.get(&party).copied().unwrap_or(party));
                }
            }
        }
    }
    for (party_type, mut seen) in parties {
        seen.sort_unstable();
        seen.dedup();
        if !seen.is_empty() {
            let count = i64::try_from(seen.len()).unwrap_or(i64::MAX);
            tally.distinct.insert(party_type, count);
        }
    }
    Ok(tally)
}

/// Under which number parties were counted at a position, where that is not their own.
async fn canon_at(
    connection: &mut AnyConnection,
    as_of: Position,
) -> Result<HashMap<i64, i64>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_canon_at.sql"))
        .bind(as_of.0)
        .fetch_all(connection)
        .await?;
    let mut canon = HashMap::new();
    for row in found {
        let list = row.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
        for pair in list.split(',').filter(|pair| !pair.is_empty()) {
            let numbers = pair.split_once(' ');
            let numbers = numbers.and_then(|(p, c)| Some((p.parse().ok()?, c.parse().ok()?)));
            let (party, of) = numbers.ok_or_else(|| unreadable("a party", pair))?;
            canon.insert(party, of);
        }
    }
    Ok(canon)
}

/// A stretch of the facts: one combination, year and type of party.
pub(crate) struct Stretch {
    shape: i64,
    fiscal_year: i64,
    pub(crate) party_type: i64,
}

impl Stretch {
    /// Whether a fact `f` is of the stretch.
    pub(crate) fn filter(&self, query: &mut Query) {
        query.text("f.shape = ");
        query.number(self.shape);
        query.text(" and f.fiscal_year = ");
        query.number(self.fiscal_year);
        query.text(" and f.party_type = ");
        query.number(self.party_type);
    }
}

/// Where facts may stand that a count looks at. The cells tell, as each stretch has one.
pub(crate) async fn stretches(
    connection: &mut AnyConnection,
    dialect: Dialect,
    span: &Span<'_>,
) -> Result<Vec<Stretch>, StoreError> {
    let Some(compared) = span.years() else {
        return Ok(Vec::new());
    };
    let mut query = Query::new(dialect);
    query.text("select c.shape, c.fiscal_year, c.party_type from cell c where c.shape in (");
    span.shapes(&mut query);
    query.text(") and c.fiscal_year");
    query.text(compared);
    query.number(i64::from(span.year.western()));
    query.text(" order by c.shape, c.fiscal_year, c.party_type");
    let found = query.fetch(connection).await?;
    let stretches = found.iter().map(|row| {
        Ok(Stretch {
            shape: row.try_get(0)?,
            fiscal_year: row.try_get(1)?,
            party_type: row.try_get(2)?,
        })
    });
    stretches.collect()
}

/// Which facts a count looks at.
pub(crate) struct Span<'a> {
    selection: &'a Selection,
    window: Window,
    year: FiscalYear,
    as_of: Position,
}

impl<'a> Span<'a> {
    pub(crate) fn new(
        selection: &'a Selection,
        window: Window,
        year: FiscalYear,
        as_of: Position,
    ) -> Self {
        Self {
            selection,
            window,
            year,
            as_of,
        }
    }

    /// How the years of facts compare with the year asked; no fact is of a window of series.
    fn years(&self) -> Option<&'static str> {
        match self.window {
            Window::FiscalYear => Some(" = "),
            Window::Cumulative(_) | Window::AsOf => Some(" <= "),
            Window::Latest => None,
        }
    }

    /// What else a fact `f` of a stretch must meet.
    fn filter_facts(&self, query: &mut Query) {
        self.filter_days(query);
        query.text(" and f.from_position <= ");
        query.number(self.as_of.0);
        query.text(" and (f.to_position is null or f.to_position > ");
        query.number(self.as_of.0);
        query.text(")");
    }

    /// The same at whatever position.
    pub(crate) fn filter_days(&self, query: &mut Query) {
        match self.window {
            Window::Cumulative(since) => {
                query.text(" and f.day >= ");
                query.number(day_number(since));
            }
            Window::AsOf => {
                query.text(" and (f.ended_day is null or f.ended_day > ");
                query.number(day_number(self.year.last_day()));
                query.text(")");
            }
            Window::FiscalYear | Window::Latest => {}
        }
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
pub(crate) struct Query {
    dialect: Dialect,
    text: String,
    values: Vec<Field>,
}

impl Query {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            text: String::new(),
            values: Vec::new(),
        }
    }

    pub(crate) fn text(&mut self, fragment: &'static str) {
        self.text.push_str(fragment);
    }

    pub(crate) fn number(&mut self, value: i64) {
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

    pub(crate) async fn fetch(
        self,
        connection: &mut AnyConnection,
    ) -> Result<Vec<sqlx::any::AnyRow>, StoreError> {
        let arguments = rows::arguments(self.values)?;
        let query = sqlx::query_with(AssertSqlSafe(self.text), arguments);
        Ok(query.fetch_all(connection).await?)
    }
}

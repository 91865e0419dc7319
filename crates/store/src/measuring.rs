//! One look at the ledger, in which KPIs are measured: all that is asked of it sees the same rows
//! though somebody writes meanwhile, and what two KPIs select alike is counted once. How a
//! selection becomes SQL is said in `metric_sql`.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Facet, Kind, Position};
use enishi_domain::measure::{Shares, Tally, conclude, conclude_series};
use enishi_domain::measurement::{FigureReason, Measurement};
use enishi_domain::metric::{Count, Division, Formula, Metric, Selection, SeriesChoice, Window};
use enishi_domain::region::KpiDefinition;
use enishi_domain::statistics::Observation;
use enishi_domain::words::ClosedSet as _;
use sqlx::{Any, Row as _, Transaction};

use crate::columns;
use crate::database::Store;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::metric_sql::{Canon, Known, Span, shares, sums, tally};

/// A look at the ledger as it was known at a position.
pub struct Measuring {
    transaction: Transaction<'static, Any>,
    dialect: Dialect,
    known: Known,
    canon: Canon,
    counted: Vec<Counted>,
}

/// What was counted already.
struct Counted {
    selection: Selection,
    window: Window,
    year: FiscalYear,
    tally: Tally,
}

impl std::fmt::Debug for Measuring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Measuring")
            .field("known", &self.known)
            .finish_non_exhaustive()
    }
}

/// What engagements have in common: their kind, and what they say in the fields by which metrics
/// select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// The kind.
    pub kind: Kind,
    /// What they say; a field of which nothing is said is not in it.
    pub facets: BTreeMap<Facet, String>,
}

impl Store {
    /// Looks at the ledger as it was known at a position.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn measuring(&self, as_of: Position) -> Result<Measuring, StoreError> {
        let begin = self.dialect.begin_reading();
        let mut transaction = self.readers.begin_with(begin).await?;
        let last = sqlx::query(include_str!("../sql/read_last_position.sql"))
            .fetch_one(&mut *transaction)
            .await?;
        let last = Position(last.try_get(0)?);
        let ends = sqlx::query(include_str!("../sql/find_unit_end.sql"))
            .bind(as_of.0)
            .fetch_optional(&mut *transaction)
            .await?;
        Ok(Measuring {
            transaction,
            dialect: self.dialect,
            known: Known {
                as_of: as_of.min(last),
                is_present: as_of >= last,
                ends_unit: ends.is_some(),
            },
            canon: self.canon.at(as_of.min(last)),
            counted: Vec::new(),
        })
    }

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
        let mut measuring = self.measuring(as_of).await?;
        measuring.measure(programme, kpi, year).await
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
        let mut measuring = self.measuring(as_of).await?;
        measuring.measure_metric(programme, metric, year).await
    }
}

impl Measuring {
    /// The last position that is looked at.
    #[must_use]
    pub fn as_of(&self) -> Position {
        self.known.as_of
    }

    /// Measures a KPI for a year.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn measure(
        &mut self,
        programme: &str,
        kpi: &KpiDefinition,
        year: FiscalYear,
    ) -> Result<Measurement, StoreError> {
        if kpi.begins.is_some_and(|begins| year < begins) {
            return Ok(Measurement::none(FigureReason::NotStarted));
        }
        self.measure_metric(programme, &kpi.metric, year).await
    }

    /// The same of a metric alone, in whatever year a KPI begins.
    ///
    /// # Errors
    /// As [`Measuring::measure`].
    pub async fn measure_metric(
        &mut self,
        programme: &str,
        metric: &Metric,
        year: FiscalYear,
    ) -> Result<Measurement, StoreError> {
        match &metric.formula {
            Formula::Series(choice) => return self.observe(metric, choice, year).await,
            Formula::Undecided => return Ok(Measurement::none(FigureReason::Undecided)),
            Formula::Count(_) | Formula::Ratio { .. } | Formula::Difference { .. } => {}
        }
        let mut is_closed = true;
        for kind in metric.formula.kinds() {
            let said = sqlx::query(include_str!("../sql/read_is_closed.sql"))
                .bind(programme.to_owned())
                .bind(kind.code().to_owned())
                .bind(i64::from(year.western()))
                .bind(self.known.as_of.0)
                .fetch_optional(&mut *self.transaction)
                .await?;
            let closed: i64 = said.map_or(Ok(0), |row| row.try_get(0))?;
            is_closed = is_closed && closed == 1;
        }
        let mut tallies = Vec::new();
        for count in metric.formula.counts() {
            let window = metric.window;
            tallies.push(self.tally(&count.selection, window, year).await?);
        }
        Ok(conclude(metric, &tallies, year, is_closed))
    }

    /// What a count adds up to, without who takes part: `distinct` stays empty.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sums(
        &mut self,
        selection: &Selection,
        window: Window,
        year: FiscalYear,
    ) -> Result<Tally, StoreError> {
        let span = Span::new(selection, window, year, self.known);
        let (tally, _) = sums(&mut self.transaction, self.dialect, &span).await?;
        Ok(tally)
    }

    /// The combinations of kind and facets that occur up to a year among what may be selected,
    /// whether or not any of it is left.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn combinations(
        &mut self,
        selection: &Selection,
        year: FiscalYear,
    ) -> Result<Vec<Combination>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_combinations.sql"))
            .bind(selection.date.code().to_owned())
            .bind(selection.role.code().to_owned())
            .bind(i64::from(year.western()))
            .fetch_all(&mut *self.transaction)
            .await?;
        let mut combinations = Vec::new();
        for row in found {
            let kind = columns::member("a kind", row.try_get(0)?)?;
            let mut facets = BTreeMap::new();
            for (index, facet) in Facet::ALL.iter().enumerate() {
                if let Some(said) = row.try_get::<Option<String>, _>(index + 1)? {
                    facets.insert(*facet, said);
                }
            }
            if selection.kinds.contains(&kind) {
                combinations.push(Combination { kind, facets });
            }
        }
        Ok(combinations)
    }

    /// What a count consists of: each part under what its engagements say, none where they say
    /// nothing of it, and how much of it is whose.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn shares(
        &mut self,
        count: &Count,
        (window, year): (Window, FiscalYear),
        division: Division,
    ) -> Result<BTreeMap<Option<String>, Shares>, StoreError> {
        let span = Span::new(&count.selection, window, year, self.known);
        let asked = (&span, count.measure);
        let connection = &mut *self.transaction;
        shares(connection, self.dialect, asked, division, &mut self.canon).await
    }

    async fn tally(
        &mut self,
        selection: &Selection,
        window: Window,
        year: FiscalYear,
    ) -> Result<Tally, StoreError> {
        let is_same = |one: &&Counted| {
            one.selection == *selection && one.window == window && one.year == year
        };
        if let Some(counted) = self.counted.iter().find(is_same) {
            return Ok(counted.tally.clone());
        }
        let span = Span::new(selection, window, year, self.known);
        let tally = tally(&mut self.transaction, self.dialect, &span, &mut self.canon).await?;
        self.counted.push(Counted {
            selection: selection.clone(),
            window,
            year,
            tally: tally.clone(),
        });
        Ok(tally)
    }

    async fn observe(
        &mut self,
        metric: &Metric,
        choice: &SeriesChoice,
        year: FiscalYear,
    ) -> Result<Measurement, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_observations_of.sql"))
            .bind(choice.series.clone())
            .bind(self.known.as_of.0)
            .fetch_all(&mut *self.transaction)
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

//! 「測定」 measures the city's KPIs from the ledger, as it is known now or was known on a day, and
//! shows the rows that a figure rests on. What was frozen is given as it was frozen, with the
//! definition of that time, and what was corrected since stands beside it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::corrections::Corrections;
use enishi_domain::engagement::{DateBasis, LedgerRow, Position};
use enishi_domain::interchange::measure::{
    BesideFigure, CorrectionsEntry, MeasuredKpi, MeasuredYear,
};
use enishi_domain::measurement::Measurement;
use enishi_domain::metric::{Division, Metric};
use enishi_domain::region::{Beside, KpiDefinition, Region};
use enishi_intake::definitions::wording::sentence;
use enishi_store::Measuring;
use jiff::civil::Date;

use crate::error::DeskError;
use crate::freeze_year::{Kept, frozen, metric_digest};
use crate::office::Office;
use crate::policy::{Action, Object};
use crate::reception::Counter;

/// How many corrections are listed beside a frozen figure; all are counted.
const MOST_CORRECTIONS: usize = 100;

/// What was measured of one year, in the order of the region's programmes and KPIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredRegion {
    /// The year.
    pub year: FiscalYear,
    /// Up to where the ledger was looked at.
    pub as_of: Position,
    /// One a KPI, programme by programme.
    pub programmes: Vec<Vec<MeasuredFigure>>,
}

/// One KPI's figure, and by which definition it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredFigure {
    /// The figure.
    pub measurement: Measurement,
    /// The metric that gave it: for a frozen figure, that of its time.
    pub metric: Metric,
    /// The metric as a sentence.
    pub definition: String,
    /// By what the metric's version is known.
    pub version: String,
    /// Up to where the ledger was looked at: for a frozen figure, where it was frozen.
    pub as_of: Position,
    /// What is shown beside it.
    pub beside: Vec<MeasuredBeside>,
    /// By what it is divided where it is published.
    pub published_by: Vec<Division>,
    /// What came after it was frozen; none for what is not frozen.
    pub corrections: Option<Corrections>,
}

impl MeasuredFigure {
    /// Whether it was frozen, with a value or as having none.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.corrections.is_some()
    }
}

/// A figure that is shown beside a KPI's. It is never frozen: at the position of the KPI's figure
/// the ledger always gives it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredBeside {
    /// What it is called.
    pub label: String,
    /// The figure.
    pub measurement: Measurement,
    /// The metric that gave it.
    pub metric: Metric,
    /// The metric as a sentence.
    pub definition: String,
}

/// Measures every KPI of a year. What was frozen by then is given as it was frozen.
///
/// # Errors
/// [`DeskError::DayToCome`] for a day after today, [`DeskError::Store`].
pub async fn measure_year(
    office: &Office,
    year: FiscalYear,
    as_of: Option<Date>,
) -> Result<MeasuredRegion, DeskError> {
    let as_of = match as_of {
        // Never the last position of a moment ago: the present is counted quicker than any past.
        None => Position::NOW,
        Some(day) if day > office.today() => {
            let today = office.today();
            return Err(DeskError::DayToCome { day, today });
        }
        Some(_) => office.position(as_of).await?,
    };
    let office = &office.in_year(year);
    let mut measured = measure_by(office, &office.region, year, as_of).await?;
    let figures = office.store.frozen_figures(year).await?;
    let mut past = Past::default();
    for (programme, live) in office
        .region
        .programmes
        .iter()
        .zip(&mut measured.programmes)
    {
        for (today, live) in programme.kpis.iter().zip(live) {
            let no = &programme.no;
            if let Some(kept) = frozen(&figures, no, today.no, measured.as_of)? {
                let region = past.region(office, kept.as_of, year).await?;
                *live = kept_figure(office, (region, no, today), live, kept, year).await?;
            }
        }
    }
    Ok(measured)
}

/// Measures every KPI of a year from the ledger, whatever was frozen.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn measure_live(
    office: &Office,
    year: FiscalYear,
    as_of: Position,
) -> Result<MeasuredRegion, DeskError> {
    measure_by(office, &office.in_year(year).region, year, as_of).await
}

/// The same by the definitions of a region that need not be today's.
pub(crate) async fn measure_by(
    office: &Office,
    region: &Region,
    year: FiscalYear,
    as_of: Position,
) -> Result<MeasuredRegion, DeskError> {
    let mut measuring = office.store.measuring(as_of).await?;
    let as_of = measuring.as_of();
    let mut programmes = Vec::new();
    for programme in &region.programmes {
        let mut figures = Vec::new();
        for kpi in &programme.kpis {
            figures.push(live(&mut measuring, region, (&programme.no, kpi), year).await?);
        }
        programmes.push(figures);
    }
    Ok(MeasuredRegion {
        year,
        as_of,
        programmes,
    })
}

/// The regions of a year at past positions, each read once.
#[derive(Default)]
pub(crate) struct Past(BTreeMap<Position, Region>);

impl Past {
    /// The region as it was defined at a position.
    pub(crate) async fn region(
        &mut self,
        office: &Office,
        position: Position,
        year: FiscalYear,
    ) -> Result<&Region, DeskError> {
        Ok(match self.0.entry(position) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => {
                let editions = office.editions_at(position).await?;
                unread.insert(editions.of(year))
            }
        })
    }
}

async fn live(
    measuring: &mut Measuring,
    region: &Region,
    (programme, kpi): (&str, &KpiDefinition),
    year: FiscalYear,
) -> Result<MeasuredFigure, DeskError> {
    Ok(MeasuredFigure {
        measurement: measuring.measure(programme, kpi, year).await?,
        definition: sentence::definition_ja(&kpi.metric, Some(year), &region.series),
        version: metric_digest(&kpi.metric, &region.series),
        metric: kpi.metric.clone(),
        as_of: measuring.as_of(),
        beside: beside(measuring, (region, programme, kpi), year).await?,
        published_by: kpi.published_by.clone(),
        corrections: None,
    })
}

async fn beside(
    measuring: &mut Measuring,
    (region, programme, kpi): (&Region, &str, &KpiDefinition),
    year: FiscalYear,
) -> Result<Vec<MeasuredBeside>, DeskError> {
    let mut measured = Vec::new();
    for beside in &kpi.beside {
        let metric = &beside.metric;
        let measurement = measuring.measure_metric(programme, metric, year).await?;
        measured.push(shown_beside(beside, measurement, region, year));
    }
    Ok(measured)
}

fn shown_beside(
    beside: &Beside,
    measurement: Measurement,
    region: &Region,
    year: FiscalYear,
) -> MeasuredBeside {
    MeasuredBeside {
        label: beside.label.clone(),
        measurement,
        definition: sentence::definition_ja(&beside.metric, Some(year), &region.series),
        metric: beside.metric.clone(),
    }
}

/// A frozen figure by the definition of its time, and what the ledger says since. It looks at the
/// ledger anew for each: a look that waits for another one might wait for itself, as they are few.
async fn kept_figure(
    office: &Office,
    (region, programme, today): (&Region, &str, &KpiDefinition),
    live: &MeasuredFigure,
    kept: Kept,
    year: FiscalYear,
) -> Result<MeasuredFigure, DeskError> {
    let store = &office.store;
    let then = region
        .kpi(programme, today.no)
        .ok_or_else(|| DeskError::FrozenUnreadable(format!("{programme}-{}", today.no)))?;
    let now = if (&then.metric, then.begins) == (&today.metric, today.begins) {
        live.measurement.clone()
    } else {
        store.measure(programme, then, year, live.as_of).await?
    };
    let behind = (kept.as_of, live.as_of);
    let (count, listed) = store
        .corrections(&then.metric, year, behind, MOST_CORRECTIONS)
        .await?;
    let mut beside = Vec::new();
    for shown in &then.beside {
        let metric = &shown.metric;
        let measured = store.measure_metric(programme, metric, year, kept.as_of);
        beside.push(shown_beside(shown, measured.await?, region, year));
    }
    Ok(MeasuredFigure {
        measurement: kept.measurement,
        definition: sentence::definition_ja(&then.metric, Some(year), &region.series),
        version: kept.version,
        metric: then.metric.clone(),
        as_of: kept.as_of,
        beside,
        published_by: then.published_by.clone(),
        corrections: Some(Corrections { count, listed, now }),
    })
}

/// The same for whoever may see the figures, as `enishi.measure/1`.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_measurements(
    counter: &Counter,
    year: FiscalYear,
) -> Result<MeasuredYear, DeskError> {
    counter.principal().ask(Action::SeeYear, Object::Office)?;
    let office = &counter.office;
    let measured = measure_year(office, year, None).await?;
    Ok(report(office, &measured, None))
}

/// As `enishi.measure/1`.
#[must_use]
pub fn report(office: &Office, measured: &MeasuredRegion, as_of: Option<Date>) -> MeasuredYear {
    let mut kpis = Vec::new();
    let region = office.in_year(measured.year).region;
    let programmes = region.programmes.iter();
    for (programme, figures) in programmes.zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let mut entry = MeasuredKpi::new(
                &programme.no,
                kpi.no,
                &figure.metric,
                &figure.measurement,
                figure.definition.clone(),
            );
            entry.version = Some(figure.version.clone());
            entry.beside = figure.beside.iter().map(beside_entry).collect();
            entry.corrections = figure.corrections.as_ref().map(|corrections| {
                CorrectionsEntry::new(corrections, &figure.measurement, &figure.metric.unit)
            });
            kpis.push(entry);
        }
    }
    let as_of = as_of.map(|day| day.to_string());
    MeasuredYear::new(measured.year, as_of, kpis)
}

fn beside_entry(beside: &MeasuredBeside) -> BesideFigure {
    let (unit, definition) = (&beside.metric.unit, beside.definition.clone());
    BesideFigure::new(&beside.label, unit, &beside.measurement, definition)
}

/// The latest year for which the city has set targets.
#[must_use]
pub fn latest_year(office: &Office) -> Option<FiscalYear> {
    years_with_targets(office).max()
}

/// The years for which the city has set targets, a year once for each.
pub(crate) fn years_with_targets(office: &Office) -> impl Iterator<Item = FiscalYear> {
    let editions = office.editions().all();
    let kpis = editions.flat_map(|e| &e.programmes).flat_map(|p| &p.kpis);
    kpis.flat_map(|kpi| kpi.targets.keys().copied())
}

/// The ledger rows that a metric's figure of a year rests on, at most so many of each count; a
/// series has none.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn evidence(
    office: &Office,
    metric: &Metric,
    year: FiscalYear,
    as_of: Position,
    most: u32,
) -> Result<Vec<(DateBasis, LedgerRow)>, DeskError> {
    let mut rows = Vec::new();
    for count in metric.formula.counts() {
        let basis = count.selection.date;
        let of = (count, metric.window);
        let page = office.store.evidence(of, year, as_of, None, most).await?;
        rows.extend(page.rows.into_iter().map(|row| (basis, row)));
    }
    Ok(rows)
}

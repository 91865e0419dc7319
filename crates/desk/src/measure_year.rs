//! 「測定」 measures the city's KPIs from the ledger, as it is known now or was known on a day, and
//! shows the rows that a figure rests on. What was frozen is given as it was frozen, with the
//! definition of that time, and what was corrected since stands beside it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::corrections::Corrections;
use enishi_domain::engagement::{LedgerRow, Position};
use enishi_domain::interchange::measure::{
    BesideFigure, CorrectionsEntry, MeasuredKpi, MeasuredYear,
};
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::Measurement;
use enishi_domain::metric::Metric;
use enishi_domain::region::{KpiDefinition, Region};
use enishi_intake::definitions::wording::sentence;
use enishi_store::Measuring;
use jiff::civil::Date;

use crate::error::DeskError;
use crate::freeze_year::{Kept, frozen, metric_digest};
use crate::office::Office;

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
    /// What came after it was frozen; none for what is not frozen.
    pub corrections: Option<Corrections>,
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

impl MeasuredRegion {
    /// The figure of a KPI.
    ///
    /// # Errors
    /// [`DeskError::UnknownKpi`].
    pub fn figure(
        &self,
        region: &Region,
        (programme, no): &(String, KpiNo),
    ) -> Result<&MeasuredFigure, DeskError> {
        let programmes = region.programmes.iter().zip(&self.programmes);
        let of_programme = programmes.filter(|(definition, _)| definition.no == *programme);
        let mut figures =
            of_programme.flat_map(|(definition, figures)| definition.kpis.iter().zip(figures));
        let found = figures.find(|(kpi, _)| kpi.no == *no);
        let (_, figure) = found.ok_or_else(|| DeskError::UnknownKpi {
            programme: programme.clone(),
            kpi: *no,
        })?;
        Ok(figure)
    }
}

/// Measures every KPI of a year. What was frozen by then is given as it was frozen.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn measure_year(
    office: &Office,
    year: FiscalYear,
    as_of: Option<Date>,
) -> Result<MeasuredRegion, DeskError> {
    let mut measuring = office
        .store
        .measuring(office.position(as_of).await?)
        .await?;
    let as_of = measuring.as_of();
    let figures = office.store.frozen_figures(year).await?;
    let mut past = Past::default();
    let mut programmes = Vec::new();
    for programme in &office.region.programmes {
        let mut measured = Vec::new();
        for kpi in &programme.kpis {
            let no = &programme.no;
            let figure = match frozen(&figures, no, kpi.no, as_of)? {
                None => live(&mut measuring, &office.region, (no, kpi), year).await?,
                Some(kept) => {
                    let region = past.region(office, kept.as_of).await?;
                    let then = region
                        .kpi(no, kpi.no)
                        .ok_or_else(|| DeskError::FrozenUnreadable(format!("{no}-{}", kpi.no)))?;
                    kept_figure(office, &mut measuring, (region, no, then), kept, year).await?
                }
            };
            measured.push(figure);
        }
        programmes.push(measured);
    }
    Ok(MeasuredRegion {
        year,
        as_of,
        programmes,
    })
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
    measure_by(office, &office.region, year, as_of).await
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

/// The regions of past positions, each read once.
#[derive(Default)]
pub(crate) struct Past(BTreeMap<Position, Region>);

impl Past {
    pub(crate) async fn region(
        &mut self,
        office: &Office,
        position: Position,
    ) -> Result<&Region, DeskError> {
        Ok(match self.0.entry(position) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => unread.insert(office.region_at(position).await?),
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
        measured.push(MeasuredBeside {
            label: beside.label.clone(),
            measurement: measuring.measure_metric(programme, metric, year).await?,
            definition: sentence::definition_ja(metric, Some(year), &region.series),
            metric: metric.clone(),
        });
    }
    Ok(measured)
}

/// A frozen figure, and what the ledger says since, by the definition of that time.
async fn kept_figure(
    office: &Office,
    measuring: &mut Measuring,
    (region, programme, kpi): (&Region, &str, &KpiDefinition),
    kept: Kept,
    year: FiscalYear,
) -> Result<MeasuredFigure, DeskError> {
    let behind = (kept.as_of, measuring.as_of());
    let store = &office.store;
    let (count, listed) = store
        .corrections(&kpi.metric, year, behind, MOST_CORRECTIONS)
        .await?;
    let now = measuring.measure(programme, kpi, year).await?;
    let mut then = store.measuring(kept.as_of).await?;
    Ok(MeasuredFigure {
        measurement: kept.measurement,
        definition: sentence::definition_ja(&kpi.metric, Some(year), &region.series),
        version: kept.version,
        metric: kpi.metric.clone(),
        as_of: kept.as_of,
        beside: beside(&mut then, (region, programme, kpi), year).await?,
        corrections: Some(Corrections { count, listed, now }),
    })
}

/// As `enishi.measure/1`; of one KPI where one is named.
#[must_use]
pub fn report(
    office: &Office,
    measured: &MeasuredRegion,
    as_of: Option<Date>,
    only: Option<&(String, KpiNo)>,
) -> MeasuredYear {
    let mut kpis = Vec::new();
    let programmes = office.region.programmes.iter();
    for (programme, figures) in programmes.zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let is_asked =
                |(no, kpi_no): &(String, KpiNo)| *no == programme.no && *kpi_no == kpi.no;
            if only.is_none_or(is_asked) {
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
    let kpis = office.region.programmes.iter().flat_map(|p| &p.kpis);
    kpis.flat_map(|kpi| kpi.targets.keys().copied()).max()
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
) -> Result<Vec<LedgerRow>, DeskError> {
    let mut rows = Vec::new();
    for count in metric.formula.counts() {
        let of = (count, metric.window);
        let page = office.store.evidence(of, year, as_of, None, most).await?;
        rows.extend(page.rows);
    }
    Ok(rows)
}

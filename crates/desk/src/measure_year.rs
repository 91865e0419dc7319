//! 「測定」 measures the city's KPIs from the ledger, as it is known now or was known on a day, and
//! shows the rows that a figure rests on.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{LedgerRow, Position};
use enishi_domain::interchange::measure::{MeasuredKpi, MeasuredYear};
use enishi_domain::kpi::KpiNo;
use enishi_intake::definitions::wording::sentence;
use jiff::civil::Date;

use crate::error::DeskError;
use crate::evaluate_year::MeasuredRegion;
use crate::freeze_year::frozen;
use crate::office::Office;

/// Measures every KPI of a year. What was frozen by then is given as it was frozen.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn measure_year(
    office: &Office,
    year: FiscalYear,
    as_of: Option<Date>,
) -> Result<MeasuredRegion, DeskError> {
    let as_of = office.position(as_of).await?;
    let mut measured = measure_live(office, year, as_of).await?;
    let figures = office.store.frozen_figures(year).await?;
    let region = &office.region;
    for (programme, live) in region.programmes.iter().zip(&mut measured.programmes) {
        for (kpi, live) in programme.kpis.iter().zip(live) {
            if let Some((kept, _)) = frozen(&figures, &programme.no, kpi.no, as_of)? {
                *live = kept;
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
    // Pinned, so that all figures are of one ledger though somebody writes in between.
    let as_of = as_of.min(office.store.last_position().await?);
    let mut programmes = Vec::new();
    for programme in &office.region.programmes {
        let mut figures = Vec::new();
        for kpi in &programme.kpis {
            let no = &programme.no;
            figures.push(office.store.measure(no, kpi, year, as_of).await?);
        }
        programmes.push(figures);
    }
    Ok(MeasuredRegion {
        year,
        as_of,
        programmes,
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
    let region = &office.region;
    for (programme, figures) in region.programmes.iter().zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let is_asked =
                |(no, kpi_no): &(String, KpiNo)| *no == programme.no && *kpi_no == kpi.no;
            if only.is_none_or(is_asked) {
                let year = Some(measured.year);
                let definition = sentence::definition_ja(&kpi.metric, year, &region.series);
                let no = &programme.no;
                kpis.push(MeasuredKpi::new(
                    no,
                    kpi.no,
                    &kpi.metric,
                    figure,
                    definition,
                ));
            }
        }
    }
    let as_of = as_of.map(|day| day.to_string());
    MeasuredYear::new(measured.year, as_of, kpis)
}

/// The latest year for which the city has set targets.
#[must_use]
pub fn latest_year(office: &Office) -> Option<FiscalYear> {
    let kpis = office.region.programmes.iter().flat_map(|p| &p.kpis);
    kpis.flat_map(|kpi| kpi.targets.keys().copied()).max()
}

/// The ledger rows that a KPI's figure rests on, at most so many of each count; a series has none.
///
/// # Errors
/// [`DeskError::UnknownKpi`], [`DeskError::Store`].
pub async fn evidence(
    office: &Office,
    (programme, no): &(String, KpiNo),
    year: FiscalYear,
    as_of: Position,
    most: u32,
) -> Result<Vec<LedgerRow>, DeskError> {
    let kpi = office.region.kpi(programme, *no);
    let kpi = kpi.ok_or_else(|| DeskError::UnknownKpi {
        programme: programme.clone(),
        kpi: *no,
    })?;
    let mut rows = Vec::new();
    for count in kpi.metric.formula.counts() {
        let of = (count, kpi.metric.window);
        let page = office.store.evidence(of, year, as_of, None, most).await?;
        rows.extend(page.rows);
    }
    Ok(rows)
}

//! 「前年の同じ日」 what stood on the same day last year beside what stands now, for each KPI of the
//! departments in which the one who looks has a duty: the year before, as the ledger knew it by
//! then. A ledger that began later knew nothing, which is said and is no 0.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::Measurement;
use enishi_domain::metric::Metric;
use enishi_domain::words::ClosedSet as _;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::error::DeskError;
use crate::freeze_year::frozen;
use crate::reception::Counter;
use crate::show_year::{KpiShown, YearShown};

/// A year beside the one before it on the same day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastYear {
    /// The year before.
    pub year: FiscalYear,
    /// The day, a year ago.
    pub day: Date,
    /// Whether the ledger held anything by then.
    pub was_there: bool,
    /// The KPIs that both years have, in the order of the sheet.
    pub kpis: Vec<Beside>,
}

/// A KPI in both years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The programme's number.
    pub programme: String,
    /// Its own.
    pub kpi: KpiNo,
    /// What it is called.
    pub name: String,
    /// What it was called, where that is something else.
    pub former_name: Option<String>,
    /// The figure as it stands, or why there is none.
    pub now: String,
    /// The figure as it stood, or why there was none.
    pub then: String,
}

/// Shows a year beside the one before it, of the programmes of the departments in which the one who
/// looks has a duty; none where there are none. Who oversees all has figures enough to look at, and
/// a whole past sheet at every look would take too long.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn show_last_year(
    counter: &Counter,
    shown: &YearShown,
) -> Result<Option<LastYear>, DeskError> {
    let duties = &counter.principal().duties;
    let own: Vec<&String> = duties
        .iter()
        .filter_map(|d| d.department.as_ref())
        .collect();
    let is_own = |no: &str| counter.answering(no).iter().any(|name| own.contains(&name));
    let mine = shown.programmes.iter().filter(|part| is_own(&part.no));
    let mine: Vec<_> = mine.collect();
    let office = &counter.office;
    let before = shown.year.previous();
    let day = office.today().checked_sub(1.year()).ok();
    let (Some(year), Some(day), false) = (before, day, mine.is_empty()) else {
        return Ok(None);
    };
    let as_of = office.position(Some(day)).await?;
    let region = office.in_year(year).region;
    let frozen_figures = office.store.frozen_figures(year).await?;
    let mut measuring = office.store.measuring(as_of).await?;
    let mut kpis = Vec::new();
    for part in mine {
        for kpi in &part.kpis {
            let Some(known) = region.kpi(&part.no, kpi.no) else {
                continue;
            };
            let measurement = match frozen(&frozen_figures, &part.no, kpi.no, as_of)? {
                Some(kept) => kept.measurement,
                None => measuring.measure(&part.no, known, year).await?,
            };
            let is_same = known.name == kpi.name;
            kpis.push(Beside {
                programme: part.no.clone(),
                kpi: kpi.no,
                name: kpi.name.clone(),
                former_name: (!is_same).then(|| known.name.clone()),
                now: now(kpi),
                then: then(&measurement, &known.metric),
            });
        }
    }
    Ok(Some(LastYear {
        year,
        day,
        was_there: as_of > Position::default(),
        kpis,
    }))
}

fn now(kpi: &KpiShown) -> String {
    let reason = kpi.measured.measurement.reason;
    reason.map_or_else(|| kpi.actual.clone(), |reason| reason.word().to_owned())
}

fn then(measurement: &Measurement, metric: &Metric) -> String {
    let printed = || measurement.value(&metric.unit).text;
    let reason = measurement.reason;
    reason.map_or_else(printed, |reason| reason.word().to_owned())
}

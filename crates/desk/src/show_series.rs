//! What the screens of 統計系列 are filled with: each series under each of its definitions, what was
//! published of it and when, what was revised, and when the next value may be expected. Another
//! definition is another line: nothing joins the two.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::kpi::KpiNo;
use enishi_domain::metric::Formula;
use enishi_domain::statistics::{Observation, Series};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::error::DeskError;
use crate::office::Office;
use crate::policy::{Action, Object};
use crate::reception::Counter;

/// A series under one definition.
#[derive(Clone, Debug)]
pub struct SeriesShown {
    /// What it is.
    pub series: Series,
    /// The names of the other definitions of the same series.
    pub others: Vec<String>,
    /// The KPIs that rest on it: programme, number and name.
    pub kpis: Vec<(String, KpiNo, String)>,
    /// A line for each part, in the order of their names.
    pub lines: Vec<Line>,
    /// The year whose value comes next, and the day by which it came out last time.
    pub next: Option<Expected>,
}

/// What was published of one part.
#[derive(Clone, Debug)]
pub struct Line {
    /// 内訳; none for an undivided value.
    pub part: Option<String>,
    /// A value for each year, the latest first.
    pub values: Vec<Observed>,
}

/// The value of a year, and what was said of it before.
#[derive(Clone, Debug)]
pub struct Observed {
    /// What holds.
    pub now: Observation,
    /// What it took the place of, the latest first.
    pub before: Vec<Observation>,
}

/// The value that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Of which year.
    pub year: FiscalYear,
    /// About when: a year after the one before it.
    pub day: Date,
    /// Whether that day is past.
    pub is_late: bool,
}

/// Shows all series.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_series(counter: &Counter) -> Result<Vec<SeriesShown>, DeskError> {
    counter.principal().ask(Action::SeeYear, Object::Office)?;
    let office = &counter.office;
    let known = observations(office).await?;
    let series = office.region.series.iter();
    Ok(series.map(|series| shown(office, series, &known)).collect())
}

/// Up to where anything was published: whoever records must have seen as much.
pub(crate) async fn last_observation(office: &Office) -> Result<Position, DeskError> {
    let known = observations(office).await?;
    let positions = known.iter().map(|one| one.position);
    Ok(positions.max().unwrap_or_default())
}

/// All that was published of the region's series.
pub(crate) async fn observations(office: &Office) -> Result<Vec<Observation>, DeskError> {
    let names: BTreeSet<&str> = office.region.series.iter().map(|s| s.id.as_str()).collect();
    let mut known = Vec::new();
    for name in names {
        known.extend(office.store.observations(name).await?);
    }
    Ok(known)
}

fn shown(office: &Office, series: &Series, known: &[Observation]) -> SeriesShown {
    let others = office.region.series.iter();
    let others = others
        .filter(|other| other.id == series.id && other.definition != series.definition)
        .map(|other| other.definition.clone());
    let lines = lines(series, known);
    SeriesShown {
        next: expected(series, &lines, office.today()),
        others: others.collect(),
        kpis: kpis(office, series),
        series: series.clone(),
        lines,
    }
}

fn kpis(office: &Office, series: &Series) -> Vec<(String, KpiNo, String)> {
    let programmes = office.region.programmes.iter();
    let all =
        programmes.flat_map(|programme| programme.kpis.iter().map(move |kpi| (programme, kpi)));
    let resting = all.filter(|(_, kpi)| match &kpi.metric.formula {
        Formula::Series(choice) => {
            choice.series == series.id && choice.definition == series.definition
        }
        Formula::Count(_)
        | Formula::Ratio { .. }
        | Formula::Difference { .. }
        | Formula::Undecided => false,
    });
    resting
        .map(|(programme, kpi)| (programme.no.clone(), kpi.no, kpi.name.clone()))
        .collect()
}

fn lines(series: &Series, known: &[Observation]) -> Vec<Line> {
    let mut parts: BTreeMap<Option<String>, BTreeMap<FiscalYear, Vec<Observation>>> =
        BTreeMap::new();
    let of_series = known
        .iter()
        .filter(|one| one.series == series.id && one.definition == series.definition);
    for one in of_series {
        let years = parts.entry(one.part.clone()).or_default();
        years.entry(one.period).or_default().push(one.clone());
    }
    let lines = parts.into_iter().map(|(part, years)| {
        let values = years.into_values().rev().filter_map(|mut said| {
            said.sort_by_key(|one| one.position);
            let now = said.pop()?;
            said.reverse();
            Some(Observed { now, before: said })
        });
        Line {
            part,
            values: values.collect(),
        }
    });
    lines.collect()
}

/// A year after the last year's value came out for the first time, as publishers keep to their
/// month; none where the definition has ended or no day was ever said.
fn expected(series: &Series, lines: &[Line], today: Date) -> Option<Expected> {
    let values = lines.iter().flat_map(|line| &line.values);
    let last = values.max_by_key(|value| value.now.period)?;
    let said = last.before.iter().chain([&last.now]);
    let first = said.filter_map(|one| one.published_on).min()?;
    let year = FiscalYear::new(last.now.period.western() + 1)?;
    let day = first.checked_add(1.year()).ok()?;
    let is_covered = series.ended.is_none_or(|ended| year < ended);
    is_covered.then_some(Expected {
        year,
        day,
        is_late: day < today,
    })
}

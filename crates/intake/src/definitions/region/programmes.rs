//! Programmes and their KPIs, as a region's files declare them.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Value;
use enishi_domain::kpi::{Accumulation, Direction, KpiNo};
use enishi_domain::metric::{Division, Formula, Metric, Window};
use enishi_domain::money::Yen;
use enishi_domain::region::{Beside, KpiDefinition, ProgrammeDefinition};
use toml::Spanned;

use super::raw::{RawBeside, RawKpi, RawProgramme};
use super::refuse_repeated;
use crate::definitions::fault::{DefinitionError, Problem, Source};
use crate::definitions::metrics::Names;
use crate::definitions::wording;
use crate::layouts::declarations::{read_accumulation, read_direction};
use crate::numerals::read_value;

pub(super) fn read_programme(
    source: Source<'_>,
    raw: &RawProgramme,
    names: &Names<'_>,
) -> Result<ProgrammeDefinition, DefinitionError> {
    let mut costs_settled = BTreeMap::new();
    for (year, yen) in &raw.costs_settled {
        costs_settled.insert(source.parsed("costs-settled", year)?, Yen(*yen));
    }
    let mut kpis = Vec::new();
    let mut numbers = BTreeSet::new();
    for kpi in &raw.kpi {
        let read = read_kpi(source, kpi, names)?;
        refuse_repeated(source, "no", &kpi.no, || !numbers.insert(read.no))?;
        kpis.push(read);
    }
    Ok(ProgrammeDefinition {
        no: raw.no.get_ref().trim().to_owned(),
        name: raw.name.clone(),
        overview: raw.overview.clone(),
        departments: raw.departments.clone(),
        costs_settled,
        kpis,
    })
}

fn read_kpi(
    source: Source<'_>,
    raw: &RawKpi,
    names: &Names<'_>,
) -> Result<KpiDefinition, DefinitionError> {
    let no: KpiNo = source.parsed("no", &raw.no)?;
    let mut targets = BTreeMap::new();
    for (year, text) in &raw.targets {
        let year: FiscalYear = source.parsed("targets", year)?;
        targets.insert(year, stated(source, "targets", text)?);
    }
    let baseline = raw.baseline.as_ref();
    let begins = raw.begins.as_ref();
    let metric = names.metric(source, &raw.metric)?;
    let published_by = read_published_by(source, raw, &metric)?;
    Ok(KpiDefinition {
        no,
        name: raw.name.get_ref().clone(),
        direction: direction(source, raw)?,
        accumulation: accumulation(source, raw)?,
        baseline: baseline
            .map(|text| stated(source, "baseline", text))
            .transpose()?,
        targets,
        begins: begins
            .map(|year| source.parsed("begins", year))
            .transpose()?,
        metric,
        beside: raw
            .beside
            .iter()
            .map(|beside| read_beside(source, beside, names))
            .collect::<Result<_, _>>()?,
        published_by,
    })
}

/// Only a single count of a year has parts that are published: those of a share would tell what it
/// is of, and those of a stock, a year later, who came and went.
fn read_published_by(
    source: Source<'_>,
    raw: &RawKpi,
    metric: &Metric,
) -> Result<Vec<Division>, DefinitionError> {
    let key = "published-by";
    let mut read = Vec::new();
    let with = match (&metric.formula, metric.window) {
        (Formula::Count(_), Window::FiscalYear) => None,
        (Formula::Count(_), _) => Some("a window other than `fy`"),
        _ => Some("a metric that is no single count"),
    };
    for written in &raw.published_by {
        if let Some(with) = with.map(str::to_owned) {
            return Err(source.at(written.span(), Problem::NotTogether { key, with }));
        }
        let division: Division = source.member(key, written)?;
        refuse_repeated(source, key, written, || read.contains(&division))?;
        read.push(division);
    }
    Ok(read)
}

fn read_beside(
    source: Source<'_>,
    raw: &RawBeside,
    names: &Names<'_>,
) -> Result<Beside, DefinitionError> {
    Ok(Beside {
        label: raw.label.clone(),
        metric: names.metric(source, &raw.metric)?,
    })
}

/// A value that a city states: it must hold an amount, or else nothing should stand here.
fn stated(
    source: Source<'_>,
    key: &'static str,
    text: &Spanned<String>,
) -> Result<Value, DefinitionError> {
    let value = read_value(text.get_ref());
    if value.parts().is_empty() {
        return Err(source.refused(key, text, String::new()));
    }
    Ok(value)
}

fn direction(source: Source<'_>, raw: &RawKpi) -> Result<Direction, DefinitionError> {
    let Some(written) = &raw.direction else {
        return Ok(Direction::Up);
    };
    let read = read_direction(written.get_ref())
        .ok_or_else(|| source.refused("direction", written, wording::DIRECTIONS.to_owned()))?;
    match (read, &raw.tolerance) {
        (Direction::Maintain { .. }, Some(tolerance)) => {
            let tolerance = source.parsed("tolerance", tolerance)?;
            Ok(Direction::Maintain { tolerance })
        }
        (Direction::Up | Direction::Down | Direction::Range, Some(tolerance)) => {
            let (key, with) = (
                "tolerance",
                format!("direction = \"{}\"", written.get_ref()),
            );
            Err(source.at(tolerance.span(), Problem::NotTogether { key, with }))
        }
        (read, None) => Ok(read),
    }
}

fn accumulation(source: Source<'_>, raw: &RawKpi) -> Result<Accumulation, DefinitionError> {
    let Some(written) = &raw.accumulation else {
        return Ok(Accumulation::Undeclared);
    };
    read_accumulation(written.get_ref()).ok_or_else(|| {
        let known = "flow, running_total, stock, ratio, increment, survey, milestone";
        source.refused("accumulation", written, known.to_owned())
    })
}

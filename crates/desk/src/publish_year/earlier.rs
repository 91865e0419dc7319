//! 「以前の公表値」 the targets and actuals that residents were shown before a part was published anew.

use std::collections::BTreeMap;

use enishi_domain::calendar::{FiscalYear, day_in_japan};
use enishi_domain::engagement::Position;
use enishi_domain::interchange::edition::{EarlierActual, EditionKpi};
use enishi_domain::region::{KpiDefinition, ProgrammeDefinition, Region};
use enishi_domain::workflow::{Stage, Step};
use enishi_store::{FrozenFigure, WorkflowStep};

use super::Parts;
use crate::error::DeskError;
use crate::freeze_year::frozen;
use crate::measure_year::MeasuredFigure;
use crate::office::Office;
use crate::year_course::ProgrammeCourse;

/// What was known when a part was published: all figures that were frozen, and the definitions by
/// the positions of the steps.
pub(super) type Then<'a> = (
    &'a [(Position, FrozenFigure)],
    &'a BTreeMap<Position, Region>,
);

/// The steps by which a part was published before it was published as it is now. Before it is
/// published again, whatever was published is of an earlier time.
fn steps(part: &ProgrammeCourse) -> Vec<&WorkflowStep> {
    let steps = part.steps.iter();
    let published = steps.filter(|step| step.taken.step == Step::Publish);
    let mut published: Vec<_> = published.collect();
    if part.course.stage() == Stage::Published {
        published.pop();
    }
    published
}

/// The definitions of the year where anything was published before: a target may be another since.
pub(super) async fn definitions_then(
    office: &Office,
    parts: &Parts<'_>,
) -> Result<BTreeMap<Position, Region>, DeskError> {
    let steps = parts.all().flat_map(|(_, _, part)| steps(part));
    let positions = steps.map(|step| step.signature.position);
    let mut then = BTreeMap::new();
    for position in positions {
        if let std::collections::btree_map::Entry::Vacant(place) = then.entry(position) {
            let editions = office.editions_at(position).await?;
            place.insert(editions.of(parts.year));
        }
    }
    Ok(then)
}

/// What was published of a KPI before, the oldest first. What was published again as it was is no
/// correction.
pub(super) fn earlier_figures(
    (definition, kpi, figure): (&ProgrammeDefinition, &KpiDefinition, &MeasuredFigure),
    part: &ProgrammeCourse,
    (kept, regions): Then<'_>,
    (year, shown): (FiscalYear, &EditionKpi),
) -> Result<Vec<EarlierActual>, DeskError> {
    let mut before: Vec<EarlierActual> = Vec::new();
    for step in steps(part) {
        let position = step.signature.position;
        let then = frozen(kept, &definition.no, kpi.no, position)?;
        let defined = regions.get(&position);
        let defined = defined.and_then(|region| region.kpi(&definition.no, kpi.no));
        let target = defined.and_then(|defined| defined.targets.get(&year));
        before.extend(then.map(|then| EarlierActual {
            on: day_in_japan(step.signature.at).to_string(),
            target: target.map(|target| target.text.clone()),
            actual: then.measurement.value(&figure.metric.unit).text,
        }));
    }
    before.dedup_by(|next, last| (&next.target, &next.actual) == (&last.target, &last.actual));
    let is_shown =
        |last: &EarlierActual| (&last.target, &last.actual) == (&shown.target, &shown.actual);
    if part.course.stage() == Stage::Published && before.last().is_some_and(is_shown) {
        before.pop();
    }
    Ok(before)
}

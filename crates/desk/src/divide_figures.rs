//! 「公表する内訳」 what is told of a year beside its figures: those of them that its definitions name
//! are divided as they were frozen, and all divisions of the year are reviewed at once. Who knows
//! what was published before learns nothing from what is published anew: where another breakdown
//! was, none is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::disclosure::{
    Application, Breakdown, Disclosed, FreeText, Lattice, PersonalWords, place, release,
};
use enishi_domain::engagement::Position;
use enishi_domain::interchange::edition::{EditionBreakdown, EditionPart};
use enishi_domain::measure::{Shares, conclude};
use enishi_domain::measurement::FigureStatus;
use enishi_domain::metric::{Division, Formula, Measure, Metric};
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Stage, Step};

use crate::error::DeskError;
use crate::freeze_year::frozen;
use crate::measure_year::{MeasuredFigure, Past};
use crate::office::Office;
use crate::publish_year::{PROFILE, Parts};
use crate::wording;

/// The breakdowns of a year, and what is told of them.
#[derive(Debug, Default)]
pub(crate) struct Breakdowns {
    /// The cells of all of them.
    pub(crate) lattice: Lattice,
    divided: Vec<Divided>,
}

/// A figure that is divided, with what is told of each part in its order.
#[derive(Debug)]
struct Divided {
    breakdown: Breakdown,
    metric: Metric,
    told: Vec<Disclosed>,
}

/// What was divided already: a frozen figure's parts never change.
#[derive(Clone, Default)]
pub(crate) struct KeptBreakdowns(Arc<Mutex<BTreeMap<FiscalYear, Kept>>>);

type Kept = (Asked, Arc<Breakdowns>);

/// What is divided of a year, and what was when it was published before.
#[derive(Default, PartialEq)]
struct Asked {
    now: Vec<ToDivide>,
    before: Vec<ToDivide>,
}

/// A figure to be divided.
#[derive(PartialEq)]
struct ToDivide {
    code: String,
    metric: Metric,
    by: Vec<Division>,
    as_of: Position,
}

/// Divides what a year tells. Only what is frozen is divided: what may still change is not
/// published.
pub(crate) async fn breakdowns(
    office: &Office,
    parts: &Parts<'_>,
) -> Result<Arc<Breakdowns>, DeskError> {
    let asked = asked(office, parts).await?;
    if asked.now.is_empty() {
        return Ok(Arc::default());
    }
    if let Some(kept) = office.breakdowns.get(parts.year, &asked) {
        return Ok(kept);
    }
    let mut divided = Vec::new();
    for figure in &asked.now {
        divided.extend(divide(office, parts.year, figure).await?);
    }
    let is_told = is_as_before(office, parts.year, &asked, &divided).await?;
    let reviewed = Arc::new(review(divided, is_told));
    office.breakdowns.keep(parts.year, asked, &reviewed);
    Ok(reviewed)
}

impl KeptBreakdowns {
    fn get(&self, year: FiscalYear, asked: &Asked) -> Option<Arc<Breakdowns>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&year).filter(|(known, _)| known == asked);
        found.map(|(_, breakdowns)| Arc::clone(breakdowns))
    }

    fn keep(&self, year: FiscalYear, asked: Asked, breakdowns: &Arc<Breakdowns>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(year, (asked, Arc::clone(breakdowns)));
    }
}

async fn asked(office: &Office, parts: &Parts<'_>) -> Result<Asked, DeskError> {
    let (mut asked, mut past) = (Asked::default(), Past::default());
    let kept = office.store.frozen_figures(parts.year).await?;
    for (programme, figures, course) in parts.all() {
        let published = course.steps.iter();
        let published = published.filter(|step| step.taken.step == Step::Publish);
        let published: Vec<Position> = published.map(|step| step.signature.position).collect();
        // The last one is what is published now, unless it was reopened since.
        let is_in_force = course.course.stage() == Stage::Published;
        let earlier = &published[..published.len().saturating_sub(usize::from(is_in_force))];
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let code = format!("{}-{}", programme.no, kpi.no);
            asked.now.extend(to_divide(&code, figure));
            for position in earlier {
                let Some(then) = frozen(&kept, &programme.no, kpi.no, *position)? else {
                    continue;
                };
                let region = past.region(office, then.as_of, parts.year).await?;
                if let Some(defined) = region.kpi(&programme.no, kpi.no) {
                    asked.before.push(ToDivide {
                        code: code.clone(),
                        metric: defined.metric.clone(),
                        by: defined.published_by.clone(),
                        as_of: then.as_of,
                    });
                }
            }
        }
    }
    Ok(asked)
}

fn to_divide(code: &str, figure: &MeasuredFigure) -> Option<ToDivide> {
    let is_frozen = figure.measurement.status == FigureStatus::Frozen;
    (is_frozen && !figure.published_by.is_empty()).then(|| ToDivide {
        code: code.to_owned(),
        metric: figure.metric.clone(),
        by: figure.published_by.clone(),
        as_of: figure.as_of,
    })
}

/// Whether what was published before of these figures said the same, or nothing at all was said.
async fn is_as_before(
    office: &Office,
    year: FiscalYear,
    Asked { now, before }: &Asked,
    divided: &[(Breakdown, Metric)],
) -> Result<bool, DeskError> {
    if before.is_empty() {
        return Ok(true);
    }
    let said_nothing = before.iter().all(|then| then.by.is_empty());
    let all_are_anew = now
        .iter()
        .all(|one| before.iter().any(|then| then.code == one.code));
    if said_nothing && all_are_anew {
        return Ok(true);
    }
    for then in before {
        if now.contains(then) {
            continue;
        }
        let told = divide(office, year, then).await?;
        let of_kpi = divided.iter().filter(|(one, _)| one.of == then.code);
        if !told
            .iter()
            .map(|(one, _)| one)
            .eq(of_kpi.map(|(one, _)| one))
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The divisions of a figure that have parts.
async fn divide(
    office: &Office,
    year: FiscalYear,
    figure: &ToDivide,
) -> Result<Vec<(Breakdown, Metric)>, DeskError> {
    let Formula::Count(count) = &figure.metric.formula else {
        return Ok(Vec::new());
    };
    let window = figure.metric.window;
    let mut measuring = office.store.measuring(figure.as_of).await?;
    let whole = match count.measure {
        Measure::Distinct(_) => {
            // Whose period is complete makes no difference to how many they are.
            let measured = measuring.measure_metric("", &figure.metric, year).await?;
            measured.distinct
        }
        Measure::Rows | Measure::SumAmount | Measure::SumQuantity => None,
    };
    let mut divided = Vec::new();
    for by in &figure.by {
        let parts = measuring.shares(count, (window, year), *by).await?;
        if parts.len() > 1 {
            let sum = parts.values().map(|shares| shares.total).sum();
            let breakdown = Breakdown {
                whole: whole.unwrap_or(sum),
                of: figure.code.clone(),
                count: count.clone(),
                window,
                by: *by,
                parts,
            };
            divided.push((breakdown, figure.metric.clone()));
        }
    }
    Ok(divided)
}

fn review(divided: Vec<(Breakdown, Metric)>, is_told: bool) -> Breakdowns {
    let (breakdowns, metrics): (Vec<Breakdown>, Vec<Metric>) = divided.into_iter().unzip();
    let placed = place(&breakdowns, &PROFILE);
    let application = Application {
        lattice: placed.lattice,
        ..Application::default()
    };
    let released = release(&application, &PersonalWords::default(), &PROFILE);
    let released = released.ok().filter(|_| is_told);
    let tell = |(cells, one): (&Option<Vec<usize>>, &Breakdown)| match (cells, &released) {
        (Some(cells), Some(released)) => cells.iter().map(|at| released.cells[*at]).collect(),
        _ => vec![Disclosed::Withheld; one.parts.len()],
    };
    let told: Vec<Vec<Disclosed>> = placed.cells.iter().zip(&breakdowns).map(tell).collect();
    let divided = breakdowns.into_iter().zip(metrics).zip(told);
    Breakdowns {
        divided: divided
            .map(|((breakdown, metric), told)| Divided {
                breakdown,
                metric,
                told,
            })
            .collect(),
        lattice: application.lattice,
    }
}

impl Breakdowns {
    /// What engagements say in the fields by which figures are divided.
    pub(crate) fn texts(&self) -> impl Iterator<Item = FreeText> {
        self.divided.iter().flat_map(|one| {
            let labels = one.breakdown.parts.keys().flatten();
            labels.map(|label| FreeText {
                of: one.breakdown.of.clone(),
                text: label.clone(),
            })
        })
    }

    /// What is told of a KPI.
    pub(crate) fn told(&self, code: &str, year: FiscalYear) -> Vec<EditionBreakdown> {
        let of_kpi = self.divided.iter().filter(|one| one.breakdown.of == code);
        of_kpi
            .map(|one| EditionBreakdown {
                by: one.breakdown.by.word().to_owned(),
                parts: one.parts(year),
            })
            .collect()
    }
}

impl Divided {
    /// In the order of the words: the order of the sizes would tell of what is not told.
    fn parts(&self, year: FiscalYear) -> Vec<EditionPart> {
        let parts = self.breakdown.parts.iter().zip(&self.told);
        let (said, unsaid): (Vec<_>, Vec<_>) = parts.partition(|((label, _), _)| label.is_some());
        let parts = said.into_iter().chain(unsaid);
        parts
            .map(|((label, shares), told)| self.part(label.as_deref(), shares, *told, year))
            .collect()
    }

    fn part(
        &self,
        label: Option<&str>,
        shares: &Shares,
        told: Disclosed,
        year: FiscalYear,
    ) -> EditionPart {
        let tally = shares.tally(self.breakdown.count.measure);
        let measured = conclude(&self.metric, &[tally], year, true);
        let is_told = matches!(told, Disclosed::Amount(_));
        let amount = measured.amounts.first().filter(|_| is_told);
        EditionPart {
            label: label.unwrap_or(wording::BREAKDOWN_UNSAID).to_owned(),
            status: told.code().to_owned(),
            text: if is_told {
                measured.value(&self.metric.unit).text
            } else {
                told.text()
            },
            amount: amount.map(|amount| amount.amount.normalize().to_string()),
        }
    }
}

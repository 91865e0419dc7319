//! 「内訳」 what a KPI's figure consists of: by kind, and by what the engagements say in the fields by
//! which metrics select. Each line is the KPI's own metric, narrowed, so that it is counted as the
//! figure is. For the office alone: small numbers stand in it.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Facet;
use enishi_domain::measurement::Measurement;
use enishi_domain::metric::{Condition, Count, Division, Formula, Metric};
use enishi_domain::words::ClosedSet as _;
use enishi_store::{Combination, Measuring};

use crate::error::DeskError;
use crate::measure_year::MeasuredFigure;
use crate::office::Office;
use crate::wording;

/// The most lines of one breakdown; the smaller ones are said together.
const MOST: usize = 20;

/// One breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// By what: `種別`, `目的`.
    pub by: &'static str,
    /// Its lines, the largest first.
    pub lines: Vec<BreakdownLine>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakdownLine {
    /// `企業版寄附`, `雇用促進`
    pub label: String,
    /// The figure; none for what is only the rest.
    pub figure: Option<String>,
    /// 延べ
    pub rows: i64,
    /// 実; none for what is only the rest. One party may stand in several lines.
    pub distinct: Option<i64>,
}

/// Breaks a KPI's figure down, as the ledger was known when it was measured. Empty where that says
/// nothing more than the figure does.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn breakdowns(
    office: &Office,
    (programme, figure): (&str, &MeasuredFigure),
    year: FiscalYear,
) -> Result<Vec<Breakdown>, DeskError> {
    let measuring = &mut office.store.measuring(figure.as_of).await?;
    let place = (programme, year);
    let metric = &figure.metric;
    let mut found = Vec::new();
    match &metric.formula {
        Formula::Count(count) => {
            let all = measuring.combinations(&count.selection, year).await?;
            for (by, narrowed) in narrowings(count, &all) {
                let mut lines = Vec::new();
                for (label, count) in narrowed {
                    lines.extend(line(measuring, place, (label, metric, count)).await?);
                }
                found.push(Breakdown {
                    by,
                    lines: largest(lines, &figure.measurement),
                });
            }
        }
        Formula::Ratio { of, to } | Formula::Difference { of, minus: to } => {
            let mut lines = Vec::new();
            for count in [of, to] {
                let kinds = count.selection.kinds.iter().map(|kind| kind.word());
                let label = kinds.collect::<Vec<_>>().join("・");
                lines.extend(line(measuring, place, (label, metric, count.clone())).await?);
            }
            let by = wording::BREAKDOWN_BY_PART;
            found.push(Breakdown { by, lines });
        }
        Formula::Series(_) | Formula::Undecided => {}
    }
    found.retain(|breakdown| breakdown.lines.len() > 1);
    Ok(found)
}

/// By the kind, and by each facet that differs: each value with the count that is narrowed to it.
fn narrowings(count: &Count, all: &[Combination]) -> Vec<(&'static str, Vec<(String, Count)>)> {
    let kinds: BTreeSet<_> = all.iter().map(|one| one.kind).collect();
    let of_kind = kinds.into_iter().map(|kind| {
        let mut narrowed = count.clone();
        narrowed.selection.kinds = BTreeSet::from([kind]);
        (kind.word().to_owned(), narrowed)
    });
    let mut found = vec![(Division::Kind.word(), of_kind.collect())];
    for facet in Facet::ALL.iter().copied() {
        let values: BTreeSet<&String> = all
            .iter()
            .filter_map(|one| one.facets.get(&facet))
            .collect();
        let narrowed = values.into_iter().map(|value| {
            let mut narrowed = count.clone();
            narrowed.selection.conditions.push(Condition::Facet {
                facet,
                any_of: BTreeSet::from([value.clone()]),
            });
            (value.clone(), narrowed)
        });
        found.push((facet.word(), narrowed.collect()));
    }
    found
}

/// A line, unless nothing is counted in it.
async fn line(
    measuring: &mut Measuring,
    (programme, year): (&str, FiscalYear),
    (label, metric, count): (String, &Metric, Count),
) -> Result<Option<BreakdownLine>, DeskError> {
    let metric = Metric {
        formula: Formula::Count(count),
        ..metric.clone()
    };
    let figure = measuring.measure_metric(programme, &metric, year).await?;
    let rows = figure.rows.unwrap_or_default();
    Ok((rows != 0).then(|| BreakdownLine {
        label,
        figure: Some(figure.value(&metric.unit).text),
        rows,
        distinct: figure.distinct,
    }))
}

/// The largest lines; the smaller ones together, and what no line counts.
fn largest(mut lines: Vec<BreakdownLine>, whole: &Measurement) -> Vec<BreakdownLine> {
    lines.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.label.cmp(&b.label)));
    let counted: i64 = lines.iter().map(|line| line.rows).sum();
    let smaller: i64 = lines.iter().skip(MOST).map(|line| line.rows).sum();
    let is_any = !lines.is_empty();
    lines.truncate(MOST);
    let unsaid = whole.rows.unwrap_or_default() - counted;
    for (label, rows) in [
        (wording::BREAKDOWN_OTHERS, smaller),
        (wording::BREAKDOWN_UNSAID, unsaid),
    ] {
        if is_any && rows > 0 {
            lines.push(BreakdownLine {
                label: label.to_owned(),
                figure: None,
                rows,
                distinct: None,
            });
        }
    }
    lines
}

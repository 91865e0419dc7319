//! What follows from a KPI's numbers: the computed verdict with its reason, the year it is for, and
//! the rate. The stated mark is never looked at here, so that the two can be compared.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::calendar::{FiscalYear, parse_day};
use crate::figure::{Content, Missing, Part, Qualifier, Quantity, Value};
use crate::kpi::{Accumulation, Direction, Kpi};
use crate::rate::{Figures, Rate};
use crate::verdict::{Reason, Verdict};
use crate::year_sheet::YearSheet;

/// 「算定結果」 the computed side of one KPI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Met, missed, or why neither can be said.
    pub verdict: Verdict,
    /// The year that was compared.
    pub period: Option<FiscalYear>,
    /// The rate of an undivided KPI; of a divided one the lowest among its parts, as all of them
    /// must be met.
    pub rate: Option<Rate>,
    /// One entry a part, where the KPI is divided.
    pub parts: Vec<PartEvaluation>,
}

/// The computed side of one part (男, 女).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartEvaluation {
    /// Its label; none for a part told from the others by its order only.
    pub label: Option<String>,
    /// Its own verdict.
    pub verdict: Verdict,
    /// Its own rate.
    pub rate: Option<Rate>,
}

/// The computed side of a whole sheet, programme by programme and KPI by KPI in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetEvaluation {
    /// `kpis[programme][kpi]`
    pub kpis: Vec<Vec<Evaluation>>,
}

/// Evaluates every KPI of a sheet for the sheet's year.
#[must_use]
pub fn evaluate_sheet(sheet: &YearSheet) -> SheetEvaluation {
    let evaluate_all = |kpis: &[Kpi]| {
        kpis.iter()
            .map(|k| evaluate(k, sheet.fiscal_year))
            .collect()
    };
    SheetEvaluation {
        kpis: sheet
            .programmes
            .iter()
            .map(|p| evaluate_all(&p.kpis))
            .collect(),
    }
}

/// Evaluates one KPI for a year: where its values name years, for that year or else the latest one
/// that has both target and actual.
#[must_use]
pub fn evaluate(kpi: &Kpi, fiscal_year: Option<FiscalYear>) -> Evaluation {
    let values = match both_values(kpi) {
        Ok(values) => values,
        Err(reason) => return unmeasured(reason, fiscal_year),
    };
    if kpi.accumulation == Accumulation::Milestone {
        return evaluate_milestone(values, fiscal_year);
    }
    let period = match compared_year(values, fiscal_year) {
        Ok(period) => period,
        Err(reason) => return unmeasured(reason, fiscal_year),
    };
    let comparisons = pair_parts(kpi, values, period);
    let divided = comparisons.len() > 1 || comparisons.iter().any(|c| c.label.is_some());
    let parts: Vec<PartEvaluation> = comparisons.iter().map(|c| c.evaluate(kpi)).collect();
    let rate = parts
        .iter()
        .filter_map(|part| part.rate)
        .min_by_key(|rate| rate.percent);
    let verdict = all_parts(&parts);
    Evaluation {
        verdict,
        period,
        rate,
        parts: if divided { parts } else { Vec::new() },
    }
}

/// Target and actual, both of them.
#[derive(Clone, Copy)]
struct Values<'a> {
    target: &'a Value,
    actual: &'a Value,
}

fn unmeasured(reason: Reason, period: Option<FiscalYear>) -> Evaluation {
    Evaluation {
        verdict: Verdict::Unmeasured(reason),
        period,
        rate: None,
        parts: Vec::new(),
    }
}

/// All parts must be met: any part missed makes it missed, else any part unmeasured unmeasured.
fn all_parts(parts: &[PartEvaluation]) -> Verdict {
    if parts.iter().any(|part| part.verdict == Verdict::Missed) {
        return Verdict::Missed;
    }
    let unmeasured = parts
        .iter()
        .map(|part| part.verdict)
        .find(|v| *v != Verdict::Met);
    match unmeasured {
        Some(verdict) => verdict,
        None if parts.is_empty() => Verdict::Unmeasured(Reason::NotComparable),
        None => Verdict::Met,
    }
}

/// Both values, or the reason why one is missing. A reason the sheet itself gives (集計中, 中止)
/// says more than that something is missing, and goes first.
fn both_values(kpi: &Kpi) -> Result<Values<'_>, Reason> {
    let gap = |value: Option<&Value>| match value.map(|value| &value.content) {
        Some(Content::Parts(_)) => None,
        Some(Content::Missing(missing)) => Some(Some(*missing)),
        None => Some(None),
    };
    let (target, actual) = (kpi.target_value(), kpi.actual_value());
    // A milestone's date is no amount, but it can be compared.
    if kpi.accumulation == Accumulation::Milestone
        && let (Some(target), Some(actual)) = (target, actual)
    {
        return Ok(Values { target, actual });
    }
    match (gap(target), gap(actual)) {
        (None, None) => {}
        (Some(target), None) => return Err(stated_reason(target).unwrap_or(Reason::TargetMissing)),
        (None, Some(actual)) => return Err(stated_reason(actual).unwrap_or(Reason::ActualMissing)),
        (Some(target), Some(actual)) => {
            let both_words = [target, actual]
                .iter()
                .all(|gap| *gap == Some(Missing::Words));
            let reason =
                stated_reason(actual).filter(|r| both_words || *r != Reason::NotComparable);
            return Err(reason.unwrap_or(Reason::BothMissing));
        }
    }
    target
        .zip(actual)
        .map(|(target, actual)| Values { target, actual })
        .ok_or(Reason::BothMissing)
}

/// The reason that the printed text itself gives, if it gives one.
fn stated_reason(missing: Option<Missing>) -> Option<Reason> {
    match missing? {
        Missing::Blank | Missing::Dash | Missing::NotPublished | Missing::NotSurveyed => None,
        Missing::NotStarted => Some(Reason::NotStarted),
        Missing::InProgress => Some(Reason::InProgress),
        Missing::Discontinued => Some(Reason::Discontinued),
        Missing::DefinitionChanged => Some(Reason::DefinitionChanged),
        Missing::Suppressed => Some(Reason::Suppressed),
        Missing::Illegible => Some(Reason::Illegible),
        Missing::Words => Some(Reason::NotComparable),
    }
}

/// 「マイルストーン」 done by the date: met when the actual's day is not after the target's.
fn evaluate_milestone(values: Values<'_>, fiscal_year: Option<FiscalYear>) -> Evaluation {
    let verdict = match (
        parse_day(&values.target.text),
        parse_day(&values.actual.text),
    ) {
        (Ok(due), Ok(done)) if done <= due => Verdict::Met,
        (Ok(_), Ok(_)) => Verdict::Missed,
        _ => Verdict::Unmeasured(Reason::NotComparable),
    };
    Evaluation {
        verdict,
        period: fiscal_year,
        rate: None,
        parts: Vec::new(),
    }
}

/// The year to compare. Values without years are taken as the sheet's year.
fn compared_year(
    values: Values<'_>,
    fiscal_year: Option<FiscalYear>,
) -> Result<Option<FiscalYear>, Reason> {
    let years = |value: &Value| {
        let mut years: Vec<_> = value
            .parts()
            .iter()
            .filter_map(|part| part.period)
            .collect();
        years.sort_unstable();
        years
    };
    let (target, actual) = (years(values.target), years(values.actual));
    if target.is_empty() && actual.is_empty() {
        return Ok(fiscal_year);
    }
    if let Some(year) = fiscal_year
        && actual.is_empty()
        && target.iter().all(|due| *due > year)
    {
        return Err(Reason::InProgress);
    }
    let has = |years: &[FiscalYear], year| years.is_empty() || years.contains(&year);
    let common = |year: &FiscalYear| has(&target, *year) && has(&actual, *year);
    let year = fiscal_year.filter(common);
    let latest = || target.iter().chain(&actual).copied().filter(common).max();
    year.or_else(latest).map(Some).ok_or(Reason::NotComparable)
}

/// What is compared for one label.
struct Comparison<'a> {
    label: Option<&'a str>,
    target: Option<Side<'a>>,
    actual: Option<Side<'a>>,
    baseline: Option<&'a Part>,
}

/// One part, with the sum of the years so far where the KPI counts increments.
#[derive(Clone, Copy)]
struct Side<'a> {
    part: &'a Part,
    amount: Option<Decimal>,
}

/// Pairs parts by label; parts that share a label (or have none) by their order.
fn pair_parts<'a>(
    kpi: &'a Kpi,
    values: Values<'a>,
    period: Option<FiscalYear>,
) -> Vec<Comparison<'a>> {
    let summed = kpi.accumulation == Accumulation::Increment;
    let target = sides(values.target, period, summed);
    let mut actual = sides(values.actual, period, summed);
    let baseline = kpi.baseline_value().map_or(&[][..], Value::parts);
    let mut out = Vec::new();
    for (key, side) in target {
        let found = actual.iter().position(|(other, _)| *other == key);
        let actual = found.map(|index| actual.remove(index).1);
        let baseline = baseline.iter().find(|part| part.label.as_deref() == key.0);
        out.push(Comparison {
            label: key.0,
            target: Some(side),
            actual,
            baseline,
        });
    }
    let alone = |(key, side): (Key<'a>, Side<'a>)| Comparison {
        label: key.0,
        target: None,
        actual: Some(side),
        baseline: None,
    };
    out.extend(actual.into_iter().map(alone));
    out
}

/// A part's label and its ordinal among the parts of that label.
type Key<'a> = (Option<&'a str>, usize);

fn sides(value: &Value, period: Option<FiscalYear>, summed: bool) -> Vec<(Key<'_>, Side<'_>)> {
    let in_year = |part: &&Part| part.period.is_none() || part.period == period;
    let mut ordinals: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let counted = value
        .parts()
        .iter()
        .filter(|part| !part.is_inner())
        .filter(in_year);
    counted
        .map(|part| {
            let label = part.label.as_deref();
            let ordinal = ordinals.entry(label).or_default();
            let key = (label, *ordinal);
            *ordinal += 1;
            let amount = if summed {
                sum_until(value, part)
            } else {
                part.quantity.amount()
            };
            (key, Side { part, amount })
        })
        .collect()
}

/// Σ of the increments of this label from the first year up to this part's year.
fn sum_until(value: &Value, last: &Part) -> Option<Decimal> {
    let until = |part: &&Part| part.label == last.label && part.period <= last.period;
    let mut amounts = value
        .parts()
        .iter()
        .filter(until)
        .map(|part| part.quantity.amount());
    amounts.try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?))
}

impl Comparison<'_> {
    fn evaluate(&self, kpi: &Kpi) -> PartEvaluation {
        let (verdict, rate) = match (self.target, self.actual) {
            (Some(target), Some(actual)) => self.compare(kpi, target, actual),
            (Some(_), None) => (Verdict::Unmeasured(Reason::ActualMissing), None),
            (None, _) => (Verdict::Unmeasured(Reason::PartWithoutTarget), None),
        };
        PartEvaluation {
            label: self.label.map(str::to_owned),
            verdict,
            rate,
        }
    }

    fn compare(&self, kpi: &Kpi, target: Side<'_>, actual: Side<'_>) -> (Verdict, Option<Rate>) {
        let incomparable = (Verdict::Unmeasured(Reason::NotComparable), None);
        let Some(reached) = comparable_amount(actual, target) else {
            return incomparable;
        };
        if kpi.direction == Direction::Range {
            return range_verdict(target.part.quantity, reached)
                .map_or(incomparable, |v| (v, None));
        }
        let Some(aim) = target.amount.map(|amount| signed(amount, target.part)) else {
            return incomparable;
        };
        let baseline = self.baseline.and_then(|part| {
            part.quantity
                .amount()?
                .checked_mul(part.unit.factor_to(&target.part.unit)?)
        });
        let figures = Figures {
            baseline,
            target: aim,
            actual: reached,
        };
        let met = figures.meets(kpi.direction);
        // 「30人以上」 says nothing about a target of 40, and 「30人以下」 nothing about one of 20.
        let open = match actual.part.qualifier {
            Some(Qualifier::AtLeast) => met != (kpi.direction == Direction::Up),
            Some(Qualifier::AtMost) => met != (kpi.direction == Direction::Down),
            _ => false,
        };
        if open {
            return incomparable;
        }
        let verdict = if met { Verdict::Met } else { Verdict::Missed };
        (verdict, figures.rate(kpi.direction, kpi.accumulation))
    }
}

/// The actual in the target's unit; none where the two cannot be compared.
fn comparable_amount(actual: Side<'_>, target: Side<'_>) -> Option<Decimal> {
    if let (Quantity::OutOf { denominator: a, .. }, Quantity::OutOf { denominator: t, .. }) =
        (actual.part.quantity, target.part.quantity)
        && a != t
    {
        return None;
    }
    if is_change(actual.part) != is_change(target.part) {
        return None;
    }
    let factor = actual.part.unit.factor_to(&target.part.unit)?;
    signed(actual.amount?, actual.part).checked_mul(factor)
}

fn is_change(part: &Part) -> bool {
    matches!(
        part.qualifier,
        Some(Qualifier::Increase | Qualifier::Decrease)
    )
}

/// 「5人減」 is −5 beside 「3人増」.
fn signed(amount: Decimal, part: &Part) -> Decimal {
    if part.qualifier == Some(Qualifier::Decrease) {
        -amount
    } else {
        amount
    }
}

fn range_verdict(target: Quantity, reached: Decimal) -> Option<Verdict> {
    let Quantity::Range { low, high } = target else {
        return None;
    };
    let within = low.is_none_or(|low| reached >= low) && high.is_none_or(|high| reached <= high);
    Some(if within {
        Verdict::Met
    } else {
        Verdict::Missed
    })
}

#[cfg(test)]
mod tests;

//! Which part of a target stands beside which part of an actual, and both as amounts of one unit.
//! What follows from them is not decided here.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Values;
use crate::calendar::FiscalYear;
use crate::figure::{Part, Qualifier, Quantity, Value};
use crate::kpi::{Accumulation, Kpi};
use crate::rate::Figures;
use crate::words::STRICT_WORDS;

/// 「対」 a target and an actual that can be compared, as plain amounts.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The numbers, in the target's unit; increments as their sums so far.
    pub figures: Figures,
    /// The target as read.
    pub target: &'a Part,
}

/// The pairs of a KPI that can be compared in a year, one a part.
#[must_use]
pub fn pairs(kpi: &Kpi, period: Option<FiscalYear>) -> Vec<Pair<'_>> {
    let (Some(target), Some(actual)) = (kpi.target_value(), kpi.actual_value()) else {
        return Vec::new();
    };
    let comparisons = pair_parts(kpi, Values { target, actual }, period);
    let both = comparisons.iter().filter_map(|comparison| {
        let (target, actual) = (comparison.target?, comparison.actual?);
        let figures = comparison.figures(target, actual)?;
        Some(Pair {
            figures,
            target: target.part,
        })
    });
    both.collect()
}

/// What is compared for one label.
pub(super) struct Comparison<'a> {
    pub(super) label: Option<&'a str>,
    pub(super) target: Option<Side<'a>>,
    pub(super) actual: Option<Side<'a>>,
    pub(super) baseline: Option<Side<'a>>,
    /// The target says 未満 or 超: reaching the figure itself is not enough.
    pub(super) strict: bool,
}

/// One part, with the sum of the years so far where the KPI counts increments.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) part: &'a Part,
    pub(super) amount: Option<Decimal>,
}

/// Pairs parts by label; parts that share a label (or have none) by their order.
pub(super) fn pair_parts<'a>(
    kpi: &'a Kpi,
    values: Values<'a>,
    period: Option<FiscalYear>,
) -> Vec<Comparison<'a>> {
    let years = [values.actual, values.target].map(|other| summed_with(kpi, other));
    let target = sides(values.target, period, years[0].as_ref());
    let actual = sides(values.actual, period, years[1].as_ref());
    let baseline = kpi
        .baseline_value()
        .map_or(Vec::new(), |value| sides(value, None, None));
    let strict = STRICT_WORDS
        .iter()
        .any(|word| values.target.text.contains(word));
    let mut unpaired: BTreeMap<Key<'a>, Side<'a>> = actual.iter().copied().collect();
    let before: BTreeMap<Key<'a>, Side<'a>> = baseline.into_iter().collect();
    let mut out = Vec::new();
    for (key, side) in target {
        out.push(Comparison {
            label: key.0,
            actual: unpaired.remove(&key),
            baseline: before.get(&key).copied(),
            target: Some(side),
            strict,
        });
    }
    // A total beside parts that have their own targets adds nothing to be met.
    let divided = !out.is_empty();
    let alone = actual
        .into_iter()
        .filter(|(key, _)| unpaired.contains_key(key))
        .filter(|(_, side)| !(divided && side.part.is_total()));
    out.extend(alone.map(|(key, side)| Comparison {
        label: key.0,
        target: None,
        actual: Some(side),
        baseline: None,
        strict,
    }));
    out
}

/// A part's label and its ordinal among the parts of that label.
type Key<'a> = (Option<&'a str>, usize);

/// The other side's years, where increments are summed: only years that both sides have count.
fn summed_with(kpi: &Kpi, other: &Value) -> Option<BTreeSet<FiscalYear>> {
    let increments = kpi.accumulation == Accumulation::Increment;
    increments.then(|| {
        other
            .parts()
            .iter()
            .filter_map(|part| part.period)
            .collect()
    })
}

/// The parts of a year (of the last one before it, for a baseline without it), by label and order.
fn sides<'a>(
    value: &'a Value,
    period: Option<FiscalYear>,
    summed: Option<&BTreeSet<FiscalYear>>,
) -> Vec<(Key<'a>, Side<'a>)> {
    let years = value.parts().iter().filter_map(|part| part.period);
    let year = period.or_else(|| years.max());
    let in_year = |part: &&Part| part.period.is_none() || part.period == year;
    let mut ordinals: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let counted = value
        .parts()
        .iter()
        .filter(|part| !part.is_inner() && part.quantity != Quantity::MISSING)
        .filter(in_year);
    counted
        .map(|part| {
            let label = part.label.as_deref();
            let ordinal = ordinals.entry(label).or_default();
            let key = (label, *ordinal);
            *ordinal += 1;
            let amount = match summed {
                Some(years) if part.period.is_some() => sum_until(value, part, years),
                _ => part.quantity.amount(),
            };
            (key, Side { part, amount })
        })
        .collect()
}

/// Σ of the increments of this label from the first year up to this part's year, over the years
/// that both sides have, all in this part's unit.
fn sum_until(value: &Value, last: &Part, years: &BTreeSet<FiscalYear>) -> Option<Decimal> {
    let counts = |part: &&Part| {
        let both = part
            .period
            .is_some_and(|year| years.is_empty() || years.contains(&year));
        part.label == last.label && part.period <= last.period && both
    };
    value
        .parts()
        .iter()
        .filter(counts)
        .try_fold(Decimal::ZERO, |sum, part| {
            let factor = part.unit.factor_to(&last.unit)?;
            sum.checked_add(part.quantity.amount()?.checked_mul(factor)?)
        })
}

impl Comparison<'_> {
    /// The numbers in the target's unit; none where the two cannot be compared.
    pub(super) fn figures(&self, target: Side<'_>, actual: Side<'_>) -> Option<Figures> {
        Some(Figures {
            actual: comparable_amount(actual, target)?,
            target: signed(target.amount?, target.part),
            baseline: self
                .baseline
                .and_then(|side| comparable_amount(side, target)),
        })
    }

    /// The year's own figures, where those of [`Self::figures`] are sums of several years.
    pub(super) fn of_the_year(target: Side<'_>, actual: Side<'_>) -> Option<Figures> {
        let summed = |side: Side<'_>| side.amount != side.part.quantity.amount();
        if !summed(target) && !summed(actual) {
            return None;
        }
        let (target, actual) = (target.alone(), actual.alone());
        Some(Figures {
            actual: comparable_amount(actual, target)?,
            target: signed(target.amount?, target.part),
            baseline: None,
        })
    }
}

impl Side<'_> {
    /// The part's own amount instead of the sum of the years so far.
    fn alone(self) -> Self {
        Self {
            amount: self.part.quantity.amount(),
            ..self
        }
    }
}

/// The actual in the target's unit; none where the two cannot be compared.
pub(super) fn comparable_amount(actual: Side<'_>, target: Side<'_>) -> Option<Decimal> {
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
#[must_use]
pub fn signed(amount: Decimal, part: &Part) -> Decimal {
    if part.qualifier == Some(Qualifier::Decrease) {
        -amount
    } else {
        amount
    }
}

//! 「事業効果」 a programme's effect rating by a rubric that is data, so that another city's scale
//! is another rubric and no other code.

use rust_decimal::Decimal;

use crate::evaluation::Evaluation;
use crate::kpi::{Direction, Kpi};
use crate::rate::capped;
use crate::verdict::Verdict;

/// 「判定基準」 a versioned scale: the first band whose conditions all hold is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rubric {
    /// 内閣府4段階
    pub name: String,
    /// v1
    pub version: String,
    /// From the best band down.
    pub bands: Vec<Band>,
}

/// 「段階」 one step of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// 1, A, 非常に効果的 …
    pub grade: String,
    /// What the grade is called.
    pub label: String,
    /// All must hold.
    pub conditions: Vec<Condition>,
}

/// What a band asks of the measured KPIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Every measured KPI is met.
    AllMet,
    /// At least this share of the measured KPIs is met, in percent.
    MetShareAtLeast(Decimal),
    /// The median of the rates is at least this many percent.
    MedianRateAtLeast(Decimal),
    /// The median of the rates is below this many percent.
    MedianRateBelow(Decimal),
    /// The median of the changes against the baseline is above this many percent of the baseline;
    /// without any baseline it does not hold.
    ChangeAbove(Decimal),
    /// The median of the changes is below this; without any baseline it does not hold.
    ChangeBelow(Decimal),
}

/// What the rubric is given: the programme's measured KPIs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// KPIs met.
    pub met: usize,
    /// KPIs met or missed.
    pub measured: usize,
    /// All KPIs: 「4件中3件測定」.
    pub all: usize,
    /// Rates in percent of the measured KPIs that have one.
    pub rates: Vec<Decimal>,
    /// Change against the baseline in percent of it, positive for the better.
    pub changes: Vec<Decimal>,
}

/// What the rubric proposes; the choice stays with a person, who gives a reason where it differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal<'a> {
    /// A band.
    Band(&'a Band),
    /// 「判定保留」 nothing was measured, or no band applies without a baseline.
    Withheld,
}

impl Basis {
    /// Collects the basis from the computed side of a programme's KPIs.
    pub fn of<'a>(evaluations: impl IntoIterator<Item = &'a Evaluation>) -> Self {
        let mut basis = Self::default();
        for evaluation in evaluations {
            basis.all += 1;
            match evaluation.verdict {
                Verdict::Met => basis.met += 1,
                Verdict::Missed => {}
                Verdict::Unmeasured(_) => continue,
            }
            basis.measured += 1;
            basis.rates.extend(evaluation.rate.map(|rate| rate.percent));
        }
        basis
    }

    /// The same with the changes against the baselines.
    #[must_use]
    pub fn of_programme(kpis: &[Kpi], evaluations: &[Evaluation]) -> Self {
        Self {
            changes: changes(kpis, evaluations),
            ..Self::of(evaluations)
        }
    }

    /// The average of the rates, each capped to 0–100; never over missing ones.
    #[must_use]
    pub fn average_rate(&self) -> Option<Decimal> {
        let sum: Decimal = self.rates.iter().copied().map(capped).sum();
        sum.checked_div(Decimal::from(self.rates.len()))
    }
}

impl Rubric {
    /// Proposes the first band whose conditions all hold.
    #[must_use]
    pub fn propose(&self, basis: &Basis) -> Proposal<'_> {
        if basis.measured == 0 {
            return Proposal::Withheld;
        }
        let fits = |band: &&Band| {
            band.conditions
                .iter()
                .all(|condition| condition.holds(basis))
        };
        self.bands
            .iter()
            .find(fits)
            .map_or(Proposal::Withheld, Proposal::Band)
    }
}

impl Condition {
    fn holds(self, basis: &Basis) -> bool {
        let median_rate = median(&basis.rates);
        let median_change = median(&basis.changes);
        match self {
            Self::AllMet => basis.met == basis.measured,
            Self::MetShareAtLeast(percent) => {
                Decimal::from(basis.met) * Decimal::ONE_HUNDRED
                    >= percent * Decimal::from(basis.measured)
            }
            Self::MedianRateAtLeast(percent) => median_rate.is_some_and(|rate| rate >= percent),
            Self::MedianRateBelow(percent) => median_rate.is_some_and(|rate| rate < percent),
            Self::ChangeAbove(percent) => median_change.is_some_and(|change| change > percent),
            Self::ChangeBelow(percent) => median_change.is_some_and(|change| change < percent),
        }
    }
}

/// (A − B)/|B| in percent, positive for the better, of every measured, undivided KPI that shall
/// grow or fall and has a baseline.
fn changes(kpis: &[Kpi], evaluations: &[Evaluation]) -> Vec<Decimal> {
    let change = |(kpi, evaluation): (&Kpi, &Evaluation)| {
        if matches!(evaluation.verdict, Verdict::Unmeasured(_)) {
            return None;
        }
        let [baseline] = kpi.baseline_value()?.parts() else {
            return None;
        };
        let [actual] = kpi.actual_value()?.parts() else {
            return None;
        };
        let factor = actual.unit.factor_to(&baseline.unit)?;
        let reached = actual.quantity.amount()?.checked_mul(factor)?;
        let before = baseline.quantity.amount()?;
        let gained = reached.checked_sub(before)?;
        let gained = match kpi.direction {
            Direction::Up => gained,
            Direction::Down => -gained,
            Direction::Maintain { .. } | Direction::Range => return None,
        };
        gained
            .checked_mul(Decimal::ONE_HUNDRED)?
            .checked_div(before.abs())
    };
    kpis.iter().zip(evaluations).filter_map(change).collect()
}

/// The middle value, or the mean of the two middle ones.
#[must_use]
pub fn median(values: &[Decimal]) -> Option<Decimal> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted[sorted.len() / 2 - 1];
    lower.checked_add(upper)?.checked_div(Decimal::TWO)
}

#[cfg(test)]
mod tests;

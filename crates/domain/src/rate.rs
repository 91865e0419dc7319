//! 「達成率」 attainment rates F1–F7. The formula is part of the figure: the same numbers give
//! 137.5 % by one and −50 % by another, so a rate never travels without its formula's name.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::calendar::FiscalYear;
use crate::kpi::{Accumulation, Direction};

/// The formula by which a rate was computed. A is the actual, T the target, B the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Formula {
    /// A/T, for a flow that shall grow. Undefined for T ≤ 0 or A < 0.
    F1,
    /// T/A, for what shall fall and has no baseline. Undefined for A ≤ 0 or T < 0.
    F2,
    /// 2 − A/T, only where a city declares it. Undefined for T ≤ 0.
    F3,
    /// (A−B)/(T−B). Undefined for T = B.
    F4,
    /// aₖ/dₖ, one year's increment. Undefined for dₖ ≤ 0.
    F5,
    /// Σa/Σd, the increments so far. Undefined for Σd ≤ 0.
    F6,
    /// F4 ÷ (n/N), in the n-th of N years, where declared. Undefined as F4 and for n = 0.
    F7,
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// 「算式の宣言」 the formula that a city declares for a KPI, instead of the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclaredFormula {
    /// F1, for what shall grow.
    Ratio,
    /// F2, for what shall fall.
    Inverse,
    /// F3, for what shall fall.
    Complement,
    /// F4
    Gap,
    /// F7, along the years from the first to the last.
    PathShare {
        /// The first year of the path.
        first: FiscalYear,
        /// Its last year, in which the target is to be reached.
        last: FiscalYear,
    },
}

impl fmt::Display for DeclaredFormula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio => f.write_str("F1"),
            Self::Inverse => f.write_str("F2"),
            Self::Complement => f.write_str("F3"),
            Self::Gap => f.write_str("F4"),
            Self::PathShare { first, last } => {
                write!(f, "F7 {}-{}", first.western(), last.western())
            }
        }
    }
}

/// The text declares no formula.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of F1, F2, F3, F4 and F7 with its years, such as F7 2022-2026")]
pub struct NotAFormula(pub String);

impl FromStr for DeclaredFormula {
    type Err = NotAFormula;

    fn from_str(text: &str) -> Result<Self, NotAFormula> {
        let path = |years: &str| {
            let (first, last) = years.split_once('-')?;
            let year = |text: &str| text.parse().ok().and_then(FiscalYear::new);
            let (first, last) = (year(first)?, year(last)?);
            (first <= last).then_some(Self::PathShare { first, last })
        };
        let declared = match text {
            "F1" => Some(Self::Ratio),
            "F2" => Some(Self::Inverse),
            "F3" => Some(Self::Complement),
            "F4" => Some(Self::Gap),
            _ => text.strip_prefix("F7 ").and_then(path),
        };
        declared.ok_or_else(|| NotAFormula(text.to_owned()))
    }
}

/// A rate in percent, unrounded, with its formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// In percent, neither rounded nor capped.
    pub percent: Decimal,
    /// How it was computed.
    pub formula: Formula,
    /// 「維持目標」 the baseline already stands at or beyond the target, so the rate is 100 or 0.
    pub maintains: bool,
}

/// The numbers a rate is computed from, all in the target's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// B
    pub baseline: Option<Decimal>,
    /// T
    pub target: Decimal,
    /// A
    pub actual: Decimal,
}

impl Figures {
    /// Whether the actual reaches the target: A ≥ T, A ≤ T, or |A−T| ≤ ε. A range of targets is
    /// compared by the evaluation itself.
    #[must_use]
    pub fn meets(self, direction: Direction) -> bool {
        match direction {
            Direction::Up => self.actual >= self.target,
            Direction::Down => self.actual <= self.target,
            Direction::Maintain { tolerance } => self
                .actual
                .checked_sub(self.target)
                .is_some_and(|difference| difference.abs() <= tolerance),
            Direction::Range => self.actual == self.target,
        }
    }

    /// The rate by the default formula for that direction and kind of figure: flow up F1; stock and
    /// ratio with a baseline F4; down with a baseline F4, without F2; increments F6; 維持 100 or 0.
    /// None where the formula is undefined: then the mark stands without a rate.
    #[must_use]
    pub fn rate(self, direction: Direction, accumulation: Accumulation) -> Option<Rate> {
        let toward_target = match direction {
            Direction::Range => return None,
            Direction::Maintain { .. } => return Some(self.maintained(direction)),
            Direction::Up | Direction::Down => direction,
        };
        let formula = match (accumulation, self.baseline, toward_target) {
            (Accumulation::Increment, _, Direction::Up) => Formula::F6,
            // Increments that shall fall: the increase avoided has no gap to a baseline.
            (Accumulation::Increment, _, _) => Formula::F2,
            (Accumulation::Stock | Accumulation::Ratio, Some(_), _)
            | (_, Some(_), Direction::Down) => Formula::F4,
            (_, _, Direction::Down) => Formula::F2,
            _ => Formula::F1,
        };
        self.rate_by(formula, direction)
    }

    /// The rate by a named formula; F5 and F6 take the increments (or their sums) as T and A, F7
    /// needs [`Self::path_share`].
    #[must_use]
    pub fn rate_by(self, formula: Formula, direction: Direction) -> Option<Rate> {
        let (a, t) = (self.actual, self.target);
        let zero = Decimal::ZERO;
        let share = match formula {
            Formula::F1 if t > zero && a >= zero => a.checked_div(t),
            Formula::F2 if a > zero && t >= zero => t.checked_div(a),
            Formula::F3 if t > zero => a
                .checked_div(t)
                .and_then(|ratio| Decimal::TWO.checked_sub(ratio)),
            Formula::F5 | Formula::F6 if t > zero && direction == Direction::Up => a.checked_div(t),
            Formula::F4 => {
                let baseline = self.baseline?;
                if self.is_already_beyond(baseline, direction) {
                    return Some(self.maintained(direction));
                }
                a.checked_sub(baseline)?
                    .checked_div(t.checked_sub(baseline)?)
            }
            Formula::F1 | Formula::F2 | Formula::F3 | Formula::F5 | Formula::F6 | Formula::F7 => {
                None
            }
        }?;
        let percent = self.consistent(share.checked_mul(Decimal::ONE_HUNDRED)?, direction);
        Some(Rate {
            percent,
            formula,
            maintains: false,
        })
    }

    /// The rate as a city declares it. None where the declared formula is made for the other
    /// direction: 2 − A/T of what shall grow would fall with every success. 維持 has its own.
    #[must_use]
    pub fn rate_as_declared(
        self,
        declared: DeclaredFormula,
        direction: Direction,
        period: Option<FiscalYear>,
    ) -> Option<Rate> {
        let up = match direction {
            Direction::Up => true,
            Direction::Down => false,
            Direction::Maintain { .. } => return Some(self.maintained(direction)),
            Direction::Range => return None,
        };
        match declared {
            DeclaredFormula::Ratio if up => self.rate_by(Formula::F1, direction),
            DeclaredFormula::Inverse if !up => self.rate_by(Formula::F2, direction),
            DeclaredFormula::Complement if !up => self.rate_by(Formula::F3, direction),
            DeclaredFormula::Gap => self.rate_by(Formula::F4, direction),
            DeclaredFormula::PathShare { first, last } => {
                let gone = |year: FiscalYear| {
                    let years = i32::from(year.western()) - i32::from(first.western()) + 1;
                    u16::try_from(years).ok()
                };
                self.path_share(direction, gone(period?)?, gone(last)?)
            }
            DeclaredFormula::Ratio | DeclaredFormula::Inverse | DeclaredFormula::Complement => None,
        }
    }

    /// F7: the gap closed, measured against the n-th of N years' share of the path.
    #[must_use]
    pub fn path_share(self, direction: Direction, year: u16, years: u16) -> Option<Rate> {
        if year == 0 || year > years {
            return None;
        }
        let gap = self
            .rate_by(Formula::F4, direction)
            .filter(|rate| !rate.maintains)?;
        let percent = gap
            .percent
            .checked_mul(Decimal::from(years))?
            .checked_div(Decimal::from(year))?;
        Some(Rate {
            percent,
            formula: Formula::F7,
            maintains: false,
        })
    }

    /// Division rounds at the 28th digit; the rate must not cross 100 by that.
    fn consistent(self, percent: Decimal, direction: Direction) -> Decimal {
        let met = self.meets(direction);
        let below = Decimal::new(99_999_999, 6);
        match (met, percent >= Decimal::ONE_HUNDRED) {
            (false, true) if percent == Decimal::ONE_HUNDRED => below,
            (true, false) if percent > below => Decimal::ONE_HUNDRED,
            _ => percent,
        }
    }

    fn is_already_beyond(self, baseline: Decimal, direction: Direction) -> bool {
        match direction {
            Direction::Down => baseline <= self.target,
            Direction::Up | Direction::Maintain { .. } | Direction::Range => {
                baseline >= self.target
            }
        }
    }

    fn maintained(self, direction: Direction) -> Rate {
        let percent = if self.meets(direction) {
            Decimal::ONE_HUNDRED
        } else {
            Decimal::ZERO
        };
        Rate {
            percent,
            formula: Formula::F4,
            maintains: true,
        }
    }
}

impl Rate {
    /// One decimal, half up, never rounded across 100: 99.96 is shown as 99.9.
    #[must_use]
    pub fn shown(&self) -> String {
        let half_up = if self.percent.is_sign_negative() {
            RoundingStrategy::MidpointTowardZero
        } else {
            RoundingStrategy::MidpointAwayFromZero
        };
        let rounded = self.percent.round_dp_with_strategy(1, half_up);
        let crossed = self.percent < Decimal::ONE_HUNDRED && rounded >= Decimal::ONE_HUNDRED;
        let shown = if crossed {
            Decimal::new(999, 1)
        } else {
            rounded
        };
        format!("{shown:.1}")
    }
}

/// A rate capped to 0–100, as rates are averaged and as some cities print them.
#[must_use]
pub fn capped(percent: Decimal) -> Decimal {
    percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)
}

#[cfg(test)]
mod tests;

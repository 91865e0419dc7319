//! What follows from a KPI's numbers: the computed verdict with its reason, the year it is for, and
//! the rate. The stated mark is never looked at here, so that the two can be compared.

mod pairing;

use rust_decimal::Decimal;

use self::pairing::{Comparison, Side, comparable_amount, pair_parts};
use crate::calendar::{Days, FiscalYear, parse_days};
use crate::figure::{Content, Missing, Part, Qualifier, Quantity, Value};
use crate::kpi::{Accumulation, Direction, Kpi};
use crate::rate::{Formula, Rate};
use crate::verdict::{Reason, Verdict};
use crate::words::MILESTONE_WORDS;
use crate::year_sheet::YearSheet;

pub use self::pairing::{Pair, pairs, signed};

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
    /// 「参考の達成率」 F1 beside F4 or F7, and F5 beside F6, of an undivided KPI.
    pub beside: Option<Rate>,
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
    /// As [`Evaluation::beside`].
    pub beside: Option<Rate>,
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
    let parts: Vec<PartEvaluation> = comparisons
        .iter()
        .map(|c| c.evaluate(kpi, period))
        .collect();
    let verdict = all_parts(&parts);
    let rate = rate_of(verdict, &parts);
    Evaluation {
        verdict,
        period,
        rate,
        beside: parts.first().filter(|_| !divided).and_then(|p| p.beside),
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
        beside: None,
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

/// The lowest rate, so that 100 or more says that no part was missed; none where a part that was
/// compared has none, or where the KPI as a whole is unmeasured.
fn rate_of(verdict: Verdict, parts: &[PartEvaluation]) -> Option<Rate> {
    let compared = |part: &&PartEvaluation| !matches!(part.verdict, Verdict::Unmeasured(_));
    let rates: Option<Vec<Rate>> = parts
        .iter()
        .filter(compared)
        .map(|part| part.rate)
        .collect();
    let lowest = rates?.into_iter().min_by_key(|rate| rate.percent);
    lowest.filter(|_| !matches!(verdict, Verdict::Unmeasured(_)))
}

/// Both values, or the reason why one is missing. A reason the sheet itself gives (集計中, 中止)
/// says more than that something is missing, and goes first.
fn both_values(kpi: &Kpi) -> Result<Values<'_>, Reason> {
    // A milestone's date is no amount, but it can be compared.
    let dated = kpi.accumulation == Accumulation::Milestone;
    let gap = |value: Option<&Value>| match value.map(|value| &value.content) {
        Some(Content::Missing(Missing::Words)) if dated => None,
        Some(Content::Parts(_)) => None,
        Some(Content::Missing(missing)) => Some(Some(*missing)),
        None => Some(None),
    };
    let (target, actual) = (kpi.target_value(), kpi.actual_value());
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

/// 「マイルストーン」 done by the date: met when the actual's day or month is not after the target's.
fn evaluate_milestone(values: Values<'_>, fiscal_year: Option<FiscalYear>) -> Evaluation {
    let verdict = match (dated(&values.target.text), dated(&values.actual.text)) {
        (Some(due), Some(done)) if done.last <= due.last => Verdict::Met,
        (Some(due), Some(done)) if done.first > due.last => Verdict::Missed,
        _ => Verdict::Unmeasured(Reason::NotComparable),
    };
    Evaluation {
        verdict,
        period: fiscal_year,
        rate: None,
        beside: None,
        parts: Vec::new(),
    }
}

/// The days that a date names, without the words of a milestone around it.
fn dated(text: &str) -> Option<Days> {
    let mut text = text.trim();
    while let Some(rest) = MILESTONE_WORDS
        .iter()
        .find_map(|word| text.strip_suffix(word))
    {
        text = rest.trim_end();
    }
    parse_days(text).ok()
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
    // A year after the sheet's has not come; an undated actual is of the sheet's own year.
    let come = |year: &FiscalYear| fiscal_year.is_none_or(|this| *year <= this);
    let has = |years: &[FiscalYear], year| years.is_empty() || years.contains(&year);
    let common = |year: &FiscalYear| come(year) && has(&target, *year) && has(&actual, *year);
    if let Some(year) = fiscal_year.filter(common) {
        return Ok(Some(year));
    }
    let now = fiscal_year
        .filter(|_| actual.is_empty())
        .or(actual.last().copied());
    let ahead = now.is_some_and(|now| target.last().is_some_and(|due| *due > now));
    let latest = target.iter().chain(&actual).copied().filter(common).max();
    match latest {
        Some(_) if ahead && actual.is_empty() => Err(Reason::InProgress),
        Some(year) => Ok(Some(year)),
        None if ahead => Err(Reason::InProgress),
        None => Err(Reason::NotComparable),
    }
}

impl Comparison<'_> {
    fn evaluate(&self, kpi: &Kpi, period: Option<FiscalYear>) -> PartEvaluation {
        let compared = match (self.target, self.actual) {
            (Some(target), Some(actual)) => self.compare(kpi, target, actual, period),
            (Some(_), None) => Compared::without_rate(Verdict::Unmeasured(Reason::ActualMissing)),
            (None, _) => Compared::without_rate(Verdict::Unmeasured(Reason::PartWithoutTarget)),
        };
        PartEvaluation {
            label: self.label.map(str::to_owned),
            verdict: compared.verdict,
            rate: compared.rate,
            beside: compared.beside,
        }
    }

    fn compare(
        &self,
        kpi: &Kpi,
        target: Side<'_>,
        actual: Side<'_>,
        period: Option<FiscalYear>,
    ) -> Compared {
        let incomparable = Compared::without_rate(Verdict::Unmeasured(Reason::NotComparable));
        let Some(reached) = comparable_amount(actual, target) else {
            return incomparable;
        };
        if kpi.direction == Direction::Range {
            let verdict = range_verdict(target.part.quantity, reached);
            return verdict
                .filter(|_| !is_open(actual.part))
                .map_or(incomparable, Compared::without_rate);
        }
        let Some(figures) = self.figures(target, actual) else {
            return incomparable;
        };
        let met = figures.meets(kpi.direction);
        // 「30人以上」 says nothing about a target of 40, and 「30人以下」 nothing about one of 20.
        let decides = match (actual.part.qualifier, kpi.direction) {
            (Some(Qualifier::AtLeast), Direction::Up) => met,
            (Some(Qualifier::AtLeast), Direction::Down) => !met,
            (Some(Qualifier::AtMost), Direction::Down) => met,
            (Some(Qualifier::AtMost), Direction::Up) => !met,
            _ => !is_open(actual.part),
        };
        if !decides {
            return incomparable;
        }
        if self.strict && is_open(target.part) && reached == figures.target {
            return Compared::without_rate(Verdict::Missed);
        }
        let rate = match kpi.formula {
            Some(declared) => figures.rate_as_declared(declared, kpi.direction, period),
            None => figures.rate(kpi.direction, kpi.accumulation),
        };
        Compared {
            verdict: if met { Verdict::Met } else { Verdict::Missed },
            rate,
            beside: rate.and_then(|rate| match rate.formula {
                Formula::F4 | Formula::F7 if kpi.direction == Direction::Up => {
                    let simple = figures.rate_by(Formula::F1, kpi.direction);
                    simple.filter(|_| !rate.maintains)
                }
                Formula::F6 => {
                    Comparison::of_the_year(target, actual)?.rate_by(Formula::F5, kpi.direction)
                }
                Formula::F1
                | Formula::F2
                | Formula::F3
                | Formula::F4
                | Formula::F5
                | Formula::F7 => None,
            }),
        }
    }
}

/// What comes of comparing one part.
#[derive(Clone, Copy)]
struct Compared {
    verdict: Verdict,
    rate: Option<Rate>,
    beside: Option<Rate>,
}

impl Compared {
    fn without_rate(verdict: Verdict) -> Self {
        Self {
            verdict,
            rate: None,
            beside: None,
        }
    }
}

fn is_open(part: &Part) -> bool {
    matches!(part.qualifier, Some(Qualifier::AtLeast | Qualifier::AtMost))
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

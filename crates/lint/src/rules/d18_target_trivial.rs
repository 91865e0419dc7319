//! D18: the target was reached before it was set, or by more than ten times.
#![doc = include_str!("d18_target_trivial.md")]

use enishi_domain::Decimal;
use enishi_domain::evaluation::Pair;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::{Direction, DirectionSource};

use super::{Rule, n21_magnitude_slip};
use crate::comparison::{by_year, pairs, shown};
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D18",
    severity: Severity::Warning,
    page: include_str!("d18_target_trivial.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let target = entry.kpi.target_value()?;
    let finding = |message| entry.finding_at(&RULE, target, message);
    let pairs = pairs(entry);
    if let Some(pair) = pairs.iter().find(|pair| is_exceeded(entry, pair)) {
        let finding = finding("exceeded").with("target", shown(pair.figures.target));
        return Some(finding.with("actual", shown(pair.figures.actual)));
    }
    if pairs.iter().any(|pair| is_behind_baseline(entry, pair)) {
        return Some(finding("behind_baseline"));
    }
    is_reached_last_year(entry).then(|| finding("reached_last_year"))
}

/// More than ten times the target; where a digit slipped, N21 says so instead.
fn is_exceeded(entry: &Entry<'_>, pair: &Pair<'_>) -> bool {
    let (target, actual) = (pair.figures.target, pair.figures.actual);
    let (small, large) = match entry.kpi.direction {
        Direction::Up => (target, actual),
        Direction::Down => (actual, target),
        Direction::Maintain { .. } | Direction::Range => return false,
    };
    let ten_times = small.checked_mul(Decimal::TEN);
    small > Decimal::ZERO
        && ten_times.is_some_and(|bound| large > bound)
        && n21_magnitude_slip::slip(pair.figures).is_none()
}

/// The target is worse than where things stood. Where nobody said which way is better, the
/// baseline says nothing either.
fn is_behind_baseline(entry: &Entry<'_>, pair: &Pair<'_>) -> bool {
    let Some(baseline) = pair.figures.baseline else {
        return false;
    };
    let target = pair.figures.target;
    entry.kpi.direction_source == DirectionSource::Declared
        && match entry.kpi.direction {
            Direction::Up => target < baseline,
            Direction::Down => target > baseline,
            Direction::Maintain { .. } | Direction::Range => false,
        }
}

fn is_reached_last_year(entry: &Entry<'_>) -> bool {
    let kpi = entry.kpi;
    let (Some(target), Some(actual), Some(year)) = (
        kpi.target_value(),
        kpi.actual_value(),
        entry.evaluation.period,
    ) else {
        return false;
    };
    let dated = by_year(target);
    let of_year = dated.iter().find(|(dated, _)| *dated == year);
    let aim = of_year.map(|(_, amount)| *amount);
    let Some(aim) = aim.or_else(|| target.single_amount()) else {
        return false;
    };
    let before = by_year(actual);
    let last = before
        .iter()
        .find(|(dated, _)| Some(*dated) == year.previous());
    let comparable = actual.unit().factor_to(&target.unit()) == Some(Decimal::ONE);
    comparable
        && last.is_some_and(|(_, reached)| match kpi.direction {
            Direction::Up => *reached > aim,
            Direction::Down => *reached < aim,
            Direction::Maintain { .. } | Direction::Range => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{baseline, lines, programme, sheet};

    fn one(target: &str, actual: &str) -> enishi_domain::year_sheet::Programme {
        programme("2", &[["利用者数", target, actual, "○"]])
    }

    #[test]
    fn an_actual_of_more_than_ten_times_the_target_is_found() {
        assert_eq!(
            lines(&RULE, &sheet([one("10人", "1,628人")])),
            ["D18 warning 2 ① 2:6 実績値1,628が目標値10の10倍を超えています。"]
        );
        for (target, actual) in [("10人", "100人"), ("0人", "5人"), ("10人", "10,000人")] {
            assert_eq!(lines(&RULE, &sheet([one(target, actual)])), [""; 0]);
        }
    }

    #[test]
    fn a_target_worse_than_the_baseline_is_found_where_the_direction_is_declared() {
        let mut programme = one("10人", "12人");
        programme.kpis[0].baseline = baseline("11人");
        assert_eq!(lines(&RULE, &sheet([programme.clone()])), [""; 0]);
        programme.kpis[0].direction_source = DirectionSource::Declared;
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            ["D18 warning 2 ① 2:6 目標値が基準値より後退しています。"]
        );
    }

    #[test]
    fn a_target_that_was_reached_last_year_is_found() {
        let programme = one("10人", "R5:12人 R6:9人");
        let mut sheet = sheet([programme]);
        sheet.fiscal_year = enishi_domain::calendar::FiscalYear::new(2024);
        assert_eq!(
            lines(&RULE, &sheet),
            ["D18 warning 2 ① 2:6 前年度の実績値がすでに目標値を超えています。"]
        );
    }
}

//! N29: an actual far below its target, as if a digit were lost, or far from its own history.
#![doc = include_str!("n29_outlier.md")]

use enishi_domain::Decimal;
use enishi_domain::evaluation::Pair;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Direction;

use super::{Rule, n21_magnitude_slip};
use crate::comparison::{by_year, counts_things, pairs, shown};
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N29",
    severity: Severity::Warning,
    page: include_str!("n29_outlier.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let actual = entry.kpi.actual_value()?;
    if let Some(pair) = pairs(entry).iter().find(|pair| is_low(entry, pair)) {
        let finding = entry.finding_at(&RULE, actual, "low");
        let finding = finding.with("actual", shown(pair.figures.actual));
        return Some(finding.with("target", shown(pair.figures.target)));
    }
    let years = by_year(actual);
    let at = years
        .iter()
        .position(|(year, _)| Some(*year) == entry.evaluation.period)?;
    let (year, amount) = years[at];
    let earlier: Vec<Decimal> = years[..at].iter().map(|(_, amount)| *amount).collect();
    is_far(amount, &earlier).then(|| {
        let finding = entry.finding_at(&RULE, actual, "history");
        finding.with("year", year.short())
    })
}

/// 0 < A < 20 % of T in a count; a thousandth is N21's.
fn is_low(entry: &Entry<'_>, pair: &Pair<'_>) -> bool {
    let (target, actual) = (pair.figures.target, pair.figures.actual);
    let kind = pair.target.unit.kind();
    let five_times = actual.checked_mul(Decimal::from(5));
    entry.kpi.direction == Direction::Up
        && counts_things(&kind)
        && actual > Decimal::ZERO
        && five_times.is_some_and(|bound| bound < target)
        && n21_magnitude_slip::slip(pair.figures).is_none()
}

/// More than five times the highest, or less than a fifth of the lowest, of three or more years.
fn is_far(amount: Decimal, earlier: &[Decimal]) -> bool {
    let (Some(lowest), Some(highest)) = (earlier.iter().min(), earlier.iter().max()) else {
        return false;
    };
    let five_times = |amount: Decimal| amount.checked_mul(Decimal::from(5));
    earlier.len() >= 3
        && *lowest > Decimal::ZERO
        && amount > Decimal::ZERO
        && (five_times(*highest).is_some_and(|bound| amount > bound)
            || five_times(amount).is_some_and(|bound| bound < *lowest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(target: &str, actual: &str) -> Vec<String> {
        let mut sheet = sheet([programme("2", &[["就農者数", target, actual, "×"]])]);
        sheet.fiscal_year = enishi_domain::calendar::FiscalYear::new(2024);
        lines(&RULE, &sheet)
    }

    #[test]
    fn a_count_below_a_fifth_of_its_target_is_found() {
        assert_eq!(
            found("50人", "4人"),
            [
                "N29 warning 2 ① 2:7 実績値4は目標値50の2割に届きません。桁の落ちがないか確かめてください。"
            ]
        );
        for (target, actual) in [
            ("50人", "0人"),
            ("50人", "10人"),
            ("50%", "4%"),
            ("50人", "-"),
        ] {
            assert_eq!(found(target, actual), [""; 0], "{target} {actual}");
        }
    }

    #[test]
    fn a_year_far_from_those_before_is_found() {
        assert_eq!(
            found("50人", "R3:50人 R4:60人 R5:55人 R6:560人"),
            ["N29 warning 2 ① 2:7 R6の実績値がそれまでの年と大きく離れています。"]
        );
        assert_eq!(found("50人", "R3:50人 R4:60人 R5:55人 R6:58人"), [""; 0]);
    }
}

//! D19: targets that leap from one year to the next, or do not add up to the final one.
#![doc = include_str!("d19_target_jumps.md")]

use enishi_domain::Decimal;
use enishi_domain::figure::Value;
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::comparison::{by_year, shown, years_and_total};
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D19",
    severity: Severity::Warning,
    page: include_str!("d19_target_jumps.md"),
    check,
};

/// A year's target this many times the year before's, or as small a part of it, is a leap.
const LEAP: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let entries = sheet.entries.iter();
    entries
        .filter_map(|entry| judge_total(entry).or_else(|| judge_leap(entry)))
        .collect()
}

/// The increments by year beside their total: 「R5:10 R6:10 計30」, with the baseline or without.
fn judge_total(entry: &Entry<'_>) -> Option<Finding> {
    let target = entry.kpi.target_value()?;
    let (sum, total) = years_and_total(target)?;
    let baseline = entry.kpi.baseline_value();
    let before = baseline.and_then(Value::single_amount);
    let from_baseline = before.and_then(|before| before.checked_add(sum));
    if total == sum || Some(total) == from_baseline {
        return None;
    }
    let finding = entry.finding_at(&RULE, target, "total");
    Some(finding.with("sum", shown(sum)).with("total", shown(total)))
}

fn judge_leap(entry: &Entry<'_>) -> Option<Finding> {
    let target = entry.kpi.target_value()?;
    let years = by_year(target);
    let leaps = |(small, large): (Decimal, Decimal)| {
        let bound = small.checked_mul(LEAP);
        small > Decimal::ZERO && bound.is_some_and(|bound| large >= bound)
    };
    let leap = years.windows(2).find(|pair| {
        let (before, after) = (pair[0].1, pair[1].1);
        leaps((before.min(after), before.max(after)))
    })?;
    let finding = entry.finding_at(&RULE, target, "leap");
    let finding = finding.with("first", leap[0].0.short());
    let finding = finding.with("before", shown(leap[0].1));
    let finding = finding.with("second", leap[1].0.short());
    Some(finding.with("after", shown(leap[1].1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{baseline, lines, programme, sheet};

    fn found(target: &str, before: &str) -> Vec<String> {
        let mut programme = programme("1", &[["会員数", target, "5人", "×"]]);
        programme.kpis[0].baseline = baseline(before).filter(|_| !before.is_empty());
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn a_leap_of_five_times_is_found_upwards_and_downwards() {
        assert_eq!(
            found("R4:10人 R5:12人 R6:120人", ""),
            ["D19 warning 1 ① 2:6 目標値がR5の12からR6の120へ大きく変わっています。"]
        );
        assert_eq!(found("R5:100人 R6:10人", "").len(), 1);
        for target in [
            "R4:10人 R5:20人 R6:40人",
            "R5:0人 R6:10人",
            "R6:10人",
            "10人",
        ] {
            assert_eq!(found(target, ""), [""; 0], "{target}");
        }
    }

    #[test]
    fn increments_add_up_to_the_final_target_with_the_baseline_or_without() {
        let total =
            "D19 warning 1 ① 2:6 年度ごとの目標値を足すと20ですが、計は35と書かれています。";
        assert_eq!(found("R5:10人 R6:10人 計:35人", ""), [total]);
        assert_eq!(found("R5:10人 R6:10人 計:20人", ""), [""; 0]);
        assert_eq!(found("R5:10人 R6:10人 計:35人", "15人"), [""; 0]);
    }
}

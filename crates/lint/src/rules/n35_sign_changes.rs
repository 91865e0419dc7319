//! N35: baseline, target and actual lie on both sides of zero, so no ratio of them means anything.
#![doc = include_str!("n35_sign_changes.md")]

use enishi_domain::Decimal;
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::comparison::pairs;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N35",
    severity: Severity::Warning,
    page: include_str!("n35_sign_changes.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let actual = entry.kpi.actual_value()?;
    let changes = pairs(entry).iter().any(|pair| {
        let figures = pair.figures;
        let amounts = [figures.baseline, Some(figures.target), Some(figures.actual)];
        let any = |wanted: fn(&Decimal) -> bool| amounts.iter().flatten().any(wanted);
        any(|a| *a < Decimal::ZERO) && any(|a| *a > Decimal::ZERO)
    });
    changes.then(|| entry.finding_at(&RULE, actual, "both_signs"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn figures_on_both_sides_of_zero_are_found() {
        let found = |target, actual| {
            lines(
                &RULE,
                &sheet([programme("1", &[["社会増減", target, actual, "×"]])]),
            )
        };
        assert_eq!(
            found("20人", "-50人"),
            ["N35 warning 1 ① 2:7 基準値・目標値・実績値に正の数と負の数が混ざっています。"]
        );
        assert_eq!(found("-20人", "-50人"), [""; 0]);
        assert_eq!(found("20人", "0人"), [""; 0]);
    }
}

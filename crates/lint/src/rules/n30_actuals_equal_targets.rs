//! N30: all actuals of a programme equal their targets, as if they had been copied.
#![doc = include_str!("n30_actuals_equal_targets.md")]

use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::comparison::pairs;
use crate::sheet::{Entry, Sheet, of_programme};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N30",
    severity: Severity::Warning,
    page: include_str!("n30_actuals_equal_targets.md"),
    check,
};

/// Fewer equal pairs may well be chance.
const FEWEST: usize = 3;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let programmes = sheet.by_programme();
    programmes
        .filter_map(|(_, entries)| judge(entries))
        .collect()
}

fn judge(entries: &[Entry<'_>]) -> Option<Finding> {
    let pairs: Vec<_> = entries.iter().flat_map(pairs).collect();
    let equal = |figures: enishi_domain::rate::Figures| {
        figures.actual == figures.target && !figures.actual.is_zero()
    };
    let copied = pairs.len() >= FEWEST && pairs.iter().all(|pair| equal(pair.figures));
    let programme = entries.first()?.programme;
    copied.then(|| of_programme(&RULE, programme, "equal").with("count", pairs.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn three_actuals_equal_to_their_targets_are_found() {
        let equal = [["会員数", "5人", "5人", "○"]; 3];
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &equal)])),
            ["N30 warning 1 - 2:1 実績値3件がすべて目標値と同じです。"]
        );
        assert_eq!(lines(&RULE, &sheet([programme("1", &equal[..2])])), [""; 0]);
        let mut other = equal;
        other[2][2] = "6人";
        assert_eq!(lines(&RULE, &sheet([programme("1", &other)])), [""; 0]);
    }
}

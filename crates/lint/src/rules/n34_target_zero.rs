//! N34: the target of something that shall grow is zero.
#![doc = include_str!("n34_target_zero.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Direction;

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N34",
    severity: Severity::Warning,
    page: include_str!("n34_target_zero.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let target = entry.kpi.target_value()?;
    let zero = |amount: enishi_domain::Decimal| amount.is_zero();
    let any_zero = target
        .parts()
        .iter()
        .any(|part| part.quantity.amount().is_some_and(zero));
    let found = any_zero && entry.kpi.direction == Direction::Up;
    found.then(|| entry.finding_at(&RULE, target, "zero"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn a_target_of_zero_is_found_unless_less_is_better() {
        let mut programme = programme("1", &[["会員数", "0人", "5人", "○"]]);
        assert_eq!(
            lines(&RULE, &sheet([programme.clone()])),
            ["N34 warning 1 ① 2:6 増えるほどよい指標の目標値が0です。"]
        );
        programme.kpis[0].direction = Direction::Down;
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }
}

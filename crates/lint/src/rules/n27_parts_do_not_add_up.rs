//! N27: the parts of a count do not add up to its total, or an inner count exceeds the whole.
#![doc = include_str!("n27_parts_do_not_add_up.md")]

use enishi_domain::Decimal;
use enishi_domain::figure::{Part, UnitKind, Value};
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::comparison::{amount, counts_things, shown};
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N27",
    severity: Severity::Error,
    page: include_str!("n27_parts_do_not_add_up.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().flat_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Vec<Finding> {
    let kpi = entry.kpi;
    let values = [kpi.target_value(), kpi.actual_value()]
        .into_iter()
        .flatten();
    values
        .filter_map(|value| judge_value(entry, value))
        .collect()
}

fn judge_value(entry: &Entry<'_>, value: &Value) -> Option<Finding> {
    if let Some((sum, total)) = false_sum(value.parts()) {
        let finding = entry.finding_at(&RULE, value, "sum");
        return Some(finding.with("sum", shown(sum)).with("total", shown(total)));
    }
    let (inner, whole) = larger_inner(value.parts())?;
    let finding = entry.finding_at(&RULE, value, "inner");
    Some(
        finding
            .with("inner", shown(inner))
            .with("whole", shown(whole)),
    )
}

/// The parts' sum and the printed total, where they differ. Years, shares and averages do not add
/// up, and values of several years are not one sum.
fn false_sum(parts: &[Part]) -> Option<(Decimal, Decimal)> {
    let adds_up = |part: &Part| {
        let kind = part.unit.kind();
        counts_things(&kind) || matches!(kind, UnitKind::Money(_) | UnitKind::Area(_))
    };
    let first = parts.first()?;
    let same = |part: &Part| part.unit == first.unit && part.period == first.period;
    if !parts.iter().all(|part| adds_up(part) && same(part)) {
        return None;
    }
    let outer = parts.iter().filter(|part| !part.is_inner());
    let (totals, others): (Vec<&Part>, Vec<&Part>) = outer.partition(|part| is_total(part));
    let [total] = totals.as_slice() else {
        return None;
    };
    if others.len() < 2 {
        return None;
    }
    let mut amounts = others.iter().map(|part| amount(part));
    let sum = amounts.try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?))?;
    let total = amount(total)?;
    (sum != total).then_some((sum, total))
}

fn is_total(part: &Part) -> bool {
    part.label.is_none() || part.is_total()
}

fn larger_inner(parts: &[Part]) -> Option<(Decimal, Decimal)> {
    let inner = parts.iter().find(|part| part.is_inner())?;
    let whole = parts.iter().find(|part| part.label.is_none())?;
    let (inner, whole) = (amount(inner)?, amount(whole)?);
    (inner > whole).then_some((inner, whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(actual: &str) -> Vec<String> {
        lines(
            &RULE,
            &sheet([programme("1", &[["参加者数", "", actual, "○"]])]),
        )
    }

    #[test]
    fn parts_that_do_not_add_up_are_found() {
        assert_eq!(
            found("男:5人 女:6人 計:12人"),
            ["N27 error 1 ① 2:7 内訳の合計は11ですが、計は12です。"]
        );
    }

    #[test]
    fn an_inner_count_is_no_larger_than_the_whole() {
        let parts = |inner: i64| {
            let part = |label: Option<&str>, amount: i64| Part {
                label: label.map(str::to_owned),
                ..Part::exact(amount.into(), enishi_domain::figure::Unit::new("人"))
            };
            [part(None, 40), part(Some(Part::INNER), inner)]
        };
        assert_eq!(larger_inner(&parts(12)), None);
        assert_eq!(larger_inner(&parts(42)), Some((42.into(), 40.into())));
    }

    #[test]
    fn right_sums_and_what_does_not_add_up_are_left_alone() {
        for text in [
            "男:5人 女:6人 計:11人",
            "男:5人 女:6人",
            "男:18年 女:20年 計:19年",
            "5人",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}

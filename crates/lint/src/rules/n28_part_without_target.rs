//! N28: target and actual are not divided alike, so some part has no counterpart.
#![doc = include_str!("n28_part_without_target.md")]

use std::collections::BTreeSet;

use enishi_domain::figure::{Part, Quantity, Value};
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N28",
    severity: Severity::Error,
    page: include_str!("n28_part_without_target.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().flat_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Vec<Finding> {
    let kpi = entry.kpi;
    let (Some(target), Some(actual)) = (kpi.target_value(), kpi.actual_value()) else {
        return Vec::new();
    };
    if target.parts().is_empty() || actual.parts().is_empty() {
        return Vec::new();
    }
    let (aims, reached) = (labels(target), labels(actual));
    let mut findings = Vec::new();
    let without_target = joined(reached.difference(&aims));
    if !without_target.is_empty() {
        let message = if aims.is_empty() {
            "target_undivided"
        } else {
            "part_without_target"
        };
        let finding = entry.finding_at(&RULE, actual, message);
        findings.push(finding.with("parts", without_target));
    }
    let without_actual = joined(aims.difference(&reached));
    if !without_actual.is_empty() {
        let finding = entry.finding_at(&RULE, target, "part_without_actual");
        findings.push(finding.with("parts", without_actual));
    }
    findings
}

/// The labels of the parts; a total and an inner count are no parts that need a target.
fn labels(value: &Value) -> BTreeSet<&str> {
    let counts =
        |part: &&Part| !part.is_inner() && !part.is_total() && part.quantity != Quantity::MISSING;
    let counted = value.parts().iter().filter(counts);
    counted.filter_map(|part| part.label.as_deref()).collect()
}

fn joined<'a>(labels: impl Iterator<Item = &'a &'a str>) -> String {
    let labels: Vec<&str> = labels.copied().collect();
    labels.join("・")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(target: &str, actual: &str) -> Vec<String> {
        lines(
            &RULE,
            &sheet([programme("4", &[["健康寿命", target, actual, "×"]])]),
        )
    }

    #[test]
    fn a_part_without_a_target_is_found_at_the_actual() {
        assert_eq!(
            found("男:18.51年", "男:18.18年 女:20.29年"),
            ["N28 error 4 ① 2:7 実績値には「女」がありますが、目標値にありません。"]
        );
    }

    #[test]
    fn a_part_without_an_actual_or_an_undivided_target_is_found() {
        assert_eq!(
            found("男:18.51年 女:20年", "男:18.18年"),
            ["N28 error 4 ① 2:6 目標値には「女」がありますが、実績値にありません。"]
        );
        assert_eq!(
            found("18.51年", "女:18.18年 男:17年"),
            ["N28 error 4 ① 2:7 実績値は「女・男」に分かれていますが、目標値は分かれていません。"]
        );
    }

    #[test]
    fn values_divided_alike_are_clean() {
        for (target, actual) in [
            ("男:18年 女:20年", "女:21年 男:19年"),
            ("18年", "19年"),
            ("男:8人 女:9人", "男:8人 女:9人 計:17人"),
            ("", "男:8人"),
        ] {
            assert_eq!(found(target, actual), [""; 0], "{target} {actual}");
        }
    }
}

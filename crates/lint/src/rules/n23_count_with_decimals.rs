//! N23: people, cases or companies are counted in fractions.
#![doc = include_str!("n23_count_with_decimals.md")]

use enishi_domain::figure::Value;
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::comparison::counts_things;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N23",
    severity: Severity::Error,
    page: include_str!("n23_count_with_decimals.md"),
    check,
};

/// Labels of averages and densities.
const AVERAGES: &[&str] = &[
    "平均",
    "当たり",
    "当り",
    "あたり",
    "密度",
    "指数",
    "比",
    "率",
];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().flat_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Vec<Finding> {
    let kpi = entry.kpi;
    let label = kpi.name.text.as_str();
    if AVERAGES.iter().any(|word| label.contains(word)) {
        return Vec::new();
    }
    let values = [kpi.baseline_value(), kpi.target_value(), kpi.actual_value()];
    let broken = values.into_iter().flatten().filter(|v| is_broken(v));
    broken
        .map(|value| {
            entry
                .finding_at(&RULE, value, "decimals")
                .with("text", value.text.trim())
        })
        .collect()
}

fn is_broken(value: &Value) -> bool {
    value.parts().iter().any(|part| {
        let amount = part.quantity.amount();
        counts_things(&part.unit.kind()) && amount.is_some_and(|a| !a.fract().is_zero())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(name: &str, actual: &str) -> Vec<String> {
        lines(
            &RULE,
            &sheet([programme("1", &[[name, "80人", actual, "○"]])]),
        )
    }

    #[test]
    fn half_a_person_is_found_unless_it_is_an_average() {
        assert_eq!(
            found("利用者数", "12.5人"),
            ["N23 error 1 ① 2:7 数えるものに小数があります（12.5人）。"]
        );
        assert_eq!(found("1日当たりの利用者数", "12.5人"), [""; 0]);
        assert_eq!(found("利用者数", "12.0人"), [""; 0]);
        assert_eq!(found("就業者", "12.5%"), [""; 0]);
        assert_eq!(found("利用者アンケートの評価", "4.2点"), [""; 0]);
    }
}

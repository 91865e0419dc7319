//! R17: marks that are none of ○×-, such as ◎ △ A B; they are shown as printed.
#![doc = include_str!("r17_marks_of_another_scale.md")]

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::StatedMark;
use enishi_domain::verdict::StatedVerdict;

use super::Rule;
use crate::sheet::{Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R17",
    severity: Severity::Info,
    page: include_str!("r17_marks_of_another_scale.md"),
    check,
};

/// How many kinds of marks are named.
const MOST_NAMED: usize = 8;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let marks = sheet
        .year_sheet
        .kpis()
        .filter_map(|(_, kpi)| kpi.stated.as_ref());
    let others: Vec<&StatedMark> = marks
        .filter(|mark| mark.verdict == StatedVerdict::Other && !mark.text.trim().is_empty())
        .collect();
    let Some(first) = others.first() else {
        return Vec::new();
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for mark in &others {
        *counts.entry(mark.text.trim()).or_default() += 1;
    }
    let named = counts.iter().take(MOST_NAMED);
    let mut named: Vec<String> = named
        .map(|(text, count)| format!("{} {count}", excerpt(text)))
        .collect();
    if counts.len() > MOST_NAMED {
        named.push("…".to_owned());
    }
    let finding = RULE.finding("other").at(first.place.clone());
    vec![
        finding
            .with("count", others.len())
            .with("marks", named.join("、")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn marks_of_another_scale_are_told_once() {
        let kpis = [
            ["来場者数", "5人", "6人", "◎"],
            ["会員数", "5人", "6人", "△"],
            ["店舗数", "5店", "6店", "○"],
            ["相談件数", "5件", "6件", "△"],
        ];
        let found = lines(&RULE, &sheet([programme("1", &kpis)]));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("3件") && found[0].contains("△ 2、◎ 1"),
            "{found:?}"
        );
    }
}

//! S07: a number is written with inner blanks, full-width digits, mixed or misplaced separators.
#![doc = include_str!("s07_number_irregular.md")]

mod spelling;

use enishi_domain::finding::{Finding, Severity};

use self::spelling::{Fault, fault, respelled};
use super::Rule;
use crate::sheet::{Sheet, excerpt, of_programme};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S07",
    severity: Severity::Error,
    page: include_str!("s07_number_irregular.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for programme in sheet.programmes() {
        let Some(cost) = &programme.cost_settled else {
            continue;
        };
        findings.extend(judge(&cost.printed.text, |message| {
            let place = cost.printed.place.as_ref().or(programme.place.as_ref());
            of_programme(&RULE, programme, message).at(place.cloned())
        }));
    }
    for entry in &sheet.entries {
        let kpi = entry.kpi;
        let values = [kpi.baseline_value(), kpi.target_value(), kpi.actual_value()];
        let values = values.into_iter().flatten();
        let mut texts: Vec<_> = values.map(|value| (&value.text, &value.place)).collect();
        let rate = kpi.stated_rate.as_ref();
        texts.extend(rate.map(|rate| (&rate.text, &rate.place)));
        for (text, place) in texts {
            findings.extend(judge(text, |message| {
                entry
                    .finding(&RULE, message)
                    .at(entry.place(place.as_ref()))
            }));
        }
    }
    findings
}

fn judge(text: &str, finding: impl FnOnce(&'static str) -> Finding) -> Option<Finding> {
    let message = match fault(text)? {
        Fault::Blanks => "blanks",
        Fault::FullWidth => "full_width",
        Fault::Mixed => "mixed",
        Fault::Grouping => "grouping",
    };
    let text = text.trim();
    let finding = finding(message)
        .with("text", excerpt(text))
        .quoting(excerpt(text));
    Some(match respelled(text) {
        Some(repaired) => finding.repairing(text, repaired),
        None => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{cost, lines, programme, sheet};

    #[test]
    fn costs_and_values_with_inner_blanks_are_found_one_by_one() {
        let mut programme = programme("6", &[["寄付件数", "715,000人", "725, 929人", "○"]]);
        programme.cost_settled = cost("5, 292, 876円", Some(5_292_876));
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            [
                "S07 error 6 - 2:4 数値「5, 292, 876円」の途中に空白があります。",
                "S07 error 6 ① 2:7 数値「725, 929人」の途中に空白があります。",
            ]
        );
    }

    #[test]
    fn plain_numbers_are_left_alone() {
        let mut programme = programme("6", &[["寄付件数", "715,000人", "3 社", "○"]]);
        programme.cost_settled = cost("5,292,876円", Some(5_292_876));
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }
}

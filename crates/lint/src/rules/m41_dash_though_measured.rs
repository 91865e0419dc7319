//! M41: the mark is "-" though target and actual are both there.
#![doc = include_str!("m41_dash_though_measured.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::verdict::{StatedVerdict, Verdict};

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M41",
    severity: Severity::Error,
    page: include_str!("m41_dash_though_measured.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let mark = entry.kpi.stated.as_ref()?;
    let message = match (mark.verdict, entry.evaluation.verdict) {
        (StatedVerdict::Unmeasured, Verdict::Met) => "is_met",
        (StatedVerdict::Unmeasured, Verdict::Missed) => "is_missed",
        (
            StatedVerdict::Met
            | StatedVerdict::Missed
            | StatedVerdict::Unmeasured
            | StatedVerdict::Other,
            Verdict::Met | Verdict::Missed | Verdict::Unmeasured(_),
        ) => return None,
    };
    let finding = entry.finding(&RULE, message).at(entry.mark_place());
    Some(finding.quoting(mark.text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn a_dash_beside_comparable_numbers_is_found() {
        let found = |target, actual| {
            lines(
                &RULE,
                &sheet([programme("1", &[["会員数", target, actual, "-"]])]),
            )
        };
        assert_eq!(
            found("50人", "60人"),
            ["M41 error 1 ① 2:8 評価は「-」ですが、目標値も実績値もあり、達成しています。"]
        );
        assert_eq!(
            found("50人", "40人"),
            ["M41 error 1 ① 2:8 評価は「-」ですが、目標値も実績値もあり、達成していません。"]
        );
        assert_eq!(found("50人", "-"), [""; 0]);
        assert_eq!(found("", "0人"), [""; 0]);
    }
}

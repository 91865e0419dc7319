//! M42: a ○ or × that cannot be checked, because target or actual is missing.
#![doc = include_str!("m42_mark_without_figures.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::verdict::{Reason, StatedVerdict, Verdict};

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M42",
    severity: Severity::Error,
    page: include_str!("m42_mark_without_figures.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let entries = sheet.entries.iter();
    let found: Vec<_> = entries
        .filter_map(|entry| Some((entry, gap(entry)?)))
        .collect();
    // A sheet that prints no targets at all has one fault, and not as many as it has KPIs.
    let targets = sheet.entries.iter().any(|entry| entry.kpi.target.is_some());
    if let [(first, _), _, ..] = found.as_slice()
        && !targets
    {
        let finding = RULE.finding("no_targets").at(first.mark_place());
        return vec![finding.with("count", found.len())];
    }
    let finding = |(entry, message): (&Entry<'_>, &'static str)| {
        let mark = entry
            .kpi
            .stated
            .as_ref()
            .map_or("", |mark| mark.text.trim());
        let finding = entry.finding(&RULE, message).at(entry.mark_place());
        finding.with("mark", mark).quoting(mark)
    };
    found.into_iter().map(finding).collect()
}

/// What is missing, for a mark that says met or missed.
fn gap(entry: &Entry<'_>) -> Option<&'static str> {
    match entry.stated()? {
        StatedVerdict::Met | StatedVerdict::Missed => {}
        StatedVerdict::Unmeasured | StatedVerdict::Other => return None,
    }
    let Verdict::Unmeasured(reason) = entry.evaluation.verdict else {
        return None;
    };
    match reason {
        Reason::TargetMissing => Some("target"),
        Reason::ActualMissing => Some("actual"),
        Reason::BothMissing => Some("both"),
        Reason::InProgress
        | Reason::NotStarted
        | Reason::Discontinued
        | Reason::Suppressed
        | Reason::Illegible => Some("not_measured"),
        // The figures are there; why they cannot be compared is N20's and N28's.
        Reason::PartWithoutTarget | Reason::NotComparable | Reason::DefinitionChanged => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn marks_without_target_or_actual_are_found() {
        let kpis = [
            ["会員数", "", "46人", "○"],
            ["来場者数", "5人", "-", "×"],
            ["移住者数", "-", "-", "○"],
        ];
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &kpis)])),
            [
                "M42 error 1 ① 2:8 評価は「○」ですが、目標値がないので確かめられません。",
                "M42 error 1 ② 2:8 評価は「×」ですが、実績値がないので確かめられません。",
                "M42 error 1 ③ 2:8 評価は「○」ですが、目標値も実績値もないので確かめられません。",
            ]
        );
    }

    #[test]
    fn a_sheet_without_any_target_is_one_finding() {
        let kpis = [["会員数", "", "46人", "○"], ["来場者数", "", "6人", "×"]];
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &kpis)])),
            ["M42 error - - 2:8 目標値がどの指標にもなく、評価2件を確かめられません。"]
        );
    }

    #[test]
    fn dashes_and_checked_marks_are_clean() {
        let kpis = [["会員数", "", "0人", "-"], ["来場者数", "5人", "6人", "○"]];
        assert_eq!(lines(&RULE, &sheet([programme("1", &kpis)])), [""; 0]);
    }
}

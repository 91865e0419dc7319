//! M42: a ○ or × that cannot be checked, because target or actual is missing or says no amount.
#![doc = include_str!("m42_mark_without_figures.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::StatedMark;
use enishi_domain::verdict::{Reason, StatedVerdict, Verdict};
use enishi_domain::words::stated_mark;

use super::{Rule, n20_unit_differs};
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
        let finding = entry.finding(&RULE, message).at(entry.mark_place());
        match &entry.kpi.stated {
            Some(mark) => finding.with("mark", shown(mark)).quoting(mark.text.trim()),
            None => finding,
        }
    };
    found.into_iter().map(finding).collect()
}

/// The printed glyph; ○（「10」） where the mark was read into figures.
fn shown(mark: &StatedMark) -> String {
    let printed = mark.text.trim();
    match stated_mark(mark.verdict) {
        Some(read) if printed.chars().any(char::is_numeric) => format!("{read}（「{printed}」）"),
        _ => printed.to_owned(),
    }
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
        // Both figures stand there: the years of one have nothing in common with the other's.
        Reason::InProgress if has_amounts(entry) => Some("years"),
        Reason::InProgress
        | Reason::NotStarted
        | Reason::Discontinued
        | Reason::Suppressed
        | Reason::DefinitionChanged
        | Reason::Illegible => Some("not_measured"),
        // Units that differ are N20's, and parts without a target N28's.
        Reason::NotComparable => {
            let units = n20_unit_differs::difference(entry);
            units.is_none().then_some("not_comparable")
        }
        Reason::PartWithoutTarget => None,
    }
}

fn has_amounts(entry: &Entry<'_>) -> bool {
    let values = [entry.kpi.target_value(), entry.kpi.actual_value()];
    values
        .iter()
        .all(|value| value.is_some_and(|value| !value.parts().is_empty()))
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
                "M42 error 1 ① 2:8 評価は○ですが、目標値がないので確かめられません。",
                "M42 error 1 ② 2:8 評価は×ですが、実績値がないので確かめられません。",
                "M42 error 1 ③ 2:8 評価は○ですが、目標値も実績値もないので確かめられません。",
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

    #[test]
    fn figures_that_cannot_be_compared_are_found_where_no_other_rule_says_why() {
        let found = |target, actual| {
            let kpis = [["会員数", target, actual, "○"]];
            lines(&RULE, &sheet([programme("1", &kpis)]))
        };
        assert_eq!(
            found("増加", "46人"),
            ["M42 error 1 ① 2:8 評価は○ですが、目標値と実績値を比べられないので確かめられません。"]
        );
        assert_eq!(found("R5:40人", "R6:46人").len(), 1);
        assert_eq!(
            found("R7:40人", "R6:46人"),
            [
                "M42 error 1 ① 2:8 評価は○ですが、目標値と実績値に同じ年度の値がないので確かめられません。"
            ]
        );
        assert_eq!(found("5件", "46人"), [""; 0]);
        assert_eq!(found("男:5人", "男:6人 女:4人"), [""; 0]);
    }

    #[test]
    fn a_repaired_mark_is_shown_with_what_was_printed() {
        let mut programme = programme("1", &[["会員数", "5人", "-", "○"]]);
        if let Some(mark) = &mut programme.kpis[0].stated {
            mark.text = "10".to_owned();
        }
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            ["M42 error 1 ① 2:8 評価は○（「10」）ですが、実績値がないので確かめられません。"]
        );
    }
}

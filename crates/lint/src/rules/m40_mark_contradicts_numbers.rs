//! M40: the printed mark says met and the numbers say missed, or the other way round.
#![doc = include_str!("m40_mark_contradicts_numbers.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::DirectionSource;
use enishi_domain::verdict::{StatedVerdict, Verdict};

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M40",
    severity: Severity::Error,
    page: include_str!("m40_mark_contradicts_numbers.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let mark = entry.kpi.stated.as_ref()?;
    let assumed = entry.kpi.direction_source == DirectionSource::Assumed;
    let message = match (mark.verdict, entry.evaluation.verdict) {
        (StatedVerdict::Met, Verdict::Missed) if assumed => "met_or_falling",
        (StatedVerdict::Missed, Verdict::Met) if assumed => "missed_or_falling",
        (StatedVerdict::Met, Verdict::Missed) => "met",
        (StatedVerdict::Missed, Verdict::Met) => "missed",
        (
            StatedVerdict::Met
            | StatedVerdict::Missed
            | StatedVerdict::Unmeasured
            | StatedVerdict::Other,
            Verdict::Met | Verdict::Missed | Verdict::Unmeasured(_),
        ) => return None,
    };
    let text = |value: Option<&enishi_domain::figure::Value>| {
        value.map_or_else(String::new, |value| crate::sheet::excerpt(&value.text))
    };
    let finding = entry.finding(&RULE, message).at(entry.mark_place());
    let finding = finding.with("target", text(entry.kpi.target_value()));
    let finding = finding.with("actual", text(entry.kpi.actual_value()));
    Some(finding.quoting(mark.text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(target: &str, actual: &str, mark: &str, source: DirectionSource) -> Vec<String> {
        let mut programme = programme("1", &[["会員数", target, actual, mark]]);
        programme.kpis[0].direction_source = source;
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn a_mark_that_the_numbers_deny_is_found() {
        let declared = DirectionSource::Declared;
        assert_eq!(
            found("50人", "40人", "○", declared),
            ["M40 error 1 ① 2:8 評価は「達成」ですが、目標値50人に対し実績値は40人で未達成です。"]
        );
        assert_eq!(
            found("50人", "60人", "×", declared),
            ["M40 error 1 ① 2:8 評価は「未達成」ですが、目標値50人に対し実績値は60人で達成です。"]
        );
    }

    #[test]
    fn where_the_direction_is_assumed_it_may_be_the_fault() {
        assert_eq!(
            found("50人", "40人", "○", DirectionSource::Assumed),
            [
                "M40 error 1 ① 2:8 評価は「達成」ですが、目標値50人に対し実績値は40人です。\
                 減るほどよい指標なら、改善の方向を書いてください。"
            ]
        );
        assert_eq!(
            found("50人", "60人", "×", DirectionSource::Assumed).len(),
            1
        );
    }

    #[test]
    fn marks_that_agree_or_cannot_be_checked_are_left_alone() {
        let declared = DirectionSource::Declared;
        for (target, actual, mark) in [
            ("50人", "50人", "○"),
            ("50人", "49人", "×"),
            ("", "49人", "○"),
            ("50人", "49人", "△"),
            ("50人", "49人", ""),
        ] {
            assert_eq!(found(target, actual, mark, declared), [""; 0], "{mark}");
        }
    }
}

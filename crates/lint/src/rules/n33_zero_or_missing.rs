//! N33: zero, blank and "-" are not told apart.
#![doc = include_str!("n33_zero_or_missing.md")]

use enishi_domain::figure::{Missing, Value};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Actual;
use enishi_domain::verdict::StatedVerdict;

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N33",
    severity: Severity::Error,
    page: include_str!("n33_zero_or_missing.md"),
    check,
};

/// Words in a KPI's remarks that say its figure was not taken.
const NOT_TAKEN: &[&str] = &[
    "未計測",
    "未測定",
    "未調査",
    "未集計",
    "集計中",
    "調査中",
    "計測していない",
    "測定していない",
    "調査していない",
    "計測できな",
    "測定できな",
    "把握していない",
    "未公表",
];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let single = sheet.entries.iter().filter_map(judge);
    mixed_gaps(sheet).into_iter().chain(single).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let actual = entry.kpi.actual_value()?;
    if actual.text.contains("皆減") || actual.text.contains("皆増") {
        return Some(entry.finding_at(&RULE, actual, "all_gone"));
    }
    if !is_zero(actual) {
        return None;
    }
    let marked = entry.stated() == Some(StatedVerdict::Unmeasured);
    let word = not_taken(entry);
    let finding = match (marked, word) {
        (true, Some(word)) => {
            let finding = entry.finding_at(&RULE, actual, "zero_marked_and_said");
            finding.with("word", word)
        }
        // What the ledger counted is 0 for certain; "-" is then for want of a target.
        (true, None) if is_measured(entry) => return None,
        (true, None) => entry.finding_at(&RULE, actual, "zero_marked"),
        (false, Some(word)) => entry
            .finding_at(&RULE, actual, "zero_said")
            .with("word", word),
        (false, None) => return None,
    };
    Some(finding.with("text", actual.text.trim()))
}

fn is_measured(entry: &Entry<'_>) -> bool {
    matches!(entry.kpi.actual, Some(Actual::Measured(..)))
}

fn is_zero(value: &Value) -> bool {
    let zero = |amount: Option<enishi_domain::Decimal>| amount.is_some_and(|a| a.is_zero());
    !value.parts().is_empty()
        && value
            .parts()
            .iter()
            .all(|part| zero(part.quantity.amount()))
}

fn not_taken(entry: &Entry<'_>) -> Option<&'static str> {
    let own = entry.kpi.remarks.as_ref();
    // Remarks without numbers speak of this KPI only where there is no other.
    let alone = entry.programme.kpis.len() == 1;
    let remarks = own.or_else(|| entry.programme.remarks.as_ref().filter(|_| alone))?;
    let said = |word: &&&str| remarks.text.contains(**word);
    NOT_TAKEN.iter().find(said).copied()
}

/// Where some actuals are blank and others "-", nobody can say what a blank means. One finding for
/// the sheet.
fn mixed_gaps(sheet: &Sheet<'_>) -> Option<Finding> {
    let gaps = sheet.entries.iter().filter_map(|entry| {
        let actual = entry.kpi.actual_value()?;
        Some((entry, actual, actual.missing()?))
    });
    let of = |reason: Missing| gaps.clone().filter(move |(_, _, gap)| *gap == reason);
    let (blank, dash) = (of(Missing::Blank).count(), of(Missing::Dash).count());
    let (entry, value, _) = of(Missing::Blank).next()?;
    (dash > 0).then(|| {
        let place = entry.place(value.place.as_ref());
        let finding = RULE.finding("mixed").at(place);
        finding.with("blanks", blank).with("dashes", dash)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::engagement::Position;
    use enishi_domain::kpi::Printed;
    use enishi_domain::measurement::{Evidence, FigureStatus};

    #[test]
    fn a_zero_that_was_not_measured_is_found() {
        let mut programme = programme("6", &[["会員数", "", "0人", "-"]]);
        assert_eq!(
            lines(&RULE, &sheet([programme.clone()])),
            ["N33 error 6 ① 2:7 実績値は「0人」ですが、評価は「-」です。"]
        );
        programme.kpis[0].remarks = Some(Printed::new("翌年度に始めるため未計測。"));
        assert_eq!(
            lines(&RULE, &sheet([programme.clone()])),
            ["N33 error 6 ① 2:7 実績値は「0人」ですが、\
                 評価は「-」で、説明には「未計測」とあります。"]
        );
        programme.kpis[0].stated = None;
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            ["N33 error 6 ① 2:7 実績値は「0人」ですが、説明には「未計測」とあります。"]
        );
    }

    #[test]
    fn a_zero_that_the_ledger_counted_may_have_no_target() {
        let mut programme = programme("6", &[["会員数", "", "0人", "-"]]);
        let Some(Actual::Stated(value)) = programme.kpis[0].actual.take() else {
            panic!("a sheet states it");
        };
        let evidence = Evidence {
            count: 0,
            as_of: Position(1),
            status: FigureStatus::Frozen,
            corrections: None,
        };
        programme.kpis[0].actual = Some(Actual::Measured(value, evidence));
        assert_eq!(lines(&RULE, &sheet([programme.clone()])), [""; 0]);
        programme.kpis[0].remarks = Some(Printed::new("未計測。"));
        assert_eq!(lines(&RULE, &sheet([programme])).len(), 1, "said otherwise");
    }

    #[test]
    fn a_zero_that_was_counted_is_clean() {
        let mut programme = programme("4", &[["組織数", "1地域", "0地域", "×"]]);
        programme.kpis[0].remarks = Some(Printed::new("立ち上げに至らなかった。"));
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }

    #[test]
    fn blanks_beside_dashes_are_one_finding() {
        let kpis = [
            ["会員数", "5人", "空欄", ""],
            ["来場者数", "5人", "-", ""],
            ["移住者数", "5人", "空欄", ""],
        ];
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &kpis)])),
            ["N33 error - - 2:7 実績値に空欄（2か所）と「-」（1か所）が混ざっています。"]
        );
        assert_eq!(lines(&RULE, &sheet([programme("1", &kpis[..1])])), [""; 0]);
    }

    #[test]
    fn a_word_for_a_change_from_or_to_nothing_is_no_figure() {
        let programme = programme("1", &[["会員数", "5人", "皆減", "×"]]);
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            ["N33 error 1 ① 2:7 「皆減」「皆増」は増減の書き方で、実績値ではありません。"]
        );
    }
}

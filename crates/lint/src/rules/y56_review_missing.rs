//! Y56: the outside review is missing or late, or improvements were not published.
#![doc = include_str!("y56_review_missing.md")]

use enishi_domain::background::Verification;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::Sheet;

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y56",
    severity: Severity::Warning,
    page: include_str!("y56_review_missing.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let Some(verification) = sheet.background.verification else {
        return Vec::new();
    };
    let review = judge_review(verification, sheet.year_sheet.fiscal_year);
    let missed = sheet.entries.iter().any(super::m45_no_cause::is_missed);
    let silent = missed && verification.improvements_published.is_none();
    let improvements = silent.then(|| RULE.finding("improvements_missing"));
    review.into_iter().chain(improvements).collect()
}

fn judge_review(verification: Verification, year: Option<FiscalYear>) -> Option<Finding> {
    let Some(reviewed) = verification.reviewed else {
        return Some(RULE.finding("review_missing"));
    };
    if let Some(published) = verification.published.filter(|day| *day < reviewed) {
        let finding = RULE.finding("review_late").with("reviewed", reviewed);
        return Some(finding.with("published", published));
    }
    let year = year.filter(|year| reviewed <= year.last_day())?;
    let finding = RULE.finding("review_early").with("reviewed", reviewed);
    Some(finding.with("year", year.short()))
}

#[cfg(test)]
mod tests {
    use enishi_domain::background::Background;
    use enishi_domain::calendar::parse_day;

    use super::*;
    use crate::handmade::{lines, lines_knowing, programme, sheet};

    fn found(reviewed: &str, published: &str, improvements: &str) -> Vec<String> {
        let day = |text: &str| parse_day(text).ok();
        let background = Background {
            verification: Some(Verification {
                reviewed: day(reviewed),
                published: day(published),
                improvements_published: day(improvements),
            }),
            ..Background::default()
        };
        let mut sheet = sheet([programme("1", &[["会員数", "5人", "4人", "×"]])]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
        sheet.fiscal_year = FiscalYear::new(2024);
        lines_knowing(&RULE, &sheet, &background)
    }

    #[test]
    fn a_review_comes_after_the_year_and_before_publication() {
        assert_eq!(found("R7.7.10", "R7.9.1", "R7.9.1"), [""; 0]);
        assert_eq!(
            found("R7.10.1", "R7.9.1", "R7.10.1"),
            ["Y56 warning - - - 外部有識者等の検証（2025-10-01）が公表（2025-09-01）のあとです。"]
        );
        assert_eq!(
            found("R7.2.1", "R7.9.1", "R7.9.1"),
            [
                "Y56 warning - - - 外部有識者等の検証（2025-02-01）が、R6の終わる前に行われています。"
            ]
        );
        assert_eq!(
            found("", "R7.9.1", ""),
            [
                "Y56 warning - - - 外部有識者等による検証の日付がありません。",
                "Y56 warning - - - 未達成の指標がありますが、改善点を公表した日付がありません。",
            ]
        );
    }
}

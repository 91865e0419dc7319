//! Y52: an era's year and a western year contradict each other, or the year or day does not exist.
#![doc = include_str!("y52_era_inconsistent.md")]

mod dates;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::{Finding, Severity};

use self::dates::{Fault, faults};
use super::Rule;
use crate::sheet::{Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y52",
    severity: Severity::Error,
    page: include_str!("y52_era_inconsistent.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    // Plans made before 2019 count the years to come as 平成35年 and so on, and rightly so.
    let after_heisei = sheet.year_sheet.fiscal_year >= FiscalYear::new(2019);
    let title = sheet.year_sheet.title.as_deref().unwrap_or_default();
    let mut findings: Vec<Finding> = faults(title, after_heisei)
        .iter()
        .map(|fault| told(RULE.finding(message(fault)), fault))
        .collect();
    for passage in sheet.passages() {
        for fault in faults(&passage.printed.text, after_heisei) {
            findings.push(told(passage.finding(&RULE, message(&fault)), &fault));
        }
    }
    findings
}

fn message(fault: &Fault) -> &'static str {
    match fault {
        Fault::Contradiction { .. } => "contradiction",
        Fault::NoSuchYear { .. } => "no_such_year",
        Fault::NoSuchDay { .. } => "no_such_day",
    }
}

fn told(finding: Finding, fault: &Fault) -> Finding {
    let (Fault::Contradiction { text, .. }
    | Fault::NoSuchYear { text }
    | Fault::NoSuchDay { text }) = fault;
    let finding = finding.with("text", excerpt(text)).quoting(excerpt(text));
    match fault {
        Fault::Contradiction { western, .. } => finding.with("western", western),
        Fault::NoSuchYear { .. } | Fault::NoSuchDay { .. } => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::Printed;

    #[test]
    fn years_that_contradict_each_other_are_found_where_they_stand() {
        let mut programme = programme("1", &[]);
        let text = "令和6年度（2023年度）に始め、令和6年13月に終えた。";
        programme.remarks = Some(Printed::new(text));
        let mut sheet = sheet([programme]);
        sheet.title = Some("昭和65年度の事業".to_owned());
        assert_eq!(
            lines(&RULE, &sheet),
            [
                "Y52 error 1 - 2:9 「令和6年度（2023年度）」の和暦と西暦が合いません（和暦なら2024年）。",
                "Y52 error 1 - 2:9 「令和6年13月」という日はありません。",
                "Y52 error - - - 「昭和65年」という年はありません。",
            ]
        );
    }

    #[test]
    fn right_dates_are_clean() {
        let mut programme = programme("1", &[]);
        programme.remarks = Some(Printed::new("令和6年度（2024年度）、令和元年5月1日。"));
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }
}

//! M45: a KPI was missed, and neither cause nor improvement is written.
#![doc = include_str!("m45_no_cause.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::verdict::{StatedVerdict, Verdict};

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M45",
    severity: Severity::Warning,
    page: include_str!("m45_no_cause.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let missed: Vec<_> = sheet
        .entries
        .iter()
        .filter(|entry| is_missed(entry))
        .collect();
    let silent = missed.iter().filter(|entry| entry.remarks().is_none());
    // A sheet without that column lacks it once.
    if missed.len() > 1 && !sheet.entries.iter().any(has_remarks) {
        return vec![RULE.finding("nowhere").with("count", missed.len())];
    }
    let found = silent.map(|entry| entry.finding(&RULE, "missing"));
    found.collect()
}

/// What the sheet itself says, or where it prints no mark, what its numbers say.
pub fn is_missed(entry: &Entry<'_>) -> bool {
    match entry.stated() {
        Some(stated) => stated == StatedVerdict::Missed,
        None => entry.evaluation.verdict == Verdict::Missed,
    }
}

fn has_remarks(entry: &Entry<'_>) -> bool {
    entry.kpi.remarks.is_some() || entry.programme.remarks.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::Printed;

    const KPIS: [[&str; 4]; 2] = [
        ["会員数", "50人", "40人", "×"],
        ["来場者数", "9人", "8人", "×"],
    ];

    #[test]
    fn a_missed_kpi_without_a_word_is_found() {
        let mut programme = programme("1", &KPIS);
        programme.kpis[0].remarks = Some(Printed::new("周知の時期が遅れた。"));
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            ["M45 warning 1 ② 2:5 未達成ですが、要因も改善点も書かれていません。"]
        );
    }

    #[test]
    fn remarks_without_numbers_speak_of_all_kpis() {
        let mut programme = programme("1", &KPIS);
        programme.remarks = Some(Printed::new("周知の時期が遅れた。"));
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }

    #[test]
    fn a_sheet_without_remarks_is_one_finding() {
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &KPIS)])),
            [
                "M45 warning - - - 未達成の指標が2件ありますが、要因も改善点もどこにも書かれていません。"
            ]
        );
    }
}

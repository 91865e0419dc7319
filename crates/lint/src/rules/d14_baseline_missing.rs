//! D14: a KPI has no baseline, so nobody can say whether things are better than before.
#![doc = include_str!("d14_baseline_missing.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Accumulation;

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D14",
    severity: Severity::Warning,
    page: include_str!("d14_baseline_missing.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    // What counts from the programme's beginning, or is done by a day, has no figure before it.
    let needs_one = |entry: &&Entry<'_>| {
        !matches!(
            entry.kpi.accumulation,
            Accumulation::Increment | Accumulation::Milestone
        )
    };
    let entries: Vec<_> = sheet.entries.iter().filter(needs_one).collect();
    let lacking: Vec<_> = entries.iter().filter(|entry| lacks(entry)).collect();
    if lacking.is_empty() {
        return Vec::new();
    }
    if lacking.len() == entries.len() && entries.len() > 1 {
        return vec![RULE.finding("nowhere").with("kpis", lacking.len())];
    }
    let found = lacking.iter().map(|entry| entry.finding(&RULE, "missing"));
    found.collect()
}

fn lacks(entry: &Entry<'_>) -> bool {
    let baseline = entry.kpi.baseline_value();
    baseline.is_none_or(|value| value.parts().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{baseline, lines, programme, sheet};

    #[test]
    fn a_sheet_without_baselines_is_one_finding_and_a_gap_is_its_own() {
        let kpis = [
            ["来場者数", "5人", "6人", "○"],
            ["会員数", "5人", "6人", "○"],
        ];
        let mut programme = programme("1", &kpis);
        assert_eq!(
            lines(&RULE, &sheet([programme.clone()])),
            ["D14 warning - - - 基準値（事業開始前の値）がどの指標にもありません（2件）。"]
        );
        programme.kpis[0].baseline = baseline("4人");
        assert_eq!(
            lines(&RULE, &sheet([programme.clone()])),
            ["D14 warning 1 ② 2:5 基準値（事業開始前の値）がありません。"]
        );
        programme.kpis[1].baseline = baseline("3人");
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }
}

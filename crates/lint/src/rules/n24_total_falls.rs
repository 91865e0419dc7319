//! N24: a running total is lower than the year before.
#![doc = include_str!("n24_total_falls.md")]

use enishi_domain::figure::UnitKind;
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::comparison::running_step;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N24",
    severity: Severity::Error,
    page: include_str!("n24_total_falls.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let name = &entry.kpi.name.text;
    // A total that starts anew every year may fall, and so may a ratio of totals.
    if name.contains("年間") || entry.kpi.unit.kind() == UnitKind::Share {
        return None;
    }
    let (actual, [before, year]) = running_step(entry, |before, after| after < before)?;
    let finding = entry.finding_at(&RULE, actual, "falls");
    let finding = finding.with("year", year.short());
    Some(finding.with("before", before.short()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_domain::kpi::Accumulation;

    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn a_running_total_does_not_fall() {
        let mut programme = programme("1", &[["移住者数（累計）", "9人", "R5:8人 R6:7人", "×"]]);
        assert_eq!(lines(&RULE, &sheet([programme.clone()])), [""; 0]);
        programme.kpis[0].accumulation = Accumulation::RunningTotal;
        for (name, values) in [
            ("年間累計ページビュー", "R5:8件 R6:7件"),
            ("累計の達成割合", "R5:8% R6:7%"),
        ] {
            let mut other = crate::handmade::programme("1", &[[name, "9", values, "×"]]);
            other.kpis[0].accumulation = Accumulation::RunningTotal;
            assert_eq!(lines(&RULE, &sheet([other])), [""; 0], "{name}");
        }
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            ["N24 error 1 ① 2:7 累計なのに、R6がR5より減っています。"]
        );
    }
}

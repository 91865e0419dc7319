//! N31: an actual of a year after the sheet's own, after the last target, or before the baseline.
#![doc = include_str!("n31_actual_of_a_later_year.md")]

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Value;
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N31",
    severity: Severity::Error,
    page: include_str!("n31_actual_of_a_later_year.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let year = sheet.year_sheet.fiscal_year;
    let entries = sheet.entries.iter();
    entries.filter_map(|entry| judge(entry, year)).collect()
}

fn judge(entry: &Entry<'_>, sheet_year: Option<FiscalYear>) -> Option<Finding> {
    let actual = entry.kpi.actual_value()?;
    let earliest = years(actual).min()?;
    let latest = years(actual).max()?;
    if let Some(sheet_year) = sheet_year.filter(|year| latest > *year) {
        let finding = entry.finding_at(&RULE, actual, "later");
        let finding = finding.with("year", latest.short());
        return Some(finding.with("sheet_year", sheet_year.short()));
    }
    // The baseline's year is the last one before the programme.
    let before = entry
        .kpi
        .baseline_value()
        .and_then(|value| years(value).min());
    if let Some(before) = before.filter(|before| earliest < *before) {
        let finding = entry.finding_at(&RULE, actual, "before");
        let finding = finding.with("year", earliest.short());
        return Some(finding.with("baseline_year", before.short()));
    }
    let targets = entry.kpi.target_value()?;
    // A target dated once may be of a year within the period, and says nothing of its end.
    let mut dated: Vec<FiscalYear> = years(targets).collect();
    dated.dedup();
    let last = dated.iter().max().filter(|_| dated.len() > 1)?;
    (latest > *last).then(|| {
        let finding = entry.finding_at(&RULE, actual, "after");
        let finding = finding.with("year", latest.short());
        finding.with("last_year", last.short())
    })
}

fn years(value: &Value) -> impl Iterator<Item = FiscalYear> {
    value.parts().iter().filter_map(|part| part.period)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{baseline, lines, programme, sheet};

    #[test]
    fn an_actual_of_a_year_to_come_is_found() {
        let kpis = [["会員数", "5人", "R6:5人 R7:6人", "○"]];
        let mut sheet = sheet([programme("1", &kpis)]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
        sheet.fiscal_year = FiscalYear::new(2024);
        assert_eq!(
            lines(&RULE, &sheet),
            ["N31 error 1 ① 2:7 R6のシートに、R7の実績値があります。"]
        );
        sheet.fiscal_year = FiscalYear::new(2025);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
    }

    #[test]
    fn an_actual_before_the_baseline_or_after_the_last_target_is_found() {
        let found = |target, actual, before: &str| {
            let mut programme = programme("1", &[["会員数", target, actual, "○"]]);
            programme.kpis[0].baseline = baseline(before);
            lines(&RULE, &sheet([programme]))
        };
        assert_eq!(
            found("R5:5人 R6:6人", "R6:6人 R7:7人", "-"),
            ["N31 error 1 ① 2:7 目標値は最後がR6ですが、R7の実績値があります。"]
        );
        assert_eq!(
            found("R5:5人 R6:6人", "R3:1人 R6:6人", "R4:3人"),
            ["N31 error 1 ① 2:7 基準値のR4より前の、R3の実績値があります。"]
        );
        for (target, actual, before) in [
            ("R5:5人 R6:6人", "R4:3人 R5:4人 R6:6人", "R4:3人"),
            ("R6:6人", "R6:6人 R7:7人", "-"),
            ("6人", "R6:6人 R7:7人", "-"),
        ] {
            assert_eq!(found(target, actual, before), [""; 0], "{target} {actual}");
        }
    }
}

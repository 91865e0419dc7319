//! Y53: KPIs of a sheet are evaluated for another year than the sheet's own.
#![doc = include_str!("y53_year_differs.md")]

use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::{Entry, Sheet, listed};

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y53",
    severity: Severity::Warning,
    page: include_str!("y53_year_differs.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let Some(year) = sheet.year_sheet.fiscal_year else {
        return Vec::new();
    };
    let other = |entry: &&Entry<'_>| entry.evaluation.period.is_some_and(|period| period != year);
    let others: Vec<String> = sheet
        .entries
        .iter()
        .filter(other)
        .map(Entry::reference)
        .collect();
    if others.is_empty() {
        return Vec::new();
    }
    let finding = RULE.finding("other_year").with("year", year.short());
    let finding = finding.with("count", others.len());
    vec![finding.with("kpis", listed(&others))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::calendar::FiscalYear;

    #[test]
    fn kpis_that_have_figures_of_another_year_only_are_one_finding() {
        let kpis = [
            ["会員数", "R5:5人", "R5:6人", "○"],
            ["来場者数", "5人", "6人", "○"],
        ];
        let mut sheet = sheet([programme("1", &kpis)]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
        sheet.fiscal_year = FiscalYear::new(2024);
        assert_eq!(
            lines(&RULE, &sheet),
            ["Y53 warning - - - R6の値がなく、ほかの年度の値で評価した指標が1件あります（1-①）。"]
        );
    }
}

//! N31: an actual is given for a year after the sheet's own.
#![doc = include_str!("n31_actual_of_a_later_year.md")]

use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::Sheet;

/// The rule.
pub const RULE: Rule = Rule {
    code: "N31",
    severity: Severity::Error,
    page: include_str!("n31_actual_of_a_later_year.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let Some(year) = sheet.year_sheet.fiscal_year else {
        return Vec::new();
    };
    let found = sheet.entries.iter().filter_map(|entry| {
        let actual = entry.kpi.actual_value()?;
        let latest = actual.parts().iter().filter_map(|part| part.period).max()?;
        let finding = || {
            entry
                .finding_at(&RULE, actual, "later")
                .with("year", latest.short())
        };
        (latest > year).then(|| finding().with("sheet_year", year.short()))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::calendar::FiscalYear;

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
}

//! M48: a KPI could not be measured two years running.
#![doc = include_str!("m48_unmeasured_two_years.md")]

use enishi_domain::calendar::FiscalYear;
use enishi_domain::comparison::Comparison;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::verdict::{StatedVerdict, Verdict};

use super::Rule;
use crate::comparison::by_year;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M48",
    severity: Severity::Warning,
    page: include_str!("m48_unmeasured_two_years.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let Some(year) = sheet.year_sheet.fiscal_year else {
        return Vec::new();
    };
    let entries = sheet.entries.iter();
    entries.filter_map(|entry| judge(entry, year)).collect()
}

/// Targets by year, and actuals by year that lack the sheet's year and the one before it.
fn judge(entry: &Entry<'_>, year: FiscalYear) -> Option<Finding> {
    let (target, actual) = (entry.kpi.target_value()?, entry.kpi.actual_value()?);
    let before = year.previous()?;
    let aims = by_year(target);
    let due = |year| aims.iter().any(|(dated, _)| *dated == year);
    let measured = actual.parts().iter().filter_map(|part| part.period);
    let last = measured.max()?;
    (due(year) && due(before) && last < before).then(|| {
        let finding = entry.finding_at(&RULE, actual, "by_year");
        let finding = finding.with("first", before.short());
        finding.with("last", year.short())
    })
}

/// What two years' sheets say of the same KPIs.
pub(crate) fn of_years(
    comparison: &Comparison,
    last: &Sheet<'_>,
    this: &Sheet<'_>,
) -> Vec<Finding> {
    let [olds, news] = [last, this].map(|sheet| -> Vec<&[Entry<'_>]> {
        sheet.by_programme().map(|(_, entries)| entries).collect()
    });
    let found = comparison.kept.iter().filter_map(|kept| {
        let before = olds.get(kept.last.0)?.get(kept.last.1)?;
        let now = news.get(kept.this.0)?.get(kept.this.1)?;
        (is_unmeasured(before) && is_unmeasured(now))
            .then(|| now.finding(&RULE, "again").at(now.mark_place()))
    });
    found.collect()
}

/// What the sheet itself says, or where it prints no mark, what its numbers say.
fn is_unmeasured(entry: &Entry<'_>) -> bool {
    match entry.stated() {
        Some(stated) => stated == StatedVerdict::Unmeasured,
        None => matches!(entry.evaluation.verdict, Verdict::Unmeasured(_)),
    }
}

#[cfg(test)]
mod tests {
    use enishi_domain::background::Background;
    use enishi_domain::comparison::compare;
    use enishi_domain::evaluation::evaluate_sheet;
    use enishi_domain::year_sheet::YearSheet;

    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use crate::wording::line;

    fn year(marks: [&str; 2]) -> YearSheet {
        let [first, second] = marks;
        sheet([
            programme("1", &[["来場者数", "5人", "4人", "×"]]),
            programme(
                "2",
                &[["会員数", "5人", "-", first], ["加入率", "", "5%", second]],
            ),
        ])
    }

    fn found(last: &YearSheet, this: &YearSheet) -> Vec<String> {
        let evaluations = [last, this].map(evaluate_sheet);
        let background = Background::default();
        let [last_seen, this_seen] = [(last, &evaluations[0]), (this, &evaluations[1])]
            .map(|(sheet, evaluation)| Sheet::new(sheet, evaluation, &background));
        let findings = of_years(&compare(last, this), &last_seen, &this_seen);
        findings.iter().map(line).collect()
    }

    #[test]
    fn a_kpi_unmeasured_in_both_sheets_is_found() {
        let again = "M48 warning 2 ① 3:8 前年度に続いて測定できていません。";
        assert_eq!(found(&year(["-", "○"]), &year(["-", "-"])), [again]);
        assert_eq!(found(&year(["", "○"]), &year(["-", "○"])), [again]);
        assert_eq!(found(&year(["○", "-"]), &year(["-", "○"])), [""; 0]);
    }

    #[test]
    fn years_without_actuals_are_found_within_a_sheet() {
        let mut sheet = sheet([programme(
            "1",
            &[["会員数", "R4:5人 R5:5人 R6:6人", "R4:5人", "-"]],
        )]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
        sheet.fiscal_year = FiscalYear::new(2024);
        assert_eq!(
            lines(&RULE, &sheet),
            ["M48 warning 1 ① 2:7 R5とR6の目標値がありますが、どちらの実績値もありません。"]
        );
        sheet.fiscal_year = FiscalYear::new(2023);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
    }
}

//! S09: a value stands alone in a row below a KPI that lacks it, as merged cells leave it behind.
#![doc = include_str!("s09_value_below_its_row.md")]

use std::collections::BTreeMap;

use enishi_domain::figure::{Missing, Value};
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Kpi;
use enishi_domain::words::ClosedSet;
use enishi_domain::year_sheet::{Column, Unassigned};

use super::Rule;
use crate::sheet::{Entry, Sheet, excerpt, of_programme_at};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S09",
    severity: Severity::Warning,
    page: include_str!("s09_value_below_its_row.md"),
    check,
};

/// The only KPI of each row; none where a row has several, as nobody knows whose a value is then.
type Rows<'s, 'a> = BTreeMap<(Option<&'a str>, u32), Option<&'s Entry<'a>>>;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let texts = &sheet.year_sheet.unassigned;
    if texts.is_empty() {
        return Vec::new();
    }
    let mut rows = Rows::new();
    for entry in &sheet.entries {
        if let Some(place) = &entry.kpi.name.place {
            let row = rows.entry((place.sheet.as_deref(), place.row));
            row.and_modify(|only| *only = None).or_insert(Some(entry));
        }
    }
    texts.iter().filter_map(|text| judge(&rows, text)).collect()
}

fn judge(rows: &Rows<'_, '_>, text: &Unassigned) -> Option<Finding> {
    let place = text.place.as_ref()?;
    let page = place.sheet.as_deref();
    let above = rows.range((page, 0)..(page, place.row)).next_back()?;
    let Entry { programme, kpi, .. } = (*above.1)?;
    let named = text.programme.as_deref();
    if named.is_some_and(|no| no != programme.no) || !lacks(kpi, text.column) {
        return None;
    }
    let quote = excerpt(&text.text);
    let finding = of_programme_at(&RULE, programme, "above", Some(place)).of_kpi(kpi.no);
    let finding = finding.with("text", &quote).with("kpi", kpi.no.circled());
    let finding = finding.with("column", text.column.word());
    Some(finding.quoting(quote))
}

fn lacks(kpi: &Kpi, column: Column) -> bool {
    let blank = |value: Option<&Value>| {
        value.is_none_or(|value| matches!(value.missing(), Some(Missing::Blank | Missing::Dash)))
    };
    match column {
        Column::Baseline => blank(kpi.baseline_value()),
        Column::Target => blank(kpi.target_value()),
        Column::Actual => blank(kpi.actual_value()),
        Column::Mark => kpi.stated.is_none(),
        Column::Rate => kpi.stated_rate.is_none(),
        Column::ProgrammeNo
        | Column::ProgrammeName
        | Column::Overview
        | Column::CostSettled
        | Column::KpiNo
        | Column::KpiName
        | Column::Unit
        | Column::Direction
        | Column::Accumulation
        | Column::TargetMonth
        | Column::Remarks
        | Column::Departments
        | Column::FiscalYear
        | Column::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use enishi_domain::grid::Place;

    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(actual: &str, column: Column, row: u32) -> Vec<String> {
        let kpis = [["会員数", "50人", actual, "×"]];
        let mut sheet = sheet([programme("1", &kpis)]);
        sheet.unassigned.push(Unassigned {
            programme: Some("1".to_owned()),
            column,
            text: "40人".to_owned(),
            place: Some(Place::new(row, 7)),
        });
        lines(&RULE, &sheet)
    }

    #[test]
    fn a_value_in_the_row_below_is_found_where_the_kpi_lacks_it() {
        assert_eq!(
            found("", Column::Actual, 3),
            ["S09 warning 1 ① 3:7 「40人」は、上の行の指標①にない実績値と思われます。"]
        );
        assert_eq!(found("39人", Column::Actual, 3), [""; 0]);
        assert_eq!(found("", Column::Target, 3), [""; 0]);
        assert_eq!(found("", Column::Actual, 2), [""; 0]);
    }
}

//! S01: a programme has another number of targets, actuals or marks than of KPIs.
#![doc = include_str!("s01_counts_differ.md")]

use std::collections::BTreeMap;

use enishi_domain::figure::Value;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::grid::Place;
use enishi_domain::kpi::Kpi;
use enishi_domain::year_sheet::{Column, Programme, Unassigned, YearSheet};

use super::Rule;
use crate::sheet::{Sheet, of_programme};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S01",
    severity: Severity::Error,
    page: include_str!("s01_counts_differ.md"),
    check,
};

/// A column whose entries are counted against the KPIs.
struct Counted {
    column: Column,
    /// What is said where some KPI has no entry.
    lacking: &'static str,
    /// What is said where there are more entries than KPIs.
    surplus: &'static str,
}

const COLUMNS: &[Counted] = &[
    Counted {
        column: Column::Target,
        lacking: "targets",
        surplus: "surplus_targets",
    },
    Counted {
        column: Column::Actual,
        lacking: "actuals",
        surplus: "surplus_actuals",
    },
    Counted {
        column: Column::Mark,
        lacking: "marks",
        surplus: "surplus_marks",
    },
];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for counted in COLUMNS {
        // A sheet without such a column says nothing about one programme.
        if is_printed(sheet.year_sheet, counted.column) {
            let left = left_over(sheet.year_sheet, counted.column);
            for programme in sheet.programmes() {
                let left = left
                    .get(programme.no.as_str())
                    .map_or(&[][..], Vec::as_slice);
                findings.extend(compare(programme, left, counted));
            }
        }
    }
    findings
}

fn is_printed(sheet: &YearSheet, column: Column) -> bool {
    let unassigned = sheet.unassigned.iter().any(|text| text.column == column);
    unassigned || sheet.kpis().any(|(_, kpi)| has_entry(kpi, column))
}

/// What could not be given to a KPI, by programme.
fn left_over(sheet: &YearSheet, column: Column) -> BTreeMap<&str, Vec<&Unassigned>> {
    let mut out: BTreeMap<&str, Vec<&Unassigned>> = BTreeMap::new();
    let texts = sheet.unassigned.iter().filter(|text| text.column == column);
    for text in texts {
        let programme = text.programme.as_deref().filter(|no| !no.is_empty());
        if let Some(no) = programme {
            out.entry(no).or_default().push(text);
        }
    }
    out
}

fn compare(programme: &Programme, left: &[&Unassigned], counted: &Counted) -> Option<Finding> {
    let column = counted.column;
    let kpis = &programme.kpis;
    let without: Vec<&Kpi> = kpis.iter().filter(|kpi| !has_entry(kpi, column)).collect();
    let entries = kpis.len() - without.len() + left.len();
    if entries == kpis.len() {
        return None;
    }
    let mut places = kpis.iter().filter_map(|kpi| entry_place(kpi, column));
    let named = kpis.iter().filter_map(|kpi| kpi.name.place.as_ref());
    let rows: Vec<u32> = named.map(|place| place.row).collect();
    // Where each KPI has a row, the row to look at is that of the first one without an entry.
    let lacking = without
        .first()
        .filter(|_| entries < kpis.len() && left.is_empty());
    let own_row = lacking.filter(|_| rows.windows(2).any(|pair| pair[0] != pair[1]));
    let place = own_row
        .and_then(|kpi| kpi.name.place.as_ref())
        .or_else(|| places.next())
        .or_else(|| left.first()?.place.as_ref())
        .or(programme.place.as_ref());
    let message = if entries < kpis.len() {
        counted.lacking
    } else {
        counted.surplus
    };
    let finding = of_programme(&RULE, programme, message)
        .at(place.cloned())
        .with("kpis", kpis.len())
        .with("entries", entries);
    Some(if entries < kpis.len() {
        let numbers = without.iter().map(|kpi| kpi.no.circled());
        finding.with("without", numbers.collect::<String>())
    } else {
        finding
    })
}

fn has_entry(kpi: &Kpi, column: Column) -> bool {
    if column == Column::Mark {
        kpi.stated.is_some()
    } else {
        value(kpi, column).is_some()
    }
}

fn entry_place(kpi: &Kpi, column: Column) -> Option<&Place> {
    if column == Column::Mark {
        kpi.stated.as_ref()?.place.as_ref()
    } else {
        value(kpi, column)?.place.as_ref()
    }
}

fn value(kpi: &Kpi, column: Column) -> Option<&Value> {
    if column == Column::Target {
        kpi.target_value()
    } else {
        kpi.actual_value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn a_programme_with_fewer_targets_than_kpis_is_found_once() {
        let whole = programme("1", &[["来場者数", "5人", "6人", "○"]]);
        let lacking = programme(
            "2",
            &[
                ["来場者数", "5人", "6人", "○"],
                ["会員数", "", "6人", "○"],
                ["店舗数", "", "3店", "○"],
            ],
        );
        assert_eq!(
            lines(&RULE, &sheet([whole, lacking])),
            ["S01 error 2 - 3:6 指標は3件ですが、目標値は1件です\
                 （目標値が定まらない指標：②③）。"]
        );
    }

    #[test]
    fn an_unassigned_entry_counts_as_an_entry() {
        let kpis = [["来場者数", "", "6人", "○"], ["会員数", "", "6人", "○"]];
        let mut sheet = sheet([programme("1", &kpis)]);
        let text = |text: &str| Unassigned {
            programme: Some("1".to_owned()),
            column: Column::Target,
            text: text.to_owned(),
            place: None,
        };
        sheet.unassigned = vec![text("5人")];
        assert_eq!(lines(&RULE, &sheet).len(), 1);
        sheet.unassigned = vec![text("5人"), text("7人")];
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
        sheet.unassigned.push(text("9人"));
        assert_eq!(
            lines(&RULE, &sheet),
            ["S01 error 1 - 2:1 指標は2件ですが、目標値は3件あります。"]
        );
    }

    #[test]
    fn a_sheet_without_marks_has_no_marks_to_count() {
        let sheet = sheet([programme("1", &[["来場者数", "5人", "6人", ""]])]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
    }
}

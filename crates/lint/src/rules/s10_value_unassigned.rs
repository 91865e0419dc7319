//! S10: a value without a number stands among several KPIs and was given to none.
#![doc = include_str!("s10_value_unassigned.md")]

use std::collections::BTreeMap;

use enishi_domain::figure::Unit;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::year_sheet::{Column, Programme, Unassigned};

use super::Rule;
use crate::sheet::{Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S10",
    severity: Severity::Error,
    page: include_str!("s10_value_unassigned.md"),
    check,
};

/// How many KPIs of a programme are asked whether a value could be theirs.
const MOST_CANDIDATES: usize = 100;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let programmes = sheet.programmes().iter();
    let numbered = programmes.filter(|programme| !programme.no.is_empty());
    let by_no: BTreeMap<&str, &Programme> = numbered.map(|p| (p.no.as_str(), p)).collect();
    let texts = sheet.year_sheet.unassigned.iter();
    // What a column without meaning holds is R12's.
    let texts = texts.filter(|text| text.column != Column::Unknown);
    let found = texts.map(|text| {
        let no = text.programme.as_deref();
        judge(no.and_then(|no| by_no.get(no).copied()), text)
    });
    found.collect()
}

fn judge(programme: Option<&Programme>, text: &Unassigned) -> Finding {
    let candidates = programme.map_or_else(String::new, |p| candidates(p, text));
    let is_value = matches!(
        text.column,
        Column::Target | Column::Actual | Column::Baseline
    );
    let quote = excerpt(&text.text);
    let mut finding = if is_value && candidates.chars().count() > 1 {
        RULE.finding("several").with("candidates", candidates)
    } else {
        RULE.finding("unnumbered")
    };
    let place = text.place.as_ref();
    let place = place.or_else(|| programme.and_then(|p| p.place.as_ref()));
    finding = finding.at(place.cloned()).with("text", &quote);
    finding.programme = text.programme.clone().filter(|no| !no.is_empty());
    finding.quoting(quote)
}

/// The KPIs whose unit the value could have. A cell of thousands of values beside as many KPIs is
/// no matter of telling which is whose, and only the first ones are named.
fn candidates(programme: &Programme, text: &Unassigned) -> String {
    let unit = trailing_unit(&text.text);
    let fits = programme
        .kpis
        .iter()
        .take(MOST_CANDIDATES)
        .filter(|kpi| unit.factor_to(&kpi.unit).is_some());
    fits.map(|kpi| kpi.no.circled()).collect()
}

/// What stands behind the last digit.
fn trailing_unit(text: &str) -> Unit {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let behind = text.rsplit(is_digit).next().unwrap_or_default();
    Unit::new(behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::grid::Place;

    #[test]
    fn a_value_that_fits_several_kpis_names_them() {
        let kpis = [
            ["労働生産性", "", "467.66万円", "○"],
            ["新規雇用者数", "", "10人", "○"],
            ["セミナー参加者", "", "35人", "○"],
            ["認定企業数", "", "4社", "○"],
        ];
        let mut sheet = sheet([programme("5", &kpis)]);
        sheet.unassigned.push(Unassigned {
            programme: Some("5".to_owned()),
            column: Column::Target,
            text: "320人".to_owned(),
            place: Some(Place::new(2, 6)),
        });
        assert_eq!(
            lines(&RULE, &sheet),
            ["S10 error 5 - 2:6 「320人」に指標の番号がなく、\
                 どの指標のものか定まりません（単位が合う指標：②③）。"]
        );
    }

    #[test]
    fn what_fits_nothing_is_still_told() {
        let mut sheet = sheet([programme("5", &[["認定企業数", "", "4社", "○"]])]);
        sheet.unassigned.push(Unassigned {
            programme: None,
            column: Column::Mark,
            text: "○ ×".to_owned(),
            place: None,
        });
        assert_eq!(
            lines(&RULE, &sheet),
            ["S10 error - - - 「○ ×」に指標の番号がなく、どの指標のものか定まりません。"]
        );
    }

    #[test]
    fn a_sheet_in_which_all_is_assigned_is_clean() {
        let sheet = sheet([programme("5", &[["認定企業数", "3社", "4社", "○"]])]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
    }
}

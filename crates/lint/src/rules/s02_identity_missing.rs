//! S02: a programme's name, number or department is missing, or its name or number stands twice.
#![doc = include_str!("s02_identity_missing.md")]

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Printed;
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::Programme;

use super::Rule;
use crate::sheet::{Sheet, of_programme};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S02",
    severity: Severity::Error,
    page: include_str!("s02_identity_missing.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let programmes = sheet.programmes();
    let mut findings = names(programmes);
    // A column that the sheet does not have is no fault of one programme.
    let numbered = programmes.iter().any(|programme| !programme.no.is_empty());
    let without_no = programmes
        .iter()
        .filter(|programme| numbered && programme.no.is_empty());
    findings.extend(without_no.map(|programme| of_programme(&RULE, programme, "number")));
    let assigned = programmes.iter().any(|programme| has_department(programme));
    let without_department = programmes
        .iter()
        .filter(|programme| assigned && !has_department(programme));
    findings.extend(without_department.map(|programme| {
        let printed = programme.departments_printed.as_ref();
        placed(programme, printed, "department")
    }));
    findings.extend(repeated(programmes));
    findings
}

fn names(programmes: &[Programme]) -> Vec<Finding> {
    let nameless = programmes.iter().filter(|p| name(p).is_none());
    if programmes.len() > 1 && programmes.iter().all(|p| name(p).is_none()) {
        return vec![
            RULE.finding("no_names")
                .with("programmes", programmes.len()),
        ];
    }
    let missing = nameless.map(|p| placed(p, p.name.as_ref(), "name"));
    missing.collect()
}

fn repeated(programmes: &[Programme]) -> Vec<Finding> {
    let mut numbers: BTreeMap<&str, &Programme> = BTreeMap::new();
    let mut named: BTreeMap<String, &Programme> = BTreeMap::new();
    let mut findings = Vec::new();
    for programme in programmes {
        if !programme.no.is_empty() && numbers.insert(&programme.no, programme).is_some() {
            let finding = of_programme(&RULE, programme, "number_twice");
            findings.push(finding.with("number", &programme.no));
        }
        let Some(printed) = name(programme) else {
            continue;
        };
        if let Some(first) = named.insert(fold_label(&printed.text), programme) {
            let finding = placed(programme, Some(printed), "name_twice");
            let finding = finding.with("number", &first.no);
            findings.push(finding.quoting(crate::sheet::excerpt(&printed.text)));
        }
    }
    findings
}

fn name(programme: &Programme) -> Option<&Printed> {
    let printed = programme.name.as_ref();
    printed.filter(|printed| !printed.text.trim().is_empty())
}

fn has_department(programme: &Programme) -> bool {
    !programme.departments.is_empty()
}

fn placed(programme: &Programme, printed: Option<&Printed>, message: &'static str) -> Finding {
    let exact = printed.and_then(|printed| printed.place.as_ref());
    let place = exact.or(programme.place.as_ref()).cloned();
    of_programme(&RULE, programme, message).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn a_programme_without_a_name_is_found() {
        let mut nameless = programme("2", &[]);
        nameless.name = None;
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &[]), nameless])),
            ["S02 error 2 - 3:1 事業名がありません。"]
        );
    }

    #[test]
    fn a_number_or_name_that_stands_twice_is_found_at_the_second() {
        let mut again = programme("1", &[]);
        again.name = Some(Printed::new("事 業１"));
        assert_eq!(
            lines(&RULE, &sheet([programme("1", &[]), again])),
            [
                "S02 error 1 - 3:1 事業番号1が2度使われています。",
                "S02 error 1 - 3:2 事業番号1と同じ事業名です。",
            ]
        );
    }

    #[test]
    fn a_department_is_missed_only_where_others_have_one() {
        let mut first = programme("1", &[]);
        assert_eq!(
            lines(&RULE, &sheet([first.clone(), programme("2", &[])])),
            [""; 0]
        );
        first.departments = vec!["農政課".to_owned()];
        assert_eq!(
            lines(&RULE, &sheet([first, programme("2", &[])])),
            ["S02 error 2 - 3:1 担当課がありません。"]
        );
    }
}

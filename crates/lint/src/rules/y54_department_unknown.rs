//! Y54: a department that the office did not have in that year.
#![doc = include_str!("y54_department_unknown.md")]

use std::collections::BTreeMap;

use enishi_domain::background::Department;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::Programme;

use super::Rule;
use crate::sheet::{Sheet, excerpt, of_programme_at};

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y54",
    severity: Severity::Warning,
    page: include_str!("y54_department_unknown.md"),
    check,
};

/// A department may have been dissolved and founded again, and then stands in the list twice.
type Listed<'a> = BTreeMap<String, Vec<&'a Department>>;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    if sheet.background.departments.is_empty() {
        return Vec::new();
    }
    let mut listed = Listed::new();
    for department in &sheet.background.departments {
        let name = fold_label(&department.name);
        listed.entry(name).or_default().push(department);
    }
    let programmes = sheet.programmes().iter();
    let found = programmes.flat_map(|programme| {
        let departments = programme.departments.iter();
        departments.filter_map(|name| judge(sheet, &listed, programme, name))
    });
    found.collect()
}

fn judge(
    sheet: &Sheet<'_>,
    listed: &Listed<'_>,
    programme: &Programme,
    name: &str,
) -> Option<Finding> {
    let told = |message| {
        let printed = programme.departments_printed.as_ref();
        let place = printed.and_then(|printed| printed.place.as_ref());
        let name = excerpt(name);
        let finding = of_programme_at(&RULE, programme, message, place);
        finding.with("name", &name).quoting(name)
    };
    let Some(periods) = listed.get(&fold_label(name)) else {
        return Some(told("unknown"));
    };
    let year = sheet.year_sheet.fiscal_year?;
    let existed = periods.iter().any(|department| department.existed_in(year));
    (!existed).then(|| told("other_years").with("year", year.short()))
}

#[cfg(test)]
mod tests {
    use enishi_domain::background::Background;
    use enishi_domain::calendar::FiscalYear;

    use super::*;
    use crate::handmade::{lines, lines_knowing, programme, sheet};

    #[test]
    fn a_department_is_known_by_name_and_year() {
        let mut programme = programme("1", &[]);
        programme.departments = vec!["観光課".to_owned(), "商工課".to_owned()];
        let mut sheet = sheet([programme]);
        assert_eq!(lines(&RULE, &sheet), [""; 0]);
        let background = Background {
            departments: vec![Department {
                became: Vec::new(),
                name: "観光課".to_owned(),
                since: None,
                until: FiscalYear::new(2023),
            }],
            ..Background::default()
        };
        let unknown = "Y54 warning 1 - 2:1 担当課「商工課」が課の一覧にありません。";
        assert_eq!(lines_knowing(&RULE, &sheet, &background), [unknown]);
        sheet.fiscal_year = FiscalYear::new(2024);
        let past = "Y54 warning 1 - 2:1 担当課「観光課」は、R6には置かれていません。";
        assert_eq!(lines_knowing(&RULE, &sheet, &background), [past, unknown]);
    }
}

//! Y55: personal data stands in free text, or a breakdown is so small that persons show through.
#![doc = include_str!("y55_personal_data.md")]

mod traces;

use enishi_domain::Decimal;
use enishi_domain::figure::{UnitKind, Value};
use enishi_domain::finding::{Finding, Severity};

use self::traces::{Trace, traces};
use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y55",
    severity: Severity::Warning,
    page: include_str!("y55_personal_data.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for passage in sheet.passages() {
        for (trace, masked) in traces(&passage.printed.text) {
            let finding = passage.finding(&RULE, message(trace));
            findings.push(finding.quoting(masked));
        }
    }
    for unassigned in &sheet.year_sheet.unassigned {
        for (trace, masked) in traces(&unassigned.text) {
            let mut finding = RULE.finding(message(trace)).at(unassigned.place.clone());
            finding.programme = unassigned.programme.clone().filter(|no| !no.is_empty());
            findings.push(finding.quoting(masked));
        }
    }
    findings.extend(sheet.entries.iter().flat_map(small_counts));
    findings
}

fn message(trace: Trace) -> &'static str {
    match trace {
        Trace::Telephone => "telephone",
        Trace::Mail => "mail",
        Trace::Name => "name",
        Trace::MyNumber => "my_number",
    }
}

/// Breakdowns of people with a part of one to four.
fn small_counts(entry: &Entry<'_>) -> Vec<Finding> {
    let kpi = entry.kpi;
    let values = [kpi.baseline_value(), kpi.actual_value()];
    let small = values
        .into_iter()
        .flatten()
        .filter(|value| has_small_part(value));
    small
        .map(|value| {
            let finding = entry.finding(&RULE, "small_count");
            finding.at(entry.place(value.place.as_ref()))
        })
        .collect()
}

fn has_small_part(value: &Value) -> bool {
    value.parts().iter().any(|part| {
        let people = matches!(part.unit.kind(), UnitKind::People(_)) && part.label.is_some();
        let small = |amount: Decimal| amount >= Decimal::ONE && amount <= Decimal::from(4);
        people && part.quantity.amount().is_some_and(small)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::background::Background;
    use enishi_domain::evaluation::evaluate_sheet;
    use enishi_domain::kpi::Printed;

    #[test]
    fn personal_data_is_found_and_never_echoed() {
        let mut programme = programme("1", &[]);
        programme.remarks = Some(Printed::new("問合せはTEL 0120-000-000まで。"));
        programme.departments_printed = Some(Printed::new("農政課 nosei@example.jp"));
        let sheet = sheet([programme]);
        assert_eq!(
            lines(&RULE, &sheet),
            [
                "Y55 warning 1 - 2:9 電話番号または内線番号と思われる記載があります。",
                "Y55 warning 1 - 2:10 メールアドレスと思われる記載があります。",
            ]
        );
        let findings = crate::check(&sheet, &evaluate_sheet(&sheet), &Background::default());
        let of_rule = findings.iter().filter(|finding| finding.rule == RULE.code);
        let excerpts: Vec<_> = of_rule.filter_map(|f| f.excerpt.as_deref()).collect();
        assert_eq!(
            excerpts,
            ["＊＊＊＊-＊＊＊-＊＊＊", "＊＊＊＊＊@＊＊＊＊＊＊＊.＊＊"]
        );
    }

    #[test]
    fn a_small_part_of_people_is_found() {
        let found = |actual| {
            lines(
                &RULE,
                &sheet([programme("1", &[["参加者", "", actual, "○"]])]),
            )
        };
        assert_eq!(
            found("市内:20人 市外:3人"),
            ["Y55 warning 1 ① 2:7 内訳に4人以下の区分があり、個人が推測されるおそれがあります。"]
        );
        for actual in [
            "4人",
            "市内:20人 市外:0人",
            "男:3社 女:2社",
            "男:5人 女:6人",
        ] {
            assert_eq!(found(actual), [""; 0], "{actual}");
        }
    }
}

//! D11: it is not said how a figure adds up over the years, or the label contradicts what is said.
#![doc = include_str!("d11_accumulation_unclear.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Accumulation;

use super::Rule;
use crate::sheet::{Entry, Sheet, excerpt, listed};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D11",
    severity: Severity::Warning,
    page: include_str!("d11_accumulation_unclear.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let undeclared: Vec<String> = sheet
        .entries
        .iter()
        .filter(|entry| entry.kpi.accumulation == Accumulation::Undeclared)
        .map(Entry::reference)
        .collect();
    let about_all = (!undeclared.is_empty()).then(|| {
        let finding = RULE.finding("undeclared").with("count", undeclared.len());
        finding.with("kpis", listed(&undeclared))
    });
    let contradicted = sheet.entries.iter().filter_map(contradiction);
    about_all.into_iter().chain(contradicted).collect()
}

fn contradiction(entry: &Entry<'_>) -> Option<Finding> {
    let name = entry.kpi.name.text.as_str();
    let message = match entry.kpi.accumulation {
        Accumulation::Flow | Accumulation::Increment if name.contains("累計") => "label_total",
        Accumulation::RunningTotal if is_of_one_year(name) => "label_year",
        Accumulation::Flow | Accumulation::RunningTotal if is_increment(name) => "label_increment",
        Accumulation::Flow
        | Accumulation::RunningTotal
        | Accumulation::Stock
        | Accumulation::Ratio
        | Accumulation::Increment
        | Accumulation::Survey
        | Accumulation::Milestone
        | Accumulation::Undeclared => return None,
    };
    let name = excerpt(name);
    let finding = entry.finding(&RULE, message).with("name", &name);
    Some(finding.quoting(name))
}

/// 「年間」, but not 「単年度目標ではない」.
fn is_of_one_year(name: &str) -> bool {
    let denied = ["ではない", "でない", "ではなく", "でなく"];
    ["年間", "単年"].iter().any(|word| {
        let behind = name.split(word).skip(1);
        let mut said = behind.filter(|rest| !denied.iter().any(|no| rest.contains(no)));
        said.next().is_some()
    })
}

fn is_increment(name: &str) -> bool {
    ["増加数", "増加分", "増加額", "純増"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(name: &str, accumulation: Accumulation) -> Vec<String> {
        let mut programme = programme("1", &[[name, "5人", "6人", "○"]]);
        programme.kpis[0].accumulation = accumulation;
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn undeclared_kinds_are_one_finding() {
        assert_eq!(
            found("会員数", Accumulation::Undeclared),
            [
                "D11 warning - - - 指標の種類（単年度・累計・年度末の数など）が書かれていない指標が\
                 1件あり、単年度の数として扱いました（1-①）。"
            ]
        );
    }

    #[test]
    fn a_label_can_contradict_the_kind() {
        assert_eq!(
            found("移住者数（累計）", Accumulation::Flow),
            [
                "D11 warning 1 ① 2:5 「移住者数（累計）」は累計に見えますが、指標の種類は累計ではありません。"
            ]
        );
        assert_eq!(found("年間来場者数", Accumulation::RunningTotal).len(), 1);
        assert_eq!(found("会員の増加数", Accumulation::Flow).len(), 1);
        let denied = "移住者数（単年度目標ではない）";
        assert_eq!(found(denied, Accumulation::RunningTotal), [""; 0]);
    }

    #[test]
    fn a_declared_kind_that_fits_is_clean() {
        assert_eq!(
            found("移住者数（累計）", Accumulation::RunningTotal),
            [""; 0]
        );
        assert_eq!(found("会員の増加数", Accumulation::Increment), [""; 0]);
        assert_eq!(found("会員数", Accumulation::Stock), [""; 0]);
    }
}

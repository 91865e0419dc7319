//! N26: what one year added to the year before does not give the running total.
#![doc = include_str!("n26_years_do_not_add_up.md")]

use std::collections::BTreeMap;

use enishi_domain::Decimal;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::text::fold_label;

use super::Rule;
use crate::comparison::{by_year, shown, years_and_total};
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N26",
    severity: Severity::Error,
    page: include_str!("n26_years_do_not_add_up.md"),
    check,
};

/// Words that tell a KPI of one year from its running total: 「会員数（年間）」, 「会員数（累計）」.
const ANNUAL: &[&str] = &["単年度", "単年", "年間", "年度"];
const RUNNING: &[&str] = &["累計", "累積"];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let totals = sheet.entries.iter().filter_map(judge_total);
    let mut findings: Vec<Finding> = totals.collect();
    for (_, programme) in sheet.by_programme() {
        let mut annual = BTreeMap::new();
        for entry in programme {
            let name = fold_label(&entry.kpi.name.text);
            if without(&name, RUNNING).is_none() {
                let name = without(&name, ANNUAL).unwrap_or_else(|| bare(&name));
                annual.entry(name).or_insert(entry);
            }
        }
        findings.extend(programme.iter().filter_map(|entry| {
            let name = without(&fold_label(&entry.kpi.name.text), RUNNING)?;
            judge_pair(entry, annual.get(&name)?)
        }));
    }
    findings
}

/// 「R5:10 R6:12 計30」
fn judge_total(entry: &Entry<'_>) -> Option<Finding> {
    let actual = entry.kpi.actual_value()?;
    let (sum, total) = years_and_total(actual).filter(|(sum, total)| sum != total)?;
    let finding = entry.finding_at(&RULE, actual, "total");
    Some(finding.with("sum", shown(sum)).with("total", shown(total)))
}

/// The name without the first of the words that it holds; none where it holds none.
fn without(name: &str, words: &[&str]) -> Option<String> {
    let word = words.iter().find(|word| name.contains(**word))?;
    Some(bare(&name.replacen(*word, "", 1)))
}

fn bare(name: &str) -> String {
    let kept = name
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | '（' | '）' | '・'));
    kept.collect()
}

fn judge_pair(running: &Entry<'_>, annual: &Entry<'_>) -> Option<Finding> {
    let (total, added) = (running.kpi.actual_value()?, annual.kpi.actual_value()?);
    if total.unit().factor_to(&added.unit()) != Some(Decimal::ONE) {
        return None;
    }
    let added = by_year(added);
    let totals = by_year(total);
    totals.windows(2).find_map(|pair| {
        let ((before, earlier), (year, later)) = (pair[0], pair[1]);
        let (_, plus) = added.iter().find(|(dated, _)| *dated == year)?;
        let sum = earlier.checked_add(*plus)?;
        if Some(before) != year.previous() || sum == later {
            return None;
        }
        let finding = running.finding_at(&RULE, total, "running");
        let finding = finding.with("year", year.short()).with("sum", shown(sum));
        Some(finding.with("total", shown(later)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(annual: [&str; 2], running: [&str; 2]) -> Vec<String> {
        let kpis = [annual, running].map(|[name, actual]| [name, "", actual, ""]);
        lines(&RULE, &sheet([programme("1", &kpis)]))
    }

    #[test]
    fn a_running_total_is_last_years_and_this_years() {
        for name in ["会員数", "会員数（年間）", "年間会員数"] {
            assert_eq!(
                found(
                    [name, "R5:10人 R6:12人"],
                    ["会員数（累計）", "R5:30人 R6:45人"]
                ),
                [
                    "N26 error 1 ② 2:7 R6の累計は45ですが、前年度までの累計に単年度の値を足すと42です。"
                ],
                "{name}"
            );
        }
        for running in ["R5:30人 R6:42人", "R4:30人 R6:45人", "R6:45人"] {
            assert_eq!(
                found(["会員数", "R5:10人 R6:12人"], ["会員数（累計）", running]),
                [""; 0]
            );
        }
        assert_eq!(
            found(
                ["来場者数", "R6:12人"],
                ["会員数（累計）", "R5:30人 R6:45人"]
            ),
            [""; 0]
        );
    }

    #[test]
    fn years_add_up_to_the_total_beside_them() {
        let kpi = |actual| {
            lines(
                &RULE,
                &sheet([programme("1", &[["会員数", "", actual, ""]])]),
            )
        };
        assert_eq!(
            kpi("R5:10人 R6:12人 計:32人"),
            ["N26 error 1 ① 2:7 年度ごとの値を足すと22ですが、計は32と書かれています。"]
        );
        assert_eq!(kpi("R5:10人 R6:12人 計:22人"), [""; 0]);
        assert_eq!(kpi("男:10人 女:12人 計:32人"), [""; 0]);
    }
}

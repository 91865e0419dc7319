//! Rules over a year sheet: one rule, one file, one page. A rule says what is amiss and where; it
//! repairs nothing, and the words in which it says so stand on its page.
//!
//! Read in this order: `rules` (what a rule is, and all of them), `sheet` (what a rule is given),
//! `comparison` (targets beside actuals), `page` and `wording` (how a finding is put into words),
//! `settings` (which rules an office wants, and how severe), `grouping` (how many are said).

pub mod grouping;
pub mod page;
pub mod rules;
pub mod settings;
pub mod sheet;
pub mod wording;

mod comparison;
#[cfg(test)]
mod handmade;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use enishi_domain::background::Background;
use enishi_domain::comparison::Comparison;
use enishi_domain::evaluation::SheetEvaluation;
use enishi_domain::finding::Finding;
use enishi_domain::year_sheet::YearSheet;

pub use grouping::{MOST_OF_A_KIND, group_beyond_bound};
pub use rules::{RULES, Rule, rule};
pub use settings::{RuleSettings, Switch, apply_settings};
pub use wording::Language;

/// Runs every rule over a sheet and its own evaluation, with what the office knows besides, and
/// puts the findings in the order of [`sort`]; those beyond a bound are counted in one.
#[must_use]
pub fn check(
    sheet: &YearSheet,
    evaluation: &SheetEvaluation,
    background: &Background,
) -> Vec<Finding> {
    let seen = sheet::Sheet::new(sheet, evaluation, background);
    let all = RULES.iter().flat_map(|rule| {
        let found = (rule.check)(&seen);
        // One rule may have more to say than a sheet has cells, so each is bounded by itself.
        if found.len() > MOST_OF_A_KIND {
            sorted_and_grouped(found, sheet)
        } else {
            found
        }
    });
    let mut findings: Vec<Finding> = all.collect();
    sort(&mut findings, sheet);
    findings
}

/// Findings in the order of [`sort`], as many of each kind as are said one by one.
#[must_use]
pub fn sorted_and_grouped(mut findings: Vec<Finding>, sheet: &YearSheet) -> Vec<Finding> {
    sort(&mut findings, sheet);
    let mut grouped = group_beyond_bound(findings);
    sort(&mut grouped, sheet);
    grouped
}

/// What D17 says of the changes since last year, one finding a change and in their order.
#[must_use]
pub fn check_changes(comparison: &Comparison) -> Vec<Finding> {
    rules::d17_changed_since_last_year::of_changes(comparison)
}

/// What M48 says of the KPIs that stand in both years' sheets, in this year's order; each sheet
/// with its own evaluation.
#[must_use]
pub fn check_years(
    comparison: &Comparison,
    last: (&YearSheet, &SheetEvaluation),
    this: (&YearSheet, &SheetEvaluation),
) -> Vec<Finding> {
    let background = Background::default();
    let [last, this] =
        [last, this].map(|(sheet, computed)| sheet::Sheet::new(sheet, computed, &background));
    rules::m48_unmeasured_two_years::of_years(comparison, &last, &this)
}

/// Sorts findings, those of the readers too, as someone goes through the sheet: by place, then in
/// the order of the programmes, by KPI and by rule. What concerns the sheet as a whole comes last.
pub fn sort(findings: &mut [Finding], sheet: &YearSheet) {
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, programme) in sheet.programmes.iter().enumerate() {
        order.entry(&programme.no).or_insert(index);
    }
    let rank = |finding: &Finding| {
        let programme = finding.programme.as_deref();
        programme.map(|no| order.get(no).copied().unwrap_or(usize::MAX))
    };
    findings.sort_by(|a, b| {
        compare_places(a, b)
            .then_with(|| rank(a).cmp(&rank(b)))
            .then_with(|| a.kpi.cmp(&b.kpi))
            .then_with(|| a.rule.cmp(b.rule))
    });
}

fn compare_places(a: &Finding, b: &Finding) -> Ordering {
    match (&a.place, &b.place) {
        (Some(a), Some(b)) => {
            let within = (a.row, a.column).cmp(&(b.row, b.column));
            a.sheet.cmp(&b.sheet).then(within)
        }
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

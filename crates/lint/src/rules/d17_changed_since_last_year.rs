//! D17: a KPI or target differs from the sheet of last year; `enishi compare` says so.
#![doc = include_str!("d17_changed_since_last_year.md")]

use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::Sheet;

/// The rule.
pub const RULE: Rule = Rule {
    code: "D17",
    severity: Severity::Warning,
    page: include_str!("d17_changed_since_last_year.md"),
    check: while_comparing,
};

/// Two sheets are needed, and a rule sees one: the comparison itself makes these findings.
fn while_comparing(_: &Sheet<'_>) -> Vec<Finding> {
    Vec::new()
}

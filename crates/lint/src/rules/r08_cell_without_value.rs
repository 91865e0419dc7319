//! R08: a formula without a value, or an error in a cell; the readers say so.
#![doc = include_str!("r08_cell_without_value.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R08",
    severity: Severity::Error,
    page: include_str!("r08_cell_without_value.md"),
    check: while_reading,
};

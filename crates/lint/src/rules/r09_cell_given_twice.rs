//! R09: a cell is given twice; the readers say so.
#![doc = include_str!("r09_cell_given_twice.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R09",
    severity: Severity::Error,
    page: include_str!("r09_cell_given_twice.md"),
    check: while_reading,
};

//! R12: a column whose meaning the reader does not know; the readers say so.
#![doc = include_str!("r12_column_not_recognised.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R12",
    severity: Severity::Info,
    page: include_str!("r12_column_not_recognised.md"),
    check: while_reading,
};

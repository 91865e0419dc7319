//! R07: rows have different numbers of cells; the readers say so.
#![doc = include_str!("r07_ragged_rows.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R07",
    severity: Severity::Warning,
    page: include_str!("r07_ragged_rows.md"),
    check: while_reading,
};

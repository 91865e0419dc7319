//! R10: a reference or number lies outside the format; the readers say so.
#![doc = include_str!("r10_reference_out_of_range.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R10",
    severity: Severity::Error,
    page: include_str!("r10_reference_out_of_range.md"),
    check: while_reading,
};

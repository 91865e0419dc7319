//! R16: rows, texts and worksheets that are no part of a table that was read.
#![doc = include_str!("r16_passed_over.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R16",
    severity: Severity::Info,
    page: include_str!("r16_passed_over.md"),
    check: while_reading,
};

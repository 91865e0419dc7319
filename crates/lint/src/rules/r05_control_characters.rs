//! R05: control characters were dropped; the readers say so.
#![doc = include_str!("r05_control_characters.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R05",
    severity: Severity::Warning,
    page: include_str!("r05_control_characters.md"),
    check: while_reading,
};

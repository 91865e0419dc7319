//! R01: characters that could not be read; the readers say so.
#![doc = include_str!("r01_unreadable_characters.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R01",
    severity: Severity::Warning,
    page: include_str!("r01_unreadable_characters.md"),
    check: while_reading,
};

//! R02: hidden rows, columns or sheets were read too; the readers say so.
#![doc = include_str!("r02_hidden_content.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R02",
    severity: Severity::Warning,
    page: include_str!("r02_hidden_content.md"),
    check: while_reading,
};

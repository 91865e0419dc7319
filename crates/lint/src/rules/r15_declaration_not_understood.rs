//! R15: a declared direction, kind or date that cannot be read; the readers say so.
#![doc = include_str!("r15_declaration_not_understood.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R15",
    severity: Severity::Warning,
    page: include_str!("r15_declaration_not_understood.md"),
    check: while_reading,
};

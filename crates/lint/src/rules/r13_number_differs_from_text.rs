//! R13: a stored number differs from what is printed; the readers say so.
#![doc = include_str!("r13_number_differs_from_text.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R13",
    severity: Severity::Warning,
    page: include_str!("r13_number_differs_from_text.md"),
    check: while_reading,
};

//! R11: the rest of the document was not read; the readers say so.
#![doc = include_str!("r11_cut_by_a_limit.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R11",
    severity: Severity::Error,
    page: include_str!("r11_cut_by_a_limit.md"),
    check: while_reading,
};

//! R04: the declared encodings contradict each other; the readers say so.
#![doc = include_str!("r04_encodings_disagree.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R04",
    severity: Severity::Warning,
    page: include_str!("r04_encodings_disagree.md"),
    check: while_reading,
};

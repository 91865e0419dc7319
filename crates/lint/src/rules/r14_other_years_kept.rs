//! R14: marks and rates of other years than the evaluated one; the readers say so.
#![doc = include_str!("r14_other_years_kept.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R14",
    severity: Severity::Info,
    page: include_str!("r14_other_years_kept.md"),
    check: while_reading,
};

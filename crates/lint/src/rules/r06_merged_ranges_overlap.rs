//! R06: merged ranges overlap; the readers say so.
#![doc = include_str!("r06_merged_ranges_overlap.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R06",
    severity: Severity::Warning,
    page: include_str!("r06_merged_ranges_overlap.md"),
    check: while_reading,
};

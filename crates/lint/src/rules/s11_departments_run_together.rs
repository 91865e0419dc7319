//! S11: departments stand in a cell without anything between them; the readers say so.
#![doc = include_str!("s11_departments_run_together.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S11",
    severity: Severity::Info,
    page: include_str!("s11_departments_run_together.md"),
    check: while_reading,
};

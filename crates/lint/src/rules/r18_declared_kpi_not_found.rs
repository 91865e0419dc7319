//! R18: a KPI that the settings declare and the sheet does not have.
#![doc = include_str!("r18_declared_kpi_not_found.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R18",
    severity: Severity::Warning,
    page: include_str!("r18_declared_kpi_not_found.md"),
    check: while_reading,
};

//! R03: a quote never closes; the readers say so.
#![doc = include_str!("r03_quote_never_closes.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "R03",
    severity: Severity::Error,
    page: include_str!("r03_quote_never_closes.md"),
    check: while_reading,
};

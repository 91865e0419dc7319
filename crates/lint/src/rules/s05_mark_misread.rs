//! S05: a row of marks that OCR turned into numbers; the readers say so.
#![doc = include_str!("s05_mark_misread.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S05",
    severity: Severity::Error,
    page: include_str!("s05_mark_misread.md"),
    check: while_reading,
};

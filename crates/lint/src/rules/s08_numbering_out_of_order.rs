//! S08: the numbers in a cell are out of order or begin again; the readers say so.
#![doc = include_str!("s08_numbering_out_of_order.md")]

use enishi_domain::finding::Severity;

use super::{Rule, while_reading};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S08",
    severity: Severity::Warning,
    page: include_str!("s08_numbering_out_of_order.md"),
    check: while_reading,
};

//! 「指摘の説明」 the rules' pages: what a rule looks at, why, and what to do.

use enishi_domain::finding::Severity;
use enishi_lint::{Language, RULES, wording};

/// One line of the list of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Its code.
    pub code: &'static str,
    /// How severe its findings are unless settings say otherwise.
    pub severity: Severity,
    /// What it is called.
    pub title: &'static str,
}

/// All rules in the order of their codes.
#[must_use]
pub fn list_rules(language: Language) -> Vec<RuleLine> {
    let line = |code, severity| RuleLine {
        code,
        severity,
        title: wording::title(code, language),
    };
    RULES
        .iter()
        .map(|rule| line(rule.code, rule.severity))
        .collect()
}

/// The page of a rule, in Markdown; the code may be written in lower case.
#[must_use]
pub fn explain_rule(code: &str) -> Option<&'static str> {
    wording::page(&code.to_ascii_uppercase())
}

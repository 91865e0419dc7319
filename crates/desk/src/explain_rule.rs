//! 「指摘の説明」 the rules' pages: what a rule looks at, why, and what to do.

use enishi_domain::finding::Severity;
use enishi_domain::words::ClosedSet;
use enishi_lint::page::{Page, page};
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
    /// What to do about its findings.
    pub remedy: &'static str,
}

/// All rules in the order of their codes.
#[must_use]
pub fn list_rules(language: Language) -> Vec<RuleLine> {
    let line = |code, severity| RuleLine {
        code,
        severity,
        title: wording::title(code, language),
        remedy: wording::remedy(code, language),
    };
    RULES
        .iter()
        .map(|rule| line(rule.code, rule.severity))
        .collect()
}

/// The page of a rule, in Markdown; the code may be written in lower case. In English it is the
/// page's English part with the title and the messages.
#[must_use]
pub fn explain_rule(code: &str, language: Language) -> Option<String> {
    let code = code.to_ascii_uppercase();
    let whole = wording::page(&code)?;
    match language {
        Language::Japanese => Some(whole.to_owned()),
        Language::English => page(&code).map(|page| in_english(whole, page)),
    }
}

fn in_english(whole: &str, page: &Page) -> String {
    let (_, after) = whole.split_once("\n## In English\n").unwrap_or_default();
    let body = after.split("\n## ").next().unwrap_or_default().trim();
    let (title, severity) = (page.title.english, page.severity.code());
    let messages = page.messages.iter();
    let messages: String = messages
        .map(|message| format!("- {}\n", message.template.english))
        .collect();
    format!(
        "# {} {title}\n\nseverity: {severity}\n\n{body}\n\n## Messages\n\n{messages}",
        page.code
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_told_in_both_languages() {
        for rule in RULES {
            let japanese = explain_rule(rule.code, Language::Japanese).expect("a page");
            assert!(
                japanese.starts_with(&format!("# {} ", rule.code)),
                "{}",
                rule.code
            );
            let english = explain_rule(&rule.code.to_lowercase(), Language::English);
            let english = english.expect("a page");
            assert!(
                english.contains("Remedy: ") && english.contains("\n- "),
                "{english}"
            );
        }
        assert_eq!(explain_rule("S99", Language::Japanese), None);
    }
}

//! How a finding is put into words, in Japanese or English. The words themselves stand on the
//! rules' pages.

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::KpiNo;
use enishi_domain::text::with_thousands;

use crate::page::{self, Page};
use crate::rules::rule;

/// The language of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 日本語
    Japanese,
    /// English
    English,
}

/// The finding's message with its {names} filled in. A message that the page does not know is
/// worded by the rule's title, so that no finding is ever mute.
#[must_use]
pub fn message(finding: &Finding, language: Language) -> String {
    if finding.count > 1 {
        return of_many(finding, language);
    }
    let template = page::page(finding.rule).and_then(|page| page.message(finding.message));
    match template {
        Some(template) => fill(template.in_language(language), &finding.arguments),
        None => title(finding.rule, language).to_owned(),
    }
}

/// What stands for the findings of a kind that are not listed one by one.
fn of_many(finding: &Finding, language: Language) -> String {
    let count = with_thousands(&finding.count.to_string());
    let title = title(finding.rule, language);
    match language {
        Language::Japanese => {
            format!("「{title}」の同じ指摘がほかに{count}件あります。ここはその最後です。")
        }
        Language::English => {
            format!("{count} more findings of the same kind ({title}); this is the last of them.")
        }
    }
}

/// What to do about findings of a rule; empty for an unknown code.
#[must_use]
pub fn remedy(code: &str, language: Language) -> &'static str {
    page::page(code).map_or("", |page| page.remedy.in_language(language))
}

/// The rule's title; empty for an unknown code.
#[must_use]
pub fn title(code: &str, language: Language) -> &'static str {
    page::page(code).map_or("", |page: &Page| page.title.in_language(language))
}

/// The rule's whole page as it stands in its file.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    rule(code).map(|rule| rule.page)
}

/// The name of a severity as it is shown.
#[must_use]
pub fn severity_name(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::Japanese) => "誤り",
        (Severity::Warning, Language::Japanese) => "注意",
        (Severity::Info, Language::Japanese) => "参考",
        (severity, Language::English) => page::severity_code(severity),
    }
}

/// A finding as the cases of a page list it: `S01 error 3 - 4:6 指標は…`. What is not known is `-`.
#[must_use]
pub fn line(finding: &Finding) -> String {
    let dash = || "-".to_owned();
    format!(
        "{} {} {} {} {} {}",
        finding.rule,
        page::severity_code(finding.severity),
        finding.programme.clone().unwrap_or_else(dash),
        finding.kpi.map_or_else(dash, KpiNo::circled),
        finding
            .place
            .as_ref()
            .map_or_else(dash, ToString::to_string),
        message(finding, Language::Japanese),
    )
}

/// Fills a template from left to right; what an argument brings along is never filled again.
fn fill(template: &str, arguments: &[(&'static str, String)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match arguments.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(name),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_argument_holds_is_not_taken_for_a_name() {
        let arguments = [("a", "{b}".to_owned()), ("b", "x".to_owned())];
        assert_eq!(fill("「{a}」と{b}、{c}{", &arguments), "「{b}」とx、c{");
    }

    #[test]
    fn a_finding_that_stands_for_many_says_for_how_many() {
        let mut finding = Finding::new("S06", Severity::Info, "zero");
        finding.count = 1_200;
        let worded = message(&finding, Language::Japanese);
        assert!(worded.contains("ほかに1,200件"), "{worded}");
        let worded = message(&finding, Language::English);
        assert!(worded.starts_with("1,200 more findings"), "{worded}");
    }

    #[test]
    fn an_unknown_message_is_worded_by_the_title() {
        let finding = Finding::new("S01", Severity::Error, "no such message");
        let worded = message(&finding, Language::English);
        assert_eq!(worded, title("S01", Language::English));
        assert!(!worded.is_empty());
        assert_eq!(title("Z99", Language::Japanese), "");
    }
}

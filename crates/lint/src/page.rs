//! A rule's page: one Markdown file that is the rule's doc comment, the manual, what `enishi
//! explain` prints, the words of its findings, and its tests. This says what such a page must hold.
//!
//! A page is written so:
//!
//! * `# S01 件数が合わない`, then the lines `en: ` with the English title and `severity: ` with
//!   `error`, `warning` or `info`;
//! * `## 何を見るか`, `## なぜ`, and `## 直し方`, whose first line is the remedy shown in a
//!   terminal;
//! * `## 文面` with two lines a message, `- key.ja: …` and `- key.en: …`, naming the same {names};
//! * `## In English`, in which one line begins with `Remedy: `;
//! * `## 事例` with cases: `### title`, a block fenced as `sheet` and one fenced as `findings`.
//!
//! A block fenced as `settings` before the others holds a settings file for the case. After `sheet`
//! come the input's format (`tsv`, `csv`, `md` or `txt`; `tsv` where none is named) and, where the
//! case needs it, `fiscal-year:R6`. The lines of `findings` are those of this rule
//! only, written as [`crate::wording::line`] does; an empty block says that the rule finds nothing.

mod parsing;

use std::ops::Range;
use std::sync::OnceLock;

use enishi_domain::finding::Severity;

use crate::rules::RULES;
use crate::wording::Language;

/// The same words in both languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// 日本語
    pub japanese: &'static str,
    /// English
    pub english: &'static str,
}

/// One message of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// What a finding calls it.
    pub key: &'static str,
    /// Its words, with {names} to be filled in.
    pub template: Bilingual,
}

/// 「事例」 a case: a sheet and what this rule finds in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it shows.
    pub title: &'static str,
    /// The input's format: `tsv`, `csv`, `md` or `txt`.
    pub format: &'static str,
    /// The fiscal year to be told to the reader.
    pub fiscal_year: Option<&'static str>,
    /// The settings file to read it with, as TOML.
    pub settings: Option<&'static str>,
    /// The input as a file's content.
    pub input: &'static str,
    /// The expected lines; empty where nothing is to be found.
    pub expected: &'static str,
    /// Where the expected lines stand in the page, in bytes, so that they can be rewritten.
    pub expected_at: Range<usize>,
}

/// A rule's page, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The rule's code.
    pub code: &'static str,
    /// Its title.
    pub title: Bilingual,
    /// The severity of its findings, unless the page says otherwise of some.
    pub severity: Severity,
    /// What to do.
    pub remedy: Bilingual,
    /// All messages.
    pub messages: Vec<Message>,
    /// All cases.
    pub cases: Vec<Case>,
}

/// What is wrong with a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The first line is not `# CODE title`.
    #[error("the page does not begin with its code and title")]
    NoTitle,
    /// A line such as `en: …` is missing.
    #[error("the page has no line `{0}`")]
    NoLine(&'static str),
    /// A section is missing or empty.
    #[error("the page has no section `{0}`")]
    NoSection(&'static str),
    /// The severity is none of error, warning, info.
    #[error("`{0}` is no severity")]
    NoSeverity(String),
    /// A line of the messages cannot be read, or lacks its other language.
    #[error("the message `{0}` is not written in both languages")]
    BadMessage(String),
    /// A case lacks one of its blocks or has an unknown word behind its fence.
    #[error("the case `{0}` lacks a block")]
    BadCase(String),
}

impl Bilingual {
    /// The words in that language.
    #[must_use]
    pub fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Japanese => self.japanese,
            Language::English => self.english,
        }
    }
}

impl Page {
    /// The words of a message.
    #[must_use]
    pub fn message(&self, key: &str) -> Option<Bilingual> {
        let found = self.messages.iter().find(|message| message.key == key);
        found.map(|message| message.template)
    }

    /// Takes a page apart.
    ///
    /// # Errors
    /// [`PageError`] where something is missing.
    pub fn parse(text: &'static str) -> Result<Self, PageError> {
        parsing::parse(text)
    }
}

/// The page of a rule.
#[must_use]
pub fn page(code: &str) -> Option<&'static Page> {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    let index = RULES.binary_search_by(|rule| rule.code.cmp(code)).ok()?;
    let parse = |text| Page::parse(text).expect("every page is parsed by a test");
    let pages = PAGES.get_or_init(|| RULES.iter().map(|rule| parse(rule.page)).collect());
    pages.get(index)
}

/// The severity of that word.
#[must_use]
pub fn severity_named(word: &str) -> Option<Severity> {
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    all.into_iter()
        .find(|severity| severity_code(*severity) == word)
}

/// The word for a severity in settings, cases and JSON.
#[must_use]
pub fn severity_code(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

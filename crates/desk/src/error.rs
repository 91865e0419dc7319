//! Why a job could not be done. What is amiss within a readable document is a finding instead.

use enishi_domain::interchange::InterchangeError;
use enishi_intake::definitions::settings::SettingsError;
use enishi_intake::error::IntakeError;
use enishi_lint::Language;
use enishi_publish::PublishError;

/// Why a job could not be done.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The document could not be read.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// It is no JSON of this shape.
    #[error("the JSON is not an enishi.check/1 document (line {line}, column {column})")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It is JSON of another format or breaks its rules.
    #[error(transparent)]
    Interchange(#[from] InterchangeError),
    /// The settings file is not usable.
    #[error("the settings cannot be used: {0}")]
    Settings(#[from] SettingsError),
    /// The settings name a rule that does not exist.
    #[error("the settings name `{code}` in [rules], and there is no such rule; see `enishi rules`")]
    UnknownRule {
        /// As written.
        code: String,
    },
    /// What would be written is more than can be read again.
    #[error(
        "the output would be larger than {limit} MiB and could not be read again; split the sheet \
         into several files, by department or by year"
    )]
    TooLargeToWrite {
        /// In MiB.
        limit: usize,
    },
    /// The file could not be written in that form.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl DeskError {
    /// The error in words, with the way out.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Japanese => crate::wording::error_ja(self),
            Language::English => self.to_string(),
        }
    }
}

//! Why a job could not be done. What is amiss within a readable document is a finding instead.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::interchange::InterchangeError;
use enishi_domain::kpi::KpiNo;
use enishi_domain::party::PartyId;
use enishi_domain::workflow::Refusal;
use enishi_intake::definitions::fault::DefinitionError;
use enishi_intake::definitions::settings::SettingsError;
use enishi_intake::error::IntakeError;
use enishi_intake::registers::RegisterError;
use enishi_lint::Language;
use enishi_publish::PublishError;
use enishi_store::{BatchId, StoreError};
use jiff::civil::Date;

use crate::access_error::AccessError;
use crate::backup_error::BackupError;
use crate::correct_engagement::CorrectionFault;
use crate::deposit_error::DepositError;
use crate::inquiry_error::InquiryError;
use crate::publish_year::NotPublished;

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
    /// The region's files, or a mapping, cannot be used.
    #[error("{0}")]
    Definition(Box<DefinitionError>),
    /// The register could not be read.
    #[error("{file}: {error}")]
    Register {
        /// Its name.
        file: String,
        /// Why.
        error: Box<RegisterError>,
    },
    /// The ledger refused or could not be reached.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No such KPI.
    #[error("the region has no KPI {programme}-{kpi}")]
    UnknownKpi {
        /// The programme's number.
        programme: String,
        /// The KPI's.
        kpi: KpiNo,
    },
    /// No such programme.
    #[error("the region has no programme {0}")]
    UnknownProgramme(String),
    /// 利用目的 that the region does not declare.
    #[error("the register's purpose `{purpose}` is not declared by the region")]
    UnknownPurpose {
        /// As the mapping names it.
        purpose: String,
    },
    /// A file is of one purpose, and the selection holds several.
    #[error("the selection holds several purposes: {}; name one with --purpose", .0.join(", "))]
    SeveralPurposes(Vec<String>),
    /// A workbook would be too large to be worked in.
    #[error("a workbook holds at most {limit} rows; select fewer, or write csv")]
    TooManyRows {
        /// How many it holds.
        limit: usize,
    },
    /// The form has no place for so many parties of one role.
    #[error("{0} has more parties of one role than a row of the form holds")]
    TooManyParties(String),
    /// The import to be undone is not there, or not in force.
    #[error("there is no import {0} in force")]
    NoSuchImport(BatchId),
    /// A link across purposes without a recorded basis.
    #[error("{a} and {b} are of registers with different purposes, and no basis is given")]
    NoBasis {
        /// One of the two.
        a: PartyId,
        /// The other.
        b: PartyId,
    },
    /// A person and an organisation are neither one nor a household.
    #[error("one of {a} and {b} is an organisation and the other is not")]
    PersonAndOrganization {
        /// One of the two.
        a: PartyId,
        /// The other.
        b: PartyId,
    },
    /// Others of the two groups were found to be two.
    #[error("{a} and {b} are kept apart by an earlier decision")]
    KeptApart {
        /// One of the two.
        a: PartyId,
        /// The other.
        b: PartyId,
    },
    /// Others of the two groups tie them together.
    #[error("{a} and {b} are counted as one by other decisions")]
    HeldTogether {
        /// One of the two.
        a: PartyId,
        /// The other.
        b: PartyId,
    },
    /// A pasted table without these headings.
    #[error("the table has no column {}", .0.join(", "))]
    NoHeadings(Vec<String>),
    /// A correction that says what cannot be.
    #[error(transparent)]
    Correction(#[from] CorrectionFault),
    /// Nothing of a year that has not begun can be complete.
    #[error("fiscal year {0} has not begun")]
    YearNotBegun(FiscalYear),
    /// Rows of a register stand in the ledger under something else that was said of their file:
    /// they would count twice.
    #[error("{name}:{first}: {rows} rows from here on were imported with another programme or day")]
    KnownElsewhere {
        /// The file's name.
        name: String,
        /// How many.
        rows: u64,
        /// The first of them in the file.
        first: u64,
    },
    /// What may still happen cannot be kept as it is.
    #[error("fiscal year {0} is not over")]
    YearNotOver(FiscalYear),
    /// What the ledger will know is not known yet.
    #[error("{day} is yet to come, as today is {today}; name today or a day before")]
    DayToCome {
        /// As of which day the ledger was to be looked at.
        day: Date,
        /// The day on which that was asked.
        today: Date,
    },
    /// What is public rests on it.
    #[error("fiscal year {0} is published for programmes {1:?}; reopen them first")]
    FrozenPublished(FiscalYear, Vec<String>),
    /// A ledger is one city's.
    #[error(
        "the ledger is that of {} ({}), and the definitions are those of {} ({}); \
         check --region, or name another ledger with --database", held.1, held.0, given.1, given.0
    )]
    OtherMunicipality {
        /// The code and name of the ledger's city.
        held: Box<(String, String)>,
        /// Those of the definitions.
        given: Box<(String, String)>,
    },
    /// The key is another ledger's.
    #[error("the key is not the one that the ledger was made with")]
    OtherKey,
    /// What is to be held against the chain is no checkpoint.
    #[error("`{0}` is no checkpoint; one looks like 1000:3a7f… with 64 digits")]
    NotACheckpoint(String),
    /// A frozen figure that no version of the program writes.
    #[error("the frozen figure of {0} cannot be read")]
    FrozenUnreadable(String),
    /// The invented city names a file or row that it does not have.
    #[error("the demo city names what it does not have in {0}")]
    DemoBroken(String),
    /// Somebody stopped it; nothing was written.
    #[error("stopped; nothing was written")]
    Stopped,
    /// The file said something else the second time.
    #[error("{0} could not be read a second time")]
    FileChanged(String),
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
    /// Who asks may not, or has to prove more.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// A year that is not published.
    #[error(transparent)]
    NotPublished(#[from] NotPublished),
    /// A file that was handed over is not kept, or not worked on.
    #[error(transparent)]
    Deposit(#[from] DepositError),
    /// A file of an inquiry is not made or not read.
    #[error(transparent)]
    Inquiry(#[from] InquiryError),
    /// A backup was not made or not read.
    #[error(transparent)]
    Backup(#[from] BackupError),
}

impl From<DefinitionError> for DeskError {
    fn from(error: DefinitionError) -> Self {
        Self::Definition(Box::new(error))
    }
}

impl From<Refusal> for DeskError {
    fn from(refusal: Refusal) -> Self {
        Self::Access(refusal.into())
    }
}

impl DeskError {
    /// That a register could not be read.
    pub(crate) fn of_register(file: &str, error: RegisterError) -> Self {
        Self::Register {
            file: file.to_owned(),
            error: Box::new(error),
        }
    }

    /// The error in words, with the way out.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Japanese => crate::wording::error_ja(self),
            Language::English => self.told(),
        }
    }

    /// What is wrong with a definition or a register's headings has a second line: the place, or
    /// what may be done.
    fn told(&self) -> String {
        if let Self::Definition(error) = self {
            return enishi_intake::definitions::wording::definition_error_en(error);
        }
        if let Self::Register { file, error } = self {
            let told = enishi_intake::registers::wording::register_error_en(error);
            return format!("{file}: {told}");
        }
        self.to_string()
    }
}

//! What can be asked of the program. What it says about that, in help and complaints, stands in
//! `wording`.

pub mod inquiry;
pub mod ledger;
pub mod serving;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use enishi_desk::{Language, Layout};
use enishi_domain::calendar::FiscalYear;

use crate::wording::{help, usage};
use crate::{CLEAN, FAILED, files};

/// Everything that was asked.
#[derive(Debug, Parser)]
#[command(name = "enishi", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// The language of what is printed.
    #[arg(long = "lang", value_enum, global = true, default_value_t = LanguageName::Ja)]
    pub language: LanguageName,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The language of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    /// 日本語
    Ja,
    /// English
    En,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Ja => Self::Japanese,
            LanguageName::En => Self::English,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads sheets, evaluates them and says what is amiss.
    Check(Check),
    /// Writes a sheet as xlsx, html, csv or json.
    Convert(Convert),
    /// Sets last year's and this year's sheet side by side.
    Compare(Compare),
    /// Prints a rule's page.
    Explain(Explain),
    /// Lists all rules.
    Rules(Rules),
    /// Makes a ledger for a city.
    Init(ledger::Init),
    /// Takes a register into the ledger, or takes it out again.
    Import(ledger::Import),
    /// Writes the ledger out in our own form.
    Export(ledger::Export),
    /// Who is who.
    Parties(ledger::Parties),
    /// Says that a kind is complete.
    Close(ledger::Close),
    /// Measures the KPIs.
    Measure(ledger::Measure),
    /// Makes the year's sheet.
    Evaluate(ledger::Evaluate),
    /// Asks the departments that stay in their spreadsheets.
    Inquire(inquiry::Inquire),
    /// Keeps a year's figures.
    Freeze(ledger::Freeze),
    /// Writes what everybody may read of the published years.
    Publish(ledger::Publish),
    /// Opens a folder to everybody.
    Public(serving::Public),
    /// Corrects an engagement.
    Correct(ledger::Correct),
    /// Verifies the ledger.
    Verify(ledger::Verify),
    /// Writes the ledger into one file.
    Backup(ledger::Backup),
    /// Makes a ledger of such a file.
    Restore(ledger::Restore),
    /// Who may come in.
    Staff(ledger::Staff),
    /// Opens the office in the browser.
    Serve(serving::Serve),
    /// Makes an invented city.
    Demo(ledger::Demo),
}

/// How sheets are read; the same for every command that reads one.
#[derive(Args, Debug)]
pub struct Reading {
    /// The year the sheet is for.
    #[arg(long)]
    pub fiscal_year: Option<FiscalYear>,
    /// The worksheet or table to read.
    #[arg(long = "sheet", id = "worksheet")]
    pub worksheet: Option<String>,
    /// Instead of detection.
    #[arg(long)]
    pub layout: Option<Layout>,
    /// Instead of detection.
    #[arg(long)]
    pub input_encoding: Option<String>,
    /// Columns, declarations and rules.
    #[arg(long)]
    pub settings: Option<PathBuf>,
}

/// `enishi check`
#[derive(Args, Debug)]
pub struct Check {
    /// The sheets.
    #[arg(required = true)]
    pub sheets: Vec<PathBuf>,
    /// What is printed.
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub format: CheckFormat,
    #[command(flatten)]
    pub reading: Reading,
}

/// What `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// A table and the findings, for the eye.
    Human,
    /// `enishi.check/1`
    Json,
    /// The findings, one a row.
    Csv,
    /// SARIF 2.1.0
    Sarif,
}

/// `enishi convert`
#[derive(Args, Debug)]
pub struct Convert {
    /// The sheet.
    pub sheet: PathBuf,
    /// Where to write; the ending says in what form.
    #[arg(short, long)]
    pub output: PathBuf,
    /// Of a csv.
    #[arg(long, value_enum)]
    pub encoding: Option<CsvEncoding>,
    #[command(flatten)]
    pub reading: Reading,
}

/// The encoding of a written csv.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CsvEncoding {
    /// UTF-8 with a byte order mark, which Excel needs.
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// Windows-31J
    #[value(name = "cp932", alias = "shift_jis", alias = "sjis")]
    Cp932,
}

/// `enishi compare`
#[derive(Args, Debug)]
pub struct Compare {
    /// Last year's sheet.
    pub last: PathBuf,
    /// This year's sheet.
    pub this: PathBuf,
    /// What is printed.
    #[arg(long, value_enum, default_value_t = PlainFormat::Human)]
    pub format: PlainFormat,
    #[command(flatten)]
    pub reading: Reading,
}

/// What the smaller commands print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// For the eye.
    Human,
    /// JSON
    Json,
}

/// `enishi explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// Its code.
    pub rule: String,
}

/// `enishi rules`
#[derive(Args, Debug)]
pub struct Rules {
    /// What is printed.
    #[arg(long, value_enum, default_value_t = PlainFormat::Human)]
    pub format: PlainFormat,
}

/// Reads the arguments; where they ask for help or are wrong, prints that and gives the exit code.
///
/// # Errors
/// The exit code with which the program ends at once.
pub fn parse(arguments: Vec<OsString>) -> Result<Arguments, ExitCode> {
    let mut command = Arguments::command();
    let asked = Asked::of(&arguments, &command);
    let parsed = command
        .try_get_matches_from_mut(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    parsed.map_err(|error| {
        let page = || {
            help::page(
                &Arguments::command(),
                asked.command.as_deref(),
                asked.language,
            )
        };
        let kind = error.kind();
        if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            if let Some(name) = asked.command.as_deref() {
                let known = Arguments::command();
                let actions = known.find_subcommand(name).into_iter();
                let actions = actions.flat_map(clap::Command::get_subcommands);
                let actions: Vec<&str> = actions.map(clap::Command::get_name).collect();
                files::complain(&usage::without_action(name, &actions, asked.language));
            }
            files::complain(page().trim_end());
            return ExitCode::from(FAILED);
        }
        if error.use_stderr() {
            let about = usage::about(&error, asked.command.as_deref(), asked.language);
            files::complain(&about);
            return ExitCode::from(FAILED);
        }
        let version = kind == ErrorKind::DisplayVersion;
        let outcome = files::print(&if version { error.to_string() } else { page() });
        ExitCode::from(files::printed(outcome, CLEAN, asked.language))
    })
}

/// What can be told of a command line that may be wrong elsewhere.
struct Asked {
    language: Language,
    command: Option<String>,
}

impl Asked {
    fn of(arguments: &[OsString], known: &clap::Command) -> Self {
        let words: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
        let english =
            words.windows(2).any(|pair| pair == ["--lang", "en"]) || words.contains(&"--lang=en");
        let command = words
            .iter()
            .find(|word| known.find_subcommand(word).is_some());
        Self {
            language: if english {
                Language::English
            } else {
                Language::Japanese
            },
            command: command.map(|word| (*word).to_owned()),
        }
    }
}

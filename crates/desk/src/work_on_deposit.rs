//! What is done with a file that was handed over: a look at it, a dry run, the import itself. Each
//! is one order that another process can carry out: it says all that is needed, and what comes back
//! is small and can be written down.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use enishi_domain::calendar::parse_day;
use enishi_domain::engagement::Facet;
use enishi_domain::money::Yen;
use enishi_domain::staff::StaffId;
use enishi_domain::words::ClosedSet as _;
use enishi_intake::definitions::mapping::read_mapping;
use enishi_intake::formats::Hints;
use enishi_intake::registers::preview::{ColumnSeen, preview_register};
use enishi_intake::registers::{Given, RegisterError};
use enishi_lint::Language;
use enishi_store::StoreError;
use serde::{Deserialize, Serialize};

use crate::check_deposit::SheetChecked;
use crate::deposit_error::DepositError;
use crate::deposits::{Deposit, Handed, Tray, may_import, may_somewhere, may_use, write_private};
use crate::error::DeskError;
use crate::import_register::{Imported, Mode, Register, Watch, import_register};
use crate::inquire::reading::{InquiryRead, read_inquiry};
use crate::keep_mapping::mapping_of;
use crate::office::Office;
use crate::reception::Counter;
use crate::report_refused::{is_needed, report_workbook};
use crate::wording::imports::{duplicate_ja, finding_ja};

/// How many rows are shown before anything is read.
const ROWS: usize = 3;

/// How many findings are told one by one; the report has them all.
const MOST_TOLD: usize = 20;

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// 列の対応 — needs no ledger.
    Look,
    /// 試行
    Try,
    /// 確定
    Commit,
    /// 点検 of a sheet — needs no ledger.
    Check,
    /// 照会の読込み — needs no ledger.
    Read,
}

/// What the one who imports says of all rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// 事業
    pub programme: Option<String>,
    /// 活動
    pub activity: Option<String>,
    /// 開催日, as typed.
    pub date: Option<String>,
    /// 制度
    pub scheme: Option<String>,
    /// 目的
    pub tag: Option<String>,
    /// 利用目的, where the source leaves it open.
    pub purpose: Option<String>,
}

/// Everything that a task needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What is done.
    pub task: Task,
    /// Where the file lies.
    pub data: PathBuf,
    /// Where a report is written.
    pub report: PathBuf,
    /// How large the file is, in bytes.
    pub bytes: u64,
    /// What it is called.
    pub name: String,
    /// The mapping, as TOML.
    pub mapping: String,
    /// The encoding, where somebody named one.
    pub encoding: Option<String>,
    /// What is the same for all rows.
    pub said: Said,
    /// Who imports.
    pub staff: i64,
}

/// What a task gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// Of a look.
    Seen(Seen),
    /// Of a dry run or an import.
    Counted(Counted),
    /// Of a sheet.
    Checked(SheetChecked),
    /// Of the file of an inquiry.
    Read(InquiryRead),
}

/// Why a task gave nothing. Nothing is in the ledger then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// What the desk says, in Japanese.
    Told(String),
    /// The headings are not those of the source: these columns are missing.
    Headings(String),
    /// The file needs more memory than it may have.
    Memory,
    /// It took too long.
    Time,
    /// The process ended without a word.
    Died,
    /// Somebody stopped it.
    Stopped,
    /// The file held numbers that must not be kept, and was removed.
    MyNumber(Vec<String>),
}

/// A file before it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// What it is: `csv`, `xlsx`.
    pub format: String,
    /// How its text is encoded.
    pub encoding: Option<String>,
    /// Its headings.
    pub headings: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// The columns that the mapping reads.
    pub columns: Vec<Column>,
    /// Headings whose columns are never read.
    pub refused_columns: Vec<String>,
}

/// A column that the mapping reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name in the mapping.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Whether the file is not read without it.
    pub is_required: bool,
    /// Whether several headings may stand for it.
    pub is_open: bool,
    /// Where it was found.
    pub found: Vec<String>,
    /// What may be meant.
    pub guess: Option<String>,
}

/// What an import does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The number of the import, where something was written.
    pub batch: Option<i64>,
    /// How many rows of each verdict, by its code.
    pub counts: BTreeMap<String, u64>,
    /// Records and yen by fiscal year; no yen where the records say none.
    pub totals: Vec<(String, u64, String)>,
    /// Parties that were not known before.
    pub parties_new: u64,
    /// Parties that were found to be known ones.
    pub parties_known: u64,
    /// Pairs that somebody has to look at.
    pub pairs_to_review: u64,
    /// Headings that nothing is read from.
    pub unread: Vec<String>,
    /// What is amiss, the first of it.
    pub findings: Vec<String>,
    /// How much more.
    pub untold: u64,
    /// Whether a report was written.
    pub has_report: bool,
}

/// The order for a task on a file that was handed over. Whoever only looks needs no programme yet.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DepositError::NoSuchSource`], [`DeskError::Store`].
pub async fn order(
    counter: &Counter,
    tray: &Tray,
    deposit: &Deposit,
    task: Task,
) -> Result<Order, DeskError> {
    match task {
        Task::Look | Task::Check | Task::Read => {
            may_somewhere(counter, deposit.kind)?;
            may_use(counter, &deposit.source)?;
        }
        Task::Try | Task::Commit => {
            may_import(counter, &deposit.source, deposit.said.programme.as_deref())?;
        }
    }
    let mapping = match (&deposit.mapping, deposit.kind) {
        (Some(text), _) => text.clone(),
        (None, Handed::Sheet | Handed::Inquiry) => String::new(),
        (None, Handed::Register) => mapping_of(&counter.office, &deposit.source).await?.text,
    };
    Ok(Order {
        task,
        data: tray.data(deposit),
        report: tray.report(deposit),
        bytes: deposit.bytes,
        name: deposit.name.clone(),
        mapping,
        encoding: deposit.encoding.clone(),
        said: deposit.said.clone(),
        staff: deposit.staff,
    })
}

/// Looks at a file. The ledger is not needed.
///
/// # Errors
/// [`DeskError::Register`], [`DepositError::Folder`] where the file cannot be read.
pub fn look(order: &Order) -> Result<Done, DeskError> {
    let bytes = fs::read(&order.data).map_err(DepositError::Folder)?;
    let mapping = read_mapping(&order.name, &order.mapping)?;
    let hints = Hints {
        name: Some(&order.name),
        encoding: order.encoding.as_deref(),
        sheet: None,
    };
    let preview = preview_register(&bytes, &hints, &mapping, ROWS)
        .map_err(|error| DeskError::of_register(&order.name, error))?;
    Ok(Done::Seen(Seen {
        format: preview.format.name().to_owned(),
        encoding: preview.encoding.map(str::to_owned),
        headings: preview.headings,
        rows: preview.rows,
        columns: preview.columns.into_iter().map(column).collect(),
        refused_columns: preview.refused_columns,
    }))
}

/// Reads the file of an inquiry. The ledger is not needed; whether it sent the file is seen later.
///
/// # Errors
/// As [`read_inquiry`]; [`DepositError::Folder`] where the file cannot be read.
pub fn read_answers(order: &Order) -> Result<Done, DeskError> {
    let bytes = fs::read(&order.data).map_err(DepositError::Folder)?;
    Ok(Done::Read(read_inquiry(&order.name, &bytes)?))
}

fn column(seen: ColumnSeen) -> Column {
    Column {
        name: seen.name,
        label: seen.label,
        is_required: seen.is_required,
        is_open: seen.is_open,
        found: seen.found,
        guess: seen.guess,
    }
}

/// Imports a file, or says what would become of it.
///
/// # Errors
/// As [`import_register`]; [`DepositError::Folder`] where the file cannot be read.
pub async fn import(
    office: &Office,
    order: &Order,
    mode: Mode,
    watch: Watch<'_>,
) -> Result<Done, DeskError> {
    let office = office.clone().acting_for(StaffId(order.staff));
    let mut mapping = read_mapping(&order.name, &order.mapping)?;
    if let Some(purpose) = &order.said.purpose {
        mapping.purpose.clone_from(purpose);
    }
    let register = Register {
        name: order.name.clone(),
        bytes: Arc::new(fs::read(&order.data).map_err(DepositError::Folder)?),
        encoding: order.encoding.clone(),
        mapping,
        given: order.said.given()?,
    };
    let imported = import_register(&office, register, mode, watch).await?;
    if is_needed(&imported) {
        let bytes = report_workbook(&imported, Language::Japanese)?;
        write_private(&order.report, &bytes).map_err(DepositError::Folder)?;
    }
    Ok(Done::Counted(counted(&imported)))
}

impl Said {
    /// As an import takes it.
    ///
    /// # Errors
    /// [`DepositError::NotNow`] where the day is none; it was asked for before.
    pub fn given(&self) -> Result<Given, DeskError> {
        let day = self.date.as_deref().map(parse_day).transpose();
        let facets = [(Facet::Scheme, &self.scheme), (Facet::Tag, &self.tag)];
        let said = facets
            .into_iter()
            .filter_map(|(facet, says)| Some((facet, says.clone()?)));
        Ok(Given {
            programme: self.programme.clone(),
            activity: self.activity.clone(),
            occurred_on: day.map_err(|_| DepositError::NotNow)?,
            facets: said.collect(),
        })
    }
}

impl Fault {
    /// Of what the desk says.
    #[must_use]
    pub fn of(error: &DeskError) -> Self {
        if let DeskError::Register { error, .. } = error
            && let RegisterError::UnknownHeading { missing, .. } = &**error
        {
            return Self::Headings(missing.join("、"));
        }
        if let DeskError::Stopped = error {
            return Self::Stopped;
        }
        if let DeskError::Deposit(DepositError::Folder(error)) = error
            && error.kind() == io::ErrorKind::OutOfMemory
        {
            return Self::Memory;
        }
        // What the database says may hold a path or an address; that belongs to no page.
        if let DeskError::Store(error @ StoreError::Database(_)) = error
            && !error.is_full()
        {
            return Self::Died;
        }
        Self::Told(error.message(Language::Japanese))
    }
}

/// A register without amounts has no sum, and not one of nothing.
fn sum(amount: Yen) -> String {
    if amount == Yen(0) {
        return String::new();
    }
    amount.to_string()
}

fn counted(imported: &Imported) -> Counted {
    let counts = imported.counts.iter();
    let of_rows = imported.refused.iter().flat_map(|row| &row.findings);
    let findings = imported.findings.iter().chain(of_rows);
    let alike = imported.duplicates.iter().map(duplicate_ja);
    let mut told: Vec<String> = findings.map(finding_ja).chain(alike).collect();
    let untold = told.len().saturating_sub(MOST_TOLD) as u64 + imported.untold;
    told.truncate(MOST_TOLD);
    let totals = imported.summary.totals.iter();
    Counted {
        batch: imported.batch.map(|batch| batch.0),
        counts: counts
            .map(|(verdict, count)| (verdict.code().to_owned(), *count))
            .collect(),
        totals: totals
            .map(|(year, total)| (year.to_string(), total.records, sum(total.amount)))
            .collect(),
        parties_new: imported.parties_new,
        parties_known: imported.parties_known,
        pairs_to_review: imported.pairs_to_review,
        unread: imported.summary.unread.clone(),
        findings: told,
        untold,
        has_report: is_needed(imported),
    }
}

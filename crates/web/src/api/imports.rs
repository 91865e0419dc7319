//! 「取込」 for programs: a register as the body of a request, through the same folder, workshop and
//! policy as a file of the browser. A dry run unless it is said otherwise; whoever sent it asks how
//! far it is, fetches the rows that could not be read, writes what the dry run showed or gives up.

pub mod parameters;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use enishi_desk::deposits::{Deposit, Handed, LARGEST_PLAIN, Receiving, may_import};
use enishi_desk::show_imports::{ImportShown, purposes, show_imports, sources};
use enishi_desk::work_on_deposit::{Counted, Fault, Said, Task, order};
use enishi_desk::{BatchId, DepositError, DeskError};
use enishi_domain::calendar::parse_day;
use enishi_domain::words::ClosedSet as _;
use futures_util::StreamExt as _;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::asked::{Asked, answer};
use super::once::once;
use super::refusal::{Code, Refusal};
use crate::site::Site;
use crate::wording::imports as words;
use parameters::{PARAMETERS, encodings};

/// The type of a workbook.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The latest imports, and files on their way.
#[derive(Serialize, JsonSchema)]
pub struct Imports {
    /// What is in the ledger, the latest first.
    imports: Vec<Import>,
    /// One's own files that were handed over within a day, the latest first.
    files: Vec<ImportFile>,
}

/// An import.
#[derive(Serialize, JsonSchema)]
pub struct Import {
    /// `B12`
    id: String,
    /// What its source is called.
    source: String,
    /// When it was recorded, in UTC.
    at: String,
    /// By whom.
    by: String,
    /// `committed` or `undone`
    state: String,
    /// How many rows of each verdict: `new`, `unchanged` …
    counts: BTreeMap<String, u64>,
}

/// A file on its way into the ledger.
#[derive(Serialize, JsonSchema)]
pub struct ImportFile {
    /// By which it is asked for.
    id: String,
    /// What the file is called.
    name: String,
    /// The source whose mapping reads it.
    source: String,
    /// How large it is.
    bytes: u64,
    /// How far it is.
    state: FileState,
    /// What came of the dry run, or of the import.
    result: Option<ImportResult>,
    /// Why nothing came of it.
    failure: Option<Failure>,
}

/// How far a file is.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Others come before it.
    Waiting,
    /// It is being read or written.
    Running,
    /// The dry run is over; nothing is in the ledger.
    Tried,
    /// It is in the ledger.
    Committed,
    /// It was not read; nothing is in the ledger.
    Failed,
    /// The program ended meanwhile, or the screen goes on with it.
    Interrupted,
}

/// What an import does, or would do.
#[derive(Serialize, JsonSchema)]
pub struct ImportResult {
    /// `B12`, where something was written.
    import: Option<String>,
    /// How many rows of each verdict: `new`, `unchanged`, `refused` …
    counts: BTreeMap<String, u64>,
    /// Parties that were not known before.
    parties_new: u64,
    /// Parties that were found to be known ones.
    parties_known: u64,
    /// How many pairs wait in 名寄せ because of it.
    waiting_pairs: u64,
    /// Headings that nothing is read from.
    unread: Vec<String>,
    /// What is amiss, in Japanese, the first of it.
    findings: Vec<String>,
    /// How much more is amiss.
    untold: u64,
    /// Whether there is a workbook of the rows that are amiss.
    has_errors: bool,
}

/// Why nothing came of a file.
#[derive(Serialize, JsonSchema)]
pub struct Failure {
    /// Stable: `told`, `headings`, `memory`, `time`, `died`, `stopped` or `my_number`.
    code: String,
    /// In Japanese, with the way out.
    message: String,
}

/// That something was begun.
#[derive(Serialize, JsonSchema)]
pub struct Begun {
    /// By which the file is asked for.
    id: String,
}

/// That a file was given up.
#[derive(Serialize, JsonSchema)]
pub struct Cancelled {
    /// Whether something was going on: then it ends, and the file is there until it is given up
    /// again. Else the file is gone.
    was_running: bool,
}

/// A request with a file, which is not read yet.
pub struct Sent {
    asked: Asked,
    body: Body,
}

impl FromRequest<Site> for Sent {
    type Rejection = Refusal;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let asked = Asked::begin(parts, site).await?;
        Ok(Self { asked, body })
    }
}

/// The imports, and one's own files.
pub async fn list(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let site = &asked.site;
    let shown = show_imports(&asked.counter).await?;
    let files = site.workshop.tray().of(&asked.counter, Handed::Register)?;
    let told = Imports {
        imports: shown.iter().map(import).collect(),
        files: files.iter().map(|deposit| file(site, deposit)).collect(),
    };
    answer(StatusCode::OK, &told)
}

/// How far a file is.
pub async fn show(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    answer(StatusCode::OK, &file(&asked.site, &find(&asked)?))
}

/// The rows that are amiss, as a workbook.
pub async fn errors(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let deposit = find(&asked)?;
    let read = std::fs::read(asked.site.workshop.tray().report(&deposit));
    let bytes = read.map_err(|_| Refusal::new(Code::NotFound))?;
    let kind = [(CONTENT_TYPE, HeaderValue::from_static(WORKBOOK))];
    Ok((kind, bytes).into_response())
}

/// Takes a file and begins to read it.
pub async fn receive(sent: Sent) -> Result<Response, Refusal> {
    let Sent { mut asked, body } = sent;
    asked.only(&PARAMETERS.map(|parameter| parameter.name))?;
    // A key that is none is refused before a file is taken.
    let has_key = asked.keyed()?.is_some();
    let source = asked
        .text("source")?
        .ok_or_else(|| Refusal::parameter("source"))?;
    let name = asked
        .text("name")?
        .ok_or_else(|| Refusal::parameter("name"))?;
    may_import(&asked.counter, &source, asked.programme()?.as_deref())?;
    let known = sources(&asked.counter).await?;
    if !known.iter().any(|(known, _)| *known == source) {
        return Err(DeskError::from(DepositError::NoSuchSource(source)).into());
    }
    let tray = asked.site.workshop.tray().clone();
    tray.sweep(asked.site.now()).map_err(DeskError::from)?;
    let (said, encoding) = (said(&asked, &source)?, encoding(&asked)?);
    let tasks = match asked.text("dry_run")?.as_deref() {
        None | Some("true") => [Task::Look, Task::Try],
        Some("false") => [Task::Look, Task::Commit],
        Some(_) => return Err(Refusal::parameter("dry_run")),
    };
    let mut receiving = match tray.begin(&asked.counter, Handed::Register, &name, &source) {
        Ok(mut receiving) => {
            receiving.say(said, encoding);
            Ok(receiving)
        }
        // Perhaps it is one of those that wait: that is known by all of it, and then said again.
        Err(full @ DeskError::Deposit(DepositError::TooMany { .. })) if has_key => Err(full),
        Err(error) => return Err(error.into()),
    };
    let digest = take(body, receiving.as_mut().ok()).await?;
    asked.stands_for(digest);
    once(asked, move |asked| begin(asked, receiving, tasks)).await
}

/// Takes a file to its end, or only looks what it is. Gives what it is known by.
async fn take(body: Body, mut receiving: Option<&mut Receiving>) -> Result<Vec<u8>, Refusal> {
    let mut digest = Sha256::new();
    let mut heard: u64 = 0;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Refusal::new(Code::BadBody))?;
        digest.update(&piece);
        heard += piece.len() as u64;
        match &mut receiving {
            Some(receiving) => receiving.take(&piece).map_err(DeskError::from)?,
            None if heard > LARGEST_PLAIN => return Err(Refusal::new(Code::TooLarge)),
            None => {}
        }
    }
    Ok(digest.finalize().to_vec())
}

/// What is the same for all rows.
fn said(asked: &Asked, source: &str) -> Result<Said, Refusal> {
    let said = Said {
        programme: asked.programme()?,
        activity: asked.text("activity")?,
        date: asked.text("date")?,
        scheme: asked.text("scheme")?,
        tag: asked.text("tag")?,
        purpose: asked.text("purpose")?,
    };
    if said
        .date
        .as_deref()
        .is_some_and(|day| parse_day(day).is_err())
    {
        return Err(Refusal::parameter("date"));
    }
    let open = purposes(&asked.counter, source);
    let is_open = |asked: &String| open.iter().any(|(known, _)| known == asked);
    if !said.purpose.as_ref().is_none_or(is_open) {
        return Err(Refusal::parameter("purpose"));
    }
    Ok(said)
}

fn encoding(asked: &Asked) -> Result<Option<String>, Refusal> {
    let named = asked.text("encoding")?;
    match &named {
        Some(name) if !encodings().contains(&name.as_str()) => Err(Refusal::parameter("encoding")),
        _ => Ok(named),
    }
}

async fn begin(
    asked: Asked,
    receiving: Result<Receiving, DeskError>,
    tasks: [Task; 2],
) -> Result<Response, Refusal> {
    let workshop = &asked.site.workshop;
    let deposit = receiving?.finish().map_err(DeskError::from)?;
    let mut orders = Vec::new();
    for task in tasks {
        match order(&asked.counter, workshop.tray(), &deposit, task).await {
            Ok(order) => orders.push(order),
            Err(refused) => {
                workshop.discard(&deposit)?;
                return Err(refused.into());
            }
        }
    }
    let told = Begun {
        id: deposit.id.clone(),
    };
    workshop
        .begin_all(deposit, orders)
        .map_err(DeskError::from)?;
    answer(StatusCode::ACCEPTED, &told)
}

/// Writes what the dry run showed.
pub async fn commit(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    asked.no_body()?;
    let deposit = find(&asked)?;
    let workshop = &asked.site.workshop;
    let (state, _) = state(&asked.site, &deposit);
    if state != FileState::Tried {
        return Err(DeskError::from(DepositError::NotNow).into());
    }
    let order = order(&asked.counter, workshop.tray(), &deposit, Task::Commit).await?;
    let told = Begun {
        id: deposit.id.clone(),
    };
    workshop.begin(deposit, order).map_err(DeskError::from)?;
    answer(StatusCode::ACCEPTED, &told)
}

/// Stops what goes on, or gives the file up.
pub async fn cancel(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    asked.no_body()?;
    let deposit = find(&asked)?;
    let workshop = &asked.site.workshop;
    let was_running = workshop.job(&deposit.id).is_some();
    if was_running {
        workshop.stop(&deposit.id);
    } else {
        workshop.discard(&deposit)?;
    }
    answer(StatusCode::OK, &Cancelled { was_running })
}

fn find(asked: &Asked) -> Result<Deposit, Refusal> {
    let tray = asked.site.workshop.tray();
    Ok(tray.deposit(&asked.counter, Handed::Register, asked.id())?)
}

fn state(site: &Site, deposit: &Deposit) -> (FileState, Option<Failure>) {
    if let Some(job) = site.workshop.job(&deposit.id) {
        let state = if job.is_waiting {
            FileState::Waiting
        } else {
            FileState::Running
        };
        return (state, None);
    }
    if let Some((_, fault)) = &deposit.failed {
        return (FileState::Failed, Some(failure(fault)));
    }
    let state = match deposit {
        Deposit { asked: Some(_), .. } => FileState::Interrupted,
        Deposit {
            committed: Some(_), ..
        } => FileState::Committed,
        Deposit { tried: Some(_), .. } => FileState::Tried,
        _ => FileState::Interrupted,
    };
    (state, None)
}

fn failure(fault: &Fault) -> Failure {
    let code = match fault {
        Fault::Told(_) => "told",
        Fault::Headings(_) => "headings",
        Fault::Memory => "memory",
        Fault::Time => "time",
        Fault::Died => "died",
        Fault::Stopped => "stopped",
        Fault::MyNumber(_) => "my_number",
    };
    Failure {
        code: code.to_owned(),
        message: words::fault(fault),
    }
}

fn file(site: &Site, deposit: &Deposit) -> ImportFile {
    let (state, failure) = state(site, deposit);
    let counted = deposit.committed.as_ref().or(deposit.tried.as_ref());
    ImportFile {
        id: deposit.id.clone(),
        name: deposit.name.clone(),
        source: deposit.source.clone(),
        bytes: deposit.bytes,
        state,
        result: counted.map(result),
        failure,
    }
}

fn result(counted: &Counted) -> ImportResult {
    ImportResult {
        import: counted.batch.map(|batch| BatchId(batch).to_string()),
        counts: counted.counts.clone(),
        parties_new: counted.parties_new,
        parties_known: counted.parties_known,
        waiting_pairs: counted.pairs_to_review,
        unread: counted.unread.clone(),
        findings: counted.findings.clone(),
        untold: counted.untold,
        has_errors: counted.has_report,
    }
}

fn import(shown: &ImportShown) -> Import {
    let counts = shown.counts.iter();
    let counts = counts.map(|(verdict, count)| (verdict.code().to_owned(), *count));
    Import {
        id: shown.batch.to_string(),
        source: shown.source.clone(),
        at: shown.at.to_string(),
        by: shown.by.clone(),
        state: shown.state.code().to_owned(),
        counts: counts.collect(),
    }
}

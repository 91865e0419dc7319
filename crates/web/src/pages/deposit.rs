//! 「取込」 ②列の対応 ③確認 ④確定: one file on its way into the ledger. The page shows the step that the
//! file is at; while something is done to it, how far that is, and the page asks again by itself.

mod columns;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use enishi_desk::deposits::{Deposit, Handed};
use enishi_desk::show_imports::{source_labels, sources};
use enishi_desk::work_on_deposit::{Counted, Fault, Task, order};
use enishi_desk::{BatchId, DepositError, DeskError};
use enishi_domain::register::RowVerdict;
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet as _;

pub use columns::try_out;

use super::login::see_other;
use crate::components::Steps;
use crate::frame::{Frame, Problem, ok, page, workbook};
use crate::visit::Staff;
use crate::wording::imports as words;
use crate::workshop::Job;

/// After how many seconds a page of something that goes on asks again.
pub const AGAIN: &str = "2";

#[derive(Template)]
#[template(path = "pages/import_progress.html")]
struct ProgressPage {
    frame: Frame,
    steps: Steps,
    id: String,
    name: String,
    task: &'static str,
    is_waiting: bool,
    is_stopped: bool,
    progress: Option<(String, Option<(u64, u64)>)>,
}

#[derive(Template)]
#[template(path = "pages/import_failed.html")]
struct FailedPage {
    frame: Frame,
    steps: Steps,
    id: String,
    name: String,
    why: String,
    may_again: bool,
    has_columns: bool,
    /// Where another source or encoding may help.
    choice: Option<Choice>,
}

/// As what a file is looked at.
struct Choice {
    sources: Vec<(String, String)>,
    source: String,
    encodings: [(&'static str, &'static str); 5],
    encoding: String,
}

#[derive(Template)]
#[template(path = "pages/import_check.html")]
struct CheckPage {
    frame: Frame,
    steps: Steps,
    id: String,
    name: String,
    source: String,
    is_done: bool,
    batch: Option<String>,
    counts: Vec<(&'static str, String)>,
    may_commit: bool,
    errors: u64,
    counted: Counted,
}

/// Shows the step that a file is at.
pub async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let deposit = find(&staff, &id)?;
    if let Some(job) = staff.visit.site.workshop.job(&id) {
        return Ok(progress(&staff, &deposit, &job));
    }
    // It may have ended between the two.
    let deposit = find(&staff, &deposit.id)?;
    if let Some(task) = deposit.asked {
        let why = words::interrupted(task);
        return failed(&staff, &deposit, task, (StatusCode::OK, why)).await;
    }
    if let Some((task, fault)) = &deposit.failed {
        let wants_columns = matches!(fault, Fault::Headings(_)) && deposit.seen.is_some();
        if wants_columns || staff.visit.query.get("step") == "columns" && deposit.seen.is_some() {
            return columns::show(&staff, &deposit, &words::fault(fault)).await;
        }
        let why = (words::status_of_fault(fault), words::fault(fault));
        return failed(&staff, &deposit, *task, why).await;
    }
    match &deposit {
        Deposit {
            committed: Some(counted),
            ..
        } => check(&staff, &deposit, counted).await,
        Deposit {
            tried: Some(counted),
            ..
        } if staff.visit.query.get("step") != "columns" => check(&staff, &deposit, counted).await,
        _ => columns::show(&staff, &deposit, "").await,
    }
}

/// Looks at the file again, as one of another source or encoding.
pub async fn look(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["source", "encoding"])?;
    let mut deposit = idle(&staff, &id)?;
    deposit.source = form.get("source").to_owned();
    deposit.encoding = form.said("encoding");
    deposit.mapping = None;
    deposit.seen = None;
    deposit.tried = None;
    begin(&staff, deposit, Task::Look).await
}

/// Writes what the dry run showed.
pub async fn commit(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    let deposit = idle(&staff, &id)?;
    if deposit.tried.is_none() {
        return Err(not_now());
    }
    begin(&staff, deposit, Task::Commit).await
}

/// Does once more what was not finished.
pub async fn again(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    let deposit = idle(&staff, &id)?;
    let failed = deposit.failed.as_ref().map(|(task, _)| *task);
    let task = deposit.asked.or(failed).ok_or_else(not_now)?;
    begin(&staff, deposit, task).await
}

/// Stops what is being done.
pub async fn stop(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    let deposit = find(&staff, &id)?;
    staff.visit.site.workshop.stop(&deposit.id);
    Ok(see_other(&format!("/imports/{}", deposit.id), None))
}

/// Gives the file up.
pub async fn discard(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    let deposit = find(&staff, &id)?;
    staff.visit.site.workshop.discard(&deposit)?;
    Ok(see_other("/imports?done=discarded", None))
}

/// The rows that were refused, and what else is odd, as a workbook.
pub async fn report(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let deposit = find(&staff, &id)?;
    let path = staff.visit.site.workshop.tray().report(&deposit);
    let bytes = std::fs::read(path).map_err(|_| Problem::no_such_page())?;
    workbook(bytes, &words::report_name(&deposit.name))
}

fn find(staff: &Staff, id: &str) -> Result<Deposit, Problem> {
    let tray = staff.visit.site.workshop.tray();
    Ok(tray.deposit(&staff.counter, Handed::Register, id)?)
}

/// A file that nothing is being done to and that is not in the ledger yet.
fn idle(staff: &Staff, id: &str) -> Result<Deposit, Problem> {
    let deposit = find(staff, id)?;
    let is_busy = staff.visit.site.workshop.job(id).is_some();
    if is_busy || deposit.committed.is_some() {
        return Err(not_now());
    }
    Ok(deposit)
}

fn not_now() -> Problem {
    DeskError::from(DepositError::NotNow).into()
}

/// Begins a task and shows how far it is.
async fn begin(staff: &Staff, deposit: Deposit, task: Task) -> Result<Response, Problem> {
    let workshop = &staff.visit.site.workshop;
    let order = order(&staff.counter, workshop.tray(), &deposit, task).await?;
    let place = format!("/imports/{}", deposit.id);
    workshop.begin(deposit, order).map_err(DeskError::from)?;
    Ok(see_other(&place, None))
}

fn steps_of(task: Task) -> Steps {
    Steps::at(match task {
        Task::Look | Task::Check | Task::Read => words::title::FILE,
        Task::Try => words::title::COLUMNS,
        Task::Commit => words::title::CHECK,
    })
}

fn progress(staff: &Staff, deposit: &Deposit, job: &Job) -> Response {
    use enishi_desk::import_register::Progress;
    let mut response = ok(&ProgressPage {
        frame: Frame::of(staff, words::title::IMPORTS),
        steps: steps_of(job.task),
        id: deposit.id.clone(),
        name: deposit.name.clone(),
        task: words::task(job.task),
        is_waiting: job.is_waiting,
        is_stopped: job.is_stopped(),
        progress: job.progress().map(|progress| {
            let parts = match progress {
                Progress::Read(_) => None,
                Progress::Written(done, all) | Progress::Merged(done, all) => Some((done, all)),
            };
            (words::progress(progress), parts)
        }),
    });
    let name = HeaderName::from_static("refresh");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(AGAIN));
    response
}

async fn failed(
    staff: &Staff,
    deposit: &Deposit,
    task: Task,
    (status, why): (StatusCode, String),
) -> Result<Response, Problem> {
    let is_gone = matches!(deposit.failed, Some((_, Fault::MyNumber(_))));
    let choice = if task == Task::Look && !is_gone {
        Some(choice(staff, deposit).await?)
    } else {
        None
    };
    let template = FailedPage {
        frame: Frame::of(staff, words::title::IMPORTS).saying("error", why.clone()),
        steps: steps_of(task),
        id: deposit.id.clone(),
        name: deposit.name.clone(),
        why,
        may_again: !is_gone,
        has_columns: !is_gone && deposit.seen.is_some(),
        choice,
    };
    Ok(page(status, &template))
}

async fn choice(staff: &Staff, deposit: &Deposit) -> Result<Choice, Problem> {
    Ok(Choice {
        sources: sources(&staff.counter).await?,
        source: deposit.source.clone(),
        encodings: words::ENCODINGS,
        encoding: deposit.encoding.clone().unwrap_or_default(),
    })
}

async fn check(staff: &Staff, deposit: &Deposit, counted: &Counted) -> Result<Response, Problem> {
    let counts: &BTreeMap<String, u64> = &counted.counts;
    let count = |verdict: &RowVerdict| counts.get(verdict.code()).copied().unwrap_or(0);
    let shown = RowVerdict::ALL.iter();
    let shown = shown.map(|verdict| (verdict.word(), with_thousands(&count(verdict).to_string())));
    let is_done = deposit.committed.is_some();
    let labels = source_labels(&staff.counter).await?;
    Ok(ok(&CheckPage {
        frame: Frame::of(staff, words::title::IMPORTS),
        steps: Steps::at(if is_done {
            words::title::DONE
        } else {
            words::title::CHECK
        }),
        id: deposit.id.clone(),
        name: deposit.name.clone(),
        source: labels.get(&deposit.source).cloned().unwrap_or_default(),
        is_done,
        batch: counted.batch.map(|batch| BatchId(batch).to_string()),
        counts: shown.collect(),
        may_commit: !is_done,
        errors: count(&RowVerdict::Refused),
        counted: counted.clone(),
    }))
}

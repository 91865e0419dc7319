//! 「取込」 ①ファイル and the list: a file is handed over, one's own files and how far they are, and what
//! was imported, which can be taken back.

use askama::Template;
use axum::Extension;
use axum::response::Response;
use enishi_desk::deposits::{Deposit, Handed, may_use};
use enishi_desk::show_imports::{ImportShown, ask_to_undo, show_imports, sources};
use enishi_desk::work_on_deposit::{Task, order};
use enishi_desk::{BatchId, DepositError, DeskError};
use enishi_domain::register::BatchState;
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet as _;

use super::login::see_other;
use super::submissions::moment;
use crate::components::Steps;
use crate::frame::{Frame, Problem, ok};
use crate::uploads::{self, Upload};
use crate::visit::Staff;
use crate::wording::imports as words;
use crate::workshop::{Undoing, Workshop};

#[derive(Template)]
#[template(path = "pages/imports.html")]
struct ImportsPage {
    frame: Frame,
    steps: Steps,
    sources: Vec<(String, String)>,
    deposits: Vec<DepositLine>,
    imports: Vec<ImportLine>,
}

struct DepositLine {
    id: String,
    name: String,
    size: String,
    stage: &'static str,
}

struct ImportLine {
    batch: String,
    at: String,
    by: String,
    source: String,
    file: String,
    counts: Vec<(&'static str, String)>,
    state: &'static str,
    undoing: Option<String>,
    may_undo: bool,
}

/// Shows both, and where files are handed over.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    let imports = show_imports(&staff.counter).await?;
    let sources = sources(&staff.counter).await?;
    let workshop = &staff.visit.site.workshop;
    let deposits = workshop.tray().of(&staff.counter, Handed::Register)?;
    Ok(ok(&ImportsPage {
        frame: Frame::of(&staff, words::title::IMPORTS),
        steps: Steps::at(words::title::FILE),
        sources,
        deposits: deposits
            .iter()
            .map(|deposit| deposit_line(workshop, deposit))
            .collect(),
        imports: imports
            .iter()
            .map(|import| import_line(workshop, import))
            .collect(),
    }))
}

/// Takes a file and begins to look at it.
pub async fn receive(staff: Staff, upload: Option<Extension<Upload>>) -> Result<Response, Problem> {
    let Extension(upload) = upload.ok_or_else(Problem::bad_form)?;
    let mut incoming = upload.take()?;
    let site = &staff.visit.site;
    let (workshop, counter) = (&site.workshop, &staff.counter);
    let tray = workshop.tray();
    tray.sweep(site.now()).map_err(DeskError::from)?;
    let source = match incoming.next().await? {
        Some(field) if field.name() == Some("source") => uploads::text(field).await?,
        _ => return Err(Problem::bad_form()),
    };
    may_use(counter, &source)?;
    let known = sources(counter).await?;
    if !known.iter().any(|(name, _)| *name == source) {
        return Err(DeskError::from(DepositError::NoSuchSource(source)).into());
    }
    let receiving = incoming.receive(|name| tray.begin(counter, Handed::Register, name, &source));
    let receiving = receiving.await?;
    let deposit = receiving.finish().map_err(DeskError::from)?;
    let id = deposit.id.clone();
    let order = order(counter, tray, &deposit, Task::Look).await?;
    workshop.begin(deposit, order).map_err(DeskError::from)?;
    Ok(see_other(&format!("/imports/{id}"), None))
}

/// Begins to take an import back.
pub async fn undo(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["batch", "reason"])?;
    let batch = form.get("batch").strip_prefix('B');
    let batch = batch.and_then(|number| number.parse().ok()).map(BatchId);
    let batch = batch.ok_or_else(Problem::no_such_page)?;
    let reason = form.get("reason");
    ask_to_undo(&staff.counter, batch, reason).await?;
    let workshop = &staff.visit.site.workshop;
    workshop.begin_undoing(staff.counter.clone(), batch, reason.to_owned());
    Ok(see_other("/imports?done=undoing", None))
}

fn deposit_line(workshop: &Workshop, deposit: &Deposit) -> DepositLine {
    let is_running = workshop.job(&deposit.id).is_some();
    let at = match deposit {
        Deposit {
            committed: Some(_), ..
        } => words::title::DONE,
        Deposit { tried: Some(_), .. } => words::title::CHECK,
        Deposit { seen: Some(_), .. } => words::title::COLUMNS,
        _ => words::title::FILE,
    };
    DepositLine {
        id: deposit.id.clone(),
        name: deposit.name.clone(),
        size: words::size(deposit.bytes),
        stage: words::stage(deposit.asked, is_running).unwrap_or(at),
    }
}

fn import_line(workshop: &Workshop, import: &ImportShown) -> ImportLine {
    let undoing = workshop.undoing(import.batch);
    // It may have ended since the list was read.
    let (state, may_undo) = match undoing {
        Some(Undoing::Done(_)) => (BatchState::Undone, false),
        Some(Undoing::Running) => (import.state, false),
        Some(Undoing::Failed(_)) | None => (import.state, import.may_undo),
    };
    let counts = import.counts.iter();
    ImportLine {
        batch: import.batch.to_string(),
        at: moment(import.at),
        by: import.by.clone(),
        source: import.source.clone(),
        file: import.file_name.clone().unwrap_or_default(),
        counts: counts
            .map(|(verdict, count)| (verdict.word(), with_thousands(&count.to_string())))
            .collect(),
        state: words::state(state),
        undoing: undoing.map(|undoing| match undoing {
            Undoing::Running => words::UNDOING.to_owned(),
            Undoing::Done(undone) => words::undone(&undone),
            Undoing::Failed(fault) => words::fault(&fault),
        }),
        may_undo,
    }
}

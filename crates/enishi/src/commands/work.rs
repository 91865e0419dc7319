//! A task on a file that was handed over in the browser, in a process of its own. It is started by
//! `workers` and by nobody else: the order comes from standard input, and what is said goes there
//! as lines of JSON.

use std::io::{self, BufRead as _, Read as _, Write as _};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use enishi_desk::DeskError;
use enishi_desk::check_deposit::check;
use enishi_desk::import_register::Mode;
use enishi_desk::office::Office;
use enishi_desk::work_on_deposit::{Done, Fault, Task, import, look, read_answers};
use jiff::Timestamp;

use super::on_ledger::{block_on, read_secret};
use crate::confinement::confine;
use crate::workers::{Assignment, Line};
use crate::{CLEAN, FAILED};

/// The largest order.
const LARGEST_ORDER: u64 = 1024 * 1024;

/// Carries out the order that stands on standard input.
pub fn run() -> u8 {
    let mut order = String::new();
    let read = io::stdin().lock().take(LARGEST_ORDER).read_line(&mut order);
    let assignment: Option<Assignment> = serde_json::from_str(&order).ok();
    let (Ok(_), Some(assignment)) = (read, assignment) else {
        return FAILED;
    };
    confine(&assignment.order, &assignment.database);
    let done = match assignment.order.task {
        Task::Look => look(&assignment.order),
        Task::Check => check(&assignment.order),
        Task::Read => read_answers(&assignment.order),
        Task::Try => on_ledger(&assignment, Mode::DryRun),
        Task::Commit => on_ledger(&assignment, Mode::Commit),
    };
    let line = match done {
        Ok(done) => Line::Done(done),
        Err(error) => Line::Failed(Fault::of(&error)),
    };
    if say(&line) { CLEAN } else { FAILED }
}

fn on_ledger(assignment: &Assignment, mode: Mode) -> Result<Done, DeskError> {
    let Ok(secret) = read_secret(&assignment.key) else {
        return Err(DeskError::OtherKey);
    };
    let is_stopped = watch_input();
    block_on(async {
        let office = Office::open(&assignment.database, secret, Timestamp::now()).await?;
        let mut watch = |progress| {
            if is_stopped.load(Ordering::Relaxed) || !say(&Line::from(progress)) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let done = import(&office, &assignment.order, mode, &mut watch).await;
        office.close().await;
        done
    })
}

/// Whether whoever gave the order closed the input: they stopped the task, or are gone.
fn watch_input() -> Arc<AtomicBool> {
    let is_stopped = Arc::new(AtomicBool::new(false));
    let told = is_stopped.clone();
    std::thread::spawn(move || {
        let mut rest = [0; 64];
        let mut input = io::stdin().lock();
        while matches!(input.read(&mut rest), Ok(count) if count > 0) {}
        told.store(true, Ordering::Relaxed);
    });
    is_stopped
}

/// Says a line; whether anybody listens.
fn say(line: &Line) -> bool {
    let Ok(mut text) = serde_json::to_vec(line) else {
        return false;
    };
    text.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&text).and_then(|()| out.flush()).is_ok()
}

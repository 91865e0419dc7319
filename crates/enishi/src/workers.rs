//! Whoever works on files that were handed over in the browser: a process of this same program for
//! each task, so that a file that is a trap takes that process with it and nothing else. What the
//! process may do is in `confinement`; what it does, in `commands/work`.
//!
//! The order goes to its standard input, and what it says comes line by line from its standard
//! output. The input stays open: where it closes, because somebody stopped the task or this program
//! is gone, the process ends by itself.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use enishi_desk::import_register::Progress;
use enishi_desk::work_on_deposit::{Done, Fault, Order, Task};
use enishi_web::{Watched, Worker};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use crate::confinement::seconds_of_look;

/// The argument by which this program knows that it is such a process. It stands in no help.
pub const ARGUMENT: &str = "work-on-upload";

/// Where the secret that the city's directory knows this program by may stand.
pub const DIRECTORY_SECRET: &str = "ENISHI_DIRECTORY_SECRET";

/// How long an import may take: a year of gifts takes two minutes.
const IMPORT: Duration = Duration::from_mins(60);

/// How long a process that was told to stop may take to do so.
const GRACE: Duration = Duration::from_secs(10);

/// The most that a process may say.
const LARGEST_SAID: u64 = 64 * 1024 * 1024;

/// What a process is told.
#[derive(Debug, Serialize, Deserialize)]
pub struct Assignment {
    /// What is done.
    pub order: Order,
    /// Where the ledger is.
    pub database: String,
    /// Where its key is.
    pub key: PathBuf,
}

/// A line of what it says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// So many rows were read.
    Read(u64),
    /// So many of so many were written beside the ledger.
    Written(u64, u64),
    /// So many of so many steps into the ledger are done.
    Merged(u64, u64),
    /// The task gave something.
    Done(Done),
    /// It gave nothing.
    Failed(Fault),
}

impl From<Progress> for Line {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Read(rows) => Self::Read(rows),
            Progress::Written(done, all) => Self::Written(done, all),
            Progress::Merged(done, all) => Self::Merged(done, all),
        }
    }
}

/// A worker that starts a program for each order on a ledger.
pub fn worker(program: &Path, database: &str, key: &Path) -> Worker {
    let (program, database, key) = (program.to_owned(), database.to_owned(), key.to_owned());
    Arc::new(move |order, watched| {
        let assignment = Assignment {
            order,
            database: database.clone(),
            key: key.clone(),
        };
        let program = program.clone();
        Box::pin(async move { carry_out(&program, &assignment, &watched).await })
    })
}

async fn carry_out(
    program: &Path,
    assignment: &Assignment,
    watched: &Watched,
) -> Result<Done, Fault> {
    // What a file makes a process complain of may hold what stands in the file.
    let started = Command::new(program)
        .arg(ARGUMENT)
        // Whoever reads a file has no use for it.
        .env_remove(DIRECTORY_SECRET)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = started.map_err(|_| Fault::Died)?;
    let input = child.stdin.take().ok_or(Fault::Died)?;
    let order = &assignment.order;
    let (longest, grace) = match order.task {
        Task::Look | Task::Check | Task::Read => {
            (Duration::from_secs(seconds_of_look(order)), Duration::ZERO)
        }
        Task::Try | Task::Commit => (IMPORT, GRACE),
    };
    let listening = listen(&mut child, input, assignment, (watched, grace));
    let heard = tokio::time::timeout(longest, listening).await;
    let heard = match heard.unwrap_or(Err(Fault::Time)) {
        Ok(heard) => heard,
        Err(fault) => {
            // Not even its number stays behind, unless the system itself does not let go of it.
            drop(tokio::time::timeout(GRACE, child.kill()).await);
            return Err(fault);
        }
    };
    let status = child.wait().await.map_err(|_| Fault::Died)?;
    heard.unwrap_or_else(|| Err(ended_without_a_word(status)))
}

/// Tells the process what to do and listens until it says no more; what it gave, if it said so.
async fn listen(
    child: &mut Child,
    mut input: ChildStdin,
    assignment: &Assignment,
    (watched, grace): (&Watched, Duration),
) -> Result<Option<Result<Done, Fault>>, Fault> {
    let output = child.stdout.take().ok_or(Fault::Died)?;
    let mut lines = BufReader::new(output.take(LARGEST_SAID)).lines();
    let mut order = serde_json::to_vec(assignment).map_err(|_| Fault::Died)?;
    order.push(b'\n');
    // A process that is gone already says why by how it ended.
    drop(input.write_all(&order).await);
    let mut input = Some(input);
    let mut given = None;
    loop {
        let stopped = async {
            watched.stopped().await;
            if input.is_none() {
                tokio::time::sleep(grace).await;
            }
        };
        let line = tokio::select! {
            line = lines.next_line() => line.map_err(|_| Fault::Died)?,
            () = stopped => {
                // First it is asked to stop, then it is ended with whoever waits for it.
                if input.take().is_some() && !grace.is_zero() {
                    continue;
                }
                return Err(Fault::Stopped);
            }
        };
        let Some(line) = line else {
            return Ok(given);
        };
        match serde_json::from_str(&line) {
            Ok(Line::Read(rows)) => watched.tell(Progress::Read(rows)),
            Ok(Line::Written(done, all)) => watched.tell(Progress::Written(done, all)),
            Ok(Line::Merged(done, all)) => watched.tell(Progress::Merged(done, all)),
            Ok(Line::Done(done)) => given = Some(Ok(done)),
            Ok(Line::Failed(fault)) => given = Some(Err(fault)),
            Err(_) => return Err(Fault::Died),
        }
    }
}

/// A process that may have no more memory aborts, and one that used up its time is told so by a
/// signal.
#[cfg(unix)]
fn ended_without_a_word(status: ExitStatus) -> Fault {
    use std::os::unix::process::ExitStatusExt as _;
    let signal = status
        .signal()
        .and_then(rustix::process::Signal::from_named_raw);
    match signal {
        Some(rustix::process::Signal::ABORT) => Fault::Memory,
        Some(rustix::process::Signal::XCPU) => Fault::Time,
        Some(_) | None => Fault::Died,
    }
}

#[cfg(not(unix))]
fn ended_without_a_word(_: ExitStatus) -> Fault {
    Fault::Died
}

//! 「作業」 what takes longer than an answer may: a look at a file, a dry run, an import, an undoing,
//! a check of the seals. One import at a time, the others wait in their order. How far one is
//! stands in memory; what came of it is written down beside the file, so that a restart finds what
//! was not finished.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use enishi_desk::deposits::{Deposit, Tray};
use enishi_desk::import_register::{Progress, Undone};
use enishi_desk::reception::Counter;
use enishi_desk::show_audit::verify_as;
use enishi_desk::show_imports::undo_as;
use enishi_desk::verify_ledger::Verified;
use enishi_desk::work_on_deposit::{Done, Fault, Order, Task};
use enishi_desk::{BatchId, DepositError, DeskError};
use tokio::sync::{Semaphore, watch};

/// How many files are looked at at once.
const LOOKS: usize = 2;

/// A task as it is carried out.
pub type Working = Pin<Box<dyn Future<Output = Result<Done, Fault>> + Send>>;

/// Carries out an order, and ends early where it is told to stop. Comes from the binary, which
/// does it in another process.
pub type Worker = Arc<dyn Fn(Order, Arc<Watched>) -> Working + Send + Sync>;

/// What is told of a task while it is carried out, and to it.
#[derive(Debug)]
pub struct Watched {
    progress: Mutex<Option<Progress>>,
    stopped: watch::Sender<bool>,
}

/// All tasks. Cheap to clone.
#[derive(Clone)]
pub struct Workshop(Arc<Benches>);

struct Benches {
    tray: Tray,
    worker: Worker,
    looks: Semaphore,
    ledger: Semaphore,
    jobs: Mutex<BTreeMap<String, Job>>,
    undoings: Mutex<BTreeMap<BatchId, Undoing>>,
    checking: Mutex<Option<Checking>>,
}

/// A task that has not ended.
#[derive(Clone, Debug)]
pub struct Job {
    /// What is done.
    pub task: Task,
    /// Whether it waits for others.
    pub is_waiting: bool,
    watched: Arc<Watched>,
}

/// How far a check of the seals is.
#[derive(Clone, Debug)]
pub enum Checking {
    /// It is being done, or waits for others.
    Running,
    /// It is done.
    Done(Box<Verified>),
    /// It was not done, and why.
    Failed(Fault),
}

/// How far it is to take an import back.
#[derive(Clone, Debug)]
pub enum Undoing {
    /// It is being done, or waits for others.
    Running,
    /// It is done.
    Done(Undone),
    /// It was not done, and why.
    Failed(Fault),
}

impl Watched {
    fn new() -> Self {
        Self {
            progress: Mutex::default(),
            stopped: watch::Sender::new(false),
        }
    }

    /// How far it is.
    pub fn tell(&self, progress: Progress) {
        *locked(&self.progress) = Some(progress);
    }

    /// Whether somebody stopped it.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Waits until somebody stops it.
    pub async fn stopped(&self) {
        let mut stopped = self.stopped.subscribe();
        let told = stopped.wait_for(|stopped| *stopped).await;
        // The sender stands in `self`, which is borrowed here.
        told.expect("whoever may stop it is there");
    }
}

impl Job {
    /// How far it is, once something was told.
    pub fn progress(&self) -> Option<Progress> {
        *locked(&self.watched.progress)
    }

    /// Whether it was told to stop.
    pub fn is_stopped(&self) -> bool {
        self.watched.is_stopped()
    }
}

impl Workshop {
    /// A workshop with its folder of files and whoever does the work.
    pub fn new(tray: Tray, worker: Worker) -> Self {
        Self(Arc::new(Benches {
            tray,
            worker,
            looks: Semaphore::new(LOOKS),
            ledger: Semaphore::new(1),
            jobs: Mutex::default(),
            undoings: Mutex::default(),
            checking: Mutex::default(),
        }))
    }

    /// The folder of files.
    pub fn tray(&self) -> &Tray {
        &self.0.tray
    }

    /// The task on a file that has not ended.
    pub fn job(&self, id: &str) -> Option<Job> {
        locked(&self.0.jobs).get(id).cloned()
    }

    /// Forgets a file on which nobody works.
    ///
    /// # Errors
    /// [`DepositError::NotNow`] where a task has not ended, [`DepositError::Folder`].
    pub fn discard(&self, deposit: &Deposit) -> Result<(), DeskError> {
        if self.job(&deposit.id).is_some() {
            return Err(DepositError::NotNow.into());
        }
        Ok(self.tray().discard(deposit)?)
    }

    /// Begins a task on a file.
    ///
    /// # Errors
    /// [`DepositError::NotNow`] where one has not ended, [`DepositError::Folder`].
    pub fn begin(&self, deposit: Deposit, order: Order) -> Result<(), DepositError> {
        self.begin_all(deposit, vec![order])
    }

    /// Begins tasks on a file, each where the one before it gave something.
    ///
    /// # Errors
    /// [`DepositError::NotNow`] where one has not ended, [`DepositError::Folder`].
    pub fn begin_all(&self, mut deposit: Deposit, orders: Vec<Order>) -> Result<(), DepositError> {
        let Some(task) = orders.first().map(|order| order.task) else {
            return Ok(());
        };
        let watched = Arc::new(Watched::new());
        let job = Job {
            task,
            is_waiting: true,
            watched: watched.clone(),
        };
        let id = deposit.id.clone();
        {
            let mut jobs = locked(&self.0.jobs);
            // Whoever asks saw it a moment ago: it may have been done meanwhile, or given up.
            let now = self.0.tray.find(&id)?;
            if jobs.contains_key(&id) || now.is_none_or(|now| now.committed.is_some()) {
                return Err(DepositError::NotNow);
            }
            deposit.asked = Some(task);
            deposit.failed = None;
            self.0.tray.save(&deposit)?;
            jobs.insert(id.clone(), job);
        }
        let benches = self.0.clone();
        tokio::spawn(async move {
            for order in orders {
                let task = order.task;
                if let Some(job) = locked(&benches.jobs).get_mut(&id) {
                    (job.task, job.is_waiting) = (task, true);
                }
                let ended = benches.carry_out(&id, order, &watched).await;
                // What cannot be written down is shown as interrupted.
                let gave = benches.write_down(&id, task, ended);
                if !matches!(gave, Ok(true)) {
                    break;
                }
            }
            locked(&benches.jobs).remove(&id);
        });
        Ok(())
    }

    /// Stops the task on a file.
    pub fn stop(&self, id: &str) {
        if let Some(job) = locked(&self.0.jobs).get(id) {
            job.watched.stopped.send_replace(true);
        }
    }

    /// How far it is to take imports back.
    pub fn undoing(&self, batch: BatchId) -> Option<Undoing> {
        locked(&self.0.undoings).get(&batch).cloned()
    }

    /// Begins to take an import back.
    pub fn begin_undoing(&self, counter: Counter, batch: BatchId, reason: String) {
        let running = Undoing::Running;
        let before = locked(&self.0.undoings).insert(batch, running);
        if let Some(Undoing::Running) = before {
            return;
        }
        let benches = self.0.clone();
        tokio::spawn(async move {
            let undone = match benches.ledger.acquire().await {
                Ok(_turn) => undo_as(&counter, batch, &reason).await,
                Err(_) => Err(DeskError::Stopped),
            };
            let undoing = match undone {
                Ok(undone) => Undoing::Done(undone),
                Err(error) => Undoing::Failed(Fault::of(&error)),
            };
            locked(&benches.undoings).insert(batch, undoing);
        });
    }
}

impl Workshop {
    /// How far the check of the seals is that was begun last.
    pub fn checking(&self) -> Option<Checking> {
        locked(&self.0.checking).clone()
    }

    /// Begins to check the seals, unless that is being done.
    pub fn begin_checking(&self, counter: Counter) {
        let before = locked(&self.0.checking).replace(Checking::Running);
        if let Some(Checking::Running) = before {
            return;
        }
        let benches = self.0.clone();
        tokio::spawn(async move {
            // It reads everything, as an import does, and takes its turn with those.
            let verified = match benches.ledger.acquire().await {
                Ok(_turn) => verify_as(&counter).await,
                Err(_) => Err(DeskError::Stopped),
            };
            let checking = match verified {
                Ok(verified) => Checking::Done(Box::new(verified)),
                Err(error) => Checking::Failed(Fault::of(&error)),
            };
            *locked(&benches.checking) = Some(checking);
        });
    }
}

impl Benches {
    async fn carry_out(
        &self,
        id: &str,
        order: Order,
        watched: &Arc<Watched>,
    ) -> Result<Done, Fault> {
        let bench = match order.task {
            Task::Look | Task::Check | Task::Read => &self.looks,
            Task::Try | Task::Commit => &self.ledger,
        };
        let turn = tokio::select! {
            turn = bench.acquire() => turn,
            () = watched.stopped() => return Err(Fault::Stopped),
        };
        let _turn = turn.map_err(|_| Fault::Stopped)?;
        if let Some(job) = locked(&self.jobs).get_mut(id) {
            job.is_waiting = false;
        }
        let working = tokio::spawn((self.worker)(order, watched.clone()));
        working.await.unwrap_or(Err(Fault::Died))
    }

    /// Gives whether the task gave something.
    fn write_down(
        &self,
        id: &str,
        task: Task,
        ended: Result<Done, Fault>,
    ) -> Result<bool, DepositError> {
        let Some(mut deposit) = self.tray.find(id)? else {
            return Ok(false);
        };
        deposit.asked = None;
        match ended {
            Ok(Done::Seen(seen)) if !seen.refused_columns.is_empty() => {
                self.tray.drop_content(&deposit)?;
                deposit.failed = Some((task, Fault::MyNumber(seen.refused_columns)));
            }
            Ok(Done::Seen(seen)) => {
                deposit.seen = Some(seen);
                deposit.tried = None;
            }
            Ok(Done::Counted(counted)) if task == Task::Commit => {
                self.tray.drop_data(&deposit)?;
                deposit.committed = Some(counted);
            }
            Ok(Done::Checked(checked)) => {
                self.tray.drop_data(&deposit)?;
                deposit.checked = Some(checked);
            }
            Ok(Done::Read(read)) => {
                self.tray.drop_data(&deposit)?;
                deposit.inquiry = Some(read);
            }
            Ok(Done::Counted(counted)) => deposit.tried = Some(counted),
            Err(fault) => deposit.failed = Some((task, fault)),
        }
        self.tray.save(&deposit)?;
        Ok(deposit.failed.is_none())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

//! Many callers, one sync. Single units of work queue up; whoever waits is written in one
//! transaction with the others. Rows that are only added wait for each other and are written
//! together; a unit that needs the database before that stands behind a savepoint of its own. Who
//! fails leaves its neighbours alone. Nobody is told of success before the commit.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use enishi_domain::engagement::Position;
use tokio::sync::{mpsc, oneshot};

use crate::columns::checked;
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::{Posting, Recording};

/// How many units one transaction takes at most, so that nobody waits for long.
const MOST: usize = 256;

/// One unit of work, as a caller hands it in: what to write, given a posting.
pub type Work<T> = Box<
    dyn for<'p> FnOnce(
            &'p mut Posting,
        ) -> Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'p>>
        + Send,
>;

/// Does one unit's work and keeps what came of it until the transaction is committed.
type Job = Box<
    dyn for<'p> FnOnce(&'p mut Posting) -> Pin<Box<dyn Future<Output = Done> + Send + 'p>> + Send,
>;

/// Tells a caller what became of its unit: the error of the whole transaction, or none.
type Tell = Box<dyn FnOnce(Option<StoreError>) + Send>;

/// A unit that was done: whether it may stay, and whom to tell.
struct Done {
    is_good: bool,
    tell: Tell,
}

struct Queued {
    recording: Recording,
    job: Job,
}

/// The way to the one task that writes; it begins with the first unit.
#[derive(Clone, Default)]
pub(crate) struct Queue {
    sender: Arc<Mutex<Option<mpsc::Sender<Queued>>>>,
}

impl Queue {
    /// No further units; the task ends behind those that wait.
    pub(crate) fn close(&self) {
        self.sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }

    fn sender(&self, store: &Store) -> mpsc::Sender<Queued> {
        let mut sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let alive = sender.as_ref().filter(|sender| !sender.is_closed());
        if let Some(sender) = alive {
            return sender.clone();
        }
        let (new, receiver) = mpsc::channel(MOST * 4);
        // The task holds a store without a queue, or it would keep itself alive.
        let store = Store {
            queue: Self::default(),
            ..store.clone()
        };
        tokio::spawn(write_in_groups(store, receiver));
        *sender = Some(new.clone());
        new
    }
}

impl Store {
    /// Writes one unit of work together with those of other callers, and returns when it is safe
    /// on disk. Work that returns an error leaves nothing.
    ///
    /// # Errors
    /// What the work returned, or what kept the transaction from being committed.
    pub async fn submit<T: Send + 'static>(
        &self,
        recording: Recording,
        work: Work<T>,
    ) -> Result<(T, Position), StoreError> {
        checked("the action", &recording.action)?;
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |posting| {
            Box::pin(async move {
                let result = work(posting).await;
                let position = posting.position();
                let is_good = result.is_ok();
                let tell: Tell = Box::new(move |fault| {
                    let told = match fault {
                        Some(fault) => Err(fault),
                        None => result.map(|value| (value, position)),
                    };
                    // A caller that went away asked for nothing any more.
                    drop(answer.send(told));
                });
                Done { is_good, tell }
            })
        });
        let queued = Queued { recording, job };
        let sender = self.queue.sender(self);
        sender
            .send(queued)
            .await
            .map_err(|_| StoreError::WriterEnded)?;
        answered.await.map_err(|_| StoreError::WriterEnded)?
    }
}

async fn write_in_groups(store: Store, mut receiver: mpsc::Receiver<Queued>) {
    let mut group = Vec::with_capacity(MOST);
    while receiver.recv_many(&mut group, MOST).await > 0 {
        let mut waiting = Vec::with_capacity(group.len());
        let fault = write_group(&store, std::mem::take(&mut group), &mut waiting).await;
        let fault = fault.err().map(Arc::new);
        for tell in waiting {
            tell(
                fault
                    .as_ref()
                    .map(|fault| StoreError::NotCommitted(fault.clone())),
            );
        }
    }
}

/// Writes a group in one transaction. Who was done is put into `waiting`, told by the caller.
async fn write_group(
    store: &Store,
    group: Vec<Queued>,
    waiting: &mut Vec<Tell>,
) -> Result<(), StoreError> {
    let mut group = group.into_iter();
    let Some(first) = group.next() else {
        return Ok(());
    };
    let mut posting = store.begin(first.recording.clone()).await?;
    for Queued { recording, job } in std::iter::once(first).chain(group) {
        posting.begin_unit(recording);
        let done = job(&mut posting).await;
        if done.is_good {
            posting.keep_unit().await?;
            waiting.push(done.tell);
        } else {
            posting.drop_unit().await?;
            // It failed on its own, and hears of that at once.
            (done.tell)(None);
        }
    }
    posting.commit().await?;
    Ok(())
}

//! The transaction of a unit of work. Rows that are only added are written behind: they wait in a
//! short queue, and a task hands them to the database while the next are made ready. Whoever asks
//! the database something waits until the queue is empty.

use sqlx::any::AnyArguments;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Transaction};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::error::StoreError;

/// How many statements wait at most.
const WAITING: usize = 8;

/// A statement and its values.
pub(crate) type Statement = (String, AnyArguments);

/// A transaction, at rest or with a queue before it.
pub(crate) enum Writing {
    AtRest(Transaction<'static, Any>),
    Behind {
        queue: mpsc::Sender<Statement>,
        task: JoinHandle<Written>,
    },
    /// Somebody stopped waiting for it; it was rolled back.
    Ended,
}

/// What became of a queue: the transaction comes back whether all went well or not.
type Written = (Transaction<'static, Any>, Result<(), StoreError>);

impl Writing {
    /// The connection, once all rows are written.
    pub(crate) async fn database(&mut self) -> Result<&mut AnyConnection, StoreError> {
        self.settle().await?;
        match self {
            Self::AtRest(transaction) => Ok(transaction),
            Self::Behind { .. } | Self::Ended => Err(StoreError::WriterEnded),
        }
    }

    /// Writes a statement that only adds rows, now or behind.
    pub(crate) async fn add(&mut self, statement: Statement) -> Result<(), StoreError> {
        match self {
            Self::AtRest(transaction) => execute(transaction, statement).await,
            Self::Behind { queue, .. } => match queue.send(statement).await {
                Ok(()) => Ok(()),
                // The task ended before its time, with an error.
                Err(_) => self.settle().await.and(Err(StoreError::WriterEnded)),
            },
            Self::Ended => Err(StoreError::WriterEnded),
        }
    }

    /// From now on rows are written behind, until somebody asks the database.
    pub(crate) fn fall_behind(&mut self) {
        match std::mem::replace(self, Self::Ended) {
            Self::AtRest(transaction) => {
                let (queue, statements) = mpsc::channel(WAITING);
                let task = tokio::spawn(write(transaction, statements));
                *self = Self::Behind { queue, task };
            }
            other @ (Self::Behind { .. } | Self::Ended) => *self = other,
        }
    }

    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        self.settle().await?;
        match self {
            Self::AtRest(transaction) => Ok(transaction.commit().await?),
            Self::Behind { .. } | Self::Ended => Err(StoreError::WriterEnded),
        }
    }

    async fn settle(&mut self) -> Result<(), StoreError> {
        match std::mem::replace(self, Self::Ended) {
            Self::Behind { queue, task } => {
                drop(queue);
                let (transaction, result) = task.await.map_err(|_| StoreError::WriterEnded)?;
                *self = Self::AtRest(transaction);
                result
            }
            other @ (Self::AtRest(_) | Self::Ended) => {
                *self = other;
                Ok(())
            }
        }
    }
}

async fn write(
    mut transaction: Transaction<'static, Any>,
    mut statements: mpsc::Receiver<Statement>,
) -> Written {
    while let Some(statement) = statements.recv().await {
        if let Err(error) = execute(&mut transaction, statement).await {
            return (transaction, Err(error));
        }
    }
    (transaction, Ok(()))
}

async fn execute(
    connection: &mut AnyConnection,
    (text, arguments): Statement,
) -> Result<(), StoreError> {
    sqlx::query_with::<Any, _>(AssertSqlSafe(text), arguments)
        .execute(connection)
        .await?;
    Ok(())
}

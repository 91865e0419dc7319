//! The rows of a file, many at a time, read on a thread of their own: whoever takes them works
//! while the next are read.

use std::ops::ControlFlow;

use enishi_domain::finding::Finding;
use enishi_domain::register::RegisterRow;
use enishi_intake::registers::Summary;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::Input;
use crate::error::DeskError;

/// How many rows are handed over, and written with one round of statements.
const CHUNK: usize = 2_000;

/// What the reader says of a file as a whole, once it has read it.
pub(super) type Ended = JoinHandle<Result<(Summary, Vec<Finding>), DeskError>>;

/// Hands over the rows of a file, many at a time, read on a thread of their own; with what they are
/// compared by where that is asked.
pub(super) fn read_in_chunks(
    input: &Input,
    compares: bool,
) -> (mpsc::Receiver<Vec<RegisterRow>>, Ended) {
    let (sender, chunks) = mpsc::channel(2);
    let input = input.clone();
    let reading = tokio::task::spawn_blocking(move || send_in_chunks(&input, compares, &sender));
    (chunks, reading)
}

/// What the reader says at its end.
pub(super) async fn ended(
    input: &Input,
    reading: Ended,
) -> Result<(Summary, Vec<Finding>), DeskError> {
    let ended = reading.await;
    ended.map_err(|_| DeskError::FileChanged(input.name.clone()))?
}

fn send_in_chunks(
    input: &Input,
    compares: bool,
    sender: &mpsc::Sender<Vec<RegisterRow>>,
) -> Result<(Summary, Vec<Finding>), DeskError> {
    let mut chunk = Vec::with_capacity(CHUNK);
    let ended = input.read(compares, &mut |row| {
        chunk.push(row);
        if chunk.len() < CHUNK {
            return ControlFlow::Continue(());
        }
        // Nobody takes it where the writer has failed, and then nothing more is to be read.
        match sender.blocking_send(std::mem::take(&mut chunk)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    if !chunk.is_empty() {
        drop(sender.blocking_send(chunk));
    }
    Ok(ended)
}

//! 「取込みの取消し」 takes a whole import back: what it recorded is voided, what it corrected is as it
//! was. Nothing is deleted, and what a correction or a later import changed since stays as it is.

use std::collections::BTreeMap;

use enishi_domain::engagement::{CorrectionReason, EngagementId, LedgerRow, Operation, Position};
use enishi_domain::register::BatchState;
use enishi_store::{BatchId, Change, Revision};

use crate::access_error::said;
use crate::error::DeskError;
use crate::office::Office;

/// How many engagements are looked at at once.
const CHUNK: usize = 2_000;

/// What an undoing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Engagements that were taken back.
    pub voided: u64,
    /// Engagements that are as they were before the import.
    pub restored: u64,
    /// Engagements that a correction or a later import changed since, and stay.
    pub kept: Vec<EngagementId>,
}

/// Undoes a committed import, for a reason.
///
/// # Errors
/// [`DeskError::NoSuchImport`], [`AccessError::Incomplete`] for a blank reason,
/// [`DeskError::Store`].
///
/// [`AccessError::Incomplete`]: crate::AccessError::Incomplete
pub async fn undo_import(
    office: &Office,
    batch: BatchId,
    reason: &str,
) -> Result<Undone, DeskError> {
    let reason = said(reason)?;
    if office.store.batch_state(batch).await? != Some(BatchState::Committed) {
        return Err(DeskError::NoSuchImport(batch));
    }
    let rows = office.store.import_rows(batch).await?;
    let ids: Vec<EngagementId> = rows.into_iter().flat_map(|row| row.engagements).collect();
    let mut undone = Undone {
        voided: 0,
        restored: 0,
        kept: Vec::new(),
    };
    let end = office.store.batch_end(batch).await?;
    let mut posting = office.begin("import.undo", Some(batch.to_string())).await?;
    for ids in ids.chunks(CHUNK) {
        let rows = office.store.engagements(ids).await?;
        let mut revisions = Vec::new();
        let mut revisions_of: BTreeMap<EngagementId, Vec<&LedgerRow>> = BTreeMap::new();
        for row in &rows {
            revisions_of.entry(row.id).or_default().push(row);
        }
        for (id, of_id) in &revisions_of {
            match taken_back(of_id, batch, end) {
                Some(change) => revisions.push(Revision {
                    id: *id,
                    change,
                    reason_text: Some(reason),
                    source: None,
                }),
                None => undone.kept.push(*id),
            }
        }
        for revision in &revisions {
            match revision.change {
                Change::Void(_) => undone.voided += 1,
                Change::Correct(..) | Change::Reassert(_) => undone.restored += 1,
            }
        }
        posting.revise_all(&revisions).await?;
    }
    posting
        .change_batch(batch, BatchState::Undone, None)
        .await?;
    posting.commit().await?;
    Ok(undone)
}

/// What takes the import's revision of an engagement back; none where there is a later one. An
/// import is one unit of work, so its rows lie between its number and its end.
fn taken_back<'a>(
    revisions: &[&'a LedgerRow],
    batch: BatchId,
    end: Position,
) -> Option<Change<'a>> {
    let last = revisions.last()?;
    if last.position.0 < batch.0 || last.position > end {
        return None;
    }
    let reason = CorrectionReason::ImportUndone;
    let mut before = revisions.iter().filter(|row| row.position.0 < batch.0);
    let stood = before
        .next_back()
        .filter(|row| row.operation != Operation::Void);
    match (last.operation, stood) {
        (Operation::Void, Some(row)) => Some(Change::Reassert(&row.engagement)),
        (Operation::Void, None) => None,
        (Operation::Assert | Operation::Correct, Some(row)) => {
            Some(Change::Correct(&row.engagement, reason))
        }
        (Operation::Assert | Operation::Correct, None) => Some(Change::Void(reason)),
    }
}

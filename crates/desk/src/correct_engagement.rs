//! 「訂正」 an engagement is said anew or taken back, with the reason. What was said before stays.

use enishi_domain::engagement::{
    CorrectionReason, Engagement, EngagementId, LedgerRow, Operation, Position,
};
use enishi_store::Work;

use crate::error::DeskError;
use crate::office::Office;

/// Why, from the list and in the clerk's words; no personal data in these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// From the list.
    pub code: CorrectionReason,
    /// In words.
    pub text: Option<String>,
}

/// All revisions of an engagement, the oldest first.
///
/// # Errors
/// [`DeskError::Store`] where there is none.
pub async fn revisions(office: &Office, id: EngagementId) -> Result<Vec<LedgerRow>, DeskError> {
    Ok(office.store.engagement(id).await?)
}

/// Says an engagement anew: `change` makes of what stands what should have stood.
///
/// # Errors
/// [`DeskError::Store`] where there is no such engagement, or it was taken back.
pub async fn correct(
    office: &Office,
    id: EngagementId,
    reason: &Reason,
    change: impl FnOnce(&mut Engagement),
) -> Result<Position, DeskError> {
    let mut engagement = standing(office, id).await?;
    change(&mut engagement);
    let Reason { code, text } = reason.clone();
    let work: Work<Position> = Box::new(move |posting| {
        Box::pin(async move {
            posting
                .correct(id, &engagement, code, text.as_deref())
                .await
        })
    });
    let (position, _) = office.submit("correct", id.to_string(), work).await?;
    Ok(position)
}

/// Takes an engagement back.
///
/// # Errors
/// As [`correct`].
pub async fn void(
    office: &Office,
    id: EngagementId,
    reason: &Reason,
) -> Result<Position, DeskError> {
    let Reason { code, text } = reason.clone();
    let work: Work<Position> = Box::new(move |posting| {
        Box::pin(async move { posting.void(id, code, text.as_deref()).await })
    });
    let (position, _) = office.submit("void", id.to_string(), work).await?;
    Ok(position)
}

async fn standing(office: &Office, id: EngagementId) -> Result<Engagement, DeskError> {
    use enishi_store::StoreError;
    let last = revisions(office, id).await?.pop();
    match last {
        Some(row) if row.operation == Operation::Void => {
            Err(DeskError::Store(StoreError::AlreadyVoid(id)))
        }
        Some(row) => Ok(row.engagement),
        None => Err(DeskError::Store(StoreError::NoSuchEngagement(id))),
    }
}

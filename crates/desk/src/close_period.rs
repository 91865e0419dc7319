//! 「実績の締め」 a department says that a kind is complete for a programme and year, or opens it again.
//! Only this makes a 0 of a blank.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Kind, Position};
use enishi_store::Work;

use crate::error::DeskError;
use crate::office::Office;

/// What is closed or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The programme's number.
    pub programme: String,
    /// What is complete.
    pub kind: Kind,
    /// Of which year.
    pub year: FiscalYear,
}

/// 入力完了
///
/// # Errors
/// [`DeskError::UnknownProgramme`], [`DeskError::Store`].
pub async fn close_period(office: &Office, period: &Period) -> Result<Position, DeskError> {
    let Period {
        programme,
        kind,
        year,
    } = period.clone();
    let work: Work<Position> = Box::new(move |posting| {
        Box::pin(async move { posting.close_period(&programme, kind, year).await })
    });
    submit(office, period, "close", work).await
}

/// 再開, for a reason.
///
/// # Errors
/// As [`close_period`].
pub async fn reopen_period(
    office: &Office,
    period: &Period,
    reason: &str,
) -> Result<Position, DeskError> {
    let Period {
        programme,
        kind,
        year,
    } = period.clone();
    let reason = reason.to_owned();
    let work: Work<Position> = Box::new(move |posting| {
        Box::pin(async move { posting.reopen_period(&programme, kind, year, &reason).await })
    });
    submit(office, period, "reopen", work).await
}

async fn submit(
    office: &Office,
    period: &Period,
    action: &str,
    work: Work<Position>,
) -> Result<Position, DeskError> {
    let mut programmes = office.region.programmes.iter();
    if !programmes.any(|programme| programme.no == period.programme) {
        return Err(DeskError::UnknownProgramme(period.programme.clone()));
    }
    let object = format!("{}/{}", period.programme, period.year.short());
    let (position, _) = office.submit(action, object, work).await?;
    Ok(position)
}

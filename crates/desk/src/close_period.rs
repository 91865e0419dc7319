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

/// 入力完了. Gives where it was recorded; none where it stood already, and nothing was recorded.
///
/// # Errors
/// [`DeskError::UnknownProgramme`], [`DeskError::YearNotBegun`], [`DeskError::Store`].
pub async fn close_period(office: &Office, period: &Period) -> Result<Option<Position>, DeskError> {
    office.programme(&period.programme)?;
    if period.year.first_day() > office.today() {
        return Err(DeskError::YearNotBegun(period.year));
    }
    if is_closed(office, period).await? {
        return Ok(None);
    }
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

/// 再開, for a reason. Gives none where it was open.
///
/// # Errors
/// [`DeskError::UnknownProgramme`], [`DeskError::Store`].
pub async fn reopen_period(
    office: &Office,
    period: &Period,
    reason: &str,
) -> Result<Option<Position>, DeskError> {
    office.programme(&period.programme)?;
    if !is_closed(office, period).await? {
        return Ok(None);
    }
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

/// Whether the last that was said of it is that it is complete.
async fn is_closed(office: &Office, period: &Period) -> Result<bool, DeskError> {
    let closings = office.store.closings().await?;
    let mut of_period = closings.iter().filter(|one| {
        let said = (&one.programme, one.kind, one.fiscal_year);
        said == (&period.programme, period.kind, period.year)
    });
    Ok(of_period.next_back().is_some_and(|last| last.is_closed))
}

async fn submit(
    office: &Office,
    period: &Period,
    action: &str,
    work: Work<Position>,
) -> Result<Option<Position>, DeskError> {
    let object = format!("{}/{}", period.programme, period.year.short());
    let (position, _) = office.submit(action, object, work).await?;
    Ok(Some(position))
}

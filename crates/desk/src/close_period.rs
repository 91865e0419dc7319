//! 「実績の締め」 a department says that a kind is complete for a programme and year, or opens it again.
//! Only this makes a 0 of a blank.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Kind, Position};

use crate::access_error::said;
use crate::error::DeskError;
use crate::office::Office;
use crate::policy::Action;
use crate::reception::Counter;
use crate::show_closings::seen;

/// What is closed or opened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The programme's number.
    pub programme: String,
    /// What is complete.
    pub kind: Kind,
    /// Of which year.
    pub year: FiscalYear,
}

/// What somebody had before them when they closed or reopened a period: who closes 0 rows must not
/// close those that came in the meantime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeriodSeen {
    /// The last closing or reopening; 0 where there was none.
    pub said: Position,
    /// How many rows there were.
    pub rows: i64,
}

/// Closes a period from the browser, or reopens it where a reason is given, if it is still as it
/// was seen; gives none, and keeps nothing, where it is not.
///
/// # Errors
/// [`AccessError::Forbidden`], and those of [`close_period`] and [`reopen_period`].
///
/// [`AccessError::Forbidden`]: crate::AccessError::Forbidden
pub async fn say_period(
    counter: &Counter,
    period: &Period,
    before: PeriodSeen,
    reason: Option<&str>,
) -> Result<Option<Position>, DeskError> {
    let office = &counter.office;
    office.in_year(period.year).programme(&period.programme)?;
    counter.ask_with(Action::ClosePeriod, Some(&period.programme))?;
    say(office, period, reason, Some(before)).await
}

/// 入力完了. Gives where it was recorded; none where it stood already, and nothing was recorded.
///
/// # Errors
/// [`DeskError::UnknownProgramme`], [`DeskError::YearNotBegun`], [`DeskError::Store`].
pub async fn close_period(office: &Office, period: &Period) -> Result<Option<Position>, DeskError> {
    say(office, period, None, None).await
}

/// The kinds that a programme's KPIs count in the period's year. To close another one is no error,
/// as a KPI may still be defined, but whoever does it may have meant one of these.
///
/// # Errors
/// [`DeskError::UnknownProgramme`].
pub fn counted_kinds(office: &Office, period: &Period) -> Result<BTreeSet<Kind>, DeskError> {
    let office = office.in_year(period.year);
    let kpis = office.programme(&period.programme)?.kpis.iter();
    Ok(kpis.flat_map(|kpi| kpi.metric.formula.kinds()).collect())
}

/// 再開, for a reason. Gives none where it was open.
///
/// # Errors
/// [`DeskError::UnknownProgramme`], [`AccessError::Incomplete`] for a blank reason,
/// [`DeskError::Store`].
///
/// [`AccessError::Incomplete`]: crate::AccessError::Incomplete
pub async fn reopen_period(
    office: &Office,
    period: &Period,
    reason: &str,
) -> Result<Option<Position>, DeskError> {
    say(office, period, Some(reason), None).await
}

/// Closes a period, or reopens it where a reason is given; not where it is so already, nor where
/// it is not any more as it was seen.
async fn say(
    office: &Office,
    period: &Period,
    reason: Option<&str>,
    before: Option<PeriodSeen>,
) -> Result<Option<Position>, DeskError> {
    office.in_year(period.year).programme(&period.programme)?;
    let reason = reason.map(said).transpose()?;
    if reason.is_none() && period.year.first_day() > office.today() {
        return Err(DeskError::YearNotBegun(period.year));
    }
    let action = if reason.is_some() { "reopen" } else { "close" };
    let object = format!("{}/{}", period.programme, period.year.short());
    let mut posting = office.begin(action, Some(object)).await?;
    // Nobody else writes from here on.
    let is_as_seen = match before {
        Some(before) => seen(office, period).await? == before,
        None => true,
    };
    if !is_as_seen || is_closed(office, period).await? == reason.is_none() {
        return Ok(None);
    }
    let Period {
        programme,
        kind,
        year,
    } = period;
    let position = match reason {
        Some(reason) => {
            posting
                .reopen_period(programme, *kind, *year, reason)
                .await?
        }
        None => posting.close_period(programme, *kind, *year).await?,
    };
    posting.commit().await?;
    Ok(Some(position))
}

/// Whether the last that was said of it is that it is complete.
async fn is_closed(office: &Office, period: &Period) -> Result<bool, DeskError> {
    let said = office.store.signed_closings(period.year).await?;
    let mut of_period = said
        .iter()
        .filter(|(one, _)| (&one.programme, one.kind) == (&period.programme, period.kind));
    Ok(of_period
        .next_back()
        .is_some_and(|(last, _)| last.is_closed))
}

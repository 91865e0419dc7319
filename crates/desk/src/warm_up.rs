//! 「起動時の下読み」 what the first pages after a start need is read before anybody asks for them. A
//! ledger of millions of rows lies on a disk that the system has not read yet, and whoever opens
//! ホーム first in the morning would wait for all of it.

use std::collections::BTreeSet;

use jiff::ToSpan as _;

use crate::error::DeskError;
use crate::measure_year::measure_year;
use crate::reception::Reception;
use crate::show_ledger::totals;
use crate::show_today::year_at_work;
use crate::show_year::this_year;

/// Reads it, and forgets what it says.
///
/// # Errors
/// [`DeskError::Store`]. Whoever asks for the page is told the same.
pub async fn warm_up(reception: &Reception) -> Result<(), DeskError> {
    let office = &reception.office;
    // ホーム opens with the year that is worked on, the other pages with the last with targets.
    let shown = this_year(office);
    let year = year_at_work(office).await?.unwrap_or(shown);
    for year in BTreeSet::from([year, shown]) {
        measure_year(office, year, None).await?;
        totals(office, year, None, None).await?;
    }
    // ホーム shows beside it what stood a year ago.
    let day = office.today().checked_sub(1.year()).ok();
    if let (Some(before), Some(day)) = (year.previous(), day) {
        measure_year(office, before, Some(day)).await?;
    }
    Ok(())
}

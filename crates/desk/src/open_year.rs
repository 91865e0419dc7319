//! 「年度切替」 opens a fiscal year with the definitions of the year before: the files that define
//! programmes and counts are kept once more under the year's name, word for word. Targets stand in
//! them by year, so the new year has none until somebody states them, and none is never 0.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_intake::definitions::editions::{files_for, name_in, opened_years, split_name};
use enishi_intake::definitions::region::defines_a_year;

use crate::access_error::AccessError;
use crate::definitions::{as_region, files_at};
use crate::error::DeskError;
use crate::measure_year::latest_year;
use crate::office::Office;
use crate::policy::{Action, Object};
use crate::reception::Counter;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It is open, with so many files.
    Opened(usize),
    /// It was open already, and nothing was written.
    WasOpen,
}

/// The year that can be opened now: the one behind the last that there is, and not before the year
/// ahead of it has begun.
#[must_use]
pub fn next_year(office: &Office) -> Option<FiscalYear> {
    let this = FiscalYear::of(office.today())?;
    let next = last_year(office)?.next();
    next.filter(|next| next.previous() <= Some(this))
}

/// The last year that there is: opened, or with targets.
pub(crate) fn last_year(office: &Office) -> Option<FiscalYear> {
    let opened = office.editions().opened().max();
    let last = opened.max(latest_year(office));
    last.or_else(|| FiscalYear::of(office.today()))
}

/// Refuses a year whose sheet nobody can work on: it was not opened, or lies before all targets.
///
/// # Errors
/// [`AccessError::NoSuchYear`].
pub(crate) fn ask_year(office: &Office, year: FiscalYear) -> Result<(), DeskError> {
    let is_ahead = last_year(office).is_some_and(|last| year > last);
    if is_ahead || first_year(office).is_some_and(|first| year < first) {
        return Err(AccessError::NoSuchYear(year).into());
    }
    Ok(())
}

/// The first year with targets, or that was opened before.
fn first_year(office: &Office) -> Option<FiscalYear> {
    let editions = office.editions();
    let kpis = editions
        .all()
        .flat_map(|e| &e.programmes)
        .flat_map(|p| &p.kpis);
    let with_targets = kpis.filter_map(|kpi| kpi.targets.keys().next().copied());
    with_targets.chain(editions.opened()).min()
}

/// Opens a year. To open it twice is to open it once.
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::YearNotNext`] for another year than the next one,
/// [`DeskError::Store`].
pub async fn open_year(counter: &Counter, year: FiscalYear) -> Result<Opening, DeskError> {
    counter.principal().ask(Action::Define, Object::Office)?;
    let office = &counter.office;
    if office.editions().opened().any(|opened| opened == year) {
        return Ok(Opening::WasOpen);
    }
    if next_year(office) != Some(year) {
        return Err(DeskError::Access(AccessError::YearNotNext(
            year,
            next_year(office),
        )));
    }
    let mut posting = office.begin("year.open", Some(year.short())).await?;
    // Nobody else writes from here on; somebody may have opened it a moment ago.
    let files = files_at(&office.store, Position::NOW).await?;
    let files = as_region(&files);
    if opened_years(&files).contains(&year) {
        return Ok(Opening::WasOpen);
    }
    let mut count = 0;
    for file in files_for(&files, year.previous()) {
        if defines_a_year(&file)? {
            let name = name_in(year, split_name(file.name).1);
            posting.keep_definition(&name, Some(file.text)).await?;
            count += 1;
        }
    }
    posting.commit().await?;
    Ok(Opening::Opened(count))
}

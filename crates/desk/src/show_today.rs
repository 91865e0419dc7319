//! 「今日やること」 what waits for the one who looks, besides the sheet itself: pairs to be decided, kinds
//! that are not closed, figures and targets that are missing. Counts only: nobody is named here, so
//! nothing of it is a reading of personal data.

use enishi_domain::calendar::FiscalYear;

use crate::error::DeskError;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_closings::show_closings;
use crate::show_pairs::waiting_pairs;
use crate::show_year::YearShown;

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Pairs of whom nobody has said yet whether they are one; more where there are more than told.
    Pairs {
        /// How many.
        count: usize,
        /// Whether there are more.
        has_more: bool,
    },
    /// Kinds of a year that nobody has closed: a blank is not 0 until somebody says so.
    OpenKinds(usize),
    /// KPIs of the year without a figure.
    Unmeasured(usize),
    /// KPIs of a year without a target.
    Untargeted(FiscalYear, usize),
    /// The next year can be opened.
    YearToOpen(FiscalYear),
}

/// What waits, the most pressing first; nothing that the one who looks cannot do.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn show_today(counter: &Counter, shown: &YearShown) -> Result<Vec<Waiting>, DeskError> {
    let who = counter.principal();
    let mut waiting = Vec::new();
    if who.may_somewhere(Action::DecideIdentity) {
        let (count, has_more) = waiting_pairs(counter).await?;
        waiting.push(Waiting::Pairs { count, has_more });
    }
    if who.may_somewhere(Action::ClosePeriod) {
        let closings = show_closings(counter, Some(shown.year)).await?;
        let mine = closings.programmes.iter().filter(|part| part.may_close);
        let periods = mine.flat_map(|part| &part.periods);
        let open = periods.filter(|period| {
            let said = period.said.as_ref();
            !said.is_some_and(|(closing, _)| closing.is_closed)
        });
        waiting.push(Waiting::OpenKinds(open.count()));
    }
    if who.may_somewhere(Action::Record) {
        let mine = shown
            .programmes
            .iter()
            .filter(|part| part.may.contains(&Action::Record));
        let kpis = mine.flat_map(|part| &part.kpis);
        let unmeasured = kpis.filter(|kpi| kpi.figure.reason.is_some());
        waiting.push(Waiting::Unmeasured(unmeasured.count()));
    }
    if who.may(Action::Define, Object::Office) {
        waiting.extend(to_define(counter));
    }
    let is_something = |one: &Waiting| match one {
        Waiting::Pairs { count, .. } => *count > 0,
        Waiting::OpenKinds(count) | Waiting::Unmeasured(count) | Waiting::Untargeted(_, count) => {
            *count > 0
        }
        Waiting::YearToOpen(_) => true,
    };
    waiting.retain(is_something);
    Ok(waiting)
}

/// The targets that are missing in this year, where it was opened; else that it is not.
fn to_define(counter: &Counter) -> Option<Waiting> {
    let office = &counter.office;
    let this = FiscalYear::of(office.today())?;
    if office.editions().opened().any(|opened| opened == this) {
        let kpis = office.region.programmes.iter().flat_map(|p| &p.kpis);
        let missing = kpis.filter(|kpi| !kpi.targets.contains_key(&this));
        return Some(Waiting::Untargeted(this, missing.count()));
    }
    let next = crate::open_year::next_year(office);
    next.filter(|next| *next <= this).map(Waiting::YearToOpen)
}

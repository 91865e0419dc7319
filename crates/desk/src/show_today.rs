//! 「今日やること」 what waits for the one who looks, besides the sheet itself: pairs to be decided, kinds
//! that are not closed, figures and targets that are missing, deadlines. Counts only: nobody is
//! named here, so nothing of it is a reading of personal data.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::workflow::{Course, Stage};
use jiff::civil::Date;

use crate::error::DeskError;
use crate::freeze_year::{is_complete, is_over, published};
use crate::measure_year::years_with_targets;
use crate::office::Office;
use crate::open_year::ask_year;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_closings::open_kinds;
use crate::show_pairs::waiting_pairs;
use crate::show_year::{ProgrammeShown, YearShown};
use crate::year_course::courses;

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
    /// Kinds that KPIs of a year that is over count and nobody has closed: a blank is not 0 until
    /// somebody says so.
    OpenKinds(usize),
    /// Figures of a year that is over, which are complete and may be frozen.
    ToFreeze(usize),
    /// KPIs of the year without a figure, and not frozen without one.
    Unmeasured(usize),
    /// KPIs of a year without a target.
    Untargeted(FiscalYear, usize),
    /// The next year can be opened.
    YearToOpen(FiscalYear),
}

/// 締切 of the year's sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineShown {
    /// What the office calls it.
    pub label: String,
    /// The day.
    pub day: Date,
    /// How many days are left; below 0 when it is over.
    pub days_left: i32,
    /// How many programmes that concern the one who looks are not that far.
    pub pending: usize,
}

/// The deadlines of a year that somebody has still to keep, the next first: of what concerns the
/// one who looks. One that is over and kept by all is left out.
#[must_use]
pub fn deadlines(counter: &Counter, shown: &YearShown) -> Vec<DeadlineShown> {
    let office = counter.office.in_year(shown.year);
    let today = office.today();
    let mine = shown.programmes.iter();
    let mine: Vec<_> = mine
        .filter(|part| counter.may_with(Action::SeeLedger, Some(&part.no)))
        .collect();
    let mut due = Vec::new();
    for deadline in &office.region.deadlines {
        let Some(day) = deadline.of(shown.year) else {
            continue;
        };
        let is_pending = |part: &&&ProgrammeShown| !deadline.is_met_at(part.course.course.stage());
        let pending = mine.iter().filter(is_pending).count();
        if pending > 0 {
            due.push(DeadlineShown {
                label: deadline.label.clone(),
                day,
                days_left: day.since(today).map_or(0, |span| span.get_days()),
                pending,
            });
        }
    }
    due.sort_by_key(|deadline| deadline.day);
    due
}

/// 「ほかの年度」 a programme's part of another year than the one that is shown.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// The year.
    pub year: FiscalYear,
    /// The programme's number.
    pub programme: String,
    /// Its name in that year.
    pub name: Option<String>,
    /// How far it is.
    pub course: Course,
}

/// The year that ホーム opens with.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn opens_with(counter: &Counter) -> Result<Option<FiscalYear>, DeskError> {
    year_at_work(&counter.office).await
}

/// The year that is worked on: the last that is over, until all of it is published; then the last
/// that has begun. Of years that were opened or have targets; none where there is no such year.
pub(crate) async fn year_at_work(office: &Office) -> Result<Option<FiscalYear>, DeskError> {
    let this = FiscalYear::of(office.today());
    let opened = office.editions().opened();
    let known = opened.chain(years_with_targets(office));
    let begun: BTreeSet<FiscalYear> = known.filter(|year| Some(*year) <= this).collect();
    let over = begun.iter().rfind(|year| is_over(office, **year)).copied();
    if let Some(over) = over {
        let published = published(office, over).await?;
        let programmes = &office.in_year(over).region.programmes;
        if programmes.iter().any(|one| !published.contains(&one.no)) {
            return Ok(Some(over));
        }
    }
    Ok(begun.last().copied())
}

/// Whether a programme's part that is so far waits for the one who looks: for whoever takes it a
/// step on, in a year whose sheet can be worked on. Who could write or return it as well, but need
/// not, has 提出状況.
#[must_use]
pub fn waits(counter: &Counter, year: FiscalYear, (programme, stage): (&str, Stage)) -> bool {
    if ask_year(&counter.office, year).is_err() {
        return false;
    }
    let (who, departments) = (counter.principal(), &counter.answering(programme));
    let may = |action| who.may(action, Object::Programme { departments, stage });
    match stage {
        // What nobody began cannot be handed in yet, and waits for whoever will.
        Stage::NotStarted | Stage::Drafting | Stage::Returned => {
            who.may_sometime(Action::Submit, departments)
        }
        Stage::InReview => may(Action::Approve),
        Stage::Approved => may(Action::Discuss),
        Stage::Discussed => may(Action::Publish),
        Stage::Published => false,
    }
}

/// The parts of other years that wait for the one who looks, the latest year first. Only how far
/// they are is looked at: to measure every year would keep the first page waiting. What nobody
/// began waits only in a year that is over and was opened or begun here: years before the office
/// had this program are never written.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn show_elsewhere(
    counter: &Counter,
    shown: &YearShown,
) -> Result<Vec<Elsewhere>, DeskError> {
    let office = &counter.office;
    let this = FiscalYear::of(office.today());
    let mut waiting = Vec::new();
    for year in shown.years.iter().copied().filter(|y| *y != shown.year) {
        let mut courses = courses(office, year).await?;
        let was_opened = office.editions().opened().any(|opened| opened == year);
        let mut begun = courses.values().map(|part| part.course.stage());
        let was_begun = was_opened || begun.any(|stage| stage != Stage::NotStarted);
        let may_begin = was_begun && this.is_some_and(|this| year < this);
        for programme in &office.in_year(year).region.programmes {
            let course = courses.remove(&programme.no).unwrap_or_default().course;
            let stage = course.stage();
            let is_due = stage != Stage::NotStarted || may_begin;
            if is_due && waits(counter, year, (&programme.no, stage)) {
                waiting.push(Elsewhere {
                    year,
                    programme: programme.no.clone(),
                    name: programme.name.clone(),
                    course,
                });
            }
        }
    }
    Ok(waiting)
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
    if who.may_somewhere(Action::ClosePeriod) && is_over(&counter.office, shown.year) {
        let open = open_kinds(counter, shown).await?;
        waiting.push(Waiting::OpenKinds(open));
    }
    if who.may(Action::Freeze, Object::Office) && is_over(&counter.office, shown.year) {
        let kpis = shown.programmes.iter().flat_map(|part| &part.kpis);
        let figures = kpis.map(|kpi| &kpi.measured);
        let live = figures.filter(|figure| !figure.is_frozen());
        let ready = live.filter(|figure| is_complete(&figure.measurement));
        waiting.push(Waiting::ToFreeze(ready.count()));
    }
    if who.may_somewhere(Action::Record) {
        let mine = shown
            .programmes
            .iter()
            .filter(|part| part.may.contains(&Action::Record));
        let figures = mine.flat_map(|part| &part.kpis).map(|kpi| &kpi.measured);
        let live = figures.filter(|figure| !figure.is_frozen());
        let unmeasured = live.filter(|figure| figure.measurement.reason.is_some());
        waiting.push(Waiting::Unmeasured(unmeasured.count()));
    }
    if who.may(Action::Define, Object::Office) {
        waiting.extend(to_define(counter));
    }
    let is_something = |one: &Waiting| match one {
        Waiting::Pairs { count, .. } => *count > 0,
        Waiting::OpenKinds(count)
        | Waiting::ToFreeze(count)
        | Waiting::Unmeasured(count)
        | Waiting::Untargeted(_, count) => *count > 0,
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

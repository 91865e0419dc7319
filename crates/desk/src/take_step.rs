//! 「手続」 hands a programme's part of the sheet in, returns, approves, reopens, brings it before the
//! panel and publishes it. Whoever takes a step says which version they looked at.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Refusal, Step, Taken};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::measure_year::{MeasuredFigure, measure_year};
use crate::office::Office;
use crate::open_year::ask_year;
use crate::policy::{Action, Object};
use crate::publish_year::{NotPublished, obstacles_of};
use crate::reception::Counter;
use crate::write_assessment::{Draft, Held, LONGEST_TEXT, assess, check_lengths, held, whole_text};
use crate::year_course::{ProgrammeCourse, courses, version};

/// A step that somebody wants to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of which programme.
    pub programme: String,
    /// Which.
    pub step: Step,
    /// The version that was shown.
    pub seen: String,
    /// What was typed before it is handed in; only what is handed in is written.
    pub drafts: Vec<Draft>,
    /// 決裁番号
    pub decision_number: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Takes a step; what was typed is kept with it, or neither is.
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::Workflow`], [`AccessError::TextTooLong`],
/// [`AccessError::Outdated`] where somebody wrote or did something meanwhile.
pub async fn take_step(
    counter: &Counter,
    year: FiscalYear,
    wanted: &Wanted,
) -> Result<Position, DeskError> {
    ask_year(&counter.office, year)?;
    let office = &counter.office.in_year(year);
    let definition = office.programme(&wanted.programme)?;
    let mut courses = courses(office, year).await?;
    let part = courses.remove(&wanted.programme).unwrap_or_default();
    let ask = |action| {
        let object = Object::Programme {
            departments: &counter.answering(&definition.no),
            stage: part.course.stage(),
        };
        counter.principal().ask(action, object)
    };
    ask(action(wanted.step))?;
    if wanted.step == Step::Edit {
        // Writing is a step of its own kind, with a draft.
        return Err(DeskError::Access(AccessError::Forbidden(Action::Write)));
    }
    let measured = measure_year(office, year, None).await?;
    let programmes = office.region.programmes.iter();
    let mut figures = programmes.zip(&measured.programmes);
    let figures = figures.find(|(programme, _)| programme.no == wanted.programme);
    let figures = figures.map_or(&[][..], |(_, figures)| figures.as_slice());
    let another = || DeskError::Access(AccessError::Workflow(Refusal::AnotherVersion));
    if wanted.seen != version(year, definition, figures, &part.texts()) {
        return Err(another());
    }
    check_lengths(&wanted.drafts)?;
    if let Some(reason) = &wanted.reason {
        whole_text(reason, LONGEST_TEXT)?;
    }
    let changes = match held(office, year, (definition, &part), &wanted.drafts).await? {
        Held::Changes(changes) => changes,
        Held::Conflict(_) => return Err(another()),
    };
    let by = counter.principal().staff;
    let mut texts = part.texts();
    if !changes.is_empty() {
        ask(Action::Write)?;
        texts.extend(changes.iter().map(|draft| (&*draft.kpi, &draft.statement)));
    }
    let taken = Taken {
        step: wanted.step,
        by,
        version: Some(version(year, definition, figures, &texts)),
        decision_number: wanted.decision_number.clone(),
        reason: wanted.reason.clone(),
    };
    let mut course = part.course.clone();
    if !changes.is_empty() {
        course.take(&Taken::edit(by))?;
    }
    course.take(&taken)?;
    if wanted.step == Step::Publish {
        // What residents read does not change when a record comes in late.
        if !figures.iter().all(MeasuredFigure::is_frozen) {
            return Err(NotPublished::NotFrozen(year).into());
        }
        let part = (wanted.programme.as_str(), wanted.reason.as_deref());
        let obstacles = obstacles_of(office, year, part).await?;
        if !obstacles.is_empty() {
            return Err(NotPublished::Refused { year, obstacles }.into());
        }
    }
    keep(office, (&wanted.programme, year, &part), &taken, &changes).await
}

/// Keeps a step, and before it what was typed, in one unit of work.
async fn keep(
    office: &Office,
    (programme, year, part): (&str, FiscalYear, &ProgrammeCourse),
    taken: &Taken,
    changes: &[Draft],
) -> Result<Position, DeskError> {
    let outdated = || DeskError::Access(AccessError::Outdated);
    let object = format!("{programme}/{}", year.short());
    let name = format!("workflow.{}", taken.step.code());
    let mut posting = office.begin(&name, Some(object)).await?;
    // What others wrote into other boxes since is in no version that anybody saw.
    let place = (programme, year);
    if !posting.is_last_change(place, part.last_change()).await? {
        return Err(outdated());
    }
    let last = assess(&mut posting, (programme, year, part), changes).await?;
    let last = last.ok_or_else(outdated)?;
    let kept = posting.take_step(place, last, taken).await?;
    kept.ok_or_else(outdated)?;
    Ok(posting.commit().await?)
}

/// As what somebody does it who takes a step.
pub(crate) fn action(step: Step) -> Action {
    match step {
        Step::Edit => Action::Write,
        Step::Submit => Action::Submit,
        Step::Return => Action::Return,
        Step::Approve => Action::Approve,
        Step::Reopen => Action::Reopen,
        Step::Discuss => Action::Discuss,
        Step::Publish => Action::Publish,
    }
}

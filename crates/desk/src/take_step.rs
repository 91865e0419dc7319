//! 「手続」 hands a programme's part of the sheet in, returns, approves, reopens, brings it before the
//! panel and publishes it. Whoever takes a step says which version they looked at.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::workflow::{Refusal, Step, Taken};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::measure_year::measure_year;
use crate::policy::{Action, Object};
use crate::publish_year::{NotPublished, obstacles_of};
use crate::reception::Counter;
use crate::year_course::{courses, version};

/// A step that somebody wants to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of which programme.
    pub programme: String,
    /// Which.
    pub step: Step,
    /// The version that was shown.
    pub seen: String,
    /// 決裁番号
    pub decision_number: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Takes a step.
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::Workflow`], [`AccessError::Outdated`] where
/// somebody wrote
/// or did something meanwhile.
pub async fn take_step(
    counter: &Counter,
    year: FiscalYear,
    wanted: &Wanted,
) -> Result<Position, DeskError> {
    let office = &counter.office.in_year(year);
    let definition = office.programme(&wanted.programme)?;
    let mut courses = courses(office, year).await?;
    let mut part = courses.remove(&wanted.programme).unwrap_or_default();
    let object = Object::Programme {
        departments: &counter.answering(&definition.no),
        stage: part.course.stage(),
    };
    counter.principal().ask(action(wanted.step)?, object)?;
    let measured = measure_year(office, year, None).await?;
    let programmes = office.region.programmes.iter();
    let mut figures = programmes.zip(&measured.programmes);
    let figures = figures.find(|(programme, _)| programme.no == wanted.programme);
    let figures = figures.map_or(&[][..], |(_, figures)| figures.as_slice());
    let version = version(year, definition, figures, &part);
    if wanted.seen != version {
        return Err(DeskError::Access(AccessError::Workflow(
            Refusal::AnotherVersion,
        )));
    }
    let taken = Taken {
        step: wanted.step,
        by: counter.principal().staff,
        version: Some(version),
        decision_number: wanted.decision_number.clone(),
        reason: wanted.reason.clone(),
    };
    let last = part.last_change();
    part.course.take(&taken)?;
    if wanted.step == Step::Publish {
        let part = (wanted.programme.as_str(), wanted.reason.as_deref());
        let obstacles = obstacles_of(office, year, part).await?;
        if !obstacles.is_empty() {
            return Err(NotPublished::Refused { year, obstacles }.into());
        }
    }
    let object = format!("{}/{}", wanted.programme, year.short());
    let name = format!(
        "workflow.{}",
        enishi_domain::words::ClosedSet::code(wanted.step)
    );
    let mut posting = office.begin(&name, Some(object)).await?;
    let place = (wanted.programme.as_str(), year);
    let kept = posting.take_step(place, last, &taken).await?;
    kept.ok_or(DeskError::Access(AccessError::Outdated))?;
    Ok(posting.commit().await?)
}

fn action(step: Step) -> Result<Action, DeskError> {
    match step {
        Step::Submit => Ok(Action::Submit),
        Step::Return => Ok(Action::Return),
        Step::Approve => Ok(Action::Approve),
        Step::Reopen => Ok(Action::Reopen),
        Step::Discuss => Ok(Action::Discuss),
        Step::Publish => Ok(Action::Publish),
        // Writing is a step of its own kind, with a draft.
        Step::Edit => Err(DeskError::Access(AccessError::Forbidden(Action::Write))),
    }
}

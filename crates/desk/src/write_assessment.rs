//! 「要因・改善・見通し」 what a department says of a KPI, or of the whole programme. Two people may have
//! the same form open: whoever is second is shown what the first wrote, and loses nothing.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::workflow::{Refusal, Stage, Step};
use enishi_store::{Assessment, Statement};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::office::Office;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::year_course::courses;

/// Most characters of one text.
pub const LONGEST_TEXT: usize = 4_000;

/// What somebody wrote, and what they had before them when they began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The programme's number.
    pub programme: String,
    /// The KPI's number; empty for the programme as a whole.
    pub kpi: String,
    /// The revision that was shown; 0 where there was none.
    pub based_on: i64,
    /// What is said now.
    pub statement: Statement,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is kept.
    Kept,
    /// It says what stood there already.
    Unchanged,
    /// Somebody else was quicker; nothing was kept, and this is what they wrote.
    Conflict(Box<Assessment>),
}

/// Keeps a draft as the next revision.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::UnknownKpi`], [`AccessError::Workflow`] where it
/// has to be
/// reopened first, [`AccessError::Outdated`] where somebody took a step meanwhile,
/// [`AccessError::TextTooLong`].
pub async fn write_assessment(
    counter: &Counter,
    year: FiscalYear,
    draft: &Draft,
) -> Result<Written, DeskError> {
    let ask = |stage| {
        let object = Object::Programme {
            departments: &counter.answering(&draft.programme),
            stage,
        };
        counter.principal().ask(Action::Write, object)
    };
    write_by(&counter.office, year, draft, ask).await
}

/// The same for whoever `ask` lets at that stage.
pub(crate) async fn write_by(
    office: &Office,
    year: FiscalYear,
    draft: &Draft,
    ask: impl FnOnce(Stage) -> Result<(), DeskError>,
) -> Result<Written, DeskError> {
    let office = &office.in_year(year);
    let definition = office.programme(&draft.programme)?;
    let mut kpis = definition.kpis.iter().map(|kpi| kpi.no.to_string());
    if !draft.kpi.is_empty() && !kpis.any(|no| no == draft.kpi) {
        return Err(DeskError::UnknownProgramme(format!(
            "{}-{}",
            draft.programme, draft.kpi
        )));
    }
    let mut courses = courses(office, year).await?;
    let course = courses.remove(&draft.programme).unwrap_or_default();
    let stage = course.course.stage();
    ask(stage)?;
    if stage.after(Step::Edit).is_none() {
        let step = Step::Edit;
        return Err(DeskError::Access(AccessError::Workflow(Refusal::NotNow {
            stage,
            step,
        })));
    }
    let statement = tidied(&draft.statement)?;
    if course.revision(&draft.kpi) == draft.based_on && course.statement(&draft.kpi) == statement {
        return Ok(Written::Unchanged);
    }
    let object = format!("{}-{}/{}", draft.programme, draft.kpi, year.short());
    let mut posting = office.begin("assess", Some(object)).await?;
    let place = (draft.programme.as_str(), year, draft.kpi.as_str());
    let seen = (draft.based_on, course.last_step());
    if posting.assess(place, seen, &statement).await?.is_some() {
        posting.commit().await?;
        return Ok(Written::Kept);
    }
    drop(posting);
    let mut courses = crate::year_course::courses(office, year).await?;
    let theirs = courses
        .remove(&draft.programme)
        .and_then(|mut course| course.statements.remove(&draft.kpi))
        .filter(|theirs| theirs.revision != draft.based_on);
    match theirs {
        Some(theirs) => Ok(Written::Conflict(Box::new(theirs))),
        None => Err(DeskError::Access(AccessError::Outdated)),
    }
}

fn tidied(statement: &Statement) -> Result<Statement, DeskError> {
    Ok(Statement {
        cause: whole_text(&statement.cause, LONGEST_TEXT)?,
        improvement: whole_text(&statement.improvement, LONGEST_TEXT)?,
        outlook: whole_text(&statement.outlook, LONGEST_TEXT)?,
    })
}

/// A text as it is kept: browsers send line ends as two characters, and blanks at the end say
/// nothing. What is too long is refused, as nobody would miss the end of it in time.
pub(crate) fn whole_text(text: &str, most: usize) -> Result<String, DeskError> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end();
    let length = text.chars().count();
    if length > most {
        return Err(DeskError::Access(AccessError::TextTooLong { length, most }));
    }
    Ok(text.to_owned())
}

//! 「要因・改善・見通し」 what a department says of a KPI, or of the whole programme. Two people may have
//! the same boxes open: whoever is second is shown what the first wrote, and loses nothing.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::region::ProgrammeDefinition;
use enishi_domain::workflow::{Refusal, Stage, Step};
use enishi_store::{Assessment, Posting, Statement};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::office::Office;
use crate::open_year::ask_year;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::year_course::{ProgrammeCourse, courses};

/// Most characters of one text.
pub const LONGEST_TEXT: usize = 4_000;

/// What somebody wrote into one box, and what they had before them when they began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The KPI's number; empty for the programme as a whole.
    pub kpi: String,
    /// The revision that was shown; 0 where there was none.
    pub based_on: i64,
    /// What is said now.
    pub statement: Statement,
}

/// What somebody wrote into the boxes of a programme's part.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The programme's number.
    pub programme: &'a str,
    /// The boxes.
    pub drafts: &'a [Draft],
    /// Whether they know that it was handed in, and take it back.
    pub takes_back: bool,
}

impl<'a> Writing<'a> {
    /// Into a part that is open.
    #[must_use]
    pub fn new(programme: &'a str, drafts: &'a [Draft]) -> Self {
        Self {
            programme,
            drafts,
            takes_back: false,
        }
    }
}

/// What became of the drafts of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// They are kept.
    Kept,
    /// They say what stood there already.
    Unchanged,
    /// Somebody else was quicker in some of the boxes, and nothing was kept.
    Conflict(Vec<Conflict>),
}

/// A box that two wrote into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What the one who was quicker wrote.
    pub now: Assessment,
    /// What stood there when both began.
    pub seen: Statement,
}

/// Keeps drafts of a programme as the next revisions, all of them or none.
///
/// A box that was not typed into is left as it is, whoever wrote into it meanwhile. What was handed
/// in is taken back by whoever says so, and by nobody else.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::UnknownProgramme`], [`AccessError::Workflow`] where it
/// has to be
/// reopened first, [`AccessError::HandedIn`] or [`AccessError::Outdated`] where
/// somebody took a step meanwhile, [`AccessError::TextTooLong`].
pub async fn write_assessment(
    counter: &Counter,
    year: FiscalYear,
    writing: Writing<'_>,
) -> Result<Written, DeskError> {
    let ask = |stage| {
        let object = Object::Programme {
            departments: &counter.answering(writing.programme),
            stage,
        };
        counter.principal().ask(Action::Write, object)
    };
    write_by(&counter.office, year, writing, ask).await
}

/// The same for whoever `ask` lets at that stage.
pub(crate) async fn write_by(
    office: &Office,
    year: FiscalYear,
    writing: Writing<'_>,
    ask: impl FnOnce(Stage) -> Result<(), DeskError>,
) -> Result<Written, DeskError> {
    let Writing {
        programme,
        drafts,
        takes_back,
    } = writing;
    ask_year(office, year)?;
    let office = &office.in_year(year);
    let definition = office.programme(programme)?;
    let mut courses = courses(office, year).await?;
    let course = courses.remove(programme).unwrap_or_default();
    let stage = course.course.stage();
    ask(stage)?;
    if stage == Stage::InReview && !takes_back {
        return Err(AccessError::HandedIn.into());
    }
    if stage.after(Step::Edit).is_none() {
        let step = Step::Edit;
        return Err(DeskError::Access(AccessError::Workflow(Refusal::NotNow {
            stage,
            step,
        })));
    }
    check_lengths(drafts)?;
    let changes = match held(office, year, (definition, &course), drafts).await? {
        Held::Changes(changes) if changes.is_empty() => return Ok(Written::Unchanged),
        Held::Changes(changes) => changes,
        Held::Conflict(theirs) => return Ok(Written::Conflict(theirs)),
    };
    let mut posting = office
        .begin("assess", Some(named(definition, &changes, year)))
        .await?;
    if assess(&mut posting, (programme, year, &course), &changes)
        .await?
        .is_some()
    {
        posting.commit().await?;
        return Ok(Written::Kept);
    }
    drop(posting);
    // Somebody wrote or decided between the look and the pen.
    let mut courses = crate::year_course::courses(office, year).await?;
    let course = courses.remove(programme).unwrap_or_default();
    match held(office, year, (definition, &course), drafts).await? {
        Held::Conflict(theirs) => Ok(Written::Conflict(theirs)),
        Held::Changes(_) => Err(DeskError::Access(AccessError::Outdated)),
    }
}

/// What others wrote meanwhile into the boxes that were typed into.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::UnknownProgramme`].
pub async fn conflicts(
    counter: &Counter,
    year: FiscalYear,
    programme: &str,
    drafts: &[Draft],
) -> Result<Vec<Conflict>, DeskError> {
    counter.principal().ask(Action::SeeYear, Object::Office)?;
    let office = &counter.office.in_year(year);
    let definition = office.programme(programme)?;
    let mut courses = courses(office, year).await?;
    let course = courses.remove(programme).unwrap_or_default();
    match held(office, year, (definition, &course), drafts).await? {
        Held::Changes(_) => Ok(Vec::new()),
        Held::Conflict(theirs) => Ok(theirs),
    }
}

/// Drafts held against what stands there.
pub(crate) enum Held {
    /// What has to be kept, as it is kept.
    Changes(Vec<Draft>),
    /// What others wrote into boxes that were typed into.
    Conflict(Vec<Conflict>),
}

/// Says which drafts have to be kept: those that were typed into and say something new.
pub(crate) async fn held(
    office: &Office,
    year: FiscalYear,
    (definition, course): (&ProgrammeDefinition, &ProgrammeCourse),
    drafts: &[Draft],
) -> Result<Held, DeskError> {
    let (mut changes, mut theirs) = (Vec::new(), Vec::new());
    for draft in drafts {
        let mut kpis = definition.kpis.iter().map(|kpi| kpi.no.to_string());
        if !draft.kpi.is_empty() && !kpis.any(|no| no == draft.kpi) {
            let no = format!("{}-{}", definition.no, draft.kpi);
            return Err(DeskError::UnknownProgramme(no));
        }
        let statement = tidied(&draft.statement);
        if statement == course.statement(&draft.kpi) {
            continue;
        }
        let now = course.statements.get(&draft.kpi);
        let Some(now) = now.filter(|now| now.revision != draft.based_on) else {
            changes.push(Draft {
                statement,
                ..draft.clone()
            });
            continue;
        };
        let seen = seen(office, year, (&definition.no, draft)).await?;
        if statement != seen {
            let now = now.clone();
            theirs.push(Conflict { now, seen });
        }
    }
    Ok(if theirs.is_empty() {
        Held::Changes(changes)
    } else {
        Held::Conflict(theirs)
    })
}

/// What stood in a box when it was shown to whoever wrote a draft.
async fn seen(
    office: &Office,
    year: FiscalYear,
    (programme, draft): (&str, &Draft),
) -> Result<Statement, DeskError> {
    let all = office.store.assessments(year).await?;
    let mut all = all.into_iter();
    let shown = all.find(|written| {
        written.programme == programme
            && written.kpi == draft.kpi
            && written.revision == draft.based_on
    });
    Ok(shown.map_or_else(Statement::default, |shown| shown.statement))
}

/// Keeps changes within a unit of work. Says the position of the last, or nothing where somebody
/// was quicker; then the unit of work must be dropped.
pub(crate) async fn assess(
    posting: &mut Posting,
    (programme, year, course): (&str, FiscalYear, &ProgrammeCourse),
    changes: &[Draft],
) -> Result<Option<Position>, DeskError> {
    let mut last = Some(course.last_change());
    for draft in changes {
        let place = (programme, year, draft.kpi.as_str());
        let seen = (draft.based_on, course.last_step());
        last = posting.assess(place, seen, &draft.statement).await?;
        if last.is_none() {
            break;
        }
    }
    Ok(last)
}

/// The boxes of a unit of work, for 監査記録: `1-2,1/R6` is the second KPI and the whole.
fn named(definition: &ProgrammeDefinition, changes: &[Draft], year: FiscalYear) -> String {
    let no = &definition.no;
    let boxes = changes.iter().map(|draft| match draft.kpi.as_str() {
        "" => no.clone(),
        kpi => format!("{no}-{kpi}"),
    });
    format!("{}/{}", boxes.collect::<Vec<_>>().join(","), year.short())
}

/// Refuses texts that are too long, whether they say something new or not.
pub(crate) fn check_lengths(drafts: &[Draft]) -> Result<(), DeskError> {
    for draft in drafts {
        let said = &draft.statement;
        for text in [&said.cause, &said.improvement, &said.outlook] {
            whole_text(text, LONGEST_TEXT)?;
        }
    }
    Ok(())
}

fn tidied(statement: &Statement) -> Statement {
    Statement {
        cause: tidied_text(&statement.cause),
        improvement: tidied_text(&statement.improvement),
        outlook: tidied_text(&statement.outlook),
    }
}

/// A text as it is kept: browsers send line ends as two characters, and blanks at the end say
/// nothing.
#[must_use]
pub fn tidied_text(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

/// A text as it is kept, whole: what is too long is refused, as nobody would miss the end of it in
/// time.
///
/// # Errors
/// [`AccessError::TextTooLong`].
pub fn whole_text(text: &str, most: usize) -> Result<String, DeskError> {
    let text = tidied_text(text);
    let length = text.chars().count();
    if length > most {
        return Err(DeskError::Access(AccessError::TextTooLong { length, most }));
    }
    Ok(text)
}

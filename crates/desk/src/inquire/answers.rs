//! What a file that came back would change, and what becomes of it: each line by the same rights
//! and over the same revision as if it had been typed into the browser.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::workflow::Stage;
use enishi_store::Statement;

use super::made::{clean, texts};
use super::reading::{Asked, InquiryRead};
use super::tag;
use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::inquiry_error::InquiryError;
use crate::office::Office;
use crate::open_year::ask_year;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::wording::inquiries as wording;
use crate::write_assessment::{Draft, Writing, Written, write_by};
use crate::year_course::{ProgrammeCourse, courses};

/// What a file of a department says, held against the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The year.
    pub year: FiscalYear,
    /// 課
    pub department: String,
    /// The lines that differ from what was sent, in the order of the form.
    pub lines: Vec<Answer>,
    /// How many lines say what was sent.
    pub unchanged: usize,
}

/// A line that somebody filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The programme's number.
    pub programme: String,
    /// The KPI's; empty for the programme as a whole.
    pub kpi: String,
    /// The row of the form.
    pub row: u32,
    /// What becomes of it.
    pub fate: Fate,
    /// What the ledger says.
    pub now: Statement,
    /// What the file says.
    pub said: Statement,
    based_on: i64,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It would be taken.
    Change,
    /// It was taken.
    Taken,
    /// The ledger says so already.
    Same,
    /// Somebody wrote something else meanwhile: nothing is taken, and both texts are shown.
    Conflict,
    /// The programme's part is no longer open.
    Closed(Stage),
    /// It is not for whoever hands the file in.
    Forbidden,
    /// The year has no such programme or KPI by now.
    Gone,
}

impl Fate {
    /// Whether nothing is left to be looked at.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Change | Self::Taken | Self::Same)
    }

    /// Its code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Taken => "taken",
            Self::Same => "same",
            Self::Conflict => "conflict",
            Self::Closed(_) => "closed",
            Self::Forbidden => "forbidden",
            Self::Gone => "gone",
        }
    }
}

/// Who hands a file in.
#[derive(Clone, Copy)]
pub enum Hand<'a> {
    /// Somebody in the browser, by their rights.
    Counter(&'a Counter),
    /// Whoever has the machine, who is not asked.
    Machine(&'a Office),
}

impl Hand<'_> {
    fn office(&self) -> &Office {
        match self {
            Self::Counter(counter) => &counter.office,
            Self::Machine(office) => office,
        }
    }

    fn may_ever_write(&self, programme: &str) -> bool {
        match self {
            Self::Machine(_) => true,
            Self::Counter(counter) => {
                let departments = counter.answering(programme);
                let who = counter.principal();
                who.may_sometime(Action::Write, &departments)
            }
        }
    }

    fn may_write(&self, programme: &str, stage: Stage) -> bool {
        match self {
            Self::Machine(_) => true,
            Self::Counter(counter) => {
                let object = Object::Programme {
                    departments: &counter.answering(programme),
                    stage,
                };
                counter.principal().may(Action::Write, object)
            }
        }
    }
}

/// Holds a file against the ledger: what it would change. Nothing is written.
///
/// # Errors
/// [`AccessError::Forbidden`] for who writes nowhere, [`InquiryError`] for a file that is another
/// city's or year's or that this ledger did not send, [`DeskError::Store`].
pub async fn hold(
    hand: Hand<'_>,
    read: &InquiryRead,
    wanted: Option<FiscalYear>,
) -> Result<Answers, DeskError> {
    if let Hand::Counter(counter) = hand
        && !counter.principal().may_somewhere(Action::Write)
    {
        return Err(AccessError::Forbidden(Action::Write).into());
    }
    let office = hand.office();
    let (year, department) = proven(office, read, wanted)?;
    ask_year(office, year)?;
    let office = office.in_year(year);
    let courses = courses(&office, year).await?;
    let mut unchanged = 0;
    let mut lines = Vec::new();
    for asked in read.asked()? {
        if asked.before == asked.after {
            unchanged += 1;
            continue;
        }
        lines.push(held(hand, &office, &courses, asked));
    }
    Ok(Answers {
        year,
        department,
        lines,
        unchanged,
    })
}

/// Takes what a file says, line by line.
///
/// # Errors
/// As [`hold`].
pub async fn take(
    hand: Hand<'_>,
    read: &InquiryRead,
    wanted: Option<FiscalYear>,
) -> Result<Answers, DeskError> {
    let mut answers = hold(hand, read, wanted).await?;
    for line in &mut answers.lines {
        if line.fate != Fate::Change {
            continue;
        }
        let draft = [Draft {
            kpi: line.kpi.clone(),
            based_on: line.based_on,
            statement: line.said.clone(),
        }];
        let programme = line.programme.clone();
        let ask = |stage| {
            if hand.may_write(&programme, stage) {
                return Ok(());
            }
            Err(AccessError::Forbidden(Action::Write).into())
        };
        let writing = Writing::new(&line.programme, &draft);
        line.fate = match write_by(hand.office(), answers.year, writing, ask).await {
            Ok(Written::Kept) => Fate::Taken,
            Ok(Written::Unchanged) => Fate::Same,
            Ok(Written::Conflict(mut theirs)) => {
                line.now = theirs.remove(0).now.statement;
                Fate::Conflict
            }
            // Somebody took a step since the file was held against the ledger.
            Err(DeskError::Access(
                AccessError::Outdated | AccessError::HandedIn | AccessError::Workflow(_),
            )) => Fate::Conflict,
            Err(DeskError::Access(AccessError::Forbidden(_))) => Fate::Forbidden,
            Err(error) => return Err(error),
        };
    }
    Ok(answers)
}

/// The year and the department of a file that this ledger sent.
fn proven(
    office: &Office,
    read: &InquiryRead,
    wanted: Option<FiscalYear>,
) -> Result<(FiscalYear, String), InquiryError> {
    let Some([_, code, town, year, department]) = read.kept.first().map(Vec::as_slice) else {
        return Err(InquiryError::NotOurs);
    };
    let here = &office.region;
    if *code != here.code {
        let ours = here.municipality.clone();
        return Err(InquiryError::OtherCity(town.clone(), ours));
    }
    let year = year.parse::<FiscalYear>();
    let year = year.map_err(|_| InquiryError::NotAsSent(wording::KEPT))?;
    if let Some(wanted) = wanted.filter(|wanted| *wanted != year) {
        return Err(InquiryError::OtherYear(year, wanted));
    }
    if tag(office, &read.kept) != read.tag {
        return Err(InquiryError::NotAsSent(wording::KEPT));
    }
    Ok((year, department.clone()))
}

fn held(
    hand: Hand<'_>,
    office: &Office,
    courses: &BTreeMap<String, ProgrammeCourse>,
    asked: Asked,
) -> Answer {
    let course = courses.get(&asked.programme).cloned().unwrap_or_default();
    let now = course.statement(&asked.kpi);
    let [cause, improvement, outlook] = asked.after.clone().map(|text| text.trim_end().to_owned());
    let said = Statement {
        cause,
        improvement,
        outlook,
    };
    let fate = fate(hand, office, &course, (&asked, &now, &said));
    Answer {
        programme: asked.programme,
        kpi: asked.kpi,
        row: asked.row,
        fate,
        // Of what is not theirs they learn nothing from the file of another department.
        now: if matches!(fate, Fate::Forbidden | Fate::Gone) {
            Statement::default()
        } else {
            now
        },
        said,
        based_on: asked.revision,
    }
}

fn fate(
    hand: Hand<'_>,
    office: &Office,
    course: &ProgrammeCourse,
    (asked, now, said): (&Asked, &Statement, &Statement),
) -> Fate {
    let Ok(definition) = office.programme(&asked.programme) else {
        return Fate::Gone;
    };
    if !hand.may_ever_write(&asked.programme) {
        return Fate::Forbidden;
    }
    let mut kpis = definition.kpis.iter().map(|kpi| kpi.no.to_string());
    if !asked.kpi.is_empty() && !kpis.any(|no| no == asked.kpi) {
        return Fate::Gone;
    }
    let stage = course.course.stage();
    if texts(now).map(clean) == texts(said).map(str::to_owned) {
        Fate::Same
    } else if !stage.is_open() {
        // What was handed in is taken back by asking for it on its own page, not by the way.
        Fate::Closed(stage)
    } else if !hand.may_write(&asked.programme, stage) {
        Fate::Forbidden
    } else if course.revision(&asked.kpi) != asked.revision {
        Fate::Conflict
    } else {
        Fate::Change
    }
}

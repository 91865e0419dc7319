//! 「効果検証会議」 who sat there by category, what the panel thinks of a programme or KPI, and what the
//! office answers. The grants demand that all of it is kept; names of participants are not.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::staff::Participant;
use enishi_domain::words::ClosedSet as _;
use enishi_store::{Meeting, Remark};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::office::Office;
use crate::open_year::ask_year;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::this_year;
use crate::write_assessment::{LONGEST_TEXT, whole_text};
use crate::year_course::courses;

/// Most characters of what a meeting is called.
pub const LONGEST_TITLE: usize = 400;

/// A meeting, as it was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The day.
    pub held_on: Date,
    /// What it is called.
    pub title: String,
    /// How many of each category; none of those that are not named.
    pub participants: BTreeMap<Participant, u16>,
    /// What was said on the whole.
    pub minutes: String,
}

/// A meeting with what its record said before it was corrected.
#[derive(Clone, Debug)]
pub struct HeldShown {
    /// By what it is corrected.
    pub position: Position,
    /// As it stands.
    pub held: Held,
    /// As it stood, the oldest first, and by what that was corrected.
    pub before: Vec<(Position, Held)>,
}

/// What somebody says of a programme or KPI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The programme's number.
    pub programme: String,
    /// The KPI's number; empty for the programme as a whole.
    pub kpi: String,
    /// The category of who says it; none for the office.
    pub category: Option<Participant>,
    /// What is said.
    pub text: String,
    /// The remark that it answers.
    pub answers: Option<Position>,
    /// The last remark or answer of the year that was seen before it was written.
    pub seen: Position,
}

/// A remark with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkShown {
    /// By what it is answered.
    pub position: Position,
    /// What was said.
    pub opinion: Opinion,
    /// When.
    pub at: Timestamp,
    /// What was answered, the oldest first.
    pub answers: Vec<(String, Timestamp)>,
}

/// What there is of a year's review.
#[derive(Clone, Debug)]
pub struct Review {
    /// The year.
    pub year: FiscalYear,
    /// The meetings, the oldest first.
    pub meetings: Vec<HeldShown>,
    /// The remarks, the oldest first.
    pub remarks: Vec<RemarkShown>,
    /// The last remark or answer; 0 where there is none.
    pub last: Position,
    /// Whether the one who looks may record a meeting.
    pub may_record: bool,
    /// The programmes of which they may say something now.
    pub may_remark: Vec<String>,
    /// Those for which they may answer what is said.
    pub may_answer: Vec<String>,
}

/// Shows a year's review.
///
/// # Errors
/// [`AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_review(counter: &Counter, year: Option<FiscalYear>) -> Result<Review, DeskError> {
    let who = counter.principal();
    who.ask(Action::SeeYear, Object::Office)?;
    let office = &counter.office;
    let year = year.unwrap_or_else(|| this_year(office));
    let office = &office.in_year(year);
    let courses = courses(office, year).await?;
    // Of a year that was not opened there is nothing to say.
    let is_open = ask_year(office, year).is_ok();
    let programmes_for = |action: Action| {
        let programmes = office.region.programmes.iter().filter(|programme| {
            let course = courses.get(&programme.no);
            let object = Object::Programme {
                departments: &counter.answering(&programme.no),
                stage: course.map_or_else(Default::default, |course| course.course.stage()),
            };
            is_open && who.may(action, object)
        });
        programmes.map(|programme| programme.no.clone()).collect()
    };
    let said = office.store.remarks(year).await?;
    Ok(Review {
        may_record: is_open && who.may(Action::HoldMeeting, Object::Office),
        may_remark: programmes_for(Action::Remark),
        may_answer: programmes_for(Action::Answer),
        last: said.last().map_or(Position(0), |(position, ..)| *position),
        remarks: remarks(said),
        meetings: meetings(office, year).await?,
        year,
    })
}

/// Whether a meeting on a year's sheet can have been held on that day: none that is yet to come,
/// and none before the year began.
///
/// # Errors
/// [`AccessError::NoSuchYear`].
pub fn may_have_been_held(
    counter: &Counter,
    year: FiscalYear,
    day: Date,
) -> Result<bool, DeskError> {
    ask_year(&counter.office, year)?;
    Ok((year.first_day()..=counter.office.today()).contains(&day))
}

/// Records a meeting, or corrects the record that is named, its day and name too; without one, that
/// of the same day and name. Where one says the same already, nothing is recorded, and nothing is
/// given.
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::Incomplete`], [`AccessError::TextTooLong`],
/// [`AccessError::NoSuchYear`], [`AccessError::Outdated`] where somebody else corrected the same
/// record, [`AccessError::MeetingTaken`], [`DeskError::Store`].
pub async fn record_meeting(
    counter: &Counter,
    year: FiscalYear,
    (meeting, corrects): (&Held, Option<Position>),
) -> Result<Option<Position>, DeskError> {
    counter
        .principal()
        .ask(Action::HoldMeeting, Object::Office)?;
    let is_possible = may_have_been_held(counter, year, meeting.held_on)?;
    let all: u32 = meeting.participants.values().map(|n| u32::from(*n)).sum();
    let meeting = Held {
        title: whole_text(meeting.title.trim(), LONGEST_TITLE)?,
        minutes: whole_text(meeting.minutes.trim_start(), LONGEST_TEXT)?,
        ..meeting.clone()
    };
    if meeting.title.is_empty() || all == 0 || !is_possible {
        return Err(DeskError::Access(AccessError::Incomplete));
    }
    let counted = meeting.participants.iter();
    let counted = counted.map(|(category, n)| (category.code(), *n));
    let counted: BTreeMap<&str, u16> = counted.collect();
    let participants = serde_json::json!(counted).to_string();
    let office = &counter.office;
    let mut posting = office.begin("meeting", Some(year.short())).await?;
    // Nobody else writes from here on.
    let known = meetings(office, year).await?;
    if known.iter().any(|known| known.held == meeting) {
        return Ok(None);
    }
    let is_of = |known: &&HeldShown| match corrects {
        Some(position) => known.position == position,
        None => (known.held.held_on, &known.held.title) == (meeting.held_on, &meeting.title),
    };
    let stands = known.iter().find(is_of).map(|known| known.position);
    if corrects.is_some() && stands.is_none() {
        return Err(DeskError::Access(AccessError::Outdated));
    }
    let is_another = |known: &HeldShown| {
        let named = (known.held.held_on, &known.held.title) == (meeting.held_on, &meeting.title);
        named && Some(known.position) != stands
    };
    if known.iter().any(is_another) {
        return Err(DeskError::Access(AccessError::MeetingTaken));
    }
    posting
        .record_meeting(&Meeting {
            fiscal_year: year,
            held_on: meeting.held_on,
            title: meeting.title,
            participants,
            minutes: meeting.minutes,
            corrects: stands,
        })
        .await?;
    Ok(Some(posting.commit().await?))
}

/// Records what somebody says, or answers: the panel does not answer in the office's place. Where
/// the same came in since the page was seen, it was sent twice: nothing is recorded, and nothing is
/// given.
///
/// # Errors
/// [`AccessError::Forbidden`], [`AccessError::Incomplete`], [`DeskError::UnknownProgramme`].
pub async fn remark(
    counter: &Counter,
    year: FiscalYear,
    opinion: &Opinion,
) -> Result<Option<Position>, DeskError> {
    ask_year(&counter.office, year)?;
    let office = &counter.office.in_year(year);
    let definition = office.programme(&opinion.programme)?;
    let courses = courses(office, year).await?;
    let course = courses.get(&opinion.programme);
    let object = Object::Programme {
        departments: &counter.answering(&definition.no),
        stage: course.map_or_else(Default::default, |course| course.course.stage()),
    };
    let action = match opinion.answers {
        None => Action::Remark,
        Some(_) => Action::Answer,
    };
    counter.principal().ask(action, object)?;
    let mut kpis = definition.kpis.iter().map(|kpi| kpi.no.to_string());
    let is_known = opinion.kpi.is_empty() || kpis.any(|no| no == opinion.kpi);
    let text = whole_text(opinion.text.trim_start(), LONGEST_TEXT)?;
    let category = opinion.category.map(|category| category.code().to_owned());
    let said = Remark {
        fiscal_year: year,
        programme: opinion.programme.clone(),
        kpi: opinion.kpi.clone(),
        answers: opinion.answers,
        category,
        text,
    };
    let known = office.store.remarks(year).await?;
    let is_answer = |answered| {
        let mut asked = known.iter().filter(|(_, asked, _)| asked.answers.is_none());
        asked.any(|(position, asked, _)| {
            (*position, &asked.programme) == (answered, &opinion.programme)
        })
    };
    // Whoever does not answer for the office is none of it.
    let is_of_office = counter.principal().may(Action::Answer, object);
    let is_somebody = is_of_office || opinion.category.is_some();
    if !is_somebody || !is_known || said.text.is_empty() || !opinion.answers.is_none_or(is_answer) {
        return Err(DeskError::Access(AccessError::Incomplete));
    }
    let object = format!("{}/{}", opinion.programme, year.short());
    let mut posting = office.begin("remark", Some(object)).await?;
    // Nobody else writes from here on.
    let known = office.store.remarks(year).await?;
    let is_new = |position: Position| position > opinion.seen;
    if known
        .iter()
        .any(|(position, known, _)| is_new(*position) && *known == said)
    {
        return Ok(None);
    }
    posting.remark(&said).await?;
    Ok(Some(posting.commit().await?))
}

async fn meetings(office: &Office, year: FiscalYear) -> Result<Vec<HeldShown>, DeskError> {
    let mut shown: Vec<HeldShown> = Vec::new();
    for (position, meeting) in office.store.meetings(year).await? {
        let corrects = meeting.corrects;
        let held = held(meeting)?;
        let mut known = shown.iter_mut();
        // Before a record named the one that it corrects, it had its day and name.
        let is_of = |known: &&mut HeldShown| match corrects {
            Some(corrects) => known.position == corrects,
            None => (known.held.held_on, &known.held.title) == (held.held_on, &held.title),
        };
        match known.find(is_of) {
            Some(known) => {
                let before = std::mem::replace(&mut known.held, held);
                known.before.push((known.position, before));
                known.position = position;
            }
            None => shown.push(HeldShown {
                position,
                held,
                before: Vec::new(),
            }),
        }
    }
    Ok(shown)
}

fn held(meeting: Meeting) -> Result<Held, DeskError> {
    let unreadable = || {
        DeskError::Store(enishi_store::StoreError::Unreadable {
            what: "participants",
            value: meeting.participants.clone(),
        })
    };
    let counted: BTreeMap<String, u16> =
        serde_json::from_str(&meeting.participants).map_err(|_| unreadable())?;
    let mut participants = BTreeMap::new();
    for (code, n) in counted {
        let category = Participant::from_code(&code).ok_or_else(unreadable)?;
        participants.insert(category, n);
    }
    Ok(Held {
        held_on: meeting.held_on,
        title: meeting.title,
        participants,
        minutes: meeting.minutes,
    })
}

fn remarks(all: Vec<(Position, Remark, Timestamp)>) -> Vec<RemarkShown> {
    let mut shown: Vec<RemarkShown> = Vec::new();
    for (position, remark, at) in all {
        let answered = remark.answers.and_then(|asked| {
            let mut known = shown.iter_mut();
            known.find(|shown| shown.position == asked)
        });
        if let Some(answered) = answered {
            answered.answers.push((remark.text, at));
            continue;
        }
        let category = remark.category.as_deref();
        shown.push(RemarkShown {
            position,
            opinion: Opinion {
                programme: remark.programme,
                kpi: remark.kpi,
                category: category.and_then(Participant::from_code),
                text: remark.text,
                answers: remark.answers,
                seen: position,
            },
            at,
            answers: Vec::new(),
        });
    }
    shown
}

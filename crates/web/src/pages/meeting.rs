//! 「効果検証会議」 the panel's page: who sat there, what was said of each programme, and what the office
//! answers.

use std::collections::BTreeMap;
use std::num::ParseIntError;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::policy::{Action, Object};
use enishi_desk::review_sheet::{
    Held, HeldShown, LONGEST_TITLE, Opinion, RemarkShown, may_have_been_held, record_meeting,
    remark, show_review,
};
use enishi_desk::show_year::{ProgrammeShown, show_year};
use enishi_desk::write_assessment::{LONGEST_TEXT, whole_text};
use enishi_desk::{AccessError, DeskError, Language};
use enishi_domain::calendar::{FiscalYear, parse_day};
use enishi_domain::engagement::{DatePrecision, Position};
use enishi_domain::staff::Participant;
use enishi_domain::text::days::in_both_eras;
use enishi_domain::words::ClosedSet as _;

use super::give_back::give_back;
use super::login::see_other;
use super::programme::Card;
use super::submissions::moment;
use crate::components::{Badge, Field, TextArea};
use crate::frame::{Frame, Problem, YearChoice, page};
use crate::visit::{Fields, Staff};
use crate::wording::{self, label, meeting as words};

#[derive(Template)]
#[template(path = "pages/meeting.html")]
struct MeetingPage<'a> {
    frame: Frame,
    choice: YearChoice,
    meetings: Vec<MeetingShown>,
    parts: Vec<Part>,
    may_record: bool,
    /// The last remark or answer that is shown.
    last: i64,
    categories: Vec<(&'static str, &'static str)>,
    form: MeetingForm<'a>,
}

/// A meeting to be recorded, with what was typed and what is wrong with it.
struct MeetingForm<'a> {
    /// The record that is corrected; empty for a new one.
    corrects: &'a str,
    held_on: Field<'a>,
    title: Field<'a>,
    /// Code, word and number of each category.
    people: Vec<(&'static str, &'static str, &'a str)>,
    people_error: &'a str,
    minutes: TextArea<'a>,
}

/// What is wrong with what was typed; nothing where it is empty.
#[derive(Default)]
struct Faults {
    held_on: String,
    title: String,
    people: &'static str,
    minutes: String,
}

impl Faults {
    fn is_none(&self) -> bool {
        let texts = [&*self.held_on, &self.title, self.people, &self.minutes];
        texts.iter().all(|text| text.is_empty())
    }
}

struct MeetingShown {
    position: i64,
    day: String,
    title: String,
    participants: String,
    minutes: String,
    /// Day, name, participants and minutes before they were corrected.
    before: Vec<[String; 4]>,
}

struct Part {
    no: String,
    title: String,
    badge: Badge,
    cards: Vec<Card>,
    remarks: Vec<Said>,
    may_remark: bool,
    may_answer: bool,
    area: TextArea<'static>,
}

struct Said {
    position: i64,
    about: String,
    category: &'static str,
    text: String,
    at: String,
    answers: Vec<(String, String)>,
    area: TextArea<'static>,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let year = staff.visit.query.year()?;
    // To correct a record is to record it again, from what it says.
    let typed = match staff.visit.query.said("correct") {
        Some(number) => as_typed(&staff, year, &number).await?,
        None => Fields::default(),
    };
    let faults = Faults::default();
    let form = MeetingForm::of(&typed, &faults);
    shown(&staff, year, (StatusCode::OK, form)).await
}

/// A meeting of the list as it would be typed.
async fn as_typed(
    staff: &Staff,
    year: Option<FiscalYear>,
    number: &str,
) -> Result<Fields, Problem> {
    let review = show_review(&staff.counter, year).await?;
    let number = number.parse().map(Position);
    let mut meetings = review.meetings.iter();
    let known = meetings.find(|known| number.as_ref() == Ok(&known.position));
    let held = &known.ok_or_else(Problem::no_such_page)?.held;
    let day = held.held_on.to_string();
    let corrects = known.map_or_else(String::new, |known| known.position.0.to_string());
    let mut typed = Fields::of(&[
        ("corrects", &corrects),
        ("held_on", &day),
        ("title", &held.title),
        ("minutes", &held.minutes),
    ]);
    for (one, count) in &held.participants {
        typed.0.push((one.code().to_owned(), count.to_string()));
    }
    Ok(typed)
}

async fn shown(
    staff: &Staff,
    year: Option<FiscalYear>,
    (status, form): (StatusCode, MeetingForm<'_>),
) -> Result<Response, Problem> {
    let review = show_review(&staff.counter, year).await?;
    let shown = show_year(&staff.counter, Some(review.year)).await?;
    let part = |part: &ProgrammeShown| Part {
        no: part.no.clone(),
        title: wording::programme(&part.no, part.name.as_deref()),
        badge: Badge::of_stage(part.course.course.stage()),
        cards: part.kpis.iter().map(Card::of).collect(),
        remarks: review
            .remarks
            .iter()
            .filter(|remark| remark.opinion.programme == part.no)
            .map(said)
            .collect(),
        may_remark: review.may_remark.contains(&part.no),
        may_answer: review.may_answer.contains(&part.no),
        area: TextArea {
            id: format!("remark-{}", part.no),
            ..TextArea::named("text", label::REMARK)
        },
    };
    let categories = Participant::ALL.iter();
    let template = MeetingPage {
        frame: Frame::of(staff, wording::title::MEETING),
        parts: shown.programmes.iter().map(part).collect(),
        meetings: review.meetings.iter().map(meeting).collect(),
        may_record: review.may_record,
        last: review.last.0,
        categories: categories.map(|one| (one.code(), one.word())).collect(),
        form,
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    };
    Ok(page(status, &template))
}

impl<'a> MeetingForm<'a> {
    /// Whether it is this number of people that is wrong; all are where nobody came.
    fn is_wrong(&self, typed: &str) -> bool {
        !self.people_error.is_empty()
            && (self.people_error == words::NOBODY || people(typed).is_err())
    }

    fn of(typed: &'a Fields, faults: &'a Faults) -> Self {
        let categories = Participant::ALL.iter();
        Self {
            corrects: typed.get("corrects"),
            held_on: Field {
                help: label::HELD_ON_HELP,
                value: typed.get("held_on"),
                error: &faults.held_on,
                ..Field::text("held_on", label::HELD_ON)
            },
            title: Field {
                help: words::TITLE_HELP,
                value: typed.get("title"),
                error: &faults.title,
                ..Field::text("title", label::MEETING)
            },
            people: categories
                .map(|one| (one.code(), one.word(), typed.get(one.code())))
                .collect(),
            people_error: faults.people,
            minutes: TextArea {
                value: typed.get("minutes"),
                error: faults.minutes.clone(),
                ..TextArea::named("minutes", label::MINUTES)
            },
        }
    }
}

fn meeting(shown: &HeldShown) -> MeetingShown {
    let said = |held: &Held| {
        [
            in_both_eras(held.held_on, DatePrecision::Day),
            held.title.clone(),
            wording::participants(&held.participants),
            held.minutes.clone(),
        ]
    };
    let [day, title, participants, minutes] = said(&shown.held);
    MeetingShown {
        position: shown.position.0,
        day,
        title,
        participants,
        minutes,
        before: shown.before.iter().map(|(_, held)| said(held)).collect(),
    }
}

fn said(remark: &RemarkShown) -> Said {
    let opinion = &remark.opinion;
    let answers = remark.answers.iter();
    Said {
        position: remark.position.0,
        about: wording::about(&opinion.kpi),
        category: opinion.category.map_or("", |category| category.word()),
        text: opinion.text.clone(),
        at: moment(remark.at),
        answers: answers
            .map(|(text, at)| (text.clone(), moment(*at)))
            .collect(),
        area: TextArea {
            id: format!("answer-{}", remark.position.0),
            ..TextArea::named("text", label::ANSWER)
        },
    }
}

/// Keeps that a meeting was held, or gives back what was typed with what is wrong with it.
pub async fn record(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    let codes: Vec<&str> = Participant::ALL.iter().map(|one| one.code()).collect();
    let fixed = ["year", "corrects", "held_on", "title", "minutes"];
    form.only(&[fixed.as_slice(), codes.as_slice()].concat())?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let corrects = form.said("corrects").map(|text| text.parse().map(Position));
    let corrects = corrects.transpose().map_err(|_| Problem::bad_form())?;
    let mut faults = Faults::default();
    let mut typed = form.clone();
    let status = match read(&staff, year, &mut faults)? {
        Some(held) => {
            match record_meeting(&staff.counter, year, (&held, corrects)).await {
                Ok(recorded) => return Ok(back(year, recorded.is_some())),
                Err(error @ DeskError::Access(AccessError::Outdated)) => {
                    // Somebody else corrected the same record: theirs stands above what was typed,
                    // and is what is corrected by sending it again.
                    let corrects = in_its_place(&staff, year, corrects).await?;
                    typed.0.retain(|(name, _)| name != "corrects");
                    typed.0.push(("corrects".to_owned(), corrects));
                    faults.held_on = error.message(Language::Japanese);
                    StatusCode::CONFLICT
                }
                Err(error @ DeskError::Access(AccessError::MeetingTaken)) => {
                    faults.held_on = error.message(Language::Japanese);
                    StatusCode::CONFLICT
                }
                Err(error) => return Err(error.into()),
            }
        }
        None => {
            let who = staff.counter.principal();
            who.ask(Action::HoldMeeting, Object::Office)?;
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    let form = MeetingForm::of(&typed, &faults);
    shown(&staff, Some(year), (status, form)).await
}

/// The record that took the place of another one; nothing where there is none.
async fn in_its_place(
    staff: &Staff,
    year: FiscalYear,
    corrected: Option<Position>,
) -> Result<String, DeskError> {
    let review = show_review(&staff.counter, Some(year)).await?;
    let was = |known: &&HeldShown| {
        let mut before = known.before.iter();
        before.any(|(position, _)| Some(*position) == corrected)
    };
    let now = review.meetings.iter().find(was);
    Ok(now.map_or_else(String::new, |known| known.position.0.to_string()))
}

/// What was typed, or nothing and what is wrong with it.
fn read(staff: &Staff, year: FiscalYear, faults: &mut Faults) -> Result<Option<Held>, DeskError> {
    let form = &staff.visit.form;
    let held_on = parse_day(form.get("held_on"));
    match held_on {
        Err(_) => wording::imports::NO_DAY.clone_into(&mut faults.held_on),
        Ok(day) if may_have_been_held(&staff.counter, year, day)? => {}
        Ok(_) => faults.held_on = words::no_such_day(year),
    }
    let mut participants = BTreeMap::new();
    for one in Participant::ALL {
        match people(form.get(one.code())) {
            Ok(0) => {}
            Ok(count) => drop(participants.insert(*one, count)),
            Err(_) => faults.people = words::NO_NUMBER,
        }
    }
    if participants.is_empty() && faults.people.is_empty() {
        faults.people = words::NOBODY;
    }
    let (title, minutes) = (form.get("title").trim(), form.get("minutes"));
    if title.is_empty() {
        words::NO_TITLE.clone_into(&mut faults.title);
    }
    for (text, most, fault) in [
        (title, LONGEST_TITLE, &mut faults.title),
        (minutes, LONGEST_TEXT, &mut faults.minutes),
    ] {
        if let Err(error) = whole_text(text, most) {
            *fault = error.message(Language::Japanese);
        }
    }
    let held_on = held_on.ok().filter(|_| faults.is_none());
    Ok(held_on.map(|held_on| Held {
        held_on,
        title: title.to_owned(),
        participants,
        minutes: minutes.to_owned(),
    }))
}

/// How many came of a category; none where nothing was typed.
fn people(typed: &str) -> Result<u16, ParseIntError> {
    match enishi_domain::text::fold_ascii(typed.trim()).as_str() {
        "" => Ok(0),
        number => number.parse(),
    }
}

/// Back to the page, which says whether anything was kept.
fn back(year: FiscalYear, is_kept: bool) -> Response {
    let done = if is_kept { "saved" } else { "unchanged" };
    see_other(&format!("/meeting?year={}&done={done}", year.short()), None)
}

/// Keeps a remark or an answer.
pub async fn say(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&[
        "year",
        "programme",
        "kpi",
        "category",
        "text",
        "answers",
        "seen",
    ])?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let category = form.said("category");
    let category = category.map(|code| Participant::from_code(&code).ok_or_else(Problem::bad_form));
    let answers = form.said("answers");
    let answers = answers.map(|text| text.parse().map_err(|_| Problem::bad_form()));
    let opinion = Opinion {
        programme: form.get("programme").to_owned(),
        kpi: form.get("kpi").to_owned(),
        category: category.transpose()?,
        text: form.get("text").to_owned(),
        answers: answers.transpose()?.map(Position),
        seen: Position(
            form.said("seen")
                .map_or(Ok(0), |text| text.parse())
                .map_err(|_| Problem::bad_form())?,
        ),
    };
    match remark(&staff.counter, year, &opinion).await {
        Ok(recorded) => Ok(back(year, recorded.is_some())),
        Err(error) => {
            let text = TextArea {
                value: form.get("text"),
                ..TextArea::named("text", label::REMARK)
            };
            give_back(&staff, error, ("/meeting/remarks", vec![text]))
        }
    }
}

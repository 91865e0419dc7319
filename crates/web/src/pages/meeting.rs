//! 「効果検証会議」 the panel's page: who sat there, what was said of each programme, and what the office
//! answers.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use enishi_desk::review_sheet::{Held, Opinion, RemarkShown, record_meeting, remark, show_review};
use enishi_desk::show_year::{ProgrammeShown, show_year};
use enishi_domain::calendar::parse_day;
use enishi_domain::engagement::Position;
use enishi_domain::staff::Participant;
use enishi_domain::words::ClosedSet as _;

use super::give_back::give_back;
use super::login::see_other;
use super::programme::Card;
use super::submissions::moment;
use crate::components::{Badge, Field, TextArea};
use crate::frame::{Frame, Problem, YearChoice, ok};
use crate::visit::Staff;
use crate::wording::{self, label};

#[derive(Template)]
#[template(path = "pages/meeting.html")]
struct MeetingPage<'a> {
    frame: Frame,
    choice: YearChoice,
    meetings: Vec<MeetingShown>,
    parts: Vec<Part>,
    may_record: bool,
    categories: Vec<(&'static str, &'static str)>,
    held_on: Field<'a>,
    title: Field<'a>,
    minutes: TextArea<'a>,
}

struct MeetingShown {
    day: String,
    title: String,
    participants: String,
    minutes: String,
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
    Ok(ok(&MeetingPage {
        frame: Frame::of(&staff, wording::title::MEETING),
        parts: shown.programmes.iter().map(part).collect(),
        meetings: review.meetings.iter().map(meeting).collect(),
        may_record: review.may_record,
        categories: categories.map(|one| (one.code(), one.word())).collect(),
        held_on: Field {
            help: label::HELD_ON_HELP,
            ..Field::text("held_on", label::HELD_ON)
        },
        title: Field::text("title", label::MEETING),
        minutes: TextArea::named("minutes", label::MINUTES),
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    }))
}

fn meeting(held: &Held) -> MeetingShown {
    MeetingShown {
        day: held.held_on.to_string(),
        title: held.title.clone(),
        participants: wording::participants(&held.participants),
        minutes: held.minutes.clone(),
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

/// Keeps that a meeting was held.
pub async fn record(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    let codes: Vec<&str> = Participant::ALL.iter().map(|one| one.code()).collect();
    let fixed = ["year", "held_on", "title", "minutes"];
    form.only(&[fixed.as_slice(), codes.as_slice()].concat())?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let day = form.get("held_on");
    let mut participants = BTreeMap::new();
    for one in Participant::ALL {
        if let Some(count) = form.said(one.code()) {
            let count = enishi_domain::text::fold_ascii(&count);
            let count: u16 = count.parse().map_err(|_| Problem::bad_form())?;
            participants.insert(*one, count);
        }
    }
    participants.retain(|_, count| *count > 0);
    let held = Held {
        held_on: parse_day(day).map_err(|_| Problem::no_day(day))?,
        title: form.get("title").to_owned(),
        participants,
        minutes: form.get("minutes").to_owned(),
    };
    if let Err(error) = record_meeting(&staff.counter, year, &held).await {
        let minutes = TextArea {
            value: form.get("minutes"),
            ..TextArea::named("minutes", label::MINUTES)
        };
        return give_back(&staff, error, ("/meeting", vec![minutes]));
    }
    Ok(see_other(
        &format!("/meeting?year={}&done=saved", year.short()),
        None,
    ))
}

/// Keeps a remark or an answer.
pub async fn say(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["year", "programme", "kpi", "category", "text", "answers"])?;
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
    };
    if let Err(error) = remark(&staff.counter, year, &opinion).await {
        let text = TextArea {
            value: form.get("text"),
            ..TextArea::named("text", label::REMARK)
        };
        return give_back(&staff, error, ("/meeting/remarks", vec![text]));
    }
    Ok(see_other(
        &format!("/meeting?year={}&done=saved", year.short()),
        None,
    ))
}

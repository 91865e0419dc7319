//! 「実績の締め」 a checklist: for each programme and kind how many rows there are, what was recorded
//! last, and the button that makes a 0 of a blank. Reopening needs a reason.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::close_period::{Period, PeriodSeen, say_period};
use enishi_desk::policy::{Action, Object};
use enishi_desk::show_closings::{PeriodShown, ProgrammePeriods, show_closings};
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::words::ClosedSet as _;

use super::login::see_other;
use super::submissions::moment;
use crate::components::Badge;
use crate::frame::{Frame, Problem, YearChoice, page};
use crate::visit::Staff;
use crate::wording::{self, records};

#[derive(Template)]
#[template(path = "pages/closings.html")]
struct ClosingsPage<'a> {
    frame: Frame,
    choice: YearChoice,
    may_freeze: bool,
    is_over: bool,
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    no: String,
    title: String,
    departments: String,
    may_close: bool,
    open: usize,
    lines: Vec<Line<'a>>,
}

struct Line<'a> {
    id: String,
    kind: &'static str,
    code: &'static str,
    kpis: String,
    rows: i64,
    counted: String,
    /// What is said of rows that count in no year; empty where there are none.
    undated: String,
    /// The programme that the rows are limited to; empty where some belong to none.
    rows_of: String,
    last: String,
    badge: Badge,
    said: String,
    is_closed: bool,
    position: i64,
    typed: &'a str,
    /// Whether this is the line whose form was sent.
    is_asked: bool,
}

/// What a form wanted that is shown again with what was typed.
struct Wanted {
    period: Period,
    reason: String,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let frame = Frame::of(&staff, records::title::CLOSINGS);
    closings(&staff, StatusCode::OK, frame, None).await
}

/// Closes a period, or reopens it.
pub async fn say(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    let fields = [
        "year",
        "programme",
        "kind",
        "said",
        "rows",
        "wanted",
        "reason",
    ];
    form.only(&fields)?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let number = |name| form.get(name).parse().map_err(|_| Problem::bad_form());
    let period = Period {
        programme: form.get("programme").to_owned(),
        kind: Kind::from_code(form.get("kind")).ok_or_else(Problem::bad_form)?,
        year,
    };
    let seen = PeriodSeen {
        said: Position(number("said")?),
        rows: number("rows")?,
    };
    let typed = form.line("reason")?.unwrap_or_default();
    let reason = match form.get("wanted") {
        "close" => None,
        "reopen" => Some(typed.as_str()),
        _ => return Err(Problem::bad_form()),
    };
    let title = records::title::CLOSINGS;
    let wanted = Wanted {
        reason: typed.clone(),
        period,
    };
    if reason.is_some_and(|reason| reason.trim().is_empty()) {
        let frame = Frame::of(&staff, title).saying("error", records::REASON_NEEDED);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return closings(&staff, status, frame, Some(&wanted)).await;
    }
    let said = say_period(&staff.counter, &wanted.period, seen, reason).await?;
    if said.is_none() {
        let frame = Frame::of(&staff, title).saying("error", records::PERIOD_CHANGED);
        return closings(&staff, StatusCode::CONFLICT, frame, Some(&wanted)).await;
    }
    let done = if reason.is_some() {
        "reopened"
    } else {
        "closed"
    };
    let Period {
        programme, kind, ..
    } = &wanted.period;
    let place = format!("{programme}-{}", kind.code().replace('.', "-"));
    let year = year.short();
    Ok(see_other(
        &format!("/closings?year={year}&done={done}#{place}"),
        None,
    ))
}

async fn closings(
    staff: &Staff,
    status: StatusCode,
    frame: Frame,
    wanted: Option<&Wanted>,
) -> Result<Response, Problem> {
    let year = match wanted {
        Some(wanted) => Some(wanted.period.year),
        None => staff.visit.query.year()?,
    };
    let shown = show_closings(&staff.counter, year).await?;
    let parts = shown.programmes.iter();
    let template = ClosingsPage {
        frame,
        may_freeze: staff
            .counter
            .principal()
            .may(Action::Freeze, Object::Office),
        is_over: shown.is_over,
        parts: parts.map(|programme| part(programme, wanted)).collect(),
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    };
    Ok(page(status, &template))
}

fn part<'a>(programme: &ProgrammePeriods, wanted: Option<&'a Wanted>) -> Part<'a> {
    let periods = programme.periods.iter();
    let lines: Vec<Line<'_>> = periods
        .map(|period| line(&programme.no, period, wanted))
        .collect();
    Part {
        no: programme.no.clone(),
        title: wording::programme(&programme.no, programme.name.as_deref()),
        departments: programme.departments.join("、"),
        may_close: programme.may_close,
        // What no KPI counts holds nothing up.
        open: lines
            .iter()
            .filter(|line| !line.is_closed && !line.kpis.is_empty())
            .count(),
        lines,
    }
}

fn line<'a>(programme: &str, period: &PeriodShown, wanted: Option<&'a Wanted>) -> Line<'a> {
    let code = period.kind.code();
    let is_wanted = |wanted: &&Wanted| {
        wanted.period.programme == programme && wanted.period.kind == period.kind
    };
    let typed = wanted.filter(is_wanted);
    let said = period.said.as_ref();
    let is_closed = said.is_some_and(|(closing, _)| closing.is_closed);
    let last = period.last.as_ref();
    Line {
        id: format!("{programme}-{}", code.replace('.', "-")),
        kind: period.kind.word(),
        code,
        kpis: period.kpis.iter().map(|no| no.circled()).collect(),
        rows: period.seen.rows,
        counted: records::rows_by(period.seen.rows, period.basis),
        undated: match period.undated {
            ..=0 => String::new(),
            rows => records::undated(rows, period.basis),
        },
        rows_of: if period.has_unassigned {
            String::new()
        } else {
            programme.to_owned()
        },
        last: last.map_or_else(String::new, |(at, file)| {
            records::recorded(&moment(*at), file.as_deref())
        }),
        badge: Badge::of_period(period.seen.rows, is_closed),
        said: said.map_or_else(String::new, |(closing, by)| {
            let reason = closing.reason.as_deref().unwrap_or_default();
            let text = format!("{} {} {reason}", moment(by.at), records::by(by));
            text.trim_end().to_owned()
        }),
        is_closed,
        position: period.seen.said.0,
        typed: typed.map_or("", |wanted| wanted.reason.as_str()),
        is_asked: typed.is_some(),
    }
}

//! Which periods are closed, and closing and opening them again.

use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::close_period::{Period, PeriodSeen, say_period};
use enishi_desk::show_closings::{PeriodShown, show_closings};
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::words::ClosedSet as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::{Asked, answer, fiscal_year};
use super::refusal::{Code, Refusal};

/// The periods of a year.
#[derive(Serialize, JsonSchema)]
pub struct Closings {
    /// The western year in which the fiscal year begins.
    year: i16,
    /// In the order of the sheet.
    periods: Vec<ClosingOf>,
}

/// A kind of a programme.
#[derive(Serialize, JsonSchema)]
pub struct ClosingOf {
    /// The programme's number.
    programme: String,
    /// `event.attend` …
    kind: String,
    /// The numbers of the KPIs that count it.
    kpis: Vec<String>,
    /// Whether somebody said that it is complete.
    is_closed: bool,
    /// Why it was opened again.
    reason: Option<String>,
    /// Where it was said last; 0 where it never was.
    said: i64,
    /// How many rows are there.
    rows: i64,
}

/// That a period is complete, or not.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosing {
    /// The programme's number.
    programme: String,
    /// `event.attend` …
    #[schemars(schema_with = "super::description::kinds")]
    kind: String,
    /// The western year in which the fiscal year begins.
    #[schemars(range(min = 1950, max = 2150))]
    year: i16,
    /// As it was seen.
    said: i64,
    /// As it was seen.
    rows: i64,
    /// Why it is opened again; null closes it.
    #[schemars(length(min = 1, max = 400))]
    reopen_reason: Option<String>,
}

/// Where it stands in the ledger.
#[derive(Serialize, JsonSchema)]
pub struct Said {
    /// What `said` is from now on.
    said: i64,
}

/// The periods.
pub async fn closings(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&["year"])?;
    let shown = show_closings(&asked.counter, asked.year()?).await?;
    let periods = shown.programmes.iter().flat_map(|programme| {
        let of = |period: &PeriodShown| period_of(&programme.no, period);
        programme.periods.iter().map(of).collect::<Vec<_>>()
    });
    let told = Closings {
        year: shown.year.western(),
        periods: periods.collect(),
    };
    answer(StatusCode::OK, &told)
}

/// Closes or reopens one.
pub async fn say(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let new: NewClosing = asked.body()?;
    let bad = || Refusal::new(Code::BadBody);
    let reason = new.reopen_reason.as_deref();
    if reason.is_some_and(|reason| reason.chars().count() > 400 || reason.is_empty()) {
        return Err(bad());
    }
    let period = Period {
        programme: new.programme,
        kind: Kind::from_code(&new.kind).ok_or_else(bad)?,
        year: fiscal_year(new.year).ok_or_else(bad)?,
    };
    let seen = PeriodSeen {
        said: Position(new.said),
        rows: new.rows,
    };
    let said = say_period(&asked.counter, &period, seen, reason).await?;
    let said = said.ok_or_else(|| Refusal::new(Code::Conflict))?;
    answer(StatusCode::OK, &Said { said: said.0 })
}

fn period_of(programme: &str, shown: &PeriodShown) -> ClosingOf {
    let said = shown.said.as_ref().map(|(closing, _)| closing);
    ClosingOf {
        programme: programme.to_owned(),
        kind: shown.kind.code().to_owned(),
        kpis: shown.kpis.iter().map(ToString::to_string).collect(),
        is_closed: said.is_some_and(|closing| closing.is_closed),
        reason: said.and_then(|closing| closing.reason.clone()),
        said: shown.seen.said.0,
        rows: shown.seen.rows,
    }
}

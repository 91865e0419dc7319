//! Which periods are closed, published statistics, and how far imports are.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::close_period::{Period, PeriodSeen, say_period};
use enishi_desk::show_closings::{PeriodShown, show_closings};
use enishi_desk::show_imports::{ImportShown, show_imports};
use enishi_desk::show_series::{SeriesShown, show_series};
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

/// All series.
#[derive(Serialize, JsonSchema)]
pub struct SeriesList {
    /// Another definition is another series.
    series: Vec<Series>,
}

/// A series under one definition.
#[derive(Serialize, JsonSchema)]
pub struct Series {
    /// Its name.
    id: String,
    /// The definition's name.
    definition: String,
    /// 系列名
    label: String,
    /// 単位
    unit: String,
    /// 公表元
    publisher: String,
    /// Those that hold, by 内訳 and year.
    values: Vec<Value>,
}

/// A published value.
#[derive(Serialize, JsonSchema)]
pub struct Value {
    /// 内訳
    part: Option<String>,
    /// The western year.
    year: i16,
    /// In the series' unit, as an exact decimal.
    value: String,
    /// `preliminary`, `final` …
    release: String,
    /// 公表日
    published_on: Option<String>,
}

/// The latest imports.
#[derive(Serialize, JsonSchema)]
pub struct Imports {
    /// The latest first.
    imports: Vec<Import>,
}

/// An import.
#[derive(Serialize, JsonSchema)]
pub struct Import {
    /// `B12`
    id: String,
    /// What its source is called.
    source: String,
    /// When it was recorded, in UTC.
    at: String,
    /// By whom.
    by: String,
    /// `committed` or `undone`
    state: String,
    /// How many rows of each verdict: `new`, `unchanged` …
    counts: BTreeMap<String, u64>,
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

/// The series.
pub async fn series(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let shown = show_series(&asked.counter).await?;
    let series = shown.iter().map(one).collect();
    answer(StatusCode::OK, &SeriesList { series })
}

/// The imports.
pub async fn imports(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let shown = show_imports(&asked.counter).await?;
    let imports = shown.iter().map(import).collect();
    answer(StatusCode::OK, &Imports { imports })
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

fn one(shown: &SeriesShown) -> Series {
    let series = &shown.series;
    let observed = shown.lines.iter().flat_map(|line| &line.values);
    let values = observed.map(|observed| Value {
        part: observed.now.part.clone(),
        year: observed.now.period.western(),
        value: observed.now.value.to_string(),
        release: observed.now.release.code().to_owned(),
        published_on: observed.now.published_on.map(|day| day.to_string()),
    });
    Series {
        id: series.id.clone(),
        definition: series.definition.clone(),
        label: series.label.clone(),
        unit: series.unit.to_string(),
        publisher: series.publisher.clone(),
        values: values.collect(),
    }
}

fn import(shown: &ImportShown) -> Import {
    let counts = shown.counts.iter();
    let counts = counts.map(|(verdict, count)| (verdict.code().to_owned(), *count));
    Import {
        id: shown.batch.to_string(),
        source: shown.source.clone(),
        at: shown.at.to_string(),
        by: shown.by.clone(),
        state: shown.state.code().to_owned(),
        counts: counts.collect(),
    }
}

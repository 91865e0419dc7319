//! Published statistics: the series under each of their definitions, all that was ever observed of
//! them, and values more. They are read as a table that is pasted on the screen is: all or none.

use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::observe_series::{NewValue, Observing, Preview, last_seen, record_values};
use enishi_desk::show_series::{Observed as Held, SeriesShown, show_series};
use enishi_domain::Decimal;
use enishi_domain::engagement::Position;
use enishi_domain::statistics::{Observation, Release};
use enishi_domain::words::ClosedSet as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::{Asked, answer, fiscal_year};
use super::refusal::{Code, FieldFault, Refusal};

/// The most values that are taken at once.
const MOST: usize = 1000;

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

/// What was observed.
#[derive(Serialize, JsonSchema)]
pub struct Observations {
    /// Up to where anything was observed: what `seen` of new values has to say.
    seen: i64,
    /// By series, 内訳 and year, the latest revision first.
    observations: Vec<ObservationOf>,
}

/// An observation.
#[derive(Serialize, JsonSchema)]
pub struct ObservationOf {
    /// The name of the series.
    series: String,
    /// The name of the definition.
    definition: String,
    #[serde(flatten)]
    value: Value,
    /// 出典
    document: Option<String>,
    /// Whether it is the last word on its year.
    holds: bool,
}

/// Values more.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObservations {
    /// What `/observations` said as `seen`.
    seen: i64,
    /// All of them are recorded, or none.
    #[schemars(length(min = 1, max = 1000))]
    observations: Vec<NewObservation>,
}

/// A value.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObservation {
    /// The name of the series.
    series: String,
    /// The name of the definition.
    definition: String,
    /// 内訳
    #[serde(default)]
    part: Option<String>,
    /// The western year in which the fiscal year begins.
    #[schemars(range(min = 1950, max = 2150))]
    year: i16,
    /// In the series' unit, as an exact decimal.
    #[schemars(regex(pattern = "^-?[0-9]{1,15}([.][0-9]{1,9})?$"))]
    value: String,
    /// 速報, 確報, 改定
    #[schemars(schema_with = "super::description::releases")]
    release: String,
    /// 公表日
    #[serde(default)]
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    published_on: Option<String>,
    /// 出典
    #[serde(default)]
    #[schemars(length(max = 400))]
    document: Option<String>,
}

/// What was recorded.
#[derive(Serialize, JsonSchema)]
pub struct Recorded {
    /// How many; what held already is left alone.
    recorded: usize,
}

/// The series.
pub async fn series(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let shown = show_series(&asked.counter).await?;
    let series = shown.iter().map(one).collect();
    answer(StatusCode::OK, &SeriesList { series })
}

/// What was observed of one series or all.
pub async fn list(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&["series"])?;
    let named = asked.text("series")?;
    // What is recorded between the two is seen, but not said to be.
    let seen = last_seen(&asked.counter).await?;
    let shown = show_series(&asked.counter).await?;
    let of = shown.iter().filter(|shown| {
        let is_named = |id: &String| *id == shown.series.id;
        named.as_ref().is_none_or(is_named)
    });
    let observations = of.flat_map(|shown| {
        let values = shown.lines.iter().flat_map(|line| &line.values);
        values.flat_map(told)
    });
    let told = Observations {
        seen: seen.0,
        observations: observations.collect(),
    };
    answer(StatusCode::OK, &told)
}

/// Records values.
pub async fn observe(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let new: NewObservations = asked.body()?;
    if new.observations.is_empty() || new.observations.len() > MOST {
        return Err(Refusal::new(Code::BadBody));
    }
    let values = new.observations.into_iter().map(value);
    let values: Vec<NewValue> = values.collect::<Result<_, Refusal>>()?;
    match record_values(&asked.counter, &values, Position(new.seen)).await? {
        Observing::Kept(recorded) => answer(StatusCode::OK, &Recorded { recorded }),
        Observing::Refused(shown) => Err(refused(&shown)),
    }
}

/// Either a row cannot be, or somebody else observed something meanwhile.
fn refused(shown: &Preview) -> Refusal {
    if shown.errors.is_empty() {
        return Refusal::new(Code::Conflict);
    }
    let errors = shown.errors.iter().map(|(row, message)| FieldFault {
        // The first value stands below the headings.
        field: format!("observations[{}]", row.saturating_sub(2)),
        message: message.clone(),
    });
    Refusal {
        errors: errors.collect(),
        ..Refusal::new(Code::Invalid)
    }
}

fn value(new: NewObservation) -> Result<NewValue, Refusal> {
    let bad = || Refusal::new(Code::BadBody);
    let texts = [Some(&new.series), Some(&new.definition)];
    let texts = texts
        .into_iter()
        .chain([new.part.as_ref(), new.document.as_ref()]);
    let is_odd = |text: &String| text.chars().count() > 400 || text.chars().any(char::is_control);
    if texts.flatten().any(is_odd) {
        return Err(bad());
    }
    let published_on = new.published_on.map(|day| day.parse()).transpose();
    Ok(NewValue {
        year: fiscal_year(new.year).ok_or_else(bad)?,
        value: Decimal::from_str_exact(&new.value).map_err(|_| bad())?,
        release: Release::from_code(&new.release).ok_or_else(bad)?,
        published_on: published_on.map_err(|_| bad())?,
        series: new.series,
        definition: new.definition,
        part: new.part,
        document: new.document,
    })
}

fn told(held: &Held) -> Vec<ObservationOf> {
    let of = |(observation, holds): (&Observation, bool)| ObservationOf {
        series: observation.series.clone(),
        definition: observation.definition.clone(),
        value: published(observation),
        document: observation.document.clone(),
        holds,
    };
    let before = held.before.iter().map(|before| (before, false));
    [(&held.now, true)]
        .into_iter()
        .chain(before)
        .map(of)
        .collect()
}

fn one(shown: &SeriesShown) -> Series {
    let series = &shown.series;
    let observed = shown.lines.iter().flat_map(|line| &line.values);
    let values = observed.map(|observed| published(&observed.now));
    Series {
        id: series.id.clone(),
        definition: series.definition.clone(),
        label: series.label.clone(),
        unit: series.unit.to_string(),
        publisher: series.publisher.clone(),
        values: values.collect(),
    }
}

fn published(observation: &Observation) -> Value {
    Value {
        part: observation.part.clone(),
        year: observation.period.western(),
        value: observation.value.to_string(),
        release: observation.release.code().to_owned(),
        published_on: observation.published_on.map(|day| day.to_string()),
    }
}

//! As whom a token comes in, and what a year says: programmes, KPIs, verdicts, measurements.

use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::measure_year::show_measurements;
use enishi_desk::record_engagement::last_entry;
use enishi_desk::show_year::{KpiShown, ProgrammeShown, latest, show_year};
use enishi_domain::words::ClosedSet as _;
use schemars::JsonSchema;
use serde::Serialize;

use super::asked::{Asked, answer};
use super::refusal::Refusal;

/// Who.
#[derive(Serialize, JsonSchema)]
pub struct Account {
    /// What they are called.
    name: String,
    /// The duties that count for a program.
    duties: Vec<HeldDuty>,
    /// What was typed or recorded last: what `after` of the next record has to say.
    last_engagement: Option<String>,
}

/// A duty.
#[derive(Serialize, JsonSchema)]
pub struct HeldDuty {
    /// `entry`, `planning` …
    duty: String,
    /// 課; none for a duty of the whole office.
    department: Option<String>,
}

/// The programmes of a year.
#[derive(Serialize, JsonSchema)]
pub struct Programmes {
    /// The western year in which the fiscal year begins.
    year: i16,
    /// In the order of the sheet.
    programmes: Vec<Programme>,
}

/// A programme in a year.
#[derive(Serialize, JsonSchema)]
pub struct Programme {
    /// Its number.
    no: String,
    /// 事業名
    name: Option<String>,
    /// 担当課
    departments: Vec<String>,
    /// 決算額, as the city writes it.
    cost: Option<String>,
    /// How far its part of the sheet is: `drafting`, `approved` …
    stage: String,
    /// Its KPIs.
    kpis: Vec<Kpi>,
}

/// A KPI in a year.
#[derive(Serialize, JsonSchema)]
pub struct Kpi {
    /// Its number in the programme.
    no: String,
    /// 指標
    name: String,
    /// 目標, as the city writes it.
    target: Option<String>,
    /// 実績, as it is printed; `-` where there is none.
    actual: String,
    /// ○, × or -
    mark: String,
    /// Why there is no verdict, in words.
    reason: Option<String>,
    /// `unmeasured`, `provisional`, `ready`, `frozen` or `published`
    status: String,
    /// How it is measured, in a sentence.
    definition: String,
}

/// As whom one is in.
pub async fn account(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let who = asked.counter.principal();
    let counting = who.duties.iter();
    let counting = counting.filter(|held| who.is_confirmed || !held.duty.needs_second_factor());
    let duties = counting.map(|held| HeldDuty {
        duty: held.duty.code().to_owned(),
        department: held.department.clone(),
    });
    let last = last_entry(&asked.counter).await?;
    answer(
        StatusCode::OK,
        &Account {
            name: who.name.clone(),
            duties: duties.collect(),
            last_engagement: last.map(|id| id.to_string()),
        },
    )
}

/// The programmes.
pub async fn programmes(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&["year"])?;
    let shown = show_year(&asked.counter, asked.year()?).await?;
    answer(
        StatusCode::OK,
        &Programmes {
            year: shown.year.western(),
            programmes: shown.programmes.iter().map(programme).collect(),
        },
    )
}

/// The figures of a year, as they are published.
pub async fn measurements(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&["year"])?;
    let year = asked.year()?.unwrap_or_else(|| latest(&asked.counter));
    answer(
        StatusCode::OK,
        &show_measurements(&asked.counter, year).await?,
    )
}

fn programme(shown: &ProgrammeShown) -> Programme {
    Programme {
        no: shown.no.clone(),
        name: shown.name.clone(),
        departments: shown.departments.clone(),
        cost: shown.cost.clone(),
        stage: shown.course.course.stage().code().to_owned(),
        kpis: shown.kpis.iter().map(kpi).collect(),
    }
}

fn kpi(shown: &KpiShown) -> Kpi {
    Kpi {
        no: shown.no.to_string(),
        name: shown.name.clone(),
        target: shown.target.clone(),
        actual: shown.actual.clone(),
        mark: shown.mark().to_owned(),
        reason: shown.reason().map(str::to_owned),
        status: shown.measured.measurement.status.code().to_owned(),
        definition: shown.measured.definition.clone(),
    }
}

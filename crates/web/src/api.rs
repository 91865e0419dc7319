//! 「API」 `/api/v1`, for programs that work as somebody of the office. Nothing of it knows a cookie,
//! and no page knows a token. What can be asked for stands once, in [`api`]: the routes and the
//! OpenAPI document are made of the same lines, so that they cannot say different things.

mod asked;
pub mod description;
mod engagements;
mod imports;
mod observations;
mod once;
mod openapi;
mod periods;
mod refusal;
mod refused;
mod years;

use axum::Router;
use axum::http::{Method, StatusCode};

use crate::site::Site;
use description::{Operation, Parameter};
use openapi::Api;

pub use refusal::{Code, Refusal};

/// Below which address everything is.
pub const ROOT: &str = "/api/v1";

/// Where registers are taken.
pub const REGISTERS: &str = "/api/v1/imports";

/// The routes.
pub fn router() -> Router<Site> {
    api().router()
}

/// The OpenAPI document.
#[must_use]
pub fn document() -> String {
    api().document()
}

fn api() -> Api {
    imports(series(periods(records(years_of(Api::new())))))
}

fn periods(api: Api) -> Api {
    api.add(
        &Operation::new(Method::GET, "/closings", "listClosings")
            .told("Which periods are closed, and what was seen of each")
            .asking(&[Parameter::YEAR])
            .giving::<periods::Closings>(),
        periods::closings,
    )
    .write(
        &Operation::new(Method::POST, "/closings", "sayClosing")
            .told("Close a period, or reopen it with a reason, where it still is as it was seen")
            .taking::<periods::NewClosing>()
            .giving::<periods::Said>(),
        periods::say,
    )
}

fn series(api: Api) -> Api {
    api.add(
        &Operation::new(Method::GET, "/series", "listSeries")
            .told("Published statistics, each under each of its definitions")
            .giving::<observations::SeriesList>(),
        observations::series,
    )
    .add(
        &Operation::new(Method::GET, "/observations", "listObservations")
            .told("All that was published of the series, also what was revised since")
            .asking(&[Parameter::SERIES])
            .giving::<observations::Observations>(),
        observations::list,
    )
    .write(
        &Operation::new(Method::POST, "/observations", "recordObservations")
            .told("Record published values, where nobody recorded any since they were seen")
            .taking::<observations::NewObservations>()
            .giving::<observations::Recorded>(),
        observations::observe,
    )
}

fn imports(api: Api) -> Api {
    api.add(
        &Operation::new(Method::GET, "/imports", "listImports")
            .told("The latest imports, and one's own files on their way into the ledger")
            .giving::<imports::Imports>(),
        imports::list,
    )
    .take(
        &Operation::new(Method::POST, "/imports", "importRegister")
            .told("Hand a register over; nothing is written unless dry_run is false")
            .asking(&imports::parameters::PARAMETERS)
            .taking_file()
            .answering(StatusCode::ACCEPTED)
            .giving::<imports::Begun>(),
        imports::receive,
    )
    .add(
        &Operation::new(Method::GET, "/imports/{id}", "showImport")
            .told("How far a file is, and what came of it")
            .asking(&[Parameter::FILE])
            .giving::<imports::ImportFile>(),
        imports::show,
    )
    .add(
        &Operation::new(Method::GET, "/imports/{id}/errors", "showImportErrors")
            .told("The rows that are amiss, as a workbook to be mended and sent again")
            .asking(&[Parameter::FILE])
            .giving_file(imports::WORKBOOK),
        imports::errors,
    )
    .write(
        &Operation::new(Method::POST, "/imports/{id}/commit", "commitImport")
            .told("Write what the dry run showed")
            .asking(&[Parameter::FILE])
            .answering(StatusCode::ACCEPTED)
            .giving::<imports::Begun>(),
        imports::commit,
    )
    .write(
        &Operation::new(Method::POST, "/imports/{id}/cancel", "cancelImport")
            .told("Stop what goes on, or give the file up")
            .asking(&[Parameter::FILE])
            .giving::<imports::Cancelled>(),
        imports::cancel,
    )
}

fn years_of(api: Api) -> Api {
    api.add(
        &Operation::new(Method::GET, "/account", "showAccount")
            .told("As whom the token comes in, and what was recorded last with it")
            .giving::<years::Account>(),
        years::account,
    )
    .add(
        &Operation::new(Method::GET, "/programmes", "listProgrammes")
            .told("The programmes of a year with their KPIs and verdicts")
            .asking(&[Parameter::YEAR])
            .giving::<years::Programmes>(),
        years::programmes,
    )
    .add(
        &Operation::new(Method::GET, "/measurements", "listMeasurements")
            .told("What the ledger says of every KPI of a year, as enishi.measure/1")
            .asking(&[Parameter::YEAR])
            .giving_published("MeasuredYear", openapi::MEASURED_YEAR),
        years::measurements,
    )
}

fn records(api: Api) -> Api {
    api.add(
        &Operation::new(Method::GET, "/engagements", "listEngagements")
            .told("A page of the ledger, the latest first; who it is of by number only")
            .asking(&[
                Parameter::YEAR,
                Parameter::PROGRAMME,
                Parameter::KIND,
                Parameter::CURSOR,
            ])
            .giving::<engagements::Page>(),
        engagements::list,
    )
    .write(
        &Operation::new(Method::POST, "/engagements", "recordEngagement")
            .told("Record one engagement; sent twice, it is recorded once")
            .taking::<engagements::NewEngagement>()
            .answering(StatusCode::CREATED)
            .giving::<engagements::Recorded>(),
        engagements::record,
    )
    .add(
        &Operation::new(Method::GET, "/engagements/{id}", "showEngagement")
            .told("One engagement with all its revisions")
            .asking(&[Parameter::ID])
            .giving::<engagements::History>(),
        engagements::show,
    )
    .write(
        &Operation::new(
            Method::POST,
            "/engagements/{id}/corrections",
            "correctEngagement",
        )
        .told("Say an engagement anew, where still stands what was seen")
        .asking(&[Parameter::ID])
        .taking::<engagements::Correction>()
        .giving::<engagements::Corrected>(),
        engagements::correct,
    )
    .write(
        &Operation::new(Method::POST, "/engagements/{id}/void", "voidEngagement")
            .told("Take an engagement back, where still stands what was seen")
            .asking(&[Parameter::ID])
            .taking::<engagements::Void>()
            .giving::<engagements::Corrected>(),
        engagements::void,
    )
}

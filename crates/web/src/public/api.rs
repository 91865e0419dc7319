//! 「公開API」 the document of what a program reads of a public site, and how it is told that there
//! is nothing. What is answered are files of the folder; nothing is asked for but a path.

use axum::http::{Method, StatusCode};
use enishi_publish::{EDITION_SCHEMA, site_api};
use serde_json::json;

use crate::api::description::{Document, Operation, Parameter, YEARS};

/// Below which address everything is.
pub(super) const ROOT: &str = "/api/v1/";

/// Where the document is.
pub(super) const DOCUMENT: &str = "/api/v1/openapi.json";

const YEAR: Parameter = Parameter {
    name: "year",
    place: "path",
    is_required: true,
    told: "The western year in which the fiscal year begins, as the list of years has it.",
    schema: || json!({"type": "integer", "minimum": YEARS.start(), "maximum": YEARS.end()}),
};

const KPI: Parameter = Parameter {
    name: "kpi",
    place: "path",
    is_required: true,
    told: "Programme and KPI, as the list of years has it: `1-2`.",
    schema: || json!({"type": "string", "pattern": "^[0-9]+(-[0-9]+)+$"}),
};

/// The OpenAPI document of a public site.
#[must_use]
pub fn document() -> String {
    let mut document = Document::new();
    for operation in operations() {
        document.add(&operation, &[StatusCode::NOT_FOUND]);
    }
    document.finish("What a city published of its years, for everybody.", None)
}

fn operations() -> [Operation; 4] {
    [
        Operation::new(Method::GET, "/years.json", "listPublishedYears")
            .told("The published years, and which KPIs each has")
            .giving::<site_api::PublishedYears>(),
        Operation::new(Method::GET, "/years/{year}.json", "showEdition")
            .told("A year as it was published, as enishi.edition/1")
            .asking(&[YEAR])
            .giving_published("Edition", EDITION_SCHEMA),
        Operation::new(Method::GET, "/kpis/{kpi}.json", "showKpi")
            .told("A KPI in all published years")
            .asking(&[KPI])
            .giving::<site_api::KpiOverYears>(),
        Operation::new(Method::GET, "/files.json", "listFiles")
            .told("The files to work with, and by what to tell that they came unchanged")
            .giving::<site_api::PublishedFiles>(),
    ]
}

//! 「部品の見本」 every component with its named examples, for whoever adds a page.

use askama::Template;
use axum::response::Response;
use enishi_domain::measurement::FigureStatus;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Stage;

use crate::components::{Badge, Field, Mark, TextArea};
use crate::frame::{Frame, ok};
use crate::visit::Visit;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/styleguide.html")]
struct StyleguidePage<'a> {
    frame: Frame,
    marks: Vec<Mark>,
    stages: Vec<Badge>,
    figures: Vec<Badge>,
    fields: Vec<(&'static str, Field<'a>)>,
    area: TextArea<'a>,
}

/// Shows it.
pub async fn show(visit: Visit) -> Response {
    let field = |help, value, error| Field {
        help,
        value,
        error,
        ..Field::text("example", wording::label::DECISION)
    };
    ok(&StyleguidePage {
        frame: Frame::plain(&visit, wording::title::STYLEGUIDE),
        marks: ["○", "×", "-"].map(Mark::of).into_iter().collect(),
        stages: Stage::ALL
            .iter()
            .map(|stage| Badge::of_stage(*stage))
            .collect(),
        figures: FigureStatus::ALL
            .iter()
            .map(|status| Badge::of_figure(*status))
            .collect(),
        fields: vec![
            ("field-plain", field("", "", "")),
            ("field-help", field(wording::label::DECISION_HELP, "", "")),
            ("field-error", field("", "12", wording::LOGIN_NEEDED)),
        ],
        area: TextArea {
            help: wording::label::CAUSE_HELP,
            ..TextArea::named("example-area", wording::label::CAUSE)
        },
    })
}

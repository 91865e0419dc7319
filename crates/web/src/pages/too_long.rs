//! What was typed is longer than what is kept: it comes back whole, to be shortened.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::{AccessError, DeskError, Language};

use crate::components::TextArea;
use crate::frame::{Frame, Problem, page};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/too_long.html")]
struct TooLongPage<'a> {
    frame: Frame,
    message: String,
    address: &'a str,
    fixed: Vec<(&'a str, &'a str)>,
    areas: &'a [TextArea<'a>],
}

/// Answers a text that is too long with the form as it was sent, and whatever else is amiss with
/// its own page.
pub fn too_long(
    staff: &Staff,
    error: DeskError,
    (address, areas): (&str, Vec<TextArea<'_>>),
) -> Result<Response, Problem> {
    if !matches!(error, DeskError::Access(AccessError::TextTooLong { .. })) {
        return Err(error.into());
    }
    let typed: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
    let template = TooLongPage {
        frame: Frame::of(staff, wording::TOO_LONG),
        message: error.message(Language::Japanese),
        address,
        fixed: staff.visit.form.besides(&typed).collect(),
        areas: &areas,
    };
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template))
}

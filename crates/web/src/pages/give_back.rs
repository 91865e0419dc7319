//! What was typed is longer than what is kept, or came too late: it comes back whole.

use askama::Template;
use axum::response::Response;
use enishi_desk::{AccessError, DeskError, Language};

use crate::components::TextArea;
use crate::frame::{Frame, Problem, page};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/give_back.html")]
struct GivenBack<'a> {
    frame: Frame,
    message: String,
    address: &'a str,
    fixed: Vec<(&'a str, &'a str)>,
    areas: &'a [TextArea<'a>],
}

/// Answers a text that is too long, or that came too late, with the form as it was sent, and
/// whatever else is amiss with its own page.
pub fn give_back(
    staff: &Staff,
    error: DeskError,
    (address, areas): (&str, Vec<TextArea<'_>>),
) -> Result<Response, Problem> {
    let is_late = staff
        .counter
        .is_late(&error, staff.visit.form.get("programme"));
    let is_long = matches!(error, DeskError::Access(AccessError::TextTooLong { .. }));
    if !is_late && !is_long {
        return Err(error.into());
    }
    let (status, title) = wording::status(&error);
    let message = if is_late {
        wording::sheet::TOO_LATE.to_owned()
    } else {
        error.message(Language::Japanese)
    };
    let typed: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
    let template = GivenBack {
        frame: Frame::of(staff, title),
        message,
        address,
        fixed: staff.visit.form.besides(&typed).collect(),
        areas: &areas,
    };
    Ok(page(status, &template))
}

//! 「実績の確定」 each figure of a year as it is now, and the button that keeps those that are complete.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::Language;
use enishi_desk::show_freezing::{FigureToFreeze, freeze_seen, show_freezing};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::measurement::FigureStatus;

use super::login::see_other;
use crate::components::{Badge, Field};
use crate::frame::{Frame, Problem, YearChoice, page};
use crate::visit::Staff;
use crate::wording::{self, records};

#[derive(Template)]
#[template(path = "pages/freezing.html")]
struct FreezingTemplate<'a> {
    frame: Frame,
    choice: YearChoice,
    is_over: bool,
    lines: Vec<Line<'a>>,
    /// How many would be kept.
    ready: usize,
    /// How many may still change.
    open: usize,
    /// How many were kept before.
    kept: usize,
    seen: &'a str,
    seen_again: &'a str,
    reason: Field<'a>,
}

struct Line<'a> {
    /// Programme and KPI, as addresses have them.
    path: String,
    id: String,
    name: &'a str,
    now: String,
    badge: Badge,
    frozen: &'a str,
    next: &'static str,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let year = staff.visit.query.year()?;
    let frame = Frame::of(&staff, records::title::FREEZING);
    freezing(&staff, year, (StatusCode::OK, frame)).await
}

/// Keeps what was looked at.
pub async fn freeze(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["year", "seen", "reason"])?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let has_reason = form.0.iter().any(|(name, _)| name == "reason");
    let again = if has_reason {
        Some(form.line("reason")?.unwrap_or_default())
    } else {
        None
    };
    let error = match freeze_seen(&staff.counter, year, form.get("seen"), again).await {
        Ok(frozen) => {
            let done = if frozen.kept == 0 {
                "unchanged"
            } else {
                "frozen"
            };
            let address = format!("/closings/figures?year={}&done={done}", year.short());
            return Ok(see_other(&address, None));
        }
        Err(error) => error,
    };
    let (status, _) = wording::status(&error);
    if status != StatusCode::CONFLICT && status != StatusCode::UNPROCESSABLE_ENTITY {
        return Err(error.into());
    }
    let frame = Frame::of(&staff, records::title::FREEZING);
    let frame = frame.saying("error", error.message(Language::Japanese));
    freezing(&staff, Some(year), (status, frame)).await
}

async fn freezing(
    staff: &Staff,
    year: Option<FiscalYear>,
    (status, frame): (StatusCode, Frame),
) -> Result<Response, Problem> {
    let shown = show_freezing(&staff.counter, year).await?;
    let of = |is: fn(&FigureToFreeze) -> bool| shown.figures.iter().filter(|one| is(one)).count();
    let template = FreezingTemplate {
        frame,
        is_over: shown.is_over,
        lines: shown
            .figures
            .iter()
            .map(|figure| line(shown.is_over, figure))
            .collect(),
        ready: of(|one| one.is_next),
        open: of(|one| one.frozen.is_none() && !one.is_next),
        kept: of(|one| one.frozen.is_some()),
        seen: &shown.seen,
        seen_again: &shown.seen_again,
        reason: Field {
            help: records::AGAIN_HELP,
            value: staff.visit.form.get("reason"),
            ..Field::text("reason", records::AGAIN)
        },
        choice: YearChoice {
            now: shown.year,
            all: shown.years.clone(),
        },
    };
    Ok(page(status, &template))
}

fn line(is_over: bool, figure: &FigureToFreeze) -> Line<'_> {
    let has_value = figure.status != FigureStatus::Unmeasured;
    let stands = (figure.is_next, figure.frozen.is_some(), has_value);
    Line {
        path: format!("{}/kpis/{}", figure.programme, figure.no),
        id: format!("{}-{}", figure.programme, figure.no.circled()),
        name: &figure.name,
        now: records::of_an_earlier_year(&figure.now, figure.of),
        badge: Badge::of_figure(figure.status),
        frozen: figure.frozen.as_deref().unwrap_or_default(),
        next: records::freezing(is_over, stands),
    }
}

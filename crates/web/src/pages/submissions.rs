//! 「提出状況」 every programme and KPI at once: how far it is, and who touched it last.

use askama::Template;
use axum::response::Response;
use enishi_desk::policy::{Action, Object};
use enishi_desk::show_year::{KpiShown, ProgrammeShown, show_year};
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::components::{Badge, Mark};
use crate::frame::{Frame, Problem, YearChoice, ok};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/submissions.html")]
struct SubmissionsPage {
    frame: Frame,
    choice: YearChoice,
    rows: Vec<Row>,
    reminder: String,
}

struct Row {
    no: String,
    title: String,
    departments: String,
    badge: Badge,
    last: String,
    cells: Vec<Cell>,
}

struct Cell {
    no: String,
    path: String,
    mark: Mark,
    figure: Badge,
    is_written: bool,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let who = staff.counter.principal();
    who.ask(Action::SeeSubmissions, Object::Office)?;
    let shown = show_year(&staff.counter, staff.visit.query.year()?).await?;
    let open = shown
        .programmes
        .iter()
        .filter(|part| part.course.course.stage().is_open());
    let open: Vec<String> = open.map(wording::reminded).collect();
    Ok(ok(&SubmissionsPage {
        frame: Frame::of(&staff, wording::title::SUBMISSIONS),
        rows: shown.programmes.iter().map(row).collect(),
        reminder: wording::reminder(shown.year, &open),
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    }))
}

fn row(part: &ProgrammeShown) -> Row {
    let last = part.course.last.as_ref();
    let cell = |kpi: &KpiShown| Cell {
        no: kpi.no.circled(),
        path: kpi.no.to_string(),
        mark: Mark::of(kpi.mark()),
        figure: Badge::of_figure(kpi.measured.measurement.status),
        is_written: kpi.revision > 0,
    };
    Row {
        no: part.no.clone(),
        title: wording::programme(&part.no, part.name.as_deref()),
        departments: part.departments.join("、"),
        badge: Badge::of_stage(part.course.course.stage()),
        last: last.map_or_else(String::new, |by| format!("{} {}", by.name, moment(by.at))),
        cells: part.kpis.iter().map(cell).collect(),
    }
}

/// Day and minute in Japan.
pub fn moment(at: Timestamp) -> String {
    let local = Offset::constant(9).to_datetime(at);
    local.strftime("%Y-%m-%d %H:%M").to_string()
}

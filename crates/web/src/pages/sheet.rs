//! 「評価シート」 the sheet of a year as it is printed.

use askama::Template;
use axum::response::Response;
use enishi_desk::Statement;
use enishi_desk::show_year::{ProgrammeShown, show_year};
use enishi_domain::engagement::DatePrecision;
use enishi_domain::text::days::in_its_era;

use super::programme::Card;
use crate::components::Badge;
use crate::frame::{Frame, Problem, YearChoice, ok};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/sheet.html")]
struct SheetPage {
    frame: Frame,
    town: String,
    day: String,
    position: String,
    choice: YearChoice,
    parts: Vec<Part>,
}

struct Part {
    no: String,
    title: String,
    overview: String,
    departments: String,
    cost: String,
    badge: Badge,
    cards: Vec<Card>,
    remarks: Vec<(String, String)>,
}

/// Shows the sheet.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let shown = show_year(&staff.counter, staff.visit.query.year()?).await?;
    let (day, position) = shown.stands;
    Ok(ok(&SheetPage {
        town: staff.counter.municipality().to_owned(),
        day: in_its_era(day, DatePrecision::Day),
        position: wording::number(position.0),
        frame: Frame::of(&staff, wording::title::SHEET),
        parts: shown.programmes.iter().map(printed).collect(),
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    }))
}

fn printed(part: &ProgrammeShown) -> Part {
    let whole = part.course.statement("");
    let mut remarks = vec![(String::new(), joined(&whole))];
    let of_kpis = part.kpis.iter();
    remarks.extend(of_kpis.map(|kpi| (kpi.no.circled(), joined(&kpi.statement))));
    remarks.retain(|(_, text)| !text.is_empty());
    Part {
        no: part.no.clone(),
        title: wording::programme(&part.no, part.name.as_deref()),
        overview: part.overview.clone().unwrap_or_default(),
        departments: part.departments.join("、"),
        cost: part.cost.clone().unwrap_or_else(|| "-".to_owned()),
        badge: Badge::of_stage(part.course.course.stage()),
        cards: part.kpis.iter().map(Card::of).collect(),
        remarks,
    }
}

fn joined(statement: &Statement) -> String {
    use wording::label;
    let texts = [
        (label::CAUSE, &statement.cause),
        (label::IMPROVEMENT, &statement.improvement),
        (label::OUTLOOK, &statement.outlook),
    ];
    let said = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let said = said.map(|(label, text)| format!("{label}: {text}"));
    said.collect::<Vec<_>>().join("\n")
}

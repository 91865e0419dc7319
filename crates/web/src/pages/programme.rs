//! 「事業」 one programme: what it is, what it cost, and its KPIs as cards.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use enishi_desk::show_year::{KpiShown, ProgrammeShown, YearShown, show_year};

use crate::components::{Badge, Mark};
use crate::frame::{Frame, Problem, YearChoice, ok};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/programme.html")]
struct ProgrammePage {
    frame: Frame,
    choice: YearChoice,
    part: ProgrammeShown,
    badge: Badge,
    cards: Vec<Card>,
}

/// A KPI at a glance.
pub struct Card {
    /// ①
    pub no: String,
    /// Its number in an address.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The target; `-` where there is none.
    pub target: String,
    /// The actual.
    pub actual: String,
    /// ○ × -
    pub mark: Mark,
    /// Why there is no verdict.
    pub reason: Option<&'static str>,
    /// 延べ and 実.
    pub counted: String,
    /// How far the figure is.
    pub status: Badge,
    /// How many rows or documents it rests on.
    pub evidence: i64,
}

impl Card {
    /// Of a KPI.
    pub fn of(kpi: &KpiShown) -> Self {
        Self {
            no: kpi.no.circled(),
            path: kpi.no.to_string(),
            name: kpi.name.clone(),
            target: kpi.target.clone().unwrap_or_else(|| "-".to_owned()),
            actual: kpi.actual.clone(),
            mark: Mark::of(kpi.mark()),
            reason: kpi.reason(),
            counted: wording::rows_and_distinct(
                &kpi.measured.metric.formula,
                &kpi.measured.measurement,
            ),
            status: Badge::of_figure(kpi.measured.measurement.status),
            evidence: kpi.measured.measurement.evidence,
        }
    }
}

/// Shows it.
pub async fn show(staff: Staff, Path(no): Path<String>) -> Result<Response, Problem> {
    let shown = show_year(&staff.counter, staff.visit.query.year()?).await?;
    let (choice, part) = part(shown, &no)?;
    let title = wording::programme(&part.no, part.name.as_deref());
    Ok(ok(&ProgrammePage {
        frame: Frame::of(&staff, &title),
        choice,
        badge: Badge::of_stage(part.course.course.stage()),
        cards: part.kpis.iter().map(Card::of).collect(),
        part,
    }))
}

/// One programme out of a year.
pub fn part(shown: YearShown, no: &str) -> Result<(YearChoice, ProgrammeShown), Problem> {
    let mut parts = shown.programmes.into_iter();
    let part = parts.find(|part| part.no == no);
    let choice = YearChoice {
        now: shown.year,
        all: shown.years,
    };
    Ok((choice, part.ok_or_else(Problem::no_such_page)?))
}

//! 「ホーム」 what there is to do today: what was returned, what is not written, what waits for one.

use askama::Template;
use axum::response::Response;
use enishi_desk::policy::Action;
use enishi_desk::show_year::{ProgrammeShown, YearShown, show_year};
use enishi_domain::workflow::Stage;

use crate::components::Badge;
use crate::frame::{Frame, Problem, YearChoice, offers, ok};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    frame: Frame,
    choice: Option<YearChoice>,
    tasks: Vec<Task>,
    counts: Vec<(&'static str, usize)>,
}

struct Task {
    title: String,
    address: String,
    badge: Badge,
    next: &'static str,
    reason: Option<String>,
    missing: usize,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let frame = Frame::of(&staff, wording::title::HOME);
    if !staff.counter.principal().may_somewhere(Action::SeeYear) {
        return Ok(ok(&HomePage {
            frame,
            choice: None,
            tasks: Vec::new(),
            counts: Vec::new(),
        }));
    }
    let shown = show_year(&staff.counter, staff.visit.query.year()?).await?;
    let mine = shown.programmes.iter().filter(|part| waits_for_me(part));
    Ok(ok(&HomePage {
        tasks: mine.map(|part| task(part, &shown)).collect(),
        counts: counts(&shown),
        choice: Some(YearChoice {
            now: shown.year,
            all: shown.years,
        }),
        frame,
    }))
}

fn waits_for_me(part: &ProgrammeShown) -> bool {
    let stage = part.course.course.stage();
    let to_write = stage != Stage::InReview && offers(part, Action::Submit)
        || stage == Stage::NotStarted && offers(part, Action::Write);
    let to_decide = [
        Action::Return,
        Action::Approve,
        Action::Discuss,
        Action::Publish,
    ];
    to_write || to_decide.iter().any(|action| offers(part, *action))
}

fn task(part: &ProgrammeShown, shown: &YearShown) -> Task {
    let stage = part.course.course.stage();
    let missing = part
        .kpis
        .iter()
        .filter(|kpi| kpi.mark() == "×" && kpi.revision == 0);
    Task {
        title: wording::programme(&part.no, part.name.as_deref()),
        address: format!("/sheet/{}?year={}", part.no, shown.year.short()),
        badge: Badge::of_stage(stage),
        next: wording::what_is_next(stage),
        reason: part.course.course.reason().map(str::to_owned),
        missing: missing.count(),
    }
}

fn counts(shown: &YearShown) -> Vec<(&'static str, usize)> {
    let kpis = || shown.programmes.iter().flat_map(|part| &part.kpis);
    let marks = ["○", "×", "-"];
    let counted = marks.map(|mark| (mark, kpis().filter(|kpi| kpi.mark() == mark).count()));
    counted.to_vec()
}

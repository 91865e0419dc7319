//! 「ホーム」 what there is to do today: what was returned, what is not written, what waits for one.

use askama::Template;
use axum::response::Response;
use enishi_desk::deposits::Handed;
use enishi_desk::policy::Action;
use enishi_desk::reception::Counter;
use enishi_desk::show_last_year::{LastYear, show_last_year};
use enishi_desk::show_today::{
    DeadlineShown, Elsewhere, deadlines, opens_with, show_elsewhere, show_today, waits,
};
use enishi_desk::show_year::{ProgrammeShown, YearShown, show_year};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::DatePrecision;
use enishi_domain::text::days::in_both_eras;

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
    elsewhere: Vec<Task>,
    waiting: Vec<(String, String)>,
    /// What, when, how many days are left, and how many programmes are not that far.
    deadlines: Vec<(String, String, String, usize)>,
    last_year: Option<LastYearShown>,
    counts: Vec<(&'static str, usize)>,
    /// Whether the one who looks has any duty at all.
    has_duty: bool,
}

struct LastYearShown {
    year: String,
    day: String,
    was_there: bool,
    /// Address, what it is called and was, now and then.
    kpis: Vec<(String, String, Option<String>, String, String)>,
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
    let has_duty = !staff.counter.principal().duties.is_empty();
    if !staff.counter.principal().may_somewhere(Action::SeeYear) {
        return Ok(ok(&HomePage {
            frame,
            choice: None,
            tasks: Vec::new(),
            elsewhere: Vec::new(),
            waiting: Vec::new(),
            deadlines: Vec::new(),
            last_year: None,
            counts: Vec::new(),
            has_duty,
        }));
    }
    let asked = staff.visit.query.year()?;
    let year = match asked {
        Some(year) => Some(year),
        None => opens_with(&staff.counter).await?,
    };
    let shown = show_year(&staff.counter, year).await?;
    let mut waiting: Vec<(String, String)> = show_today(&staff.counter, &shown)
        .await?
        .iter()
        .map(|one| wording::home::waiting(one, shown.year))
        .collect();
    waiting.extend(files(&staff)?);
    let mine = shown.programmes.iter();
    let mine = mine.filter(|part| waits_for(&staff.counter, shown.year, part));
    let due = deadlines(&staff.counter, &shown);
    let others = show_elsewhere(&staff.counter, &shown).await?;
    let last_year = show_last_year(&staff.counter, &shown).await?;
    Ok(ok(&HomePage {
        deadlines: due.iter().map(deadline).collect(),
        last_year: last_year.map(|last| last_year_shown(last, &shown)),
        tasks: mine.map(|part| task(part, &shown)).collect(),
        elsewhere: others.iter().map(elsewhere).collect(),
        waiting,
        counts: counts(&shown),
        has_duty,
        choice: Some(YearChoice {
            now: shown.year,
            all: shown.years,
        }),
        frame,
    }))
}

fn deadline(due: &DeadlineShown) -> (String, String, String, usize) {
    let day = in_both_eras(due.day, DatePrecision::Day);
    let left = wording::home::days_left(due.days_left);
    (due.label.clone(), day, left, due.pending)
}

fn last_year_shown(last: LastYear, shown: &YearShown) -> LastYearShown {
    let year = shown.year.short();
    let kpis = last.kpis.into_iter().map(|kpi| {
        let (programme, no) = (&kpi.programme, kpi.kpi);
        let path = format!("/programmes/{programme}/kpis/{no}?year={year}");
        let name = format!("{programme}-{} {}", no.circled(), kpi.name);
        (path, name, kpi.former_name, kpi.now, kpi.then)
    });
    LastYearShown {
        year: last.year.to_string(),
        day: in_both_eras(last.day, DatePrecision::Day),
        was_there: last.was_there,
        kpis: kpis.collect(),
    }
}

/// The files that the one who looks handed over and did not bring to an end.
fn files(staff: &Staff) -> Result<Option<(String, String)>, Problem> {
    if !staff.counter.principal().may_somewhere(Action::Import) {
        return Ok(None);
    }
    let tray = staff.visit.site.workshop.tray();
    let mut files = tray.of(&staff.counter, Handed::Register)?;
    files.retain(|file| file.committed.is_none());
    let failed = files.iter().filter(|file| file.failed.is_some()).count();
    let told = wording::imports::files_on_the_way(files.len(), failed);
    Ok(told.map(|text| ("/imports".to_owned(), text)))
}

fn waits_for(counter: &Counter, year: FiscalYear, part: &ProgrammeShown) -> bool {
    let to_reopen = part.has_changed_since_approval() && offers(part, Action::Reopen);
    to_reopen || waits(counter, year, (&part.no, part.course.course.stage()))
}

fn elsewhere(part: &Elsewhere) -> Task {
    let title = wording::programme(&part.programme, part.name.as_deref());
    Task {
        title: format!("{} {title}", part.year),
        address: format!("/sheet/{}?year={}", part.programme, part.year.short()),
        badge: Badge::of_stage(part.course.stage()),
        next: wording::what_is_next(part.course.stage()),
        reason: part.course.reason().map(str::to_owned),
        missing: 0,
    }
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
        next: match part.has_changed_since_approval() {
            true => wording::CHANGED_SINCE_APPROVAL,
            false => wording::what_is_next(stage),
        },
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

//! 「年度切替」 a year beside the one before: what is new in it, as a page and as a workbook, and the
//! button that opens the next one.

use askama::Template;
use axum::response::Response;
use enishi_desk::changed_ja;
use enishi_desk::compare_years::{Compared, Side, compare_years, comparison_xlsx};
use enishi_desk::open_year::{Opening, open_year};

use super::login::see_other;
use crate::frame::{Frame, Problem, YearChoice, ok, workbook};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/years.html")]
struct YearsPage {
    frame: Frame,
    choice: YearChoice,
    before: String,
    after: String,
    /// The year that may be opened now, in short and in words.
    next: Option<(String, String)>,
    lines: Vec<Line>,
    changed: usize,
    untargeted: usize,
}

struct Line {
    id: String,
    is_programme: bool,
    /// The earlier year and the later.
    halves: [Option<Half>; 2],
    changes: String,
    improvement: String,
}

struct Half {
    name: String,
    departments: String,
    target: Option<String>,
    definition: String,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let compared = compare_years(&staff.counter, staff.visit.query.year()?).await?;
    let kpis = compared.lines.iter().filter(|line| line.kpi.is_some());
    let sides = kpis.filter_map(|line| line.after.as_ref());
    let untargeted = sides.filter(|side| side.target.is_none());
    Ok(ok(&YearsPage {
        frame: Frame::of(&staff, wording::title::YEARS),
        before: compared.before.to_string(),
        after: compared.after.to_string(),
        next: compared.next.map(|year| (year.short(), year.to_string())),
        lines: compared.lines.iter().map(line).collect(),
        changed: compared
            .lines
            .iter()
            .filter(|line| !line.changes.is_empty())
            .count(),
        untargeted: untargeted.count(),
        choice: YearChoice {
            now: compared.after,
            all: compared.years,
        },
    }))
}

/// Sends it as a workbook.
pub async fn comparison(staff: Staff) -> Result<Response, Problem> {
    let compared = compare_years(&staff.counter, staff.visit.query.year()?).await?;
    let name = wording::comparison_name(compared.before, compared.after);
    workbook(comparison_xlsx(&compared)?, &name)
}

/// Opens a year.
pub async fn open(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["year"])?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let done = match open_year(&staff.counter, year).await? {
        Opening::Opened(_) => "opened",
        Opening::WasOpen => "unchanged",
    };
    let year = year.short();
    Ok(see_other(&format!("/years?year={year}&done={done}"), None))
}

fn line(compared: &Compared) -> Line {
    let changes: Vec<&str> = compared.changes.iter().map(|c| changed_ja(*c)).collect();
    Line {
        id: match compared.kpi {
            Some(no) => format!("{}-{}", compared.programme, no.circled()),
            None => wording::programme(&compared.programme, None),
        },
        is_programme: compared.kpi.is_none(),
        halves: [&compared.before, &compared.after].map(|side| side.as_ref().map(half)),
        changes: changes.join("、"),
        improvement: compared.improvement.clone(),
    }
}

fn half(side: &Side) -> Half {
    Half {
        name: side.name.clone(),
        departments: side.departments.join("、"),
        target: side.target.clone(),
        definition: side.definition.clone(),
    }
}

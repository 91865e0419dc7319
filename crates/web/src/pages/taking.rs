//! 「シートの取込み」 what a checked sheet states beside what is defined for its year, and the button
//! that takes what was chosen into the definitions.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::deposits::Handed;
use enishi_desk::take_in_sheet::{
    Difference, Proposal, StatedProgramme, TakenIn, propose, take_in,
};
use enishi_desk::{DepositError, DeskError};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;

use super::login::see_other;
use crate::frame::{Frame, Problem, YearChoice, ok, page};
use crate::visit::{Fields, Staff};
use crate::wording::definitions as words;

#[derive(Template)]
#[template(path = "pages/taking.html")]
struct TakingPage {
    frame: Frame,
    choice: YearChoice,
    id: String,
    mark: i64,
    files: String,
    lines: Vec<Line>,
    same: usize,
    left_out: Vec<String>,
    /// Whether the sheet or somebody says of which year it is; without, nothing can be chosen.
    is_of_a_year: bool,
}

struct Line {
    key: String,
    about: String,
    what: &'static str,
    before: Option<String>,
    after: String,
}

/// Shows what would be taken.
pub async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let (programmes, year) = stated(&staff, &id, &staff.visit.query)?;
    let proposal = propose(&staff.counter, &programmes, year).await?;
    let mut template = taking(Frame::of(&staff, words::TAKING), id, proposal);
    template.is_of_a_year = year.is_some();
    Ok(ok(&template))
}

/// Takes what was chosen.
pub async fn take(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    let (programmes, year) = stated(&staff, &id, form)?;
    let year = year.ok_or_else(Problem::bad_form)?;
    let mark = form.get("mark").parse().map_err(|_| Problem::bad_form())?;
    let named = form.0.iter().map(|(name, _)| name.as_str());
    let chosen = named.clone().filter_map(|name| name.strip_prefix("take:"));
    let chosen: BTreeSet<String> = chosen.map(str::to_owned).collect();
    let boxes: Vec<String> = chosen.iter().map(|key| format!("take:{key}")).collect();
    let mut names: Vec<&str> = boxes.iter().map(String::as_str).collect();
    names.extend(["year", "mark"]);
    form.only(&names)?;
    let at = (year, Position(mark));
    let done = match take_in(&staff.counter, &programmes, at, &chosen).await? {
        TakenIn::Taken(_) => "taken",
        TakenIn::Nothing => "nothing",
        TakenIn::Conflict => {
            let proposal = propose(&staff.counter, &programmes, Some(year)).await?;
            let frame = Frame::of(&staff, words::TAKING).saying("error", words::CONFLICT);
            return Ok(page(StatusCode::CONFLICT, &taking(frame, id, proposal)));
        }
    };
    let year = year.short();
    let path = format!("/checks/{id}/definitions?year={year}&done={done}");
    Ok(see_other(&path, None))
}

/// What the sheet states, and the year that is asked for: another than the sheet's where somebody
/// chose one.
fn stated(
    staff: &Staff,
    id: &str,
    fields: &Fields,
) -> Result<(Vec<StatedProgramme>, Option<FiscalYear>), Problem> {
    let tray = staff.visit.site.workshop.tray();
    let deposit = tray.deposit(&staff.counter, Handed::Sheet, id)?;
    let not_now = || Problem::from(DeskError::from(DepositError::NotNow));
    let checked = deposit.checked.ok_or_else(not_now)?;
    let programmes = checked.programmes.ok_or_else(not_now)?;
    let of_sheet = checked.year.and_then(|year| year.parse().ok());
    Ok((programmes, fields.year()?.or(of_sheet)))
}

fn taking(frame: Frame, id: String, proposal: Proposal) -> TakingPage {
    let since = proposal.since.map(|year| year.to_string());
    TakingPage {
        frame,
        id,
        mark: proposal.mark.0,
        files: words::changed_files(since.as_deref()),
        lines: proposal.differences.iter().map(line).collect(),
        same: proposal.same,
        left_out: proposal.left_out.iter().map(words::left_out).collect(),
        is_of_a_year: true,
        choice: YearChoice {
            now: proposal.year,
            all: proposal.years,
        },
    }
}

fn line(difference: &Difference) -> Line {
    Line {
        key: difference.key(),
        about: match difference.kpi {
            Some(kpi) => format!("{}-{}", difference.programme, kpi.circled()),
            None => crate::wording::programme(&difference.programme, None),
        },
        what: words::what(difference.what),
        before: difference.before.clone(),
        after: difference.after.clone(),
    }
}

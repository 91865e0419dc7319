//! 「点検」 a sheet that somebody published is handed over, and shown with what is amiss in it. It
//! never comes near the ledger.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use enishi_desk::DeskError;
use enishi_desk::check_deposit::SheetChecked;
use enishi_desk::deposits::{Deposit, Handed};
use enishi_desk::policy::{Action, Object};
use enishi_desk::work_on_deposit::{Task, order};

use super::login::see_other;
use crate::frame::{Frame, Problem, ok, page};
use crate::uploads::Upload;
use crate::visit::Staff;
use crate::wording::imports as words;

#[derive(Template)]
#[template(path = "pages/checks.html")]
struct ChecksPage {
    frame: Frame,
    /// Number and name of each.
    deposits: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/check.html")]
struct CheckPage {
    frame: Frame,
    id: String,
    name: String,
    is_running: bool,
    why: String,
    checked: Option<SheetChecked>,
    may_take: bool,
}

/// Shows one's own sheets, and where they are handed over.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    let tray = staff.visit.site.workshop.tray();
    let deposits = tray.of(&staff.counter, Handed::Sheet)?;
    let named = deposits.into_iter().map(|known| (known.id, known.name));
    Ok(ok(&ChecksPage {
        frame: Frame::of(&staff, words::title::CHECKS),
        deposits: named.collect(),
    }))
}

/// Takes a sheet and begins to check it.
pub async fn receive(staff: Staff, upload: Option<Extension<Upload>>) -> Result<Response, Problem> {
    let Extension(upload) = upload.ok_or_else(Problem::bad_form)?;
    let site = &staff.visit.site;
    let (workshop, counter) = (&site.workshop, &staff.counter);
    let tray = workshop.tray();
    tray.sweep(site.now()).map_err(DeskError::from)?;
    let mut incoming = upload.take()?;
    let receiving = incoming.receive(|name| tray.begin(counter, Handed::Sheet, name, ""));
    let deposit = receiving.await?.finish().map_err(DeskError::from)?;
    let id = deposit.id.clone();
    let order = order(counter, tray, &deposit, Task::Check).await?;
    workshop.begin(deposit, order).map_err(DeskError::from)?;
    Ok(see_other(&format!("/checks/{id}"), None))
}

/// Shows what was found in a sheet.
pub async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    find(&staff, &id)?;
    let is_running = staff.visit.site.workshop.job(&id).is_some();
    // It may have ended between the two.
    let deposit = find(&staff, &id)?;
    let (status, why) = match (&deposit.failed, deposit.asked) {
        (Some((_, fault)), _) => (words::status_of_fault(fault), words::fault(fault)),
        (None, Some(task)) if !is_running => (StatusCode::OK, words::interrupted(task)),
        (None, _) => (StatusCode::OK, String::new()),
    };
    let frame = Frame::of(&staff, words::title::CHECKS);
    let template = CheckPage {
        frame: if why.is_empty() {
            frame
        } else {
            frame.saying("error", why.clone())
        },
        id,
        name: deposit.name,
        is_running,
        why,
        may_take: is_taken_by(&staff, deposit.checked.as_ref()),
        checked: deposit.checked,
    };
    let mut response = page(status, &template);
    if is_running {
        let name = HeaderName::from_static("refresh");
        let again = HeaderValue::from_static(super::deposit::AGAIN);
        response.headers_mut().insert(name, again);
    }
    Ok(response)
}

/// Whether the one who looks may take what a sheet states into the definitions.
fn is_taken_by(staff: &Staff, checked: Option<&SheetChecked>) -> bool {
    let may = staff
        .counter
        .principal()
        .may(Action::Define, Object::Office);
    may && checked.is_some_and(|checked| checked.programmes.is_some())
}

/// Stops the check.
pub async fn stop(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    find(&staff, &id)?;
    staff.visit.site.workshop.stop(&id);
    Ok(see_other(&format!("/checks/{id}"), None))
}

/// Forgets the sheet.
pub async fn discard(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    let deposit = find(&staff, &id)?;
    staff.visit.site.workshop.discard(&deposit)?;
    Ok(see_other("/checks?done=discarded", None))
}

fn find(staff: &Staff, id: &str) -> Result<Deposit, Problem> {
    let tray = staff.visit.site.workshop.tray();
    Ok(tray.deposit(&staff.counter, Handed::Sheet, id)?)
}

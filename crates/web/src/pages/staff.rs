//! 「権限」 accounts and their duties. A link by which a password is set is shown once, on the page
//! that answers the form, and never again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::DeskError;
use enishi_desk::manage_staff::{Listed, NewStaff};
use enishi_desk::show_staff::{StaffOrder, manage, show_staff};
use enishi_domain::staff::{AccountState, Assignment, Duty};
use enishi_domain::words::ClosedSet as _;

use super::login::see_other;
use crate::frame::{Frame, Problem, page};
use crate::visit::{Fields, Staff};
use crate::wording::upkeep;

#[derive(Template)]
#[template(path = "pages/staff.html")]
struct StaffTemplate {
    frame: Frame,
    accounts: Vec<AccountLine>,
    duties: Vec<(&'static str, &'static str)>,
    departments: Vec<String>,
    link: Option<String>,
    /// What was chosen under 割り当てる and refused: login, duty and department.
    chosen: [String; 3],
}

impl StaffTemplate {
    fn is_chosen(&self, nth: usize, value: impl AsRef<str>) -> bool {
        self.chosen[nth] == value.as_ref()
    }
}

struct AccountLine {
    login: String,
    name: String,
    state: &'static str,
    is_active: bool,
    has_password: bool,
    is_own: bool,
    held: Vec<Held>,
    past: Vec<String>,
}

struct Held {
    duty: &'static str,
    word: &'static str,
    department: String,
    since: String,
    may_end: bool,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let frame = Frame::of(&staff, upkeep::title::STAFF);
    accounts(&staff, StatusCode::OK, frame, None).await
}

/// Does what a form asks for.
pub async fn order(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["wanted", "login", "name", "duty", "department"])?;
    let (order, done) = read(form)?;
    let title = upkeep::title::STAFF;
    match manage(&staff.counter, &order).await {
        Ok(None) => Ok(see_other(&format!("/staff?done={done}"), None)),
        Ok(Some(secret)) => {
            let told = upkeep::link_made(form.get("login"));
            let frame = Frame::of(&staff, title).saying("warning", told);
            let link = format!("/password/{secret}");
            accounts(&staff, StatusCode::OK, frame, Some(link)).await
        }
        // What was typed wrong is told above the page; who may not come here gets none.
        Err(error @ (DeskError::Access(_) | DeskError::Store(_))) => {
            let (status, _) = crate::wording::status(&error);
            if status == StatusCode::FORBIDDEN || status.is_server_error() {
                return Err(error.into());
            }
            let told = error.message(enishi_desk::Language::Japanese);
            let frame = Frame::of(&staff, title).saying("error", told);
            accounts(&staff, status, frame, None).await
        }
        Err(error) => Err(error.into()),
    }
}

fn read(form: &Fields) -> Result<(StaffOrder, &'static str), Problem> {
    let login = form.line("login")?.unwrap_or_default();
    let duty = || {
        let known = Duty::from_code(form.get("duty"));
        known.ok_or_else(Problem::bad_form)
    };
    Ok(match form.get("wanted") {
        "add" => {
            let name = form.line("name")?.unwrap_or_default();
            (StaffOrder::Add(NewStaff { login, name }), "")
        }
        "assign" => {
            let department = form.line("department")?;
            (StaffOrder::Assign(login, duty()?, department), "assigned")
        }
        "end" => {
            let department = form.line("department")?;
            (StaffOrder::End(login, duty()?, department), "duty-ended")
        }
        "reset" => (StaffOrder::Reset(login), ""),
        "suspend" => (StaffOrder::Suspend(login), "suspended"),
        _ => return Err(Problem::bad_form()),
    })
}

async fn accounts(
    staff: &Staff,
    status: StatusCode,
    frame: Frame,
    link: Option<String>,
) -> Result<Response, Problem> {
    let shown = show_staff(&staff.counter).await?;
    let lines = shown.accounts.iter();
    let lines = lines.map(|account| line(account, account.login == shown.own_login));
    Ok(page(
        status,
        &StaffTemplate {
            frame,
            accounts: lines.collect(),
            duties: Duty::ALL
                .iter()
                .map(|duty| (duty.code(), duty.word()))
                .collect(),
            departments: shown.departments,
            link,
            chosen: ["login", "duty", "department"]
                .map(|name| staff.visit.form.get(name).to_owned()),
        },
    ))
}

fn line(account: &Listed, is_own: bool) -> AccountLine {
    let (held, past): (Vec<&Assignment>, Vec<&Assignment>) = account
        .duties
        .iter()
        .partition(|assignment| assignment.until.is_none());
    AccountLine {
        login: account.login.clone(),
        name: account.name.clone(),
        state: account.state.word(),
        is_active: account.state == AccountState::Active,
        has_password: account.has_password,
        is_own,
        held: held
            .into_iter()
            .map(|held| Held {
                duty: held.duty.code(),
                word: held.duty.word(),
                department: held.department.clone().unwrap_or_default(),
                since: held.from.to_string(),
                may_end: !(is_own && held.duty == Duty::Administration),
            })
            .collect(),
        past: past.into_iter().map(upkeep::past_duty).collect(),
    }
}

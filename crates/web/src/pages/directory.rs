//! 「庁内認証」 the way to the city's directory and back. A form of ours begins it, as every form does;
//! what is believed of the answer is in `directory`.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use enishi_desk::DeskError;
use enishi_desk::directory_login::{Admission, DirectoryFault, Vouched};

use super::login::{Carried, see_other};
use crate::directory::{Brought, Cause, Directory};
use crate::frame::{Frame, Problem, ok};
use crate::visit::Visit;
use crate::watch::Because;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/directory.html")]
struct LeavingPage<'a> {
    frame: Frame,
    address: &'a str,
}

/// Begins a login and sends the browser to the directory. By a page and not by a redirect: a form
/// may lead to our own pages only, and browsers hold redirects to that as well.
pub async fn leave(visit: Visit) -> Result<Response, Problem> {
    visit.form.only(&["next", "carried"])?;
    let directory = directory_of(&visit)?;
    let carried = Carried::read(&visit.form);
    let reception = &visit.site.reception;
    let browser = (visit.secret.as_str(), || reception.new_secret());
    let address = match directory.begin(browser, carried, visit.site.now()).await {
        Ok(address) => address,
        Err(cause) => return refused(&visit, &directory, cause.into()).await,
    };
    let mut response = ok(&LeavingPage {
        frame: Frame::plain(&visit, wording::directory::LEAVING),
        address: &address,
    });
    let refresh = HeaderValue::from_str(&format!("0; url={address}"));
    let refresh = refresh.map_err(|_| Problem::broken())?;
    let name = HeaderName::from_static("refresh");
    response.headers_mut().insert(name, refresh);
    Ok(response)
}

/// Takes what the browser brings back, and lets in whoever the directory vouches for.
pub async fn come_back(visit: Visit) -> Result<Response, Problem> {
    let directory = directory_of(&visit)?;
    if visit.counter.is_some() {
        // Somebody who is in already, such as in another window, stays who they are.
        return Ok(see_other("/", None));
    }
    match let_in(&visit, &directory).await {
        Ok(response) => Ok(response),
        Err(Refusal::Fault(failure)) => refused(&visit, &directory, failure).await,
        Err(Refusal::Desk(error)) => Err(error.into()),
    }
}

/// Why somebody does not come in.
enum Refusal {
    Fault(Failure),
    Desk(DeskError),
}

/// What people are told, and the word that the log has for it.
struct Failure {
    fault: DirectoryFault,
    word: &'static str,
    is_noted: bool,
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        Self {
            fault: cause.fault(),
            word: cause.word(),
            // Anybody can open the page to come back to, and nothing failed.
            is_noted: cause != Cause::NothingBegun,
        }
    }
}

impl From<Cause> for Refusal {
    fn from(cause: Cause) -> Self {
        Self::Fault(cause.into())
    }
}

impl From<DirectoryFault> for Refusal {
    fn from(fault: DirectoryFault) -> Self {
        Self::Fault(Failure {
            fault,
            word: fault.code(),
            is_noted: true,
        })
    }
}

async fn let_in(visit: &Visit, directory: &Directory) -> Result<Response, Refusal> {
    let now = visit.site.now();
    let shown = (visit.secret.as_str(), visit.query.get("state"));
    let (begun, turn) = directory.take(shown, now).await?;
    let brought = Brought {
        code: visit.query.get("code"),
        error: visit.query.get("error"),
        issuer: visit.query.get("iss"),
    };
    let person = directory.person(&begun, brought, (&turn, now)).await?;
    drop(turn);
    let vouched = Vouched {
        issuer: directory.issuer(),
        subject: &person.subject,
        login: &person.login,
        is_strong: person.is_strong,
        address: &visit.address,
    };
    match visit.site.reception.log_in_by_directory(vouched, now).await {
        Ok(Admission::Session(secret)) => Ok(begun.carried.go_on(visit, &secret)),
        Ok(Admission::Refused(fault)) => Err(fault.into()),
        Err(error) => Err(Refusal::Desk(error)),
    }
}

/// The page that says why nobody came in, once the audit says so too.
async fn refused(
    visit: &Visit,
    directory: &Directory,
    failure: Failure,
) -> Result<Response, Problem> {
    let (now, fault) = (visit.site.now(), failure.fault);
    if failure.is_noted && directory.is_noted(fault, now) {
        let reception = &visit.site.reception;
        reception.note_directory_fault(fault, now).await?;
    }
    let status = match fault {
        DirectoryFault::Unavailable | DirectoryFault::Busy => StatusCode::SERVICE_UNAVAILABLE,
        DirectoryFault::Stale => StatusCode::BAD_REQUEST,
        DirectoryFault::Declined
        | DirectoryFault::Untrusted
        | DirectoryFault::NotAsked
        | DirectoryFault::NoAccount
        | DirectoryFault::AnotherPerson
        | DirectoryFault::PasswordOnly => StatusCode::UNAUTHORIZED,
    };
    let problem = Problem::of_directory(status, wording::directory::problem(fault));
    let mut response = problem.into_response();
    response.extensions_mut().insert(Because(failure.word));
    Ok(response)
}

fn directory_of(visit: &Visit) -> Result<Arc<Directory>, Problem> {
    let directory = visit.site.directory.clone();
    directory.ok_or_else(Problem::no_such_page)
}

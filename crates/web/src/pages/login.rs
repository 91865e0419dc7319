//! 「ログイン」 and what becomes of a form that was sent after the session had ended: it is carried
//! through the login and can be sent again.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};
use enishi_desk::reception::Credentials;
use enishi_desk::{AccessError, DeskError, Language};

use crate::components::Field;
use crate::frame::{Frame, Problem, page};
use crate::guard::cookie_line;
use crate::security::Security;
use crate::visit::{Fields, Visit};
use crate::wording;

#[derive(Template)]
#[template(path = "pages/login.html")]
struct LoginPage<'a> {
    frame: Frame,
    login: Field<'a>,
    password: Field<'a>,
    carried: &'a Carried,
    /// The button that leads to the directory, where there is one.
    directory: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "pages/continue.html")]
struct ContinuePage<'a> {
    frame: Frame,
    path: &'a str,
    fields: &'a [(String, String)],
    /// What was typed, by what it is called.
    typed: Vec<(String, &'a str)>,
}

/// Where one wanted to go, and the form that one wanted to send there.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// Path and query.
    pub next: String,
    /// The form as it is sent; empty where none was.
    pub body: String,
}

impl Carried {
    /// What a visit wanted.
    pub fn of(visit: &Visit) -> Self {
        let mut form = visit.form.clone();
        form.0.retain(|(name, _)| name != "csrf");
        // Forms of one's own account hold passwords: they are typed again, and never shown.
        if visit.uri.path().starts_with("/account") {
            form.0.clear();
        }
        Self {
            next: visit.path_and_query(),
            body: form.written(),
        }
    }

    /// What a login form carries.
    pub fn read(form: &Fields) -> Self {
        Self {
            next: form.get("next").to_owned(),
            body: form.get("carried").to_owned(),
        }
    }

    /// Where to go: a path of ours, whatever was asked for.
    fn target(&self) -> &str {
        let is_ours = self.next.starts_with('/')
            && !self.next.starts_with("//")
            && self
                .next
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let is_way_in = ["/login", "/second-factor", "/password", "/logout"];
        if is_ours && !is_way_in.iter().any(|way| self.next.starts_with(way)) {
            &self.next
        } else {
            "/"
        }
    }

    /// Goes on: to the page, or to the form that can be sent again.
    pub fn go_on(&self, visit: &Visit, secret: &str) -> Response {
        let security = visit.site.security;
        if self.body.is_empty() {
            return see_other(self.target(), Some((secret, security)));
        }
        let mut response = self.send_again(visit, secret, StatusCode::OK);
        let line = cookie_line(secret, security);
        response.headers_mut().insert(SET_COOKIE, line);
        response
    }

    /// The form as it was sent, for somebody who is in by a secret.
    fn send_again(&self, visit: &Visit, secret: &str, status: StatusCode) -> Response {
        let fields = Fields::read(self.body.as_bytes());
        let mut frame = Frame::plain(visit, wording::title::CONTINUE);
        frame.csrf = visit.site.reception.form_token(secret);
        let template = ContinuePage {
            frame,
            path: self.target(),
            fields: &fields.0,
            typed: typed(&fields),
        };
        page(status, &template)
    }
}

/// The texts of a form. Of those that are called nothing, what is shorter is a choice or a number,
/// and what is one long number was not typed.
fn typed(fields: &Fields) -> Vec<(String, &str)> {
    const LONG: usize = 20;
    let all = fields.0.iter().filter(|(_, value)| !value.is_empty());
    let shown = all.filter_map(|(name, value)| {
        let is_typed =
            value.chars().count() > LONG && !value.bytes().all(|byte| byte.is_ascii_hexdigit());
        let called = wording::sheet::text_name(name);
        let called = called.or_else(|| is_typed.then(|| wording::sheet::TYPED.to_owned()));
        called.map(|called| (called, value.as_str()))
    });
    shown.collect()
}

/// Sends the browser to a page of ours, with a new secret where there is one.
pub fn see_other(path: &str, secret: Option<(&str, Security)>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response();
    if let Some((secret, security)) = secret {
        let line = cookie_line(secret, security);
        response.headers_mut().insert(SET_COOKIE, line);
    }
    response
}

/// The page for whoever is not in; what they wanted to send is kept in it.
pub fn ask_to_log_in(visit: &Visit) -> Response {
    let carried = Carried::of(visit);
    if carried.body.is_empty() {
        let mut query = Fields::default();
        query.0.push(("next".to_owned(), carried.next));
        return see_other(&format!("/login?{}", query.written()), None);
    }
    log_in_again(visit, StatusCode::UNAUTHORIZED, &carried)
}

/// Answers a form whose page was made before somebody logged out or in, in another tab perhaps:
/// nothing of it is done, and what was typed is kept.
pub fn give_back(visit: &Visit) -> Response {
    let carried = Carried::of(visit);
    let is_way_in = carried.target() != carried.next;
    if is_way_in || carried.body.is_empty() {
        return Problem::stale_form().into_response();
    }
    let status = StatusCode::FORBIDDEN;
    if visit.counter.is_some() {
        return carried.send_again(visit, &visit.secret, status);
    }
    log_in_again(visit, status, &carried)
}

fn log_in_again(visit: &Visit, status: StatusCode, carried: &Carried) -> Response {
    let frame = Frame::plain(visit, wording::title::LOGIN);
    let frame = frame.saying("warning", wording::SESSION_ENDED);
    login_page((visit, frame), status, "", "", carried)
}

/// Shows the form.
pub async fn show(visit: Visit) -> Response {
    let carried = Carried {
        next: visit.query.get("next").to_owned(),
        body: String::new(),
    };
    if visit.counter.is_some() {
        return see_other(carried.target(), None);
    }
    let mut frame = Frame::plain(&visit, wording::title::LOGIN);
    frame.notice = wording::done(visit.query.get("done"));
    login_page((&visit, frame), StatusCode::OK, "", "", &carried)
}

/// Lets somebody in.
pub async fn enter(visit: Visit) -> Result<Response, Problem> {
    let form = &visit.form;
    form.only(&["login", "password", "next", "carried"])?;
    let carried = Carried::read(form);
    let (login, password) = (form.get("login"), form.get("password"));
    let frame = Frame::plain(&visit, wording::title::LOGIN);
    if login.trim().is_empty() || password.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let error = wording::LOGIN_NEEDED;
        return Ok(login_page((&visit, frame), status, login, error, &carried));
    }
    let shown = Credentials {
        login,
        password,
        address: &visit.address,
    };
    match visit.site.reception.log_in(shown, visit.site.now()).await {
        Ok(secret) => Ok(carried.go_on(&visit, &secret)),
        Err(
            error @ DeskError::Access(
                AccessError::LoginFailed
                | AccessError::LoginDelayed(_)
                | AccessError::TooManyLogins,
            ),
        ) => {
            let (status, _) = wording::status(&error);
            let mut message = error.message(Language::Japanese);
            if matches!(error, DeskError::Access(AccessError::LoginDelayed(_))) {
                message.push_str(wording::upkeep::LOGIN_IN_HURRY);
            }
            let mut response = login_page((&visit, frame), status, login, &message, &carried);
            if let DeskError::Access(error) = &error
                && let Some(seconds) = wording::retry_after(error)
            {
                response.headers_mut().insert(RETRY_AFTER, seconds.into());
            }
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

fn login_page(
    (visit, frame): (&Visit, Frame),
    status: StatusCode,
    login: &str,
    error: &str,
    carried: &Carried,
) -> Response {
    let frame = if error.is_empty() {
        frame
    } else {
        frame.saying("error", error)
    };
    let template = LoginPage {
        frame,
        login: Field {
            value: login,
            fill: "username",
            ..Field::text("login", wording::label::LOGIN)
        },
        password: Field {
            kind: "password",
            fill: "current-password",
            ..Field::text("password", wording::label::PASSWORD)
        },
        carried,
        directory: visit.site.directory_label(),
    };
    page(status, &template)
}

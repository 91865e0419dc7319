//! One's own way in: the second factor, the password behind a one-time link, and the ways out.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use enishi_desk::reception::Counter;
use enishi_desk::second_factor::{self, Enrolment};
use enishi_desk::security_keys;
use enishi_desk::{AccessError, DeskError, Language};

use super::login::{Carried, ask_to_log_in, see_other};
use super::security_keys::server;
use crate::components::Field;
use crate::frame::{Frame, Problem, ok, page};
use crate::guard::cookie_line;
use crate::visit::{Fields, Staff, Visit};
use crate::wording;

#[derive(Template)]
#[template(path = "pages/second_factor.html")]
struct SecondFactorPage<'a> {
    frame: Frame,
    enrolment: Option<Enrolment>,
    code: Field<'a>,
    /// What a browser asks of a key that there is.
    key_to_show: Option<String>,
    /// What it asks of a first one.
    key_to_add: Option<String>,
    label: Field<'a>,
    carried: &'a Carried,
}

#[derive(Template)]
#[template(path = "pages/recovery.html")]
struct RecoveryPage<'a> {
    frame: Frame,
    codes: &'a [String],
    next: &'a str,
}

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage<'a> {
    frame: Frame,
    name: &'a str,
    password: Field<'a>,
    again: Field<'a>,
}

/// The way to the second factor, for whoever's duties ask for it; what they wanted to send is kept.
pub async fn ask_for_second_factor(visit: &Visit) -> Response {
    let carried = Carried::of(visit);
    if carried.body.is_empty() {
        let query = Fields(vec![("next".to_owned(), carried.next)]);
        return see_other(&format!("/second-factor?{}", query.written()), None);
    }
    let Some(counter) = &visit.counter else {
        return ask_to_log_in(visit);
    };
    let asked = code_page(
        (visit, counter),
        StatusCode::UNAUTHORIZED,
        wording::CODE_NEEDED,
        &carried,
    );
    asked.await.unwrap_or_else(IntoResponse::into_response)
}

/// Asks for a code or a key, and tells an authenticator its secret first where there is neither.
pub async fn second_factor(visit: Visit) -> Result<Response, Problem> {
    let Some(counter) = visit.counter.clone() else {
        return Ok(ask_to_log_in(&visit));
    };
    let carried = Carried::read(&visit.query);
    code_page((&visit, &counter), StatusCode::OK, "", &carried).await
}

/// Takes a code.
pub async fn confirm(visit: Visit) -> Result<Response, Problem> {
    let Some(counter) = visit.counter.clone() else {
        return Ok(ask_to_log_in(&visit));
    };
    visit.form.only(&["code", "next", "carried"])?;
    let carried = Carried::read(&visit.form);
    let Some(code) = visit.form.said("code") else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return code_page((&visit, &counter), status, wording::CODE_NEEDED, &carried).await;
    };
    match second_factor::confirm(&counter, &code).await {
        Ok(codes) => let_in((&visit, &counter), &codes, &carried).await,
        Err(error @ DeskError::Access(AccessError::CodeRefused | AccessError::LoginDelayed(_))) => {
            let (status, _) = wording::status(&error);
            let message = error.message(Language::Japanese);
            code_page((&visit, &counter), status, &message, &carried).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Goes on in a new session, once a second factor was shown; past the recovery codes, where it was
/// the first one.
pub async fn let_in(
    (visit, counter): (&Visit, &Counter),
    codes: &[String],
    carried: &Carried,
) -> Result<Response, Problem> {
    let secret = visit.site.reception.confirmed(counter).await?;
    if codes.is_empty() {
        return Ok(carried.go_on(visit, &secret));
    }
    let mut response = ok(&RecoveryPage {
        frame: Frame::plain(visit, wording::title::RECOVERY),
        codes,
        next: "/",
    });
    let line = cookie_line(&secret, visit.site.security);
    response.headers_mut().insert("set-cookie", line);
    Ok(response)
}

/// The page that asks for a second factor, or for the first one that there will be.
pub async fn code_page(
    (visit, counter): (&Visit, &Counter),
    status: StatusCode,
    error: &str,
    carried: &Carried,
) -> Result<Response, Problem> {
    let enrolment = second_factor::begin(counter).await?;
    let mut template = SecondFactorPage {
        frame: Frame::plain(visit, wording::title::SECOND_FACTOR),
        code: Field {
            // Recovery codes come with the first second factor.
            help: match enrolment {
                Some(_) => wording::label::FIRST_CODE_HELP,
                None => wording::label::CODE_HELP,
            },
            error,
            fill: "one-time-code",
            ..Field::text("code", wording::label::CODE)
        },
        enrolment,
        key_to_show: None,
        key_to_add: None,
        label: Field {
            help: wording::label::KEY_HELP,
            ..Field::text("name", wording::label::KEY)
        },
        carried,
    };
    if let Some(server) = server(visit) {
        template.key_to_show = security_keys::offer_to_show(counter, &server).await?;
        if !counter.principal().is_confirmed {
            template.key_to_add = security_keys::offer_to_add(counter, &server).await?;
        }
    }
    Ok(page(status, &template))
}

/// Asks whoever has a one-time link for a password.
pub async fn password(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    let now = visit.site.now();
    let name = visit.site.reception.link_owner(&token, now).await?;
    Ok(password_page(&visit, StatusCode::OK, &name, ""))
}

/// Sets it.
pub async fn set_password(visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    visit.form.only(&["password", "again"])?;
    let (reception, now) = (&visit.site.reception, visit.site.now());
    let name = reception.link_owner(&token, now).await?;
    let password = visit.form.get("password");
    if password != visit.form.get("again") {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(password_page(
            &visit,
            status,
            &name,
            wording::PASSWORDS_DIFFER,
        ));
    }
    let link = (token.as_str(), visit.address.as_str());
    match reception.set_password(link, password, now).await {
        Ok(()) => Ok(see_other("/login?done=password", None)),
        Err(error @ DeskError::Access(AccessError::PasswordRefused(_))) => {
            let (status, _) = wording::status(&error);
            let message = error.message(Language::Japanese);
            Ok(password_page(&visit, status, &name, &message))
        }
        Err(error) => Err(error.into()),
    }
}

fn password_page(visit: &Visit, status: StatusCode, name: &str, error: &str) -> Response {
    let field = |name: &'static str, label: &'static str| Field {
        kind: "password",
        fill: "new-password",
        ..Field::text(name, label)
    };
    let template = PasswordPage {
        frame: Frame::plain(visit, wording::title::PASSWORD),
        name,
        password: Field {
            help: wording::label::PASSWORD_HELP,
            error,
            ..field("password", wording::label::NEW_PASSWORD)
        },
        again: field("again", wording::label::AGAIN),
    };
    page(status, &template)
}

/// Out, here.
pub async fn log_out(visit: Visit) -> Result<Response, Problem> {
    visit.form.only(&[])?;
    if let Some(counter) = &visit.counter {
        counter.log_out().await?;
    }
    Ok(gone(&visit))
}

/// Out, everywhere.
pub async fn log_out_everywhere(staff: Staff) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    staff.counter.log_out_everywhere().await?;
    Ok(gone(&staff.visit))
}

/// The browser forgets what it was shown, and gets a new secret.
fn gone(visit: &Visit) -> Response {
    let secret = visit.site.reception.new_secret();
    let mut response = see_other("/login", Some((&secret, visit.site.security)));
    let name = HeaderName::from_static("clear-site-data");
    let value = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(name, value);
    response
}

//! What every request passes on its way: the headers that keep browsers safe, a limit of size and
//! time, and for whatever changes something two proofs that one of our own pages sent it. What is
//! refused is answered in words.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderName, HeaderValue, ORIGIN, REFERER, SET_COOKIE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::api;
use crate::frame::Problem;
use crate::pages::login;
use crate::security::Security;
use crate::site::Site;
use crate::uploads;
use crate::visit::{Fields, Visit, client, cookie, peer};

/// The most that a form may hold, a login with what was typed before it included.
const LARGEST_FORM: usize = 512 * 1024;

/// The same of somebody who is in: all boxes of a programme's part of the sheet, each full, and
/// each letter written as nine.
const LARGEST_FORM_INSIDE: usize = 2 * 1024 * 1024;

/// How long an answer may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What a page may load and where it may send: nothing but our own.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("x-frame-options", "DENY"),
];

/// Sets the headers of every answer, and refuses those that come past the proxy.
pub async fn protect(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let is_past_proxy = matches!(site.security, Security::Proxy(known) if known != peer(&parts));
    let mut response = if is_past_proxy {
        Problem::past_the_proxy().into_response()
    } else {
        next.run(Request::from_parts(parts, body)).await
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if site.security.is_encrypted() {
        headers.insert(
            HeaderName::from_static("strict-transport-security"),
            HeaderValue::from_static("max-age=63072000"),
        );
    }
    response
}

/// Answers in words what took too long or what the router refused by itself.
pub async fn never_fail(request: Request, next: Next) -> Response {
    let (method, uri) = (request.method(), request.uri());
    let is_of_program = uri.path().starts_with(api::ROOT);
    let is_register = method == Method::POST && uri.path() == api::REGISTERS;
    let patience = if is_register || uploads::is_upload(method, uri, request.headers()) {
        uploads::PATIENCE
    } else {
        PATIENCE
    };
    let Ok(response) = tokio::time::timeout(patience, next.run(request)).await else {
        return if is_of_program {
            api::Refusal::too_slow().into_response()
        } else {
            Problem::too_slow().into_response()
        };
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        if is_of_program {
            return api::Refusal::in_place_of(&response);
        }
        return Problem::no_such_page().into_response();
    }
    response
}

/// There is no such page.
pub async fn nowhere() -> Problem {
    Problem::no_such_page()
}

/// Says who comes, reads what a form says, and refuses what did not come from our own pages.
pub async fn receive(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let known = cookie(&parts.headers, site.security);
    let is_safe = parts.method == Method::GET || parts.method == Method::HEAD;
    let counter = match &known {
        Some(secret) => site.reception.counter(secret, site.now()).await,
        None => Ok(None),
    };
    let counter = match counter {
        Ok(counter) => counter,
        Err(error) => return Problem::from(error).into_response(),
    };
    let form = if is_safe {
        Ok(Sent::default())
    } else if uploads::is_upload(&parts.method, &parts.uri, &parts.headers) {
        let upload = uploads::begin(&site, &parts, body, known.as_deref()).await;
        upload.map(|upload| {
            parts.extensions.insert(upload);
            Sent::default()
        })
    } else {
        let largest = match counter {
            Some(_) => LARGEST_FORM_INSIDE,
            None => LARGEST_FORM,
        };
        read_form(&site, &parts, (body, largest), known.as_deref()).await
    };
    let Sent { form, is_stale } = match form {
        Ok(sent) => sent,
        Err(problem) => return problem.into_response(),
    };
    let query = Fields::read(parts.uri.query().unwrap_or_default().as_bytes());
    if !form.is_text() || !query.is_text() {
        return Problem::bad_form().into_response();
    }
    let is_new = known.is_none();
    let visit = Visit {
        secret: known.unwrap_or_else(|| site.reception.new_secret()),
        counter,
        address: client(&parts, site.security).to_string(),
        host: text_of(&parts.headers, HOST).unwrap_or_default().to_owned(),
        uri: parts.uri.clone(),
        query,
        form,
        site: site.clone(),
    };
    let secret = visit.secret.clone();
    let mut response = if is_stale {
        login::give_back(&visit)
    } else {
        parts.extensions.insert(visit);
        next.run(Request::from_parts(parts, Body::empty())).await
    };
    if is_new && !response.headers().contains_key(SET_COOKIE) {
        let line = cookie_line(&secret, site.security);
        response.headers_mut().insert(SET_COOKIE, line);
    }
    response
}

/// The line that gives a browser its secret.
pub fn cookie_line(secret: &str, security: Security) -> HeaderValue {
    let name = security.cookie();
    let secure = if security.is_encrypted() {
        "; Secure"
    } else {
        ""
    };
    let line = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&line).expect("hexadecimal digits stand in a header")
}

/// What a form says.
#[derive(Default)]
struct Sent {
    form: Fields,
    /// Whether its page was made for another session, or for one that ended.
    is_stale: bool,
}

async fn read_form(
    site: &Site,
    parts: &Parts,
    (body, largest): (Body, usize),
    secret: Option<&str>,
) -> Result<Sent, Problem> {
    if parts.method != Method::POST {
        return Err(Problem::no_such_page());
    }
    if !is_of_our_pages(&parts.headers) {
        return Err(Problem::from_elsewhere());
    }
    let kind = parts
        .headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    if kind.trim() != "application/x-www-form-urlencoded" {
        return Err(Problem::bad_form());
    }
    let bytes = to_bytes(body, largest)
        .await
        .map_err(|_| Problem::too_large())?;
    let form = Fields::read(&bytes);
    let is_ours = |secret| site.reception.is_form_token(secret, form.get("csrf"));
    let is_stale = !secret.is_some_and(is_ours);
    Ok(Sent { form, is_stale })
}

/// Whether the browser says that a page of this host sent it. Silence is no yes.
pub fn is_of_our_pages(headers: &HeaderMap) -> bool {
    let site = text_of(headers, HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    let Some(host) = text_of(headers, HOST) else {
        return false;
    };
    let Some(source) = text_of(headers, ORIGIN).or_else(|| text_of(headers, REFERER)) else {
        return false;
    };
    let behind = source
        .strip_prefix("https://")
        .or_else(|| source.strip_prefix("http://"));
    behind.and_then(|rest| rest.split('/').next()) == Some(host)
}

fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

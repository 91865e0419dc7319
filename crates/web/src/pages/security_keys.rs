//! Security keys in the browser: shown at the login, registered and removed on one's own page.

use std::net::IpAddr;

use axum::response::Response;
use enishi_desk::second_factor::is_enrolled;
use enishi_desk::security_keys::{KeyFault, NewKey, Server, add_own, confirm as confirm_by_key};
use enishi_desk::security_keys::{offer_to_add, own_keys, remove_own};
use enishi_desk::{AccessError, DeskError, Language};

use super::account::{code_page, let_in};
use super::login::{Carried, ask_to_log_in, see_other};
use super::submissions::moment;
use super::tokens::account;
use crate::components::Field;
use crate::frame::Problem;
use crate::visit::{Staff, Visit};
use crate::wording;

/// What one's own page says of security keys.
pub struct KeyPart<'a> {
    /// One's keys.
    pub keys: Vec<KeyLine>,
    /// What a browser asks of a new one.
    pub asked: Option<String>,
    /// Whether the browser knows this server by a name, over a way that it trusts.
    pub is_possible: bool,
    /// What the new one is called.
    pub label: Field<'a>,
    /// One's password again, where there is a second factor already.
    pub password: Option<Field<'a>>,
    /// The same, for removing one.
    pub removing_password: Field<'a>,
}

/// One key.
pub struct KeyLine {
    /// By what it is named.
    pub credential: String,
    /// What its owner calls it.
    pub label: String,
    /// Since when.
    pub since: String,
}

impl KeyPart<'_> {
    /// Of somebody's own.
    pub async fn of(staff: &Staff) -> Result<Self, Problem> {
        let server = server(&staff.visit);
        let keys = own_keys(&staff.counter).await?.into_iter();
        let lines = keys.map(|key| KeyLine {
            credential: key.credential,
            label: key.label,
            since: moment(key.created_at),
        });
        let asked = match &server {
            Some(server) => offer_to_add(&staff.counter, server).await?,
            None => None,
        };
        let is_enrolled = is_enrolled(&staff.counter).await?;
        let password = |name| Field {
            kind: "password",
            fill: "current-password",
            ..Field::text(name, wording::label::OWN_PASSWORD)
        };
        Ok(Self {
            keys: lines.collect(),
            asked,
            is_possible: server.is_some(),
            label: Field {
                help: wording::label::KEY_HELP,
                ..Field::text("name", wording::label::KEY)
            },
            password: is_enrolled.then(|| password("password")),
            removing_password: password("own_password"),
        })
    }
}

/// This server as the browser knows it. None where it knows a number only, or where the way to it
/// is in the clear: browsers then have no keys.
pub fn server(visit: &Visit) -> Option<Server> {
    let is_encrypted = visit.site.security.is_encrypted();
    let scheme = if is_encrypted { "https" } else { "http" };
    let host = visit.host.split(':').next().unwrap_or_default();
    let is_name = !host.is_empty() && host.parse::<IpAddr>().is_err() && !host.starts_with('[');
    (is_name && (is_encrypted || host == "localhost")).then(|| Server {
        host: host.to_ascii_lowercase(),
        origin: format!("{scheme}://{}", visit.host.to_ascii_lowercase()),
    })
}

/// Takes what a key signed, at the login.
pub async fn confirm(visit: Visit) -> Result<Response, Problem> {
    let Some(counter) = visit.counter.clone() else {
        return Ok(ask_to_log_in(&visit));
    };
    visit.form.only(&["answer", "next", "carried"])?;
    let carried = Carried::read(&visit.form);
    let shown = match server(&visit) {
        Some(server) => confirm_by_key(&counter, &server, visit.form.get("answer")).await,
        None => Err(DeskError::Access(AccessError::KeyRefused(
            KeyFault::Unproven,
        ))),
    };
    match shown {
        Ok(()) => let_in((&visit, &counter), &[], &carried).await,
        Err(error @ DeskError::Access(_)) => {
            let (status, _) = wording::status(&error);
            let message = error.message(Language::Japanese);
            code_page((&visit, &counter), status, &message, &carried).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Registers a key: the first second factor at the login, a further one on one's own page.
pub async fn add(visit: Visit) -> Result<Response, Problem> {
    let Some(counter) = visit.counter.clone() else {
        return Ok(ask_to_log_in(&visit));
    };
    let form = &visit.form;
    form.only(&["name", "password", "answer"])?;
    let new = NewKey {
        label: form.line("name")?.unwrap_or_default(),
        answer: form.get("answer").to_owned(),
    };
    let added = match server(&visit) {
        Some(server) => {
            let said = (&new, form.get("password"));
            add_own(&visit.site.reception, &counter, &server, said).await
        }
        None => Err(DeskError::Access(AccessError::KeyRefused(
            KeyFault::Unproven,
        ))),
    };
    match added {
        Ok(codes) if codes.is_empty() => Ok(see_other("/account?done=key", None)),
        Ok(codes) => let_in((&visit, &counter), &codes, &Carried::default()).await,
        Err(error @ DeskError::Access(_)) if counter.principal().awaits_second_factor() => {
            let (status, _) = wording::status(&error);
            let message = error.message(Language::Japanese);
            code_page((&visit, &counter), status, &message, &Carried::default()).await
        }
        Err(error) => refused(Staff { visit, counter }, error).await,
    }
}

/// Removes a key.
pub async fn remove(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["key", "own_password"])?;
    let said = (form.get("key"), form.get("own_password"));
    let (reception, server) = (&staff.visit.site.reception, server(&staff.visit));
    match remove_own(reception, &staff.counter, server.as_ref(), said).await {
        Ok(()) => Ok(see_other("/account?done=key-removed", None)),
        Err(error) => refused(staff, error).await,
    }
}

async fn refused(staff: Staff, error: DeskError) -> Result<Response, Problem> {
    if !matches!(error, DeskError::Access(_)) {
        return Err(error.into());
    }
    let (status, _) = wording::status(&error);
    let message = error.message(Language::Japanese);
    account(&staff, status, None, ("", &message)).await
}

//! 「アカウント」 where one is in, one's security keys, and the tokens by which programs come in as
//! oneself: made, shown once, withdrawn.

use askama::Template;
use axum::response::Response;
use enishi_desk::access_tokens::{NewToken, issue_own, own_tokens, withdraw_own};
use enishi_desk::own_sessions::{end_own, own_sessions};
use enishi_desk::{AccessError, DeskError, Language};

use axum::http::StatusCode;

use super::login::see_other;
use super::security_keys::KeyPart;
use super::submissions::moment;
use crate::components::Field;
use crate::frame::{Frame, Problem, page};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/account.html")]
struct AccountPage<'a> {
    frame: Frame,
    /// A new one, which is shown now and never again.
    secret: Option<&'a str>,
    sessions: Vec<SessionLine>,
    tokens: Vec<Line>,
    label: Field<'a>,
    days: Field<'a>,
    keys: KeyPart<'a>,
}

struct SessionLine {
    digest: String,
    since: String,
    seen: String,
    is_this: bool,
}

struct Line {
    digest: String,
    label: String,
    since: String,
    until: String,
    has_ended: bool,
}

/// Shows those that there are.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    account(&staff, StatusCode::OK, None, ("", "")).await
}

/// Makes one.
pub async fn issue(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["label", "days"])?;
    let days = enishi_domain::text::fold_ascii(form.get("days").trim());
    let new = NewToken {
        label: form.line("label")?.unwrap_or_default(),
        days: days.parse().unwrap_or(0),
    };
    match issue_own(&staff.counter, &new).await {
        Ok(secret) => account(&staff, StatusCode::OK, Some(&secret), ("", "")).await,
        Err(error @ DeskError::Access(AccessError::TokenRefused)) => {
            let message = error.message(Language::Japanese);
            account(
                &staff,
                StatusCode::UNPROCESSABLE_ENTITY,
                None,
                (&message, ""),
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// Withdraws one.
pub async fn withdraw(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["token"])?;
    withdraw_own(&staff.counter, form.get("token")).await?;
    Ok(see_other("/account?done=withdrawn", None))
}

/// Ends one of one's own sessions.
pub async fn end_session(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["session"])?;
    end_own(&staff.counter, form.get("session")).await?;
    Ok(see_other("/account?done=ended", None))
}

/// The page, with what is wrong with a token or with a key.
pub async fn account(
    staff: &Staff,
    status: StatusCode,
    secret: Option<&str>,
    (error, key_error): (&str, &str),
) -> Result<Response, Problem> {
    let tokens = own_tokens(&staff.counter).await?.into_iter();
    let lines = tokens.map(|token| Line {
        digest: token.digest,
        label: token.label,
        since: moment(token.created_at),
        until: moment(token.ends_at),
        has_ended: token.has_ended,
    });
    let sessions = own_sessions(&staff.counter).await?.into_iter();
    let sessions = sessions.map(|session| SessionLine {
        digest: session.digest,
        since: moment(session.since),
        seen: moment(session.seen),
        is_this: session.is_this,
    });
    let template = AccountPage {
        sessions: sessions.collect(),
        frame: said(Frame::of(staff, wording::title::ACCOUNT), key_error),
        secret,
        tokens: lines.collect(),
        label: Field {
            help: wording::label::TOKEN_HELP,
            error,
            ..Field::text("label", wording::label::TOKEN)
        },
        days: Field {
            help: wording::label::DAYS_HELP,
            ..Field::text("days", wording::label::DAYS)
        },
        keys: KeyPart::of(staff).await?,
    };
    Ok(page(status, &template))
}

fn said(frame: Frame, error: &str) -> Frame {
    if error.is_empty() {
        frame
    } else {
        frame.saying("error", error)
    }
}

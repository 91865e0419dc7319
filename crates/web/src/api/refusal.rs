//! Why a program gets no answer, as `application/problem+json` (RFC 9457): a code that stays, and
//! a message for people. The public files are refused in the same shape, so nothing here knows of
//! the desk.

use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::wording;

/// What went wrong. A code means the same for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No token, or one that ended, was withdrawn or never was.
    Unauthenticated,
    /// The duties do not allow it.
    Forbidden,
    /// There is nothing there, or nothing that one may see.
    NotFound,
    /// The address knows other methods.
    MethodNotAllowed,
    /// A parameter that is not one of the address's, or not of its form.
    BadParameter,
    /// A body that is not of its schema.
    BadBody,
    /// A body that is not JSON by its type.
    NotJson,
    /// More than a body may hold.
    TooLarge,
    /// Fields that say something that cannot be; `errors` names them.
    Invalid,
    /// Somebody was quicker, or it was sent before; nothing was kept.
    Conflict,
    /// It was taken back already.
    AlreadyVoid,
    /// Something else was sent under the same `Idempotency-Key`.
    IdempotencyKeyReused,
    /// The same was sent under the same `Idempotency-Key` and is being done.
    IdempotencyKeyInUse,
    /// Nobody answered in time.
    TooSlow,
    /// Our own fault.
    Internal,
}

/// A field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldFault {
    /// The heading of the field.
    pub field: String,
    /// In Japanese words.
    pub message: String,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Refusal {
    /// Stable: what a program decides by.
    pub code: Code,
    /// The status of the answer.
    pub status: u16,
    /// In Japanese, short.
    pub title: String,
    /// In Japanese, with the way out.
    pub detail: String,
    /// The fields that are at fault.
    pub errors: Vec<FieldFault>,
    #[serde(skip)]
    pub(super) retry_after: Option<i64>,
}

impl Refusal {
    /// With a code and what is said of it.
    pub fn new(code: Code) -> Self {
        let (status, [title, detail]) = match code {
            Code::Unauthenticated => (StatusCode::UNAUTHORIZED, wording::api::UNAUTHENTICATED),
            Code::Forbidden => (StatusCode::FORBIDDEN, wording::api::FORBIDDEN),
            Code::NotFound => (StatusCode::NOT_FOUND, wording::api::NOT_FOUND),
            Code::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, wording::api::NO_SUCH_METHOD)
            }
            Code::BadParameter => (StatusCode::BAD_REQUEST, wording::api::BAD_PARAMETER),
            Code::BadBody => (StatusCode::BAD_REQUEST, wording::api::BAD_BODY),
            Code::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, wording::api::NOT_JSON),
            Code::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, wording::api::TOO_LARGE),
            Code::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, wording::api::INVALID),
            Code::Conflict => (StatusCode::CONFLICT, wording::api::CONFLICT),
            Code::AlreadyVoid => (StatusCode::CONFLICT, wording::api::ALREADY_VOID),
            Code::IdempotencyKeyReused => {
                (StatusCode::UNPROCESSABLE_ENTITY, wording::api::KEY_REUSED)
            }
            Code::IdempotencyKeyInUse => (StatusCode::CONFLICT, wording::api::KEY_IN_USE),
            Code::TooSlow => (StatusCode::SERVICE_UNAVAILABLE, wording::api::TOO_SLOW),
            Code::Internal => (StatusCode::INTERNAL_SERVER_ERROR, wording::api::INTERNAL),
        };
        Self {
            code,
            status: status.as_u16(),
            title: title.to_owned(),
            detail: detail.to_owned(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// With something that explains it.
    pub fn saying(code: Code, detail: &str) -> Self {
        let mut refusal = Self::new(code);
        refusal.detail = format!("{} {detail}", refusal.detail);
        refusal
    }

    /// Nobody answered in time.
    pub fn too_slow() -> Self {
        Self::new(Code::TooSlow)
    }

    /// Answers what the router refused by itself. What may be asked instead stays said.
    pub fn in_place_of(refused: &Response) -> Response {
        let mut response = Self::new(Code::MethodNotAllowed).into_response();
        if let Some(allowed) = refused.headers().get(ALLOW) {
            response.headers_mut().insert(ALLOW, allowed.clone());
        }
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Strings and a number cannot fail to be written.
        let text = serde_json::to_string(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(CONTENT_TYPE, kind)], text).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

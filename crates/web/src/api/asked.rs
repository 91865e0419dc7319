//! One request of a program: as whom it comes in, what it names, and what it sends. An address
//! takes no name that it does not know, and a body none that its schema has not.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts as _, RawPathParams, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use enishi_desk::idempotency::Keyed;
use enishi_desk::reception::Counter;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{EngagementId, Kind, Position};
use enishi_domain::words::ClosedSet as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::description::YEARS;
use super::refusal::{Code, Refusal};
use crate::numbers::engagement_id;
use crate::site::Site;
use crate::visit::Fields;

/// The most that a body may hold.
pub const LARGEST: usize = 256 * 1024;

/// The header in which a key stands.
pub const KEY: &str = "Idempotency-Key";

/// How long a word in an address may be, in characters.
const LONGEST_TEXT: usize = 400;

/// How long a key may be.
const LONGEST_KEY: usize = 255;

/// A request.
pub struct Asked {
    /// As whom.
    pub counter: Counter,
    /// Where.
    pub site: Site,
    secret: String,
    method: Method,
    address: String,
    query: Fields,
    id: Option<String>,
    headers: HeaderMap,
    body: Bytes,
}

impl FromRequest<Site> for Asked {
    type Rejection = Refusal;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let is_write = parts.method == Method::POST;
        let mut asked = Self::begin(parts, site).await?;
        if is_write {
            let read = to_bytes(body, LARGEST).await;
            asked.body = read.map_err(|_| Refusal::new(Code::TooLarge))?;
        }
        Ok(asked)
    }
}

impl Asked {
    /// A request whose body is not read yet: as whom it comes is known before.
    pub async fn begin(mut parts: Parts, site: &Site) -> Result<Self, Refusal> {
        let unknown = || Refusal::new(Code::Unauthenticated);
        let token = bearer(&parts.headers).ok_or_else(unknown)?.to_owned();
        let counter = site.reception.counter_of_token(&token, site.now()).await?;
        let counter = counter.ok_or_else(unknown)?;
        let named = RawPathParams::from_request_parts(&mut parts, site).await;
        let named = named.map_err(|_| Refusal::new(Code::NotFound))?;
        let id = named.iter().find(|(name, _)| *name == "id");
        let id = id.map(|(_, value)| value.to_owned());
        let address = parts.uri.path_and_query().map(ToString::to_string);
        Ok(Self {
            counter,
            site: site.clone(),
            secret: token,
            method: parts.method,
            address: address.unwrap_or_default(),
            query: Fields::read(parts.uri.query().unwrap_or_default().as_bytes()),
            id,
            headers: parts.headers,
            body: Bytes::new(),
        })
    }
}

/// The token, where there is one.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let line = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = line.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl Asked {
    /// Refuses names behind the question mark that the address does not know, or twice.
    pub fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        let unknown = self.query.0.iter().find(|(name, _)| {
            let said = self.query.0.iter().filter(|(other, _)| other == name);
            !names.contains(&name.as_str()) || said.count() > 1
        });
        match unknown {
            Some((name, _)) => Err(Refusal::parameter(name)),
            None => Ok(()),
        }
    }

    fn said(&self, name: &str) -> Option<&str> {
        let mut all = self.query.0.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// `year=2024`
    pub fn year(&self) -> Result<Option<FiscalYear>, Refusal> {
        let said = self.said("year");
        said.map(|text| {
            let is_plain = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            let year = text.parse().ok().filter(|_| is_plain);
            year.and_then(fiscal_year)
                .ok_or_else(|| Refusal::parameter("year"))
        })
        .transpose()
    }

    /// `kind=event.attend`
    pub fn kind(&self) -> Result<Option<Kind>, Refusal> {
        let said = self.said("kind");
        said.map(|text| Kind::from_code(text).ok_or_else(|| Refusal::parameter("kind")))
            .transpose()
    }

    /// `programme=1`
    pub fn programme(&self) -> Result<Option<String>, Refusal> {
        self.text("programme")
    }

    /// A name or a few words.
    pub fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(said) = self.said(name) else {
            return Ok(None);
        };
        let is_odd = said.trim().is_empty() || said.chars().any(char::is_control);
        if is_odd || said.chars().count() > LONGEST_TEXT {
            return Err(Refusal::parameter(name));
        }
        Ok(Some(said.to_owned()))
    }

    /// What the address names.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// Nothing more is said.
    pub fn no_body(&self) -> Result<(), Refusal> {
        match self.body.is_empty() {
            true => Ok(()),
            false => Err(Refusal::new(Code::BadBody)),
        }
    }

    /// A file was taken piece by piece, and is known by its digest.
    pub fn stands_for(&mut self, digest: Vec<u8>) {
        self.body = digest.into();
    }

    /// Where the page begins.
    pub fn cursor(&self) -> Result<Option<Position>, Refusal> {
        let said = self.said("cursor");
        said.map(|text| {
            let is_plain = text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
            let position = text.parse().ok().filter(|_| is_plain);
            position
                .map(Position)
                .ok_or_else(|| Refusal::parameter("cursor"))
        })
        .transpose()
    }

    /// Which engagement the address names.
    pub fn engagement(&self) -> Result<EngagementId, Refusal> {
        let id = self.id.as_deref().and_then(engagement_id);
        id.ok_or_else(|| Refusal::new(Code::NotFound))
    }

    /// Under which key of its own it is sent: `Idempotency-Key: "8e03978e"`, in quotes.
    pub fn keyed(&self) -> Result<Option<Keyed<'_>>, Refusal> {
        let mut said = self.headers.get_all(KEY).iter();
        let Some(first) = said.next() else {
            return Ok(None);
        };
        let alone = first.to_str().ok().filter(|_| said.next().is_none());
        let key = alone.and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
        let is_said = |key: &&str| {
            let is_plain = |byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
            (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(is_plain)
        };
        let key = key.filter(is_said).ok_or_else(|| Refusal::parameter(KEY))?;
        Ok(Some(Keyed {
            secret: &self.secret,
            key,
            request: [
                self.method.as_str().as_bytes(),
                self.address.as_bytes(),
                &self.body,
            ],
        }))
    }

    /// What is sent.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let kind = self.headers.get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Refusal::new(Code::NotJson));
        }
        // The place is told, and never what stands there.
        serde_json::from_slice(&self.body).map_err(|error| {
            let place = format!("({}:{})", error.line(), error.column());
            Refusal::saying(Code::BadBody, &place)
        })
    }
}

/// A year that may be named.
pub fn fiscal_year(western: i16) -> Option<FiscalYear> {
    YEARS
        .contains(&western)
        .then(|| FiscalYear::new(western))
        .flatten()
}

impl Refusal {
    /// A parameter is missing or cannot be.
    pub fn parameter(name: &str) -> Self {
        let shown: String = name.chars().take(40).collect();
        Self::saying(Code::BadParameter, &shown)
    }
}

/// What is answered.
pub fn answer(status: StatusCode, told: &impl Serialize) -> Result<Response, Refusal> {
    let text = serde_json::to_string(told).map_err(|_| Refusal::new(Code::Internal))?;
    Ok(json(status, text))
}

/// An answer that is written already.
pub fn json(status: StatusCode, text: String) -> Response {
    let kind = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, kind)], text).into_response()
}

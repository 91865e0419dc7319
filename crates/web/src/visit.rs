//! 「来訪」 one request as pages see it: who comes, what they ask for, and what a form says. Made by
//! the guard; a page that is for staff only takes a [`Staff`], and cannot be reached by others.

use std::net::IpAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use enishi_desk::reception::Counter;
use enishi_domain::calendar::FiscalYear;

use crate::frame::Problem;
use crate::pages::{account, login};
use crate::security::Security;
use crate::serving::Peer;
use crate::site::Site;

/// Names and values of a form or of what stands behind the question mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

/// One request.
#[derive(Clone)]
pub struct Visit {
    /// What all requests share.
    pub site: Site,
    /// The secret of the browser's cookie; new where it had none.
    pub secret: String,
    /// Who it is, once they came in.
    pub counter: Option<Counter>,
    /// From where.
    pub address: String,
    /// By which name they asked for this server, with the port where there is one.
    pub host: String,
    /// Path and query.
    pub uri: Uri,
    /// Behind the question mark.
    pub query: Fields,
    /// What a form says; empty unless one was sent.
    pub form: Fields,
}

/// Somebody of the office, with everything shown that their duties ask for.
#[derive(Clone)]
pub struct Staff {
    /// The request.
    pub visit: Visit,
    /// Their counter.
    pub counter: Counter,
}

impl Fields {
    /// Reads what is written `a=1&b=2`.
    pub fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// Of names and values; what is empty is left out.
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let said = fields.iter().filter(|(_, value)| !value.is_empty());
        let owned = said.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self(owned.collect())
    }

    /// The value of a name; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// What is said besides these names and the session's mark.
    pub fn besides<'f>(&'f self, names: &'f [&str]) -> impl Iterator<Item = (&'f str, &'f str)> {
        let others = self.0.iter();
        let others = others.filter(|(name, _)| name != "csrf" && !names.contains(&name.as_str()));
        others.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a name, unless it is blank.
    pub fn said(&self, name: &str) -> Option<String> {
        let value = self.get(name).trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// A short text of one line; refused where a form of ours would not have let it be typed.
    pub fn line(&self, name: &str) -> Result<Option<String>, Problem> {
        const LONGEST: usize = 400;
        let said = self.said(name);
        match said {
            Some(text) if text.chars().count() > LONGEST => Err(Problem::too_large()),
            said => Ok(said),
        }
    }

    /// Refuses names that a form does not have, or has twice: nobody sets what was not asked for.
    pub fn only(&self, names: &[&str]) -> Result<(), Problem> {
        let is_known = |name: &str| name == "csrf" || names.contains(&name);
        let mut seen = std::collections::BTreeSet::new();
        let is_good = self
            .0
            .iter()
            .all(|(name, _)| is_known(name) && seen.insert(name));
        if is_good {
            Ok(())
        } else {
            Err(Problem::bad_form())
        }
    }

    /// Whether all of it can be kept as text: no field of ours lets a NUL be typed, and of the two
    /// databases one takes it.
    pub fn is_text(&self) -> bool {
        let has_nul = |text: &String| text.contains('\0');
        !self
            .0
            .iter()
            .any(|(name, value)| has_nul(name) || has_nul(value))
    }

    /// As they are sent.
    pub fn written(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.0 {
            out.append_pair(name, value);
        }
        out.finish()
    }

    /// The year that is asked for: `year=R6` or `year=2024`.
    pub fn year(&self) -> Result<Option<FiscalYear>, Problem> {
        match self.said("year") {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| Problem::no_year(&text)),
        }
    }
}

impl Visit {
    /// What a form of ours must carry.
    pub fn token(&self) -> String {
        self.site.reception.form_token(&self.secret)
    }

    /// The address that was asked for, as a path.
    pub fn path_and_query(&self) -> String {
        let asked = self.uri.path_and_query();
        asked.map_or_else(|| "/".to_owned(), ToString::to_string)
    }
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Problem> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(Problem::broken)
    }
}

impl FromRequestParts<Site> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        use axum::response::IntoResponse as _;
        let visit = Visit::from_request_parts(parts, site).await;
        let visit = visit.map_err(Problem::into_response)?;
        match visit.counter.clone() {
            Some(counter) if counter.principal().awaits_second_factor() => {
                Err(account::ask_for_second_factor(&visit).await)
            }
            Some(counter) => Ok(Self { visit, counter }),
            None => Err(login::ask_to_log_in(&visit)),
        }
    }
}

/// The secret that a browser's cookie holds, if it looks like one of ours.
pub fn cookie(headers: &HeaderMap, security: Security) -> Option<String> {
    let lines = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';'));
    let mut named = pairs.filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = named.find(|(name, _)| *name == security.cookie())?;
    let is_ours = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_ours.then(|| value.to_owned())
}

/// The address of whoever is at the other end of the socket; this machine where there is none, as
/// in tests.
pub fn peer(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<Peer>>();
    peer.map_or(
        IpAddr::from([127, 0, 0, 1]),
        |ConnectInfo(Peer(address))| *address,
    )
}

/// The address of the browser: the peer's, or what a proxy that we know says last.
pub fn client(parts: &Parts, security: Security) -> IpAddr {
    let peer = peer(parts);
    if security != Security::Proxy(peer) {
        return peer;
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let text = forwarded
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default();
    let last = text.rsplit(',').next().unwrap_or_default().trim();
    last.parse().unwrap_or(peer)
}

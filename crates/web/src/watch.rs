//! What operators see: a line of log a request, three addresses, and counts. Which page, how it
//! went and how long it took; never a name, an address, a value of a form or what stands behind the
//! question mark.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;

use crate::frame::Problem;
use crate::site::Site;
use crate::visit::peer;

/// Upper ends of the classes of time, in milliseconds.
const CLASSES: [i64; 8] = [5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it came.
    pub at: Timestamp,
    /// `GET`, `POST`.
    pub method: String,
    /// The page, with its parameters' names in place of their values.
    pub route: String,
    /// How it went.
    pub status: u16,
    /// How long it took, in milliseconds.
    pub took: i64,
    /// Why the city's directory let nobody in, in a word of our own; mostly there is none.
    pub cause: Option<&'static str>,
}

/// What an answer carries for the log alone: a word of our own that says why.
#[derive(Clone, Copy, Debug)]
pub struct Because(pub &'static str);

impl LogLine {
    /// As one line of JSON. Method and route are our own words; whatever else a client sends as a
    /// method is `OTHER`.
    #[must_use]
    pub fn json(&self) -> String {
        let Self {
            at,
            method,
            route,
            status,
            took,
            cause,
        } = self;
        let cause = cause.map(|word| format!(",\"cause\":\"{word}\""));
        let cause = cause.unwrap_or_default();
        format!(
            "{{\"at\":\"{at}\",\"method\":\"{method}\",\"route\":\"{route}\",\
             \"status\":{status},\"ms\":{took}{cause}}}"
        )
    }
}

/// Counts of requests.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<BTreeMap<(String, u16), Count>>);

#[derive(Clone, Debug, Default)]
struct Count {
    classes: [u64; CLASSES.len()],
    all: u64,
    milliseconds: i64,
}

impl Metrics {
    fn add(&self, line: &LogLine) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((line.route.clone(), line.status)).or_default();
        for (class, end) in count.classes.iter_mut().zip(CLASSES) {
            *class += u64::from(line.took <= end);
        }
        count.all += 1;
        count.milliseconds += line.took;
    }

    /// As Prometheus reads them.
    fn text(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::from(
            "# HELP enishi_request_milliseconds How long requests took.\n\
             # TYPE enishi_request_milliseconds histogram\n",
        );
        for ((route, status), count) in counts.iter() {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            let name = "enishi_request_milliseconds";
            for (class, end) in count.classes.iter().zip(CLASSES) {
                let line = format!("{name}_bucket{{{labels},le=\"{end}\"}} {class}");
                writeln!(out, "{line}").expect("writing to a string cannot fail");
            }
            let (all, sum) = (count.all, count.milliseconds);
            let lines = format!(
                "{name}_bucket{{{labels},le=\"+Inf\"}} {all}\n{name}_sum{{{labels}}} {sum}\n\
                 {name}_count{{{labels}}} {all}"
            );
            writeln!(out, "{lines}").expect("writing to a string cannot fail");
        }
        out
    }
}

/// Counts and logs every request.
pub async fn observe(State(site): State<Site>, request: Request, next: Next) -> Response {
    let at = site.now();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST") => known,
        _ => "OTHER",
    };
    let method = method.to_owned();
    let response = next.run(request).await;
    let line = LogLine {
        at,
        method,
        route,
        status: response.status().as_u16(),
        took: site
            .now()
            .duration_since(at)
            .as_millis()
            .try_into()
            .unwrap_or(i64::MAX),
        cause: response.extensions().get().map(|Because(word)| *word),
    };
    site.metrics.add(&line);
    (site.log)(&line);
    response
}

/// The program runs.
pub async fn health() -> &'static str {
    "ok\n"
}

/// The ledger answers.
pub async fn ready(State(site): State<Site>) -> Response {
    match site.reception.is_ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the ledger does not answer\n",
        )
            .into_response(),
    }
}

/// Counts, for this machine only: a proxy's visitors are not asked for them.
pub async fn metrics(State(site): State<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let is_forwarded = parts.headers.contains_key("x-forwarded-for");
    if is_forwarded || !peer(&parts).is_loopback() {
        return Problem::no_such_page().into_response();
    }
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(CONTENT_TYPE, kind)], site.metrics.text()).into_response()
}

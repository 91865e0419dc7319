//! What stands around every page, and the page that says why there is none.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use enishi_desk::policy::Action;
use enishi_desk::{DeskError, Language};
use enishi_domain::calendar::FiscalYear;

use crate::assets::stamp;
use crate::visit::{Staff, Visit};
use crate::wording;

/// What stands around a page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// What the page is called.
    pub title: String,
    /// The town.
    pub town: String,
    /// Who is in, and as what.
    pub person: Option<Person>,
    /// Where one can go.
    pub places: Vec<PlaceLink>,
    /// What a form carries.
    pub csrf: String,
    /// What was just done, or went wrong.
    pub notice: Option<Notice>,
    /// Changes with the assets, so that browsers take the new ones.
    pub stamp: &'static str,
}

/// Who is in.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The duties, in words.
    pub duties: String,
}

/// A place in the navigation.
#[derive(Clone, Debug)]
pub struct PlaceLink {
    /// Its address.
    pub address: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Whether one is there.
    pub is_here: bool,
}

/// What is said above a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `success`, `warning`, `error` or `info`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
}

impl Frame {
    /// Around a page for anybody.
    pub fn plain(visit: &Visit, title: &str) -> Self {
        Self {
            title: title.to_owned(),
            town: visit.site.reception.municipality().to_owned(),
            csrf: visit.token(),
            stamp: stamp(),
            ..Self::default()
        }
    }

    /// Around a page for staff, with the places that are open to them.
    pub fn of(staff: &Staff, title: &str) -> Self {
        let who = staff.counter.principal();
        let here = staff.visit.uri.path();
        let open = wording::PLACES
            .iter()
            .filter(|(_, _, action)| action.is_none_or(|action| who.may_somewhere(action)));
        let places = open.map(|(address, name, _)| PlaceLink {
            address,
            name,
            is_here: here == *address || (address.len() > 1 && here.starts_with(address)),
        });
        Self {
            person: Some(Person {
                name: who.name.clone(),
                duties: wording::duties(&who.duties),
            }),
            places: places.collect(),
            notice: wording::done(staff.visit.query.get("done")),
            ..Self::plain(&staff.visit, title)
        }
    }

    /// With something said above the page.
    pub fn saying(mut self, kind: &'static str, text: impl Into<String>) -> Self {
        self.notice = Some(Notice {
            kind,
            text: text.into(),
        });
        self
    }

    /// With what has to be looked after, behind what was just done.
    pub fn telling(self, told: &[String]) -> Self {
        if told.is_empty() {
            return self;
        }
        let done = self.notice.as_ref().map(|notice| notice.text.clone());
        let said: Vec<String> = done.into_iter().chain(told.iter().cloned()).collect();
        self.saying("warning", said.join(" "))
    }
}

/// A page as it is sent.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => Problem::broken().into_response(),
    }
}

/// A page that all is well with.
pub fn ok(template: &impl Template) -> Response {
    page(StatusCode::OK, template)
}

/// A workbook that the browser keeps as a file.
pub fn workbook(bytes: Vec<u8>, name: &str) -> Result<Response, Problem> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    file(bytes, (kind, "enishi.xlsx"), name)
}

/// A file that the browser keeps; of which kind, and what it is called where a name cannot be
/// Japanese.
pub fn file(
    bytes: Vec<u8>,
    (kind, plain): (&'static str, &str),
    name: &str,
) -> Result<Response, Problem> {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let name = percent_encoded(name);
    let line = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{name}");
    let line = HeaderValue::from_str(&line).map_err(|_| Problem::broken())?;
    headers.insert(CONTENT_DISPOSITION, line);
    Ok(response)
}

/// As RFC 8187 writes a name.
fn percent_encoded(name: &str) -> String {
    let bytes = name.bytes();
    let encoded = bytes.map(|byte| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}

/// Why there is no page, and the way out.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    title: &'static str,
    message: String,
    way_out: &'static str,
    retry_after: Option<i64>,
}

#[derive(Template)]
#[template(path = "pages/problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    message: &'a str,
    way_out: &'a str,
}

impl Problem {
    fn new(status: StatusCode, words: [&'static str; 3]) -> Self {
        let [title, message, way_out] = words;
        Self {
            status,
            title,
            message: message.to_owned(),
            way_out,
            retry_after: None,
        }
    }

    /// No page of that address.
    pub fn no_such_page() -> Self {
        Self::new(StatusCode::NOT_FOUND, wording::NO_SUCH_PAGE)
    }

    /// A form that no page of ours has.
    pub fn bad_form() -> Self {
        Self::new(StatusCode::BAD_REQUEST, wording::BAD_FORM)
    }

    /// More than a form may hold.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, wording::TOO_LARGE)
    }

    /// A file that did not come to its end.
    pub fn cut_off() -> Self {
        Self::new(StatusCode::BAD_REQUEST, wording::imports::CUT_OFF)
    }

    /// A form from another site.
    pub fn from_elsewhere() -> Self {
        Self::new(StatusCode::FORBIDDEN, wording::FROM_ELSEWHERE)
    }

    /// A form of another session.
    pub fn stale_form() -> Self {
        Self::new(StatusCode::FORBIDDEN, wording::STALE_FORM)
    }

    /// Somebody went around the proxy.
    pub fn past_the_proxy() -> Self {
        Self::new(StatusCode::FORBIDDEN, wording::PAST_THE_PROXY)
    }

    /// It took too long.
    pub fn too_slow() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, wording::TOO_SLOW)
    }

    /// Somebody did not come in by the directory.
    #[cfg(feature = "oidc")]
    pub fn of_directory(status: StatusCode, words: [&'static str; 3]) -> Self {
        Self::new(status, words)
    }

    /// Our own fault.
    pub fn broken() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, wording::BROKEN)
    }

    /// What was named as a year is none.
    pub fn no_year(text: &str) -> Self {
        Self::unreadable(wording::NO_YEAR, text)
    }

    /// What was named as a day is none.
    pub fn no_day(text: &str) -> Self {
        Self::unreadable(wording::NO_DAY, text)
    }

    fn unreadable(words: [&'static str; 3], text: &str) -> Self {
        let mut problem = Self::new(StatusCode::BAD_REQUEST, words);
        let shown: String = text.chars().take(20).collect();
        problem.message = format!("{}: {shown}", problem.message);
        problem
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let (status, title) = wording::status(&error);
        let retry_after = if let DeskError::Access(refusal) = &error {
            wording::retry_after(refusal)
        } else {
            None
        };
        // What the database says may hold a path or an address; that belongs to no page.
        let message = if status.is_server_error() && retry_after.is_none() {
            wording::BROKEN[1].to_owned()
        } else {
            error.message(Language::Japanese)
        };
        Self {
            status,
            title,
            message,
            way_out: wording::WAY_BACK,
            retry_after,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let frame = Frame {
            title: self.title.to_owned(),
            stamp: stamp(),
            ..Frame::default()
        };
        let text = ProblemPage {
            frame,
            message: &self.message,
            way_out: self.way_out,
        };
        // A page of constant parts; should it fail all the same, its words are sent bare.
        let (kind, text) = match text.render() {
            Ok(text) => ("text/html; charset=utf-8", text),
            Err(_) => ("text/plain; charset=utf-8", self.message.clone()),
        };
        let kind = [(CONTENT_TYPE, HeaderValue::from_static(kind))];
        let mut response = (self.status, kind, text).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The years that a page offers, and which one it shows.
#[derive(Clone, Debug)]
pub struct YearChoice {
    /// The year.
    pub now: FiscalYear,
    /// All, the latest first.
    pub all: Vec<FiscalYear>,
}

impl YearChoice {
    /// Whether a year is the one that is shown.
    pub fn is_now(&self, year: &FiscalYear) -> bool {
        self.now == *year
    }
}

/// Whether a programme's page offers something.
pub fn offers(programme: &enishi_desk::show_year::ProgrammeShown, action: Action) -> bool {
    programme.may.contains(&action)
}

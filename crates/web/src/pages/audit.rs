//! 「監査記録」 who read, took out or changed what, and why; whether the seals hold; when a backup was
//! made and tried.

use askama::Template;
use axum::http::HeaderValue;
use axum::http::header::HeaderName;
use axum::response::Response;
use enishi_desk::AuditListed;
use enishi_desk::show_audit::{AuditFilter, AuditPage, Deed, ask_to_verify, show_audit};
use enishi_domain::calendar::parse_day;
use enishi_domain::engagement::Position;
use enishi_domain::staff::StaffId;
use jiff::SignedDuration;
use jiff::civil::Date;

use super::login::see_other;
use super::submissions::moment;
use crate::frame::{Frame, Problem, ok};
use crate::visit::{Fields, Staff};
use crate::wording::{imports, upkeep};
use crate::workshop::Checking;

/// How old a backup may be before the page says so.
const FRESH: SignedDuration = SignedDuration::from_hours(7 * 24);

#[derive(Template)]
#[template(path = "pages/audit.html")]
struct AuditTemplate {
    frame: Frame,
    staff: Vec<(String, String)>,
    deeds: Vec<(&'static str, &'static str)>,
    by: String,
    deed: &'static str,
    from: String,
    until: String,
    entries: Vec<Entry>,
    next: Option<String>,
    is_checking: bool,
    verified: Option<Entry>,
    backed_up: Option<Entry>,
    tried: Option<Entry>,
    is_stale: bool,
}

struct Entry {
    at: String,
    by: String,
    action: String,
    object: String,
    detail: String,
}

impl Entry {
    fn of(listed: &AuditListed) -> Self {
        Self {
            at: moment(listed.at),
            by: upkeep::by(listed).to_owned(),
            action: upkeep::action(&listed.entry.action).to_owned(),
            object: upkeep::object(listed),
            detail: upkeep::detail(listed),
        }
    }
}

/// Shows a page.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let query = &staff.visit.query;
    let filter = filter(query)?;
    // Asked first: what a check that ends in between has found stands in the audit by then.
    let checking = staff.visit.site.workshop.checking();
    let page = show_audit(&staff.counter, &filter).await?;
    let is_checking = matches!(checking, Some(Checking::Running));
    let mut frame = Frame::of(&staff, upkeep::title::AUDIT);
    frame = match &checking {
        Some(Checking::Running) => frame.saying("info", upkeep::CHECKING),
        Some(Checking::Done(verified)) => {
            let (kind, text) = upkeep::verified(verified);
            frame.saying(kind, text)
        }
        Some(Checking::Failed(fault)) => frame.saying("error", imports::fault(fault)),
        None => frame,
    };
    let is_stale = page
        .backed_up
        .as_ref()
        .is_none_or(|backup| page.now.duration_since(backup.at) > FRESH);
    let mut response = ok(&AuditTemplate {
        frame,
        staff: page
            .staff
            .iter()
            .map(|(number, name)| (number.0.to_string(), name.clone()))
            .collect(),
        deeds: Deed::ALL
            .iter()
            .map(|deed| (deed.code(), upkeep::deed(*deed)))
            .collect(),
        by: query.get("by").to_owned(),
        deed: filter.deed.map_or("", Deed::code),
        from: query.get("from").to_owned(),
        until: query.get("until").to_owned(),
        entries: page.entries.iter().map(Entry::of).collect(),
        next: next(query, &page),
        is_checking,
        verified: page.verified.as_ref().map(Entry::of),
        backed_up: page.backed_up.as_ref().map(Entry::of),
        tried: page.tried.as_ref().map(Entry::of),
        is_stale,
    });
    if is_checking {
        let name = HeaderName::from_static("refresh");
        let again = HeaderValue::from_static(super::deposit::AGAIN);
        response.headers_mut().insert(name, again);
    }
    Ok(response)
}

/// Begins to check the seals.
pub async fn verify(staff: Staff) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    ask_to_verify(&staff.counter)?;
    let workshop = &staff.visit.site.workshop;
    workshop.begin_checking(staff.counter.clone());
    Ok(see_other("/audit", None))
}

fn filter(query: &Fields) -> Result<AuditFilter, Problem> {
    let number = |name: &str| {
        let said = query.said(name).map(|text| text.parse::<i64>());
        said.transpose().map_err(|_| Problem::no_such_page())
    };
    let deed = match query.said("deed") {
        None => None,
        Some(code) => {
            let known = Deed::ALL.into_iter().find(|deed| deed.code() == code);
            Some(known.ok_or_else(Problem::no_such_page)?)
        }
    };
    Ok(AuditFilter {
        by: number("by")?.map(StaffId),
        deed,
        from: day(query, "from")?,
        until: day(query, "until")?,
        before: number("before")?.map(Position),
    })
}

/// A day as the office writes it.
fn day(query: &Fields, name: &str) -> Result<Option<Date>, Problem> {
    match query.said(name) {
        None => Ok(None),
        Some(text) => {
            let read = parse_day(&text);
            read.map(Some).map_err(|_| Problem::no_day(&text))
        }
    }
}

fn next(query: &Fields, page: &AuditPage) -> Option<String> {
    let before = page.next?.0.to_string();
    let fields = Fields::of(&[
        ("by", query.get("by")),
        ("deed", query.get("deed")),
        ("from", query.get("from")),
        ("until", query.get("until")),
        ("before", &before),
    ]);
    Some(format!("/audit?{}", fields.written()))
}

//! 「関わり台帳」 a page of rows, and one engagement with its revisions. No names.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use enishi_desk::show_ledger::{LedgerFilter, show_engagement, show_ledger};
use enishi_domain::engagement::{EngagementId, Kind, LedgerRow, Position};
use enishi_domain::words::ClosedSet as _;

use super::kpi::RowShown;
use super::submissions::moment;
use crate::frame::{Frame, Problem, ok};
use crate::visit::{Fields, Staff};
use crate::wording;

#[derive(Template)]
#[template(path = "pages/ledger.html")]
struct LedgerPage {
    frame: Frame,
    year: String,
    programme: String,
    programmes: Vec<(String, String)>,
    may_see_all: bool,
    kind: &'static str,
    kinds: Vec<(&'static str, &'static str)>,
    rows: Vec<RowShown>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/engagement.html")]
struct EngagementPage {
    frame: Frame,
    revisions: Vec<RevisionShown>,
    parties: Vec<(String, &'static str)>,
}

struct RevisionShown {
    at: String,
    operation: &'static str,
    reason: String,
    facts: Vec<(&'static str, String)>,
}

/// Shows a page.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    let query = &staff.visit.query;
    let kind = query.said("kind");
    let kind = match kind {
        Some(code) => Some(Kind::from_code(&code).ok_or_else(Problem::no_such_page)?),
        None => None,
    };
    let before = query.said("before");
    let before = before.map(|text| text.parse().map_err(|_| Problem::no_such_page()));
    let filter = LedgerFilter {
        year: query.year()?,
        programme: query.said("programme"),
        kind,
        before: before.transpose()?.map(Position),
    };
    let page = show_ledger(&staff.counter, &filter).await?;
    let programme = page.programme.unwrap_or_default();
    let next = page.next.map(|position| {
        let mut fields = Fields::default();
        let before = position.0.to_string();
        let code = kind.map_or("", Kind::code);
        let year = page.year.short();
        for (name, value) in [
            ("year", year.as_str()),
            ("programme", programme.as_str()),
            ("kind", code),
            ("before", before.as_str()),
        ] {
            fields.0.push((name.to_owned(), value.to_owned()));
        }
        format!("/ledger?{}", fields.written())
    });
    let named = page.programmes.iter();
    let named = named.map(|(no, name)| (no.clone(), wording::programme(no, name.as_deref())));
    Ok(ok(&LedgerPage {
        frame: Frame::of(&staff, wording::title::LEDGER),
        year: page.year.short(),
        programmes: named.collect(),
        may_see_all: page.may_see_all,
        kind: kind.map_or("", Kind::code),
        kinds: Kind::ALL
            .iter()
            .map(|kind| (kind.code(), kind.word()))
            .collect(),
        rows: page.rows.iter().map(RowShown::of).collect(),
        next,
        programme,
    }))
}

/// Shows one engagement.
pub async fn one(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let number = id.strip_prefix('E').and_then(|number| number.parse().ok());
    let id = EngagementId(number.ok_or_else(Problem::no_such_page)?);
    let shown = show_engagement(&staff.counter, id).await?;
    let parties = shown.parties.iter();
    Ok(ok(&EngagementPage {
        frame: Frame::of(&staff, &wording::engagement(id)),
        revisions: shown.revisions.iter().rev().map(revision).collect(),
        parties: parties
            .map(|(party, is)| (party.to_string(), is.word()))
            .collect(),
    }))
}

fn revision(row: &LedgerRow) -> RevisionShown {
    let reason = row.reason.map_or("", |reason| reason.word());
    let text = row.reason_text.as_deref().unwrap_or_default();
    RevisionShown {
        at: moment(row.recorded_at),
        operation: row.operation.word(),
        reason: [reason, text].join(" ").trim().to_owned(),
        facts: wording::facts(&row.engagement),
    }
}

//! 「人・団体（1件）」 one person or firm: what was recorded of them through the years, their numbers, for
//! what their data is kept and how long, and the decisions that made one of several. What is
//! personal is shown once somebody asks, which the desk writes down.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use enishi_desk::show_party::{
    LinkShown, Member, NamedMember, PartyShown, Place, show_party, show_party_names,
};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{LedgerRow, Position};
use enishi_domain::party::PartyId;
use enishi_domain::words::ClosedSet as _;

use super::engagement::facts;
use super::identity::party;
use super::kpi::RowShown;
use super::login::see_other;
use super::submissions::moment;
use crate::frame::{Frame, Problem, ok};
use crate::visit::Staff;
use crate::wording::records::{self, label};

#[derive(Template)]
#[template(path = "pages/party.html")]
struct PartyPage {
    frame: Frame,
    party: PartyId,
    members: Vec<MemberShown>,
    is_named: bool,
    can_be_named: bool,
    years: String,
    rows: Vec<(String, RowShown)>,
    next: Option<String>,
    links: Vec<Link>,
}

struct MemberShown {
    party: String,
    is: &'static str,
    purpose: String,
    legal_basis: String,
    kept_for: String,
    /// What is personal, and asterisks until it is asked for.
    facts: Vec<(String, String)>,
    disposals: Vec<String>,
}

struct Link {
    at: String,
    parties: [String; 2],
    verdict: &'static str,
    by: String,
    basis: String,
    /// Where it can be taken back or made; none for what no longer holds.
    path: Option<String>,
}

/// Shows it.
pub async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = party(&id)?;
    let behind = staff.visit.query.said("behind");
    let behind = behind.map(|text| place(&text).ok_or_else(Problem::no_such_page));
    let shown = show_party(&staff.counter, id, behind.transpose()?).await?;
    Ok(one(&staff, id, &shown, None))
}

/// Shows who it is. It is asked for by a form, so that nobody is shown by following a link.
pub async fn names(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = party(&id)?;
    staff.visit.form.only(&[])?;
    let named = show_party_names(&staff.counter, id).await?;
    let shown = show_party(&staff.counter, id, None).await?;
    Ok(one(&staff, id, &shown, Some(named)))
}

/// Whoever comes back here from a login has to ask again.
pub async fn back(_: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = party(&id)?;
    Ok(see_other(&format!("/parties/{id}"), None))
}

fn one(
    staff: &Staff,
    id: PartyId,
    shown: &PartyShown,
    named: Option<Vec<NamedMember>>,
) -> Response {
    let is_named = named.is_some();
    let mut named = named.unwrap_or_default();
    let members = shown.members.iter().map(|one| {
        let at = named.iter().position(|known| known.party == one.party);
        member(one, at.map(|at| named.swap_remove(at)))
    });
    let next = shown.next.map(|next| {
        let (day, position) = (next.day, next.position.0);
        format!("/parties/{id}?behind={day}.{position}")
    });
    ok(&PartyPage {
        frame: Frame::of(staff, &records::party_title(id)),
        party: id,
        members: members.collect(),
        is_named,
        can_be_named: shown.members.iter().any(|one| one.is_described),
        years: records::by_year(&shown.years),
        rows: shown.rows.iter().map(row).collect(),
        next,
        links: shown.links.iter().map(link).collect(),
    })
}

fn member(member: &Member, named: Option<NamedMember>) -> MemberShown {
    let purpose = member.purpose.as_ref();
    let told = |text: &str| text.to_owned();
    let hidden = member.schemes.iter();
    let hidden = hidden.map(|scheme| (records::scheme(scheme), told(records::HIDDEN)));
    let facts = match named {
        Some(named) => {
            let facts = named.profile.map_or_else(Vec::new, facts).into_iter();
            let facts = facts.map(|(label, text)| (label.to_owned(), text));
            let numbers = named.identifiers.into_iter();
            let numbers = numbers.map(|one| (records::scheme(&one.scheme), one.value));
            facts.chain(numbers).collect()
        }
        None if member.is_described => [(told(label::PERSONAL), told(records::HIDDEN))]
            .into_iter()
            .chain(hidden)
            .collect(),
        None => Vec::new(),
    };
    let disposals = member.disposals.iter().map(|note| {
        let (at, by) = (moment(note.signature.at), records::by(&note.signature));
        let reason = records::disposed_for(note.reason.as_deref());
        format!("{at} {by} {reason}").trim_end().to_owned()
    });
    MemberShown {
        party: member.party.to_string(),
        is: member.party_type.word(),
        purpose: purpose.map_or_else(String::new, |one| one.label.clone()),
        legal_basis: purpose.map_or_else(String::new, |one| one.legal_basis.clone()),
        kept_for: purpose.map_or_else(String::new, records::kept_for),
        facts,
        disposals: disposals.collect(),
    }
}

/// A row, with the year in which it happened.
fn row(row: &LedgerRow) -> (String, RowShown) {
    let year = FiscalYear::of(row.engagement.occurred_on);
    let year = year.map_or_else(String::new, |year| year.to_string());
    (year, RowShown::of(row))
}

fn link(shown: &LinkShown) -> Link {
    let link = &shown.link.link;
    // A page of 名寄せ begins behind a position, so that this pair is the first of it.
    let path = match (shown.is_in_force, shown.link.is_decided()) {
        (false, _) => None,
        (true, true) => Some(format!(
            "/identity?list=decided&behind={}",
            link.position.0 + 1
        )),
        (true, false) => Some(format!("/identity?behind={}", link.position.0 - 1)),
    };
    Link {
        at: moment(shown.link.signature.at),
        parties: [link.a, link.b].map(|party| party.to_string()),
        verdict: records::verdict(&shown.link),
        by: records::by(&shown.link.signature).to_owned(),
        basis: shown.link.basis.clone().unwrap_or_default(),
        path,
    }
}

/// `2024-10-03.123`
fn place(text: &str) -> Option<Place> {
    let (day, position) = text.split_once('.')?;
    Some(Place {
        day: day.parse().ok()?,
        position: Position(position.parse().ok()?),
    })
}

//! 「人・団体」 somebody is looked up by what a form says, so that no name is in an address; or found by
//! the records that came last. No names.

use askama::Template;
use axum::response::Response;
use enishi_desk::find_parties::{
    PartyListed, RecentFilter, RecentParties, ask_to_find, find_parties, recent_parties,
};
use enishi_domain::engagement::Position;
use enishi_domain::party::PartyId;
use enishi_domain::text::days::in_its_era;
use enishi_domain::text::{fold_ascii, with_thousands};
use enishi_domain::words::ClosedSet as _;

use super::login::see_other;
use crate::components::Field;
use crate::frame::{Frame, Problem, ok};
use crate::numbers::{engagement_id, party_id};
use crate::visit::{Fields, Staff};
use crate::wording::{self, records};

#[derive(Template)]
#[template(path = "pages/parties.html")]
struct PartiesPage<'a> {
    frame: Frame,
    /// What is looked for; empty where nothing is. Personal.
    wanted: &'a str,
    field: Field<'a>,
    parties: Vec<Listed>,
    next: Option<String>,
    recent: Option<Recent>,
}

/// What the list by records is limited to.
struct Recent {
    year: String,
    programme: String,
    programmes: Vec<(String, String)>,
    may_see_all: bool,
}

struct Listed {
    party: String,
    is: &'static str,
    purpose: String,
    engagements: String,
    last: String,
    programmes: String,
}

/// Shows the form, and those of the last records.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    ask_to_find(&staff.counter)?;
    let query = &staff.visit.query;
    let before = query.said("before");
    let before = before.map(|text| text.parse().map_err(|_| Problem::no_such_page()));
    let filter = RecentFilter {
        year: query.year()?,
        programme: query.said("programme"),
        before: before.transpose()?.map(Position),
    };
    let page = recent_parties(&staff.counter, &filter).await?;
    Ok(ok(&PartiesPage {
        frame: Frame::of(&staff, records::title::PARTIES),
        wanted: "",
        field: field(""),
        parties: page.parties.iter().map(listed).collect(),
        next: next(&page),
        recent: Some(Recent {
            year: page.year.short(),
            programmes: page
                .programmes
                .iter()
                .map(|(no, name)| (no.clone(), wording::programme(no, name.as_deref())))
                .collect(),
            may_see_all: page.may_see_all,
            programme: page.programme.unwrap_or_default(),
        }),
    }))
}

/// Looks somebody up; goes straight to whoever or whatever is asked for by our own number.
pub async fn find(staff: Staff) -> Result<Response, Problem> {
    ask_to_find(&staff.counter)?;
    let form = &staff.visit.form;
    form.only(&["wanted", "behind"])?;
    let Some(wanted) = form.line("wanted")? else {
        return Ok(see_other("/parties", None));
    };
    let number = fold_ascii(&wanted).to_uppercase();
    if let Some(party) = party_id(&number) {
        return Ok(see_other(&format!("/parties/{party}"), None));
    }
    if let Some(engagement) = engagement_id(&number) {
        return Ok(see_other(&format!("/ledger/{engagement}"), None));
    }
    let behind = match form.said("behind") {
        Some(text) => party_id(&text).ok_or_else(Problem::bad_form)?,
        None => PartyId(0),
    };
    let found = find_parties(&staff.counter, &wanted, behind).await?;
    Ok(ok(&PartiesPage {
        frame: Frame::of(&staff, records::title::PARTIES),
        wanted: &wanted,
        field: field(&wanted),
        parties: found.parties.iter().map(listed).collect(),
        next: found.next.map(|party| party.to_string()),
        recent: None,
    }))
}

fn field(wanted: &str) -> Field<'_> {
    Field {
        help: records::label::WANTED_HELP,
        value: wanted,
        ..Field::text("wanted", records::label::WANTED)
    }
}

fn listed(listed: &PartyListed) -> Listed {
    let programmes: Vec<&str> = listed.programmes.iter().map(String::as_str).collect();
    Listed {
        party: listed.party.to_string(),
        is: listed.party_type.word(),
        purpose: listed.purpose.clone(),
        engagements: with_thousands(&listed.engagements.to_string()),
        last: listed
            .last
            .map_or_else(String::new, |(day, precision)| in_its_era(day, precision)),
        programmes: programmes.join("、"),
    }
}

fn next(page: &RecentParties) -> Option<String> {
    let (year, before) = (page.year.short(), page.next?.0.to_string());
    let fields = Fields::of(&[
        ("year", &year),
        ("programme", page.programme.as_deref().unwrap_or_default()),
        ("before", &before),
    ]);
    Some(format!("/parties?{}", fields.written()))
}

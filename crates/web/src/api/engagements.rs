//! The ledger: its rows, one record more, and corrections to what was seen. Fields are said under
//! the headings of our own form, in the words that the screen takes. Who it is of is told by number
//! only: names are for the screen, where each reading is asked for.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::correct_engagement::{
    Corrected as Done, Reason, correct_typed, correction_screen, void_seen,
};
use enishi_desk::entry_form::typed_texts;
use enishi_desk::record_engagement::{PURPOSE, Recorded as Kept, entry_screen};
use enishi_desk::show_engagement::show_engagement;
use enishi_desk::show_ledger::{LedgerFilter, show_ledger};
use enishi_domain::engagement::{CorrectionReason, EngagementId, Kind, LedgerRow, Position};
use enishi_domain::words::ClosedSet as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::{Asked, answer};
use super::refusal::{Code, FieldFault, Refusal};
use crate::numbers::engagement_id;
use crate::wording;

/// A page of the ledger.
#[derive(Serialize, JsonSchema)]
pub struct Page {
    /// The western year in which the fiscal year begins.
    year: i16,
    /// The latest first.
    engagements: Vec<Engagement>,
    /// `cursor` of the next page; null on the last one.
    next: Option<String>,
}

/// One engagement with all its revisions.
#[derive(Serialize, JsonSchema)]
pub struct History {
    /// `E12`
    id: String,
    /// The oldest first; the last one holds.
    revisions: Vec<Engagement>,
}

/// A revision.
#[derive(Serialize, JsonSchema)]
pub struct Engagement {
    /// `E12`
    id: String,
    /// Its place in the ledger: what a correction says that it saw.
    revision: i64,
    /// `assert`, `amend` or `void`
    operation: String,
    /// `event.attend` …
    kind: String,
    /// The programme's number, where it belongs to one.
    programme: Option<String>,
    /// What it says under each heading of our own form.
    fields: BTreeMap<String, String>,
    /// Who it is of, by number.
    parties: Vec<PartyOf>,
    /// Why it was corrected.
    reason: Option<String>,
    /// The same in the clerk's words.
    note: Option<String>,
}

/// Somebody's part.
#[derive(Serialize, JsonSchema)]
pub struct PartyOf {
    /// `subject` …
    role: String,
    /// `P12`
    party: String,
}

/// One record more.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEngagement {
    /// `event.attend` …
    #[schemars(schema_with = "super::description::kinds")]
    kind: String,
    /// 利用目的, where it is of somebody.
    #[serde(default)]
    purpose: Option<String>,
    /// What is said under each heading of our own form.
    fields: BTreeMap<String, String>,
    /// What this account recorded last, as `/account` says: null where it was nothing. Whoever
    /// sends a record again because no answer came is told of the first one.
    #[schemars(schema_with = "super::description::engagement_or_null")]
    after: Option<String>,
}

/// What was recorded.
#[derive(Serialize, JsonSchema)]
pub struct Recorded {
    /// `E12`
    id: String,
    /// How many pairs wait in 名寄せ because of it.
    waiting_pairs: usize,
}

/// What it should say instead.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The revision that was seen.
    revision: i64,
    /// Why.
    #[schemars(schema_with = "super::description::reasons")]
    reason: String,
    /// The same in words; nobody's name.
    #[serde(default)]
    #[schemars(length(max = 400))]
    note: Option<String>,
    /// What it should say under each heading: all of them, as a form is sent.
    fields: BTreeMap<String, String>,
}

/// That it is taken back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Void {
    /// The revision that was seen.
    revision: i64,
    /// Why.
    #[schemars(schema_with = "super::description::reasons")]
    reason: String,
    /// The same in words; nobody's name.
    #[serde(default)]
    #[schemars(length(max = 400))]
    note: Option<String>,
}

/// What became of it.
#[derive(Serialize, JsonSchema)]
pub struct Corrected {
    /// `E12`
    id: String,
    /// The revision that holds now.
    revision: i64,
    /// Whether something was recorded: what says the same already is not.
    is_changed: bool,
}

/// A page.
pub async fn list(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&["year", "programme", "kind", "cursor"])?;
    let filter = LedgerFilter {
        year: asked.year()?,
        programme: asked.programme()?,
        kind: asked.kind()?,
        batch: None,
        before: asked.cursor()?,
    };
    let shown = show_ledger(&asked.counter, &filter).await?;
    let page = Page {
        year: shown.year.western(),
        engagements: shown.rows.iter().map(engagement).collect(),
        next: shown.next.map(|position| position.0.to_string()),
    };
    answer(StatusCode::OK, &page)
}

/// One.
pub async fn show(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let id = asked.engagement()?;
    let shown = show_engagement(&asked.counter, id).await?;
    let revisions = shown.revisions.iter();
    let history = History {
        id: id.to_string(),
        revisions: revisions
            .map(|revision| engagement(&revision.row))
            .collect(),
    };
    answer(StatusCode::OK, &history)
}

/// Records one.
pub async fn record(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let new: NewEngagement = asked.body()?;
    let kind = Kind::from_code(&new.kind).ok_or_else(|| Refusal::new(Code::BadBody))?;
    let after = new.after.as_deref();
    let after = after.map(|text| engagement_id(text).ok_or_else(|| Refusal::new(Code::BadBody)));
    let after = after.transpose()?;
    let screen = entry_screen(&asked.counter, kind).await?;
    let known = screen.fields.iter().map(|field| field.heading.as_str());
    let mut typed = fields(&new.fields, known)?;
    typed.insert(PURPOSE.to_owned(), new.purpose.unwrap_or_default());
    let record = enishi_desk::record_engagement::record(&asked.counter, kind, &typed, after);
    match record.await? {
        Kept::Kept(id, waiting_pairs) => {
            let id = id.to_string();
            answer(StatusCode::CREATED, &Recorded { id, waiting_pairs })
        }
        Kept::Faulty(faults) => Err(Refusal::of_fields(faults)),
        Kept::Again(id) => Err(Refusal::saying(Code::Conflict, &id.to_string())),
    }
}

/// Corrects one.
pub async fn correct(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let (id, said) = (asked.engagement()?, asked.body::<Correction>()?);
    let reason = reason(&said.reason, said.note)?;
    let screen = correction_screen(&asked.counter, id).await?;
    let known = screen.fields.iter().map(|field| field.heading.as_str());
    let typed = fields(&said.fields, known)?;
    let seen = Position(said.revision);
    let done = correct_typed(&asked.counter, (id, seen), &reason, &typed).await?;
    corrected(id, seen, done)
}

/// Takes one back.
pub async fn void(asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let (id, said) = (asked.engagement()?, asked.body::<Void>()?);
    let reason = reason(&said.reason, said.note)?;
    let seen = Position(said.revision);
    let done = void_seen(&asked.counter, (id, seen), &reason).await?;
    corrected(id, seen, done)
}

fn corrected(id: EngagementId, seen: Position, done: Done) -> Result<Response, Refusal> {
    let (revision, is_changed) = match done {
        Done::Kept(position) => (position, true),
        Done::Unchanged => (seen, false),
        Done::Faulty(faults) => return Err(Refusal::of_fields(faults)),
        Done::Conflict => return Err(Refusal::new(Code::Conflict)),
    };
    let told = Corrected {
        id: id.to_string(),
        revision: revision.0,
        is_changed,
    };
    answer(StatusCode::OK, &told)
}

/// What is said under headings that are there; a long line or an unknown heading is refused.
fn fields<'a>(
    said: &BTreeMap<String, String>,
    known: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, String>, Refusal> {
    const LONGEST: usize = 400;
    let known: Vec<&str> = known.collect();
    let mut refusal = Refusal::new(Code::Invalid);
    for (heading, text) in said {
        let message = if !known.contains(&heading.as_str()) {
            wording::api::UNKNOWN_FIELD
        } else if text.chars().count() > LONGEST {
            wording::api::LONG_FIELD
        } else {
            continue;
        };
        refusal.errors.push(FieldFault {
            field: heading.chars().take(40).collect(),
            message: message.to_owned(),
        });
    }
    if refusal.errors.is_empty() {
        Ok(said.clone())
    } else {
        Err(refusal)
    }
}

/// A reason that a person may give.
fn reason(code: &str, note: Option<String>) -> Result<Reason, Refusal> {
    let code = CorrectionReason::from_code(code);
    let code = code.filter(|code| *code != CorrectionReason::ImportUndone);
    let text = note.filter(|note| !note.trim().is_empty());
    let is_short = text.as_ref().is_none_or(|text| text.chars().count() <= 400);
    let code = code.filter(|_| is_short);
    let code = code.ok_or_else(|| Refusal::new(Code::BadBody))?;
    Ok(Reason { code, text })
}

fn engagement(row: &LedgerRow) -> Engagement {
    let said = &row.engagement;
    let parties = said.parties.iter().map(|(role, party)| PartyOf {
        role: role.code().to_owned(),
        party: party.to_string(),
    });
    Engagement {
        id: row.id.to_string(),
        revision: row.position.0,
        operation: row.operation.code().to_owned(),
        kind: said.kind.code().to_owned(),
        programme: said.programme.clone(),
        fields: typed_texts(said).into_iter().collect(),
        parties: parties.collect(),
        reason: row.reason.map(|reason| reason.code().to_owned()),
        note: row.reason_text.clone(),
    }
}

//! 「台帳（1件）」 one engagement: what it says, which KPIs count it, what proves it, who it is of once
//! somebody asks, every correction with before and after; and the form by which it is corrected or
//! taken back, with a reason.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::correct_engagement::{
    Corrected, CorrectionScreen, Reason, correct_typed, correction_screen, restore_seen,
    taken_back, void_seen,
};
use enishi_desk::entry_form::Fault;
use enishi_desk::import_register::{told_by_hand, told_of_void};
use enishi_desk::show_engagement::{
    EngagementShown, NamedParty, RevisionShown, show_engagement, show_names,
};
use enishi_domain::engagement::{CorrectionReason, EngagementId, Position};
use enishi_domain::party::Profile;
use enishi_domain::text::days::in_both_eras;
use enishi_domain::words::ClosedSet as _;

use super::entry::{FieldShown, typed};
use super::login::see_other;
use super::submissions::moment;
use crate::frame::{Frame, Problem, page};
use crate::numbers::engagement_id;
use crate::visit::{Fields, Staff};
use crate::wording;
use crate::wording::records::{self, label};

/// The names of what a correction says beside the fields.
const SEEN: &str = "seen";
const REASON: &str = "reason";
const REASON_TEXT: &str = "reason_text";

#[derive(Template)]
#[template(path = "pages/engagement.html")]
struct EngagementPage {
    frame: Frame,
    id: EngagementId,
    day: String,
    is_void: bool,
    parties: Vec<(&'static str, String, &'static str)>,
    named: Vec<Named>,
    may_see_names: bool,
    may_correct: bool,
    restoring: Option<Restoring>,
    counted_in: Vec<(String, String)>,
    evidence: Vec<(&'static str, String)>,
    revisions: Vec<Revision>,
}

/// Somebody by name. Personal.
struct Named {
    role: &'static str,
    party: String,
    is: &'static str,
    facts: Vec<(&'static str, String)>,
}

/// The form that takes a void back.
struct Restoring {
    seen: i64,
    reason: FieldShown,
    text: FieldShown,
}

struct Revision {
    title: String,
    reason: String,
    origin: String,
    is_first: bool,
    changes: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "pages/correction.html")]
struct CorrectionPage {
    frame: Frame,
    id: EngagementId,
    seen: i64,
    faults: Vec<(String, String)>,
    fields: Vec<FieldShown>,
    now: Vec<(String, String)>,
    reason: FieldShown,
    text: FieldShown,
    void_reason: FieldShown,
    void_text: FieldShown,
}

/// Shows it.
pub async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = engagement_id(&id).ok_or_else(Problem::no_such_page)?;
    let shown = show_engagement(&staff.counter, id).await?;
    let mut template = engagement(&staff, id, &shown, Vec::new());
    if staff.visit.query.get("done") == "corrected"
        && let [.., stood, said] = shown.revisions.as_slice()
    {
        let (stood, said) = (&stood.row.engagement, &said.row.engagement);
        let told = told_by_hand(&staff.counter, (Some(stood), said)).await?;
        template.frame = template.frame.telling(&told);
    }
    if ["voided", "restored"].contains(&staff.visit.query.get("done"))
        && let Some(last) = shown.revisions.last()
    {
        let told = told_of_void(&staff.counter, &last.row.engagement).await?;
        template.frame = template.frame.telling(&told);
    }
    Ok(page(StatusCode::OK, &template))
}

/// Shows who it is of. It is asked for by a form, so that nobody is shown by following a link.
pub async fn names(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = engagement_id(&id).ok_or_else(Problem::no_such_page)?;
    staff.visit.form.only(&[])?;
    let named = show_names(&staff.counter, id).await?;
    let shown = show_engagement(&staff.counter, id).await?;
    Ok(page(StatusCode::OK, &engagement(&staff, id, &shown, named)))
}

/// Whoever comes back here from a login has to ask again.
pub async fn back(_: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = engagement_id(&id).ok_or_else(Problem::no_such_page)?;
    Ok(see_other(&format!("/ledger/{id}"), None))
}

fn engagement(
    staff: &Staff,
    id: EngagementId,
    shown: &EngagementShown,
    named: Vec<NamedParty>,
) -> EngagementPage {
    use enishi_domain::engagement::Operation;
    let last = shown.revisions.last();
    let day = last.map_or_else(String::new, |last| {
        let engagement = &last.row.engagement;
        in_both_eras(engagement.occurred_on, engagement.precision)
    });
    let counted = shown.counted_in.iter().map(|counted| {
        let year = counted
            .years
            .last()
            .map_or_else(String::new, |year| year.short());
        let (programme, kpi) = (&counted.programme, counted.kpi);
        let path = format!("/programmes/{programme}/kpis/{kpi}?year={year}");
        (path, records::counted_in(counted))
    });
    let evidence = shown.evidence.iter();
    let parties = shown.parties.iter();
    let taken_back = last.filter(|last| last.row.operation == Operation::Void);
    let taken_back = taken_back.map(|last| last.row.position.0);
    EngagementPage {
        frame: Frame::of(staff, &wording::engagement(id)),
        id,
        day,
        is_void: taken_back.is_some(),
        restoring: taken_back.filter(|_| shown.may_correct).map(|seen| {
            let (reason, text) = reason_fields("", "", None);
            Restoring { seen, reason, text }
        }),
        parties: parties
            .map(|(role, party, is)| (role.word(), party.to_string(), is.word()))
            .collect(),
        named: named.into_iter().map(named_shown).collect(),
        may_see_names: shown.may_see_names,
        may_correct: shown.may_correct,
        counted_in: counted.collect(),
        evidence: evidence
            .map(|note| (records::proof(&note.kind), note.title.clone()))
            .collect(),
        revisions: shown.revisions.iter().rev().map(revision).collect(),
    }
}

fn named_shown(named: NamedParty) -> Named {
    let facts = named
        .profile
        .map_or_else(|| vec![(label::NAME, records::NOT_KEPT.to_owned())], facts);
    Named {
        role: named.role.word(),
        party: named.party.to_string(),
        is: named.party_type.word(),
        facts,
    }
}

/// What a register says of somebody, line by line. Personal.
pub fn facts(profile: Profile) -> Vec<(&'static str, String)> {
    let birth = profile
        .birth
        .map_or_else(String::new, |day| day.to_string());
    let mut facts = vec![
        (label::NAME, profile.name),
        (label::KANA, profile.kana),
        (label::BIRTH, birth),
        (label::POSTCODE, profile.postcode),
        (label::ADDRESS, profile.address),
        (label::TELEPHONE, profile.telephone),
        (label::MAIL, profile.mail),
        (label::RESIDENCE, profile.residence.word().to_owned()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn revision(shown: &RevisionShown) -> Revision {
    let row = &shown.row;
    let by = shown.signature.as_ref().map_or("", records::by);
    let reason = row.reason.map_or("", |reason| reason.word());
    let text = row.reason_text.as_deref().unwrap_or_default();
    Revision {
        title: format!("{} {} {by}", moment(row.recorded_at), row.operation.word()),
        reason: format!("{reason} {text}").trim().to_owned(),
        origin: shown
            .origin
            .as_ref()
            .map_or_else(String::new, records::origin),
        is_first: row.replaces.is_none(),
        changes: shown.changes.clone(),
    }
}

/// What stands in the forms of a correction, and what is wrong with it.
#[derive(Default)]
struct Typed {
    /// The fields; none where they stand as the record does.
    values: Option<BTreeMap<String, String>>,
    /// The reason that was chosen, and more words, of the one form or the other.
    reason: String,
    text: String,
    /// Whether they are of the form that takes the record back.
    is_void: bool,
    faults: Vec<Fault>,
}

/// Shows the form.
pub async fn correction(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = engagement_id(&id).ok_or_else(Problem::no_such_page)?;
    let screen = correction_screen(&staff.counter, id).await?;
    let frame = Frame::of(&staff, &records::correction_title(id));
    Ok(form(StatusCode::OK, frame, &screen, &Typed::default()))
}

/// Corrects it.
pub async fn correct(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = engagement_id(&id).ok_or_else(Problem::no_such_page)?;
    let screen = correction_screen(&staff.counter, id).await?;
    let sent = &staff.visit.form;
    let names = names_of(&screen);
    sent.only(&[names.as_slice(), &[SEEN, REASON, REASON_TEXT]].concat())?;
    let values = typed(sent, &names);
    let frame = Frame::of(&staff, &records::correction_title(id));
    let mut typed = Typed {
        reason: sent.get(REASON).to_owned(),
        text: sent.get(REASON_TEXT).to_owned(),
        ..Typed::default()
    };
    let (Some(reason), seen) = (reason(sent)?, seen(sent)?) else {
        typed.faults.push(reason_missing());
        typed.values = Some(values);
        let frame = frame.saying("error", records::NOTHING_CHANGED_YET);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(form(status, frame, &screen, &typed));
    };
    let corrected = correct_typed(&staff.counter, (id, seen), &reason, &values).await?;
    typed.values = Some(values);
    match corrected {
        Corrected::Kept(_) => Ok(see_other(&format!("/ledger/{id}?done=corrected"), None)),
        Corrected::Unchanged => Ok(see_other(&format!("/ledger/{id}?done=unchanged"), None)),
        Corrected::Faulty(faults) => {
            typed.faults = faults;
            let frame = frame.saying("error", records::NOTHING_CHANGED_YET);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(form(status, frame, &screen, &typed))
        }
        Corrected::Conflict => conflict(&staff, id, &typed).await,
    }
}

/// Takes it back.
pub async fn void(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = engagement_id(&id).ok_or_else(Problem::no_such_page)?;
    let sent = &staff.visit.form;
    let screen = correction_screen(&staff.counter, id).await?;
    sent.only(&[SEEN, REASON, REASON_TEXT])?;
    let mut typed = Typed {
        reason: sent.get(REASON).to_owned(),
        text: sent.get(REASON_TEXT).to_owned(),
        is_void: true,
        ..Typed::default()
    };
    let (Some(reason), seen) = (reason(sent)?, seen(sent)?) else {
        typed.faults.push(reason_missing());
        let frame = Frame::of(&staff, &records::correction_title(id));
        let frame = frame.saying("error", records::NOTHING_CHANGED_YET);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(form(status, frame, &screen, &typed));
    };
    match void_seen(&staff.counter, (id, seen), &reason).await? {
        Corrected::Conflict => conflict(&staff, id, &typed).await,
        Corrected::Kept(_) | Corrected::Unchanged | Corrected::Faulty(_) => {
            Ok(see_other(&format!("/ledger/{id}?done=voided"), None))
        }
    }
}

/// Says it again.
pub async fn restore(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = engagement_id(&id).ok_or_else(Problem::no_such_page)?;
    taken_back(&staff.counter, id).await?;
    let sent = &staff.visit.form;
    sent.only(&[SEEN, REASON, REASON_TEXT])?;
    let seen = seen(sent)?;
    let Some(reason) = reason(sent)? else {
        let shown = show_engagement(&staff.counter, id).await?;
        let mut template = engagement(&staff, id, &shown, Vec::new());
        template.frame = template.frame.saying("error", records::NOTHING_CHANGED_YET);
        if let Some(form) = &mut template.restoring {
            let text = sent.get(REASON_TEXT);
            (form.reason, form.text) = reason_fields("", text, Some(&reason_missing()));
        }
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template));
    };
    match restore_seen(&staff.counter, (id, seen), &reason).await? {
        Corrected::Conflict => {
            let shown = show_engagement(&staff.counter, id).await?;
            let mut template = engagement(&staff, id, &shown, Vec::new());
            template.frame = template.frame.saying("error", records::RECORD_CHANGED);
            Ok(page(StatusCode::CONFLICT, &template))
        }
        Corrected::Kept(_) | Corrected::Unchanged | Corrected::Faulty(_) => {
            Ok(see_other(&format!("/ledger/{id}?done=restored"), None))
        }
    }
}

/// What was typed, beside what stands by now.
async fn conflict(staff: &Staff, id: EngagementId, typed: &Typed) -> Result<Response, Problem> {
    let screen = correction_screen(&staff.counter, id).await?;
    let frame = Frame::of(staff, records::title::RECORD_CHANGED);
    let frame = frame.saying("error", records::RECORD_CHANGED);
    Ok(form(StatusCode::CONFLICT, frame, &screen, typed))
}

fn names_of(screen: &CorrectionScreen) -> Vec<&str> {
    let names = screen.fields.iter().map(|field| field.heading.as_str());
    names.collect()
}

fn seen(form: &Fields) -> Result<Position, Problem> {
    let seen = form.get(SEEN).parse().map_err(|_| Problem::bad_form())?;
    Ok(Position(seen))
}

/// The reason that was chosen; none where nothing was, or what only an import may say.
fn reason(form: &Fields) -> Result<Option<Reason>, Problem> {
    let text = form.line(REASON_TEXT)?;
    let code = CorrectionReason::from_code(form.get(REASON));
    let code = code.filter(|code| *code != CorrectionReason::ImportUndone);
    Ok(code.map(|code| Reason { code, text }))
}

fn reason_missing() -> Fault {
    Fault {
        heading: REASON.to_owned(),
        told: records::CHOOSE_A_REASON.to_owned(),
    }
}

/// The fields of why, with what was chosen and written.
fn reason_fields(chosen: &str, text: &str, fault: Option<&Fault>) -> (FieldShown, FieldShown) {
    let plain = |name: &str, label: &str, value: &str| FieldShown {
        id: name.to_owned(),
        name: name.to_owned(),
        label: label.to_owned(),
        help: String::new(),
        value: value.to_owned(),
        error: String::new(),
        is_required: false,
        is_number: false,
        suggestions: Vec::new(),
        choices: Vec::new(),
        is_first: false,
    };
    let reasons = CorrectionReason::ALL.iter();
    let reasons = reasons.filter(|reason| **reason != CorrectionReason::ImportUndone);
    let reason = FieldShown {
        error: fault.map_or_else(String::new, |fault| fault.told.clone()),
        is_required: true,
        choices: reasons
            .map(|reason| (reason.code().to_owned(), reason.word().to_owned()))
            .collect(),
        ..plain(REASON, label::REASON_CODE, chosen)
    };
    let text = FieldShown {
        help: label::REASON_TEXT_HELP.to_owned(),
        ..plain(REASON_TEXT, label::REASON_TEXT, text)
    };
    (reason, text)
}

fn form(status: StatusCode, frame: Frame, screen: &CorrectionScreen, typed: &Typed) -> Response {
    let standing = || screen.said.iter().cloned().collect();
    let values = typed.values.clone().unwrap_or_else(standing);
    let fields = screen.fields.iter().map(|field| {
        let value = values.get(&field.heading).map_or("", String::as_str);
        FieldShown::of(field, value, &typed.faults)
    });
    let wrong = typed.faults.iter().find(|fault| fault.heading == REASON);
    let said = reason_fields(&typed.reason, &typed.text, wrong);
    let unsaid = reason_fields("", "", None);
    let ((reason, text), (void_reason, void_text)) = match typed.is_void {
        true => (unsaid, said),
        false => (said, unsaid),
    };
    // Both forms stand on one page.
    let apart = |field: FieldShown| FieldShown {
        id: format!("void-{}", field.id),
        ..field
    };
    let (void_reason, void_text) = (apart(void_reason), apart(void_text));
    let faults = typed.faults.iter().map(|fault| {
        let id = match typed.is_void && fault.heading == REASON {
            true => void_reason.id.clone(),
            false => fault.heading.clone(),
        };
        (id, fault.told.clone())
    });
    let template = CorrectionPage {
        frame,
        id: screen.row.id,
        seen: screen.row.position.0,
        faults: faults.collect(),
        fields: fields.collect(),
        now: screen.said.clone(),
        reason,
        text,
        void_reason,
        void_text,
    };
    page(status, &template)
}

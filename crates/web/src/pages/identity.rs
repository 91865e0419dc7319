//! 「名寄せ」 pairs of parties, why the program asks, what 同一人物 would do to the KPIs, and the buttons;
//! and the pairs that are decided, to be taken back. Names are shown side by side once somebody
//! asks for those of a page, which the desk writes down.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::review_parties::{Decided, PairDecision, decide_pair};
use enishi_desk::show_pairs::{PairFilter, PairList, PairShown, name_pairs, show_pair, show_pairs};
use enishi_domain::engagement::Position;
use enishi_domain::identity::LinkVerdict;
use enishi_domain::identity::agreement::Field as Compared;
use enishi_domain::identity::explanation::Reason;
use enishi_domain::party::{PartyId, Profile};
use enishi_domain::text::differences::Differences;
use enishi_domain::words::ClosedSet as _;

use super::login::see_other;
use super::submissions::moment;
use crate::components::Field;
use crate::frame::{Frame, Problem, ok, page};
use crate::numbers::party_id;
use crate::visit::{Fields, Staff};
use crate::wording;
use crate::wording::records::{self, label};

#[derive(Template)]
#[template(path = "pages/identity.html")]
struct IdentityPage<'a> {
    frame: Frame,
    is_decided: bool,
    programme: String,
    programmes: Vec<(String, String)>,
    /// Where the page begins, as it was asked for.
    behind: String,
    pairs: Vec<Pair<'a>>,
    next: Option<String>,
}

impl IdentityPage<'_> {
    fn hides_names(&self) -> bool {
        self.pairs.iter().any(|pair| !pair.is_named)
    }
}

#[derive(Template)]
#[template(path = "pages/identity_conflict.html")]
struct ConflictPage<'a> {
    frame: Frame,
    name: &'a str,
    at: String,
    theirs: &'static str,
    mine: &'static str,
    programme: String,
    pair: Pair<'a>,
}

struct Pair<'a> {
    path: String,
    title: String,
    parties: [String; 2],
    seen: i64,
    verdict: &'static str,
    by: String,
    basis: Option<String>,
    is_by_hand: bool,
    is_decided: bool,
    summary: String,
    doubts: Vec<&'static str>,
    is_named: bool,
    rows: Vec<Row>,
    other_reasons: Vec<String>,
    effects: Vec<String>,
    may_decide: bool,
    asks_basis: Option<Field<'a>>,
}

/// A field of both, in runs of characters that the other has or has not.
struct Row {
    label: &'static str,
    left: Vec<Run>,
    right: Vec<Run>,
    sentence: String,
}

struct Run {
    is_different: bool,
    text: String,
}

/// Shows the queue, or what is decided.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let filter = filter(&staff.visit.query)?;
    let shown = show_pairs(&staff.counter, &filter).await?;
    let next = shown.next.map(|position| {
        address(&PairFilter {
            behind: Some(position),
            ..filter.clone()
        })
    });
    let programme = shown.programme.unwrap_or_default();
    let named = shown.programmes.iter();
    Ok(ok(&IdentityPage {
        frame: Frame::of(&staff, records::title::IDENTITY),
        is_decided: filter.list == PairList::Decided,
        behind: filter
            .behind
            .map_or_else(String::new, |at| at.0.to_string()),
        programmes: named
            .map(|(no, name)| (no.clone(), wording::programme(no, name.as_deref())))
            .collect(),
        pairs: shown.pairs.iter().map(pair).collect(),
        next,
        programme,
    }))
}

/// Shows the names of a page for a while.
pub async fn names(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["list", "programme", "behind"])?;
    let filter = filter(form)?;
    name_pairs(&staff.counter, &filter).await?;
    Ok(see_other(&address(&filter), None))
}

/// Whoever comes back to the names by their address gets the queue.
pub async fn back() -> Response {
    see_other("/identity", None)
}

/// What is looked for.
fn filter(fields: &Fields) -> Result<PairFilter, Problem> {
    let behind = fields.said("behind");
    let behind = behind.map(|text| text.parse().map_err(|_| Problem::no_such_page()));
    Ok(PairFilter {
        list: if fields.get("list") == "decided" {
            PairList::Decided
        } else {
            PairList::Waiting
        },
        programme: fields.said("programme"),
        behind: behind.transpose()?.map(Position),
    })
}

/// Where that is shown.
fn address(filter: &PairFilter) -> String {
    let list = match filter.list {
        PairList::Decided => "decided",
        PairList::Waiting => "",
    };
    let behind = filter.behind.map(|at| at.0.to_string());
    let fields = Fields::of(&[
        ("list", list),
        ("programme", filter.programme.as_deref().unwrap_or_default()),
        ("behind", behind.as_deref().unwrap_or_default()),
    ]);
    match fields.written().as_str() {
        "" => "/identity".to_owned(),
        query => format!("/identity?{query}"),
    }
}

/// Keeps a decision, or takes one back.
pub async fn decide(
    staff: Staff,
    Path((a, b)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["verdict", "seen", "basis", "programme"])?;
    let (a, b) = (party(&a)?, party(&b)?);
    let verdict = form.get("verdict");
    let verdict = LinkVerdict::from_code(verdict).ok_or_else(Problem::bad_form)?;
    let seen = form.get("seen").parse().map_err(|_| Problem::bad_form())?;
    let decision = PairDecision {
        a,
        b,
        verdict,
        basis: form.line("basis")?,
    };
    match decide_pair(&staff.counter, Position(seen), &decision).await? {
        kept @ (Decided::Kept(_) | Decided::Unchanged) => {
            let is_new = kept != Decided::Unchanged;
            let done = if is_new {
                records::done_with(verdict)
            } else {
                "unchanged"
            };
            let programme = form.get("programme");
            let list = if verdict == LinkVerdict::None {
                "decided"
            } else {
                ""
            };
            let fields = [("list", list), ("programme", programme), ("done", done)];
            let query = Fields::of(&fields).written();
            Ok(see_other(&format!("/identity?{query}"), None))
        }
        Decided::Conflict(theirs) => {
            let now = show_pair(&staff.counter, a, b).await?;
            let template = ConflictPage {
                frame: Frame::of(&staff, records::title::PAIR_CONFLICT),
                name: records::by(&theirs.signature),
                at: moment(theirs.signature.at),
                theirs: theirs.link.verdict.word(),
                mine: verdict.word(),
                programme: form.get("programme").to_owned(),
                pair: pair(&now),
            };
            Ok(page(StatusCode::CONFLICT, &template))
        }
    }
}

/// `P12`
pub fn party(text: &str) -> Result<PartyId, Problem> {
    party_id(text).ok_or_else(Problem::no_such_page)
}

fn pair(shown: &PairShown) -> Pair<'_> {
    let link = &shown.link.link;
    let explanation = shown.explanation.as_ref();
    let reasons = explanation.map_or(&[][..], |told| told.reasons.as_slice());
    let doubts = explanation.map_or(&[][..], |told| told.doubts.as_slice());
    let signature = &shown.link.signature;
    Pair {
        path: format!("/identity/{}/{}", link.a, link.b),
        title: records::pair(link.a, link.b),
        parties: [link.a, link.b].map(|party| party.to_string()),
        seen: link.position.0,
        verdict: records::verdict(&shown.link),
        is_by_hand: shown.link.is_by_hand(),
        by: format!("{} {}", moment(signature.at), records::by(signature)),
        basis: shown.link.basis.clone(),
        is_decided: shown.link.is_decided(),
        summary: explanation.map_or_else(String::new, |told| told.summary.clone()),
        doubts: doubts.iter().map(|doubt| doubt.word()).collect(),
        is_named: shown.is_named,
        rows: if shown.is_named {
            rows(shown, reasons)
        } else {
            agreements(reasons)
        },
        other_reasons: reasons
            .iter()
            .filter(|reason| !is_in_table(reason.field))
            .map(|reason| reason.sentence.clone())
            .collect(),
        effects: shown.effects.iter().map(records::effect).collect(),
        may_decide: shown.may_decide,
        asks_basis: shown.needs_basis.then(|| Field {
            help: label::BASIS_HELP,
            is_required: false,
            ..Field::text("basis", label::BASIS)
        }),
    }
}

/// Whether a field has a line of its own: what is part of another one, or a number that is kept as
/// a key, has none.
fn is_in_table(field: Compared) -> bool {
    match field {
        Compared::Name
        | Compared::Kana
        | Compared::Birth
        | Compared::Postcode
        | Compared::Address
        | Compared::Telephone
        | Compared::Mail => true,
        Compared::Family
        | Compared::Given
        | Compared::CorporateNumber
        | Compared::Number
        | Compared::LegalForm => false,
    }
}

/// How the fields that both have agree, and nothing of what they say.
fn agreements(reasons: &[Reason]) -> Vec<Row> {
    let compared = reasons.iter().filter(|reason| is_in_table(reason.field));
    let row = |reason: &Reason| Row {
        label: reason.field.word(),
        left: Vec::new(),
        right: Vec::new(),
        sentence: reason.sentence.clone(),
    };
    compared.map(row).collect()
}

/// The fields that both have, and the names in any case: without those nobody can decide.
fn rows(shown: &PairShown, reasons: &[Reason]) -> Vec<Row> {
    let compared = reasons.iter().filter(|reason| is_in_table(reason.field));
    let mut rows: Vec<Row> = compared
        .map(|reason| {
            // A name that is only in kana stands for its reading; beside nothing nothing differs.
            let is_beside = !reason.left.is_empty() && !reason.right.is_empty();
            let differences = is_beside.then_some(&reason.differences);
            let marks = |side: fn(&Differences) -> &Vec<usize>| {
                differences.map_or(&[][..], |differences| side(differences).as_slice())
            };
            Row {
                label: reason.field.word(),
                left: runs(&reason.left, marks(|both| &both.left)),
                right: runs(&reason.right, marks(|both| &both.right)),
                sentence: reason.sentence.clone(),
            }
        })
        .collect();
    let is_named = reasons.iter().any(|reason| reason.field == Compared::Name);
    if !is_named {
        let name = |profile: &Option<Profile>| match profile {
            Some(profile) => profile.name.clone(),
            None => records::DISPOSED.to_owned(),
        };
        rows.insert(
            0,
            Row {
                label: Compared::Name.word(),
                left: runs(&name(&shown.left), &[]),
                right: runs(&name(&shown.right), &[]),
                sentence: String::new(),
            },
        );
    }
    rows
}

/// A text, cut where it begins or ceases to differ.
fn runs(text: &str, different: &[usize]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, sign) in text.chars().enumerate() {
        let is_different = different.contains(&at);
        match runs.last_mut() {
            Some(run) if run.is_different == is_different => run.text.push(sign),
            _ => runs.push(Run {
                is_different,
                text: sign.to_string(),
            }),
        }
    }
    runs
}

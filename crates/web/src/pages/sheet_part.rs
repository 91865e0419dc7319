//! 「評価シートの事業の部」 one programme's part of the sheet, where 要因・改善・見通し are written
//! beside what the rules say, and handed in, returned or approved. All boxes of the page are one
//! form; what cannot be kept comes back with everything that was typed.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::policy::Action;
use enishi_desk::show_year::{FindingShown, ProgrammeShown, show_year};
use enishi_desk::take_step::{Wanted, take_step};
use enishi_desk::write_assessment::{
    Conflict, Draft, LONGEST_TEXT, Writing, Written, conflicts, tidied_text, whole_text,
    write_assessment,
};
use enishi_desk::{DeskError, Language, Statement};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::DatePrecision;
use enishi_domain::text::days::in_its_era;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Stage, Step};
use jiff::civil::Date;

use super::login::see_other;
use super::programme::{Card, part};
use super::submissions::moment;
use crate::components::{Badge, Field, TextArea};
use crate::frame::{Frame, Problem, YearChoice, offers, page};
use crate::visit::{Fields, Staff};
use crate::wording;

/// What the box of the whole programme is called in addresses and forms.
const WHOLE: &str = "whole";

/// More boxes than any programme has; a form of more is none of ours.
const MOST_BOXES: usize = 100;

/// The texts of a box.
const TEXTS: [&str; 3] = ["cause", "improvement", "outlook"];

#[derive(Template)]
#[template(path = "pages/sheet_part.html")]
struct PartPage<'a> {
    frame: Frame,
    choice: YearChoice,
    day: String,
    position: String,
    no: &'a str,
    badge: Badge,
    reason: Option<&'a str>,
    approval: Option<(String, String)>,
    has_changed: bool,
    /// The KPIs of a year that is over whose figures may still change, where the step is asked for
    /// that rests on them.
    unfrozen: String,
    /// What the boxes' button says, where they are open.
    save: Option<&'static str>,
    /// Whether what was typed came back.
    is_refused: bool,
    /// Whether to save takes back what was handed in.
    takes_back: bool,
    /// Whether they can be opened, though they were handed in.
    can_take_back: bool,
    boxes: Vec<BoxShown<'a>>,
    findings: &'a [FindingShown],
    published_for: Option<&'a str>,
    steps: Vec<StepForm<'a>>,
    version: &'a str,
    history: Vec<(String, String, String, String)>,
}

struct BoxShown<'a> {
    path: String,
    title: String,
    card: Option<Card>,
    revision: i64,
    texts: Vec<TextShown<'a>>,
    /// Who wrote meanwhile, and when, where that is not what was typed.
    other: Option<(&'a str, String)>,
}

struct TextShown<'a> {
    label: &'static str,
    kept: &'a str,
    area: TextArea<'a>,
    /// Whether what was typed is not what is kept.
    is_unsaved: bool,
}

struct StepForm<'a> {
    path: &'static str,
    button: &'static str,
    /// Which figures are published for a reason only.
    small: Option<String>,
    fields: Vec<Field<'a>>,
}

/// What was sent and could not be kept.
struct Refused<'a> {
    form: &'a Fields,
    status: StatusCode,
    told: String,
    /// The boxes that were typed into here and written into by others.
    both: Vec<Conflict>,
    step: Option<Step>,
}

/// Shows one programme's part, to be written and decided.
pub async fn edit(staff: Staff, Path(no): Path<String>) -> Result<Response, Problem> {
    let year = staff.visit.query.year()?;
    shown(&staff, (&no, year), None).await
}

async fn shown(
    staff: &Staff,
    (no, year): (&str, Option<FiscalYear>),
    refused: Option<&Refused<'_>>,
) -> Result<Response, Problem> {
    let shown = show_year(&staff.counter, year).await?;
    let (day, position) = shown.stands;
    let (choice, part) = part(shown, no)?;
    let course = &part.course.course;
    let may_write = offers(&part, Action::Write);
    let is_handed_in = course.stage() == Stage::InReview;
    let was_typed = refused.is_some_and(|refused| !boxes_of(refused.form).is_empty());
    // What was handed in is opened by asking for it, as that takes it back.
    let is_asked = staff.visit.query.get("write") == "1" || was_typed;
    let is_open = may_write && (is_asked || !is_handed_in);
    let title = wording::programme(&part.no, part.name.as_deref());
    let mut frame = Frame::of(staff, &title);
    if let Some(refused) = refused {
        frame = frame.saying("error", &refused.told);
    } else if is_open && is_handed_in {
        frame = frame.saying("warning", wording::sheet::TAKES_BACK);
    }
    let mut steps = steps(&part, refused);
    if is_open {
        // Where boxes are open, nothing is decided beside them but that they are handed in.
        steps.retain(|step| step.path == Step::Submit.code());
        for step in &mut steps {
            step.button = wording::sheet::HAND_IN;
        }
    }
    let template = PartPage {
        frame,
        day: in_its_era(day, DatePrecision::Day),
        position: wording::number(position.0),
        no: &part.no,
        badge: Badge::of_stage(course.stage()),
        reason: course.reason(),
        approval: approval(&part),
        has_changed: part.has_changed_since_approval(),
        unfrozen: unfrozen(&part, choice.now, day),
        is_refused: refused.is_some(),
        takes_back: is_open && is_handed_in,
        save: is_open.then(|| wording::sheet::save(is_handed_in)),
        can_take_back: may_write && !is_open,
        boxes: boxes(&part, refused),
        findings: &part.findings,
        published_for: published_for(&part),
        steps,
        version: &part.version,
        history: history(&part),
        choice,
    };
    let status = refused.map_or(StatusCode::OK, |refused| refused.status);
    Ok(page(status, &template))
}

fn unfrozen(part: &ProgrammeShown, year: FiscalYear, today: Date) -> String {
    let is_over = FiscalYear::of(today).is_some_and(|this| year < this);
    let rests_on_them = [Action::Approve, Action::Discuss].into_iter();
    if !is_over || !rests_on_them.into_iter().any(|action| offers(part, action)) {
        return String::new();
    }
    let kpis = part.kpis.iter().filter(|kpi| !kpi.measured.is_frozen());
    kpis.map(|kpi| kpi.no.circled()).collect()
}

fn approval(part: &ProgrammeShown) -> Option<(String, String)> {
    let approval = part.course.course.approval()?;
    let mut steps = part.course.steps.iter().rev();
    let by = steps.find(|step| step.taken.step == Step::Approve);
    let by = by.map_or_else(String::new, |step| step.signature.name.clone());
    Some((approval.decision_number.clone(), by))
}

fn boxes<'a>(part: &'a ProgrammeShown, refused: Option<&'a Refused<'_>>) -> Vec<BoxShown<'a>> {
    let whole = (
        WHOLE.to_owned(),
        wording::WHOLE.to_owned(),
        None,
        "".to_owned(),
    );
    let kpis = part.kpis.iter().map(|kpi| {
        let no = kpi.no.to_string();
        let title = format!("{} {}", kpi.no.circled(), kpi.name);
        (no.clone(), title, Some(Card::of(kpi)), no)
    });
    let all = std::iter::once(whole).chain(kpis);
    let boxes = all.map(|(path, title, card, kpi)| {
        let kept = part.course.statements.get(&kpi);
        let mut both = refused.iter().flat_map(|refused| &refused.both);
        let both = both.find(|both| both.now.kpi == kpi);
        let is_both = both.is_some();
        let revision = kept.map_or(0, |kept| kept.revision);
        // What was typed comes back, but into a box that others wrote into and that was not typed
        // into: there it would undo what they wrote.
        let typed = refused.map(|refused| refused.form).filter(|form| {
            let based_on = form.get(&format!("revision-{path}"));
            is_both || based_on == revision.to_string()
        });
        BoxShown {
            texts: texts(&path, kept.map(|kept| &kept.statement), (typed, both)),
            path,
            title,
            card,
            revision,
            other: kept.filter(|_| is_both).map(|kept| {
                let by = &kept.signature;
                (&*by.name, moment(by.at))
            }),
        }
    });
    boxes.collect()
}

fn texts<'a>(
    path: &str,
    kept: Option<&'a Statement>,
    (typed, both): (Option<&'a Fields>, Option<&Conflict>),
) -> Vec<TextShown<'a>> {
    use wording::label;
    let labels = [
        (label::CAUSE, label::CAUSE_HELP),
        (label::IMPROVEMENT, label::IMPROVEMENT_HELP),
        (label::OUTLOOK, label::OUTLOOK_HELP),
    ];
    let three = |said: &'a Statement| [&*said.cause, &*said.improvement, &*said.outlook];
    let kept = kept.map_or([""; 3], three);
    let seen = both.map(|both| &both.seen);
    let seen = seen.map(|said| [&*said.cause, &*said.improvement, &*said.outlook]);
    let texts = TEXTS.into_iter().zip(labels).enumerate();
    let texts = texts.map(|(n, (name, (label, help)))| {
        let name = format!("{name}-{path}");
        // Of a box that two wrote into, a text that was not typed into is the other's.
        let is_untouched = |value: &&str| seen.is_some_and(|seen| tidied_text(value) == seen[n]);
        let value = typed.map(|typed| typed.get(&name));
        let value = value.filter(|value| !is_untouched(value));
        let value = value.unwrap_or(kept[n]);
        let error = whole_text(value, LONGEST_TEXT).err();
        TextShown {
            label,
            kept: kept[n],
            is_unsaved: tidied_text(value) != kept[n],
            area: TextArea {
                help,
                value,
                error: error.map_or_else(String::new, |error| error.message(Language::Japanese)),
                ..TextArea::named(name, label)
            },
        }
    });
    texts.collect()
}

fn steps<'a>(part: &ProgrammeShown, refused: Option<&'a Refused<'_>>) -> Vec<StepForm<'a>> {
    const OFFERED: [(Step, Action); 6] = [
        (Step::Submit, Action::Submit),
        (Step::Approve, Action::Approve),
        (Step::Return, Action::Return),
        (Step::Discuss, Action::Discuss),
        (Step::Publish, Action::Publish),
        (Step::Reopen, Action::Reopen),
    ];
    let stage: Stage = part.course.course.stage();
    let offered = OFFERED.into_iter().filter(|(step, action)| {
        // Nobody is offered what would be refused.
        let is_refused = match step {
            Step::Approve => part.is_own_work,
            Step::Discuss | Step::Publish => part.has_changed_since_approval(),
            Step::Edit | Step::Submit | Step::Return | Step::Reopen => false,
        };
        stage.after(*step).is_some() && offers(part, *action) && !is_refused
    });
    let small: Vec<String> = part
        .kpis
        .iter()
        .filter_map(|kpi| Some((kpi.no, kpi.small?)))
        .map(|(no, counts)| wording::small_figure(no, counts))
        .collect();
    let forms = offered.map(|(step, _)| {
        let typed = refused.filter(|refused| refused.step == Some(step));
        let mut fields = fields(step, !small.is_empty());
        for field in &mut fields {
            field.value = typed.map_or("", |typed| typed.form.get(field.name));
        }
        StepForm {
            path: step.code(),
            button: wording::step_button(step),
            small: (step == Step::Publish && !small.is_empty())
                .then(|| wording::small_figures(&small)),
            fields,
        }
    });
    forms.collect()
}

/// What is asked for with a step. The reason at 公表 is needed where a figure is small.
fn fields<'a>(step: Step, has_small: bool) -> Vec<Field<'a>> {
    use wording::label;
    match step {
        Step::Approve => vec![Field {
            help: label::DECISION_HELP,
            ..Field::text("decision_number", label::DECISION)
        }],
        Step::Return | Step::Reopen => vec![Field {
            help: label::REASON_HELP,
            ..Field::text("reason", label::REASON)
        }],
        Step::Publish => vec![Field {
            id: "reason-publish",
            help: label::PUBLICATION_HELP,
            is_required: has_small,
            ..Field::text("reason", label::PUBLICATION)
        }],
        Step::Edit | Step::Submit | Step::Discuss => Vec::new(),
    }
}

/// Why small figures were published, while they are.
fn published_for(part: &ProgrammeShown) -> Option<&str> {
    let last = part.course.steps.last()?;
    let reason = last.taken.reason.as_deref();
    reason.filter(|_| last.taken.step == Step::Publish)
}

/// The steps, and who took back what was handed in, the latest first.
fn history(part: &ProgrammeShown) -> Vec<(String, String, String, String)> {
    let steps = part.course.steps.iter().map(|step| {
        let taken = &step.taken;
        let why = taken.reason.as_ref().or(taken.decision_number.as_ref());
        (&step.signature, taken.step.word(), why)
    });
    let back = part.course.taken_back.iter();
    let back = back.map(|by| (by, wording::sheet::TAKEN_BACK, None));
    let mut all: Vec<_> = steps.chain(back).collect();
    all.sort_by_key(|(by, _, _)| std::cmp::Reverse(by.position));
    let said = all.into_iter().map(|(by, what, why)| {
        let why = why.cloned().unwrap_or_default();
        (moment(by.at), what.to_owned(), by.name.clone(), why)
    });
    said.collect()
}

/// The boxes that a form has, by what they are called in it.
fn boxes_of(form: &Fields) -> Vec<&str> {
    let names = form.0.iter();
    let boxes = names.filter_map(|(name, _)| name.strip_prefix("revision-"));
    boxes.collect()
}

/// What a form says in its boxes, each of them whole: what is missing is not empty.
fn drafts(form: &Fields, fixed: &[&str]) -> Result<Vec<Draft>, Problem> {
    let boxes = boxes_of(form);
    if boxes.len() > MOST_BOXES {
        return Err(Problem::bad_form());
    }
    let names = boxes.iter().flat_map(|path| {
        let texts = TEXTS.iter().chain(&["revision"]);
        texts.map(move |name| format!("{name}-{path}"))
    });
    let names: Vec<String> = names.collect();
    let mut known = fixed.to_vec();
    known.extend(names.iter().map(String::as_str));
    form.only(&known)?;
    let has = |name: &String| form.0.iter().any(|(known, _)| known == name);
    if !names.iter().all(has) {
        return Err(Problem::bad_form());
    }
    let drafts = boxes.into_iter().map(|path| {
        let said = |name: &str| form.get(&format!("{name}-{path}"));
        let based_on = said("revision").parse();
        Ok(Draft {
            kpi: if path == WHOLE { "" } else { path }.to_owned(),
            based_on: based_on.map_err(|_| Problem::bad_form())?,
            statement: Statement {
                cause: said("cause").to_owned(),
                improvement: said("improvement").to_owned(),
                outlook: said("outlook").to_owned(),
            },
        })
    });
    drafts.collect()
}

/// Keeps what was written.
pub async fn write(staff: Staff, Path(no): Path<String>) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    let drafts = drafts(form, &["year", "version", "take-back"])?;
    if drafts.is_empty() {
        return Err(Problem::bad_form());
    }
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let writing = Writing {
        programme: &no,
        drafts: &drafts,
        takes_back: form.get("take-back") == "1",
    };
    let done = match write_assessment(&staff.counter, year, writing).await {
        Ok(Written::Kept) => "saved",
        Ok(Written::Unchanged) if writing.takes_back => "still_handed_in",
        Ok(Written::Unchanged) => "unchanged",
        Ok(Written::Conflict(theirs)) => {
            let refused = Refused {
                form,
                status: StatusCode::CONFLICT,
                told: wording::sheet::CONFLICT.to_owned(),
                both: theirs,
                step: None,
            };
            return shown(&staff, (&no, Some(year)), Some(&refused)).await;
        }
        Err(error) => return back(&staff, (&no, year, None), error, &drafts).await,
    };
    Ok(part_of(&no, year, done))
}

/// Takes a step, with what was typed before it.
pub async fn step(
    staff: Staff,
    Path((no, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    let drafts = drafts(form, &["year", "version", "decision_number", "reason"])?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let step = Step::from_code(&step).ok_or_else(Problem::no_such_page)?;
    let wanted = Wanted {
        programme: no.clone(),
        step,
        seen: form.get("version").to_owned(),
        drafts,
        decision_number: form.line("decision_number")?,
        reason: form.said("reason"),
    };
    match take_step(&staff.counter, year, &wanted).await {
        Ok(_) => Ok(part_of(&no, year, step.code())),
        Err(error) => back(&staff, (&no, year, Some(step)), error, &wanted.drafts).await,
    }
}

fn part_of(no: &str, year: FiscalYear, done: &str) -> Response {
    let year = year.short();
    see_other(&format!("/sheet/{no}?year={year}&done={done}"), None)
}

/// Answers what could not be kept with the page as it stands now and all that was typed.
async fn back(
    staff: &Staff,
    (no, year, step): (&str, FiscalYear, Option<Step>),
    error: DeskError,
    drafts: &[Draft],
) -> Result<Response, Problem> {
    let (status, _) = wording::status(&error);
    let form = &staff.visit.form;
    // Whoever may not any more typed all the same, while somebody handed in, approved or reopened.
    let is_late = staff.counter.is_late(&error, no);
    let is_shown =
        status == StatusCode::CONFLICT || status == StatusCode::UNPROCESSABLE_ENTITY || is_late;
    if !is_shown {
        return Err(error.into());
    }
    let mut told = if is_late {
        wording::sheet::TOO_LATE.to_owned()
    } else {
        error.message(Language::Japanese)
    };
    // A step that is offered no more has no field to come back in.
    for name in ["decision_number", "reason"] {
        if let Some(typed) = form.said(name).filter(|_| is_late) {
            told.push_str(&wording::sheet::typed_with_step(name, &typed));
        }
    }
    let theirs = conflicts(&staff.counter, year, no, drafts).await?;
    let refused = Refused {
        form,
        status,
        told,
        both: theirs,
        step,
    };
    shown(staff, (no, Some(year)), Some(&refused)).await
}

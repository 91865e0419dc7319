//! 「評価シート」 the sheet of a year as it is printed; and one programme's part of it, where 要因・改善・
//! 見通し are written beside what the rules say, and handed in, returned or approved.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::Statement;
use enishi_desk::policy::Action;
use enishi_desk::show_year::{FindingShown, ProgrammeShown, show_year};
use enishi_desk::take_step::{Wanted, take_step};
use enishi_desk::write_assessment::{Draft, Written, write_assessment};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::DatePrecision;
use enishi_domain::text::days::in_its_era;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Stage, Step};

use super::login::see_other;
use super::programme::{Card, part};
use super::submissions::moment;
use super::too_long::too_long;
use crate::components::{Badge, Field, TextArea};
use crate::frame::{Frame, Problem, YearChoice, offers, ok, page};
use crate::visit::Staff;
use crate::wording;

#[derive(Template)]
#[template(path = "pages/sheet.html")]
struct SheetPage {
    frame: Frame,
    town: String,
    day: String,
    position: String,
    choice: YearChoice,
    parts: Vec<Part>,
}

struct Part {
    no: String,
    title: String,
    overview: String,
    departments: String,
    cost: String,
    badge: Badge,
    cards: Vec<Card>,
    remarks: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/sheet_part.html")]
struct PartPage<'a> {
    frame: Frame,
    choice: YearChoice,
    no: &'a str,
    badge: Badge,
    reason: Option<&'a str>,
    approval: Option<(String, String)>,
    may_write: bool,
    forms: Vec<StatementForm<'a>>,
    findings: &'a [FindingShown],
    published_for: Option<&'a str>,
    steps: Vec<StepForm>,
    version: &'a str,
    history: Vec<(String, String, String, String)>,
}

struct StatementForm<'a> {
    path: String,
    title: String,
    card: Option<Card>,
    revision: i64,
    areas: [TextArea<'a>; 3],
    texts: [(&'static str, &'a str); 3],
}

struct StepForm {
    path: &'static str,
    button: &'static str,
    /// Which figures are published for a reason only.
    small: Option<String>,
    fields: Vec<Field<'static>>,
}

#[derive(Template)]
#[template(path = "pages/conflict.html")]
struct ConflictPage<'a> {
    frame: Frame,
    address: String,
    name: &'a str,
    at: String,
    pairs: Vec<(&'static str, &'a str, TextArea<'a>)>,
    revision: i64,
    year: FiscalYear,
}

/// Shows the sheet.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let shown = show_year(&staff.counter, staff.visit.query.year()?).await?;
    let (day, position) = shown.stands;
    Ok(ok(&SheetPage {
        town: staff.counter.municipality().to_owned(),
        day: in_its_era(day, DatePrecision::Day),
        position: wording::number(position.0),
        frame: Frame::of(&staff, wording::title::SHEET),
        parts: shown.programmes.iter().map(printed).collect(),
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    }))
}

fn printed(part: &ProgrammeShown) -> Part {
    let whole = part.course.statement("");
    let mut remarks = vec![(String::new(), joined(&whole))];
    let of_kpis = part.kpis.iter();
    remarks.extend(of_kpis.map(|kpi| (kpi.no.circled(), joined(&kpi.statement))));
    remarks.retain(|(_, text)| !text.is_empty());
    Part {
        no: part.no.clone(),
        title: wording::programme(&part.no, part.name.as_deref()),
        overview: part.overview.clone().unwrap_or_default(),
        departments: part.departments.join("、"),
        cost: part.cost.clone().unwrap_or_else(|| "-".to_owned()),
        badge: Badge::of_stage(part.course.course.stage()),
        cards: part.kpis.iter().map(Card::of).collect(),
        remarks,
    }
}

fn joined(statement: &Statement) -> String {
    let texts = [&statement.cause, &statement.improvement, &statement.outlook];
    let said = texts.into_iter().filter(|text| !text.is_empty());
    said.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// Shows one programme's part, to be written and decided.
pub async fn edit(staff: Staff, Path(no): Path<String>) -> Result<Response, Problem> {
    let shown = show_year(&staff.counter, staff.visit.query.year()?).await?;
    let (choice, part) = part(shown, &no)?;
    let title = wording::programme(&part.no, part.name.as_deref());
    let whole = part.course.statement("");
    let mut forms = vec![form(
        "",
        wording::WHOLE.to_owned(),
        None,
        &whole,
        part.course.revision(""),
    )];
    for kpi in &part.kpis {
        let title = format!("{} {}", kpi.no.circled(), kpi.name);
        let path = kpi.no.to_string();
        forms.push(form(
            &path,
            title,
            Some(Card::of(kpi)),
            &kpi.statement,
            kpi.revision,
        ));
    }
    let course = &part.course.course;
    let approval = course.approval().map(|approval| {
        let by = part
            .course
            .steps
            .iter()
            .rev()
            .find(|step| step.taken.step == Step::Approve);
        let by = by.map_or_else(String::new, |step| step.signature.name.clone());
        (approval.decision_number.clone(), by)
    });
    Ok(ok(&PartPage {
        frame: Frame::of(&staff, &title),
        choice,
        no: &part.no,
        badge: Badge::of_stage(course.stage()),
        reason: course.reason(),
        approval,
        may_write: offers(&part, Action::Write),
        forms,
        findings: &part.findings,
        published_for: published_for(&part),
        steps: steps(&part),
        version: &part.version,
        history: history(&part),
    }))
}

fn form<'a>(
    path: &str,
    title: String,
    card: Option<Card>,
    statement: &'a Statement,
    revision: i64,
) -> StatementForm<'a> {
    let path = if path.is_empty() { "whole" } else { path };
    StatementForm {
        areas: areas(path, statement),
        path: path.to_owned(),
        title,
        card,
        revision,
        texts: [
            (wording::label::CAUSE, statement.cause.as_str()),
            (wording::label::IMPROVEMENT, statement.improvement.as_str()),
            (wording::label::OUTLOOK, statement.outlook.as_str()),
        ],
    }
}

fn areas<'a>(path: &str, statement: &'a Statement) -> [TextArea<'a>; 3] {
    use wording::label;
    let area = |name: &'static str, label, help, value| TextArea {
        id: format!("{name}-{path}"),
        name,
        label,
        help,
        value,
    };
    [
        area("cause", label::CAUSE, label::CAUSE_HELP, &statement.cause),
        area(
            "improvement",
            label::IMPROVEMENT,
            label::IMPROVEMENT_HELP,
            &statement.improvement,
        ),
        area(
            "outlook",
            label::OUTLOOK,
            label::OUTLOOK_HELP,
            &statement.outlook,
        ),
    ]
}

fn steps(part: &ProgrammeShown) -> Vec<StepForm> {
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
        // Whoever wrote it is not offered what would be refused.
        let is_own = *step == Step::Approve && part.is_own_work;
        stage.after(*step).is_some() && offers(part, *action) && !is_own
    });
    let small: Vec<String> = part
        .kpis
        .iter()
        .filter_map(|kpi| Some((kpi.no, kpi.small?)))
        .map(|(no, counts)| wording::small_figure(no, counts))
        .collect();
    let forms = offered.map(|(step, _)| StepForm {
        path: step.code(),
        button: wording::step_button(step),
        small: (step == Step::Publish && !small.is_empty()).then(|| wording::small_figures(&small)),
        fields: fields(step, !small.is_empty()),
    });
    forms.collect()
}

/// What is asked for with a step. The reason at 公表 is needed where a figure is small.
fn fields(step: Step, has_small: bool) -> Vec<Field<'static>> {
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

fn history(part: &ProgrammeShown) -> Vec<(String, String, String, String)> {
    let steps = part.course.steps.iter().rev();
    let said = steps.map(|step| {
        let taken = &step.taken;
        let why = taken
            .reason
            .clone()
            .or_else(|| taken.decision_number.clone());
        (
            moment(step.signature.at),
            taken.step.word().to_owned(),
            step.signature.name.clone(),
            why.unwrap_or_default(),
        )
    });
    said.collect()
}

/// Keeps what was written.
pub async fn write(
    staff: Staff,
    Path((no, kpi)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["year", "revision", "cause", "improvement", "outlook"])?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let based_on = form
        .get("revision")
        .parse()
        .map_err(|_| Problem::bad_form())?;
    let draft = Draft {
        programme: no.clone(),
        kpi: if kpi == "whole" {
            String::new()
        } else {
            kpi.clone()
        },
        based_on,
        statement: Statement {
            cause: form.get("cause").to_owned(),
            improvement: form.get("improvement").to_owned(),
            outlook: form.get("outlook").to_owned(),
        },
    };
    let address = format!("/sheet/{no}/statements/{kpi}");
    let written = match write_assessment(&staff.counter, year, &draft).await {
        Ok(written) => written,
        Err(error) => {
            let areas = areas(&kpi, &draft.statement).into();
            return too_long(&staff, error, (&address, areas));
        }
    };
    let done = match written {
        Written::Kept => "saved",
        Written::Unchanged => "unchanged",
        Written::Conflict(theirs) => {
            let [cause, improvement, outlook] = areas(&kpi, &draft.statement);
            let said = &theirs.statement;
            let pairs = vec![
                (wording::label::CAUSE, said.cause.as_str(), cause),
                (
                    wording::label::IMPROVEMENT,
                    said.improvement.as_str(),
                    improvement,
                ),
                (wording::label::OUTLOOK, said.outlook.as_str(), outlook),
            ];
            let template = ConflictPage {
                frame: Frame::of(&staff, wording::title::CONFLICT),
                address,
                name: &theirs.signature.name,
                at: moment(theirs.signature.at),
                pairs,
                revision: theirs.revision,
                year,
            };
            return Ok(page(StatusCode::CONFLICT, &template));
        }
    };
    let year = year.short();
    Ok(see_other(
        &format!("/sheet/{no}?year={year}&done={done}#{kpi}"),
        None,
    ))
}

/// Takes a step.
pub async fn step(
    staff: Staff,
    Path((no, step)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["year", "version", "decision_number", "reason"])?;
    let year = form.year()?.ok_or_else(Problem::bad_form)?;
    let wanted = Wanted {
        programme: no.clone(),
        step: Step::from_code(&step).ok_or_else(Problem::no_such_page)?,
        seen: form.get("version").to_owned(),
        decision_number: form.said("decision_number"),
        reason: form.said("reason"),
    };
    take_step(&staff.counter, year, &wanted).await?;
    let (year, done) = (year.short(), wanted.step.code());
    Ok(see_other(
        &format!("/sheet/{no}?year={year}&done={done}"),
        None,
    ))
}

//! 「庁内照会」 a workbook for each department that stays in Excel; and what came back, beside what the
//! ledger says, before it is taken.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::Response;
use enishi_desk::deposits::{Deposit, Handed};
use enishi_desk::inquire::answers::{Answer, Answers, Fate, Hand, hold, take};
use enishi_desk::inquire::{hand_out, show_inquiries};
use enishi_desk::policy::Action;
use enishi_desk::work_on_deposit::{Task, order};
use enishi_desk::{DepositError, DeskError, Statement, fate_ja};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::kpi::KpiNo;

use super::login::see_other;
use crate::frame::{Frame, Problem, YearChoice, ok, page, workbook};
use crate::uploads::{self, Upload};
use crate::visit::Staff;
use crate::wording::imports as words;
use crate::wording::{self, label};

#[derive(Template)]
#[template(path = "pages/inquiries.html")]
struct InquiriesPage {
    frame: Frame,
    choice: YearChoice,
    /// Name, address and how many programmes.
    departments: Vec<(String, String, usize)>,
    of_nobody: String,
    may_answer: bool,
    /// Number and name of each.
    deposits: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/inquiry.html")]
struct InquiryPage {
    frame: Frame,
    id: String,
    name: String,
    is_running: bool,
    why: String,
    answers: Option<AnswersShown>,
}

struct AnswersShown {
    title: String,
    unchanged: usize,
    lines: Vec<Line>,
    to_take: usize,
}

struct Line {
    about: String,
    fate: String,
    is_settled: bool,
    /// What is called how, says what in the ledger and what in the file.
    texts: Vec<(&'static str, String, String)>,
}

/// Shows the departments of a year, and one's own files.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    let counter = &staff.counter;
    let shown = show_inquiries(counter, staff.visit.query.year()?)?;
    let may_answer = counter.principal().may_somewhere(Action::Write);
    let mut deposits = Vec::new();
    if may_answer {
        let tray = staff.visit.site.workshop.tray();
        let own = tray.of(counter, Handed::Inquiry)?.into_iter();
        deposits.extend(own.map(|known| (known.id, known.name)));
    }
    let year = shown.year.short();
    let departments = shown.departments.into_iter().map(|(name, programmes)| {
        let asked = form_urlencoded::Serializer::new(String::new())
            .append_pair("year", &year)
            .append_pair("department", &name)
            .finish();
        (name, format!("/inquiries/workbook?{asked}"), programmes)
    });
    Ok(ok(&InquiriesPage {
        frame: Frame::of(&staff, wording::title::INQUIRIES),
        departments: departments.collect(),
        of_nobody: shown.of_nobody.join("、"),
        may_answer,
        deposits,
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    }))
}

/// Sends the workbook of a department.
pub async fn send(staff: Staff) -> Result<Response, Problem> {
    let query = &staff.visit.query;
    let year = query.year()?.ok_or_else(Problem::no_such_page)?;
    let inquiry = hand_out(&staff.counter, year, query.get("department")).await?;
    workbook(inquiry.bytes, &inquiry.file)
}

/// Takes a file that came back, and begins to read it.
pub async fn receive(staff: Staff, upload: Option<Extension<Upload>>) -> Result<Response, Problem> {
    let Extension(upload) = upload.ok_or_else(Problem::bad_form)?;
    let site = &staff.visit.site;
    let (workshop, counter) = (&site.workshop, &staff.counter);
    let tray = workshop.tray();
    tray.sweep(site.now()).map_err(DeskError::from)?;
    let mut incoming = upload.take()?;
    let year = match incoming.next().await? {
        Some(field) if field.name() == Some("year") => uploads::text(field).await?,
        _ => return Err(Problem::bad_form()),
    };
    let year: FiscalYear = year.parse().map_err(|_| Problem::no_year(&year))?;
    let receiving =
        incoming.receive(|name| tray.begin(counter, Handed::Inquiry, name, &year.short()));
    let deposit = receiving.await?.finish().map_err(DeskError::from)?;
    let id = deposit.id.clone();
    let order = order(counter, tray, &deposit, Task::Read).await?;
    workshop.begin(deposit, order).map_err(DeskError::from)?;
    Ok(see_other(&format!("/inquiries/{id}"), None))
}

/// Shows what a file would change.
pub async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    find(&staff, &id)?;
    let is_running = staff.visit.site.workshop.job(&id).is_some();
    // It may have ended between the two.
    let deposit = find(&staff, &id)?;
    let mut why = match (&deposit.failed, deposit.asked) {
        (Some((_, fault)), _) => words::fault(fault),
        (None, Some(task)) if !is_running => words::interrupted(task),
        (None, _) => String::new(),
    };
    let mut answers = None;
    if let Some(read) = &deposit.inquiry {
        let held = hold(Hand::Counter(&staff.counter), read, year_of(&deposit)).await;
        match held {
            Ok(held) => answers = Some(shown(&held)),
            Err(error @ DeskError::Inquiry(_)) => {
                why = error.message(enishi_desk::Language::Japanese);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let frame = Frame::of(&staff, wording::title::INQUIRIES);
    let (status, frame) = if why.is_empty() {
        (StatusCode::OK, frame)
    } else {
        let frame = frame.saying("error", why.clone());
        (StatusCode::UNPROCESSABLE_ENTITY, frame)
    };
    let mut response = page(
        status,
        &InquiryPage {
            frame,
            id,
            name: deposit.name,
            is_running,
            why,
            answers,
        },
    );
    if is_running {
        let name = HeaderName::from_static("refresh");
        let again = HeaderValue::from_static(super::deposit::AGAIN);
        response.headers_mut().insert(name, again);
    }
    Ok(response)
}

/// Takes what a file says.
pub async fn answer(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    let deposit = find(&staff, &id)?;
    let not_now = || Problem::from(DeskError::from(DepositError::NotNow));
    let read = deposit.inquiry.as_ref().ok_or_else(not_now)?;
    let year = year_of(&deposit);
    let taken = take(Hand::Counter(&staff.counter), read, year).await?;
    let is_whole = taken.lines.iter().all(|line| line.fate.is_settled());
    let done = if is_whole { "answered" } else { "partly" };
    Ok(see_other(&format!("/inquiries/{id}?done={done}"), None))
}

/// Forgets a file.
pub async fn discard(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    staff.visit.form.only(&[])?;
    let deposit = find(&staff, &id)?;
    staff.visit.site.workshop.discard(&deposit)?;
    Ok(see_other("/inquiries?done=discarded", None))
}

fn find(staff: &Staff, id: &str) -> Result<Deposit, Problem> {
    let tray = staff.visit.site.workshop.tray();
    Ok(tray.deposit(&staff.counter, Handed::Inquiry, id)?)
}

/// The year for which it was handed in.
fn year_of(deposit: &Deposit) -> Option<FiscalYear> {
    deposit.source.parse().ok()
}

fn shown(answers: &Answers) -> AnswersShown {
    let to_take = answers.lines.iter();
    AnswersShown {
        title: format!("{} {}", answers.year, answers.department),
        unchanged: answers.unchanged,
        lines: answers.lines.iter().map(line).collect(),
        to_take: to_take.filter(|line| line.fate == Fate::Change).count(),
    }
}

fn line(answer: &Answer) -> Line {
    let about = match answer.kpi.parse::<KpiNo>() {
        Ok(kpi) => format!("{}-{}", answer.programme, kpi.circled()),
        Err(_) => wording::programme(&answer.programme, None),
    };
    let (now, said) = (fields(&answer.now), fields(&answer.said));
    let texts = now.into_iter().zip(said);
    let texts = texts.filter(|((_, now), (_, said))| now != said);
    Line {
        about,
        fate: fate_ja(answer.fate),
        is_settled: answer.fate.is_settled(),
        texts: texts
            .map(|((label, now), (_, said))| (label, now.to_owned(), said.to_owned()))
            .collect(),
    }
}

fn fields(statement: &Statement) -> [(&'static str, &str); 3] {
    [
        (label::CAUSE, &statement.cause),
        (label::IMPROVEMENT, &statement.improvement),
        (label::OUTLOOK, &statement.outlook),
    ]
}

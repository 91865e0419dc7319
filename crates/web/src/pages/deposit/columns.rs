//! ②列の対応: the first rows, under which heading each column was found, and what is said of all rows.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::deposits::Deposit;
use enishi_desk::keep_mapping::{Keep, choose_headings};
use enishi_desk::show_imports::{programmes, purposes};
use enishi_desk::work_on_deposit::{Column, Said, Seen, Task};
use enishi_domain::calendar::parse_day;

use super::{Choice, begin, choice, idle, not_now};
use crate::components::{Field, Steps};
use crate::frame::{Frame, Problem, page};
use crate::visit::{Fields, Staff};
use crate::wording::{self, imports as words};

/// What the names of the fields of columns begin with.
const COLUMN: &str = "column.";

/// The fields beside them.
const FIELDS: [&str; 7] = [
    "programme",
    "activity",
    "date",
    "scheme",
    "tag",
    "purpose",
    "keep",
];

#[derive(Template)]
#[template(path = "pages/import_columns.html")]
struct ColumnsPage<'a> {
    frame: Frame,
    steps: Steps,
    id: &'a str,
    name: &'a str,
    seen: &'a Seen,
    columns: Vec<Line<'a>>,
    choice: Choice,
    programmes: Vec<(String, String)>,
    may_none: bool,
    programme: &'a str,
    purposes: Vec<(String, String)>,
    purpose: &'a str,
    fields: [Field<'a>; 4],
}

/// A column, and which heading is chosen for it.
struct Line<'a> {
    name: &'a str,
    label: &'a str,
    is_required: bool,
    /// Several headings stand for it, and nothing is to be chosen.
    several: Option<String>,
    chosen: &'a str,
    is_guessed: bool,
    has_none: bool,
}

impl<'a> Line<'a> {
    fn of(column: &'a Column, form: &'a Fields) -> Self {
        let found = column.found.first().map(String::as_str);
        let typed = form.get(&format!("{COLUMN}{}", column.name));
        let guess = column.guess.as_deref();
        let proposed = found.or(guess).unwrap_or_default();
        let several = (column.is_open && column.found.len() > 1).then(|| column.found.join("、"));
        Self {
            name: &column.name,
            label: &column.label,
            is_required: column.is_required,
            several,
            chosen: if typed.is_empty() { proposed } else { typed },
            is_guessed: found.is_none() && guess.is_some() && typed.is_empty(),
            has_none: found.is_none(),
        }
    }
}

/// Shows them, with what is amiss.
pub async fn show(staff: &Staff, deposit: &Deposit, error: &str) -> Result<Response, Problem> {
    let status = if error.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let said = &deposit.said;
    let form = Fields::default();
    fill(staff, deposit, said, &form, (status, error)).await
}

async fn fill(
    staff: &Staff,
    deposit: &Deposit,
    said: &Said,
    form: &Fields,
    (status, error): (StatusCode, &str),
) -> Result<Response, Problem> {
    let seen = deposit.seen.as_ref().ok_or_else(not_now)?;
    let frame = Frame::of(staff, words::title::IMPORTS);
    let (status, frame) = match (error, seen.headings.is_empty()) {
        ("", true) => {
            let frame = frame.saying("error", words::NO_HEADINGS);
            (StatusCode::UNPROCESSABLE_ENTITY, frame)
        }
        ("", false) => (status, frame),
        (error, _) => (status, frame.saying("error", error)),
    };
    let (own, may_none) = programmes(&staff.counter);
    let mut columns: Vec<Line<'_>> = seen.columns.iter().map(|c| Line::of(c, form)).collect();
    columns.sort_by_key(|line| !line.is_required);
    let of = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let [activity, date, scheme, tag] =
        [&said.activity, &said.date, &said.scheme, &said.tag].map(of);
    let field = |name, label, help| Field {
        help,
        is_required: false,
        ..Field::text(name, label)
    };
    use words::label;
    let template = ColumnsPage {
        frame,
        steps: Steps::at(words::title::COLUMNS),
        id: &deposit.id,
        name: &deposit.name,
        seen,
        columns,
        choice: choice(staff, deposit).await?,
        programmes: own
            .into_iter()
            .map(|(no, name)| (no.clone(), wording::programme(&no, name.as_deref())))
            .collect(),
        may_none,
        programme: said.programme.as_deref().unwrap_or_default(),
        purposes: purposes(&staff.counter, &deposit.source),
        purpose: said.purpose.as_deref().unwrap_or_default(),
        fields: [
            Field {
                value: &activity,
                ..field("activity", label::ACTIVITY, label::ACTIVITY_HELP)
            },
            Field {
                value: &date,
                ..field("date", label::DATE, label::DATE_HELP)
            },
            Field {
                value: &scheme,
                ..field("scheme", label::SCHEME, label::FACET_HELP)
            },
            Field {
                value: &tag,
                ..field("tag", label::TAG, label::FACET_HELP)
            },
        ],
    };
    Ok(page(status, &template))
}

/// Takes the headings that were chosen and says what would become of each row.
pub async fn try_out(staff: Staff, Path(id): Path<String>) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    // What is of no such form is refused whatever goes on with the file.
    let is_known =
        |name: &str| name == "csrf" || FIELDS.contains(&name) || name.starts_with(COLUMN);
    if !form.0.iter().all(|(name, _)| is_known(name)) {
        return Err(Problem::bad_form());
    }
    let mut deposit = idle(&staff, &id)?;
    let seen = deposit.seen.clone().ok_or_else(not_now)?;
    let names = seen.columns.iter();
    let names: Vec<String> = names
        .map(|column| format!("{COLUMN}{}", column.name))
        .collect();
    let mut known: Vec<&str> = names.iter().map(String::as_str).collect();
    known.extend(FIELDS);
    form.only(&known)?;
    deposit.said = Said {
        programme: form.said("programme"),
        activity: form.said("activity"),
        date: form.said("date"),
        scheme: form.said("scheme"),
        tag: form.said("tag"),
        purpose: form.said("purpose"),
    };
    let said = deposit.said.clone();
    let open = purposes(&staff.counter, &deposit.source);
    let is_open = |asked: &String| open.iter().any(|(known, _)| known == asked);
    if !said.purpose.as_ref().is_none_or(is_open) {
        return Err(Problem::bad_form());
    }
    let refuse = async |why: &str| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        fill(&staff, &deposit, &said, form, (status, why)).await
    };
    if said
        .date
        .as_deref()
        .is_some_and(|day| parse_day(day).is_err())
    {
        return refuse(words::NO_DAY).await;
    }
    let Choices { headings, missing } = choices(&seen, form)?;
    if !missing.is_empty() {
        return refuse(&words::choose(&missing)).await;
    }
    let keep = if form.get("keep") == "yes" {
        Keep::ForSource
    } else {
        Keep::Once
    };
    choose_headings(&staff.counter, &mut deposit, &headings, keep).await?;
    begin(&staff, deposit, Task::Try).await
}

/// What was chosen.
struct Choices<'a> {
    /// The headings that are others than those that were found, by the columns' names.
    headings: BTreeMap<String, String>,
    /// The columns that cannot do without one and have none.
    missing: Vec<&'a str>,
}

fn choices<'a>(seen: &'a Seen, form: &Fields) -> Result<Choices<'a>, Problem> {
    let mut headings = BTreeMap::new();
    let mut missing = Vec::new();
    for column in &seen.columns {
        let heading = form.get(&format!("{COLUMN}{}", column.name));
        let found = column.found.first().map(String::as_str);
        if heading.is_empty() {
            if column.is_required && found.is_none() {
                missing.push(column.label.as_str());
            }
        } else if !seen.headings.iter().any(|known| known == heading) {
            return Err(Problem::bad_form());
        } else if found != Some(heading) {
            headings.insert(column.name.clone(), heading.to_owned());
        }
    }
    Ok(Choices { headings, missing })
}

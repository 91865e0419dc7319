//! 「かんたん入力」 one screen a kind, typed from the keyboard alone: 保存して次へ keeps what the last entry
//! said, and what is wrong stands beside its field with everything that was typed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::entry_form::{EntryField, Fault, Input};
use enishi_desk::import_register::told_by_hand;
use enishi_desk::record_engagement::{EntryScreen, PURPOSE, Recorded, entry_screen, record};
use enishi_domain::engagement::Kind;
use enishi_domain::words::ClosedSet as _;

use super::login::see_other;
use crate::frame::{Frame, Problem, ok, page};
use crate::numbers::engagement_id;
use crate::visit::{Fields, Staff};
use crate::wording;
use crate::wording::records::{self, label};

/// The field that says which entry was the last when the screen was shown.
const LAST: &str = "last";

#[derive(Template)]
#[template(path = "pages/entry_kinds.html")]
struct KindsPage {
    frame: Frame,
    kinds: Vec<(&'static str, &'static str)>,
    tally: &'static str,
}

#[derive(Template)]
#[template(path = "pages/entry.html")]
struct EntryPage {
    frame: Frame,
    code: &'static str,
    tally: Option<&'static str>,
    faults: Vec<(String, String)>,
    groups: Vec<Group>,
    last_id: String,
    last: Option<String>,
}

/// Fields that belong together.
struct Group {
    legend: String,
    fields: Vec<FieldShown>,
}

/// A field of a form that is made from the city's definitions.
pub struct FieldShown {
    /// By what the page knows it.
    pub id: String,
    /// By what the form does.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What helps before one types.
    pub help: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub error: String,
    /// Whether it must be filled in.
    pub is_required: bool,
    /// Whether digits are typed.
    pub is_number: bool,
    /// What may be typed, where there is a list of it.
    pub suggestions: Vec<String>,
    /// What must be chosen, where there is nothing else: values and words.
    pub choices: Vec<(String, String)>,
    /// Whether typing begins here.
    pub is_first: bool,
}

impl FieldShown {
    /// A field with what stands in it and what is wrong with it.
    pub fn of(field: &EntryField, value: &str, faults: &[Fault]) -> Self {
        let wrong = faults.iter().filter(|fault| fault.heading == field.heading);
        let wrong: Vec<&str> = wrong.map(|fault| fault.told.as_str()).collect();
        Self {
            id: field.heading.clone(),
            name: field.heading.clone(),
            label: field.label.clone(),
            help: field.help.clone(),
            value: value.to_owned(),
            error: wrong.join(" "),
            is_required: field.is_required,
            is_number: field.input == Input::Number,
            suggestions: field.suggestions.clone(),
            choices: match field.is_chosen {
                true => {
                    let words = field.suggestions.iter();
                    words.map(|word| (word.clone(), word.clone())).collect()
                }
                false => Vec::new(),
            },
            is_first: false,
        }
    }
}

/// What stands in the fields, and what is wrong with them.
struct Typed {
    values: BTreeMap<String, String>,
    faults: Vec<Fault>,
}

/// Which kinds there are.
pub async fn kinds(staff: Staff) -> Result<Response, Problem> {
    let screen = entry_screen(&staff.counter, Kind::Tally).await?;
    let kinds = screen.kinds.iter();
    Ok(ok(&KindsPage {
        frame: Frame::of(&staff, records::title::ENTRY),
        kinds: kinds.map(|kind| (kind.code(), kind.word())).collect(),
        tally: Kind::Tally.code(),
    }))
}

/// Shows the screen of a kind.
pub async fn show(staff: Staff, Path(kind): Path<String>) -> Result<Response, Problem> {
    let kind = Kind::from_code(&kind).ok_or_else(Problem::no_such_page)?;
    let mut frame = Frame::of(&staff, &records::entry_title(kind));
    let screen = entry_screen(&staff.counter, kind).await?;
    let is_done = staff.visit.query.get("done").starts_with("recorded");
    if let Some(last) = screen.last.as_ref().filter(|_| is_done) {
        let told = told_by_hand(&staff.counter, (None, &last.engagement)).await?;
        frame = frame.telling(&told);
    }
    let typed = Typed {
        values: screen.kept.clone(),
        faults: Vec::new(),
    };
    Ok(entry(StatusCode::OK, frame, &screen, &typed))
}

/// Records what was typed.
pub async fn keep(staff: Staff, Path(kind): Path<String>) -> Result<Response, Problem> {
    let kind = Kind::from_code(&kind).ok_or_else(Problem::no_such_page)?;
    let screen = entry_screen(&staff.counter, kind).await?;
    let form = &staff.visit.form;
    let names = screen.fields.iter().map(|field| field.heading.as_str());
    let names: Vec<&str> = names.chain([PURPOSE, LAST]).collect();
    form.only(&names)?;
    let last = form.said(LAST);
    let last = last.map(|text| engagement_id(&text).ok_or_else(Problem::bad_form));
    let values = typed(form, &names);
    let recorded = record(&staff.counter, kind, &values, last.transpose()?).await?;
    let frame = Frame::of(&staff, &records::entry_title(kind));
    match recorded {
        Recorded::Kept(_, waiting) => {
            let done = if waiting > 0 {
                "recorded_asks"
            } else {
                "recorded"
            };
            let address = format!("/entry/{}?done={done}", kind.code());
            Ok(see_other(&address, None))
        }
        Recorded::Faulty(faults) => {
            let frame = frame.saying("error", records::ENTRY_FAULTY);
            let typed = Typed { values, faults };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(entry(status, frame, &screen, &typed))
        }
        Recorded::Again(id) => {
            let frame = frame.saying("warning", records::entered_again(id));
            let faults = Vec::new();
            let typed = Typed { values, faults };
            // The screen was read before somebody else's entry may have come in between.
            let screen = entry_screen(&staff.counter, kind).await?;
            Ok(entry(StatusCode::CONFLICT, frame, &screen, &typed))
        }
    }
}

/// What a form says under each name.
pub fn typed(form: &Fields, names: &[&str]) -> BTreeMap<String, String> {
    let names = names.iter().filter(|name| **name != LAST);
    let typed = names.map(|name| ((*name).to_owned(), form.get(name).to_owned()));
    typed.collect()
}

fn entry(status: StatusCode, frame: Frame, screen: &EntryScreen, typed: &Typed) -> Response {
    let mut groups: Vec<Group> = Vec::new();
    if !screen.purposes.is_empty() {
        groups.push(Group {
            legend: label::WHAT_FOR.to_owned(),
            fields: vec![purpose(screen, typed)],
        });
    }
    for field in &screen.fields {
        let legend = field.of_party.map_or(label::ENTRY, |role| role.word());
        let value = typed.values.get(&field.heading).map_or("", String::as_str);
        let mut shown = FieldShown::of(field, value, &typed.faults);
        if shown.name == label::PROGRAMME {
            shown.choices = programmes(screen);
        }
        match groups.last_mut() {
            Some(group) if group.legend == legend => group.fields.push(shown),
            _ => groups.push(Group {
                legend: legend.to_owned(),
                fields: vec![shown],
            }),
        }
    }
    let mut fields = groups.iter_mut().flat_map(|group| &mut group.fields);
    let wanted = |field: &&mut FieldShown| match typed.faults.is_empty() {
        true => field.value.is_empty(),
        false => !field.error.is_empty(),
    };
    if let Some(first) = fields.find(wanted) {
        first.is_first = true;
    }
    let last = screen.last.as_ref();
    let faults = typed.faults.iter();
    let template = EntryPage {
        frame,
        code: screen.kind.code(),
        tally: (screen.kind != Kind::Tally).then(|| Kind::Tally.code()),
        faults: faults
            .map(|fault| (fault.heading.clone(), fault.told.clone()))
            .collect(),
        groups,
        last_id: last.map_or_else(String::new, |row| row.id.to_string()),
        last: last.map(records::last_entry),
    };
    page(status, &template)
}

fn purpose(screen: &EntryScreen, typed: &Typed) -> FieldShown {
    let wrong = typed.faults.iter().find(|fault| fault.heading == PURPOSE);
    FieldShown {
        id: PURPOSE.to_owned(),
        name: PURPOSE.to_owned(),
        label: label::PURPOSE.to_owned(),
        help: label::PURPOSE_HELP.to_owned(),
        value: typed.values.get(PURPOSE).cloned().unwrap_or_default(),
        error: wrong.map_or_else(String::new, |fault| fault.told.clone()),
        is_required: true,
        is_number: false,
        suggestions: Vec::new(),
        choices: screen.purposes.clone(),
        is_first: false,
    }
}

fn programmes(screen: &EntryScreen) -> Vec<(String, String)> {
    let named = screen.programmes.iter();
    named
        .map(|(no, name)| (no.clone(), wording::programme(no, name.as_deref())))
        .collect()
}

//! 「統計系列」 what others publish: each series under each definition with its values, revisions and
//! the day of the next one; and a box into which new values are pasted, looked at and recorded.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::DeskError;
use enishi_desk::Language;
use enishi_desk::observe_series::{Observing, PastedValue, Preview, preview, record};
use enishi_desk::policy::{Action, Object};
use enishi_desk::show_series::{Line, Observed, SeriesShown, show_series};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::statistics::Observation;
use enishi_domain::words::ClosedSet as _;
use enishi_publish::chart::{Chart, TrendPoint, charts};

use super::login::see_other;
use crate::components::TextArea;
use crate::frame::{Frame, Problem, ok, page};
use crate::visit::Staff;
use crate::wording::records::{self, label};

/// How many years a picture shows.
const PICTURED: usize = 5;

#[derive(Template)]
#[template(path = "pages/series.html")]
struct SeriesPage<'a> {
    frame: Frame,
    series: Vec<Entry>,
    pasting: Option<Pasting<'a>>,
}

struct Entry {
    path: String,
    label: String,
    definition: String,
    publisher: String,
    last: String,
    next: String,
    kpis: Vec<(String, String)>,
}

/// The box, and what it would record.
struct Pasting<'a> {
    area: TextArea<'a>,
    errors: Vec<String>,
    rows: Vec<Row>,
    /// What may be recorded as it was shown: the text and what was seen.
    ready: Option<(&'a str, i64)>,
}

struct Row {
    number: u64,
    label: String,
    definition: String,
    part: String,
    year: String,
    value: String,
    release: &'static str,
    published_on: String,
    before: String,
}

#[derive(Template)]
#[template(path = "pages/series_one.html")]
struct OnePage {
    frame: Frame,
    definition: String,
    publisher: String,
    unit: String,
    ended: Option<String>,
    next: String,
    others: Vec<(String, String)>,
    kpis: Vec<(String, String)>,
    charts: Vec<Chart>,
    lines: Vec<LineShown>,
}

struct LineShown {
    part: String,
    values: Vec<ValueShown>,
}

struct ValueShown {
    year: String,
    value: String,
    release: &'static str,
    published_on: String,
    document: String,
    before: String,
}

/// Shows all series.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    let frame = Frame::of(&staff, records::title::SERIES);
    series(&staff, (StatusCode::OK, frame), "", None).await
}

/// Shows what a table would record.
pub async fn look(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["text"])?;
    let text = form.get("text");
    let frame = Frame::of(&staff, records::title::SERIES);
    match preview(&staff.counter, text).await {
        Ok(shown) => {
            let is_good = shown.errors.is_empty();
            let frame = match is_good {
                true => frame.saying("info", records::LOOK_BEFORE_RECORDING),
                false => frame.saying("error", records::PASTE_REFUSED),
            };
            let status = if is_good {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            series(&staff, (status, frame), text, Some(&shown)).await
        }
        Err(
            error @ (DeskError::Register { .. } | DeskError::Intake(_) | DeskError::NoHeadings(_)),
        ) => {
            let frame = frame.saying("error", error.message(Language::Japanese));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            series(&staff, (status, frame), text, None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Records a table that was looked at.
pub async fn keep(staff: Staff) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["text", "seen"])?;
    let text = form.get("text");
    let seen = form.get("seen").parse().map_err(|_| Problem::bad_form())?;
    match record(&staff.counter, text, Position(seen)).await? {
        Observing::Kept(0) => Ok(see_other("/series?done=unchanged", None)),
        Observing::Kept(_) => Ok(see_other("/series?done=observed", None)),
        Observing::Refused(shown) => {
            let frame = Frame::of(&staff, records::title::SERIES);
            let frame = frame.saying("error", records::SERIES_CHANGED);
            series(&staff, (StatusCode::CONFLICT, frame), text, Some(&shown)).await
        }
    }
}

async fn series(
    staff: &Staff,
    (status, frame): (StatusCode, Frame),
    text: &str,
    shown: Option<&Preview>,
) -> Result<Response, Problem> {
    let all = show_series(&staff.counter).await?;
    let who = staff.counter.principal();
    let may_observe = who.may(Action::Observe, Object::Office);
    let template = SeriesPage {
        frame,
        series: all.iter().map(entry).collect(),
        pasting: may_observe.then(|| pasting(text, shown)),
    };
    Ok(page(status, &template))
}

fn pasting<'a>(text: &'a str, shown: Option<&Preview>) -> Pasting<'a> {
    let rows = shown.map_or(&[][..], |shown| shown.rows.as_slice());
    let errors = shown.map_or(&[][..], |shown| shown.errors.as_slice());
    let ready = shown.filter(|shown| shown.errors.is_empty() && !shown.rows.is_empty());
    Pasting {
        area: TextArea {
            help: label::PASTE_HELP,
            value: text,
            ..TextArea::named("text", label::PASTE)
        },
        errors: errors
            .iter()
            .map(|(row, told)| records::in_row(*row, told))
            .collect(),
        rows: rows.iter().map(row).collect(),
        ready: ready.map(|shown| (text, shown.seen.0)),
    }
}

fn row(pasted: &PastedValue) -> Row {
    let PastedValue {
        row,
        series,
        said,
        before,
    } = pasted;
    let is_known = pasted.is_known();
    Row {
        number: *row,
        label: series.label.clone(),
        definition: series.definition_text.clone(),
        part: said.part.clone().unwrap_or_default(),
        year: said.period.to_string(),
        value: format!("{}{}", said.value, series.unit.as_str()),
        release: said.release.word(),
        published_on: day(said),
        before: match before {
            Some(_) if is_known => records::ALREADY_KNOWN.to_owned(),
            Some(before) => records::takes_the_place(before, series.unit.as_str()),
            None => records::NEW_VALUE.to_owned(),
        },
    }
}

fn day(said: &Observation) -> String {
    let day = said.published_on;
    day.map_or_else(String::new, |day| day.to_string())
}

fn entry(shown: &SeriesShown) -> Entry {
    let series = &shown.series;
    let values = shown.lines.iter().filter_map(|line| {
        let value = line.values.first()?;
        let part = line.part.as_deref().unwrap_or_default();
        Some(records::value_of(&value.now, part, series.unit.as_str()))
    });
    Entry {
        path: path(&series.id, &series.definition),
        label: series.label.clone(),
        definition: series.definition_text.clone(),
        publisher: series.publisher.clone(),
        last: values.collect::<Vec<_>>().join("、"),
        next: next(shown),
        kpis: kpis(shown),
    }
}

fn path(id: &str, definition: &str) -> String {
    format!("/series/{id}/{definition}")
}

fn next(shown: &SeriesShown) -> String {
    match (shown.next, shown.series.ended) {
        (Some(expected), _) => records::expected(expected),
        (None, Some(ended)) => records::ended(ended),
        (None, None) => String::new(),
    }
}

fn kpis(shown: &SeriesShown) -> Vec<(String, String)> {
    let kpis = shown.kpis.iter();
    kpis.map(|(programme, no, name)| {
        let path = format!("/programmes/{programme}/kpis/{no}");
        (path, format!("{programme}-{} {name}", no.circled()))
    })
    .collect()
}

/// Shows one series under one definition.
pub async fn one(
    staff: Staff,
    Path((id, definition)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let all = show_series(&staff.counter).await?;
    let mut named = all.iter();
    let shown = named
        .find(|shown| shown.series.id == id && shown.series.definition == definition)
        .ok_or_else(Problem::no_such_page)?;
    let series = &shown.series;
    let others = all.iter().filter(|other| {
        other.series.id == series.id && shown.others.contains(&other.series.definition)
    });
    let unit = series.unit.as_str();
    Ok(ok(&OnePage {
        frame: Frame::of(&staff, &series.label),
        definition: series.definition_text.clone(),
        publisher: series.publisher.clone(),
        unit: unit.to_owned(),
        ended: series.ended.map(records::ended),
        next: next(shown),
        others: others
            .map(|other| {
                let other = &other.series;
                (
                    path(&other.id, &other.definition),
                    other.definition_text.clone(),
                )
            })
            .collect(),
        kpis: kpis(shown),
        charts: charts(&series.label, &trend(shown)),
        lines: shown
            .lines
            .iter()
            .map(|line| line_shown(line, unit))
            .collect(),
    }))
}

fn line_shown(line: &Line, unit: &str) -> LineShown {
    let value = |value: &Observed| ValueShown {
        year: value.now.period.to_string(),
        value: format!("{}{unit}", value.now.value),
        release: value.now.release.word(),
        published_on: day(&value.now),
        document: value.now.document.clone().unwrap_or_default(),
        before: records::before(&value.before, unit),
    };
    LineShown {
        part: line
            .part
            .clone()
            .unwrap_or_else(|| crate::wording::WHOLE.to_owned()),
        values: line.values.iter().map(value).collect(),
    }
}

/// The last years of one definition, for the picture.
fn trend(shown: &SeriesShown) -> Vec<TrendPoint> {
    let values = shown.lines.iter().flat_map(|line| &line.values);
    let mut years: Vec<FiscalYear> = values.map(|value| value.now.period).collect();
    years.sort_unstable();
    years.dedup();
    let skipped = years.len().saturating_sub(PICTURED);
    let years = years.into_iter().skip(skipped);
    let trend = years.map(|year| {
        let of_year = shown.lines.iter().filter_map(|line| {
            let mut values = line.values.iter();
            let value = values.find(|value| value.now.period == year)?;
            Some((line.part.clone(), value.now.value))
        });
        let amounts: Vec<_> = of_year.collect();
        let told = amounts.iter().map(|(part, amount)| {
            let part = part.as_deref().unwrap_or_default();
            format!("{part}{amount}{}", shown.series.unit.as_str())
        });
        TrendPoint {
            year,
            target: None,
            target_amount: None,
            actual: told.collect::<Vec<_>>().join("、"),
            amounts,
        }
    });
    trend.collect()
}

//! 「定義の編集」 how a KPI is defined for a year: as a form and as the file's TOML; what a change does
//! to the file and to last year's figures, before it is kept; and every version.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use enishi_desk::edit_definition::recount::{LineChange, Recount};
use enishi_desk::edit_definition::{
    DefinitionShown, Kept, LONGEST_FILE, Look, Place, Wanted, keep, list_definitions, look,
    show_definition,
};
use enishi_desk::{DeskError, definition_wording};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{LedgerRow, Position};
use enishi_domain::kpi::KpiNo;
use enishi_domain::text::days::in_its_era;
use enishi_domain::words::ClosedSet as _;

use super::login::see_other;
use super::submissions::moment;
use crate::frame::{Frame, Problem, YearChoice, ok, page};
use crate::visit::{Fields, Staff};
use crate::wording::{self, definitions as words, records};

#[derive(Template)]
#[template(path = "pages/definitions.html")]
struct ListPage {
    frame: Frame,
    choice: YearChoice,
    programmes: Vec<Programme>,
}

struct Programme {
    title: String,
    kpis: Vec<Listed>,
}

struct Listed {
    path: String,
    name: String,
    sentence: String,
    target: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/definition.html")]
struct DefinitionPage<'a> {
    frame: Frame,
    choice: YearChoice,
    path: String,
    sentence: String,
    file: String,
    decided: Option<String>,
    version: i64,
    fields: Vec<FieldShown>,
    text: &'a str,
    longest: usize,
    look: Option<LookShown>,
    fault: Option<String>,
    versions: Vec<(String, String, i64)>,
}

struct FieldShown {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    value: String,
    options: Vec<(String, String)>,
}

struct LookShown {
    year: String,
    lines: Vec<(&'static str, usize, String)>,
    figures: Vec<Figure>,
    findings: Vec<String>,
}

struct Figure {
    title: String,
    sentences: (String, String),
    before: String,
    after: String,
    rows: String,
    examples: Vec<(&'static str, String, String)>,
}

/// Shows every KPI with its definition.
pub async fn list(staff: Staff) -> Result<Response, Problem> {
    let shown = list_definitions(&staff.counter, staff.visit.query.year()?)?;
    let year = shown.year.short();
    let programmes = shown
        .programmes
        .into_iter()
        .map(|(no, name, kpis)| Programme {
            title: wording::programme(&no, name.as_deref()),
            kpis: kpis
                .into_iter()
                .map(|(kpi, name, sentence, target)| Listed {
                    path: format!("/definitions/{no}/{kpi}?year={year}"),
                    name: format!("{} {name}", kpi.circled()),
                    sentence,
                    target,
                })
                .collect(),
        });
    Ok(ok(&ListPage {
        frame: Frame::of(&staff, words::LIST),
        programmes: programmes.collect(),
        choice: YearChoice {
            now: shown.year,
            all: shown.years,
        },
    }))
}

/// Shows one definition; a former version of it where one is named.
pub async fn show(
    staff: Staff,
    Path((programme, kpi)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let query = &staff.visit.query;
    let year = year_of(&staff, query)?;
    let place = place(&programme, &kpi, year)?;
    let former = query.said("version");
    let former = former.map(|text| text.parse().map_err(|_| Problem::no_such_page()));
    let former = former.transpose()?.map(Position);
    let shown = show_definition(&staff.counter, place, former).await?;
    let frame = Frame::of(&staff, &shown.name);
    Ok(definition((StatusCode::OK, frame), place, &shown, None))
}

/// Shows what a change would do.
pub async fn try_out(
    staff: Staff,
    Path((programme, kpi)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    let year = year_of(&staff, form)?;
    let place = place(&programme, &kpi, year)?;
    let wanted = wanted(form)?;
    let seen = Position(
        form.get("version")
            .parse()
            .map_err(|_| Problem::bad_form())?,
    );
    tried(&staff, place, (seen, &wanted)).await
}

/// Keeps a file that was looked at.
pub async fn save(
    staff: Staff,
    Path((programme, kpi)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = &staff.visit.form;
    form.only(&["year", "version", "text"])?;
    let year = year_of(&staff, form)?;
    let place = place(&programme, &kpi, year)?;
    let seen = Position(
        form.get("version")
            .parse()
            .map_err(|_| Problem::bad_form())?,
    );
    let text = form.get("text");
    let done = match keep(&staff.counter, place, (seen, text)).await {
        Ok(Kept::Kept) => "saved",
        Ok(Kept::Unchanged) => "unchanged",
        Ok(Kept::Conflict(_)) | Err(DeskError::Definition(_)) => {
            let wanted = Wanted::Toml(text.to_owned());
            return tried(&staff, place, (seen, &wanted)).await;
        }
        Err(error) => return Err(error.into()),
    };
    let (path, year) = (path(place), year.short());
    Ok(see_other(&format!("{path}?year={year}&done={done}"), None))
}

/// What a change would do, beside what was typed; whoever is second sees what the first left.
async fn tried(
    staff: &Staff,
    place: Place<'_>,
    (seen, wanted): (Position, &Wanted),
) -> Result<Response, Problem> {
    let mut shown = show_definition(&staff.counter, place, None).await?;
    let look = look(&staff.counter, place, wanted).await?;
    let frame = Frame::of(staff, &shown.name);
    let (status, frame) = if look.fault.is_some() {
        let frame = frame.saying("error", words::FAULT);
        (StatusCode::UNPROCESSABLE_ENTITY, frame)
    } else if shown.version != seen {
        (StatusCode::CONFLICT, frame.saying("error", words::CONFLICT))
    } else {
        (StatusCode::OK, frame.saying("info", words::LOOK))
    };
    shown.text.clone_from(&look.text);
    if let (Wanted::Fields(typed), Some(fields)) = (wanted, &mut shown.fields) {
        fields.clone_from(typed);
    }
    Ok(definition((status, frame), place, &shown, Some(&look)))
}

fn definition(
    (status, frame): (StatusCode, Frame),
    place: Place<'_>,
    shown: &DefinitionShown,
    look: Option<&Look>,
) -> Response {
    let since = shown.since.map(|year| year.to_string());
    let fault = look.and_then(|look| look.fault.as_ref());
    let good = look.filter(|look| look.fault.is_none());
    let versions = shown.versions.iter().map(|version| {
        let position = version.position.0;
        let name = records::by(version).to_owned();
        (moment(version.at), name, position)
    });
    page(
        status,
        &DefinitionPage {
            frame,
            path: path(place),
            sentence: shown.sentence.clone(),
            file: words::file_of(since.as_deref(), &shown.file),
            decided: words::decided(&shown.decided),
            version: shown.version.0,
            fields: fields(shown),
            text: &shown.text,
            longest: LONGEST_FILE,
            look: good.map(look_shown),
            fault: fault.map(|fault| definition_wording::definition_error_ja(fault)),
            versions: versions.collect(),
            choice: YearChoice {
                now: shown.year,
                all: shown.years.clone(),
            },
        },
    )
}

fn fields(shown: &DefinitionShown) -> Vec<FieldShown> {
    let Some(said) = &shown.fields else {
        return Vec::new();
    };
    let fields = words::FIELDS.iter().map(|(name, label, help, options)| {
        let value = said.get(name).cloned().unwrap_or_default();
        let value = if *name == words::KINDS {
            words::kinds_in_words(&value)
        } else {
            value
        };
        let options = options.iter();
        let mut options: Vec<(String, String)> = options
            .map(|(code, word)| ((*code).to_owned(), (*word).to_owned()))
            .collect();
        // What the file says in another of its words stays to be chosen.
        let is_known = value.is_empty() || options.iter().any(|(code, _)| *code == value);
        if !options.is_empty() && !is_known {
            options.push((value.clone(), value.clone()));
        }
        FieldShown {
            name,
            label,
            help,
            value,
            options,
        }
    });
    fields.collect()
}

fn look_shown(look: &Look) -> LookShown {
    let lines = look.lines.iter().map(|line| match line {
        LineChange::Out(number, text) => ("−", *number, text.clone()),
        LineChange::In(number, text) => ("＋", *number, text.clone()),
    });
    let findings = look.findings.iter();
    LookShown {
        year: look.recounted.to_string(),
        lines: lines.collect(),
        figures: look.figures.iter().map(figure).collect(),
        findings: findings
            .map(definition_wording::metric_finding_ja)
            .collect(),
    }
}

fn figure(recount: &Recount) -> Figure {
    let mut examples = Vec::new();
    let rows = match &recount.rows {
        Some(changes) => {
            examples.extend(changes.rows_in.iter().map(|row| example("＋", row)));
            examples.extend(changes.rows_out.iter().map(|row| example("−", row)));
            words::rows(changes.count_in, changes.count_out)
        }
        None => words::TOO_MANY_ROWS.to_owned(),
    };
    Figure {
        title: format!("{}-{}", recount.programme, recount.kpi.circled()),
        sentences: (
            recount.sentence_before.clone(),
            recount.sentence_after.clone(),
        ),
        before: recount.before.clone(),
        after: recount.after.clone(),
        rows,
        examples,
    }
}

fn example(sign: &'static str, row: &LedgerRow) -> (&'static str, String, String) {
    let engagement = &row.engagement;
    let day = in_its_era(engagement.occurred_on, engagement.precision);
    let told = format!("{day} {}", engagement.kind.word());
    (sign, row.id.to_string(), told)
}

fn wanted(form: &Fields) -> Result<Wanted, Problem> {
    if !form.get("text").is_empty() {
        form.only(&["year", "version", "text"])?;
        return Ok(Wanted::Toml(form.get("text").to_owned()));
    }
    let names: Vec<&str> = words::FIELDS.iter().map(|(name, ..)| *name).collect();
    let mut all = names.clone();
    all.extend(["year", "version"]);
    form.only(&all)?;
    let fields = names.into_iter().map(|name| {
        let said = form.line(name)?.unwrap_or_default();
        Ok((
            name,
            if name == words::KINDS {
                words::kinds_in_codes(&said)
            } else {
                said
            },
        ))
    });
    let fields: Result<_, Problem> = fields.collect();
    Ok(Wanted::Fields(fields?))
}

fn year_of(staff: &Staff, fields: &Fields) -> Result<FiscalYear, Problem> {
    match fields.year()? {
        Some(year) => Ok(year),
        None => Ok(list_definitions(&staff.counter, None)?.year),
    }
}

fn place<'a>(programme: &'a str, kpi: &str, year: FiscalYear) -> Result<Place<'a>, Problem> {
    let kpi: KpiNo = kpi.parse().map_err(|_| Problem::no_such_page())?;
    Ok(Place {
        programme,
        kpi,
        year,
    })
}

fn path(place: Place<'_>) -> String {
    format!("/definitions/{}/{}", place.programme, place.kpi)
}

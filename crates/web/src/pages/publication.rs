//! 「公開設定」 what is public and since when, what stands against the rest, the thresholds, and the
//! public pages as residents see them. It publishes nothing: that is a step of the sheet. What is
//! published is handed out as one file, to be carried to where residents reach it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use askama::Template;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use enishi_desk::show_publication::{
    Comparing, ProgrammePublished, YearPublished, preview_site, show_publication, take_site,
};
use enishi_domain::calendar::FiscalYear;
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use crate::components::Badge;
use crate::frame::{Frame, Problem, YearChoice, file, ok};
use crate::public::kind;
use crate::visit::Staff;
use crate::wording;
use crate::wording::publication as words;

#[derive(Template)]
#[template(path = "pages/publication.html")]
struct PublicationPage {
    frame: Frame,
    choice: YearChoice,
    years: Vec<YearPublished>,
    /// Whether any year is public.
    is_any_public: bool,
    is_frozen: bool,
    parts: Vec<Part>,
    are_names_compared: bool,
    headline: String,
    thresholds: Vec<[String; 3]>,
}

struct Part {
    no: String,
    title: String,
    badge: Badge,
    decision: String,
    since: String,
    reason: String,
    is_changed: bool,
    divided: Vec<String>,
    obstacles: Vec<String>,
}

/// Shows it.
pub async fn show(staff: Staff) -> Result<Response, Problem> {
    let query = &staff.visit.query;
    let comparing = match query.get("names") {
        "" => Comparing::Patterns,
        _ => Comparing::Names,
    };
    let shown = show_publication(&staff.counter, query.year()?, comparing).await?;
    Ok(ok(&PublicationPage {
        frame: Frame::of(&staff, words::TITLE),
        choice: YearChoice {
            now: shown.year,
            all: shown.years.iter().map(|published| published.year).collect(),
        },
        is_any_public: shown.years.iter().any(|year| year.since.is_some()),
        is_frozen: shown.is_frozen,
        parts: shown.programmes.into_iter().map(part).collect(),
        are_names_compared: shown.are_names_compared,
        headline: words::small_headline(&shown.profile),
        thresholds: words::thresholds(&shown.profile),
        years: shown.years,
    }))
}

fn part(published: ProgrammePublished) -> Part {
    let approval = published.approval;
    Part {
        title: wording::programme(&published.no, published.name.as_deref()),
        no: published.no,
        badge: Badge::of_stage(published.stage),
        decision: approval.map_or_else(String::new, |approval| approval.decision_number),
        since: published
            .since
            .map_or_else(String::new, |day| day.to_string()),
        reason: published.reason.unwrap_or_default(),
        is_changed: published.is_changed,
        divided: published
            .divided
            .into_iter()
            .map(|(kpi, by)| words::divided(kpi, &by))
            .collect(),
        obstacles: published.obstacles,
    }
}

/// Hands out the public site as one file: a folder that is unpacked where it is served.
pub async fn take(staff: Staff) -> Result<Response, Problem> {
    let files = take_site(&staff.counter).await?;
    let packed = tokio::task::spawn_blocking(move || packed(&files)).await;
    let packed = packed.map_err(|_| Problem::broken())?;
    let packed = packed.map_err(|_| Problem::broken())?;
    let town = staff.counter.municipality();
    file(
        packed,
        ("application/zip", "site.zip"),
        &words::site_name(town),
    )
}

fn packed(files: &BTreeMap<String, Vec<u8>>) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(format!("site/{path}"), SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Shows a file of the public site as it would be.
pub async fn preview(
    staff: Staff,
    Path((year, path)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let year: FiscalYear = year.parse().map_err(|_| Problem::no_such_page())?;
    let mut files = preview_site(&staff.counter, year).await?;
    let mut bytes = files.remove(&path).ok_or_else(Problem::no_such_page)?;
    let kind = kind(&path);
    if kind.starts_with("text/html") {
        bytes = with_band(&bytes, year);
    }
    let kind = [(CONTENT_TYPE, HeaderValue::from_static(kind))];
    Ok((kind, bytes).into_response())
}

/// A page with the one thing that residents do not see: that it is a preview.
fn with_band(page: &[u8], year: FiscalYear) -> Vec<u8> {
    const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">\n";
    let page = String::from_utf8_lossy(page);
    let (preview, back, year) = (words::PREVIEW, words::BACK, year.short());
    let band = format!(
        "{MAIN}<p role=\"note\"><strong>{preview}</strong> \
         <a href=\"/publication?year={year}\">{back}</a></p>\n"
    );
    page.replacen(MAIN, &band, 1).into_bytes()
}

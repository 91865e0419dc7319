//! The pages. Each says everything that it shows in words and prints on A4.

use askama::Template;
use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::interchange::edition::{
    Edition, EditionCounts, EditionKpi, EditionProgramme, EditionStatement,
};
use enishi_domain::text::with_thousands;

use super::{SiteFiles, folder, year};
use crate::chart::{Chart, TrendPoint, charts};
use crate::formats::PublishError;
use crate::wording::site as wording;

/// What every page has.
struct Frame<'a> {
    title: String,
    /// The way up to the site's root: `../../`.
    root: String,
    town: &'a str,
}

impl<'a> Frame<'a> {
    fn new(editions: &[&'a Edition], path: &str, title: String) -> Self {
        let town = editions
            .first()
            .map_or("", |edition| edition.municipality.as_str());
        Self {
            title,
            root: "../".repeat(path.matches('/').count()),
            town,
        }
    }
}

/// A year and the way to it.
struct YearLink {
    name: String,
    folder: String,
    western: i16,
    /// Whether some figure is broken down.
    is_divided: bool,
}

impl YearLink {
    fn of(edition: &Edition) -> Self {
        Self {
            name: year(edition).to_string(),
            folder: folder(edition),
            western: edition.fiscal_year,
            is_divided: edition
                .programmes
                .iter()
                .flat_map(|programme| &programme.kpis)
                .any(|kpi| !kpi.breakdowns.is_empty()),
        }
    }
}

#[derive(Template)]
#[template(path = "site/index.html")]
struct Top<'a> {
    frame: Frame<'a>,
    years: Vec<YearLink>,
    latest: Option<YearSummary<'a>>,
}

#[derive(Template)]
#[template(path = "site/year.html")]
struct YearPage<'a> {
    frame: Frame<'a>,
    summary: YearSummary<'a>,
}

/// A year in three figures, and its programmes.
struct YearSummary<'a> {
    year: YearLink,
    edition: &'a Edition,
    counts: EditionCounts,
    cost: Option<String>,
}

impl<'a> YearSummary<'a> {
    fn of(edition: &'a Edition) -> Self {
        let costs = edition.programmes.iter().map(|p| p.cost_settled_yen);
        // A sum that lacks one of its parts is no sum.
        let cost: Option<i64> = costs.sum();
        Self {
            year: YearLink::of(edition),
            counts: edition.counts,
            cost: cost.map(|yen| with_thousands(&yen.to_string())),
            edition,
        }
    }
}

#[derive(Template)]
#[template(path = "site/programme.html")]
struct ProgrammePage<'a> {
    frame: Frame<'a>,
    year: YearLink,
    programme: &'a EditionProgramme,
    cost: Option<String>,
    statement: Vec<(&'static str, &'a str)>,
}

#[derive(Template)]
#[template(path = "site/kpi.html")]
struct KpiPage<'a> {
    frame: Frame<'a>,
    year: YearLink,
    programme: &'a EditionProgramme,
    kpi: &'a EditionKpi,
    mark: Mark,
    charts: Vec<Chart>,
    trend: Vec<TrendRow>,
    /// Whether a part of the figure is not told.
    hides: bool,
    corrections: Vec<(&'a str, String)>,
    statement: Vec<(&'static str, &'a str)>,
}

struct TrendRow {
    year: String,
    target: String,
    actual: String,
    mark: Mark,
    /// Whether it is counted otherwise than in the year of the page.
    is_other: bool,
}

/// ○ × - with its word.
#[derive(Template)]
#[template(path = "site/mark.html")]
struct Mark {
    code: String,
    glyph: &'static str,
    word: &'static str,
}

impl Mark {
    fn of(code: &str) -> Self {
        let (glyph, word) = wording::verdict(code);
        Self {
            code: code.to_owned(),
            glyph,
            word,
        }
    }
}

#[derive(Template)]
#[template(path = "site/sheet.html")]
struct SheetPage<'a> {
    frame: Frame<'a>,
    year: YearLink,
    edition: &'a Edition,
}

#[derive(Template)]
#[template(path = "site/data.html")]
struct DataPage<'a> {
    frame: Frame<'a>,
    years: Vec<YearLink>,
    tables: [(&'static str, &'static [(&'static str, &'static str)]); 2],
}

#[derive(Template)]
#[template(path = "site/terms.html")]
struct Terms<'a> {
    frame: Frame<'a>,
}

#[derive(Template)]
#[template(path = "site/contact.html")]
struct Contact<'a> {
    frame: Frame<'a>,
    latest: Option<&'a Edition>,
}

#[derive(Template)]
#[template(path = "site/accessibility.html")]
struct Accessibility<'a> {
    frame: Frame<'a>,
}

#[derive(Template)]
#[template(path = "site/not_found.html")]
struct NotFound<'a> {
    frame: Frame<'a>,
}

/// Adds all pages.
pub(super) fn all(editions: &[&Edition], files: &mut SiteFiles) -> Result<(), PublishError> {
    let frame = |path: &str, title: &str| Frame::new(editions, path, title.to_owned());
    let years = || {
        editions
            .iter()
            .map(|edition| YearLink::of(edition))
            .collect()
    };
    let latest = editions.first().copied();
    let top = latest.map_or_else(String::new, |edition| wording::top(&edition.municipality));
    keep(
        files,
        "index.html",
        &Top {
            frame: frame("index.html", &top),
            years: years(),
            latest: latest.map(YearSummary::of),
        },
    )?;
    for edition in editions {
        of_year(editions, edition, files)?;
    }
    keep(
        files,
        "data/index.html",
        &DataPage {
            frame: frame("data/index.html", wording::DATA),
            years: years(),
            tables: [
                (wording::TABLE, &wording::COLUMNS),
                (wording::BREAKDOWNS, &wording::BREAKDOWN_COLUMNS),
            ],
        },
    )?;
    keep(
        files,
        "terms/index.html",
        &Terms {
            frame: frame("terms/index.html", wording::TERMS),
        },
    )?;
    keep(
        files,
        "contact/index.html",
        &Contact {
            frame: frame("contact/index.html", wording::CONTACT),
            latest,
        },
    )?;
    keep(
        files,
        "accessibility/index.html",
        &Accessibility {
            frame: frame("accessibility/index.html", wording::ACCESSIBILITY),
        },
    )?;
    // Shown at any depth, so its links begin at the root.
    let lost = Frame {
        root: "/".to_owned(),
        ..frame("404.html", wording::NOT_FOUND)
    };
    keep(files, "404.html", &NotFound { frame: lost })
}

fn of_year<'a>(
    editions: &[&'a Edition],
    edition: &'a Edition,
    files: &mut SiteFiles,
) -> Result<(), PublishError> {
    let (now, folder) = (year(edition), folder(edition));
    let path = format!("{folder}/index.html");
    keep(
        files,
        &path,
        &YearPage {
            frame: Frame::new(editions, &path, wording::year(now)),
            summary: YearSummary::of(edition),
        },
    )?;
    let path = format!("{folder}/sheet/index.html");
    keep(
        files,
        &path,
        &SheetPage {
            frame: Frame::new(editions, &path, wording::sheet(now)),
            year: YearLink::of(edition),
            edition,
        },
    )?;
    for programme in &edition.programmes {
        let path = format!("{folder}/programmes/{}/index.html", programme.no);
        let title = wording::programme(&programme.no, programme.name.as_deref());
        let cost = programme.cost_settled_yen;
        keep(
            files,
            &path,
            &ProgrammePage {
                frame: Frame::new(editions, &path, title),
                year: YearLink::of(edition),
                programme,
                cost: cost.map(|yen| with_thousands(&yen.to_string())),
                statement: statement(&programme.statement),
            },
        )?;
        for kpi in &programme.kpis {
            of_kpi(editions, edition, (programme, kpi), files)?;
        }
    }
    Ok(())
}

fn of_kpi<'a>(
    editions: &[&'a Edition],
    edition: &'a Edition,
    (programme, kpi): (&'a EditionProgramme, &'a EditionKpi),
    files: &mut SiteFiles,
) -> Result<(), PublishError> {
    let (now, folder) = (year(edition), folder(edition));
    let code = format!("{}-{}", programme.no, kpi.no);
    let path = format!("{folder}/kpis/{code}/index.html");
    let past = past(editions, edition, (&programme.no, &kpi.no));
    let points: Vec<TrendPoint> = past.iter().map(|(year, kpi)| point(*year, kpi)).collect();
    let trend = past.iter().map(|(year, of_year)| TrendRow {
        year: year.to_string(),
        target: of_year.target.clone().unwrap_or_else(|| "-".to_owned()),
        actual: of_year.actual.clone(),
        mark: Mark::of(&of_year.verdict),
        is_other: of_year.source != kpi.source || of_year.unit != kpi.unit,
    });
    let corrections = kpi.corrections.iter();
    keep(
        files,
        &path,
        &KpiPage {
            frame: Frame::new(editions, &path, wording::kpi(now, &code, &kpi.name)),
            year: YearLink::of(edition),
            mark: Mark::of(&kpi.verdict),
            charts: charts(&kpi.name, &points),
            trend: trend.collect(),
            hides: kpi
                .breakdowns
                .iter()
                .flat_map(|breakdown| &breakdown.parts)
                .any(|part| part.amount.is_none()),
            corrections: corrections
                .map(|one| (one.on.as_str(), wording::correction(one)))
                .collect(),
            statement: statement(&kpi.statement),
            programme,
            kpi,
        },
    )?;
    Ok(())
}

/// How many years a trend shows.
const TREND: usize = 5;

/// The published years of a KPI up to one, the oldest first. Years that are not published are not
/// there at all.
fn past<'a>(
    editions: &[&'a Edition],
    now: &Edition,
    (programme, no): (&str, &str),
) -> Vec<(FiscalYear, &'a EditionKpi)> {
    let until = editions
        .iter()
        .filter(|edition| edition.fiscal_year <= now.fiscal_year);
    let mut past: Vec<_> = until
        .filter_map(|edition| {
            let programme = edition.programmes.iter().find(|p| p.no == programme)?;
            let kpi = programme.kpis.iter().find(|kpi| kpi.no == no)?;
            Some((year(edition), kpi))
        })
        .take(TREND)
        .collect();
    past.reverse();
    past
}

fn point(year: FiscalYear, kpi: &EditionKpi) -> TrendPoint {
    let number = |text: &str| Decimal::from_str_exact(text).ok();
    let amounts = kpi.amounts.iter();
    TrendPoint {
        year,
        target: kpi.target.clone(),
        target_amount: kpi.target_amount.as_deref().and_then(number),
        actual: kpi.actual.clone(),
        amounts: amounts
            .filter_map(|amount| Some((amount.label.clone(), number(&amount.amount)?)))
            .collect(),
    }
}

fn statement(said: &EditionStatement) -> Vec<(&'static str, &str)> {
    let all = wording::STATEMENT.into_iter();
    let texts = [&said.cause, &said.improvement, &said.outlook];
    let said = all.zip(texts).map(|(label, text)| (label, text.trim()));
    said.filter(|(_, text)| !text.is_empty()).collect()
}

fn keep(files: &mut SiteFiles, path: &str, page: &impl Template) -> Result<(), PublishError> {
    let mut text = page.render()?;
    text.push('\n');
    files.insert(path.to_owned(), text.into_bytes());
    Ok(())
}

//! 「公開設定」 what of each year is public and since when, what stands against publishing the rest, by
//! which thresholds that is decided, and the public pages as a resident would see them. Nothing is
//! published here.

use enishi_domain::calendar::{FiscalYear, day_in_japan};
use enishi_domain::disclosure::{Obstacle, Profile};
use enishi_domain::kpi::KpiNo;
use enishi_domain::metric::Division;
use enishi_domain::workflow::{Approval, Stage, Step};
use enishi_publish::{SiteFiles, site};
use jiff::civil::Date;

use crate::error::DeskError;
use crate::office::Office;
use crate::policy::{Action, Object};
use crate::publish_year::{
    PROFILE, Parts, edition, obstacles, obstacles_without_names, part_of_year, publish_site,
    unfinished,
};
use crate::reception::Counter;
use crate::show_year::{this_year, years};
use crate::wording::publishing::obstacle_ja;
use crate::year_course::{ProgrammeCourse, courses, version};

/// What is public, and what stands against the rest.
#[derive(Clone, Debug)]
pub struct PublicationShown {
    /// The year whose programmes are shown.
    pub year: FiscalYear,
    /// Every year, the latest first.
    pub years: Vec<YearPublished>,
    /// Whether no figure of the year can change any more.
    pub is_frozen: bool,
    /// The year's programmes, in the order of the sheet.
    pub programmes: Vec<ProgrammePublished>,
    /// Whether what was written was held against the names in the ledger.
    pub are_names_compared: bool,
    /// The thresholds in force.
    pub profile: Profile,
}

/// How much of a year is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearPublished {
    /// The year.
    pub year: FiscalYear,
    /// How many programmes it has.
    pub programmes: usize,
    /// How many of them are at 公表.
    pub published: usize,
    /// The day on which the last of them was published; none while one is not.
    pub since: Option<Date>,
}

/// How far a programme is on its way to everybody.
#[derive(Clone, Debug)]
pub struct ProgrammePublished {
    /// Its number.
    pub no: String,
    /// 事業名
    pub name: Option<String>,
    /// How far its part of the sheet is.
    pub stage: Stage,
    /// The approval in force.
    pub approval: Option<Approval>,
    /// The day on which it was published; none where it is not, or was reopened.
    pub since: Option<Date>,
    /// Why its small figures are told.
    pub reason: Option<String>,
    /// Whether something else stands there by now than what was published.
    pub is_changed: bool,
    /// Its KPIs whose figures are divided, and by what.
    pub divided: Vec<(KpiNo, Vec<Division>)>,
    /// What stands against its publication, in words.
    pub obstacles: Vec<String>,
}

/// Shows a year; the latest one with targets where none is named. What was written is held against
/// the names in the ledger only where that is asked for, as they are many.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn show_publication(
    counter: &Counter,
    year: Option<FiscalYear>,
    compares_names: Comparing,
) -> Result<PublicationShown, DeskError> {
    let who = counter.principal();
    who.ask(Action::SeePublication, Object::Office)?;
    let office = &counter.office;
    let year = year.unwrap_or_else(|| this_year(office));
    let mut all = Vec::new();
    for known in years(office, Some(year)) {
        all.push(year_published(office, known).await?);
    }
    let office = &office.in_year(year);
    let parts = part_of_year(office, year).await?;
    let against = match compares_names {
        Comparing::Names => obstacles(office, &parts, None).await?,
        Comparing::Patterns => obstacles_without_names(&parts),
    };
    Ok(PublicationShown {
        year,
        years: all,
        is_frozen: parts.are_frozen(),
        programmes: programmes(&parts, &against),
        are_names_compared: compares_names == Comparing::Names,
        profile: PROFILE,
    })
}

/// With what the written texts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparing {
    /// With what telephone numbers and the like look like.
    Patterns,
    /// With the names and addresses in the ledger as well.
    Names,
}

async fn year_published(office: &Office, year: FiscalYear) -> Result<YearPublished, DeskError> {
    let courses = courses(office, year).await?;
    let days = courses.values().map(published_on);
    let published: Vec<Date> = days.flatten().collect();
    let last = published.iter().max().copied();
    Ok(YearPublished {
        year,
        programmes: courses.len(),
        since: last.filter(|_| published.len() == courses.len()),
        published: published.len(),
    })
}

/// The day of the publication in force.
fn published_on(part: &ProgrammeCourse) -> Option<Date> {
    let mut steps = part.steps.iter().rev();
    let last = steps.find(|step| step.taken.step == Step::Publish)?;
    let is_in_force = part.course.stage() == Stage::Published;
    is_in_force.then(|| day_in_japan(last.signature.at))
}

fn programmes(parts: &Parts<'_>, against: &[Obstacle]) -> Vec<ProgrammePublished> {
    let now = |definition: &_, figures: &_, part: &ProgrammeCourse| {
        version(parts.year, definition, figures, &part.texts())
    };
    let all = parts.all().map(|(definition, figures, part)| {
        let of_programme = |obstacle: &&Obstacle| match obstacle {
            Obstacle::SmallHeadline { id, .. } => is_of(id, &definition.no),
            Obstacle::PersonalText(text) => is_of(&text.of, &definition.no),
            // Of no programme alone, as nothing is broken down.
            Obstacle::SumDiffers { .. } => true,
        };
        let since = published_on(part);
        let last = part.steps.last().filter(|_| since.is_some());
        let kpis = definition.kpis.iter().zip(figures);
        let divided = kpis.filter(|(_, figure)| !figure.published_by.is_empty());
        ProgrammePublished {
            divided: divided
                .map(|(kpi, figure)| (kpi.no, figure.published_by.clone()))
                .collect(),
            no: definition.no.clone(),
            name: definition.name.clone(),
            stage: part.course.stage(),
            approval: part.course.approval().cloned(),
            since,
            reason: last.and_then(|step| step.taken.reason.clone()),
            is_changed: part
                .course
                .has_changed_since_approval(&now(definition, figures, part)),
            obstacles: against
                .iter()
                .filter(of_programme)
                .map(obstacle_ja)
                .collect(),
        }
    });
    all.collect()
}

/// Whether something is of a programme: `1` and `1-2` are of 1.
fn is_of(id: &str, programme: &str) -> bool {
    id.split('-').next() == Some(programme)
}

/// The public site as it is, to be carried across to where it is served.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], those of [`publish_site`].
pub async fn take_site(counter: &Counter) -> Result<SiteFiles, DeskError> {
    let who = counter.principal();
    who.ask(Action::SeePublication, Object::Office)?;
    publish_site(&counter.office, &[]).await
}

/// The public site as it would be if a year were published as it stands, beside those that are.
/// What stands against it is not asked here: nothing leaves the office by being looked at.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Publish`].
pub async fn preview_site(counter: &Counter, year: FiscalYear) -> Result<SiteFiles, DeskError> {
    let who = counter.principal();
    who.ask(Action::SeePublication, Object::Office)?;
    let mut editions = Vec::new();
    for other in years(&counter.office, Some(year)) {
        let office = counter.office.in_year(other);
        // What is measured takes longer than how far it is.
        let is_public = year_published(&office, other).await?.since.is_some();
        if other != year && !is_public {
            continue;
        }
        let parts = part_of_year(&office, other).await?;
        if other == year || unfinished(&parts).is_empty() {
            editions.push(edition(&office, &parts).await?);
        }
    }
    Ok(site(&editions)?)
}

//! 「公表」 makes the edition of a year that went through its workflow: what is published is what was
//! approved, and nothing of it says who somebody is. The pages are made of the edition; the ledger
//! is not asked again.

use std::collections::BTreeMap;

use enishi_domain::calendar::{FiscalYear, day_in_japan};
use enishi_domain::disclosure::{
    Application, FreeText, Grounds, Headline, Obstacle, PersonalWords, Profile, Searched, release,
};
use enishi_domain::evaluation::{Evaluation, evaluate_sheet};
use enishi_domain::interchange::edition::{
    EDITION_FORMAT, Edition, EditionAmount, EditionCorrection, EditionCounts, EditionKpi,
    EditionProgramme, EditionStatement, Publication,
};
use enishi_domain::metric::Formula;
use enishi_domain::region::{KpiDefinition, ProgrammeDefinition};
use enishi_domain::verdict::Verdict;
use enishi_domain::words::{ClosedSet as _, direction_code, verdict_code};
use enishi_domain::workflow::{Stage, Step};
use enishi_publish::{SiteFiles, site};
use enishi_store::Statement;
use sha2::{Digest as _, Sha256};

use self::earlier::{Then, definitions_then, earlier_figures};
use crate::divide_figures::breakdowns;
use crate::error::DeskError;
use crate::evaluate_year::year_sheet;
use crate::import_register::hexadecimal;
use crate::measure_year::{MeasuredFigure, MeasuredRegion, measure_year};
use crate::office::Office;
use crate::show_year::years;
use crate::wording;
use crate::year_course::{ProgrammeCourse, courses, version};

mod earlier;

/// The thresholds in force.
pub(crate) const PROFILE: Profile = Profile::SMALL_TOWN;

/// Why a year is not published. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum NotPublished {
    /// Parts of it are not at 公表, or are no longer what was published.
    #[error("fiscal year {year}: programmes {} are not published", .programmes.join(", "))]
    Unfinished {
        /// The year.
        year: FiscalYear,
        /// The programmes' numbers.
        programmes: Vec<String>,
    },
    /// Its figures may still change.
    #[error("fiscal year {0} is not frozen")]
    NotFrozen(FiscalYear),
    /// No year is published.
    #[error("no fiscal year is published")]
    NoYear,
    /// What must not be told.
    #[error("fiscal year {year}: {} things must not be published as they are", .obstacles.len())]
    Refused {
        /// The year.
        year: FiscalYear,
        /// What they are.
        obstacles: Vec<Obstacle>,
    },
}

/// The whole public site: these years, or all that are published where none is named.
///
/// # Errors
/// [`NotPublished`]; [`DeskError::Publish`].
pub async fn publish_site(office: &Office, named: &[FiscalYear]) -> Result<SiteFiles, DeskError> {
    let mut chosen = named.to_vec();
    if chosen.is_empty() {
        for year in years(office, None) {
            // One that is by now something else than what was approved is refused, not left out.
            let courses = courses(office, year).await?;
            let mut stages = courses.values().map(|part| part.course.stage());
            if !courses.is_empty() && stages.all(|stage| stage == Stage::Published) {
                chosen.push(year);
            }
        }
    }
    if chosen.is_empty() {
        return Err(NotPublished::NoYear.into());
    }
    let editions = editions(office, &chosen).await?;
    let mut files = site(&editions)?;
    // By which whoever carries the files can tell that all of them came, and unchanged.
    let sums = files.iter().map(|(path, bytes)| {
        let digest = hexadecimal(&Sha256::digest(bytes));
        format!("{digest}  {path}\n")
    });
    let sums: String = sums.collect();
    files.insert("SHA256SUMS".to_owned(), sums.into_bytes());
    Ok(files)
}

/// The edition of a year.
///
/// # Errors
/// [`NotPublished`].
pub async fn publish_year(office: &Office, year: FiscalYear) -> Result<Edition, DeskError> {
    let mut editions = editions(office, &[year]).await?;
    editions.pop().ok_or(NotPublished::NoYear.into())
}

/// The editions of years that all went through their workflow.
async fn editions(office: &Office, years: &[FiscalYear]) -> Result<Vec<Edition>, DeskError> {
    let offices = years.iter().map(|year| (*year, office.in_year(*year)));
    let offices: Vec<_> = offices.collect();
    let mut finished = Vec::new();
    for (year, office) in &offices {
        let parts = part_of_year(office, *year).await?;
        let programmes = unfinished(&parts);
        if !programmes.is_empty() {
            let year = *year;
            return Err(NotPublished::Unfinished { year, programmes }.into());
        }
        if !parts.are_frozen() {
            return Err(NotPublished::NotFrozen(*year).into());
        }
        let application = whole_application(office, &parts, None).await?;
        finished.push((office, parts, application));
    }
    // The names of a whole ledger are many: they are read once for all years.
    let persons = persons_in(office, finished.iter().map(|(.., asked)| asked)).await?;
    let mut editions = Vec::new();
    for (office, parts, application) in finished {
        let released = release(&application, &persons, &PROFILE);
        let year = parts.year;
        released.map_err(|obstacles| NotPublished::Refused { year, obstacles })?;
        editions.push(edition(office, &parts).await?);
    }
    Ok(editions)
}

/// What stands against publishing a programme's part of a year, if it were published for a reason.
pub(crate) async fn obstacles_of(
    office: &Office,
    year: FiscalYear,
    (programme, reason): (&str, Option<&str>),
) -> Result<Vec<Obstacle>, DeskError> {
    let office = &office.in_year(year);
    let parts = part_of_year(office, year).await?;
    obstacles(office, &parts, Some((programme, reason))).await
}

/// All parts of a year: how far they are, and what was measured.
pub(crate) struct Parts<'a> {
    pub(crate) year: FiscalYear,
    measured: MeasuredRegion,
    courses: BTreeMap<String, ProgrammeCourse>,
    programmes: &'a [ProgrammeDefinition],
}

impl Parts<'_> {
    /// Each with its definition and its figures, in the order of the sheet.
    pub(crate) fn all(
        &self,
    ) -> impl Iterator<Item = (&ProgrammeDefinition, &[MeasuredFigure], &ProgrammeCourse)> {
        let programmes = self.programmes.iter().zip(&self.measured.programmes);
        programmes.filter_map(|(programme, figures)| {
            let course = self.courses.get(&programme.no)?;
            Some((programme, figures.as_slice(), course))
        })
    }

    /// Whether no figure can change any more.
    pub(crate) fn are_frozen(&self) -> bool {
        let mut figures = self.measured.programmes.iter().flatten();
        figures.all(MeasuredFigure::is_frozen)
    }
}

/// All parts of a year, of an office that is turned to it.
pub(crate) async fn part_of_year(
    office: &Office,
    year: FiscalYear,
) -> Result<Parts<'_>, DeskError> {
    Ok(Parts {
        year,
        measured: measure_year(office, year, None).await?,
        courses: courses(office, year).await?,
        programmes: &office.region.programmes,
    })
}

/// The programmes that are not published, or are by now something else than what was.
pub(crate) fn unfinished(parts: &Parts<'_>) -> Vec<String> {
    let open = parts.all().filter(|(programme, figures, part)| {
        let approval = part.course.approval();
        let now = || version(parts.year, programme, figures, &part.texts());
        part.course.stage() != Stage::Published
            || approval.is_none_or(|approval| approval.version != now())
    });
    open.map(|(programme, ..)| programme.no.clone()).collect()
}

/// What must not be told of a year, or of one programme that is about to be published.
pub(crate) async fn obstacles(
    office: &Office,
    parts: &Parts<'_>,
    asked: Option<(&str, Option<&str>)>,
) -> Result<Vec<Obstacle>, DeskError> {
    let application = whole_application(office, parts, asked).await?;
    let persons = persons_in(office, [&application]).await?;
    let released = release(&application, &persons, &PROFILE);
    Ok(released.err().unwrap_or_default())
}

/// All that would be told, with what its figures consist of.
async fn whole_application(
    office: &Office,
    parts: &Parts<'_>,
    asked: Option<(&str, Option<&str>)>,
) -> Result<Application, DeskError> {
    let breakdowns = breakdowns(office, parts).await?;
    let mut application = application(parts, asked);
    let is_asked =
        |text: &FreeText| asked.is_none_or(|(no, _)| text.of.starts_with(&format!("{no}-")));
    application
        .texts
        .extend(breakdowns.texts().filter(is_asked));
    application.lattice = breakdowns.lattice.clone();
    Ok(application)
}

/// The names and addresses of the ledger that stand in what would be told.
async fn persons_in<'a>(
    office: &Office,
    applications: impl IntoIterator<Item = &'a Application>,
) -> Result<PersonalWords, DeskError> {
    let texts = applications.into_iter().flat_map(|asked| &asked.texts);
    let searched = Searched::new(texts);
    let mut persons = PersonalWords::default();
    let store = &office.store;
    store
        .person_words(|word| persons.keep(word, &searched))
        .await?;
    Ok(persons)
}

/// What must not be told of a year as far as it shows without the names in the ledger, which are
/// too many to be read for every page.
pub(crate) fn obstacles_without_names(parts: &Parts<'_>) -> Vec<Obstacle> {
    let released = release(
        &application(parts, None),
        &PersonalWords::default(),
        &PROFILE,
    );
    released.err().unwrap_or_default()
}

/// All that would be told of a year, or of one programme.
fn application(parts: &Parts<'_>, asked: Option<(&str, Option<&str>)>) -> Application {
    let mut application = Application::default();
    for (programme, figures, part) in parts.all() {
        let reason = match asked {
            Some((no, reason)) if no == programme.no => reason,
            Some(_) => continue,
            None => {
                let mut steps = part.steps.iter().rev();
                let last = steps.find(|step| step.taken.step == Step::Publish);
                last.and_then(|step| step.taken.reason.as_deref())
            }
        };
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let approval = part.course.approval();
        let grounds = approval.zip(reason).map(|(approval, reason)| Grounds {
            reason: reason.to_owned(),
            decision_number: approval.decision_number.clone(),
        });
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            application.headlines.push(Headline {
                id: format!("{}-{}", programme.no, kpi.no),
                counts: counted(figure),
                grounds: grounds.clone(),
            });
        }
        let overview = programme.overview.iter();
        let overview = overview.map(|text| (programme.no.clone(), text.as_str()));
        let said = part.statements.iter().flat_map(|(kpi, written)| {
            let of = match kpi.as_str() {
                "" => programme.no.clone(),
                kpi => format!("{}-{kpi}", programme.no),
            };
            let Statement {
                cause,
                improvement,
                outlook,
            } = &written.statement;
            [cause, improvement, outlook].map(|text| (of.clone(), text.as_str()))
        });
        let texts = overview.chain(said).map(|(of, text)| FreeText {
            of,
            text: text.to_owned(),
        });
        application.texts.extend(texts.collect::<Vec<_>>());
    }
    application
}

/// How many persons, firms or events a figure counts; none for what others publish.
pub(crate) fn counted(figure: &MeasuredFigure) -> Option<u64> {
    match figure.metric.formula {
        Formula::Count(_) | Formula::Ratio { .. } | Formula::Difference { .. } => {
            // Heads of a tally are in no 実, and many rows may be of few.
            let measured = &figure.measurement;
            let counted = [measured.distinct, measured.rows].into_iter().flatten();
            let counted = counted.filter_map(|n| u64::try_from(n).ok());
            counted.clone().filter(|n| *n > 0).min().or(counted.min())
        }
        Formula::Series(_) | Formula::Undecided => None,
    }
}

/// What a year tells, as it stands.
pub(crate) async fn edition(office: &Office, parts: &Parts<'_>) -> Result<Edition, DeskError> {
    let kept = office.store.frozen_figures(parts.year).await?;
    let breakdowns = breakdowns(office, parts).await?;
    let defined = definitions_then(office, parts).await?;
    let then = (kept.as_slice(), &defined);
    let sheet = year_sheet(&office.region, &parts.measured);
    let evaluated = evaluate_sheet(&sheet);
    let mut edition = Edition {
        format: EDITION_FORMAT.to_owned(),
        municipality: office.region.municipality.clone(),
        municipality_code: office.region.code.clone(),
        fiscal_year: parts.year.western(),
        published_on: String::new(),
        counts: EditionCounts::default(),
        programmes: Vec::new(),
    };
    for (part, evaluations) in parts.all().zip(&evaluated.kpis) {
        let mut programme = programme(office, (parts.year, part, evaluations), then)?;
        for kpi in &mut programme.kpis {
            edition.counts.count(&kpi.verdict);
            let code = format!("{}-{}", programme.no, kpi.no);
            kpi.breakdowns = breakdowns.told(&code, parts.year);
        }
        let last = programme.publications.last();
        let last = last.map_or("", |publication| &publication.on);
        edition.published_on = last.max(&edition.published_on).to_owned();
        edition.programmes.push(programme);
    }
    Ok(edition)
}

fn programme(
    office: &Office,
    (year, (definition, figures, part), evaluations): (
        FiscalYear,
        (&ProgrammeDefinition, &[MeasuredFigure], &ProgrammeCourse),
        &[Evaluation],
    ),
    then: Then<'_>,
) -> Result<EditionProgramme, DeskError> {
    let published = part
        .steps
        .iter()
        .filter(|step| step.taken.step == Step::Publish);
    let mut counts = EditionCounts::default();
    let mut kpis = Vec::new();
    let of_kpis = definition.kpis.iter().zip(figures).zip(evaluations);
    for ((kpi, figure), evaluation) in of_kpis {
        let statement = part.statement(&kpi.no.to_string());
        let shown = published_kpi(office, (year, kpi, figure, evaluation), &statement);
        counts.count(&shown.verdict);
        let earlier = earlier_figures((definition, kpi, figure), part, then, (year, &shown))?;
        kpis.push(EditionKpi { earlier, ..shown });
    }
    let publications = published.map(|step| Publication {
        on: day_in_japan(step.signature.at).to_string(),
        version: step.taken.version.clone().unwrap_or_default(),
    });
    Ok(EditionProgramme {
        no: definition.no.clone(),
        name: definition.name.clone(),
        overview: definition.overview.clone(),
        departments: definition.departments.clone(),
        cost_settled_yen: definition.costs_settled.get(&year).map(|yen| yen.0),
        counts,
        statement: said(&part.statement("")),
        publications: publications.collect(),
        kpis,
    })
}

fn published_kpi(
    office: &Office,
    (year, kpi, figure, evaluation): (FiscalYear, &KpiDefinition, &MeasuredFigure, &Evaluation),
    statement: &Statement,
) -> EditionKpi {
    let target = kpi.targets.get(&year);
    let exact = match target.map_or(&[][..], |target| target.parts()) {
        [part] => part.quantity.amount(),
        _ => None,
    };
    let why = figure.measurement.reason;
    let (reason, reason_words) = match evaluation.verdict {
        Verdict::Met | Verdict::Missed => (None, None),
        Verdict::Unmeasured(reason) => match why {
            Some(why) => (Some(why.code()), Some(why.word())),
            None => (Some(reason.code()), Some(reason.word())),
        },
    };
    let corrections = figure.corrections.iter().flat_map(|since| &since.listed);
    EditionKpi {
        no: kpi.no.to_string(),
        name: kpi.name.clone(),
        unit: figure.metric.unit.to_string(),
        direction: direction_code(kpi.direction).to_owned(),
        target: target.map(|target| target.text.clone()),
        target_amount: exact.map(|amount| amount.normalize().to_string()),
        actual: figure.measurement.value(&figure.metric.unit).text,
        amounts: figure
            .measurement
            .amounts
            .iter()
            .map(EditionAmount::new)
            .collect(),
        verdict: verdict_code(evaluation.verdict).to_owned(),
        reason: reason.map(str::to_owned),
        reason_words: reason_words.map(str::to_owned),
        rate: evaluation.rate.map(|rate| rate.shown()),
        breakdowns: Vec::new(),
        definition: figure.definition.clone(),
        source: source(office, figure),
        corrections: corrections.map(EditionCorrection::new).collect(),
        earlier: Vec::new(),
        statement: said(statement),
    }
}

/// From where a figure is.
fn source(office: &Office, figure: &MeasuredFigure) -> String {
    let Formula::Series(choice) = &figure.metric.formula else {
        return wording::LEDGER.to_owned();
    };
    let mut series = office.region.series.iter();
    let found = series
        .find(|series| (&series.id, &series.definition) == (&choice.series, &choice.definition));
    found.map_or_else(String::new, |series| {
        wording::statistic(&series.publisher, &series.label)
    })
}

fn said(statement: &Statement) -> EditionStatement {
    EditionStatement {
        cause: statement.cause.clone(),
        improvement: statement.improvement.clone(),
        outlook: statement.outlook.clone(),
    }
}

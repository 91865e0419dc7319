//! What the screens of a year are filled with: every programme with its figures, marks, words and
//! how far it is; and one KPI with its past and what it rests on. Nothing of a person is in it.

use std::collections::BTreeSet;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{LedgerRow, Position};
use enishi_domain::evaluation::{Evaluation, evaluate};
use enishi_domain::finding::Severity;
use enishi_domain::kpi::{KpiNo, Printed};
use enishi_domain::measurement::{FigureStatus, Measurement};
use enishi_domain::metric::{Formula, Metric, Window};
use enishi_domain::region::{KpiDefinition, ProgrammeDefinition};
use enishi_domain::words::{ClosedSet as _, verdict_mark};
use enishi_domain::workflow::Step;
use enishi_lint::Language;
use enishi_store::Statement;
use jiff::civil::Date;

use crate::break_down::{Breakdown, breakdowns};
use crate::check_sheet::Checked;
use crate::error::DeskError;
use crate::evaluate_year::evaluate_measured;
use crate::freeze_year::frozen;
use crate::measure_year::{MeasuredFigure, latest_year, measure_year};
use crate::office::Office;
use crate::open_year::ask_year;
use crate::policy::{Action, Object};
use crate::publish_year::{PROFILE, counted};
use crate::reception::Counter;
use crate::take_step;
use crate::year_course::{ProgrammeCourse, courses, version};

/// How many years a trend shows.
const TREND: usize = 5;

/// How many rows a page of evidence holds.
const ROWS: u32 = 50;

/// A year as it stands.
#[derive(Clone, Debug)]
pub struct YearShown {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from, the latest first.
    pub years: Vec<FiscalYear>,
    /// The programmes, in the order of the sheet.
    pub programmes: Vec<ProgrammeShown>,
    /// On which day it stands so, and up to where the ledger was looked at.
    pub stands: (Date, Position),
}

/// A programme's part of it.
#[derive(Clone, Debug)]
pub struct ProgrammeShown {
    /// Its number.
    pub no: String,
    /// 事業名
    pub name: Option<String>,
    /// 事業概要
    pub overview: Option<String>,
    /// 担当課
    pub departments: Vec<String>,
    /// 決算額
    pub cost: Option<String>,
    /// Its KPIs.
    pub kpis: Vec<KpiShown>,
    /// How far it is.
    pub course: ProgrammeCourse,
    /// The digest of what is shown.
    pub version: String,
    /// What the one who looks may do with it now.
    pub may: BTreeSet<Action>,
    /// Whether the one who looks wrote or submitted any of it.
    pub is_own_work: bool,
    /// What the rules say of it.
    pub findings: Vec<FindingShown>,
}

/// A KPI of it.
#[derive(Clone, Debug)]
pub struct KpiShown {
    /// Its number.
    pub no: KpiNo,
    /// Its name.
    pub name: String,
    /// The target, as the city writes it.
    pub target: Option<String>,
    /// The actual, `-` where there is none.
    pub actual: String,
    /// What follows from both.
    pub evaluation: Evaluation,
    /// The figure, how it was measured and what it rests on.
    pub measured: MeasuredFigure,
    /// How many it counts, where so few that it is published for a reason only.
    pub small: Option<u64>,
    /// How many corrections came after it was frozen, and what the ledger gives by now.
    pub corrections: Option<(i64, String)>,
    /// What is said of it.
    pub statement: Statement,
    /// The revision of what is said; 0 where nothing is.
    pub revision: i64,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingShown {
    /// Its code.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// Of which KPI.
    pub kpi: Option<KpiNo>,
    /// In words.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// A KPI with its past.
#[derive(Clone, Debug)]
pub struct KpiPage {
    /// The year.
    pub year: FiscalYear,
    /// The years to choose from, the latest first.
    pub years: Vec<FiscalYear>,
    /// The programme that it is of.
    pub programme: ProgrammeShown,
    /// The KPI.
    pub kpi: KpiShown,
    /// Up to five years, the oldest first.
    pub trend: Vec<TrendYear>,
    /// Since which year its statistic is not published under this definition, where its latest
    /// value is of before.
    pub ended: Option<FiscalYear>,
    /// What the figure consists of.
    pub breakdowns: Vec<Breakdown>,
    /// The rows that it rests on, a page of them; none where the one who looks may not see them.
    pub rows: Option<Vec<LedgerRow>>,
    /// Whether there are more.
    pub has_more: bool,
}

/// A year of a trend.
#[derive(Clone, Debug)]
pub struct TrendYear {
    /// The year.
    pub year: FiscalYear,
    /// The target, as the city writes it.
    pub target: Option<String>,
    /// The target's amount where it is one exact number.
    pub target_amount: Option<Decimal>,
    /// The actual, `-` where there is none.
    pub actual: String,
    /// Its amounts, one for each part.
    pub amounts: Vec<(Option<String>, Decimal)>,
    /// ○ × -
    pub mark: &'static str,
    /// How far the figure is.
    pub status: FigureStatus,
}

/// Shows a year; the latest one with targets where none is named.
///
/// # Errors
/// [`DeskError::Access`], [`DeskError::Store`].
pub async fn show_year(
    counter: &Counter,
    year: Option<FiscalYear>,
) -> Result<YearShown, DeskError> {
    counter.principal().ask(Action::SeeYear, Object::Office)?;
    let office = &counter.office;
    let year = year.unwrap_or_else(|| this_year(office));
    let office = &office.in_year(year);
    let measured = measure_year(office, year, None).await?;
    let courses = courses(office, year).await?;
    let checked = evaluate_measured(&office.region, &measured, &courses);
    let mut programmes = Vec::new();
    let parts = office.region.programmes.iter().zip(&measured.programmes);
    for ((definition, figures), evaluations) in parts.zip(&checked.evaluation.kpis) {
        let course = courses.get(&definition.no).cloned().unwrap_or_default();
        let findings = findings(&checked, &definition.no);
        programmes.push(ProgrammeShown {
            findings,
            ..programme(counter, year, (definition, figures, evaluations), course)
        });
    }
    Ok(YearShown {
        year,
        years: years(office, Some(year)),
        programmes,
        stands: (office.today(), measured.as_of),
    })
}

/// Shows a KPI.
///
/// # Errors
/// [`DeskError::Access`], [`DeskError::UnknownKpi`], [`DeskError::Store`].
pub async fn show_kpi(
    counter: &Counter,
    year: Option<FiscalYear>,
    (programme, no): (&str, KpiNo),
) -> Result<KpiPage, DeskError> {
    let shown = show_year(counter, year).await?;
    let office = &counter.office.in_year(shown.year);
    let unknown = || DeskError::UnknownKpi {
        programme: programme.to_owned(),
        kpi: no,
    };
    let definition = office.region.kpi(programme, no).ok_or_else(unknown)?;
    let mut parts = shown.programmes.into_iter();
    let part = parts
        .find(|part| part.no == programme)
        .ok_or_else(unknown)?;
    let kpi = part
        .kpis
        .iter()
        .find(|kpi| kpi.no == no)
        .cloned()
        .ok_or_else(unknown)?;
    let year = shown.year;
    let object = Object::Programme {
        departments: &counter.answering(programme),
        stage: part.course.course.stage(),
    };
    let breakdowns = breakdowns(office, (programme, &kpi.measured), year).await?;
    let (mut rows, mut has_more) = (None, false);
    if counter.principal().may(Action::SeeLedger, object) {
        let mut all = Vec::new();
        // A frozen figure rests on what it counted then, by the metric of then.
        let metric = &kpi.measured.metric;
        let as_of = match kpi.measured.is_frozen() {
            true => kpi.measured.as_of,
            false => Position::NOW,
        };
        for count in metric.formula.counts() {
            let of = (count, metric.window);
            let page = office.store.evidence(of, year, as_of, None, ROWS).await?;
            has_more |= page.next.is_some();
            all.extend(page.rows);
        }
        rows = Some(all);
    }
    let ended = match &definition.metric.formula {
        Formula::Series(choice) => office.region.ended(choice),
        Formula::Count(_)
        | Formula::Ratio { .. }
        | Formula::Difference { .. }
        | Formula::Undecided => None,
    };
    Ok(KpiPage {
        ended: ended.filter(|ended| *ended <= year && definition.metric.window == Window::Latest),
        trend: trend(office, programme, no, year).await?,
        breakdowns,
        year,
        years: shown.years,
        programme: part,
        kpi,
        rows,
        has_more,
    })
}

/// The year that is shown where none is named.
#[must_use]
pub fn latest(counter: &Counter) -> FiscalYear {
    this_year(&counter.office)
}

pub(crate) fn this_year(office: &Office) -> FiscalYear {
    let last = latest_year(office).or_else(|| FiscalYear::of(office.today()));
    last.expect("the calendar has years for as long as a clock runs")
}

/// All years from those that the trend of the first year with targets goes back to, up to the last
/// with targets or that was opened, and the one that is shown, the latest first. A later year drops
/// none of them.
pub(crate) fn years(office: &Office, shown: Option<FiscalYear>) -> Vec<FiscalYear> {
    let editions = office.editions();
    let kpis = editions
        .all()
        .flat_map(|e| &e.programmes)
        .flat_map(|p| &p.kpis);
    let mut years: BTreeSet<FiscalYear> = kpis.flat_map(|k| k.targets.keys().copied()).collect();
    years.extend(editions.opened());
    let first = years.first().copied();
    let between = std::iter::successors(years.last().copied(), |year| year.previous());
    years.extend(
        between
            .take_while(|year| Some(*year) >= first)
            .collect::<Vec<_>>(),
    );
    let before = std::iter::successors(first, |year| year.previous());
    years.extend(before.take(TREND));
    years.extend(shown);
    years.into_iter().rev().collect()
}

fn programme(
    counter: &Counter,
    year: FiscalYear,
    (definition, figures, evaluations): (&ProgrammeDefinition, &[MeasuredFigure], &[Evaluation]),
    course: ProgrammeCourse,
) -> ProgrammeShown {
    let who = counter.principal();
    let object = Object::Programme {
        departments: &counter.answering(&definition.no),
        stage: course.course.stage(),
    };
    // Nobody works on the sheet of a year that was not opened; it is looked at all the same.
    let is_closed = ask_year(&counter.office, year).is_err();
    let may = Action::ALL
        .into_iter()
        .filter(|action| who.may(*action, object) && !(is_closed && is_work(*action)));
    let kpis = definition.kpis.iter().zip(figures).zip(evaluations);
    ProgrammeShown {
        no: definition.no.clone(),
        name: definition.name.clone(),
        overview: definition.overview.clone(),
        departments: definition.departments.clone(),
        cost: definition.costs_settled.get(&year).map(ToString::to_string),
        kpis: kpis
            .map(|((kpi, figure), evaluation)| {
                let no = kpi.no.to_string();
                KpiShown {
                    no: kpi.no,
                    name: kpi.name.clone(),
                    target: kpi.targets.get(&year).map(|target| target.text.clone()),
                    actual: printed(&figure.measurement, &figure.metric),
                    evaluation: evaluation.clone(),
                    corrections: corrections(figure),
                    small: counted(figure).filter(|n| PROFILE.is_small_headline(*n)),
                    measured: figure.clone(),
                    statement: course.statement(&no),
                    revision: course.revision(&no),
                }
            })
            .collect(),
        version: version(year, definition, figures, &course.texts()),
        may: may.collect(),
        is_own_work: course.course.is_author(who.staff),
        findings: Vec::new(),
        course,
    }
}

/// Whether it writes into the sheet or takes it further.
fn is_work(action: Action) -> bool {
    Step::ALL
        .iter()
        .any(|step| take_step::action(*step) == action)
}

fn findings(checked: &Checked, programme: &str) -> Vec<FindingShown> {
    let of_programme = checked.rendered(Language::Japanese).into_iter();
    let of_programme =
        of_programme.filter(|finding| finding.programme.as_deref() == Some(programme));
    let shown = of_programme.map(|finding| FindingShown {
        rule: finding.rule,
        severity: finding.severity,
        kpi: finding.kpi,
        message: finding.message,
        remedy: finding.remedy.unwrap_or_default(),
    });
    shown.collect()
}

/// Each year by what is defined for it; a year whose sheet has no such KPI is left out.
async fn trend(
    office: &Office,
    programme: &str,
    no: KpiNo,
    last: FiscalYear,
) -> Result<Vec<TrendYear>, DeskError> {
    let mut trend = Vec::new();
    let years = std::iter::successors(Some(last), |year| year.previous());
    for year in years.take(TREND) {
        let region = office.in_year(year).region;
        let Some(definition) = region.kpi(programme, no) else {
            continue;
        };
        let kept = office.store.frozen_figures(year).await?;
        let kept = frozen(&kept, programme, no, Position::NOW)?;
        let figure = match kept {
            Some(kept) => kept.measurement,
            None => {
                let store = &office.store;
                store
                    .measure(programme, definition, year, Position::NOW)
                    .await?
            }
        };
        trend.push(trend_year(definition, year, &figure));
    }
    // Years before the first figure or target say nothing.
    while trend
        .last()
        .is_some_and(|t| t.target.is_none() && t.amounts.is_empty())
    {
        trend.pop();
    }
    trend.reverse();
    Ok(trend)
}

fn trend_year(definition: &KpiDefinition, year: FiscalYear, figure: &Measurement) -> TrendYear {
    use enishi_domain::kpi::{Actual, Kpi, Target};
    use enishi_domain::measurement::Evidence;
    let unit = &definition.metric.unit;
    let evidence = Evidence {
        count: figure.evidence,
        as_of: Position::NOW,
        status: figure.status,
        corrections: None,
    };
    let mut kpi = Kpi::new(definition.no, Printed::new(definition.name.clone()));
    kpi.unit = unit.clone();
    kpi.direction = definition.direction;
    kpi.accumulation = definition.accumulation;
    kpi.target = definition.targets.get(&year).cloned().map(Target);
    kpi.actual = Some(Actual::Measured(figure.value(unit), evidence));
    let target = definition.targets.get(&year);
    let parts = target.map_or(&[][..], |target| target.parts());
    let exact = match parts {
        [part] => part.quantity.amount(),
        _ => None,
    };
    TrendYear {
        year,
        target: target.map(|target| target.text.clone()),
        target_amount: exact,
        actual: figure.value(unit).text,
        amounts: figure
            .amounts
            .iter()
            .map(|a| (a.label.clone(), a.amount))
            .collect(),
        mark: verdict_mark(evaluate(&kpi, Some(year)).verdict),
        status: figure.status,
    }
}

/// A figure as sheets print it.
fn printed(figure: &Measurement, metric: &Metric) -> String {
    figure.value(&metric.unit).text
}

fn corrections(figure: &MeasuredFigure) -> Option<(i64, String)> {
    let since = figure
        .corrections
        .as_ref()
        .filter(|since| since.count > 0)?;
    Some((since.count, printed(&since.now, &figure.metric)))
}

impl ProgrammeShown {
    /// Whether what was approved is not what is shown: then it goes neither before the panel nor
    /// out of the office.
    #[must_use]
    pub fn has_changed_since_approval(&self) -> bool {
        self.course.course.has_changed_since_approval(&self.version)
    }
}

impl KpiShown {
    /// ○ × -
    #[must_use]
    pub fn mark(&self) -> &'static str {
        verdict_mark(self.evaluation.verdict)
    }

    /// Why there is no figure or no verdict, in words.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        use enishi_domain::verdict::Verdict;
        let figure = self
            .measured
            .measurement
            .reason
            .map(enishi_domain::words::ClosedSet::word);
        match self.evaluation.verdict {
            Verdict::Met | Verdict::Missed => None,
            Verdict::Unmeasured(reason) => Some(figure.unwrap_or_else(|| reason.word())),
        }
    }
}

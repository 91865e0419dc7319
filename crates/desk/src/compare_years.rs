//! 「新旧対照」 what is defined for a year beside what was defined for the one before: names,
//! departments, targets and how each KPI is counted, with last year's 改善. Made of the definitions
//! alone, so it needs no record of who changed what.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Value;
use enishi_domain::kpi::KpiNo;
use enishi_domain::region::{KpiDefinition, ProgrammeDefinition, Region};
use enishi_domain::words::{ClosedSet as _, direction_word};
use enishi_intake::definitions::wording::sentence;
use enishi_publish::document::{
    Cell, ColumnKind, ColumnSpec, Content, Document, Purpose, Reach, Row, Table,
};
use enishi_publish::{Format, render};

use crate::error::DeskError;
use crate::open_year::next_year;
use crate::policy::{Action, Object};
use crate::reception::Counter;
use crate::show_year::{this_year, years};
use crate::wording::years as wording;
use crate::year_course::courses;

/// Two years side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearsCompared {
    /// The earlier.
    pub before: FiscalYear,
    /// The later.
    pub after: FiscalYear,
    /// The later years to choose from, the latest first.
    pub years: Vec<FiscalYear>,
    /// The year that the one who looks may open now.
    pub next: Option<FiscalYear>,
    /// The programmes and their KPIs, in the order of the sheet.
    pub lines: Vec<Compared>,
}

/// One programme, or one KPI of it, in both years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The programme's number.
    pub programme: String,
    /// The KPI's; none for the programme itself.
    pub kpi: Option<KpiNo>,
    /// In the earlier year; none where it began later.
    pub before: Option<Side>,
    /// In the later year; none where it ended.
    pub after: Option<Side>,
    /// What changed.
    pub changes: Vec<Changed>,
    /// What the department wrote of 改善 in the earlier year.
    pub improvement: String,
}

/// How it is defined in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Its name; empty where the city prints none.
    pub name: String,
    /// 担当課, as they are called in that year.
    pub departments: Vec<String>,
    /// The target of that year; none until somebody states it.
    pub target: Option<String>,
    /// How it is counted and judged; empty for a programme.
    pub definition: String,
}

/// What changed between the years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// It is new.
    Added,
    /// It ended.
    Dropped,
    /// Its name.
    Name,
    /// Its departments.
    Departments,
    /// Its target.
    Target,
    /// It had a target, and nobody has stated one yet.
    TargetMissing,
    /// How it is counted or judged.
    Definition,
}

/// Compares a year with the one before it; the latest that there is where none is named.
///
/// # Errors
/// [`crate::AccessError::Forbidden`], [`DeskError::Store`].
pub async fn compare_years(
    counter: &Counter,
    year: Option<FiscalYear>,
) -> Result<YearsCompared, DeskError> {
    counter.principal().ask(Action::SeeYear, Object::Office)?;
    let office = &counter.office;
    let years = years(office, year);
    let latest = years.first().copied();
    let after = year.or(latest).unwrap_or_else(|| this_year(office));
    let before = after.previous().unwrap_or(after);
    let (old, new) = (office.in_year(before), office.in_year(after));
    let mut lines = compare_regions((&old.region, before), (&new.region, after));
    let courses = courses(office, before).await?;
    for line in &mut lines {
        if let Some(course) = courses.get(&line.programme) {
            let kpi = line.kpi.map_or_else(String::new, |no| no.to_string());
            line.improvement = course.statement(&kpi).improvement;
        }
    }
    let may_open = counter.principal().may(Action::Define, Object::Office);
    Ok(YearsCompared {
        next: next_year(office).filter(|_| may_open),
        before,
        after,
        years,
        lines,
    })
}

/// The same as a workbook.
///
/// # Errors
/// [`DeskError::Publish`].
pub fn comparison_xlsx(compared: &YearsCompared) -> Result<Vec<u8>, DeskError> {
    let header =
        |(header, width): &(&str, u16)| ColumnSpec::printed(header, *width, ColumnKind::Text);
    let rows = compared.lines.iter().enumerate().map(|(group, line)| Row {
        group,
        cells: cells(line)
            .into_iter()
            .map(Content::text)
            .map(Cell::plain)
            .collect(),
        reach: Reach::Printed,
    });
    let document = Document {
        title: wording::title(compared.before, compared.after),
        facts: Vec::new(),
        tables: vec![Table {
            name: wording::SHEET.to_owned(),
            caption: wording::CAPTION.to_owned(),
            columns: wording::HEADERS.iter().map(header).collect(),
            rows: rows.collect(),
            purpose: Purpose::Matter,
        }],
        data: None,
    };
    Ok(render(&document, Format::Xlsx)?.bytes)
}

fn cells(line: &Compared) -> Vec<String> {
    let side = |side: &Option<Side>| {
        let side = side.clone().unwrap_or_default();
        let departments = side.departments.join("\n");
        let target = side.target.unwrap_or_default();
        [side.name, departments, target, side.definition]
    };
    let [old_name, old_departments, old_target, old_definition] = side(&line.before);
    let [name, departments, target, definition] = side(&line.after);
    let changes: Vec<&str> = line.changes.iter().map(|c| wording::changed(*c)).collect();
    vec![
        line.programme.clone(),
        line.kpi.map_or_else(String::new, KpiNo::circled),
        old_name,
        name,
        old_departments,
        departments,
        old_target,
        target,
        old_definition,
        definition,
        changes.join("、"),
        line.improvement.clone(),
    ]
}

/// Compares what is defined for two years, programme by programme, by their numbers.
#[must_use]
pub fn compare_regions(
    (old, before): (&Region, FiscalYear),
    (new, after): (&Region, FiscalYear),
) -> Vec<Compared> {
    let mut lines = Vec::new();
    let olds: BTreeMap<&str, _> = old.programmes.iter().map(|p| (p.no.as_str(), p)).collect();
    let news: BTreeMap<&str, _> = new.programmes.iter().map(|p| (p.no.as_str(), p)).collect();
    let gone = old
        .programmes
        .iter()
        .filter(|p| !news.contains_key(p.no.as_str()));
    for programme in new.programmes.iter().chain(gone) {
        let no = programme.no.as_str();
        let (old_one, new_one) = (olds.get(no).copied(), news.get(no).copied());
        lines.push(line(
            no,
            None,
            old_one.map(of_programme),
            new_one.map(of_programme),
        ));
        let kpis = |one: Option<&ProgrammeDefinition>, region: &Region, year| {
            let kpis = one.map_or(&[][..], |one| one.kpis.as_slice()).iter();
            let sides = kpis.map(|kpi| (kpi.no, of_kpi(kpi, region, year)));
            sides.collect::<BTreeMap<KpiNo, Side>>()
        };
        let mut olds = kpis(old_one, old, before);
        for (kpi, side) in kpis(new_one, new, after) {
            lines.push(line(no, Some(kpi), olds.remove(&kpi), Some(side)));
        }
        for (kpi, side) in olds {
            lines.push(line(no, Some(kpi), Some(side), None));
        }
    }
    lines
}

fn line(
    programme: &str,
    kpi: Option<KpiNo>,
    before: Option<Side>,
    after: Option<Side>,
) -> Compared {
    Compared {
        changes: changes(before.as_ref(), after.as_ref()),
        programme: programme.to_owned(),
        kpi,
        before,
        after,
        improvement: String::new(),
    }
}

fn changes(before: Option<&Side>, after: Option<&Side>) -> Vec<Changed> {
    let (Some(before), Some(after)) = (before, after) else {
        return match after {
            Some(_) => vec![Changed::Added],
            None => vec![Changed::Dropped],
        };
    };
    let target = match (&before.target, &after.target) {
        (Some(_), None) => Some(Changed::TargetMissing),
        (old, new) => (old != new).then_some(Changed::Target),
    };
    let others = [
        (before.name != after.name).then_some(Changed::Name),
        (before.departments != after.departments).then_some(Changed::Departments),
        target,
        (before.definition != after.definition).then_some(Changed::Definition),
    ];
    others.into_iter().flatten().collect()
}

fn of_programme(programme: &ProgrammeDefinition) -> Side {
    Side {
        name: programme.name.clone().unwrap_or_default(),
        departments: programme.departments.clone(),
        ..Side::default()
    }
}

fn of_kpi(kpi: &KpiDefinition, region: &Region, year: FiscalYear) -> Side {
    let printed = |value: &Value| value.text.clone();
    // Without the year, which is another one in any case.
    let mut definition = sentence::definition_ja(&kpi.metric, None, &region.series);
    let baseline = kpi.baseline.as_ref().map(printed);
    definition.push_str(&wording::judged(
        &direction_word(kpi.direction),
        kpi.accumulation.word(),
        baseline.as_deref(),
    ));
    Side {
        name: kpi.name.clone(),
        departments: Vec::new(),
        target: kpi.targets.get(&year).map(printed),
        definition,
    }
}

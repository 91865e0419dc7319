//! 「評価」 makes the year's evaluation sheet of what the ledger knows: each actual with its evidence,
//! each mark computed, and what departments say. What nobody measured is `-`, never blank and
//! never 0.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::evaluation::evaluate;
use enishi_domain::finding::Reading;
use enishi_domain::interchange::Source;
use enishi_domain::kpi::{Actual, Baseline, DirectionSource, Kpi, Printed, StatedMark, Target};
use enishi_domain::measurement::Evidence;
use enishi_domain::money::Yen;
use enishi_domain::region::{KpiDefinition, ProgrammeDefinition, Region};
use enishi_domain::words::{stated_verdict_from_mark, verdict_mark};
use enishi_domain::year_sheet::{Cost, Programme, YearSheet};
use enishi_intake::definitions::settings::Settings;
use enishi_store::Statement;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::check_sheet::{Checked, evaluate_and_lint};
use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::measure_year::{MeasuredFigure, MeasuredRegion, measure_year};
use crate::office::Office;
use crate::wording;
use crate::year_course::{ProgrammeCourse, courses_as_of};

/// Makes, evaluates and lints the sheet of a year, as the ledger knows it now or knew it on a day.
///
/// # Errors
/// [`DeskError::DayToCome`] for a day after today, [`DeskError::Store`].
pub async fn evaluate_year(
    office: &Office,
    year: FiscalYear,
    as_of: Option<Date>,
) -> Result<Checked, DeskError> {
    let measured = measure_year(office, year, as_of).await?;
    let courses = courses_as_of(office, year, measured.as_of).await?;
    let office = office.in_year(year);
    let mut sheet = year_sheet(office.region(), &measured);
    // Only its title tells a sheet of the past from today's, in whatever form it is written.
    if let Some(day) = as_of {
        sheet.title = Some(wording::sheet_title_as_of(year, day));
    }
    Ok(evaluate_stated(sheet, &courses))
}

/// The same of what was measured and said.
pub(crate) fn evaluate_measured(
    region: &Region,
    measured: &MeasuredRegion,
    courses: &BTreeMap<String, ProgrammeCourse>,
) -> Checked {
    evaluate_stated(year_sheet(region, measured), courses)
}

fn evaluate_stated(mut sheet: YearSheet, courses: &BTreeMap<String, ProgrammeCourse>) -> Checked {
    for programme in &mut sheet.programmes {
        if let Some(course) = courses.get(&programme.no) {
            write_remarks(programme, course);
        }
    }
    let source = Source {
        name: wording::LEDGER.to_owned(),
        format: "ledger".to_owned(),
        encoding: None,
        layout: None,
        sha256: digest(&sheet),
    };
    evaluate_and_lint(source, Reading::clean(sheet), &Settings::default())
}

/// The sheet, with the marks that follow from its figures.
pub(crate) fn year_sheet(region: &Region, measured: &MeasuredRegion) -> YearSheet {
    let programmes = region.programmes.iter().zip(&measured.programmes);
    YearSheet {
        title: Some(wording::sheet_title(measured.year)),
        municipality: Some(region.municipality.clone()),
        fiscal_year: Some(measured.year),
        programmes: programmes
            .map(|(definition, figures)| programme(definition, figures, measured))
            .collect(),
        cost_total: None,
        unassigned: Vec::new(),
    }
}

fn programme(
    definition: &ProgrammeDefinition,
    figures: &[MeasuredFigure],
    measured: &MeasuredRegion,
) -> Programme {
    let kpis = definition.kpis.iter().zip(figures);
    let text = |text: &Option<String>| text.as_deref().map(Printed::new);
    Programme {
        no: definition.no.clone(),
        name: text(&definition.name),
        overview: text(&definition.overview),
        cost_settled: definition.costs_settled.get(&measured.year).map(cost),
        departments_printed: Some(Printed::new(definition.departments.join("\n"))),
        departments: definition.departments.clone(),
        remarks: None,
        kpis: kpis
            .map(|(definition, figure)| kpi(definition, figure, measured))
            .collect(),
        place: None,
    }
}

fn cost(yen: &Yen) -> Cost {
    Cost {
        printed: Printed::new(yen.to_string()),
        yen: Some(*yen),
    }
}

fn kpi(definition: &KpiDefinition, figure: &MeasuredFigure, measured: &MeasuredRegion) -> Kpi {
    // What was frozen stays in the unit of its time.
    let unit = &figure.metric.unit;
    let evidence = Evidence {
        count: figure.measurement.evidence,
        as_of: figure.as_of,
        status: figure.measurement.status,
        corrections: figure
            .corrections
            .as_ref()
            .map(|all| (all.count, all.difference(&figure.measurement))),
    };
    let mut kpi = Kpi::new(definition.no, Printed::new(definition.name.clone()));
    kpi.unit = unit.clone();
    kpi.direction = definition.direction;
    kpi.direction_source = DirectionSource::Declared;
    kpi.accumulation = definition.accumulation;
    kpi.baseline = definition.baseline.clone().map(Baseline);
    kpi.target = definition.targets.get(&measured.year).cloned().map(Target);
    kpi.actual = Some(Actual::Measured(figure.measurement.value(unit), evidence));
    // The city prints what follows from its figures; whoever prints another mark says why.
    let mark = verdict_mark(evaluate(&kpi, Some(measured.year)).verdict);
    kpi.stated = Some(StatedMark {
        text: mark.to_owned(),
        verdict: stated_verdict_from_mark(mark),
        place: None,
    });
    kpi
}

/// Puts what a department says where a printed sheet has it.
fn write_remarks(programme: &mut Programme, course: &ProgrammeCourse) {
    let mut pieces = Vec::new();
    pieces.extend(joined(&course.statement("")));
    for kpi in &mut programme.kpis {
        if let Some(text) = joined(&course.statement(&kpi.no.to_string())) {
            pieces.push(format!("{} {text}", kpi.no.circled()));
            kpi.remarks = Some(Printed::new(text));
        }
    }
    if !pieces.is_empty() {
        programme.remarks = Some(Printed::new(pieces.join("\n")));
    }
}

fn joined(statement: &Statement) -> Option<String> {
    let texts = [&statement.cause, &statement.improvement, &statement.outlook];
    let texts = texts.map(|text| text.trim());
    let said: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

/// Of the sheet's content, so that two sheets that say the same are known to be the same.
fn digest(sheet: &YearSheet) -> String {
    let mut hasher = Sha256::new();
    let mut say = |text: &str| {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    };
    for programme in &sheet.programmes {
        let remarks = programme.remarks.as_ref();
        say(&programme.no);
        say(remarks.map_or("", |remarks| &remarks.text));
        for kpi in &programme.kpis {
            say(&kpi.no.to_string());
            say(&kpi.name.text);
            say(kpi.target_value().map_or("", |value| &value.text));
            say(kpi.actual_value().map_or("", |value| &value.text));
        }
    }
    hexadecimal(&hasher.finalize())
}

//! 「評価」 makes the year's evaluation sheet of what the ledger measured: each actual with its
//! evidence, each mark computed. What nobody measured is `-`, never blank and never 0.

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
use sha2::{Digest, Sha256};

use crate::check_sheet::{Checked, evaluate_and_lint};
use crate::measure_year::{MeasuredFigure, MeasuredRegion};
use crate::wording;

/// Makes, evaluates and lints the sheet of a measured year.
#[must_use]
pub fn evaluate_year(region: &Region, measured: &MeasuredRegion, settings: &Settings) -> Checked {
    let sheet = year_sheet(region, measured);
    let source = Source {
        name: wording::LEDGER.to_owned(),
        format: "ledger".to_owned(),
        encoding: None,
        layout: None,
        sha256: digest(&sheet),
    };
    evaluate_and_lint(source, Reading::clean(sheet), settings)
}

/// The sheet, with the marks that follow from its figures.
#[must_use]
pub fn year_sheet(region: &Region, measured: &MeasuredRegion) -> YearSheet {
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

/// Of the sheet's content, so that two sheets of the same figures are known to be the same.
fn digest(sheet: &YearSheet) -> String {
    let mut hasher = Sha256::new();
    for (programme, kpi) in sheet.kpis() {
        let actual = kpi.actual_value().map_or("", |value| value.text.as_str());
        let target = kpi.target_value().map_or("", |value| value.text.as_str());
        let no = kpi.no.to_string();
        for text in [programme.no.as_str(), &no, &kpi.name.text, target, actual] {
            hasher.update(text.len().to_le_bytes());
            hasher.update(text);
        }
    }
    let digest = hasher.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

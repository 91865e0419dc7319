//! `enishi measure`: every KPI from the ledger, with what it rests on.

use enishi_desk::Language;
use enishi_desk::measure_year::{
    MeasuredBeside, MeasuredFigure, MeasuredRegion, evidence, latest_year, measure_year, report,
};
use enishi_desk::office::Office;
use enishi_domain::calendar::{FiscalYear, parse_day};
use enishi_domain::engagement::{DateBasis, LedgerRow};
use enishi_domain::interchange::measure::{MeasuredYear, kpi_code, parse_kpi_code};
use enishi_domain::region::KpiDefinition;
use jiff::civil::Date;

use super::on_ledger::{Said, run as on_ledger};
use crate::FAILED;
use crate::arguments::ledger;
use crate::files::complain;
use crate::terminal::{Alignment, Column, WIDTH, one_line, table, wrap};
use crate::wording::Words;

/// Measures a year, or one KPI of it.
pub fn run(arguments: &ledger::Measure, language: Language) -> u8 {
    let words = Words::of(language);
    let Ok(as_of) = day(arguments.as_of.as_deref(), words) else {
        return FAILED;
    };
    let only = match &arguments.kpi {
        None => None,
        Some(code) => match parse_kpi_code(code) {
            Some(kpi) => Some(kpi),
            None => {
                complain(&words.no_kpi_code(code));
                return FAILED;
            }
        },
    };
    on_ledger(&arguments.ledger, language, async |office| {
        let year = year(office, arguments.fiscal_year);
        let narrowed = match &only {
            Some((programme, no)) => Some(office.narrowed_to(programme, *no)?),
            None => None,
        };
        let office = &narrowed.as_ref().unwrap_or(office).in_year(year);
        let measured = measure_year(office, year, as_of).await?;
        let mut rows = Vec::new();
        if only.is_some() && arguments.explain {
            for figure in measured.programmes.iter().flatten() {
                let (metric, at) = (&figure.metric, figure.as_of);
                rows.extend(evidence(office, metric, year, at, arguments.rows).await?);
            }
        }
        let mut report = report(office, &measured, as_of);
        let unseen = office.unseen_values().await?;
        report.findings = unseen.iter().map(|f| words.definition_entry(f)).collect();
        let mut human = words.measured_heading(office.region(), year, as_of);
        human.push_str(&figures(office, &measured, words));
        for finding in &unseen {
            human.push_str(&words.definition_finding(finding));
        }
        if arguments.explain {
            human.push_str(&explained(office, &measured, words));
            human.push_str(&resting(&report, &rows, words));
        }
        let json = serde_json::to_value(&report).expect("the shape has text keys only");
        Ok(Said::clean(human, json))
    })
}

/// The year that was asked for, or the latest that has targets.
pub fn year(office: &Office, asked: Option<FiscalYear>) -> FiscalYear {
    let first = || FiscalYear::new(2024).expect("a year of our age");
    asked.or_else(|| latest_year(office)).unwrap_or_else(first)
}

/// Reads a day as offices write it; complains where it is none.
pub fn day(text: Option<&str>, words: Words) -> Result<Option<Date>, ()> {
    match text.map(parse_day).transpose() {
        Ok(day) => Ok(day),
        Err(_) => {
            complain(&words.no_day(text.unwrap_or_default()));
            Err(())
        }
    }
}

/// One line a KPI, programme by programme.
fn figures(office: &Office, measured: &MeasuredRegion, words: Words) -> String {
    let columns = [
        (30, Alignment::Left),
        (24, Alignment::Right),
        (12, Alignment::Left),
        (8, Alignment::Right),
    ];
    let columns = columns.map(|(most, alignment)| Column { most, alignment });
    let mut rows = vec![words.measure_table_heading()];
    let programmes = office.region().programmes.iter();
    for (programme, figures) in programmes.zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            rows.push(line(&programme.no, kpi, figure, words));
            let beside = figure.beside.iter();
            rows.extend(beside.map(|beside| beside_line(beside, words)));
        }
    }
    table(&columns, &rows, "")
}

fn line(
    programme: &str,
    kpi: &KpiDefinition,
    measured: &MeasuredFigure,
    words: Words,
) -> Vec<String> {
    let figure = &measured.measurement;
    let mut value = figure.value(&measured.metric.unit).text;
    if let (Some(rows), Some(distinct)) = (figure.rows, figure.distinct)
        && rows != distinct
        && figure.reason.is_none()
    {
        value.push_str(&words.rows_and_distinct(rows, distinct));
    }
    value.push_str(&words.figure_reason(figure));
    if let Some(corrections) = &measured.corrections {
        value.push_str(&words.corrections(corrections, figure));
    }
    vec![
        format!("{programme}-{} {}", kpi.no.circled(), kpi.name),
        value,
        words.figure_status(figure),
        figure.evidence.to_string(),
    ]
}

fn beside_line(beside: &MeasuredBeside, words: Words) -> Vec<String> {
    let figure = &beside.measurement;
    vec![
        words.beside_label(&beside.label),
        figure.value(&beside.metric.unit).text + &words.figure_reason(figure),
        words.figure_status(figure),
        figure.evidence.to_string(),
    ]
}

/// The definitions in words, and what was corrected since a figure was frozen.
fn explained(office: &Office, measured: &MeasuredRegion, words: Words) -> String {
    let mut out = String::from("\n");
    let programmes = office.region().programmes.iter();
    for (programme, figures) in programmes.zip(&measured.programmes) {
        for (kpi, figure) in programme.kpis.iter().zip(figures) {
            let code = kpi_code(&programme.no, kpi.no);
            let told = words.definition(&code, figure, figure.metric != kpi.metric);
            for line in wrap(&told, WIDTH) {
                out.push_str(&format!("{line}\n"));
            }
            for beside in &figure.beside {
                let told = format!(
                    "{} {}",
                    words.beside_label(&beside.label),
                    beside.definition
                );
                for line in wrap(&one_line(&told), WIDTH) {
                    out.push_str(&format!("{line}\n"));
                }
            }
            for correction in figure.corrections.iter().flat_map(|all| &all.listed) {
                out.push_str(&words.correction(correction));
            }
        }
    }
    out
}

/// The rows behind a single KPI. No party is named.
fn resting(report: &MeasuredYear, rows: &[(DateBasis, LedgerRow)], words: Words) -> String {
    let mut out = String::new();
    if report.kpis.len() == 1 && !rows.is_empty() {
        out.push_str(&words.evidence_heading(rows.len(), report.kpis[0].evidence));
        for (basis, row) in rows {
            out.push_str(&words.evidence_row(*basis, row));
        }
    }
    out
}

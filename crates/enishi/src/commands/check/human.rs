//! The table and the findings as a person reads them in a terminal of 80 columns.

use enishi_desk::Language;
use enishi_desk::check_sheet::Checked;
use enishi_desk::rate_programme::{Proposed, rate_programmes};
use enishi_domain::evaluation::Evaluation;
use enishi_domain::figure::Value;
use enishi_domain::finding::Severity;
use enishi_domain::interchange::{RenderedFinding, Summary};
use enishi_domain::kpi::Kpi;
use enishi_domain::rating::Rubric;
use enishi_domain::verdict::Verdict;
use enishi_domain::words::{ClosedSet, stated_mark, verdict_mark};
use enishi_domain::year_sheet::Programme;

use crate::terminal::{Alignment, Column, fit, one_line, table, wrap};
use crate::wording::Words;

const WIDTH: usize = 80;
const COLUMNS: [Column; 7] = [
    Column {
        most: 4,
        alignment: Alignment::Left,
    },
    Column {
        most: 26,
        alignment: Alignment::Left,
    },
    Column {
        most: 14,
        alignment: Alignment::Right,
    },
    Column {
        most: 14,
        alignment: Alignment::Right,
    },
    Column {
        most: 4,
        alignment: Alignment::Left,
    },
    Column {
        most: 4,
        alignment: Alignment::Left,
    },
    Column {
        most: 12,
        alignment: Alignment::Right,
    },
];

/// Every sheet one after the other, and a total where there are several.
pub fn report(checked: &[Checked], rubric: &Rubric, language: Language) -> String {
    let words = Words::of(language);
    let mut out = String::new();
    let mut summaries = Vec::new();
    for sheet in checked {
        let summary = sheet.summary();
        summaries.push(summary);
        heading(&mut out, sheet);
        programmes(&mut out, sheet, rubric, words);
        findings(&mut out, sheet, &words.findings_heading(&summary), language);
        out.push_str(&format!("{}\n\n", words.summary(&summary)));
    }
    if checked.len() > 1 {
        let total = Summary::total(summaries.iter());
        out.push_str(&words.total(checked.len(), &total));
        out.push('\n');
    } else {
        out.pop();
    }
    out
}

fn heading(out: &mut String, checked: &Checked) {
    let sheet = &checked.sheet;
    let year = sheet.fiscal_year.map(|year| year.to_string());
    let head: Vec<&str> = [
        sheet.municipality.as_deref(),
        year.as_deref(),
        sheet.title.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !head.is_empty() {
        out.push_str(&format!("{}\n", fit(&head.join(" "), WIDTH)));
    }
    let source = &checked.source;
    let how: Vec<&str> = [
        Some(source.format.as_str()),
        source.encoding.as_deref(),
        source.layout.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    out.push_str(&format!(
        "{} ({})\n\n",
        one_line(&source.name),
        how.join(", ")
    ));
}

fn programmes(out: &mut String, checked: &Checked, rubric: &Rubric, words: Words) {
    let proposals = rate_programmes(checked, rubric);
    let programmes = checked
        .sheet
        .programmes
        .iter()
        .zip(&checked.evaluation.kpis)
        .zip(&proposals);
    for ((programme, evaluations), proposed) in programmes {
        out.push_str(&programme_line(programme, words));
        let mut rows = vec![words.table_heading()];
        for (kpi, evaluation) in programme.kpis.iter().zip(evaluations) {
            rows.push(kpi_row(kpi, evaluation));
            rows.extend(part_rows(evaluation));
        }
        out.push_str(&table(&COLUMNS, &rows, "  "));
        out.push_str(&rating_line(proposed, words));
        out.push('\n');
    }
}

fn programme_line(programme: &Programme, words: Words) -> String {
    let name = programme
        .name
        .as_ref()
        .map_or(words.unnamed(), |name| name.text.as_str());
    let mut line = format!("{} {}\n", one_line(&programme.no), fit(name, WIDTH - 4));
    let cost = programme
        .cost_settled
        .as_ref()
        .and_then(|cost| cost.yen)
        .map(|yen| yen.to_string());
    let departments = programme.departments.join("、");
    let rest: Vec<String> = [cost, (!departments.is_empty()).then_some(departments)]
        .into_iter()
        .flatten()
        .collect();
    if !rest.is_empty() {
        line.push_str(&format!("  {}\n", fit(&rest.join("　"), WIDTH - 2)));
    }
    line
}

fn kpi_row(kpi: &Kpi, evaluation: &Evaluation) -> Vec<String> {
    let text = |value: Option<&Value>| value.map_or(String::new(), |value| value.text.clone());
    let stated = kpi.stated.as_ref().map_or(String::new(), |mark| {
        stated_mark(mark.verdict).map_or_else(|| mark.text.clone(), str::to_owned)
    });
    let rate = match (evaluation.rate, evaluation.verdict) {
        (Some(rate), _) => format!("{}% {}", rate.shown(), rate.formula),
        (None, Verdict::Unmeasured(reason)) => reason.word().to_owned(),
        (None, Verdict::Met | Verdict::Missed) => String::new(),
    };
    vec![
        kpi.no.circled(),
        kpi.name.text.clone(),
        text(kpi.target_value()),
        text(kpi.actual_value()),
        stated,
        verdict_mark(evaluation.verdict).to_owned(),
        rate,
    ]
}

fn part_rows(evaluation: &Evaluation) -> Vec<Vec<String>> {
    let row = |(at, part): (usize, &enishi_domain::evaluation::PartEvaluation)| {
        let label = part.label.clone().unwrap_or_else(|| (at + 1).to_string());
        let rate = match (part.rate, part.verdict) {
            (Some(rate), _) => format!("{}%", rate.shown()),
            (None, Verdict::Unmeasured(reason)) => reason.word().to_owned(),
            (None, Verdict::Met | Verdict::Missed) => String::new(),
        };
        let blank = String::new;
        let mark = verdict_mark(part.verdict).to_owned();
        vec![
            blank(),
            format!("  {label}"),
            blank(),
            blank(),
            blank(),
            mark,
            rate,
        ]
    };
    evaluation.parts.iter().enumerate().map(row).collect()
}

fn rating_line(proposed: &Proposed<'_>, words: Words) -> String {
    format!("  {}\n", words.rating(&proposed.basis, &proposed.proposal))
}

fn findings(out: &mut String, checked: &Checked, heading: &str, language: Language) {
    if checked.findings.is_empty() {
        return;
    }
    out.push_str(&format!("{heading}\n"));
    for finding in checked.rendered(language) {
        out.push_str(&one_finding(
            &finding,
            &checked.source.name,
            Words::of(language),
        ));
    }
    out.push('\n');
}

/// FILE:ROW:COLUMN, the excerpt, what is amiss, what to do.
fn one_finding(finding: &RenderedFinding, file: &str, words: Words) -> String {
    let place = finding.place.as_ref();
    let at = place.map_or_else(
        || one_line(file),
        |place| format!("{}:{place}", one_line(file)),
    );
    let sheet = place.and_then(|place| place.sheet.as_deref());
    let sheet = sheet
        .map(|sheet| format!(" [{}]", one_line(sheet)))
        .unwrap_or_default();
    let whose = match (&finding.programme, finding.kpi) {
        (Some(programme), Some(kpi)) => format!(" {programme}-{}", kpi.circled()),
        (Some(programme), None) => format!(" {}", words.programme(programme)),
        (None, _) => String::new(),
    };
    let severity = words.severity(finding.severity);
    let mut out = format!(
        "{at}{sheet} {severity} {}{}\n",
        finding.rule,
        one_line(&whose)
    );
    if let Some(excerpt) = &finding.excerpt {
        out.push_str(&format!("    「{}」\n", fit(excerpt, WIDTH - 10)));
    }
    for line in wrap(&finding.message, WIDTH - 4) {
        out.push_str(&format!("    {line}\n"));
    }
    let remedy = finding
        .remedy
        .as_deref()
        .filter(|_| finding.severity != Severity::Info);
    for (at, line) in remedy
        .map(|text| wrap(text, WIDTH - 7))
        .into_iter()
        .flatten()
        .enumerate()
    {
        let lead = if at == 0 { "    → " } else { "      " };
        out.push_str(&format!("{lead}{line}\n"));
    }
    out
}

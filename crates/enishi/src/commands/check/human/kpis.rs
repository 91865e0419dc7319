//! A programme's KPIs as a table. Figures and marks stand in columns; a name that does not fit
//! beside them has the line above to itself.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::evaluation::{Evaluation, PartEvaluation};
use enishi_domain::figure::Value;
use enishi_domain::kpi::{Direction, Kpi};
use enishi_domain::rate::Rate;
use enishi_domain::verdict::Verdict;
use enishi_domain::words::{stated_mark, verdict_mark};
use enishi_domain::year_sheet::Programme;

use super::lines;
use crate::terminal::{Alignment, Column, WIDTH, one_line, row, width, widths};
use crate::wording::Words;

const INDENT: &str = "  ";
/// Below this a column of names is a column of syllables.
const LEAST_NAME: usize = 16;

const fn column(most: usize, alignment: Alignment) -> Column {
    Column { most, alignment }
}

/// No., name, baseline, target, actual, rate or reason, stated mark, computed mark. The marks come
/// last, because terminals disagree on how wide they are.
const COLUMNS: [Column; 8] = [
    column(5, Alignment::Left),
    column(74, Alignment::Left),
    column(14, Alignment::Right),
    column(20, Alignment::Right),
    column(20, Alignment::Right),
    column(14, Alignment::Right),
    column(8, Alignment::Left),
    column(4, Alignment::Left),
];
const NAME: usize = 1;
const BASELINE: usize = 2;

/// Adds the table.
pub fn table(
    out: &mut String,
    programme: &Programme,
    evaluations: &[Evaluation],
    year: Option<FiscalYear>,
    words: Words,
) {
    let mut rows = vec![words.table_heading()];
    for (kpi, evaluation) in programme.kpis.iter().zip(evaluations) {
        rows.push(kpi_row(kpi, evaluation, year, words));
        rows.extend(evaluation.beside.map(|rate| beside_row(rate, words)));
        rows.extend(
            evaluation
                .parts
                .iter()
                .enumerate()
                .map(|(at, part)| part_row(at, part, words)),
        );
    }
    let mut columns = COLUMNS.to_vec();
    // Few sheets print baselines; an empty column would cost the names their room.
    if rows.iter().skip(1).all(|row| row[BASELINE].is_empty()) {
        columns.remove(BASELINE);
        for row in &mut rows {
            row.remove(BASELINE);
        }
    }
    let mut widths = widths(&columns, &rows);
    let gaps = 2 * (columns.len() - 1) + INDENT.len();
    let others: usize = widths.iter().sum::<usize>() - widths[NAME] + gaps;
    let room = WIDTH.saturating_sub(others);
    widths[NAME] = widths[NAME].min(room).max(LEAST_NAME.min(room));
    for mut cells in rows {
        if width(&one_line(&cells[NAME])) > widths[NAME] {
            let named = format!(
                "{} {}",
                crate::terminal::pad(&cells[0], widths[0] + 1),
                cells[NAME]
            );
            lines(out, &named, INDENT);
            cells[0] = String::new();
            cells[NAME] = String::new();
        }
        out.push_str(&row(&columns, &widths, &cells, INDENT));
    }
}

fn kpi_row(
    kpi: &Kpi,
    evaluation: &Evaluation,
    year: Option<FiscalYear>,
    words: Words,
) -> Vec<String> {
    let text = |value: Option<&Value>| value.map_or(String::new(), |value| value.text.clone());
    let stated = kpi.stated.as_ref().map_or(String::new(), |mark| {
        stated_mark(mark.verdict).map_or_else(|| mark.text.clone(), str::to_owned)
    });
    let mut result = result(evaluation.rate, evaluation.verdict, words);
    if let Some(period) = evaluation.period.filter(|period| Some(*period) != year) {
        result = format!("{} {result}", period.short());
    }
    let name = match kpi.direction {
        Direction::Up => kpi.name.text.clone(),
        Direction::Down | Direction::Maintain { .. } | Direction::Range => {
            format!("{}{}", kpi.name.text, words.direction(kpi.direction))
        }
    };
    vec![
        kpi.no.to_string(),
        name,
        text(kpi.baseline_value()),
        text(kpi.target_value()),
        text(kpi.actual_value()),
        result,
        stated,
        verdict_mark(evaluation.verdict).to_owned(),
    ]
}

/// The same figures by a second formula, under the first.
fn beside_row(rate: Rate, words: Words) -> Vec<String> {
    let mut cells = vec![String::new(); COLUMNS.len()];
    cells[NAME] = format!("- {}", words.beside());
    cells[COLUMNS.len() - 3] = format!("{}% {}", rate.shown(), rate.formula);
    cells
}

fn part_row(at: usize, part: &PartEvaluation, words: Words) -> Vec<String> {
    let label = part.label.clone().unwrap_or_else(|| (at + 1).to_string());
    let mut cells = vec![String::new(); COLUMNS.len()];
    cells[NAME] = format!("- {label}");
    cells[COLUMNS.len() - 3] = result(part.rate, part.verdict, words);
    verdict_mark(part.verdict).clone_into(&mut cells[COLUMNS.len() - 1]);
    cells
}

/// `84.0% F1`, or why there is no rate.
fn result(rate: Option<Rate>, verdict: Verdict, words: Words) -> String {
    match (rate, verdict) {
        (Some(rate), _) => {
            let kept = if rate.maintains {
                words.maintained()
            } else {
                ""
            };
            format!("{}% {}{kept}", rate.shown(), rate.formula)
        }
        (None, Verdict::Unmeasured(reason)) => words.reason(reason).to_owned(),
        (None, Verdict::Met | Verdict::Missed) => String::new(),
    }
}

//! The table and the findings as a person reads them in a terminal of 80 columns. Nothing is cut
//! that a sheet of ordinary size holds: long names have a line of their own.

mod findings;
mod kpis;

use std::collections::BTreeSet;

use enishi_desk::Language;
use enishi_desk::check_sheet::Checked;
use enishi_desk::rate_programme::rate_programmes;
use enishi_domain::interchange::Summary;
use enishi_domain::rating::Rubric;
use enishi_domain::year_sheet::Programme;

use crate::terminal::{WIDTH, one_line, wrap};
use crate::wording::Words;

/// Every sheet one after the other, and a total where there are several.
pub fn report(checked: &[Checked], rubric: &Rubric, language: Language) -> String {
    let words = Words::of(language);
    let mut out = String::new();
    let mut summaries = Vec::new();
    for sheet in checked {
        let summary = sheet.summary();
        heading(&mut out, sheet, words);
        programmes(&mut out, sheet, rubric, words);
        explanation(&mut out, sheet, rubric, words);
        if !sheet.findings.is_empty() {
            out.push_str(&format!("{}\n\n", words.findings_heading(&summary)));
            findings::list(&mut out, sheet, language);
        }
        out.push_str(&format!("{}\n\n", words.summary(&summary)));
        summaries.push(summary);
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

fn heading(out: &mut String, checked: &Checked, words: Words) {
    let sheet = &checked.sheet;
    let year = checked.year_beside_title().map(|year| year.to_string());
    let title = sheet.title.as_deref();
    let place = sheet.municipality.as_deref();
    let place = place.filter(|place| !title.unwrap_or_default().contains(place));
    let head: Vec<&str> = [place, year.as_deref(), title]
        .into_iter()
        .flatten()
        .collect();
    lines(out, &head.join(" "), "");
    let source = &checked.source;
    let how = [
        Some(source.format.as_str()),
        source.encoding.as_deref(),
        source.layout.as_deref(),
    ];
    let how: Vec<&str> = how.into_iter().flatten().collect();
    out.push_str(&format!(
        "{} ({})\n",
        one_line(&source.name),
        how.join(", ")
    ));
    if sheet.fiscal_year.is_none() {
        lines(out, words.no_fiscal_year(), "");
    }
    out.push('\n');
}

fn programmes(out: &mut String, checked: &Checked, rubric: &Rubric, words: Words) {
    let proposals = rate_programmes(checked, rubric);
    let sheet = &checked.sheet;
    let evaluated = sheet.programmes.iter().zip(&checked.evaluation.kpis);
    for ((programme, evaluations), proposed) in evaluated.zip(&proposals) {
        lines(out, &titled(programme, words), "");
        lines(out, &owners(programme), "  ");
        kpis::table(out, programme, evaluations, sheet.fiscal_year, words);
        let own = |no: &Option<String>| no.as_deref() == Some(programme.no.as_str());
        for left in sheet.unassigned.iter().filter(|left| own(&left.programme)) {
            lines(out, &words.unassigned(left.column, &left.text), "  ");
        }
        for line in words.rating(&proposed.basis, &proposed.proposal) {
            lines(out, &line, "  ");
        }
        out.push('\n');
    }
    let nobodys = sheet
        .unassigned
        .iter()
        .filter(|left| left.programme.is_none());
    for left in nobodys {
        lines(out, &words.unassigned(left.column, &left.text), "");
    }
}

/// What the short signs in the table mean: formulas that were used, and the rubric.
fn explanation(out: &mut String, checked: &Checked, rubric: &Rubric, words: Words) {
    let evaluations = checked.evaluation.kpis.iter().flatten();
    let formulas: BTreeSet<_> = evaluations
        .flat_map(|evaluation| [evaluation.rate, evaluation.beside])
        .flatten()
        .map(|rate| rate.formula)
        .collect();
    let formulas: Vec<&str> = formulas.into_iter().map(|f| words.formula(f)).collect();
    if !formulas.is_empty() {
        lines(out, &words.formulas(&formulas), "");
    }
    if !checked.sheet.programmes.is_empty() {
        lines(out, &words.rubric(rubric), "");
        out.push('\n');
    }
}

/// `1 移住支援事業`
fn titled(programme: &Programme, words: Words) -> String {
    let name = programme.name.as_ref();
    let name = name.map_or(words.unnamed(), |name| name.text.as_str());
    format!("{} {name}", programme.no)
}

/// The settled cost and who spent it.
fn owners(programme: &Programme) -> String {
    let cost = programme.cost_settled.as_ref();
    let cost = cost.map(|cost| {
        cost.yen
            .map_or_else(|| cost.printed.text.clone(), |y| y.to_string())
    });
    let departments = programme.departments.join("、");
    let known = [cost, (!departments.is_empty()).then_some(departments)];
    let known: Vec<String> = known.into_iter().flatten().collect();
    known.join("  ")
}

/// Adds a text in lines of the terminal's width; nothing for an empty text.
fn lines(out: &mut String, text: &str, indent: &str) {
    // A line break within a cell is no paragraph of ours.
    for line in wrap(&one_line(text), WIDTH - indent.len()) {
        out.push_str(&format!("{indent}{line}\n"));
    }
}

//! The findings, programme by programme, so that each department finds its own together: errors
//! first, then in the sheet's order. A remedy is told once behind the findings it is for, and KPIs
//! with the same finding in the same place share it.

use std::collections::BTreeMap;

use enishi_desk::Language;
use enishi_desk::check_sheet::Checked;
use enishi_domain::finding::Severity;
use enishi_domain::grid::Place;
use enishi_domain::interchange::RenderedFinding;

use super::lines;
use crate::terminal::{WIDTH, fit, one_line, short_name, wrap};
use crate::wording::Words;

/// Adds all findings of a sheet.
pub fn list(out: &mut String, checked: &Checked, language: Language) {
    let words = Words::of(language);
    let file = short_name(&checked.source.name);
    let rendered = checked.rendered(language);
    let names = names(checked);
    for (programme, mut findings) in by_programme(&rendered) {
        let (title, own_name) = match programme {
            Some(no) => (
                words.programme(no),
                names.get(no).copied().unwrap_or_default(),
            ),
            None => (words.whole_sheet().to_owned(), ""),
        };
        let counts = words.counts(&findings);
        lines(out, format!("{title} {own_name}").trim_end(), "");
        out.push_str(&format!("{counts}\n"));
        put_in_order(&mut findings);
        runs(out, &findings, &file, words);
        out.push('\n');
    }
}

/// Errors first; within a severity the rules in the order in which the sheet meets them.
fn put_in_order(findings: &mut [&RenderedFinding]) {
    findings.sort_by_key(|finding| finding.severity);
    let mut rules: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let rule = (finding.severity, finding.rule.as_str());
        rules.entry(rule).or_insert(at);
    }
    findings.sort_by_key(|finding| rules[&(finding.severity, finding.rule.as_str())]);
}

/// The programmes in the order of their first finding, the sheet as a whole last.
fn by_programme(all: &[RenderedFinding]) -> Vec<(Option<&str>, Vec<&RenderedFinding>)> {
    let mut groups: Vec<(Option<&str>, Vec<&RenderedFinding>)> = Vec::new();
    let mut index: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for finding in all {
        let programme = finding.programme.as_deref();
        let at = *index.entry(programme).or_insert_with(|| {
            groups.push((programme, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(finding);
    }
    groups.sort_by_key(|(programme, _)| programme.is_none());
    groups
}

/// The programmes' names by number; a number that stands twice names none of them.
fn names(checked: &Checked) -> BTreeMap<&str, &str> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for programme in &checked.sheet.programmes {
        let name = programme
            .name
            .as_ref()
            .map_or("", |name| name.text.as_str());
        let known = names.entry(programme.no.as_str());
        known.and_modify(|known| *known = "").or_insert(name);
    }
    names
}

/// Findings of one rule stand together and share their remedy.
fn runs(out: &mut String, findings: &[&RenderedFinding], file: &str, words: Words) {
    for run in findings.chunk_by(|a, b| a.rule == b.rule && a.severity == b.severity) {
        for same in run.chunk_by(|a, b| is_same(a, b)) {
            one_finding(out, same, file, words);
        }
        let first = run[0];
        let remedy = first.remedy.as_deref().filter(|_| needs_remedy(first));
        let remedy = remedy.map(|text| wrap(text, WIDTH - 7)).unwrap_or_default();
        for (at, line) in remedy.iter().enumerate() {
            let lead = if at == 0 { "    → " } else { "       " };
            out.push_str(&format!("{lead}{line}\n"));
        }
    }
}

/// A note is for information, unless something was not read: then there is something to do.
fn needs_remedy(finding: &RenderedFinding) -> bool {
    finding.severity != Severity::Info || finding.rule.starts_with('R')
}

fn is_same(a: &RenderedFinding, b: &RenderedFinding) -> bool {
    a.kpi.is_some()
        && b.kpi.is_some()
        && (&a.place, &a.message, &a.excerpt) == (&b.place, &b.message, &b.excerpt)
}

/// FILE:ROW:COLUMN, severity, rule and whose it is; the excerpt; what is amiss.
fn one_finding(out: &mut String, same: &[&RenderedFinding], file: &str, words: Words) {
    let finding = same[0];
    let at = finding
        .place
        .as_ref()
        .map_or_else(|| file.to_owned(), |place| located(file, place));
    let severity = words.severity(finding.severity);
    let mut head = format!("{at} {severity} {}", finding.rule);
    if let Some(programme) = &finding.programme {
        let kpis: Vec<String> = same
            .iter()
            .filter_map(|finding| finding.kpi)
            .map(|kpi| format!("{programme}-{}", kpi.circled()))
            .collect();
        let whose = if kpis.is_empty() {
            words.programme(programme)
        } else {
            kpis.join(" ")
        };
        head.push_str(&format!(" {}", one_line(&whose)));
    }
    out.push_str(&format!("{head}\n"));
    // A message that quotes the excerpt in full has said it.
    let excerpt = finding.excerpt.as_deref().map(|text| fit(text, WIDTH - 10));
    if let Some(excerpt) = excerpt.filter(|excerpt| !finding.message.contains(excerpt.as_str())) {
        out.push_str(&format!("    「{excerpt}」\n"));
    }
    lines(out, &finding.message, "    ");
}

fn located(file: &str, place: &Place) -> String {
    let sheet = place.sheet.as_deref();
    let sheet = sheet
        .map(|sheet| format!(" [{}]", one_line(sheet)))
        .unwrap_or_default();
    format!("{file}:{place}{sheet}")
}

//! What the readers say: one function a finding, so that codes, message keys and arguments stand in
//! one place. Their wording stands on the rules' pages.

use std::collections::BTreeSet;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::grid::Place;
use enishi_domain::verdict::StatedVerdict;
use enishi_domain::year_sheet::{Column, Programme};

use crate::layouts::Repeated;
use crate::layouts::assignment::Assigned;
use crate::layouts::heading::HeadingColumn;
use crate::layouts::passed_over::PassedOver;
use crate::layouts::table::{Placed, Table};

/// An excerpt is there to recognise the place by, not to repeat the document.
const EXCERPT: usize = 40;

/// S05: a run of marks such as `10 20 30` was read as ①○ ②○ ③○.
pub(crate) fn marks_repaired(
    programme: &Programme,
    cell: &Placed<'_>,
    assigned: &Assigned,
) -> Finding {
    let glyph = |verdict| match verdict {
        StatedVerdict::Met => "○",
        StatedVerdict::Missed => "×",
        StatedVerdict::Unmeasured => "-",
        StatedVerdict::Other => "?",
    };
    let marks = assigned
        .slices
        .iter()
        .flatten()
        .filter_map(|slice| slice.repaired);
    let read: Vec<String> = marks
        .zip(1..)
        .map(|(verdict, n)| format!("{}{}", enishi_domain::text::circled(n), glyph(verdict)))
        .collect();
    Finding::new("S05", Severity::Error, "repaired")
        .of_programme(&programme.no)
        .at(Some(cell.place.clone()))
        .quoting(excerpt(cell.text))
        .with("from", cell.text.trim())
        .with("to", read.join(" "))
        .repairing(cell.text.trim(), read.join(" "))
}

/// S08: numbers that restart, repeat or descend.
pub(crate) fn numbering_out_of_order(programme: &Programme, cell: &Placed<'_>) -> Finding {
    Finding::new("S08", Severity::Warning, "out_of_order")
        .of_programme(&programme.no)
        .at(Some(cell.place.clone()))
        .quoting(excerpt(cell.text))
        .with("header", cell.place.header.as_deref().unwrap_or("-"))
}

/// S11: departments that were run together.
pub(crate) fn departments_split(
    programme: &Programme,
    cell: &Placed<'_>,
    names: &[String],
) -> Finding {
    Finding::new("S11", Severity::Info, "split")
        .of_programme(&programme.no)
        .at(Some(cell.place.clone()))
        .quoting(excerpt(cell.text))
        .with("from", cell.text.trim())
        .with("to", names.join("、"))
        .repairing(cell.text.trim(), names.join("、"))
}

/// R12: columns that the layout does not read, all in one finding.
pub(crate) fn unread_columns(table: &Table<'_>) -> Option<Finding> {
    let part = table.part_column().map(|heading| heading.index);
    let is_unread =
        |heading: &&HeadingColumn| heading.column == Column::Unknown && Some(heading.index) != part;
    let unread: Vec<&HeadingColumn> = table.heading.columns.iter().filter(is_unread).collect();
    let first = unread.first()?;
    let names: Vec<String> = unread
        .iter()
        .map(|heading| excerpt(&heading.text))
        .collect();
    let (severity, message) = if unread.iter().any(|heading| begins_another(table, heading)) {
        (Severity::Warning, "repeated")
    } else {
        (Severity::Info, "unread")
    };
    Some(
        Finding::new("R12", severity, message)
            .at(Some(table.place(table.heading.bottom, first)))
            .with("columns", names.join("、")),
    )
}

/// Whether a column is headed as the programme's or the KPI's name is: a table beside the table.
fn begins_another(table: &Table<'_>, unread: &HeadingColumn) -> bool {
    let names = [Column::ProgrammeName, Column::KpiName];
    let mut names = names.into_iter().flat_map(|name| table.heading.all(name));
    // One merged heading over neighbouring columns is no second one.
    let between = |name: &HeadingColumn, other: &HeadingColumn| {
        (name.index..unread.index).contains(&other.index) && other.text != name.text
    };
    names.any(|name| {
        let mut columns = table.heading.columns.iter();
        name.text == unread.text && columns.any(|other| between(name, other))
    })
}

/// R13: the number in a cell was changed, so that it differs from the printed text beside it.
pub(crate) fn number_changed(number: &str, printed: &str, place: Option<Place>) -> Finding {
    Finding::new("R13", Severity::Warning, "differs")
        .at(place)
        .with("number", number.trim())
        .with("printed", printed)
}

/// R14, R15 and R16: what is told once a table, however many rows it is true of.
pub(crate) fn repeated(repeated: Repeated) -> Vec<Finding> {
    let (count, years, place) = repeated.other_years;
    let years: Vec<String> = years
        .iter()
        .map(|year| year.western().to_string())
        .collect();
    let other_years = (count > 0).then(|| {
        Finding::new("R14", Severity::Info, "kept")
            .at(place)
            .with("count", count)
            .with("years", years.join("、"))
    });
    let unread = repeated
        .unread
        .into_iter()
        .map(|((_, text), (count, place))| {
            let header = place.header.clone().unwrap_or_default();
            Finding::new("R15", Severity::Warning, "unread")
                .at(Some(place))
                .quoting(excerpt(&text))
                .with("header", header)
                .with("text", excerpt(&text))
                .with("count", count)
        });
    let (count, first) = repeated.unread_notes;
    let notes = first.map(|(text, place)| {
        Finding::new("R16", Severity::Info, "notes")
            .at(place)
            .quoting(excerpt(&text))
            .with("count", count)
            .with("text", excerpt(&text))
    });
    let others = other_years.into_iter().chain(unread);
    others.chain(notes).collect()
}

/// R16: rows in and around a table of which nothing was used.
pub(crate) fn rows_passed_over(passed_over: PassedOver) -> Option<Finding> {
    let (place, text) = passed_over.first?;
    let named: Vec<String> = passed_over.named.iter().map(u32::to_string).collect();
    let more = if passed_over.rows > named.len() {
        "…"
    } else {
        ""
    };
    Some(
        Finding::new("R16", Severity::Info, "rows")
            .at(Some(place))
            .quoting(excerpt(&text))
            .with("count", passed_over.rows)
            .with("rows", named.join("、") + more)
            .with("text", excerpt(&text)),
    )
}

/// R16: a heading under which nothing stands.
pub(crate) fn no_rows(place: Option<Place>) -> Finding {
    Finding::new("R16", Severity::Warning, "no_rows").at(place)
}

/// R16: texts outside of all tables.
pub(crate) fn texts_passed_over(passed_over: PassedOver) -> Option<Finding> {
    let text = passed_over.first_text?;
    Some(
        Finding::new("R16", Severity::Info, "texts")
            .quoting(excerpt(&text))
            .with("count", passed_over.texts)
            .with("text", excerpt(&text)),
    )
}

/// R16: worksheets and tables that hold no evaluation, or are hidden.
pub(crate) fn tables_passed_over(names: &[String]) -> Option<Finding> {
    const MOST_NAMED: usize = 8;
    let named: Vec<String> = names.iter().take(MOST_NAMED).map(|n| excerpt(n)).collect();
    let more = if names.len() > named.len() { "…" } else { "" };
    (!names.is_empty()).then(|| {
        Finding::new("R16", Severity::Info, "tables")
            .with("count", names.len())
            .with("names", named.join("、") + more)
    })
}

/// R16: tables of other years than the one that was read.
pub(crate) fn years_passed_over(
    read: Option<FiscalYear>,
    tables: &[(FiscalYear, String)],
) -> Option<Finding> {
    const MOST_NAMED: usize = 8;
    let read = read.filter(|_| !tables.is_empty())?;
    let years: BTreeSet<FiscalYear> = tables.iter().map(|(year, _)| *year).collect();
    let years: Vec<String> = years.iter().map(|y| y.western().to_string()).collect();
    let named = tables.iter().take(MOST_NAMED);
    let named: Vec<String> = named.map(|(_, name)| excerpt(name)).collect();
    let more = if tables.len() > named.len() {
        "…"
    } else {
        ""
    };
    Some(
        Finding::new("R16", Severity::Warning, "other_years")
            .with("count", tables.len())
            .with("read", read.western())
            .with("years", years.join("、"))
            .with("names", named.join("、") + more),
    )
}

/// R18: declarations in the settings that are of no KPI.
pub(crate) fn declared_kpis_absent(declared: &[String]) -> Option<Finding> {
    const MOST_NAMED: usize = 8;
    let mut named: Vec<String> = declared.iter().take(MOST_NAMED).cloned().collect();
    if declared.len() > MOST_NAMED {
        named.push("…".to_owned());
    }
    (!declared.is_empty()).then(|| {
        Finding::new("R18", Severity::Warning, "absent")
            .with("count", declared.len())
            .with("kpis", named.join("、"))
    })
}

fn excerpt(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(EXCERPT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

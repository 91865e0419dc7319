//! One page that works and prints without JavaScript or anything from outside: the document's
//! tables, merged cells as row spans, and every flagged cell a link to its finding.
//!
//! A cell's text is exactly the document's: what a flag adds is drawn by the style sheet and said
//! by attributes, so that reading the page back gives the same texts. Where a reader may fold
//! blanks, the text stands in a `<pre>`.

use askama::Template;
use enishi_domain::finding::Severity;
use enishi_domain::text::with_thousands;

use crate::document::{
    Cell, ColumnKind, ColumnSpec, Content, Document, Merging, Purpose, Reach, Row, Table,
};
use crate::wording;

use super::PublishError;

const STYLE: &str = include_str!("../../templates/document.css");

/// Of [`STYLE`], so that the page can forbid every other style; a test keeps it true.
const STYLE_HASH: &str = "sha256-6+NWnevojrZmS2ZdYSj7VXFV5C15yaxnWUM+d91VQLI=";

#[derive(Template)]
#[template(path = "document.html")]
struct Page<'a> {
    title: &'a str,
    facts: &'a [String],
    style: &'static str,
    style_hash: &'static str,
    tables: Vec<TableView<'a>>,
}

struct TableView<'a> {
    id: String,
    name: &'a str,
    caption: &'a str,
    headers: Vec<(&'a str, &'static str)>,
    table: &'a Table,
}

struct RowView {
    id: Option<String>,
    cells: Vec<CellView>,
}

struct CellView {
    tag: &'static str,
    /// All attributes, escaped.
    attributes: String,
    link: Option<Link>,
    /// Whether blanks must not be folded.
    exact: bool,
    /// Escaped.
    lines: Vec<String>,
}

struct Link {
    href: String,
    title: String,
}

pub(super) fn page(document: &Document) -> Result<Vec<u8>, PublishError> {
    let tables = document.tables.iter().enumerate();
    let page = Page {
        title: &document.title,
        facts: &document.facts,
        style: STYLE,
        style_hash: STYLE_HASH,
        tables: tables
            .map(|(index, table)| table_view(index + 1, table))
            .collect(),
    };
    Ok(page.render()?.into_bytes())
}

fn table_view(number: usize, table: &Table) -> TableView<'_> {
    let headers = table
        .shown_columns()
        .map(|(_, column)| (column.header.as_str(), class(column)));
    TableView {
        id: format!("t{number}"),
        name: &table.name,
        caption: &table.caption,
        headers: headers.collect(),
        table,
    }
}

/// A row within its group.
#[derive(Clone, Copy)]
enum RowSpan {
    /// The first of that many.
    First(usize),
    /// Covered by the first row's merged cells.
    Covered,
}

impl RowSpan {
    fn new(index: usize, length: usize) -> Self {
        if index == 0 {
            Self::First(length)
        } else {
            Self::Covered
        }
    }
}

fn row_cells(table: &Table, row: &Row, span: RowSpan) -> Vec<CellView> {
    let cells = table
        .shown_columns()
        .map(|(index, column)| (column, &row.cells[index]));
    let shown = cells.filter_map(|(column, cell)| match (column.merging, span) {
        (Merging::Grouped, RowSpan::Covered) => None,
        (Merging::Grouped, RowSpan::First(rows)) => Some(cell_view(column, cell, rows)),
        (Merging::Single, _) => Some(cell_view(column, cell, 1)),
    });
    shown.collect()
}

fn cell_view(column: &ColumnSpec, cell: &Cell, rows: usize) -> CellView {
    let text = text_of(column, cell);
    let heads = column.kind == ColumnKind::RowHeading && !text.is_empty();
    let severity = cell.severity().map_or("", severity_class);
    let mut attributes = format!(" class=\"{}{severity}\"", class(column));
    if heads {
        let scope = if rows > 1 { "rowgroup" } else { "row" };
        attributes.push_str(&format!(" scope=\"{scope}\""));
    }
    if rows > 1 {
        attributes.push_str(&format!(" rowspan=\"{rows}\""));
    }
    CellView {
        tag: if heads { "th" } else { "td" },
        attributes,
        link: link(cell),
        exact: needs_exact_text(&text),
        lines: text.split('\n').map(escaped_line).collect(),
    }
}

fn text_of(column: &ColumnSpec, cell: &Cell) -> String {
    match &cell.content {
        Content::Empty => String::new(),
        Content::Text(text) => text.clone(),
        Content::Number { amount, unit } => match column.kind {
            ColumnKind::Amount => with_thousands(&amount.to_string()) + unit,
            ColumnKind::Code | ColumnKind::Mark | ColumnKind::RowHeading | ColumnKind::Text => {
                format!("{amount}{unit}")
            }
        },
    }
}

/// To the gravest finding; the title tells them all.
fn link(cell: &Cell) -> Option<Link> {
    let gravest = cell.flags.iter().min_by_key(|flag| flag.severity)?;
    let summaries: Vec<&str> = cell
        .flags
        .iter()
        .map(|flag| flag.summary.as_str())
        .collect();
    Some(Link {
        href: format!("#f{}", gravest.number),
        title: summaries.join("\n"),
    })
}

fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => " error",
        Severity::Warning => " warning",
        Severity::Info => " info",
    }
}

/// One class list a kind and reach of column, so that a page of many cells stays small.
fn class(column: &ColumnSpec) -> &'static str {
    let carried = column.reach == Reach::Carried;
    match (column.kind, carried) {
        (ColumnKind::Text, false) if column.width >= 30 => "text wide",
        (ColumnKind::RowHeading, false) if column.width >= 15 => "text middle",
        (ColumnKind::Text | ColumnKind::RowHeading, false) => "text",
        (ColumnKind::Amount, false) => "amount",
        (ColumnKind::Code | ColumnKind::Mark, false) => "mark",
        (ColumnKind::Text, true) if column.width >= 30 => "carried text wide",
        (ColumnKind::Text | ColumnKind::RowHeading, true) => "carried text",
        (ColumnKind::Amount, true) => "carried amount",
        (ColumnKind::Code | ColumnKind::Mark, true) => "carried mark",
    }
}

/// Whether folding of blanks, as readers of html do it, would change the text.
fn needs_exact_text(text: &str) -> bool {
    let folds = |line: &str| {
        let mut after_blank = true;
        let changes = line.chars().any(|c| {
            let blank = c.is_whitespace();
            let changes = blank && (after_blank || !matches!(c, ' ' | '\u{3000}'));
            after_blank = blank;
            changes
        });
        changes || (after_blank && !line.is_empty())
    };
    let ends_open = text.starts_with('\n') || text.ends_with('\n');
    ends_open || text.split('\n').any(folds)
}

/// Markup escaped, and the blanks that parsers normalise written as references.
/// A line as element text; a lone CR would be read as a line end if it stood there bare.
fn escaped_line(line: &str) -> String {
    escaped_attribute(line)
        .replace("&#9;", "\t")
        .replace("&quot;", "\"")
}

fn escaped_attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", c as u32)),
            other => out.push(other),
        }
    }
    out
}

impl Link {
    /// The title is shown by a pointer, the description read out: a flagged cell may have no text.
    fn attributes(&self) -> String {
        let (href, title) = (&self.href, escaped_attribute(&self.title));
        format!(" class=\"flag\" href=\"{href}\" title=\"{title}\" aria-description=\"{title}\"")
    }
}

impl TableView<'_> {
    /// Made one after the other: a view takes many times the memory of what it shows.
    fn groups(&self) -> impl Iterator<Item = Vec<RowView>> {
        let table = self.table;
        let mut row_number = 0;
        table.shown_groups().into_iter().map(move |group| {
            let rows = group.iter().enumerate().map(|(index, row)| {
                row_number += 1;
                let is_finding = table.purpose == Purpose::Findings;
                RowView {
                    id: is_finding.then(|| format!("f{row_number}")),
                    cells: row_cells(table, row, RowSpan::new(index, group.len())),
                }
            });
            rows.collect()
        })
    }

    fn scroll_label(&self) -> String {
        wording::scroll_label(self.name)
    }
}

//! A workbook in the form in which cities publish: A3 landscape, one page wide, the header on every
//! page, programme cells merged over their KPIs, numbers as numbers. Texts are always written as
//! texts, so that none becomes a formula.

use enishi_domain::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, IgnoreError, Note, Workbook, Worksheet};

use crate::document::{Cell, Content, Document, Merging, Purpose, Reach, Table};
use crate::wording;

use super::PublishError;
use heights::row_heights;
use styles::{Place, Style, Styles};

pub(super) mod form;
mod heights;
pub(super) mod inquiry;
pub(super) mod plain;
mod styles;

/// A3 in Excel's numbering.
const PAPER_A3: u8 = 8;

/// What a cell holds, in UTF-16 units.
const CELL_LIMIT: usize = 32_767;

/// What a note is kept to; the findings sheet has all of it.
const NOTE_LIMIT: usize = 2_000;

/// Binary floating point holds this many decimal digits for certain.
const EXACT_DIGITS: usize = 15;

/// A table of more rows is written to a temporary file row by row.
const KEPT_ROWS: usize = 2_000;

pub(super) fn workbook(document: &Document) -> Result<Vec<u8>, PublishError> {
    let mut workbook = Workbook::new();
    // A fixed day: the same document gives the same bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(excerpt(&document.title, 200))
            .set_creation_datetime(&created),
    );
    let mut styles = Styles::default();
    for table in &document.tables {
        let worksheet = if table.rows.len() > KEPT_ROWS {
            workbook.add_worksheet_with_low_memory()?
        } else {
            workbook.add_worksheet()
        };
        write_table(worksheet, document, table, &mut styles)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_table(
    worksheet: &mut Worksheet,
    document: &Document,
    table: &Table,
    styles: &mut Styles,
) -> Result<(), PublishError> {
    worksheet.set_name(&table.name)?;
    let header_row = write_heading(worksheet, document, table, styles)?;
    let columns: Vec<_> = table.shown_columns().collect();
    for (position, (_, column)) in (0_u16..).zip(&columns) {
        worksheet.set_column_width(position, column.width)?;
        let style = Style::header(column.reach);
        worksheet.write_string_with_format(
            header_row,
            position,
            &column.header,
            styles.format(&style),
        )?;
    }
    worksheet.set_row_height(header_row, 30)?;
    let mut row = header_row + 1;
    for group in table.shown_groups() {
        for (offset, height) in (0_u32..).zip(row_heights(table, &group)) {
            worksheet.set_row_height(row + offset, height)?;
        }
        let last = row + u32::try_from(group.len()).unwrap_or(u32::MAX) - 1;
        for (at_row, source) in (row..).zip(&group) {
            let span = Span { top: row, last };
            for (position, (index, _)) in (0_u16..).zip(&columns) {
                let at = At {
                    table,
                    index: *index,
                    row: at_row,
                    column: position,
                };
                write_cell_of_group(worksheet, at, span, &source.cells[*index], styles)?;
            }
        }
        row = last + 1;
    }
    set_up_page(worksheet, table, header_row, row)
}

/// Title and counts above the document's matter, the caption above every other table. Gives the
/// header's row.
fn write_heading(
    worksheet: &mut Worksheet,
    document: &Document,
    table: &Table,
    styles: &mut Styles,
) -> Result<u32, PublishError> {
    let title = styles.format(&Style::of(Place::Title));
    match table.purpose {
        Purpose::Matter => {
            worksheet.write_string_with_format(0, 0, excerpt(&document.title, 1_000), title)?;
            let facts = styles.format(&Style::of(Place::Fact));
            worksheet.write_string_with_format(
                1,
                0,
                excerpt(&document.facts.join("　"), 10_000),
                facts,
            )?;
            worksheet.set_row_height(0, 26)?;
            Ok(2)
        }
        Purpose::Findings | Purpose::Supplement => {
            worksheet.write_string_with_format(0, 0, &table.caption, title)?;
            worksheet.set_row_height(0, 26)?;
            Ok(1)
        }
    }
}

/// Where a cell stands.
#[derive(Clone, Copy)]
struct At<'a> {
    table: &'a Table,
    /// The column's index in the table, with those not shown.
    index: usize,
    /// In the worksheet.
    row: u32,
    /// In the worksheet.
    column: u16,
}

/// The rows of a group in the worksheet.
#[derive(Clone, Copy)]
struct Span {
    top: u32,
    last: u32,
}

/// A row after the other, as a large worksheet is written; what is merged is written with the
/// group's first row.
fn write_cell_of_group(
    worksheet: &mut Worksheet,
    at: At<'_>,
    group: Span,
    cell: &Cell,
    styles: &mut Styles,
) -> Result<(), PublishError> {
    let column = &at.table.columns[at.index];
    if column.merging == Merging::Grouped && group.top < group.last {
        if at.row > group.top {
            return Ok(());
        }
        let format = styles.format(&Style::cell(column, cell));
        worksheet.merge_range(group.top, at.column, group.last, at.column, "", format)?;
    }
    write_cell(worksheet, at, cell, styles)
}

fn write_cell(
    worksheet: &mut Worksheet,
    at: At<'_>,
    cell: &Cell,
    styles: &mut Styles,
) -> Result<(), PublishError> {
    let column = &at.table.columns[at.index];
    let format = styles.format(&Style::cell(column, cell));
    match &cell.content {
        Content::Empty => {
            worksheet.write_blank(at.row, at.column, format)?;
        }
        Content::Number { amount, unit } => match exact_float(*amount) {
            Some(number) => {
                worksheet.write_number_with_format(at.row, at.column, number, format)?;
            }
            None => {
                let text = format!("{amount}{unit}");
                worksheet.write_string_with_format(at.row, at.column, text, format)?;
            }
        },
        Content::Text(text) => {
            let length = text.encode_utf16().count();
            if length > CELL_LIMIT {
                return Err(PublishError::CellTooLong {
                    sheet: at.table.name.clone(),
                    row: at.row as usize + 1,
                    column: usize::from(at.column) + 1,
                    length,
                });
            }
            worksheet.write_string_with_format(at.row, at.column, text, format)?;
        }
    }
    if !cell.flags.is_empty() {
        let summaries: Vec<&str> = cell.flags.iter().map(|f| f.summary.as_str()).collect();
        let note = Note::new(excerpt(&summaries.join("\n"), NOTE_LIMIT))
            .add_author_prefix(false)
            .set_author(wording::FINDINGS_NAME)
            .set_width(320);
        worksheet.insert_note(at.row, at.column, &note)?;
    }
    Ok(())
}

/// A workbook knows binary floating point only; a number that would not come back is no number.
fn exact_float(amount: Decimal) -> Option<f64> {
    let plain = amount.normalize();
    let digits = plain.mantissa().unsigned_abs().to_string().len();
    (digits <= EXACT_DIGITS)
        .then(|| plain.to_string().parse().ok())
        .flatten()
}

fn set_up_page(
    worksheet: &mut Worksheet,
    table: &Table,
    header_row: u32,
    end: u32,
) -> Result<(), PublishError> {
    let shown: Vec<_> = table
        .shown_columns()
        .map(|(_, column)| column.reach)
        .collect();
    let last = |count: usize| u16::try_from(count.saturating_sub(1)).unwrap_or(u16::MAX);
    let printed = shown
        .iter()
        .filter(|reach| **reach == Reach::Printed)
        .count();
    let frozen = if table.purpose == Purpose::Matter {
        2
    } else {
        0
    };
    worksheet
        .set_paper_size(PAPER_A3)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&L&A&R&P / &N")
        .set_repeat_rows(header_row, header_row)?
        .set_freeze_panes(header_row + 1, frozen)?
        .set_print_area(0, 0, end.saturating_sub(1).max(header_row), last(printed))?;
    // Printed texts such as "10" stay texts; Excel need not remark on it.
    worksheet.ignore_error_range(
        header_row,
        0,
        end,
        last(shown.len()),
        IgnoreError::NumberStoredAsText,
    )?;
    if printed < shown.len() {
        let first = u16::try_from(printed).unwrap_or(u16::MAX);
        worksheet.group_columns(first, last(shown.len()))?;
        worksheet.group_symbols_to_left(true);
    }
    Ok(())
}

/// The beginning of a text, for places that only repeat it.
fn excerpt(text: &str, characters: usize) -> String {
    let mut excerpt: String = text.chars().take(characters).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}

//! One table of an OpenDocument spreadsheet. Cells and rows say how often they repeat; blank ones
//! are counted and never made, the others are made as long as the budget lasts.

use std::ops::Range;

use enishi_domain::grid::{CellKind, MergedRange};

use super::budget::Budget;
use super::cell_reference::{CellName, LAST_COLUMN, LAST_ROW};
use super::draft::{self, Draft};
use super::number_text;
use super::xml::{Tag, Token, Xml};
use crate::error::IntakeError;

/// More blanks in a row than any sheet has a use for.
const MOST_SPACES: usize = 1_000;

/// Reads the table that was opened last.
pub(super) fn read(
    xml: &mut Xml<'_>,
    buffer: &mut Vec<u8>,
    draft: Draft,
    budget: &mut Budget,
) -> Result<Draft, IntakeError> {
    let mut table = TableReader {
        draft,
        budget,
        row: 1,
        column: 1,
        repeats: 1,
        text: String::new(),
        cells: Vec::new(),
    };
    let outside = xml.depth() - 1;
    let mut declared_column = 1;
    while xml.depth() > outside {
        let tag = match xml.next(buffer)? {
            Token::Open(tag) => tag,
            Token::Close(end) => {
                if end.local_name().as_ref() == "table-row" {
                    table.end_row()?;
                }
                continue;
            }
            Token::Text(_) | Token::Character(_) | Token::Aside | Token::End => continue,
        };
        match tag.name() {
            "table-columns"
            | "table-header-columns"
            | "table-column-group"
            | "table-rows"
            | "table-header-rows"
            | "table-row-group" => {}
            "table-column" => table.declare_columns(&tag, &mut declared_column),
            "table-row" => table.begin_row(&tag),
            "table-cell" | "covered-table-cell" => {
                let cell = CellTag::of(&tag);
                table.cell(&cell, xml, buffer)?;
            }
            _ => xml.skip(buffer)?,
        }
    }
    Ok(table.draft)
}

struct TableReader<'a> {
    draft: Draft,
    budget: &'a mut Budget,
    row: u32,
    column: u32,
    /// How often the row stands.
    repeats: u32,
    /// The texts of the row's cells.
    text: String,
    cells: Vec<RowCell>,
}

/// A cell that holds something, kept until the row ends, as the row may repeat.
struct RowCell {
    columns: Range<u32>,
    text: Range<usize>,
    kind: CellKind,
}

impl TableReader<'_> {
    fn declare_columns(&mut self, tag: &Tag<'_>, next: &mut u32) {
        let count = repeat_count(tag, "number-columns-repeated");
        let end = next.saturating_add(count).min(LAST_COLUMN + 1);
        if is_hidden(tag) && *next < end {
            self.draft.hide_columns(self.budget, *next..end);
        }
        *next = end;
    }

    fn begin_row(&mut self, tag: &Tag<'_>) {
        self.column = 1;
        self.repeats = repeat_count(tag, "number-rows-repeated");
        let end = self.row.saturating_add(self.repeats).min(LAST_ROW + 1);
        if is_hidden(tag) && self.row < end {
            self.draft.hide_rows(self.budget, self.row..end);
        }
    }

    fn end_row(&mut self) -> Result<(), IntakeError> {
        let end = self.row.saturating_add(self.repeats);
        if !self.cells.is_empty() {
            for row in self.row..end.min(LAST_ROW + 1) {
                for cell in &self.cells {
                    let text = &self.text[cell.text.clone()];
                    for column in cell.columns.clone() {
                        self.draft
                            .add(self.budget, (row, column), text, cell.kind)?;
                    }
                }
            }
            if end > LAST_ROW + 1 {
                let beyond = CellName(end - 1, self.cells[0].columns.start);
                self.draft.note(&draft::REFERENCE_UNREADABLE, None, beyond);
            }
        }
        self.cells.clear();
        self.text.clear();
        self.row = end;
        Ok(())
    }

    fn cell(
        &mut self,
        cell: &CellTag,
        xml: &mut Xml<'_>,
        buffer: &mut Vec<u8>,
    ) -> Result<(), IntakeError> {
        let start = self.text.len();
        read_paragraphs(&mut self.text, xml, buffer)?;
        if self.text.len() > self.budget.limits.strings {
            return Err(IntakeError::TooMuchWhenUnpacked {
                limit: self.budget.limits.strings as u64,
            });
        }
        let columns = self.column..self.column.saturating_add(cell.repeats);
        let kind = self.settle(cell, start);
        self.column = columns.end;
        if cell.spans != (1, 1) && columns.start <= LAST_COLUMN && self.row <= LAST_ROW {
            let last = |first: u32, span: u32| first.saturating_add(span - 1);
            let range = MergedRange {
                top: self.row,
                left: columns.start,
                bottom: last(self.row, cell.spans.0).min(LAST_ROW),
                right: last(columns.start, cell.spans.1).min(LAST_COLUMN),
            };
            self.draft.merge(self.budget, range);
        }
        if self.text.len() == start {
            return Ok(());
        }
        if columns.end > LAST_COLUMN + 1 {
            let beyond = CellName(self.row, columns.end - 1);
            self.draft.note(&draft::REFERENCE_UNREADABLE, None, beyond);
        }
        let columns = columns.start..columns.end.min(LAST_COLUMN + 1);
        if !columns.is_empty() {
            let text = start..self.text.len();
            self.cells.push(RowCell {
                columns,
                text,
                kind,
            });
        }
        Ok(())
    }

    /// Puts the stored value in the place of the displayed text where the two differ in form only,
    /// and says of what kind it is.
    fn settle(&mut self, cell: &CellTag, start: usize) -> CellKind {
        let displayed = self.text.len() > start;
        let value = cell.value.as_deref().unwrap_or_default();
        match cell.kind {
            ValueKind::Error => return CellKind::Error,
            ValueKind::Number | ValueKind::Percent => {
                let mut decimal = String::new();
                if number_text::decimal(value, &mut decimal).is_none() {
                    let place = Some((self.row.min(LAST_ROW), self.column.min(LAST_COLUMN)));
                    self.draft.note(&draft::NUMBER_UNREADABLE, place, value);
                    return CellKind::Text;
                }
                if cell.kind == ValueKind::Percent {
                    self.text.truncate(start);
                    number_text::percent(&decimal, &mut self.text);
                } else {
                    let shown = number_text::in_shown_words(&self.text[start..], &decimal);
                    self.text.truncate(start);
                    self.text.push_str(shown.as_deref().unwrap_or(&decimal));
                }
                let is_number = self.text[start..].contains(|c: char| c.is_ascii_digit());
                return match is_number {
                    true => CellKind::Number,
                    false => CellKind::Text,
                };
            }
            ValueKind::Date | ValueKind::Time if !value.is_empty() => {
                self.text.truncate(start);
                self.text.push_str(&iso(value));
                return CellKind::Date;
            }
            ValueKind::Boolean if matches!(value, "true" | "false") => {
                self.text.truncate(start);
                self.text.push_str(&value.to_ascii_uppercase());
                return CellKind::Boolean;
            }
            ValueKind::Text if !displayed => self.text.push_str(value),
            ValueKind::Nothing if !displayed => {
                if let Some(formula) = &cell.formula {
                    // `of:=SUM([.A1])` names the formula's language before the sign.
                    let formula = formula.find('=').map_or("=", |at| &formula[at..]);
                    self.text.push_str(formula);
                    return CellKind::FormulaWithoutValue;
                }
            }
            ValueKind::Date
            | ValueKind::Time
            | ValueKind::Boolean
            | ValueKind::Text
            | ValueKind::Nothing => {}
        }
        CellKind::Text
    }
}

/// The attributes of a cell.
struct CellTag {
    kind: ValueKind,
    value: Option<String>,
    formula: Option<String>,
    repeats: u32,
    /// Rows and columns that it covers.
    spans: (u32, u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ValueKind {
    Nothing,
    Text,
    Number,
    Percent,
    Date,
    Time,
    Boolean,
    Error,
}

impl CellTag {
    fn of(tag: &Tag<'_>) -> Self {
        let mut cell = Self {
            kind: ValueKind::Nothing,
            value: None,
            formula: tag.attribute("formula").map(std::borrow::Cow::into_owned),
            repeats: repeat_count(tag, "number-columns-repeated"),
            spans: (
                repeat_count(tag, "number-rows-spanned"),
                repeat_count(tag, "number-columns-spanned"),
            ),
        };
        // `calcext:value-type` repeats `office:value-type`, except that it knows errors.
        for (name, value) in tag.attributes() {
            if name == "value-type" && cell.kind != ValueKind::Error {
                cell.kind = value_kind(value);
            }
        }
        let stored_in = match cell.kind {
            ValueKind::Nothing | ValueKind::Error => return cell,
            ValueKind::Text => "string-value",
            ValueKind::Number | ValueKind::Percent => "value",
            ValueKind::Date => "date-value",
            ValueKind::Time => "time-value",
            ValueKind::Boolean => "boolean-value",
        };
        cell.value = tag.attribute(stored_in).map(std::borrow::Cow::into_owned);
        cell
    }
}

fn value_kind(written: &str) -> ValueKind {
    match written {
        "float" | "currency" => ValueKind::Number,
        "percentage" => ValueKind::Percent,
        "date" => ValueKind::Date,
        "time" => ValueKind::Time,
        "boolean" => ValueKind::Boolean,
        "error" => ValueKind::Error,
        _ => ValueKind::Text,
    }
}

/// An attribute that counts; 1 where it is absent or no count.
fn repeat_count(tag: &Tag<'_>, name: &str) -> u32 {
    let count = tag.attribute(name).and_then(|count| count.parse().ok());
    count.unwrap_or(1).max(1)
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    let visibility = tag.attribute("visibility");
    visibility.is_some_and(|value| matches!(&*value, "collapse" | "filter"))
}

/// `2024-04-01T00:00:00` as a day, `PT09H30M00S` as a time, anything else as it is.
fn iso(value: &str) -> String {
    if let Some(day) = value.strip_suffix("T00:00:00") {
        return day.to_owned();
    }
    let Some(duration) = value.strip_prefix("PT") else {
        return value.to_owned();
    };
    let fields: Vec<&str> = duration.split(['H', 'M', 'S']).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match fields.as_slice() {
        [hours, minutes, seconds, ""] if digits(hours) && digits(minutes) => {
            let seconds = seconds.split(['.', ',']).next().unwrap_or_default();
            format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}")
        }
        _ => value.to_owned(),
    }
}

/// Appends the paragraphs of the cell that was opened last, one a line; its comments, pictures and
/// inner tables are passed over.
fn read_paragraphs(
    text: &mut String,
    xml: &mut Xml<'_>,
    buffer: &mut Vec<u8>,
) -> Result<(), IntakeError> {
    let start = text.len();
    let outside = xml.depth() - 1;
    let mut first = true;
    while xml.depth() > outside {
        let Token::Open(tag) = xml.next(buffer)? else {
            continue;
        };
        match tag.name() {
            "p" | "h" => {
                if !std::mem::replace(&mut first, false) {
                    text.push('\n');
                }
                read_paragraph(text, xml, buffer)?;
            }
            _ => xml.skip(buffer)?,
        }
    }
    if text[start..].trim_ascii().is_empty() {
        text.truncate(start);
    }
    Ok(())
}

/// Blanks collapse as in OpenDocument; those that count are elements of their own. One at the end
/// stays: that is how LibreOffice writes it.
fn read_paragraph(
    text: &mut String,
    xml: &mut Xml<'_>,
    buffer: &mut Vec<u8>,
) -> Result<(), IntakeError> {
    let outside = xml.depth() - 1;
    let mut after_blank = true;
    while xml.depth() > outside {
        match xml.next(buffer)? {
            Token::Text(piece) => {
                for c in piece.chars() {
                    let blank = matches!(c, ' ' | '\t' | '\n' | '\r');
                    if !(blank && after_blank) {
                        text.push(if blank { ' ' } else { c });
                    }
                    after_blank = blank;
                }
            }
            Token::Character(character) => {
                text.push(character);
                after_blank = false;
            }
            Token::Open(tag) => {
                match tag.name() {
                    "s" => {
                        let count = tag.attribute("c").and_then(|count| count.parse().ok());
                        let count = count.unwrap_or(1_usize).min(MOST_SPACES);
                        text.extend(std::iter::repeat_n(' ', count));
                    }
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    "annotation" | "note" | "ruby-text" | "frame" | "custom-shape" => {
                        xml.skip(buffer)?;
                    }
                    _ => continue,
                }
                after_blank = false;
            }
            Token::Close(_) | Token::Aside | Token::End => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_dates_and_times_are_shortened() {
        for (stored, shown) in [
            ("2024-04-01", "2024-04-01"),
            ("2024-04-01T00:00:00", "2024-04-01"),
            ("2024-04-01T09:30:00", "2024-04-01T09:30:00"),
            ("PT09H30M00S", "09:30:00"),
            ("PT9H5M7.5S", "09:05:07"),
            ("PT", "PT"),
            ("PT１H2M3S", "PT１H2M3S"),
        ] {
            assert_eq!(iso(stored), shown);
        }
    }
}

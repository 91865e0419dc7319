//! The cells of one sheet of an xls.

use enishi_domain::grid::{CellKind, MergedRange};

use super::budget::Budget;
use super::compound_file::{u16_at, u32_at};
use super::draft::{self, Draft};
use super::number_format::NumberFormat;
use super::number_text;
use super::xls::Contents;
use super::xls_records::{Cursor, Record, Records, f64_at, packed_number};
use super::xml::damaged;
use crate::error::IntakeError;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const FORMULA: u16 = 0x0006;
const COLUMNS: u16 = 0x007d;
const PACKED_NUMBERS: u16 = 0x00bd;
const RICH_TEXT: u16 = 0x00d6;
const MERGED: u16 = 0x00e5;
const SHARED_STRING: u16 = 0x00fd;
const NUMBER: u16 = 0x0203;
const TEXT: u16 = 0x0204;
const BOOLEAN_OR_ERROR: u16 = 0x0205;
const FORMULA_TEXT: u16 = 0x0207;
const ROW: u16 = 0x0208;
const PACKED_NUMBER: u16 = 0x027e;

/// The last column of an xls, IV.
const LAST_COLUMN: u32 = 256;

/// Reads the records behind the one that begins the sheet.
pub(super) fn read(
    records: Records<'_>,
    contents: &Contents,
    draft: Draft,
    budget: &mut Budget,
) -> Result<Draft, IntakeError> {
    let mut sheet = SheetReader {
        contents,
        draft: draft.ending_at_column(LAST_COLUMN),
        budget,
        awaited: None,
        decimal: String::new(),
        text: String::new(),
    };
    // Charts are sheets within the sheet, with records that look like cells.
    let mut charts = 0_usize;
    for record in records {
        sheet.budget.spend_record()?;
        match record.kind {
            BEGIN => charts += 1,
            END if charts == 0 => return Ok(sheet.draft),
            END => charts -= 1,
            _ if charts == 0 => sheet.take(&record)?,
            _ => {}
        }
    }
    Err(damaged("a sheet that ends too early"))
}

struct SheetReader<'a> {
    contents: &'a Contents,
    draft: Draft,
    budget: &'a mut Budget,
    /// The formula whose text comes in a later record.
    awaited: Option<(u32, u32)>,
    decimal: String,
    text: String,
}

impl SheetReader<'_> {
    fn take(&mut self, record: &Record<'_>) -> Result<(), IntakeError> {
        let data = record.data;
        match record.kind {
            ROW => self.row(data),
            COLUMNS => self.columns(data),
            MERGED => self.merged(data),
            PACKED_NUMBERS => return self.packed_numbers(data),
            FORMULA_TEXT => return self.formula_text(record),
            _ => {}
        }
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return Ok(());
        };
        let place = (u32::from(row) + 1, u32::from(column) + 1);
        let style = u16_at(data, 4).map_or(usize::MAX, usize::from);
        match record.kind {
            NUMBER => match f64_at(data, 6) {
                Some(number) => self.number(place, style, number),
                None => self.unreadable(place),
            },
            PACKED_NUMBER => match u32_at(data, 6) {
                Some(packed) => self.number(place, style, packed_number(packed)),
                None => self.unreadable(place),
            },
            SHARED_STRING => self.shared_string(place, data),
            TEXT | RICH_TEXT => {
                self.text.clear();
                let mut cursor = Cursor::new(record, 6);
                match cursor.long_string(self.contents.text, &mut self.text) {
                    Some(()) => self
                        .draft
                        .add(self.budget, place, &self.text, CellKind::Text),
                    None => self.unreadable(place),
                }
            }
            BOOLEAN_OR_ERROR => match data.get(6..8) {
                Some([value, 0]) => self.boolean(place, *value),
                Some([value, _]) => self.error(place, *value),
                _ => self.unreadable(place),
            },
            FORMULA => self.formula(place, style, data),
            _ => Ok(()),
        }
    }

    fn row(&mut self, data: &[u8]) {
        let (Some(row), Some(flags)) = (u16_at(data, 0), u16_at(data, 12)) else {
            return;
        };
        if flags & 0x20 != 0 {
            let row = u32::from(row) + 1;
            self.draft.hide_rows(self.budget, row..row + 1);
        }
    }

    fn columns(&mut self, data: &[u8]) {
        let (Some(first), Some(last)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return;
        };
        let (width, flags) = (u16_at(data, 4), u16_at(data, 8).unwrap_or(0));
        let last = (u32::from(last) + 1).min(LAST_COLUMN);
        let first = u32::from(first) + 1;
        if (flags & 1 != 0 || width == Some(0)) && first <= last {
            self.draft.hide_columns(self.budget, first..last + 1);
        }
    }

    fn merged(&mut self, data: &[u8]) {
        for range in data.get(2..).unwrap_or_default().chunks_exact(8) {
            let at = |index| u16_at(range, index).map_or(0, |number| u32::from(number) + 1);
            let range = MergedRange {
                top: at(0),
                bottom: at(2),
                left: at(4),
                right: at(6).min(LAST_COLUMN),
            };
            self.draft.merge(self.budget, range);
        }
    }

    /// Row, first column, then style and number of each cell, then the last column.
    fn packed_numbers(&mut self, data: &[u8]) -> Result<(), IntakeError> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return Ok(());
        };
        let cells = data
            .get(4..data.len().saturating_sub(2))
            .unwrap_or_default();
        for (column, cell) in (u32::from(first) + 1..).zip(cells.chunks_exact(6)) {
            let style = u16_at(cell, 0).map_or(usize::MAX, usize::from);
            let number = packed_number(u32_at(cell, 2).unwrap_or(0));
            self.number((u32::from(row) + 1, column), style, number)?;
        }
        Ok(())
    }

    fn shared_string(&mut self, place: (u32, u32), data: &[u8]) -> Result<(), IntakeError> {
        let index = u32_at(data, 6).unwrap_or(u32::MAX);
        match self.contents.strings.get(index as usize) {
            Some(text) => self.draft.add(self.budget, place, text, CellKind::Text),
            None => {
                self.draft.note(&draft::STRING_MISSING, Some(place), index);
                Ok(())
            }
        }
    }

    /// The computed value stands in the eight bytes of a number; those that are none say what is
    /// there instead.
    fn formula(&mut self, place: (u32, u32), style: usize, data: &[u8]) -> Result<(), IntakeError> {
        match data.get(6..14) {
            Some([0, .., 0xff, 0xff]) => {
                self.awaited = Some(place);
                Ok(())
            }
            Some([1, _, value, .., 0xff, 0xff]) => self.boolean(place, *value),
            Some([2, _, value, .., 0xff, 0xff]) => self.error(place, *value),
            Some([3, .., 0xff, 0xff]) => Ok(()),
            _ => match f64_at(data, 6) {
                Some(number) => self.number(place, style, number),
                None => self.unreadable(place),
            },
        }
    }

    fn formula_text(&mut self, record: &Record<'_>) -> Result<(), IntakeError> {
        let Some(place) = self.awaited.take() else {
            return Ok(());
        };
        self.text.clear();
        let read = Cursor::new(record, 0).long_string(self.contents.text, &mut self.text);
        if read.is_none() {
            return self.unreadable(place);
        }
        self.draft
            .add(self.budget, place, &self.text, CellKind::Text)
    }

    fn number(&mut self, place: (u32, u32), style: usize, number: f64) -> Result<(), IntakeError> {
        if !number.is_finite() {
            return self.unreadable(place);
        }
        self.decimal.clear();
        self.text.clear();
        number_text::push(number, &mut self.decimal);
        let format = self.contents.styles.format(style).unwrap_or_else(|| {
            self.draft
                .note(&draft::STYLE_MISSING, Some(place), &self.decimal);
            &NumberFormat::Plain
        });
        let shown = self
            .contents
            .styles
            .show(&self.decimal, format, &mut self.text);
        if let Some(fault) = shown.fault {
            self.draft.note(fault, Some(place), &self.text);
        }
        self.draft.add(self.budget, place, &self.text, shown.kind)
    }

    fn boolean(&mut self, place: (u32, u32), value: u8) -> Result<(), IntakeError> {
        let text = if value == 0 { "FALSE" } else { "TRUE" };
        self.draft.add(self.budget, place, text, CellKind::Boolean)
    }

    fn error(&mut self, place: (u32, u32), code: u8) -> Result<(), IntakeError> {
        let text = match code {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0f => "#VALUE!",
            0x17 => "#REF!",
            0x1d => "#NAME?",
            0x24 => "#NUM!",
            0x2a => "#N/A",
            _ => "#ERROR!",
        };
        self.draft.add(self.budget, place, text, CellKind::Error)
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "stands where cells are added, which can fail"
    )]
    fn unreadable(&mut self, place: (u32, u32)) -> Result<(), IntakeError> {
        self.draft.note(&draft::NUMBER_UNREADABLE, Some(place), "");
        Ok(())
    }
}

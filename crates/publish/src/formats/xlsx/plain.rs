//! A workbook of one table without any dress: what other systems export, and what they import.
//! Sheets for readers are made of a `Document` instead.

use enishi_domain::Decimal;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::exact_float;
use crate::formats::PublishError;

/// What a cell of a plain table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainCell {
    /// Nothing.
    Empty,
    /// A text, which never becomes a formula.
    Text(String),
    /// A number; a text where binary floating point would not give it back.
    Number(Decimal),
    /// A day, as spreadsheets know days.
    Day(Date),
}

/// A worksheet of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainSheet<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its rows, from the first on.
    pub rows: Vec<Vec<PlainCell>>,
}

/// Writes the rows to a worksheet of that name, from its first row on. The same rows give the same
/// bytes.
///
/// # Errors
/// [`PublishError::Workbook`] where the library refuses, as for a cell or a sheet that is too long.
pub fn plain_workbook(name: &str, rows: &[Vec<PlainCell>]) -> Result<Vec<u8>, PublishError> {
    let mut workbook = dated_workbook()?;
    write_sheet(&mut workbook, name, rows)?;
    Ok(workbook.save_to_buffer()?)
}

/// Writes several tables to one workbook, a worksheet each.
///
/// # Errors
/// As [`plain_workbook`].
pub fn plain_workbooks(sheets: &[PlainSheet<'_>]) -> Result<Vec<u8>, PublishError> {
    let mut workbook = dated_workbook()?;
    for sheet in sheets {
        write_sheet(&mut workbook, sheet.name, &sheet.rows)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// A workbook that does not tell when it was made, so that the same rows give the same bytes.
pub(super) fn dated_workbook() -> Result<Workbook, PublishError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(workbook)
}

pub(super) fn write_sheet(
    workbook: &mut Workbook,
    name: &str,
    rows: &[Vec<PlainCell>],
) -> Result<(), PublishError> {
    let day_format = Format::new().set_num_format("yyyy/mm/dd");
    let worksheet = workbook.add_worksheet();
    worksheet.set_name(name)?;
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                PlainCell::Empty => {}
                PlainCell::Text(text) => {
                    worksheet.write_string(row, column, text)?;
                }
                PlainCell::Number(amount) => match exact_float(*amount) {
                    Some(number) => {
                        worksheet.write_number(row, column, number)?;
                    }
                    None => {
                        worksheet.write_string(row, column, amount.to_string())?;
                    }
                },
                PlainCell::Day(day) => {
                    let day = excel_day(*day)?;
                    worksheet.write_datetime_with_format(row, column, &day, &day_format)?;
                }
            }
        }
    }
    Ok(())
}

fn excel_day(day: Date) -> Result<ExcelDateTime, PublishError> {
    let year = u16::try_from(day.year()).unwrap_or(0);
    let month = day.month().unsigned_abs();
    Ok(ExcelDateTime::from_ymd(
        year,
        month,
        day.day().unsigned_abs(),
    )?)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn texts_numbers_and_days_are_read_again_as_such() {
        let rows = vec![
            vec![PlainCell::Text("=1+1".to_owned()), PlainCell::Empty],
            vec![
                PlainCell::Number(Decimal::new(387, 1)),
                PlainCell::Day(Date::constant(2024, 4, 1)),
            ],
        ];
        let bytes = plain_workbook("台帳", &rows).expect("a small workbook");
        assert_eq!(plain_workbook("台帳", &rows).expect("the same"), bytes);
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let range = read.worksheet_range("台帳").expect("the worksheet");
        assert_eq!(
            range.get_value((0, 0)),
            Some(&Data::String("=1+1".to_owned()))
        );
        assert_eq!(range.get_value((1, 0)), Some(&Data::Float(38.7)));
        let day = range.get_value((1, 1)).expect("a cell");
        assert!(matches!(day, Data::DateTime(day) if day.to_ymd_hms_milli().0 == 2024));
    }
}

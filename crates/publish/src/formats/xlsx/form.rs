//! A table of texts as a workbook that people work in: every cell is a text, so that leading zeros
//! stay and nothing is computed; what the program knows rows again by is locked; a second sheet
//! explains the columns.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Color, Format, IgnoreError, ProtectionOptions, Worksheet};

use super::plain::{PlainSheet, dated_workbook, write_sheet};
use super::{CELL_LIMIT, PublishError};

/// How wide a column is, in characters of the standard font.
const WIDTH: f64 = 16.0;

/// A table of texts that people work in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormSheet<'a> {
    /// The worksheet's name.
    pub name: &'a str,
    /// The headings first.
    pub rows: Vec<Vec<String>>,
    /// The columns that nobody may change, from 0. Where there are any, the sheet is protected,
    /// without a password: it guards against slips.
    pub locked: BTreeSet<usize>,
}

/// Writes the table, and the sheet that explains it behind it. The same table gives the same
/// bytes.
///
/// # Errors
/// [`PublishError::CellTooLong`], [`PublishError::Workbook`].
pub fn form_workbook(
    form: &FormSheet<'_>,
    explanations: &PlainSheet<'_>,
) -> Result<Vec<u8>, PublishError> {
    let mut workbook = dated_workbook()?;
    let worksheet = workbook.add_worksheet_with_low_memory()?;
    worksheet.set_name(form.name)?;
    write_form(worksheet, form)?;
    write_sheet(&mut workbook, explanations.name, &explanations.rows)?;
    Ok(workbook.save_to_buffer()?)
}

fn write_form(worksheet: &mut Worksheet, form: &FormSheet<'_>) -> Result<(), PublishError> {
    let grey = Color::RGB(0x00EE_EEEE);
    let heading = Format::new().set_bold().set_text_wrap();
    let open = Format::new().set_num_format("@").set_unlocked();
    let locked = Format::new().set_num_format("@").set_background_color(grey);
    let is_locked = |column: u16| form.locked.contains(&usize::from(column));
    let width = form.rows.first().map_or(0, Vec::len);
    for column in 0..u16::try_from(width).unwrap_or(u16::MAX) {
        worksheet.set_column_width(column, WIDTH)?;
        let format = if is_locked(column) { &locked } else { &open };
        worksheet.set_column_format(column, format)?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    for (row, cells) in (0_u32..).zip(&form.rows) {
        for (column, text) in (0_u16..).zip(cells) {
            let length = text.encode_utf16().count();
            if length > CELL_LIMIT {
                return Err(PublishError::CellTooLong {
                    sheet: form.name.to_owned(),
                    row: row as usize + 1,
                    column: usize::from(column) + 1,
                    length,
                });
            }
            let format = match (row, is_locked(column)) {
                (0, _) => &heading,
                (_, true) => &locked,
                (_, false) => &open,
            };
            if text.is_empty() {
                worksheet.write_blank(row, column, format)?;
            } else {
                worksheet.write_string_with_format(row, column, text, format)?;
            }
        }
    }
    let last = u32::try_from(form.rows.len()).unwrap_or(u32::MAX);
    if let Some(last_column) = u16::try_from(width)
        .ok()
        .and_then(|width| width.checked_sub(1))
    {
        // Amounts and days are texts on purpose.
        worksheet.ignore_error_range(0, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
    }
    if !form.locked.is_empty() {
        worksheet.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            insert_rows: true,
            sort: true,
            use_autofilter: true,
            ..ProtectionOptions::default()
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use calamine::{Data, Reader, Xlsx};

    use super::super::plain::PlainCell;
    use super::*;

    fn form() -> Vec<u8> {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let form = FormSheet {
            name: "台帳",
            rows: vec![
                row(["受付番号", "氏名", "金額"]),
                row(["E1", "=1+1", "0012"]),
            ],
            locked: [0].into(),
        };
        let explanations = PlainSheet {
            name: "列の説明",
            rows: vec![vec![PlainCell::Text("受付番号".to_owned())]],
        };
        form_workbook(&form, &explanations).expect("a small workbook")
    }

    #[test]
    fn every_cell_is_a_text_and_no_formula() {
        assert_eq!(form(), form());
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(form())).expect("a workbook");
        assert_eq!(read.sheet_names(), ["台帳", "列の説明"]);
        let range = read.worksheet_range("台帳").expect("the worksheet");
        for (column, text) in [(0, "E1"), (1, "=1+1"), (2, "0012")] {
            let cell = Data::String(text.to_owned());
            assert_eq!(range.get_value((1, column)), Some(&cell));
        }
        let formulas = read.worksheet_formula("台帳").expect("the worksheet");
        assert!(formulas.is_empty());
    }

    #[test]
    fn the_sheet_is_protected_and_only_the_key_is_locked() {
        let bytes = form();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut part = |name: &str| {
            let mut text = String::new();
            let mut file = archive.by_name(name).expect("a part");
            file.read_to_string(&mut text).expect("text");
            text
        };
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<sheetProtection sheet=\"1\""), "{sheet}");
        assert!(part("xl/styles.xml").contains("<protection locked=\"0\"/>"));
    }
}

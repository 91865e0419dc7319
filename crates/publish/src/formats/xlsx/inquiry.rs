//! A form that is sent to a department, filled in there and read back: everything is locked but the
//! cells that it asks for, and a second worksheet keeps what was sent, in plain sight as in all our
//! workbooks, so that a reader can tell what was changed. The protection has no password: it guards
//! against slips, and whoever reads the form back looks for what was changed past it.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, IgnoreError,
    ProtectionOptions, Worksheet,
};

use super::plain::dated_workbook;
use super::{CELL_LIMIT, PAPER_A3, PublishError};

/// How high a row is that asks for something, in points.
const ROOM: f64 = 96.0;

/// A form, and what is kept beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquirySheet<'a> {
    /// The worksheet's name.
    pub name: &'a str,
    /// What stands above all.
    pub title: String,
    /// What is to be known before it is filled in, a line each.
    pub notes: Vec<String>,
    /// The headings, each with its width in characters.
    pub headings: Vec<(&'a str, u16)>,
    /// One row a line of the form.
    pub rows: Vec<Vec<InquiryCell>>,
    /// How many characters a cell takes.
    pub longest: u32,
    /// What is said where somebody types more.
    pub too_long: &'a str,
    /// The name of the worksheet that keeps what was sent.
    pub kept_name: &'a str,
    /// What it holds.
    pub kept: Vec<Vec<String>>,
}

/// A cell of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InquiryCell {
    /// It is shown, and nobody changes it.
    Shown(String),
    /// It is asked for; what is known already stands in it.
    Asked(String),
}

impl InquirySheet<'_> {
    /// The row of the headings, from 0: behind the title and the notes.
    #[must_use]
    pub fn heading_row(&self) -> u32 {
        u32::try_from(self.notes.len() + 1).unwrap_or(u32::MAX)
    }
}

/// Writes the form as a workbook, to be printed on A3 across. The same form gives the same bytes.
///
/// # Errors
/// [`PublishError::CellTooLong`], [`PublishError::Workbook`].
pub fn inquiry_workbook(form: &InquirySheet<'_>) -> Result<Vec<u8>, PublishError> {
    let mut workbook = dated_workbook()?;
    let worksheet = workbook.add_worksheet();
    worksheet.set_name(form.name)?;
    write_form(worksheet, form)?;
    let kept = workbook.add_worksheet();
    kept.set_name(form.kept_name)?.protect();
    let text = Format::new().set_num_format("@");
    for (row, cells) in (0_u32..).zip(&form.kept) {
        for (column, cell) in (0_u16..).zip(cells) {
            write_text(kept, (form.kept_name, row, column), cell, &text)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_form(worksheet: &mut Worksheet, form: &InquirySheet<'_>) -> Result<(), PublishError> {
    let plain = Format::new().set_num_format("@");
    let title = plain.clone().set_bold().set_font_size(16);
    let cell = plain
        .clone()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin);
    let shown = cell.clone().set_background_color(Color::RGB(0x00F2_F2F2));
    let heading = shown.clone().set_bold();
    let asked = cell.set_unlocked();
    write_text(worksheet, (form.name, 0, 0), &form.title, &title)?;
    for (row, note) in (1_u32..).zip(&form.notes) {
        write_text(worksheet, (form.name, row, 0), note, &plain)?;
    }
    let top = form.heading_row();
    for (column, (text, width)) in (0_u16..).zip(&form.headings) {
        worksheet.set_column_width(column, f64::from(*width))?;
        write_text(worksheet, (form.name, top, column), text, &heading)?;
    }
    let length = DataValidation::new()
        .allow_text_length(DataValidationRule::LessThanOrEqualTo(form.longest))
        .set_error_message(form.too_long)?;
    for (row, cells) in (top + 1..).zip(&form.rows) {
        let asks = |cell: &InquiryCell| matches!(cell, InquiryCell::Asked(_));
        if cells.iter().any(asks) {
            worksheet.set_row_height(row, ROOM)?;
        }
        for (column, cell) in (0_u16..).zip(cells) {
            let at = (form.name, row, column);
            match cell {
                InquiryCell::Shown(text) => write_text(worksheet, at, text, &shown)?,
                InquiryCell::Asked(text) => {
                    write_text(worksheet, at, text, &asked)?;
                    worksheet.add_data_validation(row, column, row, column, &length)?;
                }
            }
        }
    }
    set_up(worksheet, form, top)
}

fn set_up(
    worksheet: &mut Worksheet,
    form: &InquirySheet<'_>,
    top: u32,
) -> Result<(), PublishError> {
    let last = top + u32::try_from(form.rows.len()).unwrap_or(u32::MAX);
    let width = u16::try_from(form.headings.len()).unwrap_or(u16::MAX);
    worksheet
        .set_paper_size(PAPER_A3)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&L&A&R&P / &N")
        .set_repeat_rows(top, top)?
        .set_freeze_panes(top + 1, 3)?
        .set_print_area(0, 0, last, width.saturating_sub(1))?;
    worksheet.ignore_error_range(
        0,
        0,
        last,
        width.saturating_sub(1),
        IgnoreError::NumberStoredAsText,
    )?;
    worksheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

fn write_text(
    worksheet: &mut Worksheet,
    (sheet, row, column): (&str, u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), PublishError> {
    let length = text.encode_utf16().count();
    if length > CELL_LIMIT {
        return Err(PublishError::CellTooLong {
            sheet: sheet.to_owned(),
            row: row as usize + 1,
            column: usize::from(column) + 1,
            length,
        });
    }
    if text.is_empty() {
        worksheet.write_blank(row, column, format)?;
    } else {
        worksheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

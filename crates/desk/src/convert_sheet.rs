//! 「変換」 writes a checked sheet as a workbook, a page, a table or JSON.

use enishi_lint::Language;
use enishi_publish::evaluation_sheet;
pub use enishi_publish::{Encoding, Format, Rendered, Substitution};

use crate::check_sheet::Checked;
use crate::error::DeskError;

/// Writes a checked sheet; the same sheet gives the same bytes.
///
/// # Errors
/// [`DeskError::Publish`] where the form cannot hold the sheet.
pub fn convert_sheet(
    checked: &Checked,
    format: Format,
    language: Language,
) -> Result<Rendered, DeskError> {
    let findings = checked.rendered(language);
    let source = checked.source.clone();
    let document = evaluation_sheet(&checked.sheet, &checked.evaluation, &findings, source);
    Ok(enishi_publish::render(&document, format)?)
}

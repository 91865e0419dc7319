//! 「エラー行」 the rows that could not be read, as a workbook with the reason beside each: what was
//! written is mended there and imported again. Personal: it goes to whoever handed in the file.

use enishi_lint::Language;
use enishi_publish::{PlainCell, plain_workbook};

use crate::error::DeskError;
use crate::import_register::Imported;
use crate::wording;

/// A workbook: the file's own headings and cells, and in the last column 理由.
///
/// # Errors
/// [`DeskError::Publish`].
pub fn refused_workbook(imported: &Imported, language: Language) -> Result<Vec<u8>, DeskError> {
    let headings = &imported.summary.headings;
    let mut heading: Vec<PlainCell> = headings.iter().map(|h| text(h)).collect();
    heading.push(text(wording::reason_heading(language)));
    let mut rows = vec![heading];
    for refused in &imported.refused {
        let cells = imported.summary.cells(&refused.raw);
        let mut cells: Vec<PlainCell> = cells.iter().map(|cell| text(cell)).collect();
        cells.resize_with(headings.len(), || text(""));
        let reasons: Vec<String> = refused
            .findings
            .iter()
            .map(|finding| wording::register_finding(finding, language))
            .collect();
        cells.push(text(&reasons.join(" / ")));
        rows.push(cells);
    }
    Ok(plain_workbook(wording::refused_sheet(language), &rows)?)
}

fn text(text: &str) -> PlainCell {
    PlainCell::Text(text.to_owned())
}

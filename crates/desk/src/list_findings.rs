//! 「指摘の一覧」 the findings of several sheets as one csv.

use enishi_domain::interchange::RenderedFinding;
use enishi_lint::Language;
use enishi_publish::reports::findings_list::{FileFindings, findings_list};
use enishi_publish::{Encoding, Format};

use crate::check_sheet::Checked;
use crate::error::DeskError;

/// The findings of all sheets, one a row, as csv in UTF-8 with a byte order mark.
///
/// # Errors
/// [`DeskError::Publish`], which a csv of texts does not cause.
pub fn findings_csv(checked: &[Checked], language: Language) -> Result<Vec<u8>, DeskError> {
    let rendered: Vec<Vec<RenderedFinding>> = checked
        .iter()
        .map(|sheet| sheet.rendered(language))
        .collect();
    let files: Vec<FileFindings<'_>> = checked
        .iter()
        .zip(&rendered)
        .map(|(sheet, findings)| FileFindings {
            file: &sheet.source.name,
            findings,
        })
        .collect();
    Ok(enishi_publish::render(&findings_list(&files), Format::Csv(Encoding::Utf8Bom))?.bytes)
}

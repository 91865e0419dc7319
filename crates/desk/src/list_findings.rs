//! 「指摘の一覧」 the findings of several sheets as one csv.

use enishi_domain::interchange::RenderedFinding;
use enishi_lint::Language;
use enishi_publish::reports::findings_list::{FileFindings, findings_list};
use enishi_publish::{Encoding, Format};

use crate::check_sheet::{Checked, render};
use crate::error::DeskError;

/// How many findings are made rows of at a time; they take more memory than what is written.
const AT_A_TIME: usize = 5_000;

/// The findings of all sheets, one a row, as csv in UTF-8 with a byte order mark.
///
/// # Errors
/// [`DeskError::Publish`], which a csv of texts does not cause.
pub fn findings_csv(checked: &[Checked], language: Language) -> Result<Vec<u8>, DeskError> {
    let mut csv = table(&[])?;
    let heading = csv.len();
    for sheet in checked {
        for findings in sheet.findings.chunks(AT_A_TIME) {
            let rendered: Vec<RenderedFinding> = findings
                .iter()
                .map(|finding| render(finding, language))
                .collect();
            let part = table(&[FileFindings {
                file: &sheet.source.name,
                findings: &rendered,
            }])?;
            // Every part begins with the same byte order mark and heading.
            csv.extend_from_slice(&part[heading..]);
        }
    }
    Ok(csv)
}

fn table(files: &[FileFindings<'_>]) -> Result<Vec<u8>, DeskError> {
    let list = findings_list(files);
    Ok(enishi_publish::render(&list, Format::Csv(Encoding::Utf8Bom))?.bytes)
}

//! 「指摘の一覧」 the findings of several sheets as one csv.

use enishi_domain::interchange::RenderedFinding;
use enishi_lint::Language;
use enishi_publish::reports::findings_list::{FileFindings, Headings, findings_list};
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
    let headings = match language {
        Language::Japanese => Headings::Japanese,
        Language::English => Headings::English,
    };
    let mut csv = table(&[], headings)?;
    let heading = csv.len();
    for sheet in checked {
        for findings in sheet.findings.chunks(AT_A_TIME) {
            let rendered: Vec<RenderedFinding> = findings
                .iter()
                .map(|finding| render(finding, language))
                .collect();
            let of_file = FileFindings {
                file: &sheet.source.name,
                findings: &rendered,
            };
            let part = table(&[of_file], headings)?;
            // Every part begins with the same byte order mark and heading.
            csv.extend_from_slice(&part[heading..]);
        }
    }
    Ok(csv)
}

fn table(files: &[FileFindings<'_>], headings: Headings) -> Result<Vec<u8>, DeskError> {
    let list = findings_list(files, headings);
    Ok(enishi_publish::render(&list, Format::Csv(Encoding::Utf8Bom))?.bytes)
}

//! 「取込みの報告」 what somebody has to look at after an import, as a workbook: the rows that could not
//! be read with the reason beside each, to be mended there and imported again, and the rows that
//! may be there twice. Personal: it goes to whoever handed in the file.

use enishi_domain::finding::Finding;
use enishi_intake::registers::returned::mark;
use enishi_intake::registers::wording::{MARK_HEADINGS, REASON_HEADINGS};
use enishi_lint::Language;
use enishi_publish::{PlainCell, PlainSheet, plain_workbooks};

use crate::error::DeskError;
use crate::import_register::{Imported, PossibleDuplicate, Resembled};
use crate::wording;

/// Whether there is anything to look at.
#[must_use]
pub fn is_needed(imported: &Imported) -> bool {
    !imported.refused.is_empty() || !imported.duplicates.is_empty() || !imported.findings.is_empty()
}

/// A workbook: on the first sheet the file's own headings and the cells of the rows that could not
/// be read, behind them 理由 and what tells whether the row was mended; on the second the rows that
/// may be there twice, and how to take one of them back; on the third what is odd about the file
/// and about rows that were read.
///
/// # Errors
/// [`DeskError::Publish`].
pub fn report_workbook(imported: &Imported, language: Language) -> Result<Vec<u8>, DeskError> {
    let sheets = [
        PlainSheet {
            name: wording::refused_sheet(language),
            rows: refused_rows(imported, language),
        },
        PlainSheet {
            name: wording::duplicates_sheet(language),
            rows: duplicate_rows(&imported.duplicates, language),
        },
        PlainSheet {
            name: wording::odd_sheet(language),
            rows: odd_rows(imported, language),
        },
    ];
    Ok(plain_workbooks(&sheets)?)
}

fn refused_rows(imported: &Imported, language: Language) -> Vec<Vec<PlainCell>> {
    let headings = &imported.summary.headings;
    let mut heading: Vec<PlainCell> = headings.iter().map(|h| text(h)).collect();
    let told_in = match language {
        Language::Japanese => 0,
        Language::English => 1,
    };
    heading.push(text(REASON_HEADINGS[told_in]));
    heading.push(text(MARK_HEADINGS[told_in]));
    let mut rows = vec![heading];
    for refused in &imported.refused {
        let mut cells = imported.summary.cells(&refused.raw);
        cells.resize_with(headings.len(), String::new);
        // What comes back is held against what goes out: an unchanged row is refused again.
        let mark = mark(&cells);
        let mut cells: Vec<PlainCell> = cells.iter().map(|cell| text(cell)).collect();
        let reasons: Vec<String> = refused
            .findings
            .iter()
            .map(|finding| match reason_before(finding) {
                Some(reason) => reason.to_owned(),
                None => wording::register_finding(finding, language),
            })
            .collect();
        cells.push(text(&reasons.join(" / ")));
        cells.push(text(&mark));
        rows.push(cells);
    }
    rows
}

/// Of a row that was not mended, the reason that stood beside it.
fn reason_before(finding: &Finding) -> Option<&str> {
    let is_unmended = finding.rule == "I15";
    let mut arguments = finding.arguments.iter().filter(|_| is_unmended);
    let reason = arguments.find(|(name, _)| *name == "reason");
    reason.map(|(_, reason)| reason.as_str())
}

fn duplicate_rows(duplicates: &[PossibleDuplicate], language: Language) -> Vec<Vec<PlainCell>> {
    let headings = wording::duplicate_headings(language);
    let mut rows = vec![headings.map(text).to_vec()];
    for one in duplicates {
        let resembles = match &one.resembles {
            Resembled::Above(row) => wording::row_above(*row, language),
            Resembled::Recorded(engagements) => wording::numbers(engagements),
        };
        // Each of its engagements is taken back by itself.
        let ways: Vec<String> = one
            .engagements
            .iter()
            .map(|id| wording::way_to_void(*id, language))
            .collect();
        let cells = [
            one.number.to_string(),
            wording::numbers(&one.engagements),
            resembles,
            ways.join("\n"),
        ];
        rows.push(cells.iter().map(|cell| text(cell)).collect());
    }
    rows
}

fn odd_rows(imported: &Imported, language: Language) -> Vec<Vec<PlainCell>> {
    let headings = wording::odd_headings(language);
    let mut rows = vec![headings.map(text).to_vec()];
    for finding in &imported.findings {
        let place = finding.place.as_ref().map(ToString::to_string);
        let told = wording::register_finding(finding, language);
        let cells = [place.as_deref().unwrap_or_default(), finding.rule, &told];
        rows.push(cells.map(text).to_vec());
    }
    rows
}

fn text(text: &str) -> PlainCell {
    PlainCell::Text(text.to_owned())
}

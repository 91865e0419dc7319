//! 「指摘の一覧」 the findings of one or several sheets as one table, a finding a row, for filtering and
//! handing out.

use enishi_domain::Decimal;
use enishi_domain::interchange::RenderedFinding;
use enishi_domain::words::ClosedSet;

use crate::document::{
    Cell, ColumnKind, ColumnSpec, Content, Document, Purpose, Reach, Row, Table,
};
use crate::wording;

/// The findings of a file.
#[derive(Clone, Copy, Debug)]
pub struct FileFindings<'a> {
    /// The file's name.
    pub file: &'a str,
    /// Its findings, in the sheet's order.
    pub findings: &'a [RenderedFinding],
}

/// In which language the headings stand and the severities are named; messages arrive in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headings {
    /// 日本語
    Japanese,
    /// English; severities by their codes.
    English,
}

/// Builds the table.
#[must_use]
pub fn findings_list(files: &[FileFindings<'_>], headings: Headings) -> Document {
    let all = files
        .iter()
        .flat_map(|file| file.findings.iter().map(move |f| (file.file, f)));
    let rows = all.enumerate().map(|(group, (file, finding))| Row {
        group,
        cells: cells(file, finding, headings)
            .into_iter()
            .map(|content| Cell {
                content,
                ..Cell::default()
            })
            .collect(),
        reach: Reach::Printed,
    });
    let headers = match headings {
        Headings::Japanese => &wording::FINDINGS_LIST_HEADERS,
        Headings::English => &wording::FINDINGS_LIST_HEADERS_EN,
    };
    let column = |header: &&str| ColumnSpec::printed(header, 16, ColumnKind::Text);
    Document {
        title: wording::FINDINGS_NAME.to_owned(),
        facts: Vec::new(),
        tables: vec![Table {
            name: wording::FINDINGS_NAME.to_owned(),
            caption: wording::FINDINGS_CAPTION.to_owned(),
            columns: headers.iter().map(column).collect(),
            rows: rows.collect(),
            purpose: Purpose::Supplement,
        }],
        data: None,
    }
}

fn cells(file: &str, finding: &RenderedFinding, headings: Headings) -> Vec<Content> {
    let text = |text: Option<&str>| Content::text(text.unwrap_or_default());
    let number = |number: Option<u32>| {
        number.map_or(Content::Empty, |number| {
            Content::number(Decimal::from(number))
        })
    };
    let place = finding.place.as_ref();
    let repair = finding.repair.as_ref();
    vec![
        Content::text(file),
        Content::text(&finding.rule),
        Content::text(match headings {
            Headings::Japanese => finding.severity.word(),
            Headings::English => finding.severity.code(),
        }),
        text(finding.programme.as_deref()),
        Content::text(finding.kpi.map_or_else(String::new, |no| no.to_string())),
        text(place.and_then(|place| place.sheet.as_deref())),
        number(place.map(|place| place.row)),
        number(place.map(|place| place.column)),
        text(place.and_then(|place| place.header.as_deref())),
        Content::text(&finding.message),
        text(finding.excerpt.as_deref()),
        text(repair.map(|repair| repair.from.as_str())),
        text(repair.map(|repair| repair.to.as_str())),
        text(finding.remedy.as_deref()),
    ]
}

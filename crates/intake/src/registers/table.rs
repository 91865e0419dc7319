//! A register's table, whatever it came in: records of fields, each with its number and its bytes.
//! Delimited text is split as bytes; the grids of workbooks and pages are handed over in UTF-8.

use std::borrow::Cow;
use std::ops::ControlFlow;

use enishi_domain::finding::Finding;
use enishi_domain::grid::Grid;

use super::RegisterError;
use super::charset::{self, Charset};
use super::records::{Field, Records};
use crate::detection::{self, Container};
use crate::error::IntakeError;
use crate::formats::delimited::dialect;
use crate::formats::workbook::read_workbook;
use crate::formats::{self, Format, Hints};

/// The largest register. A year of gifts with 60 columns has about 300 MB.
const LARGEST: usize = 1024 * 1024 * 1024;

/// One table of a file.
pub(super) struct Table<'a> {
    pub(super) format: Format,
    pub(super) encoding: Option<&'static str>,
    pub(super) charset: Charset,
    pub(super) findings: Vec<Finding>,
    body: Body<'a>,
}

enum Body<'a> {
    Delimited { bytes: &'a [u8], delimiter: u8 },
    Grid(&'a Grid),
}

/// What is done with a record: its number, its fields, its bytes.
pub(super) type Visit<'v> = dyn FnMut(u64, &[Field<'_>], &[u8]) -> ControlFlow<()> + 'v;

impl Table<'_> {
    /// What delimits its fields; workbooks are kept as if by tabs.
    pub(super) fn delimiter(&self) -> u8 {
        match self.body {
            Body::Delimited { delimiter, .. } => delimiter,
            Body::Grid(_) => b'\t',
        }
    }

    /// Visits every record, blank ones too, until the visitor has enough.
    pub(super) fn for_each(&self, visit: &mut Visit<'_>) {
        match self.body {
            Body::Delimited { bytes, delimiter } => {
                let mut records = Records::new(bytes, delimiter);
                let mut fields = Vec::new();
                let mut number = 0;
                while let Some(raw) = records.next_into(&mut fields) {
                    number += 1;
                    if visit(number, &fields, raw).is_break() {
                        return;
                    }
                }
            }
            Body::Grid(grid) => for_each_row(grid, visit),
        }
    }

    /// What the worksheet is called; none for what has no worksheets.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.body {
            Body::Grid(grid) => grid.name.as_deref(),
            Body::Delimited { .. } => None,
        }
    }
}

fn for_each_row(grid: &Grid, visit: &mut Visit<'_>) {
    let width = grid.width() as usize;
    for row in grid.row_numbers() {
        let mut fields = vec![Field::plain(b""); width];
        for cell in grid.row(row) {
            if let Some(field) = fields.get_mut(cell.column as usize - 1) {
                *field = Field::plain(cell.text.as_bytes());
            }
        }
        let texts: Vec<&[u8]> = fields.iter().map(|field| field.bytes).collect();
        let raw = texts.join(&b'\t');
        if visit(u64::from(row), &fields, &raw).is_break() {
            return;
        }
    }
}

/// Opens a file and hands its tables to a function, as they borrow from what was opened. The hints
/// name an encoding for certain; `usual` is the one that the source mostly has.
pub(super) fn with_tables<T>(
    bytes: &[u8],
    hints: Hints<'_>,
    usual: Option<&str>,
    read: impl FnOnce(&[Table<'_>]) -> Result<T, RegisterError>,
) -> Result<T, RegisterError> {
    if bytes.len() > LARGEST {
        return Err(RegisterError::Intake(IntakeError::TooLarge {
            bytes: bytes.len() as u64,
            limit: LARGEST as u64,
        }));
    }
    let bytes = if bytes.starts_with(b"\x1f\x8b") {
        formats::unpacked(bytes)?
    } else {
        Cow::Borrowed(bytes)
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(IntakeError::Empty.into());
    }
    match detection::container(&bytes, hints.name)? {
        Container::Workbook(format) => {
            let grids = read_workbook(&bytes, format, &hints)?;
            read(&of_grids(&grids.value, format, &grids.findings))
        }
        Container::Text => with_text(&bytes, hints, usual, read),
    }
}

fn with_text<T>(
    bytes: &[u8],
    hints: Hints<'_>,
    usual: Option<&str>,
    read: impl FnOnce(&[Table<'_>]) -> Result<T, RegisterError>,
) -> Result<T, RegisterError> {
    let chosen = charset::choose(bytes, hints.encoding, usual)?;
    let format = detection::text_format(&chosen.head, hints.name)?;
    match format {
        Format::Html | Format::Markdown => {
            let tables = formats::read_tables(bytes, &hints)?;
            read(&of_grids(&tables.value.grids, format, &tables.findings))
        }
        Format::Json => Err(IntakeError::Unreadable {
            what: "json is no register",
        }
        .into()),
        Format::Csv | Format::Tsv | Format::Text => {
            let delimiter = delimiter_of(&chosen.head, format);
            let body = without_declaration(&chosen.head, &chosen.bytes);
            read(&[Table {
                format: if delimiter == b'\t' {
                    Format::Tsv
                } else {
                    Format::Csv
                },
                encoding: Some(chosen.name),
                charset: chosen.charset,
                findings: Vec::new(),
                body: Body::Delimited {
                    bytes: body,
                    delimiter,
                },
            }])
        }
        Format::Xlsx | Format::Xls | Format::Ods => Err(IntakeError::NotAWorkbook.into()),
    }
}

/// The one byte that delimits; a full-width comma delimits no register.
fn delimiter_of(head: &str, format: Format) -> u8 {
    let found = dialect::delimiter_of(head).and_then(|found| u8::try_from(found.delimiter).ok());
    let fallback = if format == Format::Tsv { b'\t' } else { b',' };
    found.unwrap_or(fallback)
}

/// What follows Excel's `sep=` line, which is ASCII in every encoding that is split as bytes.
fn without_declaration<'b>(head: &str, bytes: &'b [u8]) -> &'b [u8] {
    dialect::declared(head).map_or(bytes, |declared| &bytes[head.len() - declared.body.len()..])
}

fn of_grids<'g>(grids: &'g [Grid], format: Format, findings: &[Finding]) -> Vec<Table<'g>> {
    let tables = grids.iter().filter(|grid| !grid.is_empty());
    tables
        .map(|grid| Table {
            format,
            encoding: None,
            charset: Charset::Utf8,
            findings: findings.to_vec(),
            body: Body::Grid(grid),
        })
        .collect()
}

//! Workbooks that the tests write: packages part by part, so that each part can be wrong, and the
//! records of an xls in a compound file.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use enishi_domain::finding::Reading;
use enishi_domain::grid::Grid;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::budget::Limits;
use super::read_within;
use crate::error::IntakeError;
use crate::formats::{Format, Hints};
use crate::registers::{Context, read_register, sources};

pub(super) type Outcome = Result<Reading<Vec<Grid>>, IntakeError>;

/// Reads as a user does, whatever the format is called.
pub(super) fn read(bytes: &[u8]) -> Outcome {
    imported(bytes);
    super::read_workbook(bytes, Format::Xlsx, &Hints::default())
}

/// The same workbook as a register hands over its rows in order, or says why it does not.
fn imported(bytes: &[u8]) {
    let mapping = sources::built_in("members").unwrap().unwrap();
    let (hints, context, mut last) = (Hints::default(), Context::default(), 0);
    let read = read_register(bytes, &hints, &mapping, &context, &mut |row| {
        assert!(row.number > last);
        last = row.number;
        ControlFlow::Continue(())
    });
    assert!(read.is_ok() || last == 0, "rows before a refusal");
}

/// Reads under limits small enough for a test.
pub(super) fn read_limited(bytes: &[u8], limits: Limits) -> Outcome {
    read_within(bytes, Format::Xlsx, &Hints::default(), limits)
}

/// Why a workbook was refused.
pub(super) fn refusal(outcome: Outcome) -> IntakeError {
    outcome.expect_err("a workbook that is refused")
}

/// Every cell of all sheets as `A1=text`.
pub(super) fn cells(reading: &Reading<Vec<Grid>>) -> Vec<String> {
    let cells = reading.value.iter().flat_map(Grid::cells);
    cells
        .map(|cell| {
            let place = super::cell_reference::CellName(cell.row, cell.column);
            format!("{place}={}", cell.text)
        })
        .collect()
}

/// Rule, message and excerpt of every finding.
pub(super) fn findings(reading: &Reading<Vec<Grid>>) -> Vec<String> {
    let findings = reading.findings.iter();
    findings
        .map(|finding| {
            let excerpt = finding.excerpt.as_deref().unwrap_or_default();
            format!("{} {} {excerpt}", finding.rule, finding.message)
                .trim_end()
                .to_owned()
        })
        .collect()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package in the making.
#[derive(Clone)]
pub(super) struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    /// An xlsx of one sheet, the `worksheet` element's content given.
    pub(super) fn xlsx(worksheet: &str) -> Self {
        Self::none()
            .with(
                "_rels/.rels",
                relationships(&[("officeDocument", "xl/workbook.xml")]),
            )
            .with("xl/workbook.xml", workbook("", &[("表", "", 1)]))
            .with(
                "xl/_rels/workbook.xml.rels",
                relationships(&[("worksheet", "worksheets/sheet1.xml")]),
            )
            .with(
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{MAIN}\">{worksheet}</worksheet>"),
            )
    }

    /// An xlsx of one sheet with these rows.
    pub(super) fn xlsx_rows(rows: &str) -> Self {
        Self::xlsx(&format!("<sheetData>{rows}</sheetData>"))
    }

    /// An ods with these tables.
    pub(super) fn ods(styles: &str, tables: &str) -> Self {
        let content = format!(
            "<office:document-content><office:automatic-styles>{styles}\
             </office:automatic-styles><office:body><office:spreadsheet>{tables}\
             </office:spreadsheet></office:body></office:document-content>"
        );
        Self::none()
            .with("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            .with("content.xml", content)
    }

    /// Adds a part, or puts another in its place.
    pub(super) fn with(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.retain(|(existing, _)| existing != name);
        self.0.push((name.to_owned(), content.into()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(existing, _)| existing != name);
        self
    }

    pub(super) fn content(&self, name: &str) -> &[u8] {
        let found = self.0.iter().find(|(existing, _)| existing == name);
        &found.expect("a part of that name").1
    }

    /// Adds the number formats of style 0, 1, 2 ….
    pub(super) fn with_formats(self, codes: &[&str]) -> Self {
        let formats = codes.iter().enumerate().map(|(index, code)| {
            let code = code.replace('"', "&quot;");
            format!(
                "<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>",
                164 + index
            )
        });
        let styles = (0..codes.len()).map(|index| format!("<xf numFmtId=\"{}\"/>", 164 + index));
        let (formats, styles): (String, String) = (formats.collect(), styles.collect());
        let styles = format!(
            "<styleSheet><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId=\"14\"/>\
             </cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>"
        );
        self.with("xl/styles.xml", styles)
    }

    /// Adds shared strings, each the content of an `si`.
    pub(super) fn with_strings(self, items: &[&str]) -> Self {
        let items: String = items
            .iter()
            .map(|item| format!("<si>{item}</si>"))
            .collect();
        self.with(
            "xl/sharedStrings.xml",
            format!("<sst xmlns=\"{MAIN}\">{items}</sst>"),
        )
    }

    pub(super) fn zipped(&self) -> Vec<u8> {
        self.zipped_by(zip::CompressionMethod::Deflated)
    }

    pub(super) fn zipped_by(&self, method: zip::CompressionMethod) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.0 {
            let options = SimpleFileOptions::default().compression_method(method);
            zip.start_file(name.as_str(), options).expect("a new entry");
            zip.write_all(content).expect("memory takes everything");
        }
        zip.finish().expect("memory takes everything").into_inner()
    }
}

/// A workbook part with sheets by name, state and relationship number.
pub(super) fn workbook(properties: &str, sheets: &[(&str, &str, usize)]) -> String {
    let sheets = sheets.iter().map(|(name, state, id)| {
        format!("<sheet name=\"{name}\" sheetId=\"{id}\" state=\"{state}\" r:id=\"rId{id}\"/>")
    });
    let sheets: String = sheets.collect();
    format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{properties}<sheets>{sheets}</sheets>\
         </workbook>"
    )
}

/// A relationships part: `rId1`, `rId2` … by kind and target.
pub(super) fn relationships(targets: &[(&str, &str)]) -> String {
    let items = targets.iter().enumerate().map(|(index, (kind, target))| {
        let id = index + 1;
        format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    });
    let items: String = items.collect();
    format!("<Relationships>{items}</Relationships>")
}

/// One BIFF record.
pub(super) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a record is short");
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

/// A BIFF8 string with a length of two bytes.
pub(super) fn biff_string(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).expect("a short text");
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.push(1);
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

/// A BIFF8 stream of one sheet: records before the sheet list, then the sheet's records.
pub(super) fn biff(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000a, &[]);
    let globals = [begin(5), globals.concat()].concat();
    let mut listed = vec![0, 0, 0, 0, 0, 0, 1, 1];
    listed.extend("表".encode_utf16().flat_map(u16::to_le_bytes));
    let offset = globals.len() + record(0x0085, &listed).len() + end.len();
    let offset = u32::try_from(offset).expect("a short stream");
    listed[..4].copy_from_slice(&offset.to_le_bytes());
    [
        globals,
        record(0x0085, &listed),
        end.clone(),
        begin(0x10),
        sheet.concat(),
        end,
    ]
    .concat()
}

/// A compound file that holds one stream, filled up so that it lies in whole sectors.
pub(super) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let sectors = u32::try_from(stream.len() / 512).expect("a short stream");
    // Sector 0 is the allocation table, 1 the directory, the stream follows.
    assert!(sectors <= 126, "one sector of allocation table");
    let mut header = [0_u8; 512];
    header[..8].copy_from_slice(super::compound_file::SIGNATURE);
    header[28..34].copy_from_slice(&[0xfe, 0xff, 9, 0, 6, 0]);
    header[44] = 1;
    header[48] = 1;
    header[57] = 0x10;
    for mark in [60, 68] {
        header[mark..mark + 4].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    }
    header[80..].fill(0xff);
    let mut allocation = vec![0xffff_fffd, 0xffff_fffe];
    allocation.extend((3..2 + sectors).chain([0xffff_fffe]));
    allocation.resize(128, 0xffff_ffff);
    let mut directory = directory_entry("Root Entry", 5, 0xffff_fffe, 0);
    directory.extend(directory_entry(name, 2, 2, sectors * 512));
    directory.resize(512, 0);
    let allocation: Vec<u8> = allocation.into_iter().flat_map(u32::to_le_bytes).collect();
    [header.to_vec(), allocation, directory, stream].concat()
}

fn directory_entry(name: &str, kind: u8, sector: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry.resize(128, 0);
    entry[66] = kind;
    entry[116..120].copy_from_slice(&sector.to_le_bytes());
    entry[120..124].copy_from_slice(&size.to_le_bytes());
    entry
}

//! Bytes to grids. A document is unpacked, its format told by its content, its text decoded, and
//! every table in it becomes a grid of texts as they stand. What the texts mean is not asked here,
//! and JSON is no table: [`read()`] hands over its text.

pub mod encoding;
pub mod limits;
pub mod workbook;

pub(crate) mod delimited;
pub(crate) mod markdown;

mod characters;
mod compression;
mod html;
mod ocr_text;

use std::borrow::Cow;
use std::fmt;

use enishi_domain::finding::{Finding, Reading};
use enishi_domain::grid::Grid;

use crate::detection::{self, Container};
use crate::error::IntakeError;
use crate::formats::encoding::decode;
use crate::formats::limits::LARGEST_FILE;

/// 「保存形式」 what a document is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Delimited by commas, semicolons or full-width commas.
    Csv,
    /// Delimited by tabs.
    Tsv,
    /// Office Open XML
    Xlsx,
    /// Excel 97–2003
    Xls,
    /// OpenDocument
    Ods,
    /// A page, whatever its name says.
    Html,
    /// Pipe tables.
    Markdown,
    /// No table; read elsewhere.
    Json,
    /// Plain text, as OCR gives it.
    Text,
}

impl Format {
    /// Its short name, as the JSON output says it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the user says of the document besides its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The file's name; only its extension is looked at, where the content leaves a choice.
    pub name: Option<&'a str>,
    /// The encoding of a text.
    pub encoding: Option<&'a str>,
    /// The one worksheet or table to read, by name or by its number from 1.
    pub sheet: Option<&'a str>,
}

/// The tables of a document.
#[derive(Clone, Debug)]
pub struct Tables {
    /// What the document is.
    pub format: Format,
    /// How its text was encoded; none for workbooks, which say it themselves.
    pub encoding: Option<&'static str>,
    /// In the document's order.
    pub grids: Vec<Grid>,
}

/// Tells the format by content, and by name only where the content leaves a choice.
pub fn detect(bytes: &[u8], hints: &Hints<'_>) -> Result<Format, IntakeError> {
    let bytes = unpacked(bytes)?;
    match detection::container(&bytes, hints.name)? {
        Container::Workbook(format) => Ok(format),
        Container::Text => {
            let decoded = decode(&bytes, hints.encoding)?;
            detection::text_format(&decoded.text, hints.name)
        }
    }
}

/// The bytes themselves, or what a gzip file holds.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, IntakeError> {
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    limits::check_size(bytes, LARGEST_FILE)?;
    compression::unpacked(bytes)
}

/// What a document holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Tables, as they stand.
    Tables(Reading<Tables>),
    /// JSON, which is no table and is read elsewhere.
    Json(Json),
}

/// A JSON text, not yet parsed.
#[derive(Clone, Debug)]
pub struct Json {
    /// Without BOM.
    pub text: String,
    /// How it was encoded.
    pub encoding: &'static str,
    /// What is amiss with the bytes.
    pub findings: Vec<Finding>,
}

/// Reads every table of a document that must not be JSON.
pub fn read_tables(bytes: &[u8], hints: &Hints<'_>) -> Result<Reading<Tables>, IntakeError> {
    match read(bytes, hints)? {
        Content::Tables(tables) => Ok(tables),
        Content::Json(_) => Err(NO_TABLE),
    }
}

const NO_TABLE: IntakeError = IntakeError::Unreadable {
    what: "json is no table",
};

/// Reads a document, which is unpacked and decoded once.
pub fn read(bytes: &[u8], hints: &Hints<'_>) -> Result<Content, IntakeError> {
    let bytes = unpacked(bytes)?;
    let (format, encoding, read) = match detection::container(&bytes, hints.name)? {
        Container::Workbook(format) => {
            let read = workbook::read_workbook(&bytes, format, hints)?;
            (format, None, read)
        }
        Container::Text => {
            let decoded = decode(&bytes, hints.encoding)?;
            let format = detection::text_format(&decoded.text, hints.name)?;
            // A delimited file and a plain text hold one table without a name: nothing to choose.
            let holds_one = !matches!(format, Format::Html | Format::Markdown);
            if holds_one && hints.sheet.is_some() {
                return Err(IntakeError::NoSheets {
                    format: format.name(),
                });
            }
            if format == Format::Json {
                return Ok(Content::Json(Json {
                    text: decoded.text.into_owned(),
                    encoding: decoded.encoding,
                    findings: decoded.findings,
                }));
            }
            let mut read = read_text(&decoded.text, format, hints)?;
            read.findings.splice(0..0, decoded.findings);
            (format, Some(decoded.encoding), read)
        }
    };
    let mut findings = read.findings;
    findings.extend(characters::inspect(&read.value));
    let grids = read.value;
    if grids.iter().all(Grid::is_empty) {
        return Err(IntakeError::NoTable);
    }
    let value = Tables {
        format,
        encoding,
        grids,
    };
    Ok(Content::Tables(Reading { value, findings }))
}

fn read_text(
    text: &str,
    format: Format,
    hints: &Hints<'_>,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    match format {
        Format::Csv | Format::Tsv => Ok(delimited::read(text, format)?.map(|grid| vec![grid])),
        Format::Text => Ok(ocr_text::read(text)?.map(|grid| vec![grid])),
        Format::Html => chosen(html::read(text)?, hints.sheet),
        Format::Markdown => chosen(markdown::read(text)?, hints.sheet),
        Format::Json => Err(NO_TABLE),
        Format::Xlsx | Format::Xls | Format::Ods => Err(IntakeError::Unreadable {
            what: "a workbook is no text",
        }),
    }
}

/// The table that was asked for, by its name or else by its number, and what was found in it.
fn chosen(
    read: Reading<Vec<Grid>>,
    sheet: Option<&str>,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    let Some(wanted) = sheet else {
        return Ok(read);
    };
    let grids = read.value;
    let named = |grid: &Grid| {
        grid.name
            .as_deref()
            .is_some_and(|name| name.trim() == wanted.trim())
    };
    let number = |wanted: &str| wanted.trim().parse::<usize>().ok()?.checked_sub(1);
    let index = grids
        .iter()
        .position(named)
        .or_else(|| number(wanted).filter(|index| *index < grids.len()));
    let Some(index) = index else {
        let label =
            |(i, grid): (usize, &Grid)| grid.name.clone().unwrap_or_else(|| (i + 1).to_string());
        let available: Vec<String> = grids.iter().enumerate().map(label).collect();
        return Err(IntakeError::NoSuchSheet {
            name: wanted.to_owned(),
            available: available.join(", "),
        });
    };
    let name = grids[index].name.clone();
    let elsewhere = |finding: &Finding| {
        let sheet = finding
            .place
            .as_ref()
            .and_then(|place| place.sheet.as_ref());
        sheet.is_some() && sheet != name.as_ref()
    };
    let findings = read
        .findings
        .into_iter()
        .filter(|finding| !elsewhere(finding))
        .collect();
    Ok(Reading {
        value: grids.into_iter().nth(index).into_iter().collect(),
        findings,
    })
}

#[cfg(test)]
mod tests;

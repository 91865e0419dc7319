//! Bytes to grids.

pub mod workbook;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Office Open XML workbook.
    Xlsx,
    /// Excel 5.0–2003 workbook.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Web page.
    Html,
    /// Pipe table.
    Markdown,
    /// `enishi.check/1`.
    Json,
    /// Plain text.
    Text,
}

/// What the caller knows of a document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The file's name.
    pub name: Option<&'a str>,
    /// The encoding, where it was named.
    pub encoding: Option<&'a str>,
    /// The only sheet to read.
    pub sheet: Option<&'a str>,
}

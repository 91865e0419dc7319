//! The formats in which a document leaves the house.

use std::path::Path;

use crate::document::Document;

mod csv;
mod html;
mod json;
mod text_table;
mod xlsx;

pub use json::{check_json, checks_json, streamed_json};
pub use text_table::{TextTable, as_cp932};
pub use xlsx::form::{FormSheet, form_workbook};
pub use xlsx::inquiry::{InquiryCell, InquirySheet, inquiry_workbook};
pub use xlsx::plain::{PlainCell, PlainSheet, plain_workbook, plain_workbooks};

use crate::cp932::Substitution;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// One page.
    Html,
    /// The document's matter as one table.
    Csv(Encoding),
    /// The document's data.
    Json,
}

/// The encoding of a csv file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with a byte order mark, by which Excel knows it.
    Utf8Bom,
    /// Windows-31J, which older systems of city halls ask for.
    Cp932,
}

impl Format {
    /// The format of a file name's extension; csv as UTF-8.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "xlsx" => Some(Self::Xlsx),
            "html" | "htm" => Some(Self::Html),
            "csv" => Some(Self::Csv(Encoding::Utf8Bom)),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// A rendered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The characters that the encoding could not hold, for the caller to report.
    pub substitutions: Vec<Substitution>,
}

/// Why a document could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Excel holds no more in a cell, and cutting would lose what a city published.
    #[error("cell {row}:{column} of sheet `{sheet}` has {length} characters, and xlsx holds 32767")]
    CellTooLong {
        /// The worksheet.
        sheet: String,
        /// From 1.
        row: usize,
        /// From 1.
        column: usize,
        /// In UTF-16 units, as Excel counts.
        length: usize,
    },
    /// The workbook could not be written.
    #[error("workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The page could not be written.
    #[error("page cannot be written")]
    Page(#[from] askama::Error),
    /// The data could not be written.
    #[error("data cannot be written")]
    Data(#[from] serde_json::Error),
    /// The document has no form as data.
    #[error("this document has no json form")]
    NoDataForm,
}

/// Renders a document. The same document gives the same bytes.
///
/// # Errors
/// [`PublishError::CellTooLong`] in xlsx, [`PublishError::NoDataForm`] in json; the others where a
/// library refuses, such as a table with more rows than a worksheet.
pub fn render(document: &Document, format: Format) -> Result<Rendered, PublishError> {
    let whole = |bytes| Rendered {
        bytes,
        substitutions: Vec::new(),
    };
    match format {
        Format::Xlsx => xlsx::workbook(document).map(whole),
        Format::Html => html::page(document).map(whole),
        Format::Csv(encoding) => Ok(csv::table(document, encoding)),
        Format::Json => {
            let data = document.data.as_ref().ok_or(PublishError::NoDataForm)?;
            check_json(data).map(whole)
        }
    }
}

#[cfg(test)]
mod tests;

//! A sheet as xlsx, html, csv and json, and published years as a site of pages and files.
//!
//! Read in this order: `document` (what is rendered), `reports` (what builds it), `formats` (what
//! writes it), `chart` and `site` (what everybody may read), `cp932` (an encoding that does not
//! hold everything), `wording` (the Japanese that
//! this room adds).
//!
//! ```
//! use enishi_domain::{evaluation::evaluate_sheet, interchange::Source, year_sheet::YearSheet};
//! use enishi_publish::{Encoding, Format, evaluation_sheet, render};
//!
//! let sheet = YearSheet::default();
//! let document = evaluation_sheet(&sheet, &evaluate_sheet(&sheet), &[], Source::default());
//! let csv = render(&document, Format::Csv(Encoding::Utf8Bom))?;
//! assert!(String::from_utf8_lossy(&csv.bytes).contains("\"実績値\""));
//! # Ok::<(), enishi_publish::PublishError>(())
//! ```

pub mod chart;
pub mod document;
pub mod reports;

mod cp932;
mod formats;
#[cfg(test)]
mod sample;
mod site;
pub mod wording;

pub use cp932::{Substitution, Unencodable, encode_records, encode_text as encode_cp932};
pub use formats::{
    Encoding, FormSheet, Format, InquiryCell, InquirySheet, PlainCell, PlainSheet, PublishError,
    Rendered, TextTable, as_cp932, check_json, checks_json, form_workbook, inquiry_workbook,
    plain_workbook, plain_workbooks, render, streamed_json,
};
pub use reports::evaluation_sheet::{evaluation_sheet, evaluation_tables};
pub use site::api as site_api;
pub use site::{EDITION_SCHEMA, SiteFiles, site};

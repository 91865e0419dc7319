//! Workbooks: xlsx and xlsm, xls, ods, each to one grid a sheet. Read in this order: `draft` (what
//! every reader fills), `budget` (what a hostile file may not exceed), `xlsx`, `ods`, `xls`.
//!
//! The readers are our own because a city's sheet is judged by what others overlook: number
//! formats, hidden rows, furigana. They keep the cells that hold something and nothing else.

mod budget;
mod cell_reference;
mod compound_file;
mod draft;
mod merges;
mod number_format;
mod number_text;
mod ods;
mod ods_table;
mod package;
mod rich_text;
mod serial_date;
mod shared_strings;
mod styles;
mod worksheet;
mod xls;
mod xls_records;
mod xls_sheet;
mod xlsx;
mod xml;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

use enishi_domain::finding::Reading;
use enishi_domain::grid::Grid;
use enishi_domain::text::fold_label;

use self::budget::{Budget, Limits};
use self::package::Package;
use crate::error::IntakeError;
use crate::formats::{Format, Hints};

/// Reads every sheet of a workbook, or the one that the hints name. What the bytes are decides, not
/// what the file is called: cities publish xls named xlsx and the other way round.
///
/// # Errors
/// Where no sheet can be read: encrypted, damaged, too large when unpacked, or no workbook.
pub fn read_workbook(
    bytes: &[u8],
    format: Format,
    hints: &Hints<'_>,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    read_within(bytes, format, hints, Limits::DEFAULT)
}

fn read_within(
    bytes: &[u8],
    format: Format,
    hints: &Hints<'_>,
    limits: Limits,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    let wanted = WantedSheet(hints.sheet);
    let mut budget = Budget::new(limits);
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    if bytes.starts_with(compound_file::SIGNATURE) {
        return xls::read_compound(bytes, wanted, &mut budget);
    }
    if xls::is_bare_stream(bytes) {
        return xls::read_stream(bytes, wanted, &mut budget);
    }
    let named_as_package = match format {
        Format::Xlsx | Format::Ods => true,
        Format::Xls
        | Format::Csv
        | Format::Tsv
        | Format::Html
        | Format::Markdown
        | Format::Json
        | Format::Text => false,
    };
    if !named_as_package && !bytes.starts_with(b"PK") {
        return Err(IntakeError::NotAWorkbook);
    }
    let mut package = Package::open(bytes, &limits)?;
    if package.contains("content.xml") {
        ods::read(&mut package, wanted, &mut budget)
    } else {
        xlsx::read(&mut package, wanted, &mut budget)
    }
}

/// The one sheet that is asked for, or all.
#[derive(Clone, Copy)]
struct WantedSheet<'a>(Option<&'a str>);

impl WantedSheet<'_> {
    fn is(self, name: &str) -> bool {
        self.0
            .is_none_or(|wanted| wanted == name || fold_label(wanted) == fold_label(name))
    }

    /// An error where a sheet was asked for and none of the names is its.
    fn check<'n>(self, names: impl Iterator<Item = &'n str> + Clone) -> Result<(), IntakeError> {
        let Some(wanted) = self.0 else {
            return Ok(());
        };
        if names.clone().any(|name| self.is(name)) {
            return Ok(());
        }
        Err(IntakeError::NoSuchSheet {
            name: wanted.to_owned(),
            available: names.collect::<Vec<_>>().join(", "),
        })
    }
}

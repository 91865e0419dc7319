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
mod number_sections;
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
    let wanted = hints.sheet.map_or(WantedSheet::All, WantedSheet::Named);
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
#[derive(Clone, Copy, PartialEq, Eq)]
enum WantedSheet<'a> {
    All,
    /// By name, unless none has it and it is a number.
    Named(&'a str),
    /// By its number in the workbook, from 0.
    Nth(usize),
}

impl WantedSheet<'_> {
    fn is(self, name: &str, index: usize) -> bool {
        match self {
            Self::All => true,
            Self::Named(wanted) => wanted == name || fold_label(wanted) == fold_label(name),
            Self::Nth(wanted) => wanted == index,
        }
    }

    /// Which sheet is meant, now that their names are known; an error where none is.
    fn among<'n>(self, names: impl Iterator<Item = &'n str> + Clone) -> Result<Self, IntakeError> {
        let Self::Named(wanted) = self else {
            return Ok(self);
        };
        if names.clone().zip(0..).any(|(name, at)| self.is(name, at)) {
            return Ok(self);
        }
        let number: Option<usize> = fold_label(wanted).parse().ok();
        let index = number.and_then(|number| number.checked_sub(1));
        match index.filter(|index| *index < names.clone().count()) {
            Some(index) => Ok(Self::Nth(index)),
            None => Err(IntakeError::NoSuchSheet {
                name: wanted.to_owned(),
                available: names.collect::<Vec<_>>().join(", "),
            }),
        }
    }
}

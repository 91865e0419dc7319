//! The number formats of a workbook, by cell style.

use std::collections::BTreeMap;

use enishi_domain::grid::CellKind;

use super::draft::{self, Note};
use super::number_format::NumberFormat;
use super::number_text;
use super::package::Package;
use super::serial_date::{self, DateSystem};
use super::xml::Token;
use crate::error::IntakeError;

/// More than any spreadsheet program allows.
const MOST_STYLES: usize = 1 << 17;

/// The number formats of a workbook, and from which day it counts.
#[derive(Debug, Default)]
pub(super) struct Styles {
    formats: Vec<NumberFormat>,
    pub(super) date_system: DateSystem,
}

/// How a number is to be kept: its kind, and what was wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) kind: CellKind,
    pub(super) fault: Option<&'static Note>,
}

impl Styles {
    /// Formats in the order of the styles, by their number; declared codes go before built-in ones.
    pub(super) fn new(
        ids: &[u32],
        codes: &BTreeMap<u32, NumberFormat>,
        date_system: DateSystem,
    ) -> Self {
        let format = |id: &u32| {
            let declared = codes.get(id).cloned();
            declared.unwrap_or_else(|| NumberFormat::built_in(*id))
        };
        Self {
            formats: ids.iter().map(format).collect(),
            date_system,
        }
    }

    /// The format of a style; none where the workbook has no such style. A workbook without any
    /// shows everything plainly.
    pub(super) fn format(&self, style: usize) -> Option<&NumberFormat> {
        if self.formats.is_empty() && style == 0 {
            return Some(&NumberFormat::Plain);
        }
        self.formats.get(style)
    }

    /// Appends a number as its format shows it; `decimal` is its plain text. What the calendar does
    /// not hold stays a number, with its fault.
    pub(super) fn show(&self, decimal: &str, format: &NumberFormat, into: &mut String) -> Shown {
        let number = Shown {
            kind: CellKind::Number,
            fault: None,
        };
        match format {
            NumberFormat::Plain => into.push_str(decimal),
            NumberFormat::Percent => number_text::percent(decimal, into),
            NumberFormat::Worded(sections) => {
                let kind = sections.show(decimal, into);
                return Shown { kind, ..number };
            }
            NumberFormat::Date
            | NumberFormat::DateAndTime
            | NumberFormat::Time
            | NumberFormat::Elapsed => {
                let start = into.len();
                let serial = decimal.parse().unwrap_or(f64::NAN);
                let shown = serial_date::show(serial, format, self.date_system, into);
                if shown.is_some() {
                    return Shown {
                        kind: CellKind::Date,
                        fault: None,
                    };
                }
                into.truncate(start);
                into.push_str(decimal);
                return Shown {
                    fault: Some(&draft::DATE_OUTSIDE_CALENDAR),
                    ..number
                };
            }
        }
        number
    }
}

/// Reads the part; a workbook without one shows everything plainly.
pub(super) fn read(
    package: &mut Package<'_>,
    part: &str,
    date_system: DateSystem,
) -> Result<Styles, IntakeError> {
    let mut codes = BTreeMap::new();
    let mut ids = Vec::new();
    let Some(mut xml) = package.xml(part)? else {
        return Ok(Styles::new(&ids, &codes, date_system));
    };
    let mut buffer = Vec::new();
    let mut in_cell_styles = false;
    loop {
        match xml.next(&mut buffer)? {
            Token::Open(tag) => {
                let id = || tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                match tag.name() {
                    "cellXfs" => in_cell_styles = true,
                    "xf" if in_cell_styles && ids.len() < MOST_STYLES => {
                        ids.push(id().unwrap_or(0));
                    }
                    "numFmt" if codes.len() < MOST_STYLES => {
                        let code = tag.attribute("formatCode").unwrap_or_default();
                        if let Some(id) = id() {
                            codes.insert(id, NumberFormat::of_code(&code));
                        }
                    }
                    // Conditional formats may declare number formats under the same numbers.
                    "dxfs" => xml.skip(&mut buffer)?,
                    _ => {}
                }
            }
            Token::Close(end) => {
                if end.local_name().as_ref() == "cellXfs" {
                    in_cell_styles = false;
                }
            }
            Token::Text(_) | Token::Character(_) | Token::Aside => {}
            Token::End => return Ok(Styles::new(&ids, &codes, date_system)),
        }
    }
}

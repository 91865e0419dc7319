//! The table of shared strings, in one text buffer.

use super::budget::Limits;
use super::package::Package;
use super::rich_text;
use super::xml::Token;
use crate::error::IntakeError;

/// The strings that cells refer to by index.
#[derive(Debug, Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
}

impl SharedStrings {
    /// The string of that index.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1] as usize,
        };
        Some(&self.text[start..end])
    }

    /// Adds one string through whoever appends it.
    pub(super) fn add(
        &mut self,
        limits: &Limits,
        append: impl FnOnce(&mut String) -> Result<(), IntakeError>,
    ) -> Result<(), IntakeError> {
        append(&mut self.text)?;
        let too_much = IntakeError::TooMuchWhenUnpacked {
            limit: limits.strings as u64,
        };
        if self.text.len() > limits.strings || self.ends.len() >= limits.cells {
            return Err(too_much);
        }
        let end = u32::try_from(self.text.len()).map_err(|_| too_much)?;
        self.ends.push(end);
        Ok(())
    }
}

/// Reads the part; a workbook without one has no shared strings.
pub(super) fn read(
    package: &mut Package<'_>,
    part: &str,
    limits: &Limits,
) -> Result<SharedStrings, IntakeError> {
    let mut strings = SharedStrings::default();
    let Some(mut xml) = package.xml(part)? else {
        return Ok(strings);
    };
    let mut buffer = Vec::new();
    loop {
        match xml.next(&mut buffer)? {
            Token::Open(tag) if tag.name() == "si" => {
                strings.add(limits, |text| {
                    rich_text::read_into(text, &mut xml, &mut buffer)
                })?;
            }
            Token::Open(_)
            | Token::Close(_)
            | Token::Text(_)
            | Token::Character(_)
            | Token::Aside => {}
            Token::End => return Ok(strings),
        }
    }
}

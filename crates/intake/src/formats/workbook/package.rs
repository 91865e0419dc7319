//! The zip package of an xlsx or ods: its parts by name, its relationships. Nothing is written to
//! disk, so what an entry's name points at outside the package is of no consequence.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::budget::Limits;
use super::xml::{Token, Xml, damaged};
use crate::error::IntakeError;

/// An opened package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Normalised name to index.
    names: BTreeMap<String, usize>,
    unpacked_left: Cell<u64>,
    limits: Limits,
}

/// Where a relationship points.
#[derive(Clone, Debug)]
pub(super) struct Relationship {
    /// The last word of its type: `worksheet`, `styles`.
    pub(super) kind: String,
    /// The part's name in the package.
    pub(super) part: String,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, IntakeError> {
        let not_a_package = |_| damaged("the zip container");
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(not_a_package)?;
        // Which of two parts is meant, programs decide differently: what one shows another hides.
        if archive.has_duplicate_names() {
            return Err(damaged("two parts of one name"));
        }
        if archive.len() > limits.parts {
            return Err(damaged("too many parts"));
        }
        let mut names = BTreeMap::new();
        for (index, raw) in archive.file_names_raw().enumerate() {
            let name = normalised(&String::from_utf8_lossy(raw));
            if names.insert(name, index).is_some() {
                return Err(damaged("two parts of one name"));
            }
        }
        Ok(Self {
            archive,
            names,
            unpacked_left: Cell::new(limits.unpacked),
            limits: *limits,
        })
    }

    pub(super) fn contains(&self, part: &str) -> bool {
        self.names.contains_key(&normalised(part))
    }

    /// A part to be read; none where the package does not hold it.
    pub(super) fn xml(&mut self, part: &str) -> Result<Option<Xml<'_>>, IntakeError> {
        let Some(index) = self.names.get(&normalised(part)) else {
            return Ok(None);
        };
        let entry = self.archive.by_index(*index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)
            | ZipError::InvalidPassword => IntakeError::Encrypted,
            ZipError::CompressionMethodNotSupported(_) => {
                damaged("a part packed in a way that workbooks do not use")
            }
            ZipError::Io(_)
            | ZipError::InvalidArchive(_)
            | ZipError::UnsupportedArchive(_)
            | ZipError::FileNotFound
            | _ => damaged("a part of the zip container"),
        })?;
        Xml::new(Box::new(entry), &self.unpacked_left, self.limits).map(Some)
    }

    /// The relationships of a part, by id. Those that point outside the package are left out.
    pub(super) fn relationships(
        &mut self,
        part: &str,
    ) -> Result<BTreeMap<String, Relationship>, IntakeError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = format!("{folder}/_rels/{file}.rels");
        let mut relationships = BTreeMap::new();
        let Some(mut xml) = self.xml(&rels)? else {
            return Ok(relationships);
        };
        let mut buffer = Vec::new();
        loop {
            match xml.next(&mut buffer)? {
                Token::Open(tag) if tag.name() == "Relationship" => {
                    let text = |name| tag.attribute(name).unwrap_or_default().into_owned();
                    if text("TargetMode") == "External" {
                        continue;
                    }
                    let kind = text("Type")
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_owned();
                    let part = target_part(folder, &text("Target"));
                    relationships.insert(text("Id"), Relationship { kind, part });
                }
                Token::Open(_)
                | Token::Close(_)
                | Token::Text(_)
                | Token::Character(_)
                | Token::Aside => {}
                Token::End => return Ok(relationships),
            }
        }
    }
}

/// A relationship's target from the root of the package: absolute ones begin with a slash.
fn target_part(folder: &str, target: &str) -> String {
    let path = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps = Vec::new();
    for step in path.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            name => steps.push(name),
        }
    }
    steps.join("/")
}

/// Part names do not differ by case, and some writers separate them by backslashes.
fn normalised(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_within_the_package() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            (
                "xl",
                "/xl/worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            ("xl", "../customXml/item1.xml", "customXml/item1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "../../../etc/passwd", "etc/passwd"),
            ("xl", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
        ] {
            assert_eq!(target_part(folder, target), part);
        }
    }
}

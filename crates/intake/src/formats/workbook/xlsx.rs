//! Office Open XML workbooks, strict and transitional: which sheets there are and where.

use std::collections::BTreeMap;

use enishi_domain::finding::Reading;
use enishi_domain::grid::Grid;

use super::WantedSheet;
use super::budget::{Budget, Limits};
use super::draft::{Company, Draft, SheetTitle, Visibility, missing_sheet};
use super::package::{Package, Relationship};
use super::serial_date::DateSystem;
use super::worksheet::{self, Sheet};
use super::xml::{Tag, Token, damaged};
use super::{shared_strings, styles};
use crate::error::IntakeError;

/// Reads the wanted sheets of a package.
pub(super) fn read(
    package: &mut Package<'_>,
    wanted: WantedSheet<'_>,
    budget: &mut Budget,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    let contents = Contents::read(package, &budget.limits)?;
    let wanted = wanted.among(
        contents
            .sheets
            .iter()
            .map(|entry| entry.title.name.as_str()),
    )?;
    let strings_part = contents.part("sharedStrings", "xl/sharedStrings.xml");
    let strings = shared_strings::read(package, &strings_part, &budget.limits)?;
    let styles_part = contents.part("styles", "xl/styles.xml");
    let styles = styles::read(package, &styles_part, contents.date_system)?;
    let company = Company::of(contents.sheets.len());
    let mut reading = Reading::clean(Vec::new());
    let mut found = 0;
    let wanted_sheets = contents.sheets.iter().enumerate();
    let is_wanted = |(index, entry): &(usize, &SheetEntry)| wanted.is(&entry.title.name, *index);
    for (index, entry) in wanted_sheets.filter(is_wanted) {
        let draft = Draft::new(entry.title.clone(), company);
        let part = contents.sheet_part(package, entry, index);
        let sheet = match package.xml(&part)? {
            Some(xml) => worksheet::read(xml, &strings, &styles, draft, budget)?,
            None => Sheet::SomethingElse,
        };
        match sheet {
            Sheet::Cells(draft) => {
                let (grid, mut findings) = draft.finish();
                reading.value.push(grid);
                reading.findings.append(&mut findings);
            }
            Sheet::WithoutCells => {}
            Sheet::SomethingElse => {
                reading.findings.push(missing_sheet(&entry.title));
                continue;
            }
        }
        found += 1;
    }
    if found == 0 {
        return Err(damaged("no worksheet in it"));
    }
    Ok(reading)
}

/// What the workbook part says.
struct Contents {
    sheets: Vec<SheetEntry>,
    date_system: DateSystem,
    relationships: BTreeMap<String, Relationship>,
}

struct SheetEntry {
    title: SheetTitle,
    relationship: String,
}

impl Contents {
    fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Self, IntakeError> {
        let start = package.relationships("")?;
        let start = start
            .values()
            .find(|target| target.kind == "officeDocument");
        let part = start.map_or("xl/workbook.xml", |target| target.part.as_str());
        let part = if package.contains(part) {
            part
        } else {
            "xl/workbook.xml"
        };
        let mut contents = Self {
            sheets: Vec::new(),
            date_system: DateSystem::From1900,
            relationships: package.relationships(part)?,
        };
        let is_binary = part.ends_with(".bin") || package.contains("xl/workbook.bin");
        if is_binary || !package.contains(part) {
            return Err(IntakeError::NotAWorkbook);
        }
        let mut xml = package.xml(part)?.ok_or(IntakeError::NotAWorkbook)?;
        let mut buffer = Vec::new();
        loop {
            match xml.next(&mut buffer)? {
                Token::Open(tag) => contents.take(&tag, limits),
                Token::Close(_) | Token::Text(_) | Token::Character(_) | Token::Aside => {}
                Token::End => return Ok(contents),
            }
        }
    }

    fn take(&mut self, tag: &Tag<'_>, limits: &Limits) {
        let text = |name| tag.attribute(name).unwrap_or_default().into_owned();
        match tag.name() {
            "workbookPr" if is_true(&text("date1904")) => {
                self.date_system = DateSystem::From1904;
            }
            "sheet" if self.sheets.len() < limits.parts => {
                let visibility = match text("state").as_str() {
                    "hidden" | "veryHidden" => Visibility::Hidden,
                    _ => Visibility::Shown,
                };
                let name = text("name");
                let title = SheetTitle { name, visibility };
                let relationship = text("id");
                self.sheets.push(SheetEntry {
                    title,
                    relationship,
                });
            }
            _ => {}
        }
    }

    /// The part of a relationship type, or the place where everyone puts it.
    fn part(&self, kind: &str, usual: &str) -> String {
        let target = self
            .relationships
            .values()
            .find(|target| target.kind == kind);
        target.map_or(usual, |target| &target.part).to_owned()
    }

    /// A sheet's part; where the relationships do not lead to one, the place of the n-th sheet.
    fn sheet_part(&self, package: &Package<'_>, entry: &SheetEntry, index: usize) -> String {
        let target = self.relationships.get(&entry.relationship);
        let part = target.map(|target| target.part.clone());
        part.filter(|part| package.contains(part))
            .unwrap_or_else(|| format!("xl/worksheets/sheet{}.xml", index + 1))
    }
}

/// A boolean attribute.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

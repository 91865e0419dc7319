//! OpenDocument spreadsheets: which tables there are. Their rows are read by `ods_table`.

use std::collections::BTreeSet;

use enishi_domain::finding::Reading;
use enishi_domain::grid::Grid;

use super::WantedSheet;
use super::budget::Budget;
use super::draft::{Company, Draft, SheetTitle, Visibility};
use super::ods_table;
use super::package::Package;
use super::xml::{Tag, Token, Xml, damaged};
use crate::error::IntakeError;

/// Reads the wanted tables of a package.
pub(super) fn read(
    package: &mut Package<'_>,
    wanted: WantedSheet<'_>,
    budget: &mut Budget,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    if is_encrypted(package)? {
        return Err(IntakeError::Encrypted);
    }
    let mut document = read_document(package, wanted, budget)?;
    // The names are known only when all tables went by.
    let meant = wanted.among(document.names.iter().map(String::as_str))?;
    if meant != wanted {
        document = read_document(package, meant, budget)?;
    }
    if document.names.is_empty() {
        return Err(damaged("no table in it"));
    }
    if Company::of(document.names.len()) == Company::OnlySheet {
        let places = document.reading.findings.iter_mut();
        for place in places.filter_map(|finding| finding.place.as_mut()) {
            place.sheet = None;
        }
    }
    Ok(document.reading)
}

fn read_document(
    package: &mut Package<'_>,
    wanted: WantedSheet<'_>,
    budget: &mut Budget,
) -> Result<Document, IntakeError> {
    let mut xml = package
        .xml("content.xml")?
        .ok_or(IntakeError::NotAWorkbook)?;
    let mut document = Document {
        hidden_styles: BTreeSet::new(),
        names: Vec::new(),
        reading: Reading::clean(Vec::new()),
    };
    let is_spreadsheet = document.read(&mut xml, wanted, budget)?;
    is_spreadsheet
        .then_some(document)
        .ok_or(IntakeError::NotAWorkbook)
}

struct Document {
    /// The table styles that are not displayed.
    hidden_styles: BTreeSet<String>,
    /// The names of all tables.
    names: Vec<String>,
    reading: Reading<Vec<Grid>>,
}

impl Document {
    /// Whether the document is a spreadsheet, its tables read.
    fn read(
        &mut self,
        xml: &mut Xml<'_>,
        wanted: WantedSheet<'_>,
        budget: &mut Budget,
    ) -> Result<bool, IntakeError> {
        let mut buffer = Vec::new();
        let mut style = String::new();
        let mut is_spreadsheet = false;
        loop {
            let tag = match xml.next(&mut buffer)? {
                Token::Open(tag) => tag,
                Token::Close(_) | Token::Text(_) | Token::Character(_) | Token::Aside => continue,
                Token::End => return Ok(is_spreadsheet),
            };
            match tag.name() {
                "style" => style = tag.attribute("name").unwrap_or_default().into_owned(),
                "table-properties" if !is_displayed(&tag) => {
                    self.hidden_styles.insert(std::mem::take(&mut style));
                }
                "spreadsheet" => is_spreadsheet = true,
                "table" if is_spreadsheet => {
                    let title = self.title(&tag);
                    if self.names.len() >= budget.limits.parts {
                        return Err(damaged("too many tables"));
                    }
                    self.names.push(title.name.clone());
                    if !wanted.is(&title.name, self.names.len() - 1) {
                        xml.skip(&mut buffer)?;
                        continue;
                    }
                    let draft = Draft::new(title, Company::OneOfSeveral);
                    let draft = ods_table::read(xml, &mut buffer, draft, budget)?;
                    let (grid, mut findings) = draft.finish();
                    self.reading.value.push(grid);
                    self.reading.findings.append(&mut findings);
                }
                "tracked-changes" => xml.skip(&mut buffer)?,
                _ => {}
            }
        }
    }

    fn title(&self, tag: &Tag<'_>) -> SheetTitle {
        let style = tag.attribute("style-name").unwrap_or_default();
        let hidden = self.hidden_styles.contains(style.as_ref());
        SheetTitle {
            name: tag.attribute("name").unwrap_or_default().into_owned(),
            visibility: if hidden {
                Visibility::Hidden
            } else {
                Visibility::Shown
            },
        }
    }
}

fn is_displayed(properties: &Tag<'_>) -> bool {
    properties
        .attribute("display")
        .is_none_or(|value| value != "false")
}

/// The manifest says of each part whether it is encrypted.
fn is_encrypted(package: &mut Package<'_>) -> Result<bool, IntakeError> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else {
        return Ok(false);
    };
    let mut buffer = Vec::new();
    loop {
        match xml.next(&mut buffer)? {
            Token::Open(tag) if tag.name() == "encryption-data" => return Ok(true),
            Token::Open(_)
            | Token::Close(_)
            | Token::Text(_)
            | Token::Character(_)
            | Token::Aside => {}
            Token::End => return Ok(false),
        }
    }
}

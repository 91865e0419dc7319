//! The public site: one page a programme and a KPI for each published year, the sheet, and the same
//! as files to work with. Everything is made here, once; whoever serves it needs nothing but the
//! bytes. Links are relative and name files, so that the site works from a folder too.

pub mod api;
mod pages;
mod table;

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::interchange::edition::Edition;

use crate::formats::{Encoding, Format, PublishError, render};

/// The files of a site, by their paths below its root.
pub type SiteFiles = BTreeMap<String, Vec<u8>>;

const STYLE: &str = include_str!("../templates/site/style.css");

/// `enishi.edition/1` as it is published.
pub const EDITION_SCHEMA: &str =
    include_str!("../../../docs/reference/enishi.edition-1.schema.json");

/// The site of these editions, in whatever order they come. The same editions give the same bytes.
///
/// # Errors
/// [`PublishError`] where a text does not fit into a worksheet.
pub fn site(editions: &[Edition]) -> Result<SiteFiles, PublishError> {
    let mut editions: Vec<&Edition> = editions.iter().collect();
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.fiscal_year));
    let mut files = SiteFiles::new();
    pages::all(&editions, &mut files)?;
    for edition in &editions {
        let folder = format!("data/{}", folder(edition));
        let tables = [
            ("kpis", Some(table::document(edition))),
            ("breakdowns", table::breakdowns(edition)),
        ];
        for (name, document) in tables {
            for (ending, format) in [
                (".csv", Format::Csv(Encoding::Utf8Bom)),
                ("-cp932.csv", Format::Csv(Encoding::Cp932)),
                (".xlsx", Format::Xlsx),
            ] {
                if let Some(document) = &document {
                    let rendered = render(document, format)?;
                    files.insert(format!("{folder}/{name}{ending}"), rendered.bytes);
                }
            }
        }
    }
    files.insert(
        "data/enishi.edition-1.schema.json".to_owned(),
        EDITION_SCHEMA.into(),
    );
    api::all(&editions, &mut files)?;
    files.insert("style.css".to_owned(), STYLE.into());
    Ok(files)
}

/// The folder of a year: `r6`.
fn folder(edition: &Edition) -> String {
    year(edition).short().to_lowercase()
}

fn year(edition: &Edition) -> FiscalYear {
    FiscalYear::new(edition.fiscal_year).expect("an edition is made of a fiscal year")
}

#[cfg(test)]
mod tests;

//! The tables of a page to grids, as a browser shows them. The page is tokenized only: building its
//! tree can take minutes for a few hundred kilobytes, while the elements that make a table can be
//! followed in one pass. Nothing a page refers to is fetched.

mod element;
mod flow;
mod notes;
mod outside;
mod page;
mod table;
mod token;

use enishi_domain::finding::Reading;
use enishi_domain::grid::Grid;

use crate::error::IntakeError;
use crate::formats::limits;
use page::Page;

/// Rows of one cell up to the last row, with all their tags, and as many again.
const MOST_TAGS: usize = 5_000_000;

/// Reads every table of a page, in the order in which they begin.
pub fn read(text: &str) -> Result<Reading<Vec<Grid>>, IntakeError> {
    limits::check_size(text.as_bytes(), limits::LARGEST_PAGE)?;
    let mut page = Page::default();
    for (token, count) in token::tokens(text).zip(1..) {
        if count > MOST_TAGS {
            return Err(IntakeError::TooMany {
                what: "tags",
                limit: MOST_TAGS as u64,
            });
        }
        page.take(token)?;
    }
    let read = page.finish()?;
    if read.value.is_empty() {
        return Err(IntakeError::NoTable);
    }
    Ok(read)
}

#[cfg(test)]
mod tests;

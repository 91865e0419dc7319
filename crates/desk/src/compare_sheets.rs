//! 「新旧対照」 reads last year's and this year's sheet and tells what changed.

use enishi_domain::comparison::{Comparison, compare};

use crate::check_sheet::{Checked, Document, Options, check_sheet};
use crate::error::DeskError;

/// Two sheets and what changed between them.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Last year's.
    pub last: Checked,
    /// This year's.
    pub this: Checked,
    /// What changed.
    pub comparison: Comparison,
}

/// Reads both and compares them.
///
/// # Errors
/// As [`check_sheet`], with the document that could not be read.
pub fn compare_sheets(
    last: Document<'_>,
    this: Document<'_>,
    options: &Options,
) -> Result<Compared, (String, DeskError)> {
    let read = |document: Document<'_>| {
        check_sheet(document, options).map_err(|error| (document.name.to_owned(), error))
    };
    let (last, this) = (read(last)?, read(this)?);
    let comparison = compare(&last.sheet, &this.sheet);
    Ok(Compared {
        last,
        this,
        comparison,
    })
}

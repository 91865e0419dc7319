//! Workbooks (xlsx, xls, ods) to grids.

use enishi_domain::finding::Reading;
use enishi_domain::grid::Grid;

use crate::error::IntakeError;
use crate::formats::{Format, Hints};

/// Reads every worksheet of a workbook.
pub fn read_workbook(
    _bytes: &[u8],
    _format: Format,
    _hints: &Hints<'_>,
) -> Result<Reading<Vec<Grid>>, IntakeError> {
    Err(IntakeError::Unreadable { what: "workbook" })
}

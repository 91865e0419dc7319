//! How much is read. Every limit is far above any sheet a city publishes, and low enough that
//! together they keep a reading within 512 MiB and a few seconds.

use crate::error::IntakeError;

/// The largest file, packed or unpacked.
pub const LARGEST_FILE: usize = 256 * 1024 * 1024;
/// The largest text: bytes, decoded text and the grid's copy stand in memory at once.
pub const LARGEST_TEXT: usize = 64 * 1024 * 1024;
/// The largest page; its tokenizer goes through it byte by byte.
pub const LARGEST_PAGE: usize = 32 * 1024 * 1024;
/// The last row that a spreadsheet program shows.
pub const LAST_ROW: u32 = 1_048_576;
/// The last column that a spreadsheet program shows.
pub const LAST_COLUMN: u32 = 16_384;
/// How many cells of all tables together may hold something.
pub const MOST_CELLS: usize = 4_000_000;
/// How much a sheet may hold, counted in figures: a KPI or a programme takes as much as four.
/// More than twice what the ministries publish in a year fits, 24,555 rows; with it every command
/// keeps within the memory and time that is promised, and what is written can be read again.
pub const MOST_ITEMS: usize = 200_000;
/// The longest text of a cell; a spreadsheet program keeps 32,767 characters.
pub const LONGEST_CELL: usize = 1024 * 1024;

/// Refuses what is larger than the limit.
pub fn check_size(bytes: &[u8], limit: usize) -> Result<(), IntakeError> {
    if bytes.len() <= limit {
        return Ok(());
    }
    Err(IntakeError::TooLarge {
        bytes: bytes.len() as u64,
        limit: limit as u64,
    })
}

/// Refuses one cell more than is allowed.
pub fn check_cells(count: usize) -> Result<(), IntakeError> {
    if count <= MOST_CELLS {
        return Ok(());
    }
    Err(IntakeError::TooManyCells {
        limit: MOST_CELLS as u64,
    })
}

/// Refuses more KPIs and figures than are kept.
pub fn check_items(count: usize) -> Result<(), IntakeError> {
    if count <= MOST_ITEMS {
        return Ok(());
    }
    Err(IntakeError::TooManyFigures {
        limit: MOST_ITEMS as u64,
    })
}

/// Refuses a row below the last one.
pub fn check_row(row: u32) -> Result<(), IntakeError> {
    if row <= LAST_ROW {
        return Ok(());
    }
    Err(IntakeError::TooMany {
        what: "rows",
        limit: u64::from(LAST_ROW),
    })
}

/// As much of a text as a cell may hold.
pub fn cell_text(text: &str) -> &str {
    if text.len() <= LONGEST_CELL {
        return text;
    }
    &text[..text.floor_char_boundary(LONGEST_CELL)]
}

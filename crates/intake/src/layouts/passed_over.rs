//! What stands in a document and is no part of any table that was read: notes, headings of
//! sections, paragraphs, worksheets without a table. It is told once a table, so that nothing is
//! silently lost.

use enishi_domain::grid::{Grid, Place};

/// How many rows are named.
const MOST_NAMED: usize = 8;

/// What was passed over in or around one table.
#[derive(Clone, Debug, Default)]
pub(crate) struct PassedOver {
    /// How many rows of the grid.
    pub(crate) rows: usize,
    /// The first of them.
    pub(crate) named: Vec<u32>,
    /// Where the first one stands, and its text.
    pub(crate) first: Option<(Place, String)>,
    /// How many texts outside of the table.
    pub(crate) texts: usize,
    /// The first of those.
    pub(crate) first_text: Option<String>,
}

impl PassedOver {
    /// A row of the grid of which nothing was used.
    pub(crate) fn row(&mut self, grid: &Grid, row: u32, sheet: Option<&str>) {
        let mut cells = grid.row(row).filter(|cell| !cell.text.trim().is_empty());
        let Some(cell) = cells.next() else { return };
        self.cell(row, cell.column, cell.text, sheet);
    }

    /// A cell of the grid that was not used, beside others that were.
    pub(crate) fn cell(&mut self, row: u32, column: u32, text: &str, sheet: Option<&str>) {
        if self.named.last() != Some(&row) {
            self.rows += 1;
            if self.named.len() < MOST_NAMED {
                self.named.push(row);
            }
        }
        self.first.get_or_insert_with(|| {
            let place = Place {
                sheet: sheet.map(str::to_owned),
                ..Place::new(row, column)
            };
            (place, text.trim().to_owned())
        });
    }

    /// The texts that another table passed over.
    pub(crate) fn add_texts(&mut self, other: &Self) {
        self.texts += other.texts;
        if self.first_text.is_none() {
            self.first_text.clone_from(&other.first_text);
        }
    }

    /// A text outside of the table.
    pub(crate) fn text(&mut self, text: &str) {
        self.texts += 1;
        self.first_text
            .get_or_insert_with(|| text.trim().to_owned());
    }
}

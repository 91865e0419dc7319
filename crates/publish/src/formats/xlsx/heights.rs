//! Row heights. Excel fits no row to merged cells, so the lines are counted here: a full-width
//! character is as wide as two half-width ones.

use unicode_width::UnicodeWidthStr;

use crate::document::{Content, Merging, Reach, Row, Table};

/// In points, at the font size of a printed cell.
const LINE: f64 = 13.5;

/// Above and below the text, in points.
const PADDING: f64 = 5.0;

/// What Excel allows, in points.
const TALLEST: f64 = 409.0;

/// The heights of a group's rows: each tall enough for its own cells, and together tall enough for
/// the merged ones.
pub(super) fn row_heights(table: &Table, group: &[&Row]) -> Vec<f64> {
    let lines = |row: &Row, merging: Merging| {
        let columns = table.shown_columns().filter(|(_, column)| {
            // What is carried along is not printed, and must not stretch what is.
            column.reach == Reach::Printed && (column.merging == merging || group.len() == 1)
        });
        columns
            .map(|(index, column)| line_count(&row.cells[index].content, column.width))
            .max()
            .unwrap_or(1)
    };
    let own: Vec<usize> = group
        .iter()
        .map(|row| lines(row, Merging::Single))
        .collect();
    let merged = group.first().map_or(1, |row| lines(row, Merging::Grouped));
    let missing = merged.saturating_sub(own.iter().sum());
    let more = missing.div_ceil(group.len().max(1));
    own.iter()
        .map(|lines| ((lines + more) as f64 * LINE + PADDING).min(TALLEST))
        .collect()
}

fn line_count(content: &Content, width: u16) -> usize {
    match content {
        Content::Empty | Content::Number { .. } => 1,
        Content::Text(text) => {
            // Lines break before they are full, as punctuation moves with the character before it.
            let usable = usize::from(width).saturating_sub(1).max(2);
            text.split('\n')
                .map(|line| line.width().div_ceil(usable).max(1))
                .sum()
        }
    }
}

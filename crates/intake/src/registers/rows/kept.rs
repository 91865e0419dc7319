//! What is kept of a row, and what it is compared by.

use super::{Field, RowReader};

/// Stands between cells, and in none that is text.
const BETWEEN_CELLS: u8 = 0x1f;

impl RowReader<'_> {
    /// The row's bytes, without the columns that must not be kept. Where a row is out of step
    /// nobody knows which field is which, so nothing of it is kept.
    pub(super) fn kept(
        &self,
        fields: &[Field<'_>],
        raw: &[u8],
        is_whole: bool,
        but: Option<usize>,
    ) -> Vec<u8> {
        if !self.binding.has_forbidden() && but.is_none() {
            return raw.to_vec();
        }
        if !is_whole {
            return Vec::new();
        }
        let mut kept = Vec::with_capacity(raw.len());
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                kept.push(self.delimiter);
            }
            if self.binding.is_forbidden(index) || but == Some(index) {
                continue;
            }
            let needs_quotes = field
                .bytes
                .iter()
                .any(|byte| *byte == self.delimiter || matches!(byte, b'"' | b'\n' | b'\r'));
            if needs_quotes {
                kept.push(b'"');
                kept.extend_from_slice(field.bytes);
                kept.push(b'"');
            } else {
                kept.extend_from_slice(field.bytes);
            }
        }
        kept
    }

    /// What the cells hold, without the columns that must not be kept and without the empty cells
    /// that some programs write behind the last filled one.
    pub(super) fn content(&self, fields: &[Field<'_>], refused: Option<usize>) -> Vec<u8> {
        if !self.context.compares {
            return Vec::new();
        }
        let is_kept = |index| !self.binding.is_forbidden(index) && Some(index) != refused;
        let is_held =
            |(index, field): (usize, &Field<'_>)| is_kept(index) && !field.bytes.is_empty();
        let last = fields.iter().enumerate().rposition(is_held);
        let fields = &fields[..last.map_or(0, |last| last + 1)];
        let mut joined = Vec::with_capacity(fields.iter().map(|one| one.bytes.len() + 1).sum());
        for (index, field) in fields.iter().enumerate() {
            if is_kept(index) {
                joined.extend_from_slice(field.bytes);
            }
            joined.push(BETWEEN_CELLS);
        }
        let content = self.charset.decoded(joined);
        if fields.iter().any(|field| field.is_escaped) {
            let text = String::from_utf8_lossy(&content);
            return text.replace("\"\"", "\"").into_bytes();
        }
        content
    }
}

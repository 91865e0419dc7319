//! What one sees of a register before anything of it is read: how it is written, its headings with
//! a few rows, and which heading each column of the mapping was found under; and the mapping again,
//! once somebody said which heading is meant.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::RegisterError;
use super::heading::{self, Binding, around_columns, guesses, quoted, quoted_key};
use super::my_number::survey;
use super::records::Field;
use super::table::{self, Table};
use crate::definitions::mapping::Mapping;
use crate::definitions::mapping::pattern::Pattern;
use crate::formats::limits::LAST_COLUMN;
use crate::formats::{Format, Hints};

/// How much of a cell is shown.
const SHOWN: usize = 40;

/// 「列の対応」 a register before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What the file is.
    pub format: Format,
    /// How its text was encoded; none for workbooks.
    pub encoding: Option<&'static str>,
    /// The row of the headings, from 1.
    pub heading_row: u64,
    /// The headings; none where the file has no row of them.
    pub headings: Vec<String>,
    /// The first rows below them, cells shortened.
    pub rows: Vec<Vec<String>>,
    /// What the mapping reads.
    pub columns: Vec<ColumnSeen>,
    /// Headings whose columns are never read: マイナンバー.
    pub refused_columns: Vec<String>,
}

/// A column of the mapping, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSeen {
    /// Its name in the mapping.
    pub name: String,
    /// The heading that the mapping looks for first.
    pub label: String,
    /// Whether the file is not read without it.
    pub is_required: bool,
    /// Whether several headings may stand for it.
    pub is_open: bool,
    /// The headings that it was found under.
    pub found: Vec<String>,
    /// A heading that may be meant, where none was found.
    pub guess: Option<String>,
}

/// Looks at a register with so many of its rows.
///
/// # Errors
/// [`RegisterError::Intake`], where the bytes are no table. A heading that is missing is none.
pub fn preview_register(
    bytes: &[u8],
    hints: &Hints<'_>,
    mapping: &Mapping,
    rows: usize,
) -> Result<Preview, RegisterError> {
    let hints = Hints {
        sheet: hints.sheet.or(mapping.sheet.as_deref()),
        ..*hints
    };
    table::with_tables(bytes, hints, mapping.encoding.as_deref(), |tables| {
        let (table, binding) = heading::look(tables, mapping)?;
        Ok(seen(table, binding, mapping, rows))
    })
}

fn seen(table: &Table<'_>, mut binding: Binding, mapping: &Mapping, rows: usize) -> Preview {
    let forbidden = survey(table, &binding).forbidden;
    let refused_columns = binding.forbid(&forbidden);
    let guesses = guesses(&binding, mapping, &mut binding.unread());
    let columns = mapping.columns.iter().zip(guesses).enumerate();
    let columns = columns.map(|(at, (spec, guess))| {
        let first = spec.patterns.first();
        ColumnSeen {
            name: spec.name.clone(),
            label: first.map_or_else(|| spec.name.clone(), |first| first.written.clone()),
            is_required: spec.is_required,
            is_open: spec.patterns.iter().any(Pattern::is_open),
            found: binding.found(at),
            guess,
        }
    });
    Preview {
        format: table.format,
        encoding: table.encoding,
        heading_row: binding.row,
        columns: columns.collect(),
        rows: first_rows(table, &binding, rows),
        headings: binding.headings,
        refused_columns,
    }
}

/// The first rows below the headings; of a column that is never read nothing is shown.
fn first_rows(table: &Table<'_>, binding: &Binding, most: usize) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let from = binding.row + u64::from(!binding.headings.is_empty());
    table.for_each(&mut |number, fields, _| {
        if rows.len() == most {
            return ControlFlow::Break(());
        }
        if number >= from && !fields.iter().all(Field::is_blank) {
            let cells = fields.iter().take(LAST_COLUMN as usize).enumerate();
            let texts = cells.map(|(index, field)| {
                if binding.is_forbidden(index) {
                    return String::new();
                }
                let text = table.charset.text(field).unwrap_or_default();
                text.chars().take(SHOWN).collect()
            });
            rows.push(texts.collect());
        }
        ControlFlow::Continue(())
    });
    rows
}

/// The mapping with other headings for some of its columns: the one that is named, before those
/// that the mapping knew. Its version is raised.
#[must_use]
pub fn remapped(mapping: &Mapping, chosen: &BTreeMap<String, String>) -> String {
    let lines = mapping.columns.iter().map(|spec| {
        let known = spec.patterns.iter().map(|pattern| pattern.written.as_str());
        let named = chosen.get(&spec.name).map(String::as_str);
        let others = known.filter(|known| Some(*known) != named);
        let all: Vec<String> = named.into_iter().chain(others).map(quoted).collect();
        format!("{} = [{}]", quoted_key(&spec.name), all.join(", "))
    });
    let lines: Vec<String> = lines.collect();
    let (before, after) = around_columns(&mapping.text);
    let version = format!("version = {}", mapping.version);
    let raised = format!("version = {}", mapping.version.saturating_add(1));
    let before = before.replacen(&version, &raised, 1);
    format!("{before}[columns]\n{}\n\n{after}", lines.join("\n"))
}

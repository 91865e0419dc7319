//! A file of an inquiry as it comes back: each cell is held against what was sent. That the kept
//! worksheet itself is as it was sent, only the ledger's key can tell; see [`super::answers`].

use std::collections::BTreeMap;

use enishi_domain::grid::{Cell, CellKind, Grid};
use enishi_intake::formats::{Content, Hints, read};
use serde::{Deserialize, Serialize};

use super::made::{Kept, clean};
use super::{FIELDS, FORMAT};
use crate::error::DeskError;
use crate::inquiry_error::InquiryError;
use crate::wording::inquiries as wording;
use crate::write_assessment::LONGEST_TEXT;

/// A file of an inquiry, read: small, and to be written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryRead {
    /// The worksheet 控え, but for its proof.
    pub(super) kept: Vec<Vec<String>>,
    /// The proof.
    pub(super) tag: String,
    /// What stands by now in the cells that were asked for: row, column and text.
    pub(super) filled: Vec<(u32, u32, String)>,
}

/// A line that was asked for, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The programme's number.
    pub(super) programme: String,
    /// The KPI's; empty for the programme as a whole.
    pub(super) kpi: String,
    /// The revision that was sent.
    pub(super) revision: i64,
    /// What was sent, in the order of [`FIELDS`].
    pub(super) before: [String; 3],
    /// What stands there.
    pub(super) after: [String; 3],
    /// The row of the form.
    pub(super) row: u32,
}

impl InquiryRead {
    /// What was asked for and what stands there by now, in the order of the form. All but the
    /// latter is of the worksheet 控え, which the ledger's key proves; whoever reads a file in
    /// between is not believed.
    pub(super) fn asked(&self) -> Result<Vec<Asked>, InquiryError> {
        let filled = self.filled.iter();
        let filled = filled.map(|(row, column, text)| ((*row, *column), text));
        let filled: BTreeMap<(u32, u32), &String> = filled.collect();
        let mut asked: Vec<Asked> = Vec::new();
        for ((row, column), sent) in sent(&self.kept)? {
            let Some(field) = FIELDS.iter().position(|field| *field == sent.field) else {
                continue;
            };
            if asked.last().is_none_or(|last| last.row != row) {
                asked.push(Asked {
                    programme: sent.programme,
                    kpi: sent.kpi,
                    revision: sent.revision,
                    before: Default::default(),
                    after: Default::default(),
                    row,
                });
            }
            if let Some(last) = asked.last_mut() {
                let text = filled.get(&(row, column));
                last.after[field] = text.map(|text| (*text).clone()).unwrap_or_default();
                last.before[field] = sent.text;
            }
        }
        Ok(asked)
    }
}

/// The cells that were sent, by row and column.
fn sent(kept: &[Vec<String>]) -> Result<BTreeMap<(u32, u32), Kept>, InquiryError> {
    let cells = kept.iter().skip(1).map(|row| {
        let cell = Kept::of(row).ok_or(InquiryError::NotAsSent(wording::KEPT))?;
        Ok(((cell.row, cell.column), cell))
    });
    cells.collect()
}

/// Reads a file that comes back.
///
/// # Errors
/// [`DeskError::Intake`] where it is no workbook, [`InquiryError`] where it is not what was sent
/// with its answers filled in.
pub fn read_inquiry(name: &str, bytes: &[u8]) -> Result<InquiryRead, DeskError> {
    let hints = Hints {
        name: Some(name),
        ..Hints::default()
    };
    let Content::Tables(tables) = read(bytes, &hints)? else {
        return Err(InquiryError::NotOurs.into());
    };
    let grids = &tables.value.grids;
    let named = |name: &str| {
        let mut grids = grids.iter();
        grids.find(|grid| grid.name.as_deref() == Some(name))
    };
    let (Some(form), Some(copy)) = (named(wording::SHEET), named(wording::KEPT)) else {
        return Err(InquiryError::NotOurs.into());
    };
    let mut kept = rows(copy);
    let is_ours = kept
        .first()
        .is_some_and(|head| head.len() == 6 && head.first().is_some_and(|format| format == FORMAT));
    if !is_ours {
        return Err(InquiryError::NotOurs.into());
    }
    let tag = kept[0].pop().unwrap_or_default();
    let sent = sent(&kept)?;
    hold_against(form, &sent)?;
    Ok(InquiryRead {
        filled: filled(form, &sent)?,
        kept,
        tag,
    })
}

/// The rows of the worksheet 控え, each as long as the first of its kind.
fn rows(grid: &Grid) -> Vec<Vec<String>> {
    let numbers = grid.row_numbers();
    numbers
        .map(|number| {
            let width = if number == 1 { 6 } else { 7 };
            let text = |column| grid.cell(number, column).map_or("", |cell| cell.text);
            (1..=width).map(|column| text(column).to_owned()).collect()
        })
        .collect()
}

/// Refuses the first cell that says something else than what was sent and is not asked for.
fn hold_against(form: &Grid, sent: &BTreeMap<(u32, u32), Kept>) -> Result<(), DeskError> {
    let altered = |at: (u32, u32), was: &str, is: &str| {
        Err(InquiryError::Altered {
            place: wording::place(at.0, at.1),
            was: was.to_owned(),
            is: is.to_owned(),
        }
        .into())
    };
    for cell in form.cells() {
        let at = (cell.row, cell.column);
        match sent.get(&at) {
            Some(sent) if sent.field.is_empty() && sent.text != cell.text => {
                return altered(at, &sent.text, cell.text);
            }
            Some(_) => {}
            None if cell.text.trim().is_empty() => {}
            None => return altered(at, "", cell.text),
        }
    }
    for (at, sent) in sent {
        let is_gone = form.cell(at.0, at.1).is_none();
        if is_gone && sent.field.is_empty() && !sent.text.is_empty() {
            return altered(*at, &sent.text, "");
        }
    }
    Ok(())
}

fn filled(
    form: &Grid,
    sent: &BTreeMap<(u32, u32), Kept>,
) -> Result<Vec<(u32, u32, String)>, InquiryError> {
    let asked = sent.iter().filter(|(_, sent)| !sent.field.is_empty());
    let cells = asked.filter_map(|(at, _)| form.cell(at.0, at.1));
    cells
        .map(|cell| Ok((cell.row, cell.column, answer(cell)?)))
        .collect()
}

fn answer(cell: Cell<'_>) -> Result<String, InquiryError> {
    let place = || wording::place(cell.row, cell.column);
    if matches!(cell.kind, CellKind::Error | CellKind::FormulaWithoutValue) {
        return Err(InquiryError::NoText { place: place() });
    }
    let text = clean(&cell.text.replace("\r\n", "\n"));
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        return Err(InquiryError::TooLong {
            place: place(),
            length,
            most: LONGEST_TEXT,
        });
    }
    Ok(text)
}

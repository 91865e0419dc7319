//! 「事業名：…」 「担当課：…」 lines above a small table, which say whose table it is. Such a block begins a
//! programme; what a table prints of a programme in columns of its own goes before.

use enishi_domain::grid::{Grid, Place};
use enishi_domain::text::fold_label;
use enishi_domain::year_sheet::{Column, Programme};

use super::lexicon::column_word;
use super::table::Placed;

/// What one line says of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) column: Column,
    /// The words before the colon.
    label: String,
    pub(crate) text: String,
    pub(crate) place: Option<Place>,
}

/// A label is as short as a heading.
const LONGEST_LABEL: usize = 24;
/// A longer line declares one thing; looking for others in it is quadratic.
const LONGEST_LINE: usize = 1_000;
/// A row of more cells is data.
const MOST_CELLS: usize = 10;

impl Declared {
    /// As a cell of a table would hold it.
    pub(crate) fn placed(&self) -> Placed<'_> {
        let outside = || Place {
            header: Some(self.label.clone()),
            ..Place::new(1, 1)
        };
        Placed {
            text: &self.text,
            place: self.place.clone().unwrap_or_else(outside),
        }
    }

    /// The unit in the label: 「決算額（千円）：」.
    pub(crate) fn label(&self) -> &str {
        &self.label
    }
}

/// What a row declares, if it does nothing else: 「事業名：X」 in a cell, or 「事業名」 beside 「X」.
pub(crate) fn in_row(grid: &Grid, row: u32, sheet: Option<&str>) -> Option<Vec<Declared>> {
    if grid.row(row).nth(MOST_CELLS).is_some() {
        return None;
    }
    let mut cells = grid.row(row).filter(|cell| !cell.text.trim().is_empty());
    // Most rows are told by their first cell.
    let first = cells.next()?;
    let mut found = Vec::new();
    let mut label: Option<(Column, String)> = None;
    for cell in std::iter::once(first).chain(cells) {
        let place = Place {
            sheet: sheet.map(str::to_owned),
            ..Place::new(row, cell.column)
        };
        if let Some((column, label)) = label.take() {
            found.push(Declared {
                column,
                label,
                text: cell.text.trim().to_owned(),
                place: Some(place),
            });
            continue;
        }
        let bare = cell.text.trim().trim_end_matches([':', '：']);
        if let Some(column) = column_named(bare) {
            label = Some((column, bare.to_owned()));
            continue;
        }
        found.extend(in_text(cell.text, Some(&place))?);
    }
    (label.is_none() && !found.is_empty()).then_some(found)
}

/// Adds lines to those of a block. Where they name another programme, no table stood under the
/// lines before, which are given back.
pub(crate) fn go_on(block: &mut Vec<Declared>, lines: Vec<Declared>) -> Vec<Declared> {
    let names = |lines: &[Declared]| lines.iter().any(|l| l.column == Column::ProgrammeName);
    let left = if names(block) && names(&lines) {
        std::mem::take(block)
    } else {
        Vec::new()
    };
    block.extend(lines);
    left
}

/// Whether these lines begin a block: they name a programme.
pub(crate) fn begins(block: &[Declared]) -> bool {
    let names = [Column::ProgrammeName, Column::ProgrammeNo];
    block.iter().any(|one| names.contains(&one.column))
}

/// What a text declares, line by line, if it does nothing else.
pub(crate) fn in_text(text: &str, place: Option<&Place>) -> Option<Vec<Declared>> {
    let lines = text.lines().map(str::trim);
    let mut found = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let line = line.trim_start_matches(['・', '■', '□', '●', '○', '◆', '◇', '#', '*', ' ']);
        let (label, rest) = labelled(line)?;
        let (mut column, mut label, mut rest) = (column_named(label)?, label, rest);
        // 「事業名：X　担当課：Y」 in one line.
        while let Some((at, next, behind)) = next_label(rest) {
            found.push(declared(column, label, &rest[..at], place));
            (column, label, rest) = (column_named(next)?, next, behind);
        }
        found.push(declared(column, label, rest, place));
    }
    (!found.is_empty()).then_some(found)
}

fn declared(column: Column, label: &str, text: &str, place: Option<&Place>) -> Declared {
    let place = place.map(|place| Place {
        header: Some(label.trim().to_owned()),
        ..place.clone()
    });
    Declared {
        column,
        label: label.trim().to_owned(),
        text: text.trim().to_owned(),
        place,
    }
}

fn labelled(text: &str) -> Option<(&str, &str)> {
    text.split_once([':', '：'])
}

/// Where behind a blank another label begins, the label and what follows it.
fn next_label(text: &str) -> Option<(usize, &str, &str)> {
    if text.len() > LONGEST_LINE {
        return None;
    }
    let blanks = text.char_indices().filter(|(_, c)| c.is_whitespace());
    blanks.into_iter().find_map(|(at, blank)| {
        let start = at + blank.len_utf8();
        let (label, behind) = labelled(&text[start..])?;
        column_named(label)?;
        Some((at, label, behind))
    })
}

/// The column of a programme that a label names for certain.
fn column_named(label: &str) -> Option<Column> {
    let short = label.chars().nth(LONGEST_LABEL).is_none();
    let column = short.then(|| column_word(&fold_label(label)))??;
    let of_programme = [
        Column::ProgrammeNo,
        Column::ProgrammeName,
        Column::Overview,
        Column::CostSettled,
        Column::Departments,
    ];
    of_programme.contains(&column).then_some(column)
}

/// Gives a programme what its block declares and the table's own columns do not say.
pub(crate) fn fill(programme: &mut Programme, declared: &Declared) {
    let printed = || Some(declared.placed().printed()).filter(|printed| !printed.text.is_empty());
    if declared.column == Column::ProgrammeNo && !declared.text.is_empty() {
        programme.no.clone_from(&declared.text);
    } else if declared.column == Column::ProgrammeName && programme.name.is_none() {
        programme.name = printed();
    } else if declared.column == Column::Overview && programme.overview.is_none() {
        programme.overview = printed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Vec<(Column, String)>> {
        let found = in_text(text, None)?;
        let pairs = found.into_iter().map(|one| (one.column, one.text));
        Some(pairs.collect())
    }

    #[test]
    fn a_block_without_a_table_is_given_back() {
        let lines = |text| in_text(text, None).expect("a block");
        let mut block = lines("担当課：総務課");
        assert!(go_on(&mut block, lines("事業名：甲")).is_empty());
        assert_eq!(go_on(&mut block, lines("事業名：乙")).len(), 2);
        assert_eq!(block, lines("事業名：乙"));
    }

    #[test]
    fn only_lines_that_declare_are_declarations() {
        use Column::{CostSettled, Departments, ProgrammeName};
        for (text, expected) in [
            ("事業名：移住支援", Some(&[(ProgrammeName, "移住支援")][..])),
            (
                "■ 事業名: 移住支援　担当課：商工課",
                Some(&[(ProgrammeName, "移住支援"), (Departments, "商工課")]),
            ),
            (
                "事業名：移住 支援\n決算額（千円）：1,200",
                Some(&[(ProgrammeName, "移住 支援"), (CostSettled, "1,200")]),
            ),
            ("事業名：移住支援\n以上のとおり", None),
            ("事業名は移住支援です", None),
            ("備考：別紙", None),
            ("目標：50人", None),
        ] {
            let expected = expected.map(|pairs| {
                let owned = pairs
                    .iter()
                    .map(|(column, text)| (*column, (*text).to_owned()));
                owned.collect::<Vec<_>>()
            });
            assert_eq!(found(text), expected, "{text}");
        }
    }
}

//! One worksheet of an xlsx, streamed: what it holds passes by once and goes into a draft.

use enishi_domain::grid::CellKind;

use super::budget::Budget;
use super::cell_reference::{self, CellName, LAST_COLUMN, LAST_ROW};
use super::draft::{self, Draft};
use super::merges;
use super::number_format::NumberFormat;
use super::shared_strings::SharedStrings;
use super::styles::Styles;
use super::xlsx::is_true;
use super::xml::{Tag, Token, Xml};
use super::{number_text, rich_text};
use crate::error::IntakeError;

/// What a sheet's part turned out to be.
pub(super) enum Sheet {
    /// A worksheet.
    Cells(Box<Draft>),
    /// A chart or a dialog, which has no cells.
    WithoutCells,
    /// No sheet at all.
    SomethingElse,
}

/// Reads one worksheet.
pub(super) fn read(
    mut xml: Xml<'_>,
    strings: &SharedStrings,
    styles: &Styles,
    draft: Draft,
    budget: &mut Budget,
) -> Result<Sheet, IntakeError> {
    let mut buffer = Vec::new();
    let root = loop {
        match xml.next(&mut buffer)? {
            Token::Open(tag) => break tag.name().to_owned(),
            Token::Close(_) | Token::Text(_) | Token::Character(_) | Token::Aside => {}
            Token::End => return Ok(Sheet::SomethingElse),
        }
    };
    match root.as_str() {
        "worksheet" => {}
        "chartsheet" | "dialogsheet" | "macrosheet" => return Ok(Sheet::WithoutCells),
        _ => return Ok(Sheet::SomethingElse),
    }
    let mut reader = WorksheetReader {
        xml,
        strings,
        styles,
        draft,
        budget,
        row: Some(0),
        column: 0,
        content: Content::default(),
        shown: String::new(),
    };
    reader.worksheet(&mut buffer)?;
    Ok(Sheet::Cells(Box::new(reader.draft)))
}

struct WorksheetReader<'a, 'x> {
    xml: Xml<'x>,
    strings: &'a SharedStrings,
    styles: &'a Styles,
    draft: Draft,
    budget: &'a mut Budget,
    /// The row that is read, 0 before the first; none while its number cannot be read.
    row: Option<u32>,
    /// The column of the cell before, 0 before the first.
    column: u32,
    content: Content,
    /// A number as shown; like the content, kept to spare an allocation a cell.
    shown: String,
}

/// What stands in one cell.
#[derive(Default)]
struct Content {
    has_value: bool,
    value: String,
    inline: String,
    has_formula: bool,
    formula: String,
}

impl Content {
    fn clear(&mut self) {
        self.has_value = false;
        self.has_formula = false;
        self.value.clear();
        self.inline.clear();
        self.formula.clear();
    }
}

/// The attributes of a cell; without a place it is passed over.
struct CellTag {
    place: Option<(u32, u32)>,
    style: usize,
    kind: ValueKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ValueKind {
    Number,
    SharedString,
    InlineString,
    FormulaString,
    Boolean,
    Error,
    IsoDate,
}

impl WorksheetReader<'_, '_> {
    fn worksheet(&mut self, buffer: &mut Vec<u8>) -> Result<(), IntakeError> {
        let mut alternatives = Alternatives::default();
        while self.xml.depth() > 0 {
            let Token::Open(tag) = self.xml.next(buffer)? else {
                continue;
            };
            match tag.name() {
                "sheetData" => self.rows(buffer)?,
                "cols" | "mergeCells" => {}
                "col" => self.column_tag(&tag),
                "mergeCell" => {
                    let range = tag.attribute("ref").unwrap_or_default();
                    match cell_reference::parse_range(&range) {
                        Some(range) => self.draft.merge(self.budget, range),
                        None => self.draft.note(&merges::UNREADABLE, None, &range),
                    }
                }
                name if alternatives.descends_into(name) => {}
                _ => self.xml.skip(buffer)?,
            }
        }
        Ok(())
    }

    fn rows(&mut self, buffer: &mut Vec<u8>) -> Result<(), IntakeError> {
        let outside = self.xml.depth() - 1;
        let mut alternatives = Alternatives::default();
        while self.xml.depth() > outside {
            let Token::Open(tag) = self.xml.next(buffer)? else {
                continue;
            };
            match tag.name() {
                "c" => {
                    let cell = self.cell_tag(&tag);
                    self.cell(&cell, buffer)?;
                }
                "row" => self.row_tag(&tag),
                name if alternatives.descends_into(name) => {}
                _ => self.xml.skip(buffer)?,
            }
        }
        Ok(())
    }

    fn column_tag(&mut self, tag: &Tag<'_>) {
        if !is_hidden(tag, "width") {
            return;
        }
        let number = |name| tag.attribute(name)?.parse::<u32>().ok();
        if let (Some(first), Some(last)) = (number("min"), number("max")) {
            let last = last.min(LAST_COLUMN);
            if (1..=last).contains(&first) {
                self.draft.hide_columns(self.budget, first..last + 1);
            }
        }
    }

    fn row_tag(&mut self, tag: &Tag<'_>) {
        self.column = 0;
        self.row = match tag.attribute("r") {
            // After a row whose number cannot be read nobody knows the next one's.
            None => self.row.map(|row| row + 1).filter(|row| *row <= LAST_ROW),
            Some(written) => {
                let row = cell_reference::parse_row(&written);
                if row.is_none() {
                    self.draft
                        .note(&draft::REFERENCE_UNREADABLE, None, &written);
                }
                row
            }
        };
        if let Some(row) = self.row.filter(|_| is_hidden(tag, "ht")) {
            self.draft.hide_rows(self.budget, row..row + 1);
        }
    }

    fn cell_tag(&mut self, tag: &Tag<'_>) -> CellTag {
        let mut cell = CellTag {
            place: None,
            style: 0,
            kind: ValueKind::Number,
        };
        let mut reference = None;
        for (name, value) in tag.attributes() {
            match name {
                "r" => reference = Some(value),
                "s" => cell.style = value.parse().unwrap_or(usize::MAX),
                "t" => cell.kind = value_kind(value),
                "" => reference = Some(value),
                _ => {}
            }
        }
        cell.place = match reference {
            Some(written) => {
                let place = cell_reference::parse(written);
                if place.is_none() {
                    self.draft.note(&draft::REFERENCE_UNREADABLE, None, written);
                }
                place
            }
            // Before the first row there is nothing that a cell could stand in.
            None if self.row == Some(0) => {
                self.draft.note(&draft::REFERENCE_UNREADABLE, None, "c");
                None
            }
            None => self.row.map(|row| (row, self.column + 1)),
        };
        self.column = cell.place.map_or(self.column + 1, |(_, column)| column);
        if self.column > LAST_COLUMN {
            let beyond = CellName(self.row.unwrap_or(0), self.column);
            self.draft.note(&draft::REFERENCE_UNREADABLE, None, beyond);
            cell.place = None;
        }
        cell
    }

    fn cell(&mut self, cell: &CellTag, buffer: &mut Vec<u8>) -> Result<(), IntakeError> {
        self.content.clear();
        let outside = self.xml.depth() - 1;
        while self.xml.depth() > outside {
            let Token::Open(inner) = self.xml.next(buffer)? else {
                continue;
            };
            match inner.name() {
                "v" => {
                    self.content.has_value = true;
                    self.xml.text_into(&mut self.content.value, buffer)?;
                }
                "is" => {
                    let inline = &mut self.content.inline;
                    rich_text::read_into(inline, &mut self.xml, buffer)?;
                }
                "f" => {
                    self.content.has_formula = true;
                    self.xml.text_into(&mut self.content.formula, buffer)?;
                }
                _ => self.xml.skip(buffer)?,
            }
        }
        match cell.place {
            Some(place) => self.add(place, cell),
            None => Ok(()),
        }
    }

    /// Puts the cell's content into the draft.
    fn add(&mut self, place: (u32, u32), cell: &CellTag) -> Result<(), IntakeError> {
        let Content {
            has_value,
            value,
            inline,
            ..
        } = &mut self.content;
        let computed = match cell.kind {
            ValueKind::FormulaString => *has_value,
            ValueKind::InlineString => !inline.is_empty(),
            ValueKind::Number
            | ValueKind::SharedString
            | ValueKind::Boolean
            | ValueKind::Error
            | ValueKind::IsoDate => !value.is_empty(),
        };
        if !computed {
            return self.add_without_value(place);
        }
        let (text, kind) = match cell.kind {
            ValueKind::Number => return self.add_number(place, cell.style),
            ValueKind::SharedString => {
                let index = value.trim_ascii().parse().ok();
                let Some(text) = index.and_then(|index| self.strings.get(index)) else {
                    self.draft.note(&draft::STRING_MISSING, Some(place), value);
                    return Ok(());
                };
                (text, CellKind::Text)
            }
            ValueKind::InlineString => (inline.as_str(), CellKind::Text),
            ValueKind::FormulaString => {
                rich_text::decode_escapes(value, 0);
                (value.as_str(), CellKind::Text)
            }
            ValueKind::Boolean => match value.trim_ascii() {
                "1" | "true" => ("TRUE", CellKind::Boolean),
                "0" | "false" => ("FALSE", CellKind::Boolean),
                other => {
                    self.draft
                        .note(&draft::NUMBER_UNREADABLE, Some(place), other);
                    (other, CellKind::Text)
                }
            },
            ValueKind::Error => (value.as_str(), CellKind::Error),
            ValueKind::IsoDate => (without_midnight(value), CellKind::Date),
        };
        self.draft.add(self.budget, place, text, kind)
    }

    fn add_number(&mut self, place: (u32, u32), style: usize) -> Result<(), IntakeError> {
        let format = self.styles.format(style).unwrap_or_else(|| {
            let quote = self.content.value.trim_ascii();
            self.draft.note(&draft::STYLE_MISSING, Some(place), quote);
            &NumberFormat::Plain
        });
        self.shown.clear();
        if number_text::decimal(&self.content.value, &mut self.shown).is_none() {
            let text = self.content.value.as_str();
            self.draft
                .note(&draft::NUMBER_UNREADABLE, Some(place), text);
            return self.draft.add(self.budget, place, text, CellKind::Text);
        }
        if *format == NumberFormat::Plain {
            return self
                .draft
                .add(self.budget, place, &self.shown, CellKind::Number);
        }
        self.content.value.clear();
        let shown = self
            .styles
            .show(&self.shown, format, &mut self.content.value);
        let text = self.content.value.as_str();
        if let Some(fault) = shown.fault {
            self.draft.note(fault, Some(place), text);
        }
        self.draft.add(self.budget, place, text, shown.kind)
    }

    /// A formula that nobody computed is shown as it is written; a shared one's followers do not
    /// repeat it.
    fn add_without_value(&mut self, place: (u32, u32)) -> Result<(), IntakeError> {
        if !self.content.has_formula {
            return Ok(());
        }
        self.content.formula.insert(0, '=');
        let formula = &self.content.formula;
        self.draft
            .add(self.budget, place, formula, CellKind::FormulaWithoutValue)
    }
}

fn value_kind(written: &str) -> ValueKind {
    match written {
        "s" => ValueKind::SharedString,
        "inlineStr" => ValueKind::InlineString,
        "str" => ValueKind::FormulaString,
        "b" => ValueKind::Boolean,
        "e" => ValueKind::Error,
        "d" => ValueKind::IsoDate,
        _ => ValueKind::Number,
    }
}

/// Hidden, filtered away, or of no height or width at all.
fn is_hidden(tag: &Tag<'_>, size: &str) -> bool {
    tag.attributes().any(|(name, value)| {
        (name == "hidden" && is_true(value))
            || (name == size && value.parse::<f64>().is_ok_and(|size| size == 0.0))
    })
}

/// The time of a day that is only a day.
fn without_midnight(date: &str) -> &str {
    let date = date.strip_suffix('Z').unwrap_or(date);
    let date = date.strip_suffix(".000").unwrap_or(date);
    date.strip_suffix("T00:00:00").unwrap_or(date)
}

/// Of the alternatives that a newer program wrote beside each other the first is read.
#[derive(Default)]
struct Alternatives {
    chosen: bool,
}

impl Alternatives {
    fn descends_into(&mut self, name: &str) -> bool {
        match name {
            "AlternateContent" => self.chosen = false,
            "Choice" | "Fallback" => return !std::mem::replace(&mut self.chosen, true),
            _ => return false,
        }
        true
    }
}

//! Cell formats, each made once.

use std::collections::BTreeMap;

use enishi_domain::finding::Severity;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::document::{Cell, ColumnKind, ColumnSpec, Content, Reach};

/// Ships with Windows and Office, made to be read by everyone.
const FONT: &str = "BIZ UDPゴシック";

/// The longest unit that is shown behind its number; Excel holds formats of 255 characters.
const LONGEST_UNIT: usize = 30;

/// What stands where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Title,
    Fact,
    Header,
    Start,
    Centre,
    End,
}

/// All that a format depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Style {
    place: Place,
    is_carried: bool,
    severity: Option<Severity>,
    number_format: Option<String>,
    /// Editing the cell must not turn its text into a formula either.
    begins_like_a_formula: bool,
}

impl Style {
    pub(super) fn of(place: Place) -> Self {
        Self {
            place,
            is_carried: false,
            severity: None,
            number_format: None,
            begins_like_a_formula: false,
        }
    }

    pub(super) fn header(reach: Reach) -> Self {
        Self {
            is_carried: reach == Reach::Carried,
            ..Self::of(Place::Header)
        }
    }

    pub(super) fn cell(column: &ColumnSpec, cell: &Cell) -> Self {
        let place = match (column.kind, &cell.content) {
            (ColumnKind::Amount, Content::Number { .. }) => Place::End,
            (ColumnKind::Mark | ColumnKind::Code, _) => Place::Centre,
            (ColumnKind::Amount | ColumnKind::Text | ColumnKind::RowHeading, _) => Place::Start,
        };
        Self {
            is_carried: column.reach == Reach::Carried,
            severity: cell.severity(),
            number_format: number_format(column.kind, &cell.content),
            begins_like_a_formula: begins_like_a_formula(&cell.content),
            ..Self::of(place)
        }
    }
}

/// `#,##0.0"人"`: the digits printed, the unit behind them.
fn number_format(kind: ColumnKind, content: &Content) -> Option<String> {
    let Content::Number { amount, unit } = content else {
        return None;
    };
    let whole = match kind {
        ColumnKind::Amount => "#,##0",
        ColumnKind::Text | ColumnKind::RowHeading | ColumnKind::Code | ColumnKind::Mark => "0",
    };
    let mut format = whole.to_owned();
    if amount.scale() > 0 {
        format.push('.');
        format.push_str(&"0".repeat(amount.scale() as usize));
    }
    let is_plain = !unit.contains(['"', '\\']) && unit.chars().count() <= LONGEST_UNIT;
    if is_plain && !unit.is_empty() {
        format.push_str(&format!("\"{unit}\""));
    }
    Some(format)
}

fn begins_like_a_formula(content: &Content) -> bool {
    match content {
        Content::Text(text) => text.len() > 1 && text.starts_with(['=', '+', '-', '@']),
        Content::Empty | Content::Number { .. } => false,
    }
}

/// The formats made so far.
#[derive(Default)]
pub(super) struct Styles(BTreeMap<Style, Format>);

impl Styles {
    pub(super) fn format(&mut self, style: &Style) -> &Format {
        self.0.entry(style.clone()).or_insert_with(|| format(style))
    }
}

fn format(style: &Style) -> Format {
    let mut format = Format::new().set_font_name(FONT).set_font_size(10);
    format = match style.place {
        Place::Title => return format.set_font_size(16).set_bold(),
        Place::Fact => return format,
        Place::Header => format
            .set_bold()
            .set_background_color(Color::RGB(0x00E8_F1FE))
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter),
        Place::Start => format
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::Top),
        Place::Centre => format
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::Top),
        Place::End => format
            .set_align(FormatAlign::Right)
            .set_align(FormatAlign::Top),
    };
    format = format.set_text_wrap().set_border(FormatBorder::Thin);
    format = format.set_border_color(Color::RGB(0x0076_7676));
    if style.is_carried {
        format = format
            .set_font_size(8)
            .set_font_color(Color::RGB(0x0059_5959));
    }
    if let Some(number_format) = &style.number_format {
        format = format.set_num_format(number_format);
    }
    if style.begins_like_a_formula {
        format = format.set_quote_prefix();
    }
    match style.severity {
        None => format,
        Some(severity) => flagged(format, severity),
    }
}

/// Fill and border differ, so that the severities can be told apart without colour.
fn flagged(format: Format, severity: Severity) -> Format {
    let (fill, line, border) = match severity {
        Severity::Error => (0x00FD_E3E3, 0x00A9_0000, FormatBorder::Double),
        Severity::Warning => (0x00FF_F3C4, 0x007A_4E00, FormatBorder::MediumDashed),
        Severity::Info => (0x00E3_EFFC, 0x0000_55AD, FormatBorder::Dotted),
    };
    format
        .set_background_color(Color::RGB(fill))
        .set_border(border)
        .set_border_color(Color::RGB(line))
}

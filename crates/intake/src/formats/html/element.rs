//! What an element is to a table, by its name, and how it is shown, by its own attributes. Style
//! sheets are not followed.

use super::flow::Blanks;
use super::token::Tag;

/// What an element is to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// `table`
    Table,
    /// What a table is made of.
    Part(Part),
    /// `br`, `hr`
    Break,
    /// `img`: its alternative text stands for it, as marks are sometimes pictures.
    Image,
    /// `h1` … `h6`
    Heading,
    /// Begins on a new line, and nests.
    Block,
    /// Begins on a new line, and its end tag may be missing.
    Item,
    /// Holds no text of the table, and ends where its end tag stands.
    Dropped,
    /// The same, but ends at the latest where the table goes on: furigana, drawings.
    DroppedInline,
    /// Anything else: only its style matters.
    Inline,
    /// Has no content, or none that nests.
    Void,
}

/// A part of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `caption`
    Caption,
    /// `col`
    Column,
    /// `thead`, `tbody`, `tfoot`
    Group,
    /// `tr`
    Row,
    /// `td`, `th`
    Cell,
}

impl Element {
    /// By its name in lower case.
    pub fn named(name: &str) -> Self {
        match name {
            "table" => Self::Table,
            "caption" => Self::Part(Part::Caption),
            "col" => Self::Part(Part::Column),
            "thead" | "tbody" | "tfoot" => Self::Part(Part::Group),
            "tr" => Self::Part(Part::Row),
            "td" | "th" => Self::Part(Part::Cell),
            "br" | "hr" => Self::Break,
            "img" => Self::Image,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading,
            "div" | "ul" | "ol" | "dl" | "section" | "article" | "main" | "aside" | "header"
            | "footer" | "nav" | "blockquote" | "pre" | "form" | "fieldset" | "figure"
            | "center" | "details" | "address" => Self::Block,
            "p" | "li" | "dt" | "dd" | "figcaption" | "summary" => Self::Item,
            "script" | "style" | "template" | "title" | "iframe" | "noembed" | "noframes"
            | "noscript" | "datalist" => Self::Dropped,
            "rt" | "rp" | "rtc" | "svg" | "math" | "object" | "audio" | "video" => {
                Self::DroppedInline
            }
            "area" | "base" | "embed" | "input" | "link" | "meta" | "param" | "source"
            | "track" | "wbr" | "html" | "body" | "head" => Self::Void,
            _ => Self::Inline,
        }
    }

    /// Whether it holds no text of the table.
    pub fn is_dropped(self) -> bool {
        self == Self::Dropped || self == Self::DroppedInline
    }
}

/// How an element is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// By the `hidden` attribute or the inline style.
    pub is_hidden: bool,
    /// Where the inline style or the element itself sets it.
    pub blanks: Option<Blanks>,
}

impl Style {
    /// By the tag's own attributes.
    pub fn of(tag: &Tag) -> Self {
        let mut style = Self::default();
        if tag.name == "pre" || tag.name == "textarea" {
            style.blanks = Some(Blanks::Kept);
        }
        style.is_hidden = tag.attribute("hidden").is_some();
        for declaration in tag.attribute("style").unwrap_or_default().split(';') {
            if let Some((property, value)) = declaration.split_once(':') {
                style.declare(&property.trim().to_ascii_lowercase(), value);
            }
        }
        style
    }

    fn declare(&mut self, property: &str, value: &str) {
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim_end();
        match (property, value) {
            ("display", "none") | ("visibility", "hidden" | "collapse") => self.is_hidden = true,
            ("white-space", "pre" | "pre-wrap" | "break-spaces") => {
                self.blanks = Some(Blanks::Kept);
            }
            ("white-space", "pre-line") => self.blanks = Some(Blanks::LinesKept),
            ("white-space", _) => self.blanks = Some(Blanks::Collapsed),
            _ => {}
        }
    }
}

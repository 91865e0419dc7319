//! The parts that pages are made of, each with its template. A part is put into a page with `safe`,
//! as it has escaped what it was given.

use askama::Template;
use enishi_domain::measurement::FigureStatus;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Stage;

use crate::wording::{mark_word, records};

/// ○ × - with its word.
#[derive(Template)]
#[template(path = "components/mark.html")]
pub struct Mark {
    mark: &'static str,
    word: &'static str,
    kind: &'static str,
}

impl Mark {
    /// Of a glyph.
    pub fn of(mark: &'static str) -> Self {
        let kind = match mark {
            "○" => "met",
            "×" => "missed",
            _ => "unmeasured",
        };
        Self {
            mark,
            word: mark_word(mark),
            kind,
        }
    }
}

/// A state in a word, with a shape beside its colour.
#[derive(Template)]
#[template(path = "components/badge.html")]
pub struct Badge {
    kind: &'static str,
    word: &'static str,
}

impl Badge {
    /// How far a part of the sheet is.
    pub fn of_stage(stage: Stage) -> Self {
        let kind = match stage {
            Stage::NotStarted => "plain",
            Stage::Drafting | Stage::InReview => "busy",
            Stage::Returned => "alert",
            Stage::Approved | Stage::Discussed | Stage::Published => "done",
        };
        Self {
            kind,
            word: stage.word(),
        }
    }

    /// Whether a kind is complete in a year: a blank is neither 0 nor complete.
    pub fn of_period(rows: i64, is_closed: bool) -> Self {
        let kind = match (is_closed, rows) {
            (true, _) => "done",
            (false, 0) => "plain",
            (false, _) => "busy",
        };
        Self {
            kind,
            word: records::period(rows, is_closed),
        }
    }

    /// How far a figure is.
    pub fn of_figure(status: FigureStatus) -> Self {
        let kind = match status {
            FigureStatus::Unmeasured => "plain",
            FigureStatus::Provisional => "busy",
            FigureStatus::Ready | FigureStatus::Frozen | FigureStatus::Published => "done",
        };
        Self {
            kind,
            word: status.word(),
        }
    }
}

/// A line of text to be typed.
#[derive(Template)]
#[template(path = "components/field.html")]
pub struct Field<'a> {
    /// Its identifier on the page.
    pub id: &'a str,
    /// Its name in the form.
    pub name: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// What helps before one types.
    pub help: &'a str,
    /// What was typed.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: &'a str,
    /// `text` or `password`.
    pub kind: &'a str,
    /// What browsers fill in: `username`, `one-time-code`.
    pub fill: &'a str,
    /// Whether it must be filled in.
    pub is_required: bool,
}

impl<'a> Field<'a> {
    /// An empty line of text that must be filled in, and that browsers leave alone.
    pub fn text(name: &'a str, label: &'a str) -> Self {
        Self {
            id: name,
            name,
            label,
            help: "",
            value: "",
            error: "",
            kind: "text",
            fill: "off",
            is_required: true,
        }
    }
}

/// A longer text to be typed.
#[derive(Template)]
#[template(path = "components/text_area.html")]
pub struct TextArea<'a> {
    /// Its identifier on the page.
    pub id: String,
    /// Its name in the form.
    pub name: String,
    /// What it is called.
    pub label: &'a str,
    /// What helps before one types.
    pub help: &'a str,
    /// What was typed.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: String,
}

impl<'a> TextArea<'a> {
    /// An empty text, named as it is identified.
    pub fn named(name: impl Into<String>, label: &'a str) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label,
            help: "",
            value: "",
            error: String::new(),
        }
    }
}

/// The steps of an import, and at which one is.
#[derive(Template)]
#[template(path = "components/steps.html")]
pub struct Steps {
    steps: [(&'static str, bool); 4],
}

impl Steps {
    /// At the step of that name.
    pub fn at(step: &'static str) -> Self {
        use crate::wording::imports::title;
        let all = [title::FILE, title::COLUMNS, title::CHECK, title::DONE];
        Self {
            steps: all.map(|name| (name, name == step)),
        }
    }
}

//! What is wrong with a definition in TOML, and the line where it stands. One fault at a time: the
//! later ones mostly follow from the first. How it is said stands in `wording`.

use std::fmt;
use std::ops::Range;

use enishi_domain::finding::Finding;
use enishi_domain::grid::Place;
use enishi_domain::words::ClosedSet;
use serde::de::DeserializeOwned;
use toml::Spanned;
use unicode_width::UnicodeWidthStr;

/// A definition file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {problem}")]
pub struct DefinitionError {
    /// The file's name, as it was handed in.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The line as it stands, tabs as blanks.
    pub excerpt: String,
    /// How many characters of it are meant; at least 1.
    pub length: usize,
    /// What is wrong there.
    pub problem: Box<Problem>,
}

/// What can be wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is no TOML.
    NotToml,
    /// A key that is not known there.
    UnknownKey {
        /// As written.
        key: String,
        /// Those that may stand there, separated by commas.
        known: String,
    },
    /// A key that must stand there.
    MissingKey {
        /// Its name.
        key: String,
    },
    /// A text where a table belongs, or the like.
    WrongType,
    /// A value outside its closed set.
    Value {
        /// The key.
        key: &'static str,
        /// What it was given.
        value: String,
        /// What it may be given, separated by commas; empty where that is no list.
        known: String,
    },
    /// A name that is defined nowhere.
    Undefined {
        /// The key that names it.
        key: &'static str,
        /// The name.
        name: String,
        /// What is defined.
        known: String,
    },
    /// The same name or number twice.
    Repeated {
        /// The key.
        key: &'static str,
        /// The name.
        name: String,
    },
    /// Counts that rest on one another.
    Cycle {
        /// The names, joined by arrows.
        names: String,
    },
    /// A key that says nothing beside another.
    NotTogether {
        /// The key.
        key: &'static str,
        /// The other, with its value.
        with: String,
    },
    /// A key without which another says nothing.
    Needs {
        /// The key that is missing.
        key: &'static str,
        /// What needs it.
        with: String,
    },
    /// 利用目的 is missing: the law wants one for every register.
    NoPurpose,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotToml => f.write_str("this is not TOML"),
            Self::UnknownKey { key, known } => {
                write!(f, "there is no key `{key}`, only {known}")
            }
            Self::MissingKey { key } => write!(f, "the key `{key}` is missing"),
            Self::WrongType => f.write_str("a value of another type belongs here"),
            Self::Value { key, value, known } if known.is_empty() => {
                write!(f, "`{value}` is not a value of `{key}`")
            }
            Self::Value { key, value, known } => {
                write!(f, "`{value}` is not a value of `{key}`, only {known}")
            }
            Self::Undefined { key, name, known } => {
                write!(f, "`{key}` names `{name}`, which is not among {known}")
            }
            Self::Repeated { key, name } => write!(f, "`{key}` has `{name}` twice"),
            Self::Cycle { names } => write!(f, "counts rest on one another: {names}"),
            Self::NotTogether { key, with } => {
                write!(f, "`{key}` says nothing together with {with}")
            }
            Self::Needs { key, with } => write!(f, "{with} needs `{key}`"),
            Self::NoPurpose => f.write_str("a register without a purpose is not read"),
        }
    }
}

impl DefinitionError {
    /// The line, and under it a caret for every column that is meant. Full-width characters take
    /// two columns, so the carets stand under them in a terminal.
    #[must_use]
    pub fn pointer(&self) -> String {
        let Self {
            line,
            column,
            excerpt,
            length,
            ..
        } = self;
        pointer(*line, excerpt, (*column, *length))
    }
}

fn pointer(line: usize, excerpt: &str, (column, length): (usize, usize)) -> String {
    let begin = byte_of(excerpt, column - 1);
    let end = byte_of(excerpt, column - 1 + length);
    let number = line.to_string();
    let gutter = " ".repeat(number.len());
    let blanks = " ".repeat(excerpt[..begin].width());
    let carets = "^".repeat(excerpt[begin..end].width().max(1));
    let excerpt = excerpt.trim_end();
    format!("{number} | {excerpt}\n{gutter} | {blanks}{carets}")
}

fn byte_of(text: &str, characters: usize) -> usize {
    text.char_indices()
        .nth(characters)
        .map_or(text.len(), |(at, _)| at)
}

/// A definition file while it is read: tells where in it a value stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
}

impl Source<'_> {
    /// Reads the TOML into its raw shape.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, DefinitionError> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let source = Source {
            file: self.file,
            text,
        };
        toml::from_str(text).map_err(|error| source.refused_toml(&error))
    }

    /// Where a word stands behind the beginning of a table, for what is read without places of its
    /// own; the table where it is written in another way.
    pub(crate) fn place_of(&self, word: &str, table: Range<usize>) -> Range<usize> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let quoted = format!("\"{word}\"");
        let found = text.get(table.start..).and_then(|rest| rest.find(&quoted));
        found.map_or(table.clone(), |at| {
            let start = table.start + at;
            start..start + quoted.len()
        })
    }

    fn refused_toml(&self, error: &toml::de::Error) -> DefinitionError {
        let message = error.message();
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let problem = match quoted.split_first() {
            Some((key, known)) if message.starts_with("unknown field") => Problem::UnknownKey {
                key: (*key).to_owned(),
                known: known.join(", "),
            },
            Some((key, _)) if message.starts_with("missing field") && *key == "purpose" => {
                Problem::NoPurpose
            }
            Some((key, _)) if message.starts_with("missing field") => Problem::MissingKey {
                key: (*key).to_owned(),
            },
            _ if message.starts_with("invalid type")
                || message.starts_with("invalid value")
                || message.starts_with("data did not") =>
            {
                Problem::WrongType
            }
            _ => Problem::NotToml,
        };
        self.at(error.span().unwrap_or(0..0), problem)
    }

    /// A fault at a place of the file.
    pub(crate) fn at(&self, span: Range<usize>, problem: Problem) -> DefinitionError {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = text.floor_char_boundary(span.end.clamp(start, line_end));
        DefinitionError {
            file: self.file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            excerpt: text[line_start..line_end].replace(['\t', '\r'], " "),
            length: text[start..end].chars().count().max(1),
            problem: Box::new(problem),
        }
    }

    /// What is odd at a place of the file, with the line and its carets as the excerpt.
    pub(crate) fn tell(&self, span: Range<usize>, finding: Finding) -> Finding {
        let at = self.at(span, Problem::WrongType);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let place = Place {
            row: number(at.line),
            column: number(at.column),
            header: None,
            sheet: Some(at.file.clone()),
        };
        finding.at(Some(place)).quoting(at.pointer())
    }

    /// The member of a closed set that a code or a word names.
    pub(crate) fn member<T: ClosedSet>(
        &self,
        key: &'static str,
        written: &Spanned<String>,
    ) -> Result<T, DefinitionError> {
        let text = written.get_ref().trim();
        T::from_code(text)
            .or_else(|| T::from_word(text))
            .ok_or_else(|| {
                let known: Vec<&str> = T::ALL.iter().map(|member| member.code()).collect();
                self.refused(key, written, known.join(", "))
            })
    }

    /// A value that its key does not take.
    pub(crate) fn refused(
        &self,
        key: &'static str,
        written: &Spanned<String>,
        known: String,
    ) -> DefinitionError {
        let value = written.get_ref().clone();
        self.at(written.span(), Problem::Value { key, value, known })
    }

    /// What reads itself from text: a year, a number.
    pub(crate) fn parsed<T: std::str::FromStr>(
        &self,
        key: &'static str,
        written: &Spanned<String>,
    ) -> Result<T, DefinitionError> {
        let refused = |_| self.refused(key, written, String::new());
        written.get_ref().trim().parse().map_err(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_full_width_text() {
        let text = "a = 1\nname = \"焼津市\" # 誤り\n";
        let source = Source { file: "x", text };
        let start = text.find('焼').expect("it is there");
        let error = source.at(start..start + 6, Problem::WrongType);
        assert_eq!((error.line, error.column, error.length), (2, 9, 2));
        assert_eq!(
            error.pointer(),
            "2 | name = \"焼津市\" # 誤り\n  |         ^^^^"
        );
    }

    #[test]
    fn no_span_leaves_the_text() {
        let source = Source {
            file: "x",
            text: "あ\n",
        };
        for span in [0..0, 1..2, 3..4, 4..9, 90..99] {
            let pointer = source.at(span, Problem::NotToml).pointer();
            assert!(pointer.contains('^'), "{pointer}");
        }
    }
}

//! The mappings that ship with the program, in the language in which a city writes its own.

use crate::definitions::fault::DefinitionError;
use crate::definitions::mapping::{Mapping, read_mapping};

/// A built-in source: its name and its mapping as TOML.
const SOURCES: [(&str, &str); 8] = [
    ("companies", include_str!("sources/companies.toml")),
    (
        "enishi-template",
        include_str!("sources/enishi-template.toml"),
    ),
    ("event-signup", include_str!("sources/event-signup.toml")),
    (
        "furusato-ledger",
        include_str!("sources/furusato-ledger.toml"),
    ),
    (
        "furusato-ledger-b",
        include_str!("sources/furusato-ledger-b.toml"),
    ),
    ("members", include_str!("sources/members.toml")),
    (
        "portal-summary",
        include_str!("sources/portal-summary.toml"),
    ),
    ("statistics", include_str!("sources/statistics.toml")),
];

/// The names of all built-in sources, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|(name, _)| *name)
}

/// The TOML of a built-in source, to begin one's own with.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    let mut sources = SOURCES.iter();
    sources
        .find(|(source, _)| *source == name)
        .map(|(_, text)| *text)
}

/// A built-in source.
///
/// # Errors
/// Never for the sources that ship, which a test reads; the signature is that of any mapping.
pub fn built_in(name: &str) -> Option<Result<Mapping, DefinitionError>> {
    text(name).map(|text| read_mapping(name, text))
}

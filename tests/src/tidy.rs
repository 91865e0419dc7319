//! The rules of `STYLE.md` and `ARCHITECTURE.md` that a test can keep, so that review is about
//! meaning. Each check is a function from the project's files to violations in words; what a check
//! knows about this project stands in tables, each entry with its reason.
//!
//! Read in this order: `rooms` (who may import whom), `shape` (sizes and names), `words` (what must
//! not stand in code), `documents` (papers that must agree with the tree), `prose` (how they are
//! written), `evidence` (what is said to be safe).

pub mod rooms;

pub mod shape;

pub mod words;

pub mod documents;

pub mod prose;

pub mod evidence;

use crate::rust_source::{RustSource, all_sources};
use crate::tree::Tree;

/// A check by its name.
pub type Check = (&'static str, fn(&Tree) -> Vec<String>);

/// All checks, in the order of the modules.
pub const CHECKS: &[Check] = &[
    ("rooms import downward only", rooms::imports),
    ("rooms are known and named after their folder", rooms::names),
    ("every file is Rust", |tree| all_sources(tree).1),
    ("every file says what it holds", |tree| {
        of_sources(tree, shape::openings)
    }),
    ("files are short", |tree| {
        of_sources(tree, shape::file_lengths)
    }),
    ("functions are short", |tree| {
        of_sources(tree, shape::function_lengths)
    }),
    ("lines are short", |tree| {
        of_sources(tree, shape::line_lengths)
    }),
    ("modules are named after what they hold", |tree| {
        of_sources(tree, shape::module_names)
    }),
    ("code does without banned words", |tree| {
        of_sources(tree, words::banned)
    }),
    ("words for users stand in their places", |tree| {
        of_sources(tree, words::japanese)
    }),
    ("every place for such words is in use", words::unused_places),
    ("what is to be done has an issue", words::unowned_tasks),
    ("no path of a machine", words::machine_paths),
    ("every lint rule has its page", documents::rule_pages),
    ("paths named in the documents exist", documents::named_paths),
    (
        "complaints are answered by tests",
        documents::shown_by_tests,
    ),
    ("every dependency is accounted for", documents::dependencies),
    ("decisions are complete", documents::decisions),
    ("domain words stand in the glossary", documents::glossary),
    ("the changelog is open", documents::changelog),
    (
        "README names two commands that exist",
        documents::two_commands,
    ),
    ("documents have one title", prose::titles),
    ("documents keep to a sentence a line", prose::sentences),
    ("guides use the words of the screens", prose::screen_words),
    ("what is said to be safe has its test", evidence::asvs),
];

fn of_sources(tree: &Tree, check: fn(&[RustSource<'_>]) -> Vec<String>) -> Vec<String> {
    check(&all_sources(tree).0)
}

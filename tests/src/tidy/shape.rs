//! Sizes and names of files, functions and lines. Tests keep to the same sizes as code: a test that
//! is hard to read proves little.

use crate::rust_source::RustSource;

/// Past this length a file holds more than one thing.
const LONGEST_FILE: usize = 500;

/// Past this length a function does not fit on a screen. The aim is 20.
const LONGEST_FUNCTION: usize = 70;

/// In characters, so that a line with Japanese words is as long as it is written.
const LONGEST_LINE: usize = 100;

/// Names that say nothing of what is held, and one that hides a module's name.
const BANNED_NAMES: &[&str] = &[
    "common", "helper", "helpers", "manager", "misc", "mod", "types", "util", "utils",
];

/// Every file opens with `//!`.
#[must_use]
pub fn openings(sources: &[RustSource<'_>]) -> Vec<String> {
    let silent = sources.iter().filter(|s| !s.text.starts_with("//!"));
    silent
        .map(|s| format!("{}: does not open with `//!`", s.path))
        .collect()
}

/// No file is longer than 500 lines.
#[must_use]
pub fn file_lengths(sources: &[RustSource<'_>]) -> Vec<String> {
    let measured = sources.iter().map(|s| (s.path, s.text.lines().count()));
    measured
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{path}: {lines} lines, more than {LONGEST_FILE}"))
        .collect()
}

/// No function is longer than 70 lines.
#[must_use]
pub fn function_lengths(sources: &[RustSource<'_>]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        for function in source
            .functions
            .iter()
            .filter(|f| f.lines > LONGEST_FUNCTION)
        {
            violations.push(format!(
                "{}:{}: fn {} has {} lines, more than {LONGEST_FUNCTION}",
                source.path, function.line, function.name, function.lines
            ));
        }
    }
    violations
}

/// No line is longer than 100 characters.
#[must_use]
pub fn line_lengths(sources: &[RustSource<'_>]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        for (line, number) in source.text.lines().zip(1..) {
            let length = line.chars().count();
            if length > LONGEST_LINE {
                let path = source.path;
                violations.push(format!("{path}:{number}: {length} characters in a line"));
            }
        }
    }
    violations
}

/// No file or folder of code has a name that says nothing.
#[must_use]
pub fn module_names(sources: &[RustSource<'_>]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        let stem = source.path.trim_end_matches(".rs");
        if let Some(name) = stem.split('/').find(|name| BANNED_NAMES.contains(name)) {
            violations.push(format!(
                "{}: `{name}` does not say what is held",
                source.path
            ));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust_source::all_sources;
    use crate::tree::Tree;

    fn found(check: fn(&[RustSource<'_>]) -> Vec<String>, path: &str, text: &str) -> usize {
        let tree = Tree::of(&[(path, text)]);
        check(&all_sources(&tree).0).len()
    }

    #[test]
    fn a_file_without_an_opening_is_found() {
        assert_eq!(found(openings, "crates/x/src/a.rs", "//! A.\n"), 0);
        assert_eq!(found(openings, "crates/x/src/a.rs", "// A.\n"), 1);
        assert_eq!(found(openings, "crates/x/src/a.rs", ""), 1);
    }

    #[test]
    fn the_line_too_many_is_found() {
        let file = |lines: usize| format!("//! A.\n{}", "\n".repeat(lines - 1));
        assert_eq!(found(file_lengths, "a.rs", &file(500)), 0);
        assert_eq!(found(file_lengths, "a.rs", &file(501)), 1);
        let function = |lines: usize| format!("//! A.\nfn a() {{{}}}\n", "\n".repeat(lines - 1));
        assert_eq!(found(function_lengths, "a.rs", &function(70)), 0);
        assert_eq!(found(function_lengths, "a.rs", &function(71)), 1);
        let line = |characters: usize| format!("//! A.\n//{}\n", "年".repeat(characters - 2));
        assert_eq!(found(line_lengths, "a.rs", &line(100)), 0);
        assert_eq!(found(line_lengths, "a.rs", &line(101)), 1);
    }

    #[test]
    fn empty_names_are_found_in_files_and_folders() {
        for (path, expected) in [
            ("crates/x/src/figure.rs", 0),
            ("crates/x/src/utils.rs", 1),
            ("crates/x/src/figure/mod.rs", 1),
            ("crates/x/src/common/figure.rs", 1),
            ("crates/common_figures/src/lib.rs", 0),
        ] {
            assert_eq!(found(module_names, path, "//! A.\n"), expected, "{path}");
        }
    }
}

//! The project's own files: every path, and the text of those that are text. What is built,
//! downloaded or written by a run is not part of it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What is no source, wherever it stands. In a second worktree `.git` is a file.
const NOT_SOURCE: &[&str] = &[
    ".git",
    ".venv",
    "artifacts",
    "corpus",
    "coverage",
    "out",
    "target",
];

/// A text longer than this is data, and not read.
const LONGEST_TEXT: u64 = 1 << 20;

/// The files of the project by their path from its root, with `/` between folders.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads the project that this package is part of.
    ///
    /// # Errors
    /// What the file system says.
    pub fn of_project() -> io::Result<Self> {
        let root = project_root();
        let mut tree = Self::default();
        tree.read_folder(&root, &root)?;
        Ok(tree)
    }

    /// A tree made by hand.
    #[must_use]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let own = |(path, text): &(&str, &str)| ((*path).to_owned(), Some((*text).to_owned()));
        Self {
            files: files.iter().map(own).collect(),
        }
    }

    /// Every path, in alphabetical order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Path and text of the texts with that ending, such as `.rs`.
    pub fn texts<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let texts = self.files.iter();
        texts
            .filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
            .filter(move |(path, _)| path.ends_with(ending))
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether a file or a folder stands at the path.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.files.contains_key(path)
            || self
                .files
                .range(folder.clone()..)
                .next()
                .is_some_and(|(next, _)| next.starts_with(&folder))
    }

    fn read_folder(&mut self, root: &Path, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let name = entry.file_name();
            let skipped = NOT_SOURCE.iter().any(|other| name == *other);
            if skipped {
                continue;
            }
            if kind.is_dir() {
                self.read_folder(root, &path)?;
            } else if kind.is_file() {
                let short = entry.metadata()?.len() <= LONGEST_TEXT;
                let bytes = if short { fs::read(&path)? } else { Vec::new() };
                let text = String::from_utf8(bytes).ok().filter(|_| short);
                self.files.insert(relative(root, &path), text);
            }
        }
        Ok(())
    }
}

/// The folder that holds the workspace.
#[must_use]
pub fn project_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .parent()
        .expect("this package stands in a folder of the project")
        .to_path_buf()
}

fn relative(root: &Path, path: &Path) -> String {
    let within = path.strip_prefix(root).unwrap_or(path);
    let names = within
        .components()
        .map(|name| name.as_os_str().to_string_lossy());
    names.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_held_by_the_files_in_them() {
        let tree = Tree::of(&[("docs/howto/settings.md", ""), ("docs-old.md", "")]);
        assert!(tree.holds("docs/howto") && tree.holds("docs/") && tree.holds("docs-old.md"));
        assert!(!tree.holds("docs/how") && !tree.holds("doc"));
    }

    #[test]
    fn the_project_is_found_with_its_sources_and_without_what_is_built() {
        let tree = Tree::of_project().expect("the project can be read");
        assert!(tree.text("Cargo.toml").is_some());
        assert!(tree.text("tests/src/tree.rs").is_some());
        assert!(!tree.holds("target"));
    }
}

//! Published files that stand beside the checkout and are no part of it. A test that needs one and
//! does not find it says that it did not run, so that a green line never hides a missing one.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::tree::project_root;

/// The bytes of a file below the folder of shared data; none, with a notice, where it is absent.
#[must_use]
pub fn read(name: &str) -> Option<Vec<u8>> {
    fs::read(path(name)?).ok()
}

/// The path of a file or folder below the folder of shared data; none, with a notice, where it is
/// absent.
#[must_use]
pub fn path(name: &str) -> Option<PathBuf> {
    let found = locate(name);
    if found.is_none() {
        did_not_run(&format!("there is no ../shared/data/{name}"));
    }
    found
}

/// Every file below a folder of the shared data, in alphabetical order.
#[must_use]
pub fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = path(folder).into_iter().collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let list = if path.is_dir() {
                &mut folders
            } else {
                &mut files
            };
            list.push(path);
        }
    }
    files.sort();
    files
}

/// Says that the running test did not run, and why. `./test` gathers these lines; they are written
/// past the capture of the test runner, so that `cargo test` shows them too.
pub fn did_not_run(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // A notice that cannot be written is no reason to fail.
    let _ = writeln!(io::stderr(), "did not run: {test}: {why}");
}

fn locate(name: &str) -> Option<PathBuf> {
    let root = project_root();
    let path = root.parent()?.join("shared").join("data").join(name);
    path.exists().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_none_and_not_a_failure() {
        assert_eq!(locate("no such file"), None);
    }
}

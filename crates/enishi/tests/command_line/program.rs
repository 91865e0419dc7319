//! Runs the built program in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A sheet without a finding of severity error.
pub const CLEAN_SHEET: &str = "No.\t事業名\tKPI設定\tKPI目標値\tKPI実績値\t評価\t担当課\n\
    1\t移住支援事業\t①移住者数 ②相談件数\t①10人 ②20件\t①12人 ②25件\t①○ ②○\t企画課\n";

/// A sheet whose second mark contradicts its numbers (M40).
pub const WRONG_SHEET: &str = "No.\t事業名\tKPI設定\tKPI目標値\tKPI実績値\t評価\t担当課\n\
    1\t移住支援事業\t①移住者数 ②相談件数\t①10人 ②20件\t①12人 ②15件\t①○ ②○\t企画課\n";

/// What a run left behind.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub complaints: String,
}

/// A folder with files, in which the program runs.
pub struct Folder(TempDir);

impl Folder {
    /// A new folder with these files.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(TempDir::new().expect("a folder"));
        for (name, bytes) in files {
            folder.write(name, bytes);
        }
        folder
    }

    /// A new folder with the clean sheet as `clean.tsv` and the wrong one as `wrong.tsv`.
    pub fn with_sheets() -> Self {
        Self::with(&[
            ("clean.tsv", CLEAN_SHEET.as_bytes()),
            ("wrong.tsv", WRONG_SHEET.as_bytes()),
        ])
    }

    /// Another folder with the same files.
    pub fn copy(&self) -> Self {
        let folder = Self(TempDir::new().expect("a folder"));
        copy_files(self.0.path(), folder.0.path());
        folder
    }

    /// Another folder with the same files, below one that is there.
    pub fn copy_to(&self, place: &Path) -> Self {
        let folder = Self(TempDir::new_in(place).expect("a folder"));
        copy_files(self.0.path(), folder.0.path());
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        let parent = path.parent().expect("within the folder");
        fs::create_dir_all(parent).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("the file is there")
    }

    /// The names of all files, in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The program, to be run in this folder.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enishi"));
        command
            .args(arguments.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs it with arguments that hold no blanks.
    pub fn run(&self, arguments: &str) -> Ran {
        finished(self.command(arguments).output().expect("the program runs"))
    }

    /// Runs it with something on its standard input.
    pub fn run_with_input(&self, arguments: &str, input: &[u8]) -> Ran {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(input).expect("it reads its input");
        drop(stdin);
        finished(child.wait_with_output().expect("it ends"))
    }
}

/// The folder of the whole project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Puts the definitions of the city that ships into the folder `region`.
pub fn copy_region(folder: &Folder) {
    let place = folder.path("region");
    fs::create_dir_all(&place).expect("a folder");
    copy_files(&project().join("regions/yaizu"), &place);
}

fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let copy = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&copy).expect("a folder");
            copy_files(&entry.path(), &copy);
        } else {
            fs::copy(entry.path(), copy).expect("a copy");
        }
    }
}

/// What a run left behind, once it ended by itself.
pub fn finished(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    Ran {
        code: output.status.code().expect("it ends by itself"),
        out: text(output.stdout),
        complaints: text(output.stderr),
    }
}

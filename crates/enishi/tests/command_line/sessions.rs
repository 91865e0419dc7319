//! `tests/sessions/*.md`: transcripts that are documents. `UPDATE=1 cargo test -p enishi sessions`
//! rewrites what is printed; the difference is reviewed like code.
//!
//! A block fenced as `file NAME` is a file. In a block fenced as `console` a line `$ enishi …` is
//! run, what it prints to both streams follows, and `[exit N]` where the exit code is not 0. The
//! folder holds the project's `examples` too.

use std::fs;
use std::path::Path;

use crate::program::{Folder, project};

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "UPDATE=1 is how transcripts are rewritten"
)]
fn every_session_prints_what_it_says() {
    let update = std::env::var_os("UPDATE").is_some();
    let folder = project().join("tests/sessions");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of sessions")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let written = fs::read_to_string(&path).expect("a session is a text");
        let played = play(&written);
        if update && played != written {
            fs::write(&path, &played).expect("the session can be rewritten");
        } else {
            assert_eq!(played, written, "{}", path.display());
        }
    }
}

/// The session with what its commands print now.
fn play(session: &str) -> String {
    let folder = Folder::with(&[]);
    copy_examples(&folder);
    let mut out = String::new();
    let mut lines = session.lines();
    while let Some(line) = lines.next() {
        out.push_str(&format!("{line}\n"));
        let Some(fence) = line.strip_prefix("```").filter(|words| !words.is_empty()) else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some(name) = fence.strip_prefix("file ") {
            let text: String = block.iter().map(|line| format!("{line}\n")).collect();
            folder.write(name, text.as_bytes());
            out.push_str(&text);
        } else if fence == "console" {
            for command in block
                .iter()
                .filter_map(|line| line.strip_prefix("$ enishi "))
            {
                out.push_str(&format!(
                    "$ enishi {command}\n{}",
                    printed(&folder, command)
                ));
            }
        } else {
            out.extend(block.iter().map(|line| format!("{line}\n")));
        }
        out.push_str("```\n");
    }
    out
}

fn printed(folder: &Folder, command: &str) -> String {
    let ran = folder.run(command);
    let mut out = ran.out + &ran.complaints;
    if ran.code != 0 {
        out.push_str(&format!("[exit {}]\n", ran.code));
    }
    out
}

fn copy_examples(folder: &Folder) {
    let examples = project().join("examples");
    for entry in fs::read_dir(Path::new(&examples)).expect("the folder of examples") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        folder.write(
            &format!("examples/{name}"),
            &fs::read(&path).expect("an example"),
        );
    }
}

//! The process that works on a file from the browser: what it says, what ends it, and what it may
//! not do.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::halls::{HEADING, Hall, gift};
use crate::program::Folder;

const MEMBERS: &str = "会員番号,氏名,入会日\n0001,甲野 一,2024/5/1\n";

/// An order for a task on a file of a folder.
fn order(folder: &Folder, task: &str, file: &str, (source, database): (&str, &str)) -> Value {
    let data = folder.path(file);
    let bytes = std::fs::metadata(&data).map_or(0, |file| file.len());
    let mapping = enishi_desk::sources::built_in(source).expect("it ships");
    json!({
        "order": {
            "task": task,
            "data": data,
            "report": folder.path("report.xlsx"),
            "bytes": bytes,
            "name": file,
            "mapping": mapping.expect("it can be read").text,
            "encoding": null,
            "said": {},
            "staff": 1,
        },
        "database": database,
        "key": folder.path("enishi.key"),
    })
}

/// A process with an order; its input stays open.
fn started(command: &mut Command, order: &Value) -> Child {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().expect("it starts");
    let input = child.stdin.as_mut().expect("a pipe");
    writeln!(input, "{order}").expect("it listens");
    child
}

/// The last line that a process says.
fn last_line(mut child: Child) -> Value {
    let input = child.stdin.take();
    let ended = child.wait_with_output().expect("it ends");
    drop(input);
    let text = String::from_utf8(ended.stdout).expect("it says text");
    let line = text.lines().last().expect("it says something");
    serde_json::from_str(line).expect("it says JSON")
}

fn on_sqlite(registers: &[(&str, &[u8])]) -> Hall {
    let halls = Hall::on_every_database(registers).into_iter();
    let mut halls = halls.filter(|hall| hall.database() == "SQLite");
    halls.next().expect("SQLite is built in")
}

#[test]
fn a_look_needs_no_ledger_and_writes_nothing() {
    let folder = Folder::with(&[("a.csv", MEMBERS.as_bytes())]);
    let order = order(&folder, "look", "a.csv", ("members", "sqlite:none.db"));
    let said = last_line(started(&mut folder.command("work-on-upload"), &order));
    let seen = &said["done"]["seen"];
    assert_eq!(seen["encoding"], "utf-8", "{said}");
    assert_eq!(seen["rows"][0][1], "甲野 一");
    assert_eq!(folder.names(), ["a.csv"]);
    assert_eq!(folder.run("work-on-upload").code, 2, "without an order");
    assert!(
        !folder.run("").complaints.contains("work-on-upload"),
        "no help names it"
    );
}

#[test]
fn an_import_says_how_far_it_is_and_what_it_wrote() {
    for hall in Hall::on_every_database(&[("a.csv", MEMBERS.as_bytes())]) {
        let place = ("members", hall.address());
        let order = |task| order(&hall.folder, task, "a.csv", place);
        let before = hall.history();
        let tried = started(&mut hall.folder.command("work-on-upload"), &order("try"));
        let said = last_line(tried);
        assert_eq!(said["done"]["counted"]["counts"]["new"], 1, "{said}");
        assert_eq!(said["done"]["counted"]["batch"], Value::Null);
        assert_eq!(hall.history(), before);
        let committed = started(&mut hall.folder.command("work-on-upload"), &order("commit"));
        let said = last_line(committed);
        assert!(said["done"]["counted"]["batch"].is_i64(), "{said}");
        hall.assert_sound("after the import");
    }
}

#[test]
fn a_process_whose_input_closes_leaves_nothing() {
    let rows: String = (0..20_000)
        .map(|n| gift(&format!("{n:08}"), n, 1_000 + n))
        .collect();
    let file = format!("{HEADING}{rows}");
    let hall = on_sqlite(&[("gifts.csv", file.as_bytes())]);
    let place = ("furusato-ledger", hall.address());
    let order = order(&hall.folder, "commit", "gifts.csv", place);
    let before = hall.history();
    let mut child = started(&mut hall.folder.command("work-on-upload"), &order);
    let mut said = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    said.read_line(&mut line).expect("it says how far it is");
    assert!(line.contains("\"read\""), "{line}");
    assert_is_alone(&child);
    drop(child.stdin.take());
    let last = said.lines().last().expect("a line").expect("text");
    assert_eq!(last, "{\"failed\":\"stopped\"}");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(hall.history(), before);
}

/// Asserts that a process is in a network of its own, where the system allows that.
fn assert_is_alone(child: &Child) {
    let network = |process: &str| std::fs::read_link(format!("/proc/{process}/ns/net"));
    let (Ok(ours), Ok(theirs)) = (network("self"), network(&child.id().to_string())) else {
        not_run("without /proc nobody tells whose network a process is in");
        return;
    };
    let may = Command::new("unshare")
        .args(["--user", "--net", "true"])
        .status();
    if may.is_ok_and(|status| status.success()) {
        assert_ne!(ours, theirs, "it is cut off from the network");
    } else {
        not_run("this system keeps users from networks of their own");
    }
}

fn not_run(why: &str) {
    // Past the capture of the test runner; a notice that cannot be written fails nothing.
    drop(writeln!(std::io::stderr(), "did not run: {why}"));
}

#[cfg(unix)]
#[test]
fn a_file_that_unfolds_into_more_memory_than_there_is_ends_its_process_only() {
    let folder = Folder::with(&[]);
    // As large as a register may be, of no bytes on the disk.
    let file = std::fs::File::create(folder.path("a.csv")).expect("a file");
    file.set_len(1 << 30).expect("it grows");
    let order = order(&folder, "look", "a.csv", ("members", "sqlite:none.db"));
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -v 900000; exec \"$0\" work-on-upload"])
        .arg(env!("CARGO_BIN_EXE_enishi"));
    let said = last_line(started(&mut command, &order));
    assert_eq!(said["failed"], "memory", "{said}");
}

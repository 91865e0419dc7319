//! Processes that are killed, and several at once: what was acknowledged is there, once and whole,
//! and the ledger goes on. `ENISHI_KILLS` says how many times a process is killed.

use std::fmt::Write as _;
use std::fs;
use std::process::{Child, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::program::{Folder, project};

const ROWS: usize = 2_000;

/// A donor ledger of that many gifts.
fn gifts() -> String {
    let mut text =
        "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,住所,寄附金額,削除\r\n".to_owned();
    text = text.replace("住所", "町名・番地");
    for n in 0..ROWS {
        let donor = n % 1_500;
        write!(
            text,
            "{n:08},2024/05/01,2024/05/02,2024/05/07,架空　{donor}郎,カクウ　ロウ{donor},\
             {:03}-{:04},見本町{donor}丁目1番{donor}号,{},\r\n",
            donor / 1_000,
            donor % 1_000,
            1_000 + n,
        )
        .expect("a text takes more");
    }
    text
}

fn hall() -> Folder {
    let folder = Folder::with(&[("gifts.csv", gifts().as_bytes())]);
    for entry in fs::read_dir(project().join("regions/yaizu")).expect("the region") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        folder.write(&format!("region/{name}"), &fs::read(&path).expect("a file"));
    }
    let made = folder.run("init --region region");
    assert_eq!(made.code, 0, "{}", made.complaints);
    folder
}

fn start(folder: &Folder) -> Child {
    let mut command = folder.command("import gifts.csv --source furusato-ledger --format json");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

fn measured(folder: &Folder) -> (Value, Value) {
    let ran = folder.run("measure --kpi 6-③ --fiscal-year R6 --format json");
    let report: Value = serde_json::from_str(&ran.out).expect("a report");
    let kpi = &report["kpis"][0];
    (kpi["rows"].clone(), kpi["distinct"].clone())
}

fn assert_whole(folder: &Folder) {
    assert_eq!(measured(folder), (ROWS.into(), 1_500.into()));
    let verified = folder.run("verify");
    assert_eq!(verified.code, 0, "{}", verified.out);
}

#[test]
fn a_killed_import_leaves_all_or_nothing_and_can_be_repeated() {
    #[expect(
        clippy::disallowed_methods,
        reason = "long runs are asked for by the environment"
    )]
    let kills = std::env::var("ENISHI_KILLS").ok();
    let kills: u64 = kills.and_then(|kills| kills.parse().ok()).unwrap_or(6);
    // How long one import takes here, so that the kills fall all over it.
    let folder = hall();
    let begin = now();
    let whole = start(&folder).wait_with_output().expect("it ends");
    assert!(whole.status.success());
    let whole = begin.elapsed();
    assert_whole(&folder);

    let folder = hall();
    for kill in 1..=kills {
        let mut child = start(&folder);
        let until = now() + whole.mul_f64(kill as f64 / (kills + 1) as f64);
        while now() < until && child.try_wait().expect("a state").is_none() {
            std::thread::yield_now();
        }
        drop(child.kill());
        child.wait().expect("it is gone");
        let (rows, _) = measured(&folder);
        assert!(rows.is_null() || rows == ROWS, "kill {kill}: {rows} rows");
        let verified = folder.run("verify");
        assert_eq!(verified.code, 0, "kill {kill}: {}", verified.out);
    }
    let again = start(&folder).wait_with_output().expect("it ends");
    assert!(again.status.success());
    assert_whole(&folder);
}

#[test]
fn eight_processes_with_one_file_leave_what_one_leaves() {
    let folder = hall();
    let children: Vec<Child> = (0..8).map(|_| start(&folder)).collect();
    let mut wrote = 0;
    for child in children {
        let ended = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.success(), "{said}");
        let report: Value = serde_json::from_slice(&ended.stdout).expect("a report");
        wrote += usize::from(report["batch"].is_string());
    }
    assert_eq!(wrote, 1);
    assert_whole(&folder);
}

#[expect(
    clippy::disallowed_methods,
    reason = "kills must fall into the time that an import takes"
)]
fn now() -> Instant {
    Instant::now()
}

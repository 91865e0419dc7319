//! Processes that are killed, and several at once: what was acknowledged is there, once and whole,
//! and the ledger goes on. `ENISHI_KILLS` says how many times a process is killed.

use std::process::{Child, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::halls::{HEADING, Hall, gift};

const ROWS: u32 = 2_000;

/// A donor ledger of that many gifts.
fn gifts() -> String {
    let rows = (0..ROWS).map(|n| gift(&format!("{n:08}"), n % 1_500, 1_000 + n));
    rows.fold(HEADING.to_owned(), |text, row| text + &row)
}

fn halls() -> Vec<Hall> {
    Hall::on_every_database(&[("gifts.csv", gifts().as_bytes())])
}

fn start(hall: &Hall) -> Child {
    let mut command = hall.command("import gifts.csv --source furusato-ledger --format json");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

fn measured(hall: &Hall) -> (Value, Value) {
    let ran = hall.run("measure --kpi 6-③ --fiscal-year R6 --format json");
    let report: Value = serde_json::from_str(&ran.out).expect("a report");
    let kpi = &report["kpis"][0];
    (kpi["rows"].clone(), kpi["distinct"].clone())
}

/// How many times a process is killed.
pub fn kills(unless_asked: u32) -> u32 {
    #[expect(
        clippy::disallowed_methods,
        reason = "long runs are asked for by the environment"
    )]
    let kills = std::env::var("ENISHI_KILLS").ok();
    kills
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(unless_asked)
}

#[test]
fn a_killed_import_that_is_repeated_leaves_what_a_clean_one_leaves() {
    let kills = kills(6);
    for (clean, hall) in halls().into_iter().zip(halls()) {
        // How long one import takes here, so that the kills fall all over it.
        let begin = now();
        let whole = start(&clean).wait_with_output().expect("it ends");
        assert!(whole.status.success());
        let whole = begin.elapsed();
        let (before, after) = (hall.history(), clean.history());
        assert_eq!(measured(&clean), (ROWS.into(), 1_500.into()));
        for kill in 1..=kills {
            let mut child = start(&hall);
            let until = now() + whole.mul_f64(f64::from(kill) / f64::from(kills + 1));
            while now() < until && child.try_wait().expect("a state").is_none() {
                std::thread::yield_now();
            }
            drop(child.kill());
            child.wait().expect("it is gone");
            let state = hall.history();
            assert!(state == before || state == after, "kill {kill}");
            hall.assert_sound(&format!("kill {kill}"));
        }
        let again = start(&hall).wait_with_output().expect("it ends");
        assert!(again.status.success());
        assert_eq!(hall.history(), after, "{}", hall.database());
        assert_eq!(measured(&hall), (ROWS.into(), 1_500.into()));
    }
}

#[test]
fn eight_processes_with_one_file_leave_what_one_leaves() {
    for (clean, hall) in halls().into_iter().zip(halls()) {
        assert!(start(&clean).wait().expect("it ends").success());
        let children: Vec<Child> = (0..8).map(|_| start(&hall)).collect();
        let mut wrote = 0;
        for child in children {
            let ended = child.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&ended.stderr).into_owned();
            assert!(ended.status.success(), "{said}");
            let report: Value = serde_json::from_slice(&ended.stdout).expect("a report");
            wrote += usize::from(report["batch"].is_string());
        }
        assert_eq!(wrote, 1);
        assert_eq!(hall.history(), clean.history(), "{}", hall.database());
        hall.assert_sound("eight imports");
    }
}

/// The moment.
#[expect(
    clippy::disallowed_methods,
    reason = "kills must fall into the time that a job takes"
)]
pub fn now() -> Instant {
    Instant::now()
}

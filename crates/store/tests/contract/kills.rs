//! A process that writes for eight callers at once, killed again and again; and a server that goes
//! down under it. The test runs itself once more as that process. `ENISHI_KILLS` says how many
//! times it is killed.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Kind};
use enishi_domain::money::Yen;
use enishi_store::{Store, Work};
use jiff::civil::Date;

use crate::databases::{Cluster, Scratch, scratches};
use crate::ledger::at;

/// How the process is told where to write, and from which number on.
const WRITE_TO: &str = "ENISHI_WRITE_TO";
const WRITE_FROM: &str = "ENISHI_WRITE_FROM";

const CALLERS: i64 = 8;

/// How many numbers one process may use.
const NUMBERS: i64 = 1_000_000;

#[expect(
    clippy::disallowed_methods,
    reason = "a test that runs itself is told so by the environment"
)]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A unit of two revisions, so that one of them alone would be seen.
fn unit(n: i64) -> Work<EngagementId> {
    Box::new(move |posting| {
        Box::pin(async move {
            let mut said = Engagement::new(Kind::Consult, Date::constant(2024, 5, 1));
            said.amount = Some(Yen(n));
            let id = posting.assert(&said).await?;
            said.activity = Some("corrected".to_owned());
            let reason = CorrectionReason::EntryError;
            posting.correct(id, &said, reason, None).await?;
            Ok(id)
        })
    })
}

/// Writes without end, and says of each number whether it is written.
fn write_until_killed(address: &str, from: i64) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let store = Store::open(address).await.unwrap();
        let callers = (0..CALLERS).map(|caller| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in (from + caller..from + NUMBERS).step_by(8) {
                    let done = store.submit(at(n), unit(n)).await;
                    let word = if done.is_ok() { "done" } else { "failed" };
                    let mut out = std::io::stdout();
                    writeln!(out, "{word} {n}").unwrap();
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await.unwrap();
        }
    });
}

struct Writer {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    done: Vec<i64>,
}

impl Writer {
    fn start(test: &str, scratch: &Scratch, from: i64) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture"])
            .env(WRITE_TO, &scratch.address)
            .env(WRITE_FROM, from.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            lines,
            done: Vec::new(),
        }
    }

    /// Listens until so many more are done.
    fn await_more(&mut self, more: usize) {
        let until = self.done.len() + more;
        while self.done.len() < until && self.listen() {}
        assert!(self.done.len() >= until, "the writer ended by itself");
    }

    /// Hears one line; says whether there was one.
    fn listen(&mut self) -> bool {
        let Some(Ok(line)) = self.lines.next() else {
            return false;
        };
        let number = line.strip_prefix("done ").map(str::parse::<i64>);
        self.done.extend(number.and_then(Result::ok));
        true
    }

    /// Kills it, hears what it had said, and gives what it said is done.
    fn kill(mut self) -> Vec<i64> {
        self.child.kill().unwrap();
        while self.listen() {}
        self.child.wait().unwrap();
        self.done
    }
}

/// Each number that was said to be done is there once and whole; any other once and whole, or not.
async fn is_whole(scratch: &Scratch, done: &[i64]) {
    let store = Store::open(&scratch.address).await.unwrap();
    let mut there: BTreeMap<i64, Vec<EngagementId>> = BTreeMap::new();
    let mut revisions: BTreeMap<EngagementId, u32> = BTreeMap::new();
    for row in store.load().await.unwrap().rows {
        let Yen(number) = row.engagement.amount.unwrap();
        there.entry(number).or_default().push(row.id);
        *revisions.entry(row.id).or_default() += 1;
    }
    for (number, ids) in &there {
        assert_eq!(ids.len(), 2, "{}: {number}: {ids:?}", scratch.name);
        assert_eq!(ids[0], ids[1], "{}: {number} is there twice", scratch.name);
    }
    assert!(revisions.values().all(|count| *count == 2));
    for number in done {
        assert!(
            there.contains_key(number),
            "{}: {number} is lost",
            scratch.name
        );
    }
    assert_eq!(store.verify(None).await.unwrap().damage, None);
    assert!(store.derived_is_sound(7).await.unwrap(), "{}", scratch.name);
    // It takes the next at once.
    store.submit(at(0), unit(-1)).await.unwrap();
    store.submit(at(0), void_of(-1)).await.unwrap_err();
    store.close().await;
}

/// Work that fails, so that nothing of it stays.
fn void_of(n: i64) -> Work<EngagementId> {
    Box::new(move |posting| {
        Box::pin(async move {
            posting
                .void(EngagementId(n), CorrectionReason::EntryError, None)
                .await?;
            Ok(EngagementId(n))
        })
    })
}

fn rounds() -> i64 {
    let asked = told("ENISHI_KILLS").and_then(|kills| kills.parse().ok());
    asked.unwrap_or(4)
}

#[tokio::test]
async fn nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed() {
    if let (Some(address), Some(from)) = (told(WRITE_TO), told(WRITE_FROM)) {
        let from = from.parse().unwrap();
        let writing = std::thread::spawn(move || write_until_killed(&address, from));
        return writing.join().unwrap();
    }
    let test = "kills::nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed";
    for scratch in scratches().await {
        scratch.store().await.close().await;
        let mut done = Vec::new();
        for round in 0..rounds() {
            let mut writer = Writer::start(test, &scratch, round * NUMBERS);
            let more = usize::try_from(1 + round * 37 % 200).unwrap();
            writer.await_more(more);
            done.extend(writer.kill());
        }
        is_whole(&scratch, &done).await;
    }
}

#[tokio::test]
async fn a_server_that_goes_down_loses_nothing_that_was_acknowledged() {
    if let (Some(address), Some(from)) = (told(WRITE_TO), told(WRITE_FROM)) {
        let from = from.parse().unwrap();
        let writing = std::thread::spawn(move || write_until_killed(&address, from));
        return writing.join().unwrap();
    }
    let test = "kills::a_server_that_goes_down_loses_nothing_that_was_acknowledged";
    let Some(mut cluster) = Cluster::start() else {
        let notice = "did not run: a server that goes down: there is no PostgreSQL";
        let _ = writeln!(std::io::stderr(), "{notice}");
        return;
    };
    let scratch = cluster.database().await;
    scratch.store().await.close().await;
    let mut writer = Writer::start(test, &scratch, 0);
    writer.await_more(50);
    cluster.restart();
    // The writer finds the server again by itself.
    writer.await_more(200);
    let done = writer.kill();
    is_whole(&scratch, &done).await;
}

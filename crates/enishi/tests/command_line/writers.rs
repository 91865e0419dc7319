//! Eight that write at once, each in processes of its own, and all of them killed again and again:
//! what a process said is done is there once, what it did not say is there once or not at all, and
//! the ledger takes the next at once.

use std::io::{Read as _, Write as _};
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::crashes::{kills, now};
use crate::halls::{HEADING, Hall, gift};

const WRITERS: u32 = 8;

/// Far more than it takes, so that a busy machine fails nothing.
const READY: Duration = Duration::from_secs(60);

/// Those that have begun, from 2001 on.
const YEARS: u32 = 25;

const KINDS: [&str; WRITERS as usize] = [
    "event.attend",
    "event.apply",
    "consult",
    "hire",
    "match.agreed",
    "base.open",
    "farm.start",
    "org.active",
];

/// One unit of work, and by what it is found in the ledger.
struct Unit {
    arguments: String,
    trace: String,
    is_acknowledged: bool,
}

/// The n-th unit of a writer: an import of a row of its own, a correction, or a closing.
fn unit(hall: &Hall, writer: u32, n: u32, engagement: &str) -> Unit {
    let yen = 1_000_000 + writer * 10_000 + n;
    let trace = format!("amount: Some(Yen({yen}))");
    let (arguments, trace) = match n % 3 {
        0 => {
            let name = format!("unit-{writer}-{n}.csv");
            let row = gift(&format!("U{writer}-{n}"), 1_000 + writer * 10_000 + n, yen);
            hall.folder
                .write(&name, (HEADING.to_owned() + &row).as_bytes());
            (format!("import {name} --source furusato-ledger"), trace)
        }
        1 => {
            let set = format!("--set amount={yen} --reason entry_error");
            (format!("correct {engagement} {set}"), trace)
        }
        _ => {
            let kind = KINDS[writer as usize];
            // A year that has not begun is not closed.
            let (programme, year) = (1 + n / 3 / YEARS % 6, 2001 + n / 3 % YEARS);
            (
                format!("close --programme {programme} --kind {kind} --fiscal-year {year}"),
                format!("closing {programme} {kind} {year} "),
            )
        }
    };
    Unit {
        arguments,
        trace,
        is_acknowledged: false,
    }
}

/// What a writer runs at the moment, for whoever kills it.
type Running = Mutex<Option<Child>>;

/// Writes one unit behind the other until told to stop.
fn write(
    hall: &Hall,
    (writer, engagement): (u32, &str),
    running: &Running,
    (is_over, acknowledged): (&AtomicBool, &AtomicU32),
) -> Vec<Unit> {
    let mut units = Vec::new();
    for n in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let mut unit = unit(hall, writer, n, engagement);
        let mut command = hall.command(&unit.arguments);
        command.args(["--format", "json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut said = child.stdout.take().expect("a pipe");
        let mut complained = child.stderr.take().expect("a pipe");
        *running.lock().expect("nobody panics with it") = Some(child);
        let (mut out, mut complaints) = (String::new(), String::new());
        said.read_to_string(&mut out).expect("it writes UTF-8");
        let read = complained.read_to_string(&mut complaints);
        read.expect("it writes UTF-8");
        let child = running.lock().expect("nobody panics with it").take();
        let ended = child.expect("it was running").wait().expect("it ends");
        // What is said is said after the commit; a process that is killed later did its work.
        unit.is_acknowledged = serde_json::from_str::<Value>(&out).is_ok();
        assert!(ended.code().is_none_or(|code| code == 0), "{complaints}");
        acknowledged.fetch_add(u32::from(unit.is_acknowledged), Ordering::Relaxed);
        units.push(unit);
    }
    units
}

fn engagements(hall: &Hall) -> Vec<String> {
    let explained = hall.run("measure --kpi 6-③ --fiscal-year R6 --explain").out;
    let words = explained.split_whitespace();
    let numbers = words.filter(|word| word.starts_with('E') && word[1..].parse::<u32>().is_ok());
    numbers.map(str::to_owned).collect()
}

#[test]
fn nothing_that_eight_writers_were_told_is_done_is_lost_doubled_or_partial() {
    let rows = (0..WRITERS).map(|n| gift(&format!("S{n}"), n, 10_000 + n));
    let seeds = rows.fold(HEADING.to_owned(), |text, row| text + &row);
    for hall in Hall::on_every_database(&[("seeds.csv", seeds.as_bytes())]) {
        assert_eq!(
            hall.run("import seeds.csv --source furusato-ledger").code,
            0
        );
        let engagements = engagements(&hall);
        assert_eq!(engagements.len(), WRITERS as usize);
        let running: Vec<Running> = (0..WRITERS).map(|_| Mutex::default()).collect();
        let (is_over, acknowledged) = (AtomicBool::new(false), AtomicU32::new(0));
        let mut slowest = Duration::ZERO;
        let units: Vec<Unit> = std::thread::scope(|scope| {
            let told = (&is_over, &acknowledged);
            let (hall, running, engagements) = (&hall, &running, &engagements);
            let writers: Vec<_> = (0..WRITERS)
                .map(|n| {
                    let at = n as usize;
                    scope.spawn(move || write(hall, (n, &engagements[at]), &running[at], told))
                })
                .collect();
            for kill in 0..kills(4) {
                await_more(&acknowledged, 3 + kill * 7 % 11);
                for child in running {
                    if let Some(child) = &mut *child.lock().expect("nobody panics with it") {
                        drop(child.kill());
                    }
                }
                let begin = now();
                let measured = hall.run("measure --kpi 6-③ --fiscal-year R6");
                assert_eq!(measured.code, 0, "{}", measured.complaints);
                slowest = slowest.max(begin.elapsed());
            }
            is_over.store(true, Ordering::Relaxed);
            let ended = writers.into_iter();
            ended
                .flat_map(|writer| writer.join().expect("a writer goes on"))
                .collect()
        });
        assert!(slowest < READY, "{slowest:?}");
        told_is_there(&hall, &units);
        let count = units.iter().filter(|unit| unit.is_acknowledged).count();
        let notice = format!(
            "{}: {count} of {} units acknowledged, read again within {slowest:?}",
            hall.database(),
            units.len()
        );
        let _ = writeln!(std::io::stderr(), "{notice}");
    }
}

/// Waits until so many more were acknowledged.
fn await_more(acknowledged: &AtomicU32, more: u32) {
    let until = acknowledged.load(Ordering::Relaxed) + more;
    let deadline = now() + READY;
    while acknowledged.load(Ordering::Relaxed) < until {
        assert!(now() < deadline, "nobody writes any more");
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

/// Each acknowledged unit is there once, each other at most once, and once when it is repeated.
fn told_is_there(hall: &Hall, units: &[Unit]) {
    hall.assert_sound("all writers were killed");
    let held = hall.history();
    for unit in units {
        let count = held.matches(&unit.trace).count();
        let said = format!(
            "{}: {} is there {count} times",
            hall.database(),
            unit.arguments
        );
        assert!(count <= 1, "{said}");
        assert!(count == 1 || !unit.is_acknowledged, "{said}");
    }
    let imports = units
        .iter()
        .filter(|unit| unit.arguments.starts_with("import"));
    let open: Vec<&Unit> = imports.filter(|unit| !unit.is_acknowledged).collect();
    for unit in &open {
        let again = hall.run(&unit.arguments);
        assert_eq!(again.code, 0, "{}", again.complaints);
    }
    let held = hall.history();
    for unit in open {
        assert_eq!(held.matches(&unit.trace).count(), 1, "{}", unit.arguments);
    }
    hall.assert_sound("what was lost was repeated");
}

//! A process that reads an upload and does not come to an end: it is ended, its page says why, and
//! the office goes on as before.

use std::process::Command;
use std::time::Duration;

use crate::crashes::now;
use crate::floods::{GROWTH, PATIENCE, memory};
use crate::halls::HEADING;
use crate::serving::{Office, come_in, gifts, hall, signal};

/// When such a process is gone at the latest: it has 30 seconds.
const GONE: Duration = Duration::from_secs(31);

/// Waits until a process is gone.
#[cfg(target_os = "linux")]
fn wait_for_end(process: &str) {
    let mut tail = Command::new("tail");
    tail.args([
        "--pid",
        process,
        "--sleep-interval",
        "0.1",
        "-f",
        "/dev/null",
    ]);
    assert!(tail.status().expect("there is tail").success());
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_reads_without_end_is_ended_and_holds_nobody_up() {
    let (hall, link) = hall();
    let office = Office::open(&hall);
    let mut browser = come_in(&office, &link);
    // What one file costs is grown before it is counted.
    let first = browser.upload("furusato-ledger", HEADING.as_bytes());
    browser.settled(&first);
    let before = memory(&office, "VmRSS");

    // It reads long enough to be found.
    let path = browser.upload("furusato-ledger", &gifts(20_000));
    let reader = office.worker();
    let begin = now();
    signal(&reader, "-STOP");
    let page = browser.get(&path);
    assert_eq!(page.header("refresh"), "2", "{}", page.text);
    assert_eq!(browser.get("/healthz").status, 200);
    wait_for_end(&reader);
    assert!(begin.elapsed() < GONE, "{:?}", begin.elapsed());
    let page = browser.settled(&path);
    assert!(begin.elapsed() < PATIENCE, "{:?}", begin.elapsed());
    assert_eq!(page.status, 422);
    let told = "時間内に終わらなかったため、止めました";
    assert!(page.text.contains(told), "{}", page.text);

    // It is looked at again, and so is the next one.
    browser.post(&format!("{path}/again"), "");
    assert_eq!(browser.settled(&path).status, 200);
    let next = browser.upload("furusato-ledger", HEADING.as_bytes());
    assert_eq!(browser.settled(&next).status, 200);
    let most = memory(&office, "VmHWM");
    assert!(most < before + GROWTH, "from {before} KiB to {most} KiB");
}

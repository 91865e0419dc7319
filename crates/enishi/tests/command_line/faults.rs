//! A disk that is full or fails: whatever call of the system fails, the ledger is as it was before
//! or as it is after, never between; what is wrong is said, and what was asked for can be repeated.
//! `ENISHI_FAULTS` says at how many calls of each job the disk fails.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use enishi_desk::rehearsal;
use tempfile::{NamedTempFile, TempDir};

use crate::program::{Folder, Ran, copy_region, finished};

const HEADING: &str = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,町名・番地,寄附金額,削除\r\n";

/// What the system says where nothing fits any more, and where a disk is broken.
const ENOSPC: u32 = 28;
const EIO: u32 = 5;

/// The kinds of failure, each with a turn.
const FAULTS: [(u32, &str); 4] = [
    (ENOSPC, "lasting"),
    (EIO, "once"),
    (ENOSPC, "torn"),
    (EIO, "lasting"),
];

/// What is tried: its name, its command, and which folder it begins with.
type Job = (&'static str, &'static str, Begins);

const JOBS: [Job; 11] = [
    ("init", "init --region region", Begins::Empty),
    (
        "import",
        "import more.csv --source furusato-ledger",
        Begins::Stocked,
    ),
    (
        "close",
        "close --programme 6 --kind donation.furusato --fiscal-year R6",
        Begins::Stocked,
    ),
    (
        "correct",
        "correct {E} --set amount=18000 --reason entry_error",
        Begins::Stocked,
    ),
    ("same", "parties same P1 P2", Begins::Stocked),
    (
        "freeze",
        "freeze --fiscal-year R6 --provisional",
        Begins::Stocked,
    ),
    (
        "dispose",
        "parties dispose P1 --reason request",
        Begins::Stocked,
    ),
    (
        "export",
        "export -o ledger.csv --reason handover",
        Begins::Stocked,
    ),
    (
        "evaluate",
        "evaluate --fiscal-year R6 -o sheet.xlsx -o sheet.html",
        Begins::Stocked,
    ),
    ("backup", "backup copy.enishi", Begins::Stocked),
    (
        "restore",
        "restore kept.enishi --database sqlite:new.db --key enishi.key",
        Begins::BackedUp,
    ),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Empty,
    Stocked,
    BackedUp,
}

fn gifts(numbers: std::ops::Range<u32>) -> String {
    let rows = numbers.map(|n| {
        format!(
            "T{n},2024/05/01,2024/05/02,2024/05/07,架空　{n}郎,カクウ　{n},{:03}-0001,静岡県,\
             ためし市,見本町{n}丁目2番3号,{},\r\n",
            n % 1_000,
            10_000 + n
        )
    });
    rows.fold(HEADING.to_owned(), |text, row| text + &row)
}

fn empty() -> Folder {
    let folder = Folder::with(&[
        ("gifts.csv", gifts(0..20).as_bytes()),
        ("more.csv", gifts(10..300).as_bytes()),
    ]);
    copy_region(&folder);
    folder
}

fn stocked() -> Folder {
    let folder = empty();
    for arguments in [
        "init --region region",
        "import gifts.csv --source furusato-ledger",
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, 0, "{}", ran.complaints);
    }
    folder
}

fn backed_up() -> Folder {
    let folder = stocked();
    let ran = folder.run("backup kept.enishi");
    assert_eq!(ran.code, 0, "{}", ran.complaints);
    folder
}

/// The library that lets the disk fail, built here; none where it cannot be.
struct FailingDisk {
    library: PathBuf,
    folder: TempDir,
}

impl FailingDisk {
    fn build() -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command_line/faults/failing_disk.c");
        let library = folder.path().join("failing_disk.so");
        let built = cfg!(target_os = "linux")
            && Command::new("cc")
                .args(["-shared", "-fPIC", "-O1", "-o"])
                .args([&library, &source])
                .arg("-ldl")
                .status()
                .is_ok_and(|status| status.success());
        if !built {
            did_not_run(
                "failing disks",
                "no C compiler makes a library for this system",
            );
            return None;
        }
        Some(Self { library, folder })
    }

    /// Runs the program while the n-th call fails, and says how many calls there were.
    fn run(&self, folder: &Folder, arguments: &str, at: u32, fault: (u32, &str)) -> (Ran, u32) {
        let count = NamedTempFile::new_in(self.folder.path()).expect("a file");
        let place = fs::canonicalize(folder.path("")).expect("a folder");
        let mut command = folder.command(arguments);
        command
            .env("LD_PRELOAD", &self.library)
            .env("ENISHI_FAULT_FOLDER", place)
            .env("ENISHI_FAULT_AT", at.to_string())
            .env("ENISHI_FAULT_ERROR", fault.0.to_string())
            .env("ENISHI_FAULT_MODE", fault.1)
            .env("ENISHI_FAULT_COUNT", count.path());
        let ran = finished(command.output().expect("the program runs"));
        let calls = fs::read_to_string(count.path()).expect("the library counts");
        (ran, calls.trim().parse().expect("a number"))
    }
}

fn did_not_run(what: &str, why: &str) {
    // Past the capture of the test runner; a notice that cannot be written fails nothing.
    let notice = format!("did not run: {what}: {why}");
    let _ = writeln!(std::io::stderr(), "{notice}");
}

/// Everything the ledger holds; empty where there is none.
fn history(folder: &Folder) -> String {
    let address = format!("sqlite:{}", folder.path("enishi.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("the system gives threads");
    runtime
        .block_on(rehearsal::history_at(&address))
        .expect("the ledger can be read")
}

fn holds_a_name_of(folder: &Folder, party: &str) -> bool {
    let files = ["enishi.db", "enishi.db-wal"].map(|name| fs::read(folder.path(name)));
    let mut contents = files.into_iter().flatten();
    contents.any(|bytes| {
        bytes
            .windows(party.len())
            .any(|part| part == party.as_bytes())
    })
}

/// A job with what it begins with and what it leads to.
struct Trial {
    name: &'static str,
    arguments: String,
    template: Folder,
    before: String,
    after: String,
    /// How many calls write, and the files that are there afterwards.
    calls: u32,
    names: Vec<String>,
    /// How many of the calls belong to opening the ledger.
    opening: u32,
    /// The sheets that are written beside the ledger.
    sheets: Vec<(&'static str, Vec<u8>)>,
}

impl Trial {
    fn new(disk: &FailingDisk, (name, arguments, begins): Job) -> Self {
        let template = match begins {
            Begins::Empty => empty(),
            Begins::Stocked => stocked(),
            Begins::BackedUp => backed_up(),
        };
        let before = history(&template);
        let arguments = arguments.replace("{E}", &first_engagement(&template));
        let opening = match begins {
            Begins::Empty | Begins::BackedUp => 0,
            Begins::Stocked => disk.run(&template.copy(), "measure", 0, FAULTS[0]).1,
        };
        let folder = template.copy();
        let (ran, calls) = disk.run(&folder, &arguments, 0, FAULTS[0]);
        assert!(ran.code < 2, "{name}: {}", ran.complaints);
        assert!(calls > 0, "{name}: nothing is written");
        let sheets = ["sheet.xlsx", "sheet.html", "ledger.csv"].into_iter();
        let sheets = sheets
            .filter_map(|name| Some((name, fs::read(folder.path(name)).ok()?)))
            .collect();
        Self {
            name,
            arguments,
            before,
            after: history(&folder),
            names: folder.names(),
            template,
            calls,
            opening,
            sheets,
        }
    }

    /// One failure: says whether the ledger was left as before.
    fn fails_at(&self, disk: &FailingDisk, at: u32, fault: (u32, &str)) -> bool {
        let what = format!("{} at call {at} of {}, {fault:?}", self.name, self.calls);
        let folder = self.template.copy();
        let (ran, _) = disk.run(&folder, &self.arguments, at, fault);
        let said = format!("{what}: {}{}", ran.out, ran.complaints);
        assert!(!ran.complaints.contains("panicked"), "{said}");
        let state = history(&folder);
        if ran.code == 2 {
            let lines = ran.complaints.lines().count();
            assert!((1..=2).contains(&lines), "{said}");
            assert!(
                state == self.before || state == self.after,
                "between: {said}"
            );
        } else {
            assert!(ran.code < 2, "{said}");
            assert_eq!(state, self.after, "{said}");
        }
        for name in folder.names() {
            // SQLite's journal stays until the ledger is opened again.
            let is_journal = name == "enishi.db-wal" || name == "enishi.db-shm";
            assert!(
                self.names.contains(&name) || is_journal,
                "{name} is left: {said}"
            );
        }
        for (name, whole) in &self.sheets {
            let written = fs::read(folder.path(name)).unwrap_or_default();
            assert!(
                written.is_empty() || written == *whole,
                "{name} is cut: {said}"
            );
        }
        self.is_repeated(&folder, &state, &said);
        state == self.before
    }

    /// Everything is sound, and asking again does what was asked for.
    fn is_repeated(&self, folder: &Folder, state: &str, said: &str) {
        if !state.is_empty() {
            let verified = folder.run("verify");
            assert_eq!(
                verified.code, 0,
                "{said}: {}{}",
                verified.out, verified.complaints
            );
        }
        clear_away(folder, said);
        let again = folder.run(&self.arguments);
        assert!(again.code < 2, "{said}: again: {}", again.complaints);
        if state == self.before {
            assert_eq!(history(folder), self.after, "{said}: again");
        }
        let verified = folder.run("verify");
        assert_eq!(
            verified.code, 0,
            "{said}: {}{}",
            verified.out, verified.complaints
        );
        if self.name == "dispose" {
            assert!(!holds_a_name_of(folder, "架空　0郎"), "{said}");
        }
    }
}

/// What is written only where nothing is goes before it is asked for again; a ledger that was
/// restored is whole.
fn clear_away(folder: &Folder, said: &str) {
    for name in ["copy.enishi", "new.db"] {
        let path = folder.path(name);
        if path.exists() && name == "new.db" {
            let verified = folder.run("verify --database sqlite:new.db --key enishi.key");
            assert_eq!(verified.code, 0, "{said}: {}", verified.complaints);
        }
        if path.exists() && name == "copy.enishi" {
            let tried = folder.run("restore copy.enishi --test");
            assert_eq!(tried.code, 0, "{said}: {}", tried.complaints);
        }
        drop(fs::remove_file(path));
    }
}

fn first_engagement(folder: &Folder) -> String {
    if !folder.names().contains(&"enishi.db".to_owned()) {
        return String::new();
    }
    let explained = folder
        .run("measure --kpi 6-③ --fiscal-year R6 --explain")
        .out;
    let mut words = explained.split_whitespace();
    let is_number = |word: &&str| word.starts_with('E') && word[1..].parse::<u32>().is_ok();
    words.find(is_number).expect("a row").to_owned()
}

#[test]
fn whatever_call_of_the_system_fails_the_ledger_is_as_before_or_as_after() {
    #[expect(
        clippy::disallowed_methods,
        reason = "long runs are asked for by the environment"
    )]
    let points = std::env::var("ENISHI_FAULTS").ok();
    let points: u32 = points.and_then(|points| points.parse().ok()).unwrap_or(6);
    let Some(disk) = FailingDisk::build() else {
        return;
    };
    let (jobs, tried) = (Mutex::new(JOBS.iter()), AtomicUsize::new(0));
    let next = || jobs.lock().expect("nobody panics with it").next();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(job) = next() {
                    tried.fetch_add(fail_everywhere(&disk, *job, points), Ordering::Relaxed);
                }
            });
        }
    });
    let tried = tried.into_inner();
    assert!(tried >= 4 * JOBS.len(), "{tried}");
}

/// Lets a job fail at so many of its calls, and says how many times it did.
fn fail_everywhere(disk: &FailingDisk, job: Job, points: u32) -> usize {
    let trial = Trial::new(disk, job);
    let step = (trial.calls / points).max(1);
    let (mut tried, mut unchanged) = (0, 0);
    // Both ends are tried, and a different kind of failure at each call.
    let calls = (1..=trial.calls)
        .step_by(step as usize)
        .chain([trial.calls]);
    for (turn, at) in calls.enumerate() {
        // While a ledger is opened, connecting is tried for a minute, and then given up.
        let is_tried_again = 1 < at && at <= trial.opening;
        let fault = match is_tried_again {
            true => (EIO, "once"),
            false => FAULTS[turn % FAULTS.len()],
        };
        unchanged += u32::from(trial.fails_at(disk, at, fault));
        tried += 1;
    }
    assert!(unchanged > 0, "{}: no failure was met", trial.name);
    tried
}

/// A file system of a few megabytes; none where it cannot be had.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !mounted {
            did_not_run("a full disk", "a small file system cannot be mounted");
            return None;
        }
        Some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(self.0.path()).status();
        drop(unmounted);
    }
}

#[test]
fn on_a_disk_that_is_full_nothing_is_half_written() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let template = stocked();
    let before = history(&template);
    let whole = template.copy();
    let arguments = "import more.csv --source furusato-ledger";
    assert_eq!(whole.run(arguments).code, 0);
    let after = history(&whole);
    let (mut refused, mut done) = (0, 0);
    for kilobytes in [0, 4, 16, 40, 64, 100, 200, 400, 700] {
        let folder = template.copy_to(disk.0.path());
        fill_up_to(&folder.path("filler"), kilobytes);
        let ran = folder.run(arguments);
        let said = format!("{kilobytes} KB left: {}{}", ran.out, ran.complaints);
        assert!(!ran.complaints.contains("panicked"), "{said}");
        fs::remove_file(folder.path("filler")).expect("a file that is there");
        let state = history(&folder);
        match ran.code {
            2 => {
                assert!(ran.complaints.contains("空き"), "{said}");
                assert!(state == before || state == after, "between: {said}");
                refused += 1;
            }
            0 => {
                assert_eq!(state, after, "{said}");
                done += 1;
            }
            code => panic!("{code}: {said}"),
        }
        assert_eq!(folder.run("verify").code, 0, "{said}");
        assert_eq!(folder.run(arguments).code, 0, "{said}");
        assert_eq!(history(&folder), after, "{said}");
    }
    assert!(refused > 1 && done > 0, "{refused} refused, {done} done");
}

/// Writes until only that much is left.
fn fill_up_to(path: &Path, kilobytes: u64) {
    let mut file = fs::File::create(path).expect("a file");
    while file.write_all(&[0; 4096]).is_ok() {}
    let length = file.metadata().expect("a file that is there").len();
    let left = length.saturating_sub(kilobytes * 1024);
    file.set_len(left).expect("a file becomes shorter");
}

//! How long the demo's donor ledger of one year takes to be imported: CP932, 60 columns, 725,929
//! gifts in R6. And how long a single write waits that somebody makes meanwhile.
//!
//! `cargo bench -p enishi-desk --bench import -- [YEARS [ADDRESS]]` imports the last so many of the
//! demo's five years (1), one after another, into a ledger of SQLite in a folder of its own, or
//! into an empty database at an address, and prints one line a year: 5 shows what the last year
//! takes where four are there. Each year is imported by a process of its own, as from the command
//! line, so that its memory is that of one import.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use enishi_desk::close_period::{Period, close_period, reopen_period};
use enishi_desk::demo::{self, RegisterFile, Size};
use enishi_desk::import_register::{Mode, Progress, Register, import_register};
use enishi_desk::office::{Office, Secret};
use enishi_desk::{DeskError, sources};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Kind;
use jiff::Timestamp;

/// More rows than any file of late gifts has.
const LATE: usize = 100_000;

/// Before the arguments of a process that imports one year.
const ONE_YEAR: &str = "one-year";

/// Behind the last of the demo's years.
const NOW: Timestamp = Timestamp::constant(1_750_000_000, 0);

fn secret() -> Secret {
    Secret::new(&[7; Secret::LENGTH])
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads arguments")]
fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    if let [mode, address, source, path] = arguments.as_slice()
        && mode == ONE_YEAR
    {
        let line = runtime.block_on(import_beside_a_neighbour(address, source, path));
        return writeln!(io::stdout(), "{}", line.map_err(io::Error::other)?);
    }
    let years = arguments.first().and_then(|years| years.parse().ok());
    let folder = tempfile::tempdir()?;
    let own = format!("sqlite:{}/bench.db", folder.path().display());
    let address = arguments.get(1).unwrap_or(&own);
    let files = demo::region_files(Size::Full);
    let made = runtime.block_on(Office::init(address, &files, secret(), NOW));
    runtime.block_on(made.map_err(io::Error::other)?.0.close());
    for (source, path) in write_ledgers(folder.path(), years.unwrap_or(1))? {
        let itself = Command::new(std::env::current_exe()?)
            .args([ONE_YEAR, address, &source])
            .arg(path)
            .status()?;
        if !itself.success() {
            return Err(io::Error::other("a year was not imported"));
        }
    }
    Ok(())
}

/// Writes the donor ledgers of the last years; gives the source and the path of each.
fn write_ledgers(folder: &Path, years: usize) -> io::Result<Vec<(String, OsString)>> {
    let city = demo::city(Size::Full);
    let ledgers: Vec<&RegisterFile> = city
        .files
        .iter()
        // Late rows come in files of their own, which are small.
        .filter(|file| {
            file.donor_ledger()
                .is_some_and(|all| all.rows().nth(LATE).is_some())
        })
        .collect();
    let first = ledgers.len().saturating_sub(years);
    let written = ledgers[first..].iter().enumerate().map(|(nth, file)| {
        let path = folder.join(format!("{nth}.csv"));
        std::fs::write(&path, file.bytes().map_err(io::Error::other)?)?;
        Ok((file.source.name().to_owned(), path.into_os_string()))
    });
    written.collect()
}

async fn import_beside_a_neighbour(
    address: &str,
    source: &str,
    path: &str,
) -> Result<String, DeskError> {
    let office = Office::open(address, secret(), NOW).await?;
    // Opened for itself, as another process would.
    let neighbour = Arc::new(Office::open(address, secret(), NOW).await?);
    let is_over = Arc::new(AtomicBool::new(false));
    let waiting = tokio::spawn(single_writes(neighbour, is_over.clone()));
    let line = import(&office, source, path).await?;
    is_over.store(true, Ordering::Relaxed);
    let (writes, longest) = waiting.await.expect("single writes do not panic")?;
    Ok(format!(
        "{line} single_writes={writes} longest_wait={longest:.3} peak_kib={}",
        peak_memory().unwrap_or(0)
    ))
}

async fn import(office: &Office, source: &str, path: &str) -> Result<String, DeskError> {
    let start = now();
    let register = Register {
        encoding: None,
        name: path.to_owned(),
        bytes: Arc::new(std::fs::read(path).expect("the year was written")),
        mapping: sources::built_in(source).expect("the source ships")?,
        given: enishi_desk::Given::default(),
    };
    let (mut staged, mut merged) = (None, None);
    let mut watch = |progress| {
        match progress {
            Progress::Read(_) => {}
            Progress::Written(..) => {
                staged.get_or_insert_with(now);
            }
            Progress::Merged(..) => {
                merged.get_or_insert_with(now);
            }
        }
        ControlFlow::Continue(())
    };
    let imported = import_register(office, register, Mode::Commit, &mut watch).await?;
    let all = start.elapsed().as_secs_f64();
    let since = |moment: Option<Instant>| moment.map_or(0.0, |then| then.elapsed().as_secs_f64());
    let rows: u64 = imported.counts.values().sum();
    Ok(format!(
        "import seconds={all:.3} from_first_written={:.3} in_the_ledger={:.3} rows={rows} \
         parties_new={} parties_known={}",
        since(staged),
        since(merged),
        imported.parties_new,
        imported.parties_known
    ))
}

/// Closes and reopens a period until the import is over: how often, and how long one took at most.
async fn single_writes(
    office: Arc<Office>,
    is_over: Arc<AtomicBool>,
) -> Result<(u64, f64), DeskError> {
    let (mut writes, mut longest, mut is_closed) = (0, 0_f64, false);
    let year = FiscalYear::new(2024).expect("a year of Reiwa");
    let period = Period {
        programme: "6".to_owned(),
        kind: Kind::DonationFurusato,
        year,
    };
    while !is_over.load(Ordering::Relaxed) {
        let start = now();
        let written = if is_closed {
            reopen_period(&office, &period, "bench").await?
        } else {
            close_period(&office, &period).await?
        };
        is_closed = !is_closed;
        // The year before may have left it closed.
        if written.is_some() {
            longest = longest.max(start.elapsed().as_secs_f64());
            writes += 1;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok((writes, longest))
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn now() -> Instant {
    Instant::now()
}

/// The most memory that this process took.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().split(' ').next()?.parse().ok()
}

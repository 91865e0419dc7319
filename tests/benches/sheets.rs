//! How fast sheets go through the whole house: read, evaluated and linted, and written again.
//!
//! `cargo bench -p enishi-tests --bench sheets` prints one line a job: the median and the spread of
//! its rounds in seconds that this thread was on a core, and where the house has promised a time,
//! the share of it that is used. Nothing is asserted; a published file that is absent is named.

use std::io::{self, Write};
use std::time::Instant;

use enishi_desk::Language;
use enishi_desk::check_sheet::{Checked, Document, Options, check_sheet};
use enishi_desk::convert_sheet::{Encoding, Format, convert_sheet};
use enishi_tests::shared_data;
use enishi_tests::tree::project_root;

const ROUNDS: usize = 5;
const SHEETS: usize = 1_000;
/// What issue 2 promises for the first two jobs, in seconds.
const PROMISED: f64 = 1.0;

fn main() -> io::Result<()> {
    let example = std::fs::read(project_root().join("examples/effect-verification-r6.tsv"))?;
    thousand_sheets("example", "effect-verification-r6.tsv", &example)?;
    if let Some(seed) = shared_data::read("seed/yaizu-r6.tsv") {
        thousand_sheets("seed", "yaizu-r6.tsv", &seed)?;
    }
    if let Some(packed) = shared_data::read("judgit/indicators_2021.csv.gz") {
        long_layout("indicators_2021.csv.gz", &packed)?;
    }
    conversions("effect-verification-r6.tsv", &example)
}

fn thousand_sheets(label: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
    let kpis = count_kpis(&checked(name, bytes)?);
    let job = || -> io::Result<()> {
        for _ in 0..SHEETS {
            checked(name, bytes)?;
        }
        Ok(())
    };
    let what = format!("check {label} sheets={SHEETS} kpis={}", kpis * SHEETS);
    report(&what, &measured(job)?, Some(PROMISED))
}

fn long_layout(name: &str, bytes: &[u8]) -> io::Result<()> {
    let kpis = count_kpis(&checked(name, bytes)?);
    let times = measured(|| checked(name, bytes).map(drop))?;
    report(&format!("check judgit kpis={kpis}"), &times, Some(PROMISED))
}

fn conversions(name: &str, bytes: &[u8]) -> io::Result<()> {
    const TIMES: usize = 100;
    let sheet = checked(name, bytes)?;
    for (label, format) in [
        ("xlsx", Format::Xlsx),
        ("html", Format::Html),
        ("csv", Format::Csv(Encoding::Utf8Bom)),
        ("json", Format::Json),
    ] {
        let job = || -> io::Result<()> {
            for _ in 0..TIMES {
                convert_sheet(&sheet, format, Language::Japanese).map_err(io::Error::other)?;
            }
            Ok(())
        };
        let what = format!("convert {label} sheets={TIMES}");
        report(&what, &measured(job)?, None)?;
    }
    Ok(())
}

fn checked(name: &str, bytes: &[u8]) -> io::Result<Checked> {
    check_sheet(Document { name, bytes }, &Options::default()).map_err(io::Error::other)
}

fn count_kpis(checked: &Checked) -> usize {
    let programmes = checked.sheet.programmes.iter();
    programmes.map(|programme| programme.kpis.len()).sum()
}

/// The rounds' times in ascending order.
fn measured(mut job: impl FnMut() -> io::Result<()>) -> io::Result<Vec<f64>> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let watch = Watch::start();
        job()?;
        times.push(watch.seconds());
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

fn report(what: &str, times: &[f64], promised: Option<f64>) -> io::Result<()> {
    let (least, median, most) = (times[0], times[times.len() / 2], times[times.len() - 1]);
    let mut line = format!("{what} seconds={median:.4} least={least:.4} most={most:.4}");
    if let Some(promised) = promised {
        let ratio = median / promised;
        line.push_str(&format!(" promised={promised:.1} ratio={ratio:.2}"));
    }
    writeln!(io::stdout(), "{line}")
}

/// Counts the time on a core where Linux tells it, so that what else the machine does is left out;
/// elsewhere the time that passes.
struct Watch {
    begun: Instant,
    on_core: Option<u64>,
}

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    fn start() -> Self {
        Self {
            begun: Instant::now(),
            on_core: nanoseconds_on_core(),
        }
    }

    fn seconds(&self) -> f64 {
        let passed = self.begun.elapsed();
        match (self.on_core, nanoseconds_on_core()) {
            (Some(before), Some(after)) => (after - before) as f64 / 1e9,
            _ => passed.as_secs_f64(),
        }
    }
}

fn nanoseconds_on_core() -> Option<u64> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split_whitespace().next()?.parse().ok()
}

//! How fast new parties are matched against known ones, and in how much memory.
//!
//! `cargo bench -p enishi-domain --bench matching` prints one line for each case: 30,000 new ones
//! of all sorts, and 726,000 rows that strong keys decide, each against 600,000 known ones.

use std::io::{self, Write};
use std::time::Instant;

use enishi_domain::identity::Identities;
use enishi_domain::identity::keys::{Keymaker, Keys};
use enishi_domain::identity::matcher::{Matcher, Outcome};
use enishi_domain::party::PartyId;
use enishi_domain::register::PartyDraft;

use truth::{Secret, town};

#[path = "../tests/identity/truth.rs"]
mod truth;

const KNOWN: usize = 600_000;
const NEW: usize = 30_000;
const ROWS: usize = 726_000;

fn main() -> io::Result<()> {
    // A town of so many has more known ones than are needed.
    let town = town(1, KNOWN * 10 / 7);
    let keymaker = Keymaker::new(Secret);
    let start = now();
    let known: Vec<Keys> = keys(
        &keymaker,
        town.known.iter().map(|(_, draft)| draft).take(KNOWN),
    );
    let new = keys(&keymaker, town.new.iter().map(|(_, draft)| draft).take(NEW));
    let again = || {
        town.known
            .iter()
            .filter(|(_, draft)| !draft.profile.mail.is_empty())
    };
    let again = keys(
        &keymaker,
        again().map(|(_, draft)| draft).cycle().take(ROWS),
    );

    report("keys", KNOWN + NEW + ROWS, start, 0)?;
    let start = now();
    let mut matcher = Matcher::new(Identities::default());
    let purpose = matcher.purpose("demo");
    matcher.reserve(KNOWN);
    for (party, keys) in (0..).zip(known) {
        matcher.add_known(PartyId(party), purpose, &keys);
    }
    report("index", KNOWN, start, 0)?;

    let start = now();
    let decided = again.iter().map(|keys| matcher.decide(keys, purpose, None));
    let same = decided
        .filter(|d| matches!(d.outcome, Outcome::Same(_)))
        .count();
    report("strong", ROWS, start, same)?;

    let start = now();
    let decisions = matcher.decide_all(&new, purpose);
    let same = decisions
        .iter()
        .filter(|d| matches!(d.outcome, Outcome::Same(_)))
        .count();
    report("mixed", NEW, start, same)?;

    let start = now();
    let decisions = matcher.decide_all(&again, purpose);
    let same = decisions
        .iter()
        .filter(|d| matches!(d.outcome, Outcome::Same(_)))
        .count();
    report("file", ROWS, start, same)
}

fn keys<'a>(
    keymaker: &Keymaker<Secret>,
    drafts: impl Iterator<Item = &'a PartyDraft>,
) -> Vec<Keys> {
    drafts.map(|draft| keymaker.keys(draft)).collect()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn now() -> Instant {
    Instant::now()
}

fn report(case: &str, rows: usize, start: Instant, same: usize) -> io::Result<()> {
    let seconds = start.elapsed().as_secs_f64();
    let resident = resident_memory().unwrap_or(0);
    writeln!(
        io::stdout(),
        "matching case={case} rows={rows} seconds={seconds:.2} same={same} resident_kib={resident}"
    )
}

/// What this process holds, where the system tells it.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

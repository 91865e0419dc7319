//! How fast new parties are matched against known ones, and in how much memory.
//!
//! `cargo bench -p enishi-domain --bench matching` prints one line for each case: 30,000 new ones
//! of all sorts, and 726,000 rows that strong keys decide, each against 600,000 known ones.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::time::Instant;

use enishi_domain::identity::Identities;
use enishi_domain::identity::keys::{Keymaker, Keys};
use enishi_domain::identity::matcher::{Decision, Matcher, Outcome, Subject};
use enishi_domain::party::PartyId;
use enishi_domain::register::PartyDraft;

use truth::{Secret, Town, Who, town};

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
    let truth: Vec<_> = town.known.iter().map(|(who, _)| *who).take(KNOWN).collect();
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
    judge(&truth, &town, &decisions)?;

    let start = now();
    let decisions = matcher.decide_all(&again, purpose);
    let same = decisions
        .iter()
        .filter(|d| matches!(d.outcome, Outcome::Same(_)))
        .count();
    report("file", ROWS, start, same)
}

/// Against the truth: of the rows whose person is known, how many were found or put before a
/// person, and how many were joined to somebody else.
fn judge(truth: &[Who], town: &Town, decisions: &[Decision]) -> io::Result<()> {
    let known: BTreeSet<Who> = truth.iter().copied().collect();
    let behind = |subject: Subject| match subject {
        Subject::Known(PartyId(party)) => usize::try_from(party).ok().map(|at| truth[at]),
        Subject::Row(row) => Some(town.new[row].0),
    };
    let (mut pairs, mut found, mut wrong) = (0, 0, 0);
    for ((who, _), decision) in town.new.iter().zip(decisions) {
        let mut candidates = decision.candidates.iter();
        let is_among = candidates.any(|one| behind(one.subject) == Some(*who));
        let is_found = match decision.outcome {
            Outcome::Same(subject) => {
                wrong += usize::from(behind(subject) != Some(*who));
                behind(subject) == Some(*who)
            }
            Outcome::Ask => is_among,
            Outcome::New => false,
        };
        if known.contains(who) {
            pairs += 1;
            found += usize::from(is_found);
        }
    }
    let recall = found as f64 / pairs as f64;
    writeln!(
        io::stdout(),
        "matching truth: recall={recall:.4} of {pairs} pairs, false_merges={wrong}"
    )
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

//! Files bent out of shape, the same ones in every run: the n-th round always makes the same bytes,
//! so a failure names the round that repeats it. This is the stable stand-in for `fuzz/`, which
//! needs a nightly compiler.

use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

/// How long a round may take before it counts as hanging. Far above what any round needs, as the
/// machine may be busy.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// Pieces that readers stumble over: numbers at limits, unclosed quotes, half characters, tags.
const STUMBLING: &[&[u8]] = &[
    b"\"",
    b"\r",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x81",
    b"\xe3\x81",
    b"<table><tr><td rowspan=65534>",
    b"<!--",
    b"PK\x03\x04",
    b"99999999999999999999",
    b"-0",
    b"1e400",
    "①".as_bytes(),
    "△12△12".as_bytes(),
    "３百20億万円".as_bytes(),
    "令和99年13月".as_bytes(),
    "\u{202e}".as_bytes(),
    b"XFD1048576",
    b"AAAAAAAAA1",
    b"&#x110000;",
    b"|---|",
    b"{[{[{[",
];

/// How many rounds to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounds {
    /// That many.
    Count(u64),
    /// As many as fit in the time.
    During(Duration),
    /// One of them only, to repeat a failure.
    Only(u64),
}

/// The rounds that the environment asks for: `ENISHI_BYTES_ROUND` names one, `ENISHI_BYTES_SECONDS`
/// a time; without either there are `count`.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a test is told by `./test` how long to go on"
)]
pub fn rounds_asked_for(count: u64) -> Rounds {
    let asked = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    match (asked("ENISHI_BYTES_ROUND"), asked("ENISHI_BYTES_SECONDS")) {
        (Some(round), _) => Rounds::Only(round),
        (None, Some(seconds)) => Rounds::During(Duration::from_secs(seconds)),
        (None, None) => Rounds::Count(count),
    }
}

/// Gives the reader one bent file a round. The answer lists each round in which the reader panicked
/// or took longer than [`DEADLINE`], and how many rounds were made.
#[expect(
    clippy::disallowed_methods,
    reason = "a deadline against hanging needs a clock"
)]
pub fn bend(originals: &[&[u8]], rounds: Rounds, reader: impl Fn(&[u8])) -> (u64, Vec<String>) {
    let begin = Instant::now();
    let (first, mut made) = match rounds {
        Rounds::Only(round) => (round, 0),
        Rounds::Count(_) | Rounds::During(_) => (0, 0),
    };
    let mut failures = Vec::new();
    loop {
        let enough = match rounds {
            Rounds::Count(count) => made >= count,
            Rounds::During(time) => begin.elapsed() >= time,
            Rounds::Only(_) => made >= 1,
        };
        if enough || originals.is_empty() {
            return (made, failures);
        }
        let round = first + made;
        let bytes = bent(originals, round);
        let started = Instant::now();
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| reader(&bytes)));
        if outcome.is_err() {
            failures.push(format!("round {round}: the reader panicked"));
        }
        if started.elapsed() > DEADLINE {
            failures.push(format!(
                "round {round}: the reader took {:?}",
                started.elapsed()
            ));
        }
        made += 1;
    }
}

/// The file of a round: an original with one to eight changes.
#[must_use]
pub fn bent(originals: &[&[u8]], round: u64) -> Vec<u8> {
    let mut dice = Dice(round.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut bytes = originals[dice.below(originals.len())].to_vec();
    for _ in 0..=dice.below(8) {
        change(&mut bytes, originals, &mut dice);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, originals: &[&[u8]], dice: &mut Dice) {
    let (a, b) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
    let (start, end) = (a.min(b), a.max(b));
    match dice.below(7) {
        0 => bytes.truncate(end),
        1 => drop(bytes.drain(start..end.min(start + 64))),
        2 => {
            if let Some(byte) = bytes.get_mut(start) {
                *byte ^= 1 << dice.below(8);
            }
        }
        3 => {
            let piece = STUMBLING[dice.below(STUMBLING.len())];
            drop(bytes.splice(start..start, piece.iter().copied()));
        }
        4 => {
            let piece = bytes[start..end.min(start + 256)].repeat(1 + dice.below(20));
            drop(bytes.splice(start..start, piece));
        }
        5 => {
            let other = originals[dice.below(originals.len())];
            bytes.truncate(start);
            bytes.extend_from_slice(&other[dice.below(other.len() + 1)..]);
        }
        _ => {
            let piece = STUMBLING[dice.below(STUMBLING.len())];
            let end = end.min(start + piece.len());
            drop(bytes.splice(start..end, piece.iter().copied()));
        }
    }
}

/// A xorshift generator: small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let drawn = self.0 % u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(drawn).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGINALS: &[&[u8]] = &[b"No.\tKPI\n1\t63\n", b"<table><tr><td>1</table>", b""];

    #[test]
    fn the_same_round_makes_the_same_bytes() {
        let once: Vec<_> = (0..200).map(|round| bent(ORIGINALS, round)).collect();
        let twice: Vec<_> = (0..200).map(|round| bent(ORIGINALS, round)).collect();
        assert_eq!(once, twice);
        let changed = once.iter().filter(|b| !ORIGINALS.contains(&b.as_slice()));
        assert!(changed.count() > 100);
    }

    #[test]
    fn a_reader_that_panics_is_named_with_its_round() {
        let fragile = |bytes: &[u8]| assert!(!bytes.contains(&b'6'), "fragile");
        let (made, failures) = bend(&[b"63"], Rounds::Count(50), fragile);
        assert_eq!(made, 50);
        assert!(failures.iter().any(|failure| failure.contains("panicked")));
        let (made, failures) = bend(&[b"63"], Rounds::Only(7), |_| {});
        assert_eq!((made, failures), (1, Vec::new()));
    }
}

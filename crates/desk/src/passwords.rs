//! 「パスワード」 argon2id, and which passwords are refused. Hashing takes 19 MiB and a good part of a
//! core, so only so many run at once and only so many wait: a flood of logins is turned away before
//! it takes the machine.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use enishi_domain::region::Region;
use enishi_domain::text::fold_ascii;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::import_register::hexadecimal;

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;

/// Most characters; longer ones would only cost time.
pub const LONGEST: usize = 128;

/// How many may wait for their turn.
const QUEUE: usize = 64;

/// Memory of one hash, in KiB, and how often it is gone through. OWASP ASVS 5.0, appendix C, takes
/// 46 MiB once for as good; two at a time and 500 connections then need more than 92 MiB.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// What is asked of the allocator for one hash, in KiB: more than glibc ever keeps for itself, so
/// that all of it is given back, and what is never written takes no memory.
const ROOM: usize = 33 * 1024;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer than [`SHORTEST`] characters.
    TooShort,
    /// More than [`LONGEST`] characters.
    TooLong,
    /// A run of the keyboard, a repetition, digits only, or one that everybody uses.
    TooCommon,
    /// Little more than the town's, a department's or one's own name.
    OfContext,
}

/// A place in the queue of those whose password is looked at.
pub struct Place {
    _held: OwnedSemaphorePermit,
}

/// Runs argon2, a few at a time.
#[derive(Clone)]
pub struct Hashing {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// Verified where there is no such account, so that it takes as long.
    nobody: Arc<str>,
}

impl Hashing {
    /// So many at once.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        let at_once = at_once.max(1);
        let empty = written(&[0; 16], &[0; 32]);
        Self {
            turns: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(at_once + QUEUE)),
            nobody: Arc::from(empty),
        }
    }

    /// The hash of a password, as it is kept.
    ///
    /// # Errors
    /// [`AccessError::TooManyLogins`].
    pub async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String, DeskError> {
        let password = password.to_owned();
        let place = self.place()?;
        let hash = move || hash(password.as_bytes(), &salt);
        let hash = self.run(place, hash).await?;
        Ok(written(&salt, &hash))
    }

    /// A place in the queue, before anything else is done.
    ///
    /// # Errors
    /// [`AccessError::TooManyLogins`] where it is full.
    pub fn place(&self) -> Result<Place, DeskError> {
        let place = self.places.clone().try_acquire_owned();
        let busy = |_| DeskError::Access(AccessError::TooManyLogins);
        place.map(|held| Place { _held: held }).map_err(busy)
    }

    /// Whether the password is the one of a hash. Without a hash it takes as long, and is not.
    ///
    /// # Errors
    /// [`AccessError::TooManyLogins`].
    pub async fn verify(
        &self,
        place: Place,
        password: &str,
        kept: Option<&str>,
    ) -> Result<bool, DeskError> {
        let is_known = kept.is_some();
        let kept = kept.unwrap_or(&self.nobody);
        let Some((salt, expected)) = read(kept) else {
            return Ok(false);
        };
        let password = password.to_owned();
        let hash = move || hash(password.as_bytes(), &salt);
        let found = self.run(place, hash).await?;
        Ok(same(&found, &expected) && is_known)
    }

    async fn run(
        &self,
        place: Place,
        work: impl FnOnce() -> [u8; 32] + Send + 'static,
    ) -> Result<[u8; 32], DeskError> {
        let busy = |_| DeskError::Access(AccessError::TooManyLogins);
        let turn = self.turns.clone().acquire_owned().await.map_err(busy)?;
        // The work goes on where the browser has hung up, and so keeps its turn until it is done.
        let working = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        });
        let done = working.await;
        done.map_err(|_| DeskError::Access(AccessError::TooManyLogins))
    }
}

fn hash(password: &[u8], salt: &[u8; 16]) -> [u8; 32] {
    let params = Params::new(MEMORY, PASSES, 1, Some(32)).expect("these are within the bounds");
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; 32];
    let mut memory = Vec::with_capacity(ROOM * 1024 / Block::SIZE);
    memory.resize(argon.params().block_count(), Block::default());
    argon
        .hash_password_into_with_memory(password, salt, &mut out, &mut memory)
        .expect("salt and output have their lengths");
    out
}

fn written(salt: &[u8], hash: &[u8]) -> String {
    let (salt, hash) = (hexadecimal(salt), hexadecimal(hash));
    format!("argon2id m={MEMORY} t={PASSES} p=1 {salt} {hash}")
}

/// Salt and hash of what was written; none for other parameters than ours.
fn read(kept: &str) -> Option<([u8; 16], [u8; 32])> {
    let expected = format!("argon2id m={MEMORY} t={PASSES} p=1 ");
    let (salt, hash) = kept.strip_prefix(&expected)?.split_once(' ')?;
    Some((bytes(salt)?, bytes(hash)?))
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Compares without telling by time where the first difference is.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    let different = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && different == 0
}

/// What a finger runs along.
const RUNS: [&str; 10] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
];

/// What passwords are made of when somebody is in a hurry.
const COMMON: [&str; 18] = [
    "password",
    "passwd",
    "pass",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "login",
    "welcome",
    "letmein",
    "secret",
    "test",
    "changeme",
    "iloveyou",
    "monkey",
    "dragon",
    "sakura",
];

/// The 3,000 passwords of twelve and more signs that were found most often where passwords became
/// known, one a line, plain and sorted.
static MOST_USED: &str = include_str!("common_passwords.txt");

/// Refuses passwords that are too short, too common, or little more than what everybody here knows.
/// No rules on which signs must be in it, and no expiry: they make passwords worse.
///
/// # Errors
/// [`AccessError::PasswordRefused`].
pub fn examine(password: &str, login: &str, name: &str, region: &Region) -> Result<(), DeskError> {
    match fault(password, &context(login, name, region)) {
        None => Ok(()),
        Some(fault) => Err(DeskError::Access(AccessError::PasswordRefused(fault))),
    }
}

fn context(login: &str, name: &str, region: &Region) -> Vec<String> {
    let departments = region.programmes.iter().flat_map(|p| &p.departments);
    let words = departments
        .chain([&region.municipality])
        .map(String::as_str);
    let words = words.chain([login, name, "enishi", "縁"]);
    words
        .map(plain)
        .filter(|word| word.chars().count() >= 2)
        .collect()
}

fn fault(password: &str, context: &[String]) -> Option<PasswordFault> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(PasswordFault::TooShort);
    }
    if length > LONGEST {
        return Some(PasswordFault::TooLong);
    }
    let plain = plain(password);
    // Four signs more than what everybody knows are not much, but they are one's own.
    let is_little = |rest: &str| rest.chars().filter(|c| !c.is_ascii_digit()).count() < 4;
    if is_little(&without(&plain, context.iter().map(String::as_str))) {
        let is_common = is_little(&without(&plain, COMMON.into_iter()));
        let fault = if is_common {
            PasswordFault::TooCommon
        } else {
            PasswordFault::OfContext
        };
        return Some(fault);
    }
    let rest = without(&plain, COMMON.into_iter());
    let is_common = is_little(&rest)
        || is_little(&without_runs(&rest))
        || repeats(&plain)
        || MOST_USED.lines().any(|used| used == plain);
    is_common.then_some(PasswordFault::TooCommon)
}

fn plain(text: &str) -> String {
    let folded = fold_ascii(text);
    folded.to_lowercase().split_whitespace().collect()
}

fn without<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> String {
    words.fold(text.to_owned(), |text, word| text.replace(word, ""))
}

/// The text without stretches of three or more signs that follow a run, forwards or backwards.
fn without_runs(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let mut rest = String::new();
    let mut at = 0;
    while at < signs.len() {
        let length = longest_run(&signs[at..]);
        if length >= 3 {
            at += length;
        } else {
            rest.push(signs[at]);
            at += 1;
        }
    }
    rest
}

fn longest_run(signs: &[char]) -> usize {
    let mut longest = 1;
    for run in RUNS {
        let forwards: Vec<char> = run.chars().collect();
        let backwards: Vec<char> = run.chars().rev().collect();
        for run in [forwards, backwards] {
            for start in 0..run.len() {
                let pairs = run[start..].iter().zip(signs);
                longest = longest.max(pairs.take_while(|(a, b)| a == b).count());
            }
        }
    }
    let first = signs.first();
    let same = signs.iter().take_while(|sign| Some(*sign) == first).count();
    longest.max(same)
}

/// Whether a text is one short piece again and again, or has hardly any different signs.
fn repeats(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let different: std::collections::BTreeSet<char> = signs.iter().copied().collect();
    let is_periodic =
        |period: usize| (period..signs.len()).all(|at| signs[at] == signs[at - period]);
    different.len() < 5 || (1..=signs.len() / 2).any(is_periodic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_and_local_passwords_are_refused_and_others_are_not() {
        let context: Vec<String> = ["焼津市", "商工課", "yamada", "enishi"].map(plain).to_vec();
        for (password, expected) in [
            ("みじかい", Some(PasswordFault::TooShort)),
            ("elevensigns", Some(PasswordFault::TooShort)),
            ("1qaz2wsx3edc", Some(PasswordFault::TooCommon)),
            ("123qweasdzxc", Some(PasswordFault::TooCommon)),
            ("q1w2e3r4t5y6", Some(PasswordFault::TooCommon)),
            ("qwerty123456", Some(PasswordFault::TooCommon)),
            ("123456654321", Some(PasswordFault::TooCommon)),
            ("Password2026!", Some(PasswordFault::TooCommon)),
            ("ＰＡＳＳＷＯＲＤ１２３４", Some(PasswordFault::TooCommon)),
            ("leavemealone", Some(PasswordFault::TooCommon)),
            ("mailcreated5240", Some(PasswordFault::TooCommon)),
            ("ababababababab", Some(PasswordFault::TooCommon)),
            ("kani7kani7kani7", Some(PasswordFault::TooCommon)),
            ("焼津市商工課20260401", Some(PasswordFault::OfContext)),
            ("yamada-enishi-26", Some(PasswordFault::OfContext)),
            ("さかなの海が光る朝の港", None),
            ("turnip boat ledger 9", None),
            ("焼津市の鰹は日本一うまい", None),
        ] {
            let length = password.chars().count();
            let expected = if length < SHORTEST && expected.is_none() {
                Some(PasswordFault::TooShort)
            } else {
                expected
            };
            assert_eq!(fault(password, &context), expected, "{password}");
        }
        assert_eq!(
            fault(&"長".repeat(200), &context),
            Some(PasswordFault::TooLong)
        );
    }

    #[test]
    fn the_three_thousand_that_everybody_uses_are_refused_however_they_are_written() {
        let used: std::collections::BTreeSet<&str> = MOST_USED.lines().collect();
        assert_eq!(used.len(), 3_000);
        for password in used {
            let wide: String = password
                .to_uppercase()
                .chars()
                .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
                .collect();
            for password in [password, &wide] {
                let fault = fault(password, &[]);
                assert_eq!(fault, Some(PasswordFault::TooCommon), "{password}");
            }
        }
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let hashing = Hashing::new(2);
        let kept = hashing.hash("turnip boat ledger 9", [7; 16]).await.unwrap();
        assert!(!kept.contains("turnip"));
        let verify = async |password, kept| {
            let place = hashing.place().unwrap();
            hashing.verify(place, password, kept).await.unwrap()
        };
        assert!(verify("turnip boat ledger 9", Some(kept.as_str())).await);
        assert!(!verify("turnip boat ledger 8", Some(kept.as_str())).await);
        assert!(!verify("", None).await);
        assert!(!verify("turnip boat ledger 9", Some("bcrypt 1 2")).await);
    }

    #[tokio::test]
    async fn a_flood_is_turned_away_before_it_is_hashed() {
        let hashing = Hashing::new(1);
        let _all = hashing.turns.clone().acquire_owned().await.unwrap();
        let waiting: Vec<_> = (0..=QUEUE)
            .map(|_| {
                let hashing = hashing.clone();
                let place = hashing.place().unwrap();
                tokio::spawn(async move { hashing.verify(place, "x", None).await })
            })
            .collect();
        assert!(matches!(
            hashing.place().map(|_| ()),
            Err(DeskError::Access(AccessError::TooManyLogins))
        ));
        for task in waiting {
            task.abort();
            task.await.unwrap_err();
        }
        assert!(hashing.place().is_ok(), "who goes leaves the queue");
    }

    #[tokio::test]
    async fn whoever_hangs_up_keeps_a_turn_until_the_work_is_done() {
        let hashing = Hashing::new(1);
        let (begun, is_begun) = tokio::sync::oneshot::channel();
        let (end, is_ended) = std::sync::mpsc::channel::<()>();
        let work = move || {
            begun.send(()).unwrap();
            is_ended.recv().unwrap();
            [0; 32]
        };
        let of_task = hashing.clone();
        let place = hashing.place().unwrap();
        let task = tokio::spawn(async move { of_task.run(place, work).await });
        is_begun.await.unwrap();
        task.abort();
        task.await.unwrap_err();
        assert_eq!(hashing.turns.available_permits(), 0);
        end.send(()).unwrap();
        hashing.turns.acquire().await.unwrap().forget();
    }
}

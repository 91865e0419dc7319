//! Logins that were begun and not ended: in memory, as whoever is on the way when the program is
//! opened again simply begins again. One for each browser, for ten minutes, and once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::cause::Cause;
use super::provider::Kept;
use crate::pages::login::Carried;

/// How long somebody may take at the directory.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// The most logins that are waited for.
const MOST: usize = 10_000;

/// The most that they may carry together, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;

/// A login that was begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// What proves that an answer belongs to it.
    pub kept: Kept,
    /// Where one wanted to go, and with what.
    pub carried: Carried,
}

/// All of them, by the secret of their browser.
#[derive(Debug, Default)]
pub struct PendingLogins(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    logins: BTreeMap<String, (Timestamp, Begun)>,
    /// In the order in which they end.
    ends: BTreeMap<(Timestamp, String), usize>,
    carried: usize,
}

impl PendingLogins {
    /// Waits for a login, in the place of one of the same browser. Where too many wait, the oldest
    /// begin again.
    pub fn put(&self, secret: &str, begun: Begun, now: Timestamp) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(secret);
        let ends_at = now.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX);
        let size = begun.carried.next.len() + begun.carried.body.len();
        waiting.ends.insert((ends_at, secret.to_owned()), size);
        waiting.logins.insert(secret.to_owned(), (ends_at, begun));
        waiting.carried += size;
        while let Some(((ends_at, oldest), _)) = waiting.ends.first_key_value() {
            let is_full = waiting.logins.len() > MOST || waiting.carried > LARGEST;
            if *ends_at > now && !is_full {
                break;
            }
            let oldest = oldest.clone();
            waiting.remove(&oldest);
        }
    }

    /// Whether a browser brings back what belongs to its login.
    pub fn is_awaited(&self, secret: &str, state: &str, now: Timestamp) -> Result<(), Cause> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.is_awaited(secret, state, now)
    }

    /// The login of a browser, which is not waited for any more. What belongs to another login,
    /// such as of another window or from a foreign page, ends nothing.
    pub fn take(&self, secret: &str, state: &str, now: Timestamp) -> Result<Begun, Cause> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.is_awaited(secret, state, now)?;
        let (_, begun) = waiting.remove(secret).ok_or(Cause::NothingBegun)?;
        Ok(begun)
    }
}

impl Waiting {
    fn is_awaited(&self, secret: &str, state: &str, now: Timestamp) -> Result<(), Cause> {
        let found = self.logins.get(secret);
        let (ends_at, begun) = found.ok_or(Cause::NothingBegun)?;
        if now < *ends_at && begun.kept.state == state {
            Ok(())
        } else {
            Err(Cause::State)
        }
    }

    fn remove(&mut self, secret: &str) -> Option<(Timestamp, Begun)> {
        let (ends_at, begun) = self.logins.remove(secret)?;
        let size = self.ends.remove(&(ends_at, secret.to_owned()));
        self.carried -= size.unwrap_or_default();
        Some((ends_at, begun))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(body: &str) -> Begun {
        Begun {
            kept: Kept {
                state: "s".to_owned(),
                nonce: String::new(),
                verifier: String::new(),
                begun_at: Timestamp::UNIX_EPOCH,
            },
            carried: Carried {
                next: String::new(),
                body: body.to_owned(),
            },
        }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_login_that_was_begun_is_taken_once_and_within_ten_minutes() {
        let pending = PendingLogins::default();
        pending.put("a", begun(""), second(0));
        pending.put("b", begun(""), second(0));
        assert!(pending.take("c", "s", second(1)).is_err());
        assert!(pending.take("a", "s", second(599)).is_ok());
        assert!(pending.take("a", "s", second(599)).is_err());
        assert!(pending.take("b", "s", second(600)).is_err());
    }

    #[test]
    fn what_belongs_to_another_login_ends_none() {
        let pending = PendingLogins::default();
        let taken = |state, at| pending.take("a", state, second(at)).err();
        assert_eq!(taken("s", 1), Some(Cause::NothingBegun));
        pending.put("a", begun(""), second(0));
        assert_eq!(taken("other", 1), Some(Cause::State));
        assert_eq!(taken("", 1), Some(Cause::State));
        assert_eq!(taken("s", 1), None);
        assert_eq!(taken("s", 1), Some(Cause::NothingBegun));
    }

    #[test]
    fn a_flood_of_logins_takes_no_more_memory_than_it_may() {
        let pending = PendingLogins::default();
        for n in 0..MOST + 5 {
            pending.put(&format!("{n:05}"), begun("x"), second(0));
        }
        assert!(pending.take("00004", "s", second(1)).is_err());
        assert!(pending.take("00005", "s", second(1)).is_ok());
        let large = "x".repeat(LARGEST / 2);
        for name in ["d", "e", "f"] {
            pending.put(name, begun(&large), second(2));
        }
        assert!(pending.take("d", "s", second(3)).is_err());
        assert!(pending.take("f", "s", second(3)).is_ok());
        pending.put("g", begun(""), second(700));
        assert_eq!(
            pending.0.lock().unwrap().logins.len(),
            1,
            "the rest ran out"
        );
        assert_eq!(pending.0.lock().unwrap().carried, 0);
    }
}

//! How often somebody may try to come in. Not held here: what is looked at of those who may.
//!
//! Tries of a login are counted by the address that they come from where somebody came in by that
//! login from there before, and all others together. So whoever guesses from a thousand addresses
//! gets no further than from one, and keeps nobody out who sits where they always sit. Whoever is
//! kept out elsewhere gets a link from 管理: where its password is set, they are known from then on.

use jiff::{SignedDuration, Timestamp};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::office::Office;

/// Failed logins that cost nothing.
const FREE: i64 = 5;

/// The first delay; it doubles up to [`MOST_DELAY`].
const DELAY: SignedDuration = SignedDuration::from_secs(30);

/// The longest delay.
const MOST_DELAY: SignedDuration = SignedDuration::from_mins(15);

/// How long failed logins are remembered.
pub(crate) const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// How long it is remembered from where somebody came in.
const KNOWN: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A login and an address that it is tried from. The database knows keyed digests only.
pub(crate) struct WayIn {
    /// By what its tries are counted.
    pub(crate) tried: String,
    /// By what it is known that somebody came in by it.
    known: String,
}

impl WayIn {
    /// For whoever shows what cannot be guessed. Counted by the address, known or not.
    pub(crate) fn new(office: &Office, login: &str, address: &str) -> Self {
        let tag = |of: &[u8]| {
            let parts = [of, login.as_bytes(), address.as_bytes()];
            hexadecimal(&office.secret.tag(&parts))
        };
        Self {
            tried: tag(b"login"),
            known: tag(b"known"),
        }
    }

    /// For whoever shows a password. Counted with all other strangers unless known.
    pub(crate) async fn by_password(
        office: &Office,
        login: &str,
        address: &str,
    ) -> Result<Self, DeskError> {
        let mut way = Self::new(office, login, address);
        if office.store.failed_logins(&way.known).await?.is_none() {
            let parts = [b"login of strangers", login.as_bytes()];
            way.tried = hexadecimal(&office.secret.tag(&parts));
        }
        Ok(way)
    }

    /// Forgets its tries, and remembers it as somebody's.
    pub(crate) async fn know(&self, office: &Office, now: Timestamp) -> Result<(), DeskError> {
        office.store.forget_failed_logins(&self.tried).await?;
        office.store.know_login(&self.known, now).await?;
        Ok(())
    }
}

/// Counts a try before it is looked at, or refuses it where too many failed. One that succeeds is
/// forgotten with those before it; so it does not matter how many are tried at once.
pub(crate) async fn count_try(
    office: &Office,
    tried: &str,
    (now, remembered): (Timestamp, SignedDuration),
    delay: fn(i64) -> SignedDuration,
) -> Result<(), DeskError> {
    let store = &office.store;
    let before = |age| now.saturating_sub(age).unwrap_or(now);
    let forgotten = before(remembered);
    loop {
        let failed = store.failed_logins(tried).await?;
        let (seen, last) = failed.unwrap_or((0, now));
        let failures = if last < forgotten { 0 } else { seen };
        let again = last.saturating_add(delay(failures)).unwrap_or(now);
        if now < again {
            let left = again.duration_since(now).as_secs() + 1;
            return Err(DeskError::Access(AccessError::LoginDelayed(left)));
        }
        // What others are counted by may be remembered for longer than this.
        let old = (before(REMEMBERED), before(KNOWN));
        store.clear_logins(old).await?;
        if store.count_login(tried, seen, (now, forgotten)).await? {
            return Ok(());
        }
    }
}

/// How long after so many failures nobody may try again.
pub(crate) fn delay(failures: i64) -> SignedDuration {
    if failures < FREE {
        return SignedDuration::ZERO;
    }
    let doublings = u32::try_from(failures - FREE).unwrap_or(u32::MAX).min(10);
    let delay = DELAY.checked_mul(1 << doublings).unwrap_or(MOST_DELAY);
    delay.min(MOST_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_free_at_first_and_then_wait_longer_and_longer() {
        for (failures, seconds) in [
            (0, 0),
            (4, 0),
            (5, 30),
            (6, 60),
            (9, 480),
            (10, 900),
            (99, 900),
        ] {
            assert_eq!(delay(failures).as_secs(), seconds, "{failures}");
        }
    }

    #[test]
    fn an_hour_of_wrong_passwords_costs_few_hashes() {
        let (mut second, mut failures) = (0, 0);
        while second < 3600 {
            failures += 1;
            second += delay(failures).as_secs();
        }
        assert!(failures <= 20, "{failures} in an hour");
    }
}

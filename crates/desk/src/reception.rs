//! 「受付」 lets people in and gives each a counter: the one thing that the browser's jobs take. Whose
//! counter it is, and what they may do there, is settled before a job begins.
//!
//! A session is 256 random bits that only the browser has; the database knows their digest. It ends
//! after half an hour without use, and after ten hours in any case.

use std::sync::Arc;

use enishi_domain::staff::{AccountState, Assignment, StaffId};
use enishi_store::{Account, Audit, Reach, Recording, Session};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::access_error::AccessError;
use crate::access_tokens::PREFIX;
use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::login_tries::{REMEMBERED, WayIn, count_try, delay};
use crate::office::Office;
use crate::passwords::{Hashing, examine};
use crate::policy::Principal;
use crate::reach::reach;

/// Ends a session that nobody uses.
const IDLE: SignedDuration = SignedDuration::from_mins(30);

/// Ends a session that somebody uses all day.
const LONGEST: SignedDuration = SignedDuration::from_hours(10);

/// How often it is noted that a session is in use.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// Fills bytes with randomness. Comes from the binary, so that tests know what happens.
pub type Entropy = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Lets people in.
#[derive(Clone)]
pub struct Reception {
    pub(crate) office: Office,
    pub(crate) hashing: Hashing,
    entropy: Entropy,
}

/// Somebody at the counter: the office as it is open to them.
#[derive(Clone)]
pub struct Counter {
    pub(crate) office: Office,
    pub(crate) entropy: Entropy,
    pub(crate) digest: String,
    principal: Principal,
}

/// What somebody shows to come in, and from where.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The login.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
    /// The address that they come from.
    pub address: &'a str,
}

impl Reception {
    /// A reception of an office, that hashes so many passwords at once.
    #[must_use]
    pub fn new(office: Office, at_once: usize, entropy: Entropy) -> Self {
        Self {
            office,
            hashing: Hashing::new(at_once),
            entropy,
        }
    }

    /// The name of the town.
    #[must_use]
    pub fn municipality(&self) -> &str {
        &self.office.region.municipality
    }

    /// Whether the ledger answers.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn is_ready(&self) -> Result<(), DeskError> {
        self.office.store.last_position().await?;
        Ok(())
    }

    /// Ends all connections.
    pub async fn close(self) {
        self.office.close().await;
    }

    /// What a form must carry to be taken from the browser that a secret was given to. It is made
    /// of the city's secret and needs no place in the database.
    #[must_use]
    pub fn form_token(&self, secret: &str) -> String {
        hexadecimal(&self.office.secret.tag(&[b"form", secret.as_bytes()]))
    }

    /// Whether a form carries it.
    #[must_use]
    pub fn is_form_token(&self, secret: &str, token: &str) -> bool {
        crate::passwords::same(self.form_token(secret).as_bytes(), token.as_bytes())
    }

    /// A new secret of 256 bits.
    #[must_use]
    pub fn new_secret(&self) -> String {
        new_secret(&self.entropy)
    }

    /// Lets somebody in who knows the password. Gives the secret of the new session.
    ///
    /// # Errors
    /// [`AccessError::LoginFailed`], whatever was wrong; [`AccessError::LoginDelayed`] after too
    /// many failures; [`AccessError::TooManyLogins`].
    pub async fn log_in(
        &self,
        shown: Credentials<'_>,
        now: Timestamp,
    ) -> Result<String, DeskError> {
        let store = &self.office.store;
        let login = plain_login(shown.login);
        let place = self.hashing.place()?;
        let way = WayIn::by_password(&self.office, &login, shown.address).await?;
        count_try(&self.office, &way.tried, (now, REMEMBERED), delay).await?;
        let found = store.account(&login).await?;
        let usable = found.filter(|account| account.state == AccountState::Active);
        let kept = usable
            .as_ref()
            .and_then(|account| account.password.as_deref());
        let is_right = self.hashing.verify(place, shown.password, kept).await?;
        let Some(account) = usable.filter(|_| is_right) else {
            return Err(DeskError::Access(AccessError::LoginFailed));
        };
        let proof = (account.password.as_deref(), None);
        self.admit((account.staff, proof), &way, ("login", false), now)
            .await
    }

    /// Begins the session of somebody who showed what lets them in, and knows the way they came.
    /// The proof is the account's password, and its mark where the directory vouched for them.
    pub(crate) async fn admit(
        &self,
        (staff, proof): (StaffId, (Option<&str>, Option<&str>)),
        way: &WayIn,
        (action, is_confirmed): (&str, bool),
        now: Timestamp,
    ) -> Result<String, DeskError> {
        let store = &self.office.store;
        way.know(&self.office, now).await?;
        let unused = now.saturating_sub(IDLE).unwrap_or(now);
        store.clear_sessions(now, unused).await?;
        let secret = self.new_secret();
        let session = new_session(staff, is_confirmed, now);
        let mut posting = store.begin(recording(staff, action, now)).await?;
        // Somebody may have suspended or reset the account since it was looked at.
        let digest = digest(&secret);
        if !posting.begin_session(&digest, &session, proof).await? {
            return Err(DeskError::Access(AccessError::LoginFailed));
        }
        posting.audit(&entry(staff, action)).await?;
        posting.commit().await?;
        Ok(secret)
    }

    /// The counter of whoever has a session's secret; none where it ended.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn counter(
        &self,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Counter>, DeskError> {
        let store = &self.office.store;
        let digest = digest(secret);
        let Some((session, name, state)) = store.session(&digest).await? else {
            return Ok(None);
        };
        let idle = now.duration_since(session.seen_at);
        if state != AccountState::Active || !is_alive(&session, now) {
            return Ok(None);
        }
        if idle >= NOTED {
            store.touch_session(&digest, now).await?;
        }
        let who = (session.staff, name, session.is_confirmed);
        Ok(Some(self.open(who, digest, now).await?))
    }

    /// The counter of whoever a program's token is of; none where it ended or is none. It never
    /// stands for a second factor.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn counter_of_token(
        &self,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Counter>, DeskError> {
        let digest = digest(secret);
        let found = self.office.store.token(&digest).await?;
        let Some((token, name, AccountState::Active)) = found else {
            return Ok(None);
        };
        if now >= token.ends_at || !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let who = (token.staff, name, false);
        Ok(Some(self.open(who, digest, now).await?))
    }

    /// The counter of somebody who is known to have come in.
    pub(crate) async fn open(
        &self,
        (staff, name, is_confirmed): (StaffId, String, bool),
        digest: String,
        now: Timestamp,
    ) -> Result<Counter, DeskError> {
        let mut office = self.office.clone();
        office.set_clock(now);
        office.refresh().await?;
        office.staff = staff;
        let today = office.today();
        let mut duties = office.store.duties(staff).await?;
        duties.retain(|held| held.holds_on(today));
        let principal = Principal {
            staff,
            name,
            duties: followed(&office, duties),
            is_confirmed,
        };
        office.reach = reach(&office, &principal);
        Ok(Counter {
            office,
            entropy: self.entropy.clone(),
            principal,
            digest,
        })
    }

    /// A new session in the place of a counter's, once the second factor was shown.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn confirmed(&self, counter: &Counter) -> Result<String, DeskError> {
        let secret = self.new_secret();
        let session = new_session(counter.principal.staff, true, counter.office.now());
        let store = &self.office.store;
        let (before, after) = (&counter.digest, digest(&secret));
        if !store.confirm_session(before, &after, &session).await? {
            return Err(DeskError::Access(AccessError::LoginFailed));
        }
        Ok(secret)
    }

    /// Whose one-time link it is.
    ///
    /// # Errors
    /// [`AccessError::LinkUnusable`].
    pub async fn link_owner(&self, token: &str, now: Timestamp) -> Result<String, DeskError> {
        Ok(self.owner(token, now).await?.name)
    }

    /// Sets the password of whoever has a one-time link at an address, uses the link up, and ends
    /// every session.
    ///
    /// # Errors
    /// [`AccessError::LinkUnusable`], [`AccessError::PasswordRefused`].
    pub async fn set_password(
        &self,
        (token, address): (&str, &str),
        password: &str,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let account = self.owner(token, now).await?;
        let (login, name) = (&account.login, &account.name);
        examine(password, login, name, &self.office.region)?;
        let mut salt = [0; 16];
        (self.entropy)(&mut salt);
        let hash = self.hashing.hash(password, salt).await?;
        let staff = account.staff;
        let mut posting = self
            .office
            .store
            .begin(recording(staff, "password", now))
            .await?;
        if !posting.use_link(&digest(token)).await? {
            return Err(DeskError::Access(AccessError::LinkUnusable));
        }
        posting.set_password(staff, &hash).await?;
        posting.end_sessions(staff).await?;
        posting.withdraw_tokens(staff).await?;
        posting.audit(&entry(staff, "password")).await?;
        posting.commit().await?;
        WayIn::new(&self.office, login, address)
            .know(&self.office, now)
            .await
    }

    async fn owner(&self, token: &str, now: Timestamp) -> Result<Account, DeskError> {
        let store = &self.office.store;
        let link = store.link(&digest(token)).await?;
        let (staff, _) = link
            .filter(|(_, ends_at)| now < *ends_at)
            .ok_or(DeskError::Access(AccessError::LinkUnusable))?;
        let account = store.account_of(staff).await?;
        let usable = account.filter(|account| account.state == AccountState::Active);
        usable.ok_or(DeskError::Access(AccessError::LinkUnusable))
    }
}

fn new_session(staff: StaffId, is_confirmed: bool, now: Timestamp) -> Session {
    Session {
        staff,
        created_at: now,
        seen_at: now,
        ends_at: now.saturating_add(LONGEST).unwrap_or(Timestamp::MAX),
        is_confirmed,
    }
}

impl Counter {
    /// Who it is.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The name of the town.
    #[must_use]
    pub fn municipality(&self) -> &str {
        &self.office.region.municipality
    }

    /// Ends this session.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn log_out(&self) -> Result<(), DeskError> {
        Ok(self.office.store.end_session(&self.digest).await?)
    }

    /// Ends every session of this person.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn log_out_everywhere(&self) -> Result<(), DeskError> {
        let mut posting = self.office.begin("logout.everywhere", None).await?;
        posting.end_sessions(self.principal.staff).await?;
        posting.withdraw_tokens(self.principal.staff).await?;
        posting.commit().await?;
        Ok(())
    }
}

/// Whether a session lets in: it was used not long ago, and has not lasted for too long.
pub(crate) fn is_alive(session: &Session, now: Timestamp) -> bool {
    now < session.ends_at && now.duration_since(session.seen_at) < IDLE
}

/// The duties as they follow their department: whoever held one where it was renamed, split or
/// merged holds it at whatever took its place.
fn followed(office: &Office, duties: Vec<Assignment>) -> Vec<Assignment> {
    let mut followed: Vec<Assignment> = Vec::new();
    for held in duties {
        for department in office.called_today(held.department.as_deref()) {
            let held = Assignment {
                department,
                ..held.clone()
            };
            let is_known = |known: &Assignment| {
                (known.duty, &known.department) == (held.duty, &held.department)
            };
            if !followed.iter().any(is_known) {
                followed.push(held);
            }
        }
    }
    followed
}

/// A login as it is kept: small letters, no blanks around it.
pub(crate) fn plain_login(login: &str) -> String {
    enishi_domain::text::fold_ascii(login.trim()).to_lowercase()
}

/// By what the database knows a secret.
pub(crate) fn digest(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret))
}

pub(crate) fn new_secret(entropy: &Entropy) -> String {
    let mut bytes = [0; 32];
    entropy(&mut bytes);
    hexadecimal(&bytes)
}

pub(crate) fn recording(by: StaffId, action: &str, at: Timestamp) -> Recording {
    Recording {
        at,
        by,
        action: action.to_owned(),
        reach: Reach::nothing(),
    }
}

pub(crate) fn entry(staff: StaffId, action: &str) -> Audit {
    Audit {
        staff,
        action: action.to_owned(),
        object: None,
        detail: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_same_however_it_is_typed() {
        assert_eq!(plain_login(" Ｔａｎａｋａ "), "tanaka");
    }
}

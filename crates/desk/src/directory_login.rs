//! 「庁内認証」 lets in whoever the city's directory vouches for. What the directory said was checked
//! before; here it is held to the accounts that 管理 opened, and nobody gets one by coming in.
//!
//! A name leads to an account, and the directory gives names again. So an account is bound at its
//! first login to the subject, which the directory never gives again, and to nobody else from then
//! on.

use enishi_domain::staff::{AccountState, StaffId};
use enishi_store::Account;
use jiff::Timestamp;

use crate::error::DeskError;
use crate::import_register::hexadecimal;
use crate::login_tries::{REMEMBERED, WayIn, count_try, delay};
use crate::manage_staff::{FIRST_LOGIN, staff_number};
use crate::reception::{Reception, entry, recording};

/// How the audit calls such a login.
const CAME_IN: &str = "login.directory";

/// How the audit calls one that failed.
const FAILED: &str = "login.directory.failed";

/// How it calls the first of somebody.
const BOUND: &str = "login.directory.bind";

/// Whom the directory vouches for, and from where they come.
#[derive(Clone, Copy, Debug)]
pub struct Vouched<'a> {
    /// What the directory calls itself.
    pub issuer: &'a str,
    /// Whom it knows them as, whatever they are called: it gives no subject to two people.
    pub subject: &'a str,
    /// What the directory calls them.
    pub login: &'a str,
    /// Whether they showed the directory a second factor that the city counts as one.
    pub is_strong: bool,
    /// The address that they come from.
    pub address: &'a str,
}

/// What comes of it that the directory vouches for somebody.
#[derive(Clone, Debug)]
pub enum Admission {
    /// They are in; this is the secret of their session.
    Session(String),
    /// They are not.
    Refused(DirectoryFault),
}

/// Why nobody came in by the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryFault {
    /// The directory does not answer, or not in its own words.
    Unavailable,
    /// The directory refused, or whoever was there turned back.
    Declined,
    /// No login was begun in this browser, or it took too long, or was ended already.
    Stale,
    /// What came back was not made by the directory for this login.
    Untrusted,
    /// The directory did not ask whoever was there who they are, as it was told to.
    NotAsked,
    /// Too many ask the directory at once.
    Busy,
    /// No account that is open has that name.
    NoAccount,
    /// The account of that name belongs to somebody else of the directory.
    AnotherPerson,
    /// The account of that name is entered with its password only.
    PasswordOnly,
}

impl DirectoryFault {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Unavailable,
        Self::Declined,
        Self::Stale,
        Self::Untrusted,
        Self::NotAsked,
        Self::Busy,
        Self::NoAccount,
        Self::AnotherPerson,
        Self::PasswordOnly,
    ];

    /// As the audit has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Declined => "declined",
            Self::Stale => "stale",
            Self::Untrusted => "untrusted",
            Self::NotAsked => "not_asked",
            Self::Busy => "busy",
            Self::NoAccount => "no_account",
            Self::AnotherPerson => "another_person",
            Self::PasswordOnly => "password_only",
        }
    }
}

impl Reception {
    /// Lets somebody in whom the directory vouches for.
    ///
    /// Only the case of the name is folded, as directories do: a name in full-width letters may be
    /// somebody else's there.
    ///
    /// # Errors
    /// [`AccessError::LoginDelayed`](crate::AccessError::LoginDelayed) after too many failures,
    /// with a password or so.
    pub async fn log_in_by_directory(
        &self,
        vouched: Vouched<'_>,
        now: Timestamp,
    ) -> Result<Admission, DeskError> {
        let login = vouched.login.to_ascii_lowercase();
        let way = WayIn::new(&self.office, &login, vouched.address);
        count_try(&self.office, &way.tried, (now, REMEMBERED), delay).await?;
        // Whoever names people in the directory would be the administrator here otherwise.
        if login == FIRST_LOGIN {
            return Ok(Admission::Refused(DirectoryFault::PasswordOnly));
        }
        let found = self.office.store.account(&login).await?;
        let usable = found.filter(|account| account.state == AccountState::Active);
        let Some(account) = usable else {
            return Ok(Admission::Refused(DirectoryFault::NoAccount));
        };
        let parts = ["directory", vouched.issuer, vouched.subject].map(str::as_bytes);
        let mark = hexadecimal(&self.office.secret.tag(&parts));
        if !self.is_bound(&account, &mark, now).await? {
            return Ok(Admission::Refused(DirectoryFault::AnotherPerson));
        }
        let proof = (account.password.as_deref(), Some(mark.as_str()));
        let by = (CAME_IN, vouched.is_strong);
        let secret = self.admit((account.staff, proof), &way, by, now).await?;
        Ok(Admission::Session(secret))
    }

    /// Whether an account is of the one whom the directory vouches for; one that is of nobody yet
    /// is theirs from now on.
    async fn is_bound(
        &self,
        account: &Account,
        mark: &str,
        now: Timestamp,
    ) -> Result<bool, DeskError> {
        if let Some(kept) = &account.directory_mark {
            return Ok(kept == mark);
        }
        let (store, staff) = (&self.office.store, account.staff);
        let mut posting = store.begin(recording(staff, BOUND, now)).await?;
        if posting.bind_account(staff, mark).await? {
            let mut entry = entry(staff, BOUND);
            entry.object = Some(staff_number(staff));
            posting.audit(&entry).await?;
            posting.commit().await?;
            return Ok(true);
        }
        drop(posting);
        // Somebody was quicker: perhaps the same person, in another window.
        let found = store.account_of(staff).await?;
        let kept = found.and_then(|account| account.directory_mark);
        Ok(kept.is_some_and(|kept| kept == mark))
    }

    /// Writes into the audit that somebody did not come in by the directory, and why; not who, as
    /// that is not known.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn note_directory_fault(
        &self,
        fault: DirectoryFault,
        now: Timestamp,
    ) -> Result<(), DeskError> {
        let store = &self.office.store;
        let mut posting = store.begin(recording(StaffId::SYSTEM, FAILED, now)).await?;
        let mut entry = entry(StaffId::SYSTEM, FAILED);
        entry.detail = Some(fault.code().to_owned());
        posting.audit(&entry).await?;
        posting.commit().await?;
        Ok(())
    }
}

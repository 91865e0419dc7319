//! 「庁内認証」 lets in whoever the city's directory vouches for. What the directory said was checked
//! before; here it is held to the accounts that 管理 opened, and nobody gets one by coming in.

use enishi_domain::staff::{AccountState, StaffId};
use jiff::Timestamp;

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::reception::{REMEMBERED, Reception, count_try, delay, entry, recording};

/// How the audit calls such a login.
const CAME_IN: &str = "login.directory";

/// How the audit calls one that failed.
const FAILED: &str = "login.directory.failed";

/// Whom the directory vouches for, and from where they come.
#[derive(Clone, Copy, Debug)]
pub struct Vouched<'a> {
    /// What the directory calls them.
    pub login: &'a str,
    /// Whether they showed the directory a second factor that the city counts as one.
    pub is_strong: bool,
    /// The address that they come from.
    pub address: &'a str,
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
    /// No account that is open has that name.
    NoAccount,
}

impl DirectoryFault {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Unavailable,
        Self::Declined,
        Self::Stale,
        Self::Untrusted,
        Self::NoAccount,
    ];

    /// As the audit has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Declined => "declined",
            Self::Stale => "stale",
            Self::Untrusted => "untrusted",
            Self::NoAccount => "no_account",
        }
    }
}

impl Reception {
    /// Lets somebody in whom the directory vouches for. Gives the secret of the new session.
    ///
    /// Only the case of the name is folded, as directories do: a name in full-width letters may be
    /// somebody else's there.
    ///
    /// # Errors
    /// [`AccessError::LoginFailed`] where no open account has that name;
    /// [`AccessError::LoginDelayed`] after too many failures, with a password or so.
    pub async fn log_in_by_directory(
        &self,
        vouched: Vouched<'_>,
        now: Timestamp,
    ) -> Result<String, DeskError> {
        let login = vouched.login.to_ascii_lowercase();
        let tried = self.tried(&login, vouched.address);
        count_try(&self.office, &tried, (now, REMEMBERED), delay).await?;
        let found = self.office.store.account(&login).await?;
        let usable = found.filter(|account| account.state == AccountState::Active);
        let Some(account) = usable else {
            return Err(DeskError::Access(AccessError::LoginFailed));
        };
        self.admit((&account, &tried), (CAME_IN, vouched.is_strong), now)
            .await
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

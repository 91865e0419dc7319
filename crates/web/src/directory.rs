//! 「庁内認証」 the login by the city's directory, which speaks OpenID Connect (0026): how a browser is
//! sent there, and what is believed of what it brings back. Only in builds with the feature `oidc`.
//!
//! Read in this order: `settings` (what the city declares), `provider` (what the directory is
//! asked, and what must hold of its answer), `asking` (HTTP to that one machine), `pending`
//! (logins that were begun), `cause` (why nobody came in, for the log).

mod asking;
mod cause;
mod pending;
mod provider;
mod settings;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use enishi_desk::directory_login::DirectoryFault;
use jiff::{SignedDuration, Timestamp};

use crate::pages::login::Carried;

pub use cause::Cause;
use pending::{Begun, PendingLogins};
use provider::{Kept, Provider};
pub use provider::{Person, Turn};
pub use settings::DirectoryError;

/// So many failures of a kind go into the audit a minute, which never forgets; more are in
/// the log alone.
const NOTED_A_MINUTE: u32 = 20;

/// The city's directory.
#[derive(Debug)]
pub struct Directory {
    label: String,
    provider: Provider,
    pending: PendingLogins,
    noted: Mutex<BTreeMap<&'static str, (Timestamp, u32)>>,
}

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For one answer of the directory. A login asks it for three, and has to be done within the
    /// half minute that an answer of ours may take.
    pub answer: Duration,
    /// Until fewer ask it at once.
    pub turn: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(8),
            turn: Duration::from_secs(4),
        }
    }
}

impl Directory {
    /// The directory that a file of settings declares. A secret that is given here takes the place
    /// of the file that the settings name.
    ///
    /// # Errors
    /// [`DirectoryError`].
    pub fn open(
        path: &Path,
        secret: Option<String>,
        patience: Patience,
    ) -> Result<Self, DirectoryError> {
        let settings = settings::read(path, secret)?;
        Ok(Self {
            label: settings.label.clone(),
            provider: Provider::new(settings, patience)?,
            pending: PendingLogins::default(),
            noted: Mutex::default(),
        })
    }

    /// What stands on the button.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What the directory calls itself.
    pub fn issuer(&self) -> &str {
        self.provider.issuer()
    }

    /// Begins a login in the browser that has a secret. Gives where to send it.
    pub async fn begin(
        &self,
        (secret, fresh): (&str, impl Fn() -> String),
        carried: Carried,
        now: Timestamp,
    ) -> Result<String, Cause> {
        let kept = Kept {
            state: fresh(),
            nonce: fresh(),
            verifier: fresh(),
            begun_at: now,
        };
        let address = self.provider.way_there(&kept).await?;
        self.pending.put(secret, Begun { kept, carried }, now);
        Ok(address)
    }

    /// Ends the login that a browser brings something back for: it counts once. Where too many ask
    /// the directory, it can be brought again.
    pub async fn take(
        &self,
        (secret, state): (&str, &str),
        now: Timestamp,
    ) -> Result<(Begun, Turn<'_>), Cause> {
        self.pending.is_awaited(secret, state, now)?;
        let turn = self.provider.turn().await?;
        Ok((self.pending.take(secret, state, now)?, turn))
    }

    /// Whom the directory vouches for.
    pub async fn person(
        &self,
        begun: &Begun,
        brought: Brought<'_>,
        turn: (&Turn<'_>, Timestamp),
    ) -> Result<Person, Cause> {
        if !brought.issuer.is_empty() && brought.issuer != self.provider.issuer() {
            return Err(Cause::Issuer);
        }
        if !brought.error.is_empty() || brought.code.is_empty() {
            return Err(Cause::refused(brought.error));
        }
        self.provider.person(brought.code, &begun.kept, turn).await
    }

    /// Whether a failure still goes into the audit.
    pub fn is_noted(&self, fault: DirectoryFault, now: Timestamp) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let noted = noted.entry(fault.code()).or_insert((now, 0));
        if now.duration_since(noted.0) >= SignedDuration::from_mins(1) {
            *noted = (now, 0);
        }
        noted.1 += 1;
        noted.1 <= NOTED_A_MINUTE
    }
}

/// What a browser brings back from the directory.
#[derive(Clone, Copy, Debug)]
pub struct Brought<'a> {
    /// What the directory gives us the rest for.
    pub code: &'a str,
    /// Why there is none.
    pub error: &'a str,
    /// Who says so (RFC 9207); empty where the directory does not tell.
    pub issuer: &'a str,
}

//! 「庁内認証」 the login by the city's directory, which speaks OpenID Connect (0026): how a browser is
//! sent there, and what is believed of what it brings back. Only in builds with the feature `oidc`.
//!
//! Read in this order: `settings` (what the city declares), `provider` (what the directory is
//! asked, and what must hold of its answer), `asking` (HTTP to that one machine), `pending`
//! (logins that were begun).

mod asking;
mod pending;
mod provider;
mod settings;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use enishi_desk::directory_login::DirectoryFault;
use jiff::{SignedDuration, Timestamp};

use crate::pages::login::Carried;

use pending::{Begun, PendingLogins};
pub use provider::Person;
use provider::{Kept, Provider};
pub use settings::DirectoryError;

/// So many failures a minute go into the audit, which never forgets; more are in the log alone.
const NOTED_A_MINUTE: u32 = 20;

/// The city's directory.
#[derive(Debug)]
pub struct Directory {
    label: String,
    provider: Provider,
    pending: PendingLogins,
    noted: Mutex<(Timestamp, u32)>,
}

impl Directory {
    /// The directory that a file of settings declares. A secret that is given here takes the place
    /// of the file that the settings name.
    ///
    /// # Errors
    /// [`DirectoryError`].
    pub fn open(path: &Path, secret: Option<String>) -> Result<Self, DirectoryError> {
        let settings = settings::read(path, secret)?;
        Ok(Self {
            label: settings.label.clone(),
            provider: Provider::new(settings)?,
            pending: PendingLogins::default(),
            noted: Mutex::new((Timestamp::MIN, 0)),
        })
    }

    /// What stands on the button.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Begins a login in the browser that has a secret. Gives where to send it.
    pub async fn begin(
        &self,
        (secret, fresh): (&str, impl Fn() -> String),
        carried: Carried,
        now: Timestamp,
    ) -> Result<String, DirectoryFault> {
        let kept = Kept {
            state: fresh(),
            nonce: fresh(),
            verifier: fresh(),
        };
        let address = self.provider.way_there(&kept).await?;
        self.pending.put(secret, Begun { kept, carried }, now);
        Ok(address)
    }

    /// Ends the login that was begun in a browser, whatever it brings: it counts once.
    pub fn take(&self, secret: &str, now: Timestamp) -> Result<Begun, DirectoryFault> {
        self.pending.take(secret, now).ok_or(DirectoryFault::Stale)
    }

    /// Whom the directory vouches for.
    pub async fn person(
        &self,
        begun: &Begun,
        brought: Brought<'_>,
        now: Timestamp,
    ) -> Result<Person, DirectoryFault> {
        if brought.state != begun.kept.state {
            return Err(DirectoryFault::Stale);
        }
        if !brought.issuer.is_empty() && brought.issuer != self.provider.issuer() {
            return Err(DirectoryFault::Untrusted);
        }
        if !brought.error.is_empty() || brought.code.is_empty() {
            return Err(DirectoryFault::Declined);
        }
        self.provider.person(brought.code, &begun.kept, now).await
    }

    /// Whether a failure still goes into the audit.
    pub fn is_noted(&self, now: Timestamp) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
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
    /// What we gave it on its way.
    pub state: &'a str,
    /// What the directory gives us the rest for.
    pub code: &'a str,
    /// Why there is none.
    pub error: &'a str,
    /// Who says so (RFC 9207); empty where the directory does not tell.
    pub issuer: &'a str,
}

//! What all requests share: the reception, the clock and where log lines go.

use std::sync::Arc;

use enishi_desk::deposits::Tray;
use enishi_desk::reception::Reception;
use jiff::Timestamp;

#[cfg(feature = "oidc")]
use crate::directory::Directory;
use crate::security::Security;
use crate::watch::{LogLine, Metrics};
use crate::workshop::{Worker, Workshop};

/// Tells the time. Comes from the binary.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Takes a line of the log.
pub type Log = Arc<dyn Fn(&LogLine) + Send + Sync>;

/// What a site needs from the world around it. Comes from the binary.
#[derive(Clone)]
pub struct Around {
    /// The time.
    pub clock: Clock,
    /// The log.
    pub log: Log,
    /// The folder of files that are handed over.
    pub tray: Tray,
    /// Whoever works on them.
    pub worker: Worker,
}

/// What all requests share. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub(crate) reception: Reception,
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    pub(crate) security: Security,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) workshop: Workshop,
    #[cfg(feature = "oidc")]
    pub(crate) directory: Option<Arc<Directory>>,
}

impl Site {
    /// A site of a reception.
    #[must_use]
    pub fn new(reception: Reception, security: Security, around: Around) -> Self {
        let Around {
            clock,
            log,
            tray,
            worker,
        } = around;
        Self {
            workshop: Workshop::new(tray, worker),
            reception,
            clock,
            log,
            security,
            metrics: Arc::default(),
            #[cfg(feature = "oidc")]
            directory: None,
        }
    }

    /// With a directory that vouches for people.
    #[cfg(feature = "oidc")]
    #[must_use]
    pub fn with_directory(mut self, directory: Directory) -> Self {
        self.directory = Some(Arc::new(directory));
        self
    }

    /// What stands on the button that leads to the directory, where there is one.
    #[cfg(feature = "oidc")]
    pub(crate) fn directory_label(&self) -> Option<&str> {
        self.directory.as_deref().map(Directory::label)
    }

    /// What stands on the button that leads to the directory: this build knows none.
    #[cfg(not(feature = "oidc"))]
    #[expect(clippy::unused_self, reason = "the other build asks its directory")]
    pub(crate) fn directory_label(&self) -> Option<&str> {
        None
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

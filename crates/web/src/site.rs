//! What all requests share: the reception, the clock, where log lines go, and how far the way to
//! the browser can be trusted.

use std::net::IpAddr;
use std::sync::Arc;

use enishi_desk::deposits::Tray;
use enishi_desk::reception::Reception;
use jiff::Timestamp;

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

/// How requests come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// In the clear, from this machine only.
    Loopback,
    /// Over TLS of our own.
    Tls,
    /// From the proxy at an address, which speaks TLS to browsers.
    Proxy(IpAddr),
}

impl Security {
    /// Whether the browser's way to us is encrypted.
    #[must_use]
    pub fn is_encrypted(self) -> bool {
        match self {
            Self::Loopback => false,
            Self::Tls | Self::Proxy(_) => true,
        }
    }

    /// The name of our cookie. The prefix makes browsers refuse one that another host set, and
    /// they know it over TLS only.
    #[must_use]
    pub fn cookie(self) -> &'static str {
        if self.is_encrypted() {
            "__Host-enishi"
        } else {
            "enishi"
        }
    }
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
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

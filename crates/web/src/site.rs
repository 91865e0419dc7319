//! What all requests share: the reception, the clock and where log lines go.

use std::sync::Arc;

use enishi_desk::deposits::Tray;
use enishi_desk::reception::Reception;
use jiff::Timestamp;

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

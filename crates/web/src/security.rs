//! How far the way to the browser can be trusted.

use std::net::IpAddr;

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

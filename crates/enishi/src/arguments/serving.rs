//! What can be opened to browsers.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use super::ledger::Ledger;

/// Who speaks TLS, for whatever is opened beyond this machine.
#[derive(Args, Debug)]
pub struct Protection {
    /// The certificate, with those above it.
    #[arg(long, requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Its key.
    #[arg(long, requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// The address of the proxy that speaks TLS.
    #[arg(long, conflicts_with = "tls_cert")]
    pub behind_proxy: Option<IpAddr>,
}

/// `enishi public`: it knows of no ledger.
#[derive(Args, Debug)]
pub struct Public {
    /// The folder of the public site.
    #[arg(long, required = true)]
    pub site: PathBuf,
    /// Where the browser finds it.
    #[arg(long, default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub protection: Protection,
}

/// `enishi serve`
#[derive(Args, Debug)]
pub struct Serve {
    /// Where the browser finds it.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub protection: Protection,
    /// The folder of files that are handed over.
    #[arg(long)]
    pub uploads: Option<PathBuf>,
    /// The settings of the city's directory.
    #[arg(long)]
    pub directory: Option<PathBuf>,
    #[command(flatten)]
    pub ledger: Ledger,
}

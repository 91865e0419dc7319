//! The city's directory, by which `enishi serve --directory` lets people in. A build without the
//! feature `oidc` knows none, and says so before anything is opened.

use std::path::Path;

use enishi_web::Site;

/// A directory that is ready.
#[cfg(feature = "oidc")]
pub type Directory = enishi_web::Directory;

/// Why there is none.
#[cfg(feature = "oidc")]
pub type Refusal = enishi_web::DirectoryError;

/// A directory that is ready: this build has none.
#[cfg(not(feature = "oidc"))]
#[derive(Debug)]
pub enum Directory {}

/// Why there is none: this build knows none.
#[cfg(not(feature = "oidc"))]
#[derive(Debug)]
pub struct Refusal;

/// Where the client's secret may stand instead of in a file.
#[cfg(feature = "oidc")]
const SECRET: &str = "ENISHI_DIRECTORY_SECRET";

/// The directory that a file of settings declares.
#[cfg(feature = "oidc")]
#[expect(
    clippy::disallowed_methods,
    reason = "the binary is the one place that reads the environment"
)]
pub fn open(settings: &Path) -> Result<Directory, Refusal> {
    Directory::open(settings, std::env::var(SECRET).ok())
}

/// The directory that a file of settings declares.
#[cfg(not(feature = "oidc"))]
pub fn open(_: &Path) -> Result<Directory, Refusal> {
    Err(Refusal)
}

/// The site, with the directory where there is one.
#[cfg(feature = "oidc")]
pub fn with(site: Site, directory: Option<Directory>) -> Site {
    match directory {
        Some(directory) => site.with_directory(directory),
        None => site,
    }
}

/// The site, as it is.
#[cfg(not(feature = "oidc"))]
pub fn with(site: Site, _: Option<Directory>) -> Site {
    site
}

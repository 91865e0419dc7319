//! The city's directory, by which `enishi serve --directory` lets people in. A build without the
//! feature `oidc` knows none, and says so before anything is opened.

use std::path::Path;

#[cfg(feature = "oidc")]
use enishi_web::Patience;
use enishi_web::Site;

#[cfg(feature = "oidc")]
use crate::workers::DIRECTORY_SECRET;

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

/// The directory that a file of settings declares.
#[cfg(feature = "oidc")]
#[expect(
    clippy::disallowed_methods,
    reason = "the binary is the one place that reads the environment"
)]
pub fn open(settings: &Path) -> Result<Directory, Refusal> {
    Directory::open(
        settings,
        std::env::var(DIRECTORY_SECRET).ok(),
        Patience::default(),
    )
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

//! Why a file that was handed over in the browser is not kept, or not worked on.

use std::io;

/// Why a file that was handed over is not kept, or not worked on. Nothing is in the ledger then.
#[derive(Debug, thiserror::Error)]
pub enum DepositError {
    /// There is none of that number, or it is somebody else's.
    #[error("there is no such file")]
    NotThere,
    /// More than a file of its kind may have.
    #[error("the file is larger than {} MiB", .limit / 1024 / 1024)]
    TooLarge {
        /// In bytes.
        limit: u64,
    },
    /// Nothing stands in it.
    #[error("the file is empty")]
    Empty,
    /// Somebody has too many files waiting.
    #[error("{limit} files are waiting already")]
    TooMany {
        /// How many may wait.
        limit: usize,
    },
    /// What was asked for does not fit to how far the file is.
    #[error("the file is not at that step")]
    NotNow,
    /// No mapping of that name.
    #[error("there is no source `{0}`")]
    NoSuchSource(String),
    /// The folder of files that were handed over failed.
    #[error("the folder for uploads failed: {0}")]
    Folder(#[from] io::Error),
}

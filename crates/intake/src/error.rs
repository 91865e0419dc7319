//! Why a document could not be read at all. What is wrong inside a readable one is a finding.

/// Why a document could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// No byte in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than what is read.
    #[error("the file has {bytes} bytes, more than {limit}")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// What is read at most.
        limit: u64,
    },
    /// Under a password.
    #[error("the file is encrypted")]
    Encrypted,
    /// Truncated or broken.
    #[error("the file is damaged: {what}")]
    Damaged {
        /// What could not be read.
        what: &'static str,
    },
    /// A small file that unpacks to a huge one.
    #[error("the file unpacks to more than {limit} bytes")]
    TooMuchWhenUnpacked {
        /// What is unpacked at most.
        limit: u64,
    },
    /// More cells than are kept.
    #[error("the file holds more than {limit} cells")]
    TooManyCells {
        /// What is kept at most.
        limit: u64,
    },
    /// The named sheet is not in the workbook.
    #[error("there is no sheet `{name}`, only {available}")]
    NoSuchSheet {
        /// The name asked for.
        name: String,
        /// The names there are.
        available: String,
    },
    /// Not a workbook in spite of its name.
    #[error("the file is not a workbook")]
    NotAWorkbook,
}

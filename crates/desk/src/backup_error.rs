//! Why a backup was not made or not read, beside what is wrong with its file.

/// Why a backup was not made or not read. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// What should be encrypted to is no recipient of age.
    #[error("`{0}` is no recipient of age; one looks like age1…")]
    NoRecipient(String),
    /// A file of identities without any.
    #[error("there is no identity of age in the file; one looks like AGE-SECRET-KEY-1…")]
    NoIdentity,
    /// The backup is encrypted, and nothing is there to open it.
    #[error("the backup is encrypted: name the file of its identity with --identity")]
    IdentityNeeded,
    /// The backup is encrypted to others.
    #[error("the backup is not encrypted to this identity")]
    OtherIdentity,
    /// What is there already is not replaced.
    #[error("`{0}` is there already; name another file")]
    FileThere(String),
    /// The backup carries another key than the one that is there.
    #[error("the key that the backup carries is not the one that is there")]
    OtherKeyThere,
}

//! Why the directory did not let somebody in, in a word for the log: of a closed list, so that
//! nothing of a token, a person or an answer can get there.

use enishi_desk::directory_login::DirectoryFault;
use openidconnect::{ClaimsVerificationError, SignatureVerificationError};

use super::asking::AskError;

/// What a directory answers where it refuses (RFC 6749, OpenID Connect Core), as the log has it.
const REFUSALS: [(&str, &str); 14] = [
    ("access_denied", "refused=access_denied"),
    (
        "account_selection_required",
        "refused=account_selection_required",
    ),
    ("consent_required", "refused=consent_required"),
    ("interaction_required", "refused=interaction_required"),
    ("invalid_client", "refused=invalid_client"),
    ("invalid_grant", "refused=invalid_grant"),
    ("invalid_request", "refused=invalid_request"),
    ("invalid_scope", "refused=invalid_scope"),
    ("login_required", "refused=login_required"),
    ("server_error", "refused=server_error"),
    ("temporarily_unavailable", "refused=temporarily_unavailable"),
    ("unauthorized_client", "refused=unauthorized_client"),
    ("unsupported_grant_type", "refused=unsupported_grant_type"),
    (
        "unsupported_response_type",
        "refused=unsupported_response_type",
    ),
];

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An address of the directory's own words that is not asked.
    Address,
    /// Its name leads nowhere.
    Name,
    /// Nobody answers at its address.
    Connection,
    /// Its certificate is not one of the authority, or it speaks no TLS.
    Tls,
    /// It took too long.
    Time,
    /// It answered that it cannot, or what is no HTTP.
    Status,
    /// What it says of itself cannot be read.
    Metadata,
    /// It is another directory.
    Issuer,
    /// Its answer to the code cannot be read.
    Answer,
    /// The token is signed in a way that is not taken.
    Algorithm,
    /// The key is unknown, or the signature is not by it.
    Key,
    /// The token is for somebody else.
    Audience,
    /// The token has ended.
    Expired,
    /// The token is of another login.
    Nonce,
    /// The token says of no moment, or of one too early, that somebody showed who they are.
    AuthTime,
    /// The claim that names the account is not there.
    Claim,
    /// What came back is of another login than is waited for, or came too late.
    State,
    /// No login is waited for in this browser.
    NothingBegun,
    /// All turns are taken.
    Turns,
    /// It refused, in words of the closed list.
    Refused(&'static str),
}

impl Cause {
    /// What a directory said, where it is of the list.
    pub fn refused(code: &str) -> Self {
        let known = REFUSALS.iter().find(|(known, _)| *known == code);
        Self::Refused(known.map_or("refused", |(_, word)| word))
    }

    /// As the log has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Name => "dns",
            Self::Connection => "connect",
            Self::Tls => "tls",
            Self::Time => "timeout",
            Self::Status => "status",
            Self::Metadata | Self::Answer => "parse",
            Self::Issuer => "issuer",
            Self::Algorithm => "alg",
            Self::Key => "key",
            Self::Audience => "aud",
            Self::Expired => "expired",
            Self::Nonce => "nonce",
            Self::AuthTime => "auth_time",
            Self::Claim => "claim",
            Self::State => "state",
            Self::NothingBegun => "nothing_begun",
            Self::Turns => "turns",
            Self::Refused(word) => word,
        }
    }

    /// What people are told of it.
    pub fn fault(self) -> DirectoryFault {
        match self {
            Self::Name
            | Self::Connection
            | Self::Tls
            | Self::Time
            | Self::Status
            | Self::Metadata => DirectoryFault::Unavailable,
            Self::Address
            | Self::Issuer
            | Self::Answer
            | Self::Algorithm
            | Self::Key
            | Self::Audience
            | Self::Expired
            | Self::Nonce => DirectoryFault::Untrusted,
            Self::AuthTime => DirectoryFault::NotAsked,
            Self::Claim => DirectoryFault::NoAccount,
            Self::State | Self::NothingBegun => DirectoryFault::Stale,
            Self::Turns => DirectoryFault::Busy,
            Self::Refused(_) => DirectoryFault::Declined,
        }
    }
}

impl From<&AskError> for Cause {
    fn from(error: &AskError) -> Self {
        match error {
            AskError::Address => Self::Address,
            AskError::Name(_) => Self::Name,
            AskError::Connection(_) => Self::Connection,
            AskError::Tls(_) => Self::Tls,
            AskError::TooSlow => Self::Time,
            AskError::Status | AskError::Http(_) | AskError::TooLarge => Self::Status,
        }
    }
}

impl From<ClaimsVerificationError> for Cause {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the list may grow, and whatever is new is not believed"
    )]
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::Expired(_) => Self::Expired,
            ClaimsVerificationError::InvalidAudience(_) => Self::Audience,
            ClaimsVerificationError::InvalidAuthTime(_) => Self::AuthTime,
            ClaimsVerificationError::InvalidIssuer(_) => Self::Issuer,
            ClaimsVerificationError::InvalidNonce(_) => Self::Nonce,
            ClaimsVerificationError::SignatureVerification(error) => error.into(),
            _ => Self::Answer,
        }
    }
}

impl From<SignatureVerificationError> for Cause {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the list may grow, and whatever is new is not believed"
    )]
    fn from(error: SignatureVerificationError) -> Self {
        match error {
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::NoSignature
            | SignatureVerificationError::UnsupportedAlg(_) => Self::Algorithm,
            _ => Self::Key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_directory_says_reaches_the_log_only_where_it_is_of_the_list() {
        assert_eq!(
            Cause::refused("invalid_grant").word(),
            "refused=invalid_grant"
        );
        for said in ["", "Tanaka", "invalid_grant ", "\",\"forged\":1"] {
            assert_eq!(Cause::refused(said).word(), "refused");
        }
        for (code, word) in REFUSALS {
            assert_eq!(word, format!("refused={code}"));
        }
    }
}

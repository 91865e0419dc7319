//! 「アクセストークン」 by what a program comes in as somebody of the office. It is shown once, ends by
//! itself, and may do what their duties of the day allow; those that ask for a second factor do not
//! count, as a program shows none.

use enishi_domain::staff::StaffId;
use enishi_store::AccessToken;
use jiff::{SignedDuration, Timestamp};

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::office::Office;
use crate::reception::{Counter, Entropy, digest, new_secret, plain_login};

/// The longest that one may be used.
pub const MOST_DAYS: i64 = 365;

/// How many somebody may have.
const MOST: usize = 20;

/// Before the secret, so that whoever finds one knows what it is.
pub(crate) const PREFIX: &str = "enishi_";

/// What a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// In words.
    pub label: String,
    /// How long it may be used.
    pub days: i64,
}

/// A token, as its owner sees it again: its secret is nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenShown {
    /// By what it is named when it is withdrawn.
    pub digest: String,
    /// What it is for.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// Whether it is over.
    pub has_ended: bool,
}

/// One's own tokens.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn own_tokens(counter: &Counter) -> Result<Vec<TokenShown>, DeskError> {
    let office = &counter.office;
    let now = office.now();
    let tokens = office.store.tokens(counter.principal().staff).await?;
    let shown = tokens.into_iter().map(|token| TokenShown {
        has_ended: now >= token.ends_at,
        digest: token.digest,
        label: token.label,
        created_at: token.created_at,
        ends_at: token.ends_at,
    });
    Ok(shown.collect())
}

/// Makes a token of one's own. Gives its secret, which is shown once.
///
/// # Errors
/// [`AccessError::TokenRefused`].
pub async fn issue_own(counter: &Counter, new: &NewToken) -> Result<String, DeskError> {
    let staff = counter.principal().staff;
    issue(&counter.office, staff, new, &counter.entropy).await
}

/// Makes a token for somebody.
///
/// # Errors
/// [`AccessError::NoSuchLogin`], [`AccessError::TokenRefused`].
pub async fn issue_for(
    office: &Office,
    login: &str,
    new: &NewToken,
    entropy: &Entropy,
) -> Result<String, DeskError> {
    let account = office.store.account(&plain_login(login)).await?;
    let missing = || DeskError::Access(AccessError::NoSuchLogin(login.to_owned()));
    issue(office, account.ok_or_else(missing)?.staff, new, entropy).await
}

/// Withdraws a token of one's own, from now on.
///
/// # Errors
/// [`AccessError::Outdated`] where there is none.
pub async fn withdraw_own(counter: &Counter, token: &str) -> Result<(), DeskError> {
    let staff = counter.principal().staff;
    let mut posting = counter.office.begin("token.withdraw", None).await?;
    if !posting.withdraw_token(staff, token).await? {
        return Err(DeskError::Access(AccessError::Outdated));
    }
    posting.commit().await?;
    Ok(())
}

async fn issue(
    office: &Office,
    staff: StaffId,
    new: &NewToken,
    entropy: &Entropy,
) -> Result<String, DeskError> {
    let label = new.label.trim();
    let now = office.now();
    let days = SignedDuration::from_hours(24 * new.days.clamp(0, MOST_DAYS));
    let ends_at = now.saturating_add(days).unwrap_or(now);
    let known = office.store.tokens(staff).await?;
    let is_asked = (1..=MOST_DAYS).contains(&new.days) && !label.is_empty();
    if !is_asked || label.chars().count() > 100 || known.len() >= MOST {
        return Err(DeskError::Access(AccessError::TokenRefused));
    }
    let secret = format!("{PREFIX}{}", new_secret(entropy));
    let token = AccessToken {
        digest: digest(&secret),
        staff,
        label: label.to_owned(),
        created_at: now,
        ends_at,
    };
    let mut posting = office
        .begin("token.issue", Some(format!("S{}", staff.0)))
        .await?;
    posting.issue_token(&token).await?;
    posting.commit().await?;
    Ok(secret)
}

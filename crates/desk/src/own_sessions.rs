//! 「ログイン中の端末」 where somebody is in by now, and how one of these ends: a shared computer that was
//! left open, or a login that was not their own.

use jiff::Timestamp;

use crate::access_error::AccessError;
use crate::error::DeskError;
use crate::reception::{Counter, is_alive};

/// A session as its owner sees it: its secret is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// By what it is named when it is ended.
    pub digest: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was used last, to the minute.
    pub seen: Timestamp,
    /// Whether it is the one that looks.
    pub is_this: bool,
}

/// One's own sessions, the last one in use first.
///
/// # Errors
/// [`DeskError::Store`].
pub async fn own_sessions(counter: &Counter) -> Result<Vec<OwnSession>, DeskError> {
    let office = &counter.office;
    let sessions = office.store.sessions(counter.principal().staff).await?;
    let alive = sessions
        .into_iter()
        .filter(|(_, session)| is_alive(session, office.now()));
    let shown = alive.map(|(digest, session)| OwnSession {
        is_this: digest == counter.digest,
        digest,
        since: session.created_at,
        seen: session.seen_at,
    });
    Ok(shown.collect())
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`AccessError::Outdated`] where it is none any more, or the one that asks: that is logging out.
pub async fn end_own(counter: &Counter, digest: &str) -> Result<(), DeskError> {
    if digest == counter.digest {
        return Err(AccessError::Outdated.into());
    }
    let mut posting = counter.office.begin("logout.other", None).await?;
    let staff = counter.principal().staff;
    if !posting.end_session_of(staff, digest).await? {
        return Err(AccessError::Outdated.into());
    }
    posting.commit().await?;
    Ok(())
}

//! Who is in, and who tried to come in. Neither is part of the ledger: a session is written past
//! its positions, and gone when it ends.

use std::time::Duration;

use enishi_domain::staff::{AccountState, StaffId};
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use tokio::time::timeout;

use crate::columns::{member, timestamp};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// How long noting that a session is in use may wait for the writer.
const PATIENCE: Duration = Duration::from_millis(50);

/// Somebody's way in, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub staff: StaffId,
    /// Since when.
    pub created_at: Timestamp,
    /// When they did something last.
    pub seen_at: Timestamp,
    /// When it ends, whatever they do.
    pub ends_at: Timestamp,
    /// Whether the second factor was shown.
    pub is_confirmed: bool,
}

impl Store {
    /// Puts a session whose second factor was shown in the place of the one before it, under the
    /// digest of another secret. Gives whether that was still there: somebody may have ended it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_session(
        &self,
        before: &str,
        digest: &str,
        session: &Session,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/confirm_session.sql"))
            .bind(before.to_owned())
            .bind(digest.to_owned())
            .bind(session.created_at.as_microsecond())
            .bind(session.seen_at.as_microsecond())
            .bind(session.ends_at.as_microsecond())
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The session of a digest, and the name and state of whose it is.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn session(
        &self,
        digest: &str,
    ) -> Result<Option<(Session, String, AccountState)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_session.sql"))
            .bind(digest.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        let session = found.map(|row| {
            let state = member("an account's state", row.try_get(6)?)?;
            Ok((session(&row)?, row.try_get(5)?, state))
        });
        session.transpose()
    }

    /// Somebody's sessions with the digests of their secrets, the last one in use first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn sessions(&self, staff: StaffId) -> Result<Vec<(String, Session)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_sessions_of.sql"))
            .bind(staff.0)
            .fetch_all(&self.readers)
            .await?;
        let sessions = found.iter();
        sessions
            .map(|row| Ok((row.try_get(5)?, session(row)?)))
            .collect()
    }

    /// Notes that a session is in use. Where somebody else is writing it is left for the next time:
    /// no page waits for it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn touch_session(&self, digest: &str, now: Timestamp) -> Result<(), StoreError> {
        let Ok(connection) = timeout(PATIENCE, self.writer.acquire()).await else {
            return Ok(());
        };
        let mut connection = connection?;
        sqlx::query(include_str!("../sql/update_session_seen.sql"))
            .bind(digest.to_owned())
            .bind(now.as_microsecond())
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session(&self, digest: &str) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_session.sql"))
            .bind(digest.to_owned())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Clears away sessions that ended by now or were not used since a moment, and failed logins
    /// that are older.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_sessions(
        &self,
        now: Timestamp,
        unused_since: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_dead_sessions.sql"))
            .bind(now.as_microsecond())
            .bind(unused_since.as_microsecond())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// How often a login failed from an address, and when last.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn failed_logins(
        &self,
        digest: &str,
    ) -> Result<Option<(i64, Timestamp)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_login_attempt.sql"))
            .bind(digest.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        let failed = found.map(|row| Ok((row.try_get(0)?, timestamp(row.try_get(1)?)?)));
        failed.transpose()
    }

    /// Counts a login as failed before it is looked at; failures before a moment count no more.
    /// Gives whether nobody else counted since so many failures were seen: of any number of tries
    /// at once, each is counted by itself.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_login(
        &self,
        digest: &str,
        seen: i64,
        (now, forgotten): (Timestamp, Timestamp),
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/upsert_login_attempt.sql"))
            .bind(digest.to_owned())
            .bind(now.as_microsecond())
            .bind(seen)
            .bind(forgotten.as_microsecond())
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets all failures before a moment, and before another one who is known.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_logins(
        &self,
        (failed, known): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_old_logins.sql"))
            .bind(failed.as_microsecond())
            .bind(known.as_microsecond())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Remembers that a login succeeded. It is found as one that never failed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn know_login(&self, digest: &str, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/upsert_known_login.sql"))
            .bind(digest.to_owned())
            .bind(now.as_microsecond())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Forgets the failed logins, as one succeeded.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_failed_logins(&self, digest: &str) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_login_attempt.sql"))
            .bind(digest.to_owned())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

/// Of the first columns of a row.
impl Posting {
    /// Begins a session under the digest of its secret. Gives whether it did: only where the
    /// account is open and what let somebody in still does, its password and, where they came by
    /// the directory, whose it is there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_session(
        &mut self,
        digest: &str,
        session: &Session,
        (password, directory_mark): (Option<&str>, Option<&str>),
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/insert_session.sql"))
            .bind(digest.to_owned())
            .bind(session.staff.0)
            .bind(session.created_at.as_microsecond())
            .bind(session.seen_at.as_microsecond())
            .bind(session.ends_at.as_microsecond())
            .bind(i64::from(session.is_confirmed))
            .bind(password.unwrap_or_default().to_owned())
            .bind(directory_mark.map(str::to_owned))
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Whether a session is still there; nobody ends it from here on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_session(&mut self, digest: &str) -> Result<bool, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_session.sql"))
            .bind(digest.to_owned())
            .fetch_optional(self.database().await?)
            .await?;
        Ok(found.is_some())
    }
}

fn session(row: &AnyRow) -> Result<Session, StoreError> {
    Ok(Session {
        staff: StaffId(row.try_get(0)?),
        created_at: timestamp(row.try_get(1)?)?,
        seen_at: timestamp(row.try_get(2)?)?,
        ends_at: timestamp(row.try_get(3)?)?,
        is_confirmed: row.try_get::<i64, _>(4)? == 1,
    })
}

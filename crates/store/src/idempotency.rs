//! 「二重送信防止キー」 what a program sent under a key of its own, and what it was answered, for as long as
//! somebody may ask again. Not part of the ledger: it is written past its positions and forgotten
//! after a day. Only keyed digests and answers of numbers reach this room.

use jiff::Timestamp;
use sqlx::Row as _;

use crate::database::Store;
use crate::error::StoreError;

/// A request that was sent under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedRequest {
    /// By what the key is known, which says whose it is too.
    pub key: String,
    /// The digest of the token that it came with.
    pub token: String,
    /// By what the request is known again.
    pub request: String,
    /// When it came.
    pub at: Timestamp,
}

/// An answer, as it is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The status.
    pub status: u16,
    /// The body.
    pub text: String,
}

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnderKey {
    /// This request, from now on: it is to be done.
    Ours,
    /// The same request, which is being done.
    Running,
    /// The same request, and what was answered.
    Answered(KeptAnswer),
    /// Another request.
    Other,
}

impl Store {
    /// Puts a request under its key, where nothing stands there or only the same request that never
    /// ended and is older than `abandoned`. Of any number at once one is told that it is theirs.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn begin_keyed(
        &self,
        asked: &KeyedRequest,
        abandoned: Timestamp,
    ) -> Result<UnderKey, StoreError> {
        let done = sqlx::query(include_str!("../sql/upsert_idempotency_key.sql"))
            .bind(asked.key.clone())
            .bind(asked.token.clone())
            .bind(asked.request.clone())
            .bind(asked.at.as_microsecond())
            .bind(abandoned.as_microsecond())
            .execute(&self.writer)
            .await?;
        if done.rows_affected() == 1 {
            return Ok(UnderKey::Ours);
        }
        let found = sqlx::query(include_str!("../sql/read_idempotency_key.sql"))
            .bind(asked.key.clone())
            .fetch_optional(&self.writer)
            .await?;
        // Whoever was doing it gave it back meanwhile; the next try finds nothing there.
        let Some(row) = found else {
            return Ok(UnderKey::Running);
        };
        if row.try_get::<String, _>(0)? != asked.request {
            return Ok(UnderKey::Other);
        }
        let status: Option<i64> = row.try_get(1)?;
        let text: Option<String> = row.try_get(2)?;
        let kept = status.zip(text).and_then(|(status, text)| {
            let status = u16::try_from(status).ok()?;
            Some(KeptAnswer { status, text })
        });
        Ok(kept.map_or(UnderKey::Running, UnderKey::Answered))
    }

    /// Keeps what was answered to a request that is ours, or gives the key back where nothing came
    /// of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_keyed(
        &self,
        asked: &KeyedRequest,
        answer: Option<&KeptAnswer>,
    ) -> Result<(), StoreError> {
        let statement = match answer {
            Some(answer) => sqlx::query(include_str!("../sql/answer_idempotency_key.sql"))
                .bind(asked.key.clone())
                .bind(asked.at.as_microsecond())
                .bind(i64::from(answer.status))
                .bind(answer.text.clone()),
            None => sqlx::query(include_str!("../sql/release_idempotency_key.sql"))
                .bind(asked.key.clone())
                .bind(asked.at.as_microsecond()),
        };
        statement.execute(&self.writer).await?;
        Ok(())
    }

    /// Forgets what is older than a moment, and of a token all but the latest `most`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_keyed(
        &self,
        token: &str,
        older: Timestamp,
        most: u32,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_old_idempotency_keys.sql"))
            .bind(older.as_microsecond())
            .execute(&self.writer)
            .await?;
        sqlx::query(include_str!("../sql/delete_idempotency_keys_beyond.sql"))
            .bind(token.to_owned())
            .bind(i64::from(most))
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

//! By what programs come in, as somebody of the office. Only digests reach this room.

use enishi_domain::staff::{AccountState, StaffId};
use jiff::Timestamp;
use sqlx::Row as _;

use crate::columns::{checked, member, timestamp};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// A program's way in, without its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The digest of its secret.
    pub digest: String,
    /// As whom it comes in.
    pub staff: StaffId,
    /// What it is for.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
}

impl Posting {
    /// Keeps a token.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn issue_token(&mut self, token: &AccessToken) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/insert_access_token.sql"))
            .bind(token.digest.clone())
            .bind(token.staff.0)
            .bind(checked("a token's label", &token.label)?.to_owned())
            .bind(token.created_at.as_microsecond())
            .bind(token.ends_at.as_microsecond())
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Withdraws one of somebody's tokens. Gives whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn withdraw_token(
        &mut self,
        staff: StaffId,
        digest: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/delete_access_token.sql"))
            .bind(staff.0)
            .bind(digest.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Withdraws all of somebody's tokens.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn withdraw_tokens(&mut self, staff: StaffId) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_access_tokens_of.sql"))
            .bind(staff.0)
            .execute(self.database().await?)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The token of a digest, and the name and state of whose it is.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn token(
        &self,
        digest: &str,
    ) -> Result<Option<(AccessToken, String, AccountState)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_access_token.sql"))
            .bind(digest.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        let token = found.map(|row| {
            let token = AccessToken {
                digest: digest.to_owned(),
                staff: StaffId(row.try_get(0)?),
                label: row.try_get(1)?,
                created_at: timestamp(row.try_get(2)?)?,
                ends_at: timestamp(row.try_get(3)?)?,
            };
            let state = member("an account's state", row.try_get(5)?)?;
            Ok((token, row.try_get(4)?, state))
        });
        token.transpose()
    }

    /// Somebody's tokens, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn tokens(&self, staff: StaffId) -> Result<Vec<AccessToken>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_access_tokens.sql"))
            .bind(staff.0)
            .fetch_all(&self.readers)
            .await?;
        let tokens = found.iter().map(|row| {
            Ok(AccessToken {
                digest: row.try_get(0)?,
                staff,
                label: row.try_get(1)?,
                created_at: timestamp(row.try_get(2)?)?,
                ends_at: timestamp(row.try_get(3)?)?,
            })
        });
        tokens.collect()
    }
}

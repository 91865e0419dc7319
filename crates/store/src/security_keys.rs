//! Security keys, by which somebody shows the second factor. Only public keys reach this room.

use enishi_domain::staff::StaffId;
use jiff::Timestamp;
use sqlx::Row as _;

use crate::columns::{checked, timestamp};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// A security key, as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityKey {
    /// By what the key is known, in base64url.
    pub credential: String,
    /// Whose it is.
    pub staff: StaffId,
    /// What they call it.
    pub label: String,
    /// The name of the server at which it was registered; at another one it counts for nothing.
    pub host: String,
    /// The public key as COSE writes it, in base64url.
    pub public_key: String,
    /// How it signs, by COSE's number.
    pub algorithm: i64,
    /// How often it says that it was used; 0 where it does not count.
    pub counter: i64,
    /// Since when.
    pub created_at: Timestamp,
}

impl Posting {
    /// Keeps a key. Gives whether it was not known yet.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn keep_security_key(&mut self, key: &SecurityKey) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/insert_security_key.sql"))
            .bind(key.credential.clone())
            .bind(key.staff.0)
            .bind(checked("a security key's label", &key.label)?.to_owned())
            .bind(checked("a server's name", &key.host)?.to_owned())
            .bind(key.public_key.clone())
            .bind(key.algorithm)
            .bind(key.counter)
            .bind(key.created_at.as_microsecond())
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes what a key counted. Gives whether that is more than it had counted, or it does not
    /// count at all: otherwise there are two of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_security_key(
        &mut self,
        credential: &str,
        counter: i64,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/use_security_key.sql"))
            .bind(credential.to_owned())
            .bind(counter)
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes one of somebody's keys away. Gives whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_security_key(
        &mut self,
        staff: StaffId,
        credential: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/delete_security_key.sql"))
            .bind(staff.0)
            .bind(credential.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// By how many things somebody can show the second factor, as nobody else can change it before
    /// this unit of work ends.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn second_factors(&mut self, staff: StaffId) -> Result<i64, StoreError> {
        self.count_second_factors(staff, None).await
    }

    /// The same of those that can be shown at a host: keys answer to the one where they were
    /// registered.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn second_factors_at(
        &mut self,
        staff: StaffId,
        host: &str,
    ) -> Result<i64, StoreError> {
        self.count_second_factors(staff, Some(host)).await
    }

    async fn count_second_factors(
        &mut self,
        staff: StaffId,
        host: Option<&str>,
    ) -> Result<i64, StoreError> {
        let row = sqlx::query(include_str!("../sql/count_second_factors.sql"))
            .bind(staff.0)
            .bind(host.map(str::to_owned))
            .fetch_one(self.database().await?)
            .await?;
        Ok(row.try_get(0)?)
    }
}

impl Store {
    /// Somebody's keys, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn security_keys(&self, staff: StaffId) -> Result<Vec<SecurityKey>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_security_keys.sql"))
            .bind(staff.0)
            .fetch_all(&self.readers)
            .await?;
        let keys = found.iter().map(|row| {
            Ok(SecurityKey {
                credential: row.try_get(0)?,
                staff,
                label: row.try_get(1)?,
                host: row.try_get(2)?,
                public_key: row.try_get(3)?,
                algorithm: row.try_get(4)?,
                counter: row.try_get(5)?,
                created_at: timestamp(row.try_get(6)?)?,
            })
        });
        keys.collect()
    }
}

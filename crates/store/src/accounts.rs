//! Who may come in, with which duties, and by what they prove who they are. Only digests, salts and
//! hashes reach this room: what a cookie, a link or a recovery code says stands nowhere.

use std::fmt;

use enishi_domain::staff::{AccountState, Assignment, Duty, StaffId};
use enishi_domain::words::ClosedSet as _;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::answered::{Answered, OF_THE_OFFICE};
use crate::columns::{checked, date, member};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// Somebody who may come in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub staff: StaffId,
    /// By which name they log in.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// The hash of the password; none until one was set.
    pub password: Option<String>,
    /// Whether they may come in.
    pub state: AccountState,
    /// Whom the city's directory knows them as, by a keyed digest; none until they came in by it.
    pub directory_mark: Option<String>,
}

/// A second factor, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// What its secret is made of, besides the city's.
    pub salt: String,
    /// Whether a code of it was shown once.
    pub is_enrolled: bool,
    /// The last step of time whose code was used.
    pub last_step: i64,
}

// Neither login nor hash may reach a log.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("staff", &self.staff)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Posting {
    /// Opens an account, without a password.
    ///
    /// # Errors
    /// [`StoreError::LoginTaken`], [`StoreError::ControlCharacter`].
    pub async fn open_account(&mut self, staff: StaffId, login: &str) -> Result<(), StoreError> {
        let added = sqlx::query(include_str!("../sql/insert_account.sql"))
            .bind(staff.0)
            .bind(checked("a login", login)?.to_owned())
            .bind(AccountState::Active.code())
            .execute(self.database().await?)
            .await;
        match added {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                Err(StoreError::LoginTaken)
            }
            added => Ok(added.map(|_| ())?),
        }
    }

    /// Keeps the hash of a new password.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_password(&mut self, staff: StaffId, hash: &str) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/update_account_password.sql"))
            .bind(staff.0)
            .bind(hash.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Forgets somebody's password: only a link lets them set another.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_password(&mut self, staff: StaffId) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/drop_account_password.sql"))
            .bind(staff.0)
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Lets somebody in, or no longer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_account_state(
        &mut self,
        staff: StaffId,
        state: AccountState,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/update_account_state.sql"))
            .bind(staff.0)
            .bind(state.code())
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Holds an account to whom the city's directory knows it as. Gives whether it was held to
    /// nobody: of two at once one counts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn bind_account(&mut self, staff: StaffId, mark: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/bind_account.sql"))
            .bind(staff.0)
            .bind(mark.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Holds an account to nobody of the directory. Gives whether it was held to somebody.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unbind_account(&mut self, staff: StaffId) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/unbind_account.sql"))
            .bind(staff.0)
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives somebody a duty.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`], [`StoreError::OutOfReach`].
    pub async fn assign(&mut self, staff: StaffId, held: &Assignment) -> Result<(), StoreError> {
        let department = held.department.as_deref();
        let department = department.map(|name| checked("a department", name));
        let row = sqlx::query(include_str!("../sql/insert_duty.sql"))
            .bind(staff.0)
            .bind(held.duty.code())
            .bind(department.transpose()?.map(str::to_owned))
            .bind(held.from.to_string())
            .bind(held.until.map(|day| day.to_string()));
        self.write_answered((Answered::Duty, OF_THE_OFFICE), row)
            .await?;
        Ok(())
    }

    /// Ends a duty with a day. Gives whether there was one to end.
    ///
    /// # Errors
    /// [`StoreError::OutOfReach`].
    pub async fn end_duty(
        &mut self,
        staff: StaffId,
        duty: Duty,
        department: Option<&str>,
        until: Date,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query(include_str!("../sql/end_duty.sql"))
            .bind(staff.0)
            .bind(duty.code())
            .bind(department.unwrap_or_default().to_owned())
            .bind(until.to_string());
        let ended = self.write_answered((Answered::Duty, OF_THE_OFFICE), row);
        Ok(ended.await? > 0)
    }

    /// Issues a link that works once. Earlier ones of the same person work no more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn issue_link(
        &mut self,
        staff: StaffId,
        digest: &str,
        ends_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.withdraw_links(staff).await?;
        sqlx::query(include_str!("../sql/insert_one_time_link.sql"))
            .bind(digest.to_owned())
            .bind(staff.0)
            .bind(ends_at.as_microsecond())
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Withdraws somebody's links.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn withdraw_links(&mut self, staff: StaffId) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_links_of.sql"))
            .bind(staff.0)
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Uses a link up. Gives whether it was still there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_link(&mut self, digest: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/delete_one_time_link.sql"))
            .bind(digest.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Begins a second factor; it counts once a code of it was used. Gives whether none is enrolled
    /// already, which nothing but [`Self::drop_second_factor`] takes away.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_second_factor(
        &mut self,
        staff: StaffId,
        salt: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/upsert_second_factor.sql"))
            .bind(staff.0)
            .bind(salt.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Uses the code of a step of time. Gives whether none of that step or a later one was used.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_second_factor(
        &mut self,
        staff: StaffId,
        step: i64,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/use_second_factor.sql"))
            .bind(staff.0)
            .bind(step)
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes somebody's second factors and recovery codes away.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_second_factor(&mut self, staff: StaffId) -> Result<(), StoreError> {
        for statement in [
            include_str!("../sql/delete_second_factor.sql"),
            include_str!("../sql/delete_security_keys_of.sql"),
            include_str!("../sql/delete_recovery_codes.sql"),
        ] {
            sqlx::query(statement)
                .bind(staff.0)
                .execute(self.database().await?)
                .await?;
        }
        Ok(())
    }

    /// Puts new recovery codes, by their digests, in the place of the old ones.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn replace_recovery_codes(
        &mut self,
        staff: StaffId,
        digests: &[String],
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_recovery_codes.sql"))
            .bind(staff.0)
            .execute(self.database().await?)
            .await?;
        for digest in digests {
            sqlx::query(include_str!("../sql/insert_recovery_code.sql"))
                .bind(digest.clone())
                .bind(staff.0)
                .execute(self.database().await?)
                .await?;
        }
        Ok(())
    }

    /// Uses a recovery code up. Gives whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_recovery_code(
        &mut self,
        staff: StaffId,
        digest: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/use_recovery_code.sql"))
            .bind(digest.to_owned())
            .bind(staff.0)
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends every session of somebody but this one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_other_sessions(
        &mut self,
        staff: StaffId,
        digest: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_other_sessions_of.sql"))
            .bind(staff.0)
            .bind(digest.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Ends a session of somebody; gives whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session_of(
        &mut self,
        staff: StaffId,
        digest: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(include_str!("../sql/delete_session_of.sql"))
            .bind(staff.0)
            .bind(digest.to_owned())
            .execute(self.database().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends every session of somebody.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions(&mut self, staff: StaffId) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/delete_sessions_of.sql"))
            .bind(staff.0)
            .execute(self.database().await?)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The account of a login.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_account.sql"))
            .bind(login.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        found.as_ref().map(account).transpose()
    }

    /// The account of a member of staff.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn account_of(&self, staff: StaffId) -> Result<Option<Account>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_account_of.sql"))
            .bind(staff.0)
            .fetch_optional(&self.readers)
            .await?;
        found.as_ref().map(account).transpose()
    }

    /// All accounts, by login.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_accounts.sql"))
            .fetch_all(&self.readers)
            .await?;
        found.iter().map(account).collect()
    }

    /// Every duty that somebody has or had.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn duties(&self, staff: StaffId) -> Result<Vec<Assignment>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_duties.sql"))
            .bind(staff.0)
            .fetch_all(&self.readers)
            .await?;
        let duties = found.iter().map(|row| {
            let until: Option<&str> = row.try_get(3)?;
            Ok(Assignment {
                duty: member("a duty", row.try_get(0)?)?,
                department: row.try_get(1)?,
                from: date("a day", row.try_get(2)?)?,
                until: until.map(|day| date("a day", day)).transpose()?,
            })
        });
        duties.collect()
    }

    /// Whose link it is, and until when it works.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn link(&self, digest: &str) -> Result<Option<(StaffId, Timestamp)>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_one_time_link.sql"))
            .bind(digest.to_owned())
            .fetch_optional(&self.readers)
            .await?;
        let link = found.map(|row| {
            let ends_at = crate::columns::timestamp(row.try_get(1)?)?;
            Ok((StaffId(row.try_get(0)?), ends_at))
        });
        link.transpose()
    }

    /// Somebody's second factor.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn second_factor(&self, staff: StaffId) -> Result<Option<SecondFactor>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_second_factor.sql"))
            .bind(staff.0)
            .fetch_optional(&self.readers)
            .await?;
        let factor = found.map(|row| {
            Ok(SecondFactor {
                salt: row.try_get(0)?,
                is_enrolled: row.try_get::<i64, _>(1)? == 1,
                last_step: row.try_get(2)?,
            })
        });
        factor.transpose()
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn recovery_codes_left(&self, staff: StaffId) -> Result<i64, StoreError> {
        let row = sqlx::query(include_str!("../sql/count_recovery_codes.sql"))
            .bind(staff.0)
            .fetch_one(&self.readers)
            .await?;
        Ok(row.try_get(0)?)
    }
}

fn account(row: &AnyRow) -> Result<Account, StoreError> {
    Ok(Account {
        staff: StaffId(row.try_get(0)?),
        login: row.try_get(1)?,
        password: row.try_get(2)?,
        state: member("an account's state", row.try_get(3)?)?,
        name: row.try_get(4)?,
        directory_mark: row.try_get(5)?,
    })
}

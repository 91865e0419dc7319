//! The audit for whoever looks through it, the latest first. A page begins before a position, so
//! that none is slower than another.

use enishi_domain::engagement::Position;
use enishi_domain::staff::StaffId;
use jiff::Timestamp;
use sqlx::Row as _;

use crate::columns::timestamp;
use crate::database::Store;
use crate::error::StoreError;
use crate::journal::Audit;

/// An entry of the audit as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditListed {
    /// Where it stands.
    pub position: Position,
    /// What it says.
    pub entry: Audit,
    /// The name of who did it.
    pub by: String,
    /// When it was recorded.
    pub at: Timestamp,
}

/// Which entries are asked for.
#[derive(Clone, Copy, Debug)]
pub struct AuditSelection<'a> {
    /// Before this position.
    pub before: Position,
    /// Behind this one.
    pub behind: Position,
    /// Only by one.
    pub by: Option<StaffId>,
    /// Only of these actions; all where there are none.
    pub actions: &'a [&'a str],
}

impl Store {
    /// Entries of the audit, the latest first, at most so many.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn audit_page(
        &self,
        selection: AuditSelection<'_>,
        most: u32,
    ) -> Result<Vec<AuditListed>, StoreError> {
        let AuditSelection {
            before,
            behind,
            by,
            actions,
        } = selection;
        let actions = match actions {
            [] => String::new(),
            actions => format!(",{},", actions.join(",")),
        };
        let found = sqlx::query(include_str!("../sql/read_audit_page.sql"))
            .bind(before.0)
            .bind(behind.0)
            .bind(by.map_or(0, |staff| staff.0))
            .bind(actions)
            .bind(i64::from(most))
            .fetch_all(&self.readers)
            .await?;
        let entries = found.iter().map(|row| {
            Ok(AuditListed {
                position: Position(row.try_get(0)?),
                by: row.try_get(1)?,
                entry: Audit {
                    staff: StaffId(row.try_get(2)?),
                    action: row.try_get(3)?,
                    object: row.try_get(4)?,
                    detail: row.try_get(5)?,
                },
                at: timestamp(row.try_get(6)?)?,
            })
        });
        entries.collect()
    }
}

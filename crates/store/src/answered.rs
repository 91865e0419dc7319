//! 「権限の及ぶ範囲」 with which programmes a unit of work may write what departments answer for.
//! Whether somebody may do something is decided by the desk; what it forgets to ask is refused
//! here, by PostgreSQL itself where the ledger lies there.

use std::collections::{BTreeMap, BTreeSet};

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::posting::Posting;

/// What a department answers for, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answered {
    /// 要因・改善・見通し
    Assessment,
    /// 手続
    WorkflowStep,
    /// 会議の意見
    Remark,
    /// 実績の締め
    PeriodClose,
}

/// With which programmes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Programmes {
    /// With any.
    All,
    /// With these, by their numbers.
    These(BTreeSet<String>),
}

/// How far somebody's unit of work reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere: whoever has the machine.
    Everything,
    /// As far as said; what is not named is out of it.
    Only(BTreeMap<Answered, Programmes>),
}

impl Answered {
    /// All of it.
    pub const ALL: [Self; 4] = [
        Self::Assessment,
        Self::WorkflowStep,
        Self::Remark,
        Self::PeriodClose,
    ];

    /// The table in which it stands.
    fn table(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::WorkflowStep => "workflow_step",
            Self::Remark => "remark",
            Self::PeriodClose => "period_close",
        }
    }
}

impl Reach {
    /// Nowhere.
    #[must_use]
    pub fn nothing() -> Self {
        Self::Only(BTreeMap::new())
    }

    fn holds(&self, what: Answered, programme: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(reached) => match reached.get(&what) {
                Some(Programmes::All) => true,
                Some(Programmes::These(these)) => these.contains(programme),
                None => false,
            },
        }
    }

    /// As PostgreSQL is told: `*` for everything, or each table with its programmes, as JSON. A
    /// table of which all is reached has `true`.
    fn told(&self) -> String {
        let Self::Only(reached) = self else {
            return "*".to_owned();
        };
        let tables = reached.iter().map(|(what, programmes)| {
            let these = match programmes {
                Programmes::All => serde_json::Value::Bool(true),
                Programmes::These(these) => these.iter().cloned().collect(),
            };
            (what.table().to_owned(), these)
        });
        serde_json::Value::Object(tables.collect()).to_string()
    }
}

impl Posting {
    /// Refuses a programme that this unit does not reach. SQLite knows nobody's rights and is asked
    /// nothing; PostgreSQL is told how far the unit reaches, and refuses the row by its own policy.
    pub(crate) async fn reach_into(
        &mut self,
        what: Answered,
        programme: &str,
    ) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            let told = self.recording.reach.told();
            sqlx::query(include_str!("../sql/set_postgres_reach.sql"))
                .bind(told)
                .execute(self.database().await?)
                .await?;
            return Ok(());
        }
        if self.recording.reach.holds(what, programme) {
            Ok(())
        } else {
            Err(StoreError::OutOfReach)
        }
    }
}

/// Tells a row that PostgreSQL's policy refused from other faults.
pub(crate) fn out_of_reach(error: sqlx::Error) -> StoreError {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    if code.as_deref() == Some("42501") {
        return StoreError::OutOfReach;
    }
    StoreError::Database(error)
}

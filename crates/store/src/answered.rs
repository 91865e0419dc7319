//! 「権限の及ぶ範囲」 with which programmes a unit of work may write what departments answer for.
//! Whether somebody may do something is decided by the desk; what it forgets to ask is refused
//! here, by PostgreSQL itself where the ledger lies there.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection};

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
    /// Writes a row of what departments answer for; refuses a programme that this unit does not
    /// reach. PostgreSQL is told how far the unit reaches for this one statement, so that nothing
    /// else of the transaction passes by it, and refuses a row beyond by its own policy.
    pub(crate) async fn write_answered(
        &mut self,
        (what, programme): (Answered, &str),
        row: Query<'_, Any, AnyArguments>,
    ) -> Result<(), StoreError> {
        if !self.recording.reach.holds(what, programme) {
            return Err(StoreError::OutOfReach);
        }
        let told = self.recording.reach.told();
        let dialect = self.dialect;
        let database = self.database().await?;
        tell_reach(database, dialect, told).await?;
        row.execute(&mut *database).await?;
        tell_reach(database, dialect, String::new()).await
    }
}

/// Tells PostgreSQL that the rest of a transaction reaches everything: what a restore writes is
/// nobody's.
pub(crate) async fn reach_everything(
    database: &mut AnyConnection,
    dialect: Dialect,
) -> Result<(), StoreError> {
    tell_reach(database, dialect, Reach::Everything.told()).await
}

/// SQLite knows nobody's rights and is told nothing.
async fn tell_reach(
    database: &mut AnyConnection,
    dialect: Dialect,
    told: String,
) -> Result<(), StoreError> {
    if dialect == Dialect::Postgres {
        sqlx::query(include_str!("../sql/set_postgres_reach.sql"))
            .bind(told)
            .execute(database)
            .await?;
    }
    Ok(())
}

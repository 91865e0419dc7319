//! 「権限の及ぶ範囲」 with which programmes a unit of work may write what departments answer for, and
//! whether what the whole office answers for. Whether somebody may do something is decided by the
//! desk; what it forgets to ask is refused here, by PostgreSQL itself where the ledger lies there.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Step;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection};

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::posting::Posting;
use crate::rows::Field;

/// The programme of what the whole office answers for: none. Whoever reaches all reaches it.
pub(crate) const OF_THE_OFFICE: &str = "";

/// What somebody answers for, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answered {
    /// 要因・改善・見通し
    Assessment,
    /// 手続, each step by itself
    WorkflowStep(Step),
    /// 会議の意見
    Remark,
    /// 意見への回答
    Answer,
    /// 実績の締め
    PeriodClose,
    /// 実績の確定
    Figure,
    /// 観測値 that somebody typed, of the whole office
    Observation,
    /// 効果検証会議, of the whole office
    Meeting,
    /// 定義, of the whole office
    Definition,
    /// 役割, of the whole office
    Duty,
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
    pub const ALL: [Self; 15] = [
        Self::Assessment,
        Self::WorkflowStep(Step::Submit),
        Self::WorkflowStep(Step::Return),
        Self::WorkflowStep(Step::Approve),
        Self::WorkflowStep(Step::Reopen),
        Self::WorkflowStep(Step::Discuss),
        Self::WorkflowStep(Step::Publish),
        Self::Remark,
        Self::Answer,
        Self::PeriodClose,
        Self::Figure,
        Self::Observation,
        Self::Meeting,
        Self::Definition,
        Self::Duty,
    ];

    /// Whether it is of a programme, and not of the whole office.
    #[must_use]
    pub fn is_of_programme(self) -> bool {
        match self {
            Self::Assessment
            | Self::WorkflowStep(_)
            | Self::Remark
            | Self::Answer
            | Self::PeriodClose
            | Self::Figure => true,
            Self::Observation | Self::Meeting | Self::Definition | Self::Duty => false,
        }
    }

    /// By which word the policies of PostgreSQL know it.
    fn word(self) -> String {
        match self {
            Self::Assessment => "assessment".to_owned(),
            Self::WorkflowStep(step) => format!("workflow_step.{}", step.code()),
            Self::Remark => "remark".to_owned(),
            Self::Answer => "remark.answer".to_owned(),
            Self::PeriodClose => "period_close".to_owned(),
            Self::Figure => "figure".to_owned(),
            Self::Observation => "series_obs".to_owned(),
            Self::Meeting => "meeting".to_owned(),
            Self::Definition => "definition".to_owned(),
            Self::Duty => "duty".to_owned(),
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

    /// As PostgreSQL is told: `*` for everything, or each word with its programmes, as JSON. A word
    /// of which all is reached has `true`.
    #[must_use]
    pub fn told(&self) -> String {
        let Self::Only(reached) = self else {
            return "*".to_owned();
        };
        let words = reached.iter().map(|(what, programmes)| {
            let these = match programmes {
                Programmes::All => serde_json::Value::Bool(true),
                Programmes::These(these) => these.iter().cloned().collect(),
            };
            (what.word(), these)
        });
        serde_json::Value::Object(words.collect()).to_string()
    }
}

impl Posting {
    /// Writes a row of what somebody answers for, and gives how many it touched; refuses a
    /// programme that this unit does not reach. PostgreSQL is told how far the unit reaches for
    /// this one statement, so that nothing else of the transaction passes by it, and refuses a row
    /// beyond by its own policy.
    pub(crate) async fn write_answered(
        &mut self,
        (what, programme): (Answered, &str),
        row: Query<'_, Any, AnyArguments>,
    ) -> Result<u64, StoreError> {
        self.begin_answered(what, programme).await?;
        let done = row.execute(self.database().await?).await?;
        self.end_answered().await?;
        Ok(done.rows_affected())
    }

    /// Adds rows of what the whole office answers for, in the same way.
    pub(crate) async fn add_answered(
        &mut self,
        what: Answered,
        (statement, rows): (&'static str, Vec<Vec<Field>>),
    ) -> Result<(), StoreError> {
        self.begin_answered(what, OF_THE_OFFICE).await?;
        self.add(statement, rows).await?;
        self.end_answered().await
    }

    async fn begin_answered(&mut self, what: Answered, programme: &str) -> Result<(), StoreError> {
        if !self.recording.reach.holds(what, programme) {
            return Err(StoreError::OutOfReach);
        }
        let (dialect, told) = (self.dialect, self.recording.reach.told());
        tell_reach(self.database().await?, dialect, told).await
    }

    /// The database answers once all rows that are written behind are there.
    async fn end_answered(&mut self) -> Result<(), StoreError> {
        let dialect = self.dialect;
        tell_reach(self.database().await?, dialect, String::new()).await
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

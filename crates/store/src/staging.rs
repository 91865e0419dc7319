//! A large unit of work is made ready beside the ledger, in tables that only its own connection
//! sees, while others go on writing; then it goes into the ledger in one transaction, table by
//! table. That takes a third of the time that the rows take one by one, and who stops or is killed
//! before has left nothing: the tables end with their connection.
//!
//! Beside the ledger nobody knows which positions will be free, nor the numbers of combinations of
//! facets: both are counted from the beginning and are made into those of the ledger on the way in.
//! Parties get their numbers at once, so whoever stages them sees to it that nobody else adds any
//! meanwhile ([`Store::import_mark`]).

use std::ops::ControlFlow;

use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Row as _};

use crate::cells::CellChanges;
use crate::database::{Store, lock};
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::facts::ShapeKey;
use crate::imports::BatchId;
use crate::posting::{Posting, Recording};
use crate::rows::{self, Field};

/// A unit of work beside the ledger.
#[derive(Debug)]
pub struct Staging {
    /// Of one connection, which has the tables.
    pool: AnyPool,
    posting: Posting,
}

/// What was staged, on its way into the ledger.
#[derive(Debug)]
pub(crate) struct Staged {
    cells: CellChanges,
    shapes: Vec<(ShapeKey, i64)>,
    last: i64,
}

/// Told how many of how many steps are done; may stop the work, which then leaves nothing.
pub type MergeWatch<'a> = &'a mut (dyn FnMut(u64, u64) -> ControlFlow<()> + Send);

impl Staging {
    /// The import that staged rows are of: which number it has is known only in the ledger.
    pub const BATCH: BatchId = BatchId(0);

    /// What is written here is staged. Only what is new can be: parties, engagements, rows.
    pub fn posting(&mut self) -> &mut Posting {
        &mut self.posting
    }

    /// Begins the unit of work in the ledger, as [`Store::begin`] does. What was staged follows
    /// with [`Posting::merge`].
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn begin(self) -> Result<Posting, StoreError> {
        let Self { pool, mut posting } = self;
        let staged = Staged {
            cells: std::mem::take(&mut posting.cells),
            shapes: std::mem::take(&mut posting.new_shapes)
                .into_iter()
                .collect(),
            last: posting.position().0,
        };
        let types = std::mem::take(&mut posting.types);
        let last_party = posting.last_party;
        let (store, recording) = (posting.store.clone(), posting.recording.clone());
        posting.writing.commit().await?;
        let mut posting = store.begin_on(&pool, recording).await?;
        posting.types = types;
        posting.last_party = last_party;
        posting.last_profiled = last_party.unwrap_or(posting.last_profiled);
        posting.staged = Some(Box::new(staged));
        posting.own_pool = Some(pool);
        Ok(posting)
    }
}

impl Store {
    /// Begins a unit of work beside the ledger.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn stage(&self, recording: Recording) -> Result<Staging, StoreError> {
        let pool = self.pool_of_one().await?;
        make_tables(&mut *pool.acquire().await?, self.dialect).await?;
        let transaction = pool.begin().await?;
        let mut posting = Posting::new(self.clone(), transaction, recording, (0, i64::MIN));
        posting.is_staged = true;
        Ok(Staging { pool, posting })
    }

    pub(crate) async fn begin_on(
        &self,
        pool: &AnyPool,
        recording: Recording,
    ) -> Result<Posting, StoreError> {
        let begin = self.dialect.begin_writing();
        let mut transaction = pool.begin_with(begin).await?;
        lock(&mut transaction, self.dialect).await?;
        let last = sqlx::query(include_str!("../sql/read_last_posting.sql"))
            .fetch_optional(&mut *transaction)
            .await?;
        let last = match last {
            Some(row) => (row.try_get(0)?, row.try_get(1)?),
            None => (0, i64::MIN),
        };
        Ok(Posting::new(self.clone(), transaction, recording, last))
    }
}

/// Makes the tables beside the ledger, which end with the connection.
pub(crate) async fn make_tables(
    connection: &mut AnyConnection,
    dialect: Dialect,
) -> Result<(), sqlx::Error> {
    let settings = match dialect {
        Dialect::Sqlite => include_str!("../sql/open_sqlite_staging.sql"),
        Dialect::Postgres => include_str!("../sql/open_postgres_staging.sql"),
    };
    sqlx::raw_sql(settings).execute(&mut *connection).await?;
    let tables = dialect.adapt(include_str!("../sql/stage.sql"));
    sqlx::raw_sql(AssertSqlSafe(tables))
        .execute(connection)
        .await?;
    Ok(())
}

impl Posting {
    /// Takes in what was staged, as the rows of an import, unless the watch stops it. Stopped or
    /// failed, the posting must be dropped.
    ///
    /// # Errors
    /// [`StoreError::Database`], among others where a number was given twice.
    pub async fn merge(
        &mut self,
        batch: BatchId,
        watch: MergeWatch<'_>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let Some(staged) = self.staged.take() else {
            return Ok(ControlFlow::Continue(()));
        };
        let offset = self.position();
        let [batch, from] = [Field::number(batch.0), Field::number(offset.0)];
        let mut steps: Vec<(&'static str, Vec<Field>)> = vec![
            (include_str!("../sql/merge_parties.sql"), vec![]),
            (
                include_str!("../sql/merge_profiles.sql"),
                vec![from.clone()],
            ),
            (
                include_str!("../sql/merge_identifiers.sql"),
                vec![from.clone()],
            ),
            (
                include_str!("../sql/merge_engagements.sql"),
                vec![from.clone(), batch.clone()],
            ),
            (include_str!("../sql/merge_roles.sql"), vec![from.clone()]),
        ];
        let mut shapes = Vec::with_capacity(staged.shapes.len());
        for (key, local) in staged.shapes {
            let shape = self.shape(key).await?;
            shapes.push((local, shape));
            let values = [Field::number(shape), from.clone(), Field::number(local)];
            steps.push((include_str!("../sql/merge_facts.sql"), values.into()));
        }
        let rows = match self.dialect {
            Dialect::Sqlite => include_str!("../sql/merge_sqlite_import_rows.sql"),
            Dialect::Postgres => include_str!("../sql/merge_postgres_import_rows.sql"),
        };
        steps.push((rows, vec![batch.clone(), from]));
        steps.push((include_str!("../sql/merge_import_blocks.sql"), vec![batch]));
        let all = steps.len() as u64;
        for (done, (statement, values)) in (0..).zip(steps) {
            if watch(done, all).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            sqlx::query_with(statement, rows::arguments(values)?)
                .execute(self.database().await?)
                .await?;
        }
        self.last += staged.last;
        let shapes = shapes.into_iter().collect();
        let unit = self.first_position();
        self.cells.append(staged.cells.taken_in(unit, &shapes));
        Ok(ControlFlow::Continue(()))
    }
}

//! The one way to write. A [`Posting`] is one unit of work inside the transaction of the one
//! writer: it hands out positions, takes rows, and is there whole or not at all.

use std::borrow::Cow;
use std::collections::BTreeMap;

use enishi_domain::engagement::Position;
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::staff::StaffId;
use jiff::Timestamp;
use sqlx::{Any, AnyConnection, AnyPool, Executor as _, Transaction};

use crate::answered::Reach;
use crate::cells::{CellChanges, UnitStart};
use crate::columns::checked;
use crate::database::Store;
use crate::dialect::Dialect;
use crate::engagements::Written;
use crate::error::StoreError;
use crate::facts::ShapeKey;
use crate::rows::{self, Field, LIST};
use crate::seal;
use crate::staging::Staged;
use crate::writing::Writing;

/// When a unit of work is recorded, by whom, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// The moment, to the microsecond. Where it lies before the last recorded one, because a clock
    /// was set back, the last one stands in its place: recording times never fall.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
    /// What is done: `import`, `correct`.
    pub action: String,
    /// With which programmes.
    pub reach: Reach,
}

impl Recording {
    /// By the program itself.
    #[must_use]
    pub fn by_system(at: Timestamp, action: &str) -> Self {
        Self {
            at,
            by: StaffId::SYSTEM,
            action: action.to_owned(),
            reach: Reach::Everything,
        }
    }
}

/// One unit of work. Dropped without [`Posting::commit`], it leaves nothing.
pub struct Posting {
    pub(crate) store: Store,
    pub(crate) writing: Writing,
    pub(crate) dialect: Dialect,
    pub(crate) recording: Recording,
    /// The position before the first of this unit, and the last one given.
    before: i64,
    pub(crate) last: i64,
    last_moment: i64,
    /// The last party's number, once it was asked for.
    pub(crate) last_party: Option<i64>,
    /// Behind this number no party has a profile.
    pub(crate) last_profiled: i64,
    pub(crate) types: BTreeMap<PartyId, PartyType>,
    pub(crate) new_shapes: BTreeMap<ShapeKey, i64>,
    pub(crate) cells: CellChanges,
    /// What the units that ended in this transaction leave to be written behind the last of them.
    ended_cells: CellChanges,
    ended_units: Vec<Vec<Field>>,
    /// Where the units begin that ended in this transaction.
    pub(crate) starts: Vec<UnitStart>,
    /// Where several units share the transaction, what they assert is written together: the rows of
    /// those that ended, and of the one that is at work.
    group: Option<Group>,
    /// Whether it stands beside the ledger: positions and combinations are counted from the
    /// beginning.
    pub(crate) is_staged: bool,
    /// What stands beside the ledger and is to be taken in.
    pub(crate) staged: Option<Box<Staged>>,
    /// The connection that it has for itself, with the tables of what was staged.
    pub(crate) own_pool: Option<AnyPool>,
}

/// What several units share.
#[derive(Default)]
struct Group {
    ended: Written,
    own: Written,
    /// Whether the unit at work has gone to the database, behind a savepoint.
    is_guarded: bool,
}

impl std::fmt::Debug for Posting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Posting")
            .field("before", &self.before)
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Begins a unit of work. Waits while somebody else writes, in this process or another.
    ///
    /// # Errors
    /// [`StoreError::Database`] where the database cannot be reached or stays busy.
    pub async fn begin(&self, recording: Recording) -> Result<Posting, StoreError> {
        self.begin_on(&self.writer, recording).await
    }
}

impl Posting {
    /// A unit of work in a transaction, behind the last position and moment there are.
    pub(crate) fn new(
        store: Store,
        transaction: Transaction<'static, Any>,
        recording: Recording,
        (last, last_moment): (i64, i64),
    ) -> Self {
        Self {
            writing: Writing::AtRest(transaction),
            dialect: store.dialect,
            store,
            recording,
            before: last,
            last,
            last_moment,
            last_party: None,
            last_profiled: i64::MAX,
            types: BTreeMap::new(),
            new_shapes: BTreeMap::new(),
            cells: CellChanges::default(),
            ended_cells: CellChanges::default(),
            ended_units: Vec::new(),
            starts: Vec::new(),
            group: None,
            is_staged: false,
            staged: None,
            own_pool: None,
        }
    }

    /// The last position given, in this unit or before it.
    #[must_use]
    pub fn position(&self) -> Position {
        Position(self.last)
    }

    /// Commits: after this the unit outlasts a loss of power. Gives the last position.
    ///
    /// # Errors
    /// [`StoreError::Database`]; then nothing of the unit was written.
    pub async fn commit(mut self) -> Result<Position, StoreError> {
        let is_large = self.last - self.before > seal::STRETCH;
        self.end_unit()?;
        self.write_ended().await?;
        let cells = std::mem::take(&mut self.ended_cells);
        self.write_cells(cells).await?;
        let units = std::mem::take(&mut self.ended_units);
        let statement = include_str!("../sql/insert_posting.sql");
        self.append(statement, units).await?;
        self.seal_stretch().await?;
        self.writing.commit().await?;
        if let Some(pool) = self.own_pool {
            pool.close().await;
        }
        self.store.known_shapes().append(&mut self.new_shapes);
        if is_large {
            // The unit stands, whatever becomes of its seals: who writes next goes on with them.
            self.store.seal().await.ok();
        }
        Ok(Position(self.last))
    }

    /// The unit of work that a position belongs to: this one, or one that ended before it.
    pub(crate) fn unit_of(&self, position: Position) -> UnitStart {
        if position.0 > self.before {
            return self.first_position();
        }
        unit_of(&self.starts, position)
    }

    pub(crate) fn first_position(&self) -> UnitStart {
        self.before + 1
    }

    /// The next position.
    pub(crate) fn next_position(&mut self) -> Position {
        self.last += 1;
        Position(self.last)
    }

    /// The connection, for whoever reads or writes past the rows that are held back. The unit then
    /// stands behind a savepoint, and what was asserted before is written.
    pub(crate) async fn database(&mut self) -> Result<&mut AnyConnection, StoreError> {
        self.guard().await?;
        self.writing.database().await
    }

    /// Adds rows, in their order, past the rows that are held back.
    pub(crate) async fn add(
        &mut self,
        statement: &'static str,
        rows: impl IntoIterator<Item = Vec<Field>, IntoIter: ExactSizeIterator>,
    ) -> Result<(), StoreError> {
        self.guard().await?;
        self.append(statement, rows).await
    }

    /// Adds rows, in their order. Many of them are written behind, but not where several units
    /// share the transaction: who fails there must hear of it before the next begins.
    pub(crate) async fn append(
        &mut self,
        statement: &'static str,
        rows: impl IntoIterator<Item = Vec<Field>, IntoIter: ExactSizeIterator>,
    ) -> Result<(), StoreError> {
        let mut rows = rows.into_iter();
        let statement = if self.is_staged {
            Cow::Owned(statement.replacen("insert into ", "insert into staged_", 1))
        } else {
            Cow::Borrowed(statement)
        };
        if self.group.is_none() && rows.len() > LIST {
            self.writing.fall_behind();
        }
        while let Some(piece) = rows::next_piece(self.dialect, &statement, &mut rows)? {
            self.writing.add(piece).await?;
        }
        Ok(())
    }

    pub(crate) async fn guard(&mut self) -> Result<(), StoreError> {
        if self.group.as_ref().is_some_and(|group| !group.is_guarded) {
            self.write_ended().await?;
            let savepoint = include_str!("../sql/begin_unit.sql");
            self.writing.database().await?.execute(savepoint).await?;
        }
        if let Some(group) = &mut self.group {
            group.is_guarded = true;
            let own = std::mem::take(&mut group.own);
            self.write(own).await?;
        }
        Ok(())
    }

    /// Writes what was asserted; in a group, once there is enough of it.
    pub(crate) async fn write_soon(&mut self, written: Written) -> Result<(), StoreError> {
        let Some(group) = &mut self.group else {
            return self.write(written).await;
        };
        group.own.append(written);
        if group.own.is_large() {
            self.guard().await?;
        }
        Ok(())
    }

    /// Begins a further unit in the same transaction.
    pub(crate) fn begin_unit(&mut self, recording: Recording) {
        self.recording = recording;
        self.group.get_or_insert_default().is_guarded = false;
    }

    /// Ends a unit that did well.
    pub(crate) async fn keep_unit(&mut self) -> Result<(), StoreError> {
        self.end_unit()?;
        if let Some(group) = &mut self.group {
            let own = std::mem::take(&mut group.own);
            group.ended.append(own);
            if group.is_guarded {
                let release = include_str!("../sql/keep_unit.sql");
                self.writing.database().await?.execute(release).await?;
            }
        }
        Ok(())
    }

    /// Ends a unit that failed, and leaves nothing of it.
    pub(crate) async fn drop_unit(&mut self) -> Result<(), StoreError> {
        if let Some(group) = &mut self.group {
            group.own = Written::default();
            if group.is_guarded {
                for statement in [
                    include_str!("../sql/drop_unit.sql"),
                    include_str!("../sql/keep_unit.sql"),
                ] {
                    self.writing.database().await?.execute(statement).await?;
                }
            }
        }
        self.last = self.before;
        self.last_party = None;
        self.last_profiled = i64::MAX;
        self.types.clear();
        self.new_shapes.clear();
        self.cells = CellChanges::default();
        Ok(())
    }

    /// Writes the rows of the units that ended.
    async fn write_ended(&mut self) -> Result<(), StoreError> {
        let Some(group) = &mut self.group else {
            return Ok(());
        };
        let ended = std::mem::take(&mut group.ended);
        self.write(ended).await?;
        self.end_cells();
        Ok(())
    }

    fn end_cells(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        self.ended_cells.append(cells);
    }

    /// Notes that the unit's positions were recorded, so that the next unit can begin in the same
    /// transaction.
    fn end_unit(&mut self) -> Result<(), StoreError> {
        self.end_cells();
        if self.last == self.before {
            return Ok(());
        }
        let moment = self.recording.at.as_microsecond().max(self.last_moment);
        self.ended_units.push(vec![
            Field::number(self.first_position()),
            Field::number(self.last),
            Field::number(moment),
            Field::number(self.recording.by.0),
            Field::text(checked("the action", &self.recording.action)?),
        ]);
        self.starts.push(self.first_position());
        self.before = self.last;
        self.last_moment = moment;
        Ok(())
    }
}

/// The unit of work that a position belongs to, of those that begin there, in their order.
pub(crate) fn unit_of(starts: &[UnitStart], position: Position) -> UnitStart {
    let behind = starts.partition_point(|start| *start <= position.0);
    behind.checked_sub(1).map_or(0, |at| starts[at])
}

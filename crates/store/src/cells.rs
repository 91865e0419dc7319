//! What is kept of the facts in force so that the present is counted without looking at them: what
//! they add up to, by combination, year and type of party, and who stands there, a bit a party.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::StoreError;
use crate::posting::Posting;
use crate::rows::Field;

/// How many parties one row of `cell_party` holds: each is a bit of one number, and all of them
/// together are still a positive one. The number stands in databases and never changes.
pub(crate) const PARTIES_OF_BLOCK: i64 = 60;

/// A combination, a year, a type of party.
pub(crate) type CellKey = (i64, i64, i64);

/// What a cell gains or loses.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CellChange {
    pub rows: i64,
    pub evidence: i64,
    pub amount: i64,
    pub quantity: i64,
}

impl CellChange {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.evidence += other.evidence;
        self.amount += other.amount;
        self.quantity += other.quantity;
    }
}

/// What a unit of work changes of the cells.
#[derive(Debug, Default)]
pub(crate) struct CellChanges {
    sums: BTreeMap<CellKey, CellChange>,
    /// Who came, by block.
    came: BTreeMap<(CellKey, i64), i64>,
    /// Blocks of which somebody may have left.
    left: BTreeSet<(CellKey, i64)>,
}

impl CellChanges {
    pub(crate) fn change(&mut self, key: CellKey, change: CellChange) {
        self.sums.entry(key).or_default().add(change);
    }

    /// Notes that a fact of a party is new; party 0 is nobody who can be told apart.
    pub(crate) fn come(&mut self, key: CellKey, party: i64) {
        if party > 0 {
            let block = (key, party / PARTIES_OF_BLOCK);
            *self.came.entry(block).or_default() |= 1 << (party % PARTIES_OF_BLOCK);
        }
    }

    /// Notes that a fact of a party ended; it may have others.
    pub(crate) fn leave(&mut self, key: CellKey, party: i64) {
        if party > 0 {
            self.left.insert((key, party / PARTIES_OF_BLOCK));
        }
    }

    /// The same, with other numbers for the combinations.
    pub(crate) fn renumbered(self, shapes: &BTreeMap<i64, i64>) -> Self {
        let renumber = |(shape, year, party_type): CellKey| {
            let shape = shapes.get(&shape).copied().unwrap_or(shape);
            (shape, year, party_type)
        };
        let sums = self.sums.into_iter();
        let came = self.came.into_iter();
        let left = self.left.into_iter();
        Self {
            sums: sums.map(|(key, change)| (renumber(key), change)).collect(),
            came: came
                .map(|((key, block), parties)| ((renumber(key), block), parties))
                .collect(),
            left: left.map(|(key, block)| (renumber(key), block)).collect(),
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        for (key, change) in other.sums {
            self.change(key, change);
        }
        for (block, parties) in other.came {
            *self.came.entry(block).or_default() |= parties;
        }
        self.left.extend(other.left);
    }
}

impl Posting {
    /// Brings the cells up to what was changed. All facts must be written by then.
    pub(crate) async fn write_cells(&mut self, changes: CellChanges) -> Result<(), StoreError> {
        let sums = changes.sums.into_iter().map(|(key, change)| {
            let mut fields = key_fields(key);
            fields.extend([
                Field::number(change.rows),
                Field::number(change.evidence),
                Field::number(change.amount),
                Field::number(change.quantity),
            ]);
            fields
        });
        let statement = include_str!("../sql/upsert_cell.sql");
        self.append(statement, sums).await?;
        let came = changes.came.into_iter().map(|((key, block), parties)| {
            let mut fields = key_fields(key);
            fields.extend([Field::number(block), Field::number(parties)]);
            fields
        });
        let statement = include_str!("../sql/upsert_cell_party.sql");
        self.append(statement, came).await?;
        for ((shape, year, party_type), block) in changes.left {
            sqlx::query(include_str!("../sql/update_cell_party.sql"))
                .bind(shape)
                .bind(year)
                .bind(party_type)
                .bind(block)
                .execute(self.writing.database().await?)
                .await?;
        }
        Ok(())
    }
}

fn key_fields((shape, year, party_type): CellKey) -> Vec<Field> {
    [shape, year, party_type].map(Field::number).to_vec()
}

//! What is kept of the facts in force so that they are counted without looking at them: what they
//! add up to, by combination, year and type of party, and who stands there, a bit a party. Beside
//! it stands what each unit of work changed, by which the past is told from the present.

use std::collections::BTreeMap;

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

/// A unit of work, by its first position.
pub(crate) type UnitStart = i64;

/// What units of work change of the cells.
#[derive(Debug, Default)]
pub(crate) struct CellChanges {
    sums: BTreeMap<(CellKey, UnitStart), CellChange>,
    /// Who came, by block.
    came: BTreeMap<(CellKey, i64), Came>,
    /// Blocks of which somebody may have left, and the last unit by which somebody did.
    left: BTreeMap<(CellKey, i64), UnitStart>,
}

/// Who came to a block, and the last unit that changed anything of it.
#[derive(Clone, Copy, Debug, Default)]
struct Came {
    parties: i64,
    unit: UnitStart,
}

impl Came {
    fn add(&mut self, other: Self) {
        self.parties |= other.parties;
        self.unit = self.unit.max(other.unit);
    }
}

impl CellChanges {
    pub(crate) fn change(&mut self, key: CellKey, unit: UnitStart, change: CellChange) {
        self.sums.entry((key, unit)).or_default().add(change);
    }

    /// Notes that a fact of a party is new; party 0 is nobody who can be told apart.
    pub(crate) fn come(&mut self, key: CellKey, unit: UnitStart, party: i64) {
        let parties = 1 << (party % PARTIES_OF_BLOCK);
        self.note(key, party, Came { parties, unit });
    }

    /// Notes that a unit made or ended a fact of a party that has ended by now.
    pub(crate) fn pass(&mut self, key: CellKey, unit: UnitStart, party: i64) {
        self.note(key, party, Came { parties: 0, unit });
    }

    /// Notes that a fact of a party ended; it may have others.
    pub(crate) fn leave(&mut self, key: CellKey, unit: UnitStart, party: i64) {
        if party > 0 {
            let last = self
                .left
                .entry((key, party / PARTIES_OF_BLOCK))
                .or_default();
            *last = unit.max(*last);
        }
    }

    /// The same as part of another unit, with other numbers for the combinations.
    pub(crate) fn taken_in(self, unit: UnitStart, shapes: &BTreeMap<i64, i64>) -> Self {
        let renumber = |(shape, year, party_type): CellKey| {
            let shape = shapes.get(&shape).copied().unwrap_or(shape);
            (shape, year, party_type)
        };
        let mut taken = Self::default();
        for ((key, _), change) in self.sums {
            taken.change(renumber(key), unit, change);
        }
        for ((key, block), Came { parties, .. }) in self.came {
            let came = taken.came.entry((renumber(key), block)).or_default();
            came.add(Came { parties, unit });
        }
        let left = self.left.into_keys();
        taken.left = left
            .map(|(key, block)| ((renumber(key), block), unit))
            .collect();
        taken
    }

    pub(crate) fn append(&mut self, other: Self) {
        for ((key, unit), change) in other.sums {
            self.change(key, unit, change);
        }
        for (block, came) in other.came {
            self.came.entry(block).or_default().add(came);
        }
        for (block, unit) in other.left {
            let last = self.left.entry(block).or_default();
            *last = unit.max(*last);
        }
    }

    fn note(&mut self, key: CellKey, party: i64, came: Came) {
        if party > 0 {
            let block = (key, party / PARTIES_OF_BLOCK);
            self.came.entry(block).or_default().add(came);
        }
    }

    /// What the cells change by, whichever unit did it.
    fn sums(&self) -> BTreeMap<CellKey, CellChange> {
        let mut sums: BTreeMap<CellKey, CellChange> = BTreeMap::new();
        for ((key, _), change) in &self.sums {
            sums.entry(*key).or_default().add(*change);
        }
        sums
    }
}

impl Posting {
    /// Brings the cells up to what was changed. All facts must be written by then.
    pub(crate) async fn write_cells(&mut self, changes: CellChanges) -> Result<(), StoreError> {
        let sums = changes.sums().into_iter().map(|(key, change)| {
            let mut fields = key_fields(key);
            fields.extend(change_fields(change));
            fields
        });
        let statement = include_str!("../sql/upsert_cell.sql");
        self.append(statement, sums).await?;
        let by_unit = changes.sums.into_iter().map(|((key, unit), change)| {
            let mut fields = key_fields(key);
            fields.push(Field::number(unit));
            fields.extend(change_fields(change));
            fields
        });
        let statement = include_str!("../sql/insert_cell_change.sql");
        self.append(statement, by_unit).await?;
        let came = changes.came.into_iter().map(|((key, block), came)| {
            let mut fields = key_fields(key);
            fields.extend([block, came.parties, came.unit].map(Field::number));
            fields
        });
        let statement = include_str!("../sql/upsert_cell_party.sql");
        self.append(statement, came).await?;
        for (((shape, year, party_type), block), unit) in changes.left {
            sqlx::query(include_str!("../sql/update_cell_party.sql"))
                .bind(shape)
                .bind(year)
                .bind(party_type)
                .bind(block)
                .bind(unit)
                .execute(self.writing.database().await?)
                .await?;
        }
        Ok(())
    }
}

fn key_fields((shape, year, party_type): CellKey) -> Vec<Field> {
    [shape, year, party_type].map(Field::number).to_vec()
}

fn change_fields(change: CellChange) -> [Field; 4] {
    [change.rows, change.evidence, change.amount, change.quantity].map(Field::number)
}

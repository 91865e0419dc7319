//! Whether what is derived is what the ledger gives: facts, cells, who stands in them, and under
//! which number each party is counted. Nothing is written, and nobody has to wait meanwhile.
//!
//! The facts are ten times what one can hold, so both sides are summed up, each row with a weight
//! of its own that its position makes. A row that is missing, too many, changed or moved gives
//! another sum, but for one chance in some ten thousands; and nobody who does not know the weights
//! can change two rows so that they make up for one another.

use std::collections::{BTreeMap, HashMap};

use enishi_domain::engagement::Position;
use sqlx::{AnyConnection, Row as _};

use crate::cells::{CellKey, PARTIES_OF_BLOCK, UnitStart};
use crate::columns::{FACETS, member, unreadable};
use crate::database::Store;
use crate::error::StoreError;
use crate::facts::{Fact, ShapeKey, facts_of};
use crate::posting::unit_of;
use crate::rebuild::{all_groups, fact_sources, party_types, replacements, stretches, unit_starts};

/// Values are summed up by their remainders; what is no number has one that none is likely to have.
const PRIME: i64 = 2_147_483_647;
const NOTHING: i64 = 1_073_741_789;
/// Weights are smaller than that, so that no product is too large.
const WEIGHTS: i64 = 65_521;

impl Store {
    /// Whether what is derived is what the ledger gives. The weights are made of the seed.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn derived_is_sound(&self, seed: u64) -> Result<bool, StoreError> {
        let begin = self.dialect.begin_reading();
        let mut ledger = self.readers.begin_with(begin).await?;
        let weights = Weights::new(seed);
        let kept = kept(&mut ledger, &weights).await?;
        let expected = Expected::of(&mut ledger, weights).await?;
        Ok(expected.is_some_and(|expected| expected == kept))
    }
}

/// Numbers below a million, by which columns are told apart.
struct Weights([i64; 11]);

impl Weights {
    fn new(seed: u64) -> Self {
        let mut state = seed;
        Self(std::array::from_fn(|_| {
            // SplitMix64: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^= mixed >> 31;
            1 + (mixed >> 44).cast_signed() % 999_983
        }))
    }

    /// The weight of a row, as `sum_facts.sql` has it.
    fn of_row(&self, position: i64, ordinal: i64) -> i64 {
        let [a, b, ..] = self.0;
        ((position % PRIME) * a + ordinal * b) % WEIGHTS
    }

    fn of_fact(&self, fact: &Fact, to: Option<Position>) -> i64 {
        let remainder = |value: Option<i64>| value.map_or(NOTHING, |value| value % PRIME);
        let values = [
            fact.party % PRIME,
            remainder(to.map(|to| to.0)),
            fact.day,
            fact.ended_day.unwrap_or(NOTHING),
            fact.age.unwrap_or(NOTHING),
            fact.rows,
            fact.lead,
            remainder(fact.amount),
            remainder(fact.quantity),
        ];
        let weighed = values.iter().zip(&self.0[2..]);
        weighed.map(|(value, weight)| value * weight).sum::<i64>() % PRIME
    }
}

/// What is derived, summed up.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    /// Of each stretch: how many facts, their weights, their weighed values.
    facts: HashMap<CellKey, [i64; 3]>,
    /// Rows, evidence, amount, quantity.
    cells: HashMap<CellKey, [i64; 4]>,
    /// What units of work changed of a cell: a remainder.
    changes: HashMap<CellKey, i64>,
    /// Who stands in a cell, and since when each block is as it is.
    parties: HashMap<CellKey, [i64; 2]>,
    canon: [i64; 2],
}

/// What stands in the tables.
async fn kept(ledger: &mut AnyConnection, weights: &Weights) -> Result<Sums, StoreError> {
    let mut sums = Sums::default();
    let [a, b, c, d, e, f, ..] = weights.0;
    let mut facts = sqlx::query(include_str!("../sql/sum_facts.sql"));
    for weight in weights.0 {
        facts = facts.bind(weight);
    }
    for row in facts.fetch_all(&mut *ledger).await? {
        let sum = [row.try_get(3)?, row.try_get(4)?, row.try_get(5)?];
        sums.facts.insert(cell_key(&row)?, sum);
    }
    let cells = sqlx::query(include_str!("../sql/read_cells.sql"));
    for row in cells.fetch_all(&mut *ledger).await? {
        let mut sum = [0; 4];
        for (at, value) in sum.iter_mut().enumerate() {
            *value = row.try_get(3 + at)?;
        }
        sums.cells.insert(cell_key(&row)?, sum);
    }
    let parties = sqlx::query(include_str!("../sql/sum_cell_parties.sql"));
    for row in parties.bind(a).bind(b).fetch_all(&mut *ledger).await? {
        let sum = [row.try_get(3)?, row.try_get(4)?];
        sums.parties.insert(cell_key(&row)?, sum);
    }
    let mut changes = sqlx::query(include_str!("../sql/sum_cell_changes.sql"));
    for weight in [a, b, c, d, e, f] {
        changes = changes.bind(weight);
    }
    for row in changes.fetch_all(&mut *ledger).await? {
        let sum: i64 = row.try_get(3)?;
        sums.changes.insert(cell_key(&row)?, sum.rem_euclid(PRIME));
    }
    let canon = sqlx::query(include_str!("../sql/sum_canon.sql"));
    let canon = canon.bind(a).bind(b).bind(c).bind(d);
    let row = canon.fetch_one(&mut *ledger).await?;
    sums.canon = [row.try_get(0)?, row.try_get(1)?];
    Ok(sums)
}

fn cell_key(row: &sqlx::any::AnyRow) -> Result<CellKey, StoreError> {
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
}

/// What should stand there.
struct Expected {
    weights: Weights,
    sums: Sums,
    /// Where units of work begin.
    starts: Vec<UnitStart>,
    /// Who stands in a cell, sixty to a block, and the last unit that changed it.
    people: HashMap<CellKey, Vec<Block>>,
}

#[derive(Clone, Copy, Default)]
struct Block {
    parties: i64,
    changed_at: UnitStart,
}

impl Expected {
    /// None where a fact has a combination that the table of these does not know.
    async fn of(ledger: &mut AnyConnection, weights: Weights) -> Result<Option<Sums>, StoreError> {
        let shapes = shapes(ledger).await?;
        let types = party_types(ledger).await?;
        let replaced = replacements(ledger).await?;
        let last = sqlx::query(include_str!("../sql/read_last_position.sql"))
            .fetch_one(&mut *ledger)
            .await?;
        let last = Position(last.try_get(0)?);
        let mut expected = Self {
            weights,
            sums: Sums::default(),
            starts: unit_starts(ledger).await?,
            people: HashMap::new(),
        };
        expected.sum_canon(ledger).await?;
        for stretch in stretches(last) {
            for (from, engagement) in fact_sources(ledger, stretch).await? {
                let to = replaced.get(&from).copied();
                for (shape, fact) in facts_of(&engagement, &types)? {
                    let Some(shape) = shapes.get(&shape) else {
                        return Ok(None);
                    };
                    expected.add(*shape, &fact, from, to)?;
                }
            }
        }
        expected.sum_people();
        Ok(Some(expected.sums))
    }

    fn add(
        &mut self,
        shape: i64,
        fact: &Fact,
        from: Position,
        to: Option<Position>,
    ) -> Result<(), StoreError> {
        let key = (shape, fact.fiscal_year, fact.party_type);
        let weight = self.weights.of_row(from.0, fact.ordinal);
        let sum = self.sums.facts.entry(key).or_default();
        sum[0] += 1;
        sum[1] += weight;
        sum[2] += weight * self.weights.of_fact(fact, to) % PRIME;
        let begun = unit_of(&self.starts, from);
        self.add_change(key, (begun, 1), fact);
        let ended = to.map(|to| unit_of(&self.starts, to));
        if let Some(ended) = ended {
            self.add_change(key, (ended, -1), fact);
        } else {
            let cell = self.sums.cells.entry(key).or_default();
            for (sum, value) in cell.iter_mut().zip(in_cell(fact)) {
                *sum += value;
            }
        }
        if fact.party > 0 {
            let at = usize::try_from(fact.party / PARTIES_OF_BLOCK)
                .map_err(|_| unreadable("a party", fact.party))?;
            let blocks = self.people.entry(key).or_default();
            if at >= blocks.len() {
                blocks.resize(at + 1, Block::default());
            }
            let block = &mut blocks[at];
            block.changed_at = block.changed_at.max(ended.unwrap_or(begun));
            if ended.is_none() {
                block.parties |= 1 << (fact.party % PARTIES_OF_BLOCK);
            }
        }
        Ok(())
    }

    /// A unit of work that changed a cell by a fact, as `sum_cell_changes.sql` has it.
    fn add_change(&mut self, key: CellKey, (unit, sign): (UnitStart, i64), fact: &Fact) {
        let [a, b, ..] = self.weights.0;
        let weight = ((unit % PRIME) * a + b) % WEIGHTS;
        let weighed = in_cell(fact).into_iter().zip(&self.weights.0[2..]);
        let value: i64 = weighed.map(|(value, weight)| value % PRIME * weight).sum();
        let sum = self.sums.changes.entry(key).or_default();
        *sum = (*sum + sign * (weight * (value % PRIME) % PRIME)).rem_euclid(PRIME);
    }

    fn sum_people(&mut self) {
        let [a, b, ..] = self.weights.0;
        for (key, blocks) in &self.people {
            let mut sum = [0; 2];
            for (number, block) in (0_i64..).zip(blocks) {
                let weight = (number * a + b) % WEIGHTS;
                sum[0] += weight * (block.parties % PRIME) % PRIME;
                sum[1] += weight * (block.changed_at % PRIME) % PRIME;
            }
            self.sums.parties.insert(*key, sum);
        }
        self.sums.cells.retain(|_, cell| *cell != [0; 4]);
    }

    async fn sum_canon(&mut self, ledger: &mut AnyConnection) -> Result<(), StoreError> {
        let [a, b, c, d, ..] = self.weights.0;
        for (party, from, to, canon) in all_groups(ledger).await?.begun() {
            let weight = ((party.0 % PRIME) * a + (from.0 % PRIME) * b) % WEIGHTS;
            let to = to.map_or(NOTHING, |to| to.0 % PRIME);
            self.sums.canon[0] += 1;
            self.sums.canon[1] += weight * (((canon.0 % PRIME) * c + to * d) % PRIME) % PRIME;
        }
        Ok(())
    }
}

/// What a fact adds to a cell: rows, evidence, amount, quantity.
fn in_cell(fact: &Fact) -> [i64; 4] {
    [
        fact.rows,
        fact.lead,
        fact.amount.unwrap_or(0),
        fact.quantity.unwrap_or(0),
    ]
}

/// The numbers of the combinations.
async fn shapes(ledger: &mut AnyConnection) -> Result<BTreeMap<ShapeKey, i64>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_shapes.sql"))
        .fetch_all(ledger)
        .await?;
    let mut shapes = BTreeMap::new();
    for row in found {
        let mut facets: [Option<String>; FACETS.len()] = Default::default();
        for (at, facet) in facets.iter_mut().enumerate() {
            *facet = row.try_get(5 + at)?;
        }
        let key = ShapeKey {
            kind: member("a kind", row.try_get(1)?)?,
            basis: member("a date", row.try_get(2)?)?,
            role: member("a role", row.try_get(3)?)?,
            programme: row.try_get(4)?,
            facets,
        };
        shapes.insert(key, row.try_get(0)?);
    }
    Ok(shapes)
}

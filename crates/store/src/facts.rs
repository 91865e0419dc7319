//! What counting reads: each engagement in force, flattened to one fact for every date, role and
//! party. Facts are derived: a correction ends the old ones and adds new ones in the same
//! transaction, so that a count of any past position still finds what held then.

use std::collections::BTreeMap;

use enishi_domain::engagement::{DateBasis, Engagement, Kind, Position, Role};
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::words::ClosedSet as _;
use jiff::civil::Date;
use sqlx::Row as _;

use crate::cells::{CellChange, UnitStart};
use crate::columns::{FACETS, quantity_in_facts};
use crate::error::StoreError;
use crate::posting::Posting;
use crate::rows::{self, Field};

/// One combination of all that metrics select by, dates and ages apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ShapeKey {
    pub kind: Kind,
    pub basis: DateBasis,
    pub role: Role,
    pub programme: Option<String>,
    pub facets: [Option<String>; 7],
}

/// One participation under one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub fiscal_year: i64,
    pub party_type: i64,
    pub party: i64,
    pub ordinal: i64,
    pub day: i64,
    pub ended_day: Option<i64>,
    pub age: Option<i64>,
    pub rows: i64,
    pub lead: i64,
    pub amount: Option<i64>,
    pub quantity: Option<i64>,
}

/// The facts of one row of the ledger, and from when to when they hold.
#[derive(Clone, Debug)]
pub(crate) struct FactsOfRow {
    pub from: Position,
    pub to: Option<Position>,
    pub facts: Vec<(ShapeKey, Fact)>,
}

/// What happens to facts.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Begin,
    End,
    /// Both happened before they were made anew.
    Both,
}

/// The units of work by which a fact begins and ends now.
type UnitsOfFact = (Option<UnitStart>, Option<UnitStart>);

impl Happens {
    fn units(self, posting: &Posting, of_row: &FactsOfRow) -> UnitsOfFact {
        let begun = || Some(posting.unit_of(of_row.from));
        let ended = || of_row.to.map(|to| posting.unit_of(to));
        match self {
            Self::Begin => (begun(), None),
            Self::End => (None, ended()),
            Self::Both => (begun(), ended()),
        }
    }
}

/// The number of a party's type in the facts; 0 is nobody who can be told apart. The numbers stand
/// in databases and never change.
pub(crate) fn type_number(party_type: PartyType) -> i64 {
    match party_type {
        PartyType::Person => 1,
        PartyType::Organization => 2,
        PartyType::Household => 3,
        PartyType::Anonymous => 4,
        PartyType::Aggregate => 0,
    }
}

/// The type of a number in the facts.
pub(crate) fn type_of_number(number: i64) -> Option<PartyType> {
    let mut all = PartyType::ALL.iter().copied();
    all.find(|party_type| party_type.is_countable() && type_number(*party_type) == number)
}

/// A day as the facts hold it: days since 1970.
pub(crate) fn day_number(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    let days = date.duration_since(epoch).as_hours() / 24;
    // Hours are whole days here, before 1970 too.
    days
}

/// The fiscal year of any date, also of one so old that no sheet could be of it.
pub(crate) fn year_number(date: Date) -> i64 {
    let year = i64::from(date.year());
    if date.month() >= 4 { year } else { year - 1 }
}

/// The facts of an engagement, each with its combination.
pub(crate) fn facts_of(
    engagement: &Engagement,
    types: &BTreeMap<PartyId, PartyType>,
) -> Result<Vec<(ShapeKey, Fact)>, StoreError> {
    let quantity = engagement.quantity.map(quantity_in_facts).transpose()?;
    let mut facts = Vec::new();
    for role in Role::ALL.iter().copied() {
        let participations = participations(engagement, role, types);
        for basis in DateBasis::ALL.iter().copied() {
            let Some(date) = engagement.date(basis) else {
                continue;
            };
            for (ordinal, one) in (0..).zip(&participations) {
                let leads = ordinal == 0;
                let fact = Fact {
                    fiscal_year: year_number(date),
                    party_type: one.party_type,
                    party: one.party,
                    ordinal,
                    day: day_number(date),
                    ended_day: engagement.ended_on.map(day_number),
                    age: engagement.age.map(i64::from),
                    rows: one.rows,
                    lead: i64::from(leads),
                    amount: engagement.amount.map(|yen| yen.0).filter(|_| leads),
                    quantity: quantity.filter(|_| leads),
                };
                facts.push((shape_of(engagement, basis, role), fact));
            }
        }
    }
    Ok(facts)
}

/// A party's part in an engagement, as it is counted.
struct Participation {
    party_type: i64,
    party: i64,
    rows: i64,
}

fn participations(
    engagement: &Engagement,
    role: Role,
    types: &BTreeMap<PartyId, PartyType>,
) -> Vec<Participation> {
    let in_role = engagement.parties.iter().filter(|(r, _)| *r == role);
    let mut parts: Vec<Participation> = in_role
        .map(|(_, party)| {
            let party_type = types.get(party).map_or(0, |t| type_number(*t));
            Participation {
                party_type,
                party: if party_type == 0 { 0 } else { party.0 },
                rows: 1,
            }
        })
        .collect();
    if parts.is_empty() && role == Role::Subject {
        parts.push(Participation {
            party_type: 0,
            party: 0,
            rows: 1,
        });
    }
    if engagement.kind == Kind::Tally {
        let heads = i64::try_from(engagement.weight().trunc()).unwrap_or(0);
        for (n, part) in parts.iter_mut().enumerate() {
            part.party_type = 0;
            part.party = 0;
            part.rows = if n == 0 { heads } else { 0 };
        }
    }
    parts
}

fn shape_of(engagement: &Engagement, basis: DateBasis, role: Role) -> ShapeKey {
    ShapeKey {
        kind: engagement.kind,
        basis,
        role,
        programme: engagement.programme.clone(),
        facets: FACETS.map(|facet| engagement.facets.get(&facet).cloned()),
    }
}

impl Posting {
    /// Facts of new rows, written with few statements.
    pub(crate) async fn add_facts(&mut self, added: Vec<FactsOfRow>) -> Result<(), StoreError> {
        let fields = self.fact_fields(added, Happens::Begin).await?;
        let statement = include_str!("../sql/insert_fact.sql");
        self.append(statement, fields).await
    }

    /// Ends the facts of rows that hold no longer.
    pub(crate) async fn end_facts(&mut self, ended: Vec<FactsOfRow>) -> Result<(), StoreError> {
        let fields = self.fact_fields(ended, Happens::End).await?;
        let statement = include_str!("../sql/end_fact.sql");
        self.append(statement, fields).await
    }

    /// Facts that had ended already when they were made anew.
    pub(crate) async fn add_ended_facts(
        &mut self,
        ended: Vec<FactsOfRow>,
    ) -> Result<(), StoreError> {
        let fields = self.fact_fields(ended, Happens::Both).await?;
        let statement = include_str!("../sql/insert_fact.sql");
        self.append(statement, fields).await
    }

    /// The columns of facts, to which that happens; their cells change by it.
    async fn fact_fields(
        &mut self,
        of_rows: Vec<FactsOfRow>,
        happens: Happens,
    ) -> Result<impl ExactSizeIterator<Item = Vec<Field>> + use<>, StoreError> {
        let mut sorted = Vec::new();
        for of_row in of_rows {
            let units = happens.units(self, &of_row);
            for (key, fact) in of_row.facts {
                let shape = self.shape(key).await?;
                self.change_cells(shape, &fact, units);
                let key = [
                    shape,
                    fact.fiscal_year,
                    fact.party_type,
                    fact.party,
                    of_row.from.0,
                    fact.ordinal,
                ];
                sorted.push((key, of_row.to, fact));
            }
        }
        // In the order of the index, so that neighbours are written together.
        sorted.sort_unstable_by_key(|(key, ..)| *key);
        Ok(sorted.into_iter().map(|(key, to, fact)| {
            let mut fields: Vec<Field> = key.into_iter().map(Field::number).collect();
            fields.extend([
                Field::Number(to.map(|to| to.0)),
                Field::number(fact.day),
                Field::Number(fact.ended_day),
                Field::Number(fact.age),
                Field::number(fact.rows),
                Field::number(fact.lead),
                Field::Number(fact.amount),
                Field::Number(fact.quantity),
            ]);
            fields
        }))
    }

    fn change_cells(&mut self, shape: i64, fact: &Fact, (begun, ended): UnitsOfFact) {
        let key = (shape, fact.fiscal_year, fact.party_type);
        for (unit, sign) in begun
            .map(|unit| (unit, 1))
            .into_iter()
            .chain(ended.map(|unit| (unit, -1)))
        {
            let change = CellChange {
                rows: sign * fact.rows,
                evidence: sign * fact.lead,
                amount: sign * fact.amount.unwrap_or(0),
                quantity: sign * fact.quantity.unwrap_or(0),
            };
            self.cells.change(key, unit, change);
        }
        match (begun, ended) {
            (Some(unit), None) => self.cells.come(key, unit, fact.party),
            (None, Some(unit)) => self.cells.leave(key, unit, fact.party),
            (Some(_), Some(unit)) => self.cells.pass(key, unit, fact.party),
            (None, None) => {}
        }
    }

    /// The number of a combination; a new one gets the next.
    pub(crate) async fn shape(&mut self, key: ShapeKey) -> Result<i64, StoreError> {
        if let Some(id) = self.new_shapes.get(&key) {
            return Ok(*id);
        }
        if self.is_staged {
            let id = i64::try_from(self.new_shapes.len()).unwrap_or(i64::MAX);
            self.new_shapes.insert(key, id);
            return Ok(id);
        }
        if let Some(id) = self.store.known_shapes().get(&key) {
            return Ok(*id);
        }
        let mut columns = vec![
            Field::text(key.kind.code()),
            Field::text(key.basis.code()),
            Field::text(key.role.code()),
            Field::optional(key.programme.as_deref()),
        ];
        columns.extend(key.facets.iter().map(|f| Field::optional(f.as_deref())));
        let find = include_str!("../sql/find_shape.sql");
        let found = sqlx::query_with(find, rows::arguments(columns.clone())?)
            .fetch_optional(self.writing.database().await?)
            .await?;
        let id = if let Some(row) = found {
            row.try_get(0)?
        } else {
            let last: i64 = sqlx::query(include_str!("../sql/read_last_shape.sql"))
                .fetch_one(self.writing.database().await?)
                .await?
                .try_get(0)?;
            columns.insert(0, Field::number(last + 1));
            let insert = include_str!("../sql/insert_shape.sql");
            sqlx::query_with(insert, rows::arguments(columns)?)
                .execute(self.writing.database().await?)
                .await?;
            last + 1
        };
        self.new_shapes.insert(key, id);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_years_are_counted_on_both_sides_of_1970() {
        for (date, day, year) in [
            (Date::constant(1970, 1, 1), 0, 1969),
            (Date::constant(1969, 12, 31), -1, 1969),
            (Date::constant(2025, 3, 31), 20178, 2024),
            (Date::constant(2025, 4, 1), 20179, 2025),
        ] {
            assert_eq!((day_number(date), year_number(date)), (day, year), "{date}");
        }
    }
}

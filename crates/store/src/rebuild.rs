//! What is derived, made anew from the ledger: facts, cells, and under which number each party is
//! counted. The result must be what was kept up step by step; `soundness` says whether it is, and
//! [`Store::rebuild`] mends it where it is not.

use std::collections::BTreeMap;
use std::str::FromStr;

use enishi_domain::engagement::{Engagement, Kind, Position, Role};
use enishi_domain::money::Yen;
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::words::ClosedSet as _;
use sqlx::{AnyConnection, Row as _};

use crate::cells::UnitStart;
use crate::columns::{self, FACETS, FIELD, SEPARATOR, unreadable};
use crate::database::Store;
use crate::error::StoreError;
use crate::facts::{FactsOfRow, facts_of};
use crate::identity::Groups;
use crate::imports::texts_of;
use crate::posting::{Posting, Recording};

/// How many positions are read at once.
const STRETCH: i64 = 10_000;

impl Store {
    /// Makes everything derived anew.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn rebuild(&self) -> Result<(), StoreError> {
        let mut posting = self.begin(by_nobody()).await?;
        posting.rebuild().await?;
        posting.commit().await?;
        Ok(())
    }
}

/// A rebuild takes no position, so that its moment is never written down.
fn by_nobody() -> Recording {
    Recording::by_system(jiff::Timestamp::UNIX_EPOCH, "rebuild")
}

impl Posting {
    async fn rebuild(&mut self) -> Result<(), StoreError> {
        for statement in [
            include_str!("../sql/clear_facts.sql"),
            include_str!("../sql/clear_cells.sql"),
            include_str!("../sql/clear_cell_changes.sql"),
            include_str!("../sql/clear_cell_parties.sql"),
            include_str!("../sql/clear_canon.sql"),
        ] {
            sqlx::query(statement)
                .execute(self.writing.database().await?)
                .await?;
        }
        let ledger = self.writing.database().await?;
        let types = party_types(ledger).await?;
        let replaced = replacements(ledger).await?;
        let groups = all_groups(ledger).await?;
        self.starts = unit_starts(ledger).await?;
        self.write_canon(groups).await?;
        for stretch in stretches(self.position()) {
            let mut held = Vec::new();
            let mut ended = Vec::new();
            let ledger = self.writing.database().await?;
            for (from, engagement) in fact_sources(ledger, stretch).await? {
                let facts = facts_of(&engagement, &types)?;
                let to = replaced.get(&from).copied();
                let list = if to.is_some() { &mut ended } else { &mut held };
                list.push(FactsOfRow { from, to, facts });
            }
            self.add_facts(held).await?;
            self.add_ended_facts(ended).await?;
        }
        Ok(())
    }
}

/// All positions up to the last one, in pieces that can be held: those behind the first number, up
/// to the second.
pub(crate) fn stretches(last: Position) -> impl Iterator<Item = (i64, i64)> {
    let starts = (0..).map(|n| n * STRETCH);
    let starts = starts.take_while(move |start| *start < last.0);
    starts.map(|start| (start, start + STRETCH))
}

/// What each party is.
pub(crate) async fn party_types(
    ledger: &mut AnyConnection,
) -> Result<BTreeMap<PartyId, PartyType>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_types_of_parties.sql"))
        .fetch_all(ledger)
        .await?;
    let mut types = BTreeMap::new();
    for row in found {
        for text in row.try_get::<&str, _>(0)?.split(',') {
            let party = text.split_once(' ').and_then(|(party, code)| {
                Some((PartyId(party.parse().ok()?), PartyType::from_code(code)?))
            });
            types.extend([party.ok_or_else(|| unreadable("a party", text))?]);
        }
    }
    Ok(types)
}

/// Under which number each party is counted, from when to when.
pub(crate) async fn all_groups(ledger: &mut AnyConnection) -> Result<Groups, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_links.sql"))
        .fetch_all(ledger)
        .await?;
    let mut groups = Groups::default();
    for row in &found {
        let link = columns::link(row)?;
        groups.decide(link.a, link.b, link.verdict, link.position);
    }
    Ok(groups)
}

/// Where all units of work begin, in their order.
pub(crate) async fn unit_starts(ledger: &mut AnyConnection) -> Result<Vec<UnitStart>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_first_positions.sql"))
        .fetch_one(ledger)
        .await?;
    let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
    let starts = list.split(',').filter(|text| !text.is_empty());
    starts
        .map(|text| text.parse().map_err(|_| unreadable("a position", text)))
        .collect()
}

/// Which revision was replaced at which position.
pub(crate) async fn replacements(
    ledger: &mut AnyConnection,
) -> Result<BTreeMap<Position, Position>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_replacements.sql"))
        .fetch_all(ledger)
        .await?;
    let pairs = found.iter().map(|row| {
        let replaced = Position(row.try_get(0)?);
        Ok((replaced, Position(row.try_get(1)?)))
    });
    pairs.collect()
}

/// The engagements of the positions behind one, up to another, as far as facts are made of them;
/// what was taken back makes none. Many come as one text, as the driver takes longer for a row than
/// the database.
pub(crate) async fn fact_sources(
    ledger: &mut AnyConnection,
    (after, until): (i64, i64),
) -> Result<Vec<(Position, Engagement)>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_fact_sources.sql"))
        .bind(after)
        .bind(until)
        .bind(FIELD.to_owned())
        .bind(SEPARATOR.to_owned())
        .fetch_one(ledger)
        .await?;
    texts_of(&found)?
        .map(|text| fact_source(text).ok_or_else(|| unreadable("an engagement", text.len())))
        .collect()
}

/// Reads a row of `read_fact_sources`: words, then texts that may hold blanks.
fn fact_source(text: &str) -> Option<(Position, Engagement)> {
    let mut texts = text.split(FIELD);
    let mut words = texts.next()?.split(' ');
    let position = words.next()?.parse().ok()?;
    let kind = Kind::from_code(words.next()?)?;
    let mut engagement = Engagement::new(kind, words.next()?.parse().ok()?);
    engagement.ended_on = told(words.next()?)?;
    engagement.settled_on = told(words.next()?)?;
    engagement.recognized_on = told(words.next()?)?;
    engagement.amount = told(words.next()?)?.map(Yen);
    let (mantissa, scale) = (told(words.next()?)?, told(words.next()?)?);
    engagement.quantity = columns::quantity(mantissa, scale).ok()?;
    engagement.age = told(words.next()?)?;
    while let Some(role) = words.next() {
        let party = PartyId(words.next()?.parse().ok()?);
        engagement.parties.push((Role::from_code(role)?, party));
    }
    let mut texts = texts.map(|text| text.strip_prefix('=').map(str::to_owned));
    engagement.programme = texts.next()?;
    for facet in FACETS {
        if let Some(value) = texts.next()? {
            engagement.facets.insert(facet, value);
        }
    }
    Some((Position(position), engagement))
}

/// A word that may be absent.
fn told<T: FromStr>(word: &str) -> Option<Option<T>> {
    match word {
        "~" => Some(None),
        word => word.parse().ok().map(Some),
    }
}

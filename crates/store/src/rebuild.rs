//! What is derived, made anew from the ledger: facts, cells, and under which number each party is
//! counted. The result must be what was kept up step by step; `soundness` says whether it is, and
//! [`Store::rebuild`] mends it where it is not.

use std::collections::BTreeMap;

use enishi_domain::engagement::{LedgerRow, Operation, Position};
use enishi_domain::party::{PartyId, PartyType};
use sqlx::{AnyConnection, Row as _};

use crate::columns::{self, ledger_row, member, unreadable};
use crate::database::Store;
use crate::error::StoreError;
use crate::facts::{FactsOfRow, facts_of};
use crate::identity::Groups;
use crate::posting::{Posting, Recording};

/// How many rows are read at once.
const STRETCH: i64 = 5_000;

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
        self.write_canon(groups).await?;
        let mut after = 0;
        loop {
            let rows = stretch(self.writing.database().await?, after).await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = last.position.0;
            let mut held = Vec::new();
            let mut ended = Vec::new();
            for row in rows.iter().filter(|row| row.operation != Operation::Void) {
                let facts = facts_of(&row.engagement, &types)?;
                let to = replaced.get(&row.position).copied();
                let list = if to.is_some() { &mut ended } else { &mut held };
                list.push(FactsOfRow {
                    from: row.position,
                    to,
                    facts,
                });
            }
            self.add_facts(held).await?;
            self.add_ended_facts(ended).await?;
        }
    }
}

/// What each party is.
pub(crate) async fn party_types(
    ledger: &mut AnyConnection,
) -> Result<BTreeMap<PartyId, PartyType>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_parties.sql"))
        .fetch_all(ledger)
        .await?;
    let types = found.iter().map(|row| {
        let party_type = member("a type of party", row.try_get(1)?)?;
        Ok((PartyId(row.try_get(0)?), party_type))
    });
    types.collect()
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

/// The next rows behind a position, with their parties.
pub(crate) async fn stretch(
    ledger: &mut AnyConnection,
    after: i64,
) -> Result<Vec<LedgerRow>, StoreError> {
    let found = sqlx::query(include_str!("../sql/read_engagement_stretch.sql"))
        .bind(after)
        .bind(STRETCH)
        .fetch_all(&mut *ledger)
        .await?;
    let rows: Result<Vec<LedgerRow>, StoreError> = found.iter().map(ledger_row).collect();
    let mut rows = rows?;
    let Some(last) = rows.last().map(|row| row.position) else {
        return Ok(rows);
    };
    let found = sqlx::query(include_str!("../sql/read_role_stretch.sql"))
        .bind(after)
        .bind(last.0)
        .fetch_all(&mut *ledger)
        .await?;
    for row in found {
        let position = Position(row.try_get(0)?);
        let at = rows.binary_search_by_key(&position, |row| row.position);
        let at = at.map_err(|_| unreadable("a position", position.0))?;
        let role = member("a role", row.try_get(1)?)?;
        let party = PartyId(row.try_get(2)?);
        rows[at].engagement.parties.push((role, party));
    }
    Ok(rows)
}

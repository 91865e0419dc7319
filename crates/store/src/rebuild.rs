//! What is derived, made anew from the ledger: facts, cells, and under which number each party is
//! counted. The result must be what was kept up step by step; [`Store::derived_is_sound`] says
//! whether it is, and [`Store::rebuild`] mends it where it is not.

use std::collections::BTreeMap;

use enishi_domain::engagement::{LedgerRow, Operation, Position};
use enishi_domain::party::PartyId;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

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

    /// Whether what is derived is what the ledger gives when it is made anew. Changes nothing; who
    /// writes has to wait meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Unreadable`].
    pub async fn derived_is_sound(&self) -> Result<bool, StoreError> {
        let mut posting = self.begin(by_nobody()).await?;
        let kept = posting.derived_digest().await?;
        posting.rebuild().await?;
        let cells = std::mem::take(&mut posting.cells);
        posting.write_cells(cells).await?;
        Ok(posting.derived_digest().await? == kept)
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
        self.know_all_parties().await?;
        self.rebuild_canon().await?;
        let replaced = self.replacements().await?;
        let mut after = 0;
        loop {
            let rows = self.stretch(after).await?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = last.position.0;
            let mut held = Vec::new();
            let mut ended = Vec::new();
            for row in rows.iter().filter(|row| row.operation != Operation::Void) {
                let facts = facts_of(&row.engagement, &self.types)?;
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

    async fn know_all_parties(&mut self) -> Result<(), StoreError> {
        let found = sqlx::query(include_str!("../sql/read_parties.sql"))
            .fetch_all(self.writing.database().await?)
            .await?;
        for row in found {
            let party_type = member("a type of party", row.try_get(1)?)?;
            self.types.insert(PartyId(row.try_get(0)?), party_type);
        }
        Ok(())
    }

    async fn rebuild_canon(&mut self) -> Result<(), StoreError> {
        let found = sqlx::query(include_str!("../sql/read_links.sql"))
            .fetch_all(self.writing.database().await?)
            .await?;
        let mut groups = Groups::default();
        for row in &found {
            let link = columns::link(row)?;
            groups.decide(link.a, link.b, link.verdict, link.position);
        }
        self.write_canon(groups).await
    }

    /// Which revision was replaced at which position.
    async fn replacements(&mut self) -> Result<BTreeMap<Position, Position>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_replacements.sql"))
            .fetch_all(self.writing.database().await?)
            .await?;
        let pairs = found.iter().map(|row| {
            let replaced = Position(row.try_get(0)?);
            Ok((replaced, Position(row.try_get(1)?)))
        });
        pairs.collect()
    }

    /// The rows behind a position, with their parties.
    async fn stretch(&mut self, after: i64) -> Result<Vec<LedgerRow>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_engagement_stretch.sql"))
            .bind(after)
            .bind(STRETCH)
            .fetch_all(self.writing.database().await?)
            .await?;
        let rows: Result<Vec<LedgerRow>, StoreError> = found.iter().map(ledger_row).collect();
        let mut rows = rows?;
        let Some(last) = rows.last().map(|row| row.position) else {
            return Ok(rows);
        };
        let found = sqlx::query(include_str!("../sql/read_role_stretch.sql"))
            .bind(after)
            .bind(last.0)
            .fetch_all(self.writing.database().await?)
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

    async fn derived_digest(&mut self) -> Result<[u8; 32], StoreError> {
        let mut hasher = Sha256::new();
        for statement in [
            include_str!("../sql/dump_facts.sql"),
            include_str!("../sql/dump_cells.sql"),
            include_str!("../sql/dump_cell_parties.sql"),
            include_str!("../sql/dump_canon.sql"),
        ] {
            let found = sqlx::query(statement)
                .bind("\n".to_owned())
                .fetch_all(self.writing.database().await?)
                .await?;
            for row in found {
                hasher.update(row.try_get::<Option<&str>, _>(0)?.unwrap_or_default());
                hasher.update("\n");
            }
            hasher.update("\n");
        }
        Ok(hasher.finalize().into())
    }
}

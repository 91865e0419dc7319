//! Pairs of parties as the queue of 名寄せ shows them: what is decided or waits, by whom, and what the
//! two have to do with. A page begins behind a position.

use std::collections::BTreeMap;

use enishi_domain::engagement::{DatePrecision, Position};
use enishi_domain::identity::{Link, LinkVerdict};
use enishi_domain::party::PartyId;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::assessments::{Signature, signature};
use crate::columns;
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// What is in force between two parties, and who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairLink {
    /// The pair and the verdict.
    pub link: Link,
    /// What spoke for it, in codes.
    pub reasons: Option<String>,
    /// The basis on which parties of different purposes may be linked.
    pub basis: Option<String>,
    /// Who recorded it, and when.
    pub signature: Signature,
}

/// An engagement that stands, by one of those who have to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Who.
    pub party: PartyId,
    /// The revision in force.
    pub position: Position,
    /// The programme's number.
    pub programme: Option<String>,
    /// When it happened, or began.
    pub occurred_on: Date,
    /// How exactly that is known.
    pub precision: DatePrecision,
}

impl Store {
    /// The pairs on which nobody has decided, the oldest first, behind a position.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn waiting_links(
        &self,
        after: Position,
        most: u32,
    ) -> Result<Vec<PairLink>, StoreError> {
        self.pair_links(include_str!("../sql/read_waiting_links.sql"), after, most)
            .await
    }

    /// The pairs on which somebody or the program decided, the latest first, before a position.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn decided_links(
        &self,
        before: Position,
        most: u32,
    ) -> Result<Vec<PairLink>, StoreError> {
        self.pair_links(include_str!("../sql/read_decided_links.sql"), before, most)
            .await
    }

    async fn pair_links(
        &self,
        statement: &'static str,
        from: Position,
        most: u32,
    ) -> Result<Vec<PairLink>, StoreError> {
        let rows = sqlx::query(statement)
            .bind(from.0)
            .bind(i64::from(most))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(pair_link).collect()
    }

    /// What is in force between two parties; none where nothing was ever said.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn link_of_pair(
        &self,
        a: PartyId,
        b: PartyId,
    ) -> Result<Option<PairLink>, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_link_of_pair.sql"))
            .bind(a.0)
            .bind(b.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(pair_link).transpose()
    }

    /// What some parties have to do with, as it stands.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn participations(
        &self,
        parties: &[PartyId],
    ) -> Result<Vec<Participation>, StoreError> {
        let ids: Vec<i64> = parties.iter().map(|party| party.0).collect();
        let statement = include_str!("../sql/read_standing_of.sql");
        let found = self.found_in(statement, &ids).await?;
        let rows = found.iter().map(|row| {
            Ok(Participation {
                party: PartyId(row.try_get(0)?),
                position: Position(row.try_get(1)?),
                programme: row.try_get(2)?,
                occurred_on: columns::date("a day", row.try_get(3)?)?,
                precision: columns::member("a precision", row.try_get(4)?)?,
            })
        });
        rows.collect()
    }

    /// The programmes with which some parties have to do, each once; none for what belongs to no
    /// programme.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn programmes_of(
        &self,
        parties: &[PartyId],
    ) -> Result<Vec<(PartyId, Option<String>)>, StoreError> {
        let ids: Vec<i64> = parties.iter().map(|party| party.0).collect();
        let statement = include_str!("../sql/read_programmes_of.sql");
        let found = self.found_in(statement, &ids).await?;
        let rows = found.iter();
        rows.map(|row| Ok((PartyId(row.try_get(0)?), row.try_get(1)?)))
            .collect()
    }

    /// Everybody who is counted as one with some of these, themselves among them, and under which
    /// number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn counted_with(
        &self,
        parties: &[PartyId],
    ) -> Result<BTreeMap<PartyId, PartyId>, StoreError> {
        let ids: Vec<i64> = parties.iter().map(|party| party.0).collect();
        let mut counted: BTreeMap<PartyId, PartyId> =
            parties.iter().map(|party| (*party, *party)).collect();
        for row in self
            .found_in(include_str!("../sql/read_canon.sql"), &ids)
            .await?
        {
            counted.insert(PartyId(row.try_get(0)?), PartyId(row.try_get(1)?));
        }
        let canons: Vec<i64> = counted.values().map(|canon| canon.0).collect();
        for row in self
            .found_in(include_str!("../sql/read_joined.sql"), &canons)
            .await?
        {
            counted.insert(PartyId(row.try_get(0)?), PartyId(row.try_get(1)?));
        }
        for canon in canons.into_iter().map(PartyId) {
            counted.entry(canon).or_insert(canon);
        }
        Ok(counted)
    }
}

impl Posting {
    /// What is in force between two parties, seen by the one writer.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn link_of_pair(
        &mut self,
        a: PartyId,
        b: PartyId,
    ) -> Result<Option<PairLink>, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_link_of_pair.sql"))
            .bind(a.0)
            .bind(b.0)
            .fetch_optional(self.database().await?)
            .await?;
        row.as_ref().map(pair_link).transpose()
    }
}

impl PairLink {
    /// Whether a decision holds that can be taken back.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        match self.link.verdict {
            LinkVerdict::Same | LinkVerdict::Different | LinkVerdict::Household => true,
            LinkVerdict::Maybe | LinkVerdict::None => false,
        }
    }
}

pub(crate) fn pair_link(row: &AnyRow) -> Result<PairLink, StoreError> {
    Ok(PairLink {
        link: columns::link(row)?,
        reasons: row.try_get(4)?,
        basis: row.try_get(5)?,
        signature: signature(row, 6)?,
    })
}

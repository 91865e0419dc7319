//! Pairs of parties as the queue of 名寄せ shows them: what is decided or waits, by whom, and what the
//! two have to do with. A page begins behind a position.

use std::collections::BTreeMap;

use enishi_domain::engagement::{DatePrecision, Position};
use enishi_domain::identity::{Link, LinkVerdict};
use enishi_domain::party::PartyId;
use jiff::civil::Date;
use serde_json::Value as Json;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::answered::Programmes;
use crate::assessments::{Signature, signature};
use crate::columns;
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// What stands in place of the codes that spoke for a link where somebody decided it.
pub const BY_HAND: &str = "decided";

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

/// Some pairs, as a page shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairStretch {
    /// The pairs.
    pub pairs: Vec<PairLink>,
    /// Behind what the next page begins; none at the end. There may be more pairs though this page
    /// holds few: it looks through so many at most.
    pub next: Option<Position>,
}

/// How many pairs are looked through for those with which somebody has to do.
const LOOKED: u32 = 2_000;

impl Store {
    /// The pairs on which nobody has decided, the oldest first, behind a position. Both of a pair
    /// have to do with one of the programmes.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn waiting_pairs(
        &self,
        programmes: &Programmes,
        after: Position,
        most: u32,
    ) -> Result<PairStretch, StoreError> {
        let pairs = include_str!("../sql/read_waiting_pairs.sql");
        self.pairs_reached(pairs, programmes, after, most).await
    }

    /// The pairs on which somebody or the program decided, the latest first, before a position.
    /// Both of a pair have to do with one of the programmes.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn decided_pairs(
        &self,
        programmes: &Programmes,
        before: Position,
        most: u32,
    ) -> Result<PairStretch, StoreError> {
        let pairs = include_str!("../sql/read_decided_pairs.sql");
        self.pairs_reached(pairs, programmes, before, most).await
    }

    async fn pairs_reached(
        &self,
        pairs: &'static str,
        programmes: &Programmes,
        from: Position,
        most: u32,
    ) -> Result<PairStretch, StoreError> {
        // One more than asked for tells whether there are more.
        let beyond = most.saturating_add(1);
        let (numbers, looked) = match programmes {
            Programmes::All => (None, beyond),
            Programmes::These(numbers) => {
                let numbers = Json::from_iter(numbers.iter().map(String::as_str));
                (Some(numbers.to_string()), LOOKED.max(beyond))
            }
        };
        // It asks of each of the two by itself, so that the databases stop at the first engagement:
        // to count both in one question takes twice as long.
        let statement = include_str!("../sql/read_pairs_reached.sql");
        let statement = statement.replace("($pairs)", &format!("({pairs})"));
        let statement = statement.replace("($programmes)", self.dialect.fourth_as_texts());
        let rows = sqlx::query(AssertSqlSafe(statement))
            .bind(from.0)
            .bind(i64::from(looked))
            .bind(i64::from(beyond))
            .bind(numbers)
            .fetch_all(&self.readers)
            .await?;
        let mut stretch = PairStretch::default();
        let mut at = None;
        for row in &rows {
            let pair = pair_link(row)?;
            let (is_reached, ordinal): (i64, i64) = (row.try_get(9)?, row.try_get(10)?);
            let is_full = u32::try_from(stretch.pairs.len()).is_ok_and(|found| found == most);
            if is_reached == 1 && is_full {
                stretch.next = at;
                break;
            }
            at = Some(pair.link.position);
            if ordinal == i64::from(looked) {
                stretch.next = at;
            }
            if is_reached == 1 {
                stretch.pairs.push(pair);
            }
        }
        Ok(stretch)
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
    /// Whether somebody looked at the two and said so; else the program did.
    #[must_use]
    pub fn is_by_hand(&self) -> bool {
        self.reasons.as_deref() == Some(BY_HAND)
    }

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

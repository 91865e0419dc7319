//! Reading out what stands, with who stands behind it: for files in which the ledger is handed on.
//! What is personal here goes to whoever the desk lets have it.

use std::collections::BTreeMap;

use enishi_domain::engagement::{Kind, LedgerRow, Position};
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile};
use enishi_domain::words::ClosedSet as _;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::columns::{date, member, timestamp};
use crate::database::Store;
use crate::engagements::read_rows_at;
use crate::error::StoreError;
use crate::imports::BatchId;
use crate::rows::{self, LIST};

/// Which engagements; what is not said selects nothing away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// 種別
    pub kind: Option<Kind>,
    /// 事業
    pub programme: Option<String>,
    /// The first and the last day on which they occurred.
    pub days: Option<(Date, Date)>,
    /// The import that brought them.
    pub batch: Option<BatchId>,
}

/// What is known of a party by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedParty {
    /// What it is.
    pub party_type: PartyType,
    /// For which purpose it was taken.
    pub purpose: String,
    /// All that registers said of it, the oldest first; empty where it was disposed of.
    pub profiles: Vec<Profile>,
    /// The numbers it was given.
    pub identifiers: Vec<Identifier>,
}

impl Store {
    /// When the first thing was recorded.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn first_moment(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_first_moment.sql"))
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| timestamp(row.try_get(0)?)).transpose()
    }

    /// The last revisions of the selected engagements that stand, in the order of engagements, and
    /// the purpose that each was taken for: its import's, or its first party's; empty where neither
    /// is there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn standing(
        &self,
        selected: &Selected,
    ) -> Result<Vec<(Position, String)>, StoreError> {
        let kind = selected.kind.map_or("", |kind| kind.code());
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let found = sqlx::query(include_str!("../sql/read_standing.sql"))
            .bind(kind.to_owned())
            .bind(selected.programme.clone().unwrap_or_default())
            .bind(day(selected.days.map(|days| days.0)))
            .bind(day(selected.days.map(|days| days.1)))
            .bind(selected.batch.map_or(0, |batch| batch.0))
            .fetch_all(&self.readers)
            .await?;
        let rows = found.iter();
        rows.map(|row| Ok((Position(row.try_get(0)?), row.try_get(1)?)))
            .collect()
    }

    /// The rows at some positions, in the order of positions, without the moment of their
    /// recording.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn rows_at(&self, positions: &[Position]) -> Result<Vec<LedgerRow>, StoreError> {
        let mut positions: Vec<i64> = positions.iter().map(|position| position.0).collect();
        positions.sort_unstable();
        let mut connection = self.readers.acquire().await?;
        read_rows_at(&mut connection, self.dialect, &positions).await
    }

    /// What is known of some parties by name.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn described_parties(
        &self,
        parties: &[PartyId],
    ) -> Result<BTreeMap<PartyId, DescribedParty>, StoreError> {
        let ids: Vec<i64> = parties.iter().map(|party| party.0).collect();
        let mut described = BTreeMap::new();
        for row in self
            .found_in(include_str!("../sql/read_described_parties.sql"), &ids)
            .await?
        {
            let party = DescribedParty {
                party_type: member("a type of party", row.try_get(1)?)?,
                purpose: row.try_get(2)?,
                profiles: Vec::new(),
                identifiers: Vec::new(),
            };
            described.insert(PartyId(row.try_get(0)?), party);
        }
        for row in self
            .found_in(include_str!("../sql/read_profiles_of.sql"), &ids)
            .await?
        {
            if let Some(party) = described.get_mut(&PartyId(row.try_get(0)?)) {
                party.profiles.push(profile(&row)?);
            }
        }
        for row in self
            .found_in(include_str!("../sql/read_identifiers_of.sql"), &ids)
            .await?
        {
            if let Some(party) = described.get_mut(&PartyId(row.try_get(0)?)) {
                let (scheme, value) = (row.try_get(1)?, row.try_get(2)?);
                party.identifiers.push(Identifier { scheme, value });
            }
        }
        Ok(described)
    }

    /// What a statement with a list finds, piece by piece.
    pub(crate) async fn found_in(
        &self,
        statement: &'static str,
        list: &[i64],
    ) -> Result<Vec<AnyRow>, StoreError> {
        let mut list = list.to_vec();
        list.sort_unstable();
        list.dedup();
        let mut found = Vec::new();
        for piece in list.chunks(LIST) {
            let (text, arguments) = rows::with_list(self.dialect, statement, piece)?;
            let rows = sqlx::query_with(AssertSqlSafe(text), arguments)
                .fetch_all(&self.readers)
                .await?;
            found.extend(rows);
        }
        Ok(found)
    }
}

fn profile(row: &AnyRow) -> Result<Profile, StoreError> {
    let birth: Option<&str> = row.try_get(3)?;
    Ok(Profile {
        name: row.try_get(1)?,
        kana: row.try_get(2)?,
        birth: birth.map(|day| date("a birthday", day)).transpose()?,
        postcode: row.try_get(4)?,
        address: row.try_get(5)?,
        telephone: row.try_get(6)?,
        mail: row.try_get(7)?,
        residence: member("a residence", row.try_get(8)?)?,
    })
}

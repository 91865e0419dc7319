//! Parties, what registers say of them, their numbers, the purposes they were taken for, and the
//! staff. Profiles and identifiers are personal: they can be disposed of, and nothing else can.

use std::collections::BTreeMap;

use enishi_domain::engagement::Position;
use enishi_domain::identity::keys::Keys;
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile};
use enishi_domain::region::Purpose;
use enishi_domain::staff::StaffId;
use enishi_domain::words::ClosedSet as _;
use futures_util::TryStreamExt as _;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, Row as _};

use crate::columns::{checked, date, member, unreadable};
use crate::database::Store;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::posting::Posting;
use crate::rows::{self, Field, LIST};

/// How many parties' keys are read at once.
const STRETCH: i64 = 2_000;

/// A party that is not in the ledger yet.
#[derive(Clone, Copy, Debug)]
pub struct NewParty<'a> {
    /// What it is.
    pub party_type: PartyType,
    /// For which purpose its register was taken.
    pub purpose: &'a str,
}

/// What is known of a party by its profile, without saying who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownProfile {
    /// The party.
    pub party: PartyId,
    /// By what it is compared.
    pub keys: Keys,
}

impl Posting {
    /// A party, new to the ledger.
    ///
    /// # Errors
    /// [`StoreError::Database`], among others where the purpose is not declared.
    pub async fn add_party(&mut self, party: NewParty<'_>) -> Result<PartyId, StoreError> {
        let ids = self.add_parties(&[party]).await?;
        Ok(ids[0])
    }

    /// Parties with consecutive numbers, in their order.
    ///
    /// # Errors
    /// As [`Posting::add_party`].
    pub async fn add_parties(
        &mut self,
        parties: &[NewParty<'_>],
    ) -> Result<Vec<PartyId>, StoreError> {
        let mut last = match self.last_party {
            Some(last) => last,
            None => {
                let last = sqlx::query(include_str!("../sql/read_last_party.sql"))
                    .fetch_one(self.database().await?)
                    .await?
                    .try_get(0)?;
                self.last_profiled = last;
                last
            }
        };
        let mut ids = Vec::with_capacity(parties.len());
        let mut fields = Vec::with_capacity(parties.len());
        for party in parties {
            last += 1;
            ids.push(PartyId(last));
            self.types.insert(PartyId(last), party.party_type);
            fields.push(vec![
                Field::number(last),
                Field::text(party.party_type.code()),
                Field::text(party.purpose),
            ]);
        }
        self.last_party = Some(last);
        let statement = include_str!("../sql/insert_party.sql");
        self.add(statement, fields).await?;
        Ok(ids)
    }

    /// What a register says of parties; a later profile takes the place of an earlier one, which is
    /// kept beside it.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn write_profiles(
        &mut self,
        profiles: &[(PartyId, &Profile, &Keys)],
    ) -> Result<(), StoreError> {
        let parties = profiles.iter().map(|(party, ..)| party.0);
        let (last, before) = (parties.clone().max(), self.last_profiled);
        // Who is new has none, and an import need not wait for the answer.
        let described: Vec<i64> = parties.filter(|party| *party <= before).collect();
        let mut revisions = self.profile_revisions(&described).await?;
        self.last_profiled = before.max(last.unwrap_or(before));
        let position = self.position();
        let mut fields = Vec::with_capacity(profiles.len());
        for (party, profile, keys) in profiles {
            let revision = revisions.entry(party.0).or_default();
            *revision += 1;
            fields.push(profile_fields(*party, *revision, position, profile, keys)?);
        }
        let statement = include_str!("../sql/insert_profile.sql");
        self.add(statement, fields).await
    }

    /// Numbers that somebody gave to parties; those that are known already change nothing.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn add_identifiers(
        &mut self,
        identifiers: &[(PartyId, &Identifier)],
    ) -> Result<(), StoreError> {
        let position = self.position();
        let mut fields = Vec::with_capacity(identifiers.len());
        for (party, identifier) in identifiers {
            fields.push(vec![
                Field::number(party.0),
                Field::text(checked("a scheme", &identifier.scheme)?),
                Field::text(checked("an identifier", &identifier.value)?),
                Field::number(position.0),
            ]);
        }
        let statement = include_str!("../sql/insert_identifier.sql");
        self.add(statement, fields).await
    }

    /// Deletes what is personal of a party: all its profiles and identifiers. No figure changes.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn dispose_of_profile(&mut self, party: PartyId) -> Result<(), StoreError> {
        for statement in [
            include_str!("../sql/dispose_profile.sql"),
            include_str!("../sql/dispose_identifiers.sql"),
        ] {
            sqlx::query(statement)
                .bind(party.0)
                .execute(self.database().await?)
                .await?;
        }
        Ok(())
    }

    /// Declares a purpose, or says one anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn declare_purpose(&mut self, purpose: &Purpose) -> Result<(), StoreError> {
        sqlx::query(include_str!("../sql/upsert_purpose.sql"))
            .bind(checked("a purpose", &purpose.id)?.to_owned())
            .bind(checked("a purpose", &purpose.label)?.to_owned())
            .bind(checked("a legal basis", &purpose.legal_basis)?.to_owned())
            .bind(i64::from(purpose.retention_years))
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    async fn profile_revisions(
        &mut self,
        parties: &[i64],
    ) -> Result<BTreeMap<i64, i64>, StoreError> {
        let mut revisions = BTreeMap::new();
        for piece in parties.chunks(LIST) {
            let statement = include_str!("../sql/read_profile_revisions.sql");
            let (text, arguments) = rows::with_list(self.dialect, statement, piece)?;
            let found = sqlx::query_with(AssertSqlSafe(text), arguments)
                .fetch_all(self.database().await?)
                .await?;
            for row in found {
                revisions.insert(row.try_get(0)?, row.try_get(1)?);
            }
        }
        Ok(revisions)
    }
}

impl Store {
    /// The number of a member of staff; a new name gets the next number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn staff(&self, name: &str) -> Result<StaffId, StoreError> {
        let name = checked("a name", name)?.to_owned();
        for _ in 0..2 {
            let found = sqlx::query(include_str!("../sql/read_staff.sql"))
                .bind(name.clone())
                .fetch_optional(&self.writer)
                .await?;
            if let Some(row) = found {
                return Ok(StaffId(row.try_get(0)?));
            }
            sqlx::query(include_str!("../sql/insert_staff.sql"))
                .bind(name.clone())
                .execute(&self.writer)
                .await?;
        }
        Err(StoreError::Database(sqlx::Error::RowNotFound))
    }

    /// The last profile of a party; none where it has none, or none any more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn profile(&self, party: PartyId) -> Result<Option<Profile>, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_profile.sql"))
            .bind(party.0)
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let birth: Option<&str> = row.try_get(2)?;
        Ok(Some(Profile {
            name: row.try_get(0)?,
            kana: row.try_get(1)?,
            birth: birth.map(|day| date("a birthday", day)).transpose()?,
            postcode: row.try_get(3)?,
            address: row.try_get(4)?,
            telephone: row.try_get(5)?,
            mail: row.try_get(6)?,
            residence: member("a residence", row.try_get(7)?)?,
        }))
    }

    /// For which purpose a party's register was taken; none where there is no such party.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn purpose_of(&self, party: PartyId) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_party_purpose.sql"))
            .bind(party.0)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// The parties of a purpose that still have a profile, and of whom nothing was recorded for any
    /// day after that one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn expired_parties(
        &self,
        purpose: &str,
        last_day: Date,
    ) -> Result<Vec<PartyId>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_expired_parties.sql"))
            .bind(purpose.to_owned())
            .bind(last_day.to_string())
            .fetch_all(&self.readers)
            .await?;
        let ids = rows.iter().map(|row| Ok(PartyId(row.try_get(0)?)));
        ids.collect()
    }

    /// Which parties were given the number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn identified(&self, identifier: &Identifier) -> Result<Vec<PartyId>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_identified_parties.sql"))
            .bind(identifier.scheme.clone())
            .bind(identifier.value.clone())
            .fetch_all(&self.readers)
            .await?;
        let ids = rows.iter().map(|row| Ok(PartyId(row.try_get(0)?)));
        ids.collect()
    }

    /// Hands over all identifiers, for a directory in memory.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn identifiers(
        &self,
        mut take: impl FnMut(PartyId, Identifier) + Send,
    ) -> Result<(), StoreError> {
        let mut rows =
            sqlx::query(include_str!("../sql/read_identifiers.sql")).fetch(&self.readers);
        while let Some(row) = rows.try_next().await? {
            let (scheme, value) = (row.try_get(1)?, row.try_get(2)?);
            take(PartyId(row.try_get(0)?), Identifier { scheme, value });
        }
        Ok(())
    }

    /// Hands out every name, reading and address that the ledger ever held of a person, to be
    /// looked for in what is to be published.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn person_words(&self, mut take: impl FnMut(&str)) -> Result<(), StoreError> {
        let mut rows =
            sqlx::query(include_str!("../sql/read_person_words.sql")).fetch(&self.readers);
        while let Some(row) = rows.try_next().await? {
            for column in 0..3 {
                take(row.try_get::<&str, _>(column)?);
            }
        }
        Ok(())
    }

    /// How many parties of a purpose there are.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn parties_of_purpose(&self, purpose: &str) -> Result<u64, StoreError> {
        let row = sqlx::query(include_str!("../sql/count_parties.sql"))
            .bind(purpose.to_owned())
            .fetch_one(&self.readers)
            .await?;
        Ok(row.try_get::<i64, _>(0)?.unsigned_abs())
    }

    /// Hands over the keys of the profiles of a purpose, every revision in the order of parties:
    /// what a directory of the known parties in memory is made of. They are read as texts, as a
    /// million rows would take the driver longer than the database.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn profile_keys(
        &self,
        purpose: &str,
        mut take: impl FnMut(KnownProfile) + Send,
    ) -> Result<(), StoreError> {
        let statement = match self.dialect {
            Dialect::Sqlite => include_str!("../sql/read_sqlite_profile_keys.sql"),
            Dialect::Postgres => include_str!("../sql/read_postgres_profile_keys.sql"),
        };
        let mut connection = self.readers.acquire().await?;
        let last: i64 = sqlx::query(include_str!("../sql/read_last_party.sql"))
            .fetch_one(&mut *connection)
            .await?
            .try_get(0)?;
        let mut first = 0;
        while first < last {
            let found = sqlx::query(statement)
                .bind(first)
                .bind(first + STRETCH)
                .bind(purpose.to_owned())
                .fetch_one(&mut *connection)
                .await?;
            let list = found.try_get::<Option<&str>, _>(0)?.unwrap_or_default();
            for text in list.split(',').filter(|text| !text.is_empty()) {
                let party = text.split(' ').next().unwrap_or_default();
                let known = known_profile(text);
                take(known.ok_or_else(|| unreadable("the keys of a party", party))?);
            }
            first += STRETCH;
        }
        Ok(())
    }

    /// Overwrites what disposed rows left in the files of the database, so that no name remains in
    /// them: SQLite's journal is folded into the file and emptied, PostgreSQL writes its personal
    /// tables anew.
    ///
    /// # Errors
    /// [`StoreError::Database`], among others where somebody reads for a minute on end.
    pub async fn wipe_disposed(&self) -> Result<(), StoreError> {
        let statements: &[&'static str] = match self.dialect {
            Dialect::Sqlite => &[include_str!("../sql/wipe_sqlite_journal.sql")],
            Dialect::Postgres => &[
                include_str!("../sql/wipe_postgres_profiles.sql"),
                include_str!("../sql/wipe_postgres_identifiers.sql"),
                include_str!("../sql/wipe_postgres_blocks.sql"),
            ],
        };
        for statement in statements {
            sqlx::raw_sql(*statement).execute(&self.writer).await?;
        }
        Ok(())
    }
}

/// What `read_profile_keys` says of one profile.
fn known_profile(text: &str) -> Option<KnownProfile> {
    let mut words = text.split(' ');
    let party = PartyId(words.next()?.parse().ok()?);
    let party_type = PartyType::from_code(words.next()?)?;
    let (pairs, rest) = words.next()?.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8; 2]| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok();
    let kept: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    let keys = Keys::from_bytes(party_type, &kept?)?;
    rest.is_empty().then_some(KnownProfile { party, keys })
}

fn profile_fields(
    party: PartyId,
    revision: i64,
    position: Position,
    profile: &Profile,
    keys: &Keys,
) -> Result<Vec<Field>, StoreError> {
    let told = |text: &'_ str| checked("a profile", text).map(Field::text);
    Ok(vec![
        Field::number(party.0),
        Field::number(revision),
        Field::number(position.0),
        told(&profile.name)?,
        told(&profile.kana)?,
        Field::Text(profile.birth.map(|day| day.to_string())),
        told(&profile.postcode)?,
        told(&profile.address)?,
        told(&profile.telephone)?,
        told(&profile.mail)?,
        Field::text(profile.residence.code()),
        Field::Bytes(Some(keys.to_bytes())),
    ])
}

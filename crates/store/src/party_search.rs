//! 「人・団体」 looking somebody up: by the keys of a name or reading, by a number that they were given,
//! and what was recorded of who they are. No name is in a statement, nor in an index.

use enishi_domain::identity::keys::Key;
use enishi_domain::party::PartyId;
use sqlx::Row as _;

use crate::assessments::{Signature, signature};
use crate::database::Store;
use crate::error::StoreError;
use crate::pairs::{PairLink, pair_link};

/// What somebody is looked for by: any of it is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyWords {
    /// The key of the name, of a person or of an organisation.
    pub names: [Option<Key>; 2],
    /// The key of the reading.
    pub readings: [Option<Key>; 2],
    /// A number as a register gave it. Personal.
    pub number: String,
}

/// 「廃棄記録」 that what is personal of somebody was disposed of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisposalNote {
    /// Why, as the audit has it: `retention`, or what somebody wrote.
    pub reason: Option<String>,
    /// Who did it, and when.
    pub signature: Signature,
}

impl Store {
    /// Whoever any revision of a register's description names so, by their numbers, behind one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn find_parties(
        &self,
        words: &PartyWords,
        behind: PartyId,
        most: u32,
    ) -> Result<Vec<PartyId>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/find_parties.sql"))
            .bind(kept(words.names[0]))
            .bind(kept(words.names[1]))
            .bind(kept(words.readings[0]))
            .bind(kept(words.readings[1]))
            .bind(words.number.clone())
            .bind(behind.0)
            .bind(i64::from(most))
            .fetch_all(&self.readers)
            .await?;
        let found = rows.iter().map(|row| Ok(PartyId(row.try_get(0)?)));
        found.collect()
    }

    /// Every decision on a pair of which one is among these, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn pair_links_of(&self, parties: &[PartyId]) -> Result<Vec<PairLink>, StoreError> {
        let ids: Vec<i64> = parties.iter().map(|party| party.0).collect();
        let statement = include_str!("../sql/read_pair_links_of.sql");
        let found = self.found_in(statement, &ids).await?;
        let links = found.iter().map(pair_link).collect::<Result<Vec<_>, _>>();
        let mut links = links?;
        // Where the list was asked for in pieces, one link may have come with two of them.
        links.sort_by_key(|one| one.link.position);
        links.dedup_by_key(|one| one.link.position);
        Ok(links)
    }

    /// When what is personal of somebody was disposed of, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn disposals_of(&self, party: PartyId) -> Result<Vec<DisposalNote>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_disposals_of.sql"))
            .bind(party.to_string())
            .fetch_all(&self.readers)
            .await?;
        let notes = rows.iter().map(|row| {
            Ok(DisposalNote {
                reason: row.try_get(1)?,
                signature: signature(row, 2)?,
            })
        });
        notes.collect()
    }
}

/// The bytes under which a key stands among those of a profile; none equals them where there is
/// no key, as 0 stands for what is not known.
fn kept(key: Option<Key>) -> Vec<u8> {
    key.map_or_else(Vec::new, |key| key.to_integer().to_le_bytes().to_vec())
}

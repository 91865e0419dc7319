//! Imports: a batch is one file, its states are events, its rows are known again by their number or
//! their content, and the raw rows lie in compressed blocks, which are personal.

use std::io::{Read as _, Write as _};

use enishi_domain::engagement::{EngagementId, Position};
use enishi_domain::register::{BatchState, RowVerdict};
use enishi_domain::staff::StaffId;
use enishi_domain::words::ClosedSet as _;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::columns::{SEPARATOR, checked, member, unreadable};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;
use crate::rows::Field;

/// How many raw rows lie in one block.
const BLOCK: usize = 256;

/// How many rows are read at once.
const STRETCH: i64 = 2_000;

/// The number of an import: the position at which it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub i64);

impl std::fmt::Display for BatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "B{}", self.0)
    }
}

/// What an import is of.
#[derive(Clone, Copy, Debug)]
pub struct BatchDescription<'a> {
    /// The register's name: rows are known again within one source.
    pub source: &'a str,
    /// Name and version of the mapping it was read with.
    pub mapping: &'a str,
    /// The register's purpose.
    pub purpose: &'a str,
    /// The file's name.
    pub file_name: Option<&'a str>,
    /// The fingerprint of its content.
    pub file_digest: &'a str,
}

/// What became of one row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// Its number in the file.
    pub number: i64,
    /// The number that the register gave it.
    pub external_key: Option<String>,
    /// The keyed digest of its content.
    pub content_hash: i64,
    /// Its place among rows of the same content in the file, from 1.
    pub ordinal: i64,
    /// What became of it.
    pub verdict: RowVerdict,
    /// What was found, in codes; no personal data.
    pub issues: Option<String>,
    /// The engagements that it stands for.
    pub engagements: Vec<EngagementId>,
    /// Who decided, where somebody had to.
    pub decided_by: Option<StaffId>,
    /// The keyed digest of what it says of whom; none where it names nobody.
    pub likeness: Option<i64>,
}

/// A row that an earlier import brought, as far as it takes to know it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRow<'a> {
    /// The import.
    pub batch: BatchId,
    /// Its number in the file.
    pub number: i64,
    /// The number that the register gave it.
    pub external_key: Option<&'a str>,
    /// The keyed digest of its content.
    pub content_hash: i64,
    /// Its place among rows of the same content in the file, from 1.
    pub ordinal: i64,
    /// What became of it.
    pub verdict: RowVerdict,
    /// The engagements that it stands for.
    pub engagements: Vec<EngagementId>,
}

/// An import that counts, and how far its rows go.
pub(crate) struct CommittedBatch {
    pub id: BatchId,
    pub source: String,
    pub purpose: String,
    last_row: i64,
}

impl CommittedBatch {
    /// Its rows, so many at a time: behind the first number, up to the last.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (i64, i64)> + use<> {
        let last = self.last_row;
        let starts = (0..)
            .map(|n| n * STRETCH)
            .take_while(move |first| *first < last);
        starts.map(|first| (first, first + STRETCH))
    }
}

/// The rows that came back as one text.
pub(crate) fn texts_of(found: &AnyRow) -> Result<impl Iterator<Item = &str>, StoreError> {
    let text = found.try_get::<Option<&str>, _>(0)?;
    Ok(text.into_iter().flat_map(|text| text.split(SEPARATOR)))
}

impl Posting {
    /// Begins an import, in the state 読込.
    ///
    /// # Errors
    /// [`StoreError::Database`], among others where the purpose is not declared.
    pub async fn begin_batch(
        &mut self,
        batch: &BatchDescription<'_>,
    ) -> Result<BatchId, StoreError> {
        let id = self.next_position();
        let file_name = batch.file_name.map(|name| checked("a file's name", name));
        sqlx::query(include_str!("../sql/insert_batch.sql"))
            .bind(id.0)
            .bind(checked("a source", batch.source)?.to_owned())
            .bind(checked("a mapping", batch.mapping)?.to_owned())
            .bind(batch.purpose.to_owned())
            .bind(file_name.transpose()?.map(str::to_owned))
            .bind(batch.file_digest.to_owned())
            .execute(self.database().await?)
            .await?;
        let id = BatchId(id.0);
        self.change_batch(id, BatchState::Staged, None).await?;
        Ok(id)
    }

    /// Says how far an import is, with counts in JSON where there are any.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn change_batch(
        &mut self,
        batch: BatchId,
        state: BatchState,
        counts: Option<&str>,
    ) -> Result<Position, StoreError> {
        let position = self.next_position();
        sqlx::query(include_str!("../sql/insert_batch_state.sql"))
            .bind(position.0)
            .bind(batch.0)
            .bind(state.code().to_owned())
            .bind(counts.map(str::to_owned))
            .execute(self.database().await?)
            .await?;
        Ok(position)
    }

    /// What became of rows.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`].
    pub async fn write_import_rows(
        &mut self,
        batch: BatchId,
        imported: &[ImportedRow],
    ) -> Result<(), StoreError> {
        let mut fields = Vec::with_capacity(imported.len());
        for row in imported {
            let key = row.external_key.as_deref();
            let key = key.map(|key| checked("a row's number", key)).transpose()?;
            fields.push(vec![
                Field::number(batch.0),
                Field::number(row.number),
                Field::optional(key),
                Field::number(row.content_hash),
                Field::number(row.ordinal),
                Field::text(row.verdict.code()),
                Field::optional(row.issues.as_deref()),
                Field::Text(engagements_text(&row.engagements)),
                Field::Number(row.decided_by.map(|staff| staff.0)),
                Field::Number(row.likeness),
            ]);
        }
        let statement = include_str!("../sql/insert_import_row.sql");
        self.add(statement, fields).await
    }

    /// Keeps raw rows, from a row's number on, byte for byte. Of a row without a number of its own
    /// the place in the list counts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_raw_rows(
        &mut self,
        batch: BatchId,
        first_row: i64,
        raw: &[&[u8]],
    ) -> Result<(), StoreError> {
        let mut fields = Vec::new();
        for (n, block) in (0_i64..).zip(raw.chunks(BLOCK)) {
            let rows = i64::try_from(block.len()).unwrap_or(0);
            fields.push(vec![
                Field::number(batch.0),
                Field::number(first_row + n * 256),
                Field::number(rows),
                Field::Bytes(Some(packed(block))),
            ]);
        }
        let statement = include_str!("../sql/insert_import_block.sql");
        self.add(statement, fields).await
    }

    /// Empties one raw row of an import; the others of its block stay as they are.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where the block is damaged.
    pub async fn dispose_of_raw_row(&mut self, batch: BatchId, row: i64) -> Result<(), StoreError> {
        let position = self.position();
        let found = sqlx::query(include_str!("../sql/read_import_block.sql"))
            .bind(batch.0)
            .bind(row)
            .fetch_optional(self.database().await?)
            .await?;
        let Some(found) = found else {
            return Ok(());
        };
        let first: i64 = found.try_get(0)?;
        let Some(content) = found.try_get::<Option<Vec<u8>>, _>(1)? else {
            return Ok(());
        };
        let rows = unpacked(&content).ok_or_else(|| unreadable("a block of raw rows", first))?;
        let kept: Vec<&[u8]> = (first..)
            .zip(&rows)
            .map(|(number, raw)| if number == row { &[] } else { raw.as_slice() })
            .collect();
        sqlx::query(include_str!("../sql/update_import_block.sql"))
            .bind(batch.0)
            .bind(first)
            .bind(packed(&kept))
            .bind(position.0)
            .execute(self.database().await?)
            .await?;
        Ok(())
    }

    /// Empties the blocks of an import. Its rows stay known by number and hash.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn dispose_of_raw_rows(&mut self, batch: BatchId) -> Result<(), StoreError> {
        let position = self.position();
        sqlx::query(include_str!("../sql/dispose_import_blocks.sql"))
            .bind(batch.0)
            .bind(position.0)
            .execute(self.database().await?)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The state of an import; none where there is no such import.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn batch_state(&self, batch: BatchId) -> Result<Option<BatchState>, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_batch_state.sql"))
            .bind(batch.0)
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| member("a state", row.try_get(0)?))
            .transpose()
    }

    /// The position at which an import was committed: its rows lie between its number and this.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn batch_end(&self, batch: BatchId) -> Result<Position, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_batch_end.sql"))
            .bind(batch.0)
            .fetch_one(&self.readers)
            .await?;
        Ok(Position(
            row.try_get::<Option<i64>, _>(0)?.unwrap_or(batch.0),
        ))
    }

    /// Changes whenever an import changes its state or a party is added: whoever decided something
    /// before it held the ledger asks again whether that still holds.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn import_mark(&self) -> Result<(i64, i64), StoreError> {
        let row = sqlx::query(include_str!("../sql/read_import_mark.sql"))
            .fetch_one(&self.readers)
            .await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    /// Hands over the rows of all committed imports of a source that were not undone, the oldest
    /// import first: a later row under the same key takes the place of an earlier one. Some at a
    /// time, as years of gifts do not fit into memory whole.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn known_rows(
        &self,
        source: &str,
        mut take: impl FnMut(KnownRow<'_>) + Send,
    ) -> Result<(), StoreError> {
        let batches = self.committed_batches().await?;
        for batch in batches.iter().filter(|batch| batch.source == source) {
            for (first, last) in batch.stretches() {
                let found = sqlx::query(include_str!("../sql/read_known_rows.sql"))
                    .bind(batch.id.0)
                    .bind(first)
                    .bind(last)
                    .bind(SEPARATOR.to_owned())
                    .fetch_one(&self.readers)
                    .await?;
                for text in texts_of(&found)? {
                    take(known_row(batch.id, text).ok_or_else(|| unreadable("a row", text))?);
                }
            }
        }
        Ok(())
    }

    /// The imports that were committed and not undone, the oldest first.
    pub(crate) async fn committed_batches(&self) -> Result<Vec<CommittedBatch>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_committed_batches.sql"))
            .fetch_all(&self.readers)
            .await?;
        let batches = found.iter().map(|row| {
            Ok(CommittedBatch {
                id: BatchId(row.try_get(0)?),
                source: row.try_get(1)?,
                purpose: row.try_get(2)?,
                last_row: row.try_get(3)?,
            })
        });
        batches.collect()
    }

    /// The rows of one import, in their order.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn import_rows(&self, batch: BatchId) -> Result<Vec<ImportedRow>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_import_rows.sql"))
            .bind(batch.0)
            .fetch_all(&self.readers)
            .await?;
        found.iter().map(imported_row).collect()
    }

    /// One row of an import by its number; none where it was not written down.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub async fn import_row(
        &self,
        batch: BatchId,
        row: i64,
    ) -> Result<Option<ImportedRow>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_import_row.sql"))
            .bind(batch.0)
            .bind(row)
            .fetch_optional(&self.readers)
            .await?;
        found.as_ref().map(imported_row).transpose()
    }

    /// The raw row of an import by its number; none where it was disposed of or never kept.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a block is damaged.
    pub async fn raw_row(&self, batch: BatchId, row: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let found = sqlx::query(include_str!("../sql/read_import_block.sql"))
            .bind(batch.0)
            .bind(row)
            .fetch_optional(&self.readers)
            .await?;
        let Some(found) = found else {
            return Ok(None);
        };
        let first: i64 = found.try_get(0)?;
        let Some(content) = found.try_get::<Option<Vec<u8>>, _>(1)? else {
            return Ok(None);
        };
        let rows = unpacked(&content).ok_or_else(|| unreadable("a block of raw rows", first))?;
        let at = usize::try_from(row - first).unwrap_or(usize::MAX);
        Ok(rows.into_iter().nth(at))
    }
}

/// What `read_known_rows` says of one row.
fn known_row(batch: BatchId, text: &str) -> Option<KnownRow<'_>> {
    let mut words = text.splitn(6, ' ');
    let mut next = || words.next();
    Some(KnownRow {
        batch,
        number: next()?.parse().ok()?,
        content_hash: next()?.parse().ok()?,
        ordinal: next()?.parse().ok()?,
        verdict: RowVerdict::from_code(next()?)?,
        engagements: match next()? {
            "-" => Vec::new(),
            numbers => engagements_of(numbers).ok()?,
        },
        external_key: next()?.strip_prefix('='),
    })
}

fn imported_row(row: &AnyRow) -> Result<ImportedRow, StoreError> {
    let engagements: Option<&str> = row.try_get(6)?;
    Ok(ImportedRow {
        number: row.try_get(0)?,
        external_key: row.try_get(1)?,
        content_hash: row.try_get(2)?,
        ordinal: row.try_get(3)?,
        verdict: member("a verdict", row.try_get(4)?)?,
        issues: row.try_get(5)?,
        engagements: engagements_of(engagements.unwrap_or_default())?,
        decided_by: row.try_get::<Option<i64>, _>(7)?.map(StaffId),
        likeness: row.try_get(8)?,
    })
}

fn engagements_text(engagements: &[EngagementId]) -> Option<String> {
    let numbers: Vec<String> = engagements.iter().map(|id| id.0.to_string()).collect();
    (!numbers.is_empty()).then(|| numbers.join(","))
}

pub(crate) fn engagements_of(text: &str) -> Result<Vec<EngagementId>, StoreError> {
    let numbers = text.split(',').filter(|number| !number.is_empty());
    let ids = numbers.map(|number| {
        let id = number.parse().map(EngagementId);
        id.map_err(|_| unreadable("an engagement's number", number))
    });
    ids.collect()
}

/// Each row behind its length, all of it deflated.
fn packed(rows: &[&[u8]]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    for row in rows {
        let length = u32::try_from(row.len()).unwrap_or(u32::MAX);
        let kept = &row[..usize::try_from(length).unwrap_or(row.len())];
        encoder
            .write_all(&length.to_le_bytes())
            .and_then(|()| encoder.write_all(kept))
            .expect("writing to memory does not fail");
    }
    encoder.finish().expect("writing to memory does not fail")
}

fn unpacked(content: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(content).read_to_end(&mut bytes).ok()?;
    let mut rows = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        rows.push(behind.get(..length)?.to_vec());
        rest = &behind[length..];
    }
    rest.is_empty().then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_rows_come_back_byte_for_byte() {
        let rows: [&[u8]; 4] = [b"a,b", b"", b"\x00\xff\n", "髙".as_bytes()];
        let back = unpacked(&packed(&rows)).unwrap();
        assert_eq!(back, rows);
        assert_eq!(unpacked(b"no block"), None);
    }
}

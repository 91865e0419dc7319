//! The chain of seals. What a commit brings is hashed, in blocks of at most 1,000 positions, over
//! all its rows and over the seal before it, so that a row that was changed, taken out, put in or
//! moved breaks the chain there. Who can write to the database can also write a new chain: against
//! that, and against a tail that was cut off, only a checkpoint helps that was kept elsewhere.
//!
//! Personal tables are not sealed: what is disposed of must not break the chain.

use std::fmt;
use std::str::FromStr;

use enishi_domain::engagement::Position;
use futures_util::future::join;
use sha2::{Digest as _, Sha256};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::columns::{SEPARATOR, unreadable};
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::{Posting, Recording};
use crate::rows::Field;

/// How many positions one seal covers at most.
const BLOCK: i64 = 1_000;

/// How many positions are read at once, and how many a commit seals at most: what a large one
/// leaves is sealed behind it, so that nobody waits for that.
pub(crate) const STRETCH: i64 = 16 * BLOCK;

/// Hex digits of a row's digest that a seal keeps, to name the row that broke it.
const MARK: usize = 4;

/// The rows of each table as texts that say every column: a position first, lengths before words,
/// so that nothing can be moved from one column into the next.
const TABLES: [&str; 16] = [
    include_str!("../sql/seal_posting.sql"),
    include_str!("../sql/seal_engagement.sql"),
    include_str!("../sql/seal_engagement_role.sql"),
    include_str!("../sql/seal_evidence.sql"),
    include_str!("../sql/seal_party_link.sql"),
    include_str!("../sql/seal_period_close.sql"),
    include_str!("../sql/seal_series_obs.sql"),
    include_str!("../sql/seal_figure.sql"),
    include_str!("../sql/seal_definition.sql"),
    include_str!("../sql/seal_audit.sql"),
    include_str!("../sql/seal_import_batch.sql"),
    include_str!("../sql/seal_import_batch_state.sql"),
    include_str!("../sql/seal_assessment.sql"),
    include_str!("../sql/seal_workflow_step.sql"),
    include_str!("../sql/seal_meeting.sql"),
    include_str!("../sql/seal_remark.sql"),
];

/// 「検証値」 what the chain was at a position: printed, signed or handed to somebody else, it proves
/// later that nothing before it was changed. Written `1000:3a7f…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last position that it covers.
    pub position: Position,
    /// The hash of its seal.
    pub hash: String,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The last position recorded.
    pub last: Position,
    /// The end of the chain; none where nothing was sealed yet. What stands behind it is not
    /// proven: an import was stopped before its seals were written, or somebody took them away.
    pub checkpoint: Option<Checkpoint>,
    /// What is wrong first; none where all is well.
    pub damage: Option<Damage>,
}

/// The first thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The rows at this position are not those that were sealed.
    Row(Position),
    /// The seal that should cover this position is missing, or is not the one that was made.
    Seal(Position),
    /// Positions from this one on were cut off.
    CutOff(Position),
    /// The chain is sound and not the one of the checkpoint: somewhere up to this position rows
    /// were changed and sealed anew.
    Rewritten(Position),
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.position.0, self.hash)
    }
}

impl FromStr for Checkpoint {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let refused = || unreadable("a checkpoint", text);
        let (position, hash) = text.trim().split_once(':').ok_or_else(refused)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        let position = position.parse().ok().filter(|_| is_hash);
        Ok(Self {
            position: Position(position.ok_or_else(refused)?),
            hash: hash.to_ascii_lowercase(),
        })
    }
}

impl Store {
    /// Seals whatever has no seal yet, piece by piece, and gives the end of the chain: none where
    /// the ledger is empty.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn seal(&self) -> Result<Option<Checkpoint>, StoreError> {
        loop {
            let recording = Recording::by_system(jiff::Timestamp::UNIX_EPOCH, "seal");
            let mut posting = self.begin(recording).await?;
            let is_sealed = posting.seal_stretch().await?;
            let end = last_seal(posting.writing.database().await?).await?;
            posting.writing.commit().await?;
            if is_sealed {
                return Ok(end);
            }
        }
    }

    /// Holds the whole ledger against its chain, and the chain against a checkpoint that was kept
    /// elsewhere.
    ///
    /// # Errors
    /// [`StoreError::Database`]; damage is no error.
    pub async fn verify(
        &self,
        checkpoint: Option<&Checkpoint>,
    ) -> Result<Verification, StoreError> {
        let mut connection = self.readers.acquire().await?;
        let last: Option<i64> = sqlx::query(include_str!("../sql/read_last_row.sql"))
            .fetch_one(&mut *connection)
            .await?
            .try_get(0)?;
        let last = Position(last.unwrap_or(0));
        let mut walk = Walk {
            last,
            chain: None,
            expected: checkpoint,
            is_met: false,
        };
        let mut damage = None;
        while damage.is_none() {
            let sealed = walk.sealed();
            let found = sqlx::query(include_str!("../sql/read_seals.sql"))
                .bind(sealed)
                .bind(sealed + STRETCH)
                .fetch_all(&mut *connection)
                .await?;
            if found.is_empty() {
                break;
            }
            let seals: Result<Vec<Seal>, StoreError> = found.iter().map(Seal::read).collect();
            damage = walk.check(&mut connection, &seals?).await?;
        }
        Ok(Verification {
            damage: damage.or_else(|| walk.what_is_missing()),
            last,
            checkpoint: walk.chain,
        })
    }
}

impl Posting {
    /// Seals what has no seal yet, or the first stretch of it, the last block as short as it comes.
    /// Gives whether all is sealed then.
    pub(crate) async fn seal_stretch(&mut self) -> Result<bool, StoreError> {
        let seal = last_seal(self.writing.database().await?).await?;
        let (mut first, mut previous) =
            seal.map_or((1, String::new()), |seal| (seal.position.0 + 1, seal.hash));
        let last = self.last.min(first + STRETCH - 1);
        if last < first {
            return Ok(true);
        }
        let mut fields = Vec::new();
        let digests = digests(self.writing.database().await?, first, last).await?;
        for block in digests.chunks(usize::try_from(BLOCK).unwrap_or(usize::MAX)) {
            let size = i64::try_from(block.len()).unwrap_or(BLOCK);
            let hash = block_hash(&previous, first, block);
            fields.push(vec![
                Field::number(first + size - 1),
                Field::number(first),
                Field::text(previous),
                Field::text(marks(block)),
                Field::text(hash.clone()),
            ]);
            first += size;
            previous = hash;
        }
        let statement = include_str!("../sql/insert_seal.sql");
        self.append(statement, fields).await?;
        Ok(last == self.last)
    }
}

/// One seal as it stands.
struct Seal {
    first: i64,
    last: i64,
    previous: String,
    marks: String,
    hash: String,
}

impl Seal {
    fn read(row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            first: row.try_get(0)?,
            last: row.try_get(1)?,
            previous: row.try_get(2)?,
            marks: row.try_get(3)?,
            hash: row.try_get(4)?,
        })
    }

    /// Whether it goes on from the end of a chain.
    fn follows(&self, sealed: i64, hash: &str) -> bool {
        let is_next = self.first == sealed + 1 && self.previous == hash;
        is_next && self.last >= self.first && self.last < self.first + BLOCK
    }
}

/// How far a verification is.
struct Walk<'a> {
    last: Position,
    chain: Option<Checkpoint>,
    expected: Option<&'a Checkpoint>,
    /// Whether the chain holds the seal of the checkpoint.
    is_met: bool,
}

impl Walk<'_> {
    fn sealed(&self) -> i64 {
        self.chain.as_ref().map_or(0, |end| end.position.0)
    }

    /// Checks some seals against the rows that they cover.
    async fn check(
        &mut self,
        connection: &mut AnyConnection,
        seals: &[Seal],
    ) -> Result<Option<Damage>, StoreError> {
        let start = self.sealed();
        // The seals are read before the rows, and one that does not follow ends the stretch.
        let mut sound = Vec::new();
        let (mut sealed, mut hash) = (start, self.hash());
        for seal in seals {
            if !seal.follows(sealed, &hash) {
                break;
            }
            (sealed, hash) = (seal.last, seal.hash.clone());
            sound.push(seal);
        }
        let digests = digests(connection, start + 1, sealed).await?;
        let mut rest = digests.as_slice();
        for seal in &sound {
            let size = usize::try_from(seal.last - seal.first + 1).unwrap_or(0);
            let (block, behind) = rest.split_at(size.min(rest.len()));
            rest = behind;
            if let Some(damage) = self.check_block(seal, block) {
                return Ok(Some(damage));
            }
        }
        let is_broken = sound.len() < seals.len();
        Ok(is_broken.then_some(Damage::Seal(Position(sealed + 1))))
    }

    fn check_block(&mut self, seal: &Seal, block: &[[u8; 32]]) -> Option<Damage> {
        let marks = marks(block);
        let is_same = block_hash(&seal.previous, seal.first, block) == seal.hash;
        if is_same && marks == seal.marks {
            let end = Checkpoint {
                position: Position(seal.last),
                hash: seal.hash.clone(),
            };
            let was = self.expected.filter(|was| was.position == end.position);
            self.is_met = self.is_met || was.is_some_and(|was| was.hash == end.hash);
            self.chain = Some(end);
            return None;
        }
        let pairs = marks
            .as_bytes()
            .chunks(MARK)
            .zip(seal.marks.as_bytes().chunks(MARK));
        let broken = (0..).zip(pairs).find(|(_, (now, then))| now != then);
        Some(match broken {
            Some((at, _)) if !is_same => {
                let at = Position(seal.first + at);
                if at.0 > self.last.0 {
                    Damage::CutOff(at)
                } else {
                    Damage::Row(at)
                }
            }
            _ => Damage::Seal(Position(seal.first)),
        })
    }

    fn hash(&self) -> String {
        self.chain
            .as_ref()
            .map_or_else(String::new, |end| end.hash.clone())
    }

    /// What a sound chain does not show: that it is too short.
    fn what_is_missing(&self) -> Option<Damage> {
        let sealed = self.sealed();
        let expected = self.expected;
        let promised = expected.map_or(0, |was| was.position.0).max(sealed);
        if promised > self.last.0 {
            return Some(Damage::CutOff(Position(self.last.0 + 1)));
        }
        // Without the very seal of the checkpoint the chain is another one.
        let was = expected.filter(|_| !self.is_met)?;
        Some(if was.position.0 > sealed {
            Damage::Seal(Position(sealed + 1))
        } else {
            Damage::Rewritten(was.position)
        })
    }
}

pub(crate) async fn last_seal(
    connection: &mut AnyConnection,
) -> Result<Option<Checkpoint>, StoreError> {
    let row = sqlx::query(include_str!("../sql/read_last_seal.sql"))
        .fetch_optional(connection)
        .await?;
    row.map(|row| {
        Ok(Checkpoint {
            position: Position(row.try_get(0)?),
            hash: row.try_get(1)?,
        })
    })
    .transpose()
}

/// The digest of everything that stands at each of some positions. While the rows of one table are
/// hashed, the database puts together those of the next.
async fn digests(
    connection: &mut AnyConnection,
    first: i64,
    last: i64,
) -> Result<Vec<[u8; 32]>, StoreError> {
    let size = usize::try_from(last - first + 1).unwrap_or(0);
    let mut hashers = vec![Sha256::new(); size];
    let mut texts = Vec::new();
    for table in 0..=TABLES.len() {
        let next = async {
            let Some(statement) = TABLES.get(table) else {
                return Ok(Vec::new());
            };
            sqlx::query(*statement)
                .bind(first)
                .bind(last)
                .bind(SEPARATOR.to_owned())
                .fetch_all(&mut *connection)
                .await
        };
        let hashed = async {
            let before = u8::try_from(table).unwrap_or(u8::MAX).saturating_sub(1);
            hash_rows(before, &texts, first, &mut hashers)
        };
        let (next, hashed) = join(next, hashed).await;
        hashed?;
        texts = next?;
    }
    let digests = hashers.into_iter().map(|hasher| hasher.finalize().into());
    Ok(digests.collect())
}

fn hash_rows(
    table: u8,
    texts: &[AnyRow],
    first: i64,
    hashers: &mut [Sha256],
) -> Result<(), StoreError> {
    for text in texts {
        let Some(text) = text.try_get::<Option<&str>, _>(0)? else {
            continue;
        };
        let mut at = 0;
        for row in text.split(SEPARATOR) {
            // What does not begin with a position was smuggled into the row before.
            let position = row.split(' ').next().and_then(|n| n.parse::<i64>().ok());
            at = position.map_or(at, |n| usize::try_from(n - first).unwrap_or(at));
            if let Some(hasher) = hashers.get_mut(at) {
                hasher.update([table]);
                hasher.update(row);
                hasher.update(SEPARATOR);
            }
        }
    }
    Ok(())
}

/// The hash of a seal: over the one before it, where the block begins, and every position's digest.
fn block_hash(previous: &str, first: i64, block: &[[u8; 32]]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(format!(
        "enishi seal 1 {previous} {first} {}\n",
        block.len()
    ));
    for digest in block {
        hasher.update(digest);
    }
    hex(&hasher.finalize())
}

fn marks(block: &[[u8; 32]]) -> String {
    let marks = block.iter().map(|digest| hex(&digest[..MARK / 2]));
    marks.collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

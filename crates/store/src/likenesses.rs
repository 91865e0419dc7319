//! What rows of earlier imports say of whom, as keyed digests: by these a row is found that may be
//! one of them written twice. Whether it is, a person decides.

use enishi_domain::engagement::EngagementId;

use crate::columns::{SEPARATOR, unreadable};
use crate::database::Store;
use crate::error::StoreError;
use crate::imports::{engagements_of, texts_of};

/// Among which rows somebody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// All of the purpose.
    All,
    /// Not those of the source itself that bear a receipt number: two numbers of one source are
    /// two rows.
    NotNumbered,
}

/// A row of an earlier import, by what it says of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike<'a> {
    /// Of which source.
    pub source: &'a str,
    /// Whether it bears a receipt number.
    pub is_numbered: bool,
    /// What it says of whom.
    pub likeness: i64,
    engagements: &'a str,
}

impl Alike<'_> {
    /// The engagements that it stands for.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub fn engagements(&self) -> Result<Vec<EngagementId>, StoreError> {
        engagements_of(self.engagements)
    }
}

impl Store {
    /// Hands over the rows of a purpose's committed imports that name somebody. Nothing is compared
    /// across purposes (個人情報保護法69条). Some at a time, as with [`Store::known_rows`].
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], and what `take` gives.
    pub async fn likenesses(
        &self,
        purpose: &str,
        source: &str,
        among: Among,
        mut take: impl FnMut(Alike<'_>) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let batches = self.committed_batches().await?;
        for batch in batches.iter().filter(|batch| batch.purpose == purpose) {
            let is_whole = among == Among::All || batch.source != source;
            for (first, last) in batch.stretches() {
                let found = sqlx::query(include_str!("../sql/read_likenesses.sql"))
                    .bind(batch.id.0)
                    .bind(first)
                    .bind(last)
                    .bind(SEPARATOR.to_owned())
                    .bind(i64::from(is_whole))
                    .fetch_one(&self.readers)
                    .await?;
                for text in texts_of(&found)? {
                    let alike = alike(&batch.source, text);
                    take(alike.ok_or_else(|| unreadable("a row's likeness", text))?)?;
                }
            }
        }
        Ok(())
    }
}

fn alike<'a>(source: &'a str, text: &'a str) -> Option<Alike<'a>> {
    let mut words = text.splitn(3, ' ');
    Some(Alike {
        source,
        likeness: words.next()?.parse().ok()?,
        is_numbered: words.next()? == "=",
        engagements: words.next()?,
    })
}

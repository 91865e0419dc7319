//! What rows of earlier imports say of whom, as keyed digests: by these a row is found that may be
//! one of them written twice. Whether it is, a person decides.

use enishi_domain::engagement::EngagementId;
use futures_util::TryStreamExt as _;
use sqlx::Row as _;

use crate::columns::{SEPARATOR, unreadable};
use crate::database::Store;
use crate::error::StoreError;
use crate::imports::engagements_of;

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
    /// across purposes (個人情報保護法69条). One at a time, as with [`Store::known_rows`].
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
        let mut texts = sqlx::query(include_str!("../sql/read_likenesses.sql"))
            .bind(purpose.to_owned())
            .bind(source.to_owned())
            .bind(SEPARATOR.to_owned())
            .bind(i64::from(among == Among::All))
            .fetch(&self.readers);
        while let Some(row) = texts.try_next().await? {
            let source = row.try_get(0)?;
            for text in row.try_get::<&str, _>(1)?.split(SEPARATOR) {
                take(alike(source, text).ok_or_else(|| unreadable("a row's likeness", text))?)?;
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

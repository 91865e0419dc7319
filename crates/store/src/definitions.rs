//! The city as data: the files of its region as they were given, so that a ledger can be opened
//! without them and every past version can be asked for.

use enishi_domain::engagement::Position;
use sqlx::Row as _;

use crate::answered::{Answered, OF_THE_OFFICE};
use crate::assessments::{Signature, signature};
use crate::columns::checked;
use crate::database::Store;
use crate::error::StoreError;
use crate::posting::Posting;

/// What the names begin with under which it is kept how the files of a source call their columns.
/// The policies of PostgreSQL say it as well.
pub const MAPPINGS: &str = "mappings/";

impl Posting {
    /// Keeps a file of the region under its name; without content, the name is gone from now on. It
    /// is for whoever defines the city; how a source calls its columns is for whoever imports.
    ///
    /// # Errors
    /// [`StoreError::ControlCharacter`], [`StoreError::OutOfReach`].
    pub async fn keep_definition(
        &mut self,
        name: &str,
        content: Option<&str>,
    ) -> Result<Position, StoreError> {
        let position = self.next_position();
        let content = content.map(|text| checked("a definition", text));
        let row = sqlx::query(include_str!("../sql/insert_definition.sql"))
            .bind(position.0)
            .bind(checked("a file's name", name)?.to_owned())
            .bind(content.transpose()?.map(str::to_owned));
        if name.starts_with(MAPPINGS) {
            row.execute(self.database().await?).await?;
        } else {
            self.write_answered((Answered::Definition, OF_THE_OFFICE), row)
                .await?;
        }
        Ok(position)
    }
}

impl Store {
    /// The position of the last file of any name: where it moved, something was defined anew.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn definition_mark(&self) -> Result<Position, StoreError> {
        let row = sqlx::query(include_str!("../sql/read_definition_mark.sql"))
            .fetch_one(&self.readers)
            .await?;
        Ok(Position(row.try_get(0)?))
    }

    /// Every version of a file, the latest first: where it stands, when and by whom it was
    /// recorded.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn definition_versions(&self, name: &str) -> Result<Vec<Signature>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_definition_versions.sql"))
            .bind(name)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| signature(row, 1)).collect()
    }

    /// The region's files as they were in force at a position, by name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn definitions(&self, as_of: Position) -> Result<Vec<(String, String)>, StoreError> {
        let rows = sqlx::query(include_str!("../sql/read_definitions.sql"))
            .bind(as_of.0)
            .fetch_all(&self.readers)
            .await?;
        let files = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        files.collect()
    }
}

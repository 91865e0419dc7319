//! A statement that is put together: fixed fragments, and values that are bound.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::rows::{self, Field};

/// A statement that is being put together.
pub(crate) struct Query {
    dialect: Dialect,
    text: String,
    values: Vec<Field>,
}

impl Query {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            text: String::new(),
            values: Vec::new(),
        }
    }

    pub(crate) fn text(&mut self, fragment: &'static str) {
        self.text.push_str(fragment);
    }

    pub(crate) fn number(&mut self, value: i64) {
        self.bind(Field::number(value));
    }

    pub(crate) fn word(&mut self, value: &str) {
        self.bind(Field::text(value));
    }

    /// A list; an empty one holds nothing.
    pub(crate) fn words<'w>(&mut self, values: impl Iterator<Item = &'w str>) {
        let mut separator = "";
        for value in values {
            self.text.push_str(separator);
            self.word(value);
            separator = ", ";
        }
        if separator.is_empty() {
            self.text.push_str("null");
        }
    }

    fn bind(&mut self, value: Field) {
        self.values.push(value);
        self.dialect.placeholder(&mut self.text, self.values.len());
    }

    pub(crate) async fn fetch_one(
        self,
        connection: &mut AnyConnection,
    ) -> Result<AnyRow, StoreError> {
        let arguments = rows::arguments(self.values)?;
        let query = sqlx::query_with(AssertSqlSafe(self.text), arguments);
        Ok(query.fetch_one(connection).await?)
    }

    pub(crate) async fn fetch(
        self,
        connection: &mut AnyConnection,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let arguments = rows::arguments(self.values)?;
        let query = sqlx::query_with(AssertSqlSafe(self.text), arguments);
        Ok(query.fetch_all(connection).await?)
    }
}

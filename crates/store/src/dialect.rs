//! The few differences between the two databases, all in one place.

use std::fmt::Write as _;

/// Which database is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// By the beginning of an address.
    pub(crate) fn of_address(address: &str) -> Option<Self> {
        let scheme = address.split(':').next()?;
        match scheme {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }

    /// The schema or a migration as this database reads it.
    pub(crate) fn adapt(self, script: &str) -> String {
        let ours = |line: &&str| match self {
            Self::Sqlite => !line.ends_with("-- only postgres"),
            Self::Postgres => !line.ends_with("-- only sqlite"),
        };
        let lines: Vec<&str> = script.lines().filter(ours).collect();
        let script = lines.join("\n");
        match self {
            Self::Sqlite => script
                .replace(" bigint", " integer")
                .replace(" bytea", " blob"),
            Self::Postgres => script
                .replace(") strict, without rowid;", ");")
                .replace(") strict;", ");"),
        }
    }

    /// The triggers that keep append-only what a version of the schema brought, and the policies
    /// that hold a unit of work to how far it reaches.
    pub(crate) fn guards(self, version: i64) -> Option<&'static str> {
        match (self, version) {
            (Self::Sqlite, 1) => Some(include_str!("../guards/sqlite.sql")),
            (Self::Postgres, 1) => Some(include_str!("../guards/postgres.sql")),
            (Self::Sqlite, 2) => Some(include_str!("../guards/sqlite_0002.sql")),
            (Self::Postgres, 2) => Some(include_str!("../guards/postgres_0002.sql")),
            (Self::Sqlite, 5) => Some(include_str!("../guards/sqlite_0005.sql")),
            (Self::Postgres, 5) => Some(include_str!("../guards/postgres_0005.sql")),
            (Self::Postgres, 9) => Some(include_str!("../guards/postgres_0009.sql")),
            (Self::Postgres, 14) => Some(include_str!("../guards/postgres_0014.sql")),
            _ => None,
        }
    }

    /// What a connection that writes is told when it opens, and one that reads. PostgreSQL plans
    /// the check of a reference once, while the table is empty, and would read it whole ever
    /// after: the first import took three times as long as the second.
    pub(crate) fn settings(self) -> (&'static str, &'static str) {
        match self {
            Self::Sqlite => (
                include_str!("../sql/open_sqlite_writer.sql"),
                include_str!("../sql/open_sqlite_reader.sql"),
            ),
            Self::Postgres => (
                include_str!("../sql/open_postgres_writer.sql"),
                include_str!("../sql/open_postgres_reader.sql"),
            ),
        }
    }

    /// What begins a transaction that writes. SQLite must take its lock at once: a reader that
    /// becomes a writer later may be refused without waiting.
    pub(crate) fn begin_writing(self) -> &'static str {
        match self {
            Self::Sqlite => "begin immediate",
            Self::Postgres => "begin",
        }
    }

    /// What begins a transaction whose statements all see the same rows.
    pub(crate) fn begin_reading(self) -> &'static str {
        match self {
            Self::Sqlite => "begin",
            Self::Postgres => "begin isolation level repeatable read",
        }
    }

    /// What stands for the texts of a list that is bound as JSON, as the fourth value.
    pub(crate) fn fourth_as_texts(self) -> &'static str {
        match self {
            Self::Sqlite => "(select value from json_each($4))",
            Self::Postgres => "(select json_array_elements_text($4::json))",
        }
    }

    /// Writes the n-th placeholder, from 1. SQLite looks each `$n` up by its name, which is
    /// quadratic in a long statement.
    pub(crate) fn placeholder(self, text: &mut String, n: usize) {
        match self {
            Self::Sqlite => text.push('?'),
            Self::Postgres => {
                write!(text, "${n}").expect("writing to a string cannot fail");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_gets_its_own_spelling_of_the_schema() {
        let script = "create table a (\n    b bigint,\n    x text -- only postgres\n) strict;";
        assert_eq!(
            Dialect::Sqlite.adapt(script),
            "create table a (\n    b integer,\n) strict;"
        );
        assert!(Dialect::Postgres.adapt(script).ends_with("\n);"));
    }
}

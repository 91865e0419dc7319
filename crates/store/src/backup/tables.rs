//! What a backup holds, by the schema itself: a table that is added there is in it from then on.
//! Only what is named here is left out.

use crate::dialect::Dialect;

/// What is made anew from the rest.
const DERIVED: [&str; 6] = [
    "party_canon",
    "fact_shape",
    "engagement_fact",
    "cell",
    "cell_change",
    "cell_party",
];

/// What lets somebody in or keeps somebody out for a day, and what the schema itself brings.
const PASSING: [&str; 5] = [
    "session",
    "one_time_link",
    "login_attempt",
    "idempotency_key",
    "schema_version",
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Number,
    Text,
    Bytes,
}

/// A table with its columns, and by which of them its rows are ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub name: &'static str,
    pub columns: Vec<(&'static str, Holds)>,
    pub key: Vec<&'static str>,
}

/// The tables that a backup holds; what one refers to stands before it.
pub(super) fn kept() -> Vec<Table> {
    let mut tables = all();
    tables.retain(|table| !DERIVED.contains(&table.name) && !PASSING.contains(&table.name));
    tables
}

/// All tables of the schema, in its order.
pub(super) fn all() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in include_str!("../../schema.sql").lines() {
        if let Some(rest) = line.strip_prefix("create table ") {
            let name = rest.split(' ').next().unwrap_or_default();
            tables.push(Table {
                name,
                columns: Vec::new(),
                key: Vec::new(),
            });
            continue;
        }
        let Some(table) = tables.last_mut() else {
            continue;
        };
        let Some(said) = line.strip_prefix("    ") else {
            continue;
        };
        if let Some(key) = said.strip_prefix("primary key (") {
            let key = key.split(')').next().unwrap_or_default();
            table.key = key.split(", ").collect();
            continue;
        }
        let mut words = said.split([' ', ',']);
        let (Some(name), Some(kind)) = (words.next(), words.next()) else {
            continue;
        };
        let holds = match kind {
            "bigint" => Holds::Number,
            "text" => Holds::Text,
            "bytea" => Holds::Bytes,
            _ => continue,
        };
        table.columns.push((name, holds));
        if said.contains(" primary key") {
            table.key.push(name);
        }
    }
    tables
}

impl Table {
    /// The query for all rows, in the order of the key: of texts, by their bytes on either
    /// database, so that the same ledger gives the same backup.
    pub(super) fn query(&self, dialect: Dialect) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let ordered = self.key.iter().map(|key| {
            let is_text = self.columns.contains(&(*key, Holds::Text));
            match dialect {
                Dialect::Postgres if is_text => format!("{key} collate \"C\""),
                Dialect::Postgres | Dialect::Sqlite => (*key).to_owned(),
            }
        });
        let ordered: Vec<String> = ordered.collect();
        let (names, ordered) = (names.join(", "), ordered.join(", "));
        format!("select {names} from {} order by {ordered}", self.name)
    }
}

/// The statement that takes a row with these columns, whatever version of the schema they are of.
/// None where a name is none of ours: it comes out of a file.
pub(super) fn insertion(table: &str, columns: &[String]) -> Option<String> {
    let is_plain = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let mut names = columns.iter().map(String::as_str).chain([table]);
    if columns.is_empty() || !names.all(is_plain) {
        return None;
    }
    let values: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    Some(format!("insert into {table} ({columns}) values ({values})"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_table_is_kept_derived_or_passing() {
        let listed: BTreeSet<&str> = include_str!("../../visibility.toml")
            .lines()
            .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
            .collect();
        let known: BTreeSet<&str> = all().iter().map(|table| table.name).collect();
        assert_eq!(listed, known);
        let left = DERIVED.len() + PASSING.len();
        assert_eq!(kept().len() + left, known.len());
    }

    #[test]
    fn every_column_of_a_table_is_kept_and_every_table_has_an_order() {
        let mut table = "";
        let mut listed: BTreeSet<(&str, &str)> = BTreeSet::new();
        for line in include_str!("../../visibility.toml").lines() {
            if let Some(name) = line.strip_prefix('[') {
                table = name.trim_end_matches(']');
            } else if let Some((column, _)) = line.split_once(" = ") {
                listed.insert((table, column));
            }
        }
        let tables = all();
        let mut known = BTreeSet::new();
        for table in &tables {
            assert!(!table.key.is_empty(), "{}", table.name);
            for (column, _) in &table.columns {
                known.insert((table.name, *column));
            }
        }
        assert_eq!(listed, known);
    }

    #[test]
    fn names_that_come_out_of_a_file_are_names() {
        let columns = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert!(insertion("staff", &columns(&["id", "name"])).is_some());
        for (table, names) in [
            ("staff; drop table staff", &["id"][..]),
            ("staff", &["id) values (1) --"]),
            ("staff", &[]),
            ("", &["id"]),
        ] {
            assert_eq!(insertion(table, &columns(names)), None, "{table} {names:?}");
        }
    }
}

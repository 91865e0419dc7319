//! The schema is one thing however it comes about, every column has its class, and every statement
//! is understood by both databases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use crate::databases::{Scratch, scratches};

/// Every column with its type, or every index, as text.
const SQLITE_CATALOG: &str = "select m.type || ' ' || m.name || ' ' || c.name || ' ' || c.type \
     || ' ' || c.\"notnull\" || ' ' || c.pk from sqlite_master m join pragma_table_info(m.name) c \
     where m.type = 'table' \
     union all select 'index ' || i.name || ' ' || coalesce(c.name, i.sql) || ' ' || c.seqno \
     from sqlite_master i join pragma_index_info(i.name) c where i.type = 'index'";
const POSTGRES_CATALOG: &str = "select table_name || ' ' || column_name || ' ' || data_type \
     || ' ' || is_nullable from information_schema.columns where table_schema = 'public' \
     union all select indexdef from pg_indexes where schemaname = 'public'";

async fn catalog(scratch: &Scratch) -> BTreeSet<String> {
    let statement = if scratch.is_sqlite() {
        SQLITE_CATALOG
    } else {
        POSTGRES_CATALOG
    };
    let rows = sqlx::query(statement)
        .fetch_all(&mut scratch.connection().await)
        .await
        .unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

#[tokio::test]
async fn migrations_add_up_to_the_schema() {
    for (migrated, plain) in scratches().await.into_iter().zip(scratches().await) {
        migrated.store().await.close().await;
        if plain.is_sqlite() {
            let path = plain.address.trim_start_matches("sqlite:");
            std::fs::File::create(path).unwrap();
        }
        let script = enishi_store::schema(&plain.address).unwrap();
        sqlx::raw_sql(AssertSqlSafe(script))
            .execute(&mut plain.connection().await)
            .await
            .unwrap();
        let (migrated, plain_catalog) = (catalog(&migrated).await, catalog(&plain).await);
        assert!(migrated.len() > 100);
        assert_eq!(migrated, plain_catalog, "{}", plain.name);
    }
}

#[tokio::test]
async fn every_column_is_public_internal_or_personal() {
    let text = include_str!("../../visibility.toml");
    let classes: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(text).unwrap();
    let listed: BTreeSet<String> = classes
        .iter()
        .flat_map(|(table, columns)| columns.keys().map(move |c| format!("{table}.{c}")))
        .collect();
    for class in classes.values().flat_map(BTreeMap::values) {
        assert!(["public", "internal", "personal"].contains(&class.as_str()));
    }
    let scratch = crate::databases::sqlite();
    scratch.store().await;
    let columns = "select m.name || '.' || c.name from sqlite_master m \
         join pragma_table_info(m.name) c where m.type = 'table'";
    let rows = sqlx::query(columns)
        .fetch_all(&mut scratch.connection().await)
        .await
        .unwrap();
    let there: BTreeSet<String> = rows.iter().map(|row| row.get::<String, _>(0)).collect();
    assert_eq!(listed, there);
}

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    for scratch in scratches().await {
        scratch.store().await;
        let mut connection = scratch.staging_connection().await;
        let mut prepared = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            // Settings are SQLite's alone and many, and its lock comes with the transaction.
            let is_of_sqlite = name.contains("_sqlite_");
            let is_of_postgres = name.contains("_postgres_") || name == "lock_ledger";
            if name.starts_with("open_")
                // Made already, as the others need it.
                || name == "stage"
                || (scratch.is_sqlite() && is_of_postgres)
                || (!scratch.is_sqlite() && is_of_sqlite)
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(
                text.trim_end().matches(';').count(),
                0,
                "{name}: one query a file"
            );
            let pairs = concat!("(", include_str!("../../sql/read_waiting_pairs.sql"), ")");
            let text = text
                .replace("($list)", "(1, 2)")
                .replace("($pairs)", pairs)
                .replace("($programmes)", "(select cast($4 as text))");
            let result = connection.prepare(sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(text)));
            let result = result.await.map(|_| ());
            assert!(result.is_ok(), "{}: {name}: {result:?}", scratch.name);
            prepared += 1;
        }
        assert!(prepared > 40);
    }
}

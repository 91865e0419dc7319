//! The ledger knows only `insert`, whoever asks.

use std::collections::BTreeMap;

use enishi_domain::engagement::{Engagement, Kind};
use enishi_store::Recording;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, Row as _};

use crate::databases::{Scratch, scratches};

/// What may be changed, each for its reason; every other table is only ever inserted into.
const CHANGEABLE: &[&str] = &[
    // Derived, and rebuilt where that is asked for.
    "cell",
    "cell_change",
    "cell_party",
    "engagement_fact",
    "fact_shape",
    "party_canon",
    // Personal, and disposed of.
    "import_block",
    "party_identifier",
    "party_profile",
    // Declared by the region's files, whose versions are kept.
    "purpose",
    "series",
    // Who works here, as what, and who is in at the moment.
    "access_token",
    "account",
    "duty",
    "idempotency_key",
    "login_attempt",
    "one_time_link",
    "recovery_code",
    "second_factor",
    "security_key",
    "session",
    "staff",
];

/// The tables of the ledger.
fn append_only() -> Vec<String> {
    let classes: BTreeMap<String, toml::Value> =
        toml::from_str(include_str!("../../visibility.toml")).unwrap();
    let tables = classes.into_keys();
    tables
        .filter(|table| !CHANGEABLE.contains(&table.as_str()))
        .collect()
}

async fn refused(scratch: &Scratch, statement: &str) -> bool {
    let mut connection = scratch.connection().await;
    if scratch.is_sqlite() {
        sqlx::raw_sql("pragma recursive_triggers = on")
            .execute(&mut connection)
            .await
            .unwrap();
    }
    let result = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
        .execute(&mut connection)
        .await;
    match result {
        Ok(_) => false,
        Err(error) => error.to_string().contains("append-only"),
    }
}

#[tokio::test]
async fn nothing_of_the_ledger_can_be_changed_deleted_or_replaced() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let recording = Recording::by_system(Timestamp::UNIX_EPOCH, "test");
        let mut posting = store.begin(recording).await.unwrap();
        let engagement = Engagement::new(Kind::EventAttend, Date::constant(2024, 10, 5));
        posting.assert(&engagement).await.unwrap();
        posting.commit().await.unwrap();
        for statement in [
            "update engagement set kind = 'hire'",
            "delete from engagement",
            "update posting set recorded_at = 5",
            "delete from schema_version",
        ] {
            let name = scratch.name;
            assert!(refused(&scratch, statement).await, "{name}: {statement}");
        }
        if scratch.is_sqlite() {
            let replace = "insert or replace into engagement select * from engagement";
            assert!(refused(&scratch, replace).await);
        }
    }
}

#[tokio::test]
async fn every_table_of_the_ledger_has_its_guards() {
    for scratch in scratches().await {
        scratch.store().await;
        let tables = append_only();
        assert!(tables.len() > 15);
        for table in tables {
            if scratch.is_sqlite() {
                let mut connection = scratch.connection().await;
                let count =
                    "select count(*) from sqlite_master where type = 'trigger' and tbl_name = $1";
                let row = sqlx::query(count)
                    .bind(table.clone())
                    .fetch_one(&mut connection)
                    .await
                    .unwrap();
                assert_eq!(row.get::<i64, _>(0), 2, "{table}");
            } else {
                let column = first_column(&table);
                for statement in [
                    format!("update {table} set {column} = {column}"),
                    format!("delete from {table}"),
                    format!("truncate {table} cascade"),
                ] {
                    assert!(refused(&scratch, &statement).await, "{statement}");
                }
            }
        }
    }
}

fn first_column(table: &str) -> &'static str {
    let begin = format!("create table {table} (\n");
    let schema = include_str!("../../schema.sql");
    let body = schema.split_once(&begin).unwrap().1;
    body.split_whitespace().next().unwrap()
}

#[tokio::test]
async fn what_refers_to_what_is_not_there_is_refused() {
    for scratch in scratches().await {
        scratch.store().await;
        for (statement, named) in [
            (
                "insert into party values (1, 'person', 'none')",
                "no purpose none",
            ),
            (
                "insert into party_profile \
                 values (9, 1, 1, '', '', null, '', '', '', '', '', null)",
                "no party 9",
            ),
            (
                "insert into party_identifier values (9, 'donor', 'x', 1)",
                "no party 9",
            ),
            (
                "insert into engagement (position, engagement, operation, kind, occurred_on, \
                 date_precision, unit, batch) \
                 values (1, 1, 'assert', 'hire', '2024-04-01', 'day', '件', 9)",
                "no import_batch 9",
            ),
            (
                "insert into engagement_role values (9, 1, 'subject', 9)",
                "no party 9",
            ),
            (
                "insert into import_row (batch, n, content_hash, ordinal, verdict) \
                 values (9, 1, 1, 1, 'new')",
                "no import_batch 9",
            ),
            (
                "insert into import_block values (9, 1, 1, null, null)",
                "no import_batch 9",
            ),
        ] {
            let mut connection = scratch.connection().await;
            let result = sqlx::raw_sql(statement).execute(&mut connection).await;
            let error = result.unwrap_err().to_string();
            let name = scratch.name;
            let says = if scratch.is_sqlite() {
                "FOREIGN KEY"
            } else {
                named
            };
            assert!(error.contains(says), "{name}: {statement}: {error}");
        }
    }
}

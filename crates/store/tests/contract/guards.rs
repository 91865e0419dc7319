//! The ledger knows only `insert`, whoever asks.

use enishi_domain::engagement::{Engagement, Kind};
use enishi_store::Recording;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, Row as _};

use crate::databases::{Scratch, scratches};

const APPEND_ONLY: &[&str] = &[
    "assessment",
    "audit",
    "definition",
    "engagement",
    "engagement_role",
    "evidence",
    "figure",
    "import_batch",
    "import_batch_state",
    "import_row",
    "ledger_seal",
    "meeting",
    "metric",
    "party",
    "party_link",
    "period_close",
    "posting",
    "remark",
    "schema_version",
    "series_obs",
    "workflow_step",
];

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
        for table in APPEND_ONLY {
            if scratch.is_sqlite() {
                let mut connection = scratch.connection().await;
                let count =
                    "select count(*) from sqlite_master where type = 'trigger' and tbl_name = $1";
                let row = sqlx::query(count)
                    .bind(*table)
                    .fetch_one(&mut connection)
                    .await
                    .unwrap();
                assert_eq!(row.get::<i64, _>(0), 2, "{table}");
            } else {
                for statement in [
                    format!("update {table} set {}", first_column(table)),
                    format!("delete from {table}"),
                    format!("truncate {table} cascade"),
                ] {
                    assert!(refused(&scratch, &statement).await, "{statement}");
                }
            }
        }
    }
}

/// A column set to itself.
fn first_column(table: &str) -> &'static str {
    match table {
        "import_batch" | "party" => "id = id",
        "import_row" => "n = n",
        "metric" => "digest = digest",
        "ledger_seal" => "last_position = last_position",
        "posting" => "first_position = first_position",
        "schema_version" => "version = version",
        _ => "position = position",
    }
}

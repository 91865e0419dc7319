//! Making and opening ledgers.

use enishi_domain::strategies::ledger::ledger;
use enishi_store::{SCHEMA_VERSION, Store, StoreError};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlx::AssertSqlSafe;

use crate::databases::{scratches, sqlite};

#[tokio::test]
async fn a_ledger_is_made_once_and_opened_again() {
    for scratch in scratches().await {
        let refused = Store::open(&scratch.address).await;
        let is_absent = matches!(
            refused,
            Err(StoreError::NoDatabase(_) | StoreError::NotALedger(_))
        );
        assert!(is_absent, "{}: {refused:?}", scratch.name);
        Store::init(&scratch.address).await.unwrap().close().await;
        Store::init(&scratch.address).await.unwrap().close().await;
        Store::open(&scratch.address).await.unwrap().close().await;
    }
}

#[tokio::test]
async fn a_ledger_of_a_newer_program_is_refused_politely() {
    for scratch in scratches().await {
        scratch.store().await.close().await;
        let mut connection = scratch.connection().await;
        let newer = SCHEMA_VERSION + 1;
        let statement = format!("insert into schema_version (version) values ({newer})");
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
        for refused in [
            Store::open(&scratch.address).await,
            Store::init(&scratch.address).await,
        ] {
            let message = refused.unwrap_err().to_string();
            let expected = format!(
                "the database has schema version {newer}, and this program knows up to \
                 {SCHEMA_VERSION}"
            );
            assert_eq!(message, expected, "{}", scratch.name);
        }
    }
}

#[tokio::test]
async fn an_older_ledger_gets_what_the_present_is_counted_from() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut runner = TestRunner::deterministic();
        let written = ledger().new_tree(&mut runner).unwrap().current();
        crate::measuring::replay(&store, &written, 5).await;
        store.close().await;
        let guard = if scratch.is_sqlite() {
            "drop trigger schema_version_no_delete"
        } else {
            "drop trigger schema_version_append_only on schema_version"
        };
        if !scratch.is_sqlite() {
            let gone = "do $$ declare one record; begin
                for one in select policyname, tablename from pg_policies loop
                    execute format('drop policy %I on %I', one.policyname, one.tablename);
                end loop; end $$; drop function is_within_reach";
            sqlx::raw_sql(gone)
                .execute(&mut scratch.connection().await)
                .await
                .unwrap();
        }
        for change in [
            guard,
            "delete from schema_version where version > 3",
            "drop table cell_party",
            "drop table key_mark",
            "drop table access_token",
            "drop table idempotency_key",
            "drop table cell_change",
            "drop table security_key",
            "drop index party_canon_by_begin",
            "drop index party_canon_by_end",
            "drop index party_profile_by_name",
            "drop index party_profile_by_kana",
            "drop index audit_of_disposal",
            "alter table account drop column directory_mark",
            "alter table meeting drop column corrects",
        ] {
            sqlx::raw_sql(change)
                .execute(&mut scratch.connection().await)
                .await
                .unwrap();
        }
        let store = Store::open(&scratch.address).await.unwrap();
        assert!(store.derived_is_sound(7).await.unwrap(), "{}", scratch.name);
        store.close().await;
    }
}

#[tokio::test]
async fn what_is_no_ledger_is_told_from_what_is_not_there() {
    let scratch = sqlite();
    let path = scratch.address.trim_start_matches("sqlite:").to_owned();
    assert!(matches!(
        Store::open(&scratch.address).await,
        Err(StoreError::NoDatabase(_))
    ));
    std::fs::write(&path, "番号,氏名\n".repeat(200)).unwrap();
    assert!(matches!(
        Store::open(&scratch.address).await,
        Err(StoreError::NotALedger(_))
    ));
    assert!(matches!(
        Store::open("mysql://x/y").await,
        Err(StoreError::UnknownDatabase(_))
    ));
}

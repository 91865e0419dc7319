//! How far a unit of work reaches: what departments answer for is written within it and nowhere
//! else, whatever whoever asks forgot.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_store::rehearsal::put;
use enishi_store::{Answered, MAPPINGS, Programmes, Reach, Recording, Store, StoreError};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::databases::{self, scratches};
use crate::ledger::at;

/// The tables that are only ever inserted into and held to the reach.
const HELD: [&str; 8] = [
    "assessment",
    "workflow_step",
    "remark",
    "period_close",
    "figure",
    "series_obs",
    "meeting",
    "definition",
];

/// A remark that can be answered.
async fn remark(store: &Store) -> Position {
    let mut posting = store.begin(at(1)).await.unwrap();
    let year = FiscalYear::new(2000).unwrap();
    put(&mut posting, Answered::Remark, ("1", year), Position(0))
        .await
        .unwrap();
    posting.commit().await.unwrap()
}

/// Writes one row of something with a programme, in a year of its own, and says whether it was
/// taken.
async fn write(
    store: &Store,
    reach: &Reach,
    (what, programme): (Answered, &str),
    remark: Position,
) -> bool {
    let recording = Recording {
        reach: reach.clone(),
        ..at(1)
    };
    let n = Answered::ALL.iter().position(|known| *known == what);
    let year = FiscalYear::new(2024 + i16::try_from(n.unwrap()).unwrap()).unwrap();
    let mut posting = store.begin(recording).await.unwrap();
    let written = put(&mut posting, what, (programme, year), remark).await;
    match written {
        Ok(()) => {
            posting.commit().await.unwrap();
            true
        }
        Err(StoreError::OutOfReach) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_unit_of_work_writes_no_further_than_it_reaches() {
    let these = |programme: &str| Programmes::These([programme.to_owned()].into());
    for scratch in scratches().await {
        let scratch = scratch.by_its_owner().await;
        let store = scratch.store().await;
        let remark = remark(&store).await;
        let mut postgres = None;
        if !scratch.is_sqlite() {
            postgres = Some(scratch.connection().await);
        }
        for what in Answered::ALL {
            let other = Answered::ALL.into_iter().find(|other| *other != what);
            let own = Reach::Only(BTreeMap::from([(what, these("1"))]));
            let of_other = Reach::Only(BTreeMap::from([(other.unwrap(), Programmes::All)]));
            let all_others = Answered::ALL.into_iter().filter(|other| *other != what);
            let all_others = all_others.map(|other| (other, Programmes::All));
            let of_all_others = Reach::Only(all_others.collect());
            let all = Reach::Only(BTreeMap::from([(what, Programmes::All)]));
            let none = Reach::Only(BTreeMap::from([(what, Programmes::These([].into()))]));
            let is_of_programme = what.is_of_programme();
            for (reach, programme, is_taken) in [
                (&Reach::nothing(), "1", false),
                (&none, "1", false),
                (&of_other, "1", false),
                (&of_all_others, "1", false),
                (&own, "2", false),
                (&own, "11", false),
                (&own, "", false),
                (&own, "true", false),
                (&own, "1", is_of_programme),
                (&all, "3", true),
                (&Reach::Everything, "4", true),
            ] {
                let taken = write(&store, reach, (what, programme), remark).await;
                let name = scratch.name;
                assert_eq!(taken, is_taken, "{name}: {what:?} {programme} {reach:?}");
                let Some(postgres) = &mut postgres else {
                    continue;
                };
                let taken = databases::is_taken(postgres, &reach.told(), (what, programme)).await;
                assert_eq!(taken, is_taken, "by itself: {what:?} {programme} {reach:?}");
            }
        }
        store.close().await;
    }
}

#[tokio::test]
async fn who_imports_keeps_how_a_source_calls_its_columns_and_nothing_else_of_the_city() {
    for scratch in scratches().await {
        let scratch = scratch.by_its_owner().await;
        let store = scratch.store().await;
        let recording = Recording {
            reach: Reach::nothing(),
            ..at(1)
        };
        let mut posting = store.begin(recording).await.unwrap();
        let name = format!("{MAPPINGS}members.toml");
        posting.keep_definition(&name, Some("x")).await.unwrap();
        for name in ["programmes.toml", "mapping", "r7/mappings/x.toml", ""] {
            let kept = posting.keep_definition(name, Some("x")).await;
            assert!(matches!(kept, Err(StoreError::OutOfReach)), "{name}");
        }
        posting.commit().await.unwrap();
        store.close().await;
    }
}

/// The code with which PostgreSQL refuses a statement.
async fn refused(connection: &mut AnyConnection, statement: String) -> String {
    let done = sqlx::raw_sql(AssertSqlSafe(statement.clone()))
        .execute(connection)
        .await;
    let Err(error) = done else {
        panic!("taken: {statement}");
    };
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.expect("a code").into_owned()
}

#[tokio::test]
async fn postgres_takes_nothing_of_whoever_does_not_say_how_far_they_reach() {
    let Some(scratch) = databases::postgres().await else {
        return;
    };
    let scratch = scratch.by_its_owner().await;
    let store = scratch.store().await;
    let remark = remark(&store).await;
    for what in Answered::ALL {
        assert!(write(&store, &Reach::Everything, (what, "1"), remark).await);
    }
    store.close().await;
    let mut connection = scratch.connection().await;
    for what in Answered::ALL {
        for told in ["", "{}", "{\"posting\": true}", "{\"*\": true}"] {
            let taken = databases::is_taken(&mut connection, told, (what, "1")).await;
            assert!(!taken, "{what:?} {told}");
        }
    }
    // Also whoever reaches everything changes nothing, and is told so; and what was said for one
    // statement does not hold for the next.
    for table in HELD {
        let insert = format!("insert into {table} select * from {table}");
        assert_eq!(refused(&mut connection, insert).await, "42501");
        for change in [
            format!("update {table} set position = 0"),
            format!("delete from {table}"),
        ] {
            let change = format!("begin; set local enishi.reach = '*'; {change}");
            assert_eq!(refused(&mut connection, change).await, "P0001");
            let given_up = sqlx::raw_sql("rollback").execute(&mut connection).await;
            given_up.unwrap();
        }
        let count = format!("select count(*) from {table}");
        let row = sqlx::query(AssertSqlSafe(count))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert!(row.get::<i64, _>(0) > 0, "{table} is read");
    }
}

#[tokio::test]
async fn postgres_ends_no_duty_for_whoever_assigns_none() {
    let Some(scratch) = databases::postgres().await else {
        return;
    };
    let scratch = scratch.by_its_owner().await;
    let store = scratch.store().await;
    assert!(
        write(
            &store,
            &Reach::Everything,
            (Answered::Duty, ""),
            Position(0)
        )
        .await
    );
    let mut connection = scratch.connection().await;
    let end = "update duty set until_day = '2025-04-01'";
    for told in ["", "{}", "{\"duty\": [\"1\"]}", "{\"definition\": true}"] {
        let end = format!("begin; set local enishi.reach = '{told}'; {end}");
        assert_eq!(refused(&mut connection, end).await, "42501", "{told}");
        let given_up = sqlx::raw_sql("rollback").execute(&mut connection).await;
        given_up.unwrap();
    }
    let deleted = sqlx::raw_sql("set enishi.reach = '*'; delete from duty");
    let deleted = deleted.execute(&mut connection).await.unwrap();
    assert_eq!(deleted.rows_affected(), 0, "none is deleted");
    let end = format!("set enishi.reach = '{{\"duty\": true}}'; {end}");
    let ended = sqlx::raw_sql(AssertSqlSafe(end)).execute(&mut connection);
    assert_eq!(ended.await.unwrap().rows_affected(), 1);
    store.close().await;
}

//! How far a unit of work reaches: what departments answer for is written within it and nowhere
//! else, whatever whoever asks forgot.

use std::collections::BTreeMap;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Kind, Position};
use enishi_domain::workflow::{Step, Taken};
use enishi_store::{
    Answered, Posting, Programmes, Reach, Recording, Remark, Statement, Store, StoreError,
};
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::databases::scratches;
use crate::ledger::at;

const YEAR: i16 = 2024;

/// Writes one row of something with a programme, and says whether it was taken.
async fn write(store: &Store, reach: &Reach, what: Answered, programme: &str) -> bool {
    let recording = Recording {
        reach: reach.clone(),
        ..at(1)
    };
    let mut posting = store.begin(recording).await.unwrap();
    let written = put(&mut posting, what, programme).await;
    match written {
        Ok(()) => {
            posting.commit().await.unwrap();
            true
        }
        Err(StoreError::OutOfReach) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn put(posting: &mut Posting, what: Answered, programme: &str) -> Result<(), StoreError> {
    let year = FiscalYear::new(YEAR).unwrap();
    match what {
        Answered::Assessment => {
            // Its own KPI each time, so that none is a later revision of another.
            let kpi = posting.position().0.to_string();
            let said = Statement::default();
            let place = (programme, year, kpi.as_str());
            let step = posting.assess(place, (0, Position(0)), &said).await?;
            assert!(step.is_some());
        }
        Answered::WorkflowStep => {
            let taken = Taken {
                step: Step::Submit,
                by: enishi_store::StaffId::SYSTEM,
                version: Some("1".to_owned()),
                decision_number: None,
                reason: None,
            };
            // Of another year, in which nothing was said that the step would have to know.
            let year = FiscalYear::new(YEAR - 1).unwrap();
            let step = posting.take_step((programme, year), Position(0), &taken);
            assert!(step.await?.is_some());
        }
        Answered::Remark => {
            let remark = Remark {
                fiscal_year: year,
                programme: programme.to_owned(),
                kpi: String::new(),
                answers: None,
                category: None,
                text: "よい".to_owned(),
            };
            posting.remark(&remark).await?;
        }
        Answered::PeriodClose => {
            posting.close_period(programme, Kind::Hire, year).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_unit_of_work_writes_no_further_than_it_reaches() {
    let these = |programme: &str| Programmes::These([programme.to_owned()].into());
    for scratch in scratches().await {
        let scratch = scratch.by_its_owner().await;
        let store = scratch.store().await;
        for what in Answered::ALL {
            let other = Answered::ALL.into_iter().find(|other| *other != what);
            let own = Reach::Only(BTreeMap::from([(what, these("1"))]));
            let of_other = Reach::Only(BTreeMap::from([(other.unwrap(), Programmes::All)]));
            let all = Reach::Only(BTreeMap::from([(what, Programmes::All)]));
            let none = Reach::Only(BTreeMap::from([(what, Programmes::These([].into()))]));
            for (reach, programme, is_taken) in [
                (&Reach::nothing(), "1", false),
                (&none, "1", false),
                (&of_other, "1", false),
                (&own, "2", false),
                (&own, "11", false),
                (&own, "", false),
                (&own, "true", false),
                (&own, "1", true),
                (&all, "3", true),
                (&Reach::Everything, "4", true),
            ] {
                let taken = write(&store, reach, what, programme).await;
                let name = scratch.name;
                assert_eq!(taken, is_taken, "{name}: {what:?} {programme} {reach:?}");
            }
        }
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
    let Some(scratch) = crate::databases::postgres().await else {
        return;
    };
    let scratch = scratch.by_its_owner().await;
    let store = scratch.store().await;
    let reach = Reach::Everything;
    for what in Answered::ALL {
        assert!(write(&store, &reach, what, "1").await);
    }
    let mut connection = scratch.connection().await;
    for (statement, columns) in [
        ("assessment", "9, '1', 2024, '1', 9, '', '', ''"),
        ("workflow_step", "9, '1', 2024, 'submit', '1', null, null"),
        ("remark", "9, 2024, '1', '', null, null, 'x'"),
        ("period_close", "9, '1', 'hire', 2024, 1, null"),
    ] {
        for told in [
            None,
            Some(String::new()),
            Some("{}".to_owned()),
            Some(format!("{{\"{statement}\": [\"2\", \"11\"]}}")),
            Some("{\"meeting\": true}".to_owned()),
        ] {
            let told =
                told.map_or_else(String::new, |told| format!("set enishi.reach = '{told}'; "));
            let insert = format!("{told}insert into {statement} values ({columns})");
            assert_eq!(refused(&mut connection, insert).await, "42501");
        }
        // Also whoever reaches everything changes nothing, and is told so.
        for change in [
            format!("update {statement} set programme = '2'"),
            format!("delete from {statement}"),
        ] {
            let change = format!("set enishi.reach = '*'; {change}");
            assert_eq!(refused(&mut connection, change).await, "P0001");
        }
        let count = format!("select count(*) from {statement}");
        let row = sqlx::query(AssertSqlSafe(count))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(
            row.get::<i64, _>(0),
            1,
            "{statement} is read, and has one row"
        );
    }
    store.close().await;
}

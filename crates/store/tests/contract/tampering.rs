//! Whoever owns the database changes a single byte anywhere, takes a row out, changes two rows
//! about or cuts the end off: `verify` finds it every time. `ENISHI_FLIPS` says in how many rows of
//! each table every byte is changed.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Kind, Position, Role};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::measurement::FigureStatus;
use enishi_domain::money::Yen;
use enishi_domain::party::PartyType;
use enishi_domain::register::BatchState;
use enishi_domain::statistics::{Observation, Release};
use enishi_store::{
    BatchDescription, Checkpoint, Damage, FrozenFigure, LinkDecision, NewParty, Posting, Store,
};
use jiff::civil::Date;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::databases::{Scratch, scratches};
use crate::ledger::{at, declare_purpose};

/// What is sealed, each with the column of its position.
const SEALED: [(&str, &str); 11] = [
    ("audit", "position"),
    ("definition", "position"),
    ("engagement", "position"),
    ("engagement_role", "position"),
    ("figure", "position"),
    ("import_batch", "id"),
    ("import_batch_state", "position"),
    ("party_link", "position"),
    ("period_close", "position"),
    ("posting", "first_position"),
    ("series_obs", "position"),
];

/// A year's work in small: every sealed table holds some rows.
async fn worked(scratch: &Scratch) -> (Store, Checkpoint) {
    let store = scratch.store().await;
    for round in 0..6 {
        let mut posting = store.begin(at(round)).await.unwrap();
        declare_purpose(&mut posting).await;
        work(&mut posting, round).await;
        posting.commit().await.unwrap();
    }
    let checkpoint = store.seal().await.unwrap().unwrap();
    (store, checkpoint)
}

async fn work(posting: &mut Posting, round: i64) {
    engage(posting, round).await;
    record(posting, round).await;
}

/// People, what they did, and what was decided about them.
async fn engage(posting: &mut Posting, round: i64) {
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "event",
    };
    let parties = posting.add_parties(&[person; 2]).await.unwrap();
    let mut engagement = Engagement::new(Kind::EventAttend, Date::constant(2024, 5, 1));
    engagement.parties = vec![(Role::Subject, parties[0]), (Role::Host, parties[1])];
    engagement.amount = Some(Yen(1_200 + round));
    engagement.activity = Some("複業セミナー".to_owned());
    let id: EngagementId = posting.assert(&engagement).await.unwrap();
    engagement.amount = Some(Yen(900));
    let reason = CorrectionReason::EntryError;
    posting
        .correct(id, &engagement, reason, Some("誤記"))
        .await
        .unwrap();
    let decision = LinkDecision {
        a: parties[0],
        b: parties[1],
        verdict: LinkVerdict::Different,
        reasons: Some("name"),
        basis: None,
    };
    posting.link(decision).await.unwrap();
}

/// Everything else.
async fn record(posting: &mut Posting, round: i64) {
    let year = FiscalYear::new(2024).unwrap();
    posting.close_period("1", Kind::Hire, year).await.unwrap();
    posting
        .reopen_period("1", Kind::Hire, year, &format!("late {round}"))
        .await
        .unwrap();
    let one = Observation {
        position: Position::default(),
        series: "life".to_owned(),
        definition: "old".to_owned(),
        part: Some("x".to_owned()),
        period: year,
        value: enishi_domain::Decimal::new(8125 + round, 2),
        release: Release::Final,
        published_on: Some(Date::constant(2025, 1, 31)),
        document: None,
    };
    posting.observe(&[(&one, None)]).await.unwrap();
    posting
        .keep_definition("a.toml", Some(&format!("[kpi]\nno = {round}\n")))
        .await
        .unwrap();
    let entry = enishi_store::Audit {
        staff: enishi_store::StaffId::SYSTEM,
        action: "work".to_owned(),
        object: Some("B1".to_owned()),
        detail: Some(format!("round {round}")),
    };
    posting.audit(&entry).await.unwrap();
    let batch = posting
        .begin_batch(&BatchDescription {
            source: "event-signup",
            mapping: "event-signup/1",
            purpose: "event",
            file_name: Some(&format!("{round}.csv")),
            file_digest: "3a7f",
        })
        .await
        .unwrap();
    let counts = format!("{{\"new\":{round}}}");
    posting
        .change_batch(batch, BatchState::Committed, Some(&counts))
        .await
        .unwrap();
    posting.freeze(&figure(year, round)).await.unwrap();
}

fn figure(year: FiscalYear, rows: i64) -> FrozenFigure {
    FrozenFigure {
        edition: "R6".to_owned(),
        programme: "1".to_owned(),
        kpi: "1".to_owned(),
        fiscal_year: year,
        as_of: Position(3),
        metric: "m1".to_owned(),
        amounts: "[{\"amount\":\"63\"}]".to_owned(),
        rows: Some(rows),
        distinct: None,
        evidence: 63,
        status: FigureStatus::Ready,
        reason: None,
        input_digest: "77".to_owned(),
    }
}

/// A connection for which nothing guards the ledger.
async fn unguarded(scratch: &Scratch) -> AnyConnection {
    let mut connection = scratch.connection().await;
    if scratch.is_sqlite() {
        let triggers = "select name from sqlite_master where type = 'trigger'";
        for row in sqlx::query(triggers)
            .fetch_all(&mut connection)
            .await
            .unwrap()
        {
            let name: String = row.get(0);
            change(&mut connection, &format!("drop trigger {name}"))
                .await
                .unwrap();
        }
        change(&mut connection, "pragma foreign_keys = off")
            .await
            .unwrap();
    } else {
        let replica = "set session_replication_role = replica";
        change(&mut connection, replica).await.unwrap();
    }
    connection
}

async fn change(connection: &mut AnyConnection, statement: &str) -> Result<u64, sqlx::Error> {
    let statement = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
    Ok(statement.execute(connection).await?.rows_affected())
}

/// The columns of a table, each with whether it holds numbers.
fn columns(table: &str) -> Vec<(&'static str, bool)> {
    let schema = include_str!("../../schema.sql");
    let begin = format!("create table {table} (\n");
    let body = schema.split_once(&begin).unwrap().1;
    let lines = body.lines().take_while(|line| !line.starts_with(')'));
    let columns = lines.filter_map(|line| {
        let (name, rest) = line.trim().split_once(' ')?;
        let is_number = rest.starts_with("bigint");
        (is_number || rest.starts_with("text")).then_some((name, is_number))
    });
    columns.collect()
}

/// The values that differ from one in a single byte or digit.
fn flipped(value: Option<&str>, is_number: bool) -> Vec<String> {
    let Some(value) = value else {
        return vec![if is_number { "7" } else { "'x'" }.to_owned()];
    };
    let characters: Vec<char> = value.chars().collect();
    let one = |at: usize| {
        let mut changed = characters.clone();
        changed[at] = match changed[at] {
            digit @ '0'..='8' => char::from_u32(u32::from(digit) + 1).unwrap(),
            '9' => '1',
            '-' if is_number => '1',
            'a' => 'b',
            _ => 'a',
        };
        let text: String = changed.into_iter().collect();
        if is_number {
            text
        } else {
            format!("'{}'", text.replace('\'', "''"))
        }
    };
    let mut all: Vec<String> = (0..characters.len()).map(one).collect();
    if !is_number {
        all.push("''".to_owned());
    }
    all
}

fn rows_flipped() -> usize {
    #[expect(
        clippy::disallowed_methods,
        reason = "long runs are asked for by the environment"
    )]
    let asked = std::env::var("ENISHI_FLIPS").ok();
    asked.and_then(|rows| rows.parse().ok()).unwrap_or(1)
}

/// Where some rows of a table stand, spread over all of it.
async fn some_rows(
    connection: &mut AnyConnection,
    (table, key): (&str, &str),
    most: usize,
) -> Vec<i64> {
    let statement = format!("select distinct {key} from {table} order by {key}");
    let found = sqlx::query(AssertSqlSafe(statement))
        .fetch_all(connection)
        .await
        .unwrap();
    let step = (found.len() / most).max(1);
    found
        .iter()
        .skip(step / 2)
        .step_by(step)
        .map(|row| row.get(0))
        .collect()
}

#[tokio::test]
async fn every_byte_that_is_changed_is_found() {
    for scratch in scratches().await {
        let (store, checkpoint) = worked(&scratch).await;
        let mut connection = unguarded(&scratch).await;
        let mut tried = 0;
        for (table, key) in SEALED {
            for row in some_rows(&mut connection, (table, key), rows_flipped()).await {
                tried += flip_row(&mut connection, (&store, &checkpoint), (table, key), row).await;
            }
        }
        assert_eq!(store.verify(Some(&checkpoint)).await.unwrap().damage, None);
        assert!(tried > 300, "{}: {tried}", scratch.name);
    }
}

/// Changes every byte of a row, one after the other; gives how many.
async fn flip_row(
    connection: &mut AnyConnection,
    (store, checkpoint): (&Store, &Checkpoint),
    (table, key): (&str, &str),
    row: i64,
) -> usize {
    let mut tried = 0;
    // Two roles may stand at one position; one of them is enough.
    let only = if table == "engagement_role" {
        " and ordinal = 0"
    } else {
        ""
    };
    for (column, is_number) in columns(table) {
        // The row is found by its key, so that this changes last and back again by itself.
        let is_key = column == key || (table == "engagement_role" && column == "ordinal");
        let read = format!("select cast({column} as text) from {table} where {key} = {row}{only}");
        let found = sqlx::query(AssertSqlSafe(read))
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        let value: Option<String> = found.get(0);
        let kept = match &value {
            None => "null".to_owned(),
            Some(number) if is_number => number.clone(),
            Some(text) => format!("'{}'", text.replace('\'', "''")),
        };
        for other in flipped(value.as_deref(), is_number) {
            if other == kept {
                continue;
            }
            let set = |to: &str, at: String| format!("update {table} set {column} = {to} {at}");
            let there = format!("where {key} = {row}{only}");
            // What the primary key refuses needs no seal.
            if change(connection, &set(&other, there.clone()))
                .await
                .is_err()
            {
                continue;
            }
            let found = store.verify(Some(checkpoint)).await.unwrap().damage;
            assert!(
                found.is_some(),
                "{table}.{column} at {row}: {kept} to {other}"
            );
            let back = match (is_key, column == key) {
                (false, _) => there,
                (true, true) => format!("where {key} = {other}{only}"),
                (true, false) => format!("where {key} = {row} and ordinal = {other}"),
            };
            assert_eq!(change(connection, &set(&kept, back)).await.unwrap(), 1);
            tried += 1;
        }
    }
    tried
}

#[tokio::test]
async fn every_row_that_is_taken_out_or_moved_is_found() {
    for scratch in scratches().await {
        let (store, checkpoint) = worked(&scratch).await;
        let mut connection = unguarded(&scratch).await;
        for (table, key) in SEALED {
            let rows = some_rows(&mut connection, (table, key), 4).await;
            for row in &rows {
                let keep =
                    format!("create table kept as select * from {table} where {key} = {row}");
                change(&mut connection, &keep).await.unwrap();
                change(
                    &mut connection,
                    &format!("delete from {table} where {key} = {row}"),
                )
                .await
                .unwrap();
                let found = store.verify(Some(&checkpoint)).await.unwrap().damage;
                assert!(found.is_some(), "{table} without {row}");
                let back = format!("insert into {table} select * from kept");
                change(&mut connection, &back).await.unwrap();
                change(&mut connection, "drop table kept").await.unwrap();
            }
            let (first, last) = (rows[0], rows[rows.len() - 1]);
            for is_moved in [true, false] {
                for (from, to) in [(first, -1), (last, first), (-1, last)] {
                    let at = format!("update {table} set {key} = {to} where {key} = {from}");
                    change(&mut connection, &at).await.unwrap();
                }
                // The second time all is where it was.
                let found = store.verify(Some(&checkpoint)).await.unwrap().damage;
                assert_eq!(found.is_some(), is_moved, "{table}: {first} and {last}");
            }
        }
        assert_eq!(store.verify(Some(&checkpoint)).await.unwrap().damage, None);
    }
}

#[tokio::test]
async fn every_tail_that_is_cut_off_and_sealed_anew_is_found_against_a_checkpoint() {
    for scratch in scratches().await {
        let (store, checkpoint) = worked(&scratch).await;
        let last = store.last_position().await.unwrap().0;
        let mut connection = unguarded(&scratch).await;
        for cut in (1..last).rev().step_by(5) {
            for (table, key) in SEALED {
                let rest = format!("delete from {table} where {key} > {cut}");
                change(&mut connection, &rest).await.unwrap();
            }
            change(
                &mut connection,
                &format!(
                    "delete from ledger_seal; \
                     update posting set last_position = {cut} where last_position > {cut}"
                ),
            )
            .await
            .unwrap();
            let found = store.verify(Some(&checkpoint)).await.unwrap().damage;
            let expected = Some(Damage::CutOff(Position(cut + 1)));
            assert_eq!(found, expected, "{}: at {cut}", scratch.name);
            store.seal().await.unwrap();
            let found = store.verify(Some(&checkpoint)).await.unwrap().damage;
            assert_eq!(found, expected, "{}: sealed anew at {cut}", scratch.name);
        }
    }
}

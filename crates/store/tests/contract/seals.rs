//! The chain of seals finds every row that was changed, taken out, moved or cut off.

use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Kind, Position, Role};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::party::PartyType;
use enishi_store::{
    Audit, Checkpoint, Damage, LinkDecision, NewEngagement, NewParty, StaffId, Store,
};
use jiff::civil::Date;
use sqlx::AssertSqlSafe;

use crate::databases::{Scratch, scratches};
use crate::ledger::{at, declare_purpose};

/// 2,504 positions: two full blocks and a tail.
async fn filled(scratch: &Scratch) -> Store {
    let store = scratch.store().await;
    let mut posting = store.begin(at(0)).await.unwrap();
    declare_purpose(&mut posting).await;
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "event",
    };
    let parties = posting.add_parties(&[person; 2]).await.unwrap();
    let engagement = Engagement {
        parties: vec![(Role::Subject, parties[0])],
        ..Engagement::new(Kind::EventAttend, Date::constant(2024, 5, 1))
    };
    let new = NewEngagement {
        engagement: &engagement,
        source: None,
    };
    posting.assert_all(&[new; 2_500]).await.unwrap();
    posting.commit().await.unwrap();
    let mut posting = store.begin(at(1)).await.unwrap();
    let reason = CorrectionReason::Duplicate;
    posting.void(EngagementId(7), reason, None).await.unwrap();
    let decision = LinkDecision {
        a: parties[0],
        b: parties[1],
        verdict: LinkVerdict::Same,
        reasons: None,
        basis: None,
    };
    posting.link(decision).await.unwrap();
    let year = enishi_domain::calendar::FiscalYear::new(2024).unwrap();
    posting
        .close_period("1", Kind::EventAttend, year)
        .await
        .unwrap();
    let entry = Audit {
        staff: StaffId::SYSTEM,
        action: "test".to_owned(),
        object: None,
        detail: None,
    };
    posting.audit(&entry).await.unwrap();
    posting.commit().await.unwrap();
    store
}

/// Does what only somebody can do who owns the database.
async fn tamper(scratch: &Scratch, statement: &str) {
    let mut connection = scratch.connection().await;
    let mut script = String::new();
    if scratch.is_sqlite() {
        for table in [
            "engagement",
            "engagement_role",
            "posting",
            "party_link",
            "audit",
        ] {
            for what in ["update", "delete"] {
                script.push_str(&format!("drop trigger {table}_no_{what};"));
            }
        }
        script.push_str("drop trigger ledger_seal_no_update; drop trigger ledger_seal_no_delete;");
        script.push_str("pragma foreign_keys = off;");
    } else {
        script.push_str("set session_replication_role = replica;");
    }
    script.push_str(statement);
    sqlx::raw_sql(AssertSqlSafe(script))
        .execute(&mut connection)
        .await
        .unwrap();
}

#[tokio::test]
async fn every_commit_is_sealed_and_the_chain_goes_on_behind_a_short_block() {
    for scratch in scratches().await {
        let store = filled(&scratch).await;
        let found = store.verify(None).await.unwrap();
        assert_eq!(found.damage, None);
        assert_eq!(found.last, Position(2_504));
        let checkpoint = found.checkpoint.unwrap();
        assert_eq!(checkpoint.position, Position(2_504));
        assert_eq!(store.seal().await.unwrap(), Some(checkpoint.clone()));
        let printed: Checkpoint = checkpoint.to_string().parse().unwrap();
        assert_eq!(printed, checkpoint);

        consult(&store, 1_200).await;
        let found = store.verify(Some(&checkpoint)).await.unwrap();
        assert_eq!(found.damage, None);
        assert_eq!(found.checkpoint.unwrap().position, Position(3_704));
    }
}

/// Records so many consultations in one unit.
async fn consult(store: &Store, count: usize) {
    let engagement = Engagement::new(Kind::Consult, Date::constant(2024, 5, 1));
    let new = NewEngagement {
        engagement: &engagement,
        source: None,
    };
    let mut posting = store.begin(at(2)).await.unwrap();
    posting.assert_all(&vec![new; count]).await.unwrap();
    posting.commit().await.unwrap();
}

#[tokio::test]
async fn a_commit_of_many_rows_is_sealed_whole_and_missing_seals_are_seen_and_made_up_for() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        consult(&store, 40_500).await;
        let end = |found: &enishi_store::Verification| found.checkpoint.clone().unwrap().position;
        let found = store.verify(None).await.unwrap();
        assert_eq!((found.damage, end(&found)), (None, Position(40_500)));

        tamper(
            &scratch,
            "delete from ledger_seal where last_position > 3000",
        )
        .await;
        let found = store.verify(None).await.unwrap();
        assert_eq!((found.damage, end(&found)), (None, Position(3_000)));
        for (record, sealed) in [(1, 19_000), (2, 35_000), (3, 40_503)] {
            consult(&store, 1).await;
            let found = store.verify(None).await.unwrap();
            let known = (found.damage, found.last, end(&found));
            assert_eq!(known, (None, Position(40_500 + record), Position(sealed)));
        }
    }
}

#[tokio::test]
async fn both_databases_seal_the_same_ledger_with_the_same_hash() {
    let mut hashes = Vec::new();
    for scratch in scratches().await {
        let store = filled(&scratch).await;
        hashes.push(store.seal().await.unwrap());
    }
    assert!(hashes.iter().all(|hash| *hash == hashes[0]));
}

/// What somebody does to a sealed ledger, and what is found first.
const DAMAGES: &[(&str, Damage)] = &[
    (
        "update engagement set amount_yen = 1 where position = 1234",
        Damage::Row(Position(1_234)),
    ),
    (
        "update engagement set unit = 'x' where position = 2501",
        Damage::Row(Position(2_501)),
    ),
    (
        "update engagement_role set party = 2 where position = 42",
        Damage::Row(Position(42)),
    ),
    (
        "delete from engagement_role where position = 1000",
        Damage::Row(Position(1_000)),
    ),
    (
        "delete from engagement where position = 999",
        Damage::Row(Position(999)),
    ),
    (
        "update engagement set position = -1 where position = 10; \
             update engagement set position = 10 where position = 1500; \
             update engagement set position = 1500 where position = -1",
        Damage::Row(Position(10)),
    ),
    (
        "update party_link set verdict = 'different'",
        Damage::Row(Position(2_502)),
    ),
    (
        "update audit set action = 'nothing'",
        Damage::Row(Position(2_504)),
    ),
    (
        "update posting set recorded_at = 5 where first_position = 2501",
        Damage::Row(Position(2_504)),
    ),
    (
        "update ledger_seal set marks = replace(marks, '0', '1')",
        Damage::Seal(Position(1)),
    ),
    (
        "update ledger_seal set previous = hash where last_position = 2000",
        Damage::Seal(Position(1_001)),
    ),
    (
        "delete from ledger_seal where last_position = 1000",
        Damage::Seal(Position(1)),
    ),
    (
        "delete from ledger_seal where last_position = 2504; \
             delete from engagement where position = 2501; \
             delete from party_link; delete from period_close; delete from audit; \
             delete from posting where first_position = 2501; \
             delete from ledger_seal where last_position = 2000",
        Damage::Seal(Position(1_001)),
    ),
    (
        "delete from engagement_role where position = 2501; \
             delete from engagement where position = 2501; \
             delete from party_link; delete from period_close; delete from audit; \
             delete from posting where first_position = 2501",
        Damage::CutOff(Position(2_501)),
    ),
];

#[tokio::test]
async fn every_kind_of_damage_is_found_and_named() {
    for (statement, damage) in DAMAGES {
        for scratch in scratches().await {
            let store = filled(&scratch).await;
            store.seal().await.unwrap();
            let closes = if scratch.is_sqlite() {
                "drop trigger if exists period_close_no_delete;"
            } else {
                ""
            };
            tamper(&scratch, &format!("{closes}{statement}")).await;
            let found = store.verify(None).await.unwrap();
            assert_eq!(found.damage, Some(*damage), "{}: {statement}", scratch.name);
        }
    }
}

#[tokio::test]
async fn a_cut_tail_and_a_chain_written_anew_are_found_against_a_checkpoint() {
    for scratch in scratches().await {
        let store = filled(&scratch).await;
        let checkpoint = store.seal().await.unwrap().unwrap();
        let cut = "delete from ledger_seal where last_position = 2504; \
             delete from engagement_role where position > 2000; \
             delete from engagement where position > 2000; \
             delete from party_link; delete from audit; \
             delete from posting where first_position = 2501; \
             update posting set last_position = 2000";
        let closes = if scratch.is_sqlite() {
            "drop trigger period_close_no_delete; delete from period_close;"
        } else {
            "set session_replication_role = replica; delete from period_close;"
        };
        tamper(&scratch, &format!("{closes}{cut}")).await;
        let found = store.verify(Some(&checkpoint)).await.unwrap();
        assert!(found.damage.is_some(), "{}: {found:?}", scratch.name);
    }
    for scratch in scratches().await {
        let store = filled(&scratch).await;
        let checkpoint = store.seal().await.unwrap().unwrap();
        let rewrite = "delete from ledger_seal; update engagement set age = 5 where position = 3";
        tamper(&scratch, rewrite).await;
        store.seal().await.unwrap();
        assert_eq!(store.verify(None).await.unwrap().damage, None);
        let found = store.verify(Some(&checkpoint)).await.unwrap();
        assert_eq!(found.damage, Some(Damage::Rewritten(Position(2_504))));
    }
}

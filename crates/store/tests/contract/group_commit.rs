//! Many callers, one writer: what is acknowledged is there, and who fails fails alone.

use std::collections::BTreeSet;

use enishi_domain::engagement::{CorrectionReason, Engagement, EngagementId, Kind, Position};
use enishi_store::{Store, StoreError, Work};
use jiff::civil::Date;

use crate::databases::scratches;
use crate::ledger::at;

fn assertion(day: i8) -> Work<EngagementId> {
    Box::new(move |posting| {
        Box::pin(async move {
            let day = Date::constant(2024, 5, day);
            posting.assert(&Engagement::new(Kind::Consult, day)).await
        })
    })
}

/// Asserts, and then asks for what cannot be.
fn failing() -> Work<Position> {
    Box::new(|posting| {
        Box::pin(async move {
            let day = Date::constant(2024, 6, 1);
            posting.assert(&Engagement::new(Kind::Hire, day)).await?;
            let reason = CorrectionReason::EntryError;
            posting.void(EngagementId(1_000_000), reason, None).await
        })
    })
}

/// Asserts, and then gives up of its own.
fn giving_up() -> Work<Position> {
    Box::new(|posting| {
        Box::pin(async move {
            let day = Date::constant(2024, 6, 1);
            let id = posting.assert(&Engagement::new(Kind::Hire, day)).await?;
            Err(StoreError::NoSuchEngagement(id))
        })
    })
}

/// Asserts and corrects at once, so that the second must find the first.
fn corrected() -> Work<EngagementId> {
    Box::new(|posting| {
        Box::pin(async move {
            let said = Engagement::new(Kind::Consult, Date::constant(2024, 6, 1));
            let id = posting.assert(&said).await?;
            let meant = Engagement::new(Kind::Consult, Date::constant(2024, 6, 2));
            let reason = CorrectionReason::EntryError;
            posting.correct(id, &meant, reason, None).await?;
            Ok(id)
        })
    })
}

async fn good_and_bad(store: Store, n: i64) -> Vec<EngagementId> {
    let mut ids = Vec::new();
    for round in 0..10 {
        if (n + round) % 3 == 0 {
            let work = if n % 2 == 0 { failing() } else { giving_up() };
            let refused = store.submit(at(round), work).await;
            assert!(matches!(refused, Err(StoreError::NoSuchEngagement(_))));
        } else if (n + round) % 5 == 0 {
            let (id, position) = store.submit(at(round), corrected()).await.unwrap();
            assert_eq!(position.0, id.0 + 1);
            ids.push(id);
        } else {
            let (id, position) = store.submit(at(round), assertion(1)).await.unwrap();
            assert_eq!(position.0, id.0);
            ids.push(id);
        }
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_that_fails_leaves_its_neighbours_alone() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let callers = (0..16).map(|n| tokio::spawn(good_and_bad(store.clone(), n)));
        let callers: Vec<_> = callers.collect();
        let mut acknowledged = Vec::new();
        for caller in callers {
            acknowledged.extend(caller.await.unwrap());
        }
        let distinct: BTreeSet<EngagementId> = acknowledged.iter().copied().collect();
        assert_eq!(distinct.len(), acknowledged.len());
        let ledger = store.load().await.unwrap();
        let written: BTreeSet<EngagementId> = ledger.rows.iter().map(|row| row.id).collect();
        assert_eq!(written, distinct, "{}", scratch.name);
        assert!(
            ledger
                .rows
                .iter()
                .all(|row| row.engagement.kind == Kind::Consult)
        );
        assert_eq!(
            store.seal().await.unwrap().unwrap().position,
            store.last_position().await.unwrap()
        );
        assert_eq!(store.verify(None).await.unwrap().damage, None);
        assert!(store.derived_is_sound(7).await.unwrap(), "{}", scratch.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stores_of_several_processes_take_turns() {
    for scratch in scratches().await {
        scratch.store().await.close().await;
        let mut callers = Vec::new();
        for n in 1..=4_i8 {
            let address = scratch.address.clone();
            callers.push(tokio::spawn(async move {
                let store = Store::open(&address).await.unwrap();
                for round in 0..10 {
                    store.submit(at(round), assertion(n)).await.unwrap();
                }
                store.close().await;
            }));
        }
        for caller in callers {
            caller.await.unwrap();
        }
        let store = Store::open(&scratch.address).await.unwrap();
        let ledger = store.load().await.unwrap();
        let positions: Vec<i64> = ledger.rows.iter().map(|row| row.position.0).collect();
        let expected: Vec<i64> = (1..=40).collect();
        assert_eq!(positions, expected, "{}", scratch.name);
        let moments = ledger.rows.windows(2);
        assert!(
            moments
                .into_iter()
                .all(|two| two[0].recorded_at <= two[1].recorded_at)
        );
    }
}

//! Requests under a key, on both databases: of many at once one is told to do it, answers are given
//! again, and what is old or too much is forgotten.

use enishi_store::{KeptAnswer, KeyedRequest, UnderKey};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use crate::databases::scratches;

fn request(key: &str, request: &str, second: i64) -> KeyedRequest {
    KeyedRequest {
        key: key.to_owned(),
        token: "t".to_owned(),
        request: request.to_owned(),
        at: at(second),
    }
}

fn at(second: i64) -> Timestamp {
    let begin: Timestamp = "2025-05-01T00:00:00Z".parse().unwrap();
    begin + SignedDuration::from_secs(second)
}

#[tokio::test]
async fn one_of_many_does_it_and_the_others_hear_what_was_answered() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let asked = request("k", "r", 100);
        let begun = join_all((0..8).map(|_| store.begin_keyed(&asked, at(0)))).await;
        let ours = begun
            .iter()
            .filter(|one| matches!(one, Ok(UnderKey::Ours)))
            .count();
        let running = begun
            .iter()
            .filter(|one| matches!(one, Ok(UnderKey::Running)))
            .count();
        assert_eq!((ours, running), (1, 7), "{}", scratch.name);
        let other = request("k", "other", 101);
        assert_eq!(
            store.begin_keyed(&other, at(200)).await.unwrap(),
            UnderKey::Other
        );
        let answer = KeptAnswer {
            status: 201,
            text: "{\"id\":\"E1\"}".to_owned(),
        };
        // Whoever was given up says nothing any more.
        let later = request("k", "r", 500);
        assert_eq!(
            store.begin_keyed(&later, at(200)).await.unwrap(),
            UnderKey::Ours
        );
        store.end_keyed(&asked, Some(&answer)).await.unwrap();
        assert_eq!(
            store.begin_keyed(&later, at(0)).await.unwrap(),
            UnderKey::Running
        );
        store.end_keyed(&later, Some(&answer)).await.unwrap();
        let found = store
            .begin_keyed(&request("k", "r", 900), at(900))
            .await
            .unwrap();
        assert_eq!(found, UnderKey::Answered(answer.clone()));
        store.end_keyed(&later, None).await.unwrap();
        let found = store.begin_keyed(&later, at(900)).await.unwrap();
        assert_eq!(
            found,
            UnderKey::Answered(answer),
            "an answer is not given back"
        );
    }
}

#[tokio::test]
async fn what_is_old_or_beyond_the_latest_is_forgotten() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        for second in 0..6 {
            let asked = request(&second.to_string(), "r", second);
            let begun = store.begin_keyed(&asked, at(0)).await.unwrap();
            assert_eq!(begun, UnderKey::Ours);
            let answer = KeptAnswer {
                status: 200,
                text: String::new(),
            };
            store.end_keyed(&asked, Some(&answer)).await.unwrap();
        }
        let released = request("free", "r", 6);
        store.begin_keyed(&released, at(0)).await.unwrap();
        store.end_keyed(&released, None).await.unwrap();
        store.forget_keyed("t", at(1), 3).await.unwrap();
        store.forget_keyed("another", at(0), 0).await.unwrap();
        let mut known = Vec::new();
        for key in ["0", "1", "2", "3", "4", "5", "free"] {
            let found = store
                .begin_keyed(&request(key, "x", 7), at(0))
                .await
                .unwrap();
            if found == UnderKey::Other {
                known.push(key);
            }
        }
        assert_eq!(known, ["3", "4", "5"], "{}", scratch.name);
    }
}

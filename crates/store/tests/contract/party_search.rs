//! Looking somebody up, on both databases: by keys and by number, and never by reading everybody.

use enishi_domain::identity::LinkVerdict;
use enishi_domain::identity::keys::{Key, KeyKind, Keys};
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile};
use enishi_store::{Audit, LinkDecision, NewParty, PartyWords, Store};
use sqlx::{AssertSqlSafe, Row as _};

use crate::databases::{Scratch, scratches};
use crate::ledger::{at, declare_purpose};

const FIND: &str = include_str!("../../sql/find_parties.sql");

fn key(n: i64) -> Option<Key> {
    Key::from_integer(n)
}

/// What is kept of somebody by these keys of a name and a reading.
fn keys(name: Option<Key>, reading: Option<Key>) -> Keys {
    let kinds = [(KeyKind::Name, name), (KeyKind::Kana, reading)];
    let kept = kinds
        .into_iter()
        .filter_map(|(kind, key)| Some((kind, key?)));
    Keys::from_kept(PartyType::Person, kept, [])
}

async fn found(store: &Store, words: &PartyWords, behind: i64) -> Vec<i64> {
    let found = store.find_parties(words, PartyId(behind), 2).await;
    found.unwrap().into_iter().map(|party| party.0).collect()
}

/// Four persons: two of one name, one of that reading, and one with a number.
async fn four(scratch: &Scratch) -> (Store, Vec<PartyId>) {
    let store = scratch.store().await;
    let mut posting = store.begin(at(0)).await.unwrap();
    declare_purpose(&mut posting).await;
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "event",
    };
    let parties = posting.add_parties(&[person; 4]).await.unwrap();
    let profile = Profile::default();
    let known = [
        keys(key(-7), None),
        keys(key(-7), key(9)),
        keys(key(8), key(9)),
        keys(None, None),
    ];
    let profiles: Vec<_> = parties
        .iter()
        .zip(&known)
        .map(|(party, keys)| (*party, &profile, keys))
        .collect();
    posting.write_profiles(&profiles).await.unwrap();
    let number = Identifier::new("member:名簿", "0012");
    let other = Identifier::new("portal:A", "0012");
    let numbers = [(parties[3], &number), (parties[0], &other)];
    posting.add_identifiers(&numbers).await.unwrap();
    posting.commit().await.unwrap();
    (store, parties)
}

#[tokio::test]
async fn somebody_is_found_by_name_reading_or_number_behind_another() {
    for scratch in scratches().await {
        let (store, parties) = four(&scratch).await;
        let named = |names, readings, number: &str| PartyWords {
            names,
            readings,
            number: number.to_owned(),
        };
        for (words, expected) in [
            (named([key(-7), None], [None; 2], ""), &[1, 2][..]),
            (named([None, key(8)], [None; 2], ""), &[3]),
            (named([None; 2], [key(9), None], ""), &[2, 3]),
            (named([None; 2], [None, key(9)], ""), &[2, 3]),
            (named([None; 2], [None; 2], "0012"), &[1, 4]),
            (named([None; 2], [None; 2], "12"), &[]),
            (named([key(9), None], [key(-7), None], ""), &[]),
            (named([None; 2], [None; 2], ""), &[]),
        ] {
            assert_eq!(found(&store, &words, 0).await, expected, "{words:?}");
        }
        let all = named([key(-7), None], [key(9), None], "0012");
        assert_eq!(found(&store, &all, 0).await, [1, 2], "a page at a time");
        assert_eq!(found(&store, &all, 2).await, [3, 4]);
        assert_eq!(found(&store, &all, 4).await, [0_i64; 0]);

        let mut posting = store.begin(at(1)).await.unwrap();
        let later = keys(key(8), None);
        let profile = Profile::default();
        let anew = [(parties[0], &profile, &later)];
        posting.write_profiles(&anew).await.unwrap();
        posting.dispose_of_profile(parties[1]).await.unwrap();
        let entry = Audit {
            staff: at(1).by,
            action: "disposed".to_owned(),
            object: Some(parties[1].to_string()),
            detail: Some("retention".to_owned()),
        };
        posting.audit(&entry).await.unwrap();
        posting.commit().await.unwrap();
        let old = named([key(-7), None], [None; 2], "");
        assert_eq!(found(&store, &old, 0).await, [1], "as it was called before");
        let notes = store.disposals_of(parties[1]).await.unwrap();
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].reason.as_deref(), Some("retention"));
        assert_eq!(notes[0].signature.at, at(1).at);
        assert!(store.disposals_of(parties[0]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_opinion_on_somebody_is_kept_with_its_day() {
    for scratch in scratches().await {
        let (store, parties) = four(&scratch).await;
        let (a, b, c) = (parties[0], parties[1], parties[2]);
        for (second, pair, verdict) in [
            (1, (a, b), LinkVerdict::Maybe),
            (2, (b, a), LinkVerdict::Same),
            (3, (c, b), LinkVerdict::Different),
            (4, (a, b), LinkVerdict::None),
        ] {
            let mut posting = store.begin(at(second)).await.unwrap();
            let link = LinkDecision {
                a: pair.0,
                b: pair.1,
                verdict,
                reasons: Some("decided"),
                basis: None,
            };
            posting.link(link).await.unwrap();
            posting.commit().await.unwrap();
        }
        let links = store.pair_links_of(&[a]).await.unwrap();
        let said: Vec<_> = links
            .iter()
            .map(|one| (one.link.verdict, one.signature.at))
            .collect();
        let expected = [
            (LinkVerdict::Maybe, at(1).at),
            (LinkVerdict::Same, at(2).at),
            (LinkVerdict::None, at(4).at),
        ];
        assert_eq!(said, expected);
        assert_eq!(store.pair_links_of(&[a, b]).await.unwrap().len(), 4);
        assert!(store.pair_links_of(&[parties[3]]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nobody_is_found_by_reading_everybody() {
    for scratch in scratches().await {
        let (store, _) = four(&scratch).await;
        let mut connection = scratch.connection().await;
        let (how, at) = if scratch.is_sqlite() {
            ("explain query plan", 3)
        } else {
            // Four persons are read whole in any case, unless that is forbidden.
            let quick = "set enable_seqscan = off";
            sqlx::query(quick).execute(&mut connection).await.unwrap();
            ("explain", 0)
        };
        let plan = sqlx::query(AssertSqlSafe(format!("{how} {FIND}")))
            .bind(vec![1_u8])
            .bind(vec![2_u8])
            .bind(vec![3_u8])
            .bind(vec![4_u8])
            .bind("0012")
            .bind(0_i64)
            .bind(50_i64)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get(at)).collect();
        let plan = plan.join("\n");
        for index in ["party_profile_by_name", "party_profile_by_kana"] {
            assert!(plan.contains(index), "{}: {plan}", scratch.name);
        }
        for whole in ["SCAN party_profile", "SCAN i", "Seq Scan"] {
            assert!(!plan.contains(whole), "{}: {plan}", scratch.name);
        }
        store.close().await;
    }
}

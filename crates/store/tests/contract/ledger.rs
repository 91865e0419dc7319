//! What is written comes back, and counting a past position finds what held then.

use enishi_domain::engagement::{
    CorrectionReason, Engagement, EngagementId, Facet, Kind, Operation, Position, Role,
};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::identity::keys::{Key, KeyKind, Keys};
use enishi_domain::money::Yen;
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile, Residence};
use enishi_domain::region::Purpose;
use enishi_domain::{Decimal, figure::Unit};
use enishi_store::{KnownProfile, LinkDecision, NewParty, Posting, Recording, Store, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::databases::scratches;

pub fn at(second: i64) -> Recording {
    let moment = Timestamp::from_second(1_700_000_000 + second).unwrap();
    Recording::by_system(moment, "test")
}

pub async fn declare_purpose(posting: &mut Posting) {
    let purpose = Purpose {
        id: "event".to_owned(),
        label: "催しの運営".to_owned(),
        legal_basis: "個人情報保護法61条".to_owned(),
        retention_years: 5,
    };
    posting.declare_purpose(&purpose).await.unwrap();
}

async fn persons(posting: &mut Posting, count: usize) -> Vec<PartyId> {
    declare_purpose(posting).await;
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "event",
    };
    posting.add_parties(&vec![person; count]).await.unwrap()
}

fn full_engagement(party: PartyId, other: PartyId) -> Engagement {
    let day = |month, day| Some(Date::constant(2024, month, day));
    Engagement {
        programme: Some("1".to_owned()),
        activity: Some("複業セミナー".to_owned()),
        ended_on: day(6, 2),
        settled_on: day(6, 3),
        recognized_on: day(6, 4),
        amount: Some(Yen(14_877)),
        quantity: Some(Decimal::new(1250, 3)),
        unit: Unit::new("ha"),
        age: Some(34),
        facets: [
            (Facet::Scheme, "複業".to_owned()),
            (Facet::Club, "会".to_owned()),
        ]
        .into(),
        attributes: [("会場".to_owned(), "駅前 \"A\"".to_owned())].into(),
        parties: vec![(Role::Subject, party), (Role::Counterparty, other)],
        ..Engagement::new(Kind::DonationFurusato, Date::constant(2024, 6, 1))
    }
}

#[tokio::test]
async fn every_field_of_an_engagement_comes_back() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        let parties = persons(&mut posting, 2).await;
        let said = full_engagement(parties[0], parties[1]);
        let id = posting.assert(&said).await.unwrap();
        let plain = Engagement::new(Kind::Consult, Date::constant(1867, 1, 1));
        posting.assert(&plain).await.unwrap();
        posting.commit().await.unwrap();

        let rows = store.engagement(id).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].engagement, said);
        assert_eq!(rows[0].recorded_at, at(0).at);
        let ledger = store.load().await.unwrap();
        assert_eq!(ledger.rows[0], rows[0]);
        assert_eq!(ledger.rows[1].engagement, plain);
        assert_eq!(ledger.parties.len(), 2);
    }
}

#[tokio::test]
async fn revisions_follow_one_another_and_contradictions_are_refused() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let first = Engagement::new(Kind::Consult, Date::constant(2024, 5, 1));
        let second = Engagement::new(Kind::Consult, Date::constant(2024, 5, 2));
        let reason = CorrectionReason::EntryError;
        let mut posting = store.begin(at(0)).await.unwrap();
        let id = posting.assert(&first).await.unwrap();
        posting.commit().await.unwrap();

        let mut posting = store.begin(at(1)).await.unwrap();
        posting
            .correct(id, &second, reason, Some("日付の誤り"))
            .await
            .unwrap();
        posting.void(id, reason, None).await.unwrap();
        let refused = posting.correct(id, &first, reason, None).await;
        assert!(matches!(refused, Err(StoreError::AlreadyVoid(_))));
        posting.reassert(id, &first, None).await.unwrap();
        let refused = posting.reassert(id, &first, None).await;
        assert!(matches!(refused, Err(StoreError::NotVoid(_))));
        let refused = posting.void(EngagementId(99), reason, None).await;
        assert!(matches!(refused, Err(StoreError::NoSuchEngagement(_))));
        posting.commit().await.unwrap();

        let rows = store.engagement(id).await.unwrap();
        let operations: Vec<_> = rows.iter().map(|row| row.operation).collect();
        let expected = [
            Operation::Assert,
            Operation::Correct,
            Operation::Void,
            Operation::Assert,
        ];
        assert_eq!(operations, expected);
        assert_eq!(rows[1].replaces, Some(rows[0].position));
        assert_eq!(rows[1].reason_text.as_deref(), Some("日付の誤り"));
        assert_eq!(rows[2].engagement, second);
        assert_eq!(rows[3].reason, None);
    }
}

#[tokio::test]
async fn a_unit_that_is_dropped_leaves_nothing_and_gives_its_positions_back() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let engagement = Engagement::new(Kind::Consult, Date::constant(2024, 5, 1));
        let mut posting = store.begin(at(0)).await.unwrap();
        posting.assert(&engagement).await.unwrap();
        drop(posting);
        let mut posting = store.begin(at(0)).await.unwrap();
        let id = posting.assert(&engagement).await.unwrap();
        assert_eq!(id, EngagementId(1));
        assert_eq!(posting.commit().await.unwrap(), Position(1));
        assert_eq!(store.load().await.unwrap().rows.len(), 1);
    }
}

#[tokio::test]
async fn recording_times_never_fall_and_a_date_maps_to_the_last_position_by_then() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let engagement = Engagement::new(Kind::Consult, Date::constant(2024, 5, 1));
        for second in [10, 20, 5] {
            let mut posting = store.begin(at(second)).await.unwrap();
            posting.assert(&engagement).await.unwrap();
            posting.commit().await.unwrap();
        }
        for (second, position) in [(9, 0), (10, 1), (19, 1), (20, 3)] {
            let found = store.position_at(at(second).at).await.unwrap();
            assert_eq!(found, Position(position), "{second}");
        }
        let rows = store.load().await.unwrap().rows;
        assert_eq!(rows[2].recorded_at, at(20).at);
    }
}

#[tokio::test]
async fn profiles_are_found_and_disposed_of() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        let party = persons(&mut posting, 1).await[0];
        let profile = Profile {
            name: "架空 髙子".to_owned(),
            birth: Some(Date::constant(1990, 2, 28)),
            residence: Residence::OutOfCity,
            ..Profile::default()
        };
        let name = (KeyKind::Name, Key::from_integer(i64::MIN).unwrap());
        let keys = Keys::from_kept(PartyType::Person, [name], []);
        let number = Identifier::new("member:会員台帳", "00012");
        posting
            .write_profiles(&[(party, &profile, &keys)])
            .await
            .unwrap();
        posting
            .write_profiles(&[(party, &profile, &keys)])
            .await
            .unwrap();
        posting.add_identifiers(&[(party, &number)]).await.unwrap();
        posting.add_identifiers(&[(party, &number)]).await.unwrap();
        posting.commit().await.unwrap();

        assert!(store.profile(party).await.unwrap() == Some(profile));
        assert_eq!(store.identified(&number).await.unwrap(), [party]);
        let mut numbers = Vec::new();
        let take = |party, identifier| numbers.push((party, identifier));
        store.identifiers(take).await.unwrap();
        assert_eq!(numbers, [(party, number.clone())]);
        let mut known = Vec::new();
        let take = |profile: KnownProfile| known.push((profile.party, profile.keys));
        store.profile_keys("event", take).await.unwrap();
        assert_eq!(known, [(party, keys.clone()), (party, keys.clone())]);
        let nobody = |profile: KnownProfile| panic!("{} is of another purpose", profile.party);
        store.profile_keys("gift", nobody).await.unwrap();

        let mut posting = store.begin(at(1)).await.unwrap();
        posting.dispose_of_profile(party).await.unwrap();
        posting.commit().await.unwrap();
        assert!(store.profile(party).await.unwrap().is_none());
        assert!(store.identified(&number).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_was_disposed_of_is_gone_from_the_files_of_sqlite() {
    let scratch = crate::databases::sqlite();
    let store = scratch.store().await;
    let mut posting = store.begin(at(0)).await.unwrap();
    let party = persons(&mut posting, 1).await[0];
    let profile = Profile {
        name: "canary of a name".to_owned(),
        ..Profile::default()
    };
    let keys = Keys::empty(PartyType::Person);
    posting
        .write_profiles(&[(party, &profile, &keys)])
        .await
        .unwrap();
    posting.commit().await.unwrap();
    assert!(store.profile(party).await.unwrap().is_some());
    let path = scratch.address.trim_start_matches("sqlite:").to_owned();
    let holds_it = || {
        let files = ["", "-wal"].map(|ending| std::fs::read(format!("{path}{ending}")));
        let canary = b"canary of a name";
        let mut contents = files.into_iter().flatten();
        contents.any(|bytes| bytes.windows(canary.len()).any(|part| part == canary))
    };
    assert!(holds_it());
    let mut posting = store.begin(at(1)).await.unwrap();
    posting.dispose_of_profile(party).await.unwrap();
    posting.commit().await.unwrap();
    store.wipe_disposed().await.unwrap();
    assert!(!holds_it());
    if let Some(scratch) = crate::databases::postgres().await {
        scratch.store().await.wipe_disposed().await.unwrap();
    }
}

#[tokio::test]
async fn what_the_ledger_does_not_take_is_refused() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let day = Date::constant(2024, 5, 1);
        let with = |change: fn(&mut Engagement)| {
            let mut engagement = Engagement::new(Kind::Consult, day);
            change(&mut engagement);
            engagement
        };
        let mut posting = store.begin(at(0)).await.unwrap();
        let nul = with(|e| e.activity = Some("a\0b".to_owned()));
        let refused = posting.assert(&nul).await;
        assert!(matches!(refused, Err(StoreError::ControlCharacter(_))));
        let fine = with(|e| e.quantity = Some(Decimal::new(1, 7)));
        let refused = posting.assert(&fine).await;
        assert!(matches!(refused, Err(StoreError::UnwritableQuantity(_))));
        let nobody = with(|e| e.parties = vec![(Role::Subject, PartyId(7))]);
        let refused = posting.assert(&nobody).await;
        assert!(matches!(refused, Err(StoreError::NoSuchParty(PartyId(7)))));
        let itself = LinkDecision {
            a: PartyId(1),
            b: PartyId(1),
            verdict: LinkVerdict::Same,
            reasons: None,
            basis: None,
        };
        let refused = posting.link(itself).await;
        assert!(matches!(refused, Err(StoreError::LinkToItself(_))));
    }
}

#[tokio::test]
async fn staff_are_numbered_once() {
    for scratch in scratches().await {
        let store: Store = scratch.store().await;
        let first = store.staff("農政課 担当").await.unwrap();
        assert_eq!(store.staff("農政課 担当").await.unwrap(), first);
        assert_eq!(store.staff("system").await.unwrap().0, 1);
    }
}

//! What is made ready beside the ledger and taken in is what would have been written in it, and as
//! long as it is not taken in there is nothing of it.

use std::ops::ControlFlow;

use enishi_domain::engagement::{Engagement, EngagementId, Facet, Kind, Role};
use enishi_domain::identity::keys::Keys;
use enishi_domain::money::Yen;
use enishi_domain::party::{Identifier, PartyId, PartyType, Profile};
use enishi_domain::register::{BatchState, RowVerdict};
use enishi_store::rehearsal::contents;
use enishi_store::{
    BatchDescription, BatchId, ImportedRow, NewEngagement, NewParty, Posting, Source, Staging,
    Store,
};
use jiff::civil::Date;

use crate::databases::scratches;
use crate::ledger::{at, declare_purpose};

/// More rows than one statement takes.
const ROWS: i64 = 600;

const DESCRIPTION: BatchDescription<'_> = BatchDescription {
    source: "寄附者台帳",
    mapping: "f1-2",
    purpose: "event",
    file_name: Some("寄附.csv"),
    file_digest: "00ff",
};

fn gift(row: i64, day: i8, giver: PartyId) -> Engagement {
    let day = Date::constant(2024, 3, day);
    Engagement {
        programme: Some("6".to_owned()),
        amount: Some(Yen(row * 100)),
        settled_on: day.checked_add(jiff::Span::new().days(40)).ok(),
        facets: [(Facet::Tag, format!("使途{}", row % 3))].into(),
        parties: vec![(Role::Subject, giver)],
        ..Engagement::new(Kind::DonationFurusato, day)
    }
}

/// Rows of an import: some name somebody new, some somebody who is there; some stand for one gift,
/// some for two, and some for none.
async fn write_rows(posting: &mut Posting, batch: BatchId, known: PartyId) {
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "event",
    };
    let new = posting.add_parties(&vec![person; 300]).await.unwrap();
    let profile = |n: usize| Profile {
        name: format!("架空 {n}"),
        ..Profile::default()
    };
    let profiles: Vec<Profile> = (0..new.len()).map(profile).collect();
    let keys = Keys::empty(PartyType::Person);
    let described = new.iter().zip(&profiles);
    let described: Vec<_> = described
        .map(|(id, profile)| (*id, profile, &keys))
        .collect();
    posting.write_profiles(&described).await.unwrap();
    let number = Identifier {
        scheme: "寄附者番号".to_owned(),
        value: "A1".to_owned(),
    };
    // Twice, and once of somebody who has it already.
    let numbers = [(new[0], &number), (new[0], &number), (known, &number)];
    posting.add_identifiers(&numbers).await.unwrap();
    posting.know([known].into_iter()).await.unwrap();
    let mut rows = Vec::new();
    for n in 1..=ROWS {
        let at = usize::try_from(n).unwrap() % 301;
        let giver = new.get(at).copied().unwrap_or(known);
        let gifts = [gift(n, 30, giver), gift(n, 31, giver)];
        let gifts = &gifts[..usize::try_from(n % 3).unwrap()];
        let new = gifts.iter().map(|engagement| NewEngagement {
            engagement,
            source: Some(Source { batch, row: n }),
        });
        let new: Vec<_> = new.collect();
        let ids = posting.assert_all(&new).await.unwrap();
        rows.push(row(n, ids));
    }
    posting.write_import_rows(batch, &rows).await.unwrap();
    let raw: Vec<Vec<u8>> = (1..=ROWS).map(|n| n.to_string().into_bytes()).collect();
    let raw: Vec<&[u8]> = raw.iter().map(Vec::as_slice).collect();
    posting.keep_raw_rows(batch, 1, &raw).await.unwrap();
}

fn row(number: i64, engagements: Vec<EngagementId>) -> ImportedRow {
    ImportedRow {
        number,
        external_key: (number % 2 == 0).then(|| format!("A{number:05}")),
        content_hash: i64::MAX - number,
        ordinal: 1,
        verdict: RowVerdict::New,
        issues: None,
        engagements,
        decided_by: None,
        likeness: Some(number),
    }
}

/// A ledger in which somebody gave once, and who that is.
async fn begun(store: &Store) -> PartyId {
    let mut posting = store.begin(at(0)).await.unwrap();
    declare_purpose(&mut posting).await;
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "event",
    };
    let known = posting.add_parties(&[person]).await.unwrap()[0];
    posting.assert(&gift(9, 30, known)).await.unwrap();
    posting.commit().await.unwrap();
    known
}

/// What a neighbour writes while others import.
async fn write_meanwhile(store: &Store, known: PartyId) {
    let mut posting = store.begin(at(1)).await.unwrap();
    posting.assert(&gift(7, 31, known)).await.unwrap();
    posting.commit().await.unwrap();
}

async fn commit(mut posting: Posting, batch: BatchId) {
    let state = BatchState::Committed;
    posting.change_batch(batch, state, None).await.unwrap();
    posting.commit().await.unwrap();
}

async fn merge(posting: &mut Posting) -> BatchId {
    let batch = posting.begin_batch(&DESCRIPTION).await.unwrap();
    let mut watch = |_, _| ControlFlow::Continue(());
    let merged = posting.merge(batch, &mut watch).await.unwrap();
    assert!(merged.is_continue());
    batch
}

#[tokio::test]
async fn what_was_staged_is_what_would_have_been_written() {
    for (scratch, other) in scratches().await.into_iter().zip(scratches().await) {
        let direct = scratch.store().await;
        let known = begun(&direct).await;
        write_meanwhile(&direct, known).await;
        let mut posting = direct.begin(at(2)).await.unwrap();
        let batch = posting.begin_batch(&DESCRIPTION).await.unwrap();
        write_rows(&mut posting, batch, known).await;
        commit(posting, batch).await;

        let store = other.store().await;
        let known = begun(&store).await;
        let mut staging = store.stage(at(2)).await.unwrap();
        write_rows(staging.posting(), Staging::BATCH, known).await;
        // Others are not kept waiting, and what they write does not disturb what is staged.
        write_meanwhile(&store, known).await;
        let mut posting = staging.begin().await.unwrap();
        let batch = merge(&mut posting).await;
        commit(posting, batch).await;

        assert_eq!(
            contents(&store).await.unwrap(),
            contents(&direct).await.unwrap()
        );
        let rows = store.import_rows(batch).await.unwrap();
        assert_eq!(rows, direct.import_rows(batch).await.unwrap());
        let last = rows.last().map(|row| row.engagements.clone());
        assert_eq!(last, Some(Vec::new()));
        assert!(store.derived_is_sound(1).await.unwrap());
        assert_eq!(store.verify(None).await.unwrap().damage, None);
        // The next one counts on from there.
        let mut posting = store.begin(at(3)).await.unwrap();
        posting.assert(&gift(1, 30, known)).await.unwrap();
        posting.commit().await.unwrap();
        assert!(store.derived_is_sound(1).await.unwrap());
    }
}

#[tokio::test]
async fn what_is_not_taken_in_leaves_nothing() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let known = begun(&store).await;
        let before = contents(&store).await.unwrap();
        let mut staging = store.stage(at(2)).await.unwrap();
        write_rows(staging.posting(), Staging::BATCH, known).await;
        drop(staging);
        assert_eq!(contents(&store).await.unwrap(), before);

        // Stopped at each step on the way in.
        for stop in [0, 3, 7] {
            let mut staging = store.stage(at(2)).await.unwrap();
            write_rows(staging.posting(), Staging::BATCH, known).await;
            let mut posting = staging.begin().await.unwrap();
            let batch = posting.begin_batch(&DESCRIPTION).await.unwrap();
            let mut watch = |done, _| match done == stop {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
            assert!(posting.merge(batch, &mut watch).await.unwrap().is_break());
            drop(posting);
            assert_eq!(contents(&store).await.unwrap(), before);
        }

        let mut staging = store.stage(at(2)).await.unwrap();
        write_rows(staging.posting(), Staging::BATCH, known).await;
        let mut posting = staging.begin().await.unwrap();
        let batch = merge(&mut posting).await;
        commit(posting, batch).await;
        assert_ne!(contents(&store).await.unwrap(), before);
    }
}

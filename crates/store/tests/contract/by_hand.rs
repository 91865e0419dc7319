//! What the screens of daily work read, on both databases: pairs, periods, where rows came from,
//! and who recorded them.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{
    CorrectionReason, DateBasis, Engagement, EngagementId, Kind, Position, Role,
};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::statistics::{Observation, Release};
use enishi_store::{
    BatchDescription, EvidenceNote, LinkDecision, NewEngagement, NewParty, Posting, Programmes,
    Source, Store,
};
use jiff::civil::Date;

use crate::databases::scratches;
use crate::ledger::{at, declare_purpose};

fn decision(a: PartyId, b: PartyId, verdict: LinkVerdict) -> LinkDecision<'static> {
    LinkDecision {
        a,
        b,
        verdict,
        reasons: Some("scored"),
        basis: None,
    }
}

/// Three persons of whom each came once, the third to another programme.
async fn three(posting: &mut Posting) -> (Vec<PartyId>, Vec<EngagementId>) {
    declare_purpose(posting).await;
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "event",
    };
    let parties = posting.add_parties(&[person; 3]).await.unwrap();
    let mut ids = Vec::new();
    for (party, programme) in parties.iter().zip(["1", "1", "2"]) {
        let engagement = Engagement {
            programme: Some(programme.to_owned()),
            parties: vec![(Role::Subject, *party)],
            ..Engagement::new(Kind::EventAttend, Date::constant(2024, 6, 1))
        };
        ids.push(posting.assert(&engagement).await.unwrap());
    }
    (parties, ids)
}

async fn pairs(store: &Store, is_decided: bool) -> Vec<(PartyId, PartyId, LinkVerdict)> {
    let (all, now) = (Programmes::All, Position::NOW);
    let found = if is_decided {
        store.decided_pairs(&all, now, 10).await.unwrap()
    } else {
        let first = Position::default();
        store.waiting_pairs(&all, first, 10).await.unwrap()
    };
    assert_eq!(found.next, None);
    let pairs = found.pairs.iter();
    pairs
        .map(|one| (one.link.a, one.link.b, one.link.verdict))
        .collect()
}

#[tokio::test]
async fn a_pair_waits_is_decided_and_waits_again_when_that_is_taken_back() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        let (parties, _) = three(&mut posting).await;
        let (a, b, c) = (parties[0], parties[1], parties[2]);
        let maybe = decision(a, b, LinkVerdict::Maybe);
        let first = posting.link(maybe).await.unwrap();
        let later = decision(b, c, LinkVerdict::Maybe);
        let second = posting.link(later).await.unwrap();
        posting.commit().await.unwrap();
        let both = [(a, b, LinkVerdict::Maybe), (b, c, LinkVerdict::Maybe)];
        assert_eq!(pairs(&store, false).await, both);
        let page = store.waiting_pairs(&Programmes::All, first, 10).await;
        let page = page.unwrap().pairs;
        assert_eq!(page.len(), 1, "a page begins behind a position");
        assert_eq!(page[0].link.position, second);

        let mut posting = store.begin(at(1)).await.unwrap();
        // Whoever decides may name the two the other way round.
        posting
            .link(decision(b, a, LinkVerdict::Same))
            .await
            .unwrap();
        let seen = posting.link_of_pair(a, b).await.unwrap().unwrap();
        assert_eq!(seen.link.verdict, LinkVerdict::Same, "in its own unit");
        posting.commit().await.unwrap();
        assert_eq!(pairs(&store, false).await, both[1..]);
        assert_eq!(pairs(&store, true).await, [(b, a, LinkVerdict::Same)]);
        let counted = store.counted_with(&[b]).await.unwrap();
        assert_eq!(counted.into_iter().collect::<Vec<_>>(), [(a, a), (b, a)]);
        let held = store.link_of_pair(a, b).await.unwrap().unwrap();
        assert_eq!(held.signature.at, at(1).at);
        assert!(held.is_decided());

        let mut posting = store.begin(at(2)).await.unwrap();
        posting
            .link(decision(a, b, LinkVerdict::None))
            .await
            .unwrap();
        posting.commit().await.unwrap();
        assert_eq!(pairs(&store, true).await, []);
        let waiting = [both[1], (a, b, LinkVerdict::None)];
        assert_eq!(pairs(&store, false).await, waiting);
        assert!(store.link_of_pair(a, c).await.unwrap().is_none());
    }
}

fn these<const N: usize>(programmes: [&str; N]) -> Programmes {
    Programmes::These(programmes.map(str::to_owned).into())
}

#[tokio::test]
async fn a_pair_is_of_whoever_has_to_do_with_both() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        let (parties, ids) = three(&mut posting).await;
        let pairs = [[0, 1], [1, 2], [0, 2]].map(|pair| pair.map(|n: usize| parties[n]));
        for [a, b] in pairs {
            let maybe = decision(a, b, LinkVerdict::Maybe);
            posting.link(maybe).await.unwrap();
        }
        posting.commit().await.unwrap();
        let of = async |programmes: &Programmes| {
            let mut found = Vec::new();
            let mut behind = Position::default();
            // One a page, so that each place where a page ends is met.
            loop {
                let page = store.waiting_pairs(programmes, behind, 1).await.unwrap();
                found.extend(page.pairs.iter().map(|one| [one.link.a, one.link.b]));
                let Some(next) = page.next else {
                    break found;
                };
                behind = next;
            }
        };
        assert_eq!(of(&Programmes::All).await, pairs);
        assert_eq!(of(&these(["1", "2"])).await, pairs);
        assert_eq!(of(&these(["1"])).await, pairs[..1]);
        assert_eq!(of(&these(["2"])).await, pairs[..0], "both, not one of them");
        assert_eq!(of(&these([])).await, pairs[..0]);
        assert_eq!(of(&these(["1,2", "1\"]"])).await, pairs[..0]);

        let mut posting = store.begin(at(1)).await.unwrap();
        let reason = CorrectionReason::EntryError;
        let moved = Engagement {
            programme: Some("2".to_owned()),
            parties: vec![(Role::Subject, parties[1])],
            ..Engagement::new(Kind::EventAttend, Date::constant(2024, 6, 1))
        };
        posting.correct(ids[1], &moved, reason, None).await.unwrap();
        posting.commit().await.unwrap();
        assert_eq!(of(&these(["1"])).await, pairs[..0], "as it stands");
        assert_eq!(of(&these(["2"])).await, pairs[1..2]);

        let mut posting = store.begin(at(2)).await.unwrap();
        posting.void(ids[2], reason, None).await.unwrap();
        let same = decision(parties[0], parties[1], LinkVerdict::Same);
        posting.link(same).await.unwrap();
        posting.commit().await.unwrap();
        assert_eq!(
            of(&these(["1", "2"])).await,
            pairs[..0],
            "void, and decided"
        );
        let (both, one) = (these(["1", "2"]), these(["1"]));
        let decided = |programmes| store.decided_pairs(programmes, Position::NOW, 1);
        let found = decided(&both).await.unwrap().pairs;
        assert_eq!([found[0].link.a, found[0].link.b], pairs[0]);
        assert_eq!(decided(&one).await.unwrap().pairs, []);
    }
}

#[tokio::test]
async fn a_page_looks_through_so_many_pairs_and_says_where_it_stopped() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        let (mine, _) = three(&mut posting).await;
        let stranger = NewParty {
            party_type: PartyType::Person,
            purpose: "event",
        };
        let strangers = posting.add_parties(&[stranger; 64]).await.unwrap();
        let mut waiting = 0;
        for (n, a) in strangers.iter().enumerate() {
            for b in &strangers[..n] {
                let maybe = decision(*b, *a, LinkVerdict::Maybe);
                posting.link(maybe).await.unwrap();
                waiting += 1;
            }
        }
        let maybe = decision(mine[0], mine[1], LinkVerdict::Maybe);
        let last = posting.link(maybe).await.unwrap();
        posting.commit().await.unwrap();
        assert_eq!(waiting, 2_016);
        let mine = these(["1"]);
        let first = store.waiting_pairs(&mine, Position::default(), 10).await;
        let first = first.unwrap();
        assert_eq!(first.pairs, []);
        let behind = first.next.expect("it has not seen all");
        let rest = store.waiting_pairs(&mine, behind, 10).await.unwrap();
        assert_eq!(rest.pairs.len(), 1);
        assert_eq!((rest.pairs[0].link.position, rest.next), (last, None));
        let all = store.waiting_pairs(&Programmes::All, behind, 16).await;
        assert!(all.unwrap().next.is_some(), "17 are left");
        let all = store.waiting_pairs(&Programmes::All, behind, 17).await;
        assert_eq!(all.unwrap().next, None);
    }
}

#[tokio::test]
async fn what_somebody_has_to_do_with_is_what_stands() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        let (parties, ids) = three(&mut posting).await;
        let moved = Engagement {
            programme: Some("3".to_owned()),
            parties: vec![(Role::Subject, parties[1])],
            ..Engagement::new(Kind::EventAttend, Date::constant(2023, 6, 1))
        };
        let reason = CorrectionReason::EntryError;
        posting.void(ids[0], reason, None).await.unwrap();
        let corrected = posting.correct(ids[1], &moved, reason, None).await.unwrap();
        posting.commit().await.unwrap();
        let found = store.participations(&parties).await.unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.party, one.position, one.programme.as_deref()))
            .collect();
        let third = Position(ids[2].0);
        let expected = [
            (parties[1], corrected, Some("3")),
            (parties[2], third, Some("2")),
        ];
        assert_eq!(found, expected);
        let year = FiscalYear::new(2024).unwrap();
        let rows = store.period_rows(year).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].rows, 1, "what was corrected is of another year");
        let lasts = store.period_lasts(year).await.unwrap();
        assert_eq!(lasts, [(Some("2".to_owned()), Kind::EventAttend, third)]);
        assert_eq!(rows[0].basis, DateBasis::Occurred);
        let signed = store.signatures(&[corrected]).await.unwrap();
        assert_eq!(signed[&corrected].at, at(0).at);
        let last = store.last_engagement_of(at(0).by, "test").await.unwrap();
        assert_eq!(last, Some(ids[2]));
        let never = store.last_engagement_of(at(0).by, "record").await.unwrap();
        assert_eq!(never, None);
    }
}

#[tokio::test]
async fn what_an_import_wrote_is_found_as_it_stands_now() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        let (_, typed) = three(&mut posting).await;
        let description = BatchDescription {
            source: "event-signup",
            mapping: "event-signup/1",
            purpose: "event",
            file_name: Some("list.csv"),
            file_digest: "00",
        };
        let batch = posting.begin_batch(&description).await.unwrap();
        let engagement = Engagement {
            programme: Some("1".to_owned()),
            ..Engagement::new(Kind::Consult, Date::constant(2024, 6, 1))
        };
        let new = [1, 2].map(|row| NewEngagement {
            engagement: &engagement,
            source: Some(Source { batch, row }),
        });
        let ids = posting.assert_all(&new).await.unwrap();
        let state = enishi_domain::register::BatchState::Committed;
        posting.change_batch(batch, state, None).await.unwrap();
        let note = EvidenceNote {
            proves: Position(ids[0].0),
            kind: "document".to_owned(),
            digest: None,
            title: "受付簿".to_owned(),
            retained_until: None,
            visibility: "internal".to_owned(),
        };
        posting.add_evidence(&note).await.unwrap();
        posting.commit().await.unwrap();
        let mut posting = store.begin(at(1)).await.unwrap();
        let reason = CorrectionReason::Duplicate;
        let voided = posting.void(ids[1], reason, None).await.unwrap();
        posting.commit().await.unwrap();

        let page = store.batch_page(batch, Some("1"), None, None, 1).await;
        let page = page.unwrap();
        assert_eq!(page.rows[0].position, voided, "as it stands now");
        let next = store.batch_page(batch, None, None, page.next, 1).await;
        let next = next.unwrap();
        assert_eq!(next.rows[0].id, ids[0]);
        assert_eq!(next.next, None);
        let other = store.batch_page(batch, Some("2"), None, None, 1).await;
        assert!(other.unwrap().rows.is_empty());
        let first = Position(ids[0].0);
        let origins = store.origins(&[first, Position(typed[0].0)]).await.unwrap();
        assert_eq!(origins.len(), 1, "what was typed came with no file");
        assert_eq!(origins[&first].source, Source { batch, row: 1 });
        let recent = store.recent_batches(5).await.unwrap();
        let file = Some("list.csv".to_owned());
        assert_eq!(recent, [(batch, "event-signup".to_owned(), file)]);
        assert_eq!(store.evidence_notes(&[first]).await.unwrap(), [note]);
        let moments = store.recorded_at(&[voided]).await.unwrap();
        assert_eq!(moments[&voided], at(1).at);
    }
}

#[tokio::test]
async fn a_years_closings_say_by_whom_and_a_series_all_that_was_published() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let year = FiscalYear::new(2024).unwrap();
        let before = year.previous().unwrap();
        let mut posting = store.begin(at(0)).await.unwrap();
        posting
            .close_period("1", Kind::Consult, before)
            .await
            .unwrap();
        posting
            .close_period("1", Kind::Consult, year)
            .await
            .unwrap();
        let kind = Kind::Consult;
        posting
            .reopen_period("1", kind, year, "1件届いた")
            .await
            .unwrap();
        let value = Observation {
            position: Position::default(),
            series: "social_increase".to_owned(),
            definition: "resident-register".to_owned(),
            part: None,
            period: year,
            value: 120.into(),
            release: Release::Preliminary,
            published_on: Some(Date::constant(2025, 4, 20)),
            document: Some("市民課".to_owned()),
        };
        let position = posting.observe(&[(&value, None)]).await.unwrap()[0];
        posting.commit().await.unwrap();
        let said = store.signed_closings(year).await.unwrap();
        let said: Vec<_> = said
            .iter()
            .map(|(closing, by)| (closing.is_closed, closing.reason.as_deref(), by.at))
            .collect();
        let moment = at(0).at;
        let expected = [(true, None, moment), (false, Some("1件届いた"), moment)];
        assert_eq!(said, expected);
        let known = store.observations("social_increase").await.unwrap();
        assert_eq!(known, [Observation { position, ..value }]);
        assert!(store.observations("other").await.unwrap().is_empty());
    }
}

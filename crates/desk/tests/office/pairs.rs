//! The pairs of 名寄せ that a department is shown: those of whom both have to do with a programme of
//! its own, wherever they stand among all that wait.

use enishi_desk::show_pairs::{PairFilter, PairList, show_pairs};
use enishi_desk::show_today::{Waiting, show_today};
use enishi_desk::show_year::show_year;
use enishi_domain::engagement::{Engagement, Kind, Role};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::region::Purpose;
use enishi_domain::staff::Duty;
use enishi_store::{LinkDecision, NewParty, Posting, Recording};
use jiff::civil::Date;

use crate::house::House;

/// How many strangers there are, each of whom may be each other: 2,016 pairs.
const STRANGERS: usize = 64;

async fn link(posting: &mut Posting, [a, b]: [PartyId; 2], verdict: LinkVerdict) {
    let decision = LinkDecision {
        a,
        b,
        verdict,
        reasons: Some("scored"),
        basis: None,
    };
    posting.link(decision).await.unwrap();
}

/// Strangers, and two who came to something of programme 1.
async fn come(posting: &mut Posting) -> Vec<PartyId> {
    let purpose = Purpose {
        id: "test".to_owned(),
        label: "催しの運営".to_owned(),
        legal_basis: "個人情報保護法61条".to_owned(),
        retention_years: 5,
    };
    posting.declare_purpose(&purpose).await.unwrap();
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "test",
    };
    let people = posting.add_parties(&[person; STRANGERS + 2]).await.unwrap();
    for party in &people[STRANGERS..] {
        let engagement = Engagement {
            programme: Some("1".to_owned()),
            parties: vec![(Role::Subject, *party)],
            ..Engagement::new(Kind::EventAttend, Date::constant(2024, 6, 1))
        };
        posting.assert(&engagement).await.unwrap();
    }
    people
}

#[tokio::test]
async fn two_of_ones_own_are_found_behind_thousands_of_others() {
    let mut house = House::new().await;
    let own = house.department("1");
    house.staff("clerk", Duty::Entry, Some(&own)).await;
    house.staff("planning", Duty::Planning, None).await;
    let [clerk, planning] = [
        house.counter("clerk").await,
        house.counter("planning").await,
    ];

    let store = house.database.store().await;
    let recording = Recording::by_system(house.now, "test");
    let mut posting = store.begin(recording.clone()).await.unwrap();
    let people = come(&mut posting).await;
    let (strangers, mine) = people.split_at(STRANGERS);
    let pairs = |n: usize| strangers[..n].iter().map(move |a| [*a, strangers[n]]);
    for pair in (1..STRANGERS).flat_map(pairs) {
        link(&mut posting, pair, LinkVerdict::Maybe).await;
    }
    let mine = [mine[0], mine[1]];
    link(&mut posting, mine, LinkVerdict::Maybe).await;
    posting.commit().await.unwrap();

    let waiting = PairFilter::default();
    let page = show_pairs(&clerk, &waiting).await.unwrap();
    let shown: Vec<_> = page
        .pairs
        .iter()
        .map(|one| [one.link.link.a, one.link.link.b])
        .collect();
    assert_eq!((shown, page.next), (vec![mine], None));
    let year = show_year(&clerk, None).await.unwrap();
    let today = show_today(&clerk, &year).await.unwrap();
    let told = Waiting::Pairs {
        count: 1,
        has_more: false,
    };
    assert!(today.contains(&told), "{today:?}");
    let all = show_pairs(&planning, &waiting).await.unwrap();
    assert_eq!(all.pairs.len(), 10);
    let of_one = PairFilter {
        programme: Some("1".to_owned()),
        ..waiting.clone()
    };
    let limited = show_pairs(&planning, &of_one).await.unwrap();
    assert_eq!((limited.pairs.len(), limited.next), (1, None));

    // What is decided is looked through piece by piece, and the page says that it goes on.
    let mut posting = store.begin(recording).await.unwrap();
    link(&mut posting, mine, LinkVerdict::Different).await;
    for pair in (1..STRANGERS).flat_map(pairs) {
        link(&mut posting, pair, LinkVerdict::Different).await;
    }
    posting.commit().await.unwrap();
    let nothing = show_pairs(&clerk, &waiting).await.unwrap();
    assert_eq!((nothing.pairs.len(), nothing.next), (0, None));
    let mut decided = PairFilter {
        list: PairList::Decided,
        ..waiting
    };
    let first = show_pairs(&clerk, &decided).await.unwrap();
    assert_eq!(first.pairs.len(), 0);
    decided.behind = first.next;
    let rest = show_pairs(&clerk, &decided).await.unwrap();
    assert_eq!((rest.pairs.len(), rest.next), (1, None));
}

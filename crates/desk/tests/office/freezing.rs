//! 実績の確定 by those who looked at what they freeze.

use enishi_desk::freeze_year::freeze_year;
use enishi_desk::reception::Counter;
use enishi_desk::show_closings::show_closings;
use enishi_desk::show_freezing::{freeze_seen, show_freezing};
use enishi_desk::show_today::{Waiting, show_today};
use enishi_desk::show_year::show_year;
use enishi_desk::{AccessError, DeskError};
use enishi_domain::engagement::{Engagement, Kind};
use enishi_domain::staff::Duty;
use enishi_domain::workflow::Step;
use enishi_store::Recording;
use jiff::civil::Date;

use crate::house::House;
use crate::publishing::{PROVISIONAL, discuss, step};
use crate::yearly_work::{r6, set_target};

#[tokio::test]
async fn of_two_who_freeze_at_once_one_does() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    let (first, second) = (
        house.counter("planning").await,
        house.counter("planning").await,
    );
    let page = show_freezing(&first, Some(r6())).await.unwrap();
    // Where no year is asked for, it is the last that is over.
    let last = show_freezing(&first, None).await.unwrap();
    assert!(last.is_over && last.year >= page.year, "{}", last.year);
    // What rests on statistics that nobody recorded is complete: it has no figure.
    let next = page.figures.iter().filter(|figure| figure.is_next);
    assert_eq!(next.count(), 5);
    let (one, other) = tokio::join!(
        freeze_seen(&first, r6(), &page.seen, None),
        freeze_seen(&second, r6(), &page.seen, None),
    );
    let (done, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
    assert_eq!((done.len(), refused.len()), (1, 1));
    assert_eq!(done[0].as_ref().unwrap().kept, 5);
    assert!(matches!(
        refused[0],
        Err(DeskError::Access(AccessError::Outdated))
    ));
    let audited = house.office.audited("freeze").await.unwrap();
    assert_eq!(audited.len(), 1);
    let page = show_freezing(&first, Some(r6())).await.unwrap();
    assert!(page.figures.iter().all(|figure| !figure.is_next));
    assert_eq!(
        page.figures.iter().filter(|f| f.frozen.is_some()).count(),
        5
    );
    // Again for a reason, and as it was seen.
    let reason = || Some("様式を直した".to_owned());
    let stale = freeze_seen(&second, r6(), "another", reason()).await;
    assert!(matches!(
        stale,
        Err(DeskError::Access(AccessError::Outdated))
    ));
    let again = freeze_seen(&second, r6(), &page.seen_again, reason()).await;
    assert_eq!(again.unwrap().kept, 5);
    set_target(&first, "9社").await;
    let planning = house.counter("planning").await;
    let after = show_freezing(&planning, Some(r6())).await.unwrap();
    assert_eq!(
        after.seen_again, page.seen_again,
        "a target is no part of a figure"
    );
}

/// The kinds that somebody is asked to close, and the figures that are said to be missing.
async fn asked(counter: &Counter) -> (usize, usize) {
    let year = show_year(counter, Some(r6())).await.unwrap();
    let waiting = show_today(counter, &year).await.unwrap();
    let (mut open, mut unmeasured) = (0, 0);
    for one in waiting {
        if let Waiting::OpenKinds(count) = one {
            open = count;
        } else if let Waiting::Unmeasured(count) = one {
            unmeasured = count;
        }
    }
    (open, unmeasured)
}

#[tokio::test]
async fn nobody_is_asked_to_close_what_changes_no_figure() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    let planning = house.counter("planning").await;
    let before = asked(&planning).await;
    let store = house.database.store().await;
    let recording = Recording::by_system(house.now, "test");
    let mut posting = store.begin(recording).await.unwrap();
    let proposed = Engagement {
        programme: Some("1".to_owned()),
        ..Engagement::new(Kind::MatchProposed, Date::constant(2024, 6, 1))
    };
    posting.assert(&proposed).await.unwrap();
    posting.commit().await.unwrap();
    let page = show_closings(&planning, Some(r6())).await.unwrap();
    let kinds = page.programmes.iter().flat_map(|part| &part.periods);
    let uncounted = kinds.clone().find(|one| one.kind == Kind::MatchProposed);
    assert_eq!(uncounted.map(|one| one.kpis.len()), Some(0), "it is listed");
    let counted = kinds.filter(|one| !one.kpis.is_empty());
    assert_eq!((counted.count(), before.1), before);
    assert_eq!(asked(&planning).await, before, "and not asked about");

    freeze_year(&house.office, r6(), &PROVISIONAL)
        .await
        .unwrap();
    assert_eq!(asked(&planning).await, (before.0, 0), "frozen without one");
    discuss(&mut house, &planning, "1", "書いた").await;
    step(&planning, ("1", Step::Publish), None).await.unwrap();
    let open = page.programmes[0].periods.iter();
    let own = open.filter(|one| !one.kpis.is_empty()).count();
    assert_eq!(asked(&planning).await.0, before.0 - own);
}

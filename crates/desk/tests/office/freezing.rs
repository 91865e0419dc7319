//! 実績の確定 by those who looked at what they freeze.

use enishi_desk::show_freezing::{freeze_seen, show_freezing};
use enishi_desk::{AccessError, DeskError};
use enishi_domain::staff::Duty;

use crate::house::House;
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

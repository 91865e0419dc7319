//! What a published year tells of its figures' parts: small ones are hidden with others, and what
//! could be compared with an earlier edition is not told.

use enishi_desk::DeskError;
use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_desk::publish_year::{NotPublished, publish_year};
use enishi_desk::reception::Counter;
use enishi_desk::show_publication::take_site;
use enishi_domain::interchange::edition::{Edition, EditionBreakdown};
use enishi_domain::staff::Duty;
use enishi_domain::workflow::Step;

use crate::house::House;
use crate::publishing::{PROVISIONAL, discuss, import_as, r6, say, step};
use crate::yearly_work::set_target;

/// So many new people of a kind, each in a row.
fn people(key: &str, kind: &str, programme: &str, said: &str, count: usize) -> String {
    let rows = (0..count).map(|n| {
        let telephone = format!("090-{key}-{n:04}");
        format!("{key}{n},{kind},{programme},2024/10/3,{said},架空 {key}{n},{telephone},,\n")
    });
    rows.collect()
}

/// 1-② of thirty who came and twenty who asked; 5-③ of thirty who came and three heads.
fn register() -> String {
    let head =
        "受付番号,関わりの種別,事業,発生日,制度,目的,本人_氏名・名称,本人_電話番号,数量,単位\n";
    let mut text = head.to_owned();
    text += &people("1001", "催しへの参加", "1", "複業,", 30);
    text += &people("1002", "相談", "1", "複業,", 20);
    text += &people("1003", "催しへの参加", "5", ",雇用促進", 30);
    text += "t1,人数のみの記録,5,2024/11/3,,雇用促進,,,3,人\n";
    text
}

fn of(edition: &Edition, programme: usize, kpi: usize) -> &[EditionBreakdown] {
    &edition.programmes[programme - 1].kpis[kpi - 1].breakdowns
}

/// Each part with what is printed of it.
fn told(edition: &Edition, programme: usize, kpi: usize) -> Vec<(&str, &str)> {
    let [breakdown] = of(edition, programme, kpi) else {
        panic!("one breakdown");
    };
    assert_eq!(breakdown.by, "種別");
    let parts = breakdown.parts.iter();
    parts
        .map(|part| (part.label.as_str(), part.text.as_str()))
        .collect()
}

/// What was published of a KPI before, where it was something else.
fn before(edition: &Edition, programme: usize, kpi: usize) -> Vec<&str> {
    let earlier = &edition.programmes[programme - 1].kpis[kpi - 1].earlier;
    earlier.iter().map(|one| one.actual.as_str()).collect()
}

/// Takes a part that was reopened to 公表 again.
async fn publish_again(planning: &Counter, (no, [clerk, head]): (&str, &[Counter; 2])) {
    for (counter, taken) in [
        (clerk, Step::Submit),
        (head, Step::Approve),
        (planning, Step::Discuss),
        (planning, Step::Publish),
    ] {
        step(counter, (no, taken), None).await.unwrap();
    }
}

/// Freezes the year as it stands; gives the planning office and the programmes.
async fn frozen(house: &mut House) -> (Counter, Vec<String>) {
    let frozen = freeze_year(&house.office, r6(), &PROVISIONAL).await;
    frozen.unwrap();
    house.staff("planning", Duty::Planning, None).await;
    let planning = house.counter("planning").await;
    let programmes = house.office.region().programmes.iter();
    (planning, programmes.map(|p| p.no.clone()).collect())
}

/// Takes all programmes to 公表, and gives those at whose hands each went.
async fn publish_all(
    house: &mut House,
    planning: &Counter,
    numbers: &[String],
) -> Vec<[Counter; 2]> {
    let mut hands = Vec::new();
    for no in numbers {
        hands.push(discuss(house, planning, no, "申込が伸びた").await);
        step(planning, (no, Step::Publish), None).await.unwrap();
    }
    hands
}

async fn reopen(planning: &Counter, no: &str) {
    let reopened = step(planning, (no, Step::Reopen), Some("訂正")).await;
    reopened.unwrap();
}

async fn reopen_all(planning: &Counter, numbers: &[String]) {
    for no in numbers {
        reopen(planning, no).await;
    }
}

#[tokio::test]
async fn small_parts_are_hidden_and_a_changed_breakdown_is_withheld() {
    let mut house = House::new().await;
    import_as(&house, "enishi-template", register()).await;
    let (planning, numbers) = frozen(&mut house).await;
    let hands = publish_all(&mut house, &planning, &numbers).await;
    let edition = publish_year(&house.office, r6()).await.unwrap();
    let shown = [("催しへの参加", "30名"), ("相談", "20名")];
    assert_eq!(told(&edition, 1, 2), shown);
    // Either would give the other one away.
    assert_eq!(
        told(&edition, 5, 3),
        [("人数のみの記録", "x"), ("催しへの参加", "x")]
    );
    assert!(of(&edition, 1, 1).is_empty(), "its definition names none");
    // Another word changes no part.
    reopen(&planning, "1").await;
    say(&hands[0][0], "1", 1, "申込が大きく伸びた").await;
    publish_again(&planning, ("1", &hands[0])).await;
    let edition = publish_year(&house.office, r6()).await.unwrap();
    assert_eq!(told(&edition, 1, 2), shown);
    assert_eq!(
        before(&edition, 1, 2),
        [""; 0],
        "the same again is no correction"
    );
    // Somebody more would be told apart from who was there before.
    let late = register() + &people("1004", "相談", "1", "複業,", 1);
    import_as(&house, "enishi-template", late).await;
    let again = FreezeOptions {
        again: Some("遅れて届いた記録".to_owned()),
        ..PROVISIONAL
    };
    // What residents see is frozen anew only once it is reopened.
    let refused = freeze_year(&house.office, r6(), &again).await;
    assert!(matches!(
        refused,
        Err(DeskError::FrozenPublished(year, programmes)) if year == r6() && programmes == numbers
    ));
    let (first, others) = numbers.split_first().unwrap();
    reopen(&planning, first).await;
    let frozen = freeze_year(&house.office, r6(), &again).await.unwrap();
    assert_eq!(frozen.kept, 4, "the others stay");
    reopen_all(&planning, others).await;
    freeze_year(&house.office, r6(), &again).await.unwrap();
    for (no, hands) in numbers.iter().zip(&hands) {
        publish_again(&planning, (no, hands)).await;
    }
    let edition = publish_year(&house.office, r6()).await.unwrap();
    assert_eq!(before(&edition, 1, 2), ["50名"], "once, as it was");
    assert_eq!(edition.programmes[0].kpis[1].actual, "51名");
    for (programme, kpi) in [(1, 2), (5, 3)] {
        let texts = told(&edition, programme, kpi);
        assert!(texts.iter().all(|(_, text)| *text == "…"), "{texts:?}");
    }
    // A year that is by now something else than what was approved is not left out without a word.
    assert!(take_site(&planning).await.unwrap().len() > 20);
    set_target(&planning, "9社").await;
    let planning = house.counter("planning").await;
    let refused = take_site(&planning).await;
    assert!(matches!(
        refused,
        Err(DeskError::NotPublished(NotPublished::Unfinished { year, programmes }))
            if year == r6() && programmes == ["1"]
    ));
}

#[tokio::test]
async fn residents_are_told_which_target_stood_there_before() {
    let mut house = House::new().await;
    let (planning, numbers) = frozen(&mut house).await;
    publish_all(&mut house, &planning, &numbers).await;
    set_target(&planning, "9社").await;
    let planning = house.counter("planning").await;
    reopen(&planning, "1").await;
    // Whoever looks anew sees the new target.
    let department = house.department("1");
    house.staff("late", Duty::Head, Some(&department)).await;
    let clerk = house.counter("clerk-1").await;
    let head = house.counter("late").await;
    publish_again(&planning, ("1", &[clerk, head])).await;
    let site = take_site(&planning).await.unwrap();
    let text = |no: &str| {
        let page = &site[&format!("r6/kpis/{no}/index.html")];
        String::from_utf8_lossy(page).into_owned()
    };
    let changed = text("1-1");
    assert!(changed.contains("公表 目標値 75社、実績値 "), "{changed}");
    assert!(changed.contains("9社"));
    assert!(text("2-1").contains("訂正はありません"));
}

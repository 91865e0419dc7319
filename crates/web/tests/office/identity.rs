//! 名寄せ in the browser: who sees a pair, what is shown of it, and two people at one pair.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};

/// Where the first pair of a page is sent to.
fn address(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("action=\"/identity/").unwrap();
    format!("/identity/{}", rest.split('"').next().unwrap())
}

async fn decide(browser: &mut Browser, page: &Answer, verdict: &str) -> Answer {
    let (address, seen) = (address(page), page.hidden("seen"));
    let fields = [
        ("verdict", verdict),
        ("seen", seen.as_str()),
        ("programme", ""),
    ];
    browser.post(&address, &fields).await
}

/// A page of pairs, with the names that somebody asks for.
async fn named(browser: &mut Browser, query: &[(&str, &str)]) -> Answer {
    let mut address = form_urlencoded::Serializer::new(String::new());
    let address = address.extend_pairs(query).finish();
    browser.get(&format!("/identity?{address}")).await;
    let asked = browser.post("/identity/names", query).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let location = asked.header("location").to_owned();
    browser.get(&location).await
}

#[tokio::test]
async fn a_pair_is_shown_with_its_reasons_and_what_a_decision_would_do() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/identity").await;
    assert!(page.text.contains("実3 → 2") && page.text.contains("読みは同じで漢字が異なる"));
    assert!(!page.text.contains("架空") && !page.text.contains("value=\"same\""));
    let page = named(&mut clerk, &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text
            .contains("架空 <mark class=\"dads-differs\">花</mark>子")
    );
    assert!(
        page.text
            .contains("架空 <mark class=\"dads-differs\">華</mark>子")
    );
    assert!(page.text.contains("読みは同じで漢字が異なる"));
    assert!(page.text.contains("実3 → 2"), "{}", page.text);
    assert!(!page.text.contains("見本 太郎"), "only who may be one");
    let year = clerk.get("/programmes/1/kpis/2?year=R6").await;
    assert!(year.text.contains("実3"));
    let kept = decide(&mut clerk, &page, "same").await;
    assert_eq!(kept.header("location"), "/identity?done=same");
    let year = clerk.get("/programmes/1/kpis/2?year=R6").await;
    assert!(year.text.contains("実2"));
    let page = clerk.get("/identity").await;
    assert!(page.text.contains("判定を待つ組はありません"));
    let page = clerk.get("/identity?list=decided").await;
    assert!(page.text.contains("同一人物"));
    let undone = decide(&mut clerk, &page, "none").await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
    let year = clerk.get("/programmes/1/kpis/2?year=R6").await;
    assert!(year.text.contains("実3"));
    let page = clerk.get("/identity").await;
    assert!(page.text.contains("架空"), "it waits again");
}

#[tokio::test]
async fn names_are_shown_to_those_whose_duty_it_is_and_the_reading_is_kept() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    for (duty, sees, decides) in [
        (Duty::Entry, true, true),
        (Duty::Head, true, false),
        (Duty::Planning, true, true),
        (Duty::Panel, false, false),
        (Duty::Audit, false, false),
        (Duty::Administration, false, false),
    ] {
        let mut browser = town.inside(duty).await;
        let before = town.audited("identity.read").await.len();
        let hidden = browser.get("/identity").await;
        assert!(!hidden.text.contains("架空"), "{duty:?}");
        assert_eq!(town.audited("identity.read").await.len(), before);
        browser.get("/").await;
        let asked = browser.post("/identity/names", &[]).await;
        assert_eq!(asked.status == StatusCode::SEE_OTHER, sees, "{duty:?}");
        let page = browser.get("/identity").await;
        assert_eq!(page.text.contains("架空"), sees, "{duty:?}");
        assert_eq!(page.text.contains("value=\"same\""), decides, "{duty:?}");
        let read = town.audited("identity.read").await;
        assert_eq!(read.len() - before, usize::from(sees), "{duty:?}");
        assert!(read.iter().all(|object| object.contains('=')));
        if sees {
            browser.post("/identity/names", &[]).await;
            let again = town.audited("identity.read").await;
            assert_eq!(again, read, "what is shown already is no second reading");
        }
        if !decides {
            let seen = [("verdict", "same"), ("seen", "1")];
            browser.get("/").await;
            let refused = browser.post("/identity/P1/P2", &seen).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{duty:?}");
        }
    }
}

#[tokio::test]
async fn names_hide_again_and_are_shown_to_nobody_else() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    assert!(named(&mut clerk, &[]).await.text.contains("架空"));
    assert!(!planning.get("/identity").await.text.contains("架空"));
    town.wait(20 * 60);
    assert!(clerk.get("/identity").await.text.contains("架空"));
    town.wait(11 * 60);
    assert!(!clerk.get("/identity").await.text.contains("架空"));
}

#[tokio::test]
async fn another_departments_pair_is_not_there() {
    let town = Town::new(Security::Loopback).await;
    let talk = "受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業\n\
         1,架空 花子,カクウ ハナコ,090-0000-1234,2024/10/3,出席,1\n\
         2,架空 華子,カクウ ハナコ,090-0000-1234,2024/11/7,出席,2\n";
    town.import("event-signup", "talk.csv", talk).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/identity").await;
    assert!(page.text.contains("判定を待つ組はありません"));
    let asked = clerk.get("/identity?programme=2").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let mut planning = town.inside(Duty::Planning).await;
    let page = named(&mut planning, &[]).await;
    let (address, seen) = (address(&page), page.hidden("seen"));
    let fields = [("verdict", "same"), ("seen", seen.as_str())];
    clerk.get("/").await;
    let refused = clerk.post(&address, &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!refused.text.contains("架空"));
}

#[tokio::test]
async fn of_two_at_one_pair_the_second_is_shown_the_first_ones_decision() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = named(&mut clerk, &[]).await;
    let same_page = named(&mut planning, &[]).await;
    decide(&mut clerk, &page, "different").await;
    let conflict = decide(&mut planning, &same_page, "same").await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text.contains("「別人」としました"));
    let year = planning.get("/programmes/1/kpis/2?year=R6").await;
    assert!(year.text.contains("実3"), "nothing was kept");
    let undone = decide(&mut planning, &conflict, "none").await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
}

#[tokio::test]
async fn a_long_queue_is_gone_through_page_by_page() {
    let town = Town::new(Security::Loopback).await;
    let mut talk = "受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業\n".to_owned();
    let kana = [
        "ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク", "ケ", "コ", "サ", "シ",
    ];
    for (n, kana) in kana.iter().enumerate() {
        for (twin, name) in ["花子", "華子"].iter().enumerate() {
            let line = format!(
                "{n}-{twin},架空{kana} {name},カクウ{kana} ハナコ,090-0000-10{n:02},2024/10/3,出席,1\n"
            );
            talk.push_str(&line);
        }
    }
    town.import("event-signup", "talk.csv", &talk).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let first = named(&mut clerk, &[]).await;
    assert_eq!(first.text.matches("value=\"same\"").count(), 10);
    let (_, rest) = first.text.split_once("href=\"/identity?behind=").unwrap();
    let behind = rest.split('"').next().unwrap();
    let hidden = clerk.get(&format!("/identity?behind={behind}")).await;
    assert!(
        !hidden.text.contains("カクウ"),
        "only the page that was asked for"
    );
    let second = named(&mut clerk, &[("behind", behind)]).await;
    assert_eq!(second.text.matches("value=\"same\"").count(), 2);
    assert!(second.text.contains("ここまでで全部です"));
    for (n, kana) in kana.iter().enumerate() {
        let is_first = first.text.contains(&format!("カクウ{kana} "));
        let is_second = second.text.contains(&format!("カクウ{kana} "));
        assert!(is_first != is_second, "{n} is on one page");
    }
    assert_eq!(
        clerk.get("/identity?behind=x").await.status,
        StatusCode::NOT_FOUND
    );
}

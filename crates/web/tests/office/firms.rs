//! Firms among people: what is typed as a person is in no count of firms, so nobody types it so
//! unseen.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};
use crate::closings::carried;

const OPEN: &str = "/entry/base.open";

/// Somebody who opened a base as a start-up, of one sort and name.
async fn opens(browser: &mut Browser, sort: &str, name: &str) -> Answer {
    let last = browser.get(OPEN).await.hidden("last");
    let fields = [
        ("last", last.as_str()),
        ("purpose", "company"),
        ("事業", "3"),
        ("発生日", "R6.12.3"),
        ("区分", "スタートアップ"),
        ("本人_種別", sort),
        ("本人_氏名・名称", name),
    ];
    browser.post(OPEN, &fields).await
}

#[tokio::test]
async fn a_firm_is_asked_for_where_the_city_counts_firms() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get(OPEN).await;
    assert!(page.text.contains("<option value=\"団体\" selected>"));
    let page = planning.get("/entry/event.attend").await;
    assert!(page.text.contains("<option value=\"個人\" selected>"));
    for sort in ["個人", ""] {
        let refused = opens(&mut planning, sort, "株式会社 見本堂").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sort}");
        assert!(refused.text.contains("本人の種別を「団体」にするか"));
        assert!(refused.text.contains("href=\"#本人_種別\""));
    }
    let kept = opens(&mut planning, "団体", "株式会社 見本堂").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let kpi = planning.get("/programmes/3/kpis/1?year=R6").await;
    assert!(kpi.text.contains("figure__number\">1社<"), "{}", kpi.text);
}

#[tokio::test]
async fn a_person_is_not_said_to_be_in_a_count_of_firms() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    for (sort, name, is_counted) in [
        ("個人", "架空 花子", false),
        ("個人", "見本 武（たけし）", false),
        ("個人", "見本 恵理香（エリカ）", false),
        ("団体", "見本堂", true),
    ] {
        let kept = opens(&mut planning, sort, name).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
        let number = planning.get(OPEN).await.hidden("last");
        let page = planning.get(&format!("/ledger/{number}")).await;
        assert!(page.text.contains("/programmes/3/kpis/1"), "a row of it");
        let adds = !page.text.contains("数える人・団体がいないため");
        assert_eq!(adds, is_counted, "{sort}");
    }
}

#[tokio::test]
async fn a_day_that_is_yet_to_come_is_told_at_its_field() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let last = planning.get(OPEN).await.hidden("last");
    let fields = [
        ("last", last.as_str()),
        ("purpose", "company"),
        ("事業", "3"),
        ("発生日", "R20.1.1"),
        ("本人_種別", "団体"),
        ("本人_氏名・名称", "見本堂"),
    ];
    let refused = planning.post(OPEN, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("発生日の 2038-01-01 は使えません"));
    assert!(refused.text.contains("href=\"#発生日\""));
}

#[tokio::test]
async fn a_record_of_two_is_one_row_to_be_closed() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let agreed = "/entry/match.agreed";
    let last = planning.get(agreed).await.hidden("last");
    let fields = [
        ("last", last.as_str()),
        ("purpose", "matching"),
        ("事業", "1"),
        ("発生日", "R6.12.3"),
        ("本人_種別", "個人"),
        ("本人_氏名・名称", "架空 花子"),
        ("相手方_種別", "団体"),
        ("相手方_氏名・名称", "見本堂"),
    ];
    let kept = planning.post(agreed, &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let page = planning.get("/closings?year=R6").await;
    let (_, rows) = carried(&page, "1", "match.agreed");
    assert_eq!(rows, "1");
}

#[tokio::test]
async fn of_nobody_no_name_is_taken() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let refused = opens(&mut planning, "匿名", "架空 花子").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = "本人の氏名・名称を空けてください";
    assert!(refused.text.contains(told), "{}", refused.text);
    let kept = opens(&mut planning, "匿名", "").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
}

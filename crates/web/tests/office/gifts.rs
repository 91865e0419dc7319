//! Gifts in かんたん入力: an amount as people write it, or a clear refusal.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};
use crate::entry::value;

/// A gift of the town's programme of gifts; further fields take the place of these.
async fn give(browser: &mut Browser, more: &[(&str, &str)]) -> Answer {
    let there = "/entry/donation.furusato";
    let last = browser.get(there).await.hidden("last");
    let mut fields = vec![
        ("last", last.as_str()),
        ("purpose", "donation"),
        ("事業", "6"),
        ("発生日", "R6.12.3"),
        ("金額", "10000"),
        ("本人_種別", "匿名"),
    ];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    browser.post(there, &fields).await
}

#[tokio::test]
async fn a_gift_needs_its_amount_and_is_told_where_no_year_counts_it() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let refused = give(&mut planning, &[("金額", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("金額を入力してください"),
        "{}",
        refused.text
    );
    let saved = give(&mut planning, &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let told = planning.get(saved.header("location")).await;
    let undated = "1行には調定日がありません";
    assert!(told.text.contains(undated), "{}", told.text);
    let closings = planning.get("/closings?year=R6").await;
    let told = "ほかに調定日のない記録が1件あります";
    assert!(closings.text.contains(told), "{}", closings.text);
    let saved = give(&mut planning, &[("調定日", "R6.12.10")]).await;
    let told = planning.get(saved.header("location")).await;
    assert!(!told.text.contains(undated));
}

#[tokio::test]
async fn an_amount_is_read_as_people_write_it_or_refused() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    for (typed, shown) in [
        ("12,000円", "12,000円"),
        ("１０万", "100,000円"),
        ("1万2千円", "12,000円"),
        ("300千円", "300,000円"),
    ] {
        let saved = give(&mut planning, &[("金額", typed), ("活動", typed)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let list = planning.get("/ledger?year=R6").await;
        assert!(
            list.text.contains(&format!("{shown}</td>")),
            "{}",
            list.text
        );
    }
    for typed in ["千円", "10万くらい", "10,00円", "約500円", "1.000円"] {
        let refused = give(&mut planning, &[("金額", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        let told = format!("「金額」の「{typed}」を数として読めません");
        assert!(refused.text.contains(&told), "{}", refused.text);
        assert!(refused.text.contains("href=\"#金額\""), "{typed}");
    }
    let list = planning.get("/ledger?year=R6").await;
    let (_, rest) = list.text.split_once("href=\"/ledger/E").unwrap();
    let path = format!("/ledger/E{}", rest.split('"').next().unwrap());
    let seen = planning
        .get(&format!("{path}/correct"))
        .await
        .hidden("seen");
    let fields = [
        ("seen", seen.as_str()),
        ("事業", "1"),
        ("発生日", "R6.12.4"),
        ("金額", "30万円"),
        ("reason", "entry_error"),
    ];
    let corrected = planning.post(&format!("{path}/correct"), &fields).await;
    assert_eq!(
        corrected.status,
        StatusCode::SEE_OTHER,
        "{}",
        corrected.text
    );
    let page = planning.get(&format!("{path}/correct")).await;
    assert_eq!(value(&page, "金額"), "300000");
}

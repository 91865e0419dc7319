//! A year is opened in the browser, and what is new in it is shown.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::Town;

#[tokio::test]
async fn the_first_page_says_what_waits_for_whom() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut planning = town.inside(Duty::Planning).await;
    let home = planning.get("/").await;
    for told in [
        "名寄せの判定を待つ組が1組",
        "指標が数える種別のうち",
        "令和7年度をまだ開いていません",
    ] {
        assert!(home.text.contains(told), "{told}: {}", home.text);
    }
    planning.post("/years", &[("year", "R7")]).await;
    let years = planning.get("/years?year=R7").await;
    assert!(
        years.text.contains("目標値がまだないものは23件"),
        "{}",
        years.text
    );
    let home = planning.get("/").await;
    assert!(
        home.text.contains("<option value=\"R6\" selected>"),
        "it is over, and not published"
    );
    assert!(
        home.text.contains("令和7年度の目標値が未設定の指標が23件"),
        "{}",
        home.text
    );
    let mut entry = town.inside(Duty::Entry).await;
    let home = entry.get("/").await;
    assert!(home.text.contains("名寄せの判定を待つ組が1組"));
    assert!(!home.text.contains("目標値が未設定"));
    assert!(
        town.audited("identity.read").await.is_empty(),
        "nobody was shown"
    );
    let mut panel = town.inside(Duty::Panel).await;
    let home = panel.get("/").await;
    assert!(!home.text.contains("名寄せ") && !home.text.contains("締めていない"));
}

#[tokio::test]
async fn planning_opens_the_next_year_once_and_others_only_look() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/years").await;
    assert!(page.text.contains("令和7年度を開く"), "{}", page.text);
    let mut entry = town.inside(Duty::Entry).await;
    let page = entry.get("/years").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("を開く</button>"));
    let refused = entry.post("/years", &[("year", "R7")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let early = planning.post("/years", &[("year", "R8")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(
        early.text.contains("次に開けるのは令和7年度です"),
        "{}",
        early.text
    );
    for done in ["opened", "unchanged"] {
        let answer = planning.post("/years", &[("year", "R7")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(
            answer.header("location"),
            format!("/years?year=R7&done={done}")
        );
    }
    let page = planning.get("/years?year=R7").await;
    assert!(page.text.contains("目標値が未設定"));
    assert!(page.text.contains("令和8年度を開く"));
    let sheet = planning.get("/sheet?year=R7").await;
    assert_eq!(sheet.status, StatusCode::OK);
    let book = planning.get("/years/comparison?year=R7").await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.bytes.starts_with(b"PK"));
    assert!(book.header("content-disposition").starts_with("attachment"));
}

#[tokio::test]
async fn the_sheet_of_a_year_that_was_not_opened_takes_nothing() {
    let town = Town::new(Security::Loopback).await;
    let mut entry = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    let mut panel = town.inside(Duty::Panel).await;
    for year in ["R7", "R8", "R99", "H5"] {
        let page = entry.get(&format!("/sheet/1?year={year}")).await;
        assert!(!page.text.contains("<textarea"), "{}", page.text);
        let text = [
            ("year", year),
            ("revision-whole", "0"),
            ("cause-whole", "周知が足りなかった"),
            ("improvement-whole", ""),
            ("outlook-whole", ""),
        ];
        let written = entry.post("/sheet/1/statements", &text).await;
        let step = [("year", year), ("version", "00")];
        let submitted = entry.post("/sheet/1/steps/submit", &step).await;
        planning.get("/meeting").await;
        let meeting = [
            ("year", year),
            ("held_on", "R7.4.10"),
            ("title", "第1回効果検証会議"),
            ("minutes", ""),
            ("industry", "1"),
        ];
        let held = planning.post("/meeting", &meeting).await;
        panel.get("/meeting").await;
        let remark = [
            ("year", year),
            ("programme", "1"),
            ("category", "industry"),
            ("text", "目標が低い"),
        ];
        let said = panel.post("/meeting/remarks", &remark).await;
        for answer in [written, submitted, held, said] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
            assert!(answer.text.contains("まだ開いていない年度か"), "{year}");
        }
    }
    for action in ["assess", "submit", "meeting", "remark"] {
        assert!(town.audited(action).await.is_empty(), "{action}");
    }
    planning.get("/years").await;
    planning.post("/years", &[("year", "R7")]).await;
    let meeting = [
        ("year", "R7"),
        ("held_on", "R7.4.10"),
        ("title", "第1回効果検証会議"),
        ("minutes", ""),
        ("industry", "1"),
    ];
    let held = planning.post("/meeting", &meeting).await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text);
}

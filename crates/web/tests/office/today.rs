//! ホーム says until when what is to be done, and what stood on the same day last year.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Town};
use crate::pages::{step, write};

const DAY: i64 = 24 * 3600;

/// Now and then of a KPI in the table of last year.
fn figures(page: &Answer, kpi: &str) -> (String, String) {
    let (_, rest) = page.text.split_once("前年の同じ日との比較").unwrap();
    let (_, rest) = rest.split_once(&format!(">{kpi} ")).unwrap();
    let row = rest.split("</tr>").next().unwrap();
    let cells: Vec<&str> = row.split("<td>").skip(1).collect();
    let text = |cell: &str| cell.split('<').next().unwrap().to_owned();
    (text(cells[0]), text(cells[1]))
}

#[tokio::test]
async fn deadlines_are_told_to_those_who_have_still_to_keep_them() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/?year=R6").await;
    for told in [
        "担当課の提出: 令和7年6月30日",
        "あと60日",
        "結果の公表: 令和7年9月30日",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    let mut panel = town.inside(Duty::Panel).await;
    let page = panel.get("/?year=R6").await;
    assert!(
        !page.text.contains("締切"),
        "nothing of it concerns the panel"
    );
    town.wait(61 * DAY);
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/?year=R6").await;
    assert!(
        page.text.contains("（1日過ぎています）まだの事業 6件"),
        "{}",
        page.text
    );
    planning.get("/sheet/1?year=R6").await;
    let fields = [
        ("year", "R6"),
        ("revision-1", "0"),
        ("cause-1", "書いた"),
        ("improvement-1", ""),
        ("outlook-1", ""),
        ("revision-2", "0"),
        ("cause-2", "書いた"),
        ("improvement-2", ""),
        ("outlook-2", ""),
    ];
    let wrote = planning.post("/sheet/1/statements", &fields).await;
    assert_eq!(wrote.status, StatusCode::SEE_OTHER, "{}", wrote.text);
    let mut clerk = town.inside(Duty::Entry).await;
    let part = clerk.get("/sheet/1?year=R6").await;
    let version = part.hidden("version");
    let fields = [("year", "R6"), ("version", version.as_str())];
    let handed_in = clerk.post("/sheet/1/steps/submit", &fields).await;
    assert_eq!(
        handed_in.status,
        StatusCode::SEE_OTHER,
        "{}",
        handed_in.text
    );
    let page = planning.get("/?year=R6").await;
    assert!(
        page.text.contains("（1日過ぎています）まだの事業 5件"),
        "{}",
        page.text
    );
}

/// What stands under ほかの年度.
fn elsewhere(page: &Answer) -> &str {
    let found = page.text.split_once("<h2>ほかの年度</h2>");
    found.map_or("", |(_, rest)| rest.split("<h2>").next().unwrap())
}

#[tokio::test]
async fn what_waits_in_another_year_is_told_on_the_first_page() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/years").await;
    planning.post("/years", &[("year", "R7")]).await;
    for browser in [&mut clerk, &mut planning] {
        let page = browser.get("/?year=R6").await;
        assert_eq!(elsewhere(&page), "", "R7 has only begun");
    }
    write(&mut clerk, "0", "申込が少なかった").await;
    assert_eq!(elsewhere(&clerk.get("/?year=R6").await), "", "it is shown");
    let page = clerk.get("/?year=R7").await;
    for told in [
        "/sheet/1?year=R6",
        "令和6年度 事業1 ",
        "書き終えたら提出してください",
    ] {
        assert!(elsewhere(&page).contains(told), "{}", page.text);
    }
    assert!(
        !elsewhere(&page).contains("/sheet/2?"),
        "another department's"
    );
    let page = planning.get("/?year=R7").await;
    assert_eq!(elsewhere(&page), "", "it writes and hands in nothing");
    step(&mut clerk, "submit", &[]).await;
    let page = clerk.get("/?year=R7").await;
    let waits_for_others = !elsewhere(&page).contains("/sheet/1?");
    assert!(waits_for_others, "{}", page.text);
    let page = planning.get("/?year=R7").await;
    assert_eq!(elsewhere(&page), "", "the head decides");
    let mut head = town.inside(Duty::Head).await;
    let page = head.get("/?year=R7").await;
    assert!(elsewhere(&page).contains("所属長の確認を待っています"));
    step(&mut head, "return", &[("reason", "数を書いてください")]).await;
    let page = clerk.get("/?year=R7").await;
    assert!(elsewhere(&page).contains("理由: 数を書いてください"));
    let mut panel = town.inside(Duty::Panel).await;
    assert_eq!(elsewhere(&panel.get("/?year=R7").await), "");
    town.wait(365 * DAY);
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/?year=R6").await;
    assert!(elsewhere(&page).contains("令和7年度 事業1 "), "R7 is over");
    let began = elsewhere(&page).contains("年度 事業1 ") && !page.text.contains("令和5年度 事業");
    assert!(began, "what is older was never opened");
}

/// The years to choose from.
fn years(page: &Answer) -> Vec<&str> {
    let (_, rest) = page.text.split_once("id=\"year\" name=\"year\">").unwrap();
    let choice = rest.split("</select>").next().unwrap();
    let values = choice.split("<option value=\"").skip(1);
    values.map(|one| one.split('"').next().unwrap()).collect()
}

#[tokio::test]
async fn the_choice_of_years_holds_the_one_that_is_shown_and_drops_none() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let before = ["R6", "R5", "R4", "R3", "R2"];
    assert_eq!(years(&planning.get("/").await), before);
    planning.get("/years").await;
    planning.post("/years", &[("year", "R7")]).await;
    assert_eq!(years(&planning.get("/").await)[1..], before);
    for path in [
        "/",
        "/sheet",
        "/closings",
        "/definitions",
        "/publication",
        "/years",
    ] {
        let page = planning.get(&format!("{path}?year=R12")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(years(&page)[0], "R12", "{path}");
        assert!(page.text.contains("<option value=\"R12\" selected>"));
        assert_eq!(years(&page)[2..], before, "{path}");
    }
}

#[tokio::test]
async fn last_years_figure_is_the_one_that_was_known_on_that_day() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/?year=R6").await;
    assert!(
        page.text.contains("台帳にまだ何も記録されていません"),
        "{}",
        page.text
    );
    town.wait(2 * DAY);
    let mut clerk = town.inside(Duty::Entry).await;
    let list = clerk.get("/ledger?year=R6&programme=1").await;
    let (_, rest) = list.text.split_once("href=\"/ledger/E").unwrap();
    let path = format!("/ledger/E{}", rest.split('"').next().unwrap());
    let seen = clerk.get(&format!("{path}/correct")).await.hidden("seen");
    let fields = [
        ("seen", seen.as_str()),
        ("reason", "duplicate"),
        ("reason_text", ""),
    ];
    let gone = clerk.post(&format!("{path}/void"), &fields).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    town.wait(363 * DAY);
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/?year=R7").await;
    let nothing = "入力が完了していない".to_owned();
    assert_eq!(figures(&page, "1-②"), (nothing.clone(), "3名".to_owned()));
    town.wait(2 * DAY);
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/?year=R7").await;
    assert_eq!(figures(&page, "1-②"), (nothing, "2名".to_owned()));
    assert!(!page.text.contains(">2-① "), "another department's");
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/?year=R7").await;
    assert!(
        !page.text.contains("前年の同じ日との比較"),
        "of no department"
    );
}

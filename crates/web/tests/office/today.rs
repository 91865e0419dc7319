//! ホーム says until when what is to be done, and what stood on the same day last year.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Town};

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

//! A published sheet that is handed over and checked.

use axum::body::Body;
use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town, form_with_file};

/// Its second mark contradicts its numbers.
const WRONG: &str = "No.\t事業名\tKPI設定\tKPI目標値\tKPI実績値\t評価\t担当課\n\
    1\t移住支援事業<script>\t①移住者数 ②相談件数\t①10人 ②20件\t①12人 ②15件\t①○ ②○\t企画課\n";

async fn checked(browser: &mut Browser, name: &str, bytes: &[u8]) -> (String, Answer) {
    browser.get("/checks").await;
    let form = form_with_file(&browser.csrf, "", name, bytes);
    let answer = browser.send_form("/checks", Body::from(form)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let path = answer.header("location").to_owned();
    let page = browser.settled(&path).await;
    (path, page)
}

#[tokio::test]
async fn what_is_amiss_in_a_sheet_is_shown_with_its_rule_and_place() {
    let town = Town::new(Security::Loopback).await;
    let mut head = town.inside(Duty::Head).await;
    let (path, page) = checked(&mut head, "シート.tsv", WRONG.as_bytes()).await;
    assert!(
        page.text.contains("<th scope=\"row\">M40</th>"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("達成 1、未達成 1、未測定 0"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("<script>"), "{}", page.text);
    assert_eq!(town.uploads().len(), 1, "the sheet itself is gone");
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/checks").await;
    for answer in [
        planning.get(&path).await,
        planning.post(&format!("{path}/discard"), &[]).await,
    ] {
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "it is somebody else's"
        );
    }
    let import = path.replace("/checks/", "/imports/");
    let mixed = planning.get(&import).await;
    assert_eq!(
        mixed.status,
        StatusCode::NOT_FOUND,
        "a sheet is no register"
    );
    let gone = head.post(&format!("{path}/discard"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(town.uploads().is_empty());
}

#[tokio::test]
async fn a_sheet_that_cannot_be_read_is_told_and_the_panel_hands_none_over() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let (_, page) = checked(&mut clerk, "画像.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").await;
    assert!(page.text.contains("data-kind=\"error\""), "{}", page.text);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut panel = town.inside(Duty::Panel).await;
    panel.get("/").await;
    let form = form_with_file(&panel.csrf, "", "a.tsv", WRONG.as_bytes());
    let answer = panel.send_form("/checks", Body::from(form)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

//! 実績の締め in the browser: a blank becomes 0 or stays blank, and nobody closes what they have not
//! seen.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};
use crate::publishing::attendances;

/// What the form of a kind carries.
pub fn carried(page: &Answer, programme: &str, kind: &str) -> (String, String) {
    let id = format!("<tr id=\"{programme}-{}\"", kind.replace('.', "-"));
    let (_, line) = page.text.split_once(&id).unwrap();
    let hidden = |name: &str| {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) = line.split_once(&mark).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    (hidden("said"), hidden("rows"))
}

async fn say(
    browser: &mut Browser,
    page: &Answer,
    (programme, kind): (&str, &str),
    (wanted, reason): (&str, &str),
) -> Answer {
    let (said, rows) = carried(page, programme, kind);
    let fields = [
        ("year", "R6"),
        ("programme", programme),
        ("kind", kind),
        ("said", said.as_str()),
        ("rows", rows.as_str()),
        ("wanted", wanted),
        ("reason", reason),
    ];
    browser.post("/closings", &fields).await
}

#[tokio::test]
async fn a_blank_is_zero_only_once_somebody_said_so_and_a_reason_opens_it_again() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let kpi = "/programmes/1/kpis/4?year=R6";
    assert!(clerk.get(kpi).await.text.contains("figure__number\">-<"));
    let page = clerk.get("/closings?year=R6").await;
    assert!(page.text.contains("0件を確認した"));
    let place = ("1", "donation.corporate");
    let closed = say(&mut clerk, &page, place, ("close", "")).await;
    let there = "/closings?year=R6&done=closed#1-donation-corporate";
    assert_eq!(closed.header("location"), there);
    assert!(clerk.get(kpi).await.text.contains("figure__number\">0件<"));
    let page = clerk.get("/closings?year=R6").await;
    assert!(page.text.contains("0件を確認済"));
    let bare = say(&mut clerk, &page, place, ("reopen", "　")).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("再開の理由を書いてください"));
    let opened = say(&mut clerk, &page, place, ("reopen", "1件届いた")).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    assert!(clerk.get(kpi).await.text.contains("figure__number\">-<"));
    let page = clerk.get("/closings?year=R6").await;
    assert!(page.text.contains("担当課入力 1件届いた"), "who and why");
}

#[tokio::test]
async fn nobody_closes_rows_that_came_after_they_looked() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = clerk.get("/closings?year=R6").await;
    let same_page = planning.get("/closings?year=R6").await;
    let town = town.with_a_talk().await;
    let place = ("1", "event.attend");
    let late = say(&mut clerk, &page, place, ("close", "")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("記録が増えたか"));
    assert!(late.text.contains("取込（talk.csv）"));
    let closed = say(&mut clerk, &late, place, ("close", "")).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
    let second = say(&mut planning, &same_page, place, ("reopen", "まだある")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.text.contains("まだある"), "what was typed is there");
    assert_eq!(town.audited("close").await, ["1/R6"]);
    assert!(town.audited("reopen").await.is_empty());
}

#[tokio::test]
async fn a_department_closes_its_own_and_a_head_looks_on() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/closings?year=R6").await;
    let refused = say(&mut clerk, &page, ("2", "farm.start"), ("close", "")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "no page was shown");
    let own = clerk.get("/closings?year=R6").await;
    assert!(!own.text.contains("id=\"programme-2\""));
    let refused = say(&mut clerk, &page, ("2", "farm.start"), ("close", "")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let seen = head.get("/closings?year=R6").await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.text.contains("入力完了</button>"));
    let refused = say(&mut head, &page, ("1", "event.attend"), ("close", "")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let closed = say(&mut planning, &page, ("2", "farm.start"), ("close", "")).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
}

#[tokio::test]
async fn a_year_that_has_not_begun_is_not_complete() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    clerk.get("/closings?year=R8").await;
    let fields = [
        ("year", "R8"),
        ("programme", "1"),
        ("kind", "consult"),
        ("said", "0"),
        ("rows", "0"),
        ("wanted", "close"),
    ];
    let early = clerk.post("/closings", &fields).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text.contains("まだ始まっていません"));
    assert!(town.audited("close").await.is_empty());
}

#[tokio::test]
async fn figures_are_frozen_in_the_browser_as_they_were_seen() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let figures = "/closings/figures";
    let place = ("1", "donation.corporate");
    let way = "href=\"/closings/figures?year=R6\"";
    let list = planning.get("/closings?year=R6").await;
    assert!(list.text.contains(way), "{}", list.text);
    let mut clerk = town.inside(Duty::Entry).await;
    let others = clerk.get("/closings?year=R6").await;
    assert!(!others.text.contains(way));
    assert_eq!(clerk.get(figures).await.status, StatusCode::FORBIDDEN);
    say(&mut planning, &list, place, ("close", "")).await;
    let page = planning.get("/closings/figures?year=R6").await;
    // Five rest on statistics that nobody published: they are frozen as having no figure.
    assert!(page.text.contains("6件を確定する"), "{}", page.text);
    assert_eq!(page.text.matches("実績値なしとして確定します").count(), 5);
    let waits = "確定できる指標が6件あります";
    assert!(planning.get("/?year=R6").await.text.contains(waits));
    let old = page.hidden("seen");
    // Somebody opens a period again after the page was opened.
    let list = planning.get("/closings?year=R6").await;
    say(&mut planning, &list, place, ("reopen", "1件届いた")).await;
    planning.get("/closings/figures?year=R6").await;
    let stale = [("year", "R6"), ("seen", old.as_str())];
    let refused = planning.post(figures, &stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("ほかの人が先に変更しました"));
    assert!(town.audited("freeze").await.is_empty());
    let list = planning.get("/closings?year=R6").await;
    say(&mut planning, &list, place, ("close", "")).await;
    planning.get("/closings/figures?year=R6").await;
    let done = planning.post(figures, &stale).await;
    assert_eq!(
        done.header("location"),
        "/closings/figures?year=R6&done=frozen"
    );
    let page = planning.get("/closings/figures?year=R6").await;
    assert!(page.text.contains("確定した指標 6件"), "{}", page.text);
    assert!(!page.text.contains("件を確定する"));
    assert!(
        !planning
            .get("/?year=R6")
            .await
            .text
            .contains("確定できる指標が")
    );
    let kpi = planning.get("/programmes/1/kpis/4?year=R6").await;
    assert!(kpi.text.contains("確定"));
    // Again needs a reason; what was frozen first stays as an edition.
    let (_, again) = page.text.rsplit_once("name=\"seen\" value=\"").unwrap();
    let again = again.split('"').next().unwrap();
    let bare = [("year", "R6"), ("seen", again), ("reason", "　")];
    let refused = planning.post(figures, &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = [("year", "R6"), ("seen", again), ("reason", "様式を直した")];
    let done = planning.post(figures, &said).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(town.audited("freeze").await, ["R6-1", "R6-2: 様式を直した"]);
    let early = [("year", "R20"), ("seen", "")];
    let refused = planning.post(figures, &early).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("まだ終わっていません"));
}

#[tokio::test]
async fn a_figure_that_grew_since_it_was_seen_is_not_frozen() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    attendances(&mut planning, 2).await;
    for kind in ["event.attend", "consult"] {
        let list = planning.get("/closings?year=R6").await;
        say(&mut planning, &list, ("1", kind), ("close", "")).await;
    }
    let page = planning.get("/closings/figures?year=R6").await;
    assert!(page.text.contains("件を確定する"), "{}", page.text);
    let old = page.hidden("seen");
    attendances(&mut planning, 3).await;
    planning.get("/closings/figures?year=R6").await;
    let stale = [("year", "R6"), ("seen", old.as_str())];
    let refused = planning.post("/closings/figures", &stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    assert!(town.audited("freeze").await.is_empty());
}

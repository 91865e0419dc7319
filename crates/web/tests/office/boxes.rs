//! The boxes of a programme's part of the sheet: one form, all of it kept or all of it given back,
//! without a script.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};
use crate::pages::step;

/// What a browser sends of boxes: number, revision that was shown, and the cause.
pub async fn send(browser: &mut Browser, path: &str, boxes: &[(&str, &str, &str)]) -> Answer {
    let page = browser.get("/sheet/1?year=R6&write=1").await;
    let version = if page.text.contains("name=\"version\"") {
        page.hidden("version")
    } else {
        String::new()
    };
    let mut hidden = vec![("year", "R6"), ("version", version.as_str())];
    if page.text.contains("name=\"take-back\"") {
        hidden.push(("take-back", "1"));
    }
    send_all(browser, path, &hidden, boxes).await
}

async fn send_seen(
    browser: &mut Browser,
    path: &str,
    version: &str,
    boxes: &[(&str, &str, &str)],
) -> Answer {
    send_all(
        browser,
        path,
        &[("year", "R6"), ("version", version)],
        boxes,
    )
    .await
}

async fn send_all(
    browser: &mut Browser,
    path: &str,
    hidden: &[(&str, &str)],
    boxes: &[(&str, &str, &str)],
) -> Answer {
    let hidden = hidden
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value));
    let mut fields: Vec<_> = hidden.collect();
    for (no, revision, cause) in boxes {
        fields.push((format!("revision-{no}"), revision));
        fields.push((format!("cause-{no}"), cause));
        fields.push((format!("improvement-{no}"), ""));
        fields.push((format!("outlook-{no}"), ""));
    }
    let fields = fields.iter().map(|(name, value)| (name.as_str(), *value));
    browser.post(path, &fields.collect::<Vec<_>>()).await
}

/// What stands in the box of a cause.
fn cause<'a>(page: &'a Answer, no: &str) -> &'a str {
    let mark = format!("name=\"cause-{no}\"");
    let (_, behind) = page.text.split_once(&mark).unwrap();
    let (_, behind) = behind.split_once(">\n").unwrap();
    behind.split_once("</textarea>").unwrap().0
}

pub const WRITE: &str = "/sheet/1/statements";
const SUBMIT: &str = "/sheet/1/steps/submit";

#[tokio::test]
async fn all_boxes_are_one_form_and_come_back_whole_where_two_wrote() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = clerk.get("/sheet/1?year=R6").await;
    assert_eq!(page.text.matches("data-keep").count(), 1);
    let saved = send(
        &mut clerk,
        WRITE,
        &[("1", "0", "甲"), ("whole", "0", "全体")],
    )
    .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    // Somebody with the page of before writes into the first and the third, and not into the whole.
    let typed = [("whole", "0", ""), ("1", "0", "乙"), ("3", "0", "三")];
    let conflict = send(&mut planning, WRITE, &typed).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text.contains("まだ何も保存していません"));
    assert_eq!(cause(&conflict, "1"), "乙");
    assert!(conflict.text.contains("要因（保存されている文）"));
    assert!(conflict.text.contains("<p class=\"dads-text\">甲</p>"));
    assert_eq!(cause(&conflict, "3"), "三");
    assert_eq!(cause(&conflict, "whole"), "全体", "nobody typed over it");
    assert_eq!(conflict.hidden("revision-1"), "1");
    assert_eq!(cause(&planning.get("/sheet/1?year=R6").await, "3"), "");
    let mended = [
        ("whole", "1", "全体"),
        ("1", "1", "甲と乙"),
        ("3", "0", "三"),
    ];
    let saved = send(&mut planning, WRITE, &mended).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = planning.get("/sheet/1?year=R6").await;
    let all = ["whole", "1", "3"].map(|no| cause(&page, no).to_owned());
    assert_eq!(all, ["全体", "甲と乙", "三"]);
    // In a box that two wrote into, the texts that one did not type into are the other's.
    let [first, second] = [("improvement-1", "改める"), ("cause-1", "丙")].map(|typed| {
        let all = ["cause-1", "improvement-1", "outlook-1"].map(|name| (name, ""));
        let cause = ("cause-1", "甲と乙");
        let mut fields = vec![("year", "R6"), ("revision-1", "2"), all[1], all[2], cause];
        fields.retain(|(name, _)| *name != typed.0);
        fields.push(typed);
        fields
    });
    let saved = clerk.post(WRITE, &first).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let conflict = planning.post(WRITE, &second).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT, "{}", conflict.text);
    assert_eq!(cause(&conflict, "1"), "丙", "typed");
    let (_, improvement) = conflict.text.split_once("name=\"improvement-1\"").unwrap();
    let (improvement, _) = improvement.split_once("</textarea>").unwrap();
    assert!(
        improvement.ends_with("改める"),
        "not emptied: {improvement}"
    );
    // A box of which a part is missing is none of ours: what is missing is not empty.
    let half = [("year", "R6"), ("revision-1", "2"), ("cause-1", "x")];
    let refused = planning.post(WRITE, &half).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_text_that_is_too_long_is_told_at_its_box_and_nothing_is_lost() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let long = "長".repeat(4_001);
    let refused = send(&mut clerk, WRITE, &[("1", "0", &long), ("2", "0", "二")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((cause(&refused, "1"), cause(&refused, "2")), (&*long, "二"));
    assert!(refused.text.contains("id=\"cause-1-error\""));
    assert!(!refused.text.contains("id=\"cause-2-error\""));
    let page = clerk.get("/sheet/1?year=R6").await;
    assert_eq!(cause(&page, "2"), "");
}

#[tokio::test]
async fn what_was_typed_goes_with_the_step_and_comes_back_with_a_refusal() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    send(&mut clerk, WRITE, &[("1", "0", "一")]).await;
    let page = clerk.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("formaction=\"/sheet/1/steps/submit\""));
    let seen = page.hidden("version");
    send(&mut planning, WRITE, &[("2", "0", "政策企画課")]).await;
    let typed = [("1", "1", "一の二"), ("2", "0", "")];
    let refused = send_seen(&mut clerk, SUBMIT, &seen, &typed).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let both = (cause(&refused, "1"), cause(&refused, "2"));
    assert_eq!(both, ("一の二", "政策企画課"), "typed, and what is new");
    let seen = refused.hidden("version");
    let typed = [("1", "1", "一の二"), ("2", "1", "政策企画課")];
    let done = send_seen(&mut clerk, SUBMIT, &seen, &typed).await;
    assert_eq!(done.header("location"), "/sheet/1?year=R6&done=submit");
    // Without a decision's number there is no approval; with one that was typed too early it stays.
    let stale = [
        ("year", "R6"),
        ("version", "another"),
        ("decision_number", "焼政第12号"),
    ];
    head.get("/sheet/1?year=R6").await;
    let refused = head.post("/sheet/1/steps/approve", &stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.text.contains("value=\"焼政第12号\""),
        "{}",
        refused.text
    );
    assert!(
        refused.text.contains("一の二"),
        "what stands there is shown"
    );
    let done = step(&mut head, "approve", &[("decision_number", "焼政第12号")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

#[tokio::test]
async fn what_was_handed_in_is_closed_until_somebody_asks_to_take_it_back() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    send(&mut clerk, WRITE, &[("1", "0", "一")]).await;
    send(&mut clerk, SUBMIT, &[("1", "1", "一")]).await;
    let page = clerk.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("確認中") && !page.text.contains("<textarea"));
    let way = "href=\"/sheet/1?year=R6&amp;write=1\"";
    assert!(page.text.contains(way), "{}", page.text);
    let open = clerk.get("/sheet/1?year=R6&write=1").await;
    assert!(open.text.contains("提出は取り下げられ"));
    assert!(open.text.contains("提出を取り下げて保存") && !open.text.contains("formaction"));
    let same = send(&mut clerk, WRITE, &[("1", "1", "一")]).await;
    assert_eq!(
        same.header("location"),
        "/sheet/1?year=R6&done=still_handed_in"
    );
    send(&mut clerk, WRITE, &[("1", "1", "一の二")]).await;
    let page = clerk.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("入力中") && page.text.contains("書き直し（提出の取下げ）"));
    // A reader of the part is offered nothing of it.
    let mut panel = town.inside(Duty::Panel).await;
    let page = panel.get("/sheet/1?year=R6&write=1").await;
    assert!(!page.text.contains("<textarea") && !page.text.contains("write=1"));
}

#[tokio::test]
async fn a_page_of_before_takes_nothing_back_and_loses_nothing() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    let mut head = town.inside(Duty::Head).await;
    send(&mut clerk, WRITE, &[("1", "0", "一")]).await;
    let old = clerk.get("/sheet/1?year=R6").await.hidden("version");
    planning.get("/sheet/1?year=R6").await;
    send(&mut clerk, SUBMIT, &[("1", "1", "一")]).await;
    // The planning office had it open since before, and types into another box.
    let late = send_seen(&mut planning, WRITE, &old, &[("2", "0", "二")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    assert!(late.text.contains("提出済みのため、まだ保存していません"));
    assert_eq!(cause(&late, "2"), "二");
    assert!(late.text.contains("data-typed") && late.text.contains("提出を取り下げて保存"));
    assert_eq!(late.hidden("take-back"), "1");
    let page = clerk.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("確認中"), "it stays handed in");
    // Another clerk hands in once more: it is refused, and what they typed is shown.
    let late = send_seen(&mut clerk, SUBMIT, &old, &[("3", "0", "三の文")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert_eq!(cause(&late, "3"), "三の文");
    step(&mut head, "approve", &[("decision_number", "焼政第12号")]).await;
    let late = send_seen(&mut clerk, WRITE, &old, &[("3", "0", "三の文")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(!late.text.contains("<textarea"), "{}", late.text);
    assert!(late.text.contains("（あなたの文。保存していません）"));
    assert!(late.text.contains("<dd class=\"dads-text\">三の文</dd>"));
    let many: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    let many: Vec<_> = many.iter().map(|no| (no.as_str(), "0", "x")).collect();
    let refused = send_seen(&mut clerk, WRITE, &old, &many).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

//! A definition is changed in the browser: looked at, counted again, kept, and never lost.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};
use crate::pages::{step, write};

/// People who came; they are to be counted once, or once each time.
const PATH: &str = "/definitions/1/2";

async fn form(browser: &mut Browser) -> (String, String) {
    let page = browser.get(&format!("{PATH}?year=R7")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    (page.hidden("version"), toml(&page))
}

/// What stands in the last box of a page.
pub fn toml(page: &Answer) -> String {
    let (_, rest) = page.text.rsplit_once("<textarea").unwrap();
    let (_, rest) = rest.split_once(">\n").unwrap();
    let text = rest.split("</textarea>").next().unwrap();
    let text = text.replace("&#34;", "\"").replace("&quot;", "\"");
    text.replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

async fn send(browser: &mut Browser, version: &str, text: &str, path: &str) -> Answer {
    let fields = [("year", "R7"), ("version", version), ("text", text)];
    browser.post(path, &fields).await
}

#[tokio::test]
async fn a_change_is_counted_again_before_it_is_kept_and_the_old_year_stays() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/years").await;
    planning.post("/years", &[("year", "R7")]).await;
    let sheet = planning.get("/programmes/1/kpis/2?year=R6").await;
    assert!(sheet.text.contains("個人の実数"), "{}", sheet.text);
    let (version, text) = form(&mut planning).await;
    assert!(text.contains("measure = \"distinct\""), "{text}");
    let look = planning
        .post(
            &format!("{PATH}/look"),
            &[
                ("year", "R7"),
                ("version", &version),
                ("name", "参加者数"),
                ("target", "800名"),
                ("direction", "増加"),
                ("accumulation", "単年度フロー"),
                ("metric.measure", "rows"),
                ("metric.kinds", "催しへの参加"),
                ("metric.where.tag", "なし"),
                ("metric.window", "fy"),
                ("metric.unit", "名"),
            ],
        )
        .await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.text);
    for told in [
        "令和6年度の数え直し",
        "個人の実数",
        "R7 = &#34;800名&#34;",
        "kinds = [&#34;event.attend&#34;]",
        "value=\"催しへの参加\"",
        "新たに数える記録 0件、数えなくなる記録 3件",
        "まだ保存していません",
    ] {
        assert!(look.text.contains(told), "{told}: {}", look.text);
    }
    let kept = send(&mut planning, &version, &toml(&look), PATH).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    assert_eq!(town.audited("define").await, ["1-2/R7"]);
    let (now, text) = form(&mut planning).await;
    assert!(now != version && text.contains("R7 = \"800名\""), "{text}");
    let again = send(&mut planning, &now, &text, PATH).await;
    assert!(again.header("location").ends_with("done=unchanged"));
    let sheet = planning.get("/programmes/1/kpis/2?year=R6").await;
    assert!(sheet.text.contains("個人の実数"), "the old year stays");
    let sheet = planning.get("/programmes/1/kpis/2?year=R7").await;
    assert!(sheet.text.contains("800名") && !sheet.text.contains("個人の実数"));
    let former = format!("{PATH}?year=R7&version={version}");
    assert!(toml(&planning.get(&former).await).contains("measure = \"distinct\""));
}

#[tokio::test]
async fn a_fault_is_shown_with_its_line_and_what_was_typed_stays() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let (version, text) = form(&mut planning).await;
    for (from, to) in [
        ("window = \"fy\"", "window = \"year\""),
        ("[[programme]]", "[[programme"),
    ] {
        let bad = text.replacen(from, to, 1);
        for path in [format!("{PATH}/look"), PATH.to_owned()] {
            let answer = send(&mut planning, &version, &bad, &path).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
            assert!(
                answer.text.contains("行") && answer.text.contains('^'),
                "{}",
                answer.text
            );
            assert_eq!(toml(&answer).trim(), bad.trim());
            assert!(!answer.text.contains("この内容で保存する"));
        }
    }
    assert!(town.audited("define").await.is_empty());
    let gone = planning.get("/definitions/1/9").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_who_change_one_definition_the_second_sees_the_first_and_loses_nothing() {
    let town = Town::new(Security::Loopback).await;
    let (mut first, mut second) = (
        town.inside(Duty::Planning).await,
        town.inside(Duty::Planning).await,
    );
    let (version, text) = form(&mut first).await;
    let (also, _) = form(&mut second).await;
    assert_eq!(version, also);
    let theirs = text.replacen("750名", "760名", 1);
    let kept = send(&mut first, &version, &theirs, PATH).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let mine = text.replacen("750名", "770名", 1);
    let answer = send(&mut second, &version, &mine, PATH).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
    assert!(answer.text.contains("760名") && answer.text.contains("770名"));
    assert_eq!(toml(&answer).trim(), mine.trim());
    let newer = answer.hidden("version");
    let kept = send(&mut second, &newer, &toml(&answer), PATH).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    assert!(form(&mut first).await.1.contains("770名"));
    let mut entry = town.inside(Duty::Entry).await;
    entry.get("/").await;
    for path in [PATH.to_owned(), format!("{PATH}/look")] {
        let refused = send(&mut entry, &newer, &mine, &path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn whoever_changes_what_is_decided_is_told_of_it() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    let of = async |browser: &mut Browser, path: &str| {
        let page = browser.get(path).await;
        page.text.contains("令和6年度（確定）")
    };
    write(&mut clerk, "0", "申込が少なかった").await;
    step(&mut clerk, "submit", &[]).await;
    let path = format!("{PATH}?year=R6");
    assert!(!of(&mut planning, &path).await, "nothing is decided yet");
    step(&mut head, "approve", &[("decision_number", "12")]).await;
    assert!(of(&mut planning, &path).await);
    let other = of(&mut planning, "/definitions/2/1?year=R6").await;
    assert!(!other, "another programme's part is open");
    // The file of before defines the year until another one is opened.
    planning.get("/years").await;
    planning.post("/years", &[("year", "R7")]).await;
    assert!(of(&mut planning, &path).await);
    let next = of(&mut planning, &format!("{PATH}?year=R7")).await;
    assert!(!next, "the next year has a file of its own");
}

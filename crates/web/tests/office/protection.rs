//! What every answer carries, and what is refused before a page sees it.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::{LogLine, Security};

use crate::browser::{HOST, Town, form_with_file};
use crate::looking::kept;
use crate::routes::routes;

#[tokio::test]
async fn every_answer_tells_the_browser_to_be_careful() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Planning).await;
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/login", StatusCode::SEE_OTHER),
        ("/sheet", StatusCode::OK),
        ("/nowhere", StatusCode::NOT_FOUND),
        ("/programmes/99", StatusCode::NOT_FOUND),
        ("/sheet?year=x", StatusCode::BAD_REQUEST),
        ("/assets/office.css", StatusCode::OK),
        ("/assets/..%2fCargo.toml", StatusCode::NOT_FOUND),
        ("/healthz", StatusCode::OK),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(
            answer
                .header("strict-transport-security")
                .starts_with("max-age=")
        );
        let is_asset = path.starts_with("/assets/") && status == StatusCode::OK;
        assert_eq!(
            answer.header("cache-control") == "no-store",
            !is_asset,
            "{path}"
        );
    }
}

#[tokio::test]
async fn no_page_holds_what_its_policy_forbids() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Planning).await;
    for path in [
        "/",
        "/sheet",
        "/sheet/1",
        "/programmes/1",
        "/programmes/1/kpis/1",
        "/ledger",
        "/identity",
        "/closings",
        "/series",
        "/entry",
        "/entry/hire",
        "/submissions",
        "/imports",
        "/checks",
        "/inquiries",
        "/years",
        "/definitions",
        "/definitions/1/1",
        "/styleguide",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for forbidden in [
            " style=",
            "<style",
            " onclick=",
            " onload=",
            "javascript:",
            "<script>",
        ] {
            assert!(!page.text.contains(forbidden), "{path}: {forbidden}");
        }
        assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
        assert!(page.text.contains("<html lang=\"ja\">"));
    }
}

#[tokio::test]
async fn a_form_without_its_proofs_changes_nothing() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Planning).await;
    browser.get("/").await;
    let token = browser.csrf.clone();
    let mut other = town.inside(Duty::Entry).await;
    other.get("/").await;
    let foreign = other.csrf.clone();
    let origin = format!("https://{HOST}");
    let good: Vec<(&str, &str)> = vec![("origin", &origin), ("sec-fetch-site", "same-origin")];
    type Case<'a> = (&'a str, &'a str, Vec<(&'a str, &'a str)>);
    let cases: Vec<Case<'_>> = vec![
        ("without a token", "", good.clone()),
        ("with a wrong token", "00", good.clone()),
        ("with another session's token", &foreign, good.clone()),
        (
            "from another site",
            &token,
            vec![("origin", "https://evil.example")],
        ),
        (
            "from a prefix of ours",
            &token,
            vec![("origin", "https://enishi.example.lg.jp.evil.example")],
        ),
        ("from nowhere", &token, vec![]),
        ("from a sandbox", &token, vec![("origin", "null")]),
        (
            "across sites",
            &token,
            vec![("origin", &origin), ("sec-fetch-site", "cross-site")],
        ),
        (
            "from a sister site",
            &token,
            vec![("origin", &origin), ("sec-fetch-site", "same-site")],
        ),
    ];
    let before = kept(&town).await;
    let mut refused = 0;
    for route in routes().iter().filter(|route| route.writes) {
        let path = route.address(&[]);
        for (why, token, headers) in &cases {
            let fields = [("csrf", *token)];
            let answer = browser.post_with(&path, &fields, headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}: {why}");
            refused += 1;
        }
    }
    assert!(refused > 250, "{refused}");
    for path in ["/imports", "/checks", "/inquiries"] {
        for token in ["", "00", foreign.as_str()] {
            let form = form_with_file(token, "members", "a.csv", b"a,b\n");
            let answer = browser.send_form(path, form.into()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with a file");
        }
    }
    assert!(before == kept(&town).await, "nothing was changed");
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "still in");
    let by_referer = format!("https://{HOST}/");
    let answer = browser
        .post_with("/logout", &[("csrf", &token)], &[("referer", &by_referer)])
        .await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "an old browser's form"
    );
}

#[tokio::test]
async fn a_form_is_no_larger_than_ours_are() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Entry).await;
    browser.get("/sheet/1?year=R6").await;
    let large = "あ".repeat(250_000);
    let answer = browser
        .post("/sheet/1/statements", &[("cause-1", &large)])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Nobody fills the memory who is not in.
    let mut stranger = town.browser();
    stranger.get("/login").await;
    let less = [("login", &large[..600_000])];
    let answer = stranger.post("/login", &less).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let page = browser.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("未着手"), "nothing was kept");
}

#[tokio::test]
async fn what_was_typed_is_shown_as_text_and_nothing_else() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Entry).await;
    let attacks = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</textarea><svg onload=alert(1)>",
        "'\"><a href=javascript:alert(1)>x</a>",
        "{{7*7}}${7*7}",
    ];
    let text = attacks.join("\n");
    browser.get("/sheet/1?year=R6").await;
    let fields = [
        ("year", "R6"),
        ("revision-1", "0"),
        ("cause-1", text.as_str()),
        ("improvement-1", text.as_str()),
        ("outlook-1", text.as_str()),
    ];
    let saved = browser.post("/sheet/1/statements", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    for path in [
        "/sheet/1?year=R6",
        "/sheet?year=R6",
        "/programmes/1/kpis/1?year=R6",
        "/?year=R6",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for raw in [
            "<script>alert",
            "<img src=x",
            "<svg onload",
            "<a href=javascript",
        ] {
            assert!(!page.text.contains(raw), "{path}: {raw}");
        }
    }
    let page = browser
        .get("/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(!page.text.contains("<script>alert"));
}

#[tokio::test]
async fn the_log_tells_the_page_and_never_what_was_asked_of_it() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.browser();
    browser.get("/login?next=%2Fcanary&name=canary").await;
    browser.get("/password/canary").await;
    browser.get("/canary%0a%7b%22fake%22:1%7d").await;
    let fields = [("login", "canary"), ("password", "canary canary 1")];
    browser.get("/login").await;
    browser.post("/login", &fields).await;
    let lines: Vec<String> = town.log.lock().unwrap().iter().map(LogLine::json).collect();
    assert!(lines.len() >= 5);
    for line in &lines {
        assert!(!line.contains("canary"), "{line}");
        assert_eq!(line.lines().count(), 1);
    }
    assert!(
        lines
            .iter()
            .any(|line| line.contains("\"/password/{token}\""))
    );
    let metrics = browser.get("/metrics").await;
    assert_eq!(metrics.status, StatusCode::OK);
    assert!(metrics.text.contains("route=\"/login\",status=\"401\""));
    assert!(!metrics.text.contains("canary"));
}

#[tokio::test]
async fn past_the_proxy_nobody_comes() {
    let elsewhere = std::net::IpAddr::from([192, 0, 2, 7]);
    let town = Town::new(Security::Proxy(elsewhere)).await;
    let answer = town.browser().get("/login").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("代理サーバー"));
}

#[tokio::test]
async fn what_no_database_keeps_as_text_reaches_no_page() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Planning).await;
    for path in [
        "/ledger?programme=%00",
        "/parties?programme=1%00",
        "/?%00=1",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
    }
    browser.get("/parties").await;
    let page = browser.post("/parties", &[("wanted", "架空\0花子")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(town.audited("party.find").await.is_empty());
    let mut outsider = town.browser();
    outsider.get("/login").await;
    let fields = [("login", "a\0b"), ("password", "x")];
    let page = outsider.post("/login", &fields).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

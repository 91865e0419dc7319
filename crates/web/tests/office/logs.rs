//! What is typed, handed over, asked for or sent along reaches no log and no count, and forges no
//! line of them: a canary in every field of every form.

use axum::body::Body;
use axum::http::Request;
use enishi_domain::staff::Duty;
use enishi_web::{LogLine, Security};
use tower::ServiceExt as _;

use crate::browser::{HOST, Town, form_with_file};
use crate::routes::routes;

/// A word that is nowhere else, and what would be a line of its own.
const CANARY: &str = "canary\r\n{\"at\":\"forged\",\"status\":200}";

/// Every name of a field that a page reads, taken from the pages themselves.
fn fields() -> Vec<String> {
    const SOURCES: [&str; 15] = [
        include_str!("../../src/pages/account.rs"),
        include_str!("../../src/pages/audit.rs"),
        include_str!("../../src/pages/closings.rs"),
        include_str!("../../src/pages/definitions.rs"),
        include_str!("../../src/pages/deposit.rs"),
        include_str!("../../src/pages/identity.rs"),
        include_str!("../../src/pages/imports.rs"),
        include_str!("../../src/pages/login.rs"),
        include_str!("../../src/pages/meeting.rs"),
        include_str!("../../src/pages/parties.rs"),
        include_str!("../../src/pages/security_keys.rs"),
        include_str!("../../src/pages/series.rs"),
        include_str!("../../src/pages/sheet.rs"),
        include_str!("../../src/pages/staff.rs"),
        include_str!("../../src/pages/tokens.rs"),
    ];
    let mut names: Vec<String> = Vec::new();
    for source in SOURCES {
        for piece in source.split("only(&[").skip(1) {
            let list = piece.split(']').next().unwrap();
            let quoted = list.split('"').skip(1).step_by(2);
            names.extend(quoted.map(str::to_owned));
        }
    }
    names.sort();
    names.dedup();
    assert!(names.len() >= 25, "{names:?}");
    names
}

/// What a client says of itself.
async fn send_headers(town: &Town) {
    for (name, value) in [
        ("user-agent", "canary"),
        ("referer", "https://canary.example/"),
        ("x-forwarded-for", "canary"),
        ("cookie", "__Host-enishi=canary"),
        ("accept-language", "canary"),
        ("authorization", "Bearer canary"),
    ] {
        let request = Request::builder()
            .method("CANARY")
            .uri("/api/v1/canary?canary");
        let request = request.header("host", HOST).header(name, value);
        let request = request.body(Body::from(CANARY)).unwrap();
        town.service.clone().oneshot(request).await.unwrap();
    }
}

#[tokio::test]
async fn a_canary_in_every_input_reaches_no_log_and_forges_no_line() {
    let town = Town::new(Security::Tls).await;
    let names = fields();
    let mut browsers = Vec::new();
    for duty in [Duty::Planning, Duty::Administration] {
        let mut browser = town.inside(duty).await;
        browser.get("/account").await;
        browsers.push(browser);
    }
    let mut stranger = town.browser();
    stranger.get("/login").await;
    browsers.push(stranger);
    let query = form_urlencoded::byte_serialize(CANARY.as_bytes()).collect::<String>();
    for browser in &mut browsers {
        for route in routes() {
            if route.path.starts_with("/logout") {
                continue;
            }
            let path = route.address(&[]);
            // In one field each, so that each gets as far as it can, and in the address.
            for name in &names {
                browser.post(&path, &[(name, CANARY)]).await;
            }
            let mut address = route.path.clone();
            while let Some((before, rest)) = address.split_once('{') {
                let behind = rest.split_once('}').unwrap().1;
                address = format!("{before}{query}{behind}");
            }
            let csrf = browser.csrf.clone();
            browser
                .get(&format!("{address}?year={query}&{query}={query}"))
                .await;
            browser.csrf = csrf;
            browser.post(&address, &[]).await;
        }
        let csrf = browser.csrf.clone();
        for path in ["/imports", "/checks"] {
            let name = "canary.csv";
            let form = form_with_file(&csrf, "members", name, CANARY.as_bytes());
            browser.send_form(path, form.into()).await;
        }
    }
    send_headers(&town).await;
    let lines: Vec<String> = town.log.lock().unwrap().iter().map(LogLine::json).collect();
    assert!(lines.len() > 3_000, "{}", lines.len());
    for line in &lines {
        let lower = line.to_lowercase();
        assert!(
            !lower.contains("canary") && !lower.contains("forged"),
            "{line}"
        );
        assert_eq!(line.lines().count(), 1);
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value.as_object().unwrap().len(), 5, "{line}");
    }
    let metrics = town.browser().get("/metrics").await;
    assert!(!metrics.text.to_lowercase().contains("canary"));
}

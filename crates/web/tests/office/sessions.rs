//! Sessions that are worth nothing: twenty ways to come by one, and none lets anybody in.

use axum::http::StatusCode;
use enishi_desk::manage_staff::{assign, end_duty, reset, suspend};
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Browser, Town};

/// Whether a cookie's line lets somebody in.
async fn lets_in(town: &Town, line: &str) -> bool {
    let mut browser = town.browser();
    browser.cookie = Some(line.to_owned());
    let page = browser.get("/account").await;
    if page.status == StatusCode::OK {
        return true;
    }
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{line}");
    let sent = browser.post("/account/tokens", &[("label", "x")]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN, "{line}");
    false
}

/// The line of a browser's cookie, and its secret.
fn line(browser: &Browser) -> (String, String) {
    let line = browser.cookie.clone().unwrap();
    let secret = line.split('=').nth(1).unwrap().to_owned();
    (line, secret)
}

#[tokio::test]
async fn what_looks_like_a_session_and_is_none_lets_nobody_in() {
    let town = Town::new(Security::Tls).await;
    let clerk = town.inside(Duty::Entry).await;
    let (good, secret) = line(&clerk);
    assert!(lets_in(&town, &good).await, "this one does");
    let mut stranger = town.browser();
    stranger.get("/login").await;
    let (before_login, _) = line(&stranger);
    let digest = enishi_desk_digest(&secret);
    let end = &secret[..63];
    let other = if secret.ends_with('0') { '1' } else { '0' };
    let cases = [
        ("of nobody", before_login),
        ("empty", "__Host-enishi=".to_owned()),
        ("by its digest", format!("__Host-enishi={digest}")),
        ("one sign less", format!("__Host-enishi={end}")),
        ("one sign more", format!("{good}0")),
        ("one sign other", format!("__Host-enishi={end}{other}")),
        ("all zeros", format!("__Host-enishi={}", "0".repeat(64))),
        ("by another name", format!("enishi={secret}")),
        (
            "by a name in small letters",
            format!("__host-enishi={secret}"),
        ),
        ("in quotes", format!("__Host-enishi=\"{secret}\"")),
        (
            "with a wildcard",
            format!("__Host-enishi={}", "%".repeat(64)),
        ),
        (
            "behind a false one",
            format!("__Host-enishi={}; {good}", "0".repeat(64)),
        ),
        (
            "by a token of a form",
            format!("__Host-enishi={}", clerk.csrf),
        ),
    ];
    for (why, line) in cases {
        assert!(!lets_in(&town, &line).await, "{why}");
    }
    assert!(lets_in(&town, &good).await, "this one still does");
}

/// As anybody computes it who has the database.
fn enishi_desk_digest(secret: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(secret);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_session_that_was_is_none_any_more() {
    for why in [
        "logged out",
        "logged out everywhere",
        "idle",
        "ten hours old",
        "suspended",
        "reset",
        "given a duty",
        "a duty ended",
        "another password",
    ] {
        let town = Town::new(Security::Tls).await;
        let mut clerk = town.inside(Duty::Planning).await;
        clerk.get("/").await;
        let (good, _) = line(&clerk);
        assert!(lets_in(&town, &good).await, "{why}");
        let login = town.account(Duty::Planning).login.clone();
        let (office, entropy) = (&town.office, &town.entropy);
        match why {
            "logged out" => drop(clerk.post("/logout", &[]).await),
            "logged out everywhere" => {
                let mut other = town.inside(Duty::Planning).await;
                other.get("/").await;
                other.post("/logout-everywhere", &[]).await;
            }
            "idle" => town.wait(31 * 60),
            "ten hours old" => {
                for _ in 0..24 {
                    town.wait(25 * 60);
                    clerk.get("/").await;
                }
            }
            "suspended" => suspend(office, &login).await.unwrap(),
            "reset" => drop(reset(office, &login, entropy).await.unwrap()),
            "given a duty" => assign(office, &login, Duty::Audit, None).await.unwrap(),
            "a duty ended" => end_duty(office, &login, Duty::Planning, None)
                .await
                .unwrap(),
            _ => {
                let link = reset(office, &login, entropy).await.unwrap();
                let path = format!("/password/{link}");
                let mut browser = town.browser();
                browser.get(&path).await;
                let said = [("password", "turnip boat 99"), ("again", "turnip boat 99")];
                browser.post(&path, &said).await;
            }
        }
        assert!(!lets_in(&town, &good).await, "{why}");
    }
}

#[tokio::test]
async fn a_session_that_somebody_planted_is_another_after_the_login() {
    let town = Town::new(Security::Tls).await;
    let planted = format!("__Host-enishi={}", "ab".repeat(32));
    for duty in [Duty::Entry, Duty::Head] {
        let account = town.account(duty);
        let mut victim = town.browser();
        victim.cookie = Some(planted.clone());
        victim.get("/login").await;
        let (login, password) = (account.login.as_str(), account.password.as_str());
        victim
            .post("/login", &[("login", login), ("password", password)])
            .await;
        let (half, _) = line(&victim);
        assert_ne!(half, planted);
        assert!(!lets_in(&town, &planted).await, "{duty:?}");
        if let Some(code) = account.codes.first() {
            victim.get("/second-factor").await;
            victim.post("/second-factor", &[("code", code)]).await;
            let (whole, _) = line(&victim);
            assert_ne!(whole, half, "another one behind the second factor");
            assert!(!lets_in(&town, &half).await, "{duty:?}");
        }
        assert_eq!(victim.get("/account").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn one_sees_where_one_is_in_and_ends_one_of_them() {
    let town = Town::new(Security::Tls).await;
    let mut left_open = town.inside(Duty::Planning).await;
    left_open.get("/").await;
    town.wait(10 * 60);
    let mut here = town.inside(Duty::Planning).await;
    let mut other = town.inside(Duty::Entry).await;
    other.get("/account").await;
    let page = here.get("/account").await;
    assert!(page.text.contains("この画面"), "{}", page.text);
    let buttons = page.text.matches("name=\"session\"").count();
    assert_eq!(buttons, 1, "one's own others, and nobody else's");
    let one = page.hidden("session");
    let (_, secret) = line(&left_open);
    assert_eq!(one, enishi_desk_digest(&secret));

    let path = "/account/sessions/end";
    let refused = other.post(path, &[("session", &one)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "it is not theirs");
    let (open, _) = line(&left_open);
    assert!(lets_in(&town, &open).await);
    let ended = here.post(path, &[("session", &one)]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
    assert!(!lets_in(&town, &open).await);
    assert_eq!(town.audited("logout.other").await.len(), 1);
    let again = here.post(path, &[("session", &one)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    let mut idle = town.inside(Duty::Planning).await;
    idle.get("/").await;
    town.wait(25 * 60);
    here.get("/").await;
    town.wait(6 * 60);
    let page = here.get("/account").await;
    assert!(!page.text.contains("name=\"session\""), "that one is over");
}

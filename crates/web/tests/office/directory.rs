//! The login by the city's directory, against one that runs on this machine.

use std::time::Duration;

use axum::http::StatusCode;
use enishi_desk::manage_staff::suspend;
use enishi_domain::staff::Duty;
use enishi_web::{Patience, Security, Tls};
use serde_json::json;

use crate::browser::{Answer, Browser, Town};
use crate::certificate::certificate;
use crate::provider::{Bent, CLIENT, Provider, SECRET};

pub const BACK: &str = "/login/directory/back";

/// A town with a directory.
pub async fn town() -> (Town, Provider) {
    let mut town = Town::new(Security::Tls).await;
    let provider = Provider::new(town.now()).await;
    declare(&mut town, &provider, "");
    (town, provider)
}

/// Opens the town's office with a directory, and with settings in the place of some of these.
pub fn declare(town: &mut Town, provider: &Provider, more: &str) {
    let usual = format!(
        "issuer = \"{}\"\nclient_id = \"{CLIENT}\"\naccount_claim = \"preferred_username\"\n\
         public_address = \"https://office.example.lg.jp\"\nlabel = \"職員認証でログイン\"\n\
         strong_amr = [\"otp\"]\nstrong_acr = [\"card\"]\n",
        provider.issuer
    );
    let key = |line: &str| line.split(' ').next().unwrap().to_owned();
    let changed: Vec<String> = more.lines().map(key).collect();
    let usual = usual.lines().filter(|line| !changed.contains(&key(line)));
    let settings: Vec<&str> = usual.chain(more.lines()).collect();
    let settings = settings.join("\n");
    let path = town.folder.path().join("directory.toml");
    std::fs::write(&path, settings).unwrap();
    let patience = Patience {
        answer: Duration::from_secs(60),
        turn: Duration::from_millis(100),
    };
    town.directory = Some((path, SECRET.to_owned(), patience));
    let worker = town.worker();
    town.open(worker);
    provider.says(json!({"preferred_username": "planning"}));
}

/// Presses the button. Gives where the browser is sent.
pub async fn leave(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    browser.get("/login").await;
    let page = browser.post("/login/directory", fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let refresh = page.header("refresh");
    refresh.strip_prefix("0; url=").unwrap().to_owned()
}

/// There and back.
pub async fn go(browser: &mut Browser, provider: &Provider) -> Answer {
    let address = leave(browser, &[]).await;
    let brought = provider.sees(&address);
    browser.get(&format!("{BACK}?{brought}")).await
}

pub fn assert_refused(answer: &Answer, status: StatusCode, why: &str) {
    assert_eq!(answer.status, status, "{why}: {}", answer.text);
    assert!(
        answer.text.contains("庁内認証でログインできません"),
        "{why}"
    );
    assert!(answer.text.contains("パスワードで"), "{why}: a way out");
    assert!(answer.header("set-cookie").is_empty(), "{why}");
}

#[tokio::test]
async fn whoever_the_directory_vouches_for_comes_in_and_goes_where_they_wanted() {
    let (town, provider) = town().await;
    let mut browser = town.browser();
    let page = browser
        .get("/login?next=%2Fprogrammes%2F1%3Fyear%3DR6")
        .await;
    assert!(page.text.contains("職員認証でログイン"));
    let next = page.hidden("next");
    let address = leave(&mut browser, &[("next", &next)]).await;
    let way_back = "redirect_uri=https%3A%2F%2Foffice.example.lg.jp%2Flogin%2Fdirectory%2Fback";
    assert!(address.contains(way_back), "{address}");
    let brought = provider.sees(&address);
    let answer = browser.get(&format!("{BACK}?{brought}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.header("location"), "/programmes/1?year=R6");
    let page = browser.get("/programmes/1?year=R6").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(town.audited("login.directory").await.len(), 1);
    assert_eq!(town.audited("login.directory.failed").await.len(), 0);
    town.wait(31 * 60);
    let idle = browser.get("/").await;
    assert_eq!(idle.status, StatusCode::SEE_OTHER, "idle for half an hour");
}

#[tokio::test]
async fn what_was_typed_survives_a_login_by_the_directory() {
    let (town, provider) = town().await;
    let mut browser = town.browser();
    let fields = [("next", "/sheet/1/statements"), ("carried", "cause-1=rain")];
    let address = leave(&mut browser, &fields).await;
    let brought = provider.sees(&address);
    let page = browser.get(&format!("{BACK}?{brought}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.hidden("cause-1"), "rain");
    for next in ["https://evil.example/", "//evil.example/", "/login"] {
        let mut browser = town.browser();
        let address = leave(&mut browser, &[("next", next)]).await;
        let brought = provider.sees(&address);
        let answer = browser.get(&format!("{BACK}?{brought}")).await;
        assert_eq!(answer.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn what_the_directory_did_not_make_for_this_login_is_not_believed() {
    let (town, provider) = town().await;
    let bents = [
        (Bent::Nonce, "nonce"),
        (Bent::NoNonce, "nonce"),
        (Bent::Audience, "aud"),
        (Bent::SecondAudience, "aud"),
        (Bent::Issuer, "issuer"),
        (Bent::Expired, "expired"),
        (Bent::Signature, "key"),
        (Bent::Payload, "key"),
        (Bent::Unsigned, "alg"),
        (Bent::SharedSecret, "alg"),
        (Bent::AccessToken, "parse"),
        (Bent::NoToken, "parse"),
        (Bent::Text, "parse"),
    ];
    for (bent, word) in bents {
        town.wait(61);
        provider.is_at(town.now());
        provider.bends(bent);
        let mut browser = town.browser();
        let answer = go(&mut browser, &provider).await;
        assert_refused(&answer, StatusCode::UNAUTHORIZED, &format!("{bent:?}"));
        assert_eq!(town.cause(), Some(word), "{bent:?}");
        let home = browser.get("/").await;
        assert_eq!(home.status, StatusCode::SEE_OTHER, "{bent:?}");
    }
    assert_eq!(provider.asked(), bents.len());
    assert_eq!(town.audited("login.directory").await.len(), 0);
    let failed = town.audited("login.directory.failed").await;
    assert_eq!(failed.len(), bents.len());
    provider.bends(Bent::Straight);
    let answer = go(&mut town.browser(), &provider).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "an upright one");
}

#[tokio::test]
async fn a_login_counts_once_in_the_browser_that_began_it_and_within_ten_minutes() {
    let (town, provider) = town().await;
    let stale = StatusCode::BAD_REQUEST;
    let mut browser = town.browser();
    let brought = provider.sees(&leave(&mut browser, &[]).await);
    let mut other = town.browser();
    other.get("/login").await;
    let elsewhere = other.get(&format!("{BACK}?{brought}")).await;
    assert_refused(&elsewhere, stale, "another browser");
    let mut began = town.browser();
    leave(&mut began, &[]).await;
    let foreign = began.get(&format!("{BACK}?{brought}")).await;
    assert_refused(&foreign, stale, "the state of another login");
    assert_eq!(town.cause(), Some("state"));
    let before = browser.cookie.clone();
    let answer = browser.get(&format!("{BACK}?{brought}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let mut again = town.browser();
    again.cookie = before;
    let answer = again.get(&format!("{BACK}?{brought}")).await;
    assert_refused(&answer, stale, "a second time");
    // A new login with a code that was used.
    let fresh = provider.sees(&leave(&mut again, &[]).await);
    let (_, state) = fresh.split_once('&').unwrap();
    let answer = again.get(&format!("{BACK}?code=code-1&{state}")).await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, "a used code");
    let late = provider.sees(&leave(&mut again, &[]).await);
    town.wait(600);
    let answer = again.get(&format!("{BACK}?{late}")).await;
    assert_refused(&answer, stale, "ten minutes later");
    let mut two = town.browser();
    let first = provider.sees(&leave(&mut two, &[]).await);
    let second = provider.sees(&leave(&mut two, &[]).await);
    let answer = two.get(&format!("{BACK}?{first}")).await;
    assert_refused(&answer, stale, "a window in whose place another began");
    provider.is_at(town.now());
    let answer = two.get(&format!("{BACK}?{second}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "is not ended by that");
    for query in ["", "?code=1", "?state=", "?error=access_denied"] {
        let answer = other.get(&format!("{BACK}{query}")).await;
        assert_refused(&answer, stale, query);
    }
}

#[tokio::test]
async fn another_directory_or_a_refusal_lets_nobody_in() {
    let (town, provider) = town().await;
    let mut browser = town.browser();
    let brought = provider.sees(&leave(&mut browser, &[]).await);
    let mixed = browser
        .get(&format!("{BACK}?{brought}&iss=https%3A%2F%2Fother"))
        .await;
    assert_refused(&mixed, StatusCode::UNAUTHORIZED, "another directory");
    let brought = provider.sees(&leave(&mut browser, &[]).await);
    let (_, state) = brought.split_once('&').unwrap();
    let answer = browser
        .get(&format!("{BACK}?error=access_denied&{state}"))
        .await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, "declined");
    assert_eq!(town.cause(), Some("refused=access_denied"));
    assert_eq!(provider.asked(), 0, "no code was exchanged");
    let mut auditor = town.inside(Duty::Administration).await;
    let page = auditor.get("/audit?deed=access").await;
    assert!(page.text.contains("庁内認証での失敗"), "{}", page.text);
    assert!(page.text.contains("応答を確認できず"));
}

#[tokio::test]
async fn only_an_account_that_is_open_is_entered_and_none_is_made() {
    let (town, provider) = town().await;
    for name in [
        "nobody",
        "ｐｌａｎｎｉｎｇ",
        " planning",
        "planning@example",
        "",
    ] {
        provider.says(json!({"preferred_username": name}));
        let answer = go(&mut town.browser(), &provider).await;
        assert_refused(&answer, StatusCode::UNAUTHORIZED, name);
        assert!(
            answer.text.contains("使えるアカウントがありません"),
            "{name}"
        );
    }
    provider.says(json!({"sub": "planning", "upn": "planning"}));
    let answer = go(&mut town.browser(), &provider).await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, "another claim");
    provider.says(json!({"preferred_username": "PLANNING"}));
    let answer = go(&mut town.browser(), &provider).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "in capitals");
    suspend(&town.office, "planning").await.unwrap();
    let answer = go(&mut town.browser(), &provider).await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, "an account that ended");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_unless_the_directory_saw_one_that_counts() {
    let (town, provider) = town().await;
    for (more, is_enough) in [
        (json!({}), false),
        (json!({"amr": ["pwd"]}), false),
        (json!({"amr": ["pwd", "otp"]}), true),
        (json!({"acr": "password"}), false),
        (json!({"acr": "card"}), true),
    ] {
        let mut claims = json!({"preferred_username": "head"});
        claims["preferred_username"] = json!(town.account(Duty::Head).login);
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        provider.says(claims);
        let mut browser = town.browser();
        let answer = go(&mut browser, &provider).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{more}");
        let home = browser.get("/").await;
        if is_enough {
            assert_eq!(home.status, StatusCode::OK, "{more}");
        } else {
            assert!(
                home.header("location").starts_with("/second-factor"),
                "{more}"
            );
        }
    }
}

#[tokio::test]
async fn a_session_that_somebody_planted_is_another_after_a_login_by_the_directory() {
    let (town, provider) = town().await;
    let mut victim = town.browser();
    victim.get("/login").await;
    let planted = victim.cookie.clone();
    go(&mut victim, &provider).await;
    assert_ne!(victim.cookie, planted);
    assert_eq!(victim.get("/").await.status, StatusCode::OK);
    let mut attacker = town.browser();
    attacker.cookie = planted;
    assert_eq!(attacker.get("/").await.status, StatusCode::SEE_OTHER);
    // The attacker's own login, handed to somebody else's browser, lets that one in as nobody.
    let brought = provider.sees(&leave(&mut attacker, &[]).await);
    let mut other = town.browser();
    other.get("/login").await;
    let answer = other.get(&format!("{BACK}?{brought}")).await;
    assert_refused(&answer, StatusCode::BAD_REQUEST, "login forgery");
}

#[tokio::test]
async fn whoever_guesses_passwords_keeps_nobody_from_the_directory_but_where_they_sit() {
    let (town, provider) = town().await;
    let mut browser = town.browser();
    browser.get("/login").await;
    let fields = [("login", "planning"), ("password", "wrong boat ledger 1")];
    for _ in 0..6 {
        browser.post("/login", &fields).await;
    }
    let delayed = browser.post("/login", &fields).await;
    assert_eq!(delayed.status, StatusCode::TOO_MANY_REQUESTS);
    let answer = go(&mut browser, &provider).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    // From where they came in, guesses are counted with the tries by the directory.
    let mut other = town.browser();
    other.get("/login").await;
    for _ in 0..5 {
        other.post("/login", &fields).await;
    }
    let answer = go(&mut other, &provider).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test]
async fn where_the_directory_is_down_the_password_still_lets_in() {
    let (town, provider) = town().await;
    for bent in [Bent::Down, Bent::Redirect, Bent::TooLarge] {
        provider.bends(bent);
        let mut browser = town.browser();
        browser.get("/login").await;
        let answer = browser.post("/login/directory", &[]).await;
        assert_refused(
            &answer,
            StatusCode::SERVICE_UNAVAILABLE,
            &format!("{bent:?}"),
        );
        assert!(answer.text.contains("つながりません"), "{bent:?}");
    }
    town.inside(Duty::Planning).await;
    provider.bends(Bent::Straight);
    let mut browser = town.browser();
    let brought = provider.sees(&leave(&mut browser, &[]).await);
    provider.bends(Bent::Down);
    let answer = browser.get(&format!("{BACK}?{brought}")).await;
    assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "on the way back");
}

#[tokio::test]
async fn only_the_authority_that_the_city_names_vouches_for_the_directory() {
    let mut town = Town::new(Security::Tls).await;
    let place = |name: &str| town.folder.path().join(name);
    let tls = Tls {
        certificate: place("own.pem"),
        key: place("own.key"),
    };
    let [own, key] = certificate(5);
    std::fs::write(&tls.certificate, own).unwrap();
    std::fs::write(&tls.key, key).unwrap();
    std::fs::write(place("foreign.pem"), &certificate(6)[0]).unwrap();
    let provider = Provider::over_tls(town.now(), &tls).await;
    declare(&mut town, &provider, "ca_file = \"foreign.pem\"\n");
    let mut browser = town.browser();
    browser.get("/login").await;
    let answer = browser.post("/login/directory", &[]).await;
    assert_refused(
        &answer,
        StatusCode::SERVICE_UNAVAILABLE,
        "a foreign authority",
    );
    declare(&mut town, &provider, "ca_file = \"own.pem\"\n");
    let answer = go(&mut town.browser(), &provider).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

#[tokio::test]
async fn a_flood_of_failures_does_not_fill_the_audit() {
    let (town, provider) = town().await;
    let failed = || async { town.audited("login.directory.failed").await.len() };
    for _ in 0..5 {
        town.browser().get(BACK).await;
        assert_eq!(town.cause(), Some("nothing_begun"));
    }
    assert_eq!(failed().await, 0, "nothing was begun");
    let mut browser = town.browser();
    leave(&mut browser, &[]).await;
    for _ in 0..50 {
        browser.get(&format!("{BACK}?state=other")).await;
    }
    assert_eq!(failed().await, 20);
    provider.says(json!({"preferred_username": "nobody"}));
    go(&mut town.browser(), &provider).await;
    assert_eq!(failed().await, 21, "of another kind");
    town.wait(60);
    browser.get(&format!("{BACK}?state=other")).await;
    assert_eq!(failed().await, 22);
}

#[tokio::test]
async fn the_button_needs_a_form_of_ours_and_a_town_without_directory_has_none() {
    let (town, _) = town().await;
    let mut browser = town.browser();
    browser.get("/login").await;
    let answer = browser.post_with("/login/directory", &[], &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let plain = Town::new(Security::Tls).await;
    let mut browser = plain.browser();
    let page = browser.get("/login").await;
    assert!(!page.text.contains("/login/directory"));
    assert_eq!(browser.get(BACK).await.status, StatusCode::NOT_FOUND);
    let answer = browser.post("/login/directory", &[]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

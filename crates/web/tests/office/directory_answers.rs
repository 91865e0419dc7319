//! What the directory may answer and how often it is asked: its keys, how lately somebody showed it
//! who they are, and whose an account is.

use std::time::Duration;

use axum::http::StatusCode;
use enishi_desk::manage_staff::reset;
use enishi_web::LogLine;
use serde_json::json;

use crate::browser::Town;
use crate::directory::{BACK, assert_refused, declare, go, leave, town};
use crate::provider::{Bent, Provider, Signs};

const REFUSED: StatusCode = StatusCode::UNAUTHORIZED;

async fn comes_in(town: &Town, provider: &Provider, why: &str) {
    provider.is_at(town.now());
    let answer = go(&mut town.browser(), provider).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{why}: {:?}",
        town.cause()
    );
}

#[tokio::test]
async fn a_name_that_goes_to_somebody_else_takes_no_account_with_it() {
    let (town, provider) = town().await;
    comes_in(&town, &provider, "the first").await;
    provider.says(json!({"preferred_username": "planning", "sub": "s-2"}));
    let answer = go(&mut town.browser(), &provider).await;
    assert_refused(&answer, REFUSED, "another of that name");
    assert!(answer.text.contains("管理者に相談"), "{}", answer.text);
    assert_eq!(town.cause(), Some("another_person"));
    assert_eq!(town.audited("login.directory.bind").await.len(), 1);
    reset(&town.office, "planning", &town.entropy)
        .await
        .unwrap();
    comes_in(&town, &provider, "once it was reset").await;
    assert_eq!(town.audited("login.directory.unbind").await.len(), 1);
    provider.says(json!({"preferred_username": "Admin", "sub": "s-3"}));
    let answer = go(&mut town.browser(), &provider).await;
    assert_refused(&answer, REFUSED, "the first administrator");
    assert_eq!(town.cause(), Some("password_only"));
}

#[tokio::test]
async fn the_directory_asks_each_time_unless_the_city_wants_otherwise() {
    let (mut town, provider) = town().await;
    let address = leave(&mut town.browser(), &[]).await;
    assert!(address.contains("prompt=login"), "{address}");
    assert!(address.contains("max_age=0"), "{address}");
    let second = town.now().as_second();
    for (shown, is_enough) in [
        (json!(null), false),
        (json!(second - 61), false),
        (json!(second - 60), true),
        (json!(second + 5), true),
        (json!("2025-05-01T00:00:00Z"), true),
        (json!("2025-04-30T23:00:00Z"), false),
    ] {
        let claims = json!({"preferred_username": "planning", "auth_time": shown});
        provider.says(claims.clone());
        let answer = go(&mut town.browser(), &provider).await;
        if is_enough {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{shown}");
        } else {
            assert_refused(&answer, REFUSED, &shown.to_string());
            assert!(answer.text.contains("改めて"), "{shown}");
            assert_eq!(town.cause(), Some("auth_time"), "{shown}");
        }
    }
    declare(&mut town, &provider, "ask_each_time = false");
    let address = leave(&mut town.browser(), &[]).await;
    assert!(!address.contains("prompt"), "{address}");
    assert!(!address.contains("max_age"), "{address}");
    for shown in [json!(null), json!(second - 40_000)] {
        let claims = json!({"preferred_username": "planning", "auth_time": shown});
        provider.says(claims);
        comes_in(&town, &provider, "an older login").await;
    }
}

#[tokio::test]
async fn what_the_directory_says_of_itself_is_remembered_for_ten_minutes() {
    let (town, provider) = town().await;
    for _ in 0..3 {
        comes_in(&town, &provider, "remembered").await;
    }
    assert_eq!(provider.described(), 1);
    provider.bends(Bent::Down);
    leave(&mut town.browser(), &[]).await;
    provider.bends(Bent::Straight);
    town.wait(600);
    comes_in(&town, &provider, "asked again").await;
    assert_eq!(provider.described(), 2);
}

#[tokio::test]
async fn a_new_key_is_asked_for_and_not_too_often() {
    let (town, provider) = town().await;
    comes_in(&town, &provider, "the first key").await;
    provider.signs(Signs::Second);
    let answer = go(&mut town.browser(), &provider).await;
    assert_refused(&answer, REFUSED, "asked just now");
    assert_eq!(town.cause(), Some("key"));
    assert_eq!(provider.described(), 1);
    town.wait(30);
    comes_in(&town, &provider, "the second key").await;
    assert_eq!(provider.described(), 2);
    provider.signs(Signs::Unnamed);
    for _ in 0..3 {
        town.wait(20);
        provider.is_at(town.now());
        let answer = go(&mut town.browser(), &provider).await;
        assert_refused(&answer, REFUSED, "a key that nobody knows");
        assert_eq!(town.cause(), Some("key"));
    }
    assert_eq!(provider.described(), 3);
}

#[tokio::test]
async fn keys_as_most_directories_have_them_are_taken() {
    let (town, provider) = town().await;
    provider.signs(Signs::Rsa);
    comes_in(&town, &provider, "RS256").await;
    provider.bends(Bent::Payload);
    let answer = go(&mut town.browser(), &provider).await;
    assert_refused(&answer, REFUSED, "changed behind the signature");
    assert_eq!(town.cause(), Some("key"));
}

#[tokio::test]
async fn a_claim_of_the_directory_s_own_names_an_account() {
    let (mut town, provider) = town().await;
    declare(&mut town, &provider, "account_claim = \"upn\"\nscopes = []");
    provider.says(json!({
        "upn": "PLANNING", "preferred_username": "nobody", "email_verified": "true",
    }));
    comes_in(&town, &provider, "upn").await;
    for upn in [json!(null), json!(7), json!(["planning"])] {
        provider.says(json!({"upn": upn, "preferred_username": "planning"}));
        let answer = go(&mut town.browser(), &provider).await;
        assert_refused(&answer, REFUSED, &upn.to_string());
        assert_eq!(town.cause(), Some("claim"), "{upn}");
    }
}

#[tokio::test]
async fn another_directory_at_the_same_address_is_not_the_city_s() {
    let (town, provider) = town().await;
    provider.bends(Bent::Another);
    let mut browser = town.browser();
    browser.get("/login").await;
    let answer = browser.post("/login/directory", &[]).await;
    assert_refused(&answer, REFUSED, "another issuer");
    assert_eq!(town.cause(), Some("issuer"));
}

#[tokio::test]
async fn whatever_the_directory_s_fault_is_the_log_has_a_word_for_it() {
    let (mut town, provider) = town().await;
    comes_in(&town, &provider, "asked what it is").await;
    for (bent, word) in [(Bent::Faulty, "status"), (Bent::Silent, "timeout")] {
        if bent == Bent::Silent {
            let (_, _, patience) = town.directory.as_mut().unwrap();
            patience.answer = Duration::from_millis(500);
            let worker = town.worker();
            town.open(worker);
        }
        provider.bends(Bent::Straight);
        let mut browser = town.browser();
        let brought = provider.sees(&leave(&mut browser, &[]).await);
        provider.bends(bent);
        let answer = browser.get(&format!("{BACK}?{brought}")).await;
        assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, word);
        assert_eq!(town.cause(), Some(word));
    }
    provider.bends(Bent::Straight);
    let mut browser = town.browser();
    let (_, state) = leave(&mut browser, &[])
        .await
        .split_once("state=")
        .map_or_else(
            || panic!("no state"),
            |(before, rest)| {
                (
                    before.to_owned(),
                    rest.split('&').next().unwrap().to_owned(),
                )
            },
        );
    browser
        .get(&format!("{BACK}?code=canary&state={state}"))
        .await;
    assert_eq!(town.cause(), Some("refused=invalid_grant"));
    let lines = town.log.lock().unwrap();
    let last = lines.last().map(LogLine::json).unwrap();
    let last: serde_json::Value = serde_json::from_str(&last).unwrap();
    assert_eq!(last["cause"], "refused=invalid_grant");
    assert!(!last.to_string().contains("canary"));
}

#[tokio::test]
async fn where_too_many_ask_at_once_a_login_waits_and_is_not_lost() {
    let (town, provider) = town().await;
    provider.bends(Bent::Silent);
    let before = provider.asked();
    let mut crowd = Vec::new();
    for _ in 0..16 {
        let mut browser = town.browser();
        let brought = provider.sees(&leave(&mut browser, &[]).await);
        crowd.push(tokio::spawn(async move {
            browser.get(&format!("{BACK}?{brought}")).await.status
        }));
    }
    while provider.asked() < before + 16 {
        tokio::task::yield_now().await;
    }
    let mut browser = town.browser();
    let brought = provider.sees(&leave(&mut browser, &[]).await);
    let answer = browser.get(&format!("{BACK}?{brought}")).await;
    assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "a crowd");
    assert!(answer.text.contains("混み合って"), "{}", answer.text);
    assert_eq!(town.cause(), Some("turns"));
    provider.bends(Bent::Straight);
    provider.says(json!({"preferred_username": "nobody"}));
    provider.speaks();
    for one in crowd {
        assert_ne!(one.await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    }
    provider.says(json!({"preferred_username": "planning"}));
    let answer = browser.get(&format!("{BACK}?{brought}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "once there is a turn");
}

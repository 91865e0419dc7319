//! Security keys: registered, shown at the login, refused where anything about them is wrong, and
//! removed.

use axum::http::StatusCode;
use enishi_desk::manage_staff::{assign, reset};
use enishi_domain::staff::Duty;
use enishi_web::Security;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, HOST, Town};
use crate::key::{Key, asked, base64url};

/// Somebody with a password, before the second factor.
async fn before_second_factor(town: &Town, duty: Duty) -> Browser {
    let account = town.account(duty);
    let mut browser = town.browser();
    browser.get("/login").await;
    let (login, password) = (account.login.as_str(), account.password.as_str());
    let fields = [("login", login), ("password", password)];
    let answer = browser.post("/login", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    browser
}

/// What the link of a reset lets somebody do: set the password, here the same one.
async fn set_password_anew(town: &Town, duty: Duty) {
    let account = town.account(duty);
    let link = reset(&town.office, &account.login, &town.entropy).await;
    let path = format!("/password/{}", link.unwrap());
    let mut browser = town.browser();
    browser.get(&path).await;
    let fields = [
        ("password", &*account.password),
        ("again", &account.password),
    ];
    let answer = browser.post(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

/// Registers a key on one's own page.
async fn add(town: &Town, browser: &mut Browser, duty: Duty, key: &Key) -> Answer {
    let page = browser.get("/account").await;
    let made = key.made(&asked(&page, "create").unwrap());
    let password = town.account(duty).password.as_str();
    let fields = [
        ("name", "青いキー"),
        ("password", password),
        ("answer", &made),
    ];
    browser.post("/account/keys", &fields).await
}

/// Shows a key at the login, and says where one is then.
async fn show(browser: &mut Browser, key: &mut Key) -> Answer {
    let page = browser.get("/second-factor?next=%2Fsheet").await;
    let shown = key.shown(&asked(&page, "get").unwrap());
    let fields = [("answer", shown.as_str()), ("next", "/sheet")];
    browser.post("/second-factor/key", &fields).await
}

#[tokio::test]
async fn a_key_is_registered_beside_the_authenticator_and_lets_its_owner_in() {
    let town = Town::new(Security::Tls).await;
    let mut key = Key::new(7);
    let mut head = town.inside(Duty::Head).await;
    let added = add(&town, &mut head, Duty::Head, &key).await;
    assert_eq!(
        added.header("location"),
        "/account?done=key",
        "{}",
        added.text
    );
    let page = head.get("/account").await;
    assert!(page.text.contains("青いキー"));
    for _ in 0..2 {
        let mut browser = before_second_factor(&town, Duty::Head).await;
        let before = browser.cookie.clone();
        let answer = show(&mut browser, &mut key).await;
        assert_eq!(answer.header("location"), "/sheet", "{}", answer.text);
        assert_ne!(browser.cookie, before, "another session");
        assert_eq!(browser.get("/sheet").await.status, StatusCode::OK);
    }
    let again = add(&town, &mut head, Duty::Head, &key).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED, "the same key twice");
    // The audit tells keys apart; what somebody calls theirs may name a person and is not in it.
    let kept = town.audited("security_key.add").await;
    assert!(
        matches!(kept.as_slice(), [one] if one.len() == 16),
        "{kept:?}"
    );
    let shown = town.audited("security_key").await;
    assert_eq!(shown, [kept[0].clone(), kept[0].clone()]);
}

#[tokio::test]
async fn a_first_key_brings_recovery_codes_and_a_password_alone_adds_nothing_beside_it() {
    let town = Town::new(Security::Tls).await;
    set_password_anew(&town, Duty::Head).await;
    let mut browser = before_second_factor(&town, Duty::Head).await;
    let page = browser.get("/second-factor").await;
    assert!(asked(&page, "get").is_none());
    let mut key = Key::new(8);
    let made = key.made(&asked(&page, "create").unwrap());
    let unnamed = [("name", ""), ("answer", made.as_str())];
    let answer = browser.post("/account/keys", &unnamed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "カード"), ("answer", made.as_str())];
    let answer = browser.post("/account/keys", &fields).await;
    assert_eq!(
        answer.text.matches("<li><code").count(),
        10,
        "{}",
        answer.text
    );
    let (_, rest) = answer
        .text
        .split_once("<li><code class=\"dads-code\">")
        .unwrap();
    let recovery = rest.split('<').next().unwrap().to_owned();
    assert_eq!(browser.get("/sheet").await.status, StatusCode::OK);

    let mut thief = before_second_factor(&town, Duty::Head).await;
    let page = thief.get("/second-factor").await;
    assert!(!page.text.contains("otpauth"), "no secret is offered");
    assert!(asked(&page, "create").is_none(), "nor a further key");
    let other = Key::new(9).made(&json!({"challenge": "AAAA"}));
    let password = town.account(Duty::Head).password.clone();
    let fields = [("name", "別"), ("password", &password), ("answer", &other)];
    let answer = thief.post("/account/keys", &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(thief.get("/sheet").await.status, StatusCode::SEE_OTHER);

    let answer = show(&mut thief, &mut key).await;
    assert_eq!(answer.header("location"), "/sheet");
    let mut lost = before_second_factor(&town, Duty::Head).await;
    lost.get("/second-factor").await;
    let answer = lost.post("/second-factor", &[("code", &recovery)]).await;
    assert_eq!(answer.header("location"), "/", "a recovery code stands in");
}

/// A head whom the login asks for a key, and what it asks.
async fn questioned(town: &Town) -> (Browser, Value) {
    let mut browser = before_second_factor(town, Duty::Head).await;
    let page = browser.get("/second-factor").await;
    let question = asked(&page, "get").unwrap();
    (browser, question)
}

#[tokio::test]
async fn whatever_is_wrong_with_what_a_key_signed_lets_nobody_in() {
    let town = Town::new(Security::Tls).await;
    let mut key = Key::new(7);
    let mut head = town.inside(Duty::Head).await;
    add(&town, &mut head, Duty::Head, &key).await;
    let mut foreign = Key::new(11);
    let mut administration = town.inside(Duty::Administration).await;
    add(&town, &mut administration, Duty::Administration, &foreign).await;
    let (mut browser, question) = questioned(&town).await;
    let (_, other_question) = questioned(&town).await;
    assert_ne!(question, other_question, "each session asks something else");
    let mut other_site = key.clone();
    other_site.origin = "https://evil.example".to_owned();
    let mut sister = key.clone();
    sister.origin = format!("https://other.{HOST}");
    let mut other_host = key.clone();
    other_host.host = "evil.example".to_owned();
    let mut untouched = key.clone();
    untouched.flags = 0;
    let mut forged = foreign.clone();
    forged.id.clone_from(&key.id);
    let mut unknown = Key::new(12);
    let cases = [
        ("another session's question", key.shown(&other_question)),
        ("another site", other_site.shown(&question)),
        ("a site beside ours", sister.shown(&question)),
        ("another server", other_host.shown(&question)),
        ("nobody touched it", untouched.shown(&question)),
        ("another key's signature", forged.shown(&question)),
        ("somebody else's key", foreign.shown(&question)),
        ("a key that nobody knows", unknown.shown(&question)),
        ("an answer to another question", key.made(&question)),
        ("none", "none".to_owned()),
        ("nothing", String::new()),
        ("not JSON of ours", "{\"rawId\":[]}".to_owned()),
        ("JSON without end", "[".repeat(10_000)),
    ];
    for (why, answer) in cases {
        let answer = browser
            .post("/second-factor/key", &[("answer", &answer)])
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{why}");
        assert!(answer.text.contains("確かめられませんでした"), "{why}");
        assert_eq!(
            browser.get("/sheet").await.status,
            StatusCode::SEE_OTHER,
            "{why}"
        );
    }
    let right = key.shown(&question);
    let old = browser.cookie.clone();
    let answer = browser
        .post("/second-factor/key", &[("answer", &right)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let mut again = town.browser();
    again.cookie = old;
    again.csrf.clone_from(&browser.csrf);
    again
        .post("/second-factor/key", &[("answer", &right)])
        .await;
    assert_ne!(
        again.get("/sheet").await.status,
        StatusCode::OK,
        "it counts once"
    );
}

#[tokio::test]
async fn a_key_that_counts_less_than_before_is_a_copy() {
    let town = Town::new(Security::Tls).await;
    let mut key = Key::new(7);
    let mut head = town.inside(Duty::Head).await;
    add(&town, &mut head, Duty::Head, &key).await;
    let mut copy = key.clone();
    for _ in 0..3 {
        let mut browser = before_second_factor(&town, Duty::Head).await;
        show(&mut browser, &mut key).await;
    }
    let mut browser = before_second_factor(&town, Duty::Head).await;
    let answer = show(&mut browser, &mut copy).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("複製されたおそれ"));
    assert_eq!(browser.get("/sheet").await.status, StatusCode::SEE_OTHER);
    let copied = town.audited("security_key.copied").await;
    assert_eq!(copied, town.audited("security_key.add").await);

    let mut silent = Key::new(13);
    silent.counter = 0;
    let added = add(&town, &mut head, Duty::Head, &silent).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    for _ in 0..2 {
        let mut browser = before_second_factor(&town, Duty::Head).await;
        let page = browser.get("/second-factor").await;
        let shown = silent.signed(&asked(&page, "get").unwrap());
        let answer = browser
            .post("/second-factor/key", &[("answer", &shown)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "some never count");
    }
}

#[tokio::test]
async fn a_key_is_removed_by_its_owner_with_the_password_and_by_a_reset() {
    let town = Town::new(Security::Tls).await;
    let (key, second) = (Key::new(7), Key::new(8));
    let mut head = town.inside(Duty::Head).await;
    add(&town, &mut head, Duty::Head, &key).await;
    let mut elsewhere = before_second_factor(&town, Duty::Head).await;
    let page = elsewhere.get("/second-factor").await;
    assert_eq!(page.status, StatusCode::OK);
    add(&town, &mut head, Duty::Head, &second).await;
    // Another factor ends the sessions that came in without it, and not the one that added it.
    let page = elsewhere.get("/second-factor").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(head.get("/account").await.status, StatusCode::OK);
    let password = town.account(Duty::Head).password.clone();
    let (id, second_id) = (base64url(&key.id), base64url(&second.id));
    let mut other = town.inside(Duty::Administration).await;
    let others = town.account(Duty::Administration).password.clone();
    other.get("/account").await;
    let refused = StatusCode::UNAUTHORIZED;
    for (is_owner, password, status) in [
        (true, "wrong boat ledger", refused),
        (true, "", refused),
        (false, others.as_str(), StatusCode::CONFLICT),
        (true, password.as_str(), StatusCode::SEE_OTHER),
        (true, password.as_str(), StatusCode::CONFLICT),
    ] {
        let browser = if is_owner { &mut head } else { &mut other };
        browser.get("/account").await;
        let fields = [("key", id.as_str()), ("own_password", password)];
        let answer = browser.post("/account/keys/remove", &fields).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let kept = town.audited("security_key.add").await;
    assert_eq!(town.audited("security_key.remove").await, kept[..1]);
    for _ in 0..5 {
        let fields = [("key", second_id.as_str()), ("own_password", "wrong boat")];
        head.post("/account/keys/remove", &fields).await;
    }
    let fields = [("key", second_id.as_str()), ("own_password", &password)];
    let answer = head.post("/account/keys/remove", &fields).await;
    assert_eq!(
        answer.status,
        StatusCode::TOO_MANY_REQUESTS,
        "a screen left alone"
    );

    set_password_anew(&town, Duty::Head).await;
    let mut browser = before_second_factor(&town, Duty::Head).await;
    let page = browser.get("/second-factor").await;
    assert!(asked(&page, "get").is_none(), "a reset takes the keys away");
}

#[tokio::test]
async fn the_last_second_factor_stays_with_whoever_needs_one() {
    let town = Town::new(Security::Tls).await;
    let key = Key::new(7);
    let mut clerk = town.inside(Duty::Entry).await;
    let added = add_first(&mut clerk, &key).await;
    assert!(added.text.contains("dads-codes"), "{}", added.text);
    let (login, password) = {
        let account = town.account(Duty::Entry);
        (account.login.clone(), account.password.clone())
    };
    assign(&town.office, &login, Duty::Administration, None)
        .await
        .unwrap();
    let mut browser = before_second_factor(&town, Duty::Entry).await;
    let mut shown = key.clone();
    show(&mut browser, &mut shown).await;
    browser.get("/account").await;
    let id = base64url(&key.id);
    let fields = [("key", id.as_str()), ("own_password", &password)];
    let answer = browser.post("/account/keys/remove", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("最後の二要素認証"));
    let mut again = before_second_factor(&town, Duty::Entry).await;
    let answer = show(&mut again, &mut shown).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "it is still there");
}

async fn add_first(browser: &mut Browser, key: &Key) -> Answer {
    let page = browser.get("/account").await;
    let made = key.made(&asked(&page, "create").unwrap());
    let fields = [("name", "カード"), ("answer", made.as_str())];
    browser.post("/account/keys", &fields).await
}

#[tokio::test]
async fn in_the_clear_no_key_is_asked_for_or_taken() {
    let town = Town::new(Security::Loopback).await;
    let mut head = town.inside(Duty::Head).await;
    let page = head.get("/account").await;
    assert!(asked(&page, "create").is_none());
    assert!(page.text.contains("https で開いたときに"));
    let made = Key::new(7).made(&json!({"challenge": "AAAA"}));
    let password = town.account(Duty::Head).password.as_str();
    let fields = [("name", "キー"), ("password", password), ("answer", &made)];
    let answer = head.post("/account/keys", &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

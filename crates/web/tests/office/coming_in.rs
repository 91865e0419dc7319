//! Logging in and out, and what becomes of a form when the session has ended.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{HOST, Town};

#[tokio::test]
async fn whoever_is_not_in_is_sent_to_the_login_and_back_to_where_they_wanted() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.browser();
    let answer = browser.get("/programmes/1?year=R6").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "/login?next=%2Fprogrammes%2F1%3Fyear%3DR6"
    );
    let page = browser
        .get("/login?next=%2Fprogrammes%2F1%3Fyear%3DR6")
        .await;
    let next = page.hidden("next");
    let account = town.account(Duty::Entry);
    let fields = [
        ("login", account.login.as_str()),
        ("password", account.password.as_str()),
        ("next", next.as_str()),
    ];
    let answer = browser.post("/login", &fields).await;
    assert_eq!(answer.header("location"), "/programmes/1?year=R6");
    let page = browser.get("/programmes/1?year=R6").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("担当課入力"),
        "the header says who is in"
    );
}

#[tokio::test]
async fn no_login_leads_to_another_site() {
    let town = Town::new(Security::Tls).await;
    let account = town.account(Duty::Planning);
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/login",
        "/a\r\nb",
        "日本",
    ] {
        let mut browser = town.browser();
        browser.get("/login").await;
        let fields = [
            ("login", account.login.as_str()),
            ("password", account.password.as_str()),
            ("next", next),
        ];
        let answer = browser.post("/login", &fields).await;
        assert_eq!(answer.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn a_wrong_password_says_nothing_about_the_account() {
    let town = Town::new(Security::Tls).await;
    let mut texts = Vec::new();
    for login in ["planning", "nobody"] {
        let mut browser = town.browser();
        browser.get("/login").await;
        let fields = [("login", login), ("password", "wrong boat ledger 1")];
        let answer = browser.post("/login", &fields).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(
            !answer.text.contains("wrong boat"),
            "a password is never sent back"
        );
        let text = answer.text.replace(&browser.csrf, "").replace(login, "");
        texts.push(text);
    }
    assert_eq!(texts[0], texts[1]);
}

#[tokio::test]
async fn a_login_gets_a_new_cookie_and_the_old_one_is_worth_nothing() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.browser();
    let page = browser.get("/login").await;
    let line = page.header("set-cookie");
    assert!(line.starts_with("__Host-enishi="), "{line}");
    for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(line.contains(part), "{part}");
    }
    let before = browser.cookie.clone();
    let browser_in = town.inside(Duty::Planning).await;
    let mut fixed = town.browser();
    fixed.cookie = before;
    let account = town.account(Duty::Planning);
    fixed.get("/login").await;
    let fields = [
        ("login", account.login.as_str()),
        ("password", account.password.as_str()),
    ];
    let old = fixed.cookie.clone();
    fixed.post("/login", &fields).await;
    assert_ne!(fixed.cookie, old);
    let mut attacker = town.browser();
    attacker.cookie = old;
    assert_eq!(attacker.get("/").await.status, StatusCode::SEE_OTHER);
    assert_ne!(fixed.cookie, browser_in.cookie);
}

#[tokio::test]
async fn logging_out_ends_the_session_and_clears_the_browser() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Planning).await;
    browser.get("/").await;
    let inside = browser.cookie.clone();
    let answer = browser.post("/logout", &[]).await;
    assert_eq!(answer.header("location"), "/login");
    assert!(answer.header("clear-site-data").contains("storage"));
    let mut again = town.browser();
    again.cookie = inside;
    assert_eq!(again.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_was_typed_survives_the_end_of_the_session() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Entry).await;
    browser.get("/sheet/1?year=R6").await;
    town.wait(31 * 60);
    let typed = [
        ("year", "R6"),
        ("revision-1", "0"),
        ("cause-1", "申込が少なかったため、説明会を増やす。"),
        ("improvement-1", ""),
        ("outlook-1", ""),
    ];
    let path = "/sheet/1/statements";
    let asked = browser.post(path, &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.text.contains("入力した内容は残っています"));
    let account = town.account(Duty::Entry);
    let carried = asked.hidden("carried");
    let fields = [
        ("login", account.login.as_str()),
        ("password", account.password.as_str()),
        ("next", path),
        ("carried", carried.as_str()),
    ];
    let shown = browser.post("/login", &fields).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(
        shown
            .text
            .contains("申込が少なかったため、説明会を増やす。")
    );
    let saved = browser.post(path, &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = browser.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("申込が少なかったため、説明会を増やす。"));
}

#[tokio::test]
async fn what_was_typed_survives_a_log_out_and_a_login_in_another_tab() {
    let town = Town::new(Security::Tls).await;
    let mut tab = town.inside(Duty::Entry).await;
    tab.get("/sheet/1?year=R6").await;
    let old = tab.csrf.clone();
    let origin = format!("https://{HOST}");
    let headers = [("origin", origin.as_str())];
    let text = "申込が少なかったため、説明会を増やす。";
    let typed = [("revision-1", "0"), ("cause-1", text)];
    let of_year = [("year", "R6"), ("improvement-1", ""), ("outlook-1", "")];
    let typed = [&typed[..], &of_year].concat();
    let of_old_page = [&typed[..], &[("csrf", old.as_str())]].concat();
    let path = "/sheet/1/statements";
    tab.post("/logout", &[]).await;
    tab.get("/login").await;

    let asked = tab.post_with(path, &of_old_page, &headers).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.text.contains("入力した内容は残っています"));
    let carried = asked.hidden("carried");
    let account = town.account(Duty::Entry);
    let login = [
        ("login", account.login.as_str()),
        ("password", account.password.as_str()),
        ("next", path),
        ("carried", carried.as_str()),
    ];
    let shown = tab.post("/login", &login).await;
    assert!(shown.text.contains(text), "{}", shown.text);

    // The login was in another tab: this one still shows the page of before.
    let again = tab.post_with(path, &of_old_page, &headers).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    assert!(again.text.contains(text), "{}", again.text);
    let page = tab.get("/sheet/1?year=R6").await;
    assert!(!page.text.contains(text), "nothing was kept yet");
    tab.csrf = again.hidden("csrf");
    let saved = tab.post(path, &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);

    let foreign = [("origin", "https://evil.example")];
    let refused = tab.post_with(path, &of_old_page, &foreign).await;
    assert!(!refused.text.contains(text), "another site's is not shown");
}

#[tokio::test]
async fn a_head_gets_no_page_before_the_second_factor() {
    let town = Town::new(Security::Tls).await;
    let account = town.account(Duty::Head);
    let mut browser = town.browser();
    browser.get("/login").await;
    let fields = [
        ("login", account.login.as_str()),
        ("password", account.password.as_str()),
    ];
    browser.post("/login", &fields).await;
    let answer = browser.get("/sheet").await;
    assert_eq!(answer.header("location"), "/second-factor?next=%2Fsheet");
    browser.get("/second-factor?next=%2Fsheet").await;
    let wrong = browser.post("/second-factor", &[("code", "123456")]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let code = account.codes[1].as_str();
    let right = browser
        .post("/second-factor", &[("code", code), ("next", "/sheet")])
        .await;
    assert_eq!(right.header("location"), "/sheet");
    assert_eq!(browser.get("/sheet").await.status, StatusCode::OK);
}

#[tokio::test]
async fn behind_the_proxy_strangers_are_counted_together_and_whoever_was_here_is_not() {
    let proxy = std::net::IpAddr::from([127, 0, 0, 1]);
    let town = Town::new(Security::Proxy(proxy)).await;
    let account = town.account(Duty::Planning);
    let from = async |address: &str, password: &str| {
        let mut browser = town.browser();
        browser.get("/login").await;
        let csrf = browser.csrf.clone();
        let fields = [
            ("login", account.login.as_str()),
            ("password", password),
            ("csrf", csrf.as_str()),
        ];
        let origin = format!("https://{HOST}");
        // What the browser itself says of where it is stands before what the proxy says.
        let forwarded = format!("192.0.2.1, {address}");
        let headers = [
            ("origin", origin.as_str()),
            ("x-forwarded-for", forwarded.as_str()),
        ];
        browser.post_with("/login", &fields, &headers).await
    };
    let first = from("192.0.2.1", &account.password).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    for n in 0..20 {
        let answer = from(&format!("198.51.100.{n}"), "wrong boat ledger").await;
        let expected = match n {
            0..5 => StatusCode::UNAUTHORIZED,
            _ => StatusCode::TOO_MANY_REQUESTS,
        };
        assert_eq!(answer.status, expected, "{n}");
        if n >= 5 {
            assert_eq!(answer.header("retry-after"), "31");
            assert!(answer.text.contains("いつものパソコン"), "{}", answer.text);
        }
    }
    let stranger = from("2001:db8::1", &account.password).await;
    assert_eq!(stranger.status, StatusCode::TOO_MANY_REQUESTS);
    let again = from("192.0.2.1", &account.password).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
}

#[tokio::test]
async fn a_password_that_was_typed_is_carried_nowhere() {
    let town = Town::new(Security::Tls).await;
    let mut browser = town.inside(Duty::Entry).await;
    browser.get("/account").await;
    town.wait(31 * 60);
    let typed = [("own_password", "correct horse battery staple")];
    let asked = browser.post("/account/keys/remove", &typed).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    assert!(!asked.text.contains("staple") && !asked.header("location").contains("staple"));
    let origin = format!("https://{HOST}");
    let typed = [("csrf", "00"), typed[0], ("password", typed[0].1)];
    for path in ["/account/keys/remove", "/login", "/password/00"] {
        let headers = [("origin", origin.as_str())];
        let refused = browser.post_with(path, &typed, &headers).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!refused.text.contains("staple"), "{path}");
    }
}

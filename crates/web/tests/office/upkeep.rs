//! 監査記録 and 権限 in the browser: who looks at what was done, who lets people in, and that nobody
//! locks themselves out.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Town};

/// The rows of the list of entries.
fn entries(page: &Answer) -> Vec<&str> {
    let (_, list) = page.text.split_once("id=\"entries\"").unwrap();
    let rows = list.split("<tr><td>").skip(1);
    rows.map(|row| row.split("</tr>").next().unwrap()).collect()
}

#[tokio::test]
async fn the_audit_says_who_did_what_when_and_is_read_page_by_page() {
    let town = Town::new(Security::Loopback).await;
    for _ in 0..60 {
        town.inside(Duty::Entry).await;
    }
    let mut auditor = town.inside(Duty::Audit).await;
    let first = auditor.get("/audit").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert_eq!(entries(&first).len(), 50);
    assert!(
        entries(&first)[0].contains("監査"),
        "the latest comes first"
    );
    assert!(entries(&first)[1].contains("ログイン"));
    let (_, next) = first.text.split_once("href=\"/audit?").unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    let second = auditor.get(&format!("/audit?{next}")).await;
    assert!(entries(&second).len() > 10);
    assert!(second.text.contains("ここまでで全部です"));
    let seen: std::collections::BTreeSet<&str> = entries(&first).into_iter().collect();
    assert!(seen.len() <= 50);

    let by_deed = auditor.get("/audit?deed=upkeep").await;
    assert!(
        entries(&by_deed)
            .iter()
            .all(|row| !row.contains("ログイン"))
    );
    assert!(by_deed.text.contains("地域の定義の更新"));
    let later = auditor.get("/audit?from=R7.5.2").await;
    assert!(later.text.contains("この条件の記録はありません"));
    let on_the_day = auditor.get("/audit?from=R7.5.1&until=R7.5.1").await;
    assert_eq!(entries(&on_the_day).len(), 50);
    let earlier = auditor.get("/audit?until=R7.4.30").await;
    assert!(earlier.text.contains("この条件の記録はありません"));
    for bad in [
        "/audit?deed=x",
        "/audit?by=x",
        "/audit?before=x",
        "/audit?from=x",
    ] {
        let status = auditor.get(bad).await.status;
        assert!(status.is_client_error(), "{bad}: {status}");
    }
}

#[tokio::test]
async fn who_saw_names_is_listed_and_can_be_asked_for() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let list = clerk.get("/ledger?year=R6").await;
    let (_, row) = list.text.split_once("/ledger/E").unwrap();
    let id: String = row.chars().take_while(char::is_ascii_digit).collect();
    clerk.get(&format!("/ledger/E{id}")).await;
    let names = clerk.post(&format!("/ledger/E{id}/names"), &[]).await;
    assert_eq!(names.status, StatusCode::OK, "{}", names.text);
    let mut auditor = town.inside(Duty::Audit).await;
    let page = auditor.get("/audit?deed=read").await;
    assert_eq!(entries(&page).len(), 1);
    let row = entries(&page)[0];
    assert!(row.contains("氏名・住所の表示"), "{row}");
    assert!(row.contains(&format!("E{id} P")), "{row}");
    assert!(row.contains("担当課入力"), "{row}");
}

#[tokio::test]
async fn the_seals_are_checked_while_others_work_and_the_result_stays() {
    let town = Town::new(Security::Loopback).await;
    let mut auditor = town.inside(Duty::Audit).await;
    let page = auditor.get("/audit").await;
    assert!(page.text.contains("まだ確かめていません"));
    let begun = auditor.post("/audit/verify", &[]).await;
    assert_eq!(begun.header("location"), "/audit");
    let page = auditor.settled("/audit").await;
    assert!(page.text.contains("異常はありません"), "{}", page.text);
    assert!(page.text.contains("検証値"));
    assert_eq!(town.audited("verify").await.len(), 1);
    let mut administrator = town.inside(Duty::Administration).await;
    let page = administrator.get("/audit").await;
    assert!(
        page.text.contains("異常なし"),
        "the last result is shown to all"
    );
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/").await;
    for refused in [
        planning.get("/audit").await,
        planning.post("/audit/verify", &[]).await,
    ] {
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(town.audited("verify").await.len(), 1);
}

#[tokio::test]
async fn an_administrator_opens_an_account_and_its_owner_sets_the_password() {
    let town = Town::new(Security::Loopback).await;
    let mut administrator = town.inside(Duty::Administration).await;
    administrator.get("/staff").await;
    let fields = [("wanted", "add"), ("login", "suzuki"), ("name", "鈴木")];
    let added = administrator.post("/staff", &fields).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let (_, link) = added
        .text
        .split_once("<code class=\"dads-digest\">")
        .unwrap();
    let link = link.split('<').next().unwrap().to_owned();
    let again = administrator.get("/staff").await;
    assert!(!again.text.contains(&link), "it is shown once");
    assert!(again.text.contains("パスワード未設定"));
    let assigned = [
        ("wanted", "assign"),
        ("login", "suzuki"),
        ("duty", "planning"),
        ("department", ""),
    ];
    // What was chosen stays where something is missing: the form does not turn to somebody else.
    let mut half = assigned;
    half[2] = ("duty", "entry");
    let refused = administrator.post("/staff", &half).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for chosen in ["value=\"suzuki\" selected", "value=\"entry\" selected"] {
        assert!(refused.text.contains(chosen), "{chosen}: {}", refused.text);
    }
    let answer = administrator.post("/staff", &assigned).await;
    assert_eq!(answer.header("location"), "/staff?done=assigned");
    let mut owner = town.browser();
    owner.get(&link).await;
    let password = "harbour lantern tide 7";
    let set = owner
        .post(&link, &[("password", password), ("again", password)])
        .await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    owner.get("/login").await;
    let inside = [("login", "suzuki"), ("password", password)];
    let answer = owner.post("/login", &inside).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(owner.get("/submissions").await.status, StatusCode::OK);

    administrator.get("/staff").await;
    let ended = [
        ("wanted", "end"),
        ("login", "suzuki"),
        ("duty", "planning"),
        ("department", ""),
    ];
    let answer = administrator.post("/staff", &ended).await;
    assert_eq!(answer.header("location"), "/staff?done=duty-ended");
    let told = administrator.get(answer.header("location")).await;
    assert!(told.text.contains("職務を終わらせました"), "{}", told.text);
    assert_eq!(
        owner.get("/submissions").await.status,
        StatusCode::SEE_OTHER
    );
    let suspended = [("wanted", "suspend"), ("login", "suzuki")];
    let answer = administrator.post("/staff", &suspended).await;
    assert_eq!(answer.header("location"), "/staff?done=suspended");
    owner.get("/login").await;
    let answer = owner.post("/login", &inside).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let page = administrator.get("/staff").await;
    assert!(page.text.contains("停止") && page.text.contains("過去の職務"));
}

#[tokio::test]
async fn nobody_locks_themselves_out_and_what_is_wrong_is_told_on_the_page() {
    let town = Town::new(Security::Loopback).await;
    let mut administrator = town.inside(Duty::Administration).await;
    administrator.get("/staff").await;
    let own = town.account(Duty::Administration).login.clone();
    for (fields, told) in [
        (
            vec![("wanted", "suspend"), ("login", own.as_str())],
            "自分では止められません",
        ),
        (
            vec![
                ("wanted", "end"),
                ("login", own.as_str()),
                ("duty", "administration"),
            ],
            "自分では止められません",
        ),
        (
            vec![("wanted", "add"), ("login", ""), ("name", "")],
            "ログイン名",
        ),
        (
            vec![("wanted", "add"), ("login", "entry"), ("name", "別の人")],
            "ログイン名",
        ),
        (
            vec![
                ("wanted", "add"),
                ("login", "a b"),
                ("name", "空白のある人"),
            ],
            "ログイン名",
        ),
        (
            vec![("wanted", "assign"), ("login", "entry"), ("duty", "entry")],
            "課",
        ),
        (vec![("wanted", "reset"), ("login", "nobody")], "nobody"),
    ] {
        let answer = administrator.post("/staff", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fields:?}"
        );
        assert!(answer.text.contains(told), "{fields:?}: {}", answer.text);
        assert!(answer.text.contains("アカウントの一覧"), "{fields:?}");
    }
    assert_eq!(administrator.get("/staff").await.status, StatusCode::OK);
    for duty in [Duty::Planning, Duty::Audit, Duty::Entry] {
        let mut other = town.inside(duty).await;
        other.get("/").await;
        assert_eq!(other.get("/staff").await.status, StatusCode::FORBIDDEN);
        let fields = [("wanted", "reset"), ("login", own.as_str())];
        let answer = other.post("/staff", &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert!(town.audited("staff.reset").await.is_empty());
}

#[tokio::test]
async fn tokens_and_new_years_are_told_in_words_under_their_deed() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/account").await;
    let new = [("label", "集計"), ("days", "30")];
    planning.post("/account/tokens", &new).await;
    let token = planning.get("/account").await.hidden("token");
    planning
        .post("/account/tokens/withdraw", &[("token", &token)])
        .await;
    let page = planning.get("/years").await;
    let year = page.hidden("year");
    let opened = planning.post("/years", &[("year", &year)]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let mut auditor = town.inside(Duty::Audit).await;
    for (deed, told) in [
        ("access", "アクセストークンの発行"),
        ("access", "アクセストークンの取消し"),
        ("upkeep", "年度の開始"),
    ] {
        let page = auditor.get(&format!("/audit?deed={deed}")).await;
        let rows = entries(&page);
        assert!(
            rows.iter().any(|row| row.contains(told)),
            "{told}: {rows:?}"
        );
    }
}

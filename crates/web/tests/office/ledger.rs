//! The ledger in the browser: what a selection adds up to, one record with its KPIs, names only
//! for those who ask, and corrections with before and after.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};

const LIST: &str = "/ledger?year=R6&programme=1&kind=event.attend";

/// The address of the first record of a list.
async fn first(browser: &mut Browser) -> String {
    let page = browser.get(LIST).await;
    let (_, rest) = page.text.split_once("href=\"/ledger/E").unwrap();
    format!("/ledger/E{}", rest.split('"').next().unwrap())
}

/// Sends a correction of the day to what is shown.
async fn correct(browser: &mut Browser, path: &str, seen: &str, more: &[(&str, &str)]) -> Answer {
    browser.get(&format!("{path}/correct")).await;
    let mut fields = vec![
        ("seen", seen),
        ("事業", "1"),
        ("活動", ""),
        ("発生日", "R6.11.8"),
        ("制度", "複業"),
        ("reason", "entry_error"),
        ("reason_text", "開催日の写し間違い"),
    ];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    browser.post(&format!("{path}/correct"), &fields).await
}

#[tokio::test]
async fn a_list_says_what_it_adds_up_to_and_an_import_is_looked_through() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let other = "受付番号,お名前,開催日,出欠,事業\n91,別課 一郎,2024/10/3,出席,2\n";
    town.import("event-signup", "secret-of-2.csv", other).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get(LIST).await;
    assert!(
        page.text.contains("記録3件、延べ3、実 個人3人・団体0"),
        "{}",
        page.text
    );
    assert!(page.text.contains("talk.csv") && !page.text.contains("secret-of-2"));
    let none = clerk.get("/ledger?year=R5&programme=1").await;
    assert!(none.text.contains("この条件の記録はありません"));
    let (_, rest) = page.text.split_once("<option value=\"B").unwrap();
    let batch = format!("B{}", rest.split('"').next().unwrap());
    let of_import = clerk.get(&format!("/ledger?import={batch}")).await;
    assert_eq!(of_import.text.matches("<th scope=\"row\">").count(), 3);
    assert!(of_import.text.contains("この取込みで入った記録"));
    let planning = town
        .inside(Duty::Planning)
        .await
        .get("/ledger?year=R6")
        .await;
    assert!(planning.text.contains("secret-of-2") && planning.text.contains("記録4件"));
}

#[tokio::test]
async fn a_record_names_the_kpis_that_count_it_and_nobody_until_asked() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let path = first(&mut clerk).await;
    let page = clerk.get(&path).await;
    assert!(
        page.text.contains("/programmes/1/kpis/2?year=R6"),
        "{}",
        page.text
    );
    assert!(page.text.contains("令和6年11月7日（2024年11月7日）"));
    assert!(page.text.contains("talk.csv の4行目"), "{}", page.text);
    assert!(!page.text.contains("見本 太郎"));
    for (duty, status) in [
        (Duty::Entry, StatusCode::OK),
        (Duty::Head, StatusCode::OK),
        (Duty::Planning, StatusCode::OK),
        (Duty::Panel, StatusCode::FORBIDDEN),
        (Duty::Audit, StatusCode::FORBIDDEN),
        (Duty::Administration, StatusCode::FORBIDDEN),
    ] {
        let mut browser = town.inside(duty).await;
        browser.get("/").await;
        let before = town.audited("profile.read").await.len();
        let names = browser.post(&format!("{path}/names"), &[]).await;
        assert_eq!(names.status, status, "{duty:?}");
        let is_shown = names.text.contains("見本 太郎");
        assert_eq!(is_shown, status == StatusCode::OK, "{duty:?}");
        let read = town.audited("profile.read").await;
        assert_eq!(read.len() - before, usize::from(is_shown), "{duty:?}");
        let id = path.trim_start_matches("/ledger/");
        assert!(read.iter().all(|object| object.starts_with(id)));
    }
    assert!(
        !clerk.get(&path).await.text.contains("見本 太郎"),
        "hidden again"
    );
}

#[tokio::test]
async fn a_correction_is_kept_with_before_after_and_reason() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let path = first(&mut clerk).await;
    let form = clerk.get(&format!("{path}/correct")).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    assert!(form.text.contains("name=\"発生日\" value=\"2024-11-07\""));
    assert!(
        !form.text.contains("取込みの取消し"),
        "no reason for a person"
    );
    let seen = form.hidden("seen");
    let bare = correct(&mut clerk, &path, &seen, &[("reason", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("理由を選んでください"));
    assert!(bare.text.contains("R6.11.8"), "what was typed stays");
    let wrong = correct(&mut clerk, &path, &seen, &[("発生日", "R6.11.31")]).await;
    assert!(
        wrong.text.contains("発生日の「R6.11.31」"),
        "{}",
        wrong.text
    );
    let later = correct(&mut clerk, &path, &seen, &[("発生日", "R20.1.1")]).await;
    assert!(later.text.contains("今日までの日付"), "{}", later.text);
    let moved = correct(&mut clerk, &path, &seen, &[("事業", "2")]).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = correct(&mut clerk, &path, &seen, &[]).await;
    assert_eq!(kept.header("location"), format!("{path}?done=corrected"));
    let page = clerk.get(&path).await;
    assert!(
        page.text.contains("<td>2024-11-07</td><td>2024-11-08</td>"),
        "{}",
        page.text
    );
    assert!(page.text.contains("入力誤り 開催日の写し間違い"));
    assert!(page.text.contains("訂正 担当課入力"), "by whom");
    let kpi = clerk.get("/programmes/1/kpis/2?year=R6").await;
    assert!(kpi.text.contains("実3"), "who it is of stays");
    let seen = clerk.get(&format!("{path}/correct")).await.hidden("seen");
    let same = correct(&mut clerk, &path, &seen, &[]).await;
    assert_eq!(same.header("location"), format!("{path}?done=unchanged"));
}

#[tokio::test]
async fn a_correction_tells_the_closed_year_that_it_takes_a_record_out_of() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    clerk.get("/closings?year=R6").await;
    let close = [
        ("year", "R6"),
        ("programme", "1"),
        ("kind", "event.attend"),
        ("said", "0"),
        ("rows", "3"),
        ("wanted", "close"),
    ];
    let closed = clerk.post("/closings", &close).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
    let path = first(&mut clerk).await;
    for (day, is_told) in [("R5.11.8", true), ("R5.11.9", false), ("R6.11.8", true)] {
        let seen = clerk.get(&format!("{path}/correct")).await.hidden("seen");
        let kept = correct(&mut clerk, &path, &seen, &[("発生日", day)]).await;
        let page = clerk.get(kept.header("location")).await;
        let told = page.text.contains("入力完了とした年度");
        assert_eq!(told, is_told, "{day}: {}", page.text);
    }
}

#[tokio::test]
async fn of_two_corrections_the_second_is_shown_the_first_and_loses_nothing() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    let path = first(&mut clerk).await;
    let seen = clerk.get(&format!("{path}/correct")).await.hidden("seen");
    correct(&mut clerk, &path, &seen, &[]).await;
    let late = [("発生日", "R6.11.9"), ("活動", "秋の説明会")];
    let conflict = correct(&mut planning, &path, &seen, &late).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text.contains("秋の説明会"), "what was typed");
    assert!(conflict.text.contains("<dd>2024-11-08</dd>"), "what stands");
    let seen = conflict.hidden("seen");
    let kept = correct(&mut planning, &path, &seen, &late).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
}

#[tokio::test]
async fn to_leave_a_correction_is_not_to_take_the_record_back() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let path = first(&mut clerk).await;
    let page = clerk.get(&format!("{path}/correct")).await;
    let (correcting, voiding) = page.text.split_once("<h2>記録の取消し</h2>").unwrap();
    let back = format!("<a class=\"dads-button\" data-kind=\"outline\" href=\"{path}\">やめる</a>");
    assert!(correcting.contains(&back), "{}", page.text);
    assert!(!correcting.contains("/void\"") && !correcting.contains("取り消す</button>"));
    assert!(voiding.contains(&format!("action=\"{path}/void\"")));
    for id in ["reason", "reason_text", "void-reason", "void-reason_text"] {
        assert_eq!(
            page.text.matches(&format!(" id=\"{id}\"")).count(),
            1,
            "{id}"
        );
    }
    let seen = page.hidden("seen");
    let fields = [
        ("seen", seen.as_str()),
        ("reason", ""),
        ("reason_text", "二重"),
    ];
    let refused = clerk.post(&format!("{path}/void"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("href=\"#void-reason\""),
        "{}",
        refused.text
    );
    let (correcting, voiding) = refused.text.split_once("<h2>記録の取消し</h2>").unwrap();
    assert!(voiding.contains("<details class=\"dads-undo\" open>"));
    assert!(voiding.contains("value=\"二重\"") && !correcting.contains("value=\"二重\""));
    assert!(
        correcting.contains("value=\"2024-"),
        "the record stands: {}",
        refused.text
    );
}

#[tokio::test]
async fn a_record_is_taken_back_and_counts_no_more() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let path = first(&mut clerk).await;
    let seen = clerk.get(&format!("{path}/correct")).await.hidden("seen");
    let fields = [
        ("seen", seen.as_str()),
        ("reason", "duplicate"),
        ("reason_text", ""),
    ];
    head.get(&path).await;
    let refused = head.post(&format!("{path}/void"), &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let gone = clerk.post(&format!("{path}/void"), &fields).await;
    assert_eq!(gone.header("location"), format!("{path}?done=voided"));
    let page = clerk.get(&path).await;
    assert!(page.text.contains("取消し済み") && page.text.contains("重複"));
    assert!(page.text.contains("取り消した記録は数えません"));
    assert!(!page.text.contains("訂正する、または"));
    let list = clerk.get(LIST).await;
    assert!(list.text.contains("記録2件、延べ2、実 個人2人"));
    let again = clerk.post(&format!("{path}/void"), &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("すでに取り消されています"));
    // It is said again by whoever may correct, with a reason, and counts as before.
    let seen = page.hidden("seen");
    let mut fields = [("seen", seen.as_str()), ("reason", ""), ("reason_text", "")];
    head.get(&path).await;
    assert!(!head.get(&path).await.text.contains("/restore"));
    let refused = head.post(&format!("{path}/restore"), &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    clerk.get(&path).await;
    let unsaid = clerk.post(&format!("{path}/restore"), &fields).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    fields[1].1 = "entry_error";
    let back = clerk.post(&format!("{path}/restore"), &fields).await;
    assert_eq!(back.header("location"), format!("{path}?done=restored"));
    let list = clerk.get(LIST).await;
    assert!(list.text.contains("記録3件"), "{}", list.text);
    let again = clerk.post(&format!("{path}/restore"), &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(town.audited("restore").await.len(), 1);
}

#[tokio::test]
async fn another_departments_record_is_not_there() {
    let town = Town::new(Security::Loopback).await;
    let other = "受付番号,お名前,開催日,出欠,事業\n91,別課 一郎,2024/10/3,出席,2\n";
    town.import("event-signup", "list.csv", other).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/ledger?year=R6&programme=2").await;
    let (_, rest) = page.text.split_once("href=\"/ledger/E").unwrap();
    let path = format!("/ledger/E{}", rest.split('"').next().unwrap());
    let mut clerk = town.inside(Duty::Entry).await;
    for address in [path.clone(), format!("{path}/correct")] {
        let answer = clerk.get(&address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
    }
    clerk.get("/").await;
    for address in ["names", "correct", "void", "restore"] {
        let answer = clerk.post(&format!("{path}/{address}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert!(town.audited("profile.read").await.is_empty());
}

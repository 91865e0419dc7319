//! What a checked sheet states is taken into the definitions of its year, and never over what is
//! there unless somebody chose it.

use axum::body::Body;
use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town, form_with_file};

/// 1-① is called otherwise and has the target that is defined; 1-② has another; 1-⑤ and programme 9
/// are new; a programme has no number.
pub const SHEET: &str = "令和6年度 効果検証シート\nNo.\t事業名\t決算額\tKPI設定\tKPI目標値\tKPI実績値\t評価\t担当課\n\
    1\t首都圏等複業人材を活用した地域活性化事業\t14,894,396円\t①成立<b>件数 ②首都圏等からの本事業に関する複業人材参加者数 ⑤待機児童数\t\
    ①75 社 ②800名 ⑤10人\t①12社 ②15名 ⑤3人\t①× ②× ⑤○\t商工観光課\n\
    9\t移住支援事業\t1,000円\t①移住者数 ②調整の状況\t①10人 ②調整する\t①12人 ②-\t①○ ②-\t企画課\n";

pub async fn checked(browser: &mut Browser, sheet: &str) -> String {
    browser.get("/checks").await;
    let form = form_with_file(&browser.csrf, "", "r6.tsv", sheet.as_bytes());
    let answer = browser.send_form("/checks", Body::from(form)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let path = answer.header("location").to_owned();
    let page = browser.settled(&path).await;
    assert!(page.text.contains("点検の結果"), "{}", page.text);
    path
}

/// The boxes of a page: whose, and whether they are ticked.
fn boxes(page: &Answer) -> Vec<(String, bool)> {
    let pieces = page.text.split("name=\"take:").skip(1);
    let boxes = pieces.map(|piece| {
        let (key, rest) = piece.split_once('"').unwrap();
        let rest = rest.split('>').next().unwrap();
        (key.to_owned(), rest.ends_with(" checked"))
    });
    boxes.collect()
}

async fn take(browser: &mut Browser, path: &str, page: &Answer, keys: &[&str]) -> Answer {
    let mark = page.hidden("mark");
    let names: Vec<String> = keys.iter().map(|key| format!("take:{key}")).collect();
    let mut fields = vec![("year", "R6"), ("mark", mark.as_str())];
    fields.extend(names.iter().map(|name| (name.as_str(), "1")));
    browser.post(path, &fields).await
}

#[tokio::test]
async fn what_is_new_is_offered_and_what_differs_waits_to_be_chosen() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let path = format!("{}/definitions", checked(&mut planning, SHEET).await);
    let page = planning.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let expected = [
        ("1-1.name", false),
        ("1-2.target", false),
        ("1-5.kpi", true),
        ("9-1.kpi", true),
        ("9-2.kpi", true),
    ];
    let expected = expected.map(|(key, is_ticked)| (key.to_owned(), is_ticked));
    assert_eq!(boxes(&page), expected, "{}", page.text);
    for told in [
        "750名",
        "800名",
        "新しい指標: 待機児童数（単位 人、目標値 10人）",
        "新しい事業「移住支援事業」の新しい指標: 移住者数",
        "9-②の目標値「調整する」: 数値として読めない",
        "成立&#60;b&#62;件数",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    let nothing = take(&mut planning, &path, &page, &[]).await;
    assert!(nothing.header("location").ends_with("done=nothing"));
    assert!(town.audited("define.sheet").await.is_empty());
    let keys = ["1-2.target", "1-5.kpi", "9-1.kpi"];
    let done = take(&mut planning, &path, &page, &keys).await;
    assert!(
        done.header("location").ends_with("done=taken"),
        "{}",
        done.text
    );
    assert_eq!(town.audited("define.sheet").await, ["R6"]);
    let again = take(&mut planning, &path, &page, &["1-1.name"]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "the page is old by now");
    let page = planning.get(&path).await;
    let left = [("1-1.name", false), ("9-2.kpi", true)];
    let left = left.map(|(key, is_ticked)| (key.to_owned(), is_ticked));
    assert_eq!(boxes(&page), left, "{}", page.text);
    let kpi = planning.get("/programmes/1/kpis/2?year=R6").await;
    assert!(kpi.text.contains("800名"), "{}", kpi.text);
    let new = planning.get("/programmes/1/kpis/5?year=R6").await;
    assert!(new.text.contains("算定方法が未定"), "{}", new.text);
    let definition = planning.get("/definitions/1/5?year=R6").await;
    for told in [
        "direction = &#34;減少&#34;",
        "measure = &#34;undecided&#34;",
    ] {
        assert!(
            definition.text.contains(told),
            "{told}: {}",
            definition.text
        );
    }
    let programme = planning.get("/programmes/9?year=R6").await;
    assert!(
        programme.text.contains("移住支援事業"),
        "{}",
        programme.text
    );
    assert!(programme.text.contains("1,000"), "{}", programme.text);
}

#[tokio::test]
async fn only_who_edits_definitions_takes_a_sheet_in_and_only_for_a_year_that_there_is() {
    let town = Town::new(Security::Loopback).await;
    let mut head = town.inside(Duty::Head).await;
    let path = checked(&mut head, SHEET).await;
    let page = head.get(&path).await;
    assert!(!page.text.contains("定義に取り込む"), "{}", page.text);
    let path = format!("{path}/definitions");
    let refused = head.get(&path).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let fields = [("year", "R6"), ("mark", "1"), ("take:9-1.kpi", "1")];
    let refused = head.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let mut planning = town.inside(Duty::Planning).await;
    let refused = planning.get(&path).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "somebody else's");
    let path = checked(&mut planning, &SHEET.replace("令和6", "令和8")).await;
    let path = format!("{path}/definitions");
    let early = planning.get(&path).await;
    assert!(
        !early.status.is_success(),
        "R8 was not opened: {}",
        early.text
    );
    let page = planning.get(&format!("{path}?year=R6")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let mark = page.hidden("mark");
    let fields = [("year", "R8"), ("mark", &mark), ("take:9-1.kpi", "1")];
    let refused = planning.post(&path, &fields).await;
    assert!(!refused.status.is_success() && !refused.status.is_redirection());
    let fields = [("year", "R6"), ("mark", &mark), ("staff", "1")];
    let refused = planning.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    // A sheet that states no year is of none until somebody says which.
    let path = checked(&mut planning, &SHEET.replace("令和6年度", "")).await;
    let path = format!("{path}/definitions");
    let page = planning.get(&path).await;
    assert!(
        page.text.contains("年度が書かれていません"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("name=\"take:"));
    let page = planning.get(&format!("{path}?year=R6")).await;
    assert!(page.text.contains("name=\"take:"), "{}", page.text);
    assert!(town.audited("define.sheet").await.is_empty());
}

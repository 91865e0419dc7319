//! 公表 in the browser: what is told for a reason only, and 公開設定 with the pages as residents
//! would see them.

use axum::http::StatusCode;
use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Browser, Town};
use crate::entry::TALK;
use crate::pages::{step, write};

/// As it stands, complete or not.
pub const PROVISIONAL: FreezeOptions = FreezeOptions {
    provisional: true,
    again: None,
    seen: None,
};

/// Records so many people who came to a talk of the first programme.
pub async fn attendances(browser: &mut Browser, count: u32) {
    for n in 0..count {
        let page = browser.get("/entry/event.attend").await;
        let (last, telephone) = (page.hidden("last"), format!("090-0000-{n:04}"));
        let mut fields = vec![("last", &*last), ("本人_電話番号", &*telephone)];
        fields.extend(TALK);
        let kept = browser.post("/entry/event.attend", &fields).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    }
}

/// Brings the first programme's part as far as 効果検証会議.
async fn discuss(town: &Town, planning: &mut Browser) {
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    write(&mut clerk, "0", "申込が少なかった").await;
    step(&mut clerk, "submit", &[]).await;
    step(&mut head, "approve", &[("decision_number", "第12号")]).await;
    let discussed = step(planning, "discuss", &[]).await;
    assert_eq!(
        discussed.status,
        StatusCode::SEE_OTHER,
        "{}",
        discussed.text
    );
}

#[tokio::test]
async fn a_figure_of_three_is_published_in_the_browser_for_a_reason_only() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    attendances(&mut planning, 3).await;
    freeze_year(&town.office, "R6".parse().unwrap(), &PROVISIONAL)
        .await
        .unwrap();
    discuss(&town, &mut planning).await;
    let page = planning.get("/sheet/1?year=R6").await;
    assert!(
        page.text.contains("指標②は3件と対象が少ない"),
        "{}",
        page.text
    );
    assert!(page.text.contains("id=\"reason-publish\" name=\"reason\""));
    let ids = page.text.matches("id=\"reason\"").count();
    assert_eq!(ids, 1, "each field has an identifier of its own");
    for more in [&[][..], &[("reason", " ")]] {
        let refused = step(&mut planning, "publish", more).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
        assert!(
            refused.text.contains("指標1-2は対象が3件"),
            "{}",
            refused.text
        );
    }
    let reason = "参加者数は広報紙で公表済み";
    let published = step(&mut planning, "publish", &[("reason", reason)]).await;
    assert_eq!(
        published.status,
        StatusCode::SEE_OTHER,
        "{}",
        published.text
    );
    let page = planning.get("/sheet/1?year=R6").await;
    let told = format!("少ない数値を公表する理由: {reason}");
    assert!(page.text.contains(&told), "{}", page.text);
}

#[tokio::test]
async fn where_no_figure_is_small_no_reason_is_asked_for() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    attendances(&mut planning, 5).await;
    freeze_year(&town.office, "R6".parse().unwrap(), &PROVISIONAL)
        .await
        .unwrap();
    discuss(&town, &mut planning).await;
    let page = planning.get("/sheet/1?year=R6").await;
    assert!(!page.text.contains("対象が少ない"));
    let published = step(&mut planning, "publish", &[]).await;
    assert_eq!(
        published.status,
        StatusCode::SEE_OTHER,
        "{}",
        published.text
    );
}

const PREVIEW: &str = "/publication/preview/R6/r6/kpis/1-2/index.html";

#[tokio::test]
async fn what_stands_against_publication_is_named_before_anybody_tries() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    attendances(&mut planning, 3).await;
    let mut clerk = town.inside(Duty::Entry).await;
    write(&mut clerk, "0", "架空花子さんの紹介で。電話は054-000-1234").await;
    let page = planning.get("/publication?year=R6").await;
    for told in [
        "指標1-2は対象が3件",
        "電話番号とみられる語",
        "実績はまだ確定していません",
        "1〜4件は「x」",
        "② 種別",
        "0 / 6",
        "未公表",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    let named = "1-1の記述の1文字目に、台帳にある氏名か住所";
    assert!(!page.text.contains(named));
    assert!(!page.text.contains("架空"), "a name is never repeated");
    let page = planning.get("/publication?year=R6&names=1").await;
    assert!(page.text.contains(named), "{}", page.text);
    assert!(page.text.contains("氏名・住所とも照合しました"));
    assert!(!page.text.contains("架空"), "a name is never repeated");
}

#[tokio::test]
async fn the_pages_are_seen_as_residents_will_see_them_before_they_do() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    attendances(&mut planning, 5).await;
    freeze_year(&town.office, "R6".parse().unwrap(), &PROVISIONAL)
        .await
        .unwrap();
    let before = planning.get(PREVIEW).await;
    assert_eq!(before.status, StatusCode::OK, "{}", before.text);
    assert!(
        before
            .text
            .contains("下見です。ここから公開されるものはありません")
    );
    assert!(
        before.text.contains("<p class=\"figure\">5名</p>"),
        "{}",
        before.text
    );
    let style = planning.get("/publication/preview/R6/style.css").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(style.header("cache-control"), "no-store");
    let data = planning
        .get("/publication/preview/R6/data/r6/kpis.csv")
        .await;
    assert!(data.text.contains("5名"), "{}", data.text);
    for nowhere in [
        "/publication/preview/R6/..%2fx",
        "/publication/preview/x/index.html",
    ] {
        assert_eq!(
            planning.get(nowhere).await.status,
            StatusCode::NOT_FOUND,
            "{nowhere}"
        );
    }
    discuss(&town, &mut planning).await;
    step(&mut planning, "publish", &[]).await;
    // One programme of six is no year: there is nothing to carry across.
    let site = planning.get("/publication/site.zip").await;
    assert_eq!(site.status, StatusCode::CONFLICT, "{}", site.text);
    let page = planning.get("/publication?year=R6").await;
    assert!(!page.text.contains("site.zip"));
    assert!(page.text.contains("1 / 6"), "{}", page.text);
    assert!(page.text.contains("2025-05-01") && page.text.contains("第12号"));
    let after = planning.get(PREVIEW).await;
    assert!(
        after.text.contains("<dt>公表日</dt><dd>2025-05-01</dd>"),
        "{}",
        after.text
    );
    step(&mut planning, "reopen", &[("reason", "書き直し")]).await;
    let again = planning.get(PREVIEW).await;
    assert!(
        again.text.contains("2025-05-01公表"),
        "what was published is told: {}",
        again.text
    );
}

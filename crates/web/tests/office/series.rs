//! 統計系列 in the browser: values are pasted, looked at and recorded; two definitions are two lines.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::Town;

const HEADINGS: &str = "系列\t区分\t年度\t値\t単位\t公表日\t定義\t出典\t公表区分\n";

#[tokio::test]
async fn values_are_pasted_looked_at_recorded_and_revised() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/series").await;
    let first = format!("{HEADINGS}社会増\t\tR6\t120\t人\tR7.4.20\t\t市民課\t速報\n");
    let shown = planning.post("/series/preview", &[("text", &first)]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert!(shown.text.contains("120人") && shown.text.contains("新しい値"));
    assert!(shown.text.contains("2025-04-20") && shown.text.contains("まだ記録していません"));
    let kpi = "/programmes/6/kpis/1?year=R6";
    assert!(!planning.get(kpi).await.text.contains("120人"));
    let seen = shown.hidden("seen");
    planning.get("/series").await;
    let fields = [("text", first.as_str()), ("seen", seen.as_str())];
    let kept = planning.post("/series", &fields).await;
    assert_eq!(kept.header("location"), "/series?done=observed");
    assert!(planning.get(kpi).await.text.contains("120人"));
    let again = planning.post("/series", &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "what was seen is old");
    let seen = again.hidden("seen");
    let fields = [("text", first.as_str()), ("seen", seen.as_str())];
    let same = planning.post("/series", &fields).await;
    assert_eq!(same.header("location"), "/series?done=unchanged");
    town.wait(31 * 24 * 3600);
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/series").await;
    let second = format!("{HEADINGS}社会増\t\tR6\t131\t人\tR7.6.1\t\t市民課\t確報\n");
    let shown = planning.post("/series/preview", &[("text", &second)]).await;
    assert!(shown.text.contains("120人（速報）を改めます"));
    let seen = shown.hidden("seen");
    let fields = [("text", second.as_str()), ("seen", seen.as_str())];
    planning.post("/series", &fields).await;
    let page = planning
        .get("/series/social_increase/resident-register")
        .await;
    assert!(page.text.contains("131人"));
    assert!(
        page.text.contains("120人（速報 2025-04-20）"),
        "{}",
        page.text
    );
    assert!(page.text.contains("令和7年度の値は2026-04-20ごろ"));
    assert!(planning.get(kpi).await.text.contains("131人"));
}

#[tokio::test]
async fn a_table_with_an_error_names_row_and_column_and_nothing_is_kept() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/series").await;
    let text = "系列,年度,値\n社会増,R6,120\n社会増,R5,約百\n幸福度,R6,7\n";
    let shown = planning.post("/series/preview", &[("text", text)]).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        shown.text.contains("3行目: 「値」の「約百」"),
        "{}",
        shown.text
    );
    assert!(shown.text.contains("4行目: 統計「幸福度」"));
    assert!(
        shown.text.contains("社会増,R5,約百"),
        "what was typed stays"
    );
    assert!(!shown.text.contains("この内容を記録する"));
    planning.get("/series").await;
    let forced = planning
        .post("/series", &[("text", text), ("seen", "0")])
        .await;
    assert_eq!(forced.status, StatusCode::CONFLICT);
    let nonsense = planning
        .post("/series/preview", &[("text", "あ\nい\n")])
        .await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nonsense.text.contains("次の見出しがありません"),
        "{}",
        nonsense.text
    );
    let page = planning
        .get("/series/social_increase/resident-register")
        .await;
    assert!(page.text.contains("まだ値がありません"));
}

#[tokio::test]
async fn two_definitions_are_two_lines() {
    let town = Town::new(Security::Loopback).await;
    let text = "系列,区分,年度,値,公表日,定義\n\
        65歳時の平均自立期間,男,R5,18.2,2024/7/4,shizuoka-65\n\
        65歳時の平均自立期間,男,R6,19.9,2025/4/4,shizuoka-2025\n";
    town.import("statistics", "statistics.csv", text).await;
    let mut panel = town.inside(Duty::Panel).await;
    let list = panel.get("/series").await;
    assert!(!list.text.contains("観測値の追加"), "the panel only reads");
    let old = panel.get("/series/healthy_life/shizuoka-65").await;
    assert!(old.text.contains("18.2年") && !old.text.contains("19.9"));
    assert!(old.text.contains("令和6年度から使われていません"));
    assert!(old.text.contains("/series/healthy_life/shizuoka-2025"));
    let new = panel.get("/series/healthy_life/shizuoka-2025").await;
    assert!(new.text.contains("19.9年") && !new.text.contains("18.2"));
    panel.get("/").await;
    let refused = panel.post("/series/preview", &[("text", text)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = panel
        .post("/series", &[("text", text), ("seen", "0")])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(panel.get("/series/a/b").await.status, StatusCode::NOT_FOUND);
}

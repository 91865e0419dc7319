//! What pages show, to whom, and a part of the sheet from its first word to its publication.

use axum::http::StatusCode;
use enishi_desk::freeze_year::freeze_year;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};
use crate::definitions::toml;
use crate::publishing::PROVISIONAL;

#[tokio::test]
async fn every_duty_sees_its_pages_and_no_others() {
    let town = Town::new(Security::Loopback).await;
    let pages = [
        "/",
        "/submissions",
        "/programmes/1",
        "/programmes/1/kpis/1",
        "/sheet",
        "/sheet/1",
        "/meeting",
        "/ledger",
        "/identity",
        "/closings",
        "/series",
        "/entry",
        "/imports",
        "/checks",
        "/inquiries",
        "/years",
        "/definitions",
        "/definitions/1/1",
        "/publication",
        "/publication/preview/R6/index.html",
    ];
    let planning_only = &pages[pages.len() - 4..];
    for (duty, refused) in [
        (Duty::Entry, &[][..]),
        (Duty::Head, &["/entry", "/imports"]),
        (Duty::Planning, &[]),
        (
            Duty::Panel,
            &[
                "/submissions",
                "/ledger",
                "/identity",
                "/closings",
                "/entry",
                "/imports",
                "/checks",
                "/inquiries",
            ],
        ),
        (Duty::Audit, &["/identity", "/entry", "/imports"]),
        (Duty::Administration, &pages[1..]),
    ] {
        let mut browser = town.inside(duty).await;
        for path in &pages {
            let is_for_planning = duty != Duty::Planning && planning_only.contains(path);
            let expected = if refused.contains(path) || is_for_planning {
                StatusCode::FORBIDDEN
            } else {
                StatusCode::OK
            };
            let answer = browser.get(path).await;
            assert_eq!(answer.status, expected, "{duty:?} {path}: {}", answer.text);
        }
    }
}

pub async fn write(browser: &mut Browser, revision: &str, cause: &str) -> Answer {
    browser.get("/sheet/1?year=R6").await;
    let fields = [
        ("year", "R6"),
        ("revision-1", revision),
        ("cause-1", cause),
        ("improvement-1", "説明会を増やす"),
        ("outlook-1", ""),
    ];
    browser.post("/sheet/1/statements", &fields).await
}

pub async fn step(browser: &mut Browser, step: &str, more: &[(&str, &str)]) -> Answer {
    let page = browser.get("/sheet/1?year=R6").await;
    let version = if page.text.contains("name=\"version\"") {
        page.hidden("version")
    } else {
        String::new()
    };
    let mut fields = vec![("year", "R6"), ("version", version.as_str())];
    fields.extend(more);
    browser
        .post(&format!("/sheet/1/steps/{step}"), &fields)
        .await
}

#[tokio::test]
async fn a_text_that_is_too_long_comes_back_whole() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let long = format!("{}終わり", "長".repeat(4_000));
    let refused = write(&mut clerk, "0", &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = "4003字あります。4000字までに縮めてください。";
    assert!(refused.text.contains(told), "{}", refused.text);
    assert!(refused.text.contains(&long) && refused.text.contains("説明会を増やす"));
    assert_eq!(refused.hidden("revision-1"), "0");
    let saved = write(&mut clerk, "0", &long[..long.len() - "終わり".len()]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/meeting?year=R6").await;
    let fields = [
        ("year", "R6"),
        ("held_on", "R7.4.10"),
        ("title", "第1回会議"),
        ("minutes", long.as_str()),
        ("industry", "1"),
    ];
    let refused = planning.post("/meeting", &fields).await;
    assert!(refused.text.contains(told), "{}", refused.text);
    assert!(refused.text.contains(&long));
    assert_eq!(crate::meetings::typed(&refused, "title"), "第1回会議");
}

#[tokio::test]
async fn a_sheet_goes_through_its_year_in_the_browser() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    let saved = write(&mut clerk, "0", "申込が少なかった").await;
    assert_eq!(saved.header("location"), "/sheet/1?year=R6&done=saved");
    let early = step(&mut head, "approve", &[("decision_number", "12")]).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN);
    let sent = step(&mut clerk, "submit", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let bare = step(&mut planning, "return", &[("reason", " ")]).await;
    assert_eq!(bare.status, StatusCode::CONFLICT);
    assert!(bare.text.contains("理由を入力してください"));
    let returned = step(&mut planning, "return", &[("reason", "数を書いてください")]).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER);
    let home = clerk.get("/").await;
    assert!(
        home.text.contains("数を書いてください"),
        "the clerk sees why"
    );
    write(&mut clerk, "1", "申込が6件にとどまった").await;
    step(&mut clerk, "submit", &[]).await;
    let approved = step(&mut head, "approve", &[("decision_number", "焼政第12号")]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text);
    let late = write(&mut clerk, "2", "あとから").await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    step(&mut planning, "discuss", &[]).await;
    let early = step(&mut planning, "publish", &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("実績が確定していません"));
    let year = "R6".parse().unwrap();
    freeze_year(&town.office, year, &PROVISIONAL).await.unwrap();
    let published = step(&mut planning, "publish", &[]).await;
    assert_eq!(
        published.status,
        StatusCode::SEE_OTHER,
        "{}",
        published.text
    );
    let page = planning.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("公表") && page.text.contains("焼政第12号"));
    let overview = planning.get("/submissions?year=R6").await;
    assert!(overview.text.contains("記入あり"));
}

#[tokio::test]
async fn the_page_says_that_what_was_approved_has_changed() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    write(&mut clerk, "0", "申込が少なかった").await;
    step(&mut clerk, "submit", &[]).await;
    step(&mut head, "approve", &[("decision_number", "焼政第12号")]).await;
    let page = clerk.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("承認した内容です"), "{}", page.text);
    let path = "/definitions/1/1";
    let page = planning.get(&format!("{path}?year=R6")).await;
    let text = toml(&page).replacen("75社", "74社", 1);
    let version = page.hidden("version");
    let fields = [("year", "R6"), ("version", &version), ("text", &text)];
    let kept = planning.post(path, &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    for browser in [&mut clerk, &mut planning] {
        let page = browser.get("/sheet/1?year=R6").await;
        assert!(!page.text.contains("承認した内容です"));
        for told in [
            "焼政第12号 で承認した内容から、今の内容が変わっています",
            "再開し、",
        ] {
            assert!(page.text.contains(told), "{}", page.text);
        }
        assert!(!page.text.contains("/steps/discuss"), "it would be refused");
    }
    let refused = step(&mut planning, "discuss", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let told = "承認のあとで内容が変わったため";
    assert!(refused.text.contains(told), "{}", refused.text);
    let home = planning.get("/?year=R6").await;
    assert!(home.text.contains("承認のあとで内容が変わりました"));
    step(&mut planning, "reopen", &[("reason", "目標値の訂正")]).await;
    step(&mut clerk, "submit", &[]).await;
    step(&mut head, "approve", &[("decision_number", "焼政第13号")]).await;
    let discussed = step(&mut planning, "discuss", &[]).await;
    assert_eq!(discussed.status, StatusCode::SEE_OTHER);
    let page = clerk.get("/sheet/1?year=R6").await;
    assert!(page.text.contains("焼政第13号 で承認した内容です"));
}

#[tokio::test]
async fn of_two_at_one_form_the_second_sees_both_texts() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    write(&mut clerk, "0", "甲の文").await;
    let conflict = write(&mut planning, "0", "乙の文").await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text.contains("甲の文") && conflict.text.contains("乙の文"));
    let revision = conflict.hidden("revision-1");
    let saved = write(&mut planning, &revision, "甲と乙の文").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_departments_part_is_read_and_not_written() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/sheet/2?year=R6").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("保存"));
    let fields = [
        ("year", "R6"),
        ("revision-1", "0"),
        ("cause-1", "よその課"),
        ("improvement-1", ""),
        ("outlook-1", ""),
    ];
    let refused = clerk.post("/sheet/2/statements", &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("職務の割当て"), "it says the way out");
    let ledger = clerk.get("/ledger?programme=2").await;
    assert_eq!(ledger.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_mark_is_never_a_glyph_or_colour_alone() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/sheet?year=R6").await;
    let glyphs = page.text.matches("dads-mark__glyph").count();
    assert_eq!(glyphs, 23);
    assert_eq!(page.text.matches("dads-mark__word\">").count(), glyphs);
    assert!(!page.text.contains("dads-mark__word\"></"));
}

#[tokio::test]
async fn the_sheet_on_paper_says_whose_it_is_and_of_when() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let before = planning.get("/sheet?year=R6").await.text;
    let name = &town.office.region().municipality;
    let heading = format!("<p>{name}　令和6年度（2024年度）　効果検証シート</p>");
    assert!(before.contains(&heading), "{before}");
    let position = |page: &str| -> u64 {
        let (_, rest) = page.split_once("令和7年5月1日現在　台帳の位置: ").unwrap();
        let shown = rest.split('<').next().unwrap();
        shown.replace(',', "").parse().unwrap()
    };
    let _town = town.with_a_talk().await;
    let after = planning.get("/sheet?year=R6").await.text;
    assert!(position(&after) > position(&before));
}

#[tokio::test]
async fn the_guide_names_every_component() {
    let town = Town::new(Security::Loopback).await;
    let page = town.browser().get("/styleguide").await;
    assert_eq!(page.status, StatusCode::OK);
    for name in [
        "mark",
        "badge-stage",
        "badge-figure",
        "field-error",
        "text-area",
        "banner",
        "table",
    ] {
        assert!(page.text.contains(&format!("id=\"{name}\"")), "{name}");
    }
}

const OPINION: [(&str, &str); 5] = [
    ("year", "R6"),
    ("programme", "1"),
    ("kpi", "1"),
    ("category", "academia"),
    ("text", "参加企業の声を聞いてください"),
];

#[tokio::test]
async fn a_meeting_is_recorded_and_remarked_on() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    let mut panel = town.inside(Duty::Panel).await;
    panel.get("/meeting?year=R6").await;
    let early = panel.post("/meeting/remarks", &OPINION).await;
    assert_eq!(
        early.status,
        StatusCode::FORBIDDEN,
        "nothing is approved yet"
    );
    write(&mut clerk, "0", "申込が少なかった").await;
    step(&mut clerk, "submit", &[]).await;
    step(&mut head, "approve", &[("decision_number", "12")]).await;
    step(&mut planning, "discuss", &[]).await;
    planning.get("/meeting?year=R6").await;
    let held = [
        ("year", "R6"),
        ("held_on", "R7.4.10"),
        ("title", "令和7年度 第1回"),
        ("minutes", "概ね妥当とされた"),
        ("industry", "３"),
        ("academia", "1"),
        ("residents", "0"),
    ];
    let recorded = planning.post("/meeting", &held).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text);
    let nobody = planning.post("/meeting", &held[..4]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = panel.post("/meeting", &held).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let said = panel.post("/meeting/remarks", &OPINION).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let page = planning.get("/meeting?year=R6").await;
    assert!(page.text.contains("令和7年4月10日"));
    assert!(page.text.contains("産業界3人、大学・学校1人（計4人）"));
    assert!(page.text.contains("参加企業の声を聞いてください"));
}

#[tokio::test]
async fn what_the_panel_says_is_answered_by_the_city() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    let mut panel = town.inside(Duty::Panel).await;
    write(&mut clerk, "0", "申込が少なかった").await;
    step(&mut clerk, "submit", &[]).await;
    step(&mut head, "approve", &[("decision_number", "12")]).await;
    step(&mut planning, "discuss", &[]).await;
    panel.get("/meeting?year=R6").await;
    panel.post("/meeting/remarks", &OPINION).await;
    let page = planning.get("/meeting?year=R6").await;
    let position = page.hidden("answers");
    let answer = [
        ("year", "R6"),
        ("programme", "1"),
        ("kpi", "1"),
        ("text", "次の説明会で伺います"),
        ("answers", position.as_str()),
    ];
    let page = panel.get("/meeting?year=R6").await;
    assert!(page.text.contains("意見を記録する") && !page.text.contains("回答を記録する"));
    let refused = panel.post("/meeting/remarks", &answer).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "the city answers");
    let answered = planning.post("/meeting/remarks", &answer).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    let page = clerk.get("/meeting?year=R6").await;
    assert!(page.text.contains("回答を記録する") && !page.text.contains("意見を記録する"));
    let elsewhere = [answer[0], ("programme", "2"), answer[3], answer[4]];
    let refused = clerk.post("/meeting/remarks", &elsewhere).await;
    assert_eq!(
        refused.status,
        StatusCode::FORBIDDEN,
        "another department's"
    );
    let mut more = answer;
    more[3] = ("text", "資料も改めます");
    let answered = clerk.post("/meeting/remarks", &more).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    let page = panel.get("/meeting?year=R6").await;
    assert!(page.text.contains("次の説明会で伺います"));
    assert!(page.text.contains("資料も改めます"));
    let twice = clerk.post("/meeting/remarks", &more).await;
    assert!(twice.header("location").contains("done=unchanged"));
    let twice = panel.post("/meeting/remarks", &OPINION).await;
    assert!(twice.header("location").contains("done=unchanged"));
    assert_eq!(town.audited("remark").await.len(), 3);
    // Whoever saw the first one and says the same is another voice.
    let seen = panel.get("/meeting?year=R6").await.hidden("seen");
    let another = [&OPINION[..], &[("seen", seen.as_str())]].concat();
    let said = panel.post("/meeting/remarks", &another).await;
    assert!(said.header("location").contains("done=saved"));
    let twice = panel.post("/meeting/remarks", &another).await;
    assert!(twice.header("location").contains("done=unchanged"));
}

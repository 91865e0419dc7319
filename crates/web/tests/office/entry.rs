//! かんたん入力 in the browser: one record after another, with what stays the same kept.

use axum::http::StatusCode;
use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};

const ATTEND: &str = "/entry/event.attend";
const KPI: &str = "/programmes/1/kpis/2?year=R6";

/// What stands in a field.
pub fn value(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&mark).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What is typed of somebody who came to a talk of the first programme.
pub const TALK: [(&str, &str); 7] = [
    ("purpose", "event"),
    ("事業", "1"),
    ("活動", "複業セミナー"),
    ("発生日", "R6.12.3"),
    ("制度", "複業"),
    ("本人_氏名・名称", "架空 花子"),
    ("本人_フリガナ", "カクウ ハナコ"),
];

/// Somebody who came to a talk of the first programme; further fields take the place of these.
async fn attend(browser: &mut Browser, more: &[(&str, &str)]) -> Answer {
    let page = browser.get(ATTEND).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let last = page.hidden("last");
    let mut fields = vec![("last", last.as_str()), ("本人_電話番号", "090-0000-1234")];
    fields.extend(TALK);
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    browser.post(ATTEND, &fields).await
}

#[tokio::test]
async fn one_record_follows_another_and_what_was_said_last_is_kept() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let saved = attend(&mut clerk, &[]).await;
    assert_eq!(
        saved.header("location"),
        "/entry/event.attend?done=recorded"
    );
    let page = clerk.get("/entry/event.attend?done=recorded").await;
    assert!(
        page.text.contains("令和6年12月3日（2024年12月3日）"),
        "both eras"
    );
    assert_eq!(value(&page, "活動"), "複業セミナー");
    assert_eq!(value(&page, "制度"), "複業");
    assert_eq!(value(&page, "発生日"), "2024-12-03");
    assert!(page.text.contains("<option value=\"1\" selected>"));
    assert!(page.text.contains("<option value=\"event\" selected>"));
    assert_eq!(value(&page, "本人_氏名・名称"), "", "nobody is kept");
    assert!(clerk.get(KPI).await.text.contains("延べ1・実1"));
    let again = attend(&mut clerk, &[("発生日", "10月頃")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    assert!(
        clerk.get(KPI).await.text.contains("延べ2・実1"),
        "the same person"
    );
    let page = clerk.get(ATTEND).await;
    assert!(page.text.contains("令和6年10月頃（2024年10月頃）"));
    assert_eq!(value(&page, "発生日"), "2024年10月頃");
    let near = [("本人_氏名・名称", "架空 華子"), ("発生日", "20241204")];
    let near = attend(&mut clerk, &near).await;
    let there = "/entry/event.attend?done=recorded_asks";
    assert_eq!(near.header("location"), there);
    clerk.get("/identity").await;
    clerk.post("/identity/names", &[]).await;
    let queue = clerk.get("/identity").await;
    assert!(
        queue
            .text
            .contains("<mark class=\"dads-differs\">華</mark>")
    );
    assert!(queue.text.contains("実2 → 1"));
}

#[tokio::test]
async fn a_rough_day_is_nowhere_shown_as_a_whole_one() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    for day in ["令和6年度", "10月頃"] {
        let saved = attend(&mut clerk, &[("発生日", day)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    }
    for path in ["/ledger?year=R6", KPI, "/parties/P1"] {
        let page = clerk.get(path).await.text;
        assert!(page.contains("<td>令和6年10月頃</td>"), "{path}: {page}");
        assert!(page.contains("<td>令和6年度中</td>"), "{path}: {page}");
        assert!(!page.contains("2024-10-01") && !page.contains("2024-04-01"));
    }
    let found = clerk.post("/parties", &[("wanted", "架空 花子")]).await;
    assert!(found.text.contains("令和6年10月頃"), "{}", found.text);
}

#[tokio::test]
async fn the_ledger_takes_a_year_however_it_is_typed() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    for year in [
        "R6",
        "Ｒ６",
        "令和６年度",
        "令和6年",
        "2024",
        "２０２４年度",
    ] {
        let page = clerk.get(&format!("/ledger?year={year}")).await;
        assert!(page.text.contains("記録3件"), "{year}: {}", page.text);
    }
    let refused = clerk.get("/ledger?year=６年ころ").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused
            .text
            .contains("年度として読めない指定です: ６年ころ")
    );
}

#[tokio::test]
async fn what_is_wrong_is_named_and_everything_typed_stays() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let long = "あ".repeat(401);
    for (field, typed, told) in [
        (
            "発生日",
            "きのう",
            "発生日の「きのう」を日付として読めません",
        ),
        ("発生日", "", "発生日を入力してください"),
        ("発生日", "R20.1.1", "今日までの日付"),
        ("事業", "2", "あなたが入力できる事業"),
        ("purpose", "", "利用目的を選んでください"),
        ("本人_番号_corporate_number", "1234567890123", "検査数字"),
        ("本人_住所", "1234-5678-9018", "マイナンバー"),
        ("活動", "面談 123456789018", "マイナンバー"),
        ("本人_居住区分", "asdf", "市内・市外・海外・不明のどれか"),
        ("本人_人・団体番号", "P1", "氏名などを空けてください"),
        ("活動", long.as_str(), "400文字まで"),
    ] {
        let answer = attend(&mut clerk, &[(field, typed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.text.contains(told), "{field}: {}", answer.text);
        assert!(answer.text.contains("架空 花子"), "{field}");
        let is_led_to = answer.text.contains(&format!("href=\"#{field}\""));
        assert!(is_led_to || field.contains("番号") || typed == "R20.1.1");
    }
    let nobody = [
        ("本人_氏名・名称", ""),
        ("本人_フリガナ", ""),
        ("本人_電話番号", ""),
    ];
    let answer = attend(&mut clerk, &nobody).await;
    assert!(answer.text.contains("だれの記録か"));
    let unknown = [
        nobody[0],
        nobody[1],
        nobody[2],
        ("本人_人・団体番号", "P99"),
    ];
    let answer = attend(&mut clerk, &unknown).await;
    assert!(
        answer.text.contains("人・団体は見つかりません"),
        "{}",
        answer.text
    );
    let anonymous = [nobody[0], nobody[1], nobody[2], ("本人_種別", "匿名")];
    let saved = attend(&mut clerk, &anonymous).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(town.audited("record").await, ["1/event.attend"]);
    let audit = town.inside(Duty::Audit).await.get("/audit").await.text;
    assert!(audit.contains("1/催しへの参加"), "{audit}");
}

#[tokio::test]
async fn the_same_screen_sent_twice_is_recorded_once() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let first = attend(&mut clerk, &[]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let twice = attend(&mut clerk, &[("last", "")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(
        twice
            .text
            .contains("同じ内容なら、もう保存しないでください")
    );
    assert!(twice.text.contains("架空 花子"), "what was typed is there");
    assert!(clerk.get(KPI).await.text.contains("延べ1・実1"));
}

/// A button that is pressed twice sends its form twice, and the second one does not wait for what
/// becomes of the first.
#[tokio::test(flavor = "multi_thread")]
async fn a_screen_sent_many_times_at_once_is_recorded_once() {
    const TIMES: usize = 8;
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Planning).await;
    let screens: [(&str, &[(&str, &str)]); 2] = [
        (ATTEND, &TALK),
        (
            "/entry/tally",
            &[
                ("事業", "5"),
                ("活動", "雇用促進セミナー"),
                ("発生日", "R6.12.3"),
                ("数量", "35"),
                ("単位", "人"),
                ("目的", "雇用促進"),
            ],
        ),
    ];
    for (number, (path, typed)) in screens.into_iter().enumerate() {
        let last = clerk.get(path).await.hidden("last");
        let fields: Vec<_> = typed.iter().copied().chain([("last", &*last)]).collect();
        let mut windows: Vec<Browser> = (0..TIMES).map(|_| town.browser()).collect();
        for window in &mut windows {
            window.cookie.clone_from(&clerk.cookie);
            window.csrf.clone_from(&clerk.csrf);
        }
        let sent = windows.iter_mut().map(|window| window.post(path, &fields));
        let answers = futures_util::future::join_all(sent).await;
        let with = |status| answers.iter().filter(move |answer| answer.status == status);
        assert_eq!(with(StatusCode::SEE_OTHER).count(), 1, "{path}");
        assert_eq!(with(StatusCode::CONFLICT).count(), TIMES - 1, "{path}");
        for again in with(StatusCode::CONFLICT) {
            assert!(again.text.contains("もう保存しないでください"), "{path}");
        }
        assert_eq!(town.audited("record").await.len(), number + 1, "{path}");
    }
    assert!(clerk.get(KPI).await.text.contains("延べ1・実1"));
    let kpi = clerk.get("/programmes/5/kpis/3?year=R6").await;
    assert!(kpi.text.contains("延べ35"), "{}", kpi.text);
}

#[tokio::test]
async fn heads_without_names_count_in_rows_and_nowhere_else() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/entry/tally").await;
    assert!(!page.text.contains("氏名・名称"));
    let fields = [
        ("last", ""),
        ("事業", "5"),
        ("活動", "雇用促進セミナー"),
        ("発生日", "令和6年12月3日"),
        ("数量", "３５"),
        ("単位", "人"),
        ("目的", "雇用促進"),
    ];
    let saved = planning.post("/entry/tally", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let kpi = planning.get("/programmes/5/kpis/3?year=R6").await;
    assert!(kpi.text.contains("延べ35"), "{}", kpi.text);
    for (quantity, unit, told) in [
        ("1.5", "人", "人数に端数は使えません"),
        ("3", "ヘクタール", "人数の記録の単位"),
        ("99999999999999999999", "", "大きすぎます"),
    ] {
        let fields = [
            fields[1],
            fields[2],
            fields[3],
            ("数量", quantity),
            ("単位", unit),
        ];
        let page = planning.get("/entry/tally").await;
        let last = page.hidden("last");
        let fields: Vec<_> = fields
            .into_iter()
            .chain([("last", last.as_str())])
            .collect();
        let refused = planning.post("/entry/tally", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(told), "{}", refused.text);
        assert!(
            refused.text.contains("雇用促進セミナー"),
            "what was typed is there"
        );
    }
    let fields = [fields[1], fields[2], fields[3], ("数量", "")];
    planning.get("/entry/tally").await;
    let bare = planning.post("/entry/tally", &fields).await;
    assert!(bare.text.contains("数量を入力してください"));
}

#[tokio::test]
async fn only_those_who_enter_may_enter_and_only_their_own() {
    let town = Town::new(Security::Loopback).await;
    for duty in [Duty::Head, Duty::Panel, Duty::Audit, Duty::Administration] {
        let mut browser = town.inside(duty).await;
        assert_eq!(browser.get(ATTEND).await.status, StatusCode::FORBIDDEN);
        browser.get("/").await;
        let sent = browser.post(ATTEND, &[("事業", "1")]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{duty:?}");
    }
    let mut clerk = town.inside(Duty::Entry).await;
    clerk.get(ATTEND).await;
    let extra = clerk.post(ATTEND, &[("recorded_by", "1")]).await;
    assert_eq!(extra.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        clerk.get("/entry/nothing").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(clerk.get("/entry").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_entry_survives_the_end_of_the_session() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    clerk.get(ATTEND).await;
    town.wait(31 * 60);
    let typed = [("活動", "複業セミナー"), ("本人_氏名・名称", "架空 花子")];
    let asked = clerk.post(ATTEND, &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let account = town.account(Duty::Entry);
    let carried = asked.hidden("carried");
    let fields = [
        ("login", account.login.as_str()),
        ("password", account.password.as_str()),
        ("next", ATTEND),
        ("carried", carried.as_str()),
    ];
    let shown = clerk.post("/login", &fields).await;
    assert!(shown.text.contains("value=\"架空 花子\""), "{}", shown.text);
}

#[tokio::test]
async fn what_was_typed_into_the_ledger_is_shown_as_text_and_nothing_else() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let attack = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
    let more = [
        ("活動", attack),
        ("本人_氏名・名称", attack),
        ("制度", attack),
    ];
    let saved = attend(&mut clerk, &more).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let more = [
        ("活動", attack),
        ("本人_フリガナ", attack),
        ("発生日", attack),
    ];
    let faulty = attend(&mut clerk, &more).await;
    let id = clerk.get(ATTEND).await.hidden("last");
    let mut pages = vec![faulty];
    for path in [
        ATTEND.to_owned(),
        "/ledger?year=R6".to_owned(),
        format!("/ledger/{id}"),
        format!("/ledger/{id}/correct"),
    ] {
        pages.push(clerk.get(&path).await);
    }
    pages.push(clerk.post(&format!("/ledger/{id}/names"), &[]).await);
    for page in pages {
        assert!(page.text.contains("alert(1)"), "{}", page.text);
        for raw in ["<script>alert", "<img src=x"] {
            assert!(!page.text.contains(raw), "{}", page.text);
        }
    }
}

#[tokio::test]
async fn what_comes_into_a_frozen_year_is_told() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let provisional = FreezeOptions {
        provisional: true,
        ..FreezeOptions::default()
    };
    attend(&mut planning, &[]).await;
    let year = FiscalYear::new(2024).unwrap();
    freeze_year(&town.office, year, &provisional).await.unwrap();
    let saved = attend(&mut planning, &[("発生日", "R6.12.4")]).await;
    let told = planning.get(saved.header("location")).await;
    assert!(told.text.contains("実績値を確定した年度"), "{}", told.text);
    let saved = attend(&mut planning, &[("発生日", "R5.12.4")]).await;
    let told = planning.get(saved.header("location")).await;
    assert!(!told.text.contains("実績値を確定した年度"));
}

/// Says that nobody came to anything of a programme.
async fn say_complete(planning: &mut Browser, programme: &str) {
    planning.get("/closings?year=R6").await;
    let close = [
        ("year", "R6"),
        ("programme", programme),
        ("kind", "event.attend"),
        ("said", "0"),
        ("rows", "0"),
        ("wanted", "close"),
    ];
    let closed = planning.post("/closings", &close).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
}

#[tokio::test]
async fn what_comes_into_a_closed_year_is_told() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    say_complete(&mut planning, "1").await;
    let saved = attend(&mut planning, &[]).await;
    let told = planning.get(saved.header("location")).await;
    assert!(told.text.contains("入力完了とした年度"), "{}", told.text);
}

#[tokio::test]
async fn what_another_programmes_closed_kpi_counts_is_told() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    say_complete(&mut planning, "5").await;
    for (purpose, is_counted) in [("", false), ("雇用促進", true)] {
        let saved = attend(&mut planning, &[("目的", purpose)]).await;
        let told = planning.get(saved.header("location")).await;
        let is_told = told.text.contains("事業5 令和6年度の「催しへの参加」");
        assert_eq!(is_told, is_counted, "{}", told.text);
    }
}

//! 人・団体 in the browser: who finds whom by what, what is shown of them and to whom, and what of it
//! is written down.

use axum::http::StatusCode;
use enishi_desk::DeskError;
use enishi_desk::dispose_parties::dispose_of_party;
use enishi_desk::import_register::Mode;
use enishi_desk::review_parties::{PairDecision, decide};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::party::PartyId;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Browser, Town};

/// One person in two registers, of programme 1 and of programme 2.
const TWO: &str = "\
受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業
11,架空 花子,カクウ ハナコ,090-0000-1234,2024/10/3,出席,1
12,架空 華子,カクウ ハナコ,090-0000-1234,2023/11/7,出席,2
";

async fn find(browser: &mut Browser, wanted: &str) -> Answer {
    browser.get("/parties").await;
    browser.post("/parties", &[("wanted", wanted)]).await
}

/// Whom a page leads to, in its order.
fn found(page: &Answer) -> Vec<String> {
    let rows = page.text.split("<th scope=\"row\"><a href=\"/parties/");
    let numbers = rows.skip(1).map(|rest| rest.split('"').next().unwrap());
    numbers.map(str::to_owned).collect()
}

async fn same(town: &Town, a: i64, b: i64) {
    let decision = PairDecision {
        a: PartyId(a),
        b: PartyId(b),
        verdict: LinkVerdict::Same,
        basis: None,
    };
    decide(&town.office, &decision).await.unwrap();
}

#[tokio::test]
async fn somebody_is_found_by_name_reading_or_number_and_not_named() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let members = "会員番号,氏名,フリガナ,入会日\n0077,見本 次郎,ミホン ジロウ,2024/5/1\n";
    town.import("members", "members.csv", members).await;
    let mut planning = town.inside(Duty::Planning).await;
    for (wanted, expected) in [
        ("カクウ ハナコ", &["P1", "P2"][..]),
        ("かくう　はなこ", &["P1", "P2"]),
        ("ｶｸｳ ﾊﾅｺ", &["P1", "P2"]),
        ("架空花子", &["P1"]),
        ("架空 華子", &["P2"]),
        ("0077", &["P4"]),
        ("０００７７", &[]),
        ("架空", &[]),
        ("%", &[]),
    ] {
        let page = find(&mut planning, wanted).await;
        assert_eq!(page.status, StatusCode::OK, "{wanted}");
        assert_eq!(found(&page), expected, "{wanted}");
        let (_, list) = page.text.split_once("見つかった人・団体</h2>").unwrap();
        for name in ["花子", "華子", "次郎", "090-", "2024-10-03 "] {
            assert!(!list.contains(name), "{wanted} shows {name}");
        }
        let noted = town.audited("party.find").await;
        assert_eq!(noted.last().unwrap(), &expected.join(" "), "{wanted}");
    }
    for (wanted, location) in [
        ("P12", "/parties/P12"),
        ("ｅ３", "/ledger/E3"),
        (" ", "/parties"),
    ] {
        let answer = find(&mut planning, wanted).await;
        assert_eq!(answer.header("location"), location, "{wanted}");
    }
    assert_eq!(town.audited("party.find").await.len(), 9);
}

#[tokio::test]
async fn only_those_who_may_see_names_look_somebody_up() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    for (duty, status) in [
        (Duty::Entry, StatusCode::OK),
        (Duty::Head, StatusCode::OK),
        (Duty::Planning, StatusCode::OK),
        (Duty::Panel, StatusCode::FORBIDDEN),
        (Duty::Audit, StatusCode::FORBIDDEN),
        (Duty::Administration, StatusCode::FORBIDDEN),
    ] {
        let mut browser = town.inside(duty).await;
        let is_open = status == StatusCode::OK;
        let home = browser.get("/").await;
        assert_eq!(home.text.contains("href=\"/parties\""), is_open, "{duty:?}");
        let before = town.audited("profile.read").await;
        let noted = town.audited("party.find").await.len();
        for path in ["/parties", "/parties/P1"] {
            let page = browser.get(path).await;
            assert_eq!(page.status, status, "{duty:?} {path}");
            assert!(!page.text.contains("架空") && !page.text.contains("090-"));
        }
        assert_eq!(
            town.audited("profile.read").await,
            before,
            "looking is no reading"
        );
        browser.get("/").await;
        let page = browser
            .post("/parties", &[("wanted", "カクウ ハナコ")])
            .await;
        assert_eq!(page.status, status, "{duty:?}");
        let names = browser.post("/parties/P1/names", &[]).await;
        assert_eq!(names.status, status, "{duty:?}");
        for personal in ["架空 花子", "090-0000-1234"] {
            assert_eq!(names.text.contains(personal), is_open, "{duty:?}");
        }
        let read = town.audited("profile.read").await;
        assert_eq!(read.len() - before.len(), usize::from(is_open));
        assert!(read.iter().all(|object| object == "P1"));
        let now = town.audited("party.find").await.len();
        assert_eq!(now - noted, usize::from(is_open), "{duty:?}");
        let hidden = browser.get("/parties/P1").await;
        assert!(!hidden.text.contains("架空"), "{duty:?}: hidden again");
    }
}

#[tokio::test]
async fn another_departments_people_are_not_there() {
    let town = Town::new(Security::Loopback).await;
    town.import("event-signup", "two.csv", TWO).await;
    let mut clerk = town.inside(Duty::Entry).await;
    assert_eq!(found(&find(&mut clerk, "カクウ ハナコ").await), ["P1"]);
    let nobody = find(&mut clerk, "架空 華子").await;
    assert!(found(&nobody).is_empty());
    assert_eq!(town.audited("party.find").await, ["P1", ""]);
    assert_eq!(
        found(&clerk.get("/parties?programme=1&year=R6").await),
        ["P1"]
    );
    let asked = clerk.get("/parties?programme=2").await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    for path in ["/parties/P2", "/parties/P99", "/parties/x"] {
        let hidden = clerk.get(path).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{path}");
        clerk.get("/").await;
        let names = clerk.post(&format!("{path}/names"), &[]).await;
        assert_eq!(names.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(town.audited("profile.read").await.is_empty());

    same(&town, 1, 2).await;
    let own = clerk.get("/parties/P1").await;
    assert!(own.text.contains("令和6年10月3日") && !own.text.contains("令和5年11月7日"));
    assert!(!own.text.contains("P2") && !own.text.contains("同一人物"));
    clerk.get("/").await;
    let names = clerk.post("/parties/P1/names", &[]).await;
    assert!(names.text.contains("架空 花子") && !names.text.contains("華子"));
    assert_eq!(clerk.get("/parties/P2").await.status, StatusCode::NOT_FOUND);

    let mut planning = town.inside(Duty::Planning).await;
    let both = planning.get("/parties/P1").await;
    for told in [
        "令和6年10月3日",
        "令和5年11月7日",
        "同一人物",
        "令和6年度 1件、令和5年度 1件",
    ] {
        assert!(both.text.contains(told), "{told}: {}", both.text);
    }
    let names = planning.post("/parties/P2/names", &[]).await;
    assert!(names.text.contains("架空 花子") && names.text.contains("架空 華子"));
    assert_eq!(town.audited("profile.read").await, ["P1", "P1 P2"]);
}

#[tokio::test]
async fn two_whom_others_tie_together_are_not_said_to_be_two() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    same(&town, 1, 3).await;
    same(&town, 2, 3).await;
    let apart = |verdict| PairDecision {
        a: PartyId(1),
        b: PartyId(2),
        verdict,
        basis: None,
    };
    for verdict in [LinkVerdict::Different, LinkVerdict::Household] {
        let refused = decide(&town.office, &apart(verdict)).await;
        assert!(
            matches!(refused, Err(DeskError::HeldTogether { .. })),
            "{refused:?}"
        );
    }
    let taken_back = PairDecision {
        a: PartyId(2),
        b: PartyId(3),
        ..apart(LinkVerdict::None)
    };
    decide(&town.office, &taken_back).await.unwrap();
    let kept = decide(&town.office, &apart(LinkVerdict::Different)).await;
    assert!(kept.unwrap().is_some());
}

#[tokio::test]
async fn a_decision_stands_with_its_day_and_leads_to_where_it_is_taken_back() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut planning = town.inside(Duty::Planning).await;
    let page = planning.get("/parties/P2").await;
    assert!(page.text.contains("判定待ち"), "{}", page.text);
    same(&town, 1, 2).await;
    let page = planning.get("/parties/P2").await;
    assert!(page.text.contains("2件の人・団体です"));
    assert!(
        page.text.contains("改められました"),
        "the doubt no longer holds"
    );
    let (_, rest) = page
        .text
        .split_once("href=\"/identity?list=decided")
        .unwrap();
    let query = rest.split('"').next().unwrap().replace("&#38;", "&");
    let address = format!("/identity?list=decided{query}");
    planning.get(&address).await;
    let behind = query.trim_start_matches("&behind=").to_owned();
    let asked = [("list", "decided"), ("behind", behind.as_str())];
    planning.post("/identity/names", &asked).await;
    let pairs = planning.get(&address).await;
    assert!(
        pairs.text.contains("action=\"/identity/P1/P2\""),
        "{}",
        pairs.text
    );
    let seen = pairs.hidden("seen");
    let undo = [("verdict", "none"), ("seen", seen.as_str())];
    let undone = planning.post("/identity/P1/P2", &undo).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
    let page = planning.get("/parties/P2").await;
    assert!(!page.text.contains("2件の人・団体です") && page.text.contains("判定の取消し"));
}

#[tokio::test]
async fn many_records_and_many_of_one_name_come_page_by_page() {
    let town = Town::new(Security::Loopback).await;
    let mut talk = "受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業,催し名\n".to_owned();
    for n in 0..60 {
        let (month, day) = (1 + n / 28, 1 + n % 28);
        talk += &format!(
            "{n},架空 花子,カクウ ハナコ,090-0000-1234,2024/{month}/{day},出席,1,第{n}回\n"
        );
    }
    // Namesakes of whom nothing else is known are asked about, and stay as many.
    for n in 0..25 {
        talk += &format!("x{n},見本 太郎,ミホン タロウ,090-0000-50{n:02},2024/10/3,出席,1,講座\n");
    }
    town.import("event-signup", "talk.csv", &talk).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let hanako = found(&find(&mut clerk, "架空 花子").await);
    assert_eq!(hanako.len(), 1, "{hanako:?}");
    let first = clerk.get(&format!("/parties/{}", hanako[0])).await;
    assert!(first.text.contains("令和5年度 60件"));
    let (_, rest) = first.text.split_once("?behind=").unwrap();
    let behind = rest.split('"').next().unwrap();
    let path = format!("/parties/{}?behind={behind}", hanako[0]);
    let second = clerk.get(&path).await;
    for n in 0..60 {
        let told = format!("第{n}回<");
        let is_first = first.text.contains(&told);
        assert!(
            is_first != second.text.contains(&told),
            "{n} is on one page"
        );
        assert_eq!(is_first, n >= 10, "the latest come first: {n}");
    }
    assert!(!second.text.contains("?behind="));
    for wrong in ["x", "2024-10-03", "2024-10-03.x", "2024-13-03.1"] {
        let path = format!("/parties/{}?behind={wrong}", hanako[0]);
        assert_eq!(
            clerk.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }

    let page = find(&mut clerk, "ミホン タロウ").await;
    let mut all = found(&page);
    assert_eq!(all.len(), 20);
    let behind = page.hidden("behind");
    let wanted = page.hidden("wanted");
    let more = [("wanted", wanted.as_str()), ("behind", behind.as_str())];
    let page = clerk.post("/parties", &more).await;
    all.extend(found(&page));
    assert!(!page.text.contains("name=\"behind\""));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 25);
    let noted = town.audited("party.find").await;
    assert_eq!(noted.last().unwrap(), &found(&page).join(" "));
}

#[tokio::test]
async fn of_whom_everything_personal_was_disposed_that_is_told() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/parties/P3").await;
    for told in ["＊＊＊＊", "利用目的", "保存期間", "/parties/P3/names"] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    let gone = dispose_of_party(&town.office, PartyId(3), "本人の請求", Mode::Commit).await;
    assert_eq!(gone.unwrap().parties, [PartyId(3)]);
    assert!(found(&find(&mut clerk, "ミホン タロウ").await).is_empty());
    let page = clerk.get("/parties/P3").await;
    for told in ["廃棄しました", "本人の請求", "令和6年11月7日"] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    assert!(!page.text.contains("＊＊＊＊") && !page.text.contains("/parties/P3/names"));
    clerk.get("/").await;
    let names = clerk.post("/parties/P3/names", &[]).await;
    assert!(!names.text.contains("見本") && !names.text.contains("090-0000-9999"));
}

#[tokio::test]
async fn who_has_two_parts_in_one_record_has_one_record() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let mut clerk = town.inside(Duty::Entry).await;
    let last = clerk.get("/entry/match.agreed").await.hidden("last");
    let fields = [
        ("last", last.as_str()),
        ("purpose", "event"),
        ("事業", "1"),
        ("発生日", "R6.12.3"),
        ("本人_人・団体番号", "P1"),
        ("相手方_人・団体番号", "P1"),
    ];
    let answer = clerk.post("/entry/match.agreed", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = find(&mut clerk, "架空 花子").await;
    assert_eq!(found(&page), ["P1"]);
    assert!(page.text.contains(">2件<"), "{}", page.text);
    let one = clerk.get("/parties/P1").await;
    assert!(one.text.contains("令和6年度 2件"), "{}", one.text);
}

#[tokio::test]
async fn namesakes_of_another_department_leave_no_next_page() {
    let town = Town::new(Security::Loopback).await;
    let mut talk = "受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業\n".to_owned();
    for n in 0..21 {
        let no = if n < 20 { 1 } else { 2 };
        talk += &format!("{n},見本 太郎,ミホン タロウ,090-0000-50{n:02},2024/10/3,出席,{no}\n");
    }
    town.import("event-signup", "talk.csv", &talk).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let page = find(&mut clerk, "ミホン タロウ").await;
    assert_eq!(found(&page).len(), 20);
    assert!(!page.text.contains("name=\"behind\""), "{}", page.text);
    let mut planning = town.inside(Duty::Planning).await;
    let page = find(&mut planning, "ミホン タロウ").await;
    assert_eq!(page.hidden("behind"), "P20");
}

#[tokio::test]
async fn a_registers_number_that_looks_much_like_ours_is_looked_for() {
    let town = Town::new(Security::Loopback).await.with_a_talk().await;
    let members = "会員番号,氏名,フリガナ,入会日\n\
        P0001,見本 次郎,ミホン ジロウ,2024/5/1\nE+1,見本 三郎,ミホン サブロウ,2024/5/1\n";
    town.import("members", "members.csv", members).await;
    let mut planning = town.inside(Duty::Planning).await;
    for (wanted, party) in [("P0001", "P4"), ("E+1", "P5")] {
        let page = find(&mut planning, wanted).await;
        assert_eq!(page.status, StatusCode::OK, "{wanted}");
        assert_eq!(found(&page), [party], "{wanted}");
    }
    for other in ["/parties/P01", "/parties/P+1", "/ledger/E01", "/ledger/E+1"] {
        let page = planning.get(other).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{other}");
    }
}

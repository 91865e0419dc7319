//! Text that wants to be more than text: three hundred ways to break out of a page, stored in every
//! field that takes words, and every page read as a browser reads it. No element and no attribute
//! of theirs may be there.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use enishi_desk::write_assessment::LONGEST_TEXT;
use enishi_domain::staff::Duty;
use enishi_web::Security;
use html5gum::{Token, Tokenizer};

use crate::browser::{Answer, Browser, Town};
use crate::closings::carried;
use crate::importing::{handed_over, tried};
use crate::routes::routes;

/// What closes whatever the text may stand in, and what would run then. Each of these carries an
/// attribute or an element that no page of ours has. A real browser is given the same.
const CORPUS: &str = include_str!("../../../../tests/browser/attacks.json");

/// All of them, each break before each load.
fn corpus() -> Vec<String> {
    let lists: BTreeMap<String, Vec<String>> = serde_json::from_str(CORPUS).unwrap();
    let pairs = lists["breaks"].iter().flat_map(|open| {
        lists["loads"]
            .iter()
            .map(move |load| format!("{open}{load}"))
    });
    let corpus: Vec<String> = pairs.collect();
    assert_eq!(corpus.len(), 300);
    let different: BTreeSet<&String> = corpus.iter().collect();
    assert_eq!(different.len(), 300);
    corpus
}

/// Reads a page as a browser does, and refuses what no page of ours has.
fn look_through(page: &Answer, path: &str) {
    for token in Tokenizer::new(&page.text).flatten() {
        let Token::StartTag(tag) = token else {
            continue;
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let name = text(&tag.name);
        let mut attributes = tag.attributes.iter();
        let is_ours = attributes.all(|(name, value)| {
            let (name, value) = (text(name), text(value));
            let is_address = ["href", "src", "action", "formaction"].contains(&name.as_str());
            let is_here = ["/", "#", "?", ""].iter().any(|start| match *start {
                "" => value.is_empty(),
                start => value.starts_with(start),
            });
            // The public pages name each other by relative paths.
            let is_path = |c: char| c.is_ascii_alphanumeric() || "./-#".contains(c);
            let is_below = !value.starts_with('/') && value.chars().all(is_path);
            let is_safe = !is_address || is_below || (is_here && !value.starts_with("//"));
            !name.starts_with("on") && name != "canary" && name != "style" && is_safe
        });
        let is_foreign = [
            "canary", "iframe", "object", "embed", "base", "style", "math", "animate", "template",
        ];
        assert!(
            is_ours && !is_foreign.contains(&name.as_str()),
            "{path}: <{name}> {:?}",
            tag.attributes
        );
    }
}

/// Looks through everything that somebody can see, and gives in how many pages a text of theirs
/// stands.
async fn crawl(browser: &mut Browser, known: &[(&str, &str)], more: &[String]) -> usize {
    let pages = routes().into_iter().filter(|route| route.reads);
    let pages = pages.map(|route| route.address(known));
    let mut struck = 0;
    for path in pages.chain(more.iter().cloned()) {
        let page = browser.get(&path).await;
        assert!(!page.status.is_server_error(), "{path}");
        if page.header("content-type").starts_with("text/html") {
            look_through(&page, &path);
        }
        struck += usize::from(page.text.contains("canary"));
    }
    struck
}

/// Sends a form of a page, and takes a redirect or a refusal in words.
async fn send(browser: &mut Browser, page: &str, path: &str, fields: &[(&str, &str)]) -> bool {
    browser.get(page).await;
    let answer = browser.post(path, fields).await;
    assert!(!answer.status.is_server_error(), "{path}");
    look_through(&answer, path);
    answer.status == StatusCode::SEE_OTHER
}

/// All of them, as texts that are not too long to be kept.
fn texts(corpus: &[String]) -> Vec<String> {
    let mut texts = vec![String::new()];
    for attack in corpus {
        let last = texts.last_mut().unwrap();
        if last.chars().count() + attack.chars().count() < LONGEST_TEXT {
            last.push_str(attack);
            last.push('\n');
        } else {
            texts.push(format!("{attack}\n"));
        }
    }
    texts
}

async fn write_the_sheet(town: &Town, corpus: &[String]) {
    let mut clerk = town.inside(Duty::Entry).await;
    let mut planning = town.inside(Duty::Planning).await;
    let all = texts(corpus);
    let first = corpus[0].as_str();
    for (text, kpi) in all.iter().zip(["1", "2", "3", "4", "whole"]) {
        let names = ["revision", "cause", "improvement", "outlook"];
        let names = names.map(|name| format!("{name}-{kpi}"));
        let [revision, cause, improvement, outlook] = &names;
        let statement = [
            ("year", "R6"),
            (revision, "0"),
            (cause, text.as_str()),
            (improvement, text),
            (outlook, text),
        ];
        let path = "/sheet/1/statements";
        assert!(send(&mut clerk, "/sheet/1?year=R6", path, &statement).await);
        let mut other = statement;
        other[2].1 = "ほかの文";
        let conflict = clerk.post(path, &other).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        look_through(&conflict, "a conflict of two texts");
        let corpus = corpus.concat();
        let mut too_long = statement;
        too_long[2].1 = &corpus;
        let refused = clerk.post(path, &too_long).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        look_through(&refused, "a text that is too long");
        let meeting = [
            ("year", "R6"),
            ("held_on", "R7.4.10"),
            ("title", first),
            ("minutes", text),
            ("industry", "1"),
            ("academia", "1"),
            ("residents", "0"),
        ];
        assert!(send(&mut planning, "/meeting?year=R6", "/meeting", &meeting).await);
    }
    assert!(all.len() <= 5, "{}", all.len());
}

/// Why a part of the sheet was sent back, under which number it was approved, and what the panel
/// says of it; and why a period is open again.
async fn say_reasons(town: &Town, corpus: &[String]) {
    let mut clerk = town.inside(Duty::Entry).await;
    let mut head = town.inside(Duty::Head).await;
    let mut planning = town.inside(Duty::Planning).await;
    for reason in texts(corpus) {
        step(&mut clerk, "submit", &[]).await;
        step(&mut planning, "return", &[("reason", &reason)]).await;
    }
    let again = [
        ("year", "R6"),
        ("revision-1", "1"),
        ("cause-1", corpus[1].as_str()),
        ("improvement-1", ""),
        ("outlook-1", ""),
    ];
    assert!(
        send(
            &mut clerk,
            "/sheet/1?year=R6",
            "/sheet/1/statements",
            &again
        )
        .await
    );
    step(&mut clerk, "submit", &[]).await;
    step(&mut head, "approve", &[("decision_number", &corpus[3])]).await;
    let mut panel = town.inside(Duty::Panel).await;
    for text in texts(corpus) {
        let remark = [
            ("year", "R6"),
            ("programme", "1"),
            ("kpi", ""),
            ("category", "academia"),
            ("text", text.as_str()),
        ];
        let page = "/meeting?year=R6";
        assert!(send(&mut panel, page, "/meeting/remarks", &remark).await);
    }
    // As many as a reason of one line holds.
    for reason in corpus.chunks(4).map(|some| some.join(" ")) {
        say_period(&mut planning, "close", "").await;
        say_period(&mut planning, "reopen", &reason).await;
    }
    say_period(&mut planning, "close", "").await;
    freeze(&mut planning, None).await;
    for reason in corpus.chunks(4).map(|some| some.join(" ")) {
        freeze(&mut planning, Some(&reason)).await;
    }
}

/// Freezes the year, or freezes it again for a reason.
async fn freeze(browser: &mut Browser, reason: Option<&str>) {
    let page = browser.get("/closings/figures?year=R6").await;
    look_through(&page, "/closings/figures");
    // The last form is the one that freezes again.
    let (_, seen) = page.text.rsplit_once("name=\"seen\" value=\"").unwrap();
    let seen = seen.split('"').next().unwrap();
    let mut fields = vec![("year", "R6"), ("seen", seen)];
    fields.extend(reason.map(|reason| ("reason", reason)));
    let answer = browser.post("/closings/figures", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

/// Takes a step with the part of the sheet that is written.
async fn step(browser: &mut Browser, step: &str, more: &[(&str, &str)]) {
    let page = browser.get("/sheet/1?year=R6").await;
    let version = page.hidden("version");
    let mut fields = vec![("year", "R6"), ("version", version.as_str())];
    fields.extend(more);
    let path = format!("/sheet/1/steps/{step}");
    let answer = browser.post(&path, &fields).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{step}: {}",
        answer.text
    );
}

/// Closes a period, or opens it again for a reason.
async fn say_period(browser: &mut Browser, wanted: &str, reason: &str) {
    let page = browser.get("/closings?year=R6").await;
    look_through(&page, "/closings");
    let place = ("1", "donation.corporate");
    let (said, rows) = carried(&page, place.0, place.1);
    let fields = [
        ("year", "R6"),
        ("programme", place.0),
        ("kind", place.1),
        ("said", said.as_str()),
        ("rows", rows.as_str()),
        ("wanted", wanted),
        ("reason", reason),
    ];
    let answer = browser.post("/closings", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

/// A record for each, with the text in every field that takes one; and its correction.
async fn record(town: &Town, corpus: &[String]) -> String {
    let mut clerk = town.inside(Duty::Entry).await;
    let mut kept = 0;
    for (n, text) in corpus.iter().enumerate() {
        let last = clerk.get("/entry/event.attend").await.hidden("last");
        let telephone = format!("090-0000-{n:04}");
        let fields = [
            ("last", last.as_str()),
            ("purpose", "event"),
            ("事業", "1"),
            ("活動", text.as_str()),
            ("発生日", "R6.12.3"),
            ("制度", text.as_str()),
            ("本人_氏名・名称", text.as_str()),
            ("本人_フリガナ", text.as_str()),
            ("本人_住所", text.as_str()),
            ("本人_電話番号", telephone.as_str()),
        ];
        let answer = clerk.post("/entry/event.attend", &fields).await;
        look_through(&answer, text);
        kept += usize::from(answer.status == StatusCode::SEE_OTHER);
    }
    assert_eq!(kept, corpus.len(), "each is kept as text");
    let page = clerk.get("/ledger?year=R6&programme=1").await;
    let (_, rest) = page.text.split_once("href=\"/ledger/E").unwrap();
    let id = format!("E{}", rest.split('"').next().unwrap());
    let form = clerk.get(&format!("/ledger/{id}/correct")).await;
    let seen = form.hidden("seen");
    let fields = [
        ("seen", seen.as_str()),
        ("reason", "entry_error"),
        ("reason_text", &corpus[2]),
        ("事業", "1"),
        ("活動", &corpus[30]),
        ("発生日", "R6.12.4"),
        ("制度", &corpus[60]),
    ];
    let answer = clerk.post(&format!("/ledger/{id}/correct"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    for reason in corpus.chunks(4).map(|some| some.join(" ")) {
        for (page, step) in [("/correct", "void"), ("", "restore")] {
            let form = clerk.get(&format!("/ledger/{id}{page}")).await;
            look_through(&form, step);
            let seen = form.hidden("seen");
            let fields = [
                ("seen", seen.as_str()),
                ("reason", "duplicate"),
                ("reason_text", &reason),
            ];
            let path = format!("/ledger/{id}/{step}");
            let answer = clerk.post(&path, &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        }
    }
    id
}

/// A register whose headings, name and rows are hostile, taken as far as it goes.
async fn hand_over(town: &Town, corpus: &[String]) -> Vec<String> {
    let mut planning = town.inside(Duty::Planning).await;
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let hostile = cell(&corpus[27]);
    let mut register = format!("受付番号,お名前,フリガナ,電話番号,開催日,出欠,事業,{hostile}\n");
    for (n, text) in corpus.iter().enumerate() {
        let name = cell(text);
        let (twice, day) = (n / 2, "2024/10/3");
        let row = format!("h{n},{name}{n},カクウ ハナコ,090-1111-{twice:04},{day},出席,1,{name}\n");
        register.push_str(&row);
    }
    let mut paths = Vec::new();
    for name in [
        "<img src=x onerror=alert(1) canary>.csv",
        "..%2f..%2f\u{202e}canary.csv",
    ] {
        let path = handed_over(&mut planning, "event-signup", name, register.as_bytes()).await;
        look_through(&planning.get(&path).await, "the columns");
        let check = tried(&mut planning, &path, "").await;
        look_through(&check, "the check");
        planning.post(&format!("{path}/commit"), &[]).await;
        look_through(&planning.settled(&path).await, "what was taken in");
        paths.push(path);
    }
    paths
}

#[tokio::test]
async fn three_hundred_attacks_in_every_field_stay_text_on_every_page() {
    let town = Town::new(Security::Tls).await;
    let corpus = corpus();
    write_the_sheet(&town, &corpus).await;
    say_reasons(&town, &corpus).await;
    let id = record(&town, &corpus).await;
    let deposits = hand_over(&town, &corpus).await;
    let deposit = deposits[0].trim_start_matches("/imports/").to_owned();
    for duty in [Duty::Entry, Duty::Planning, Duty::Panel, Duty::Audit] {
        let mut browser = town.inside(duty).await;
        browser.get("/").await;
        let names = browser.post("/identity/names", &[]).await;
        look_through(&names, "/identity/names");
        let names = browser.post(&format!("/ledger/{id}/names"), &[]).await;
        look_through(&names, "/ledger/names");
        let known = [
            ("id", id.as_str()),
            ("kind", "event.attend"),
            ("no", "1"),
            ("kpi", "1"),
        ];
        let more = [
            format!("/imports/{deposit}"),
            "/sheet?year=R6".to_owned(),
            "/sheet/1?year=R6".to_owned(),
            "/meeting?year=R6".to_owned(),
            "/programmes/1?year=R6".to_owned(),
            "/programmes/1/kpis/1?year=R6".to_owned(),
            "/programmes/1/kpis/2?year=R6".to_owned(),
            "/publication?year=R6&names=1".to_owned(),
            "/publication/preview/R6/r6/sheet/index.html".to_owned(),
            "/publication/preview/R6/r6/kpis/1-1/index.html".to_owned(),
            "/ledger?year=R6&programme=1".to_owned(),
            "/ledger?year=R6&programme=1&kind=event.attend".to_owned(),
        ];
        let struck = crawl(&mut browser, &known, &more).await;
        let expected = match duty {
            Duty::Entry | Duty::Planning => 10,
            Duty::Head | Duty::Panel | Duty::Audit | Duty::Administration => 3,
        };
        assert!(struck >= expected, "{duty:?} was shown {struck} of them");
    }
}

#[tokio::test]
async fn an_address_is_text_too() {
    let town = Town::new(Security::Tls).await;
    let mut planning = town.inside(Duty::Planning).await;
    let mut stranger = town.browser();
    for text in corpus().iter().step_by(7) {
        let mut written = form_urlencoded::Serializer::new(String::new());
        for name in [
            "year",
            "programme",
            "next",
            "done",
            "kind",
            "import",
            "list",
            "behind",
            "carried",
        ] {
            written.append_pair(name, text);
        }
        let query = written.finish();
        for path in [
            "/",
            "/sheet",
            "/ledger",
            "/identity",
            "/meeting",
            "/entry",
            "/closings",
        ] {
            let page = planning.get(&format!("{path}?{query}")).await;
            assert!(!page.status.is_server_error(), "{path}?{query}");
            look_through(&page, path);
        }
        let page = stranger.get(&format!("/login?{query}")).await;
        look_through(&page, "/login");
    }
}

#[tokio::test]
async fn every_answer_of_every_address_carries_the_policy() {
    let town = Town::new(Security::Tls).await;
    let mut planning = town.inside(Duty::Planning).await;
    let mut stranger = town.browser();
    let mut answers = 0;
    for route in routes() {
        for address in [route.address(&[]), format!("{}/x", route.address(&[]))] {
            for browser in [&mut planning, &mut stranger] {
                let got = browser.get(&address).await;
                let sent = browser.post_with(&address, &[], &[]).await;
                for answer in [got, sent] {
                    let policy = answer.header("content-security-policy");
                    assert!(
                        policy.starts_with("default-src 'none'; script-src 'self'"),
                        "{address}: {policy}"
                    );
                    assert!(policy.contains("frame-ancestors 'none'; base-uri 'none'"));
                    assert!(!policy.contains("unsafe"), "{address}");
                    assert_eq!(answer.header("x-content-type-options"), "nosniff");
                    answers += 1;
                }
            }
        }
    }
    assert!(answers > 300, "{answers}");
}

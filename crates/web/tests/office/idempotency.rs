//! What a program sends under a key of its own is done once, however often and whenever it comes.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use enishi_domain::staff::Duty;
use enishi_web::Security;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::api::Program;
use crate::browser::Town;
use crate::importing::MEMBERS;
use crate::looking::kept;

fn tally(count: &str) -> Value {
    json!({
        "kind": "tally",
        "fields": {"事業": "1", "活動": "朝市", "発生日": "2024-12-03", "数量": count, "単位": "人"},
        "after": null,
    })
}

async fn recorded(program: &Program<'_>) -> usize {
    let (_, page) = program.get("/engagements?year=2024&kind=tally").await;
    page["engagements"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_again_gets_the_first_answer_also_behind_a_restart() {
    let mut town = Town::new(Security::Tls).await;
    let first = {
        let mut program = Program::of(&town, Duty::Entry).await;
        program.key = Some("\"monthly-1\"");
        let (status, first) = program.post("/engagements", &tally("25")).await;
        assert_eq!(status, StatusCode::CREATED, "{first}");
        let again = program.post("/engagements", &tally("25")).await;
        assert_eq!(again, (StatusCode::CREATED, first.clone()));
        let (status, other) = program.post("/engagements", &tally("26")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(other["code"], "idempotency_key_reused");
        let void = json!({"revision": 1, "reason": "duplicate"});
        let id = first["id"].as_str().unwrap();
        let (status, other) = program
            .post(&format!("/engagements/{id}/void"), &void)
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
        assert_eq!(recorded(&program).await, 1);
        (program.token, first)
    };
    town.open(town.worker());
    let mut program = Program::of(&town, Duty::Entry).await;
    let another = std::mem::replace(&mut program.token, first.0);
    program.key = Some("\"monthly-1\"");
    town.wait(23 * 3600);
    let again = program.post("/engagements", &tally("25")).await;
    assert_eq!(again, (StatusCode::CREATED, first.1.clone()));
    // Another token knows nothing of the key; what was seen still guards the ledger.
    program.token = another;
    let (status, answer) = program.post("/engagements", &tally("25")).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::CONFLICT, &json!("conflict"))
    );
    town.wait(2 * 3600);
    let (status, _) = program.post("/engagements", &tally("25")).await;
    assert_eq!(
        status,
        StatusCode::CONFLICT,
        "forgotten after a day, and still not done twice"
    );
    assert_eq!(recorded(&program).await, 1);
}

#[tokio::test]
async fn of_many_at_once_one_is_done_and_all_hear_of_the_same() {
    let town = Town::new(Security::Tls).await;
    let mut program = Program::of(&town, Duty::Entry).await;
    program.key = Some("\"at once\"");
    let new = tally("25");
    let asked = (0..8).map(|_| program.post("/engagements", &new));
    let answers = futures_util::future::join_all(asked).await;
    let (_, first) = program.post("/engagements", &new).await;
    for (status, answer) in &answers {
        match *status {
            StatusCode::CREATED => assert_eq!(answer, &first),
            StatusCode::CONFLICT => assert_eq!(answer["code"], "idempotency_key_in_use"),
            _ => panic!("{status}: {answer}"),
        }
    }
    assert!(
        answers
            .iter()
            .any(|(status, _)| *status == StatusCode::CREATED)
    );
    assert_eq!(recorded(&program).await, 1);
}

#[tokio::test]
async fn whoever_hangs_up_finds_the_answer_when_asking_again() {
    let town = Town::new(Security::Tls).await;
    let keys: Vec<String> = (0..16).map(|n| format!("\"hang up {n}\"")).collect();
    let mut program = Program::of(&town, Duty::Entry).await;
    let mut last = Value::Null;
    for (patience, key) in keys.iter().enumerate() {
        program.key = Some(key);
        let mut new = tally("25");
        new["after"] = last;
        let patience = Duration::from_millis(patience as u64);
        drop(timeout(patience, program.post("/engagements", &new)).await);
        let (status, made) = loop {
            let (status, answer) = program.post("/engagements", &new).await;
            if answer["code"] != "idempotency_key_in_use" {
                break (status, answer);
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(status, StatusCode::CREATED, "after {patience:?}: {made}");
        last = made["id"].clone();
    }
    assert_eq!(recorded(&program).await, keys.len());
}

#[tokio::test]
async fn what_was_refused_leaves_its_key_free_and_nothing_of_anybody_is_kept() {
    let town = Town::new(Security::Tls).await;
    let mut program = Program::of(&town, Duty::Entry).await;
    program.key = Some("\"k\"");
    let mut new = tally("25");
    new["fields"]["数量"] = json!("なし-090-1234-5678");
    let (status, _) = program.post("/engagements", &new).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, made) = program.post("/engagements", &tally("25")).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    for (_, bytes) in kept(&town).await {
        let said = "なし-090-1234-5678".as_bytes();
        assert!(!bytes.windows(said.len()).any(|part| part == said));
    }
    // Looking knows no keys.
    let before = kept(&town).await;
    program.key = Some("\"look\"");
    assert_eq!(program.get("/series").await.0, StatusCode::OK);
    for bad in ["", "\"\"", "plain", "\"", "\"a\"b\"", "\"\\\""] {
        program.key = Some(bad);
        let (status, answer) = program.post("/engagements", &tally("25")).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::BAD_REQUEST, &json!("bad_parameter"))
        );
    }
    assert!(before == kept(&town).await);
}

#[tokio::test]
async fn a_file_is_answered_again_though_no_further_may_wait() {
    let town = Town::new(Security::Tls).await;
    let mut program = Program::of(&town, Duty::Planning).await;
    let keys: Vec<String> = (0..6).map(|n| format!("\"file {n}\"")).collect();
    let path = |n: usize| format!("/imports?source=members&name={n}.csv");
    let file = |n: usize| format!("{MEMBERS}000{},丙山 三,ヘイヤマ ミツ,2024/5/1\n", n + 3);
    let mut first = Vec::new();
    for (n, key) in keys.iter().enumerate() {
        program.key = Some(key);
        let answer = program.call(Method::POST, &path(n), file(n)).await;
        first.push(answer);
    }
    let statuses: Vec<u16> = first.iter().map(|(status, _)| status.as_u16()).collect();
    assert_eq!(statuses, [202, 202, 202, 202, 202, 409]);
    let uploads = town.uploads().len();
    program.key = Some(&keys[4]);
    let again = program.call(Method::POST, &path(4), file(4)).await;
    assert_eq!(again, first[4], "it was taken, and is told so again");
    let (status, other) = program.call(Method::POST, &path(4), file(1)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other["code"], "idempotency_key_reused");
    assert_eq!(town.uploads().len(), uploads);
    // What was refused leaves its key free for when there is room again.
    let id = first[0].1["id"].as_str().unwrap();
    program.key = None;
    let cancel = format!("/imports/{id}/cancel");
    while program.get(&format!("/imports/{id}")).await.1["state"] != "tried" {
        tokio::task::yield_now().await;
    }
    program.call(Method::POST, &cancel, String::new()).await;
    program.key = Some(&keys[5]);
    let (status, told) = program.call(Method::POST, &path(5), file(5)).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{told}");
}

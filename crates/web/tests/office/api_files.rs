//! Registers and statistics through the API: the same jobs as on the screen, for the same duties.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use enishi_web::{Security, Worker};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::api::Program;
use crate::browser::Town;
use crate::importing::MEMBERS;
use crate::looking::kept;

const DRY: &str = "/imports?source=members&name=a.csv";

async fn hand_over(program: &Program<'_>, path: &str, text: &str) -> (StatusCode, Value) {
    program.call(Method::POST, path, text.to_owned()).await
}

/// How far a file is, once nothing goes on.
async fn settled(program: &Program<'_>, id: &str) -> Value {
    for _ in 0..2_000 {
        let (status, told) = program.get(&format!("/imports/{id}")).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        if told["state"] != "waiting" && told["state"] != "running" {
            return told;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it never ends");
}

fn id_of(begun: &Value) -> String {
    begun["id"].as_str().unwrap().to_owned()
}

async fn imported(program: &Program<'_>) -> usize {
    let (_, told) = program.get("/imports").await;
    told["imports"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_register_is_tried_written_and_known_again() {
    let town = Town::new(Security::Tls).await;
    let mut planning = Program::of(&town, Duty::Planning).await;
    let (status, begun) = hand_over(&planning, DRY, MEMBERS).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{begun}");
    let id = id_of(&begun);
    let told = settled(&planning, &id).await;
    assert_eq!(
        (&told["state"], &told["result"]["counts"]["new"]),
        (&json!("tried"), &json!(2))
    );
    assert_eq!(imported(&planning).await, 0, "a dry run writes nothing");
    let commit = format!("/imports/{id}/commit");
    let (status, _) = planning.call(Method::POST, &commit, String::new()).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    let told = settled(&planning, &id).await;
    assert_eq!(told["state"], "committed");
    let (_, all) = planning.get("/imports").await;
    assert_eq!(all["imports"][0]["id"], told["result"]["import"]);
    assert_eq!(imported(&planning).await, 1);
    let (status, twice) = planning.call(Method::POST, &commit, String::new()).await;
    assert_eq!(
        (status, &twice["code"]),
        (StatusCode::CONFLICT, &json!("conflict"))
    );
    // At once, under a key: the same again is the same file.
    planning.key = Some("\"members-2024\"");
    let at_once = format!("{DRY}&dry_run=false");
    let (_, begun) = hand_over(&planning, &at_once, MEMBERS).await;
    let again = hand_over(&planning, &at_once, MEMBERS).await;
    assert_eq!(again, (StatusCode::ACCEPTED, begun.clone()));
    let (status, other) = hand_over(&planning, &at_once, "会員番号\n1\n").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other["code"], "idempotency_key_reused");
    let told = settled(&planning, &id_of(&begun)).await;
    assert_eq!(told["state"], "committed");
    assert_eq!(told["result"]["counts"]["unchanged"], 2);
    let (_, all) = planning.get("/imports").await;
    assert_eq!(
        all["files"].as_array().unwrap().len(),
        2,
        "no file was handed over twice"
    );
}

#[tokio::test]
async fn rows_that_are_amiss_come_back_as_a_workbook() {
    let town = Town::new(Security::Tls).await;
    let planning = Program::of(&town, Duty::Planning).await;
    let broken = format!("{MEMBERS}0003,丙山 三,ヘイヤマ ミツ,いつか\n");
    let (_, begun) = hand_over(&planning, DRY, &broken).await;
    let id = id_of(&begun);
    let told = settled(&planning, &id).await;
    assert_eq!(told["result"]["counts"]["refused"], 1, "{told}");
    assert_eq!(told["result"]["has_errors"], true);
    let request = Request::get(format!("/api/v1/imports/{id}/errors"))
        .header("authorization", format!("Bearer {}", planning.token))
        .body(Body::empty())
        .unwrap();
    let response = town.service.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert!(bytes.starts_with(b"PK"), "a workbook");
    let (_, begun) = hand_over(&planning, DRY, MEMBERS).await;
    let whole = id_of(&begun);
    settled(&planning, &whole).await;
    let (status, _) = planning.get(&format!("/imports/{whole}/errors")).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "nothing is amiss in it");
    let (_, begun) = hand_over(&planning, DRY, "甲,乙\n1,2\n").await;
    let told = settled(&planning, &id_of(&begun)).await;
    assert_eq!(
        (&told["state"], &told["failure"]["code"]),
        (&json!("failed"), &json!("headings"))
    );
}

#[tokio::test]
async fn what_goes_on_is_stopped_and_then_given_up() {
    let mut town = Town::new(Security::Tls).await;
    let worker: Worker = Arc::new(|_, watched| {
        Box::pin(async move {
            watched.stopped().await;
            Err(enishi_desk::work_on_deposit::Fault::Stopped)
        })
    });
    town.open(worker);
    let planning = Program::of(&town, Duty::Planning).await;
    let (_, begun) = hand_over(&planning, &format!("{DRY}&dry_run=false"), MEMBERS).await;
    let id = id_of(&begun);
    let commit = format!("/imports/{id}/commit");
    let (status, _) = planning.call(Method::POST, &commit, String::new()).await;
    assert_eq!(status, StatusCode::CONFLICT, "it goes on");
    let cancel = format!("/imports/{id}/cancel");
    let (_, told) = planning.call(Method::POST, &cancel, String::new()).await;
    assert_eq!(told["was_running"], true);
    let told = settled(&planning, &id).await;
    assert_eq!(
        (&told["state"], &told["failure"]["code"]),
        (&json!("failed"), &json!("stopped"))
    );
    let (_, told) = planning.call(Method::POST, &cancel, String::new()).await;
    assert_eq!(told["was_running"], false);
    let (status, _) = planning.get(&format!("/imports/{id}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(imported(&planning).await, 0);
}

#[tokio::test]
async fn registers_are_for_those_who_import_on_the_screen() {
    let town = Town::new(Security::Tls).await;
    let planning = Program::of(&town, Duty::Planning).await;
    let (_, begun) = hand_over(&planning, DRY, MEMBERS).await;
    let id = id_of(&begun);
    settled(&planning, &id).await;
    for duty in Duty::ALL {
        let program = Program::of(&town, *duty).await;
        let before = kept(&town).await;
        let (status, told) = hand_over(&program, DRY, MEMBERS).await;
        let expected = if *duty == Duty::Planning {
            StatusCode::ACCEPTED
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(status, expected, "{duty:?}: {told}");
        if *duty == Duty::Planning {
            let id = id_of(&told);
            settled(&program, &id).await;
            continue;
        }
        // Another's file is not told from what is not there; who never imports is told so.
        let hidden = if *duty == Duty::Entry {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::FORBIDDEN
        };
        for path in ["", "/errors"] {
            let (status, _) = program.get(&format!("/imports/{id}{path}")).await;
            assert_eq!(status, hidden, "{duty:?} {path}");
        }
        for path in ["commit", "cancel"] {
            let path = format!("/imports/{id}/{path}");
            let (status, _) = program.call(Method::POST, &path, String::new()).await;
            assert_eq!(status, hidden, "{duty:?} {path}");
        }
        assert!(before == kept(&town).await, "{duty:?}");
    }
    // A department imports for its own programmes, and for no other.
    let entry = Program::of(&town, Duty::Entry).await;
    let (status, told) = hand_over(&entry, &format!("{DRY}&programme=1"), MEMBERS).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{told}");
    let (status, _) = hand_over(&entry, &format!("{DRY}&programme=2"), MEMBERS).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_an_import_cannot_be_is_refused_before_it_begins() {
    let town = Town::new(Security::Tls).await;
    let planning = Program::of(&town, Duty::Planning).await;
    let before = kept(&town).await;
    for (path, code) in [
        ("/imports", "bad_parameter"),
        ("/imports?source=members", "bad_parameter"),
        ("/imports?source=&name=a", "bad_parameter"),
        ("/imports?source=none&name=a", "invalid"),
        (
            "/imports?source=members&name=a&dry_run=yes",
            "bad_parameter",
        ),
        (
            "/imports?source=members&name=a&encoding=ebcdic",
            "bad_parameter",
        ),
        ("/imports?source=members&name=a&date=x", "bad_parameter"),
        (
            "/imports?source=members&name=a&purpose=donation",
            "bad_parameter",
        ),
        ("/imports?source=members&name=a&programme=999", "not_found"),
        ("/imports?source=members&name=a&mapping=x", "bad_parameter"),
    ] {
        let (_, told) = hand_over(&planning, path, MEMBERS).await;
        assert_eq!(told["code"], code, "{path}: {told}");
    }
    let (_, told) = hand_over(&planning, DRY, "").await;
    assert_eq!(told["code"], "invalid", "an empty file: {told}");
    assert!(before == kept(&town).await, "nothing is left of them");
}

fn value(value: &str, release: &str) -> Value {
    json!({
        "series": "social_increase", "definition": "resident-register", "year": 2024,
        "value": value, "release": release, "published_on": "2025-04-20", "document": "市民課",
    })
}

#[tokio::test]
async fn values_are_observed_revised_and_all_of_them_read_again() {
    let town = Town::new(Security::Tls).await;
    let planning = Program::of(&town, Duty::Planning).await;
    let path = "/observations?series=social_increase";
    let (_, begin) = planning.get(path).await;
    assert_eq!(begin["observations"], json!([]));
    let mut new = json!({
        "seen": begin["seen"], "observations": [value("-120.5", "preliminary")],
    });
    let (status, told) = planning.post("/observations", &new).await;
    assert_eq!(
        (status, &told["recorded"]),
        (StatusCode::OK, &json!(1)),
        "{told}"
    );
    let (status, told) = planning.post("/observations", &new).await;
    assert_eq!(
        (status, &told["code"]),
        (StatusCode::CONFLICT, &json!("conflict"))
    );
    let seen = async || planning.get(path).await.1["seen"].clone();
    new["seen"] = seen().await;
    let (_, told) = planning.post("/observations", &new).await;
    assert_eq!(told["recorded"], 0, "what holds is left alone");
    new["observations"] = json!([value("131", "final")]);
    let (_, told) = planning.post("/observations", &new).await;
    assert_eq!(told["recorded"], 1);
    let (_, all) = planning.get(path).await;
    let said = |n: usize| {
        let one = &all["observations"][n];
        [
            &one["value"],
            &one["release"],
            &one["holds"],
            &one["published_on"],
            &one["document"],
        ]
        .map(Clone::clone)
    };
    let day = json!("2025-04-20");
    let office = json!("市民課");
    assert_eq!(
        said(0),
        [
            json!("131"),
            json!("final"),
            json!(true),
            day.clone(),
            office.clone()
        ]
    );
    assert_eq!(
        said(1),
        [
            json!("-120.5"),
            json!("preliminary"),
            json!(false),
            day,
            office
        ]
    );
    let (_, other) = planning.get("/observations?series=none").await;
    assert_eq!(other["observations"], json!([]));
}

#[tokio::test]
async fn values_that_cannot_be_are_named_and_none_is_recorded() {
    let town = Town::new(Security::Tls).await;
    let planning = Program::of(&town, Duty::Planning).await;
    let seen = planning.get("/observations").await.1["seen"].clone();
    let mut unknown = value("1", "final");
    unknown["series"] = json!("\"幸福度\",\n");
    let mut named = unknown.clone();
    named["series"] = json!("\"幸福度\"");
    let send = async |observations: Value| {
        let new = json!({"seen": seen, "observations": observations});
        planning.post("/observations", &new).await
    };
    let (status, told) = send(json!([value("1", "final"), named])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    assert_eq!(told["errors"][0]["field"], "observations[1]");
    let mut late = value("1", "final");
    late["year"] = json!(1);
    for bad in [
        json!([]),
        json!([unknown]),
        json!([value("x", "final")]),
        json!([late]),
        json!([value("1", "x")]),
    ] {
        let (status, told) = send(bad.clone()).await;
        assert_eq!(
            (status, &told["code"]),
            (StatusCode::BAD_REQUEST, &json!("bad_body")),
            "{bad}"
        );
    }
    for duty in Duty::ALL {
        let program = Program::of(&town, *duty).await;
        let before = kept(&town).await;
        let new = json!({"seen": seen, "observations": [value("1", "final")]});
        if *duty != Duty::Planning {
            let (status, _) = program.post("/observations", &new).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{duty:?}");
            assert!(before == kept(&town).await, "{duty:?}");
        }
    }
    assert_eq!(
        planning.get("/observations").await.1["observations"],
        json!([])
    );
}

#[tokio::test]
async fn nobody_sends_more_files_at_once_than_may_wait() {
    let town = Town::new(Security::Tls).await;
    let planning = Program::of(&town, Duty::Planning).await;
    let (begin, begun) = tokio::sync::watch::channel(false);
    let sent = (0..12).map(|_| {
        let mut begun = begun.clone();
        let file = async move {
            begun.wait_for(|begun| *begun).await.unwrap();
            Ok::<_, std::io::Error>(MEMBERS)
        };
        let body = Body::from_stream(futures_util::stream::once(file));
        let request = Request::post(format!("/api/v1{DRY}"))
            .header("authorization", format!("Bearer {}", planning.token));
        let service = town.service.clone();
        async move {
            let answer = service.oneshot(request.body(body).unwrap()).await.unwrap();
            let status = answer.status();
            let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            (status, serde_json::from_slice::<Value>(&bytes).unwrap())
        }
    });
    // All of them are on their way before the first has come in.
    let let_go = async {
        for _ in 0..100_000 {
            if town.uploads().len() > 1 {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert!(town.uploads().len() > 1);
        begin.send_replace(true);
    };
    let sent = futures_util::future::join_all(sent);
    let (answers, ()) = futures_util::future::join(sent, let_go).await;
    let taken = answers
        .iter()
        .filter(|(status, _)| *status == StatusCode::ACCEPTED);
    assert_eq!(taken.count(), 5);
    for (status, told) in answers {
        if status != StatusCode::ACCEPTED {
            assert_eq!(
                (status, &told["code"]),
                (StatusCode::CONFLICT, &json!("conflict"))
            );
        }
    }
    let (_, told) = planning.get("/imports").await;
    assert_eq!(told["files"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn whoever_may_not_import_is_told_so_before_anything_else() {
    let town = Town::new(Security::Tls).await;
    let entry = Program::of(&town, Duty::Entry).await;
    for path in [
        "/imports?source=none&name=a.csv",
        "/imports?source=members&name=a.csv&programme=2",
    ] {
        let (status, told) = hand_over(&entry, path, "").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {told}");
    }
}

#[tokio::test]
async fn a_value_that_stands_twice_in_one_request_is_observed_once() {
    let town = Town::new(Security::Tls).await;
    let planning = Program::of(&town, Duty::Planning).await;
    let path = "/observations?series=social_increase";
    let seen = planning.get(path).await.1["seen"].clone();
    let send = async |observations: Value| {
        let new = json!({"seen": seen, "observations": observations});
        planning.post("/observations", &new).await
    };
    let (status, told) = send(json!([value("131", "final"), value("131", "final")])).await;
    assert_eq!(
        (status, &told["recorded"]),
        (StatusCode::OK, &json!(1)),
        "{told}"
    );
    let (_, all) = planning.get(path).await;
    assert_eq!(all["observations"].as_array().unwrap().len(), 1);
}

//! The office for programs: what the document says is what is answered, nobody comes in without a
//! token or does with one what their duties do not allow, and nothing is recorded twice.

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use enishi_desk::access_tokens::{NewToken, issue_for};
use enishi_desk::manage_staff::suspend;
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use enishi_web::{Security, api_document};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::browser::{HOST, Town};
use crate::looking::kept;

/// A program with a token.
pub struct Program<'a> {
    town: &'a Town,
    pub token: String,
    pub document: Value,
    /// What stands in `Idempotency-Key`, where something does.
    pub key: Option<&'a str>,
}

impl<'a> Program<'a> {
    pub async fn of(town: &'a Town, duty: Duty) -> Self {
        let new = NewToken {
            label: "試験".to_owned(),
            days: 30,
        };
        let login = &town.account(duty).login;
        let token = issue_for(&town.office, login, &new, &town.entropy).await;
        Self {
            town,
            token: token.unwrap(),
            document: serde_json::from_str(&api_document()).unwrap(),
            key: None,
        }
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, String::new()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, body.to_string()).await
    }

    /// Asks, and holds the answer to the document.
    pub async fn call(&self, method: Method, path: &str, body: String) -> (StatusCode, Value) {
        let bearer = format!("Bearer {}", self.token);
        let mut request = Request::builder()
            .method(method.clone())
            .uri(format!("/api/v1{path}"))
            .header("host", HOST)
            .header("authorization", bearer)
            .header("content-type", "application/json");
        if let Some(key) = self.key {
            request = request.header("idempotency-key", key);
        }
        let (status, kind, answer) = send(self.town, request, body).await;
        let plain = path.split('?').next().unwrap();
        let template = match plain.split('/').nth(2) {
            Some(id) => plain.replacen(id, "{id}", 1),
            None => plain.to_owned(),
        };
        let told = &self.document["paths"][&template][method.as_str().to_lowercase()];
        let mut response = &told["responses"][status.as_str()];
        assert!(response.is_object(), "{method} {path}: {status} {answer}");
        if let Some(place) = response["$ref"].as_str() {
            let place = place.trim_start_matches('#');
            response = self.document.pointer(place).unwrap();
        }
        let schema = &response["content"][&kind]["schema"];
        assert!(schema.is_object(), "{method} {path} gives {kind}");
        let whole = json!({"allOf": [schema], "components": self.document["components"]});
        let validator = jsonschema::validator_for(&whole).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&answer)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{method} {path}: {faults:?}");
        (status, answer)
    }
}

async fn send(
    town: &Town,
    request: axum::http::request::Builder,
    body: String,
) -> (StatusCode, String, Value) {
    let request = request.body(Body::from(body)).unwrap();
    let response = town.service.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let header = |name: &str| {
        let value = response.headers().get(name);
        value.map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    assert_eq!(header("cache-control"), "no-store");
    assert!(header("set-cookie").is_empty(), "no cookie of a program");
    if status == StatusCode::METHOD_NOT_ALLOWED {
        assert!(!header("allow").is_empty());
    }
    let kind = header("content-type");
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    (status, kind, value)
}

/// What can be read, as anybody.
const READS: [&str; 7] = [
    "/account",
    "/programmes?year=2024",
    "/measurements?year=2024",
    "/engagements?year=2024",
    "/closings?year=2024",
    "/series",
    "/imports",
];

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "UPDATE=1 is how the kept document is rewritten"
)]
fn the_document_is_the_one_that_is_kept() {
    let kept = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/reference/openapi.json"
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(kept, api_document()).unwrap();
    }
    let text = std::fs::read_to_string(kept).unwrap();
    assert!(text == api_document(), "run with UPDATE=1, and review it");
}

#[tokio::test]
async fn every_duty_reads_what_its_screens_show_and_nothing_is_changed_by_it() {
    let town = Town::new(Security::Tls).await.with_a_talk().await;
    for duty in Duty::ALL {
        let program = Program::of(&town, *duty).await;
        let mut browser = town.inside(*duty).await;
        let before = kept(&town).await;
        for (path, page) in READS.iter().zip([
            "/account",
            "/submissions",
            "/sheet",
            "/ledger",
            "/closings",
            "/series",
            "/imports",
        ]) {
            let (status, answer) = program.get(path).await;
            let shown = browser.get(page).await.status;
            let needs_code = matches!(duty, Duty::Head | Duty::Administration);
            let expected = match *path {
                _ if path.starts_with("/account") => StatusCode::OK,
                _ if needs_code => StatusCode::FORBIDDEN,
                _ if path.starts_with("/programmes") => StatusCode::OK,
                _ => shown,
            };
            assert_eq!(status, expected, "{duty:?} {path}: {answer}");
            let text = answer.to_string();
            assert!(!text.contains("架空") && !text.contains("090-"), "{path}");
        }
        assert!(before == kept(&town).await, "{duty:?}");
    }
}

#[tokio::test]
async fn a_record_is_made_once_corrected_and_taken_back() {
    let town = Town::new(Security::Tls).await;
    let entry = Program::of(&town, Duty::Entry).await;
    let (_, account) = entry.get("/account").await;
    assert_eq!(account["last_engagement"], Value::Null);
    let new = json!({
        "kind": "tally",
        "fields": {"事業": "1", "活動": "朝市", "発生日": "2024-12-03", "数量": "25", "単位": "人"},
        "after": null,
    });
    let (status, made) = entry.post("/engagements", &new).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let (status, again) = entry.post("/engagements", &new).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let id = made["id"].as_str().unwrap();
    assert!(again["detail"].as_str().unwrap().contains(id));
    let (_, page) = entry.get("/engagements?year=2024&kind=tally").await;
    assert_eq!(page["engagements"].as_array().unwrap().len(), 1);
    let row = &page["engagements"][0];
    assert_eq!(row["fields"]["数量"], "25");
    let seen = row["revision"].clone();
    let mut fields = row["fields"].clone();
    fields["数量"] = json!("26");
    let said = json!({"revision": seen, "reason": "entry_error", "fields": fields});
    let path = format!("/engagements/{id}/corrections");
    let (status, done) = entry.post(&path, &said).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(done["is_changed"], true);
    let (status, late) = entry.post(&path, &said).await;
    assert_eq!(
        (status, &late["code"]),
        (StatusCode::CONFLICT, &json!("conflict"))
    );
    let void = json!({"revision": done["revision"], "reason": "duplicate", "note": "二重"});
    let path = format!("/engagements/{id}/void");
    let (status, gone) = entry.post(&path, &void).await;
    assert_eq!(status, StatusCode::OK, "{gone}");
    let (status, twice) = entry.post(&path, &void).await;
    assert_eq!(
        (status, &twice["code"]),
        (StatusCode::CONFLICT, &json!("already_void"))
    );
    let (_, history) = entry.get(&format!("/engagements/{id}")).await;
    let revisions = history["revisions"].as_array().unwrap();
    let operations: Vec<&str> = revisions
        .iter()
        .map(|r| r["operation"].as_str().unwrap())
        .collect();
    assert_eq!(operations.len(), 3, "{operations:?}");
}

#[tokio::test]
async fn a_period_is_closed_as_it_was_seen_and_reopened_with_a_reason() {
    let town = Town::new(Security::Tls).await;
    let entry = Program::of(&town, Duty::Entry).await;
    let (_, list) = entry.get("/closings?year=2024").await;
    let period = list["periods"].as_array().unwrap()[0].clone();
    let mut say = json!({
        "programme": period["programme"], "kind": period["kind"], "year": 2024,
        "said": period["said"], "rows": period["rows"], "reopen_reason": null,
    });
    let (status, closed) = entry.post("/closings", &say).await;
    assert_eq!(status, StatusCode::OK, "{closed}");
    let (status, _) = entry.post("/closings", &say).await;
    assert_eq!(status, StatusCode::CONFLICT, "it is not as it was seen");
    say["said"] = closed["said"].clone();
    say["reopen_reason"] = json!("まだある");
    let (status, _) = entry.post("/closings", &say).await;
    assert_eq!(status, StatusCode::OK);
    say["programme"] = json!("2");
    let (status, _) = entry.post("/closings", &say).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "another department's");
}

#[tokio::test]
async fn what_the_document_does_not_have_is_refused() {
    let town = Town::new(Security::Tls).await.with_a_talk().await;
    let planning = Program::of(&town, Duty::Planning).await;
    let before = kept(&town).await;
    for path in [
        "/engagements?year=x",
        "/engagements?year=1",
        "/engagements?kind=x",
        "/engagements?a=b",
        "/engagements?cursor=-1",
        "/engagements?programme=%00",
        "/engagements?programme=1%0A",
        "/engagements?year=2024&year=2023",
        "/programmes?year=",
        "/account?year=2024",
        "/series?x",
    ] {
        let (status, answer) = planning.get(path).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer["code"], "bad_parameter");
    }
    for id in ["E999999", "E0", "x", "E-1", "E1x", "%00"] {
        let (status, _) = planning.get(&format!("/engagements/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
    let good = json!({"kind": "tally", "fields": {}, "after": null});
    for (name, value) in [
        ("approved_by", json!(1)),
        ("kind", json!("x")),
        ("fields", json!([])),
        ("after", json!("P1")),
        ("fields", json!({"事業": 1})),
        ("purpose", json!({})),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        let (status, answer) = planning.post("/engagements", &bad).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{bad}: {answer}");
    }
    let mut foreign = good.clone();
    foreign["fields"] = json!({"承認者": "1"});
    let (status, answer) = planning.post("/engagements", &foreign).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer["errors"][0]["field"], "承認者");
    for body in ["", "{", "null", "[]", "\u{0}", "{\"kind\":\"tally\"}"] {
        let (status, _) = planning
            .call(Method::POST, "/engagements", body.to_owned())
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    }
    let large = format!("{{\"kind\":\"{}\"}}", "x".repeat(300_000));
    let (status, _) = planning.call(Method::POST, "/engagements", large).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(before == kept(&town).await, "nothing was recorded");
}

#[tokio::test]
async fn nobody_comes_in_without_a_token_that_holds() {
    let town = Town::new(Security::Tls).await;
    let program = Program::of(&town, Duty::Entry).await;
    let mut browser = town.inside(Duty::Entry).await;
    browser.get("/").await;
    let cookie = browser.cookie.clone().unwrap();
    let document = &program.document["paths"];
    let mut asked = 0;
    for (path, methods) in document.as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let path = path.replace("{id}", "E1");
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            for (name, value) in [
                ("cookie", cookie.as_str()),
                ("authorization", "Bearer enishi_00"),
                ("authorization", "Basic YTpi"),
                ("authorization", "Bearer"),
                ("x-none", ""),
            ] {
                let request = Request::builder()
                    .method(method.clone())
                    .uri(format!("/api/v1{path}"))
                    .header("content-type", "application/json")
                    .header(name, value);
                let (status, kind, answer) = send(&town, request, "{}".to_owned()).await;
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path} {name}");
                assert_eq!(kind, "application/problem+json");
                assert_eq!(answer["code"], "unauthenticated");
                asked += 1;
            }
        }
    }
    assert!(asked >= 60, "{asked}");
}

#[tokio::test]
async fn a_token_opens_the_api_alone_and_ends_with_its_time_and_its_owner() {
    let town = Town::new(Security::Tls).await;
    let program = Program::of(&town, Duty::Entry).await;
    let bearer = format!("Bearer {}", program.token);
    let page = Request::get("/ledger").header("authorization", &bearer);
    let page = page.body(Body::empty()).unwrap();
    let page = town.service.clone().oneshot(page).await.unwrap();
    assert_eq!(
        page.status(),
        StatusCode::SEE_OTHER,
        "a token opens no page"
    );
    for (method, path, status) in [
        (
            Method::DELETE,
            "/api/v1/series",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Method::PUT,
            "/api/v1/engagements",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (Method::GET, "/api/v1/nothing", StatusCode::NOT_FOUND),
    ] {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", &bearer);
        let (found, kind, _) = send(&town, request, String::new()).await;
        assert_eq!(
            (found, kind.as_str()),
            (status, "application/problem+json"),
            "{path}"
        );
    }
    let plain = Request::post("/api/v1/engagements").header("authorization", &bearer);
    let (status, _, _) = send(&town, plain, "{}".to_owned()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    town.wait(31 * 24 * 3600);
    let request = Request::get("/api/v1/series").header("authorization", &bearer);
    let (status, _, _) = send(&town, request, String::new()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "it has ended");
    town.wait(-31 * 24 * 3600);
    assert_eq!(program.get("/series").await.0, StatusCode::OK);
    suspend(&town.office, "entry").await.unwrap();
    let request = Request::get("/api/v1/series").header("authorization", &bearer);
    let (status, _, _) = send(&town, request, String::new()).await;
    assert_eq!(
        status,
        StatusCode::UNAUTHORIZED,
        "whose it is was suspended"
    );
}

#[tokio::test]
async fn a_token_is_made_shown_once_and_withdrawn_in_the_browser() {
    let town = Town::new(Security::Tls).await;
    let mut planning = town.inside(Duty::Planning).await;
    assert!(
        planning
            .get("/account")
            .await
            .text
            .contains("トークンはまだありません")
    );
    let bad = planning
        .post("/account/tokens", &[("label", "集計"), ("days", "400")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = planning
        .post("/account/tokens", &[("label", "集計"), ("days", "３０")])
        .await;
    let (_, rest) = made.text.split_once("enishi_").unwrap();
    let token = format!("enishi_{}", rest.split('<').next().unwrap());
    assert_eq!(token.len(), 71);
    let page = planning.get("/account").await;
    assert!(page.text.contains("集計") && !page.text.contains(&token));
    let program = Program {
        token: token.clone(),
        ..Program::of(&town, Duty::Planning).await
    };
    assert_eq!(program.get("/account").await.0, StatusCode::OK);
    let shown = page.hidden("token");
    let mut other = town.inside(Duty::Entry).await;
    other.get("/account").await;
    let foreign = other
        .post("/account/tokens/withdraw", &[("token", &shown)])
        .await;
    assert_eq!(foreign.status, StatusCode::CONFLICT, "not another's");
    assert_eq!(program.get("/account").await.0, StatusCode::OK);
    planning.get("/account").await;
    planning
        .post("/account/tokens/withdraw", &[("token", &shown)])
        .await;
    assert_eq!(program.get("/account").await.0, StatusCode::UNAUTHORIZED);
    let files = kept(&town).await;
    let is_there = |(_, bytes): &(String, Vec<u8>)| {
        bytes
            .windows(token.len())
            .any(|part| part == token.as_bytes())
    };
    assert!(!files.iter().any(is_there), "its secret is kept nowhere");
}

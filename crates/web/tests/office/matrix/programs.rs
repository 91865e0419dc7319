//! Every operation that the API's own document has, as a program of every duty: what the policy
//! allows is answered as the operation says, and what it does not is refused in one way. A program
//! shows no second factor, so the duties that ask for one count for nothing.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use enishi_desk::policy::Action;
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use enishi_web::api_document;
use serde_json::{Value, json};

use super::{Of, Scene};
use crate::api::Program;
use crate::looking::kept;

/// What is of nobody's duty: as whom one comes in.
const OF_NO_DUTY: &str = "showAccount";

/// One call. Whoever may changes nothing by it, so that each is asked the same.
pub struct Call {
    pub operation: &'static str,
    pub path: String,
    /// What is sent; none where it is only looked at.
    pub body: Option<Value>,
    action: Action,
    of: Of,
    /// How whoever may is answered.
    good: StatusCode,
    /// How whoever may do it elsewhere is refused.
    elsewhere: StatusCode,
}

fn call(operation: &'static str, path: impl Into<String>, action: Action, of: Of) -> Call {
    let elsewhere = match of {
        Of::Hidden(_) | Of::Another => StatusCode::NOT_FOUND,
        Of::Office | Of::Somewhere | Of::Programme(_) | Of::People(_) => StatusCode::FORBIDDEN,
    };
    Call {
        operation,
        path: path.into(),
        body: None,
        action,
        of,
        good: StatusCode::OK,
        elsewhere,
    }
}

impl Call {
    fn sending(self, body: Value, good: StatusCode) -> Self {
        let body = Some(body);
        Self { body, good, ..self }
    }
}

fn lists() -> Vec<Call> {
    let see = Action::SeeYear;
    let value = json!({
        "series": "none", "definition": "none", "year": 2024, "value": "1", "release": "final",
    });
    let values = json!({"seen": 0, "observations": [value]});
    vec![
        call("listProgrammes", "/programmes?year=2024", see, Of::Office),
        call(
            "listMeasurements",
            "/measurements?year=2024",
            see,
            Of::Office,
        ),
        call("listSeries", "/series", see, Of::Office),
        call("listObservations", "/observations", see, Of::Office),
        call(
            "recordObservations",
            "/observations",
            Action::Observe,
            Of::Office,
        )
        .sending(values, StatusCode::UNPROCESSABLE_ENTITY),
        call(
            "listClosings",
            "/closings",
            Action::SeeLedger,
            Of::Somewhere,
        ),
        call(
            "listEngagements",
            "/engagements",
            Action::SeeLedger,
            Of::Somewhere,
        ),
        call("listImports", "/imports", Action::Import, Of::Somewhere),
    ]
}

/// What is asked of each programme.
fn of_programme(no: &str) -> Vec<Call> {
    let of = || Of::Programme(no.to_owned());
    // Seen as it is not, of a year that has not begun, and a file without anything in it.
    let record = json!({
        "kind": "tally",
        "fields": {"事業": no, "活動": "朝市", "発生日": "2024-12-03", "数量": "1", "単位": "人"},
        "after": "E999999",
    });
    let close = json!({
        "programme": no, "kind": "tally", "year": 2038, "said": 0, "rows": 0,
        "reopen_reason": null,
    });
    let import = format!("/imports?source=members&name=a.csv&programme={no}");
    let list = format!("/engagements?year=2024&programme={no}");
    let record = Call {
        // As the screen does, which offers no other programme.
        elsewhere: StatusCode::UNPROCESSABLE_ENTITY,
        ..call("recordEngagement", "/engagements", Action::Record, of())
            .sending(record, StatusCode::CONFLICT)
    };
    vec![
        call("listEngagements", list, Action::SeeLedger, of()),
        record,
        call("sayClosing", "/closings", Action::ClosePeriod, of())
            .sending(close, StatusCode::UNPROCESSABLE_ENTITY),
        call("importRegister", import, Action::Import, of())
            .sending(Value::Null, StatusCode::UNPROCESSABLE_ENTITY),
    ]
}

fn of_record(no: &str, id: &str) -> Vec<Call> {
    let of = || Of::Hidden(no.to_owned());
    let path = format!("/engagements/{id}");
    let seen = json!({"revision": 0, "reason": "entry_error"});
    let mut said = seen.clone();
    said["fields"] = json!({});
    let (correct, void) = (format!("{path}/corrections"), format!("{path}/void"));
    vec![
        call("showEngagement", path, Action::SeeLedger, of()),
        call("correctEngagement", correct, Action::Correct, of())
            .sending(said, StatusCode::CONFLICT),
        call("voidEngagement", void, Action::Correct, of()).sending(seen, StatusCode::CONFLICT),
    ]
}

/// What somebody of 政策企画課 handed over.
fn of_file(id: &str) -> Vec<Call> {
    let path = format!("/imports/{id}");
    let of = |operation, path: String| call(operation, path, Action::Import, Of::Another);
    let nothing = || (Value::Null, StatusCode::OK);
    let write = |operation, path: String| {
        let (body, good) = nothing();
        of(operation, path).sending(body, good)
    };
    vec![
        of("showImport", path.clone()),
        of("showImportErrors", format!("{path}/errors")),
        write("commitImport", format!("{path}/commit")),
        write("cancelImport", format!("{path}/cancel")),
    ]
}

impl Scene {
    pub fn calls(&self) -> Vec<Call> {
        let mut all = lists();
        all.extend(self.departments.keys().flat_map(|no| of_programme(no)));
        all.extend(self.records.iter().flat_map(|(no, id)| of_record(no, id)));
        all.extend(of_file(&self.deposit));
        let import = call(
            "importRegister",
            "/imports?source=members&name=a.csv",
            Action::Import,
            Of::Office,
        );
        all.push(import.sending(Value::Null, StatusCode::UNPROCESSABLE_ENTITY));
        all
    }

    /// How somebody is to be answered.
    fn expected(&self, duty: Duty, call: &Call) -> StatusCode {
        let program = self.somebody(duty, false);
        let may = |of: &Of| self.may_as(&program, (call.action, of), &BTreeMap::new());
        match (may(&call.of), may(&Of::Somewhere)) {
            (true, _) => call.good,
            (false, true) => call.elsewhere,
            (false, false) => StatusCode::FORBIDDEN,
        }
    }
}

/// What the document has, each operation with its method and address.
pub fn operations() -> BTreeMap<String, (String, String)> {
    let document: Value = serde_json::from_str(&api_document()).unwrap();
    let mut found = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, told) in methods.as_object().unwrap() {
            let id = told["operationId"].as_str().unwrap().to_owned();
            let known = found.insert(id, (method.to_uppercase(), path.clone()));
            assert!(known.is_none(), "{known:?} is named twice");
        }
    }
    found
}

#[tokio::test]
async fn every_operation_does_for_every_duty_what_the_policy_says() {
    let scene = Scene::new().await;
    let operations = operations();
    let calls = scene.calls();
    let mut programs = Vec::new();
    for duty in Duty::ALL {
        programs.push((*duty, Program::of(&scene.town, *duty).await));
    }
    // Whoever records says what they recorded last; who recorded nothing has nothing to say.
    let (_, entry) = &programs
        .iter()
        .find(|(duty, _)| *duty == Duty::Entry)
        .unwrap();
    let mut first = of_programme("1").remove(1).body.unwrap();
    first["after"] = Value::Null;
    assert_eq!(
        entry.post("/engagements", &first).await.0,
        StatusCode::CREATED
    );
    let before = kept(&scene.town).await;
    for (duty, program) in &programs {
        assert_eq!(program.get("/account").await.0, StatusCode::OK, "{duty:?}");
        for call in &calls {
            if call.of == Of::Another && *duty == Duty::Planning {
                continue;
            }
            let (method, template) = &operations[call.operation];
            let plain = call.path.split('?').next().unwrap();
            assert_eq!(plain.split('/').count(), template.split('/').count());
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            assert_eq!(method == Method::POST, call.body.is_some());
            let body = call.body.as_ref().filter(|body| !body.is_null());
            let body = body.map_or_else(String::new, ToString::to_string);
            let (status, answer) = program.call(method, &call.path, body).await;
            let (path, expected) = (&call.path, scene.expected(*duty, call));
            assert_eq!(
                status, expected,
                "{duty:?} {}: {path}: {answer}",
                call.operation
            );
        }
    }
    assert!(
        before == kept(&scene.town).await,
        "whoever may changed nothing either"
    );
    let mut asked: BTreeSet<&str> = calls.iter().map(|call| call.operation).collect();
    asked.insert(OF_NO_DUTY);
    let known: BTreeSet<&str> = operations.keys().map(String::as_str).collect();
    assert_eq!(asked, known);
}

//! What nobody asked for: every form, every file and every program says one thing more, such as who
//! approved it, and is refused for it, whatever the address. What is asked are the requests of the
//! matrix, so that an address that is new is asked by itself.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use serde_json::{Value, json};

use super::programs::operations;
use super::{Asked, OF_NO_DUTY, Of, Scene, record, send};
use crate::api::Program;
use crate::browser::{Browser, form_with_file};
use crate::looking::kept;
use crate::routes::routes;
use crate::taking::{SHEET, checked};

const COLUMNS: &str = include_str!("../../../../store/visibility.toml");

/// The columns whose name some form has for a field of its own.
const OF_FORMS: [&str; 34] = [
    "activity",
    "answer",
    "answers",
    "basis",
    "category",
    "cause",
    "corrects",
    "decision_number",
    "department",
    "duty",
    "held_on",
    "improvement",
    "key",
    "kind",
    "kpi",
    "label",
    "login",
    "mark",
    "minutes",
    "name",
    "outlook",
    "password",
    "programme",
    "purpose",
    "reason",
    "reason_text",
    "scheme",
    "source",
    "tag",
    "text",
    "title",
    "token",
    "verdict",
    "version",
];

/// What would be set if a row were made of whatever is said: every other column that there is.
fn columns() -> BTreeSet<&'static str> {
    let lines = COLUMNS.lines().filter_map(|line| line.split_once(" = "));
    let columns: BTreeSet<&str> = lines.map(|(name, _)| name).collect();
    let others = columns.into_iter().filter(|name| !OF_FORMS.contains(name));
    let others: BTreeSet<&str> = others.chain(["approved_by"]).collect();
    assert!(others.len() > 100, "{}", others.len());
    others
}

/// What takes files, each with what stands before the file.
const FILES: [(&str, &str, &str); 3] = [
    ("/imports", "source", "members"),
    ("/checks", "", ""),
    ("/inquiries", "year", "R6"),
];

/// A request with one thing more.
fn with(asked: &Asked, name: &'static str, said: &str) -> Asked {
    let mut more = asked.clone();
    more.form.as_mut().unwrap().push((name, said.to_owned()));
    more
}

/// What is of nobody's duty, each with what its form says.
const WAYS: [(&str, &[(&str, &str)]); 11] = [
    ("/login", &[("login", "nobody"), ("password", "none")]),
    ("/logout", &[]),
    ("/logout-everywhere", &[]),
    ("/second-factor", &[("code", "0")]),
    ("/second-factor/key", &[("answer", "")]),
    ("/password/{token}", &[("password", "a"), ("again", "b")]),
    ("/account/keys", &[("name", ""), ("password", "")]),
    ("/account/keys/remove", &[("key", ""), ("own_password", "")]),
    ("/account/sessions/end", &[("session", "none")]),
    ("/account/tokens", &[("label", ""), ("days", "")]),
    ("/account/tokens/withdraw", &[("token", "none")]),
];

/// What is far enough that each form is there.
struct Ready {
    /// A record that was taken back: only such a one can be said again.
    void: String,
    /// A sheet that was read.
    sheet: String,
}

impl Ready {
    async fn new(browser: &mut Browser) -> Self {
        let void = record(browser, "1", 99).await;
        let seen = browser.get(&format!("/ledger/{void}/correct")).await;
        let seen = seen.hidden("seen");
        let fields = [("seen", seen.as_str()), ("reason", "duplicate")];
        let answer = browser.post(&format!("/ledger/{void}/void"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let sheet = checked(browser, SHEET).await;
        Self { void, sheet }
    }
}

impl Scene {
    /// The requests that send a form: of each address and each thing that is done there, one.
    fn forms(&self, ready: &Ready) -> Vec<Asked> {
        let mut known = BTreeSet::new();
        let all = self.always().into_iter().chain(self.of_stages());
        let all = all.filter(|asked| asked.form.is_some());
        let mut forms: Vec<Asked> = all
            .filter(|asked| known.insert((asked.route, format!("{:?}", asked.action))))
            .collect();
        for asked in &mut forms {
            match asked.route {
                "/ledger/{id}/restore" => asked.path = format!("/ledger/{}/restore", ready.void),
                "/checks/{id}/definitions" => asked.path = format!("{}/definitions", ready.sheet),
                _ => {}
            }
        }
        forms
    }
}

/// Who is refused for the form, and not for who they are.
async fn refused_for_its_fields<'e>(
    everybody: &'e mut [(Duty, Browser)],
    asked: &Asked,
) -> &'e mut Browser {
    let mut answers = Vec::new();
    for (n, (duty, browser)) in everybody.iter_mut().enumerate() {
        let status = send(browser, &with(asked, "approved_by", "1")).await;
        if status == StatusCode::BAD_REQUEST {
            return &mut everybody[n].1;
        }
        assert!(status.is_client_error(), "{duty:?} {asked:?}: {status}");
        answers.push((duty, status));
    }
    panic!("nobody was refused for its fields: {asked:?}: {answers:?}");
}

#[tokio::test]
async fn no_form_says_more_than_it_has_fields_for() {
    let scene = Scene::new().await;
    let mut planning = scene.town.inside(Duty::Planning).await;
    let ready = Ready::new(&mut planning).await;
    planning.get("/account").await;
    let mut everybody = vec![(Duty::Planning, planning)];
    for duty in Duty::ALL.iter().filter(|duty| **duty != Duty::Planning) {
        let mut browser = scene.town.inside(*duty).await;
        browser.get("/account").await;
        everybody.push((*duty, browser));
    }
    let (forms, columns) = (scene.forms(&ready), columns());
    let before = kept(&scene.town).await;
    let mut refused = 0;
    for asked in &forms {
        let browser = refused_for_its_fields(&mut everybody, asked).await;
        for column in &columns {
            let status = send(browser, &with(asked, column, "1")).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{asked:?} with {column}");
            refused += 1;
        }
        for (name, _) in asked.form.iter().flatten() {
            let status = send(browser, &with(asked, name, "2")).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{asked:?}: {name} twice");
            refused += 1;
        }
    }
    let browser = &mut everybody[0].1;
    for (route, form) in WAYS {
        let path = route.replace("{token}", "none");
        for column in &columns {
            let more = [form, &[(*column, "1")]].concat();
            let answer = browser.post(&path, &more).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {column}");
            refused += 1;
        }
    }
    assert!(refused > 4_000, "{refused}");
    assert!(before == kept(&scene.town).await, "nothing was changed");
    // It was what they said more: without that, each of them is taken for a form of ours.
    for asked in &forms {
        let form = asked.form.as_ref().unwrap();
        if asked.of == Of::Another && form.is_empty() {
            continue;
        }
        let browser = refused_for_its_fields(&mut everybody, asked).await;
        let status = send(browser, asked).await;
        assert_ne!(status, StatusCode::BAD_REQUEST, "{asked:?}");
        assert!(!status.is_server_error(), "{asked:?}: {status}");
    }
    let asked: BTreeSet<&str> = forms.iter().map(|asked| asked.route).collect();
    let files = FILES.map(|(path, ..)| path);
    for route in routes().iter().filter(|route| route.writes) {
        let path = route.path.as_str();
        let is_way = WAYS.iter().any(|(way, _)| *way == path) || path == "/login/directory";
        assert_eq!(is_way, OF_NO_DUTY.contains(&path), "{path}");
        let is_asked = asked.contains(path) || files.contains(&path);
        assert!(is_asked != is_way, "{path} was not asked");
    }
}

#[tokio::test]
async fn no_form_with_a_file_says_more_than_it_has_fields_for() {
    let scene = Scene::new().await;
    let mut planning = scene.town.inside(Duty::Planning).await;
    planning.get("/imports").await;
    for (path, name, said) in FILES {
        let before = scene.town.uploads().len();
        let form = form_with_file(&planning.csrf, said, "a.csv", b"a,b\n");
        let form = String::from_utf8(form).unwrap();
        let form = form.replace("name=\"source\"", &format!("name=\"{name}\""));
        let (line, _) = form.split_once("\r\n").unwrap();
        let more =
            format!("{line}\r\nContent-Disposition: form-data; name=\"approved_by\"\r\n\r\n1\r\n");
        // Before the file and after it; the mark of the session comes first.
        for place in form.match_indices(line).skip(1).map(|(place, _)| place) {
            let mut fuller = form.clone();
            fuller.insert_str(place, &more);
            let answer = planning.send_form(path, fuller.into()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} at {place}");
        }
        assert_eq!(scene.town.uploads().len(), before, "{path}");
        let answer = planning.send_form(path, form.into()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
}

#[cfg(feature = "oidc")]
#[tokio::test]
async fn the_way_to_the_directory_says_no_more_either() {
    let scene = Scene::new().await;
    let mut stranger = scene.town.browser();
    stranger.get("/login").await;
    for column in columns() {
        let answer = stranger.post("/login/directory", &[(column, "1")]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{column}");
    }
}

/// What some operation has a name for.
fn of_programs(document: &Value) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    if let Some(properties) = document["properties"].as_object() {
        names.extend(properties.keys().map(String::as_str));
    }
    if document["in"] == "query" {
        names.extend(document["name"].as_str());
    }
    let of_object = document
        .as_object()
        .into_iter()
        .flat_map(|all| all.values());
    let of_list = document.as_array().into_iter().flatten();
    let inside: Vec<&Value> = of_object.chain(of_list).collect();
    names.extend(inside.into_iter().flat_map(of_programs));
    names
}

/// A body with one thing more, in each object that it has.
fn fuller(body: &Value, name: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut inside = Vec::new();
    if let Some(object) = body.as_object() {
        let mut more = object.clone();
        more.insert(name.to_owned(), json!("1"));
        all.push(Value::Object(more));
        inside.extend(object.iter().map(|(key, inner)| (key.clone(), inner)));
    }
    if let Some(list) = body.as_array() {
        inside.extend((0..).map(|n: usize| n.to_string()).zip(list));
    }
    for (key, inner) in inside {
        for inner in fuller(inner, name) {
            let mut more = body.clone();
            *more.pointer_mut(&format!("/{key}")).unwrap() = inner;
            all.push(more);
        }
    }
    all
}

#[tokio::test]
async fn no_program_says_more_than_its_operation_has() {
    let scene = Scene::new().await;
    let operations = operations();
    let planning = Program::of(&scene.town, Duty::Planning).await;
    let before = kept(&scene.town).await;
    let document = planning.document.clone();
    let (names, columns) = (of_programs(&document), columns());
    let columns: Vec<&str> = columns.difference(&names).copied().collect();
    let (mut asked, mut refused) = (BTreeSet::new(), 0);
    for call in scene.calls() {
        let Some(body) = &call.body else {
            continue;
        };
        if !asked.insert(call.operation) {
            continue;
        }
        let mark = if call.path.contains('?') { '&' } else { '?' };
        for column in &columns {
            let path = format!("{}{mark}{column}=1", call.path);
            let sent = if body.is_null() {
                String::new()
            } else {
                body.to_string()
            };
            let (status, told) = planning.call(Method::POST, &path, sent).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {told}");
            refused += 1;
            let bodies = if !body.is_null() {
                fuller(body, column)
            } else if call.operation == "importRegister" {
                // A file's own bytes are no fields.
                Vec::new()
            } else {
                vec![json!({ *column: "1" })]
            };
            for body in bodies {
                let (status, told) = planning.post(&call.path, &body).await;
                // A heading that no form of ours has is a fault of the record.
                let is_heading = body["fields"][*column] == "1";
                let expected = match is_heading {
                    true => StatusCode::UNPROCESSABLE_ENTITY,
                    false => StatusCode::BAD_REQUEST,
                };
                assert_eq!(status, expected, "{} {body}: {told}", call.path);
                refused += 1;
            }
        }
    }
    assert!(refused > 1_000, "{refused}");
    assert!(before == kept(&scene.town).await, "nothing was changed");
    let writes = operations
        .iter()
        .filter(|(_, (method, _))| method == "POST");
    let writes: BTreeSet<&str> = writes.map(|(id, _)| id.as_str()).collect();
    assert_eq!(asked, writes);
}

//! Every address, as every duty, with what is their own department's and what is another's: what
//! the policy allows is done, and what it does not is refused, without one difference.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use enishi_desk::policy::{Action, Object, Principal};
use enishi_domain::staff::{Assignment, Duty, StaffId};
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Stage, Step};
use enishi_web::Security;

use crate::browser::{Browser, Town};
use crate::importing::{MEMBERS, handed_over};
use crate::routes::routes;

mod fields;
mod programs;
mod requests;

/// Records of each programme.
const RECORDS: usize = 8;

/// What is of nobody's duty: the ways in and out, and what is one's own.
const OF_NO_DUTY: [&str; 20] = [
    "/",
    "/login",
    "/login/directory",
    "/login/directory/back",
    "/logout",
    "/logout-everywhere",
    "/second-factor",
    "/second-factor/key",
    "/password/{token}",
    "/account",
    "/account/keys",
    "/account/keys/remove",
    "/account/sessions/end",
    "/account/tokens",
    "/account/tokens/withdraw",
    "/styleguide",
    "/assets/{name}",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    /// The whole office's.
    Office,
    /// Anything that one may do it with.
    Somewhere,
    /// A programme's.
    Programme(String),
    /// A record of a programme, which is not told from one that is not there.
    Hidden(String),
    /// People of programmes, all of whom must be reached.
    People(Vec<String>),
    /// Somebody else's own.
    Another,
}

/// One request.
#[derive(Clone, Debug)]
struct Asked {
    route: &'static str,
    path: String,
    /// What a form says; none where it is only looked at.
    form: Option<Vec<(&'static str, String)>>,
    action: Action,
    of: Of,
}

/// What is in the office that is asked.
struct Scene {
    town: Town,
    departments: BTreeMap<String, Vec<String>>,
    kpis: Vec<(String, String)>,
    records: Vec<(String, String)>,
    /// An import of programme 1.
    batch: String,
    deposit: String,
    check: String,
}

impl Scene {
    async fn new() -> Self {
        let town = Town::new(Security::Tls).await;
        let region = town.office.region();
        let programmes = region.programmes.iter();
        let departments = programmes.map(|p| (p.no.clone(), p.departments.clone()));
        let departments: BTreeMap<_, _> = departments.collect();
        let programmes = region.programmes.iter();
        let kpis = programmes.flat_map(|p| p.kpis.iter().map(|k| (p.no.clone(), k.no.to_string())));
        let kpis = kpis.collect();
        let mut planning = town.inside(Duty::Planning).await;
        let mut records = Vec::new();
        for no in departments.keys() {
            for n in 0..RECORDS {
                records.push((no.clone(), record(&mut planning, no, n).await));
            }
        }
        for (n, no) in ["1", "1", "2", "2"].into_iter().enumerate() {
            attend(&mut planning, no, n).await;
        }
        let town = town.with_a_talk().await;
        let batch = planning.get("/imports").await.hidden("batch");
        let path = handed_over(&mut planning, "members", "a.csv", MEMBERS.as_bytes()).await;
        let deposit = path.trim_start_matches("/imports/").to_owned();
        planning.get("/checks").await;
        let csrf = planning.csrf.clone();
        let form = crate::browser::form_with_file(&csrf, "", "a.csv", MEMBERS.as_bytes());
        let answer = planning.send_form("/checks", form.into()).await;
        let check = answer.header("location").trim_start_matches("/checks/");
        Self {
            check: check.to_owned(),
            departments,
            kpis,
            records,
            batch,
            deposit,
            town,
        }
    }

    /// What the policy says of somebody with one duty, who showed everything that it asks for.
    fn may(&self, duty: Duty, asked: &Asked, stages: &BTreeMap<String, Stage>) -> bool {
        self.may_as(
            &self.somebody(duty, true),
            (asked.action, &asked.of),
            stages,
        )
    }

    /// Somebody with one duty, in the department of programme 1 where it is of one.
    fn somebody(&self, duty: Duty, is_confirmed: bool) -> Principal {
        let own = self.departments["1"][0].clone();
        Principal {
            staff: StaffId(2),
            name: String::new(),
            duties: vec![Assignment {
                duty,
                department: duty.is_of_department().then_some(own),
                from: "2020-04-01".parse().unwrap(),
                until: None,
            }],
            is_confirmed,
        }
    }

    fn may_as(
        &self,
        principal: &Principal,
        (action, of): (Action, &Of),
        stages: &BTreeMap<String, Stage>,
    ) -> bool {
        let of_programme = |no: &String| {
            let stage = stages.get(no).copied().unwrap_or(Stage::NotStarted);
            let departments = &self.departments[no];
            principal.may(action, Object::Programme { departments, stage })
        };
        match of {
            Of::Office => principal.may(action, Object::Office),
            Of::Somewhere => principal.may_somewhere(action),
            Of::Programme(no) | Of::Hidden(no) => of_programme(no),
            Of::People(programmes) => programmes.iter().all(of_programme),
            Of::Another => false,
        }
    }

    /// Asks as everybody, and gives how often.
    async fn ask(
        &self,
        everybody: &mut [(Duty, Browser)],
        all: &[Asked],
        stages: &BTreeMap<String, Stage>,
    ) -> usize {
        let mut requests = 0;
        for (duty, browser) in everybody {
            for asked in all {
                if asked.of == Of::Another && *duty == Duty::Planning {
                    continue;
                }
                let status = send(browser, asked).await;
                let may = self.may(*duty, asked, stages);
                let is_somewhere = self.may(*duty, &somewhere(asked), stages);
                // Whoever may do it to nothing is told so; else it is as if it were not there.
                let is_hidden = matches!(asked.of, Of::Hidden(_) | Of::Another) && is_somewhere;
                let is_refused = if is_hidden {
                    status == StatusCode::NOT_FOUND
                } else {
                    status == StatusCode::FORBIDDEN
                };
                let is_done = !status.is_server_error()
                    && status != StatusCode::FORBIDDEN
                    && status != StatusCode::UNAUTHORIZED;
                let is_as_said = if may {
                    is_done && !is_refused
                } else {
                    is_refused
                };
                assert!(
                    is_as_said,
                    "{duty:?}, who may: {may}, got {status} for {asked:?}"
                );
                requests += 1;
            }
        }
        requests
    }
}

fn somewhere(asked: &Asked) -> Asked {
    Asked {
        of: Of::Somewhere,
        ..asked.clone()
    }
}

async fn send(browser: &mut Browser, asked: &Asked) -> StatusCode {
    let Some(form) = &asked.form else {
        let csrf = browser.csrf.clone();
        let answer = browser.get(&asked.path).await;
        browser.csrf = csrf;
        return answer.status;
    };
    let fields: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, said)| (*name, said.as_str()))
        .collect();
    browser.post(&asked.path, &fields).await.status
}

/// Records something of a programme, and gives its number.
async fn record(browser: &mut Browser, no: &str, n: usize) -> String {
    let page = browser.get("/entry/tally").await;
    let last = page.hidden("last");
    let activity = format!("朝市{n}");
    let fields = [
        ("last", last.as_str()),
        ("事業", no),
        ("活動", &activity),
        ("発生日", "R6.12.3"),
        ("数量", "25"),
        ("単位", "人"),
    ];
    let answer = browser.post("/entry/tally", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = browser.get("/entry/tally").await;
    page.hidden("last")
}

/// Records that somebody new came to something of a programme.
async fn attend(browser: &mut Browser, no: &str, n: usize) {
    let last = browser.get("/entry/event.attend").await.hidden("last");
    let (name, telephone) = (format!("甲野 {n}子"), format!("090-0000-{n:04}"));
    let fields = [
        ("last", last.as_str()),
        ("purpose", "event"),
        ("事業", no),
        ("活動", "説明会"),
        ("発生日", "R6.12.3"),
        ("本人_氏名・名称", &name),
        ("本人_電話番号", &telephone),
    ];
    let answer = browser.post("/entry/event.attend", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

#[tokio::test]
async fn every_address_does_for_every_duty_what_the_policy_says() {
    let scene = Scene::new().await;
    let always = scene.always();
    let staged = scene.of_stages();
    let mut stages = BTreeMap::new();
    let mut everybody = Vec::new();
    for duty in Duty::ALL {
        let mut browser = scene.town.inside(*duty).await;
        browser.get("/account").await;
        everybody.push((*duty, browser));
    }
    let mut requests = scene.ask(&mut everybody, &always, &stages).await;
    requests += scene.ask(&mut everybody, &staged, &stages).await;
    for (duty, step, stage) in [
        (Duty::Planning, None, Stage::Drafting),
        (Duty::Entry, Some(Step::Submit), Stage::InReview),
        (Duty::Head, Some(Step::Approve), Stage::Approved),
        (Duty::Planning, Some(Step::Discuss), Stage::Discussed),
    ] {
        let who = everybody.iter_mut().find(|(known, _)| *known == duty);
        let (_, browser) = who.unwrap();
        for no in scene.departments.keys() {
            // The others' sheets stay as far as they are begun.
            let is_own = scene.departments[no].contains(&scene.departments["1"][0]);
            if !is_own && step.is_some() {
                continue;
            }
            go_on(browser, no, step).await;
            stages.insert(no.clone(), stage);
        }
        requests += scene.ask(&mut everybody, &staged, &stages).await;
    }
    assert!(requests >= 5_000, "{requests}");
    let asked: BTreeSet<&str> = always.iter().chain(&staged).map(|one| one.route).collect();
    for route in routes() {
        let is_known = asked.contains(route.path.as_str());
        assert!(
            is_known != OF_NO_DUTY.contains(&route.path.as_str()),
            "{}",
            route.path
        );
    }
}

/// Writes the first word of a part of the sheet, or takes a step with it.
async fn go_on(browser: &mut Browser, no: &str, step: Option<Step>) {
    let page = browser.get(&format!("/sheet/{no}?year=R6")).await;
    let Some(step) = step else {
        let fields = [
            ("year", "R6"),
            ("revision-1", "0"),
            ("cause-1", "申込が少なかった"),
            ("improvement-1", ""),
            ("outlook-1", ""),
        ];
        let path = format!("/sheet/{no}/statements");
        let answer = browser.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        return;
    };
    let version = page.hidden("version");
    let fields = [
        ("year", "R6"),
        ("version", version.as_str()),
        ("decision_number", "焼政第12号"),
    ];
    let path = format!("/sheet/{no}/steps/{}", step.code());
    let answer = browser.post(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

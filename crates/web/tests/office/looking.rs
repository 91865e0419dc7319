//! Looking changes nothing: whatever address is asked for, the database and the folder of uploads
//! are byte for byte what they were.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use enishi_web::Security;

use crate::browser::Town;
use crate::routes::routes;

/// All that an office keeps.
pub async fn kept(town: &Town) -> Vec<(String, Vec<u8>)> {
    let mut kept = town.database.everything().await;
    let mut folders = vec![town.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            kept.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    kept.sort();
    kept
}

#[tokio::test]
async fn no_address_changes_anything_by_being_looked_at() {
    let town = Town::new(Security::Tls).await.with_a_talk().await;
    let mut planning = town.inside(Duty::Planning).await;
    let sheet = "事業,指標\n1,1\n".as_bytes();
    let deposit = planning.upload("members", "名簿.csv", sheet).await;
    let location = deposit.header("location").to_owned();
    planning.settled(&location).await;
    let page = planning.get("/ledger?year=R6&programme=1").await;
    let (_, rest) = page.text.split_once("href=\"/ledger/E").unwrap();
    let engagement = format!("E{}", rest.split('"').next().unwrap());
    let deposit = location.trim_start_matches("/imports/");
    for duty in Duty::ALL {
        let mut browser = town.inside(*duty).await;
        let before = kept(&town).await;
        assert!(before.iter().any(|(_, bytes)| bytes.len() > 10_000));
        let mut shown = 0;
        for route in routes() {
            let id = if route.path.starts_with("/ledger") {
                engagement.as_str()
            } else if route.path.starts_with("/parties") {
                "P1"
            } else {
                deposit
            };
            let known = [
                ("id", id),
                ("kind", "event.attend"),
                ("name", "office.css"),
                ("no", "1"),
                ("kpi", "1"),
                ("step", "submit"),
                ("year", "R6"),
                ("*path", "r6/sheet/index.html"),
                ("a", "P1"),
                ("b", "P2"),
            ];
            let path = route.address(&known);
            for query in ["", "?list=decided&year=R6&done=saved"] {
                let answer = browser.get(&format!("{path}{query}")).await;
                shown += usize::from(answer.status == StatusCode::OK);
                assert!(!answer.status.is_server_error(), "{duty:?} {path}");
                assert!(
                    before == kept(&town).await,
                    "{duty:?} changed by {path}{query}"
                );
            }
        }
        assert!(shown >= 10, "{duty:?} sees pages: {shown}");
    }
    let mut browser = town.browser();
    let account = town.account(Duty::Head);
    browser.get("/login").await;
    let fields = [
        ("login", account.login.as_str()),
        ("password", account.password.as_str()),
    ];
    browser.post("/login", &fields).await;
    let before = kept(&town).await;
    for path in ["/second-factor", "/", "/sheet?year=R6", "/login"] {
        browser.get(path).await;
        assert!(
            before == kept(&town).await,
            "before the second factor: {path}"
        );
    }
}

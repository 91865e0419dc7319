//! The sources that the page of imports offers, and to whom.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::Town;
use crate::importing::{MEMBERS, handed_over};

#[tokio::test]
async fn our_own_form_is_offered_to_those_only_who_may_import_it() {
    let town = Town::new(Security::Loopback).await;
    let own = "enishi-template";
    let offered = format!("<option value=\"{own}\"");
    let mut planning = town.inside(Duty::Planning).await;
    assert!(planning.get("/imports").await.text.contains(&offered));
    let mut clerk = town.inside(Duty::Entry).await;
    let page = clerk.get("/imports").await;
    assert!(page.text.contains("<option value=\"members\"") && !page.text.contains(&offered));
    let refused = clerk.upload(own, "様式.csv", MEMBERS.as_bytes()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    let path = handed_over(&mut clerk, "members", "名簿.csv", MEMBERS.as_bytes()).await;
    let columns = clerk.get(&path).await;
    assert!(
        columns.text.contains("value=\"members\""),
        "{}",
        columns.text
    );
    assert!(!columns.text.contains(&offered), "{}", columns.text);
    let look = clerk
        .post(&format!("{path}/look"), &[("source", own)])
        .await;
    assert_eq!(look.status, StatusCode::FORBIDDEN, "{}", look.text);
}

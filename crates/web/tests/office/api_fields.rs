//! What programs say in a field, however odd it is.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;
use serde_json::json;

use crate::api::Program;
use crate::browser::Town;

#[tokio::test]
async fn what_stands_in_a_field_is_taken_or_refused_and_never_our_fault() {
    let town = Town::new(Security::Tls).await.with_a_talk().await;
    let planning = Program::of(&town, Duty::Planning).await;
    let mut browser = town.inside(Duty::Planning).await;
    let odd = [
        "\0",
        "\n",
        "\"",
        ",",
        "'=1",
        "１",
        "-1",
        "1e9",
        "99999999999999999999",
        "P99999999999999999",
        "0000-00-00",
        "9999-12-31",
        "\u{202e}",
        "個人番号",
        "123456789018",
    ];
    for kind in ["tally", "donation.furusato", "match.agreed"] {
        let page = browser.get(&format!("/entry/{kind}")).await;
        let names = page.text.split(" name=\"").skip(1);
        let names: Vec<&str> = names.map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(names.len() > 8, "{kind}: {names:?}");
        for name in names {
            for text in odd {
                let (_, account) = planning.get("/account").await;
                let mut new = json!({
                    "kind": kind,
                    "purpose": "event",
                    "fields": {"事業": "1", "発生日": "2024-12-03", "数量": "1", "単位": "人"},
                    "after": account["last_engagement"],
                });
                if kind != "tally" {
                    new["fields"] = json!({
                        "事業": "1", "発生日": "2024-12-03", "本人_氏名・名称": "架空 花子",
                    });
                }
                new["fields"][name] = json!(text);
                let (status, told) = planning.post("/engagements", &new).await;
                let is_said = [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY];
                assert!(is_said.contains(&status), "{kind} {name} {text:?}: {told}");
            }
        }
    }
}

#[tokio::test]
async fn a_reason_that_cannot_be_kept_is_refused_and_never_our_fault() {
    let town = Town::new(Security::Tls).await.with_a_talk().await;
    let planning = Program::of(&town, Duty::Planning).await;
    let (_, page) = planning.get("/engagements?year=2024").await;
    let row = &page["engagements"][0];
    let path = format!("/engagements/{}", row["id"].as_str().unwrap());
    for note in ["\0", "長".repeat(401).as_str()] {
        let void = json!({"revision": row["revision"], "reason": "duplicate", "note": note});
        let (status, told) = planning.post(&format!("{path}/void"), &void).await;
        let is_refused = [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
        assert!(is_refused.contains(&status), "{note:?}: {told}");
    }
    let (_, list) = planning.get("/closings?year=2024").await;
    let period = &list["periods"][0];
    for reason in ["\0", " "] {
        let say = json!({
            "programme": period["programme"], "kind": period["kind"], "year": 2024,
            "said": period["said"], "rows": period["rows"], "reopen_reason": reason,
        });
        let (status, told) = planning.post("/closings", &say).await;
        assert!(status.is_client_error(), "{reason:?}: {told}");
    }
}

#[tokio::test]
async fn somebody_new_who_is_recorded_at_two_desks_at_once_is_one() {
    let town = Town::new(Security::Tls).await;
    let desks = [Duty::Entry, Duty::Planning];
    let desks = futures_util::future::join_all(desks.map(|duty| Program::of(&town, duty))).await;
    for n in 0..8 {
        let letter = ["ア", "イ", "ウ", "エ", "オ", "カ", "キ", "ク"][n];
        let (name, kana) = (format!("架空 {letter}子"), format!("カクウ {letter}コ"));
        let telephone = format!("090-0000-123{n}");
        let sent = desks.iter().map(|desk| async {
            let (_, account) = desk.get("/account").await;
            let new = json!({
                "kind": "event.attend",
                "purpose": "event",
                "fields": {
                    "事業": "1", "活動": "説明会", "発生日": "2024-12-03",
                    "本人_氏名・名称": name, "本人_フリガナ": kana, "本人_電話番号": telephone,
                },
                "after": account["last_engagement"],
            });
            desk.post("/engagements", &new).await
        });
        for (status, told) in futures_util::future::join_all(sent).await {
            assert_eq!(status, StatusCode::CREATED, "{told}");
        }
        let (_, page) = desks[1].get("/engagements?year=2024").await;
        let party = |row: usize| page["engagements"][row]["parties"][0]["party"].clone();
        assert_eq!(party(0), party(1), "{name} is one");
    }
}

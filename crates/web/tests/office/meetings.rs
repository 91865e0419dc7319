//! The record of a meeting: what is wrong with it comes back, and it is corrected without loss.

use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;

use crate::browser::{Answer, Town};

/// What stands in a line of a form.
pub fn typed(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\"");
    let (_, rest) = page.text.split_once(&mark).unwrap();
    let (_, rest) = rest.split_once("value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn whatever_is_wrong_with_a_meeting_all_of_it_comes_back() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/meeting?year=R6").await;
    let good = HELD;
    let long = "長".repeat(401);
    for (wrong, told) in [
        (("held_on", "夏頃"), "開催日を読めません"),
        (("held_on", "R7.5.2"), "から今日までの日です"),
        (("held_on", "R6.3.31"), "令和6年4月1日（2024年4月1日）から"),
        (("title", "　"), "会議の名称を書いてください"),
        (("title", long.as_str()), "401字あります。400字まで"),
        (("industry", "三人"), "区分ごとに整数で"),
        (("industry", "-1"), "区分ごとに整数で"),
        (("industry", "0"), "一つ以上の区分に"),
    ] {
        let mut fields = good;
        let at = fields.iter().position(|(name, _)| *name == wrong.0);
        fields[at.unwrap()] = wrong;
        let refused = planning.post("/meeting", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
        for (name, said) in &fields[1..] {
            let kept = match *name {
                "minutes" => refused.text.contains(said),
                name => typed(&refused, name) == *said,
            };
            assert!(kept, "{told}: {name}");
        }
    }
    assert!(town.audited("meeting").await.is_empty());
}

const HELD: [(&str, &str); 5] = [
    ("year", "R6"),
    ("held_on", "R7.4.10"),
    ("title", "令和7年度 第1回"),
    ("minutes", "概ね妥当とされた"),
    ("industry", "３"),
];

#[tokio::test]
async fn a_meeting_is_corrected_its_day_too_and_what_it_said_stays() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    planning.get("/meeting?year=R6").await;
    let good = HELD;
    planning.post("/meeting", &good).await;
    let twice = planning.post("/meeting", &good).await;
    assert!(twice.header("location").contains("done=unchanged"));
    let page = planning.get("/meeting?year=R6").await;
    let address = |page: &Answer| {
        let (_, rest) = page.text.split_once("&amp;correct=").unwrap();
        let number = rest.split('#').next().unwrap();
        format!("/meeting?year=R6&correct={number}")
    };
    let form = planning.get(&address(&page)).await;
    for (name, said) in [
        ("held_on", "2025-04-10"),
        ("title", good[2].1),
        ("industry", "3"),
    ] {
        assert_eq!(typed(&form, name), said, "{}", form.text);
    }
    assert!(form.text.contains("概ね妥当とされた</textarea>"));
    let nowhere = planning.get("/meeting?year=R6&correct=2").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    // The day may have been wrong as well.
    let number = form.hidden("corrects");
    let mut corrected = good.to_vec();
    corrected[1] = ("held_on", "R7.4.11");
    corrected[3] = ("minutes", "妥当とされた");
    corrected.push(("corrects", &number));
    planning.post("/meeting", &corrected).await;
    assert_eq!(town.audited("meeting").await.len(), 2);
    let page = planning.get("/meeting?year=R6").await;
    assert_eq!(page.text.matches("<h3>令和7年4月1").count(), 1);
    let (stands, before) = page.text.split_once("訂正前の記録").unwrap();
    assert!(stands.contains("令和7年4月11日") && before.contains("令和7年4月10日"));
    assert!(stands.contains(">妥当とされた<") && before.contains(">概ね妥当とされた<"));
    // Of two who correct one record the second is told, and loses nothing.
    corrected[3] = ("minutes", "別の訂正");
    let second = planning.post("/meeting", &corrected).await;
    assert_eq!(second.status, StatusCode::CONFLICT, "{}", second.text);
    assert!(second.text.contains("別の訂正</textarea>"));
    let number = second.hidden("corrects");
    *corrected.last_mut().unwrap() = ("corrects", &number);
    let again = planning.post("/meeting", &corrected).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    let page = planning.get("/meeting?year=R6").await;
    assert_eq!(page.text.matches("<h3>令和7年4月1").count(), 1);
    // A correction does not make two meetings of one day and name.
    let mut other = good.to_vec();
    other[2] = ("title", "令和7年度 第2回");
    planning.post("/meeting", &other).await;
    let page = planning.get("/meeting?year=R6").await;
    let number = page.text.rsplit_once("&amp;correct=").unwrap().1;
    let number = number.split('#').next().unwrap();
    let onto = [
        good[0],
        ("held_on", "R7.4.11"),
        good[2],
        good[3],
        good[4],
        ("corrects", number),
    ];
    let taken = planning.post("/meeting", &onto).await;
    assert_eq!(taken.status, StatusCode::CONFLICT, "{}", taken.text);
    assert!(taken.text.contains("ほかに記録されています"));
}

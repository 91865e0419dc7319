//! What keeps a file from its end: somebody stops it, the program ends, the process that worked on
//! it died.

use std::sync::Arc;

use axum::http::StatusCode;
use enishi_desk::work_on_deposit::Fault;
use enishi_domain::staff::Duty;
use enishi_web::{Security, Worker};

use crate::browser::{Browser, Town};
use crate::importing::{MEMBERS, handed_over, tried};

#[tokio::test]
async fn what_goes_on_is_stopped_and_leaves_nothing() {
    let mut town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let path = handed_over(&mut planning, "members", "名簿.csv", MEMBERS.as_bytes()).await;
    tried(&mut planning, &path, "").await;
    town.open(endless());
    let mut planning = again(&town, &planning).await;
    planning.post(&format!("{path}/commit"), &[]).await;
    let page = planning.get(&path).await;
    assert_eq!(page.header("refresh"), "2", "it asks again by itself");
    assert!(page.text.contains("台帳に書き込んでいます"));
    let early = planning.post(&format!("{path}/discard"), &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let twice = planning.post(&format!("{path}/commit"), &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let second = planning
        .upload("members", "次.csv", MEMBERS.as_bytes())
        .await;
    let second = second.header("location").to_owned();
    planning.post(&format!("{second}/stop"), &[]).await;
    let page = planning.settled(&second).await;
    assert!(page.text.contains("中止しました"), "{}", page.text);
    assert_eq!(page.status, StatusCode::OK, "it was asked for");
    planning.post(&format!("{path}/stop"), &[]).await;
    let page = planning.settled(&path).await;
    assert!(
        page.text.contains("台帳には何も書き込んでいません"),
        "{}",
        page.text
    );
    let list = planning.get("/imports").await;
    assert!(list.text.contains("取込みはまだありません"));
    let gone = planning.post(&format!("{path}/discard"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert_eq!(planning.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn imports_wait_for_one_another_and_survive_a_restart() {
    let mut town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let mut paths = Vec::new();
    for name in ["一.csv", "二.csv"] {
        let path = handed_over(&mut planning, "members", name, MEMBERS.as_bytes()).await;
        tried(&mut planning, &path, "").await;
        paths.push(path);
    }
    town.open(endless());
    let mut planning = again(&town, &planning).await;
    for path in &paths {
        planning.post(&format!("{path}/commit"), &[]).await;
    }
    let second = planning.get(&paths[1]).await;
    assert!(
        second.text.contains("ほかの取込みが終わるのを待っています"),
        "{}",
        second.text
    );
    town.open(town.worker());
    let mut planning = again(&town, &planning).await;
    let list = planning.get("/imports").await;
    assert_eq!(
        list.text.matches("<td>中断</td>").count(),
        2,
        "{}",
        list.text
    );
    let page = planning.get(&paths[0]).await;
    assert!(page.text.contains("中断しました"), "{}", page.text);
    planning.post(&format!("{}/again", paths[0]), &[]).await;
    let done = planning.settled(&paths[0]).await;
    assert!(
        done.text.contains("として台帳に記録しました"),
        "{}",
        done.text
    );
    town.wait(25 * 60 * 60);
    let mut planning = town.inside(Duty::Planning).await;
    handed_over(&mut planning, "members", "翌日.csv", MEMBERS.as_bytes()).await;
    let list = planning.get("/imports").await;
    assert!(!list.text.contains("二.csv"), "a day later it is gone");
    assert_eq!(town.uploads().len(), 2, "{:?}", town.uploads());
}

/// Somebody who works until told to stop.
fn endless() -> Worker {
    Arc::new(|_, watched| {
        Box::pin(async move {
            watched.stopped().await;
            Err(Fault::Stopped)
        })
    })
}

/// The same browser, at an office that was opened again.
async fn again(town: &Town, before: &Browser) -> Browser {
    let mut browser = town.browser();
    browser.cookie = before.cookie.clone();
    browser.get("/imports").await;
    browser
}

#[tokio::test]
async fn why_a_task_ended_is_told_with_the_way_out() {
    for (fault, says) in [
        (Fault::Memory, "メモリーが上限を超えた"),
        (Fault::Time, "時間内に終わらなかった"),
        (Fault::Died, "処理が途中で終わりました"),
    ] {
        let mut town = Town::new(Security::Loopback).await;
        town.open(Arc::new(move |_, _| {
            let fault = fault.clone();
            Box::pin(async move { Err(fault) })
        }));
        let mut planning = town.inside(Duty::Planning).await;
        let path = handed_over(&mut planning, "members", "名簿.csv", MEMBERS.as_bytes()).await;
        let page = planning.get(&path).await;
        assert!(page.text.contains(says), "{}", page.text);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(page.text.contains("もう一度行う"));
    }
}

#[tokio::test]
async fn a_record_that_a_power_cut_left_empty_keeps_nobody_from_the_others() {
    let mut town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let path = handed_over(&mut planning, "members", "a.csv", MEMBERS.as_bytes()).await;
    let uploads = town.folder.path().join("uploads");
    for (id, text) in [("0a".repeat(32), ""), ("0b".repeat(32), "{\"id\":1}")] {
        std::fs::write(uploads.join(format!("{id}.json")), text).unwrap();
        let page = planning.get(&format!("/imports/{id}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "it is nobody's");
    }
    town.open(town.worker());
    let list = planning.get("/imports").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text);
    assert!(list.text.contains(&path));
    handed_over(&mut planning, "members", "b.csv", MEMBERS.as_bytes()).await;
}

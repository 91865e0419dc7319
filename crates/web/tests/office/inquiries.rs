//! A workbook goes to a department from the browser and comes back to it.

use std::io::{Cursor, Read as _, Write as _};

use axum::body::Body;
use axum::http::StatusCode;
use enishi_domain::staff::Duty;
use enishi_web::Security;
use zip::write::SimpleFileOptions;

use crate::boxes;
use crate::browser::{Answer, Browser, Town, form_with_file};

const WORKBOOK: &str =
    "/inquiries/workbook?year=R6&department=%E5%95%86%E5%B7%A5%E8%A6%B3%E5%85%89%E8%AA%B2";

/// The workbook with a text in one of its cells.
fn typed(bytes: &[u8], cell: &str, text: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut part = String::new();
        file.read_to_string(&mut part).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let (before, rest) = part.split_once(&format!("<c r=\"{cell}\"")).unwrap();
            let (attributes, behind) = rest.split_once('>').unwrap();
            let style = attributes.split('"').nth(1).unwrap();
            let behind = match attributes.strip_suffix('/') {
                Some(_) => behind,
                None => behind.split_once("</c>").unwrap().1,
            };
            part = format!(
                "{before}<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>\
                 {behind}"
            );
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(part.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

async fn handed_in(browser: &mut Browser, year: &str, bytes: &[u8]) -> (String, Answer) {
    browser.get("/inquiries").await;
    let form = form_with_file(&browser.csrf, "", "照会.xlsx", bytes);
    // The page has the year where imports have their source.
    let head = b"Content-Disposition: form-data; name=\"file\"";
    let at = form
        .windows(head.len())
        .position(|window| window == head)
        .unwrap();
    let boundary = form.split(|byte| *byte == b'\r').next().unwrap().to_vec();
    let field = "\r\nContent-Disposition: form-data; name=\"year\"\r\n\r\n";
    let (before, behind) = form.split_at(at - 2 - boundary.len());
    let year = [
        boundary.as_slice(),
        field.as_bytes(),
        year.as_bytes(),
        b"\r\n",
    ]
    .concat();
    let form = [before, &year, behind].concat();
    let answer = browser.send_form("/inquiries", Body::from(form)).await;
    if answer.status != StatusCode::SEE_OTHER {
        return (String::new(), answer);
    }
    let path = answer.header("location").to_owned();
    let page = browser.settled(&path).await;
    (path, page)
}

#[tokio::test]
async fn what_a_department_wrote_is_shown_before_it_is_taken() {
    let town = Town::new(Security::Loopback).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let list = clerk.get("/inquiries?year=R6").await;
    assert!(
        list.text.contains(&WORKBOOK.replace('&', "&#38;")),
        "{}",
        list.text
    );
    let sent = clerk.get(WORKBOOK).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.header("content-disposition").contains("R6"));
    let filled = typed(
        &typed(&sent.bytes, "I7", "申込&lt;b&gt;が6件"),
        "I8",
        "相談が少ない",
    );
    let (path, page) = handed_in(&mut clerk, "R6", &filled).await;
    for told in [
        "申込&#60;b&#62;が6件",
        "取り込みます",
        "2件を取り込む",
        "商工観光課",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    assert!(
        town.audited("assess").await.is_empty(),
        "nothing is written yet"
    );
    // Meanwhile the planning office writes into one of the two.
    let mut planning = town.inside(Duty::Planning).await;
    let wrote = boxes::send(&mut planning, boxes::WRITE, &[("2", "0", "画面で書いた")]).await;
    assert_eq!(wrote.status, StatusCode::SEE_OTHER, "{}", wrote.text);
    let hidden = planning.get(&path).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND, "somebody else's");
    let done = clerk.post(&format!("{path}/take"), &[]).await;
    assert!(
        done.header("location").ends_with("done=partly"),
        "{}",
        done.text
    );
    let page = clerk.get(&path).await;
    for told in [
        "すでに同じ内容です",
        "画面で書き換えられています",
        "画面で書いた",
        "相談が少ない",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    assert!(!page.text.contains("件を取り込む"), "{}", page.text);
    let sheet = clerk.get("/sheet/1?year=R6").await;
    assert!(
        sheet.text.contains("申込&#60;b&#62;が6件"),
        "{}",
        sheet.text
    );
    assert!(sheet.text.contains("画面で書いた"), "{}", sheet.text);
    assert_eq!(town.audited("assess").await.len(), 2);
    let gone = clerk.post(&format!("{path}/discard"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(town.uploads().is_empty());
}

#[tokio::test]
async fn a_file_of_another_year_or_with_a_changed_cell_is_refused_with_the_way_out() {
    let town = Town::new(Security::Loopback).await;
    let mut planning = town.inside(Duty::Planning).await;
    let sent = planning.get(WORKBOOK).await;
    for (year, bytes, told) in [
        ("R7", sent.bytes.clone(), "令和6年度の照会です"),
        ("R6", typed(&sent.bytes, "E7", "1社"), "シート「照会」のE7"),
        ("R6", b"PK\x03\x04".to_vec(), "data-kind=\"error\""),
    ] {
        let (path, page) = handed_in(&mut planning, year, &bytes).await;
        assert!(page.text.contains(told), "{told}: {}", page.text);
        let taken = planning.post(&format!("{path}/take"), &[]).await;
        assert!(taken.status.is_client_error(), "{}", taken.status);
        planning.post(&format!("{path}/discard"), &[]).await;
    }
    assert!(town.audited("assess").await.is_empty());
    let nobody = planning
        .get("/inquiries/workbook?year=R6&department=x")
        .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (duty, may_download) in [
        (Duty::Head, true),
        (Duty::Audit, true),
        (Duty::Panel, false),
    ] {
        let mut browser = town.inside(duty).await;
        let file = browser.get(WORKBOOK).await;
        assert_eq!(file.status == StatusCode::OK, may_download, "{duty:?}");
        let (_, refused) = handed_in(&mut browser, "R6", &sent.bytes).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{duty:?}");
    }
    let other = town.office.region().programmes.iter();
    let mut other = other.filter(|programme| programme.departments != ["商工観光課"]);
    let other = other.next().unwrap().departments[0].clone();
    let query = format!("/inquiries/workbook?year=R6&department={}", encoded(&other));
    let theirs = planning.get(&query).await;
    let mut clerk = town.inside(Duty::Entry).await;
    let (path, page) = handed_in(&mut clerk, "R6", &typed(&theirs.bytes, "I7", "よその課")).await;
    assert!(
        page.text.contains("自分の課の事業ではない"),
        "{}",
        page.text
    );
    clerk.post(&format!("{path}/take"), &[]).await;
    assert!(town.audited("assess").await.is_empty());
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

//! A workbook goes to a department and comes back: what is filled in is taken as if it had been
//! typed into the browser, and what was changed past the protection is refused with its cell.

use std::io::{Cursor, Read as _, Write as _};

use enishi_desk::demo::{Size, region_files};
use enishi_desk::inquire::answers::{Answers, Fate, Hand, hold, take};
use enishi_desk::inquire::reading::{InquiryRead, read_inquiry};
use enishi_desk::inquire::{hand_out, inquiries, make};
use enishi_desk::office::{Office, Secret};
use enishi_desk::reception::Counter;
use enishi_desk::show_year::show_year;
use enishi_desk::take_step::{Wanted, take_step};
use enishi_desk::write_assessment::{Draft, LONGEST_TEXT, Writing, write_assessment};
use enishi_desk::{AccessError, DeskError, InquiryError, Language, Statement};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::staff::Duty;
use enishi_domain::workflow::{Stage, Step};
use zip::write::SimpleFileOptions;

use crate::house::{House, either};

fn r6() -> FiscalYear {
    FiscalYear::new(2024).unwrap()
}

/// A workbook with one of its parts changed.
fn with_part(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        if name == part {
            let changed = change(text.clone());
            assert!(changed != text, "{part} was not changed");
            text = changed;
        }
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A workbook with another text in a cell of the form.
fn typed(bytes: &[u8], cell: &str, text: &str) -> Vec<u8> {
    with_part(bytes, "xl/worksheets/sheet1.xml", |sheet| {
        let (before, rest) = sheet.split_once(&format!("<c r=\"{cell}\"")).unwrap();
        let (tag, _) = rest.split_once('>').unwrap();
        let style = tag.split('"').nth(1).unwrap();
        let behind = if tag.ends_with('/') {
            rest.split_once("/>").unwrap().1
        } else {
            rest.split_once("</c>").unwrap().1
        };
        let cell =
            format!("<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        format!("{before}{cell}{behind}")
    })
}

async fn file(office: &Office, department: &str) -> Vec<u8> {
    let mut made = make(office, r6(), Some(department)).await.unwrap();
    made.pop().unwrap().bytes
}

fn read(bytes: &[u8]) -> InquiryRead {
    read_inquiry("照会.xlsx", bytes).unwrap_or_else(|error| panic!("{error}"))
}

async fn write(counter: &Counter, kpi: &str, based_on: i64, statement: Statement) {
    let draft = Draft {
        kpi: kpi.to_owned(),
        based_on,
        statement,
    };
    write_assessment(counter, r6(), Writing::new("1", &[draft]))
        .await
        .unwrap();
}

fn cause(text: &str) -> Statement {
    Statement {
        cause: text.to_owned(),
        ..Statement::default()
    }
}

fn fates(answers: &Answers) -> Vec<(String, Fate)> {
    let lines = answers.lines.iter();
    let fates = lines.map(|line| (format!("{}-{}", line.programme, line.kpi), line.fate));
    fates.collect()
}

async fn said(counter: &Counter, kpi: usize) -> Statement {
    let shown = show_year(counter, Some(r6())).await.unwrap();
    shown.programmes[0].kpis[kpi].statement.clone()
}

#[tokio::test]
async fn a_file_that_comes_back_unchanged_changes_nothing_whatever_stands_in_it() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    let planning = house.counter("planning").await;
    let long = "長".repeat(LONGEST_TEXT);
    let texts = [
        "=1+1",
        " 前に空白",
        "一行目\n二行目\n\n四行目",
        "_x000D_ _x0041_ &amp; &#10;",
        "<b>\"'&",
        "𠮷﨑髙〜～",
        "　全角の空白　",
        "鐘\u{7}\tと\u{1b}制御\u{ffff}\u{fffe}",
        "\r戻り\r\n改行",
        "0012",
        "2025/4/1",
        &long,
    ];
    for (at, texts) in texts.chunks(3).enumerate() {
        let statement = Statement {
            cause: texts[0].to_owned(),
            improvement: texts[1].to_owned(),
            outlook: texts[2].to_owned(),
        };
        write(&planning, &(at + 1).to_string(), 0, statement).await;
    }
    let made = make(&house.office, r6(), None).await.unwrap();
    let again = make(&house.office, r6(), None).await.unwrap();
    assert_eq!(made, again, "the same ledger gives the same bytes");
    let departments = inquiries(&house.office, Some(r6())).departments;
    assert_eq!(made.len(), departments.len());
    assert!(made.len() > 3);
    for inquiry in &made {
        let read = read(&inquiry.bytes);
        let answers = take(Hand::Machine(&house.office), &read, Some(r6()))
            .await
            .unwrap();
        assert_eq!(answers.lines, [], "{}", inquiry.file);
        assert!(answers.unchanged > inquiry.kpis, "and the programmes");
        assert_eq!(answers.department, inquiry.department);
    }
    assert_eq!(said(&planning, 0).await.cause, "=1+1");
}

#[tokio::test]
async fn answers_are_taken_by_the_rights_of_who_hands_them_in() {
    let mut house = House::new().await;
    let own = house.department("1");
    house.staff("clerk", Duty::Entry, Some(&own)).await;
    house
        .staff("other", Duty::Entry, Some(&house.department("2")))
        .await;
    house.staff("panel", Duty::Panel, None).await;
    house.staff("planning", Duty::Planning, None).await;
    let clerk = house.counter("clerk").await;
    let other = house.counter("other").await;
    let panel = house.counter("panel").await;
    let sent = hand_out(&other, r6(), &own).await.unwrap();
    assert_eq!(sent.file, format!("照会_R6_{own}.xlsx"));
    assert!(matches!(
        hand_out(&panel, r6(), &own).await,
        Err(DeskError::Access(AccessError::Forbidden(_)))
    ));
    // The fifth row has the headings, the sixth the programme, the seventh 1-①.
    let filled = typed(&sent.bytes, "I7", "申込が6件");
    let filled = read(&typed(&filled, "K6", "続ける"));
    let looked = hold(Hand::Counter(&clerk), &filled, None).await.unwrap();
    let both = |fate| vec![("1-".to_owned(), fate), ("1-1".to_owned(), fate)];
    assert_eq!(fates(&looked), both(Fate::Change));
    assert_eq!(
        said(&clerk, 0).await,
        Statement::default(),
        "nothing is written"
    );
    let stranger = take(Hand::Counter(&other), &filled, None).await.unwrap();
    assert_eq!(fates(&stranger), both(Fate::Forbidden));
    assert!(matches!(
        hold(Hand::Counter(&panel), &filled, None).await,
        Err(DeskError::Access(AccessError::Forbidden(_)))
    ));
    assert_eq!(said(&clerk, 0).await, Statement::default());
    let taken = take(Hand::Counter(&clerk), &filled, None).await.unwrap();
    assert_eq!(fates(&taken), both(Fate::Taken));
    assert_eq!(said(&clerk, 0).await.cause, "申込が6件");
    let again = take(Hand::Counter(&clerk), &filled, None).await.unwrap();
    assert_eq!(fates(&again), both(Fate::Same));
    let stranger = hold(Hand::Counter(&other), &filled, None).await.unwrap();
    assert_eq!(fates(&stranger), both(Fate::Forbidden));
    let learnt = stranger.lines.iter().map(|line| &line.now);
    assert!(learnt.eq([&Statement::default(); 2]), "{stranger:?}");
    let written = house.office.audited("assess").await.unwrap();
    assert_eq!(written.len(), 2, "as if it had been typed");
}

#[tokio::test]
async fn what_was_written_meanwhile_is_said_and_stays() {
    let mut house = House::new().await;
    house.staff("planning", Duty::Planning, None).await;
    house
        .staff("clerk", Duty::Entry, Some(&house.department("1")))
        .await;
    let planning = house.counter("planning").await;
    let clerk = house.counter("clerk").await;
    let sent = file(&house.office, &house.department("1")).await;
    let filled = read(&typed(&typed(&sent, "I7", "表計算で"), "I8", "これも"));
    write(&planning, "1", 0, cause("画面で")).await;
    let taken = take(Hand::Machine(&house.office), &filled, None)
        .await
        .unwrap();
    let fates_of = |first, second| vec![("1-1".to_owned(), first), ("1-2".to_owned(), second)];
    assert_eq!(fates(&taken), fates_of(Fate::Conflict, Fate::Taken));
    assert_eq!(taken.lines[0].now.cause, "画面で");
    assert_eq!(taken.lines[0].said.cause, "表計算で");
    assert_eq!(said(&planning, 0).await.cause, "画面で");
    let late = read(&typed(&sent, "I9", "提出のあとで"));
    for (counter, step) in [(&clerk, Step::Submit), (&planning, Step::Return)] {
        if step == Step::Return {
            // A file takes back nothing that was handed in.
            let taken = take(Hand::Machine(&house.office), &late, None)
                .await
                .unwrap();
            let closed = Fate::Closed(Stage::InReview);
            assert_eq!(fates(&taken), [("1-3".to_owned(), closed)]);
        }
        let shown = show_year(counter, Some(r6())).await.unwrap();
        let wanted = Wanted {
            programme: "1".to_owned(),
            step,
            seen: shown.programmes[0].version.clone(),
            drafts: Vec::new(),
            decision_number: None,
            reason: Some("確かめてください".to_owned()),
        };
        take_step(counter, r6(), &wanted).await.unwrap();
    }
    let held = hold(Hand::Machine(&house.office), &filled, None)
        .await
        .unwrap();
    assert_eq!(fates(&held), fates_of(Fate::Conflict, Fate::Same));
}

#[tokio::test]
async fn a_part_that_is_approved_is_sent_locked_and_takes_nothing_more() {
    let mut house = House::new().await;
    let own = house.department("1");
    house.staff("planning", Duty::Planning, None).await;
    house.staff("clerk", Duty::Entry, Some(&own)).await;
    house.staff("head", Duty::Head, Some(&own)).await;
    let planning = house.counter("planning").await;
    let clerk = house.counter("clerk").await;
    let head = house.counter("head").await;
    let early = file(&house.office, &own).await;
    write(&planning, "1", 0, cause("書いた")).await;
    for (counter, step) in [(&clerk, Step::Submit), (&head, Step::Approve)] {
        let shown = show_year(counter, Some(r6())).await.unwrap();
        let wanted = Wanted {
            programme: "1".to_owned(),
            step,
            seen: shown.programmes[0].version.clone(),
            drafts: Vec::new(),
            decision_number: Some("焼政第1号".to_owned()),
            reason: None,
        };
        take_step(counter, r6(), &wanted).await.unwrap();
    }
    let late = read(&typed(&early, "I8", "遅れて"));
    let held = take(Hand::Machine(&house.office), &late, None)
        .await
        .unwrap();
    let closed = ("1-2".to_owned(), Fate::Closed(Stage::Approved));
    assert_eq!(fates(&held), [closed]);
    let locked = typed(&file(&house.office, &own).await, "I8", "遅れて");
    let error = read_inquiry("照会.xlsx", &locked).unwrap_err();
    assert!(
        matches!(&error, DeskError::Inquiry(InquiryError::Altered { place, .. }) if place == "I8")
    );
}

#[tokio::test]
async fn what_was_changed_past_the_protection_is_refused_with_its_cell() {
    let house = House::new().await;
    let sent = file(&house.office, &house.department("1")).await;
    let long = "長".repeat(LONGEST_TEXT + 1);
    for (cell, text, told) in [
        (
            "E7",
            "1社",
            "シート「照会」のE7: 変えられないセルが「75社」から「1社」",
        ),
        ("A1", "題", "A1: 変えられないセル"),
        ("I7", &long, "I7: 4001字あります。4000字まで"),
    ] {
        let error = read_inquiry("照会.xlsx", &typed(&sent, cell, text)).unwrap_err();
        let message = error.message(Language::Japanese);
        assert!(message.contains(told), "{message}");
    }
    let beside = with_part(&sent, "xl/worksheets/sheet1.xml", |sheet| {
        let more = "<c r=\"M7\" t=\"inlineStr\"><is><t>欄外</t></is></c></row><row r=\"8\"";
        sheet.replacen("</row><row r=\"8\"", more, 1)
    });
    let error = read_inquiry("照会.xlsx", &beside).unwrap_err();
    assert!(error.message(Language::Japanese).contains("M7"), "{error}");
    let formula = with_part(
        &typed(&sent, "I7", "式"),
        "xl/worksheets/sheet1.xml",
        |sheet| sheet.replace(" t=\"inlineStr\"><is><t>式</t></is></c>", "><f>A1</f></c>"),
    );
    let error = read_inquiry("照会.xlsx", &formula).unwrap_err();
    assert!(
        matches!(error, DeskError::Inquiry(InquiryError::NoText { .. })),
        "{error}"
    );
    let error = read_inquiry("a.csv", "要因,改善\n".as_bytes()).unwrap_err();
    assert!(
        matches!(error, DeskError::Inquiry(InquiryError::NotOurs)),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_of_another_city_or_year_or_that_nobody_sent_is_refused() {
    let house = House::new().await;
    let sent = file(&house.office, &house.department("1")).await;
    let machine = Hand::Machine(&house.office);
    let last = hold(machine, &read(&sent), FiscalYear::new(2023)).await;
    assert!(matches!(
        last,
        Err(DeskError::Inquiry(InquiryError::OtherYear(..)))
    ));
    // Somebody who knows how the worksheet 控え looks still lacks the key.
    let strings = "xl/sharedStrings.xml";
    for (from, to, is_other_city) in [
        ("<t>75社</t>", "<t>1社</t>", false),
        ("<t>222127</t>", "<t>131016</t>", true),
    ] {
        let forged = with_part(&sent, strings, |text| text.replace(from, to));
        let refused = hold(machine, &read(&forged), None).await.unwrap_err();
        let is_expected = if is_other_city {
            matches!(refused, DeskError::Inquiry(InquiryError::OtherCity(..)))
        } else {
            matches!(refused, DeskError::Inquiry(InquiryError::NotAsSent(_)))
        };
        assert!(is_expected, "{refused}");
    }
    let database = either().await;
    let files = region_files(Size::Small);
    let other = Office::init(&database.address, &files, Secret::new(&[8; 32]), house.now).await;
    let (other, _) = other.unwrap();
    let refused = hold(Hand::Machine(&other), &read(&sent), None).await;
    assert!(matches!(
        refused,
        Err(DeskError::Inquiry(InquiryError::NotAsSent(_)))
    ));
    let nobody = make(&house.office, r6(), Some("秘書課")).await;
    assert!(matches!(
        nobody,
        Err(DeskError::Inquiry(InquiryError::NoSuchDepartment(..)))
    ));
    other.close().await;
}

//! What leaves the office: nothing of a person, nothing before its time, and always the same bytes.

use std::io::{Cursor, Read as _};
use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_desk::import_register::{Mode, Register, import_register};
use enishi_desk::publish_year::{NotPublished, publish_site};
use enishi_desk::reception::Counter;
use enishi_desk::show_year::show_year;
use enishi_desk::take_step::{Wanted, take_step};
use enishi_desk::write_assessment::{Draft, Writing, write_assessment};
use enishi_desk::{DeskError, Given, Statement, sources};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::disclosure::{Obstacle, PersonalKind};
use enishi_domain::staff::Duty;
use enishi_domain::workflow::Step;
use enishi_store::rehearsal;

use crate::house::House;

/// As it stands, complete or not.
pub const PROVISIONAL: FreezeOptions = FreezeOptions {
    provisional: true,
    again: None,
    seen: None,
};

/// Stands in every canary's name and address, and in nothing else.
const CANARY: char = '鵺';

/// How every canary's telephone begins.
const TELEPHONE: &str = "090-7733-";

pub fn r6() -> FiscalYear {
    FiscalYear::new(2024).unwrap()
}

/// A list of so many people who came, all of them canaries.
fn canaries(count: u32) -> String {
    let mut text = "受付番号,お名前,フリガナ,電話番号,住所,開催日,出欠,事業,制度\n".to_owned();
    for n in 0..count {
        let sign = |n: u32| char::from_u32(0x4e00 + n % 5_000).unwrap();
        let name = format!(
            "{CANARY}野 {}{}{}",
            sign(n / 100),
            sign(n % 100 + 200),
            sign(n)
        );
        let kana = "ヌエノ タロウ";
        text.push_str(&format!(
            "{n},{name},{kana},{TELEPHONE}{n:04},焼津市{CANARY}町{n}番地,2024/10/3,出席,1,複業\n"
        ));
    }
    text
}

async fn import(house: &House, text: String) {
    import_as(house, "event-signup", text).await;
}

/// Imports a file of which every row can be used.
pub async fn import_as(house: &House, source: &str, text: String) {
    let register = Register {
        name: "canaries.csv".to_owned(),
        bytes: Arc::new(text.into_bytes()),
        mapping: sources::built_in(source).unwrap().unwrap(),
        given: Given::default(),
        encoding: None,
    };
    let mut watch = |_| ControlFlow::Continue(());
    let imported = import_register(&house.office, register, Mode::Commit, &mut watch).await;
    assert_eq!(imported.unwrap().refused.len(), 0);
}

pub async fn step(
    counter: &Counter,
    (programme, step): (&str, Step),
    reason: Option<&str>,
) -> Result<(), DeskError> {
    let shown = show_year(counter, Some(r6())).await?;
    let mut parts = shown.programmes.into_iter();
    let wanted = Wanted {
        programme: programme.to_owned(),
        step,
        seen: parts.find(|part| part.no == programme).unwrap().version,
        drafts: Vec::new(),
        decision_number: Some("焼政第12号".to_owned()),
        reason: reason.map(str::to_owned),
    };
    take_step(counter, r6(), &wanted).await.map(|_| ())
}

pub async fn say(counter: &Counter, programme: &str, based_on: i64, cause: &str) {
    let draft = Draft {
        kpi: "1".to_owned(),
        based_on,
        statement: Statement {
            cause: cause.to_owned(),
            ..Statement::default()
        },
    };
    write_assessment(counter, r6(), Writing::new(programme, &[draft]))
        .await
        .unwrap();
}

/// Takes a programme to just before 公表.
pub async fn discuss(
    house: &mut House,
    planning: &Counter,
    programme: &str,
    cause: &str,
) -> [Counter; 2] {
    let department = house.department(programme);
    let (clerk, head) = (format!("clerk-{programme}"), format!("head-{programme}"));
    house.staff(&clerk, Duty::Entry, Some(&department)).await;
    house.staff(&head, Duty::Head, Some(&department)).await;
    let (clerk, head) = (house.counter(&clerk).await, house.counter(&head).await);
    say(&clerk, programme, 0, cause).await;
    step(&clerk, (programme, Step::Submit), None).await.unwrap();
    step(&head, (programme, Step::Approve), None).await.unwrap();
    step(planning, (programme, Step::Discuss), None)
        .await
        .unwrap();
    [clerk, head]
}

fn refused(done: Result<(), DeskError>) -> Vec<Obstacle> {
    match done {
        Err(DeskError::NotPublished(NotPublished::Refused { obstacles, .. })) => obstacles,
        other => panic!("not refused: {other:?}"),
    }
}

/// A file as texts: a workbook by its parts, a csv by its encoding.
fn texts(path: &str, bytes: &[u8]) -> Vec<String> {
    if path.ends_with(".xlsx") {
        let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = 0..book.len();
        return parts
            .map(|n| {
                let mut text = Vec::new();
                book.by_index(n).unwrap().read_to_end(&mut text).unwrap();
                String::from_utf8_lossy(&text).into_owned()
            })
            .collect();
    }
    let (cp932, ..) = encoding_rs::SHIFT_JIS.decode(bytes);
    vec![
        String::from_utf8_lossy(bytes).into_owned(),
        cp932.into_owned(),
    ]
}

/// How many there are in the ledger's own files, by what reads the bundle.
fn canaries_in(house: &House) -> usize {
    let ledger = house.database.address.strip_prefix("sqlite:").unwrap();
    let files = ["", "-wal"].map(|ending| std::fs::read(format!("{ledger}{ending}")));
    let files = files.into_iter().flatten();
    files
        .map(|bytes| texts("enishi.db", &bytes)[0].matches(CANARY).count())
        .sum()
}

#[tokio::test]
async fn of_ten_thousand_canaries_in_the_ledger_none_is_in_the_bundle() {
    let mut house = House::on(rehearsal::sqlite()).await;
    let list = canaries(10_000);
    let first = list
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .nth(1)
        .unwrap()
        .to_owned();
    import(&house, list).await;
    freeze_year(&house.office, r6(), &PROVISIONAL)
        .await
        .unwrap();
    let none = publish_site(&house.office, &[]).await;
    assert!(matches!(
        none,
        Err(DeskError::NotPublished(NotPublished::NoYear))
    ));
    house.staff("planning", Duty::Planning, None).await;
    let planning = house.counter("planning").await;
    let programmes = house.office.region().programmes.iter();
    let numbers: Vec<String> = programmes.map(|p| p.no.clone()).collect();
    for no in &numbers {
        let unfinished = publish_site(&house.office, &[r6()]).await;
        assert!(matches!(
            unfinished,
            Err(DeskError::NotPublished(NotPublished::Unfinished { programmes, .. }))
                if programmes.contains(no)
        ));
        let cause = match no.as_str() {
            "1" => format!("{first}さんの紹介で"),
            _ => "申込が伸びた".to_owned(),
        };
        let [clerk, head] = discuss(&mut house, &planning, no, &cause).await;
        if no == "1" {
            let obstacles = refused(step(&planning, (no, Step::Publish), None).await);
            let [Obstacle::PersonalText(text)] = obstacles.as_slice() else {
                panic!("{obstacles:?}");
            };
            assert_eq!(
                (text.of.as_str(), text.kind, text.at),
                ("1-1", PersonalKind::InLedger, 1)
            );
            step(&planning, (no, Step::Reopen), Some("書き直し"))
                .await
                .unwrap();
            say(&clerk, no, 1, "参加者の紹介で").await;
            step(&clerk, (no, Step::Submit), None).await.unwrap();
            step(&head, (no, Step::Approve), None).await.unwrap();
            step(&planning, (no, Step::Discuss), None).await.unwrap();
        }
        step(&planning, (no, Step::Publish), None).await.unwrap();
    }
    let files = publish_site(&house.office, &[]).await.unwrap();
    assert!(files.contains_key("r6/kpis/1-1/index.html"));
    let mut read = 0;
    for (path, bytes) in &files {
        for text in texts(path, bytes) {
            read += text.len();
            assert!(!text.contains(CANARY), "{path}");
            assert!(!text.contains(TELEPHONE), "{path}");
        }
    }
    assert!(read > 100_000, "{read}");
    assert!(canaries_in(&house) > 10_000, "the ledger holds them");
    // Nothing of the bundle tells when or how often it was made.
    assert_eq!(publish_site(&house.office, &[r6()]).await.unwrap(), files);
}

#[tokio::test]
async fn three_heads_are_a_small_figure_too() {
    let mut house = House::new().await;
    let heads =
        "関わりの種別,事業,発生日,目的,数量,単位\n人数のみの記録,5,2024/11/3,雇用促進,3,人\n";
    import_as(&house, "enishi-template", heads.to_owned()).await;
    freeze_year(&house.office, r6(), &PROVISIONAL)
        .await
        .unwrap();
    house.staff("planning", Duty::Planning, None).await;
    let planning = house.counter("planning").await;
    discuss(&mut house, &planning, "5", "申込が少なかった").await;
    let obstacles = refused(step(&planning, ("5", Step::Publish), None).await);
    let [Obstacle::SmallHeadline { id, counts: 3 }] = obstacles.as_slice() else {
        panic!("{obstacles:?}");
    };
    assert_eq!(id, "5-3");
}

#[tokio::test]
async fn a_figure_of_three_is_published_for_a_reason_only() {
    let mut house = House::new().await;
    import(&house, canaries(3)).await;
    freeze_year(&house.office, r6(), &PROVISIONAL)
        .await
        .unwrap();
    house.staff("planning", Duty::Planning, None).await;
    let planning = house.counter("planning").await;
    discuss(&mut house, &planning, "1", "申込が少なかった").await;
    for reason in [None, Some("  ")] {
        let obstacles = refused(step(&planning, ("1", Step::Publish), reason).await);
        let small =
            |obstacle: &Obstacle| matches!(obstacle, Obstacle::SmallHeadline { counts: 3, .. });
        assert!(
            !obstacles.is_empty() && obstacles.iter().all(small),
            "{obstacles:?}"
        );
    }
    let reason = Some("参加者数は広報紙で公表済み");
    step(&planning, ("1", Step::Publish), reason).await.unwrap();
}

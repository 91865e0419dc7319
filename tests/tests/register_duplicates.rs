//! 重複候補: a row that says the same of the same person as one that stands already is recorded,
//! counted and shown, and never refused or guessed away.

use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::correct_engagement::{Reason, void};
use enishi_desk::demo::{Size, region_files};
use enishi_desk::import_register::{
    Imported, Mode, Register, Resembled, import_register, undo_import,
};
use enishi_desk::office::{Office, Secret};
use enishi_desk::rehearsal::{Scratch, scratches};
use enishi_desk::report_refused::{is_needed, report_workbook};
use enishi_desk::{Given, Language, sources};
use enishi_domain::engagement::CorrectionReason;
use enishi_domain::register::RowVerdict;
use jiff::Timestamp;

const SIGN_UPS: &str = "お名前,ふりがな,メール,開催日,出欠,申込日時\r\n";
const LEDGER: &str = "寄附者番号,申込日,氏名,フリガナ,郵便番号,寄附金額,削除\r\n";
const OTHER: &str = "外部管理番号,寄附申込日,名前,ふりがな,郵便番号,寄附金額\r\n";

async fn office(place: &Scratch) -> Office {
    let now = Timestamp::from_second(1_750_000_000).expect("a moment");
    let files = region_files(Size::Small);
    let made = Office::init(&place.address, &files, Secret::new(&[1; 32]), now).await;
    made.expect("a new ledger").0
}

async fn import_as(office: &Office, source: &str, text: &str, mode: Mode) -> Imported {
    let mapping = sources::built_in(source).expect("a built-in source");
    let register = Register {
        encoding: None,
        name: "register.csv".to_owned(),
        bytes: Arc::new(text.as_bytes().to_vec()),
        mapping: mapping.expect("a mapping that ships"),
        given: Given::default(),
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let imported = import_register(office, register, mode, go_on).await;
    imported.expect("an import")
}

async fn import(office: &Office, source: &str, text: &str) -> Imported {
    import_as(office, source, text, Mode::Commit).await
}

fn counts(imported: &Imported) -> (u64, u64, u64) {
    let count = |verdict| imported.counts.get(&verdict).copied().unwrap_or(0);
    (
        count(RowVerdict::New),
        count(RowVerdict::MaybeDuplicate),
        count(RowVerdict::Unchanged),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_sent_twice_is_told_with_the_row_above_it_and_stays() {
    for place in scratches().await {
        let office = office(&place).await;
        let row = |name: &str, at: &str| {
            format!("{name},かくう はなこ,hanako@example.jp,2024/06/01,出席,2024/05/{at}\r\n")
        };
        let file = format!(
            "{SIGN_UPS}{}{}{}",
            row("架空 花子", "01 10:00"),
            row("架空 太郎", "01 11:00"),
            row("架空　花子", "02 09:00")
        );
        let tried = import_as(&office, "event-signup", &file, Mode::DryRun).await;
        assert_eq!(counts(&tried), (2, 1, 0));
        assert!(tried.duplicates[0].engagements.is_empty());
        let imported = import(&office, "event-signup", &file).await;
        assert_eq!(counts(&imported), (2, 1, 0));
        let [one] = imported.duplicates.as_slice() else {
            panic!("one candidate");
        };
        assert_eq!((one.number, &one.resembles), (4, &Resembled::Above(2)));
        assert_eq!(one.engagements.len(), 1);
        assert!(is_needed(&imported));
        let workbook = report_workbook(&imported, Language::Japanese).expect("a workbook");
        assert!(workbook.starts_with(b"PK"));
        assert_eq!(
            counts(&import(&office, "event-signup", &file).await),
            (0, 0, 3)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_numbers_of_one_source_are_two_gifts_and_two_sources_may_hold_one() {
    for place in scratches().await {
        let office = office(&place).await;
        let gift = "2024/05/01,架空 花子,カクウ ハナコ,425-0001,10000";
        let file = format!("{LEDGER}A1,{gift},\r\nA2,{gift},\r\n");
        let first = import(&office, "furusato-ledger", &file).await;
        assert_eq!(counts(&first), (2, 0, 0));
        let other = format!(
            "{OTHER}77,{gift}\r\n78,{}\r\n",
            gift.replace("05/01", "05/02")
        );
        let second = import(&office, "furusato-ledger-b", &other).await;
        assert_eq!(counts(&second), (1, 1, 0));
        let Resembled::Recorded(resembled) = &second.duplicates[0].resembles else {
            panic!("it resembles what is recorded");
        };
        assert_eq!(resembled.len(), 2);
        let again = import(&office, "furusato-ledger-b", &other).await;
        assert_eq!(counts(&again), (0, 0, 2));
        // What somebody took back would count again, so it is still resembled.
        let reason = Reason {
            code: CorrectionReason::Duplicate,
            text: None,
        };
        for id in resembled.iter().chain(&second.duplicates[0].engagements) {
            void(&office, *id, &reason).await.expect("a void");
        }
        let third = format!("{OTHER}79,{gift}\r\n");
        let third = import(&office, "furusato-ledger-b", &third).await;
        assert_eq!(counts(&third), (0, 1, 0));
        assert_eq!(
            third.duplicates[0].resembles,
            Resembled::Recorded(resembled.clone())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undone_import_and_another_purpose_are_not_looked_at() {
    for place in scratches().await {
        let office = office(&place).await;
        let file = |applied: &str| {
            format!("{SIGN_UPS}架空 花子,カクウ ハナコ,,2024/06/01,出席,{applied}\r\n")
        };
        let first = import(&office, "event-signup", &file("2024/05/01")).await;
        let batch = first.batch.expect("an import that wrote");
        undo_import(&office, batch, "違うファイル")
            .await
            .expect("an undoing");
        let second = import(&office, "event-signup", &file("2024/05/02")).await;
        assert_eq!(counts(&second), (1, 0, 0));
        let third = import(&office, "event-signup", &file("2024/05/03")).await;
        assert_eq!(counts(&third), (0, 1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_name_nobody_resemble_nothing() {
    for place in scratches().await {
        let office = office(&place).await;
        let answer = "起業に関する調査,アンケートへの回答,2024-06-01,匿名,起業関心,あり\r\n";
        let file = format!("活動,関わりの種別,発生日,本人_種別,設問,回答\r\n{answer}{answer}");
        let kind =
            enishi_domain::words::ClosedSet::word(enishi_domain::engagement::Kind::SurveyAnswer);
        let file = file.replace("アンケートへの回答", kind);
        let imported = import(&office, "enishi-template", &file).await;
        assert_eq!(counts(&imported), (2, 0, 0), "{:?}", imported.findings);
    }
}

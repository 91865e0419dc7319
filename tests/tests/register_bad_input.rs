//! Registers as they come: in every encoding, bent out of shape, with columns that nobody may keep.
//! Whatever comes, an import is there whole or not at all, and says why.

use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::demo::{Size, region_files};
use enishi_desk::export_ledger::{ExportFormat, OnLoss, Selection, Unencodable, export_ledger};
use enishi_desk::import_register::{Imported, Mode, Register, import_register};
use enishi_desk::office::{Office, Secret};
use enishi_desk::rehearsal::{Scratch, contents_at, scratches, sqlite};
use enishi_desk::report_refused::report_workbook;
use enishi_desk::verify_ledger::verify_ledger;
use enishi_desk::{DeskError, Given, Language, sources};
use enishi_domain::register::RowVerdict;
use enishi_publish::encode_cp932;
use enishi_store::Store;
use enishi_tests::hostile_bytes::bent;
use enishi_tests::shared_data;
use jiff::Timestamp;

const HEADING: &str = "会員番号,氏名,フリガナ,入会日\r\n";

async fn office(scratch: &Scratch) -> Office {
    let now = Timestamp::from_second(1_750_000_000).expect("a moment");
    let files = region_files(Size::Small);
    let made = Office::init(&scratch.address, &files, Secret::new(&[1; 32]), now).await;
    made.expect("a new ledger").0
}

async fn import(office: &Office, source: &str, bytes: &[u8]) -> Result<Imported, DeskError> {
    let mapping = sources::built_in(source).expect("a built-in source");
    let register = Register {
        encoding: None,
        name: "register".to_owned(),
        bytes: Arc::new(bytes.to_vec()),
        mapping: mapping.expect("a mapping that ships"),
        given: Given::default(),
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    import_register(office, register, Mode::Commit, go_on).await
}

fn count(imported: &Imported, verdict: RowVerdict) -> u64 {
    imported.counts.get(&verdict).copied().unwrap_or(0)
}

/// The text in CP932, with the other code of 髙 where it is asked for.
fn cp932(text: &str, takes_nec_code: bool) -> Vec<u8> {
    let encoded = encode_cp932(text);
    assert!(encoded.substitutions.is_empty(), "{text}");
    let mut bytes = encoded.bytes;
    if takes_nec_code {
        let at = bytes.windows(2).position(|pair| pair == [0xfb, 0xfc]);
        let at = at.expect("the name has the character");
        bytes[at..at + 2].copy_from_slice(&[0xee, 0xe0]);
    }
    bytes
}

/// Names that the two kinds of encodings hold.
const IN_BOTH: &str = "髙﨑德①㈱～－";
const IN_UNICODE: &str = "髙﨑德𠮷葛\u{e0100}〜−①㈱";

async fn names(scratch: &Scratch) -> Vec<String> {
    let store = Store::open(&scratch.address).await.expect("a ledger");
    let parties = store.load().await.expect("its rows").parties;
    let ids: Vec<_> = parties.into_keys().collect();
    let described = store.described_parties(&ids).await.expect("parties");
    store.close().await;
    let profiles = described.into_values().flat_map(|party| party.profiles);
    profiles.map(|profile| profile.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_go_round_through_every_encoding() {
    let file = |name: &str| format!("{HEADING}007,{name},タカサキ,R6.4.1\r\n");
    let wide = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    for (name, bytes) in [
        (IN_BOTH, cp932(&file(IN_BOTH), false)),
        (IN_BOTH, cp932(&file(IN_BOTH), true)),
        (IN_BOTH, file(IN_BOTH).into_bytes()),
        (IN_UNICODE, file(IN_UNICODE).into_bytes()),
        (IN_UNICODE, wide(&file(IN_UNICODE))),
    ] {
        let scratch = sqlite();
        let office = office(&scratch).await;
        let imported = import(&office, "members", &bytes).await.expect("an import");
        assert_eq!(
            count(&imported, RowVerdict::New),
            1,
            "{:?}",
            imported.refused
        );
        assert_eq!(names(&scratch).await, [name]);
        let lossy = ExportFormat::Cp932(OnLoss::Write(Unencodable::Geta));
        for format in [ExportFormat::Xlsx, ExportFormat::Utf8, lossy] {
            let all = Selection::default();
            let exported = export_ledger(&office, &all, format, "点検", Language::Japanese).await;
            let exported = exported.expect("a file");
            let changed: Vec<char> = exported
                .substitutions
                .iter()
                .map(|substitution| substitution.character)
                .collect();
            let expected: &[char] = if name == IN_UNICODE && format == lossy {
                &['𠮷', '\u{e0100}', '〜', '−']
            } else {
                &[]
            };
            assert_eq!(changed, expected);
            let bytes = exported.bytes.expect("a file");
            assert!(!bytes.windows(2).any(|pair| pair == b"&#"));
            let back = import(&office, "enishi-template", &bytes)
                .await
                .expect("an import");
            assert_eq!(count(&back, RowVerdict::Unchanged), 1, "{format:?}");
            assert_eq!(names(&scratch).await, [name]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn characters_of_ones_own_are_told_and_kept() {
    let scratch = sqlite();
    let office = office(&scratch).await;
    let text = format!("{HEADING}1,架空\u{e000},カクウ,R6.4.1\r\n");
    let imported = import(&office, "members", &cp932(&text, false))
        .await
        .expect("an import");
    assert_eq!(count(&imported, RowVerdict::New), 1);
    let told: Vec<_> = imported
        .findings
        .iter()
        .map(|f| (f.rule, f.message))
        .collect();
    assert_eq!(told, [("I05", "name_gaiji")]);
    assert_eq!(names(&scratch).await, ["架空\u{e000}"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_register_leaves_the_ledger_as_it_was() {
    for scratch in scratches().await {
        let office = office(&scratch).await;
        let before = contents_at(&scratch.address).await.expect("a ledger");
        let broken = [HEADING.as_bytes(), b"1,\x81,a,R6.4.1\r\n"].concat();
        for (what, bytes) in [
            ("nothing", &b""[..]),
            ("blank lines", b"\r\n\r\n"),
            ("no bytes of any encoding", b"\xff\xff\xfe\x80\x80,\x81\r\n"),
            (
                "headings of something else",
                "品目,単価\r\nりんご,100\r\n".as_bytes(),
            ),
            ("a truncated workbook", b"PK\x03\x04\x14\x00"),
            ("another archive", b"\x1f\x8b\x08\x00"),
            ("json", b"{\"a\": 1}"),
            ("a lead byte alone", &broken),
        ] {
            let refused = import(&office, "members", bytes).await;
            let message = refused.expect_err(what).message(Language::Japanese);
            assert!(message.chars().count() > 10, "{what}: {message}");
        }
        // A file whose rows cannot be used, or that has none, is no error and records nothing.
        let unknown = "関わりの種別,発生日\r\n散歩,2024-06-01\r\n";
        for (source, bytes, refused) in [
            ("members", HEADING.as_bytes(), 0),
            ("enishi-template", unknown.as_bytes(), 1),
        ] {
            let imported = import(&office, source, bytes).await.expect("it is read");
            assert_eq!(count(&imported, RowVerdict::Refused), refused, "{source}");
            assert_eq!(imported.batch, None);
        }
        assert_eq!(
            contents_at(&scratch.address).await.expect("a ledger"),
            before
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bent_register_is_imported_whole_or_not_at_all() {
    let scratch = sqlite();
    let office = office(&scratch).await;
    let text = format!("{HEADING}1,\"架空 花子\",カクウ,R6.4.1\r\n2,架空 太郎,カクウ,R6.4.2\r\n");
    import(&office, "members", text.as_bytes())
        .await
        .expect("an import");
    let all = Selection::default();
    let book = export_ledger(&office, &all, ExportFormat::Xlsx, "点検", Language::English).await;
    let book = book.expect("a file").bytes.expect("a file");
    let originals: [&[u8]; 2] = [text.as_bytes(), &book];
    for round in 0..60 {
        let before = contents_at(&scratch.address).await.expect("a ledger");
        let bytes = bent(&originals, round);
        let source = ["members", "enishi-template"][usize::from(round % 2 == 1)];
        match import(&office, source, &bytes).await {
            Ok(imported) if imported.batch.is_some() => {
                let again = import(&office, source, &bytes)
                    .await
                    .expect("the same file");
                assert_eq!(again.batch, None, "round {round}: {source} twice");
            }
            Ok(_) | Err(_) => {
                let after = contents_at(&scratch.address).await.expect("a ledger");
                assert_eq!(after, before, "round {round}: {source}");
            }
        }
    }
    let verified = verify_ledger(&office, None).await.expect("a ledger");
    assert!(verified.is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_without_headings_are_refused_without_repeating_them() {
    let scratch = sqlite();
    let office = office(&scratch).await;
    for (source, row) in [
        ("members", "007,架空 花子,カクウ ハナコ,R6.4.1\r\n"),
        ("event-signup", "架空 花子,カクウ ハナコ,春日町\r\n"),
        ("event-signup", "架空 花子,hanako@example.jp,出席\r\n"),
        (
            "furusato-ledger",
            "T1,2024/05/01,2024/05/02,架空　花子,カクウ,15000\r\n",
        ),
    ] {
        let refused = import(&office, source, row.repeat(3).as_bytes()).await;
        let error = refused.expect_err("no headings");
        for language in [Language::Japanese, Language::English] {
            let message = error.message(language);
            let asked = match language {
                Language::Japanese => "見出しの行を加えてください",
                Language::English => "row of headings",
            };
            assert!(message.contains(asked), "{message}");
            for said in ["架空", "カクウ", "春日", "hanako", "2024/05", "15000"] {
                assert!(!message.contains(said), "{source}: {message}");
            }
        }
    }
    // What a form of one's own calls its columns is said, or nobody could map it.
    let text = "お名前,お申込日,ご住所\r\n架空 花子,2024/05/01,ためし市\r\n";
    let refused = import(&office, "furusato-ledger", text.as_bytes()).await;
    let message = refused
        .expect_err("other headings")
        .message(Language::Japanese);
    assert!(message.contains("お名前、お申込日、ご住所"), "{message}");
    assert!(!message.contains("架空 花子"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_another_ledger_is_refused() {
    for scratch in scratches().await {
        office(&scratch).await.close().await;
        let before = contents_at(&scratch.address).await.expect("a ledger");
        let now = Timestamp::from_second(1_750_000_000).expect("a moment");
        let other = Secret::new(&[2; 32]);
        let opened = Office::open(&scratch.address, other.clone(), now).await;
        assert!(matches!(opened, Err(DeskError::OtherKey)));
        let files = region_files(Size::Small);
        let made = Office::init(&scratch.address, &files, other, now).await;
        assert!(matches!(made, Err(DeskError::OtherKey)));
        let after = contents_at(&scratch.address).await.expect("a ledger");
        assert_eq!(after, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workbooks_of_every_make_are_refused_or_bent_out_of_shape_without_harm() {
    let books: Vec<Vec<u8>> = shared_data::files_below("tables/calamine")
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .collect();
    if books.is_empty() {
        return shared_data::did_not_run("registers: there are no workbooks beside the project");
    }
    let scratch = sqlite();
    let office = office(&scratch).await;
    let before = contents_at(&scratch.address).await.expect("a ledger");
    let originals: Vec<&[u8]> = books.iter().map(Vec::as_slice).collect();
    let bent = (0..120).map(|round| bent(&originals, round));
    let whole = books.iter().cloned();
    let sources = [
        "members",
        "furusato-ledger",
        "companies",
        "event-signup",
        "statistics",
    ];
    for (nth, bytes) in whole.chain(bent).enumerate() {
        let source = sources[nth % sources.len()];
        match import(&office, source, &bytes).await {
            Ok(imported) => assert_eq!(imported.batch, None, "{nth}: {source}"),
            Err(error) => {
                let message = error.message(Language::Japanese);
                assert!(message.chars().count() > 10, "{nth}: {message}");
            }
        }
    }
    let after = contents_at(&scratch.address).await.expect("a ledger");
    assert_eq!(after, before);
}

/// The number of those eleven digits with the check digit of the law.
fn my_number(eleven: u64) -> String {
    let digits = (1..=11).map(|place| {
        let digit = eleven / 10_u64.pow(place - 1) % 10;
        digit * u64::from(if place <= 6 { place + 1 } else { place - 5 })
    });
    let check = match digits.sum::<u64>() % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    };
    format!("{eleven}{check}")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_my_number_reaches_the_ledger_its_report_or_a_message() {
    let scratch = sqlite();
    let office = office(&scratch).await;
    let (mut planted, mut batches) = (Vec::new(), Vec::new());
    for file in 0..200_u64 {
        let mut text = "会員番号,氏名,フリガナ,入会日,備考\r\n".to_owned();
        for row in 0..4 {
            let number = my_number(10_000_000_000 + (file * 4 + row) * 98_765_431 % 89_999_999_999);
            // Every fourth row cannot be read, and goes into the report.
            let day = if row == 3 { "R6.13.1" } else { "R6.4.1" };
            text += &format!("{file}-{row},架空 {file}の{row},カクウ,{day},{number}\r\n");
            planted.push(number);
        }
        let imported = import(&office, "members", text.as_bytes())
            .await
            .expect("an import");
        assert_eq!(imported.summary.refused_columns, ["備考"]);
        batches.extend(imported.batch);
        let mut told = format!("{:?}", imported.findings);
        for refused in &imported.refused {
            told += &String::from_utf8_lossy(&refused.raw);
            told += &format!("{:?}", refused.findings);
        }
        report_workbook(&imported, Language::Japanese).expect("a workbook");
        let numbers = &planted[planted.len() - 4..];
        assert!(numbers.iter().all(|number| !told.contains(number.as_str())));
    }
    let store = Store::open(&scratch.address).await.expect("a ledger");
    let mut raw = Vec::new();
    for batch in batches {
        for row in 2..6 {
            raw.extend(
                store
                    .raw_row(batch, row)
                    .await
                    .expect("a row")
                    .unwrap_or_default(),
            );
        }
    }
    store.close().await;
    office.close().await;
    let path = scratch.address.trim_start_matches("sqlite:");
    let file = std::fs::read(path).expect("the file of the database");
    let file = String::from_utf8_lossy(&file);
    let raw = String::from_utf8_lossy(&raw);
    assert!(raw.contains("架空"));
    for number in planted {
        assert!(
            !file.contains(&number) && !raw.contains(&number),
            "{number}"
        );
    }
}

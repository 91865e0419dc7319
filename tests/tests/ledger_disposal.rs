//! What is personal goes, on request and by 保存期間, from every version of every row, and nothing
//! else does; and two towns know one person by different keys.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::demo::{Size, region_files};
use enishi_desk::dispose_parties::{dispose_of_expired, dispose_of_party};
use enishi_desk::import_register::{Mode, Register, import_register};
use enishi_desk::measure_year::measure_live;
use enishi_desk::office::{Office, Secret};
use enishi_desk::rehearsal::{Scratch, history_at, scratches};
use enishi_desk::verify_ledger::verify_ledger;
use enishi_desk::{Given, sources};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::Position;
use enishi_domain::measurement::Measurement;
use enishi_domain::party::PartyId;
use enishi_store::Store;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

const HEADING: &str = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,町名・番地,寄附金額,削除,備考";

fn row(number: &str, day: &str, who: &str, address: &str) -> String {
    noted(number, day, who, (address, ""))
}

fn noted(number: &str, day: &str, who: &str, (address, note): (&str, &str)) -> String {
    format!("{number},{day},{day},{day},{who},000-0001,静岡県,ためし市,{address},10000,,{note}\r\n")
}

const HANAKO: &str = "架空　花子,カクウ ハナコ";
const TARO: &str = "架空　太郎,カクウ タロウ";

async fn office(scratch: &Scratch, secret: u8) -> Office {
    let now = Timestamp::from_second(1_750_000_000).expect("a moment");
    let files = region_files(Size::Small);
    let secret = Secret::new(&[secret; 32]);
    let made = Office::init(&scratch.address, &files, secret, now).await;
    made.expect("a new ledger").0
}

/// Of how many parties the data is disposed of on a day because its years are over.
async fn disposed_on(scratch: &Scratch, day: Date) -> usize {
    let noon = TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0));
    let noon = noon.expect("a moment");
    let secret = Secret::new(&[1; 32]);
    let office = Office::open(&scratch.address, secret, noon).await;
    let office = office.expect("the ledger");
    let gone = dispose_of_expired(&office, Mode::Commit).await;
    office.close().await;
    gone.expect("a disposal").parties.len()
}

async fn import(office: &Office, rows: &[String]) {
    let text = format!("{HEADING}\r\n{}", rows.concat());
    let mapping = sources::built_in("furusato-ledger").expect("a built-in source");
    let register = Register {
        encoding: None,
        name: "gifts.csv".to_owned(),
        bytes: Arc::new(text.into_bytes()),
        mapping: mapping.expect("a mapping that ships"),
        given: Given::default(),
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let imported = import_register(office, register, Mode::Commit, go_on).await;
    assert!(imported.expect("an import").refused.is_empty());
}

/// All figures of the years in which something is recorded.
async fn figures(office: &Office) -> Vec<Vec<Vec<Measurement>>> {
    let mut all = Vec::new();
    for western in 2014..2027 {
        let year = FiscalYear::new(western).expect("a year of our age");
        let measured = measure_live(office, year, Position::NOW).await;
        let programmes = measured.expect("figures").programmes.into_iter();
        let plain =
            programmes.map(|of_one| of_one.into_iter().map(|one| one.measurement).collect());
        all.push(plain.collect());
    }
    all
}

async fn history(scratch: &Scratch) -> String {
    let history = history_at(&scratch.address).await;
    history.expect("the ledger can be read")
}

/// Whether a name stands in the files of the database; known for SQLite only.
fn is_in_files(scratch: &Scratch, name: &str) -> bool {
    let Some(path) = scratch.address.strip_prefix("sqlite:") else {
        return false;
    };
    let files = [path.to_owned(), format!("{path}-wal")].map(std::fs::read);
    let mut contents = files.into_iter().flatten();
    contents.any(|bytes| {
        let mut parts = bytes.windows(name.len());
        parts.any(|part| part == name.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_disposed_of_is_gone_from_every_version_of_a_row() {
    for scratch in scratches().await {
        let office = office(&scratch, 1).await;
        let gifts = [
            row("1", "2024/05/01", HANAKO, "見本町1番"),
            row("2", "2024/05/02", TARO, "例示町2番"),
        ];
        import(&office, &gifts).await;
        // A later file has a note beside the row; nothing of it is recorded but the row itself.
        let later = noted("1", "2024/05/01", HANAKO, ("見本町1番", "お礼状済"));
        import(&office, &[later]).await;
        let before = figures(&office).await;
        let held = history(&scratch).await;
        assert!(held.contains("花子") && held.contains("お礼状済"));
        let of_hanako = PartyId(1);
        let gone = dispose_of_party(&office, of_hanako, "本人の請求", Mode::Commit).await;
        assert_eq!(gone.expect("a disposal").parties, [of_hanako]);
        let held = history(&scratch).await;
        for gone in ["花子", "ハナコ", "見本町1番", "お礼状済"] {
            assert!(!held.contains(gone), "{}: {gone}", scratch.name);
            assert!(!is_in_files(&scratch, gone), "{}: {gone}", scratch.name);
        }
        assert!(held.contains("太郎") && held.contains("例示町2番"));
        assert!(held.contains("audit system disposed 本人の請求"));
        assert_eq!(figures(&office).await, before, "{}", scratch.name);
        let verified = verify_ledger(&office, None).await.expect("a verification");
        assert!(verified.is_sound());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_beyond_its_years_goes_and_the_rest_stays() {
    for scratch in scratches().await {
        let office = office(&scratch, 1).await;
        // Gifts are kept for seven years: behind the end of 令和6年度 that is until 2032-03-31.
        let gifts = [
            row("1", "2024/05/01", HANAKO, "見本町1番"),
            row("2", "2025/05/02", TARO, "例示町2番"),
        ];
        import(&office, &gifts).await;
        let before = figures(&office).await;
        assert_eq!(disposed_on(&scratch, date(2032, 3, 31)).await, 0);
        assert_eq!(disposed_on(&scratch, date(2032, 4, 1)).await, 1);
        let held = history(&scratch).await;
        assert!(!held.contains("花子") && held.contains("太郎"));
        assert!(!is_in_files(&scratch, "花子"));
        assert_eq!(held.matches("audit system disposed retention").count(), 1);
        assert_eq!(disposed_on(&scratch, date(2032, 4, 1)).await, 0);
        assert_eq!(disposed_on(&scratch, date(2033, 4, 1)).await, 1);
        assert!(!history(&scratch).await.contains("太郎"));
        assert_eq!(figures(&office).await, before, "{}", scratch.name);
    }
}

/// The keys by which the ledger compares its parties, and the digests of its rows.
async fn keys(scratch: &Scratch) -> BTreeSet<Vec<u8>> {
    let store = Store::open(&scratch.address).await.expect("the ledger");
    let mut keys = BTreeSet::new();
    let take = |known: enishi_store::KnownProfile| {
        let bytes = known.keys.to_bytes();
        let kept = bytes.chunks_exact(8).filter(|key| **key != [0; 8]);
        keys.extend(kept.map(<[u8]>::to_vec));
    };
    store.profile_keys("donation", take).await.expect("keys");
    let take = |known: enishi_store::KnownRow<'_>| {
        keys.insert(known.content_hash.to_le_bytes().to_vec());
    };
    let rows = store.known_rows("furusato-ledger", take).await;
    rows.expect("rows");
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn two_towns_know_the_same_people_by_different_keys() {
    let people: Vec<String> = (0..100)
        .map(|n| {
            let who = format!("架空　{n}子,カクウ {}コ", "アカサ".repeat(n % 7 + 1));
            row(&n.to_string(), "2024/05/01", &who, &format!("見本町{n}番"))
        })
        .collect();
    let one = scratches().await;
    for (one, other) in one.into_iter().zip(scratches().await) {
        import(&office(&one, 1).await, &people).await;
        import(&office(&other, 2).await, &people).await;
        let (one, other) = (keys(&one).await, keys(&other).await);
        assert!(one.len() > 300, "{}", one.len());
        assert!(one.is_disjoint(&other));
    }
}

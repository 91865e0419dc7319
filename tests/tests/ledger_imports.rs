//! What must hold of imports, through the office's own jobs: the same file twice, shuffled rows,
//! late rows, identical rows, corrections by a later file, undoing, purposes, stopping; and that a
//! frozen figure stands whatever comes later.

use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::close_period::{Period, close_period};
use enishi_desk::correct_engagement::{Reason, correct, void};
use enishi_desk::demo::{Size, region_files};
use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_desk::import_register::{
    Imported, Mode, Progress, Register, import_register, undo_import,
};
use enishi_desk::measure_year::{evidence, measure_live, measure_year};
use enishi_desk::office::{Office, Secret};
use enishi_desk::rehearsal::{Scratch, contents_at, scratches};
use enishi_desk::review_parties::{PairDecision, decide};
use enishi_desk::{DeskError, Given, read_mapping, sources};
use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{CorrectionReason, Kind, Position};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::{FigureStatus, Measurement};
use enishi_domain::money::Yen;
use enishi_domain::register::RowVerdict;
use jiff::Timestamp;

/// As it stands, complete or not.
const PROVISIONAL: FreezeOptions = FreezeOptions {
    provisional: true,
    again: None,
    seen: None,
};

const HEADING: &str = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,町名・番地,寄附金額,削除";

/// A gift of 令和6年度 by the n-th donor; every donor has a name, reading and address of their own.
fn gift(number: u32, donor: u32, yen: u32) -> String {
    let kana = ["ア", "カ", "サ", "タ", "ナ", "ハ", "マ", "ヤ", "ラ", "ワ"];
    let reading = kana[donor as usize % 10].repeat(3 + donor as usize / 10);
    format!(
        "{number:08},2024/05/01,2024/05/02,2024/05/07,架空　{donor}郎,{reading} ロウ,000-{donor:04},\
         静岡県,ためし市,見本町{donor}丁目1番{donor}号,{yen},"
    )
}

fn csv(rows: &[String]) -> Vec<u8> {
    let mut text = format!("{HEADING}\r\n");
    for row in rows {
        text.push_str(row);
        text.push_str("\r\n");
    }
    text.into_bytes()
}

struct Hall {
    office: Office,
    scratch: Scratch,
}

impl Hall {
    /// A hall with a new ledger on each database that can be had.
    async fn on_every_database() -> Vec<Self> {
        let mut halls = Vec::new();
        for scratch in scratches().await {
            halls.push(Self {
                office: office(&scratch).await,
                scratch,
            });
        }
        halls
    }

    /// What the ledger says, whatever the order in which it was told.
    async fn contents(&self) -> String {
        let contents = contents_at(&self.scratch.address).await;
        contents.expect("the ledger can be read")
    }

    async fn import_from(&self, source: &str, bytes: Vec<u8>) -> Imported {
        let register = register(source, bytes);
        let go_on = &mut |_| ControlFlow::Continue(());
        let imported = import_register(&self.office, register, Mode::Commit, go_on).await;
        imported.expect("an import")
    }

    async fn import(&self, rows: &[String]) -> Imported {
        self.import_from("furusato-ledger", csv(rows)).await
    }

    /// 6-③ and 6-④ as they are now.
    async fn gifts(&self) -> (Measurement, Measurement) {
        self.gifts_at(Position::NOW).await
    }

    async fn gifts_at(&self, position: Position) -> (Measurement, Measurement) {
        let measured = measure_live(&self.office, r6(), position).await;
        let mut donations = measured.expect("figures").programmes.remove(5);
        let yen = donations.remove(3).measurement;
        (donations.remove(2).measurement, yen)
    }

    async fn counts(&self) -> (i64, i64, i64) {
        let (count, yen) = self.gifts().await;
        let yen = yen.amounts.first().map_or(Decimal::ZERO, |a| a.amount);
        let yen = yen * Decimal::ONE_THOUSAND;
        (
            count.rows.unwrap_or(0),
            count.distinct.unwrap_or(0),
            i64::try_from(yen).expect("yen"),
        )
    }
}

async fn office(scratch: &Scratch) -> Office {
    let now = Timestamp::from_second(1_750_000_000).expect("a moment");
    let files = region_files(Size::Small);
    let made = Office::init(&scratch.address, &files, Secret::new(&[1; 32]), now).await;
    made.expect("a new ledger").0
}

fn register(source: &str, bytes: Vec<u8>) -> Register {
    let mapping = sources::built_in(source).expect("a built-in source");
    Register {
        encoding: None,
        name: "register.csv".to_owned(),
        bytes: Arc::new(bytes),
        mapping: mapping.expect("a mapping that ships"),
        given: Given::default(),
    }
}

fn r6() -> FiscalYear {
    FiscalYear::new(2024).expect("a year of our age")
}

fn count(imported: &Imported, verdict: RowVerdict) -> u64 {
    imported.counts.get(&verdict).copied().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_changes_nothing_and_shuffled_rows_neither() {
    for hall in Hall::on_every_database().await {
        let mut rows: Vec<String> = (0..40).map(|n| gift(n, n % 30, 10_000 + n)).collect();
        let first = hall.import(&rows).await;
        assert_eq!(count(&first, RowVerdict::New), 40);
        let counts = hall.counts().await;
        assert_eq!((counts.0, counts.1), (40, 30));
        rows.reverse();
        rows.rotate_left(7);
        let again = hall.import(&rows).await;
        assert_eq!(again.batch, None);
        assert_eq!(count(&again, RowVerdict::Unchanged), 40);
        assert_eq!(hall.counts().await, counts);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_saved_again_in_another_encoding_or_with_quotes_changes_nothing() {
    for hall in Hall::on_every_database().await {
        let rows: Vec<String> = (0..40).map(|n| gift(n, n % 30, 10_000 + n)).collect();
        let utf8 = String::from_utf8(csv(&rows)).expect("UTF-8");
        let (cp932, ..) = encoding_rs::SHIFT_JIS.encode(&utf8);
        let first = hall.import_from("furusato-ledger", cp932.to_vec()).await;
        assert_eq!(count(&first, RowVerdict::New), 40);
        let quoted = |line: &str| {
            let cells: Vec<String> = line.split(',').map(|cell| format!("\"{cell}\"")).collect();
            cells.join(",") + ",,\r\n"
        };
        let quoted: String = utf8.lines().map(quoted).collect();
        let tabbed = utf8.replace(',', "\t");
        for saved in [utf8, quoted, tabbed] {
            let again = hall
                .import_from("furusato-ledger", saved.into_bytes())
                .await;
            assert_eq!(again.batch, None, "{:?}", again.counts);
            assert_eq!(count(&again, RowVerdict::Unchanged), 40);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shuffled_and_late_rows_leave_what_one_import_in_order_leaves() {
    let clean = Hall::on_every_database().await;
    for (clean, hall) in clean.into_iter().zip(Hall::on_every_database().await) {
        let mut rows: Vec<String> = (0..60).map(|n| gift(n, n % 45, 10_000 + n)).collect();
        clean.import(&rows).await;
        let expected = clean.contents().await;
        assert!(expected.contains("Yen(10059)"));
        rows.reverse();
        rows.rotate_left(17);
        hall.import(&rows[..20]).await;
        assert_ne!(hall.contents().await, expected);
        hall.import(&rows).await;
        assert_eq!(hall.contents().await, expected, "{}", hall.scratch.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_offices_with_one_file_at_once_leave_what_one_leaves() {
    let clean = Hall::on_every_database().await;
    for (clean, hall) in clean.into_iter().zip(Hall::on_every_database().await) {
        let rows: Vec<String> = (0..200).map(|n| gift(n, n % 150, 10_000 + n)).collect();
        clean.import(&rows).await;
        let mut offices = Vec::new();
        for _ in 0..8 {
            offices.push(office(&hall.scratch).await);
        }
        let imports = offices.into_iter().map(|office| {
            let register = register("furusato-ledger", csv(&rows));
            tokio::spawn(async move {
                let go_on = &mut |_| ControlFlow::Continue(());
                import_register(&office, register, Mode::Commit, go_on).await
            })
        });
        let mut wrote = 0;
        for import in imports.collect::<Vec<_>>() {
            let imported = import.await.expect("no panic").expect("an import");
            wrote += u32::from(imported.batch.is_some());
        }
        assert_eq!(wrote, 1, "{}", hall.scratch.name);
        assert_eq!(hall.contents().await, clean.contents().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn late_rows_dated_before_the_newest_are_imported() {
    for hall in Hall::on_every_database().await {
        hall.import(&[gift(2, 2, 10_000)]).await;
        let late = gift(1, 1, 5_000).replace("2024/05", "2024/04");
        let imported = hall.import(&[gift(2, 2, 10_000), late]).await;
        assert_eq!(count(&imported, RowVerdict::New), 1);
        assert_eq!(hall.counts().await, (2, 2, 15_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_file_corrects_takes_back_and_says_again() {
    for hall in Hall::on_every_database().await {
        hall.import(&[gift(1, 1, 10_000), gift(2, 2, 20_000)]).await;
        let corrected = hall.import(&[gift(1, 1, 12_000), gift(2, 2, 20_000)]).await;
        assert_eq!(count(&corrected, RowVerdict::Updated), 1);
        assert_eq!(corrected.parties_new, 0);
        assert_eq!(hall.counts().await, (2, 2, 32_000));
        let deleted = format!("{}1", gift(1, 1, 12_000));
        hall.import(&[deleted, gift(2, 2, 20_000)]).await;
        assert_eq!(hall.counts().await, (1, 1, 20_000));
        hall.import(&[gift(1, 1, 12_000)]).await;
        assert_eq!(hall.counts().await, (2, 2, 32_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_under_a_receipt_number_is_the_same_donor_and_a_new_name_is_not() {
    for hall in Hall::on_every_database().await {
        hall.import(&[gift(1, 1, 10_000), gift(2, 1, 20_000)]).await;
        let moved = gift(1, 1, 10_000).replace("000-0001", "999-9999").replace(
            "静岡県,ためし市,見本町1丁目1番1号",
            "遠州県,よその市,別町9番9号",
        );
        let imported = hall.import(&[moved, gift(2, 1, 20_000)]).await;
        assert_eq!(count(&imported, RowVerdict::Updated), 1);
        assert_eq!((imported.parties_new, imported.pairs_to_review), (0, 0));
        assert_eq!(hall.counts().await, (2, 1, 30_000));
        let imported = hall.import(&[gift(1, 7, 10_000)]).await;
        assert_eq!((imported.parties_new, imported.pairs_to_review), (1, 0));
        assert_eq!(hall.counts().await, (2, 2, 30_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_undone_leaves_the_figures_as_they_were() {
    for hall in Hall::on_every_database().await {
        hall.import(&[gift(1, 1, 10_000), gift(2, 2, 20_000)]).await;
        let before = hall.counts().await;
        let wrong = [gift(1, 1, 99_000), gift(3, 3, 30_000), gift(4, 4, 40_000)];
        let imported = hall.import(&wrong).await;
        assert_eq!(hall.counts().await, (4, 4, 189_000));
        let batch = imported.batch.expect("an import that wrote");
        let undone = undo_import(&hall.office, batch, "違うファイルだった").await;
        let undone = undone.expect("an undoing");
        assert_eq!(
            (undone.voided, undone.restored, undone.kept.len()),
            (2, 1, 0)
        );
        assert_eq!(hall.counts().await, before);
        let twice = undo_import(&hall.office, batch, "もう一度").await;
        assert!(matches!(twice, Err(DeskError::NoSuchImport(_))));
        let again = hall.import(&wrong).await;
        assert_eq!(count(&again, RowVerdict::New), 2);
        assert_eq!(hall.counts().await, (4, 4, 189_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn identical_rows_of_one_file_stay_two_also_after_importing_again() {
    for hall in Hall::on_every_database().await {
        let list = "お名前,メール,開催日,出欠\r\n架空 花子,hanako@example.jp,2024/06/01,出席\r\n\
                架空 花子,hanako@example.jp,2024/06/01,出席\r\n";
        for (new, twice, unchanged) in [(1, 1, 0), (0, 0, 2)] {
            let imported = hall.import_from("event-signup", list.into()).await;
            assert_eq!(count(&imported, RowVerdict::New), new);
            assert_eq!(count(&imported, RowVerdict::MaybeDuplicate), twice);
            assert_eq!(count(&imported, RowVerdict::Unchanged), unchanged);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_number_with_two_contents_in_one_file_is_refused_not_guessed() {
    for hall in Hall::on_every_database().await {
        let imported = hall.import(&[gift(1, 1, 10_000), gift(1, 1, 20_000)]).await;
        assert_eq!(count(&imported, RowVerdict::Refused), 1);
        assert_eq!(imported.refused[0].number, 3);
        assert_eq!(imported.refused[0].findings[0].rule, "I13");
        assert_eq!(hall.counts().await, (1, 1, 10_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_without_a_declared_purpose_is_refused() {
    for hall in Hall::on_every_database().await {
        let text = sources::text("furusato-ledger").expect("a built-in source");
        let text = text.replace("purpose = \"donation\"", "purpose = \"advertising\"");
        let mut register = register("furusato-ledger", csv(&[gift(1, 1, 10_000)]));
        register.mapping = read_mapping("own.toml", &text).expect("a mapping");
        let go_on = &mut |_| ControlFlow::Continue(());
        let refused = import_register(&hall.office, register, Mode::Commit, go_on).await;
        assert!(matches!(refused, Err(DeskError::UnknownPurpose { .. })));
        assert_eq!(hall.counts().await, (0, 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_and_a_stopped_import_leave_nothing() {
    for hall in Hall::on_every_database().await {
        let rows: Vec<String> = (0..30).map(|n| gift(n, n, 10_000)).collect();
        let register = register("furusato-ledger", csv(&rows));
        let go_on = &mut |_| ControlFlow::Continue(());
        let tried = import_register(&hall.office, register.clone(), Mode::DryRun, go_on).await;
        assert_eq!(count(&tried.expect("a dry run"), RowVerdict::New), 30);
        let at_once = |_| true;
        let in_the_ledger = |progress| matches!(progress, Progress::Merged(9.., _));
        let beside_it = |progress| matches!(progress, Progress::Written(..));
        let stops: [fn(Progress) -> bool; 3] = [at_once, beside_it, in_the_ledger];
        for is_end in stops {
            let stop = &mut |progress| match is_end(progress) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
            let stopped = import_register(&hall.office, register.clone(), Mode::Commit, stop).await;
            assert!(matches!(stopped, Err(DeskError::Stopped)));
            assert_eq!(hall.counts().await, (0, 0, 0));
        }
        let go_on = &mut |_| ControlFlow::Continue(());
        let imported = import_register(&hall.office, register, Mode::Commit, go_on).await;
        assert_eq!(count(&imported.expect("an import"), RowVerdict::New), 30);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_of_two_purposes_are_linked_only_on_a_basis() {
    for hall in Hall::on_every_database().await {
        hall.import(&[gift(1, 1, 10_000)]).await;
        let list = "お名前,フリガナ,開催日,出欠\r\n架空　1郎,カカカ ロウ,2024/06/01,出席\r\n";
        let imported = hall.import_from("event-signup", list.into()).await;
        assert_eq!((imported.parties_new, imported.pairs_to_review), (1, 0));
        let mut decision = PairDecision {
            a: enishi_domain::party::PartyId(1),
            b: enishi_domain::party::PartyId(2),
            verdict: LinkVerdict::Same,
            basis: None,
        };
        let refused = decide(&hall.office, &decision).await;
        assert!(matches!(refused, Err(DeskError::NoBasis { .. })));
        decision.basis = Some("本人の同意（令和6年6月1日）".to_owned());
        decide(&hall.office, &decision).await.expect("a decision");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_figure_stands_after_corrections_merges_and_unmerges() {
    for hall in Hall::on_every_database().await {
        let rows: Vec<String> = (0..60).map(|n| gift(n, n % 50, 10_000 + n)).collect();
        hall.import(&rows).await;
        let period = Period {
            programme: "6".to_owned(),
            kind: Kind::DonationFurusato,
            year: r6(),
        };
        close_period(&hall.office, &period)
            .await
            .expect("a closing");
        let frozen = freeze_year(&hall.office, r6(), &PROVISIONAL).await;
        let frozen_at = frozen.expect("figures").position.expect("some");
        let frozen = hall.gifts_at(frozen_at).await;
        assert_eq!(frozen.0.status, FigureStatus::Ready);
        let reason = Reason {
            code: CorrectionReason::EntryError,
            text: None,
        };
        let kpi = hall.office.region().kpi("6", KpiNo::new(3));
        let metric = &kpi.expect("6-③").metric;
        let rows = evidence(&hall.office, metric, r6(), frozen_at, 60).await;
        let rows = rows.expect("evidence");
        assert_eq!(rows.len(), 60);
        for (_, row) in &rows[..20] {
            let double = |e: &mut enishi_domain::engagement::Engagement| {
                e.amount = e.amount.map(|yen| Yen(yen.0 * 2));
            };
            correct(&hall.office, row.id, &reason, double)
                .await
                .expect("a correction");
        }
        for (_, row) in &rows[20..25] {
            void(&hall.office, row.id, &reason).await.expect("a void");
        }
        for (n, verdict) in [
            (1, LinkVerdict::Same),
            (3, LinkVerdict::Same),
            (1, LinkVerdict::None),
        ] {
            let decision = PairDecision {
                a: enishi_domain::party::PartyId(n),
                b: enishi_domain::party::PartyId(n + 1),
                verdict,
                basis: None,
            };
            decide(&hall.office, &decision).await.expect("a decision");
        }
        assert_ne!(hall.gifts().await, frozen);
        assert_eq!(hall.gifts_at(frozen_at).await, frozen);
        let shown = measure_year(&hall.office, r6(), None)
            .await
            .expect("figures");
        let shown = &shown.programmes[5][2].measurement;
        assert_eq!(shown.status, FigureStatus::Frozen);
        assert_eq!(shown.amounts, frozen.0.amounts);
        assert_eq!(
            (shown.rows, shown.distinct),
            (frozen.0.rows, frozen.0.distinct)
        );
    }
}

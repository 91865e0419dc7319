//! What was frozen stands: whatever is corrected, merged or defined later, on both databases. What
//! came after it is counted and listed beside it, with no name.

use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::close_period::{Period, close_period};
use enishi_desk::correct_engagement::{Reason, correct, void};
use enishi_desk::demo::{Size, region_files};
use enishi_desk::freeze_year::{FreezeOptions, freeze_year};
use enishi_desk::import_register::{Mode, Register, import_register};
use enishi_desk::measure_year::{MeasuredFigure, evidence, measure_live, measure_year};
use enishi_desk::office::{DefinitionFile, Office, Secret};
use enishi_desk::rehearsal::scratches;
use enishi_desk::review_parties::{PairDecision, decide};
use enishi_desk::verify_ledger::verify_ledger;
use enishi_desk::{Given, sources};
use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::corrections::Corrected;
use enishi_domain::engagement::{
    CorrectionReason, Engagement, EngagementId, Kind, Operation, Position,
};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::{FigureStatus, Measurement};
use enishi_domain::money::Yen;
use enishi_domain::party::PartyId;
use jiff::Timestamp;
use jiff::civil::Date;

/// As it stands, complete or not.
const PROVISIONAL: FreezeOptions = FreezeOptions {
    provisional: true,
    again: None,
    seen: None,
};

const GIFTS: u32 = 300;
const DONORS: u32 = 200;

/// A gift by the n-th donor; every donor has a name, reading and address of their own.
fn gift(number: u32, year: i16) -> String {
    let donor = number % DONORS;
    let kana = ["ア", "カ", "サ", "タ", "ナ", "ハ", "マ", "ヤ", "ラ", "ワ"];
    let reading = kana[donor as usize % 10].repeat(3 + donor as usize / 10);
    format!(
        "{number:08},{year}/05/01,{year}/05/02,{year}/05/07,架空　{donor}郎,{reading} ロウ,\
         000-{donor:04},静岡県,ためし市,見本町{donor}丁目1番{donor}号,{},",
        10_000 + number
    )
}

fn gifts(numbers: std::ops::Range<u32>, year: i16) -> Vec<u8> {
    let mut text = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,\
                    町名・番地,寄附金額,削除\r\n"
        .to_owned();
    for number in numbers {
        text.push_str(&gift(number, year));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn life(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text = "系列,区分,時点,値,定義,出典,速報・確報\r\n".to_owned();
    for (part, value, release) in rows {
        let source = "平均自立期間の公表資料（令和5年分）";
        text.push_str(&format!(
            "65歳時の平均自立期間,{part},R5,{value},shizuoka-65,{source},{release}\r\n"
        ));
    }
    text.into_bytes()
}

/// The city's files with something said otherwise in one of them.
fn redefined(name: &str, from: &str, to: &str) -> Vec<DefinitionFile> {
    let mut files = region_files(Size::Small);
    let file = files.iter_mut().find(|file| file.name == name);
    let file = file.expect("the city has the file");
    assert!(file.text.contains(from), "{name}: {from}");
    file.text = file.text.replace(from, to);
    files
}

/// 6-③ as so many donors instead of so many gifts.
fn donors_counted() -> Vec<DefinitionFile> {
    redefined(
        "programme-6.toml",
        "measure = \"rows\"\nkinds = [\"donation.furusato\"]",
        "measure = \"distinct\"\nparty = \"person\"\nkinds = [\"donation.furusato\"]",
    )
}

async fn office(address: &str, files: &[DefinitionFile]) -> Office {
    let now = Timestamp::from_second(1_750_000_000).expect("a moment");
    let made = Office::init(address, files, Secret::new(&[1; 32]), now).await;
    made.expect("a ledger").0
}

async fn import(office: &Office, source: &str, bytes: Vec<u8>) {
    let mapping = sources::built_in(source).expect("a built-in source");
    let register = Register {
        encoding: None,
        name: "register.csv".to_owned(),
        bytes: Arc::new(bytes),
        mapping: mapping.expect("a mapping that ships"),
        given: Given::default(),
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let imported = import_register(office, register, Mode::Commit, go_on).await;
    assert!(imported.expect("an import").refused.is_empty());
}

async fn close(office: &Office, year: FiscalYear) {
    let period = Period {
        programme: "6".to_owned(),
        kind: Kind::DonationFurusato,
        year,
    };
    close_period(office, &period).await.expect("a closing");
}

fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).expect("a year of our age")
}

async fn shown(office: &Office, western: i16, kpi: (&str, u16)) -> MeasuredFigure {
    let of_all = measure_year(office, year(western), None).await;
    let of_all = of_all.expect("figures").programmes;
    let narrowed = office.narrowed_to(kpi.0, KpiNo::new(kpi.1));
    let narrowed = narrowed.expect("the KPI");
    let of_one = measure_year(&narrowed, year(western), None).await;
    let mut of_one = of_one.expect("figures").programmes.into_iter().flatten();
    let figure = of_one.next().expect("a figure");
    // Asked alone it is what it is among all.
    assert_eq!(of_one.next(), None);
    assert!(of_all.iter().flatten().any(|one| *one == figure));
    figure
}

async fn at(office: &Office, position: Position) -> Vec<Measurement> {
    let measured = measure_live(office, year(2024), position).await;
    let figures = measured.expect("figures").programmes.into_iter().flatten();
    figures.map(|figure| figure.measurement).collect()
}

const REASON: Reason = Reason {
    code: CorrectionReason::EntryError,
    text: None,
};

async fn say(office: &Office, id: EngagementId, change: impl FnOnce(&mut Engagement)) {
    let corrected = correct(office, id, &REASON, change).await;
    corrected.expect("a correction");
}

async fn link(office: &Office, a: i64, verdict: LinkVerdict) {
    let decision = PairDecision {
        a: PartyId(a),
        b: PartyId(a + 1),
        verdict,
        basis: None,
    };
    decide(office, &decision).await.expect("a decision");
}

fn counted(figure: &MeasuredFigure) -> (i64, Vec<Decimal>) {
    let corrections = figure.corrections.as_ref().expect("a frozen figure");
    let difference = corrections.difference(&figure.measurement);
    let difference = difference.iter().map(|part| part.amount);
    (corrections.count, difference.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_figure_stands_after_100_corrections_10_merges_and_3_unmerges() {
    for scratch in scratches().await {
        let office = office(&scratch.address, &donors_counted()).await;
        import(&office, "furusato-ledger", gifts(0..GIFTS, 2024)).await;
        close(&office, year(2024)).await;
        let before = at(&office, Position::NOW).await;
        let frozen = freeze_year(&office, year(2024), &PROVISIONAL).await;
        let frozen_at = frozen.expect("figures").position.expect("some");
        let donors = shown(&office, 2024, ("6", 3)).await;
        assert_eq!(donors.measurement.distinct, Some(i64::from(DONORS)));
        assert_eq!(counted(&donors), (0, vec![Decimal::ZERO]));

        let rows = evidence(&office, &donors.metric, year(2024), frozen_at, GIFTS).await;
        let rows = rows.expect("evidence");
        assert_eq!(rows.len(), GIFTS as usize);
        for (_, row) in &rows[..90] {
            say(&office, row.id, |e| {
                e.amount = e.amount.map(|yen| Yen(yen.0 * 2));
            })
            .await;
        }
        // Ten belong to the next year, as it turns out; the donor gave nothing else.
        for (_, row) in &rows[DONORS as usize - 10..DONORS as usize] {
            say(&office, row.id, |e| {
                e.recognized_on = Some(Date::constant(2025, 5, 7));
            })
            .await;
        }
        for (_, row) in &rows[90..94] {
            void(&office, row.id, &REASON).await.expect("a void");
        }
        for n in 0..10 {
            link(&office, 1 + 2 * n, LinkVerdict::Same).await;
        }
        for n in 0..3 {
            link(&office, 1 + 2 * n, LinkVerdict::None).await;
        }
        import(&office, "furusato-ledger", gifts(GIFTS..GIFTS + 5, 2024)).await;

        assert_eq!(at(&office, frozen_at).await, before, "{}", scratch.name);
        assert_ne!(at(&office, Position::NOW).await, before);
        let after = shown(&office, 2024, ("6", 3)).await;
        assert_eq!(after.measurement, donors.measurement);
        assert_eq!(after.measurement.status, FigureStatus::Frozen);
        let (count, difference) = counted(&after);
        // 100 corrections, 4 voids, 5 late gifts, and 13 decisions as donors are counted once.
        assert_eq!(count, 100 + 4 + 5 + 13, "{}", scratch.name);
        let now = &after.corrections.as_ref().expect("corrections").now;
        let lost = now.distinct.expect("donors") - i64::from(DONORS);
        assert_eq!(difference, [Decimal::from(lost)]);
        assert!(lost < -10, "{lost}");
        // Yen are counted without looking at who gave them.
        let yen = shown(&office, 2024, ("6", 4)).await;
        assert_eq!(counted(&yen).0, 100 + 4 + 5);
        listed_in_order(&after);
        let verified = verify_ledger(&office, None).await.expect("a verification");
        assert!(verified.is_sound(), "{}: {verified:?}", scratch.name);
        office.close().await;
    }
}

/// The first hundred are listed, and each says what was done to what.
fn listed_in_order(figure: &MeasuredFigure) {
    let corrections = figure.corrections.as_ref().expect("corrections");
    assert_eq!(corrections.listed.len(), 100);
    assert!(corrections.listed.is_sorted_by_key(|one| one.position));
    for one in &corrections.listed {
        assert!(one.position > figure.as_of);
        let Corrected::Engagement {
            operation, reason, ..
        } = &one.what
        else {
            panic!("links come later: {one:?}");
        };
        assert_eq!(*operation, Operation::Correct);
        assert_eq!(*reason, Some(CorrectionReason::EntryError));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_figure_keeps_the_definition_of_its_time() {
    for scratch in scratches().await {
        let first = office(&scratch.address, &region_files(Size::Small)).await;
        import(&first, "furusato-ledger", gifts(0..GIFTS, 2024)).await;
        close(&first, year(2024)).await;
        freeze_year(&first, year(2024), &PROVISIONAL)
            .await
            .expect("figures");
        let before = shown(&first, 2024, ("6", 3)).await;
        assert_eq!(before.measurement.amounts[0].amount, Decimal::from(GIFTS));
        first.close().await;

        let mut files = donors_counted();
        let millions = "divisor = 1000\nunit = \"千円\"";
        let six = files
            .iter_mut()
            .find(|file| file.name == "programme-6.toml");
        let six = six.expect("the file");
        assert!(six.text.contains(millions));
        six.text = six
            .text
            .replace(millions, "divisor = 1000000\nunit = \"百万円\"");
        // And 1-④ is measured no more.
        let one = files
            .iter_mut()
            .find(|file| file.name == "programme-1.toml");
        let one = one.expect("the file");
        let end = one.text.find("[[programme.kpi]]\nno = \"④\"").expect("1-④");
        one.text.truncate(end);
        let second = office(&scratch.address, &files).await;
        let verified = verify_ledger(&second, None).await.expect("a verification");
        assert!(verified.is_sound(), "{}: {verified:?}", scratch.name);
        assert_eq!(verified.figures, 23);
        let after = shown(&second, 2024, ("6", 3)).await;
        assert_eq!(after.measurement, before.measurement);
        assert_eq!(after.definition, before.definition);
        assert_eq!(after.version, before.version);
        assert_eq!(counted(&after), (0, vec![Decimal::ZERO]));
        let yen = shown(&second, 2024, ("6", 4)).await;
        assert_eq!(yen.metric.unit.as_str(), "千円");

        // The next year is measured as it is defined now.
        import(&second, "furusato-ledger", gifts(GIFTS..2 * GIFTS, 2025)).await;
        let next = shown(&second, 2025, ("6", 3)).await;
        assert_eq!(next.measurement.amounts[0].amount, Decimal::from(DONORS));
        assert_ne!(next.version, before.version);
        assert!(next.corrections.is_none());
        assert_eq!(
            shown(&second, 2025, ("6", 4)).await.metric.unit.as_str(),
            "百万円"
        );
        second.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_rests_on_documents_and_what_its_publisher_says_later_is_listed() {
    for scratch in scratches().await {
        let office = office(&scratch.address, &region_files(Size::Small)).await;
        let first = life(&[("男", "18.18", "速報"), ("女", "20.29", "速報")]);
        import(&office, "statistics", first).await;
        let measured = shown(&office, 2024, ("4", 2)).await;
        assert_eq!(measured.measurement.status, FigureStatus::Provisional);
        // Two parts of one document.
        assert_eq!(measured.measurement.evidence, 1, "{}", scratch.name);
        freeze_year(&office, year(2024), &PROVISIONAL)
            .await
            .expect("figures");
        import(&office, "statistics", life(&[("女", "20.39", "改定")])).await;
        let frozen = shown(&office, 2024, ("4", 2)).await;
        assert_eq!(frozen.measurement.amounts, measured.measurement.amounts);
        let difference = vec![Decimal::ZERO, Decimal::new(1, 1)];
        assert_eq!(counted(&frozen), (1, difference), "{}", scratch.name);
        let verified = verify_ledger(&office, None).await.expect("a verification");
        assert!(verified.is_sound(), "{verified:?}");
        office.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_look_at_a_frozen_year_at_once_all_see_it() {
    for scratch in scratches().await {
        let office = Arc::new(office(&scratch.address, &region_files(Size::Small)).await);
        import(&office, "furusato-ledger", gifts(0..GIFTS, 2024)).await;
        freeze_year(&office, year(2024), &PROVISIONAL)
            .await
            .expect("figures");
        let readers = (0..16).map(|_| {
            let office = Arc::clone(&office);
            tokio::spawn(async move { measure_year(&office, year(2024), None).await })
        });
        let readers: Vec<_> = readers.collect();
        for reader in readers {
            let measured = reader.await.expect("no panic").expect("figures");
            let gifts = &measured.programmes[5][2];
            assert_eq!(gifts.measurement.status, FigureStatus::Frozen);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_frozen_is_frozen_again_only_for_a_reason_and_what_is_open_is_left() {
    for scratch in scratches().await {
        let office = office(&scratch.address, &donors_counted()).await;
        import(&office, "furusato-ledger", gifts(0..GIFTS, 2024)).await;
        let complete = FreezeOptions::default();
        let early = freeze_year(&office, year(2024), &complete).await;
        let early = early.expect("what has no period");
        let is_left = |left: &[(String, KpiNo, FigureStatus)]| {
            let mut left = left.iter();
            left.any(|(no, kpi, status)| {
                (no.as_str(), kpi.to_string().as_str(), *status)
                    == ("6", "3", FigureStatus::Provisional)
            })
        };
        assert!(is_left(&early.left), "{early:?}");
        let open = shown(&office, 2024, ("6", 3)).await;
        assert_eq!(open.measurement.status, FigureStatus::Provisional);
        close(&office, year(2024)).await;
        let late = freeze_year(&office, year(2024), &complete).await;
        let late = late.expect("what was left");
        assert!(!is_left(&late.left) && late.kept > 0, "{late:?}");
        let before = shown(&office, 2024, ("6", 3)).await.measurement;
        assert_eq!(before.status, FigureStatus::Frozen);

        import(&office, "furusato-ledger", gifts(GIFTS..GIFTS + 5, 2024)).await;
        let repeated = freeze_year(&office, year(2024), &complete).await;
        let repeated = repeated.expect("no change");
        assert_eq!((repeated.kept, repeated.position), (0, None));
        assert_eq!(shown(&office, 2024, ("6", 3)).await.measurement, before);
        let blank = FreezeOptions {
            again: Some(" ".to_owned()),
            ..complete.clone()
        };
        assert!(freeze_year(&office, year(2024), &blank).await.is_err());
        let again = FreezeOptions {
            again: Some("5件の遅れ".to_owned()),
            ..complete
        };
        freeze_year(&office, year(2024), &again)
            .await
            .expect("another edition");
        let after = shown(&office, 2024, ("6", 3)).await.measurement;
        assert_ne!(after, before);
        let audited = office.audited("freeze").await.expect("the audit");
        assert!(
            audited.iter().any(|entry| entry.1.contains("5件の遅れ")),
            "{audited:?}"
        );
        office.close().await;
    }
}

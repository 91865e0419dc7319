//! What is written out in our own form comes back as nothing new, and makes the same ledger where
//! there is none; one cell that somebody changes is one correction.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use enishi_desk::correct_engagement::{Reason, correct, void};
use enishi_desk::demo::{Size, region_files};
use enishi_desk::dispose_parties::dispose_of_party;
use enishi_desk::export_ledger::{
    ExportFormat, Exported, OnLoss, Selection, Unencodable, export_ledger,
};
use enishi_desk::import_register::{Imported, Mode, Register, import_register};
use enishi_desk::measure_year::measure_live;
use enishi_desk::office::{Office, Secret};
use enishi_desk::rehearsal::{Scratch, scratches, sqlite};
use enishi_desk::review_parties::{PairDecision, decide};
use enishi_desk::{Given, Language, sources};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{
    CorrectionReason, Engagement, EngagementId, LedgerRow, Operation, Position,
};
use enishi_domain::identity::{Identities, LinkVerdict};
use enishi_domain::measurement::Measurement;
use enishi_domain::money::Yen;
use enishi_domain::party::PartyId;
use enishi_domain::register::RowVerdict;
use enishi_domain::words::ClosedSet as _;
use enishi_store::Store;
use jiff::Timestamp;
use proptest::prelude::*;

const GIFTS: &str = "寄附者番号,申込日,入金日,調定日,氏名,フリガナ,郵便番号,都道府県,市区町村,町名・番地,寄附金額,\
    削除,返礼品1_名称\r\n\
    0001,2024/05/01,2024/05/02,2024/05/07,髙﨑　德郎,タカサキ　トクロウ,000-0001,静岡県,ためし市,見本町1-2-3,15000,,茶〜\r\n\
    0001,2024/06/01,2024/06/02,2024/06/07,髙﨑　德郎,タカサキ　トクロウ,000-0001,静岡県,ためし市,見本町1-2-3,-5000,,\r\n\
    0002,2024/05/03,,2024/05/07,𠮷田　葛\u{e0100}子,ヨシダ　カツコ,000-0002,静岡県,ためし市,例示町4−5−6,8000,,=1+1\r\n\
    0003,2024/05/03,,2024/05/07,㈱架空商店,カクウショウテン,000-0003,静岡県,ためし市,例示町①,120000,,\r\n\
    0004,2024/05/04,,2024/05/07,,,,,,,3000,,\r\n";
const SIGN_UPS: &str = "お名前,ふりがな,メール,開催日,出欠,同伴者数\r\n\
    架空 花子,かくう はなこ,hanako@example.jp,2024/06/01,出席,2\r\n\
    架空 太郎,かくう たろう,taro@example.jp,2024/06/01,申込,\r\n\
    架空 花子,かくう はなこ,hanako2@example.jp,2024/07/01,出席,\r\n";

async fn office_at(place: &Scratch, second: i64) -> Office {
    let now = Timestamp::from_second(second).expect("a moment");
    let files = region_files(Size::Small);
    let made = Office::init(&place.address, &files, Secret::new(&[1; 32]), now).await;
    made.expect("a new ledger").0
}

async fn import(office: &Office, source: &str, purpose: Option<&str>, bytes: &[u8]) -> Imported {
    let mapping = sources::built_in(source).expect("a built-in source");
    let mut mapping = mapping.expect("a mapping that ships");
    if let Some(purpose) = purpose {
        purpose.clone_into(&mut mapping.purpose);
    }
    let register = Register {
        encoding: None,
        name: if bytes.starts_with(b"PK") {
            "r.xlsx"
        } else {
            "r.csv"
        }
        .to_owned(),
        bytes: Arc::new(bytes.to_vec()),
        mapping,
        given: Given::default(),
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let imported = import_register(office, register, Mode::Commit, go_on).await;
    imported.expect("an import")
}

async fn import_back(office: &Office, purpose: &str, bytes: &[u8]) -> Imported {
    import(office, "enishi-template", Some(purpose), bytes).await
}

async fn export(office: &Office, purpose: &str, format: ExportFormat) -> Exported {
    let selection = Selection {
        purpose: Some(purpose.to_owned()),
        ..Selection::default()
    };
    let language = Language::Japanese;
    let exported = export_ledger(office, &selection, format, "点検", language).await;
    exported.expect("a file")
}

const FORMATS: [ExportFormat; 4] = [
    ExportFormat::Xlsx,
    ExportFormat::Utf8,
    ExportFormat::Cp932(OnLoss::Write(Unencodable::Geta)),
    ExportFormat::Cp932(OnLoss::Write(Unencodable::Variant)),
];

fn changes(imported: &Imported) -> BTreeMap<RowVerdict, u64> {
    let counts = imported.counts.iter();
    counts
        .filter(|(verdict, _)| **verdict != RowVerdict::Unchanged)
        .map(|(verdict, count)| (*verdict, *count))
        .collect()
}

fn reason() -> Reason {
    Reason {
        code: CorrectionReason::EntryError,
        text: None,
    }
}

async fn figures(office: &Office) -> Vec<Measurement> {
    let year = FiscalYear::new(2024).expect("a year of our age");
    let measured = measure_live(office, year, Position::NOW).await;
    let programmes = measured.expect("figures").programmes;
    let figures = programmes.into_iter().flatten();
    figures.map(|figure| figure.measurement).collect()
}

/// The ledger as it stands, equal for two ledgers but for their ids, times and hashes.
async fn dump(place: &Scratch) -> Vec<String> {
    let store = Store::open(&place.address).await.expect("a ledger");
    let ledger = store.load().await.expect("its rows");
    let identities = Identities::as_of(&ledger.links, Position::NOW);
    let mut last: BTreeMap<EngagementId, LedgerRow> = BTreeMap::new();
    for row in ledger.rows {
        last.insert(row.id, row);
    }
    let standing = last
        .into_values()
        .filter(|row| row.operation != Operation::Void);
    let standing: Vec<LedgerRow> = standing.collect();
    let ids: Vec<PartyId> = ledger.parties.keys().copied().collect();
    let described = store.described_parties(&ids).await.expect("parties");
    let told = |party: &PartyId| {
        let party = &described[party];
        let profile = party.profiles.last().cloned().unwrap_or_default();
        let numbers: Vec<String> = party
            .identifiers
            .iter()
            .filter(|number| !number.scheme.starts_with("相手方:"))
            .map(|number| format!("{}={}", number.scheme, number.value))
            .collect();
        let birth = profile.birth;
        format!(
            "{} {}/{}/{birth:?}/{}/{}/{}/{}/{} {numbers:?}",
            party.party_type.code(),
            profile.name,
            profile.kana,
            profile.postcode,
            profile.address,
            profile.telephone,
            profile.mail,
            profile.residence.code(),
        )
    };
    let mut lines = Vec::new();
    let mut groups: BTreeMap<PartyId, BTreeSet<String>> = BTreeMap::new();
    for row in &standing {
        let mut parties: Vec<String> = row
            .engagement
            .parties
            .iter()
            .map(|(role, party)| format!("{} {}", role.code(), told(party)))
            .collect();
        parties.sort();
        let bare = Engagement {
            parties: Vec::new(),
            quantity: row.engagement.quantity.map(|quantity| quantity.normalize()),
            ..row.engagement.clone()
        };
        let line = format!("{bare:?} {parties:?}");
        for (_, party) in &row.engagement.parties {
            let one = identities.canonical(*party);
            groups.entry(one).or_default().insert(line.clone());
        }
        lines.push(line);
    }
    lines.extend(
        groups
            .into_values()
            .map(|lines| format!("together: {lines:?}")),
    );
    lines.sort();
    store.close().await;
    lines
}

/// Corrections, a void, a link and a disposal upon the two registers.
async fn worked_on(office: &Office) {
    import(office, "furusato-ledger", None, GIFTS.as_bytes()).await;
    import(office, "event-signup", None, SIGN_UPS.as_bytes()).await;
    let rows = exported_ids(office, "donation").await;
    let raise = |engagement: &mut Engagement| engagement.amount = Some(Yen(16_000));
    correct(office, rows[0], &reason(), raise)
        .await
        .expect("a correction");
    void(office, rows[3], &reason()).await.expect("a void");
    let decision = PairDecision {
        a: PartyId(1),
        b: PartyId(2),
        verdict: LinkVerdict::Same,
        basis: None,
    };
    decide(office, &decision).await.expect("a link");
}

/// The engagements of a purpose, by the keys of the written rows.
async fn exported_ids(office: &Office, purpose: &str) -> Vec<EngagementId> {
    let bytes = export(office, purpose, ExportFormat::Utf8).await.bytes;
    let text = String::from_utf8(bytes.expect("a file")).expect("UTF-8");
    let keys = text.lines().skip(1).filter_map(|line| {
        let key = line.trim_start_matches("\"E").split('.').next()?;
        key.parse().ok().map(EngagementId)
    });
    keys.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_out_comes_back_as_nothing_new() {
    for place in scratches().await {
        let office = office_at(&place, 1_750_000_000).await;
        worked_on(&office).await;
        let (before, figures_before) = (dump(&place).await, figures(&office).await);
        for purpose in ["donation", "event"] {
            for format in FORMATS {
                let exported = export(&office, purpose, format).await;
                assert!(exported.rows > 3, "{purpose}");
                let bytes = exported.bytes.expect("a file");
                let back = import_back(&office, purpose, &bytes).await;
                assert_eq!(changes(&back), BTreeMap::new(), "{purpose} {format:?}");
                assert_eq!((back.batch, back.parties_new), (None, 0));
            }
        }
        assert_eq!(dump(&place).await, before);
        assert_eq!(figures(&office).await, figures_before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_ledger_that_reads_it_becomes_the_same() {
    for place in scratches().await {
        let office = office_at(&place, 1_750_000_000).await;
        worked_on(&office).await;
        for format in [ExportFormat::Xlsx, ExportFormat::Utf8] {
            let other = sqlite();
            let second = office_at(&other, 1_760_000_000).await;
            for purpose in ["donation", "event"] {
                let bytes = export(&office, purpose, format)
                    .await
                    .bytes
                    .expect("a file");
                let read = import_back(&second, purpose, &bytes).await;
                assert!(read.refused.is_empty(), "{:?}", read.refused[0].findings);
                let again = import_back(&second, purpose, &bytes).await;
                assert_eq!(changes(&again), BTreeMap::new());
            }
            assert_eq!(dump(&other).await, dump(&place).await);
            assert_eq!(figures(&second).await, figures(&office).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_cell_changed_is_one_correction() {
    for place in scratches().await {
        let office = office_at(&place, 1_750_000_000).await;
        worked_on(&office).await;
        let bytes = export(&office, "donation", ExportFormat::Utf8).await.bytes;
        let text = String::from_utf8(bytes.expect("a file")).expect("UTF-8");
        assert_eq!(text.matches("\"8000\"").count(), 1);
        let edited = text.replace("\"8000\"", "\"9000\"");
        let updated = BTreeMap::from([(RowVerdict::Updated, 1)]);
        let back = import_back(&office, "donation", edited.as_bytes()).await;
        assert_eq!(changes(&back), updated);
        assert_eq!((back.parties_new, back.pairs_to_review), (0, 0));
        let again = import_back(&office, "donation", edited.as_bytes()).await;
        assert_eq!(changes(&again), BTreeMap::new());
        // The file as it was written out says nothing about the row: nobody touched it there.
        let old = import_back(&office, "donation", text.as_bytes()).await;
        assert_eq!(changes(&old), BTreeMap::new());
        let now = dump(&place).await;
        assert!(now.iter().any(|line| line.contains("Yen(9000)")), "{now:?}");
        // Who changes a row that was changed here as well is asked to look again.
        let late = text.replace("\"8000\"", "\"9500\"");
        let late = import_back(&office, "donation", late.as_bytes()).await;
        assert_eq!(changes(&late), BTreeMap::from([(RowVerdict::Refused, 1)]));
        assert_eq!(late.refused[0].findings[0].rule, "I14");
        assert_eq!(dump(&place).await, now);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_mended_in_the_file_and_the_same_person_bears_it() {
    let place = sqlite();
    let office = office_at(&place, 1_750_000_000).await;
    worked_on(&office).await;
    let before = figures(&office).await;
    let bytes = export(&office, "event", ExportFormat::Utf8).await.bytes;
    let text = String::from_utf8(bytes.expect("a file")).expect("UTF-8");
    let edited = text.replacen("架空 太郎", "架空 次郎", 1);
    let back = import_back(&office, "event", edited.as_bytes()).await;
    assert_eq!(changes(&back), BTreeMap::from([(RowVerdict::Updated, 1)]));
    assert_eq!(back.parties_new, 0);
    let now = dump(&place).await;
    assert!(now.iter().any(|line| line.contains("架空 次郎")));
    assert_eq!(figures(&office).await, before);
    let again = import_back(&office, "event", edited.as_bytes()).await;
    assert_eq!(changes(&again), BTreeMap::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_file_brings_nobody_back_who_was_disposed_of() {
    let place = sqlite();
    let office = office_at(&place, 1_750_000_000).await;
    worked_on(&office).await;
    let bytes = export(&office, "donation", ExportFormat::Utf8)
        .await
        .bytes
        .expect("a file");
    dispose_of_party(&office, PartyId(1), "本人の申出", Mode::Commit)
        .await
        .expect("a disposal");
    let before = dump(&place).await;
    assert!(!before.iter().any(|line| line.contains("髙﨑")));
    let back = import_back(&office, "donation", &bytes).await;
    assert_eq!(changes(&back), BTreeMap::new());
    assert_eq!(dump(&place).await, before);
    let after = export(&office, "donation", ExportFormat::Utf8)
        .await
        .bytes
        .expect("a file");
    assert!(!String::from_utf8_lossy(&after).contains("髙﨑"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cp932_lacks_is_listed_and_never_becomes_a_number() {
    let place = sqlite();
    let office = office_at(&place, 1_750_000_000).await;
    worked_on(&office).await;
    let refused = export(&office, "donation", ExportFormat::Cp932(OnLoss::Refuse)).await;
    assert_eq!(refused.bytes, None);
    let lost: Vec<char> = refused
        .substitutions
        .iter()
        .filter(|substitution| substitution.is_loss())
        .map(|substitution| substitution.character)
        .collect();
    assert_eq!(lost, ['𠮷']);
    let format = ExportFormat::Cp932(OnLoss::Write(Unencodable::Geta));
    let bytes = export(&office, "donation", format)
        .await
        .bytes
        .expect("a file");
    assert!(!bytes.windows(2).any(|pair| pair == b"&#"));
}

/// A person of few, so that some meet again; some names CP932 lacks.
fn person() -> impl Strategy<Value = String> {
    let names = [
        "髙﨑 德,タカサキ トク",
        "𠮷田 葛\u{e0100}子,ヨシダ カツコ",
        "'=架空 花子,カクウ ハナコ",
        "架空〜−①,カクウ イチ",
        "㈱架空,カクウ",
        "邉 齋,ナベ イツキ",
    ];
    let mail = prop_oneof![Just(""), Just("a@example.jp"), Just("b@example.jp")];
    (prop::sample::select(names.to_vec()), mail).prop_map(|(name, mail)| format!("{name},{mail}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_was_recorded_comes_back_as_nothing_new(
        people in prop::collection::vec((person(), 1..28_u8, 0..3_u8), 1..12),
        works in prop::collection::vec((0..12_usize, 0..4_u8), 0..8),
        format in prop::sample::select(FORMATS.to_vec()),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("threads");
        runtime.block_on(async {
            let place = sqlite();
            let office = office_at(&place, 1_750_000_000).await;
            let mut file = "お名前,ふりがな,メール,開催日,同伴者数,出欠\r\n".to_owned();
            for (person, day, companions) in &people {
                file += &format!("{person},2024/06/{day:02},{companions},出席\r\n");
            }
            import(&office, "event-signup", None, file.as_bytes()).await;
            let ids = exported_ids(&office, "event").await;
            for (at, work) in works {
                let id = ids[at % ids.len()];
                let programme = |e: &mut Engagement| e.programme = Some(format!("{at}"));
                // What was voided cannot be corrected; that is refused, and nothing happens.
                match work {
                    0 => drop(void(&office, id, &reason()).await),
                    1 => drop(correct(&office, id, &reason(), programme).await),
                    _ => {
                        let decision = PairDecision {
                            a: PartyId(1),
                            b: PartyId(i64::try_from(at).expect("few") + 2),
                            verdict: LinkVerdict::Same,
                            basis: None,
                        };
                        drop(decide(&office, &decision).await);
                    }
                }
            }
            let before = dump(&place).await;
            let bytes = export(&office, "event", format).await.bytes.expect("a file");
            let back = import_back(&office, "event", &bytes).await;
            assert_eq!(changes(&back), BTreeMap::new());
            assert_eq!(dump(&place).await, before);
            if matches!(format, ExportFormat::Xlsx | ExportFormat::Utf8) {
                let other = sqlite();
                let second = office_at(&other, 1_760_000_000).await;
                import_back(&second, "event", &bytes).await;
                assert_eq!(dump(&other).await, before);
            }
        });
    }
}

//! How fast a city's years of gifts are written, counted, sealed and verified.
//!
//! `cargo bench -p enishi-store --bench ledger -- [GIFTS [YEARS [ADDRESS]]]` writes so many gifts a
//! year (100,000) for so many years (2) to a ledger of SQLite in a folder of its own, or to an
//! empty database at an address, and prints one line a measurement.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::time::Instant;

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{
    CorrectionReason, DateBasis, Engagement, EngagementId, Facet, Kind, Position, Role,
};
use enishi_domain::figure::Unit;
use enishi_domain::identity::LinkVerdict;
use enishi_domain::identity::keys::{Key, KeyKind, Keys};
use enishi_domain::kpi::{Accumulation, Direction, KpiNo};
use enishi_domain::metric::{Condition, Count, Formula, Measure, Metric, Selection, Window};
use enishi_domain::money::Yen;
use enishi_domain::party::{PartyId, PartyType, Profile};
use enishi_domain::region::{KpiDefinition, Purpose};
use enishi_domain::register::{BatchState, RowVerdict};
use enishi_store::{
    BatchDescription, ImportedRow, LinkDecision, NewEngagement, NewParty, Posting, Recording,
    Source, Store, StoreError, Work,
};
use jiff::Timestamp;
use jiff::civil::Date;

const PURPOSES: [&str; 4] = ["nature", "children", "culture", "any"];
const FIRST_YEAR: i16 = 2020;

#[expect(clippy::disallowed_methods, reason = "a benchmark reads arguments")]
fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let number = |at: usize, default: i64| {
        let argument = arguments.get(at).and_then(|text| text.parse().ok());
        argument.unwrap_or(default)
    };
    let folder = tempfile::tempdir()?;
    let own = format!("sqlite:{}/bench.db", folder.path().display());
    let address = arguments.get(2).unwrap_or(&own);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime
        .block_on(run(address, number(0, 100_000), number(1, 2)))
        .map_err(io::Error::other)
}

/// Runs a job and prints how long it took.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
async fn timed<T>(
    what: &str,
    job: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let start = Instant::now();
    let result = job.await?;
    let seconds = start.elapsed().as_secs_f64();
    // A line that nobody reads measures nothing all the same.
    let _ = writeln!(io::stdout(), "{what:<44} {seconds:>9.4} s");
    Ok(result)
}

async fn run(address: &str, gifts: i64, years: i64) -> Result<(), StoreError> {
    let store = Store::init(address).await?;
    for year in 0..years {
        let what = format!("import of {gifts} gifts, year {}", year + 1);
        timed(&what, import(&store, year, gifts)).await?;
    }
    let middle = store.last_position().await?;
    timed("1,000 corrections", correct(&store, gifts)).await?;
    timed("10,000 links in one unit", link(&store, 10_000)).await?;
    for round in ["cold", "warm"] {
        for (known, as_of) in [("now", Position::NOW), ("past", middle)] {
            ask(&store, years, round, known, as_of).await?;
        }
    }
    let year = FiscalYear::new(FIRST_YEAR).ok_or(StoreError::WriterEnded)?;
    let kpi = kpi(Measure::Rows, Some("nature"));
    let Formula::Count(count) = &kpi.metric.formula else {
        return Ok(());
    };
    let page = store.evidence((count, Window::FiscalYear), year, Position::NOW, None, 50);
    timed("a page of 50 evidence rows", page).await?;
    let found = timed("verify", store.verify(None)).await?;
    assert_eq!(found.damage, None);
    let mut known = 0;
    let rows = store.known_rows("gifts", |_| known += 1);
    timed("known rows of the source", rows).await?;
    let keys = store.profile_keys("gift", |_| known += 1);
    timed("keys of all profiles", keys).await?;
    for callers in [1, 32] {
        let what = format!("2,000 single writes, {callers} callers");
        timed(&what, single_writes(&store, callers, 2_000)).await?;
    }
    store.close().await;
    timed("100 syncs of one page", syncs()).await
}

/// What a sync takes here: single writes cannot be faster one by one.
async fn syncs() -> Result<(), StoreError> {
    let written = tokio::task::spawn_blocking(|| -> io::Result<()> {
        let mut file = tempfile::tempfile()?;
        for _ in 0..100 {
            file.write_all(&[1; 4096])?;
            file.sync_data()?;
        }
        Ok(())
    });
    let written = written.await.map_err(|_| StoreError::WriterEnded)?;
    written.map_err(|error| StoreError::Database(sqlx::Error::Io(error)))
}

fn recording(second: i64) -> Recording {
    let moment = Timestamp::from_second(1_700_000_000 + second).unwrap_or_default();
    Recording::by_system(moment, "bench")
}

fn kpi(measure: Measure, tag: Option<&str>) -> KpiDefinition {
    let conditions = tag.map(|tag| Condition::Facet {
        facet: Facet::Tag,
        any_of: [tag.to_owned()].into(),
    });
    let selection = Selection {
        kinds: BTreeSet::from([Kind::DonationFurusato]),
        conditions: conditions.into_iter().collect(),
        role: Role::Subject,
        date: DateBasis::Recognized,
    };
    KpiDefinition {
        no: KpiNo::new(1),
        name: String::new(),
        direction: Direction::Up,
        accumulation: Accumulation::Flow,
        baseline: None,
        targets: BTreeMap::new(),
        begins: None,
        metric: Metric {
            formula: Formula::Count(Count { measure, selection }),
            window: Window::FiscalYear,
            divisor: Decimal::ONE,
            digits: None,
            unit: Unit::default(),
            note: None,
        },
        beside: Vec::new(),
        published_by: Vec::new(),
    }
}

/// Asks the questions that `benches/ledger.sh` also asks of its peer, and prints the answers: they
/// must be the same.
async fn ask(
    store: &Store,
    years: i64,
    round: &str,
    known: &str,
    as_of: Position,
) -> Result<(), StoreError> {
    let year = |n: i64| FiscalYear::new(FIRST_YEAR + i16::try_from(n % years).unwrap_or(0));
    let last = year(years - 1).ok_or(StoreError::WriterEnded)?;
    let all = kpi(Measure::Rows, None);
    let Formula::Count(count) = &all.metric.formula else {
        return Ok(());
    };
    let what = format!("{round} {known} sums");
    let sums = timed(&what, async {
        let mut measuring = store.measuring(as_of).await?;
        measuring
            .sums(&count.selection, Window::FiscalYear, last)
            .await
    });
    let sums = sums.await?;
    let what = format!("{round} {known} people");
    let people = timed(&what, store.measure("6", &all, last, as_of)).await?;
    let what = format!("{round} {known} sheet");
    let sheet = timed(&what, async {
        let mut measuring = store.measuring(as_of).await?;
        let mut answers = Vec::new();
        for n in 0..23 {
            let tag = usize::try_from(n / years % 5).unwrap_or(0);
            let kpi = kpi(Measure::Rows, PURPOSES.get(tag).copied());
            let year = year(n).ok_or(StoreError::WriterEnded)?;
            let found = measuring.measure("6", &kpi, year).await?;
            answers.push(found.rows.unwrap_or(0) + found.distinct.unwrap_or(0));
        }
        Ok(answers)
    });
    let sheet: i64 = sheet.await?.into_iter().sum();
    let (rows, amount) = (sums.rows, sums.amount);
    let distinct = people.distinct.unwrap_or(0);
    let answer = format!("{rows} {amount} {distinct} {sheet}");
    let _ = writeln!(io::stdout(), "answers {known} as_of={} {answer}", as_of.0);
    Ok(())
}

/// One year's register: seven of ten gifts come from somebody new.
async fn import(store: &Store, year: i64, gifts: i64) -> Result<(), StoreError> {
    let mut posting = store.begin(recording(year)).await?;
    posting
        .declare_purpose(&Purpose {
            id: "gift".to_owned(),
            label: "gift".to_owned(),
            legal_basis: "law".to_owned(),
            retention_years: 5,
        })
        .await?;
    let batch = posting
        .begin_batch(&BatchDescription {
            source: "gifts",
            mapping: "f1-1",
            purpose: "gift",
            file_name: None,
            file_digest: "00",
        })
        .await?;
    let mut donors = 0;
    let mut first = 0;
    while first < gifts {
        let size = (gifts - first).min(10_000);
        let new = size * 7 / 10;
        let people = people(&mut posting, new).await?;
        donors += new;
        let last = people.last().map_or(0, |party| party.0);
        let engagements: Vec<Engagement> = (0..size)
            .map(|n| {
                gift(
                    year,
                    first + n,
                    PartyId(last - (n * 7_919 + first) % donors),
                )
            })
            .collect();
        let sourced: Vec<NewEngagement<'_>> = (first..)
            .zip(&engagements)
            .map(|(row, engagement)| NewEngagement {
                engagement,
                source: Some(Source { batch, row }),
            })
            .collect();
        let ids = posting.assert_all(&sourced).await?;
        let rows: Vec<ImportedRow> = (first..)
            .zip(ids)
            .map(|(number, id)| imported(year, number, id))
            .collect();
        posting.write_import_rows(batch, &rows).await?;
        let raw =
            b"0000000,2024/05/01,2024/05/03,\x8a\xcb\x8b\xf3 \x89\xd4\x8eq,425-0000,10000,any";
        let raw = vec![&raw[..]; usize::try_from(size).unwrap_or(0)];
        posting.keep_raw_rows(batch, first, &raw).await?;
        first += size;
    }
    posting
        .change_batch(batch, BatchState::Committed, None)
        .await?;
    posting.commit().await?;
    Ok(())
}

async fn people(posting: &mut Posting, count: i64) -> Result<Vec<PartyId>, StoreError> {
    let person = NewParty {
        party_type: PartyType::Person,
        purpose: "gift",
    };
    let people = vec![person; usize::try_from(count).unwrap_or(0)];
    let ids = posting.add_parties(&people).await?;
    let profile = Profile {
        name: "somebody with a name".to_owned(),
        kana: "somebody".to_owned(),
        postcode: "425-0000".to_owned(),
        address: "a street of some town, number 12-3".to_owned(),
        ..Profile::default()
    };
    let keys: Vec<Keys> = ids
        .iter()
        .map(|id| {
            let mixed = id.0.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed());
            let name = Key::from_integer(mixed).map(|key| (KeyKind::Name, key));
            Keys::from_kept(PartyType::Person, name, [])
        })
        .collect();
    let profiles: Vec<_> = ids
        .iter()
        .zip(&keys)
        .map(|(id, keys)| (*id, &profile, keys))
        .collect();
    posting.write_profiles(&profiles).await?;
    Ok(ids)
}

fn gift(year: i64, n: i64, donor: PartyId) -> Engagement {
    let april = Date::constant(FIRST_YEAR, 4, 1);
    let days = year * 365 + n % 360;
    let day = |later: i64| {
        let span = jiff::Span::new().days(days + later);
        april.checked_add(span).unwrap_or(april)
    };
    let tag = PURPOSES[usize::try_from(n % 4).unwrap_or(0)];
    Engagement {
        settled_on: Some(day(2)),
        recognized_on: Some(day(3)),
        amount: Some(Yen(5_000 + n % 40 * 500)),
        facets: [(Facet::Tag, tag.to_owned())].into(),
        parties: vec![(Role::Subject, donor)],
        ..Engagement::new(Kind::DonationFurusato, day(0))
    }
}

fn imported(year: i64, number: i64, id: EngagementId) -> ImportedRow {
    ImportedRow {
        number,
        external_key: Some(format!("R{year}-{number:07}")),
        content_hash: number.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()),
        ordinal: 1,
        verdict: RowVerdict::New,
        issues: None,
        engagements: vec![id],
        decided_by: None,
        likeness: Some(number ^ year << 32),
    }
}

async fn correct(store: &Store, gifts: i64) -> Result<(), StoreError> {
    let mut posting = store.begin(recording(100)).await?;
    for n in 0..1_000.min(gifts / 10) {
        let id = EngagementId(3 + n * 7);
        let engagement = gift(0, n, PartyId(1 + n));
        let reason = CorrectionReason::EntryError;
        posting.correct(id, &engagement, reason, None).await?;
    }
    posting.commit().await?;
    Ok(())
}

async fn link(store: &Store, count: i64) -> Result<(), StoreError> {
    let decisions: Vec<LinkDecision<'_>> = (1..=count)
        .map(|n| LinkDecision {
            a: PartyId(n * 5),
            b: PartyId(n * 5 + 2),
            verdict: LinkVerdict::Same,
            reasons: None,
            basis: None,
        })
        .collect();
    let mut posting = store.begin(recording(101)).await?;
    posting.link_all(&decisions).await?;
    posting.commit().await?;
    Ok(())
}

async fn single_writes(store: &Store, callers: i64, count: i64) -> Result<(), StoreError> {
    let tasks = (0..callers).map(|caller| {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 0..count / callers {
                let work: Work<EngagementId> = Box::new(move |posting| {
                    let gift = gift(1, caller * count + n, PartyId(1 + n));
                    Box::pin(async move { posting.assert(&gift).await })
                });
                store.submit(recording(200), work).await?;
            }
            Ok::<(), StoreError>(())
        })
    });
    let tasks: Vec<_> = tasks.collect();
    for task in tasks {
        task.await.map_err(|_| StoreError::WriterEnded)??;
    }
    Ok(())
}

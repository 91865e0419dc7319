//! Counting in SQL gives what the reference engine gives, on both databases, as of any position.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Engagement, Kind, Operation, Position};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::measure::{self, Ledger, Shares};
use enishi_domain::metric::{Division, Formula, Measure, Metric, Window};
use enishi_domain::party::PartyType;
use enishi_domain::region::KpiDefinition;
use enishi_domain::strategies::ledger::{PROGRAMMES, fiscal_year, kpi, ledger};
use enishi_domain::words::ClosedSet as _;
use enishi_store::{LinkDecision, NewParty, Posting, Recording, Store};
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sqlx::Row as _;

use crate::databases::{Scratch, postgres, scratches, sqlite};
use crate::ledger::declare_purpose;

/// Writes a ledger as it came about, a few rows to a unit of work.
pub async fn replay(store: &Store, ledger: &Ledger, unit: usize) {
    replay_and_look(store, ledger, unit, async || {}).await;
}

/// As it came about, with a look at it behind every unit of work.
async fn replay_and_look(store: &Store, ledger: &Ledger, unit: usize, look: impl AsyncFn()) {
    let mut posting = store.begin(moment(0)).await.unwrap();
    declare_purpose(&mut posting).await;
    let types: Vec<PartyType> = ledger.parties.values().copied().collect();
    let parties: Vec<NewParty<'_>> = types
        .iter()
        .map(|party_type| NewParty {
            party_type: *party_type,
            purpose: "event",
        })
        .collect();
    posting.add_parties(&parties).await.unwrap();
    posting.commit().await.unwrap();
    let mut at = 1;
    while at <= last_position(ledger) {
        let mut posting = store.begin(moment(at)).await.unwrap();
        for _ in 0..unit {
            if at <= last_position(ledger) {
                write(&mut posting, ledger, Position(at)).await;
                assert_eq!(posting.position(), Position(at));
                at += 1;
            }
        }
        posting.commit().await.unwrap();
        look().await;
    }
}

fn moment(position: i64) -> Recording {
    let moment = Timestamp::from_second(1_700_000_000 + position).unwrap();
    Recording::by_system(moment, "replay")
}

pub fn last_position(ledger: &Ledger) -> i64 {
    let rows = ledger.rows.iter().map(|row| row.position);
    let links = ledger.links.iter().map(|link| link.position);
    let closings = ledger.closings.iter().map(|closing| closing.position);
    let observations = ledger.observations.iter().map(|one| one.position);
    let all = rows.chain(links).chain(closings).chain(observations);
    all.max().unwrap_or_default().0
}

async fn write(posting: &mut Posting, ledger: &Ledger, position: Position) {
    if let Some(row) = ledger.rows.iter().find(|row| row.position == position) {
        let said = &row.engagement;
        match (row.operation, row.replaces) {
            (Operation::Assert, None) => {
                posting.assert(said).await.unwrap();
            }
            (Operation::Assert, Some(_)) => {
                posting.reassert(row.id, said, None).await.unwrap();
            }
            (Operation::Correct, _) => {
                let reason = row.reason.unwrap();
                posting.correct(row.id, said, reason, None).await.unwrap();
            }
            (Operation::Void, _) => {
                let reason = row.reason.unwrap();
                posting.void(row.id, reason, None).await.unwrap();
            }
        }
    }
    if let Some(link) = ledger.links.iter().find(|link| link.position == position) {
        let decision = LinkDecision {
            a: link.a,
            b: link.b,
            verdict: link.verdict,
            reasons: Some("name"),
            basis: None,
        };
        posting.link(decision).await.unwrap();
    }
    if let Some(said) = ledger
        .closings
        .iter()
        .find(|said| said.position == position)
    {
        let (programme, kind, year) = (&said.programme, said.kind, said.fiscal_year);
        match &said.reason {
            None => posting.close_period(programme, kind, year).await.unwrap(),
            Some(reason) => posting
                .reopen_period(programme, kind, year, reason)
                .await
                .unwrap(),
        };
    }
    if let Some(one) = ledger
        .observations
        .iter()
        .find(|one| one.position == position)
    {
        posting.observe(&[(one, None)]).await.unwrap();
    }
}

#[derive(Debug)]
struct Question {
    kpi: KpiDefinition,
    year: FiscalYear,
}

fn questions(count: usize) -> impl Strategy<Value = Vec<Question>> {
    vec((kpi(), fiscal_year()), count).prop_map(|all| {
        let questions = all.into_iter();
        questions
            .map(|(kpi, year)| Question { kpi, year })
            .collect()
    })
}

/// Asks a written ledger everything, as of now and of some positions in the past.
async fn answers_agree(
    store: &Store,
    ledger: &Ledger,
    (questions, unit): (&[Question], i64),
) -> u32 {
    let last = last_position(ledger);
    let mut asked = 0;
    for (n, question) in (0_i64..).zip(questions) {
        // A boundary is where an end is told from a beginning: links come and go there.
        let mut links = ledger.links.iter().map(|link| link.position).cycle();
        let boundary = links.nth(usize::try_from(n).unwrap());
        let past = Position(last * (n % 12 + 1) / 13);
        let programme = PROGRAMMES[usize::from(n % 2 == 0)];
        let Question { kpi, year } = question;
        let expected = |as_of| measure::measure(ledger, programme, kpi, *year, as_of);
        // Behind a unit of work what is kept by units is asked, within one the facts are.
        let ends = (1..=last / unit).map(|end| Position(end * unit));
        let now = expected(Position::NOW);
        let differs = |end: &Position| expected(*end) != now;
        let behind = ends.rev().find(differs).unwrap_or(past);
        for as_of in [Position::NOW, past, behind, boundary.unwrap_or(past)] {
            let found = store.measure(programme, kpi, *year, as_of).await.unwrap();
            assert_eq!(found, expected(as_of), "as of {as_of:?}: {question:?}");
            pages_agree(store, question, as_of, found.evidence).await;
            shares_agree(store, ledger, question, as_of).await;
            asked += 1;
        }
    }
    asked
}

/// Pages through the rows of the counts; they are as many as the figure says.
async fn pages_agree(store: &Store, question: &Question, as_of: Position, evidence: i64) {
    let Question { kpi, year } = question;
    let mut seen = 0;
    for count in kpi.metric.formula.counts() {
        let (of, mut after) = ((count, kpi.metric.window), None);
        loop {
            let page = store.evidence(of, *year, as_of, after, 3).await.unwrap();
            assert!(page.rows.len() <= 3);
            assert!(page.rows.iter().all(|row| Some(row.position) > after));
            seen += i64::try_from(page.rows.len()).unwrap();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    if !matches!(kpi.metric.formula, Formula::Series(_)) && evidence > 0 {
        assert_eq!(seen, evidence, "{question:?}");
    }
}

/// Whose how much is of each part is what the reference says, and the parts are what is counted.
async fn shares_agree(store: &Store, ledger: &Ledger, question: &Question, as_of: Position) {
    let Question { kpi, year } = question;
    let window = kpi.metric.window;
    let mut measuring = store.measuring(as_of).await.unwrap();
    for count in kpi.metric.formula.counts() {
        let alone = Metric {
            formula: Formula::Count(count.clone()),
            ..kpi.metric.clone()
        };
        let whole = measuring.measure_metric("1", &alone, *year).await.unwrap();
        for by in Division::ALL {
            let found = measuring.shares(count, (window, *year), *by).await;
            let found = found.unwrap();
            let expected = measure::shares(ledger, count, (window, *year), as_of, *by);
            assert_eq!(found, expected, "{by:?} as of {as_of:?}: {question:?}");
            if matches!(count.measure, Measure::Distinct(_)) || found.is_empty() {
                continue;
            }
            let all = Shares {
                total: found.values().map(|shares| shares.total).sum(),
                ..Shares::default()
            };
            let all = measure::conclude(&alone, &[all.tally(count.measure)], *year, true);
            assert_eq!(all.amounts, whole.amounts, "{by:?}: {question:?}");
        }
    }
}

/// All facts and numbers of parties as text.
async fn derived(scratch: &Scratch) -> Vec<String> {
    let mut texts = Vec::new();
    let mut connection = scratch.connection().await;
    for statement in [
        include_str!("../../sql/dump_facts.sql"),
        include_str!("../../sql/dump_cells.sql"),
        include_str!("../../sql/dump_cell_parties.sql"),
        include_str!("../../sql/dump_canon.sql"),
    ] {
        let rows = sqlx::query(statement)
            .bind("\n".to_owned())
            .fetch_all(&mut connection)
            .await
            .unwrap();
        texts.extend(rows.iter().map(|row| row.get::<String, _>(0)));
    }
    texts
}

#[tokio::test]
async fn a_derived_fact_that_was_changed_is_found_and_mended() {
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(moment(1)).await.unwrap();
        let day = Date::constant(2024, 5, 1);
        posting
            .assert(&Engagement::new(Kind::Consult, day))
            .await
            .unwrap();
        posting.commit().await.unwrap();
        assert!(store.derived_is_sound(7).await.unwrap());
        for change in [
            "update engagement_fact set rows = 2",
            "update cell set evidence = 0",
            "insert into cell_party values (1, 2024, 1, 0, 2, 1)",
            "insert into cell_change values (1, 2024, 1, 2, 1, 0, 0, 0)",
            "update cell_change set rows = rows + 1",
            "insert into party_canon (party, from_position, canon) values (2, 1, 1)",
        ] {
            sqlx::raw_sql(change)
                .execute(&mut scratch.connection().await)
                .await
                .unwrap();
            assert!(!store.derived_is_sound(7).await.unwrap(), "{change}");
            store.rebuild().await.unwrap();
            assert!(store.derived_is_sound(7).await.unwrap());
        }
    }
}

fn property((cases, questioned): (u32, usize), scratch: impl AsyncFn() -> Option<Scratch>) -> u32 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let asked = std::cell::Cell::new(0);
    let strategy = (ledger(), questions(questioned), 1..9_usize);
    TestRunner::new(config)
        .run(&strategy, |(ledger, questions, unit)| {
            runtime.block_on(async {
                let Some(scratch) = scratch().await else {
                    return;
                };
                let store = scratch.store().await;
                replay(&store, &ledger, unit).await;
                let written = store.load().await.unwrap();
                assert_eq!(written.links, ledger.links);
                assert_eq!(written.closings, ledger.closings);
                assert_eq!(written.observations, ledger.observations);
                for (row, expected) in written.rows.iter().zip(&ledger.rows) {
                    assert_eq!(row.engagement, expected.engagement);
                    assert_eq!((row.id, row.replaces), (expected.id, expected.replaces));
                    assert_eq!(row.operation, expected.operation);
                }
                let questions = (questions.as_slice(), i64::try_from(unit).unwrap());
                asked.set(asked.get() + answers_agree(&store, &ledger, questions).await);
                let kept = derived(&scratch).await;
                assert!(store.derived_is_sound(7).await.unwrap());
                store.rebuild().await.unwrap();
                assert_eq!(derived(&scratch).await, kept);
                store.close().await;
            });
            Ok(())
        })
        .unwrap();
    asked.get()
}

#[test]
fn sqlite_counts_what_the_reference_counts_on_random_ledgers() {
    let asked = property((96, 12), async || Some(sqlite()));
    assert!(asked > 4_000, "{asked}");
}

#[test]
fn postgresql_counts_what_the_reference_counts_on_random_ledgers() {
    property((20, 48), postgres);
}

#[tokio::test]
async fn cells_are_what_a_recount_gives_behind_every_unit_of_work() {
    let mut runner = TestRunner::deterministic();
    for scratch in scratches().await {
        let store = scratch.store().await;
        let ledger = ledger().new_tree(&mut runner).unwrap().current();
        let looked = std::cell::Cell::new(0);
        replay_and_look(&store, &ledger, 2, async || {
            assert!(store.derived_is_sound(7).await.unwrap());
            looked.set(looked.get() + 1);
        })
        .await;
        assert!(looked.get() > 5, "{}", looked.get());
    }
}

#[test]
fn random_ledgers_hold_what_they_are_for() {
    let mut runner = TestRunner::deterministic();
    let mut seen = [0; 5];
    for _ in 0..50 {
        let ledger = ledger().new_tree(&mut runner).unwrap().current();
        let kpi = kpi().new_tree(&mut runner).unwrap().current();
        let operations = ledger.rows.iter().map(|row| row.operation);
        seen[0] += operations.filter(|o| *o == Operation::Void).count();
        seen[1] += usize::from(ledger.rows.iter().any(|row| row.replaces.is_some()));
        let same = |verdict| ledger.links.iter().any(|link| link.verdict == verdict);
        seen[2] += usize::from(same(LinkVerdict::Same));
        seen[3] += usize::from(same(LinkVerdict::None));
        seen[4] += usize::from(kpi.metric.window == Window::AsOf);
    }
    assert!(seen.iter().all(|count| *count > 5), "{seen:?}");
}

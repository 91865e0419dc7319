//! One cell in which people come, are taken for somebody else and go, in units of work: behind each
//! of them it is counted as it was then. The random ledgers of `measuring` seldom meet this.

use std::collections::{BTreeMap, BTreeSet};

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{
    CorrectionReason, DateBasis, Engagement, EngagementId, Kind, Position, Role,
};
use enishi_domain::measure::Tally;
use enishi_domain::metric::{Count, Formula, Measure, Metric, Selection, Window};
use enishi_domain::money::Yen;
use enishi_domain::party::{PartyId, PartyType};
use enishi_domain::{Decimal, figure::Unit};
use enishi_store::{NewParty, Posting, Store};
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::databases::scratches;
use crate::ledger::{at, declare_purpose};

/// More than two blocks of sixty.
const PARTIES: i64 = 150;

#[derive(Clone, Copy, Debug)]
enum Change {
    Come {
        party: i64,
        yen: i64,
    },
    /// The nth of those who came, as far as there is one.
    Correct {
        nth: usize,
        party: i64,
        yen: i64,
    },
    Void {
        nth: usize,
    },
}

fn change() -> impl Strategy<Value = Change> {
    let party = || 1..=PARTIES;
    let yen = || 1..1_000_i64;
    prop_oneof![
        3 => (party(), yen()).prop_map(|(party, yen)| Change::Come { party, yen }),
        2 => (0..40_usize, party(), yen())
            .prop_map(|(nth, party, yen)| Change::Correct { nth, party, yen }),
        1 => (0..40_usize).prop_map(|nth| Change::Void { nth }),
    ]
}

fn units() -> impl Strategy<Value = Vec<Vec<Change>>> {
    vec(vec(change(), 1..5), 5..15)
}

/// Who came, for how much: none who was taken back.
type Came = BTreeMap<EngagementId, Option<(i64, i64)>>;

fn gift(party: i64, yen: i64) -> Engagement {
    Engagement {
        programme: Some("6".to_owned()),
        amount: Some(Yen(yen)),
        parties: vec![(Role::Subject, PartyId(party))],
        ..Engagement::new(Kind::DonationFurusato, Date::constant(2024, 6, 1))
    }
}

async fn write(posting: &mut Posting, came: &mut Came, change: Change) {
    let nth = |nth: usize| came.iter().nth(nth).map(|(id, now)| (*id, now.is_some()));
    match change {
        Change::Come { party, yen } => {
            let id = posting.assert(&gift(party, yen)).await.unwrap();
            came.insert(id, Some((party, yen)));
        }
        Change::Correct {
            nth: of,
            party,
            yen,
        } => {
            if let Some((id, true)) = nth(of) {
                let reason = CorrectionReason::EntryError;
                let said = gift(party, yen);
                posting.correct(id, &said, reason, None).await.unwrap();
                came.insert(id, Some((party, yen)));
            }
        }
        Change::Void { nth: of } => {
            if let Some((id, true)) = nth(of) {
                let reason = CorrectionReason::EntryError;
                posting.void(id, reason, None).await.unwrap();
                came.insert(id, None);
            }
        }
    }
}

fn gifts() -> Metric {
    let selection = Selection {
        kinds: BTreeSet::from([Kind::DonationFurusato]),
        conditions: Vec::new(),
        role: Role::Subject,
        date: DateBasis::Occurred,
    };
    let measure = Measure::Distinct(PartyType::Person);
    Metric {
        formula: Formula::Count(Count { measure, selection }),
        window: Window::FiscalYear,
        divisor: Decimal::ONE,
        digits: None,
        unit: Unit::default(),
        note: None,
    }
}

/// What stands in the cell: how often, how much, how many.
fn told(came: &Came) -> (i64, i64, i64) {
    let standing: Vec<(i64, i64)> = came.values().flatten().copied().collect();
    let parties: BTreeSet<i64> = standing.iter().map(|(party, _)| *party).collect();
    let count = |length: usize| i64::try_from(length).unwrap();
    let yen = standing.iter().map(|(_, yen)| yen).sum();
    (count(standing.len()), yen, count(parties.len()))
}

async fn asked(store: &Store, as_of: Position) -> (i64, i64, i64) {
    let year = FiscalYear::new(2024).unwrap();
    let metric = gifts();
    let found = store
        .measure_metric("6", &metric, year, as_of)
        .await
        .unwrap();
    let Formula::Count(count) = &metric.formula else {
        unreachable!("it is a count");
    };
    let mut measuring = store.measuring(as_of).await.unwrap();
    let sums: Tally = measuring
        .sums(&count.selection, metric.window, year)
        .await
        .unwrap();
    let yen = i64::try_from(sums.amount.trunc()).unwrap();
    (sums.rows, yen, found.distinct.unwrap_or(0))
}

#[tokio::test]
async fn behind_every_unit_of_work_a_cell_is_counted_as_it_was() {
    let mut runner = TestRunner::deterministic();
    for scratch in scratches().await {
        let store = scratch.store().await;
        let mut posting = store.begin(at(0)).await.unwrap();
        declare_purpose(&mut posting).await;
        let person = NewParty {
            party_type: PartyType::Person,
            purpose: "event",
        };
        let all = usize::try_from(PARTIES).unwrap();
        posting.add_parties(&vec![person; all]).await.unwrap();
        posting.commit().await.unwrap();
        let mut came = Came::new();
        let mut was = vec![(Position::default(), told(&came))];
        for round in 0..8 {
            for unit in units().new_tree(&mut runner).unwrap().current() {
                let mut posting = store.begin(at(round)).await.unwrap();
                for change in unit {
                    write(&mut posting, &mut came, change).await;
                }
                was.push((posting.commit().await.unwrap(), told(&came)));
            }
        }
        assert!(was.len() > 60, "{}", was.len());
        for (as_of, then) in was {
            assert_eq!(
                asked(&store, as_of).await,
                then,
                "{}, {as_of:?}",
                scratch.name
            );
        }
        assert!(store.derived_is_sound(7).await.unwrap(), "{}", scratch.name);
        store.close().await;
    }
}

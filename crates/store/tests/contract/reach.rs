//! Whether random ledgers reach what counting can get wrong: each way of looking less closely must
//! change some answers, or the comparison of SQL with the reference would prove nothing there.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{Operation, Position};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::measure::{Ledger, measure};
use enishi_domain::metric::{Condition, Count, Formula, Window};
use enishi_domain::party::PartyType;
use enishi_domain::region::KpiDefinition;
use enishi_domain::strategies::ledger::{PROGRAMMES, fiscal_year, kpi, ledger};
use proptest::collection::vec;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

/// A question and the ledger that it is asked of.
#[derive(Clone)]
struct Case {
    ledger: Ledger,
    kpi: KpiDefinition,
    year: FiscalYear,
    as_of: Position,
}

/// What is overlooked, and how.
type Oversight = (&'static str, fn(&mut Case));

/// Ways of looking less closely.
const OVERSIGHTS: [Oversight; 12] = [
    ("merges", |case| case.ledger.links.clear()),
    ("unmerges", |case| {
        case.ledger
            .links
            .retain(|link| link.verdict != LinkVerdict::None);
    }),
    ("the past", |case| case.as_of = Position::NOW),
    ("corrections", |case| {
        case.ledger
            .rows
            .retain(|row| row.operation != Operation::Correct);
    }),
    ("voids", |case| {
        case.ledger
            .rows
            .retain(|row| row.operation != Operation::Void);
    }),
    ("closings", |case| case.ledger.closings.clear()),
    ("facets", |case| {
        forget(case, |condition| {
            matches!(condition, Condition::Facet { .. })
        });
    }),
    ("programmes", |case| {
        forget(case, |condition| {
            matches!(condition, Condition::Programme(_))
        });
    }),
    ("ages", |case| {
        forget(case, |condition| {
            matches!(condition, Condition::AgeBelow(_) | Condition::AgeFrom(_))
        });
    }),
    ("the end of a period", |case| {
        if case.kpi.metric.window == Window::AsOf {
            for row in &mut case.ledger.rows {
                row.engagement.ended_on = None;
            }
        }
    }),
    ("the beginning of a window", |case| {
        if let Window::Cumulative(since) = case.kpi.metric.window {
            let earlier = since.saturating_sub(jiff::Span::new().years(9));
            case.kpi.metric.window = Window::Cumulative(earlier);
        }
    }),
    ("what a party is", |case| {
        for party_type in case.ledger.parties.values_mut() {
            *party_type = PartyType::Household;
        }
    }),
];

fn counts(kpi: &mut KpiDefinition) -> Vec<&mut Count> {
    match &mut kpi.metric.formula {
        Formula::Count(count) => vec![count],
        Formula::Ratio { of, to } => vec![of, to],
        Formula::Difference { of, minus } => vec![of, minus],
        Formula::Series(_) | Formula::Undecided => Vec::new(),
    }
}

fn forget(case: &mut Case, forgotten: impl Fn(&Condition) -> bool) {
    for count in counts(&mut case.kpi) {
        let conditions = &mut count.selection.conditions;
        conditions.retain(|condition| !forgotten(condition));
    }
}

fn cases() -> Vec<Case> {
    let mut runner = TestRunner::deterministic();
    let asked = (ledger(), vec((kpi(), fiscal_year(), 1..14_i64), 12));
    let mut cases = Vec::new();
    for _ in 0..200 {
        let (ledger, questions) = asked.new_tree(&mut runner).unwrap().current();
        let last = crate::measuring::last_position(&ledger);
        for (kpi, year, part) in questions {
            cases.push(Case {
                ledger: ledger.clone(),
                kpi,
                year,
                as_of: Position(last * part / 13),
            });
        }
    }
    cases
}

#[test]
fn whatever_is_overlooked_changes_answers_on_random_ledgers() {
    let cases = cases();
    let answer = |case: &Case| {
        let Case {
            ledger,
            kpi,
            year,
            as_of,
        } = case;
        measure(ledger, PROGRAMMES[0], kpi, *year, *as_of)
    };
    for (what, oversight) in OVERSIGHTS {
        let changed = cases.iter().filter(|case| {
            let mut other = (*case).clone();
            oversight(&mut other);
            answer(&other) != answer(case)
        });
        let changed = changed.count();
        assert!(
            changed >= 10,
            "{what}: {changed} of {} answers change",
            cases.len()
        );
    }
}

#[test]
fn random_ledgers_hold_one_party_in_several_places_that_are_counted_once() {
    let mut overlaps = 0;
    let mut across_types = 0;
    for case in cases() {
        let mut whole = case.clone();
        whole.as_of = Position::NOW;
        let Formula::Count(count) = &whole.kpi.metric.formula else {
            continue;
        };
        let kinds = count.selection.kinds.clone();
        let measured = |case: &Case| {
            let Case {
                ledger,
                kpi,
                year,
                as_of,
            } = case;
            measure(ledger, PROGRAMMES[0], kpi, *year, *as_of)
                .distinct
                .unwrap_or(0)
        };
        let together = measured(&whole);
        let mut apart = 0;
        for kind in kinds {
            let mut one = whole.clone();
            for count in counts(&mut one.kpi) {
                count.selection.kinds = [kind].into();
            }
            apart += measured(&one);
        }
        overlaps += u32::from(apart > together);
        let types = &case.ledger.parties;
        let links = case.ledger.links.iter();
        let same = links.filter(|link| link.verdict == LinkVerdict::Same);
        let mut pairs = same.map(|link| (types[&link.a], types[&link.b]));
        across_types += u32::from(pairs.any(|(a, b)| a != b));
    }
    assert!(overlaps >= 10, "{overlaps} overlaps between kinds");
    assert!(across_types >= 100, "{across_types} merges across types");
}

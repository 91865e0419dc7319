//! Random ledgers, as a city's year would make them: assertions, corrections, voids, merges and
//! unmerges, closings and observations in one sequence of positions; and random KPIs over them. The
//! values are few, so that selections meet them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rust_decimal::Decimal;

use super::member;
use crate::calendar::FiscalYear;
use crate::engagement::{
    Closing, CorrectionReason, DateBasis, DatePrecision, Engagement, EngagementId, Facet, Kind,
    LedgerRow, Operation, Position, Role,
};
use crate::figure::Unit;
use crate::identity::{Link, LinkVerdict};
use crate::kpi::{Accumulation, Direction, KpiNo};
use crate::measure::Ledger;
use crate::metric::{Condition, Count, Formula, Measure, Metric, Selection, SeriesChoice, Window};
use crate::money::Yen;
use crate::party::{PartyId, PartyType};
use crate::region::KpiDefinition;
use crate::statistics::{Observation, Release};

/// The kinds that random ledgers hold: an event, a gift of three dates, a period, a head count.
pub const KINDS: [Kind; 5] = [
    Kind::EventAttend,
    Kind::DonationFurusato,
    Kind::OrgActive,
    Kind::Tally,
    Kind::Consult,
];

/// The programmes that they name.
pub const PROGRAMMES: [&str; 2] = ["1", "2"];

const FACETS: [Facet; 3] = [Facet::Scheme, Facet::Tag, Facet::Club];
const FACET_VALUES: [&str; 2] = ["a", "b"];
const SERIES: [&str; 2] = ["life", "land"];
const DEFINITIONS: [&str; 2] = ["old", "new"];
const PARTS: [&str; 2] = ["x", "y"];

/// A ledger whose positions run from 1 without a gap, and whose recording times never fall.
pub fn ledger() -> BoxedStrategy<Ledger> {
    let types = prop_oneof![
        6 => Just(PartyType::Person),
        2 => Just(PartyType::Organization),
        1 => member::<PartyType>(),
    ];
    (vec(types, 2..7), vec(step(), 0..80))
        .prop_map(|(types, steps)| written(&types, steps))
        .boxed()
}

/// A KPI that random ledgers can answer.
pub fn kpi() -> BoxedStrategy<KpiDefinition> {
    (metric(), option::weighted(0.1, fiscal_year()))
        .prop_map(|(metric, begins)| KpiDefinition {
            no: KpiNo::new(1),
            name: String::new(),
            direction: Direction::Up,
            accumulation: Accumulation::Undeclared,
            baseline: None,
            targets: BTreeMap::new(),
            begins,
            metric,
            beside: Vec::new(),
            published_by: Vec::new(),
        })
        .boxed()
}

/// The years of random ledgers, and one before and behind them.
pub fn fiscal_year() -> impl Strategy<Value = FiscalYear> {
    let western = prop_oneof![5 => 2023..2025_i16, 1 => 2022..2027_i16];
    western.prop_filter_map("a fiscal year", FiscalYear::new)
}

/// What is done next, on whatever is there then.
#[derive(Clone, Debug)]
enum Step {
    Assert(Box<Engagement>, Vec<(Role, Index)>),
    /// Says an engagement anew, also one that was taken back.
    Revise(Index, Box<Engagement>, Vec<(Role, Index)>),
    Void(Index),
    Link(Index, Index, LinkVerdict),
    /// Takes back what was decided about some pair.
    Unlink(Index),
    Close(Closing),
    Observe(Observation),
}

fn step() -> impl Strategy<Value = Step> {
    let boxed = || engagement().prop_map(Box::new);
    let verdict = prop_oneof![
        4 => Just(LinkVerdict::Same),
        1 => member::<LinkVerdict>(),
    ];
    prop_oneof![
        8 => (boxed(), roles()).prop_map(|(engagement, roles)| Step::Assert(engagement, roles)),
        3 => (any::<Index>(), boxed(), roles())
            .prop_map(|(which, engagement, roles)| Step::Revise(which, engagement, roles)),
        2 => any::<Index>().prop_map(Step::Void),
        4 => (any::<Index>(), any::<Index>(), verdict)
            .prop_map(|(a, b, verdict)| Step::Link(a, b, verdict)),
        2 => any::<Index>().prop_map(Step::Unlink),
        4 => closing().prop_map(Step::Close),
        2 => observation().prop_map(Step::Observe),
    ]
}

fn roles() -> impl Strategy<Value = Vec<(Role, Index)>> {
    let role = prop_oneof![
        9 => Just(Role::Subject),
        2 => Just(Role::Counterparty),
        1 => member::<Role>(),
    ];
    vec((role, any::<Index>()), 0..4)
}

/// Days around the ends of fiscal years, where counting goes wrong if it does.
fn day() -> impl Strategy<Value = Date> {
    let edges = [
        (2023, 3, 31),
        (2023, 4, 1),
        (2024, 3, 31),
        (2024, 4, 1),
        (2025, 3, 31),
        (2025, 4, 1),
    ];
    prop_oneof![
        select(edges.to_vec()).prop_map(|(year, month, day)| Date::constant(year, month, day)),
        (2023..2026_i16, 1..13_i8, 1..29_i8)
            .prop_map(|(year, month, day)| Date::constant(year, month, day)),
    ]
}

fn engagement() -> impl Strategy<Value = Engagement> {
    let dates = (
        day(),
        option::weighted(0.4, day()),
        option::weighted(0.3, day()),
        option::weighted(0.5, day()),
        member::<DatePrecision>(),
    );
    let amounts = (
        option::of(-1_000_000..20_000_000_i64),
        option::of((-2_000..200_000_i64, 0..4_u32)),
        option::of(33..37_u8),
    );
    let facets = vec((select(&FACETS[..]), select(&FACET_VALUES[..])), 0..3);
    let programme = option::of(select(&PROGRAMMES[..]));
    (select(&KINDS[..]), programme, dates, amounts, facets).prop_map(
        |(kind, programme, dates, (amount, quantity, age), facets)| {
            let (occurred_on, ended_on, settled_on, recognized_on, precision) = dates;
            let facets = facets.into_iter();
            Engagement {
                programme: programme.map(str::to_owned),
                precision,
                ended_on,
                settled_on,
                recognized_on,
                amount: amount.map(Yen),
                quantity: quantity.map(|(n, scale)| Decimal::new(n, scale)),
                unit: Unit::new("ha"),
                age,
                facets: facets.map(|(f, value)| (f, value.to_owned())).collect(),
                ..Engagement::new(kind, occurred_on)
            }
        },
    )
}

fn closing() -> impl Strategy<Value = Closing> {
    let programme = select(&PROGRAMMES[..]);
    let fields = (programme, select(&KINDS[..]), fiscal_year(), 0..4_u8);
    fields.prop_map(|(programme, kind, fiscal_year, n)| {
        let is_closed = n > 0;
        Closing {
            position: Position::default(),
            programme: programme.to_owned(),
            kind,
            fiscal_year,
            is_closed,
            reason: (!is_closed).then(|| "late rows".to_owned()),
        }
    })
}

fn observation() -> impl Strategy<Value = Observation> {
    let names = (
        select(&SERIES[..]),
        select(&DEFINITIONS[..]),
        option::of(select(&PARTS[..])),
    );
    let value = (-9_999..99_999_i64, 0..4_u32);
    let fields = (
        names,
        fiscal_year(),
        value,
        member::<Release>(),
        option::of(day()),
    );
    fields.prop_map(
        |((series, definition, part), period, value, release, day)| Observation {
            position: Position::default(),
            series: series.to_owned(),
            definition: definition.to_owned(),
            part: part.map(str::to_owned),
            period,
            value: Decimal::new(value.0, value.1),
            release,
            published_on: day,
            document: None,
        },
    )
}

fn written(types: &[PartyType], steps: Vec<Step>) -> Ledger {
    let parties = (1..).map(PartyId).zip(types.iter().copied());
    let mut ledger = Ledger {
        parties: parties.collect(),
        ..Ledger::default()
    };
    let mut last = 0;
    for step in steps {
        last += i64::from(take(&mut ledger, Position(last + 1), step));
    }
    ledger
}

/// Does a step at a position; says whether there was anything to do it to.
fn take(ledger: &mut Ledger, position: Position, step: Step) -> bool {
    match step {
        Step::Assert(engagement, roles) => {
            let id = EngagementId(position.0);
            let engagement = with_parties(ledger, *engagement, &roles);
            write(ledger, position, (id, None), Operation::Assert, engagement);
        }
        Step::Revise(which, engagement, roles) => {
            let Some(before) = current(ledger, which) else {
                return false;
            };
            let operation = match before.operation {
                Operation::Void => Operation::Assert,
                Operation::Assert | Operation::Correct => Operation::Correct,
            };
            let of = (before.id, Some(before.position));
            let engagement = with_parties(ledger, *engagement, &roles);
            write(ledger, position, of, operation, engagement);
        }
        Step::Void(which) => {
            let Some(before) = current(ledger, which) else {
                return false;
            };
            if before.operation == Operation::Void {
                return false;
            }
            let of = (before.id, Some(before.position));
            write(ledger, position, of, Operation::Void, before.engagement);
        }
        Step::Link(a, b, verdict) => {
            let parties: Vec<PartyId> = ledger.parties.keys().copied().collect();
            let (a, b) = (*a.get(&parties), *b.get(&parties));
            if a == b {
                return false;
            }
            ledger.links.push(Link {
                position,
                a,
                b,
                verdict,
            });
        }
        Step::Unlink(which) => {
            if ledger.links.is_empty() {
                return false;
            }
            let taken_back = which.get(&ledger.links).clone();
            ledger.links.push(Link {
                position,
                verdict: LinkVerdict::None,
                ..taken_back
            });
        }
        Step::Close(closing) => ledger.closings.push(Closing {
            position,
            ..closing
        }),
        Step::Observe(observation) => ledger.observations.push(Observation {
            position,
            ..observation
        }),
    }
    true
}

/// The last revision of one of the engagements.
fn current(ledger: &Ledger, which: Index) -> Option<LedgerRow> {
    let ids: BTreeSet<EngagementId> = ledger.rows.iter().map(|row| row.id).collect();
    let ids: Vec<EngagementId> = ids.into_iter().collect();
    if ids.is_empty() {
        return None;
    }
    let id = which.get(&ids);
    ledger.rows.iter().rfind(|row| row.id == *id).cloned()
}

fn with_parties(
    ledger: &Ledger,
    mut engagement: Engagement,
    roles: &[(Role, Index)],
) -> Engagement {
    let parties: Vec<PartyId> = ledger.parties.keys().copied().collect();
    for (role, which) in roles {
        let pair = (*role, *which.get(&parties));
        if !engagement.parties.contains(&pair) {
            engagement.parties.push(pair);
        }
    }
    engagement
}

fn write(
    ledger: &mut Ledger,
    position: Position,
    (id, replaces): (EngagementId, Option<Position>),
    operation: Operation,
    engagement: Engagement,
) {
    let moment = Timestamp::from_second(1_700_000_000 + position.0);
    ledger.rows.push(LedgerRow {
        position,
        id,
        replaces,
        operation,
        engagement,
        reason: match operation {
            Operation::Assert => None,
            Operation::Correct | Operation::Void => Some(CorrectionReason::EntryError),
        },
        reason_text: None,
        batch: None,
        recorded_at: moment.expect("a position is no large number"),
    });
}

fn metric() -> impl Strategy<Value = Metric> {
    let windows = prop_oneof![
        Just(Window::FiscalYear),
        Just(Window::AsOf),
        day().prop_map(Window::Cumulative),
    ];
    let counted = (formula(), windows);
    let published = (
        series_choice().prop_map(Formula::Series),
        prop_oneof![Just(Window::FiscalYear), Just(Window::Latest)],
    );
    let both = prop_oneof![5 => counted, 1 => published];
    let scale = (select(vec![1_i64, 1_000]), option::of(0..3_u32));
    (both, scale).prop_map(|((formula, window), (divisor, digits))| Metric {
        formula,
        window,
        divisor: Decimal::from(divisor),
        digits,
        unit: Unit::default(),
        note: None,
    })
}

/// On the heap, as a test's stack holds no dozen of such trees.
fn formula() -> BoxedStrategy<Formula> {
    let formula = prop_oneof![
        4 => count().prop_map(Formula::Count),
        1 => (count(), count()).prop_map(|(of, to)| Formula::Ratio { of, to }),
        1 => (count(), count()).prop_map(|(of, minus)| Formula::Difference { of, minus }),
        1 => Just(Formula::Undecided),
    ];
    formula.boxed()
}

fn series_choice() -> impl Strategy<Value = SeriesChoice> {
    let parts = select(vec![vec![], vec!["x"], vec!["x", "y"]]);
    let names = (select(&SERIES[..]), select(&DEFINITIONS[..]), parts);
    names.prop_map(|(series, definition, parts)| SeriesChoice {
        series: series.to_owned(),
        definition: definition.to_owned(),
        parts: parts.into_iter().map(str::to_owned).collect(),
    })
}

fn count() -> impl Strategy<Value = Count> {
    let measure = prop_oneof![
        3 => Just(Measure::Rows),
        4 => Just(Measure::Distinct(PartyType::Person)),
        2 => member::<PartyType>().prop_map(Measure::Distinct),
        1 => Just(Measure::SumAmount),
        1 => Just(Measure::SumQuantity),
    ];
    let role = prop_oneof![
        9 => Just(Role::Subject),
        2 => Just(Role::Counterparty),
        1 => member::<Role>(),
    ];
    let kinds = prop_oneof![
        1 => btree_set(select(&KINDS[..]), 1),
        2 => btree_set(select(&KINDS[..]), 2..6),
    ];
    let conditions = prop_oneof![3 => Just(Vec::new()), 2 => vec(condition(), 1..3)];
    let selection = (kinds, conditions, role, member::<DateBasis>());
    (measure, selection).prop_map(|(measure, (kinds, conditions, role, date))| Count {
        measure,
        selection: Selection {
            kinds,
            conditions,
            role,
            date,
        },
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let values = btree_set(select(&FACET_VALUES[..]), 1..3);
    let facet = (select(&FACETS[..]), values).prop_map(|(facet, values)| Condition::Facet {
        facet,
        any_of: values.into_iter().map(str::to_owned).collect(),
    });
    prop_oneof![
        3 => facet,
        2 => select(&PROGRAMMES[..]).prop_map(|no| Condition::Programme(no.to_owned())),
        1 => (33..37_u8).prop_map(Condition::AgeBelow),
        1 => (33..37_u8).prop_map(Condition::AgeFrom),
    ]
}

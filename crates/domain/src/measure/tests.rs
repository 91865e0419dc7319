//! What the reference engine counts, by example.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::*;
use crate::engagement::{CorrectionReason, DateBasis, Facet};
use crate::figure::Unit;
use crate::identity::LinkVerdict;
use crate::kpi::{Accumulation, Direction, KpiNo};
use crate::metric::Count;
use crate::money::Yen;

const R6: i16 = 2024;

fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).expect("a year of our age")
}

/// A ledger that is written row by row.
#[derive(Default)]
struct Book {
    ledger: Ledger,
    position: i64,
}

impl Book {
    fn next(&mut self) -> Position {
        self.position += 1;
        Position(self.position)
    }

    fn party(mut self, id: i64, party_type: PartyType) -> Self {
        self.ledger.parties.insert(PartyId(id), party_type);
        self
    }

    fn write(mut self, id: i64, operation: Operation, engagement: Engagement) -> Self {
        let position = self.next();
        self.ledger.rows.push(LedgerRow {
            position,
            id: EngagementId(id),
            replaces: None,
            operation,
            engagement,
            reason: (operation != Operation::Assert).then_some(CorrectionReason::EntryError),
            reason_text: None,
            batch: None,
            recorded_at: Timestamp::UNIX_EPOCH,
        });
        self
    }

    fn link(mut self, a: i64, b: i64, verdict: LinkVerdict) -> Self {
        let position = self.next();
        let (a, b) = (PartyId(a), PartyId(b));
        self.ledger.links.push(Link {
            position,
            a,
            b,
            verdict,
        });
        self
    }

    fn close(mut self, kind: Kind, is_closed: bool) -> Self {
        let position = self.next();
        self.ledger.closings.push(Closing {
            position,
            programme: "1".to_owned(),
            kind,
            fiscal_year: year(R6),
            is_closed,
            reason: None,
        });
        self
    }

    fn observe(mut self, definition: &str, part: Option<&str>, of: i16, value: i64) -> Self {
        let position = self.next();
        self.ledger.observations.push(Observation {
            position,
            series: "healthy_life".to_owned(),
            definition: definition.to_owned(),
            part: part.map(str::to_owned),
            period: year(of),
            value: Decimal::new(value, 2),
            release: Release::Final,
            published_on: None,
            document: None,
        });
        self
    }

    fn measure(&self, metric: Metric) -> Measurement {
        self.measure_as_of(metric, Position::NOW)
    }

    fn measure_as_of(&self, metric: Metric, as_of: Position) -> Measurement {
        measure(&self.ledger, "1", &kpi(metric), year(R6), as_of)
    }
}

fn attends(person: i64, on: Date) -> Engagement {
    let mut engagement = Engagement::new(Kind::EventAttend, on);
    engagement.parties = vec![(Role::Subject, PartyId(person))];
    engagement
}

fn tally(heads: i64, on: Date) -> Engagement {
    let mut engagement = Engagement::new(Kind::Tally, on);
    engagement.quantity = Some(Decimal::from(heads));
    engagement
}

fn count(kinds: &[Kind], measure: Measure) -> Count {
    Count {
        measure,
        selection: Selection {
            kinds: kinds.iter().copied().collect(),
            conditions: Vec::new(),
            role: Role::Subject,
            date: DateBasis::Occurred,
        },
    }
}

fn metric(formula: Formula) -> Metric {
    Metric {
        formula,
        window: Window::FiscalYear,
        divisor: Decimal::ONE,
        digits: None,
        unit: Unit::new("人"),
        note: None,
    }
}

fn attendance(measure: Measure) -> Metric {
    metric(Formula::Count(count(
        &[Kind::EventAttend, Kind::Tally],
        measure,
    )))
}

fn kpi(metric: Metric) -> KpiDefinition {
    KpiDefinition {
        no: KpiNo::new(1),
        name: "参加者数".to_owned(),
        direction: Direction::Up,
        accumulation: Accumulation::Flow,
        baseline: None,
        targets: BTreeMap::new(),
        begins: None,
        metric,
        beside: Vec::new(),
        published_by: Vec::new(),
    }
}

fn only_amount(measurement: &Measurement) -> Decimal {
    assert_eq!(measurement.amounts.len(), 1, "{measurement:?}");
    measurement.amounts[0].amount
}

const PEOPLE: Measure = Measure::Distinct(PartyType::Person);

fn three_visits_of_two() -> Book {
    Book::default()
        .party(1, PartyType::Person)
        .party(2, PartyType::Person)
        .write(101, Operation::Assert, attends(1, date(2024, 4, 1)))
        .write(102, Operation::Assert, attends(1, date(2025, 3, 31)))
        .write(103, Operation::Assert, attends(2, date(2024, 10, 1)))
        .write(104, Operation::Assert, attends(2, date(2025, 4, 1)))
        .write(105, Operation::Assert, attends(2, date(2024, 3, 31)))
}

#[test]
fn rows_and_distinct_stand_beside_one_another() {
    let measured = three_visits_of_two().measure(attendance(PEOPLE));
    assert_eq!(only_amount(&measured), Decimal::TWO);
    assert_eq!((measured.rows, measured.distinct), (Some(3), Some(2)));
    assert_eq!(measured.evidence, 3);
}

#[test]
fn blank_zero_provisional_and_ready_are_told_apart() {
    let empty = Book::default();
    let measured = empty.measure(attendance(Measure::Rows));
    assert_eq!(measured, Measurement::none(FigureReason::NotClosed));

    let half = Book::default().close(Kind::EventAttend, true);
    let measured = half.measure(attendance(Measure::Rows));
    assert_eq!(
        measured.reason,
        Some(FigureReason::NotClosed),
        "tally is open"
    );

    let closed = half.close(Kind::Tally, true);
    let measured = closed.measure(attendance(Measure::Rows));
    assert_eq!(only_amount(&measured), Decimal::ZERO);
    assert_eq!(measured.status, FigureStatus::Ready);

    let open = three_visits_of_two();
    let measured = open.measure(attendance(Measure::Rows));
    assert_eq!(measured.status, FigureStatus::Provisional);

    let reopened = open
        .close(Kind::EventAttend, true)
        .close(Kind::Tally, true)
        .close(Kind::Tally, false);
    let measured = reopened.measure(attendance(Measure::Rows));
    assert_eq!(measured.status, FigureStatus::Provisional);
    let measured = reopened.measure_as_of(attendance(Measure::Rows), Position(7));
    assert_eq!(measured.status, FigureStatus::Ready);
}

#[test]
fn heads_of_a_tally_count_in_rows_and_never_in_distinct() {
    let book = three_visits_of_two().write(106, Operation::Assert, tally(40, date(2024, 8, 1)));
    let measured = book.measure(attendance(Measure::Rows));
    assert_eq!((measured.rows, measured.distinct), (Some(43), Some(2)));
    assert_eq!(measured.evidence, 4);
}

#[test]
fn merged_parties_count_once_until_the_merge_is_undone() {
    let book = three_visits_of_two()
        .link(2, 1, LinkVerdict::Same)
        .link(1, 2, LinkVerdict::None);
    let distinct = |as_of| {
        let measured = book.measure_as_of(attendance(PEOPLE), Position(as_of));
        measured.distinct
    };
    assert_eq!(distinct(5), Some(2));
    assert_eq!(distinct(6), Some(1));
    assert_eq!(distinct(7), Some(2));
}

#[test]
fn a_void_takes_back_a_correction_replaces_and_the_past_stays() {
    let book = three_visits_of_two()
        .write(103, Operation::Correct, attends(2, date(2025, 10, 1)))
        .write(101, Operation::Void, attends(1, date(2024, 4, 1)))
        .write(101, Operation::Assert, attends(1, date(2024, 4, 2)));
    let rows = |as_of| {
        let measured = book.measure_as_of(attendance(Measure::Rows), Position(as_of));
        measured.rows
    };
    assert_eq!(rows(5), Some(3));
    assert_eq!(rows(6), Some(2));
    assert_eq!(rows(7), Some(1));
    assert_eq!(rows(8), Some(2));
}

#[test]
fn each_basis_puts_a_gift_into_its_own_year() {
    let mut gift = Engagement::new(Kind::DonationFurusato, date(2025, 3, 31));
    gift.settled_on = Some(date(2025, 4, 2));
    gift.amount = Some(Yen(14_877));
    gift.parties = vec![(Role::Subject, PartyId(1))];
    let book = Book::default()
        .party(1, PartyType::Person)
        .write(1, Operation::Assert, gift)
        .close(Kind::DonationFurusato, true);
    for (basis, yen) in [
        (DateBasis::Occurred, Decimal::new(14_877, 3)),
        (DateBasis::Settled, Decimal::ZERO),
        (DateBasis::Recognized, Decimal::ZERO),
    ] {
        let mut sum = count(&[Kind::DonationFurusato], Measure::SumAmount);
        sum.selection.date = basis;
        let mut metric = metric(Formula::Count(sum));
        metric.divisor = Decimal::ONE_THOUSAND;
        assert_eq!(only_amount(&book.measure(metric)), yen, "{basis:?}");
    }
}

#[test]
fn a_member_counts_at_the_end_of_the_year_unless_gone_by_then() {
    let member = |id: i64, from, until| {
        let mut engagement = Engagement::new(Kind::Membership, from);
        engagement.ended_on = until;
        engagement.parties = vec![(Role::Subject, PartyId(id))];
        engagement
    };
    let book = Book::default()
        .party(1, PartyType::Person)
        .party(2, PartyType::Person)
        .party(3, PartyType::Person)
        .write(1, Operation::Assert, member(1, date(2020, 1, 1), None))
        .write(
            2,
            Operation::Assert,
            member(2, date(2020, 1, 1), Some(date(2025, 3, 31))),
        )
        .write(
            3,
            Operation::Assert,
            member(3, date(2025, 3, 31), Some(date(2025, 4, 1))),
        );
    let mut metric = metric(Formula::Count(count(&[Kind::Membership], PEOPLE)));
    metric.window = Window::AsOf;
    assert_eq!(only_amount(&book.measure(metric)), Decimal::TWO);
}

#[test]
fn an_unknown_age_meets_no_condition() {
    let farmer = |age| {
        let mut engagement = Engagement::new(Kind::FarmStart, date(2024, 5, 1));
        engagement.age = age;
        engagement
    };
    let book = Book::default()
        .write(1, Operation::Assert, farmer(Some(34)))
        .write(2, Operation::Assert, farmer(Some(35)))
        .write(3, Operation::Assert, farmer(None));
    let under_35 = |condition| {
        let mut rows = count(&[Kind::FarmStart], Measure::Rows);
        rows.selection.conditions = vec![condition];
        only_amount(&book.measure(metric(Formula::Count(rows))))
    };
    assert_eq!(under_35(Condition::AgeBelow(35)), Decimal::ONE);
    assert_eq!(under_35(Condition::AgeFrom(35)), Decimal::ONE);
}

#[test]
fn facets_and_programmes_select_and_another_role_needs_a_party_in_it() {
    let mut agreed = Engagement::new(Kind::MatchAgreed, date(2024, 5, 1));
    agreed.facets.insert(Facet::Scheme, "複業".to_owned());
    agreed.programme = Some("1".to_owned());
    agreed.parties = vec![
        (Role::Subject, PartyId(1)),
        (Role::Counterparty, PartyId(2)),
        (Role::Counterparty, PartyId(3)),
    ];
    let mut alone = agreed.clone();
    alone.parties.clear();
    let book = Book::default()
        .party(1, PartyType::Person)
        .party(2, PartyType::Organization)
        .party(3, PartyType::Organization)
        .write(1, Operation::Assert, agreed)
        .write(2, Operation::Assert, alone);
    let facet = |value: &str| Condition::Facet {
        facet: Facet::Scheme,
        any_of: [value.to_owned()].into(),
    };
    for (role, conditions, rows) in [
        (Role::Subject, vec![facet("複業")], 2),
        (Role::Counterparty, vec![facet("複業")], 2),
        (Role::Host, vec![], 0),
        (Role::Subject, vec![facet("副業")], 0),
        (Role::Subject, vec![Condition::Programme("1".to_owned())], 2),
        (Role::Subject, vec![Condition::Programme("2".to_owned())], 0),
    ] {
        let mut selected = count(&[Kind::MatchAgreed], Measure::Rows);
        selected.selection.role = role;
        selected.selection.conditions = conditions;
        let measured = book.measure(metric(Formula::Count(selected)));
        assert_eq!(measured.rows.unwrap_or(0), rows, "{role:?}");
    }
}

#[test]
fn a_share_of_nothing_is_no_figure_and_a_balance_may_be_negative() {
    let came = count(&[Kind::ResidencyMoveIn], Measure::Rows);
    let went = count(&[Kind::ResidencyMoveOut], Measure::Rows);
    let out = Engagement::new(Kind::ResidencyMoveOut, date(2024, 6, 1));
    let book = Book::default().write(1, Operation::Assert, out);
    let balance = Formula::Difference {
        of: came.clone(),
        minus: went.clone(),
    };
    assert_eq!(only_amount(&book.measure(metric(balance))), -Decimal::ONE);
    let share = Formula::Ratio { of: went, to: came };
    let measured = book.measure(metric(share));
    assert_eq!(measured.reason, Some(FigureReason::Undefined));
}

#[test]
fn a_series_never_goes_on_under_another_definition() {
    let series = |window, definition: &str| {
        let choice = SeriesChoice {
            series: "healthy_life".to_owned(),
            definition: definition.to_owned(),
            parts: vec!["男".to_owned(), "女".to_owned()],
        };
        let mut metric = metric(Formula::Series(choice));
        metric.window = window;
        metric
    };
    let book = Book::default()
        .observe("2012", Some("男"), 2022, 1810)
        .observe("2012", Some("男"), 2023, 1818)
        .observe("2012", Some("女"), 2023, 2029)
        .observe("2025", Some("男"), 2024, 1900);
    let latest = book.measure(series(Window::Latest, "2012"));
    let amounts: Vec<_> = latest
        .amounts
        .iter()
        .map(|a| (a.amount, a.period))
        .collect();
    let of = year(2023);
    assert_eq!(
        amounts,
        [(Decimal::new(1818, 2), of), (Decimal::new(2029, 2), of)]
    );
    assert_eq!(latest.evidence, 2);

    let of_the_year = book.measure(series(Window::FiscalYear, "2012"));
    assert_eq!(of_the_year.reason, Some(FigureReason::DefinitionChanged));
    // 女 is not out yet under the new definition, and 男 alone is no figure of the KPI.
    let new = book.measure(series(Window::FiscalYear, "2025"));
    assert_eq!(new.reason, Some(FigureReason::NotPublished));
}

#[test]
fn a_kpi_that_begins_later_has_not_started() {
    let mut later = kpi(attendance(PEOPLE));
    later.begins = Some(year(2025));
    let book = three_visits_of_two();
    let measured = measure(&book.ledger, "1", &later, year(R6), Position::NOW);
    assert_eq!(measured, Measurement::none(FigureReason::NotStarted));
}

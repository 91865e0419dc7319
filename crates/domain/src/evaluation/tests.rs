//! Verdicts of printed values, built by hand: reading them is `intake`'s work.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::figure::Unit;
use crate::kpi::{Actual, Baseline, KpiNo, Printed, Target};
use crate::rate::Formula;

fn part(label: Option<&str>, amount: i64, unit: &str, year: Option<i16>) -> Part {
    Part {
        label: label.map(str::to_owned),
        period: year.and_then(FiscalYear::new),
        ..Part::exact(Decimal::from(amount), Unit::new(unit))
    }
}

fn value(parts: Vec<Part>) -> Value {
    Value {
        text: "printed".to_owned(),
        content: Content::Parts(parts),
        place: None,
    }
}

fn missing(reason: Missing) -> Value {
    Value {
        text: String::new(),
        content: Content::Missing(reason),
        place: None,
    }
}

fn kpi(target: Option<Value>, actual: Option<Value>) -> Kpi {
    Kpi {
        target: target.map(Target),
        actual: actual.map(Actual::Stated),
        ..Kpi::new(KpiNo::new(1), Printed::new("指標"))
    }
}

fn of(amount: i64, unit: &str) -> Value {
    value(vec![part(None, amount, unit, None)])
}

fn verdict_of(kpi: &Kpi) -> Verdict {
    evaluate(kpi, None).verdict
}

#[test]
fn what_is_missing_is_unmeasured_with_its_reason() {
    for (target, actual, reason) in [
        (None, Some(of(1, "人")), Reason::TargetMissing),
        (Some(of(1, "人")), None, Reason::ActualMissing),
        (None, None, Reason::BothMissing),
        (
            Some(of(1, "人")),
            Some(missing(Missing::Blank)),
            Reason::ActualMissing,
        ),
        (
            Some(of(1, "人")),
            Some(missing(Missing::InProgress)),
            Reason::InProgress,
        ),
        (
            Some(of(1, "人")),
            Some(missing(Missing::Discontinued)),
            Reason::Discontinued,
        ),
        (
            Some(missing(Missing::Dash)),
            Some(of(0, "人")),
            Reason::TargetMissing,
        ),
        (None, Some(missing(Missing::NotStarted)), Reason::NotStarted),
        (
            Some(of(1, "人")),
            Some(missing(Missing::Words)),
            Reason::NotComparable,
        ),
        (
            Some(missing(Missing::Words)),
            Some(missing(Missing::Words)),
            Reason::NotComparable,
        ),
        (Some(missing(Missing::Words)), None, Reason::BothMissing),
        (Some(of(1, "人")), Some(of(1, "件")), Reason::NotComparable),
    ] {
        let kpi = kpi(target, actual);
        assert_eq!(verdict_of(&kpi), Verdict::Unmeasured(reason), "{kpi:?}");
        assert_eq!(evaluate(&kpi, None).rate, None);
    }
}

#[test]
fn zero_is_a_figure() {
    let evaluation = evaluate(&kpi(Some(of(1, "地域")), Some(of(0, "地域"))), None);
    assert_eq!(evaluation.verdict, Verdict::Missed);
    assert_eq!(
        evaluation.rate.map(|rate| rate.shown()).as_deref(),
        Some("0.0")
    );
}

#[test]
fn amounts_are_compared_in_one_unit() {
    let kpi = kpi(Some(of(2, "百万円")), Some(of(2_500, "千円")));
    let evaluation = evaluate(&kpi, None);
    assert_eq!(evaluation.verdict, Verdict::Met);
    assert_eq!(
        evaluation.rate.map(|rate| rate.shown()).as_deref(),
        Some("125.0")
    );
}

#[test]
fn every_part_has_to_be_met() {
    let two = |m, f| {
        value(vec![
            part(Some("男"), m, "年", None),
            part(Some("女"), f, "年", None),
        ])
    };
    let male = || value(vec![part(Some("男"), 10, "年", None)]);
    for (target, actual, verdict) in [
        (two(10, 20), two(10, 20), Verdict::Met),
        (two(10, 20), two(11, 19), Verdict::Missed),
        (male(), two(9, 99), Verdict::Missed),
        (
            male(),
            two(10, 99),
            Verdict::Unmeasured(Reason::PartWithoutTarget),
        ),
        (
            two(10, 20),
            male(),
            Verdict::Unmeasured(Reason::ActualMissing),
        ),
    ] {
        assert_eq!(verdict_of(&kpi(Some(target), Some(actual))), verdict);
    }
    let evaluation = evaluate(&kpi(Some(male()), Some(two(9, 99))), None);
    let labels: Vec<_> = evaluation
        .parts
        .iter()
        .map(|p| (p.label.as_deref(), p.verdict))
        .collect();
    let without = Verdict::Unmeasured(Reason::PartWithoutTarget);
    assert_eq!(
        labels,
        [(Some("男"), Verdict::Missed), (Some("女"), without)]
    );
    assert_eq!(
        evaluation.rate.map(|rate| rate.shown()).as_deref(),
        Some("90.0")
    );
}

#[test]
fn an_inner_count_is_shown_and_not_evaluated() {
    let actual = value(vec![
        part(None, 40, "人", None),
        part(Some(Part::INNER), 12, "人", None),
    ]);
    let evaluation = evaluate(&kpi(Some(of(40, "人")), Some(actual)), None);
    assert_eq!(
        (evaluation.verdict, evaluation.parts.len()),
        (Verdict::Met, 0)
    );
}

#[test]
fn the_sheets_year_is_compared_or_else_the_latest_that_has_both() {
    let years = |amounts: &[(i64, i16)]| {
        value(
            amounts
                .iter()
                .map(|(n, year)| part(None, *n, "人", Some(*year)))
                .collect(),
        )
    };
    let kpi = kpi(
        Some(years(&[(100, 2022), (110, 2023), (120, 2024)])),
        Some(years(&[(100, 2022), (90, 2023)])),
    );
    let year = |western| FiscalYear::new(western);
    for (sheet, verdict, period) in [
        (None, Verdict::Missed, year(2023)),
        (year(2022), Verdict::Met, year(2022)),
        (year(2024), Verdict::Missed, year(2023)),
    ] {
        let evaluation = evaluate(&kpi, sheet);
        assert_eq!((evaluation.verdict, evaluation.period), (verdict, period));
    }
}

#[test]
fn a_target_of_a_later_year_is_in_progress() {
    let due = value(vec![part(None, 100, "人", Some(2027))]);
    let kpi = kpi(Some(due), Some(of(40, "人")));
    let evaluation = evaluate(&kpi, FiscalYear::new(2024));
    assert_eq!(evaluation.verdict, Verdict::Unmeasured(Reason::InProgress));
    let evaluation = evaluate(&kpi, FiscalYear::new(2027));
    assert_eq!(evaluation.verdict, Verdict::Missed);
}

#[test]
fn increments_are_summed_up_to_the_year() {
    let years = |a, b| {
        value(vec![
            part(None, a, "人", Some(2023)),
            part(None, b, "人", Some(2024)),
        ])
    };
    let mut kpi = kpi(Some(years(10, 10)), Some(years(15, 5)));
    kpi.accumulation = Accumulation::Increment;
    let evaluation = evaluate(&kpi, FiscalYear::new(2024));
    assert_eq!(evaluation.verdict, Verdict::Met);
    let rate = evaluation.rate.map(|rate| (rate.shown(), rate.formula));
    assert_eq!(rate, Some(("100.0".to_owned(), Formula::F6)));
    let beside = evaluation.beside.map(|rate| (rate.shown(), rate.formula));
    assert_eq!(beside, Some(("50.0".to_owned(), Formula::F5)));
    // In the first year both are the same, and one of them is enough.
    assert_eq!(evaluate(&kpi, FiscalYear::new(2023)).beside, None);
}

#[test]
fn a_declared_formula_goes_before_the_default() {
    let rates = |declared: &str, direction, year| {
        let mut kpi = kpi(Some(of(100, "人")), Some(of(60, "人")));
        kpi.baseline = Some(Baseline(of(20, "人")));
        kpi.accumulation = Accumulation::Stock;
        kpi.direction = direction;
        kpi.formula = declared.parse().ok();
        let evaluation = evaluate(&kpi, FiscalYear::new(year));
        let shown = |rate: Option<Rate>| rate.map(|r| format!("{} {}", r.shown(), r.formula));
        (shown(evaluation.rate), shown(evaluation.beside))
    };
    let up = |declared, year| rates(declared, Direction::Up, year);
    let both = |rate: &str, beside: &str| (Some(rate.to_owned()), Some(beside.to_owned()));
    assert_eq!(up("", 2024), both("50.0 F4", "60.0 F1"));
    assert_eq!(up("F1", 2024), (Some("60.0 F1".to_owned()), None));
    assert_eq!(up("F7 2023-2026", 2024), both("100.0 F7", "60.0 F1"));
    assert_eq!(up("F7 2023-2026", 2027), (None, None));
    assert_eq!(up("F3", 2024), (None, None));
    assert_eq!(
        rates("F3", Direction::Down, 2024),
        (Some("140.0 F3".to_owned()), None)
    );
}

#[test]
fn open_figures_are_compared_only_where_they_decide() {
    let open = |amount, qualifier| {
        value(vec![Part {
            qualifier: Some(qualifier),
            ..part(None, amount, "人", None)
        }])
    };
    let at_least = |amount| {
        verdict_of(&kpi(
            Some(of(40, "人")),
            Some(open(amount, Qualifier::AtLeast)),
        ))
    };
    assert_eq!(at_least(45), Verdict::Met);
    assert_eq!(at_least(30), Verdict::Unmeasured(Reason::NotComparable));
    let at_most = |amount| {
        verdict_of(&kpi(
            Some(of(40, "人")),
            Some(open(amount, Qualifier::AtMost)),
        ))
    };
    assert_eq!(at_most(30), Verdict::Missed);
    assert_eq!(at_most(45), Verdict::Unmeasured(Reason::NotComparable));
    let fewer = kpi(
        Some(open(5, Qualifier::Increase)),
        Some(open(3, Qualifier::Decrease)),
    );
    assert_eq!(verdict_of(&fewer), Verdict::Missed);
    let mixed = kpi(Some(open(5, Qualifier::Increase)), Some(of(105, "人")));
    assert_eq!(
        verdict_of(&mixed),
        Verdict::Unmeasured(Reason::NotComparable)
    );
}

#[test]
fn ranges_tolerances_and_dates_have_their_own_comparison() {
    let range = Quantity::Range {
        low: Some(Decimal::TEN),
        high: Some(Decimal::from(20)),
    };
    let target = value(vec![Part {
        quantity: range,
        ..part(None, 0, "人", None)
    }]);
    let mut within = kpi(Some(target), Some(of(15, "人")));
    assert_eq!(
        verdict_of(&within),
        Verdict::Unmeasured(Reason::NotComparable)
    );
    within.direction = Direction::Range;
    assert_eq!(verdict_of(&within), Verdict::Met);

    let mut kept = kpi(Some(of(100, "人")), Some(of(97, "人")));
    kept.direction = Direction::Maintain {
        tolerance: Decimal::from(3),
    };
    assert_eq!(verdict_of(&kept), Verdict::Met);

    let dated = |text: &str| Value {
        text: text.to_owned(),
        ..missing(Missing::Words)
    };
    let mut done = kpi(Some(dated("R7.3.31")), Some(dated("令和7年3月1日")));
    done.accumulation = Accumulation::Milestone;
    assert_eq!(verdict_of(&done), Verdict::Met);
}

#[test]
fn a_figure_below_or_above_the_limit_is_asked_where_the_target_says_so() {
    let limit = |text: &str| {
        let qualifier = Some(Qualifier::AtMost);
        let part = Part {
            qualifier,
            ..part(None, 10, "件", None)
        };
        Value {
            text: text.to_owned(),
            ..value(vec![part])
        }
    };
    let mut below = kpi(Some(limit("10件未満")), Some(of(10, "件")));
    below.direction = Direction::Down;
    assert_eq!(verdict_of(&below), Verdict::Missed);
    below.target = Some(Target(limit("10件を下回る")));
    assert_eq!(verdict_of(&below), Verdict::Missed);
    below.target = Some(Target(limit("10件以下")));
    assert_eq!(verdict_of(&below), Verdict::Met);
}

#[test]
fn a_year_to_come_is_never_compared() {
    let years = |amounts: &[(i64, i16)]| {
        value(
            amounts
                .iter()
                .map(|(n, year)| part(None, *n, "人", Some(*year)))
                .collect(),
        )
    };
    let this = FiscalYear::new(2024);
    for (target, actual, verdict) in [
        (
            years(&[(100, 2027)]),
            years(&[(10, 2023), (20, 2024)]),
            Reason::InProgress,
        ),
        (
            years(&[(30, 2022), (100, 2027)]),
            of(20, "人"),
            Reason::InProgress,
        ),
        (
            years(&[(30, 2022)]),
            years(&[(20, 2024)]),
            Reason::NotComparable,
        ),
    ] {
        let evaluation = evaluate(&kpi(Some(target), Some(actual)), this);
        assert_eq!(evaluation.verdict, Verdict::Unmeasured(verdict));
    }
}

#[test]
fn increments_of_years_that_one_side_lacks_are_left_out() {
    let years = |amounts: &[(i64, i16)]| {
        value(
            amounts
                .iter()
                .map(|(n, year)| part(None, *n, "人", Some(*year)))
                .collect(),
        )
    };
    let mut grown = kpi(
        Some(years(&[(10, 2022), (10, 2023), (10, 2024)])),
        Some(years(&[(12, 2023), (9, 2024)])),
    );
    grown.accumulation = Accumulation::Increment;
    let evaluation = evaluate(&grown, FiscalYear::new(2024));
    assert_eq!(evaluation.verdict, Verdict::Met);
    assert_eq!(
        evaluation.rate.map(|rate| rate.shown()).as_deref(),
        Some("105.0")
    );
}

#[test]
fn a_divided_kpi_has_a_rate_only_where_it_says_the_same_as_the_mark() {
    let two = |m, f| {
        value(vec![
            part(Some("男"), m, "人", None),
            part(Some("女"), f, "人", None),
        ])
    };
    // 女 is missed and has no rate, as nothing is a share of a target of 0.
    let mut kpi = kpi(Some(two(10, 0)), Some(two(12, -1)));
    let evaluation = evaluate(&kpi, None);
    assert_eq!(
        (evaluation.verdict, evaluation.rate),
        (Verdict::Missed, None)
    );
    let male = value(vec![part(Some("男"), 10, "人", None)]);
    kpi.target = Some(Target(male));
    let evaluation = evaluate(&kpi, None);
    let without = Verdict::Unmeasured(Reason::PartWithoutTarget);
    assert_eq!((evaluation.verdict, evaluation.rate), (without, None));
    let mut total = two(10, 20);
    if let Content::Parts(parts) = &mut total.content {
        parts.push(part(Some("計"), 30, "人", None));
    }
    kpi.target = Some(Target(two(10, 20)));
    kpi.actual = Some(Actual::Stated(total));
    assert_eq!(verdict_of(&kpi), Verdict::Met);
}

#[test]
fn milestones_are_reached_by_the_month_too() {
    let dated = |text: &str| Value {
        text: text.to_owned(),
        ..missing(Missing::Words)
    };
    let verdict = |due: &str, done: Value| {
        let mut kpi = kpi(Some(dated(due)), Some(done));
        kpi.accumulation = Accumulation::Milestone;
        verdict_of(&kpi)
    };
    assert_eq!(
        verdict("令和7年3月末まで", dated("R7.2.10完了")),
        Verdict::Met
    );
    assert_eq!(verdict("R7.3", dated("令和7年4月")), Verdict::Missed);
    let stopped = Verdict::Unmeasured(Reason::Discontinued);
    assert_eq!(verdict("R7.3", missing(Missing::Discontinued)), stopped);
    assert_eq!(
        verdict("R7.3", missing(Missing::Dash)),
        Verdict::Unmeasured(Reason::ActualMissing)
    );
}

proptest! {
    #[test]
    fn the_order_of_parts_changes_nothing(
        amounts in prop::collection::vec((0_i64..100, 0_i64..100), 1..6),
        rotation in 0_usize..6,
    ) {
        let labels = ["A", "B", "C", "D", "E", "F"];
        let side = |pick: fn(&(i64, i64)) -> i64, by: usize| {
            let mut parts: Vec<Part> = amounts
                .iter()
                .zip(labels)
                .map(|(pair, label)| part(Some(label), pick(pair), "人", None))
                .collect();
            let by = by % parts.len();
            parts.rotate_left(by);
            value(parts)
        };
        let plain = evaluate(&kpi(Some(side(|p| p.0, 0)), Some(side(|p| p.1, 0))), None);
        let turned = evaluate(&kpi(Some(side(|p| p.0, 0)), Some(side(|p| p.1, rotation))), None);
        prop_assert_eq!(&plain, &turned);
        let target_turned = kpi(Some(side(|p| p.0, rotation)), Some(side(|p| p.1, 0)));
        let target_turned = evaluate(&target_turned, None);
        prop_assert_eq!((plain.verdict, plain.rate), (target_turned.verdict, target_turned.rate));
    }

    #[test]
    fn a_missing_value_never_gives_a_mark_or_a_rate(
        amount in any::<i64>(), in_target in any::<bool>(),
        reason in prop::sample::select(&[
            Missing::Blank, Missing::Dash, Missing::NotPublished, Missing::NotSurveyed,
            Missing::NotStarted, Missing::InProgress, Missing::Discontinued,
            Missing::DefinitionChanged, Missing::Suppressed, Missing::Illegible, Missing::Words,
        ]),
        baseline in prop::option::of(any::<i64>()),
    ) {
        let given = of(amount, "人");
        let gap = missing(reason);
        let (target, actual) = if in_target { (gap, given) } else { (given, gap) };
        let mut kpi = kpi(Some(target), Some(actual));
        kpi.baseline = baseline.map(|amount| Baseline(of(amount, "人")));
        let evaluation = evaluate(&kpi, None);
        prop_assert!(matches!(evaluation.verdict, Verdict::Unmeasured(_)));
        prop_assert_eq!(evaluation.rate, None);
    }
}

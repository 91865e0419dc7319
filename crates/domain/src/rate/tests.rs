//! The laws of rates, as properties, and the cases that broke other engines.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn decimal(range: std::ops::Range<i64>) -> impl Strategy<Value = Decimal> {
    (range, 0_u32..4).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale))
}

fn any_figure() -> impl Strategy<Value = Decimal> {
    decimal(-1_000_000..1_000_000)
}

fn figures(baseline: Option<Decimal>, target: Decimal, actual: Decimal) -> Figures {
    Figures {
        baseline,
        target,
        actual,
    }
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a test's number")
}

proptest! {
    #[test]
    fn mirrored_figures_have_the_same_gap_rate(
        b in any_figure(), t in any_figure(), a in any_figure(),
    ) {
        let up = figures(Some(b), t, a).rate(Direction::Up, Accumulation::Stock);
        let down = figures(Some(-b), -t, -a).rate(Direction::Down, Accumulation::Stock);
        prop_assert_eq!(up, down);
    }

    #[test]
    fn a_rate_does_not_depend_on_the_units_scale(
        b in any_figure(), t in any_figure(), a in any_figure(), scale in 1_i64..10_000,
        up in any::<bool>(),
        accumulation in prop::sample::select(&[Accumulation::Flow, Accumulation::Stock]),
    ) {
        let direction = if up { Direction::Up } else { Direction::Down };
        let k = Decimal::from(scale);
        let plain = figures(Some(b), t, a).rate(direction, accumulation);
        let scaled = figures(Some(b * k), t * k, a * k).rate(direction, accumulation);
        prop_assert_eq!(plain.map(|r| r.shown()), scaled.map(|r| r.shown()));
        let met = figures(None, t, a).meets(direction);
        prop_assert_eq!(met, figures(None, t * k, a * k).meets(direction));
    }

    #[test]
    fn a_better_actual_never_has_a_lower_rate(
        b in any_figure(), t in any_figure(), a in any_figure(), better in decimal(0..1_000_000),
        up in any::<bool>(), with_baseline in any::<bool>(),
        accumulation in prop::sample::select(&[
            Accumulation::Flow, Accumulation::Stock, Accumulation::Ratio, Accumulation::Increment,
        ]),
    ) {
        let direction = if up { Direction::Up } else { Direction::Down };
        let b = with_baseline.then_some(b);
        let improved = if up { a + better } else { a - better };
        let before = figures(b, t, a).rate(direction, accumulation);
        let after = figures(b, t, improved).rate(direction, accumulation);
        if let (Some(before), Some(after)) = (before, after) {
            prop_assert!(after.percent >= before.percent, "{before:?} {after:?}");
        }
    }

    #[test]
    fn met_is_a_rate_of_at_least_a_hundred(
        b in any_figure(), t in any_figure(), a in any_figure(),
    ) {
        let cases = [
            (None, Direction::Up, Formula::F1),
            (None, Direction::Down, Formula::F2),
            (Some(b), Direction::Up, Formula::F4),
            (Some(b), Direction::Down, Formula::F4),
            (None, Direction::Up, Formula::F5),
            (None, Direction::Up, Formula::F6),
        ];
        for (baseline, direction, formula) in cases {
            let figures = figures(baseline, t, a);
            if let Some(rate) = figures.rate_by(formula, direction) {
                let met = figures.meets(direction);
                let hundred = Decimal::ONE_HUNDRED;
                prop_assert_eq!(met, rate.percent >= hundred, "{:?} {:?}", formula, rate);
                let shown = number(&rate.shown());
                prop_assert_eq!(met, shown >= hundred, "{:?} shown {}", formula, shown);
            }
        }
    }

    #[test]
    fn no_figures_are_too_large_to_be_refused(
        b in any::<i128>(), t in any::<i128>(), a in any::<i128>(),
    ) {
        let clip = |n: i128| Decimal::from_i128_with_scale(n >> 33, 0);
        for accumulation in [Accumulation::Flow, Accumulation::Stock] {
            for direction in [Direction::Up, Direction::Down] {
                let figures = figures(Some(clip(b)), clip(t), clip(a));
                let _ = figures.rate(direction, accumulation).map(|rate| rate.shown());
            }
        }
    }
}

#[test]
fn formulas_disagree_where_the_direction_or_the_baseline_is_ignored() {
    let worse = figures(Some(number("100")), number("80"), number("110"));
    let f1 = worse.rate_by(Formula::F1, Direction::Down);
    assert_eq!(f1.map(|r| r.shown()).as_deref(), Some("137.5"));
    let f4 = worse.rate(Direction::Down, Accumulation::Flow);
    assert_eq!(
        f4.map(|r| (r.shown(), r.formula)),
        Some(("-50.0".to_owned(), Formula::F4))
    );

    let half = figures(Some(number("100")), number("110"), number("105"));
    let f1 = half.rate(Direction::Up, Accumulation::Flow);
    assert_eq!(
        f1.map(|r| (r.shown(), r.formula)),
        Some(("95.5".to_owned(), Formula::F1))
    );
    let f4 = half.rate(Direction::Up, Accumulation::Stock);
    assert_eq!(
        f4.map(|r| (r.shown(), r.formula)),
        Some(("50.0".to_owned(), Formula::F4))
    );
}

#[test]
fn rates_are_shown_half_up_and_never_across_a_hundred() {
    for (percent, shown) in [
        ("99.96", "99.9"),
        ("99.999999", "99.9"),
        ("100", "100.0"),
        ("100.04", "100.0"),
        ("98.217", "98.2"),
        ("38.65", "38.7"),
        ("-50.05", "-50.0"),
        ("-50.06", "-50.1"),
        ("0", "0.0"),
        ("1014.1", "1014.1"),
    ] {
        let rate = Rate {
            percent: number(percent),
            formula: Formula::F1,
            maintains: false,
        };
        assert_eq!(rate.shown(), shown, "{percent}");
    }
}

#[test]
fn where_a_formula_is_undefined_the_mark_stands_alone() {
    let none = |b: Option<&str>, t: &str, a: &str, direction| {
        figures(b.map(number), number(t), number(a)).rate(direction, Accumulation::Flow)
    };
    assert_eq!(none(None, "0", "0", Direction::Down), None);
    assert_eq!(none(None, "0", "5", Direction::Up), None);
    assert_eq!(none(None, "10", "-5", Direction::Up), None);
    assert_eq!(none(None, "10", "0", Direction::Down), None);
}

#[test]
fn a_baseline_at_or_beyond_the_target_is_maintained_or_not() {
    for (b, t, a, percent) in [("50", "50", "50", "100.0"), ("60", "50", "49", "0.0")] {
        let rate =
            figures(Some(number(b)), number(t), number(a)).rate(Direction::Up, Accumulation::Stock);
        assert_eq!(
            rate.map(|r| (r.shown(), r.maintains)),
            Some((percent.to_owned(), true))
        );
    }
}

#[test]
fn the_path_share_asks_less_of_an_early_year() {
    let halfway = figures(Some(number("0")), number("100"), number("40"));
    let share = |n, of| {
        halfway
            .path_share(Direction::Up, n, of)
            .map(|rate| rate.shown())
    };
    assert_eq!(share(2, 5).as_deref(), Some("100.0"));
    assert_eq!(share(5, 5).as_deref(), Some("40.0"));
    assert_eq!(share(0, 5), None);
    assert_eq!(share(6, 5), None);
}

#[test]
fn declared_formulas_are_displayed_as_they_are_read() {
    for text in ["F1", "F2", "F3", "F4", "F7 2022-2026"] {
        let declared: Option<DeclaredFormula> = text.parse().ok();
        assert_eq!(declared.map(|d| d.to_string()).as_deref(), Some(text));
    }
    for text in ["F5", "F6", "F7", "F7 2026-2022", "F7 2022", "f1", ""] {
        assert!(text.parse::<DeclaredFormula>().is_err(), "{text}");
    }
}

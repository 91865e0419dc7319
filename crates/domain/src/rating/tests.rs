//! The state's rubric and scales of cities, all as data.

use super::*;

fn band(grade: &str, conditions: &[Condition]) -> Band {
    Band {
        grade: grade.to_owned(),
        label: grade.to_owned(),
        conditions: conditions.to_vec(),
    }
}

fn rubric(bands: Vec<Band>) -> Rubric {
    Rubric {
        name: "試験".to_owned(),
        version: "v1".to_owned(),
        bands,
    }
}

fn cabinet_office() -> Rubric {
    let seventy = Decimal::from(70);
    rubric(vec![
        band("1", &[Condition::AllMet]),
        band("2", &[Condition::MedianRateAtLeast(seventy)]),
        band(
            "3",
            &[
                Condition::MedianRateBelow(seventy),
                Condition::ChangeAbove(Decimal::ZERO),
            ],
        ),
        band("4", &[Condition::ChangeBelow(Decimal::ZERO)]),
    ])
}

fn basis(met: usize, rates: &[i64], changes: &[i64]) -> Basis {
    let decimals = |numbers: &[i64]| numbers.iter().copied().map(Decimal::from).collect();
    Basis {
        met,
        measured: rates.len(),
        all: 4,
        rates: decimals(rates),
        changes: decimals(changes),
    }
}

fn grade(rubric: &Rubric, basis: &Basis) -> Option<String> {
    match rubric.propose(basis) {
        Proposal::Band(band) => Some(band.grade.clone()),
        Proposal::Withheld => None,
    }
}

#[test]
fn the_states_four_steps() {
    for (met, rates, changes, expected) in [
        (2, &[100, 120][..], &[][..], Some("1")),
        (1, &[100, 60], &[], Some("2")),
        (1, &[100, 20], &[5, 6], Some("3")),
        (0, &[20, 30], &[-5], Some("4")),
        (0, &[20, 30], &[], None),
        (0, &[], &[], None),
    ] {
        let found = grade(&cabinet_office(), &basis(met, rates, changes));
        assert_eq!(found.as_deref(), expected, "{met} {rates:?} {changes:?}");
    }
}

#[test]
fn other_cities_scales_are_data_too() {
    let percent = |n: i64| Condition::MedianRateAtLeast(Decimal::from(n));
    let letters = rubric(vec![
        band("A", &[percent(110)]),
        band("B", &[percent(80)]),
        band("C", &[percent(50)]),
        band("D", &[]),
    ]);
    for (rate, expected) in [(111, "A"), (80, "B"), (79, "C"), (0, "D")] {
        assert_eq!(
            grade(&letters, &basis(0, &[rate], &[])).as_deref(),
            Some(expected)
        );
    }
    let share = |n: i64| Condition::MetShareAtLeast(Decimal::from(n));
    let shares = rubric(vec![
        band("◎", &[share(80)]),
        band("○", &[share(50)]),
        band("△", &[share(20)]),
        band("×", &[]),
    ]);
    assert_eq!(
        grade(&shares, &basis(2, &[100, 100, 1, 1], &[])).as_deref(),
        Some("○")
    );
}

#[test]
fn rates_are_averaged_capped_and_never_over_missing_ones() {
    assert_eq!(
        basis(0, &[250, -50, 50], &[]).average_rate(),
        Some(Decimal::from(50))
    );
    assert_eq!(basis(0, &[], &[]).average_rate(), None);
    assert_eq!(
        median(&[1, 9, 4, 2].map(Decimal::from)),
        Some(Decimal::from(3))
    );
}

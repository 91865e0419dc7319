//! Two sheets made by hand, and what changed between them.

use rust_decimal::Decimal;

use super::*;
use crate::figure::{Content, Part, Unit};
use crate::kpi::{Printed, Target};

fn kpi(no: u16, name: &str, target: i64) -> Kpi {
    let part = Part::exact(Decimal::from(target), Unit::new("人"));
    let content = Content::Parts(vec![part]);
    let value = Value {
        text: format!("{target}人"),
        content,
        place: None,
    };
    Kpi {
        target: Some(Target(value)),
        ..Kpi::new(KpiNo::new(no), Printed::new(name))
    }
}

fn sheet(programmes: &[(&str, &str, Vec<Kpi>)]) -> YearSheet {
    let programmes = programmes.iter().map(|(no, name, kpis)| Programme {
        no: (*no).to_owned(),
        name: (!name.is_empty()).then(|| Printed::new(*name)),
        kpis: kpis.clone(),
        ..Programme::default()
    });
    YearSheet {
        programmes: programmes.collect(),
        ..YearSheet::default()
    }
}

#[test]
fn a_sheet_compared_with_itself_shows_no_change() {
    let same = sheet(&[(
        "1",
        "移住促進事業",
        vec![kpi(1, "移住者数", 10), kpi(2, "相談件数", 20)],
    )]);
    let comparison = compare(&same, &same);
    assert_eq!((comparison.changes.len(), comparison.unchanged), (0, 2));
}

#[test]
fn added_dropped_reworded_and_moved_are_told_apart() {
    let last = sheet(&[
        (
            "1",
            "移住促進事業",
            vec![kpi(1, "移住者数", 10), kpi(2, "空き家バンク登録件数", 20)],
        ),
        ("2", "", vec![kpi(1, "新規就農者数", 5)]),
        ("3", "観光振興事業", vec![]),
    ]);
    let this = sheet(&[
        (
            "1",
            "移住促進事業",
            vec![
                kpi(1, "移住者数", 12),
                kpi(2, "空き家バンクの登録件数", 20),
                kpi(3, "面談回数", 3),
            ],
        ),
        ("2", "農地集積事業", vec![kpi(1, "新規就農者数", 5)]),
        ("4", "スタートアップ支援", vec![]),
    ]);
    let kinds: Vec<ChangeKind> = compare(&last, &this)
        .changes
        .iter()
        .map(|c| c.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            ChangeKind::TargetMoved,
            ChangeKind::KpiReworded,
            ChangeKind::KpiAdded,
            ChangeKind::ProgrammeRenamed,
            ChangeKind::ProgrammeAdded,
            ChangeKind::ProgrammeDropped,
        ]
    );
}

#[test]
fn what_stands_in_both_years_is_kept_wherever_it_stands() {
    let last = sheet(&[
        ("1", "観光振興事業", vec![]),
        (
            "2",
            "移住促進事業",
            vec![kpi(1, "移住者数", 10), kpi(2, "相談件数", 20)],
        ),
    ]);
    let this = sheet(&[(
        "1",
        "移住促進事業",
        vec![kpi(1, "相談件数", 25), kpi(2, "成約件数", 3)],
    )]);
    let kept = Kept {
        last: (1, 1),
        this: (0, 0),
    };
    assert_eq!(compare(&last, &this).kept, [kept]);
}

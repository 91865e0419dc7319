//! D17: a KPI or target differs from the sheet of last year; `enishi compare` says so.
#![doc = include_str!("d17_changed_since_last_year.md")]

use enishi_domain::comparison::{Change, ChangeKind, Comparison};
use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::Sheet;

/// The rule.
pub const RULE: Rule = Rule {
    code: "D17",
    severity: Severity::Warning,
    page: include_str!("d17_changed_since_last_year.md"),
    check: while_comparing,
};

/// Two sheets are needed, and a rule sees one: the findings are made of a comparison.
fn while_comparing(_: &Sheet<'_>) -> Vec<Finding> {
    Vec::new()
}

/// One finding a change, in the order of the changes.
#[must_use]
pub fn of_changes(comparison: &Comparison) -> Vec<Finding> {
    comparison.changes.iter().map(of_change).collect()
}

fn of_change(change: &Change) -> Finding {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let (before, after) = (shown(&change.before), shown(&change.after));
    let message = match change.kind {
        ChangeKind::ProgrammeAdded => "programme_added",
        ChangeKind::ProgrammeDropped => "programme_dropped",
        ChangeKind::ProgrammeRenamed => "programme_renamed",
        ChangeKind::KpiAdded => "added",
        ChangeKind::KpiDropped => "dropped",
        ChangeKind::KpiReworded => "reworded",
        ChangeKind::UnitChanged => "unit_changed",
        ChangeKind::DirectionChanged => "direction_changed",
        ChangeKind::BaselineMoved => "baseline_moved",
        ChangeKind::TargetMoved => "target_moved",
    };
    let finding = Finding::new(RULE.code, RULE.severity, message).at(change.place.clone());
    let finding = finding.of_programme(change.programme.clone());
    let finding = match change.kpi {
        Some(kpi) => finding.of_kpi(kpi).quoting(change.name.clone()),
        None => finding,
    };
    match change.kind {
        ChangeKind::ProgrammeAdded => finding.with("name", after),
        ChangeKind::ProgrammeDropped => finding.with("name", before),
        ChangeKind::KpiAdded | ChangeKind::KpiDropped => finding.with("name", &change.name),
        ChangeKind::ProgrammeRenamed
        | ChangeKind::KpiReworded
        | ChangeKind::UnitChanged
        | ChangeKind::DirectionChanged
        | ChangeKind::BaselineMoved
        | ChangeKind::TargetMoved => finding.with("before", before).with("after", after),
    }
}

#[cfg(test)]
mod tests {
    use enishi_domain::grid::Place;
    use enishi_domain::kpi::KpiNo;

    use super::*;
    use crate::wording::line;

    fn change(kind: ChangeKind, before: Option<&str>, after: Option<&str>) -> Change {
        Change {
            kind,
            programme: "1".to_owned(),
            kpi: Some(KpiNo::new(2)),
            name: "相談件数".to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
            place: Some(Place::new(2, 6)),
        }
    }

    #[test]
    fn every_change_is_told_with_what_stood_before_and_after() {
        let changes = vec![
            change(ChangeKind::TargetMoved, Some("20件"), Some("10件")),
            change(ChangeKind::BaselineMoved, None, Some("5件")),
            change(ChangeKind::KpiDropped, Some("相談件数"), None),
        ];
        let comparison = Comparison {
            changes,
            ..Comparison::default()
        };
        let lines: Vec<String> = of_changes(&comparison).iter().map(line).collect();
        assert_eq!(
            lines,
            [
                "D17 warning 1 ② 2:6 目標値が「20件」から「10件」に変わっています。",
                "D17 warning 1 ② 2:6 基準値が「-」から「5件」に変わっています。",
                "D17 warning 1 ② 2:6 前年度にあった指標がなくなっています（相談件数）。",
            ]
        );
    }
}

//! D16: a KPI of the same name stands twice with another unit, direction or kind.
#![doc = include_str!("d16_defined_twice.md")]

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::DirectionSource;
use enishi_domain::text::fold_label;

use super::Rule;
use crate::sheet::{Entry, Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "D16",
    severity: Severity::Warning,
    page: include_str!("d16_defined_twice.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<String, &Entry<'_>> = BTreeMap::new();
    let mut findings = Vec::new();
    for entry in &sheet.entries {
        let name = fold_label(&entry.kpi.name.text);
        if name.is_empty() {
            continue;
        }
        match first.get(&name) {
            Some(other) => findings.extend(differs(other, entry)),
            None => {
                first.insert(name, entry);
            }
        }
    }
    findings
}

fn differs(first: &Entry<'_>, second: &Entry<'_>) -> Option<Finding> {
    let (a, b) = (first.kpi, second.kpi);
    let declared = |source| source == DirectionSource::Declared;
    let both_declared = declared(a.direction_source) && declared(b.direction_source);
    let finding = |message| second.finding(&RULE, message);
    let finding = if b.unit.factor_to(&a.unit).is_none() {
        let finding = finding("unit").with("unit", &b.unit);
        finding.with("first_unit", &a.unit)
    } else if both_declared && a.direction != b.direction {
        finding("direction")
    } else if a.accumulation != b.accumulation {
        finding("kind")
    } else {
        return None;
    };
    let finding = finding.with("first", first.reference());
    Some(finding.quoting(excerpt(&b.name.text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::{Accumulation, Direction};

    #[test]
    fn the_same_kpi_in_another_unit_is_found_at_the_second() {
        let first = programme("1", &[["移住者数", "5人", "6人", "○"]]);
        let second = programme("2", &[["移住者 数", "5世帯", "6世帯", "○"]]);
        assert_eq!(
            lines(&RULE, &sheet([first, second])),
            ["D16 warning 2 ① 3:5 1-①と同じ指標名ですが、単位が違います（人と世帯）。"]
        );
    }

    #[test]
    fn another_direction_or_kind_is_found_too() {
        let programme = programme("1", &[["移住者数", "5人", "6人", "○"]; 3]);
        let mut directed = programme.clone();
        for kpi in &mut directed.kpis {
            kpi.direction_source = DirectionSource::Declared;
        }
        directed.kpis[1].direction = Direction::Down;
        directed.kpis[2].accumulation = Accumulation::RunningTotal;
        assert_eq!(
            lines(&RULE, &sheet([directed])),
            [
                "D16 warning 1 ② 2:5 1-①と同じ指標名ですが、改善の方向が違います。",
                "D16 warning 1 ③ 2:5 1-①と同じ指標名ですが、指標の種類（単年度・累計など）が違います。",
            ]
        );
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }
}

//! M47: a KPI was missed three years running, and its target never changed.
#![doc = include_str!("m47_missed_three_years.md")]

use enishi_domain::Decimal;
use enishi_domain::calendar::FiscalYear;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::Direction;

use super::Rule;
use crate::comparison::by_year;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M47",
    severity: Severity::Warning,
    page: include_str!("m47_missed_three_years.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let kpi = entry.kpi;
    let (target, actual) = (kpi.target_value()?, kpi.actual_value()?);
    if target.unit().factor_to(&actual.unit()) != Some(Decimal::ONE) {
        return None;
    }
    let aims = by_year(target);
    let reached = by_year(actual);
    let aim = |year: FiscalYear| aims.iter().find(|(dated, _)| *dated == year);
    let both: Vec<_> = reached
        .iter()
        .filter_map(|(year, reached)| Some((*year, aim(*year)?.1, *reached)))
        .collect();
    let last = both.last_chunk::<3>()?;
    let running = last
        .windows(2)
        .all(|pair| Some(pair[0].0) == pair[1].0.previous());
    let unchanged = last.iter().all(|(_, aim, _)| *aim == last[0].1);
    let missed = last.iter().all(|(_, aim, reached)| match kpi.direction {
        Direction::Up => reached < aim,
        Direction::Down => reached > aim,
        Direction::Maintain { .. } | Direction::Range => false,
    });
    (running && unchanged && missed).then(|| {
        let finding = entry.finding_at(&RULE, target, "three_years");
        let finding = finding.with("first", last[0].0.short());
        finding.with("last", last[2].0.short())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(target: &str, actual: &str) -> Vec<String> {
        lines(
            &RULE,
            &sheet([programme("1", &[["会員数", target, actual, "×"]])]),
        )
    }

    #[test]
    fn three_misses_of_the_same_target_are_found() {
        let same = "R4:50人 R5:50人 R6:50人";
        assert_eq!(
            found(same, "R4:40人 R5:41人 R6:42人"),
            ["M47 warning 1 ① 2:6 R4からR6まで、目標値を変えないまま未達成が続いています。"]
        );
        assert_eq!(found(same, "R4:40人 R5:51人 R6:42人"), [""; 0]);
        assert_eq!(
            found("R4:50人 R5:55人 R6:60人", "R4:40人 R5:41人 R6:42人"),
            [""; 0]
        );
        assert_eq!(found("R5:50人 R6:50人", "R5:41人 R6:42人"), [""; 0]);
    }
}

//! N37: rounded to the target's digits the actual would be met, unrounded it is missed, or the
//! other way round.
#![doc = include_str!("n37_rounding_flips_the_mark.md")]

use enishi_domain::evaluation::Pair;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::rate::Figures;
use rust_decimal::RoundingStrategy;

use super::Rule;
use crate::comparison::pairs;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N37",
    severity: Severity::Warning,
    page: include_str!("n37_rounding_flips_the_mark.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let actual = entry.kpi.actual_value()?;
    let pairs = pairs(entry);
    let pair = pairs.iter().find(|pair| flips(entry, pair))?;
    let message = if pair.figures.meets(entry.kpi.direction) {
        "met_unrounded"
    } else {
        "met_rounded"
    };
    let finding = entry.finding_at(&RULE, actual, message);
    let finding = finding.with("actual", pair.figures.actual);
    Some(finding.with("target", pair.figures.target))
}

fn flips(entry: &Entry<'_>, pair: &Pair<'_>) -> bool {
    let figures = pair.figures;
    if figures.actual.scale() <= figures.target.scale() {
        return false;
    }
    let rounded = Figures {
        actual: figures.actual.round_dp_with_strategy(
            figures.target.scale(),
            RoundingStrategy::MidpointAwayFromZero,
        ),
        ..figures
    };
    let direction = entry.kpi.direction;
    figures.meets(direction) != rounded.meets(direction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::Direction;

    #[test]
    fn a_mark_that_hangs_on_rounding_is_found() {
        let mut programme = programme("1", &[["集積率", "45%", "44.6%", "○"]]);
        assert_eq!(
            lines(&RULE, &sheet([programme.clone()])),
            [
                "N37 warning 1 ① 2:7 実績値44.6を目標値45の桁に丸めると達成、丸めなければ未達成です。"
            ]
        );
        programme.kpis[0].direction = Direction::Down;
        assert_eq!(
            lines(&RULE, &sheet([programme])),
            [""; 0],
            "44.6 and 45 both lie at or below 45"
        );
    }

    #[test]
    fn a_thing_that_shall_fall_is_rounded_too() {
        let mut programme = programme("1", &[["離職率", "3%", "3.4%", "○"]]);
        programme.kpis[0].direction = Direction::Down;
        assert_eq!(lines(&RULE, &sheet([programme])).len(), 1);
    }

    #[test]
    fn a_mark_that_does_not_hang_on_rounding_is_clean() {
        for actual in ["44.4%", "45%", "46.2%"] {
            let programme = programme("1", &[["集積率", "45%", actual, "○"]]);
            assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
        }
    }
}

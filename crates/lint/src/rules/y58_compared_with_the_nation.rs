//! Y58: the share of KPIs met, beside that of all cities.
#![doc = include_str!("y58_compared_with_the_nation.md")]

use enishi_domain::Decimal;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::rating::Basis;
use enishi_domain::year_sheet::Programme;

use super::Rule;
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y58",
    severity: Severity::Info,
    page: include_str!("y58_compared_with_the_nation.md"),
    check,
};

/// Fewer measured KPIs than this say nothing as a share.
const FEWEST: usize = 5;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let basis = Basis::of(sheet.entries.iter().map(|entry| entry.evaluation));
    if basis.measured < FEWEST {
        return Vec::new();
    }
    let same = |a: &Entry<'_>, b: &Entry<'_>| {
        let programmes: (*const Programme, *const Programme) = (a.programme, b.programme);
        programmes.0 == programmes.1
    };
    let of_programme =
        |entries: &[Entry<'_>]| Basis::of(entries.iter().map(|entry| entry.evaluation));
    let programmes: Vec<Basis> = sheet.entries.chunk_by(same).map(of_programme).collect();
    let measured = programmes.iter().filter(|basis| basis.measured > 0).count();
    let successful = programmes.iter().filter(|basis| basis.met > 0).count();
    let finding = RULE.finding("share");
    let finding = finding
        .with("measured", basis.measured)
        .with("met", basis.met);
    let finding = finding.with("percent", percent(basis.met, basis.measured));
    let finding = finding.with("programmes", measured);
    let finding = finding.with("successful", successful);
    vec![finding.with("programme_percent", percent(successful, measured))]
}

fn percent(part: usize, whole: usize) -> String {
    let share = Decimal::from(part) * Decimal::ONE_HUNDRED;
    let share = share.checked_div(Decimal::from(whole)).unwrap_or_default();
    let half_up = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    format!("{:.1}", share.round_dp_with_strategy(1, half_up))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    #[test]
    fn the_shares_are_given_once_there_is_enough_to_share() {
        let met = ["会員数", "5人", "6人", "○"];
        let missed = ["会員数", "5人", "4人", "×"];
        let first = programme("1", &[met, met, missed]);
        let second = programme("2", &[missed, missed, missed]);
        assert_eq!(
            lines(&RULE, &sheet([first.clone(), second])),
            [
                "Y58 info - - - 測定できた指標6件のうち達成は2件（33.3％、全国では47％）、\
                 1件でも達成した事業は2事業のうち1事業（50.0％、全国では76％）です。"
            ]
        );
        assert_eq!(lines(&RULE, &sheet([first])), [""; 0]);
    }
}

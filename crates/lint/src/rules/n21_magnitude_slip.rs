//! N21: actual and target are a thousand or ten thousand times apart, as 千円 and 円 are.
#![doc = include_str!("n21_magnitude_slip.md")]

use enishi_domain::Decimal;
use enishi_domain::evaluation::Pair;
use enishi_domain::figure::UnitKind;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::rate::Figures;

use super::Rule;
use crate::comparison::{pairs, shown};
use crate::sheet::{Entry, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "N21",
    severity: Severity::Error,
    page: include_str!("n21_magnitude_slip.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    sheet.entries.iter().filter_map(judge).collect()
}

fn judge(entry: &Entry<'_>) -> Option<Finding> {
    let actual = entry.kpi.actual_value()?;
    let pairs = pairs(entry);
    if let Some(pair) = pairs.iter().find(|pair| is_fraction_of_a_share(pair)) {
        let finding = entry.finding_at(&RULE, actual, "fraction");
        let finding = finding.with("actual", shown(pair.figures.actual));
        let percent = pair.figures.actual.checked_mul(Decimal::ONE_HUNDRED)?;
        return Some(finding.with("percent", shown(percent)));
    }
    let slip = pairs.iter().find_map(|pair| slip(pair.figures))?;
    let message = match slip {
        Slip::Large(_) => "large",
        Slip::Small(_) => "small",
    };
    let (Slip::Large(power) | Slip::Small(power)) = slip;
    let finding = entry.finding_at(&RULE, actual, message);
    Some(finding.with(
        "times",
        enishi_domain::text::with_thousands(&power.to_string()),
    ))
}

/// 0.85 where 85 % were aimed at: a workbook's share that lost its percent sign. Shares that are
/// really below one percent have targets of their size.
fn is_fraction_of_a_share(pair: &Pair<'_>) -> bool {
    let (a, t) = (pair.figures.actual, pair.figures.target);
    let within = |share: Decimal| {
        let ratio = share.checked_div(t);
        ratio.is_some_and(|ratio| ratio >= Decimal::new(5, 1) && ratio <= Decimal::TWO)
    };
    pair.target.unit.kind() == UnitKind::Share
        && a > Decimal::ZERO
        && a <= Decimal::ONE
        && t >= Decimal::TEN
        && a.checked_mul(Decimal::ONE_HUNDRED).is_some_and(within)
}

/// How the actual lies off the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// About so many times the target.
    Large(u32),
    /// About one part in so many of the target.
    Small(u32),
}

/// Whether A/T lies within 5 % of 10^±3 or 10^±4.
#[must_use]
pub fn slip(figures: Figures) -> Option<Slip> {
    let (a, t) = (figures.actual.abs(), figures.target.abs());
    let near = |large: Decimal, small: Decimal, power: u32| {
        let ratio = large
            .checked_div(small)?
            .checked_div(Decimal::from(power))?;
        let within = ratio >= Decimal::new(95, 2) && ratio <= Decimal::new(105, 2);
        within.then_some(power)
    };
    [1_000, 10_000].into_iter().find_map(|power| {
        let large = near(a, t, power).map(Slip::Large);
        large.or_else(|| near(t, a, power).map(Slip::Small))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};

    fn found(target: &str, actual: &str) -> Vec<String> {
        lines(
            &RULE,
            &sheet([programme("1", &[["寄附額", target, actual, "○"]])]),
        )
    }

    #[test]
    fn a_thousandfold_or_a_thousandth_is_found() {
        assert_eq!(
            found("10,000千円", "9,850,000千円"),
            ["N21 error 1 ① 2:7 実績値が目標値のほぼ1,000倍です。"]
        );
        assert_eq!(
            found("10,000千円", "1千円"),
            ["N21 error 1 ① 2:7 実績値が目標値のほぼ10,000分の1です。"]
        );
    }

    #[test]
    fn other_ratios_and_zeros_are_left_alone() {
        for (target, actual) in [
            ("10人", "1,628人"),
            ("10,000千円", "9,850,000円"),
            ("0人", "0人"),
            ("0人", "5人"),
        ] {
            assert_eq!(found(target, actual), [""; 0], "{target} {actual}");
        }
    }

    #[test]
    fn a_share_that_lost_its_percent_sign_is_found() {
        assert_eq!(
            found("85%", "0.85%"),
            ["N21 error 1 ① 2:7 割合の実績値が0.85です。85%の書き誤りではありませんか。"]
        );
        for (target, actual) in [("85%", "0.85"), ("90%", "0.625%"), ("50%", "1%")] {
            assert_eq!(found(target, actual).len(), 1, "{target} {actual}");
        }
        for (target, actual) in [
            ("1.5%", "0.85%"),
            ("85%", "0%"),
            ("85%", "0.2%"),
            ("85人", "1人"),
        ] {
            assert_eq!(found(target, actual), [""; 0], "{target} {actual}");
        }
    }
}

//! N21: actual and target are a thousand or ten thousand times apart, as 千円 and 円 are.
#![doc = include_str!("n21_magnitude_slip.md")]

use enishi_domain::Decimal;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::rate::Figures;

use super::Rule;
use crate::comparison::pairs;
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
}

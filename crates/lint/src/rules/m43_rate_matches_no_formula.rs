//! M43: the printed rate follows from the numbers by no formula, or by one unfit for the direction.
#![doc = include_str!("m43_rate_matches_no_formula.md")]

use enishi_domain::Decimal;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::{Direction, DirectionSource};
use enishi_domain::rate::{Figures, Formula, capped};

use super::Rule;
use crate::comparison::pairs;
use crate::sheet::{Entry, Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "M43",
    severity: Severity::Error,
    page: include_str!("m43_rate_matches_no_formula.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let printing = Printing::of(sheet);
    let judge = |entry| judge(entry, printing);
    sheet.entries.iter().filter_map(judge).collect()
}

/// To which digit the sheet rounds its rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Printing {
    /// To the digit printed.
    AsPrinted,
    /// To whole numbers, though programs export them as `91.0`.
    Whole,
}

impl Printing {
    fn of(sheet: &Sheet<'_>) -> Self {
        // So many rates are not whole by chance.
        const ENOUGH: usize = 5;
        let stated = |entry: &Entry<'_>| entry.kpi.stated_rate.as_ref()?.percent;
        let mut rates = sheet.entries.iter().filter_map(stated);
        let whole = rates.clone().all(|rate| rate.fract().is_zero());
        if whole && rates.nth(ENOUGH - 1).is_some() {
            Self::Whole
        } else {
            Self::AsPrinted
        }
    }
}

/// The formulas that fit a direction, and the one that is mistaken for them.
struct Formulas {
    fit: [Formula; 3],
    unfit: Formula,
    /// The direction for which that one is made.
    other_way: Direction,
}

const GROWING: Formulas = Formulas {
    fit: [Formula::F1, Formula::F4, Formula::F5],
    unfit: Formula::F2,
    other_way: Direction::Down,
};

const FALLING: Formulas = Formulas {
    fit: [Formula::F2, Formula::F3, Formula::F4],
    unfit: Formula::F1,
    other_way: Direction::Up,
};

fn judge(entry: &Entry<'_>, printing: Printing) -> Option<Finding> {
    let printed = entry.kpi.stated_rate.as_ref()?;
    let percent = match printing {
        Printing::AsPrinted => printed.percent?,
        Printing::Whole => printed.percent?.normalize(),
    };
    let direction = entry.kpi.direction;
    let formulas = match direction {
        Direction::Up => GROWING,
        Direction::Down => FALLING,
        Direction::Maintain { .. } | Direction::Range => return None,
    };
    let figures: Vec<Figures> = pairs(entry).iter().map(|pair| pair.figures).collect();
    let follows = |formula: Formula, way: Direction| {
        let mut rates = figures.iter().filter_map(|f| f.rate_by(formula, way));
        rates.any(|rate| is_printed_as(rate.percent, percent))
    };
    let computed = entry.evaluation.parts.iter().filter_map(|part| part.rate);
    let own = [entry.evaluation.rate, entry.evaluation.beside];
    let mut computed = computed.chain(own.into_iter().flatten());
    let checked = computed.any(|rate| is_printed_as(rate.percent, percent));
    let fits = formulas.fit.iter().any(|f| follows(*f, direction));
    if figures.is_empty() || checked || fits {
        return None;
    }
    let text = excerpt(&printed.text);
    let finding = |message| {
        let finding = entry.finding(&RULE, message);
        let finding = finding.at(entry.place(printed.place.as_ref()));
        finding.with("rate", &text).quoting(&text)
    };
    // A direction that was inferred from target and baseline is the wrong one where the baseline
    // already stood beyond the target.
    let inferred = entry.kpi.direction_source == DirectionSource::Inferred;
    let unfit = [Some(formulas.unfit), inferred.then_some(Formula::F4)];
    let mut unfit = unfit.into_iter().flatten();
    if let Some(formula) = unfit.find(|formula| follows(*formula, formulas.other_way)) {
        let mut finding = finding("unfit").with("formula", formula);
        finding.severity = Severity::Info;
        return Some(finding);
    }
    Some(match entry.evaluation.rate {
        Some(expected) => {
            let finding = finding("none").with("expected", expected.shown());
            finding.with("formula", expected.formula)
        }
        None => finding("undefined"),
    })
}

/// Whether a rate may be printed so: rounded half up or cut off at the printed digits, and capped
/// to 0 and 100 before or not.
fn is_printed_as(rate: Decimal, printed: Decimal) -> bool {
    let scale = printed.scale();
    let strategies = [
        rust_decimal::RoundingStrategy::MidpointAwayFromZero,
        rust_decimal::RoundingStrategy::ToZero,
    ];
    let rounds_so = |strategy| {
        [rate, capped(rate)]
            .iter()
            .any(|rate| rate.round_dp_with_strategy(scale, strategy) == printed)
    };
    strategies.into_iter().any(rounds_so)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{baseline, lines, programme, rate, sheet};

    fn found(direction: Direction, target: &str, actual: &str, printed: &str) -> Vec<String> {
        let mut programme = programme("1", &[["会員数", target, actual, "×"]]);
        programme.kpis[0].direction = direction;
        programme.kpis[0].stated_rate = rate(printed);
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn a_rate_that_does_not_follow_is_found() {
        assert_eq!(
            found(Direction::Up, "75人", "63人", "90.0%"),
            ["M43 error 1 ① 2:12 達成率「90.0%」はどの計算式にも合いません（F1では84.0％）。"]
        );
    }

    #[test]
    fn a_rate_where_no_formula_is_defined_is_found() {
        assert_eq!(
            found(Direction::Up, "0人", "5人", "100%"),
            [
                "M43 error 1 ① 2:12 達成率「100%」とありますが、この目標値と実績値からは計算できません。"
            ]
        );
    }

    #[test]
    fn a_formula_for_the_other_direction_is_told() {
        assert_eq!(
            found(Direction::Down, "80人", "110人", "137.5%"),
            ["M43 info 1 ① 2:12 達成率「137.5%」はF1による値で、\
                 この指標の改善の方向に合いません。"]
        );
        assert_eq!(found(Direction::Up, "80人", "100人", "80%").len(), 1);
    }

    #[test]
    fn rounded_cut_and_capped_rates_are_clean() {
        for (target, actual, printed) in [
            ("75人", "63人", "84%"),
            ("12人", "11人", "91.7%"),
            ("12人", "11人", "91.6%"),
            ("12人", "11人", "92%"),
            ("10人", "15人", "100%"),
            ("10人", "", "50%"),
            ("12人", "11人", "91.67%"),
        ] {
            assert_eq!(
                found(Direction::Up, target, actual, printed),
                [""; 0],
                "{printed}"
            );
        }
        assert_eq!(found(Direction::Down, "80人", "100人", "80%"), [""; 0]);
        assert_eq!(found(Direction::Down, "80人", "100人", "75%"), [""; 0]);
    }

    #[test]
    fn the_gap_from_the_baseline_is_a_formula_too() {
        let mut programme = programme("1", &[["会員数", "110人", "105人", "×"]]);
        programme.kpis[0].baseline = baseline("100人");
        programme.kpis[0].stated_rate = rate("50%");
        assert_eq!(lines(&RULE, &sheet([programme.clone()])), [""; 0]);
        programme.kpis[0].baseline = baseline("107人");
        programme.kpis[0].stated_rate = rate("0%");
        assert_eq!(lines(&RULE, &sheet([programme])), [""; 0]);
    }

    #[test]
    fn whole_rates_exported_with_a_digit_are_rounded_to_whole_ones() {
        let printed = |rates: &[&str]| {
            let kpis = vec![["会員数", "12人", "11人", "×"]; rates.len()];
            let mut programme = programme("1", &kpis);
            for (kpi, text) in programme.kpis.iter_mut().zip(rates) {
                kpi.stated_rate = rate(text);
            }
            lines(&RULE, &sheet([programme])).len()
        };
        assert_eq!(printed(&["92.0"; 5]), 0);
        assert_eq!(printed(&["92.0"; 4]), 4);
        assert_eq!(printed(&["92.0", "92.0", "92.0", "92.0", "91.7"]), 4);
        assert_eq!(printed(&["93.0"; 5]), 5);
    }

    #[test]
    fn an_inferred_direction_may_be_the_wrong_one() {
        let mut programme = programme("1", &[["処理日数", "3日", "5日", "×"]]);
        let kpi = &mut programme.kpis[0];
        kpi.baseline = baseline("2日");
        kpi.direction_source = DirectionSource::Inferred;
        kpi.stated_rate = rate("0%");
        let found = lines(&RULE, &sheet([programme.clone()]));
        assert!(found[0].starts_with("M43 info 1 ①"), "{found:?}");
        programme.kpis[0].direction_source = DirectionSource::Declared;
        let found = lines(&RULE, &sheet([programme]));
        assert!(found[0].starts_with("M43 error 1 ①"), "{found:?}");
    }
}

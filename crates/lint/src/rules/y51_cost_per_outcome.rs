//! Y51: what one outcome cost is out of all proportion.
#![doc = include_str!("y51_cost_per_outcome.md")]

use enishi_domain::Decimal;
use enishi_domain::figure::UnitKind;
use enishi_domain::finding::{Finding, Severity};
use enishi_domain::kpi::{Accumulation, Direction};
use enishi_domain::year_sheet::Programme;

use super::Rule;
use super::d12_outputs_only::counts_work;
use crate::comparison::{counts_things, shown};
use crate::sheet::{Entry, Sheet, of_programme_at};

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y51",
    severity: Severity::Info,
    page: include_str!("y51_cost_per_outcome.md"),
    check,
};

/// In yen: more for one person, company or case is seldom meant.
const MOST: i64 = 10_000_000;
/// Less is mostly a cost in 千円 that lost its unit …
const LEAST: i64 = 100;
/// … where the whole programme cost next to nothing; a million visitors may be cheap.
const NEXT_TO_NOTHING: i64 = 100_000;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let programmes = sheet.by_programme();
    programmes
        .filter_map(|(programme, entries)| judge(programme, entries))
        .collect()
}

/// The outcome of which there is most must not be too dear, nor the one of which there is least
/// too cheap: whichever of the KPIs the money was for.
fn judge(programme: &Programme, entries: &[Entry<'_>]) -> Option<Finding> {
    let cost = programme.cost_settled.as_ref()?;
    let yen = Decimal::from(cost.yen?.0);
    let outcomes = entries
        .iter()
        .filter_map(|entry| Some((entry, outcome(entry)?)));
    let mut outcomes: Vec<_> = outcomes.collect();
    outcomes.sort_by_key(|(_, amount)| *amount);
    let (fewest, most) = (outcomes.first()?, outcomes.last()?);
    let dear = yen.checked_div(most.1)?.round();
    let cheap = yen.checked_div(fewest.1)?.round();
    let (message, (entry, amount), each) = if dear >= Decimal::from(MOST) {
        ("dear", most, dear)
    } else if is_next_to_nothing(yen) && cheap < Decimal::from(LEAST) {
        ("cheap", fewest, cheap)
    } else {
        return None;
    };
    let place = cost.printed.place.as_ref();
    let finding = of_programme_at(&RULE, programme, message, place).of_kpi(entry.kpi.no);
    let finding = finding.with("cost", shown(yen)).with("each", shown(each));
    let actual = format!("{}{}", shown(*amount), entry.kpi.unit);
    Some(finding.with("actual", actual))
}

fn is_next_to_nothing(yen: Decimal) -> bool {
    yen > Decimal::ZERO && yen < Decimal::from(NEXT_TO_NOTHING)
}

/// How many persons, companies or cases the year brought.
fn outcome(entry: &Entry<'_>) -> Option<Decimal> {
    let kpi = entry.kpi;
    let of_the_year = match kpi.accumulation {
        Accumulation::Flow | Accumulation::Increment | Accumulation::Undeclared => true,
        Accumulation::RunningTotal
        | Accumulation::Stock
        | Accumulation::Ratio
        | Accumulation::Survey
        | Accumulation::Milestone => false,
    };
    let actual = kpi.actual_value()?;
    let kind = actual.unit().kind();
    let counted = counts_things(&kind) && !matches!(kind, UnitKind::Other(_));
    let grows = kpi.direction == Direction::Up && !counts_work(&kpi.name.text);
    let amount = actual
        .single_amount()
        .filter(|amount| *amount > Decimal::ZERO)?;
    (of_the_year && counted && grows).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{cost, lines, programme, sheet};

    fn found(yen: i64, kpis: &[[&str; 4]]) -> Vec<String> {
        let mut programme = programme("1", kpis);
        programme.cost_settled = cost(&format!("{yen}円"), Some(yen));
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn what_is_far_too_dear_or_too_cheap_is_found() {
        let one = [["移住者数", "5人", "1人", "×"]];
        assert_eq!(
            found(14_894_396, &one),
            [
                "Y51 info 1 ① 2:4 決算額14,894,396円を実績1人で割ると、1つあたり14,894,396円になります。"
            ]
        );
        let many = [["就職者数", "50人", "100人", "○"]];
        assert_eq!(
            found(5_292, &many),
            ["Y51 info 1 ① 2:4 決算額5,292円を実績100人で割ると、1つあたり53円にしかなりません。"]
        );
    }

    #[test]
    fn many_visitors_are_no_wonder() {
        let visitors = [["来訪者数", "5人", "500000人", "○"]];
        assert_eq!(found(1_000_000, &visitors), [""; 0]);
        assert_eq!(found(99_999, &visitors).len(), 1);
    }

    #[test]
    fn one_kpi_in_proportion_is_enough_and_other_figures_say_nothing() {
        let kpis = [
            ["移住者数", "5人", "1人", "×"],
            ["就職者数", "5人", "60人", "○"],
        ];
        assert_eq!(found(14_894_396, &kpis), [""; 0]);
        for kpi in [
            ["加入率", "5%", "1%", "×"],
            ["開催回数", "5回", "1回", "×"],
            ["参加者数", "5人", "1人", "×"],
            ["移住者数", "5人", "0人", "×"],
            ["移住者数", "5人", "-", "×"],
        ] {
            assert_eq!(found(14_894_396, &[kpi]), [""; 0], "{kpi:?}");
        }
        assert_eq!(found(0, &[["移住者数", "5人", "5人", "○"]]), [""; 0]);
    }
}

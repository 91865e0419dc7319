//! Y50: a settled cost is missing, zero, negative, without unit, or cannot be read as an amount of
//! money; or the printed total is not the sum.
#![doc = include_str!("y50_cost_missing.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::long_form::LongColumn;
use enishi_domain::money::Yen;
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet;
use enishi_domain::year_sheet::{Cost, Programme};

use super::Rule;
use crate::sheet::{Sheet, excerpt, of_programme, of_programme_at};

/// The rule.
pub const RULE: Rule = Rule {
    code: "Y50",
    severity: Severity::Warning,
    page: include_str!("y50_cost_missing.md"),
    check,
};

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let programmes = sheet.programmes();
    // A sheet without that column prints no costs, and that is no fault of one programme.
    if programmes
        .iter()
        .all(|programme| programme.cost_settled.is_none())
    {
        return Vec::new();
    }
    let judged = programmes.iter().filter_map(judge);
    let unit = judge_unit(programmes);
    judged.chain(unit).chain(judge_total(sheet)).collect()
}

/// One finding where no cost has a unit beside it and all are so small that 千円 were meant. A note
/// 「単位：円」 above the table is not seen from here.
fn judge_unit(programmes: &[Programme]) -> Option<Finding> {
    let costs = programmes.iter().filter_map(|p| p.cost_settled.as_ref());
    let positive: Vec<&Cost> = costs
        .filter(|cost| cost.yen.is_some_and(|yen| yen > Yen(0)))
        .collect();
    let first = positive.first()?;
    if !positive.iter().all(|cost| is_small_and_bare(cost)) {
        return None;
    }
    let text = excerpt(&first.printed.text);
    let finding = RULE.finding("unit").at(first.printed.place.clone());
    let finding = finding.with("text", &text).with("count", positive.len());
    Some(finding.quoting(text))
}

fn is_small_and_bare(cost: &Cost) -> bool {
    const SMALL: Yen = Yen(100_000);
    let place = cost.printed.place.as_ref();
    let heading = place.and_then(|place| place.header.as_deref());
    let unit = |text: &str| text.contains(['円', '¥', '￥']);
    // What was written by ourselves has its heading from us.
    let own = heading == Some(LongColumn::CostPrinted.word());
    cost.yen.is_some_and(|yen| yen < SMALL)
        && !unit(&cost.printed.text)
        && heading.is_some_and(|heading| !unit(heading) && !own)
}

/// The printed total beside the sum, where every cost is known. Amounts rounded to thousands each
/// may add up to as many thousands less or more.
fn judge_total(sheet: &Sheet<'_>) -> Option<Finding> {
    let total = sheet.year_sheet.cost_total.as_ref()?;
    let printed = total.yen?.0;
    let costs: Option<Vec<i64>> = sheet
        .programmes()
        .iter()
        .map(|programme| Some(programme.cost_settled.as_ref()?.yen?.0))
        .collect();
    let costs = costs.filter(|costs| !costs.is_empty())?;
    let sum = costs
        .iter()
        .try_fold(0_i64, |sum, cost| sum.checked_add(*cost))?;
    let amounts = || costs.iter().chain([&printed]);
    let rounded_to = [1_000_000, 10_000, 1_000]
        .into_iter()
        .find(|unit| amounts().all(|amount| amount % unit == 0));
    let tolerance = rounded_to.map_or(0, |unit| unit * i64::try_from(costs.len()).unwrap_or(1));
    if sum.abs_diff(printed) <= tolerance.unsigned_abs() {
        return None;
    }
    let text = excerpt(&total.printed.text);
    let finding = RULE.finding("total").at(total.printed.place.clone());
    let finding = finding.quoting(&text);
    let shown = |yen: i64| with_thousands(&yen.to_string());
    Some(
        finding
            .with("total", shown(printed))
            .with("sum", shown(sum)),
    )
}

fn judge(programme: &Programme) -> Option<Finding> {
    let Some(cost) = &programme.cost_settled else {
        return Some(of_programme(&RULE, programme, "missing"));
    };
    let text = excerpt(&cost.printed.text);
    let message = match cost {
        Cost { yen: None, .. } if text.is_empty() => "missing",
        Cost { yen: None, .. } => "unclear",
        Cost {
            yen: Some(Yen(0)), ..
        } => "zero",
        Cost { yen: Some(yen), .. } if *yen < Yen(0) => "negative",
        Cost { yen: Some(_), .. } => return None,
    };
    let finding = of_programme_at(&RULE, programme, message, cost.printed.place.as_ref());
    Some(match message {
        "missing" => finding,
        _ => finding.with("text", &text).quoting(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{cost, lines, programme, sheet};

    #[test]
    fn costs_that_are_missing_zero_or_unclear_are_found() {
        let with = |no: &str, cost: Option<Cost>| Programme {
            cost_settled: cost,
            ..programme(no, &[])
        };
        assert_eq!(
            lines(
                &RULE,
                &sheet([
                    with("1", cost("5,292,876円", Some(5_292_876))),
                    with("2", None),
                    with("3", cost("0円", Some(0))),
                    with("4", cost("精査中", None)),
                    with("5", cost("△500円", Some(-500))),
                    with("6", cost("", None)),
                ])
            ),
            [
                "Y50 warning 2 - 3:1 決算額がありません。",
                "Y50 warning 3 - 4:4 決算額が0です（0円）。",
                "Y50 warning 4 - 5:4 決算額を金額として読めません（精査中）。",
                "Y50 warning 5 - 6:4 決算額が負の数です（△500円）。",
                "Y50 warning 6 - 7:4 決算額がありません。",
            ]
        );
        assert_eq!(lines(&RULE, &sheet([programme("1", &[])])), [""; 0]);
    }

    #[test]
    fn a_total_that_is_not_the_sum_is_found() {
        for (costs, total, found) in [
            ([1_234_567, 1_000_000], 2_234_567, &[""; 0][..]),
            (
                [1_234_567, 1_000_000],
                2_243_567,
                &[
                    "Y50 warning - - - 決算額の合計は2,243,567円とありますが、足すと2,234,567円です。",
                ],
            ),
            // 千円 each, rounded.
            ([1_234_000, 1_000_000], 2_235_000, &[]),
            ([1_234_000, 1_000_000], 2_334_000, &["Y50"]),
        ] {
            let with = |(no, yen): (usize, &i64)| Programme {
                cost_settled: cost(&format!("{yen}円"), Some(*yen)),
                ..programme(&no.to_string(), &[])
            };
            let mut sheet = sheet(costs.iter().enumerate().map(with));
            sheet.cost_total = cost(&format!("{total}円"), Some(total));
            let lines = lines(&RULE, &sheet);
            let begins = |(line, found): (&String, &&str)| line.starts_with(*found);
            assert_eq!(lines.len(), found.len(), "{lines:?}");
            assert!(lines.iter().zip(found).all(begins), "{lines:?}");
        }
    }
}

//! Y50: a settled cost is missing, zero, negative, or cannot be read as an amount of money.
#![doc = include_str!("y50_cost_missing.md")]

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::money::Yen;
use enishi_domain::year_sheet::{Cost, Programme};

use super::Rule;
use crate::sheet::{Sheet, excerpt, of_programme};

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
    programmes.iter().filter_map(judge).collect()
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
    let place = cost.printed.place.as_ref().or(programme.place.as_ref());
    let finding = of_programme(&RULE, programme, message).at(place.cloned());
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
}

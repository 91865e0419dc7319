//! Years that are printed with a reason and no amount: 「R5：105人 R6：集計中」. They are no parts; the
//! caller, who knows which year is evaluated, asks for them.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Content, Missing};

use super::periods::read_moment;
use super::script::Script;
use super::{is_too_long, read_content};

/// The years of a printed value that have a reason in place of an amount, in the order printed.
pub(crate) fn missing_years(text: &str) -> Vec<(FiscalYear, Missing)> {
    if is_too_long(text) {
        return Vec::new();
    }
    let script = Script::new(text);
    let divides = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | ';' | '/');
    let pieces = script.folded().split(divides);
    let mut pieces = pieces.filter(|piece| !piece.is_empty()).peekable();
    let mut missing = Vec::new();
    while let Some(piece) = pieces.next() {
        let Some((year, inside)) = year_and_rest(piece) else {
            continue;
        };
        let behind = if inside.is_empty() {
            pieces.peek().copied().unwrap_or_default()
        } else {
            inside
        };
        match read_content(behind) {
            Content::Missing(Missing::Words | Missing::Blank) | Content::Parts(_) => {}
            Content::Missing(reason) => missing.push((year, reason)),
        }
    }
    missing
}

/// 「R6:集計中」, 「R6年度実績:」: the year, and what stands behind the colon or directly behind it.
fn year_and_rest(piece: &str) -> Option<(FiscalYear, &str)> {
    let moment = read_moment(piece)?;
    let rest = &piece[moment.len..];
    let rest = rest.split_once(':').map_or(rest, |(_, behind)| behind);
    Some((moment.year?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_may_have_a_reason_in_place_of_an_amount() {
        use Missing::{Dash, InProgress, NotPublished};
        for (text, expected) in [
            ("R5：105人 R6：集計中", &[(2024, InProgress)][..]),
            ("R5：105人、令和6年度実績：－", &[(2024, Dash)]),
            ("R5 105人\nR6 集計中", &[(2024, InProgress)]),
            ("R5：105人、R6：R7.9公表予定", &[(2024, NotPublished)]),
            ("R5：－ R6：集計中", &[(2023, Dash), (2024, InProgress)]),
            ("R5：105人 R6：110人", &[]),
            ("R5：105人 R6：増加", &[]),
            ("集計中", &[]),
            ("105人", &[]),
        ] {
            let found = missing_years(text);
            let found: Vec<_> = found.iter().map(|(y, r)| (y.western(), *r)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}

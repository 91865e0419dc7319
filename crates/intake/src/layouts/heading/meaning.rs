//! What one column of a heading means: its rows' texts from the top, with year, 指標 and unit taken
//! out. The lowest row that names a column says what it holds; what stands above it says of whom.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::Unit;
use enishi_domain::kpi::KpiNo;
use enishi_domain::text::{circled_number, fold_ascii, fold_ascii_char, fold_label};
use enishi_domain::year_sheet::Column;

use crate::definitions::settings::ColumnNames;
use crate::layouts::declarations::is_unit_word;
use crate::layouts::lexicon::{Strength, column_of, means_another};

/// What a column's heading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) column: Column,
    pub(super) strength: Strength,
    pub(super) period: Option<FiscalYear>,
    pub(super) kpi: Option<KpiNo>,
}

/// Reads the texts over one column; what the settings name goes before the lexicon.
pub(super) fn meaning_of(texts: &[&str], names: &ColumnNames) -> Meaning {
    let mut meaning = Meaning {
        column: Column::Unknown,
        strength: Strength::Year,
        period: None,
        kpi: None,
    };
    let mut plain: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        let behind_unit = leading_unit(text).map(|(_, behind)| behind);
        let text = behind_unit.as_deref().unwrap_or(text);
        let rest = match indicator_prefix(text) {
            Some((no, rest)) => {
                meaning.kpi = Some(no);
                rest
            }
            None => text,
        };
        let (rest, period) = split_year(rest);
        meaning.period = period.or(meaning.period);
        if !rest.is_empty() {
            plain.push(rest);
        }
    }
    let joined = texts.join(" ");
    let mut named = std::iter::once(joined.as_str()).chain(texts.iter().rev().copied());
    if let Some(column) = named.find_map(|text| names.column_of(text)) {
        meaning.column = column;
        meaning.strength = Strength::Named;
        return meaning;
    }
    (meaning.column, meaning.strength) = if plain.is_empty() {
        match (meaning.kpi, meaning.period) {
            (Some(_), _) => (Column::KpiName, Strength::Is(0)),
            (None, Some(_)) => (Column::Actual, Strength::Year),
            (None, None) => (Column::Unknown, Strength::Year),
        }
    } else {
        column_of_rows(&plain)
    };
    meaning
}

/// The rows together where they make a known word (「指標」 over 「番号」), or else from the lowest.
fn column_of_rows(plain: &[String]) -> (Column, Strength) {
    let joined = plain.concat();
    let together = column_of(&joined);
    if let Some((column, strength @ Strength::Is(_))) = together {
        return (column, strength);
    }
    let means_cost = |text: &String| column_of(text).is_some_and(|(c, _)| c == Column::CostSettled);
    if plain.iter().any(|text| means_another(text)) && !plain.last().is_some_and(means_cost) {
        return (Column::Unknown, Strength::Year);
    }
    let mut from_below = plain.iter().rev().filter_map(|text| column_of(text));
    match (from_below.next(), from_below.next()) {
        // 「年度」 under 「目標値」 is the target's; under another value it says only of when it is.
        (Some((Column::FiscalYear, strength)), Some((Column::Target, _))) => {
            (Column::TargetMonth, strength)
        }
        (Some((Column::FiscalYear, _)), Some((Column::Baseline | Column::Actual, _))) => {
            (Column::Unknown, Strength::Year)
        }
        (Some(found), _) => found,
        (None, _) => together.unwrap_or((Column::Unknown, Strength::Year)),
    }
}

/// 「指標①」, 「KPI2」 and 「指標① 目標値」: the number and what follows it.
pub(crate) fn indicator_prefix(text: &str) -> Option<(KpiNo, &str)> {
    let text = text.trim();
    let rest = ["指標", "KPI", "ＫＰＩ"]
        .iter()
        .find_map(|word| text.strip_prefix(word))?;
    let rest = rest.trim_start();
    let first = rest.chars().next()?;
    if let Some(no) = circled_number(first) {
        return Some((KpiNo::new(no), rest[first.len_utf8()..].trim_start()));
    }
    let digits = rest.find(|c| !fold_ascii_char(c).is_ascii_digit());
    let (digits, behind) = rest.split_at(digits.unwrap_or(rest.len()));
    // 「KPI 2024年度」 and 「KPI 6年度」 name a year.
    let short = digits.chars().count() <= 2 && !behind.starts_with('年');
    let no = digits.parse().ok().filter(|_| short)?;
    Some((no, behind.trim_start()))
}

/// Takes a year out of a heading: 「令和6年度 目標値」 gives 「目標値」 and 2024.
pub(super) fn split_year(text: &str) -> (String, Option<FiscalYear>) {
    let folded = fold_label(text);
    let chars: Vec<char> = folded.chars().collect();
    for start in 0..chars.len() {
        // A year begins no number's middle, and an era's letter no word's end.
        let before = start.checked_sub(1).map(|before| chars[before]);
        let within = before.is_some_and(|before| {
            before.is_ascii_digit()
                || (before.is_ascii_alphabetic() && chars[start].is_ascii_alphabetic())
        });
        if within {
            continue;
        }
        let longest = chars.len().min(start + 8);
        for end in (start + 2..=longest).rev() {
            let piece: String = chars[start..end].iter().collect();
            let bounded = chars
                .get(end)
                .is_none_or(|c| !c.is_ascii_digit() && *c != '.');
            if let Ok(year) = piece.parse::<FiscalYear>()
                && bounded
            {
                let rest: String = chars[..start].iter().chain(&chars[end..]).collect();
                let rest = rest.trim_matches(|c: char| "()（）・:：[]".contains(c));
                return (rest.to_owned(), Some(year));
            }
        }
    }
    (folded, None)
}

/// 「単位：円 実績額」: the unit, and what the heading says behind it.
fn leading_unit(text: &str) -> Option<(Unit, String)> {
    let folded = fold_ascii(text);
    let (unit, behind) = folded
        .trim()
        .strip_prefix("単位:")?
        .trim_start()
        .split_once(char::is_whitespace)?;
    let says = is_unit_word(unit) && !behind.trim().is_empty();
    says.then(|| (Unit::new(unit), behind.trim().to_owned()))
}

/// The unit in brackets at a heading's end: 「決算額（千円）」, 「費用（単位：円）」; or in front of it.
pub(crate) fn bracketed_unit(text: &str) -> Option<Unit> {
    if let Some((unit, _)) = leading_unit(text) {
        return Some(unit);
    }
    let folded = fold_ascii(text);
    let (_, inside) = folded
        .trim_end()
        .strip_suffix([')', ']', '】'])?
        .rsplit_once(['(', '[', '【'])?;
    let inside = inside
        .trim()
        .trim_start_matches("単位")
        .trim_start_matches([':', '：'])
        .trim();
    is_unit_word(inside).then(|| Unit::new(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(texts: &[&str]) -> (Column, Option<u16>) {
        let meaning = meaning_of(texts, &ColumnNames::default());
        (meaning.column, meaning.kpi.map(|no| no.first))
    }

    #[test]
    fn the_lowest_row_says_what_the_column_holds() {
        for (texts, column) in [
            (&["重要業績評価指標（KPI）", "指標名"][..], Column::KpiName),
            (&["重要業績評価指標（KPI）", "評価"], Column::Mark),
            (&["KPI", "令和6年度", "目標値"], Column::Target),
            (&["実績値", "R6"], Column::Actual),
            (&["指標", "番号"], Column::KpiNo),
            (&["目標値", "年度"], Column::TargetMonth),
            (&["基準値", "年度"], Column::Unknown),
            (&["事業費", "予算額"], Column::Unknown),
            (&["事業費", "決算額"], Column::CostSettled),
            (&["外部有識者の意見", "評価"], Column::Unknown),
            (&["最終目標", "値"], Column::Unknown),
        ] {
            assert_eq!(meaning(texts), (column, None), "{texts:?}");
        }
    }

    #[test]
    fn side_by_side_indicators_are_told_by_their_number() {
        for (texts, column, no) in [
            (&["指標①"][..], Column::KpiName, Some(1)),
            (&["指標①", "目標年月"], Column::TargetMonth, Some(1)),
            (&["KPI２ 実績値"], Column::Actual, Some(2)),
            (&["KPI2024年度実績値"], Column::Actual, None),
            (&["指標名"], Column::KpiName, None),
        ] {
            assert_eq!(meaning(texts), (column, no), "{texts:?}");
        }
    }

    #[test]
    fn years_and_units_are_taken_out_of_headings() {
        for (text, plain, year) in [
            ("令和6年度 目標値", "目標値", Some(2024)),
            ("実績値 R5", "実績値", Some(2023)),
            ("実績値（2023年度）", "実績値", Some(2023)),
            ("R4", "", Some(2022)),
            ("目標値", "目標値", None),
            ("KPI", "kpi", None),
        ] {
            let (rest, period) = split_year(text);
            assert_eq!(
                (rest.as_str(), period.map(FiscalYear::western)),
                (plain, year),
                "{text}"
            );
        }
        assert_eq!(bracketed_unit("決算額（千円）"), Some(Unit::new("千円")));
        assert_eq!(bracketed_unit("費用（単位：円）"), Some(Unit::new("円")));
        assert_eq!(bracketed_unit("単位：千円 実績額"), Some(Unit::new("千円")));
        assert_eq!(meaning(&["単位：千円 実績額"]), (Column::CostSettled, None));
        assert_eq!(bracketed_unit("評価 (○ ×)"), None);
    }
}

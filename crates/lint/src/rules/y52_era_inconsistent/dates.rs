//! Finds Japanese dates in running text and says which of them cannot be.

use enishi_domain::calendar::{CalendarError, Era, parse_day};
use enishi_domain::text::fold_ascii;

/// What is wrong with a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 令和6年（2023年）
    Contradiction {
        /// As printed, folded.
        text: String,
        /// The western year of the Japanese one.
        western: i16,
    },
    /// 昭和65年
    NoSuchYear {
        /// As printed, folded.
        text: String,
    },
    /// 令和6年13月
    NoSuchDay {
        /// As printed, folded.
        text: String,
    },
}

/// A year written by its era.
struct EraYear<'a> {
    era: Era,
    number: i16,
    /// From the era's first character.
    text: &'a str,
    /// Behind 年 or 年度.
    rest: &'a str,
}

/// Every fault of a text. `after_heisei` says that the sheet is of 2019 or later, where a year
/// such as 平成35年 is an oversight.
#[must_use]
pub fn faults(text: &str, after_heisei: bool) -> Vec<Fault> {
    // Nearly every text is done with here.
    if !text.contains(['和', '成', '正', '治', '（', '(']) || !text.contains('年') {
        return Vec::new();
    }
    let folded = fold_ascii(text);
    let mut faults = Vec::new();
    for (at, c) in folded.char_indices() {
        if !matches!(c, '明' | '大' | '昭' | '平' | '令') {
            continue;
        }
        let Some(year) = era_year(&folded[at..]) else {
            continue;
        };
        let western_before = western_before(&folded[..at]);
        faults.extend(judge(&year, western_before, after_heisei));
    }
    faults
}

fn judge(year: &EraYear<'_>, before: Option<i16>, after_heisei: bool) -> Option<Fault> {
    let text_to = |rest: &str| year.text[..year.text.len() - rest.len()].to_owned();
    let Some(western) = year.era.western_year(year.number) else {
        let planned = year.era == Era::Heisei && !after_heisei;
        // The text of the year is told without 度.
        let length = year.text.find('年').map_or(0, |at| at + '年'.len_utf8());
        let text = year.text[..length].to_owned();
        return (!planned).then_some(Fault::NoSuchYear { text });
    };
    if let Some((after, rest)) = western_behind(year.rest)
        && after != western
    {
        let text = text_to(rest);
        return Some(Fault::Contradiction { text, western });
    }
    if before.is_some_and(|before| before != western) {
        let text = text_to(year.rest);
        return Some(Fault::Contradiction { text, western });
    }
    day_fault(year, text_to)
}

fn day_fault(year: &EraYear<'_>, text_to: impl Fn(&str) -> String) -> Option<Fault> {
    let (month, rest) = number_before(year.rest, "月")?;
    if !(1..=12).contains(&month) {
        let text = text_to(rest);
        return Some(Fault::NoSuchDay { text });
    }
    let (_, rest) = number_before(rest, "日")?;
    let text = text_to(rest);
    match parse_day(&text) {
        Err(CalendarError::NoSuchDay(_) | CalendarError::OutsideEra(_)) => {
            Some(Fault::NoSuchDay { text })
        }
        Ok(_) | Err(CalendarError::NotAYear(_)) => None,
    }
}

/// 「令和6年度」 at the beginning of a text.
fn era_year(text: &str) -> Option<EraYear<'_>> {
    let (era, rest) = Era::split(text)?;
    let (number, rest) = match rest.strip_prefix("元年") {
        Some(rest) => (1, rest),
        None => number_before(rest, "年")?,
    };
    Some(EraYear {
        era,
        number,
        text,
        rest: rest.strip_prefix('度').unwrap_or(rest),
    })
}

/// 「（2024年度）」 directly behind a year.
fn western_behind(text: &str) -> Option<(i16, &str)> {
    let rest = text.strip_prefix('(')?.trim_start_matches("西暦");
    let (year, rest) = leading_number(rest)?;
    let rest = rest.strip_prefix('年').unwrap_or(rest);
    let rest = rest.strip_prefix('度').unwrap_or(rest).strip_prefix(')')?;
    (1868..2200).contains(&year).then_some((year, rest))
}

/// 「2024年(」 or 「2024(」 directly before a year.
fn western_before(text: &str) -> Option<i16> {
    let text = text.strip_suffix('(')?;
    let text = text.strip_suffix('度').unwrap_or(text);
    let text = text.strip_suffix('年').unwrap_or(text);
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let year = text[text.len() - digits..].parse().ok()?;
    (digits == 4 && (1868..2200).contains(&year)).then_some(year)
}

fn number_before<'a>(text: &'a str, unit: &str) -> Option<(i16, &'a str)> {
    let (number, rest) = leading_number(text)?;
    Some((number, rest.strip_prefix(unit)?))
}

fn leading_number(text: &str) -> Option<(i16, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let number = text[..end].parse().ok()?;
    Some((number, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_and_contradictory_dates_are_told_apart() {
        let contradiction = |text: &str, western| Fault::Contradiction {
            text: text.to_owned(),
            western,
        };
        let no_day = |text: &str| Fault::NoSuchDay {
            text: text.to_owned(),
        };
        let no_year = |text: &str| Fault::NoSuchYear {
            text: text.to_owned(),
        };
        for (text, expected) in [
            (
                "令和6年度（2023年度）",
                contradiction("令和6年度(2023年度)", 2024),
            ),
            ("2023年度（令和６年度）", contradiction("令和6年度", 2024)),
            ("令和６年４月31日", no_day("令和6年4月31日")),
            ("平成31年5月1日", no_day("平成31年5月1日")),
            ("令和6年13月", no_day("令和6年13月")),
            ("昭和65年", no_year("昭和65年")),
            ("大正0年度", no_year("大正0年")),
        ] {
            assert_eq!(faults(text, true), [expected], "{text}");
        }
    }

    #[test]
    fn right_dates_and_other_words_are_left_alone() {
        for text in [
            "令和6年度（2024年度）",
            "2024年（令和6年）",
            "平成31年4月30日",
            "令和元年5月1日",
            "令和6年度（4月から3月まで）",
            "昭和の町並み、平成生まれ、正月",
            "大正時代の建物（3年）",
        ] {
            assert_eq!(faults(text, true), [], "{text}");
        }
    }

    #[test]
    fn a_plan_made_in_heisei_counts_on_in_heisei() {
        assert_eq!(faults("平成35年度までに", false), []);
        assert_eq!(faults("平成35年度までに", true).len(), 1);
    }
}

//! What single cells of a register say: days, yen, numbers, names. A day without a year, an amount
//! with words around it: nothing is guessed, the row is refused.

use enishi_domain::Decimal;
use enishi_domain::calendar::{FiscalYear, parse_day, parse_days};
use enishi_domain::engagement::DatePrecision;
use enishi_domain::money::Yen;
use enishi_domain::text::{fold_ascii, fold_label};
use jiff::civil::Date;

/// A day and how exactly it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) precision: DatePrecision,
}

/// What stands where a system has no day.
const NO_DAYS: [&str; 6] = ["0000-00-00", "0000/00/00", "00000000", "-", "－", "ー"];

/// Whether a cell says that there is no day.
pub(super) fn is_no_day(text: &str) -> bool {
    text.is_empty() || NO_DAYS.contains(&text)
}

/// Reads a day, a month or a fiscal year; a time of day behind it is left out.
pub(super) fn day(text: &str) -> Option<Day> {
    if let Some(date) = plain_day(text.as_bytes()) {
        return Some(exact(date));
    }
    let folded = fold_ascii(text);
    let trimmed = folded.trim();
    let end = trimmed.find(['(', 'T']).unwrap_or(trimmed.len());
    let day_text = trimmed[..end].trim();
    if let Ok(date) = parse_day(day_text) {
        return Some(exact(date));
    }
    // A blank may stand inside 「R 6. 4. 1」, so a time of day is looked for only now.
    if let Some((before, after)) = day_text.rsplit_once(' ')
        && after.contains(':')
    {
        return day(before);
    }
    let rough = |date, precision| Some(Day { date, precision });
    if let Ok(days) = parse_days(day_text) {
        return rough(days.first, DatePrecision::Month);
    }
    let year = day_text
        .ends_with("年度")
        .then(|| day_text.parse::<FiscalYear>());
    let year = year?.ok()?;
    rough(year.first_day(), DatePrecision::FiscalYear)
}

fn exact(date: Date) -> Day {
    Day {
        date,
        precision: DatePrecision::Day,
    }
}

/// `2024/04/01`, `2024-04-01`, `20240401`, with or without a time behind: what machines write.
fn plain_day(bytes: &[u8]) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| {
        let digits = bytes.get(range)?;
        digits.iter().try_fold(0_i16, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + i16::from(digit - b'0'))
        })
    };
    let (year, month, day, end) = match bytes {
        [_, _, _, _, b'/' | b'-', _, _, b'/' | b'-', ..] => {
            (number(0..4)?, number(5..7)?, number(8..10)?, 10)
        }
        [_, _, _, _, _, _, _, _] => (number(0..4)?, number(4..6)?, number(6..8)?, 8),
        _ => return None,
    };
    let ends = matches!(bytes.get(end), None | Some(b' ' | b'T'));
    if !ends || year < 1868 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Whole yen: `¥12,000`, `１２，０００円`, `▲500`, `12000.0`, `10万円`, `1万2千円`; none for a misprint.
pub(super) fn yen(text: &str) -> Option<i64> {
    let yen = text.parse::<i64>().ok().or_else(|| {
        let number = scaled(text.trim().trim_end_matches('円'))?;
        let whole = number.fract().is_zero().then(|| number.trunc())?;
        i64::try_from(whole).ok()
    });
    yen.and_then(|yen| Yen(yen).plausible()).map(|yen| yen.0)
}

/// What 万 and its like multiply, each once and the greater first. 「千円」 without a number is none,
/// as it may be the unit of a number that stands elsewhere.
const SCALES: [(&str, u32); 5] = [
    ("億", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("千", 1_000),
];

/// A number with its scales: 10万, 1.5万, 1万2千, 300千.
fn scaled(text: &str) -> Option<Decimal> {
    // The point of 「1.000」 may stand between thousands.
    let plain = |text: &str| {
        decimal(text).filter(|number| number.scale() != 3 || number.abs() >= Decimal::ONE_THOUSAND)
    };
    let (mut parts, mut rest) = (Vec::new(), text);
    for (word, scale) in SCALES {
        if let Some((number, behind)) = rest.split_once(word) {
            parts.push((plain(number)?, Decimal::from(scale)));
            rest = behind;
        }
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push((plain(rest)?, Decimal::ONE));
    }
    // What follows a scale is less than it, and what it follows is whole and of no sign.
    let mut pairs = parts.iter().zip(parts.iter().skip(1));
    let is_one = pairs.all(|((before, above), (number, scale))| {
        let fits = number.checked_mul(*scale).is_some_and(|n| n < *above);
        before.fract().is_zero() && fits && before.is_sign_positive() && number.is_sign_positive()
    });
    let amounts = parts
        .iter()
        .map(|(number, scale)| number.checked_mul(*scale));
    let sum = amounts.reduce(|sum, amount| sum?.checked_add(amount?))?;
    sum.filter(|_| is_one)
}

/// A number with thousands, signs of every kind and full-width digits.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let folded = fold_ascii(text);
    let mut rest = folded.trim();
    let mut is_negative = false;
    if let Some(inner) = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        (rest, is_negative) = (inner, true);
    }
    let mut had_sign = is_negative;
    loop {
        let before = rest;
        rest = rest.trim_start().trim_start_matches(['¥', '￥', '\\']);
        if let Some(after) = rest.strip_prefix(['▲', '△', '-', '−', '‐', '–']) {
            if had_sign {
                return None;
            }
            (rest, is_negative, had_sign) = (after, true, true);
        }
        if rest.len() == before.len() {
            break;
        }
    }
    let rest = rest.strip_prefix('+').filter(|_| !had_sign).unwrap_or(rest);
    let digits = ungrouped(rest.trim())?;
    let number: Decimal = digits.parse().ok()?;
    Some(if is_negative { -number } else { number })
}

/// The digits without the commas between thousands; none where a comma stands elsewhere.
fn ungrouped(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.clone();
    let grouped = rest.all(|group| group.len() == 3 && plain(group));
    let has_groups = groups.next().is_some();
    let good = !first.is_empty()
        && plain(first)
        && grouped
        && plain(fraction)
        && (!has_groups || first.len() <= 3)
        && (text.contains('.') != fraction.is_empty());
    good.then(|| text.replace(',', ""))
}

/// Whole heads or years: `3`, `３人`, `42歳`.
pub(super) fn count(text: &str) -> Option<u32> {
    let folded = fold_ascii(text);
    let digits = folded
        .trim()
        .trim_end_matches(['人', '名', '歳', '才'])
        .trim();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// Full years between two days; none where the birth is the later.
pub(super) fn age(birth: Date, on: Date) -> Option<u8> {
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    let years = on.year() - birth.year() - i16::from(!had_birthday);
    u8::try_from(years).ok()
}

/// Whether a text came already destroyed: a code in place of a character, 〓, or a question mark.
pub(super) fn is_damaged(text: &str) -> bool {
    let has_code = || {
        text.match_indices("U+").any(|(at, _)| {
            let digits = text[at + 2..]
                .bytes()
                .take_while(u8::is_ascii_hexdigit)
                .count();
            digits >= 4
        })
    };
    text.contains(['〓', '\u{fffd}', '?', '？', '□']) || text.contains("&#") || has_code()
}

/// Whether a text holds 外字, which mean something on one machine only.
pub(super) fn has_gaiji(text: &str) -> bool {
    text.contains(|c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}'))
}

/// What an organisation has in its name.
const CORPORATE: [&str; 16] = [
    "株式会社",
    "(株)",
    "㈱",
    "有限会社",
    "(有)",
    "㈲",
    "合同会社",
    "合資会社",
    "合名会社",
    "財団法人",
    "社団法人",
    "法人",
    "協同組合",
    "事業協同",
    "信用金庫",
    "農園株",
];

/// Whether a name is an organisation's.
pub(super) fn is_corporate(name: &str) -> bool {
    let folded = fold_label(name);
    CORPORATE.iter().any(|word| folded.contains(word))
}

/// Whether the check digit of a 法人番号 holds (法人番号の指定等に関する省令2条).
pub(super) fn is_corporate_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 13 || text.len() != 13 {
        return false;
    }
    let from_right = digits[1..].iter().rev().enumerate();
    let sum: u32 = from_right
        .map(|(place, digit)| digit * if place % 2 == 0 { 1 } else { 2 })
        .sum();
    digits[0] == 9 - sum % 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_and_machines_write_them() {
        for (text, expected) in [
            ("2024/04/01", "2024-04-01 day"),
            ("2024-04-01 12:34:56", "2024-04-01 day"),
            ("2024-04-01T12:34:56+09:00", "2024-04-01 day"),
            ("20240401", "2024-04-01 day"),
            ("2024/4/1 9:05", "2024-04-01 day"),
            ("R6.4.1", "2024-04-01 day"),
            ("R 6. 4. 1", "2024-04-01 day"),
            ("令和６年４月１日（月）", "2024-04-01 day"),
            ("令和元年5月1日 10:00", "2019-05-01 day"),
            ("令和6年10月", "2024-10-01 month"),
            ("2024/10", "2024-10-01 month"),
            ("令和6年度", "2024-04-01 fy"),
            ("2024", ""),
            ("24/04/01", ""),
            ("2024-04-31", ""),
            ("20241301", ""),
            ("昭和64年1月8日", ""),
            ("45383", ""),
            ("4月1日", ""),
            ("", ""),
        ] {
            use enishi_domain::words::ClosedSet;
            let read = day(text).map(|day| format!("{} {}", day.date, day.precision.code()));
            assert_eq!(read.unwrap_or_default(), expected, "{text}");
        }
    }

    #[test]
    fn yen_are_whole_and_grouped_rightly() {
        for (text, expected) in [
            ("12000", Some(12_000)),
            ("¥12,000", Some(12_000)),
            ("￥１２，０００", Some(12_000)),
            ("\\12,000円", Some(12_000)),
            ("12000.0", Some(12_000)),
            ("12000.000", Some(12_000)),
            ("1.000", None),
            ("▲150.000円", None),
            ("▲500", Some(-500)),
            ("△ 1,500円", Some(-1_500)),
            ("¥-500", Some(-500)),
            ("(500)", Some(-500)),
            ("--500", None),
            ("1,2000", None),
            ("12.5", None),
            ("10万円", Some(100_000)),
            ("１０万", Some(100_000)),
            ("10 万円", Some(100_000)),
            ("1.5万円", Some(15_000)),
            ("1,000万円", Some(10_000_000)),
            ("300千円", Some(300_000)),
            ("2百万円", Some(2_000_000)),
            ("1億2,000万円", Some(120_000_000)),
            ("1万2千5百円", None),
            ("１万２千５００円", Some(12_500)),
            ("1万500", Some(10_500)),
            ("▲10万円", Some(-100_000)),
            ("▲1万5千円", None),
            ("1万▲5千円", None),
            ("1.5万2千円", None),
            ("1.000万円", None),
            ("0.00001万円", None),
            ("1万20千円", None),
            ("2千1万円", None),
            ("1万1万円", None),
            ("千円", None),
            ("万", None),
            ("10万人", None),
            ("10万くらい", None),
            ("10〜20万円", None),
            ("5千万円", Some(50_000_000)),
            ("999999999999億円", None),
            ("約500", None),
            ("", None),
            ("円", None),
        ] {
            assert_eq!(yen(text), expected, "{text}");
        }
    }

    #[test]
    fn ages_are_full_years() {
        let on = Date::constant(2024, 4, 1);
        assert_eq!(age(Date::constant(1989, 4, 1), on), Some(35));
        assert_eq!(age(Date::constant(1989, 4, 2), on), Some(34));
        assert_eq!(age(Date::constant(2025, 1, 1), on), None);
    }

    #[test]
    fn names_that_came_destroyed_are_told() {
        for (text, damaged, gaiji) in [
            ("髙橋 花子", false, false),
            ("𠮷田", false, false),
            ("U+2363A田", true, false),
            ("〓田", true, false),
            ("?田", true, false),
            ("&#134071;田", true, false),
            ("\u{e000}田", false, true),
        ] {
            assert_eq!(
                (is_damaged(text), has_gaiji(text)),
                (damaged, gaiji),
                "{text}"
            );
        }
    }

    #[test]
    fn corporate_numbers_have_a_check_digit() {
        // 国税庁 itself.
        assert!(is_corporate_number("7000012050002"));
        assert!(!is_corporate_number("8000012050002"));
        assert!(!is_corporate_number("700001205000"));
        assert!(is_corporate("（株）架空水産") && !is_corporate("架空 花子"));
    }
}

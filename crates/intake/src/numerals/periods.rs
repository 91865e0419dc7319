//! Years and dates inside printed values: 令和6年度, R6, H28.3, 2024-04-01, 24年度, 4月1日, 9:30. Whatever is
//! read here is never an amount.

use enishi_domain::calendar::{Era, FiscalYear, parse_day};

use super::scales::digits_len;

/// A year, month, day or time of day at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// How many bytes of the folded text it takes.
    pub(crate) len: usize,
    /// The fiscal year it names or lies in; none for 4月1日, and for a full date, which says when
    /// something was counted rather than for which year.
    pub(crate) year: Option<FiscalYear>,
}

/// Reads the moment at the start of a folded text that does not continue a word or number.
pub(crate) fn read_moment(text: &str) -> Option<Moment> {
    era_moment(text)
        .or_else(|| western_moment(text))
        .or_else(|| bare_year(text))
        .or_else(|| month_and_day(text))
        .or_else(|| time_of_day(text))
}

/// Whether the whole text is a date, year, month or time, or two of them with a tilde between, with
/// no more around it than 末, 頃, 現在, 予定 and the like.
#[must_use]
pub(crate) fn is_moment(text: &str) -> bool {
    let mut rest = text.trim();
    for _ in 0..2 {
        let Some(moment) = whole_day(rest).or_else(|| read_moment(rest)) else {
            return false;
        };
        rest = without_companions(&rest[moment.len..]);
        if rest.is_empty() {
            return true;
        }
        let Some(behind) = rest.strip_prefix(['~', '-', '・', '、', ' ']) else {
            return false;
        };
        rest = behind.trim_start();
        if rest.is_empty() {
            return true;
        }
    }
    false
}

/// What may follow a date without making the text anything else.
const COMPANIONS: [&str; 24] = [
    "上旬", "下旬", "中旬", "予定", "以降", "公表", "午前", "午後", "完了", "実施", "時点", "月末",
    "末日", "末", "現在", "秋", "春", "夏", "冬", "まで", "から", "より", "頃", "ごろ",
];

fn without_companions(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let companion = COMPANIONS.iter().find_map(|word| rest.strip_prefix(word));
        let bracketed = || {
            let (inner, behind) = rest.strip_prefix('(')?.split_once(')')?;
            let weekday = inner.trim_end_matches("曜日").trim_end_matches("曜");
            let is_weekday = matches!(weekday, "月" | "火" | "水" | "木" | "金" | "土" | "日");
            (is_weekday || read_moment(inner).is_some_and(|m| m.len == inner.len()))
                .then_some(behind)
        };
        match companion.or_else(bracketed) {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

/// `20240401`, where it is the whole text.
fn whole_day(text: &str) -> Option<Moment> {
    is_eight_digit_day(text).then_some(Moment { len: 8, year: None })
}

/// Whether a bare run of eight digits is a day of the years 1900 to 2099.
pub(crate) fn is_eight_digit_day(text: &str) -> bool {
    if text.len() != 8 || digits_len(text) != 8 {
        return false;
    }
    let day = parse_day(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    day.is_ok_and(|day| (1900..2100).contains(&day.year()))
}

fn era_moment(text: &str) -> Option<Moment> {
    let (era, width) = era_at(text)?;
    let behind = text[width..].trim_start_matches(' ');
    let mut at = text.len() - behind.len();
    let n: i16 = if behind.starts_with('元') {
        at += '元'.len_utf8();
        1
    } else {
        let len = digits_len(behind);
        if !(1..=2).contains(&len) {
            return None;
        }
        at += len;
        behind[..len].parse().ok()?
    };
    let western = western_of(era, n)?;
    Some(with_month(text, at, western))
}

fn era_at(text: &str) -> Option<(Era, usize)> {
    Era::ALL.into_iter().find_map(|era| {
        if text.starts_with(era.name()) {
            return Some((era, era.name().len()));
        }
        let letter = text.chars().next()?;
        if !letter.eq_ignore_ascii_case(&era.letter()) {
            return None;
        }
        let behind = &text[1..];
        let width = 1 + usize::from(behind.starts_with('.'));
        let counted = text[width..].starts_with(|c: char| c.is_ascii_digit() || c == '元');
        counted.then_some((era, width))
    })
}

/// The western year of an era's year. Plans printed before 2019 count on in Heisei (平成32年度), so
/// a year past its era's end still names a year.
fn western_of(era: Era, n: i16) -> Option<i16> {
    let counted_on = || era.first_day().year().checked_add(n)?.checked_sub(1);
    era.western_year(n).or_else(counted_on)
}

fn western_moment(text: &str) -> Option<Moment> {
    let prefix = if text.starts_with("FY") { 2 } else { 0 };
    let digits = &text[prefix..];
    if digits_len(digits) != 4 {
        return None;
    }
    let year: i16 = digits[..4].parse().ok()?;
    FiscalYear::new(year)?;
    let at = prefix + 4;
    let rest = &text[at..];
    let is_year = prefix > 0 || (rest.starts_with('年') && !rest.starts_with("年間"));
    let is_day = ['/', '-', '.']
        .iter()
        .any(|mark| numbered_day(rest, *mark).is_some());
    let is_month = ['/', '-']
        .iter()
        .any(|mark| numbered_month(rest, *mark).is_some());
    (is_year || is_day || is_month).then(|| with_month(text, at, year))
}

/// 「24年度」 with no era: Heisei from 16 on, Reiwa below, as sheets of Reiwa 16 are still to come and
/// those of Heisei 15 are not in use.
fn bare_year(text: &str) -> Option<Moment> {
    let len = digits_len(text);
    if !(1..=2).contains(&len) || !text[len..].starts_with("年度") {
        return None;
    }
    let n: i16 = text[..len].parse().ok()?;
    let western = match n {
        1..=15 => Some(2018 + n),
        16..=40 => Some(1988 + n),
        _ => None,
    };
    Some(Moment {
        len: len + "年度".len(),
        year: western.and_then(FiscalYear::new),
    })
}

/// The rest of a moment behind its year: 年度, 年3月, .3, /4/1, -04-01.
fn with_month(text: &str, at: usize, western: i16) -> Moment {
    let rest = &text[at..];
    let of_year = |len| Moment {
        len,
        year: FiscalYear::new(western),
    };
    for mark in ['.', '/', '-'] {
        if let Some(len) = numbered_day(rest, mark) {
            return Moment {
                len: at + len,
                year: None,
            };
        }
    }
    for mark in ['.', '/', '-'] {
        // 「R6-7」 is a span of years, not a month.
        let is_span = mark == '-' && !text.starts_with(|c: char| c.is_ascii_digit());
        if let Some((len, month)) = numbered_month(rest, mark).filter(|_| !is_span) {
            let behind = &rest[len..];
            let len = len
                + if behind.starts_with('月') {
                    '月'.len_utf8()
                } else {
                    0
                };
            return in_month(at + len, western, month);
        }
    }
    if rest.starts_with("年度") {
        return of_year(at + "年度".len());
    }
    let Some(behind) = rest.strip_prefix('年') else {
        return of_year(at);
    };
    let at = at + '年'.len_utf8();
    let blanks = behind.len() - behind.trim_start_matches(' ').len();
    match kanji_month(&behind[blanks..]) {
        Some((len, month, has_day)) if !has_day => in_month(at + blanks + len, western, month),
        Some((len, _, _)) => Moment {
            len: at + blanks + len,
            year: None,
        },
        None => of_year(at),
    }
}

fn in_month(len: usize, western: i16, month: i8) -> Moment {
    let begins = if month < 4 { western - 1 } else { western };
    Moment {
        len,
        year: FiscalYear::new(begins),
    }
}

/// `.4.1` with one kind of mark; a day that does not exist (R6.13.1) is still no amount.
fn numbered_day(text: &str, mark: char) -> Option<usize> {
    let behind = text.strip_prefix(mark)?;
    let month = digits_len(behind);
    let day = digits_len(behind[month..].strip_prefix(mark)?);
    let plausible = (1..=2).contains(&month) && (1..=2).contains(&day);
    plausible.then_some(2 + month + day)
}

/// `.3` as a month, the end of the number.
fn numbered_month(text: &str, mark: char) -> Option<(usize, i8)> {
    let behind = text.strip_prefix(mark)?;
    let len = digits_len(behind);
    let ends = !behind[len..].starts_with('.') || digits_len(&behind[len + 1..]) == 0;
    if !(1..=2).contains(&len) || !ends {
        return None;
    }
    let month: i8 = behind[..len].parse().ok()?;
    (1..=12).contains(&month).then_some((1 + len, month))
}

/// `3月`, `10月1日`: its length, the month, and whether a day follows.
fn kanji_month(text: &str) -> Option<(usize, i8, bool)> {
    let len = digits_len(text);
    if !(1..=2).contains(&len) {
        return None;
    }
    let behind = text[len..].strip_prefix('月')?;
    let month: i8 = text[..len].parse().ok()?;
    let month_len = len + '月'.len_utf8();
    let blanks = behind.len() - behind.trim_start_matches(' ').len();
    let day = digits_len(&behind[blanks..]);
    let has_day = (1..=2).contains(&day) && behind[blanks + day..].starts_with('日');
    if has_day {
        return Some((month_len + blanks + day + '日'.len_utf8(), month, true));
    }
    Some((month_len, month, false))
}

/// 4月1日, 6月頃, 4/1現在, 8/5(水); 12月間 and 18月 are spans of time, and amounts.
fn month_and_day(text: &str) -> Option<Moment> {
    let moment = |len| Moment { len, year: None };
    if let Some((len, month, _)) = kanji_month(text) {
        let is_span = ["間", "分"]
            .iter()
            .any(|word| text[len..].starts_with(word));
        return ((1..=13).contains(&month) && !is_span).then(|| moment(len));
    }
    let month = digits_len(text);
    let (len, _) = numbered_month(text.get(month..)?, '/')?;
    let behind = &text[month + len..];
    let dated = [
        "現在", "時点", "開催", "予定", "まで", "より", "付", "頃", "(月", "(火", "(水", "(木",
    ]
    .iter()
    .chain(&["(金", "(土", "(日"])
    .any(|word| behind.starts_with(word));
    ((1..=2).contains(&month) && dated).then(|| moment(month + len))
}

/// 9:30, 9時30分, 午前9時: times are no amounts, 9時間 is one.
fn time_of_day(text: &str) -> Option<Moment> {
    let hour = digits_len(text);
    if !(1..=2).contains(&hour) {
        return None;
    }
    let behind = &text[hour..];
    let moment = |len| Moment { len, year: None };
    if let Some(minutes) = behind.strip_prefix(':') {
        return (digits_len(minutes) == 2).then(|| moment(hour + 3));
    }
    let minutes = behind.strip_prefix('時')?;
    if minutes.starts_with('間') || minutes.starts_with('点') {
        return None;
    }
    let digits = digits_len(minutes);
    let with_minutes = (1..=2).contains(&digits) && minutes[digits..].starts_with('分');
    let minutes_len = if with_minutes {
        digits + '分'.len_utf8()
    } else {
        0
    };
    Some(moment(hour + '時'.len_utf8() + minutes_len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_end_where_they_end_and_name_their_fiscal_year() {
        for (text, rest, year) in [
            ("R6:100人", ":100人", Some(2024)),
            ("令和6年度 100件", " 100件", Some(2024)),
            ("令和元年", "", Some(2019)),
            ("平成32年度", "", Some(2020)),
            ("H28.3 10件", " 10件", Some(2015)),
            ("H28年3月末", "末", Some(2015)),
            ("R5.6月頃公表予定", "頃公表予定", Some(2023)),
            ("令和6年10月1日", "", None),
            ("R6.4.1", "", None),
            ("R6.13.1", "", None),
            ("R6-7", "-7", Some(2024)),
            ("2024年度：100", "：100", Some(2024)),
            ("2024-04-01", "", None),
            ("2024/4", "", Some(2024)),
            ("2025-03", "", Some(2024)),
            ("FY2024", "", Some(2024)),
            ("24年度:100", ":100", Some(2012)),
            ("6年度", "", Some(2024)),
            ("4月1日", "", None),
            ("22:00", "", None),
            ("9時30分", "", None),
            ("8/5(水)", "(水)", None),
        ] {
            let moment = read_moment(text).expect(text);
            assert_eq!(&text[moment.len..], rest);
            assert_eq!(moment.year.map(FiscalYear::western), year, "{text}");
        }
        for text in [
            "24年",
            "2024人",
            "2,024年",
            "10時間",
            "3か月",
            "18月",
            "12/15地区",
            "R600",
            "人",
        ] {
            assert_eq!(read_moment(text), None, "{text}");
        }
    }
}

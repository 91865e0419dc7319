//! Fiscal years and eras (和暦). Civil dates themselves are `jiff::civil::Date`.
//!
//! The eras' first days follow 元号法 and the edicts before it; Meiji counts from 1868-01-01 of the
//! civil calendar, as its first days were dated in the old lunar one.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;

use crate::text::fold_ascii;

/// 「年度」 a fiscal year, April to March, named by the western year in which it begins:
/// 令和6年度 = 2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(i16);

/// 「元号」 an era of the Japanese calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治
    Meiji,
    /// 大正
    Taisho,
    /// 昭和
    Showa,
    /// 平成
    Heisei,
    /// 令和
    Reiwa,
}

/// Why a text is no fiscal year or no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The text is not written as a year or a date at all.
    #[error("`{0}` is not a year")]
    NotAYear(String),
    /// Era and year contradict each other (昭和65年, 令和元年3月).
    #[error("`{0}` is not a year or day of that era")]
    OutsideEra(String),
    /// The day does not exist (令和6年13月, R6.4.31).
    #[error("`{0}` is not a day of the calendar")]
    NoSuchDay(String),
}

impl Era {
    /// All eras, the oldest first.
    pub const ALL: [Self; 5] = [
        Self::Meiji,
        Self::Taisho,
        Self::Showa,
        Self::Heisei,
        Self::Reiwa,
    ];

    /// The name in two characters: 令和.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The letter that forms use: R.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Meiji => 'M',
            Self::Taisho => 'T',
            Self::Showa => 'S',
            Self::Heisei => 'H',
            Self::Reiwa => 'R',
        }
    }

    /// The era's first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let (year, month, day) = match self {
            Self::Meiji => (1868, 1, 1),
            Self::Taisho => (1912, 7, 30),
            Self::Showa => (1926, 12, 25),
            Self::Heisei => (1989, 1, 8),
            Self::Reiwa => (2019, 5, 1),
        };
        Date::constant(year, month, day)
    }

    /// The era in which a day lies; none before Meiji.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        Self::ALL
            .into_iter()
            .rev()
            .find(|era| day >= era.first_day())
    }

    fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|era| *era > self)
    }

    /// Whether some day of the western year lies in the era.
    fn covers_year(self, western: i16) -> bool {
        western >= self.first_day().year()
            && self
                .next()
                .is_none_or(|next| western <= next.first_day().year())
    }

    /// Splits a text behind its era: `令和6年` and `R6年` give Reiwa and `6年`.
    #[must_use]
    pub fn split(text: &str) -> Option<(Self, &str)> {
        Self::ALL.into_iter().find_map(|era| {
            let rest = text.strip_prefix(era.name()).or_else(|| {
                let rest = text.strip_prefix([era.letter(), era.letter().to_ascii_lowercase()])?;
                let rest = rest.strip_prefix('.').unwrap_or(rest);
                rest.starts_with(|c: char| c.is_ascii_digit() || c == '元')
                    .then_some(rest)
            })?;
            Some((era, rest))
        })
    }

    /// The western year of the era's n-th year; 元年 is 1.
    #[must_use]
    pub fn western_year(self, n: i16) -> Option<i16> {
        let western = self.first_day().year().checked_add(n.checked_sub(1)?)?;
        (n >= 1 && self.covers_year(western)).then_some(western)
    }
}

impl FiscalYear {
    /// The fiscal year that begins in April of a western year from 1868 to 2199.
    #[must_use]
    pub fn new(western: i16) -> Option<Self> {
        (1868..2200).contains(&western).then_some(Self(western))
    }

    /// The fiscal year in which a day lies: 2025-03-31 is of 2024.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        Self::new(if day.month() >= 4 {
            day.year()
        } else {
            day.year() - 1
        })
    }

    /// The western year in which it begins.
    #[must_use]
    pub fn western(self) -> i16 {
        self.0
    }

    /// 1 April.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::constant(self.0, 4, 1)
    }

    /// 31 March of the next year.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::constant(self.0 + 1, 3, 31)
    }

    /// The year before; none before 1868.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::new(self.0 - 1)
    }

    /// The year after; none after 2199.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }

    /// The short form of forms and screens: `R6`.
    #[must_use]
    pub fn short(self) -> String {
        let (era, n) = self.era_year();
        format!("{}{n}", era.letter())
    }

    /// A fiscal year is called by the era that holds its last day, so 2019 is 令和元年度: the
    /// usage of the state's 2019 notice on 元号 for budgets.
    fn era_year(self) -> (Era, i16) {
        let era = Era::of(self.last_day()).unwrap_or(Era::Meiji);
        let n = self.0 - era.first_day().year() + 1;
        // FY1988 ends in the first days of Heisei, and is still called 昭和63年度.
        if n < 1 {
            let before = Era::of(self.first_day()).unwrap_or(Era::Meiji);
            return (before, self.0 - before.first_day().year() + 1);
        }
        (era, n)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (era, n) = self.era_year();
        if n == 1 {
            write!(f, "{}元年度", era.name())
        } else {
            write!(f, "{}{n}年度", era.name())
        }
    }
}

impl FromStr for FiscalYear {
    type Err = CalendarError;

    /// Reads `R6`, `令和6年度`, `令和元年`, `2024`, `2024年度`, `FY2024`, full-width too.
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let folded: String = fold_ascii(text)
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let not_a_year = || CalendarError::NotAYear(text.to_owned());
        let body = folded
            .strip_suffix("年度")
            .or_else(|| folded.strip_suffix('年'));
        let body = body.unwrap_or(&folded);
        let western = if let Some((era, rest)) = Era::split(body) {
            let n = if rest == "元" {
                1
            } else {
                digits(rest, 2).ok_or_else(not_a_year)?
            };
            era.western_year(n)
                .ok_or_else(|| CalendarError::OutsideEra(text.to_owned()))?
        } else {
            let body = body.strip_prefix("FY").unwrap_or(body);
            digits(body, 4)
                .filter(|_| body.len() == 4)
                .ok_or_else(not_a_year)?
        };
        Self::new(western).ok_or_else(not_a_year)
    }
}

/// The day of a moment in Japan, which knows no summer time.
#[must_use]
pub fn day_in_japan(moment: Timestamp) -> Date {
    Offset::constant(9).to_datetime(moment).date()
}

/// Reads a day as offices write it: `令和6年4月1日`, `R6.4.1`, `2024-04-01`, `2024/4/1（月）`.
///
/// # Errors
/// [`CalendarError::NotAYear`] for a text of another form, [`CalendarError::NoSuchDay`] for
/// `R6.4.31` and for a day of another weekday than is written, [`CalendarError::OutsideEra`] for
/// 昭和64年1月8日, which was already Heisei.
pub fn parse_day(text: &str) -> Result<Date, CalendarError> {
    let folded: String = fold_ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (plain, weekday) = without_weekday(&folded);
    let day = plain_day(text, plain)?;
    match weekday {
        Some(weekday) if weekday != day.weekday() => Err(CalendarError::NoSuchDay(text.to_owned())),
        _ => Ok(day),
    }
}

/// What stands before a weekday in brackets, and the weekday.
fn without_weekday(folded: &str) -> (&str, Option<Weekday>) {
    let bracketed = folded
        .strip_suffix(')')
        .and_then(|rest| rest.split_once('('));
    let found = bracketed.and_then(|(plain, said)| {
        let said = said
            .strip_suffix('日')
            .filter(|rest| !rest.is_empty())
            .unwrap_or(said);
        let said = said.strip_suffix('曜').unwrap_or(said);
        let place = ["月", "火", "水", "木", "金", "土", "日"]
            .iter()
            .position(|known| *known == said)?;
        let weekday = Weekday::from_monday_zero_offset(i8::try_from(place).ok()?).ok()?;
        Some((plain, weekday))
    });
    found.map_or((folded, None), |(plain, weekday)| (plain, Some(weekday)))
}

/// A day without its weekday.
fn plain_day(text: &str, folded: &str) -> Result<Date, CalendarError> {
    let not_a_day = || CalendarError::NotAYear(text.to_owned());
    let no_such_day = || CalendarError::NoSuchDay(text.to_owned());
    let (era, body) = match Era::split(folded) {
        Some((era, rest)) => (Some(era), rest),
        None => (None, folded),
    };
    let body = body.strip_suffix('日').unwrap_or(body);
    let fields: Vec<&str> = body.split(['年', '月', '.', '/', '-']).collect();
    let &[year, month, day] = fields.as_slice() else {
        return Err(not_a_day());
    };
    let year = if era.is_some() && year == "元" {
        "1"
    } else {
        year
    };
    let year = digits(year, 4).ok_or_else(not_a_day)?;
    let month = digits(month, 2)
        .and_then(|n| i8::try_from(n).ok())
        .ok_or_else(not_a_day)?;
    let day = digits(day, 2)
        .and_then(|n| i8::try_from(n).ok())
        .ok_or_else(not_a_day)?;
    let Some(era) = era else {
        return if year < 1000 {
            Err(not_a_day())
        } else {
            Date::new(year, month, day).map_err(|_| no_such_day())
        };
    };
    let outside = || CalendarError::OutsideEra(text.to_owned());
    let western = era.western_year(year).ok_or_else(outside)?;
    let date = Date::new(western, month, day).map_err(|_| no_such_day())?;
    if Era::of(date) == Some(era) {
        Ok(date)
    } else {
        Err(outside())
    }
}

/// 「期日」 a day, or the days of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

/// Reads a day or a month as offices write them: `R7.3.31`, `令和7年3月`, `2025/3`.
///
/// # Errors
/// As [`parse_day`].
pub fn parse_days(text: &str) -> Result<Days, CalendarError> {
    let refused = match parse_day(text) {
        Ok(day) => {
            return Ok(Days {
                first: day,
                last: day,
            });
        }
        Err(error) => error,
    };
    let month = text.trim().trim_end_matches('月');
    let days = [
        format!("{month}月1日"),
        format!("{month}.1"),
        format!("{month}/1"),
    ];
    let first = days
        .iter()
        .find_map(|text| parse_day(text).ok())
        .ok_or(refused)?;
    Ok(Days {
        first,
        last: first.last_of_month(),
    })
}

/// One to `most` ASCII digits as a number.
fn digits(text: &str, most: usize) -> Option<i16> {
    let plain = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fiscal_years_are_read_in_every_usual_form() {
        for (text, western) in [
            ("R6", 2024),
            ("令和6年度", 2024),
            ("令和６年度", 2024),
            ("令和元年度", 2019),
            ("平成31年度", 2019),
            ("H27", 2015),
            ("2024", 2024),
            ("2024年度", 2024),
            ("FY2024", 2024),
            ("昭和63年度", 1988),
            ("明治45年", 1912),
            ("大正元年", 1912),
        ] {
            assert_eq!(text.parse(), Ok(FiscalYear(western)), "{text}");
        }
    }

    #[test]
    fn what_is_no_year_is_refused() {
        for text in [
            "",
            "R",
            "R0",
            "昭和65年",
            "平成32年度",
            "24",
            "20240",
            "R6年6月",
            "６月",
        ] {
            assert!(text.parse::<FiscalYear>().is_err(), "{text}");
        }
    }

    #[test]
    fn fiscal_years_print_as_offices_write_them() {
        for (western, long, short) in [
            (2024, "令和6年度", "R6"),
            (2019, "令和元年度", "R1"),
            (2018, "平成30年度", "H30"),
            (1989, "平成元年度", "H1"),
            (1988, "昭和63年度", "S63"),
            (1926, "昭和元年度", "S1"),
        ] {
            let year = FiscalYear(western);
            assert_eq!(
                (year.to_string().as_str(), year.short().as_str()),
                (long, short)
            );
            assert_eq!(year.to_string().parse(), Ok(year));
            assert_eq!(year.short().parse(), Ok(year));
        }
    }

    #[test]
    fn a_weekday_has_to_be_the_days_own() {
        let day = Date::constant(2025, 4, 1);
        for text in ["令和7年4月1日（火）", "R7.4.1(火曜)", "2025/4/1 （火曜日）"] {
            assert_eq!(parse_day(text), Ok(day), "{text}");
        }
        assert_eq!(parse_day("2025/4/6（日）"), Ok(Date::constant(2025, 4, 6)));
        let other = parse_day("2025/4/1（水）");
        assert!(matches!(other, Err(CalendarError::NoSuchDay(_))));
        for text in ["2025/4/1（祝）", "2025/4/1（）", "（火）", "2025/4/1（火"] {
            assert!(parse_day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_of_an_era_end_where_the_next_begins() {
        assert_eq!(parse_day("昭和64年1月7日"), Ok(Date::constant(1989, 1, 7)));
        assert!(matches!(
            parse_day("昭和64年1月8日"),
            Err(CalendarError::OutsideEra(_))
        ));
        assert_eq!(parse_day("R6.4.1"), Ok(Date::constant(2024, 4, 1)));
        assert_eq!(parse_day("令和元年5月1日"), Ok(Date::constant(2019, 5, 1)));
        assert!(matches!(
            parse_day("令和元年4月30日"),
            Err(CalendarError::OutsideEra(_))
        ));
        assert!(matches!(
            parse_day("R6.4.31"),
            Err(CalendarError::NoSuchDay(_))
        ));
        assert!(matches!(
            parse_day("令和6年13月1日"),
            Err(CalendarError::NoSuchDay(_))
        ));
        assert_eq!(
            parse_day("2025/3/31").map(FiscalYear::of),
            Ok(FiscalYear::new(2024))
        );
    }
}

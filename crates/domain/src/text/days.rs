//! 「日付の入力」 what somebody types for a day, and how it is said back: in both eras, so that a slip
//! of a year is seen at once.

use jiff::civil::Date;

use crate::calendar::{CalendarError, Era, FiscalYear, parse_day, parse_days};
use crate::engagement::DatePrecision;
use crate::text::fold_ascii;

/// 「入力した日付」 a day, and how exactly it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedDay {
    /// The day; the first one of a month or a fiscal year.
    pub date: Date,
    /// How exactly that is known.
    pub precision: DatePrecision,
}

/// Reads `R6.12.3`, `令和6年12月3日`, `2024/12/3`, `20241203`; `令和6年10月`, `2024/10` and `10月頃` for
/// some day of a month; `令和6年度` for some day of a year. A month without a year is the last such
/// month that has begun.
///
/// # Errors
/// As [`parse_day`].
pub fn read_typed_day(text: &str, today: Date) -> Result<TypedDay, CalendarError> {
    let folded: String = fold_ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let about = ["頃", "ごろ", "ころ"];
    let rough = about.iter().find_map(|word| folded.strip_suffix(word));
    let plain = rough.unwrap_or(&folded);
    let month = |date: Date| TypedDay {
        date: date.first_of_month(),
        precision: DatePrecision::Month,
    };
    if let (None, Ok(date)) = (
        rough,
        digits_of_a_day(plain).unwrap_or_else(|| parse_day(plain)),
    ) {
        let precision = DatePrecision::Day;
        return Ok(TypedDay { date, precision });
    }
    if let Some(date) = bare_month(plain, today) {
        return Ok(month(date));
    }
    if plain.ends_with("年度") {
        let date = plain.parse::<FiscalYear>()?.first_day();
        let precision = DatePrecision::FiscalYear;
        return Ok(TypedDay { date, precision });
    }
    let days = parse_days(plain)?;
    if days.first == days.last {
        // A day that is only about right is no day of the ledger; its month is.
        return Err(CalendarError::NotAYear(text.to_owned()));
    }
    Ok(month(days.first))
}

/// `20241203`
fn digits_of_a_day(text: &str) -> Option<Result<Date, CalendarError>> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = text.split_at(4);
    let (month, day) = rest.split_at(2);
    Some(parse_day(&format!("{year}-{month}-{day}")))
}

/// `10月`, of this year or the last.
fn bare_month(text: &str, today: Date) -> Option<Date> {
    let month: i8 = text.strip_suffix('月')?.parse().ok()?;
    let year = if month <= today.month() {
        today.year()
    } else {
        today.year() - 1
    };
    Date::new(year, month, 1).ok()
}

/// A day in both eras: 令和6年12月3日（2024年12月3日）.
#[must_use]
pub fn in_both_eras(date: Date, precision: DatePrecision) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let era = in_its_era(date, precision);
    match precision {
        DatePrecision::Day => format!("{era}（{year}年{month}月{day}日）"),
        DatePrecision::Month => format!("{era}（{year}年{month}月頃）"),
        DatePrecision::FiscalYear => match FiscalYear::of(date) {
            Some(fiscal) => format!("{era}（{}年度中）", fiscal.western()),
            None => era,
        },
    }
}

/// A day as a document or a list states it, never more exactly than it is known: 令和6年12月3日,
/// 令和6年10月頃, 令和6年度中.
#[must_use]
pub fn in_its_era(date: Date, precision: DatePrecision) -> String {
    let (year, month) = (year_in_its_era(date), date.month());
    match precision {
        DatePrecision::Day => format!("{year}{month}月{}日", date.day()),
        DatePrecision::Month => format!("{year}{month}月頃"),
        DatePrecision::FiscalYear => match FiscalYear::of(date) {
            Some(fiscal) => format!("{fiscal}中"),
            None => format!("{}年度中", date.year()),
        },
    }
}

fn year_in_its_era(date: Date) -> String {
    let year = date.year();
    match Era::of(date).map(|era| (era.name(), year - era.first_day().year() + 1)) {
        Some((name, 1)) => format!("{name}元年"),
        Some((name, n)) => format!("{name}{n}年"),
        None => format!("{year}年"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2025, 5, 1);

    #[test]
    fn a_day_is_read_however_it_is_typed_and_said_in_both_eras() {
        for text in [
            "R6.12.3",
            "令和6年12月3日",
            "2024/12/3",
            "20241203",
            "２０２４１２０３",
            "Ｒ６．１２．３",
            " r6.12.3 ",
        ] {
            let read = read_typed_day(text, TODAY).unwrap();
            assert_eq!(read.date, Date::constant(2024, 12, 3), "{text}");
            let said = in_both_eras(read.date, read.precision);
            assert_eq!(said, "令和6年12月3日（2024年12月3日）");
        }
        let first = in_both_eras(Date::constant(2019, 5, 1), DatePrecision::Day);
        assert_eq!(first, "令和元年5月1日（2019年5月1日）");
    }

    #[test]
    fn what_is_not_known_to_the_day_stays_so() {
        for (text, date, said) in [
            ("10月頃", (2024, 10, 1), "令和6年10月頃（2024年10月頃）"),
            ("4月ごろ", (2025, 4, 1), "令和7年4月頃（2025年4月頃）"),
            ("R6.10頃", (2024, 10, 1), "令和6年10月頃（2024年10月頃）"),
            (
                "令和6年10月",
                (2024, 10, 1),
                "令和6年10月頃（2024年10月頃）",
            ),
            ("2024-10", (2024, 10, 1), "令和6年10月頃（2024年10月頃）"),
            ("令和6年度", (2024, 4, 1), "令和6年度中（2024年度中）"),
            ("R6年度頃", (2024, 4, 1), "令和6年度中（2024年度中）"),
        ] {
            let read = read_typed_day(text, TODAY).unwrap();
            let (year, month, day) = date;
            assert_eq!(read.date, Date::constant(year, month, day), "{text}");
            assert_eq!(in_both_eras(read.date, read.precision), said, "{text}");
            let listed = in_its_era(read.date, read.precision);
            assert!(said.starts_with(&format!("{listed}（")), "{text}: {listed}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "頃",
            "13月",
            "R6.4.31",
            "20241301",
            "12/3",
            "R6.12.3頃",
            "平成40年1月1日",
        ] {
            assert!(read_typed_day(text, TODAY).is_err(), "{text}");
        }
    }
}

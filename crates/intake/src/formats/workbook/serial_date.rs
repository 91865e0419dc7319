//! Days counted from 1900 or 1904, as workbooks store them, to ISO text.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;

use super::number_format::NumberFormat;

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DateSystem {
    /// 1900-01-01 is 1, and the 1900-02-29 that never was is 60.
    #[default]
    From1900,
    /// 1904-01-01 is 0.
    From1904,
}

const MILLISECONDS_A_DAY: i64 = 86_400_000;

/// Prints a serial number as `2024-04-01`, `2024-04-01T09:30:00`, `09:30:00` or `25:30:00`. None
/// where it lies outside the calendar that spreadsheets know, or the format shows no date.
pub(super) fn show(
    serial: f64,
    format: &NumberFormat,
    system: DateSystem,
    into: &mut String,
) -> Option<()> {
    // Ten million days: beyond the year 9999 in both systems, and exact in milliseconds.
    if !(0.0..10_000_000.0).contains(&serial) {
        return None;
    }
    let whole = (serial * MILLISECONDS_A_DAY as f64).round() as i64;
    let (days, in_day) = (whole / MILLISECONDS_A_DAY, whole % MILLISECONDS_A_DAY);
    match format {
        NumberFormat::Date => push_day(days, system, into),
        NumberFormat::DateAndTime => {
            // A time stored alone and shown with the day 1900-01-00.
            if days > 0 || system == DateSystem::From1904 {
                push_day(days, system, into)?;
                into.push('T');
            }
            push_time(in_day, into);
            Some(())
        }
        NumberFormat::Time => {
            push_time(in_day, into);
            Some(())
        }
        NumberFormat::Elapsed => {
            push_time(whole, into);
            Some(())
        }
        NumberFormat::Plain | NumberFormat::Percent | NumberFormat::Worded(_) => None,
    }
}

fn push_day(days: i64, system: DateSystem, into: &mut String) -> Option<()> {
    let first = match (system, days) {
        (DateSystem::From1904, _) => Date::constant(1904, 1, 1),
        (DateSystem::From1900, ..=0 | 60) => return None,
        (DateSystem::From1900, 1..=59) => Date::constant(1899, 12, 31),
        (DateSystem::From1900, 61..) => Date::constant(1899, 12, 30),
    };
    let day = first.checked_add(days.days()).ok()?;
    write!(into, "{day}").ok()
}

fn push_time(milliseconds: i64, into: &mut String) {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    write!(into, "{hours:02}:{minutes:02}:{:02}", seconds % 60).expect("a String takes everything");
    if rest > 0 {
        write!(into, ".{rest:03}").expect("a String takes everything");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_days() {
        use DateSystem::{From1900, From1904};
        use NumberFormat::{Date, DateAndTime, Elapsed, Time};
        for (serial, format, system, shown) in [
            (45_383.0, Date, From1900, Some("2024-04-01")),
            (43_921.0, Date, From1904, Some("2024-04-01")),
            (
                45_383.395_833_333_336,
                DateAndTime,
                From1900,
                Some("2024-04-01T09:30:00"),
            ),
            (0.395_833_333_333_333_3, Time, From1900, Some("09:30:00")),
            (
                0.395_833_333_333_333_3,
                DateAndTime,
                From1900,
                Some("09:30:00"),
            ),
            (1.0625, Elapsed, From1900, Some("25:30:00")),
            (0.999_999_999_9, Time, From1900, Some("00:00:00")),
            (1.0, Date, From1900, Some("1900-01-01")),
            (59.0, Date, From1900, Some("1900-02-28")),
            (60.0, Date, From1900, None),
            (61.0, Date, From1900, Some("1900-03-01")),
            (0.0, Date, From1900, None),
            (0.0, Date, From1904, Some("1904-01-01")),
            (2_958_465.0, Date, From1900, Some("9999-12-31")),
            (2_958_466.0, Date, From1900, None),
            (-1.0, Date, From1900, None),
            (1e308, Time, From1900, None),
            (f64::NAN, Date, From1900, None),
        ] {
            let mut text = String::new();
            let read = show(serial, &format, system, &mut text).map(|()| text.as_str());
            assert_eq!(read, shown, "{serial}");
        }
    }
}

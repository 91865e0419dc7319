//! Numbers as text: the shortest decimal that reads back the same, never with an exponent.

use std::fmt::Write;

use enishi_domain::Decimal;

/// The decimal of a number as a document writes it; none where it is no finite number.
pub(super) fn decimal(written: &str, into: &mut String) -> Option<()> {
    let written = written.trim_ascii();
    if is_shortest(written) {
        into.push_str(written);
        return Some(());
    }
    // `parse` also takes `inf` and `nan`, which no document means as a number.
    let number: f64 = written.parse().ok()?;
    number.is_finite().then(|| push(number, into))
}

/// The decimal of a finite number.
pub(super) fn push(number: f64, into: &mut String) {
    let number = if number == 0.0 { 0.0 } else { number };
    write!(into, "{number}").expect("a String takes everything");
}

/// A decimal times a hundred, by its digits: 0.387 gives 38.7 where floats give 38.699….
pub(super) fn percent(decimal: &str, into: &mut String) {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", decimal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (moved, rest) = fraction.split_at(fraction.len().min(2));
    let shifted = format!("{whole}{moved:0<2}");
    let whole = shifted.trim_start_matches('0');
    into.push_str(sign);
    into.push_str(if whole.is_empty() { "0" } else { whole });
    if !rest.is_empty() {
        into.push('.');
        into.push_str(rest);
    }
    into.push('%');
}

/// The words behind a number as it is shown, 「1,234人」; none where another number is shown than the
/// one stored, as one scaled to 千円 is.
pub(super) fn shown_unit<'s>(shown: &'s str, decimal: &str) -> &'s str {
    let shown = shown.trim();
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-');
    let end = shown.find(|c| !is_digit(c)).unwrap_or(shown.len());
    let (number, unit) = shown.split_at(end);
    let unit = unit.trim();
    let exponent = unit.contains(|c: char| c.is_ascii_digit());
    if unit.is_empty() || exponent {
        return "";
    }
    let read = |text: &str| text.replace(',', "").parse::<Decimal>().ok();
    let agrees = || {
        let (number, stored) = (read(number)?, read(decimal)?);
        let half = Decimal::new(5, number.scale().checked_add(1)?.min(Decimal::MAX_SCALE));
        Some(number.checked_sub(stored)?.abs() <= half)
    };
    agrees().filter(|agrees| *agrees).map_or("", |_| unit)
}

/// Whether a text is already what [`push`] would print of its number: at most 15 digits are exact.
fn is_shortest(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let whole_fits = all_digits(whole) && (whole == "0" || !whole.starts_with('0'));
    let fraction_fits = fraction.is_none_or(|f| all_digits(f) && !f.ends_with('0'));
    whole_fits && fraction_fits && digits.len() <= 15 && written != "-0"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_shown_is_of_the_number_stored() {
        for (shown, stored, unit) in [
            ("1,234,567人", "1234567", "人"),
            ("12.3 %pt", "12.34", "%pt"),
            ("-5件", "-5", "件"),
            ("1,235千円", "1234567", ""),
            ("1.2E+06", "1234567", ""),
            ("1,234", "1234", ""),
            ("¥1,234円", "1234", ""),
            ("", "1234", ""),
        ] {
            assert_eq!(shown_unit(shown, stored), unit, "{shown}");
        }
    }

    #[test]
    fn numbers_print_as_the_shortest_decimal() {
        for (written, printed) in [
            ("0", Some("0")),
            ("-0", Some("0")),
            ("-0.0", Some("0")),
            ("007", Some("7")),
            ("1.50", Some("1.5")),
            ("1234567.25", Some("1234567.25")),
            ("0.28999999999999998", Some("0.29")),
            ("1E3", Some("1000")),
            (" 12\n", Some("12")),
            ("2.5E-5", Some("0.000025")),
            ("12345678901234567890", Some("12345678901234567000")),
            ("", None),
            ("NaN", None),
            ("INF", None),
            ("1e309", None),
            ("１", None),
            ("1,000", None),
        ] {
            let mut text = String::new();
            let read = decimal(written, &mut text).map(|()| text.as_str());
            assert_eq!(read, printed, "{written}");
        }
    }

    #[test]
    fn percents_move_the_point_by_two() {
        for (number, shown) in [
            ("0.387", "38.7%"),
            ("1", "100%"),
            ("0.29", "29%"),
            ("-0.05", "-5%"),
            ("0.0001", "0.01%"),
            ("12.3", "1230%"),
            ("0", "0%"),
        ] {
            let mut text = String::new();
            percent(number, &mut text);
            assert_eq!(text, shown);
        }
    }
}

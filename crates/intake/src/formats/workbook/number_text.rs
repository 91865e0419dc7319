//! Numbers as text: the shortest decimal that reads back the same, never with an exponent.

use std::fmt::Write;

use enishi_domain::Decimal;

use crate::numerals::tells_decrease;

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

/// Digits with the point that many places further left: 1234567 by 3 is 1234.567.
pub(super) fn scaled_down(digits: &str, places: usize, into: &mut String) {
    if places == 0 {
        return into.push_str(digits);
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{whole:0>width$}", width = places + 1);
    let (kept, moved) = padded.split_at(padded.len() - places);
    let kept = kept.trim_start_matches('0');
    into.push_str(if kept.is_empty() { "0" } else { kept });
    let fraction = format!("{moved}{fraction}");
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        into.push('.');
        into.push_str(fraction);
    }
}

/// A stored number in the words in which it is shown, 「延べ1,234人」; a number of thousands, 「1,235千円」,
/// keeps its digits. None where another number is shown than the one stored.
pub(super) fn in_shown_words(shown: &str, decimal: &str) -> Option<String> {
    let shown = shown.trim();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let Some(start) = shown.find(|c: char| c.is_ascii_digit()) else {
        // What stands for zero: a dash, 「なし」.
        return (decimal == "0" && !shown.is_empty()).then(|| shown.to_owned());
    };
    let (before, behind) = shown.split_at(start);
    let end = behind.find(|c| !is_number(c)).unwrap_or(behind.len());
    let (number, unit) = behind.split_at(end);
    if unit.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = decimal.strip_prefix('-').unwrap_or(decimal);
    let stored = digits.parse::<Decimal>().ok()?;
    let shown = number.replace(',', "").parse::<Decimal>().ok()?;
    let half = Decimal::new(5, shown.scale().checked_add(1)?.min(Decimal::MAX_SCALE));
    let places = [0, 3, 6].into_iter().find(|places| {
        let scale = Decimal::from(10_u32.pow(*places));
        let apart = stored
            .checked_div(scale)
            .and_then(|of| shown.checked_sub(of));
        apart.is_some_and(|apart| apart.abs() <= half)
    })?;
    let negative = digits.len() < decimal.len();
    let is_word = |c: char| c.is_alphabetic() || (!negative && "△▲▽▼±".contains(c));
    let unit = unit.trim().trim_end_matches(')').trim_end();
    let mut text = String::new();
    if before.contains(is_word) {
        text.push_str(before.trim().trim_end_matches(['-', '△', '▲']));
        let sign = before.trim().chars().next_back();
        text.extend(sign.filter(|sign| !negative && "△▲".contains(*sign)));
    }
    if negative && !tells_decrease(unit) {
        text.push('-');
    }
    scaled_down(digits, usize::try_from(places).ok()?, &mut text);
    text.push_str(unit);
    Some(text)
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
    fn the_words_shown_are_of_the_number_stored() {
        for (shown, stored, text) in [
            ("1,234,567人", "1234567", Some("1234567人")),
            ("12.3 %pt", "12.34", Some("12.34%pt")),
            ("-5件", "-5", Some("-5件")),
            ("延べ100人", "100", Some("延べ100人")),
            ("約-5人", "-5", Some("約-5人")),
            ("△5人", "-5", Some("-5人")),
            ("△5人", "5", Some("△5人")),
            ("5人減", "-5", Some("5人減")),
            ("(5)", "-5", Some("-5")),
            ("1,235千円", "1234567", Some("1234.567千円")),
            ("2百万円", "1500000", Some("1.5百万円")),
            ("1.2E+06", "1234567", None),
            ("1,234", "1234", Some("1234")),
            ("¥1,234円", "1234", Some("1234円")),
            ("99人", "1234", None),
            ("-", "0", Some("-")),
            ("-", "5", None),
            ("", "1234", None),
        ] {
            let read = in_shown_words(shown, stored);
            assert_eq!(read.as_deref(), text, "{shown} {stored}");
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

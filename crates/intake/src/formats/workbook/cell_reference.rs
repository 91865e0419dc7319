//! Cell references such as `B12`, checked against what a sheet can hold: `AAAAAAAAA1` and row
//! 99999999999 must not wrap round to some other cell.

use enishi_domain::grid::MergedRange;

/// The last row of a sheet.
pub(super) const LAST_ROW: u32 = 1_048_576;
/// The last column, XFD.
pub(super) const LAST_COLUMN: u32 = 16_384;

/// Row and column of a reference; none where it is no reference into a sheet.
pub(super) fn parse(reference: &str) -> Option<(u32, u32)> {
    let bytes = reference.as_bytes();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = bytes[..letters].iter().fold(0, |column, letter| {
        column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row = parse_row(&reference[letters..])?;
    (column <= LAST_COLUMN).then_some((row, column))
}

/// A row's number.
pub(super) fn parse_row(digits: &str) -> Option<u32> {
    let bytes = digits.as_bytes();
    if !(1..=7).contains(&bytes.len()) || bytes[0] == b'0' {
        return None;
    }
    let mut row = 0;
    for byte in bytes {
        if !byte.is_ascii_digit() {
            return None;
        }
        row = row * 10 + u32::from(byte - b'0');
    }
    (row <= LAST_ROW).then_some(row)
}

/// A range `A1:C3`, as it is written: possibly reversed. A single reference is its own range.
pub(super) fn parse_range(range: &str) -> Option<MergedRange> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let ((top, left), (bottom, right)) = (parse(first)?, parse(last)?);
    Some(MergedRange {
        top,
        left,
        bottom,
        right,
    })
}

/// `B12` for row 12, column 2.
pub(super) fn print(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).expect("a remainder of 26 fits");
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    let letters: String = letters.into_iter().collect();
    format!("{letters}{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_within_a_sheet_are_read() {
        for (text, place) in [
            ("A1", (1, 1)),
            ("b12", (12, 2)),
            ("AA10", (10, 27)),
            ("XFD1048576", (1_048_576, 16_384)),
        ] {
            assert_eq!(parse(text), Some(place), "{text}");
            assert_eq!(print(place.0, place.1), text.to_ascii_uppercase());
        }
    }

    #[test]
    fn references_outside_a_sheet_are_refused() {
        for text in [
            "",
            "A",
            "1",
            "A0",
            "A01",
            "$A$1",
            "AAAAAAAAA1",
            "A99999999999",
            "XFE1",
            "A1048577",
            "A1B",
            "Ａ1",
            "A１",
            "A-1",
            "A1 ",
            "ÀA1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

//! Folding of Japanese text, so that what reads the same compares the same. Nothing here changes
//! what is shown: a printed text is always kept as it stands.

/// Full-width ASCII to ASCII, the ideographic and no-break spaces to a space; all else as it is.
#[must_use]
pub fn fold_ascii(text: &str) -> String {
    text.chars().map(fold_ascii_char).collect()
}

/// One character of [`fold_ascii`].
#[must_use]
pub fn fold_ascii_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(c as u32 - 0xfee0).expect("U+FF01..=U+FF5E lie 0xFEE0 above ASCII")
        }
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

/// A label as it is compared: ASCII folded and lower case, every blank and line break removed.
#[must_use]
pub fn fold_label(text: &str) -> String {
    text.chars()
        .map(fold_ascii_char)
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}' && *c != '\u{feff}')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The number of a circled, parenthesised or negative circled figure: ① ⑴ ❶ are 1.
#[must_use]
pub fn circled_number(c: char) -> Option<u16> {
    let (first, base) = match c {
        '①'..='⑳' => ('①', 1),
        '㉑'..='㉟' => ('㉑', 21),
        '㊱'..='㊿' => ('㊱', 36),
        '⑴'..='⒇' => ('⑴', 1),
        '❶'..='❿' => ('❶', 1),
        _ => return None,
    };
    u16::try_from(c as u32 - first as u32)
        .ok()
        .map(|n| n + base)
}

/// ① for 1 up to ㊿ for 50; `(51)` beyond.
#[must_use]
pub fn circled(n: u16) -> String {
    let (first, base) = match n {
        1..=20 => ('①', 1),
        21..=35 => ('㉑', 21),
        36..=50 => ('㊱', 36),
        _ => return format!("({n})"),
    };
    char::from_u32(first as u32 + u32::from(n - base)).map_or_else(String::new, String::from)
}

/// Puts commas between the thousands of a plain decimal number: `-1234.5` gives `-1,234.5`.
#[must_use]
pub fn with_thousands(number: &str) -> String {
    let (sign, rest) = number
        .strip_prefix('-')
        .map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circled_numbers_go_both_ways() {
        for n in 1..=50 {
            let text = circled(n);
            assert_eq!(text.chars().next().and_then(circled_number), Some(n));
        }
        assert_eq!(circled(51), "(51)");
    }

    #[test]
    fn labels_fold_width_case_and_blanks() {
        assert_eq!(fold_label("ＫＰＩ　目 標\n値"), "kpi目標値");
    }

    #[test]
    fn thousands_are_set_off() {
        assert_eq!(with_thousands("-1234567.25"), "-1,234,567.25");
        assert_eq!(with_thousands("999"), "999");
    }
}

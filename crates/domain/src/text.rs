//! Folding of Japanese text, so that what reads the same compares the same. Nothing here changes
//! what is shown: a printed text is always kept as it stands.
//!
//! The modules hold the keys by which parties are compared: `names`, `kana`, `addresses` and
//! `numbers` (telephone, mail, postcode, 法人番号). `differences` says where two texts
//! differ, `days` what somebody types for a day.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

pub mod addresses;
pub mod days;
pub mod differences;
pub mod kana;
pub mod names;
pub mod numbers;

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

/// What reads the same in one form: NFKC, variation selectors and what cannot be seen removed, a
/// voicing mark joined to its kana even where it was written with a width of its own.
#[must_use]
pub fn fold_compatibility(text: &str) -> String {
    if text.chars().all(is_folded) {
        return text.to_owned();
    }
    let seen = text.chars().filter(|c| !is_invisible(*c));
    let joined = seen.map(|c| match c {
        '\u{309b}' => '\u{3099}',
        '\u{309c}' => '\u{309a}',
        other => other,
    });
    joined.nfkc().filter(|c| !is_invisible(*c)).collect()
}

/// A kana with the voicing mark that follows it as a character of its own, as macOS writes file
/// names and forms: か and U+3099 are が.
#[must_use]
pub fn voiced(kana: char, mark: char) -> Option<char> {
    let is_mark = matches!(mark, '\u{3099}' | '\u{309a}');
    let joined = unicode_normalization::char::compose(kana, mark);
    joined.filter(|_| is_mark)
}

/// Letters, kana, ideographs and digits of a text that is folded by [`fold_compatibility`], in
/// lower case, and of the other characters those that are asked for.
pub(crate) fn fold_letters(text: &str, also: &[char]) -> String {
    let mut folded = fold_letters_once(text, also);
    // Only foreign scripts need a second look: a mark may compose once what stood between is gone.
    while !folded.chars().all(is_folded) && is_nfkc_quick(folded.chars()) != IsNormalized::Yes {
        let again = fold_letters_once(&folded, also);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn fold_letters_once(text: &str, also: &[char]) -> String {
    if text.chars().all(is_folded) {
        let lower = text.chars().map(|c| c.to_ascii_lowercase());
        return lower
            .filter(|c| c.is_alphanumeric() || also.contains(c))
            .collect();
    }
    let folded = fold_compatibility(&fold_compatibility(text).to_lowercase());
    let lower = folded.chars().flat_map(char::to_lowercase);
    lower
        .filter(|c| c.is_alphanumeric() || also.contains(c))
        .collect()
}

/// Whether somebody's system could not write the text: げた, question marks, the number of a
/// character instead of the character, a character of a private use area. It is like no other text.
#[must_use]
pub fn is_destroyed(text: &str) -> bool {
    let lost = |c: char| {
        matches!(
            c,
            '〓' | '?' | '？' | '\u{fffd}' | '■' | '□' | '●' | '○' | '*' | '＊'
        ) || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}')
    };
    let may_spell = |c: char| matches!(c, '+' | '＋' | '&' | '＆');
    let (mut is_lost, mut spells) = (false, false);
    for c in text.chars() {
        is_lost |= lost(c);
        spells |= may_spell(c);
    }
    is_lost || (spells && (spells_number(text, "U+", 4) || spells_number(text, "&#", 2)))
}

/// Whether a sign that announces a character's number is followed by one.
fn spells_number(text: &str, sign: &str, digits: usize) -> bool {
    let folded = fold_ascii(text).to_ascii_uppercase();
    folded.match_indices(sign).any(|(at, _)| {
        let number = folded[at + sign.len()..].trim_start_matches('X');
        number.chars().take_while(char::is_ascii_hexdigit).count() >= digits
    })
}

/// Characters that NFKC keeps one by one.
fn is_folded(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}')
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// Variation selectors, marks of direction, joiners, the byte order mark and controls.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180e}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{ad}' | '\u{34f}')
        || (c.is_control() && !c.is_whitespace())
}

/// Hiragana to katakana; all else as it is.
pub(crate) fn katakana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => {
            char::from_u32(c as u32 + 0x60).expect("katakana lie 0x60 above hiragana")
        }
        other => other,
    }
}

/// Kanji, with the sign that repeats one and the two that only look like kana or a circle.
pub(crate) fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{20000}'..='\u{3ffff}' | '々' | '〆' | '〇')
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

/// The same with its sign, as a difference is told: `+3`, `-1,234`, `±0`.
#[must_use]
pub fn signed_with_thousands(difference: Decimal) -> String {
    let figure = with_thousands(&difference.abs().to_string());
    let sign = match difference.cmp(&Decimal::ZERO) {
        Ordering::Less => "-",
        Ordering::Equal => "±",
        Ordering::Greater => "+",
    };
    format!("{sign}{figure}")
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
        let told = [-1234, 0, 3].map(|n| signed_with_thousands(Decimal::from(n)));
        assert_eq!(told, ["-1,234", "±0", "+3"]);
    }
}

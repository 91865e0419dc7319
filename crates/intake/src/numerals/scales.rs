//! Numbers as they are printed: grouped digits, 十・百・千・万・億・兆 and 漢数字. Units, signs and what the
//! number is for are not read here.

use enishi_domain::Decimal;

use super::Slip;

/// A number at the start of a text.
#[derive(Debug)]
pub(crate) struct Numeral {
    pub(crate) amount: Decimal,
    /// How many bytes of the folded text it takes.
    pub(crate) len: usize,
    /// The 万 of `20万`: the one scale behind a single run of digits.
    pub(crate) lone_scale: Option<Decimal>,
    pub(crate) slips: Vec<Slip>,
}

/// Reads the number at the start of a folded text. 千円 and 百万円 behind plain digits are left for
/// the unit, every other scale is expanded: `467.66万円` is 4,676,600 円.
pub(crate) fn read_numeral(text: &str) -> Option<Numeral> {
    let first = read_digits(text)?;
    let behind = text[first.len..].trim_start_matches(' ');
    let stays_a_unit = behind.starts_with("千円") || behind.starts_with("百万円");
    if stays_a_unit || scale_at(behind).is_none() {
        return Some(Numeral {
            amount: first.amount,
            len: first.len,
            lone_scale: None,
            slips: first.slips,
        });
    }
    expand(text, first)
}

/// Sums `820億45百万`: sections of 万, 億, 兆, and within them 十, 百, 千.
fn expand(text: &str, first: Digits) -> Option<Numeral> {
    let mut sum = ScaledSum::default();
    let mut slips = first.slips;
    let mut at = first.len;
    let mut pending = Some(first.amount);
    let mut runs = 1;
    loop {
        let rest = &text[at..];
        let gap = usize::from(rest.starts_with(' '));
        if let Some((scale, width)) = scale_at(&rest[gap..]) {
            // 「12 万」 is one number, but a blank behind a scale ends it.
            if gap > 0 && pending.is_none() {
                break;
            }
            sum.add(pending.take(), scale)?;
            at += gap + width;
        } else if pending.is_none() && rest.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = read_digits(rest)?;
            pending = Some(digits.amount);
            slips.extend(digits.slips);
            at += digits.len;
            runs += 1;
        } else {
            break;
        }
    }
    let lone_scale = (runs == 1).then_some(sum.last_scale).flatten();
    let overlaps = sum.overlaps;
    let amount = sum.finish(pending)?;
    if overlaps {
        slips.push(Slip::ScalesOverlap);
    }
    Some(Numeral {
        amount: amount.normalize(),
        len: at,
        lone_scale: lone_scale.map(Decimal::from),
        slips,
    })
}

#[derive(Default)]
struct ScaledSum {
    total: Decimal,
    section: Decimal,
    last_big: Option<u64>,
    last_small: Option<u64>,
    last_scale: Option<u64>,
    overlaps: bool,
}

impl ScaledSum {
    /// Adds digits standing before a scale; none where the scales do not descend, as in `1万2億`.
    fn add(&mut self, digits: Option<Decimal>, scale: u64) -> Option<()> {
        let factor = Decimal::from(scale);
        if scale < 10_000 {
            if self.last_small.is_some_and(|last| last <= scale) {
                return None;
            }
            let digits = digits.unwrap_or(Decimal::ONE);
            self.section = self.section.checked_add(digits.checked_mul(factor)?)?;
            self.last_small = Some(scale);
        } else {
            if self.last_big.is_some_and(|last| last <= scale) {
                return None;
            }
            let section = self.section.checked_add(digits.unwrap_or(Decimal::ZERO))?;
            let amount = section.checked_mul(factor)?;
            self.overlaps |= self
                .last_big
                .is_some_and(|last| amount >= Decimal::from(last));
            self.total = self.total.checked_add(amount)?;
            self.section = Decimal::ZERO;
            self.last_small = None;
            self.last_big = Some(scale);
        }
        self.last_scale = match self.last_scale {
            None => Some(scale),
            Some(before) => before.checked_mul(scale),
        };
        Some(())
    }

    fn finish(self, digits: Option<Decimal>) -> Option<Decimal> {
        let rest = self.section.checked_add(digits.unwrap_or(Decimal::ZERO))?;
        self.total.checked_add(rest)
    }
}

/// Words that begin with a scale and are none: 3百貨店.
const NO_SCALES: [&str; 6] = ["百貨", "百科", "千葉", "万博", "万引", "十字"];

fn scale_at(text: &str) -> Option<(u64, usize)> {
    let c = text.chars().next()?;
    let scale = scale_of(c)?;
    let is_word = NO_SCALES.iter().any(|word| text.starts_with(word));
    (!is_word).then_some((scale, c.len_utf8()))
}

fn scale_of(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '億' => Some(100_000_000),
        '兆' => Some(1_000_000_000_000),
        _ => None,
    }
}

/// Digits with their separators, before any scale.
struct Digits {
    amount: Decimal,
    len: usize,
    slips: Vec<Slip>,
}

fn read_digits(text: &str) -> Option<Digits> {
    let mut groups = read_groups(text)?;
    let bytes = text.as_bytes();
    let mut fraction = 0..0;
    if bytes.get(groups.len) == Some(&b'.') {
        let mut start = groups.len + 1;
        // 「38. 7%」 is a torn number; 「1. 5人」 is more likely a numbering, and is not read.
        if groups.whole.len() > 1 && bytes.get(start) == Some(&b' ') {
            start += 1;
        }
        fraction = start..start + digits_len(&text[start.min(text.len())..]);
        if !fraction.is_empty() {
            if start > groups.len + 1 {
                groups.slips.push(Slip::InnerBlank);
            }
            groups.len = fraction.end;
        }
    }
    // 1.2.3 is a date, a version or a numbering.
    let another_point = !fraction.is_empty()
        && text[groups.len..].starts_with('.')
        && digits_len(&text[groups.len + 1..]) > 0;
    if another_point {
        return None;
    }
    let amount = decimal(&groups.whole, &text[fraction])?;
    (groups.len > 0).then_some(Digits {
        amount,
        len: groups.len,
        slips: groups.slips,
    })
}

/// No more digits than a [`Decimal`] holds exactly: a longer number is not read, never rounded.
const MOST_DIGITS: usize = 28;

fn decimal(whole: &str, fraction: &str) -> Option<Decimal> {
    if whole.len() + fraction.len() > MOST_DIGITS {
        return None;
    }
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    Decimal::try_from_i128_with_scale(digits, u32::try_from(fraction.len()).ok()?).ok()
}

/// The digits before the point, separators removed.
struct Groups {
    whole: String,
    len: usize,
    slips: Vec<Slip>,
}

fn read_groups(text: &str) -> Option<Groups> {
    let first = digits_len(text);
    if first == 0 {
        return text.starts_with('.').then(|| Groups {
            whole: String::from("0"),
            len: 0,
            slips: Vec::new(),
        });
    }
    let mut groups = Groups {
        whole: text[..first].to_owned(),
        len: first,
        slips: Vec::new(),
    };
    let mut seen = Separators::default();
    let mut lens = Vec::new();
    while let Some(gap) = gap_at(&text[groups.len..], &seen) {
        let start = groups.len + gap.len;
        let len = digits_len(&text[start..]);
        if gap.blank && len != 3 {
            break;
        }
        groups.whole.push_str(&text[start..start + len]);
        groups.len = start + len;
        lens.push(len);
        seen.note(gap);
    }
    let deviations = usize::from(first > 3) + lens.iter().filter(|len| **len != 3).count();
    // 「1,200、350人」 may be one torn number or two.
    let maybe_torn = text[groups.len..]
        .strip_prefix('、')
        .is_some_and(|behind| digits_len(behind) == 3);
    let readable = lens.is_empty()
        || deviations == 0
        || (deviations == 1 && !seen.blank && lens.iter().any(|len| *len >= 3));
    let zero_group = !lens.is_empty() && text.starts_with('0');
    if !readable || zero_group || maybe_torn {
        return None;
    }
    if !lens.is_empty() && deviations > 0 {
        groups.slips.push(Slip::GroupingBroken);
    }
    if seen.blank {
        groups.slips.push(Slip::InnerBlank);
    }
    if seen.other {
        groups.slips.push(Slip::MixedSeparators);
    }
    Some(groups)
}

#[derive(Default)]
struct Separators {
    other: bool,
    blank: bool,
}

impl Separators {
    fn note(&mut self, gap: Gap) {
        self.other |= !gap.comma;
        self.blank |= gap.blank;
    }
}

/// What stands between two groups of digits.
#[derive(Clone, Copy)]
struct Gap {
    len: usize,
    comma: bool,
    blank: bool,
}

/// A comma with blanks around it; a point only where three digits follow and a comma or a second
/// point shows that it was meant to set off thousands.
fn gap_at(text: &str, seen: &Separators) -> Option<Gap> {
    let unblanked = text.trim_start_matches(' ');
    let leading = text.len() - unblanked.len();
    let separator = unblanked.chars().next()?;
    let behind = &unblanked[separator.len_utf8()..];
    let digits = behind.trim_start_matches(' ');
    let trailing = behind.len() - digits.len();
    if leading > 1 || trailing > 2 || digits_len(digits) == 0 {
        return None;
    }
    let gap = Gap {
        len: leading + separator.len_utf8() + trailing,
        comma: separator == ',',
        blank: leading + trailing > 0,
    };
    let three = digits_len(digits) == 3;
    let next = || digits[3..].chars().next();
    let three_more = || {
        let mut rest = digits[3..].chars();
        matches!(rest.next(), Some(',' | '.')) && digits_len(rest.as_str()) == 3
    };
    match separator {
        ',' => Some(gap),
        '.' if three && seen.other && next() != Some('.') => Some(gap),
        '.' if three && three_more() => Some(gap),
        _ => None,
    }
}

pub(crate) fn digits_len(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Reads a text that is 漢数字 and nothing else: 三十, 百二十, 二〇.
pub(crate) fn read_kanji_numeral(text: &str) -> Option<Decimal> {
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c);
    if text.chars().count() > 20 || !text.contains(|c| c != '〇') {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        let digits: Option<String> = text
            .chars()
            .map(|c| digit(c).map(|n| n.to_string()))
            .collect();
        return decimal(&digits?, "");
    }
    // 万 alone is no number; 十, 百 and 千 are.
    if text.starts_with(['万', '億', '兆']) {
        return None;
    }
    let mut sum = ScaledSum::default();
    let mut pending = None;
    for c in text.chars() {
        if let Some(scale) = scale_of(c) {
            sum.add(pending.take(), scale)?;
        } else if pending.is_none() {
            pending = Some(Decimal::from(digit(c)?));
        } else {
            return None;
        }
    }
    let amount = sum.finish(pending)?;
    (!amount.is_zero()).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouped_digits_are_one_number() {
        for (text, amount, slips) in [
            ("725, 929人", "725929", &[Slip::InnerBlank][..]),
            ("10, 812, 285千円", "10812285", &[Slip::InnerBlank]),
            ("10.812,285", "10812285", &[Slip::MixedSeparators]),
            ("1.234.567", "1234567", &[Slip::MixedSeparators]),
            ("1,234,5", "12345", &[Slip::GroupingBroken]),
            ("5,0000", "50000", &[Slip::GroupingBroken]),
            ("1234,567", "1234567", &[Slip::GroupingBroken]),
            ("38. 7%", "38.7", &[Slip::InnerBlank]),
            ("10, 20", "10", &[]),
            (".5", "0.5", &[]),
        ] {
            let read = read_numeral(text).expect("a number");
            assert_eq!(
                (read.amount.to_string().as_str(), &read.slips[..]),
                (amount, slips)
            );
        }
        for text in [
            "1,5",
            "1,2,3",
            "1.2.3",
            "0,500",
            "1,200、350人",
            ".",
            "",
            "人",
        ] {
            assert!(read_numeral(text).is_none(), "{text}");
        }
    }

    #[test]
    fn scales_are_expanded_but_for_thousands_of_yen() {
        for (text, amount, rest) in [
            ("12万5千人", "125000", "人"),
            ("3百20万円", "3200000", "円"),
            ("820億45百万円", "82045000000", "円"),
            ("467.66万円", "4676600", "円"),
            ("1億2,000万円", "120000000", "円"),
            ("12千円", "12", "千円"),
            ("45 百万円", "45", " 百万円"),
            ("12万5千円", "125000", "円"),
            ("3千万円", "30000000", "円"),
            ("3百貨店", "3", "百貨店"),
            ("12 万人", "120000", "人"),
            ("2億5,0000万円", "700000000", "円"),
        ] {
            let read = read_numeral(text).expect("a number");
            assert_eq!(
                (read.amount.to_string().as_str(), &text[read.len..]),
                (amount, rest)
            );
        }
        for text in ["1万2億円", "1万2万人"] {
            assert!(read_numeral(text).is_none(), "{text}");
        }
    }

    #[test]
    fn kanji_numerals_are_read_whole() {
        for (text, amount) in [
            ("三十", 30),
            ("十二", 12),
            ("二〇", 20),
            ("百二十", 120),
            ("三千五百", 3_500),
            ("二万三千", 23_000),
        ] {
            assert_eq!(
                read_kanji_numeral(text),
                Some(Decimal::from(amount)),
                "{text}"
            );
        }
        for text in ["〇", "万", "三十人", "一二三十百", ""] {
            assert_eq!(read_kanji_numeral(text), None, "{text}");
        }
    }
}

//! Columns that are never read: マイナンバー and 住民票コード (番号法20条). They are told by their
//! headings, or by what stands in them: at least three different numbers of 12 digits whose check
//! digit holds, and most of the column's numbers of 12 digits are such. One number in ten passes
//! by chance, so a column of parcel numbers falls under suspicion less than once in 200. Where a
//! single such number stands in place of a receipt's or a member's, its row is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use enishi_domain::text::{fold_ascii_char, fold_label};

use super::charset::Charset;
use super::heading::Binding;
use super::records::Field;
use super::table::Table;

const HEADINGS: [&str; 5] = [
    "個人番号",
    "マイナンバー",
    "ﾏｲﾅﾝﾊﾞｰ",
    "mynumber",
    "住民票コード",
];

/// What may stand between the digits of a number.
const HYPHENS: [char; 8] = ['-', '‐', '‑', '–', '—', '―', '−', 'ー'];

/// So many numbers of a column are kept to judge it by.
const ENOUGH: usize = 4_096;

/// Whether a text that somebody typed is a number of 12 digits whose check digit holds: alone it is
/// not weighed against a column, and one parcel number in ten has to be written another way.
#[must_use]
pub fn is_my_number(text: &str) -> bool {
    is_one(&Field::plain(text.as_bytes()), Charset::Utf8)
}

/// Whether such a number stands in a text that somebody typed: by itself in any grouping, or within
/// the text as twelve digits or three times four. Part of a longer run of digits is none, nor is a
/// telephone number behind its 「+」 or a moment.
#[must_use]
pub fn holds_my_number(text: &str) -> bool {
    is_my_number(text) || within(&text.chars().map(fold_ascii_char).collect::<Vec<char>>())
}

fn within(text: &[char]) -> bool {
    let is_digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let is_hyphen = |at: usize| text.get(at).is_some_and(|c| HYPHENS.contains(c));
    let starts = (0..text.len()).filter(|at| is_digit(*at) && (*at == 0 || !is_digit(at - 1)));
    starts.into_iter().any(|start| {
        let joins = |at: usize| is_hyphen(at) || matches!(text.get(at), Some('.' | '/' | ':'));
        let is_behind = start > 0 && matches!(text[start - 1], '+' | '.' | '/' | ':');
        if is_behind || (start > 1 && is_hyphen(start - 1) && is_digit(start - 2)) {
            return false;
        }
        let is_blank = text.get(start + 4) == Some(&' ');
        let is_split = is_blank || is_hyphen(start + 4);
        let mut at = start;
        let (mut count, mut number) = (0, 0_u64);
        while count < 12 {
            if is_split && matches!(count, 4 | 8) {
                if text.get(at) != text.get(start + 4) {
                    return false;
                }
                at += 1;
            }
            let Some(digit) = text.get(at).and_then(|c| c.to_digit(10)) else {
                return false;
            };
            number = number * 10 + u64::from(digit);
            count += 1;
            at += 1;
        }
        let is_blank_before = start > 1 && text[start - 1] == ' ' && is_digit(start - 2);
        let is_longer = is_digit(at)
            || (joins(at) && is_digit(at + 1))
            || (is_blank && (is_blank_before || (text.get(at) == Some(&' ') && is_digit(at + 1))));
        !is_longer && number > 0 && !is_moment(number) && holds(number)
    })
}

/// 「202404011230」
fn is_moment(number: u64) -> bool {
    let [year, month, day] = [
        number / 100_000_000,
        number / 1_000_000 % 100,
        number / 10_000 % 100,
    ];
    let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    (1900..2100).contains(&year) && is_day && number / 100 % 100 < 24 && number % 100 < 60
}

/// What a look through the whole table tells before any row of it is handed over.
pub(super) struct Survey {
    /// The columns that are not to be read, by their index.
    pub(super) forbidden: BTreeSet<usize>,
    /// The columns with too few such numbers to be refused, and hardly another number of 12 digits
    /// beside them.
    pub(super) doubted: BTreeSet<usize>,
    /// How many fields most records have.
    pub(super) usual_length: usize,
}

/// Looks through a table.
pub(super) fn survey(table: &Table<'_>, binding: &Binding) -> Survey {
    let mut forbidden: BTreeSet<usize> = binding
        .headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| is_refused_heading(heading))
        .map(|(index, _)| index)
        .collect();
    let mut suspects = Suspects::default();
    let mut lengths: BTreeMap<usize, u64> = BTreeMap::new();
    table.for_each(&mut |number, fields, _| {
        if number > binding.row {
            *lengths.entry(fields.len()).or_default() += 1;
            suspects.look(fields, table.charset);
        }
        ControlFlow::Continue(())
    });
    let doubted = suspects.doubted();
    forbidden.extend(suspects.convicted());
    let usual = lengths
        .into_iter()
        .max_by_key(|(length, rows)| (*rows, *length));
    Survey {
        forbidden,
        doubted,
        usual_length: usual.map_or(0, |(length, _)| length),
    }
}

fn is_refused_heading(heading: &str) -> bool {
    let folded = fold_label(heading);
    HEADINGS.iter().any(|word| folded.contains(word))
}

/// The numbers of 12 digits that were seen: in one column, or in three beside one another.
#[derive(Default)]
struct Suspects {
    whole: BTreeMap<usize, BTreeSet<u64>>,
    split: BTreeMap<usize, BTreeSet<u64>>,
}

impl Suspects {
    fn look(&mut self, fields: &[Field<'_>], charset: Charset) {
        let mut fours = [None::<u64>; 2];
        for (index, field) in fields.iter().enumerate() {
            let number = digits(field, charset);
            if let Some((12, number)) = number {
                keep(&mut self.whole, index, number);
            }
            let four = match number {
                Some((4, number)) => Some(number),
                _ => None,
            };
            if let ([Some(first), Some(second)], Some(third)) = (fours, four) {
                let number = (first * 10_000 + second) * 10_000 + third;
                keep(&mut self.split, index - 2, number);
            }
            fours = [fours[1], four];
        }
    }

    fn doubted(&self) -> BTreeSet<usize> {
        let columns = self.whole.iter();
        columns
            .filter(|(_, numbers)| has_many(numbers))
            .map(|(index, _)| *index)
            .collect()
    }

    fn convicted(self) -> BTreeSet<usize> {
        let guilty = |columns: BTreeMap<usize, BTreeSet<u64>>| {
            columns
                .into_iter()
                .filter(|(_, numbers)| is_guilty(numbers))
                .map(|(index, _)| index)
        };
        let split = guilty(self.split).flat_map(|first| first..first + 3);
        guilty(self.whole).chain(split).collect()
    }
}

fn keep(columns: &mut BTreeMap<usize, BTreeSet<u64>>, index: usize, number: u64) {
    let numbers = columns.entry(index).or_default();
    if numbers.len() < ENOUGH && number > 0 {
        numbers.insert(number);
    }
}

fn is_guilty(numbers: &BTreeSet<u64>) -> bool {
    valid(numbers) >= 3 && has_many(numbers)
}

/// Whether most of the numbers bear their check digit.
fn has_many(numbers: &BTreeSet<u64>) -> bool {
    let valid = valid(numbers);
    valid > 0 && valid * 3 >= numbers.len() * 2
}

fn valid(numbers: &BTreeSet<u64>) -> usize {
    numbers.iter().filter(|number| holds(**number)).count()
}

/// Whether a field holds a number of 12 digits that bears its check digit.
pub(super) fn is_one(field: &Field<'_>, charset: Charset) -> bool {
    matches!(digits(field, charset), Some((12, number)) if number > 0 && holds(number))
}

/// The digits of a field that holds nothing but 4 or 12 of them, hyphens and blanks.
fn digits(field: &Field<'_>, charset: Charset) -> Option<(usize, u64)> {
    let bytes = field.bytes.trim_ascii();
    // Full-width digits begin with 0x82 in CP932, 0xa3 in EUC-JP and 0xef in UTF-8; an ideographic
    // blank may stand before them.
    let first = bytes.first()?;
    let may_be = first.is_ascii_digit() || matches!(first, 0x81 | 0x82 | 0xa1 | 0xa3 | 0xe3 | 0xef);
    if !may_be || bytes.len() < 4 || bytes.len() > 64 {
        return None;
    }
    if bytes.len() <= 12 && first.is_ascii_digit() && !bytes.iter().all(u8::is_ascii) {
        return None;
    }
    let text = charset.text(field)?;
    let (mut count, mut number) = (0, 0_u64);
    for c in text.chars().map(fold_ascii_char) {
        match c {
            '0'..='9' if count < 12 => {
                number = number * 10 + u64::from(c as u32 - '0' as u32);
                count += 1;
            }
            '-' | ' ' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | 'ｰ' => {}
            _ => return None,
        }
    }
    matches!(count, 4 | 12).then_some((count, number))
}

/// Whether the last digit is the check digit of the eleven before it (番号法施行規則 による算式).
fn holds(number: u64) -> bool {
    let check = number % 10;
    let mut rest = number / 10;
    let mut sum = 0;
    for place in 1..=11 {
        let weight = if place <= 6 { place + 1 } else { place - 5 };
        sum += rest % 10 * weight;
        rest /= 10;
    }
    let expected = match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    };
    check == expected
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of those eleven digits with its check digit.
    fn numbered(eleven: u64) -> u64 {
        let mut numbers = (0..10).map(|check| eleven * 10 + check);
        numbers
            .find(|number| holds(*number))
            .expect("one digit holds")
    }

    /// A plain generator, so that the test is the same every time.
    fn random(state: &mut u64) -> u64 {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *state >> 20
    }

    #[test]
    fn the_check_digit_is_that_of_the_law() {
        assert!(holds(123_456_789_018));
        assert!(
            (0..10)
                .filter(|check| holds(123_456_789_010 + check))
                .count()
                == 1
        );
    }

    #[test]
    fn one_typed_number_is_told_by_its_check_digit() {
        for text in ["123456789018", "1234-5678-9018", "１２３４５６７８９０１８"] {
            assert!(is_my_number(text), "{text}");
        }
        for text in ["123456789019", "12345678901", "焼津市本町2-16-32", ""] {
            assert!(!is_my_number(text), "{text}");
        }
    }

    #[test]
    fn a_number_is_found_within_a_text() {
        for text in [
            "個番　太郎 123456789018",
            "面談 １２３４５６７８９０１８",
            "面談（1234-5678-9018）",
            "面談 1234 5678 9018 の件",
            "2024-04-01 123456789018",
            "１２３４－５６７８－９０１８です",
        ] {
            assert!(holds_my_number(text), "{text}");
        }
        for text in [
            "電話 090-1234-5678",
            "電話 +123456789018",
            "法人番号 7000012050002",
            "面談 1123456789018",
            "カード 1234-5678-9018-0000",
            "カード 1234 5678 9018 0000",
            "筆 123456789018-1",
            "面談 123456789019",
            "2024-04-01 09:00 面談",
            "12345678901.8",
            "",
        ] {
            assert!(!holds_my_number(text), "{text}");
        }
        let mut moments = (0..60).map(|minute| 202_404_011_200 + minute);
        let moment = moments.find(|moment| holds(*moment)).expect("one in ten");
        assert!(!holds_my_number(&format!("受付 {moment}")));
    }

    #[test]
    fn planted_numbers_are_always_found_and_parcel_numbers_hardly_ever() {
        let mut state = 7;
        let mut wrongly = 0;
        for round in 0..2_000_u64 {
            let count = 3 + round % 60;
            let planted: BTreeSet<u64> = (0..count)
                .map(|_| numbered(10_000_000_000 + random(&mut state) % 80_000_000_000))
                .collect();
            assert!(is_guilty(&planted));
            let parcels: BTreeSet<u64> = (0..count)
                .map(|_| 100_000_000_000 + random(&mut state) % 800_000_000_000)
                .collect();
            wrongly += u64::from(is_guilty(&parcels));
        }
        assert!(wrongly * 200 <= 2_000, "{wrongly} of 2000");
    }

    #[test]
    fn numbers_are_seen_in_every_script() {
        for text in [
            "123456789018",
            "1234-5678-9018",
            "１２３４５６７８９０１８",
            "１２３４－５６７８－９０１８",
            "1234 5678 9018",
            "　123456789018",
        ] {
            let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
            let utf8 = Field::plain(text.as_bytes());
            assert_eq!(
                digits(&utf8, Charset::Utf8),
                Some((12, 123_456_789_018)),
                "{text}"
            );
            let charset = Charset::Other(encoding_rs::SHIFT_JIS);
            assert_eq!(
                digits(&Field::plain(&cp932), charset),
                Some((12, 123_456_789_018)),
                "{text}"
            );
        }
        for text in [
            "1234567890128",
            "R6.4.1",
            "12345",
            "090-1234-5678",
            "1234-5678-901x",
        ] {
            assert_eq!(
                digits(&Field::plain(text.as_bytes()), Charset::Utf8),
                None,
                "{text}"
            );
        }
    }
}

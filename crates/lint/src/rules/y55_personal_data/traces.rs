//! Finds telephone numbers, mail addresses, personal numbers and labelled names in running text, and
//! masks what it found. It looks for what is written in a telling form; a bare name it cannot know.

use std::ops::Range;

use enishi_domain::text::fold_ascii_char;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    /// 電話番号, 内線
    Telephone,
    /// メールアドレス
    Mail,
    /// 氏名：…
    Name,
    /// 個人番号
    MyNumber,
}

/// The first trace of each kind with its text masked: `＊＊＊-＊＊＊＊`.
#[must_use]
pub fn traces(text: &str) -> Vec<(Trace, String)> {
    let telling = |c: char| c.is_ascii_digit() || matches!(c, '@' | '＠' | '氏' | '：' | ':');
    let telling = |c: char| telling(c) || ('０'..='９').contains(&c);
    if !text.contains(telling) {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().map(folded).collect();
    let found = [
        (Trace::Telephone, telephone(&chars)),
        (Trace::Mail, mail(&chars)),
        (Trace::Name, name(&chars)),
        (Trace::MyNumber, my_number(&chars)),
    ];
    let masked = |range: Range<usize>| chars[range].iter().map(|c| mask(*c)).collect();
    found
        .into_iter()
        .filter_map(|(trace, range)| Some((trace, masked(range?))))
        .collect()
}

fn folded(c: char) -> char {
    match fold_ascii_char(c) {
        '‐' | '‑' | '–' | '—' | '−' | 'ー' | '―' | 'ｰ' => '-',
        other => other,
    }
}

fn mask(c: char) -> char {
    if c.is_alphanumeric() { '＊' } else { c }
}

/// Ten or eleven digits from 0 with hyphens or brackets, or 内線 with its number.
fn telephone(chars: &[char]) -> Option<Range<usize>> {
    let starts = (0..chars.len()).filter(|at| {
        let behind_digit = *at > 0 && (chars[at - 1].is_ascii_digit() || chars[at - 1] == ',');
        chars[*at] == '0' && !behind_digit
    });
    let numbered = starts.into_iter().find_map(|start| {
        let is_part = |c: &&char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')');
        let length = chars[start..].iter().take_while(is_part).count();
        let number = &chars[start..start + length];
        let digits = number.iter().filter(|c| c.is_ascii_digit()).count();
        let joints = number.iter().filter(|c| !c.is_ascii_digit()).count();
        let grouped = joints >= 2 && (10..=11).contains(&digits);
        let mobile = joints == 0 && digits == 11 && matches!(number[1], '7' | '8' | '9');
        (grouped || mobile).then_some(start..start + length)
    });
    numbered.or_else(|| {
        let label = position(chars, &['内', '線'])?;
        let start = label + 2 + blanks(&chars[label + 2..]);
        let digits = chars[start..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        (digits >= 2).then_some(start..start + digits)
    })
}

fn mail(chars: &[char]) -> Option<Range<usize>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let ats = (0..chars.len()).filter(|at| chars[*at] == '@');
    ats.into_iter().find_map(|at| {
        let before = chars[..at]
            .iter()
            .rev()
            .take_while(|c| is_part(**c))
            .count();
        let after = chars[at + 1..].iter().take_while(|c| is_part(**c)).count();
        let domain = &chars[at + 1..at + 1 + after];
        let dotted = domain
            .iter()
            .position(|c| *c == '.')
            .is_some_and(|dot| dot > 0);
        (before > 0 && dotted).then_some(at - before..at + 1 + after)
    })
}

/// What stands behind 「氏名：」, or behind 「担当：」 where it is no department.
fn name(chars: &[char]) -> Option<Range<usize>> {
    const LABELS: &[&[char]] = &[
        &['氏', '名', ':'],
        &['担', '当', '者', ':'],
        &['担', '当', ':'],
        &['連', '絡', '先', ':'],
    ];
    LABELS.iter().find_map(|label| {
        let start = position(chars, label)? + label.len();
        let start = start + blanks(&chars[start..]);
        let is_name = |c: &&char| matches!(**c, '一'..='龠' | '々' | 'ぁ'..='ん' | 'ァ'..='ヶ');
        let length = chars[start..].iter().take_while(is_name).count();
        let written = &chars[start..start + length];
        let is_office = written.iter().any(|c| {
            matches!(
                c,
                '課' | '係' | '部' | '室' | '局' | '所' | '班' | '会' | '庁' | '社'
            )
        });
        ((2..=8).contains(&length) && !is_office).then_some(start..start + length)
    })
}

/// Twelve digits whose last one checks the others as the law on personal numbers says.
fn my_number(chars: &[char]) -> Option<Range<usize>> {
    let mut start = 0;
    while start < chars.len() {
        let digits = chars[start..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        if digits == 12 && checks(&chars[start..start + 12]) {
            return Some(start..start + 12);
        }
        start += digits.max(1);
    }
    None
}

/// The check digit of 行政手続における特定の個人を識別するための番号の利用等に関する法律施行規則:
/// 11 − (Σ Pₙ·Qₙ mod 11), where a remainder of 0 or 1 gives 0. Pₙ is the n-th digit from the right of
/// the first eleven, Qₙ = n+1 for n ≤ 6 and n−5 above.
fn checks(number: &[char]) -> bool {
    let digits: Vec<u32> = number.iter().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, body)) = digits.split_last() else {
        return false;
    };
    let weighted = body.iter().rev().zip(1..);
    let sum: u32 = weighted
        .map(|(digit, n)| digit * if n <= 6 { n + 1 } else { n - 5 })
        .sum();
    let remainder = sum % 11;
    let expected = if remainder <= 1 { 0 } else { 11 - remainder };
    *check == expected
}

fn position(chars: &[char], word: &[char]) -> Option<usize> {
    chars.windows(word.len()).position(|window| window == word)
}

fn blanks(chars: &[char]) -> usize {
    let is_blank = |c: &&char| **c == ' ' || **c == ':';
    chars.iter().take_while(is_blank).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_forms_are_found_and_masked() {
        for (text, trace, masked) in [
            (
                "電話 0120-000-000",
                Trace::Telephone,
                "＊＊＊＊-＊＊＊-＊＊＊",
            ),
            (
                "（０１２０）０００－０００",
                Trace::Telephone,
                "＊＊＊＊)＊＊＊-＊＊＊",
            ),
            (
                "07000000000まで",
                Trace::Telephone,
                "＊＊＊＊＊＊＊＊＊＊＊",
            ),
            ("農政課（内線 123）", Trace::Telephone, "＊＊＊"),
            ("a.b@example.jp", Trace::Mail, "＊.＊@＊＊＊＊＊＊＊.＊＊"),
            ("担当：山川", Trace::Name, "＊＊"),
            ("氏名: 山川 海", Trace::Name, "＊＊"),
            (
                "番号 000000000019",
                Trace::MyNumber,
                "＊＊＊＊＊＊＊＊＊＊＊＊",
            ),
        ] {
            let found = traces(text);
            assert_eq!(found, [(trace, masked.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_numbers_and_offices_are_left_alone() {
        for text in [
            "決算額 10,012,285千円",
            "2024-04-01から2025-03-31まで",
            "担当：商工観光課",
            "延べ123456789012人",
            "①@ ②：",
            "0.5%",
        ] {
            assert_eq!(traces(text), [], "{text}");
        }
    }
}

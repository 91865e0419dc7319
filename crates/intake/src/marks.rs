//! The mark that a sheet prints for one KPI: ○, ×, - and what they are taken for. Splitting a cell of
//! several marks by their numbering is the layouts' work; putting together what OCR made of ①○②○ is
//! done here.

use enishi_domain::text::{circled_number, fold_ascii, fold_ascii_char};
use enishi_domain::verdict::StatedVerdict;

/// Reads one KPI's mark. A scale other than ○×- (◎, △, A–D, 概ね達成) is [`StatedVerdict::Other`], as is
/// whatever is not understood.
#[must_use]
pub fn read_mark(text: &str) -> StatedVerdict {
    const LONGEST: usize = 60;
    let folded: String = fold_ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .take(LONGEST)
        .collect();
    let core = without_brackets(&folded);
    if let Some(verdict) = read_word(core) {
        return verdict;
    }
    let mut chars = core.chars();
    let Some(verdict) = chars.next().and_then(read_glyph) else {
        return StatedVerdict::Other;
    };
    let behind = without_brackets(chars.as_str());
    let agrees = behind.is_empty() || read_word(behind) == Some(verdict);
    if agrees {
        verdict
    } else {
        StatedVerdict::Other
    }
}

/// Whether the mark is printed as it should be.
#[must_use]
pub fn is_standard_mark(text: &str) -> bool {
    matches!(text.trim(), "○" | "×" | "-")
}

/// Puts together the marks of `count` KPIs from what OCR made of ①○②○③○: `10 20 30`, `1〇 2× 3-`. None
/// unless every number from 1 to `count` stands there in order, each with one mark, and nothing else.
#[must_use]
pub fn repair_mark_run(text: &str, count: usize) -> Option<Vec<StatedVerdict>> {
    const MOST_KPIS: usize = 50;
    if count == 0 || count > MOST_KPIS || text.len() > 16 * (count + 1) {
        return None;
    }
    let folded = fold_ascii(text);
    let mut rest = folded.trim();
    let mut marks = Vec::with_capacity(count);
    for n in 1..=count {
        rest = rest.trim_start_matches(is_between);
        rest = numbered(rest, n)?;
        let glyph = rest.chars().next()?;
        marks.push(read_glyph(glyph)?);
        rest = rest[glyph.len_utf8()..].trim_start_matches(is_invisible);
    }
    let complete = rest.trim_matches(is_between).is_empty();
    let known = !marks.contains(&StatedVerdict::Other);
    (complete && known).then_some(marks)
}

/// The text behind a KPI's number.
fn numbered(text: &str, n: usize) -> Option<&str> {
    let first = text.chars().next()?;
    if circled_number(first).map(usize::from) == Some(n) {
        return Some(text[first.len_utf8()..].trim_start());
    }
    let behind = text.strip_prefix(&n.to_string())?;
    let spaced = behind.trim_start();
    // 「1 ○」 is numbered; 「1 0」 may be two numbers.
    let is_digit = spaced.starts_with(|c: char| c.is_ascii_digit());
    Some(if is_digit { behind } else { spaced })
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '、' | '・' | '/' | ';')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

fn without_brackets(text: &str) -> &str {
    text.strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(text)
}

fn read_glyph(c: char) -> Option<StatedVerdict> {
    match fold_ascii_char(c) {
        '○' | '〇' | '◯' | '⭕' | '⚪' | '❍' | 'Ο' | 'О' | 'O' | 'o' | '0' => {
            Some(StatedVerdict::Met)
        }
        '×' | '✕' | '✖' | '✗' | '✘' | '╳' | '❌' | '⨯' | 'x' | 'X' | 'メ' | 'ﾒ' | '乂' => {
            Some(StatedVerdict::Missed)
        }
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | 'ー' | 'ｰ' | '一' => {
            Some(StatedVerdict::Unmeasured)
        }
        _ => None,
    }
}

fn read_word(text: &str) -> Option<StatedVerdict> {
    match text {
        "達成" | "達成済" | "達成済み" | "達成した" | "目標達成" => {
            Some(StatedVerdict::Met)
        }
        "未達成" | "未達" | "非達成" | "目標未達成" | "目標未達" | "不達成" => {
            Some(StatedVerdict::Missed)
        }
        "未測定" | "未計測" | "未評価" | "評価不能" | "評価不可" | "測定不能" | "判定不能"
        | "判定不可" | "未判定" | "未調査" => Some(StatedVerdict::Unmeasured),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StatedVerdict::{Met, Missed, Other, Unmeasured};

    #[test]
    fn marks_are_read_whatever_glyph_prints_them() {
        for (verdict, texts) in [
            (
                Met,
                "○ 〇 ◯ ⭕ ⭕\u{fe0f} O Ｏ o 0 ０ 達成 達成済 （達成） ○（達成） 　○　",
            ),
            (Missed, "× ✕ ✖ ╳ x X ｘ Ｘ メ 乂 未達成 未達 ×（未達成）"),
            (
                Unmeasured,
                "- ‐ ― － ー – — 一 − 未測定 未計測 未評価 評価不能 （未測定）",
            ),
            (Other, "△ ◎ A B C S 概ね達成 ○（未達成） 00 10 ○× ？"),
        ] {
            for text in texts.split(' ') {
                assert_eq!(read_mark(text), verdict, "{text}");
            }
        }
        assert_eq!(read_mark(""), Other);
        assert_eq!(read_mark(&"○".repeat(1 << 20)), Other);
    }

    #[test]
    fn three_marks_are_standard() {
        for text in ["○", "×", "-", " ○ "] {
            assert!(is_standard_mark(text), "{text}");
        }
        for text in ["〇", "◯", "✕", "x", "－", "ー", "0", "△", ""] {
            assert!(!is_standard_mark(text), "{text}");
        }
    }

    #[test]
    fn a_run_is_repaired_only_where_all_of_it_fits() {
        for (text, count, marks) in [
            ("10 20 30", 3, Some(vec![Met, Met, Met])),
            ("102030", 3, Some(vec![Met, Met, Met])),
            ("1x 20 3-", 3, Some(vec![Missed, Met, Unmeasured])),
            ("1〇 2× 3-", 3, Some(vec![Met, Missed, Unmeasured])),
            ("１○、２×、３－", 3, Some(vec![Met, Missed, Unmeasured])),
            ("1 ○ 2 ×", 2, Some(vec![Met, Missed])),
            ("①0 20 ③○", 3, Some(vec![Met, Met, Met])),
            ("10 20 30", 2, None),
            ("10 20 30", 4, None),
            ("10 30 20", 3, None),
            ("1 0 2 0", 2, None),
            ("10 20 3", 3, None),
            ("10人 20人", 2, None),
            ("1△ 20", 2, None),
            ("", 0, None),
            ("10", 0, None),
        ] {
            assert_eq!(repair_mark_run(text, count), marks, "{text} {count}");
        }
        let ten: String = (1..=10).map(|n| format!("{n}0 ")).collect();
        assert_eq!(repair_mark_run(&ten, 10), Some(vec![Met; 10]));
    }
}

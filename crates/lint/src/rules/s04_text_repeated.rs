//! S04: a long piece of text stands twice in a cell, or in two programmes.
#![doc = include_str!("s04_text_repeated.md")]

use std::collections::BTreeMap;

use enishi_domain::finding::{Finding, Severity};
use enishi_domain::year_sheet::Programme;

use super::Rule;
use crate::sheet::{Passage, PassageKind, Sheet, excerpt};

/// The rule.
pub const RULE: Rule = Rule {
    code: "S04",
    severity: Severity::Warning,
    page: include_str!("s04_text_repeated.md"),
    check,
};

/// The shortest repetition that is found, in characters without blanks.
const SHORTEST: usize = 30;

/// A cell is searched up to here, so that a file of one huge cell stays cheap.
const LONGEST: usize = 100_000;

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut sentences: BTreeMap<Vec<char>, &Programme> = BTreeMap::new();
    let mut findings = Vec::new();
    for passage in sheet.passages() {
        let is_prose = matches!(passage.kind, PassageKind::Overview | PassageKind::Remarks);
        if !is_prose || passage.printed.text.len() < SHORTEST {
            continue;
        }
        let inked = passage.printed.text.chars().filter(|c| !c.is_whitespace());
        let text: Vec<char> = inked.take(LONGEST).collect();
        let within = repetition(&text).map(|range| {
            let quote: String = text[range].iter().collect();
            let length = quote.chars().count();
            let finding = passage.finding(&RULE, "within");
            finding.with("length", length).quoting(excerpt(&quote))
        });
        let elsewhere = shared_sentence(&passage, &text, &mut sentences);
        findings.extend(within.or(elsewhere));
    }
    findings
}

/// The first piece of at least [`SHORTEST`] characters that comes again behind its own end, as long
/// as the two agree.
fn repetition(text: &[char]) -> Option<std::ops::Range<usize>> {
    if text.len() < 2 * SHORTEST {
        return None;
    }
    let mut windows = hashed_windows(text);
    windows.sort_unstable();
    let mut found: Option<(usize, usize)> = None;
    for group in windows.chunk_by(|a, b| a.0 == b.0) {
        let first = group[0].1;
        if found.is_some_and(|(start, _)| start <= first) {
            continue;
        }
        let piece = &text[first..first + SHORTEST];
        let again = group
            .iter()
            .map(|(_, start)| *start)
            .find(|start| *start >= first + SHORTEST && text[*start..].starts_with(piece));
        if let Some(again) = again.filter(|_| is_prose(piece)) {
            found = Some((first, again));
        }
    }
    let (first, again) = found?;
    let pairs = text[first..again].iter().zip(&text[again..]);
    let length = pairs.take_while(|(a, b)| a == b).count();
    Some(first..first + length)
}

/// A hash of each window of [`SHORTEST`] characters and where it begins.
fn hashed_windows(text: &[char]) -> Vec<(u64, usize)> {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let leaving = (1..SHORTEST).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    let mut out = Vec::with_capacity(text.len());
    for (index, c) in text.iter().enumerate() {
        if index >= SHORTEST {
            let gone = u64::from(text[index - SHORTEST]).wrapping_mul(leaving);
            hash = hash.wrapping_sub(gone);
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(*c));
        if index + 1 >= SHORTEST {
            out.push((hash, index + 1 - SHORTEST));
        }
    }
    out
}

/// A ruled line (――――) or a row of dots repeats itself and says nothing.
fn is_prose(piece: &[char]) -> bool {
    let mut distinct: Vec<char> = piece.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() >= 8
}

/// The first long sentence that another programme has already used word for word.
fn shared_sentence<'a>(
    passage: &Passage<'a>,
    text: &[char],
    sentences: &mut BTreeMap<Vec<char>, &'a Programme>,
) -> Option<Finding> {
    let mut shared = None;
    for sentence in text.split(|c| *c == '。').map(without_number) {
        if sentence.len() < SHORTEST || !is_prose(sentence) {
            continue;
        }
        if let Some(first) = sentences.get(sentence) {
            if shared.is_none() && !std::ptr::eq(*first, passage.programme) {
                shared = Some((*first, sentence.iter().collect::<String>()));
            }
        } else {
            sentences.insert(sentence.to_vec(), passage.programme);
        }
    }
    let (first, sentence) = shared?;
    let finding = passage.finding(&RULE, "elsewhere");
    let name = first.name.as_ref().map_or("", |name| name.text.as_str());
    let named = if first.no.is_empty() { name } else { &first.no };
    Some(finding.with("programme", named).quoting(excerpt(&sentence)))
}

/// A sentence without the number or bullet before it.
fn without_number(sentence: &[char]) -> &[char] {
    let is_number = |c: &char| {
        enishi_domain::text::circled_number(*c).is_some() || matches!(c, '・' | '○' | '●' | '※')
    };
    let numbers = sentence.iter().take_while(|c| is_number(c)).count();
    &sentence[numbers..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::Printed;

    const SENTENCE: &str = "市内の空き店舗を活用した交流拠点の運営を商店街と協力して続けていく";

    fn with_remarks(no: &str, remarks: impl Into<String>) -> Programme {
        Programme {
            remarks: Some(Printed::new(remarks)),
            ..programme(no, &[])
        }
    }

    #[test]
    fn a_piece_that_stands_twice_in_a_cell_is_found_once() {
        let text = format!("①{SENTENCE}。②{SENTENCE}。③{SENTENCE}。");
        let sheet = sheet([with_remarks("1", text)]);
        assert_eq!(
            lines(&RULE, &sheet),
            ["S04 warning 1 - 2:9 同じ文章（33文字）が1つの欄の中で繰り返されています。"]
        );
    }

    #[test]
    fn a_sentence_of_another_programme_is_found_at_the_second() {
        let first = with_remarks("1", format!("①{SENTENCE}。"));
        let second = with_remarks("2", format!("・{SENTENCE}。"));
        assert_eq!(
            lines(&RULE, &sheet([first, second])),
            ["S04 warning 2 - 3:9 事業1と一字一句同じ文章があります。"]
        );
    }

    #[test]
    fn rulers_and_short_phrases_may_stand_twice() {
        let phrase = "引き続き取り組んでいく。";
        for text in [phrase.repeat(2), "―".repeat(200)] {
            let sheet = sheet([with_remarks("1", text)]);
            assert_eq!(lines(&RULE, &sheet), [""; 0]);
        }
    }

    #[test]
    fn the_first_repetition_is_taken_as_far_as_it_goes() {
        let text: Vec<char> = format!("前置き{SENTENCE}あ{SENTENCE}い").chars().collect();
        assert_eq!(repetition(&text), Some(3..3 + SENTENCE.chars().count()));
        assert_eq!(repetition(&text[..40]), None);
    }

    #[test]
    fn a_long_cell_without_repetition_is_searched_quickly() {
        let mut state = 1_u32;
        let mut text = Vec::new();
        for _ in 0..LONGEST {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push(char::from_u32(0x4e00 + (state >> 20)).unwrap());
        }
        assert_eq!(repetition(&text), None);
    }
}

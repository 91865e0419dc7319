//! T60: misprints, retired terms and two spellings of one word in what will be published.
#![doc = include_str!("t60_misprints.md")]

use enishi_domain::finding::{Finding, Severity};

use super::Rule;
use crate::sheet::{Passage, Sheet};

/// The rule.
pub const RULE: Rule = Rule {
    code: "T60",
    severity: Severity::Info,
    page: include_str!("t60_misprints.md"),
    check,
};

/// A word and what it should be.
struct Word {
    printed: &'static str,
    meant: &'static str,
    message: &'static str,
}

const fn misprint(printed: &'static str, meant: &'static str) -> Word {
    Word {
        printed,
        meant,
        message: "misprint",
    }
}

const fn retired(printed: &'static str, meant: &'static str) -> Word {
    Word {
        printed,
        meant,
        message: "retired",
    }
}

/// 起業 is a word of its own, and a misprint only where companies are listed.
const WORDS: &[Word] = &[
    misprint("コロナ渦", "コロナ禍"),
    misprint("コロナ過", "コロナ禍"),
    misprint("、起業、", "、企業、"),
    misprint("・起業・", "・企業・"),
    misprint("中小起業", "中小企業"),
    misprint("起業誘致", "企業誘致"),
    misprint("起業立地", "企業立地"),
    misprint("起業版ふるさと", "企業版ふるさと"),
    misprint("をを", "を"),
    misprint("。。", "。"),
    misprint("、、", "、"),
    // 農地法 as amended in 2016.
    retired("農業生産法人", "農地所有適格法人"),
    retired("看護婦", "看護師"),
    retired("保健婦", "保健師"),
    retired("助産婦", "助産師"),
    retired("保母", "保育士"),
    retired("痴呆", "認知症"),
    retired("成人病", "生活習慣病"),
    retired("登校拒否", "不登校"),
    retired("精神薄弱", "知的障害"),
    retired("精神分裂病", "統合失調症"),
];

/// Two spellings of which a document keeps to one.
const SPELLINGS: &[[&str; 2]] = &[["寄附", "寄付"], ["障害", "障がい"], ["子ども", "子供"]];

fn check(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for passage in sheet.passages() {
        findings.extend(words(&passage));
        findings.extend(tripled(&passage));
    }
    findings.extend(SPELLINGS.iter().filter_map(|pair| mixed(sheet, *pair)));
    findings
}

/// Each listed word once a passage. One walk over the text, as sheets are long and hits are rare.
fn words(passage: &Passage<'_>) -> Vec<Finding> {
    let text = passage.printed.text.as_str();
    let mut seen: Vec<&'static str> = Vec::new();
    let mut findings = Vec::new();
    for (at, c) in text.char_indices() {
        if !begins_a_word(c) {
            continue;
        }
        let rest = &text[at..];
        let found = WORDS.iter().find(|word| rest.starts_with(word.printed));
        let Some(word) = found.filter(|word| !seen.contains(&word.printed)) else {
            continue;
        };
        seen.push(word.printed);
        let (printed, meant) = (trimmed(word.printed), trimmed(word.meant));
        let finding = passage.finding(&RULE, word.message);
        let finding = finding.with("printed", printed).with("meant", meant);
        let finding = finding.quoting(around(text, at, word.printed.len()));
        findings.push(finding.repairing(printed, meant));
    }
    findings
}

fn begins_a_word(c: char) -> bool {
    WORDS.iter().any(|word| word.printed.starts_with(c))
}

/// The word without the commas that only show where it stands; a comma by itself stays.
fn trimmed(word: &'static str) -> &'static str {
    let bare = word.trim_matches(['、', '・']);
    if bare.is_empty() { word } else { bare }
}

/// 「もののの」: no Japanese word has the same hiragana three times running.
fn tripled(passage: &Passage<'_>) -> Option<Finding> {
    let text = passage.printed.text.as_str();
    let mut run: Option<(char, usize, usize)> = None;
    for (at, c) in text.char_indices() {
        let (start, length) = match run {
            Some((last, start, length)) if last == c => (start, length + 1),
            _ => (at, 1),
        };
        run = Some((c, start, length));
        if length == 3 && matches!(c, 'ぁ'..='ん') {
            let quote = around(text, start, 3 * c.len_utf8());
            let finding = passage.finding(&RULE, "tripled").with("character", c);
            return Some(finding.quoting(quote));
        }
    }
    None
}

/// Both spellings in one sheet: one finding, at the first passage that has the second of them.
fn mixed(sheet: &Sheet<'_>, [first, second]: [&'static str; 2]) -> Option<Finding> {
    let count = |word: &str| {
        let passages = sheet.passages();
        passages
            .map(|p| p.printed.text.matches(word).count())
            .sum::<usize>()
    };
    let here = sheet.passages().find_map(|passage| {
        let at = passage.printed.text.find(second)?;
        Some((passage, at))
    });
    let (passage, at) = here?;
    let counts = (count(first), count(second));
    if counts.0 == 0 {
        return None;
    }
    let finding = passage.finding(&RULE, "mixed");
    let finding = finding.with("first", first).with("first_count", counts.0);
    let finding = finding
        .with("second", second)
        .with("second_count", counts.1);
    Some(finding.quoting(around(&passage.printed.text, at, second.len())))
}

/// The word with up to eight characters on either side.
fn around(text: &str, at: usize, length: usize) -> String {
    let before = text[..at].char_indices().rev().nth(7).map_or(0, |(i, _)| i);
    let behind = &text[at + length..];
    let after = behind
        .char_indices()
        .nth(8)
        .map_or(behind.len(), |(i, _)| i);
    crate::sheet::excerpt(&text[before..at + length + after])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handmade::{lines, programme, sheet};
    use enishi_domain::kpi::Printed;

    fn found(remarks: &str) -> Vec<String> {
        let mut programme = programme("1", &[]);
        programme.remarks = Some(Printed::new(remarks));
        lines(&RULE, &sheet([programme]))
    }

    #[test]
    fn misprints_and_retired_terms_are_told_once_a_cell() {
        assert_eq!(
            found("コロナ渦では個人、起業、NPO法人と、コロナ渦でも農業生産法人が集まった。"),
            [
                "T60 info 1 - 2:9 「コロナ渦」は「コロナ禍」の誤記と思われます。",
                "T60 info 1 - 2:9 「起業」は「企業」の誤記と思われます。",
                "T60 info 1 - 2:9 「農業生産法人」は現在「農地所有適格法人」といいます。",
            ]
        );
        assert_eq!(
            found("集まったもののの、足りなかった。。"),
            [
                "T60 info 1 - 2:9 「。。」は「。」の誤記と思われます。",
                "T60 info 1 - 2:9 「の」が3つ続いています。",
            ]
        );
    }

    #[test]
    fn two_spellings_of_a_word_are_one_finding() {
        assert_eq!(
            found("寄附を募り、寄付が集まり、寄付を使った。"),
            ["T60 info 1 - 2:9 「寄附」（1か所）と「寄付」（2か所）が混ざっています。"]
        );
    }

    #[test]
    fn right_words_are_left_alone() {
        for text in [
            "起業に関心を持つ人、起業家、起業の支援",
            "寄附を募り、寄附を使った。",
            "ものの、いいと思う。",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}

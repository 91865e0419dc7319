//! How numbers are spelled: what is irregular about a text's digits, and the plain spelling where
//! only one is possible. What the number means is for the readers to say.

use enishi_domain::text::{fold_ascii_char, with_thousands};

/// What is irregular, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// 2億5,0000万円: the thousands are not set off by threes, so a digit may be lost or doubled.
    Grouping,
    /// 725, 929人
    Blanks,
    /// 1,234，567
    Mixed,
    /// １２人
    FullWidth,
}

/// A run of digits with the separators and blanks between them.
struct Run {
    /// Digits between separators, folded.
    groups: Vec<String>,
    /// What stands between them, blanks removed.
    separators: Vec<char>,
    /// Digits behind the decimal point.
    fraction: Option<String>,
    blanks: bool,
    full_width: bool,
    /// Where the run ends, in characters.
    end: usize,
}

/// The gravest fault among the numbers of a text.
#[must_use]
pub fn fault(text: &str) -> Option<Fault> {
    if text.is_ascii() && !text.contains([',', ' ']) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    runs(&chars).iter().filter_map(|(_, run)| run.fault()).min()
}

/// The text with its numbers in plain spelling; none where nothing changes, or where a number's
/// groups leave open what was meant.
#[must_use]
pub fn respelled(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut done = 0;
    for (start, run) in runs(&chars) {
        out.extend(&chars[done..start]);
        match run.fault() {
            Some(Fault::Grouping) => return None,
            Some(Fault::Blanks | Fault::Mixed | Fault::FullWidth) => out.push_str(&run.plain()),
            None => out.extend(&chars[start..run.end]),
        }
        done = run.end;
    }
    out.extend(&chars[done..]);
    (out != text).then_some(out)
}

impl Run {
    fn fault(&self) -> Option<Fault> {
        let groups = &self.groups;
        if groups.len() > 1 && groups.iter().all(|group| group.len() < 3) {
            return None;
        }
        let by_threes = groups[1..].iter().all(|group| group.len() == 3) && groups[0].len() <= 3;
        let commas = self.separators.len() + 1 == groups.len();
        if groups.len() > 1 && commas && !by_threes {
            return Some(Fault::Grouping);
        }
        if self.blanks {
            return Some(Fault::Blanks);
        }
        let mixed = self.separators.windows(2).any(|pair| pair[0] != pair[1])
            || self.separators.iter().any(|c| matches!(c, '.' | '．'));
        if mixed {
            return Some(Fault::Mixed);
        }
        self.full_width.then_some(Fault::FullWidth)
    }

    fn plain(&self) -> String {
        let whole = self.groups.concat();
        let whole = if self.groups.len() > 1 {
            with_thousands(&whole)
        } else {
            whole
        };
        match &self.fraction {
            Some(digits) => format!("{whole}.{digits}"),
            None => whole,
        }
    }
}

fn runs(chars: &[char]) -> Vec<(usize, Run)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if is_digit(chars[at]) {
            let run = run(chars, at);
            let end = run.end;
            out.push((at, run));
            at = end;
        } else {
            at += 1;
        }
    }
    out
}

/// Reads digits and what joins them, as far as they make one number.
fn run(chars: &[char], start: usize) -> Run {
    let (first, mut at) = digits(chars, start);
    let mut run = Run {
        full_width: is_full_width(&chars[start..at]),
        groups: vec![first],
        separators: Vec::new(),
        fraction: None,
        blanks: false,
        end: at,
    };
    while let Some(joint) = joint(chars, at) {
        let (group, end) = digits(chars, joint.next);
        let is_point = matches!(joint.separator, Some('.' | '．'));
        let follows = self::joint(chars, end).and_then(|next| next.separator);
        let sets_off = group.len() == 3 && matches!(follows, Some(',' | '，'));
        // 「10 20 30」 is a list, 「12 000」 a number.
        let is_list = group.len() != 3 || run.groups[0].len() > 3;
        if joint.separator.is_none() && is_list {
            break;
        }
        run.full_width |= is_full_width(&chars[at..end]);
        run.end = end;
        if is_point && !sets_off {
            // A second point makes it a date: 6. 4. 1.
            run.blanks |= joint.blanks && !matches!(follows, Some('.' | '．'));
            run.fraction = Some(group);
            break;
        }
        run.blanks |= joint.blanks;
        run.separators.extend(joint.separator);
        run.groups.push(group);
        at = end;
    }
    run
}

/// What joins two groups of digits.
struct Joint {
    separator: Option<char>,
    blanks: bool,
    next: usize,
}

fn joint(chars: &[char], at: usize) -> Option<Joint> {
    let mut next = at;
    let mut separator = None;
    let mut blanks = false;
    loop {
        let c = *chars.get(next)?;
        if is_digit(c) {
            break;
        }
        if matches!(c, ' ' | '\u{3000}' | '\u{a0}' | '\t') {
            blanks = true;
        } else if matches!(c, ',' | '，' | '.' | '．') && separator.is_none() {
            separator = Some(c);
        } else {
            return None;
        }
        next += 1;
    }
    (next > at).then_some(Joint {
        separator,
        blanks,
        next,
    })
}

fn digits(chars: &[char], start: usize) -> (String, usize) {
    let run = chars[start..].iter().take_while(|c| is_digit(**c));
    let digits: String = run.map(|c| fold_ascii_char(*c)).collect();
    let end = start + digits.len();
    (digits, end)
}

fn is_digit(c: char) -> bool {
    fold_ascii_char(c).is_ascii_digit()
}

fn is_full_width(chars: &[char]) -> bool {
    chars.iter().any(|c| matches!(c, '０'..='９' | '．' | '，'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irregular_numbers_are_told_apart() {
        for (text, expected, plain) in [
            ("725, 929人", Some(Fault::Blanks), Some("725,929人")),
            ("14, 894, 396円", Some(Fault::Blanks), Some("14,894,396円")),
            ("12 000円", Some(Fault::Blanks), Some("12,000円")),
            ("3 .5%", Some(Fault::Blanks), Some("3.5%")),
            ("１２人", Some(Fault::FullWidth), Some("12人")),
            ("３．５％", Some(Fault::FullWidth), Some("3.5％")),
            ("1,234，567円", Some(Fault::Mixed), Some("1,234,567円")),
            (
                "1,234.567,890円",
                Some(Fault::Mixed),
                Some("1,234,567,890円"),
            ),
            ("2億5,0000万円", Some(Fault::Grouping), None),
            ("1234,567円", Some(Fault::Grouping), None),
        ] {
            assert_eq!(fault(text), expected, "{text}");
            assert_eq!(respelled(text).as_deref(), plain, "{text}");
        }
    }

    #[test]
    fn plain_numbers_and_lists_are_left_alone() {
        for text in [
            "715,000人",
            "1,628人",
            " 3 社",
            "467.66万円",
            "男:18.18年 女:20.29年",
            "男性 70.10年 女性 73.20年",
            "24年度:100 25年度:120",
            "10 20 30",
            "1、2",
            "1,2",
            "R6. 4. 1",
            "12/15地区",
            "0.125",
            "R6.4.1",
            "1.234",
            "-",
            "",
        ] {
            assert_eq!(fault(text), None, "{text}");
            assert_eq!(respelled(text), None, "{text}");
        }
    }
}

//! Splitting a cell that holds several KPIs by its own numbering: ①, 指標①, (1), （１）, 1., 7-2.

use std::ops::Range;

use enishi_domain::kpi::KpiNo;
use enishi_domain::text::{circled_number, fold_ascii_char};

/// How a cell numbers its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// ①, ⑴, ❶, also 指標①
    Circled,
    /// 指標1, KPI1:, ＫＰＩ－１
    Worded,
    /// (1), （１）
    Bracketed,
    /// 1. 1、 1) １．
    Dotted,
    /// 7-2 at the beginning of a line
    TwoLevel,
}

/// How strictly a marker has to stand apart from what goes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A list of names or values: `①×②○`.
    List,
    /// Sentences, in which 「①の要因」 may refer to an item.
    Prose,
}

/// One numbered slice of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its number.
    pub no: KpiNo,
    /// Its text without the number, white space at the ends removed.
    pub text: &'a str,
    /// Whether it shares the text of the next one: the ① of 「①②10人」 and 「①～②10人」.
    pub joined: bool,
}

/// A cell taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// What stands before the first number.
    pub before: &'a str,
    /// In the cell's order.
    pub items: Vec<Item<'a>>,
    /// Whether the numbers do not ascend one by one from the first.
    pub out_of_order: bool,
}

const STYLES: [Style; 5] = [
    Style::Circled,
    Style::Worded,
    Style::Bracketed,
    Style::Dotted,
    Style::TwoLevel,
];

/// Splits by the first style that numbers the cell; `None` where nothing is numbered. The style of
/// the KPI cell, if known, is asked first.
#[must_use]
pub fn split(text: &str, setting: Setting, preferred: Option<Style>) -> Option<(Style, Split<'_>)> {
    let styles = preferred
        .into_iter()
        .chain(STYLES.into_iter().filter(|s| Some(*s) != preferred));
    for style in styles {
        let markers = markers(text, style, setting);
        // A bracketed or dotted number other than 1 at the beginning is more likely a figure.
        let starts = markers.first().is_some_and(|marker| {
            matches!(style, Style::Circled | Style::Worded | Style::TwoLevel)
                || Some(style) == preferred
                || marker.no.first == 1
        });
        if starts {
            return Some((style, cut(text, &markers)));
        }
    }
    None
}

/// What may stand before a number to say that it is a KPI's.
const INDICATOR_WORDS: [&str; 3] = ["指標", "KPI", "ＫＰＩ"];

struct Marker {
    no: KpiNo,
    start: usize,
    end: usize,
}

fn markers(text: &str, style: Style, setting: Setting) -> Vec<Marker> {
    let mut found: Vec<Marker> = Vec::new();
    let mut previous: Option<char> = None;
    let mut skip_to = 0;
    let asides = if style == Style::Circled {
        asides(text)
    } else {
        Vec::new()
    };
    for (start, c) in text.char_indices() {
        if start < skip_to || is_within(&asides, start) {
            previous = Some(c);
            continue;
        }
        if let Some((no, length)) = marker_at(&text[start..], style) {
            let ascends = found.last().is_none_or(|last| no > last.no);
            // 「(1)×(2)○」: the very next number needs nothing before it.
            let next = found
                .last()
                .is_some_and(|last| no.first == last.no.first + 1);
            let bracketed_list = style == Style::Bracketed && setting == Setting::List;
            let circled = style == Style::Circled;
            // 「①②とも順調」
            let glued = ascends && found.last().is_some_and(|last| last.end == start);
            let returns = || {
                let behind = &text[start + length..];
                setting == Setting::Prose && returns_to(no, &text[..start], behind, &found)
            };
            if stands_apart(previous, style, setting, ascends)
                || (bracketed_list && next)
                || (circled && (glued || returns()))
            {
                skip_to = start + length;
                let start = without_prefix(&text[..start], found.last().map_or(0, |m| m.end));
                found.push(Marker {
                    no,
                    start,
                    end: skip_to,
                });
            }
        }
        previous = Some(c);
    }
    found
}

/// Where brackets behind words hold more than a number: the 「②女性」 of 「就業者数（うち②女性）」 is a
/// part of the name.
fn asides(text: &str) -> Vec<Range<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut asides: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        if c == '(' || c == '（' {
            open.push(at);
        } else if c == ')' || c == '）' {
            let Some(start) = open.pop() else {
                continue;
            };
            let inside = text[start..at].trim_matches(['(', '（', ' ', '　']);
            let only_number = inside.chars().nth(1).is_none();
            if !only_number && !text[..start].trim().is_empty() {
                while asides.pop_if(|inner| inner.start > start).is_some() {}
                asides.push(start..at);
            }
        }
    }
    asides
}

/// Whether a place lies in one of some ranges, which are in order and apart.
fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.contains(&at))
}

/// Whether a number that was left out before begins a sentence of its own; 「①の要因」 refers to it.
fn returns_to(no: KpiNo, before: &str, behind: &str, found: &[Marker]) -> bool {
    let begins = before.trim_end_matches([' ', '　', '\t']);
    let begins = begins.ends_with(['。', '\n', '\r']);
    let refers = behind.starts_with(|c: char| "のはとがにもをやで～〜・、".contains(c));
    let is_new = found.iter().all(|marker| marker.no != no);
    begins && !refers && is_new && !found.is_empty()
}

/// The number that the text begins with, and the length of its marker.
fn marker_at(text: &str, style: Style) -> Option<(KpiNo, usize)> {
    match style {
        Style::Circled => circled(text),
        Style::Worded => worded(text),
        Style::Bracketed => bracketed(text),
        Style::Dotted => dotted(text),
        Style::TwoLevel => two_level(text),
    }
}

fn circled(text: &str) -> Option<(KpiNo, usize)> {
    let first = text.chars().next()?;
    let no = KpiNo::new(circled_number(first)?);
    let behind = &text[first.len_utf8()..];
    // 「①．」「①：」 carry their own separator.
    let separator = behind.chars().next().filter(|c| ":：．".contains(*c));
    Some((no, first.len_utf8() + separator.map_or(0, char::len_utf8)))
}

fn worded(text: &str) -> Option<(KpiNo, usize)> {
    let word = INDICATOR_WORDS
        .iter()
        .find(|word| text.starts_with(**word))?;
    let rest = &text[word.len()..];
    let rest = rest.trim_start_matches([' ', '-', '－', '.', '．']);
    let (n, digits) = number(rest)?;
    let behind = &rest[digits..];
    let next = behind.chars().next();
    // 「指標1人当たり」 is a name, 「KPI 6年度」 a year.
    let apart = |c: char| c.is_whitespace() || ":：.．、)）)】」".contains(c);
    next.is_none_or(apart).then_some(())?;
    let separator = next
        .filter(|c| !c.is_whitespace())
        .map_or(0, char::len_utf8);
    Some((KpiNo::new(n), text.len() - behind.len() + separator))
}

fn bracketed(text: &str) -> Option<(KpiNo, usize)> {
    let first = text.chars().next()?;
    let open = (fold_ascii_char(first) == '(').then_some(first.len_utf8())?;
    let (n, digits) = number(&text[open..])?;
    let close = text[open + digits..].chars().next();
    let close = close.filter(|c| fold_ascii_char(*c) == ')')?;
    Some((KpiNo::new(n), open + digits + close.len_utf8()))
}

fn dotted(text: &str) -> Option<(KpiNo, usize)> {
    let (n, digits) = number(text)?;
    let mut rest = text[digits..].chars();
    let dot = rest.next().filter(|c| ".．、)）".contains(*c))?;
    let after = rest.next();
    // 「1.5」 is an amount; 「１．5」 changes its width behind the dot, as a numbering does.
    let wide = dot == '．' && !text.starts_with(|c: char| c.is_ascii_digit());
    let goes_on = |c: char| c.is_ascii_digit() && !wide || ('０'..='９').contains(&c);
    let ends = !after.is_some_and(goes_on);
    ends.then_some((KpiNo::new(n), digits + dot.len_utf8()))
}

fn two_level(text: &str) -> Option<(KpiNo, usize)> {
    let (first, length) = number(text)?;
    let hyphen = text[length..]
        .chars()
        .next()
        .filter(|c| "-－‐".contains(*c))?;
    let second_at = length + hyphen.len_utf8();
    let (second, digits) = number(&text[second_at..])?;
    let end = second_at + digits;
    // 「3-5人」 is a range.
    let bounded = |c: char| c.is_whitespace() || ".．:：".contains(c);
    let next = text[end..].chars().next();
    next.is_some_and(bounded).then_some(())?;
    let second = Some(second);
    Some((KpiNo { first, second }, end))
}

/// One or two digits, full-width ones too, that no third follows.
fn number(text: &str) -> Option<(u16, usize)> {
    let mut value = 0;
    let mut length = 0;
    for (count, c) in text.chars().enumerate() {
        let Some(digit) = fold_ascii_char(c).to_digit(10) else {
            break;
        };
        if count == 2 {
            return None;
        }
        value = value * 10 + u16::try_from(digit).ok()?;
        length += c.len_utf8();
    }
    (value > 0).then_some((value, length))
}

fn stands_apart(previous: Option<char>, style: Style, setting: Setting, ascends: bool) -> bool {
    let Some(previous) = previous else {
        return true;
    };
    let at_line_start = previous == '\n' || previous == '\r';
    let after_blank = previous.is_whitespace();
    let after_sentence = "。．」』）)・、".contains(previous);
    match (style, setting) {
        (Style::TwoLevel, _) => at_line_start,
        (Style::Circled, Setting::List) => ascends || after_blank,
        (Style::Circled, Setting::Prose) => ascends && (after_blank || after_sentence),
        (Style::Worded, Setting::List) => after_blank || after_sentence,
        (Style::Worded, Setting::Prose) => at_line_start,
        (Style::Bracketed | Style::Dotted, Setting::List) => {
            after_blank || (ascends && after_sentence && previous != ')' && previous != '）')
        }
        (Style::Bracketed | Style::Dotted, Setting::Prose) => at_line_start && ascends,
    }
}

/// 「指標①」 「KPI①」: the word belongs to the marker.
fn without_prefix(before: &str, from: usize) -> usize {
    let tail = &before[from..];
    for word in INDICATOR_WORDS {
        if let Some(rest) = tail.strip_suffix(word)
            && rest.chars().next_back().is_none_or(char::is_whitespace)
        {
            return from + rest.len();
        }
    }
    before.len()
}

fn cut<'a>(text: &'a str, markers: &[Marker]) -> Split<'a> {
    let ends = markers
        .iter()
        .skip(1)
        .map(|marker| marker.start)
        .chain([text.len()]);
    let item = |(marker, end): (&Marker, usize)| {
        let printed = &text[marker.end..end];
        let joint = |c: char| "～〜~・･、,，と".contains(c);
        let joined = end < text.len() && printed.chars().all(joint);
        Item {
            no: marker.no,
            text: printed.trim(),
            joined,
        }
    };
    let items: Vec<Item<'a>> = markers.iter().zip(ends).map(item).collect();
    let before = markers
        .first()
        .map_or(text, |marker| &text[..marker.start])
        .trim();
    let ascending = items.windows(2).all(|pair| pair[0].no < pair[1].no);
    Split {
        before,
        items,
        out_of_order: !ascending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str, setting: Setting) -> Vec<(String, String)> {
        let Some((_, split)) = split(text, setting, None) else {
            return Vec::new();
        };
        split
            .items
            .iter()
            .map(|item| (item.no.to_string(), item.text.to_owned()))
            .collect()
    }

    fn pairs(items: &[(&str, &str)]) -> Vec<(String, String)> {
        items
            .iter()
            .map(|(no, text)| ((*no).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn lists_are_split_by_their_own_numbering() {
        for (text, items) in [
            ("①75社 ②750名", &[("1", "75社"), ("2", "750名")][..]),
            ("①×②○", &[("1", "×"), ("2", "○")]),
            (
                "指標①移住者数\n指標②空き家",
                &[("1", "移住者数"), ("2", "空き家")],
            ),
            ("KPI1:10人 KPI2:20人", &[("1", "10人"), ("2", "20人")]),
            (
                "指標１　10人\n指標２　20人",
                &[("1", "10人"), ("2", "20人")],
            ),
            ("ＫＰＩ－１：移住者", &[("1", "移住者")]),
            ("１．10人\n２．20人", &[("1", "10人"), ("2", "20人")]),
            ("(1)10人 (2)20人", &[("1", "10人"), ("2", "20人")]),
            ("（１）×（２）○", &[("1", "×"), ("2", "○")]),
            ("（１）10人\n（２）20人", &[("1", "10人"), ("2", "20人")]),
            ("1. 10人\n2. 20人", &[("1", "10人"), ("2", "20人")]),
            ("7-1 移住\n7-2 定住", &[("7-1", "移住"), ("7-2", "定住")]),
            ("②2件", &[("2", "2件")]),
            ("①合計 ②①のうち市内", &[("1", "合計"), ("2", "①のうち市内")]),
            ("①(仮)法人 ②40(12)", &[("1", "(仮)法人"), ("2", "40(12)")]),
            ("①就業者数(うち②女性)", &[("1", "就業者数(うち②女性)")]),
            ("移住者数（①男性 ②女性）", &[]),
            (
                "（①）10人 （②）20人",
                &[("1", "）10人 （"), ("2", "）20人")],
            ),
            ("（①10人 ②20人）", &[("1", "10人"), ("2", "20人）")]),
        ] {
            assert_eq!(numbered(text, Setting::List), pairs(items), "{text}");
        }
    }

    #[test]
    fn figures_are_no_numbering() {
        for text in [
            "40(12)",
            "725,929人",
            "12.5%",
            "10.5",
            "１．５人",
            "指標1人当たり",
            "KPI6年度",
            "3-5人",
            "(仮)",
            "2024/4/1",
            "R6.4.1",
        ] {
            assert_eq!(numbered(text, Setting::List), [], "{text}");
        }
    }

    #[test]
    fn prose_refers_to_items_without_being_split() {
        let text = "①は増えた。②の要因は①と同じ、前年の②である。\n③今後";
        let items = [
            ("1", "は増えた。"),
            ("2", "の要因は①と同じ、前年の②である。"),
            ("3", "今後"),
        ];
        assert_eq!(numbered(text, Setting::Prose), pairs(&items));
    }

    #[test]
    fn prose_comes_back_to_an_item_that_it_left_out() {
        for (text, items) in [
            (
                "②天候不良。①好調。",
                &[("2", "天候不良。"), ("1", "好調。")][..],
            ),
            (
                "②天候不良。①の要因は同じ。",
                &[("2", "天候不良。①の要因は同じ。")],
            ),
            ("①②とも順調", &[("1", ""), ("2", "とも順調")]),
        ] {
            assert_eq!(numbered(text, Setting::Prose), pairs(items), "{text}");
        }
    }

    #[test]
    fn numbers_that_share_a_text_are_joined() {
        for (text, joined) in [
            ("①②10人", &[true, false][..]),
            ("①～②10人", &[true, false]),
            ("①10人 ②③20人", &[false, true, false]),
            ("① ②10人", &[false, false]),
            ("①10人②", &[false, false]),
            ("①-②10人", &[false, false]),
            ("①－②○", &[false, false]),
        ] {
            let (_, split) = split(text, Setting::List, None).expect("numbers");
            let found: Vec<bool> = split.items.iter().map(|item| item.joined).collect();
            assert_eq!(found, joined, "{text}");
        }
    }
}

//! 「担当課」 taken apart: written under each other, listed, or run together.

/// Endings of an office's name.
const ENDINGS: [&str; 9] = ["課", "部", "室", "局", "係", "所", "センター", "署", "院"];
/// What may follow such a character inside one name: 課長, 部会, 局内, 室外.
const CONTINUES: &str = "長員会外局内付用品門署下数";

/// A text longer than this, in bytes, is no row of offices; taking it apart is quadratic.
const LONGEST_RUN: usize = 3_000;

/// The departments of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departments {
    /// One by one.
    pub names: Vec<String>,
    /// Whether names that were run together had to be cut.
    pub cut: bool,
}

/// Splits at 、 , / and line breaks, and names that run together behind 課, 部, 室 and 局. 部 before
/// 課 is the division the section belongs to, not a department of its own.
#[must_use]
pub fn split_departments(text: &str) -> Departments {
    let mut departments = Departments::default();
    let listed = text.split(['、', ',', '，', '/', '／', ';', '；']);
    for listed in listed.flat_map(split_at_dots) {
        for joined in join_wrapped(listed) {
            let pieces = cut_run_together(&joined);
            departments.cut |= pieces.len() > 1;
            departments.names.extend(pieces);
        }
    }
    departments
}

/// 「都市計画課・建築課」 are two; the dot of 「まち・ひと創生課」 is part of the name.
fn split_at_dots(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, dot) in text.match_indices('・') {
        let left = text[start..at].trim_end();
        if ENDINGS.iter().any(|ending| left.ends_with(ending)) {
            pieces.push(&text[start..at]);
            start = at + dot.len();
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Joins what a line break divides inside a name: 「商工\n観光課」 is one, 「商工課\n農政課」 two.
fn join_wrapped(listed: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for piece in listed.split_whitespace() {
        let opens_new = |last: &String| {
            ENDINGS.iter().any(|ending| last.ends_with(ending)) && !belongs_together(last, piece)
        };
        match joined.last_mut() {
            Some(last) if !opens_new(last) => last.push_str(piece),
            _ => joined.push(piece.to_owned()),
        }
    }
    joined
}

fn cut_run_together(name: &str) -> Vec<String> {
    if name.len() > LONGEST_RUN {
        return vec![name.to_owned()];
    }
    let chars: Vec<char> = name.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut start = 0;
    for at in 0..chars.len() {
        let Some(next) = chars.get(at + 1) else { break };
        let ends = matches!(chars[at], '課' | '部' | '室' | '局') && at > start;
        // 「中部地方整備局」
        let region = at == start + 1 && chars[at] == '部' && "東西南北中".contains(chars[start]);
        if !ends
            || region
            || CONTINUES.contains(*next)
            || "(（)）".contains(*next)
            || is_word(&chars[at..])
        {
            continue;
        }
        let left: String = chars[start..=at].iter().collect();
        let right: String = chars[at + 1..].iter().collect();
        // The rest has to be an office too: 「危機管理課ほか」 stays one.
        let office = ENDINGS
            .iter()
            .any(|ending| right.trim_end_matches([')', '）']).ends_with(ending));
        // 「総務課国際室」 is one, if nothing stands between.
        let room = right.trim_end_matches([')', '）']).ends_with('室');
        let own_room = left.ends_with('課') && room && !right.contains(['課', '部', '局']);
        if office && !own_room && !belongs_together(&left, &right) {
            pieces.push(left);
            start = at + 1;
        }
    }
    pieces.push(chars[start..].iter().collect());
    pieces
}

/// 課 of 「課題対策課」, 「教育課程課」 and 「資産課税課」 begins a word; 税務 begins an office's name.
fn is_word(from: &[char]) -> bool {
    match from {
        ['課', '題' | '程', ..] => true,
        ['課', '税', next, ..] => !matches!(next, '務' | '制' | '政'),
        _ => false,
    }
}

/// 「福祉部」 and 「子育て支援課」, 「市長公室」 and 「政策課」, 「商工課」 and 「観光係」: a division and its
/// section.
fn belongs_together(left: &str, right: &str) -> bool {
    if left.ends_with(['課', '室']) && right.ends_with('係') {
        return !right.contains('課');
    }
    if left.ends_with("本部") && right.starts_with("事務局") {
        return true;
    }
    let division = ["部", "局", "公室"]
        .iter()
        .any(|ending| left.ends_with(ending));
    let first_ending = right.chars().find(|c| "課部局".contains(*c));
    // 「農産局農産政策部企画課」
    let bureau = left.ends_with('局') && first_ending == Some('部') && right.ends_with('課');
    bureau || division && (first_ending == Some('課') || right.ends_with('室'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_told_apart() {
        for (text, names, cut) in [
            ("商工観光課", &["商工観光課"][..], false),
            (
                "商工観光課 誘致戦略課",
                &["商工観光課", "誘致戦略課"],
                false,
            ),
            (
                "スマイルライフ推進課誘致戦略課",
                &["スマイルライフ推進課", "誘致戦略課"],
                true,
            ),
            ("商工\n観光課", &["商工観光課"], false),
            ("福祉部子育て支援課", &["福祉部子育て支援課"], false),
            ("政策推進部　市長公室", &["政策推進部市長公室"], false),
            (
                "農政課、都市計画課・建築課",
                &["農政課", "都市計画課", "建築課"],
                false,
            ),
            ("まち・ひと創生課", &["まち・ひと創生課"], false),
            (
                "子ども・子育て支援課・健康課",
                &["子ども・子育て支援課", "健康課"],
                false,
            ),
            ("商工課 観光係", &["商工課観光係"], false),
            ("商工課観光係", &["商工課観光係"], false),
            ("総務部会事務局", &["総務部会事務局"], false),
            ("危機管理課ほか", &["危機管理課ほか"], false),
            ("資産課税課", &["資産課税課"], false),
            ("教育課程課", &["教育課程課"], false),
            ("地域課題対策課", &["地域課題対策課"], false),
            ("総務課税務課", &["総務課", "税務課"], true),
            ("拉致問題対策本部事務局", &["拉致問題対策本部事務局"], false),
            ("総務課国際室", &["総務課国際室"], false),
            ("総務課 国際室", &["総務課", "国際室"], false),
            ("中部地方整備局", &["中部地方整備局"], false),
            ("農産局農産政策部企画課", &["農産局農産政策部企画課"], false),
            ("商工観光課誘致戦略課", &["商工観光課", "誘致戦略課"], true),
            ("", &[], false),
        ] {
            let departments = split_departments(text);
            assert_eq!(
                (departments.names.as_slice(), departments.cut),
                (
                    names
                        .iter()
                        .map(|n| (*n).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    cut
                ),
                "{text}"
            );
        }
    }
}

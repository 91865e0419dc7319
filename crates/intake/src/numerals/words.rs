//! The words around a number that change what it says (約, 以上, 延べ), and those that name a part of it
//! (男, 市外). Lists only; where they apply is decided by the lexer and the assembly.

use enishi_domain::figure::Qualifier;
use enishi_domain::text::fold_label;

/// Words in front of a number, the longer before the shorter.
const PREFIXES: [(&str, Qualifier); 29] = [
    ("おおよそ", Qualifier::About),
    ("およそ", Qualifier::About),
    ("おおむね", Qualifier::About),
    ("概ね", Qualifier::About),
    ("凡そ", Qualifier::About),
    ("約", Qualifier::About),
    ("ほぼ", Qualifier::About),
    ("≒", Qualifier::About),
    ("延べ人数", Qualifier::Gross),
    ("延人数", Qualifier::Gross),
    ("延べ", Qualifier::Gross),
    ("のべ", Qualifier::Gross),
    ("延", Qualifier::Gross),
    ("累計で", Qualifier::Cumulative),
    ("累計", Qualifier::Cumulative),
    ("累積", Qualifier::Cumulative),
    ("通算", Qualifier::Cumulative),
    ("最低でも", Qualifier::AtLeast),
    ("最低", Qualifier::AtLeast),
    ("少なくとも", Qualifier::AtLeast),
    ("上限", Qualifier::AtMost),
    ("暫定値", Qualifier::Provisional),
    ("暫定", Qualifier::Provisional),
    ("速報値", Qualifier::Provisional),
    ("速報", Qualifier::Provisional),
    ("見込み", Qualifier::Provisional),
    ("見込値", Qualifier::Provisional),
    ("見込", Qualifier::Provisional),
    ("推計値", Qualifier::Provisional),
];

/// Words behind a number or its unit, the longer before the shorter.
const SUFFIXES: [(&str, Qualifier); 46] = [
    ("以上", Qualifier::AtLeast),
    ("を超える", Qualifier::AtLeast),
    ("超える", Qualifier::AtLeast),
    ("超", Qualifier::AtLeast),
    ("を上回る", Qualifier::AtLeast),
    ("上回る", Qualifier::AtLeast),
    ("over", Qualifier::AtLeast),
    ("以下", Qualifier::AtMost),
    ("未満", Qualifier::AtMost),
    ("を下回る", Qualifier::AtMost),
    ("下回る", Qualifier::AtMost),
    ("以内", Qualifier::AtMost),
    ("程度", Qualifier::About),
    ("前後", Qualifier::About),
    ("ほど", Qualifier::About),
    ("くらい", Qualifier::About),
    ("ぐらい", Qualifier::About),
    ("余り", Qualifier::About),
    ("余", Qualifier::About),
    ("強", Qualifier::About),
    ("弱", Qualifier::About),
    ("延べ", Qualifier::Gross),
    ("累計", Qualifier::Cumulative),
    ("累積", Qualifier::Cumulative),
    ("暫定", Qualifier::Provisional),
    ("速報", Qualifier::Provisional),
    ("見込み", Qualifier::Provisional),
    ("見込", Qualifier::Provisional),
    ("増加", Qualifier::Increase),
    ("増員", Qualifier::Increase),
    ("増", Qualifier::Increase),
    ("上昇", Qualifier::Increase),
    ("向上", Qualifier::Increase),
    ("アップ", Qualifier::Increase),
    ("UP", Qualifier::Increase),
    ("↑", Qualifier::Increase),
    ("低下", Qualifier::Decrease),
    ("低減", Qualifier::Decrease),
    ("縮減", Qualifier::Decrease),
    ("ダウン", Qualifier::Decrease),
    ("DOWN", Qualifier::Decrease),
    ("↓", Qualifier::Decrease),
    ("減少", Qualifier::Decrease),
    ("削減", Qualifier::Decrease),
    ("減員", Qualifier::Decrease),
    ("減", Qualifier::Decrease),
];

/// What names a part wherever it stands beside a number, sorted.
const LABELS: [&str; 44] = [
    "上半期",
    "上期",
    "下半期",
    "下期",
    "中学校",
    "中学生",
    "保護者",
    "児童",
    "全国",
    "全庁",
    "公立",
    "前期",
    "国内",
    "国外",
    "園児",
    "女",
    "女子",
    "女性",
    "対面",
    "小学校",
    "小学生",
    "屋内",
    "屋外",
    "市内",
    "市外",
    "後期",
    "戸建",
    "支所",
    "教員",
    "新規",
    "日本人",
    "本庁",
    "村内",
    "村外",
    "男",
    "男女計",
    "男子",
    "男性",
    "町内",
    "町外",
    "県内",
    "県外",
    "私立",
    "高校生",
];

/// Words that say what a single value is for and tell nothing apart.
const GENERIC: [&str; 31] = [
    "参加者",
    "利用者",
    "来場者",
    "受講者",
    "登録者",
    "件数",
    "人数",
    "KPI",
    "値",
    "合計",
    "合計値",
    "基準",
    "基準値",
    "実績",
    "実績値",
    "市",
    "市全体",
    "平均",
    "年間",
    "当初",
    "数値",
    "現状",
    "現状値",
    "目標",
    "目標値",
    "総数",
    "総計",
    "計",
    "計画",
    "計画値",
    "全体",
];

/// Of all that a text says of one amount, what changes the comparison most: a change is no level,
/// an open end may decide nothing, and the others only describe.
pub(crate) fn weightier(first: Qualifier, second: Qualifier) -> Qualifier {
    let weight = |qualifier| match qualifier {
        Qualifier::Decrease => 7,
        Qualifier::Increase => 6,
        Qualifier::AtLeast => 5,
        Qualifier::AtMost => 4,
        Qualifier::Cumulative => 3,
        Qualifier::Gross => 2,
        Qualifier::Provisional => 1,
        Qualifier::About => 0,
    };
    if weight(second) > weight(first) {
        second
    } else {
        first
    }
}

/// The qualifier at the end of the words before a number, and the bytes before it.
pub(crate) fn split_prefix(words: &str) -> Option<(usize, Qualifier)> {
    let found = PREFIXES.iter().find_map(|(word, qualifier)| {
        let rest = words.strip_suffix(word)?;
        Some((rest.len(), *qualifier))
    });
    found.or_else(|| {
        let change = match words {
            "増" | "増加" => Qualifier::Increase,
            "減" | "減少" => Qualifier::Decrease,
            _ => return None,
        };
        Some((0, change))
    })
}

/// The qualifier at the start of the words behind a number, particles before it skipped, and the
/// bytes it takes.
pub(crate) fn split_suffix(words: &str) -> Option<(usize, Qualifier)> {
    suffix_at(words).or_else(|| {
        let behind = words.strip_prefix(['の', 'が', 'を', 'に', 'は', 'で', 'と'])?;
        let (len, qualifier) = suffix_at(behind)?;
        Some((words.len() - behind.len() + len, qualifier))
    })
}

/// Whether the words begin with a qualifier that stands behind numbers.
pub(crate) fn begins_with_suffix(words: &str) -> bool {
    suffix_at(words).is_some()
}

/// A single character and a change count only where no word goes on: 増 of 「5人増」, not of 「増設」.
fn suffix_at(words: &str) -> Option<(usize, Qualifier)> {
    SUFFIXES.iter().find_map(|(word, qualifier)| {
        let rest = words.strip_prefix(word)?;
        let may_be_part = word.chars().count() == 1
            || matches!(qualifier, Qualifier::Increase | Qualifier::Decrease);
        let goes_on = may_be_part
            && rest.starts_with(|c: char| c.is_alphabetic() && !('ぁ'..='ん').contains(&c))
            && suffix_at(rest).is_none();
        (!goes_on).then_some((word.len(), *qualifier))
    })
}

/// The qualifier that a bracket's words are: 「（暫定値）」, 「（延べ人数）」.
pub(crate) fn whole_qualifier(words: &str) -> Option<Qualifier> {
    let core = words.trim_end_matches(['値', '数']).trim_end_matches("人");
    let bare = |(word, qualifier): &(&str, Qualifier)| (*word == core).then_some(*qualifier);
    let provisional = ["推計", "概算", "仮", "集計中"].contains(&core);
    let listed = PREFIXES.iter().chain(&SUFFIXES).find_map(bare);
    listed.or_else(|| provisional.then_some(Qualifier::Provisional))
}

/// The qualifier somewhere in the words around a value's only amount: 「年間延べ利用者数 12,345人」.
pub(crate) fn mentioned_qualifier(words: &str) -> Option<Qualifier> {
    const MENTIONED: [(&str, Qualifier); 5] = [
        ("累計", Qualifier::Cumulative),
        ("累積", Qualifier::Cumulative),
        ("延べ", Qualifier::Gross),
        ("速報", Qualifier::Provisional),
        ("暫定", Qualifier::Provisional),
    ];
    let mentioned =
        |(word, qualifier): &(&str, Qualifier)| words.contains(word).then_some(*qualifier);
    MENTIONED.iter().find_map(mentioned)
}

/// Whether words around a number make a sign before it needless: 「5人減」.
pub(crate) fn tells_decrease(words: &str) -> bool {
    words.contains('減')
}

pub(crate) fn is_label(words: &str) -> bool {
    LABELS.binary_search(&words).is_ok()
}

/// Whether a run behind a unit begins with a label and nothing else: the 女 of 「年女:20.29年」.
pub(crate) fn begins_with_label(words: &str) -> bool {
    let end = words
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(words.len());
    is_label(&words[..end])
}

/// Words behind a year that leave it the year it is: 令和6年度末時点.
pub(crate) fn is_companion(words: &str) -> bool {
    matches!(
        words,
        "末" | "中" | "分" | "時点" | "現在" | "末時点" | "末現在" | "見込" | "予定"
    )
}

/// Words behind a year that make it the one compared with, or the first or last of several.
pub(crate) fn is_reference(words: &str) -> bool {
    ["比", "対比", "から", "より", "以降", "以前", "を基準"]
        .iter()
        .any(|word| words.starts_with(word))
}

pub(crate) fn is_generic(words: &str) -> bool {
    GENERIC.contains(&words)
}

/// 「内数」 words that mark the next number as part of the one before it.
pub(crate) fn is_inner(words: &str) -> bool {
    words.starts_with("うち") || matches!(words, "内" | "内数" | "再掲" | "内訳")
}

/// A label as parts are paired by: folded, and 男性 with 男.
pub(crate) fn fold_part_label(printed: &str) -> String {
    let trimmed = printed
        .trim()
        .trim_start_matches("うち")
        .trim_end_matches(['は', 'が', 'の', 'で', 'に']);
    let folded = fold_label(trimmed);
    match folded.as_str() {
        "男性" | "男子" => String::from("男"),
        "女性" | "女子" => String::from("女"),
        _ => trimmed
            .chars()
            .map(enishi_domain::text::fold_ascii_char)
            .filter(|c| !c.is_whitespace())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labels_are_sorted_for_their_search() {
        assert!(LABELS.is_sorted());
    }

    #[test]
    fn what_changes_the_comparison_most_is_kept() {
        use Qualifier::{About, AtLeast, Cumulative, Increase};
        assert_eq!(weightier(About, AtLeast), AtLeast);
        assert_eq!(weightier(AtLeast, Increase), Increase);
        assert_eq!(weightier(Cumulative, About), Cumulative);
    }

    #[test]
    fn labels_of_one_meaning_fold_to_one() {
        for (printed, folded) in [
            ("男性", "男"),
            ("女子", "女"),
            ("Ａ 地区", "A地区"),
            ("市内は", "市内"),
        ] {
            assert_eq!(fold_part_label(printed), folded);
        }
    }
}

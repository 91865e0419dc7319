//! What cities call the columns of an evaluation sheet. Longer words are asked first, so that
//! 「KPI目標値」 is a target and not a KPI.

use enishi_domain::year_sheet::Column;

/// How usual a word is for its column, among the words of that column: 0 is the least.
pub type Usual = u8;

/// How surely a heading names a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A bare year, or nothing known.
    Year,
    /// The heading contains the word.
    Contains,
    /// The heading begins with the word.
    Begins,
    /// The heading is the word, brackets aside; the more usual word is the stronger one.
    Is(Usual),
    /// The settings name it.
    Named,
}

/// The words of each column, folded (see `fold_label`).
const WORDS: &[(Column, &[&str])] = &[
    (
        Column::KpiNo,
        &[
            "指標番号",
            "kpi番号",
            "kpino.",
            "kpino",
            "指標no.",
            "指標no",
        ],
    ),
    (
        Column::ProgrammeNo,
        &[
            "no.",
            "no",
            "№",
            "番号",
            "事業番号",
            "事業no.",
            "事業no",
            "整理番号",
            "項番",
            "通番",
            "#",
        ],
    ),
    (
        Column::ProgrammeName,
        &[
            "事業名",
            "事業名称",
            "交付対象事業の名称",
            "交付対象事業名",
            "事業の名称",
            "交付対象事業",
            "施策",
            "施策名",
            "具体的施策",
            "基本施策",
            "取組名",
            "取組",
            "プロジェクト名",
            "主要事業",
        ],
    ),
    (
        Column::Overview,
        &[
            "事業概要",
            "事業の概要",
            "事業内容",
            "事業の内容",
            "取組内容",
            "取組概要",
            "概要",
            "内容",
        ],
    ),
    (
        Column::CostSettled,
        &[
            "決算額",
            "決算",
            "実績額",
            "事業費決算額",
            "交付対象事業に要した費用",
            "事業に要した費用",
            "執行額",
            "事業費",
            "総事業費",
            "事業費(実績)",
            "実施額",
        ],
    ),
    (
        Column::KpiName,
        &[
            "kpi設定",
            "kpi",
            "指標",
            "指標名",
            "指標名称",
            "kpi名",
            "kpi項目",
            "重要業績評価指標",
            "重要業績評価指標(kpi)",
            "成果指標",
            "評価指標",
            "数値目標",
            "kpi(重要業績評価指標)",
            "本事業における重要業績評価指標(kpi)",
            "本事業における重要業績評価指標",
            "kpi指標",
            "kpi内容",
            "指標内容",
            "指標の内容",
            "指標の名称",
            "指標項目",
        ],
    ),
    (Column::Unit, &["単位"]),
    (
        Column::Direction,
        &["改善の方向", "望ましい方向", "目指す方向", "方向性", "方向"],
    ),
    (
        Column::Accumulation,
        &["指標の種類", "指標種別", "集計区分"],
    ),
    (
        Column::Baseline,
        &[
            "基準値",
            "当初値",
            "現状値",
            "策定時",
            "策定時の値",
            "事業開始前",
            "開始前",
            "開始時",
            "初期値",
        ],
    ),
    (
        Column::Target,
        &[
            "目標値",
            "kpi目標値",
            "指標値",
            "目標数値",
            "目標",
            "年度目標",
            "目標値kpi",
            "kpi目標",
        ],
    ),
    (
        Column::TargetMonth,
        &["目標年月", "目標年度", "達成年月", "目標時期"],
    ),
    (
        Column::Actual,
        &[
            "実績値",
            "kpi実績値",
            "実績",
            "実績数値",
            "最新値",
            "達成値",
            "現況値",
            "kpi実績",
        ],
    ),
    (
        Column::Mark,
        &[
            "評価",
            "達成状況",
            "達成度",
            "判定",
            "達成評価",
            "kpi評価",
            "達成・未達成",
            "達成/未達成",
            "達成の可否",
        ],
    ),
    (
        Column::Rate,
        &[
            "達成率",
            "進捗率",
            "達成割合",
            "達成率(%)",
            "達成度(%)",
            "目標達成率",
        ],
    ),
    (
        Column::Remarks,
        &[
            "未達成の要因",
            "未達の要因",
            "要因",
            "改善点",
            "今後の展望",
            "今後の方針",
            "今後の方向性",
            "課題",
            "今後の取組",
            "取組状況",
            "所見",
            "備考",
            "理由",
            "分析",
            "検証",
            "効果検証",
            "コメント",
            "今後の対応",
            "事業効果",
        ],
    ),
    (
        Column::Departments,
        &[
            "担当課",
            "所管課",
            "担当部署",
            "担当課室",
            "担当部局",
            "所管部署",
            "担当課等",
            "担当",
            "所管",
            "部署",
        ],
    ),
    (
        Column::FiscalYear,
        &["年度", "対象年度", "実施年度", "会計年度", "実績年度"],
    ),
];

/// Headings that contain a known word and mean another thing.
const OTHER: &[&str] = &[
    "予算",
    "最終目標",
    "外部有識者",
    "有識者",
    "府省",
    "次年度",
    "翌年度",
    "国庫",
    "交付金額",
    "充当",
    "財源",
    "種別",
    "progression",
    "date",
];

/// What a folded heading, its year taken out, names.
#[must_use]
pub fn column_of(folded: &str) -> Option<(Column, Strength)> {
    let bare = without_brackets(folded);
    if let Some(found) = named_by(folded).or_else(|| named_by(&bare)) {
        return Some(found);
    }
    if means_another(&bare) {
        return None;
    }
    longest(&bare, |word| bare.starts_with(word), Strength::Begins)
        .or_else(|| longest(&bare, |word| bare.contains(word), Strength::Contains))
}

/// The column that a folded text names with its own word, brackets aside.
#[must_use]
pub fn column_word(folded: &str) -> Option<Column> {
    let named = named_by(folded).or_else(|| named_by(&without_brackets(folded)));
    named.map(|(column, _)| column)
}

/// Whether a folded text is a heading word itself, brackets aside.
#[must_use]
pub fn is_column_word(folded: &str) -> bool {
    column_word(folded).is_some()
}

fn named_by(text: &str) -> Option<(Column, Strength)> {
    WORDS.iter().find_map(|(column, words)| {
        let at = words.iter().position(|word| *word == text)?;
        let usual = u8::try_from(at).map_or(0, |at| Usual::MAX - at);
        Some((*column, Strength::Is(usual)))
    })
}

/// Whether a heading contains a word that makes another thing of it: 「予算」, 「有識者」.
#[must_use]
pub fn means_another(folded: &str) -> bool {
    OTHER.iter().any(|word| folded.contains(word))
}

/// The column whose longest fitting word is longest; words of one character prove nothing.
fn longest(
    text: &str,
    fits: impl Fn(&str) -> bool,
    strength: Strength,
) -> Option<(Column, Strength)> {
    let length = text.chars().count();
    // A heading much longer than its word is a sentence.
    let near = |word: &str| length <= word.chars().count() * 4 + 8;
    WORDS
        .iter()
        .flat_map(|(column, words)| words.iter().map(move |word| (*column, *word)))
        .filter(|(_, word)| near(word) && fits(word) && word.chars().count() >= 2)
        .max_by_key(|(_, word)| word.chars().count())
        .map(|(column, _)| (column, strength))
}

fn without_brackets(folded: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_meaning() {
        for (heading, column) in [
            ("no.", Some(Column::ProgrammeNo)),
            ("kpi設定", Some(Column::KpiName)),
            ("kpi目標値", Some(Column::Target)),
            ("kpi実績値", Some(Column::Actual)),
            ("評価(_{達成}○未達成×)", Some(Column::Mark)),
            ("未達成の要因、改善点、今後の展望等", Some(Column::Remarks)),
            ("本事業における重要業績評価指標(kpi)", Some(Column::KpiName)),
            (
                "交付対象事業に要した費用(単位:円)",
                Some(Column::CostSettled),
            ),
            ("予算額", None),
            ("最終目標値", None),
            ("府省庁", None),
        ] {
            assert_eq!(
                column_of(heading).map(|(column, _)| column),
                column,
                "{heading}"
            );
        }
    }
}

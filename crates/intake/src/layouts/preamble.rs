//! What stands above a table: its title, the municipality and the year. Nothing of it is taken from
//! the file's name.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::grid::Grid;
use enishi_domain::text::fold_ascii;

/// What the texts above the heading say of the whole sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preamble {
    /// 表題
    pub title: Option<String>,
    /// 自治体名
    pub municipality: Option<String>,
    /// 実施年度
    pub fiscal_year: Option<FiscalYear>,
}

/// A text longer than this is an explanation, not a title.
const LONGEST_TITLE: usize = 100;
const TITLE_WORDS: [&str; 10] = [
    "検証",
    "評価",
    "シート",
    "一覧",
    "実績",
    "報告",
    "進捗",
    "結果",
    "指標",
    "KPI",
];

/// Reads the rows above the heading, and the table's caption where it is more than 「Sheet1」.
#[must_use]
pub fn read_preamble(grid: &Grid, heading_top: u32) -> Preamble {
    let rows = grid.row_numbers().take_while(|row| *row < heading_top);
    let mut texts: Vec<&str> = rows
        .flat_map(|row| grid.row(row))
        .map(|cell| cell.text.trim())
        .collect();
    texts.extend(grid.name.as_deref().filter(|name| !is_default_name(name)));
    let title = texts
        .iter()
        .find(|text| is_title(text))
        .map(|text| (*text).to_owned());
    let labelled = |labels: &[&str]| {
        let after = |text: &&str| {
            let folded = fold_ascii(text);
            let (label, rest) = folded.split_once(':')?;
            let rest = rest.trim();
            (labels.contains(&label.trim()) && !rest.is_empty()).then(|| rest.to_owned())
        };
        texts.iter().find_map(after)
    };
    let municipality = labelled(&["自治体", "自治体名", "市町村名", "団体名", "地方公共団体名"])
        .or_else(|| texts.iter().find_map(|text| municipality_in(text)));
    let fiscal_year = labelled(&["年度", "対象年度", "実施年度"])
        .and_then(|text| text.parse().ok())
        .or_else(|| texts.iter().find_map(|text| fiscal_year_in(text)));
    Preamble {
        title,
        municipality,
        fiscal_year,
    }
}

fn is_default_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("sheet") || name.starts_with("シート") || name.starts_with("Table")
}

fn is_title(text: &str) -> bool {
    let short = (2..=LONGEST_TITLE).contains(&text.chars().count());
    short && !text.starts_with('※') && TITLE_WORDS.iter().any(|word| text.contains(word))
}

/// The first year that is written with 年度: 「令和6年度」, 「R6年度」, 「2024年度」. A year without it
/// may be the year of publication.
#[must_use]
pub fn fiscal_year_in(text: &str) -> Option<FiscalYear> {
    let folded: String = fold_ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let end = folded.find("年度")?;
    let before = &folded[..end];
    let starts = before.char_indices().rev().map(|(at, _)| at).take(6);
    // The longest reading: 「令和6」, not 「6」.
    starts
        .filter_map(|at| before[at..].parse::<FiscalYear>().ok())
        .last()
}

/// 「焼津市」 at the beginning of a title, or behind its year.
fn municipality_in(text: &str) -> Option<String> {
    for word in text.split(|c: char| c.is_whitespace() || "（）()「」・、".contains(c)) {
        let word = word.split_once("年度").map_or(word, |(_, rest)| rest);
        let Some((at, c)) = word
            .char_indices()
            .skip(1)
            .take(7)
            .find(|(_, c)| "市町村区県".contains(*c))
        else {
            continue;
        };
        let name = &word[..at];
        let generic = [
            "都", "全", "本", "当", "各", "同", "地", "まち", "政令", "国・",
        ];
        let plain = name
            .chars()
            .all(|c| !c.is_ascii() && !"のをにはがと".contains(c));
        if plain && !generic.contains(&name) && name.chars().count() >= 2
            || name.chars().count() == 1
                && plain
                && !generic.contains(&name)
                && word.len() == at + c.len_utf8()
        {
            return Some(word[..at + c.len_utf8()].to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_year_and_municipality() {
        for (text, year, municipality) in [
            (
                "令和6年度 焼津市デジタル田園都市国家構想交付金 効果検証シート",
                Some(2024),
                Some("焼津市"),
            ),
            ("令和６年度焼津市効果検証", Some(2024), Some("焼津市")),
            ("2024年度 事業評価一覧", Some(2024), None),
            ("都市計画課の評価", None, None),
            ("まちづくり指標 R5年度実績", Some(2023), None),
            ("高松市", None, Some("高松市")),
        ] {
            assert_eq!(
                fiscal_year_in(text).map(FiscalYear::western),
                year,
                "{text}"
            );
            assert_eq!(municipality_in(text).as_deref(), municipality, "{text}");
        }
    }
}

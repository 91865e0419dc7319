//! What stands above a table: its title, the municipality and the year. Nothing of it is taken from
//! the file's name.

mod municipality;

use enishi_domain::calendar::FiscalYear;
use enishi_domain::figure::{Unit, UnitKind};
use enishi_domain::grid::Grid;
use enishi_domain::text::fold_ascii;

use municipality::municipality_in;

/// What the texts above the heading say of the whole sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preamble {
    /// 表題
    pub title: Option<String>,
    /// 自治体名
    pub municipality: Option<String>,
    /// 実施年度
    pub fiscal_year: Option<FiscalYear>,
    /// 「単位：千円」
    pub money_unit: Option<Unit>,
}

/// A text longer than this is an explanation, not a title.
const LONGEST_TITLE: usize = 100;
const TITLE_WORDS: [&str; 11] = [
    "検証",
    "評価",
    "シート",
    "一覧",
    "実績",
    "報告",
    "進捗",
    "実施状況",
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
    texts.extend(told_above(grid));
    let title = texts
        .iter()
        .find(|text| is_title(text))
        .map(|text| (*text).to_owned());
    let labelled = |labels: &[&str]| texts.iter().find_map(|text| behind_label(text, labels));
    let municipality = labelled(&MUNICIPALITY_LABELS)
        .or_else(|| texts.iter().find_map(|text| municipality_in(text)));
    let fiscal_year = labelled(&YEAR_LABELS)
        .and_then(|text| text.parse().ok())
        .or_else(|| texts.iter().find_map(|text| fiscal_year_in(text)))
        .or_else(|| grid.name.as_deref()?.trim().parse().ok());
    Preamble {
        title,
        municipality,
        fiscal_year,
        money_unit: texts.iter().find_map(|text| money_unit_in(text)),
    }
}

/// The texts between the table before and this one that say what the sheet is: labelled ones, and a
/// title that stands alone among them. Of several, as in a list of links, none is this table's.
pub(crate) fn told_above(grid: &Grid) -> Vec<&str> {
    let texts = || grid.above.iter().map(String::as_str);
    let told = |text: &str| {
        let labels = MUNICIPALITY_LABELS.iter().chain(&YEAR_LABELS);
        let labels: Vec<&str> = labels.copied().collect();
        behind_label(text, &labels).is_some()
    };
    let titles: Vec<&str> = texts().filter(|text| is_title(text)).collect();
    let only = <[&str; 1]>::try_from(titles).into_iter().flatten();
    texts().filter(|text| told(text)).chain(only).collect()
}

const MUNICIPALITY_LABELS: [&str; 5] =
    ["自治体", "自治体名", "市町村名", "団体名", "地方公共団体名"];
const YEAR_LABELS: [&str; 3] = ["年度", "対象年度", "実施年度"];

/// 「自治体名：焼津市」
fn behind_label(text: &str, labels: &[&str]) -> Option<String> {
    let folded = fold_ascii(text);
    let (label, rest) = folded.split_once(':')?;
    let rest = rest.trim();
    (labels.contains(&label.trim()) && !rest.is_empty()).then(|| rest.to_owned())
}

impl Preamble {
    /// Whether a row above the table says any of this.
    pub(crate) fn uses(&self, grid: &Grid, row: u32) -> bool {
        let says = |text: &str| {
            let is = |said: &Option<String>| said.as_deref().is_some_and(|said| text == said);
            let names = |said: &Option<String>| said.as_deref().is_some_and(|s| text.contains(s));
            is(&self.title)
                || names(&self.municipality)
                || fiscal_year_in(text).is_some()
                || behind_label(text, &YEAR_LABELS).is_some()
                || money_unit_in(text).is_some()
        };
        grid.row(row).any(|cell| says(cell.text.trim()))
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

/// The year that is written with 年度: 「令和6年度」, 「R6年度」, 「2024年度」. A year without it may be
/// the year of publication, a year before 公表 is one, and the years of a plan are no single year.
#[must_use]
pub fn fiscal_year_in(text: &str) -> Option<FiscalYear> {
    const RANGE: [char; 6] = ['~', '〜', '～', '-', '－', '―'];
    const ANOTHER: [&str; 6] = ["公表", "作成", "予算", "当初", "から", "までの"];
    let folded: String = fold_ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    folded.match_indices("年度").find_map(|(end, word)| {
        let (before, after) = (&folded[..end], &folded[end + word.len()..]);
        let starts = before.char_indices().rev().map(|(at, _)| at).take(6);
        // The longest reading: 「令和6」, not 「6」.
        let years = starts.filter_map(|at| Some((at, before[at..].parse::<FiscalYear>().ok()?)));
        let (at, year) = years.last()?;
        let of_another = before[..at].ends_with(RANGE)
            || after.starts_with(RANGE)
            || ANOTHER.iter().any(|word| after.starts_with(word));
        (!of_another).then_some(year)
    })
}

/// 「（単位：千円）」 said once for the whole table.
fn money_unit_in(text: &str) -> Option<Unit> {
    let folded: String = fold_ascii(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (_, unit) = folded.split_once("単位:")?;
    let end = unit.find([')', '、', ',', ']']).unwrap_or(unit.len());
    let unit = Unit::new(&unit[..end]);
    matches!(unit.kind(), UnitKind::Money(_)).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_the_year() {
        for (text, year) in [
            (
                "令和6年度 焼津市デジタル田園都市国家構想交付金 効果検証シート",
                Some(2024),
            ),
            ("令和６年度焼津市効果検証", Some(2024)),
            ("2024年度 事業評価一覧", Some(2024)),
            ("まちづくり指標 R5年度実績", Some(2023)),
            ("令和7年度公表（令和6年度実績）", Some(2024)),
            (
                "第2期総合戦略（令和2年度～令和6年度）令和5年度実績報告",
                Some(2023),
            ),
            ("令和2年度から令和6年度まで", Some(2024)),
            ("総合戦略（令和2～6年度）", None),
            ("令和7年9月", None),
        ] {
            let found = fiscal_year_in(text).map(FiscalYear::western);
            assert_eq!(found, year, "{text}");
        }
    }

    #[test]
    fn the_unit_of_money_is_said_once() {
        for (text, unit) in [
            ("（単位：千円）", Some("千円")),
            ("決算額の単位: 百万円", Some("百万円")),
            ("単位：人", None),
            ("千円", None),
        ] {
            assert_eq!(money_unit_in(text), unit.map(Unit::new), "{text}");
        }
    }
}

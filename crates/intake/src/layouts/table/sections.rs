//! Rows between the KPIs that head those below: 「基本目標2　ひとの流れ」, 「(1) 企業誘致」.

use enishi_domain::grid::Cell;
use enishi_domain::text::{circled_number, fold_ascii};
use enishi_domain::year_sheet::Column;

use super::Table;

/// Rows that are asked whether they carry values, above and below.
const NEIGHBOURS: u32 = 30;

/// How a text is marked as a heading of what follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// 基本目標2
    Word,
    /// (1), 1., Ⅰ
    Number,
    /// 【ひとの流れ】, ■ひとの流れ
    Frame,
}

impl Table<'_> {
    /// Whether the only cell of a row, in the table's first column, heads the rows below: it is
    /// marked as a heading, and the rows around it that carry values are not marked so.
    pub(super) fn heads_a_section(&self, cell: &Cell<'_>) -> bool {
        let first = self.heading.columns.first();
        let Some(sign) =
            Sign::of(cell.text).filter(|_| first.is_some_and(|f| f.index == cell.column))
        else {
            return false;
        };
        let mut carrying = 0_usize;
        for row in cell.row.saturating_sub(NEIGHBOURS)..=cell.row.saturating_add(NEIGHBOURS) {
            if !self.carries_values(row) {
                continue;
            }
            carrying += 1;
            let text = self
                .grid
                .cell(row, cell.column)
                .map_or("", |cell| cell.text);
            if Sign::of(text) == Some(sign) {
                return false;
            }
        }
        carrying > 0
    }

    fn carries_values(&self, row: u32) -> bool {
        let values = [Column::Target, Column::Actual, Column::Mark];
        let mut values = values.into_iter().flat_map(|value| self.heading.all(value));
        row > self.heading.bottom && values.any(|heading| self.own_at(row, heading).is_some())
    }
}

impl Sign {
    fn of(text: &str) -> Option<Self> {
        const WORDS: [&str; 11] = [
            "基本目標",
            "基本施策",
            "基本方針",
            "基本戦略",
            "重点目標",
            "重点施策",
            "施策",
            "政策",
            "戦略",
            "目標",
            "第",
        ];
        const FRAMES: &str = "【■◆□◇●＜《";
        let folded = fold_ascii(text.trim());
        let first = folded.chars().next()?;
        let numeral = |c: char| {
            c.is_ascii_digit()
                || ('Ⅰ'..='Ⅻ').contains(&c)
                || circled_number(c).is_some()
                || "一二三四五六七八九十".contains(c)
        };
        let behind = |word: &str| folded.strip_prefix(word).map(str::trim_start);
        let numbered = |rest: &str| rest.starts_with(numeral);
        if WORDS.iter().filter_map(|word| behind(word)).any(numbered) {
            return Some(Self::Word);
        }
        let rest = folded.trim_start_matches('(');
        let digits = rest.find(|c| !numeral(c)).unwrap_or(rest.len());
        let apart = rest[digits..].starts_with([')', '.', '．', '、', ' ', '　', ':']);
        if digits > 0 && apart && circled_number(first).is_none() {
            return Some(Self::Number);
        }
        FRAMES.contains(first).then_some(Self::Frame)
    }
}

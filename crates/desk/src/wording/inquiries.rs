//! 庁内照会の文言.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::verdict::Verdict;
use enishi_domain::words::{ClosedSet as _, verdict_mark};
use enishi_domain::workflow::Stage;

use crate::inquire::answers::Fate;
use crate::inquiry_error::InquiryError;

/// The worksheet that is filled in.
pub(crate) const SHEET: &str = "照会";

/// The worksheet of what was sent.
pub(crate) const KEPT: &str = "控え";

/// What stands in the place of a KPI's number.
pub(crate) const WHOLE: &str = "全体";

pub(crate) const NOTES: [&str; 3] = [
    "白いセル（要因・改善点・今後の見通し）に書いて、このファイルのまま政策企画課へ返してください。",
    "灰色のセルと、照合に使うシート「控え」は変えられません。数値が違うときは、書き直さずに担当へ知らせてください。",
    "1つのセルに書けるのは4,000字までです。行を足したり消したりはできません。",
];

pub(crate) const HEADINGS: [(&str, u16); 11] = [
    ("事業", 6),
    ("指標", 6),
    ("名称", 30),
    ("決算額", 14),
    ("目標値", 14),
    ("実績値", 14),
    ("評価", 6),
    ("状態", 16),
    ("要因", 40),
    ("改善点", 40),
    ("今後の見通し", 40),
];

pub(crate) const TOO_LONG: &str = "4,000字までで書いてください。";

pub(crate) fn title(town: &str, year: FiscalYear, department: &str) -> String {
    format!("{town} {year} 効果検証 庁内照会（{department}）")
}

/// What a file is called; a department's name leads nowhere.
pub(crate) fn file_name(year: FiscalYear, department: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || c == 'ー' || c == '・';
    let name = department
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' });
    let name: String = name.collect();
    format!("照会_{}_{name}.xlsx", year.short())
}

pub(crate) fn mark(verdict: Verdict) -> &'static str {
    verdict_mark(verdict)
}

pub(crate) fn unmeasured(reason: &str) -> String {
    format!("実績値なし（{reason}）")
}

/// As spreadsheets name a cell: H5.
pub(crate) fn place(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{row}")
}

/// What becomes of a line, and the way out.
#[must_use]
pub fn fate_ja(fate: Fate) -> String {
    match fate {
        Fate::Change => "取り込みます".to_owned(),
        Fate::Taken => "取り込みました".to_owned(),
        Fate::Same => "すでに同じ内容です".to_owned(),
        Fate::Conflict => "照会の後に画面で書き換えられています。取り込みません。\
             両方を見比べて、評価シートの画面で直してください"
            .to_owned(),
        Fate::Closed(Stage::InReview) => "この事業は提出済みなので取り込みません。差し戻されるか、\
             評価シートの画面で提出を取り下げてから取り込んでください"
            .to_owned(),
        Fate::Closed(stage) => format!(
            "この事業は「{}」なので取り込みません。政策企画課が再開してから取り込んでください",
            stage.word()
        ),
        Fate::Forbidden => {
            "自分の課の事業ではないか、いまの段階では書けないので、取り込みません".to_owned()
        }
        Fate::Gone => {
            "いまの定義にない事業か指標です。取り込みません。照会を作り直してください".to_owned()
        }
    }
}

/// The same in English.
#[must_use]
pub fn fate_en(fate: Fate) -> String {
    match fate {
        Fate::Change => "will be taken".to_owned(),
        Fate::Taken => "taken".to_owned(),
        Fate::Same => "says the same already".to_owned(),
        Fate::Conflict => {
            "not taken: it was changed in the browser since; compare both there".to_owned()
        }
        Fate::Closed(Stage::InReview) => {
            "not taken: the part is handed in; return it or take it back first".to_owned()
        }
        Fate::Closed(stage) => format!("not taken: the part is {}; reopen it first", stage.code()),
        Fate::Forbidden => "not taken: it is not for you to write now".to_owned(),
        Fate::Gone => "not taken: the year has no such programme or KPI by now".to_owned(),
    }
}

pub(crate) fn error_ja(error: &InquiryError) -> String {
    match error {
        InquiryError::NoSuchDepartment(year, name) => format!(
            "{year}の事業に「{name}」が担当するものはありません。\
             課の名前を確かめてください。"
        ),
        InquiryError::NotOurs => "庁内照会のファイルではないか、シート「控え」が\
             消えています。送られたファイルに書き込んで、エクセル形式（xlsx）のまま返してください。"
            .to_owned(),
        InquiryError::NotAsSent(sheet) => format!(
            "シート「{sheet}」が送ったときのままではないか、ほかの台帳で作られたファイルです。\
             照会を作り直し、書いたものを写してください。"
        ),
        InquiryError::OtherCity(theirs, ours) => format!(
            "{theirs}の照会です。{ours}の台帳には取り込めません。ファイルを選び直してください。"
        ),
        InquiryError::OtherYear(theirs, wanted) => format!(
            "{theirs}の照会です。{wanted}には取り込めません。\
             年度を選び直すか、ファイルを選び直してください。"
        ),
        InquiryError::Altered { place, was, is } => format!(
            "シート「{SHEET}」の{place}: 変えられないセルが「{was}」から「{is}」に\
             変わっています。元に戻すか、照会を作り直して書いたものを写してください。"
        ),
        InquiryError::NoText { place } => format!(
            "シート「{SHEET}」の{place}: 文字として読めません。数式ではなく文字で書いてください。"
        ),
        InquiryError::TooLong {
            place,
            length,
            most,
        } => format!(
            "シート「{SHEET}」の{place}: {length}字あります。{most}字までに縮めてください。"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_spreadsheets_call_them() {
        for (column, place_of) in [
            (1, "A7"),
            (26, "Z7"),
            (27, "AA7"),
            (702, "ZZ7"),
            (703, "AAA7"),
        ] {
            assert_eq!(place(7, column), place_of);
        }
    }

    #[test]
    fn a_departments_name_leads_nowhere() {
        let year = FiscalYear::new(2024).expect("a year of our age");
        assert_eq!(file_name(year, "商工観光課"), "照会_R6_商工観光課.xlsx");
        assert_eq!(file_name(year, "../課"), "照会_R6____課.xlsx");
    }
}

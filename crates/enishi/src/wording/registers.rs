//! What is said of registers that come in and go out, in Japanese and in English.

use std::path::Path;

use enishi_desk::export_ledger::Substitution;
use enishi_desk::import_register::{PossibleDuplicate, Resembled, Undone};
use enishi_desk::{BatchId, numbers, row_above};

use enishi_domain::text::with_thousands;

use super::Words;
use crate::terminal::{WIDTH, wrap};

/// How many engagements are told by their numbers.
const MOST_NUMBERS: usize = 20;

impl Words {
    /// A row that may be there twice, and how to take it back.
    pub fn possible_duplicate(self, one: &PossibleDuplicate) -> String {
        let PossibleDuplicate {
            number,
            engagements,
            resembles,
        } = one;
        let resembled = match resembles {
            Resembled::Above(row) => row_above(*row, self.language),
            Resembled::Recorded(engagements) => numbers(engagements),
        };
        let ways: Vec<String> = engagements
            .iter()
            .map(|id| format!("enishi correct {id} --void --reason 重複"))
            .collect();
        let alike = self.pick(
            format!(
                "{number}行目 重複候補: {resembled}に似ています（種別・事業・活動・日付・金額・数量と氏名または名称が一致）。"
            ),
            format!(
                "row {number} possible duplicate: it is like {resembled} in kind, programme, \
                 activity, day, amount, quantity and name"
            ),
        );
        let mut lines = wrap(&alike, WIDTH);
        // What is to be typed is not broken.
        let way = self.pick("重複なら: ", "if it is one too many: ");
        lines.extend(ways.iter().map(|call| format!("  {way}{call}")));
        lines.join("\n")
    }

    /// What taking an import back did, and which engagements it left alone.
    pub fn undone(self, batch: BatchId, undone: &Undone) -> String {
        let Undone {
            voided,
            restored,
            kept,
        } = undone;
        let count = kept.len();
        let mut out = self.pick(
            format!(
                "取込み {batch} を取り消しました（取消{voided}件、取込み前に戻したもの{restored}件、\
                 残したもの{count}件）。\n"
            ),
            format!(
                "import {batch} undone: {voided} voided, {restored} as before, {count} kept\n"
            ),
        );
        if count > 0 {
            let first: Vec<String> = kept
                .iter()
                .take(MOST_NUMBERS)
                .map(ToString::to_string)
                .collect();
            let left = count - first.len();
            let listed = first.join(self.pick("、", ", "));
            let more = match left {
                0 => String::new(),
                _ => self.pick(format!(" ほか{left}件"), format!(" and {left} more")),
            };
            let told = self.pick(
                format!("後の訂正か取込みで変わったため残したもの: {listed}{more}"),
                format!("kept, as a correction or a later import changed them: {listed}{more}"),
            );
            out.extend(wrap(&told, WIDTH).iter().map(|line| format!("{line}\n")));
        }
        out
    }

    /// Where the list of what somebody has to look at is, or that there is nothing in it.
    pub fn reported(self, path: &Path, is_needed: bool) -> String {
        if is_needed {
            return format!("{}\n", self.written(path));
        }
        let path = path.display();
        self.pick(
            format!(
                "確かめる行はありません。{path} には見出しだけを書き出しました（前の内容は残していません）。\n"
            ),
            format!("nothing is amiss; {path} holds headings only, and nothing of before\n"),
        )
    }

    /// What was written out, and that it is personal.
    pub fn exported(self, rows: usize, path: &Path) -> String {
        let (rows, path) = (with_thousands(&rows.to_string()), path.display());
        self.pick(
            format!(
                "{path} に{rows}件を書き出しました。個人情報です。書き出した理由とともに監査記録に残しました。\n"
            ),
            format!(
                "wrote {rows} engagements to {path}; they are personal data, and the audit says \
                 what for\n"
            ),
        )
    }

    pub fn nothing_exported(self) -> String {
        self.pick(
            "CP932 にない文字があるため、何も書き出していません。〓 でよければ --unencodable geta、\
             常用の字に替えるなら --unencodable variant、そのまま残すなら --encoding utf-8 を指定してください。"
                .to_owned(),
            "nothing was written, as CP932 lacks characters; --unencodable geta writes 〓, \
             --unencodable variant the commoner character, --encoding utf-8 keeps them"
                .to_owned(),
        )
    }

    /// A character that stands otherwise in the file.
    pub fn stands_otherwise(self, substitution: &Substitution, heading: &str) -> String {
        let row = substitution.row;
        let code = u32::from(substitution.character);
        let written = match substitution.replacement {
            Some(replacement) => format!("「{replacement}」"),
            None => self.pick("（なし）", "(nothing)").to_owned(),
        };
        self.pick(
            format!("{row}行目「{heading}」: U+{code:04X} は CP932 にありません → {written}"),
            format!("row {row} `{heading}`: CP932 lacks U+{code:04X} -> {written}"),
        )
    }

    pub fn more_substitutions(self, count: usize) -> String {
        self.pick(
            format!("ほか{count}字。--format json で全件を示します。"),
            format!("and {count} more; --format json lists them all"),
        )
    }

    pub fn unknown_export(self, path: &Path) -> String {
        let path = path.display();
        self.pick(
            format!(
                "{path}: 書き出す形が分かりません。拡張子を xlsx か csv にしてください\
                 （様式は xlsx、--encoding cp932 は csv だけです）。"
            ),
            format!(
                "{path}: the extension must be xlsx or csv; an empty form is xlsx, and \
                 --encoding cp932 is for a csv only"
            ),
        )
    }
}

//! What is wrong with a command on a ledger, and the way out, in both languages.

use enishi_domain::engagement::{CorrectionReason, Facet, Kind};
use enishi_domain::words::ClosedSet;

use super::Words;
use crate::commands::correct::{Takes, UnusableChange};
use crate::terminal::{WIDTH, wrap};

fn kinds(between: &str) -> String {
    let codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    codes.join(between)
}

fn taken_ja(takes: Takes) -> String {
    match takes {
        Takes::Yen => "円の金額を、12000 や 12,000 のような整数で指定してください。".to_owned(),
        Takes::Quantity => "数量を、1.5 のような数で指定してください。".to_owned(),
        Takes::Day => "日付を、2025-05-31 や R7.5.31 のように指定してください。".to_owned(),
        Takes::Age => "年齢を、0から255までの整数で指定してください。".to_owned(),
        Takes::Kind => format!("使えるのは {} です。", kinds("、")),
    }
}

fn taken_en(takes: Takes) -> String {
    match takes {
        Takes::Yen => "whole yen, such as 12000 or 12,000".to_owned(),
        Takes::Quantity => "a number such as 1.5".to_owned(),
        Takes::Day => "a day such as 2025-05-31 or R7.5.31".to_owned(),
        Takes::Age => "full years, such as 42".to_owned(),
        Takes::Kind => format!("only {}", kinds(", ")),
    }
}

impl Words {
    pub fn unknown_kind(self, kind: &str) -> String {
        let codes = kinds(self.pick("、", ", "));
        let told = self.pick(
            format!("「{kind}」という種別はありません。使えるのは {codes} です。"),
            format!("there is no kind `{kind}`, only {codes}"),
        );
        wrap(&told, WIDTH).join("\n")
    }

    /// What is no number of a party.
    pub fn no_party_number(self, text: &str) -> String {
        self.pick(
            format!("「{text}」は人・団体の番号（P12 のような形）ではありません。"),
            format!("`{text}` is no number of a party such as P12"),
        )
    }

    pub fn no_engagement_number(self, text: &str) -> String {
        self.pick(
            format!("「{text}」は関わりの番号（E12 のような形）ではありません。"),
            format!("`{text}` is no number of an engagement such as E12"),
        )
    }

    pub fn no_batch_number(self, text: &str) -> String {
        self.pick(
            format!("「{text}」は取込みの番号（B12 のような形）ではありません。"),
            format!("`{text}` is no number of an import such as B12"),
        )
    }

    pub fn unknown_reason(self, text: &str) -> String {
        let listed = CorrectionReason::ALL.iter();
        let listed = listed.filter(|reason| **reason != CorrectionReason::ImportUndone);
        let listed: Vec<&str> = listed.map(|r| self.pick(r.word(), r.code())).collect();
        let listed = listed.join(self.pick("、", ", "));
        self.pick(
            format!("「{text}」という理由はありません。使えるのは {listed} です。"),
            format!("there is no reason `{text}`, only {listed}"),
        )
    }

    pub fn unusable_change(self, unusable: &UnusableChange) -> String {
        match unusable {
            UnusableChange::Form(set) => self.pick(
                format!("「{set}」は「項目=値」の形ではありません。--set amount=12000 のように指定してください。"),
                format!("`{set}` must be FIELD=VALUE, such as amount=12000"),
            ),
            UnusableChange::Field(field) => {
                let facets: Vec<&str> = Facet::ALL.iter().map(|facet| facet.code()).collect();
                let facets = facets.join(self.pick("、", ", "));
                self.pick(
                    format!(
                        "「{field}」という項目はありません。使えるのは amount、quantity、kind、age、occurred_on、\
                         ended_on、settled_on、recognized_on、programme、activity、{facets} です。"
                    ),
                    format!(
                        "there is no field `{field}`, only amount, quantity, kind, age, \
                         occurred_on, ended_on, settled_on, recognized_on, programme, activity, \
                         {facets}"
                    ),
                )
            }
            UnusableChange::Twice(field) => self.pick(
                format!("項目「{field}」が二度指定されています。一度だけ指定してください。"),
                format!("the field `{field}` may be given only once"),
            ),
            UnusableChange::Empty(field) => self.pick(
                format!("項目「{field}」は空にできません。正しい値を指定してください。"),
                format!("the field `{field}` cannot be empty"),
            ),
            UnusableChange::Value {
                field,
                value,
                takes,
            } => self.pick(
                format!(
                    "項目「{field}」に「{value}」は使えません。{}",
                    taken_ja(*takes)
                ),
                format!("`{value}` is no value of `{field}`: {}", taken_en(*takes)),
            ),
        }
    }

    pub fn nothing_to_correct(self) -> String {
        self.pick(
            "訂正する内容がありません。--set 項目=値、--void、--restore のどれかを指定してください。"
                .to_owned(),
            "nothing to correct: give --set FIELD=VALUE, --void or --restore".to_owned(),
        )
    }

    pub fn no_kpi_code(self, code: &str) -> String {
        self.pick(
            format!("「{code}」は指標の番号（1-① または 1-1 のような形）ではありません。"),
            format!("`{code}` is no number of a KPI such as 1-1"),
        )
    }

    pub fn no_day(self, text: &str) -> String {
        self.pick(
            format!(
                "「{text}」は日付として読めません。2025-05-31、R7.5.31 のように書いてください。"
            ),
            format!("`{text}` is no day; write 2025-05-31 or R7.5.31"),
        )
    }

    pub fn unknown_source(self, source: &str, known: &[&str]) -> String {
        let known = known.join(self.pick("、", ", "));
        self.pick(
            format!(
                "「{source}」という取込元はありません。使えるのは {known} です。\
                 ほかの様式は --mapping 対応表.toml で取り込めます。"
            ),
            format!("there is no source `{source}`, only {known}; others need --mapping FILE.toml"),
        )
    }

    pub fn no_secret(self) -> String {
        self.pick(
            "台帳の鍵がありません。「enishi init」で作った鍵を --key で示してください。\
             鍵は台帳と別に保管されています。"
                .to_owned(),
            "the ledger's key is not there; name with --key the one that `enishi init` made"
                .to_owned(),
        )
    }
}

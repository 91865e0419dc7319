//! 日本語の文言: what is said to users about definitions, and the sentence that a metric is in words.
//! Each has its English twin.

pub mod sentence;
pub mod template;

use enishi_domain::finding::Finding;

use super::fault::{DefinitionError, Problem};
pub use sentence::{definition_en, definition_ja, sentence_en, sentence_ja};

/// What may be written for a direction, as files say it first.
pub(super) const DIRECTIONS: &str = "増加 (up), 減少 (down), 維持 (maintain), 範囲 (range)";

/// Words by which the names of KPIs are understood.
pub(super) mod labels {
    pub(in crate::definitions) const GROSS: &str = "延べ";
    pub(in crate::definitions) const SHARES: &[&str] = &["率", "割合", "シェア"];
    pub(in crate::definitions) const TOTALS: &[&str] = &["累計", "累積", "通算", "延べ累"];
    pub(in crate::definitions) const STANDINGS: &[&str] = &["時点", "年度末", "現在の", "会員数"];
    pub(in crate::definitions) const YEARLY: &[&str] = &["年間", "新規", "新たに", "年度中"];
    pub(in crate::definitions) const COUNTED: &[&str] = &["数", "額", "率", "人口"];
}

/// What is wrong with a definition, in Japanese: place, reason, way out, and the line with carets.
#[must_use]
pub fn definition_error_ja(error: &DefinitionError) -> String {
    let DefinitionError {
        file, line, column, ..
    } = error;
    let problem = problem_ja(&error.problem);
    format!(
        "{file} の{line}行{column}字目：{problem}\n{}",
        error.pointer()
    )
}

/// The same in English.
#[must_use]
pub fn definition_error_en(error: &DefinitionError) -> String {
    format!("{error}\n{}", error.pointer())
}

fn problem_ja(problem: &Problem) -> String {
    let list = |known: &str| known.replace(", ", "、");
    match problem {
        Problem::NotToml => "TOML の書き方ではありません。\
             「キー = \"値\"」の形になっているか確かめてください。日本語のキーは引用符で囲みます。"
            .into(),
        Problem::UnknownKey { key, known } => format!(
            "「{key}」というキーはありません。ここに書けるのは {} です。",
            list(known)
        ),
        Problem::MissingKey { key } => {
            format!("「{key}」がありません。書き加えてください。")
        }
        Problem::WrongType => {
            "値の種類が違います。文字は引用符で囲み、表は [名前] で始めてください。".into()
        }
        Problem::Value { key, value, known } if known.is_empty() => {
            format!("「{key}」に「{value}」は使えません。{}", form_ja(key))
        }
        Problem::Value { key, value, known } => format!(
            "「{key}」に「{value}」は使えません。使えるのは {} です。",
            list(known)
        ),
        Problem::Undefined { key, name, known } if known.is_empty() => {
            format!("「{key}」の「{name}」はどこにも定義されていません。先に定義してください。")
        }
        Problem::Undefined { key, name, known } => format!(
            "「{key}」の「{name}」はどこにも定義されていません。あるのは {} です。",
            list(known)
        ),
        Problem::Repeated { key, name } => {
            format!("「{key}」に「{name}」が2回あります。片方を消すか、名前を変えてください。")
        }
        Problem::Cycle { names } => {
            format!("定義が循環しています（{names}）。どれか一つを、他を使わずに書いてください。")
        }
        Problem::NotTogether { key, with } => {
            format!("「{key}」は {with} と一緒には使えません。どちらかを消してください。")
        }
        Problem::Needs { key, with } => {
            format!("{with} には「{key}」が必要です。書き加えてください。")
        }
        Problem::NoPurpose => "利用目的（purpose）がありません。個人情報保護法により、利用目的の\
             定まらない名簿は取り込めません。purpose を書き加えてください。"
            .into(),
    }
}

fn form_ja(key: &str) -> &'static str {
    match key {
        "costs-settled" | "targets" | "begins" | "ended" => {
            "年度は R6、令和6年度、2024 のように、値は数を含めて書いてください。"
        }
        "since" => "日付は 2022-04-01 や R4.4.1 のように書いてください。",
        "no" => "① や 7-2 のように書いてください。",
        "code" => "全国地方公共団体コードを6桁で書いてください。",
        "divisor" => "0より大きい数を書いてください。",
        "tolerance" => "数を書いてください。",
        "unit" => "人、件、社、％、千円、ha のように、シートで使う単位を書いてください。",
        "baseline" => "数を含めて書いてください。",
        _ => "",
    }
}

/// A finding L01 to L09 in Japanese: what, and what to do.
#[must_use]
pub fn metric_finding_ja(finding: &Finding) -> String {
    let a = |name: &str| argument(finding, name);
    match finding.rule {
        "L01" => format!(
            "単位が「{}」ですが、実人数ではなく延べ数を数えています。実人数なら \
             measure = \"distinct\" に、延べでよければ note に「延べ」と書いてください。",
            a("unit")
        ),
        "L02" => "割合の指標ですが、分母がありません。measure = \"ratio\" にして of と to を\
             書いてください。"
            .into(),
        "L03" => format!(
            "{}の目標値の単位「{}」は、測る単位「{}」と比べられません。",
            a("year"),
            a("target"),
            a("measured")
        ),
        "L04" => format!(
            "指標名に「{}」とありますが、期間（window）は {} です。どちらかを改めてください。",
            a("word"),
            a("window")
        ),
        "L05" => format!(
            "統計「{}」の定義「{}」は{}から公表されていません。後継の統計は定義が違うため、\
             自動では引き継ぎません。目標値とともに見直してください。",
            a("series"),
            a("definition"),
            a("year")
        ),
        "L06" => "人数のみの記録には名前がないため、実数には数えられません。延べ数にするか、\
             kinds から tally を外してください。"
            .into(),
        "L07" => format!(
            "条件「{}：{}」に当たる記録が台帳に一件もありません。書き誤りでないか確かめてください。",
            a("facet"),
            a("value")
        ),
        "L08" => format!(
            "指標名が「{}」と「{}」の二つを指しています。測るのは一つだけです。",
            a("first"),
            a("second")
        ),
        "L09" => format!(
            "「{}」には終わりがないため、年度末時点の数は増え続けます。期間を fy か cumulative に\
             してください。",
            a("kind")
        ),
        other => format!("{other} {}", finding.message),
    }
}

/// The same in English.
#[must_use]
pub fn metric_finding_en(finding: &Finding) -> String {
    let a = |name: &str| argument(finding, name);
    match finding.rule {
        "L01" => format!(
            "the unit is {} but participations are counted, not persons; use measure = \
             \"distinct\", or say 延べ in the note",
            a("unit")
        ),
        "L02" => "a share without a denominator; use measure = \"ratio\" with of and to".into(),
        "L03" => format!(
            "the target of {} is in {}, which cannot be compared with {}",
            a("year"),
            a("target"),
            a("measured")
        ),
        "L04" => format!(
            "the name says {} but the window is {}",
            a("word"),
            a("window")
        ),
        "L05" => format!(
            "the definition {} of {} ended with {}; its successor counts something else",
            a("definition"),
            a("series"),
            a("year")
        ),
        "L06" => "heads of a tally have no names and are never counted as distinct".into(),
        "L07" => format!("no engagement says {} for {}", a("value"), a("facet")),
        "L08" => format!("the name counts both {} and {}", a("first"), a("second")),
        "L09" => format!("{} never ends, so an as-of count only grows", a("kind")),
        other => format!("{other} {}", finding.message),
    }
}

fn argument<'a>(finding: &'a Finding, name: &str) -> &'a str {
    let mut arguments = finding.arguments.iter();
    arguments
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}

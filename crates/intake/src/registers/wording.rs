//! 日本語の文言: what is said about registers, each with its way out and its English twin.

use enishi_domain::finding::Finding;

use super::RegisterError;
use crate::wording::error_ja;

pub(super) const GUESSED: &str = "推定：確かめてください";

/// Above the reasons in the workbook of refused rows, in Japanese and in English.
pub const REASON_HEADINGS: [&str; 2] = ["理由", "reason"];

/// Above what tells there whether a row was mended.
pub const MARK_HEADINGS: [&str; 2] = ["照合（変更不可）", "mark (leave as it is)"];

pub(super) fn not_found(pattern: &str) -> String {
    format!("「{pattern}」に当たる見出しを書いてください")
}

/// The error and the way out of it, in Japanese.
#[must_use]
pub fn register_error_ja(error: &RegisterError) -> String {
    match error {
        RegisterError::Intake(error) => error_ja(error),
        RegisterError::SeveralWorksheets(names) => format!(
            "同じ見出しの表が複数のシートにあります：{}。どれも取り込んでいません。\n\
             シートごとに別のファイルに分けるか、対応表にシート名を書いて一つずつ取り込んでください。",
            names.join("、")
        ),
        RegisterError::UnknownHeading {
            source_label,
            missing,
            found,
            ..
        } if found.is_empty() => format!(
            "「{source_label}」の見出しの行がありません。ファイルの先頭に見出しの行を加えてください。\n\
             必要な列：{}。",
            missing.join("、")
        ),
        RegisterError::UnknownHeading {
            source_label,
            missing,
            found,
            proposal,
        } => format!(
            "「{source_label}」の見出しが見つかりません。足りない列：{}。\n\
             ファイルにある見出し：{}。\n\
             別の様式のファイルなら、次の対応表（TOML）を保存し、推定の列を確かめて、\
             --mapping で指定してください。\n\
             {proposal}",
            missing.join("、"),
            told(found, |place| format!("（{place}列目は空）")).join("、")
        ),
    }
}

/// The headings of a file; of one that is empty between others, its place.
fn told(found: &[String], empty: fn(usize) -> String) -> Vec<String> {
    let told = found.iter().zip(1..);
    told.map(|(heading, place)| match heading.as_str() {
        "" => empty(place),
        heading => heading.to_owned(),
    })
    .collect()
}

/// The same in English.
#[must_use]
pub fn register_error_en(error: &RegisterError) -> String {
    match error {
        RegisterError::Intake(error) => error.to_string(),
        RegisterError::SeveralWorksheets(_) => format!(
            "{error}\nnone was read: choose one with --sheet NAME or by `sheet` in the mapping, or \
             save each as a file"
        ),
        RegisterError::UnknownHeading { found, .. } if found.is_empty() => {
            format!("{error}\nthe file has no row of headings: add one at its top")
        }
        RegisterError::UnknownHeading {
            found, proposal, ..
        } => format!(
            "{error}\nthe file has: {}\n\
             if it is another form, save this mapping, check it and use it with --mapping:\n\
             {proposal}",
            told(found, |place| format!("(column {place} is empty)")).join(", ")
        ),
    }
}

/// A finding I01 to I12 in Japanese: what, and what to do.
#[must_use]
pub fn register_finding_ja(finding: &Finding) -> String {
    match finding.rule {
        "I01" | "I07" | "I15" => refused_ja(finding),
        "I03" => number_ja(finding),
        "I11" | "I12" => statistic_ja(finding),
        _ => cell_ja(finding),
    }
}

/// What is out of step, or must not be read.
fn refused_ja(finding: &Finding) -> String {
    let a = |name: &str| argument(finding, name);
    let heading = a("heading");
    match finding.message {
        "row_longer" => format!(
            "列の数が多すぎます（見出し{}、この行{}）。「{heading}」の手前で、引用符で囲まれていない\
             カンマが値の中にあると思われます。値を引用符で囲んでください。",
            a("headings"),
            a("fields")
        ),
        "row_shorter" => format!(
            "列の数が足りません（見出し{}、この行{}）。値の中に改行があるか、行が途中で切れています。\
             元の台帳から書き出し直すか、値を引用符で囲んでください。",
            a("headings"),
            a("fields")
        ),
        "quote_broken" => format!(
            "「{heading}」の引用符（\"）が閉じていないか、閉じた後に文字があります。\
             引用符を閉じるか、取り除いてください。"
        ),
        "quote_swallowed" => format!(
            "「{heading}」で開いた引用符（\"）が閉じないまま、続く{}行まで一つの値になっています。\
             引用符を閉じてください。",
            a("lines")
        ),
        "unmended" => format!(
            "前の取込みでエラーになったまま、直されていません（{}）。行を直すか、\
             直さずに取り込む行は「{heading}」を空にしてください。",
            a("reason").trim_end_matches('。')
        ),
        "my_number" => format!(
            "「{heading}」はマイナンバーか住民票コードの列と思われるため、取り込みませんでした。\
             値はどこにも保存していません。"
        ),
        "my_number_cell" => format!(
            "「{heading}」にマイナンバーと思われる番号（12桁で検査数字が合うもの）があるため、\
             この行を取り込みませんでした。値はどこにも保存していません。\
             受付番号などの正しい番号に直してください。"
        ),
        other => format!("{} {other}", finding.rule),
    }
}

/// What cannot be counted.
fn number_ja(finding: &Finding) -> String {
    let heading = argument(finding, "heading");
    match finding.message {
        "amount_missing" => format!(
            "「{heading}」が空です。寄附は金額がないと集計できません（0 とは数えません）。\
             金額を埋めるか、寄附でない行は除いてください。"
        ),
        "amount_sign" => format!(
            "「{heading}」の符号が種別と合いません。寄附はプラス、返金はマイナスで入れてください。\
             返金がマイナスで載るファイルは、取込みの対応表に返金の種別を書くと読めます。"
        ),
        "amount_zero" => format!(
            "「{heading}」が 0 円です。1件の寄附として数えましたが、誤りでないか確かめてください。"
        ),
        "quantity_missing" => "人数（数量）がありません。集計だけの行は人数が要ります。".into(),
        "quantity_sign" => "数量がマイナスです。".into(),
        "quantity_part" => "人数（数量）に端数があります。整数にしてください。".into(),
        "quantity_large" => "数量が大きすぎます。10億までの数にしてください。".into(),
        "unit_not_heads" => "人数の行の単位が人ではありません。「人」か「名」にするか、\
             空けてください。人でないものは、人数として数えられません。"
            .into(),
        "number_unreadable" => format!(
            "「{heading}」の「{}」を数として読めません。12000 や 12,000 のように、数だけにしてください。\
             金額は 10万円 や 1万2千円 とも書けます。",
            argument(finding, "text")
        ),
        other => format!("{} {other}", finding.rule),
    }
}

fn cell_ja(finding: &Finding) -> String {
    let a = |name: &str| argument(finding, name);
    let heading = a("heading");
    match finding.message {
        "day_unreadable" => format!(
            "「{heading}」の日付「{}」を読めません。2024/4/1 や R6.4.1 のように直してください。",
            a("text")
        ),
        "day_missing" => {
            "発生日がありません。日付の列を埋めるか、取込みのときに開催日を指定してください。"
                .into()
        }
        "ends_before" => format!("「{heading}」の終了日が開始日より前です。"),
        "day_odd" => format!(
            "「{heading}」の日付「{}」は1900年より前か、今日より後です。\
             そのまま読みましたが、誤りでないか確かめてください。",
            a("text")
        ),
        "day_ahead" => format!(
            "「{heading}」の「{}」はまだ来ていません。公表された値の年度と日を書いてください。",
            a("text")
        ),
        "overruled" => format!(
            "「{heading}」に、取込みのときの指定と違う値のある行が{}行あります（最初がこの行）。\
             指定した値で読みました。ファイルの値を使うときは、指定を外すか、\
             値ごとにファイルを分けて取り込んでください。",
            a("rows")
        ),
        "word_unknown" => format!(
            "「{heading}」の「{}」が何を指すか分かりません。言葉を直すか、\
             取込みの対応表に、この言葉の読み方を加えてください。",
            a("text")
        ),
        "residence_word" => format!(
            "「{heading}」の「{}」は使えません。市内・市外・海外・不明のどれかにしてください。",
            a("text")
        ),
        "residence_unknown" => format!(
            "「{heading}」の「{}」がどこを指すか分かりません。不明として読みました。\
             市内・市外・海外のどれか分かるときは直してください。",
            a("text")
        ),
        "name_damaged" => format!(
            "「{heading}」の文字が失われています（〓、?、U+… など）。元の台帳で確かめてください。"
        ),
        "name_gaiji" => format!("「{heading}」に外字があります。別の文字に置き換えてください。"),
        "name_missing" => {
            "氏名も連絡先もありません。匿名の一人として数え、名寄せはできません。".into()
        }
        "corporate_number" => {
            format!("「{heading}」の法人番号の検査数字が合いません。確かめてください。")
        }
        "undecodable" => format!(
            "「{heading}」に読めない文字があります。文字コードを指定するか、保存し直してください。"
        ),
        "key_missing" => format!(
            "「{heading}」がありません。この行は内容で見分けるため、書き直すと別の行になります。"
        ),
        other => format!("{} {other}", finding.rule),
    }
}

/// What cannot be known of a published value.
fn statistic_ja(finding: &Finding) -> String {
    let a = |name: &str| argument(finding, name);
    match finding.message {
        "series_unknown" => format!(
            "統計「{}」は知られていません。「統計系列」の名前のとおりに書いてください。\
             新しい系列は、地域の定義（region.toml の [[series]]）に加えてから入れます。",
            a("text")
        ),
        "definition_unknown" => format!(
            "統計「{}」のどの定義の値か分かりません。「定義」の列に次のどれかを書いてください: 「{}」",
            a("text"),
            a("known")
        ),
        "definition_ended" => format!(
            "定義「{}」は、この年度の値を公表していません。別の定義の値か、年度を確かめてください。",
            a("text")
        ),
        "unit_differs" => format!(
            "単位「{}」は、定義の単位「{}」に換算できません。",
            a("text"),
            a("unit")
        ),
        other => format!("{} {other}", finding.rule),
    }
}

/// The same in English.
#[must_use]
pub fn register_finding_en(finding: &Finding) -> String {
    match finding.rule {
        "I03" => number_en(finding),
        "I11" | "I12" => statistic_en(finding),
        _ => cell_en(finding),
    }
}

fn cell_en(finding: &Finding) -> String {
    let a = |name: &str| argument(finding, name);
    let heading = a("heading");
    match finding.message {
        "row_longer" => format!(
            "{} fields under {} headings: an unquoted delimiter before `{heading}`",
            a("fields"),
            a("headings")
        ),
        "row_shorter" => format!(
            "{} fields under {} headings: a line break in a value, or the row is cut off",
            a("fields"),
            a("headings")
        ),
        "quote_broken" => format!("the quotes of `{heading}` are broken: close or remove them"),
        "quote_swallowed" => format!(
            "the quote that `{heading}` opens is not closed and takes in {} more lines",
            a("lines")
        ),
        "unmended" => format!(
            "refused before and not mended since ({}): mend the row, or empty its `{heading}` to \
             have it read as it is",
            a("reason")
        ),
        "day_odd" => format!(
            "`{}` in `{heading}` lies before 1900 or is yet to come; read as it is",
            a("text")
        ),
        "day_ahead" => format!("`{}` in `{heading}` is yet to come", a("text")),
        "overruled" => format!(
            "{} rows, of which this is the first, say something else in `{heading}` than what was \
             given with the import; what was given is used",
            a("rows")
        ),
        "my_number_cell" => format!(
            "`{heading}` holds what looks like an individual number (My Number): the row was not \
             read, and nothing of the number is kept"
        ),
        "day_unreadable" => format!("`{}` in `{heading}` is not a day", a("text")),
        "day_missing" => "there is no day; fill the column, or give one for the file".into(),
        "ends_before" => format!("`{heading}` ends before it begins"),
        "word_unknown" => format!(
            "`{}` in `{heading}` is not a known {}; add it to the mapping's values",
            a("text"),
            a("what")
        ),
        "name_damaged" => format!("characters of `{heading}` were lost before they came here"),
        "residence_word" => format!(
            "`{}` in `{heading}` is none of 市内, 市外, 海外 and 不明",
            a("text")
        ),
        "residence_unknown" => format!(
            "`{}` in `{heading}` is not understood: read as unknown",
            a("text")
        ),
        "name_gaiji" => format!("`{heading}` holds private characters"),
        "name_missing" => "no name and no address: counted as one anonymous person".into(),
        "my_number" => format!(
            "`{heading}` looks like individual numbers (My Number) and was not read or kept"
        ),
        "corporate_number" => format!("the check digit of `{heading}` does not hold"),
        "undecodable" => format!("`{heading}` holds bytes that are no text"),
        "key_missing" => format!("`{heading}` is empty: the row is known by its content only"),
        other => format!("{} {other}", finding.rule),
    }
}

fn statistic_en(finding: &Finding) -> String {
    let a = |name: &str| argument(finding, name);
    match finding.message {
        "series_unknown" => format!("the region has no series `{}`", a("text")),
        "definition_unknown" => format!(
            "under which definition is `{}`? write one of: `{}`",
            a("text"),
            a("known")
        ),
        "definition_ended" => format!("the definition `{}` no longer covers this year", a("text")),
        "unit_differs" => format!("`{}` cannot be converted to `{}`", a("text"), a("unit")),
        other => format!("{} {other}", finding.rule),
    }
}

fn argument<'a>(finding: &'a Finding, name: &str) -> &'a str {
    let mut arguments = finding.arguments.iter();
    arguments
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}

fn number_en(finding: &Finding) -> String {
    let heading = argument(finding, "heading");
    match finding.message {
        "amount_missing" => {
            format!("`{heading}` is empty: a gift needs its amount, and it is not 0")
        }
        "amount_sign" => format!(
            "the sign of `{heading}` does not fit: a gift is positive and a refund negative; a \
             file with negative refunds needs `refund-kind` in its mapping"
        ),
        "amount_zero" => format!("`{heading}` is 0 yen: counted as one gift"),
        "quantity_missing" => "a head count needs its quantity".into(),
        "quantity_sign" => "a quantity is not negative".into(),
        "quantity_part" => "a head count is whole".into(),
        "quantity_large" => "a quantity is at most 1,000,000,000".into(),
        "unit_not_heads" => "a head count has the unit 人 or 名, or none".into(),
        "number_unreadable" => format!(
            "`{}` in `{heading}` is not a number",
            argument(finding, "text")
        ),
        other => format!("{} {other}", finding.rule),
    }
}

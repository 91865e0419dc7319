//! 日本語の文言: how this room's errors are said to the user, each with its way out.

use crate::definitions::settings::SettingsError;
use crate::error::{IntakeError, OtherFormat};

/// The error and the way out of it, in Japanese.
#[must_use]
pub fn error_ja(error: &IntakeError) -> String {
    match error {
        IntakeError::Empty => "ファイルが空です。中身のあるファイルを指定してください。".into(),
        IntakeError::TooLarge { bytes, limit } => format!(
            "ファイルが大きすぎます（{}MB、上限は{}MB）。必要な表だけを別のファイルに保存してください。",
            megabytes(*bytes),
            megabytes(*limit)
        ),
        IntakeError::TooMuchWhenUnpacked { limit } => format!(
            "展開すると{}MBを超えるため、読み込みを中止しました。\
             必要な表だけを新しいファイルに保存し直してください。",
            megabytes(*limit)
        ),
        IntakeError::TooMany { what, limit } => format!(
            "{}が多すぎます（上限は{limit}）。必要な表だけを別のファイルに保存してください。",
            countable_ja(what)
        ),
        IntakeError::TooManyFigures { limit } => too_many_figures_ja(*limit),
        IntakeError::TooDeep => "要素の入れ子が深すぎるため、読み込みを中止しました。\
             表の部分だけを新しいファイルに保存し直してください。"
            .into(),
        IntakeError::TooManyCells { limit } => format!(
            "セルが多すぎます（上限は{limit}）。必要な表だけを別のファイルに保存してください。"
        ),
        IntakeError::Binary => "表やテキストのファイルではありません。\
             Excel、CSV、HTML などの形式で保存したファイルを指定してください。"
            .into(),
        IntakeError::Encrypted => "パスワードで保護されています。\
             パスワードを解除して保存し直したファイルを指定してください。"
            .into(),
        IntakeError::Damaged { what } => damaged_ja(what),
        IntakeError::Unreadable { what } => {
            format!(
                "読み込めない形式です（{}）。xlsx または CSV で保存し直してください。",
                part_ja(what)
            )
        }
        IntakeError::Unsupported(format) => unsupported_ja(*format).into(),
        IntakeError::NotAWorkbook => "ワークシートのない圧縮ファイルです。\
             展開して、中の表のファイルを指定してください。"
            .into(),
        IntakeError::NoTable => "表が見つかりません。\
             表を含むファイルか、別の保存形式を指定してください。"
            .into(),
        IntakeError::UnknownEncoding(name) => format!(
            "文字コード「{name}」は使えません。utf-8、cp932、utf-16le、\
             utf-16be、euc-jp、iso-2022-jp のいずれかを指定してください。"
        ),
        IntakeError::UndecodableAs {
            encoding,
            byte_offset,
            line,
        } => format!(
            "{line}行目（先頭から{byte_offset}バイト目）に、文字コード {encoding} では読めない文字が\
             あります。正しい文字コードを指定するか、元のソフトで\
             「CSV UTF-8」として保存し直してください。"
        ),
        IntakeError::CutOff { byte_offset, line } => cut_off_ja(*byte_offset, *line),
        IntakeError::MixedEncodings { byte_offset, line } => mixed_ja(*byte_offset, *line),
        IntakeError::NoSheets { format } => format!(
            "{format} のファイルに表は一つしかないため、シートは選べません。\
             シートを指定せずにやり直してください。"
        ),
        IntakeError::NoSuchSheet { name, available } => {
            format!("シート「{name}」がありません。あるもの：{available}")
        }
    }
}

fn mixed_ja(byte_offset: usize, line: usize) -> String {
    format!(
        "{line}行目（先頭から{byte_offset}バイト目）から文字コードが変わっています。\
         別々のファイルをつないだものと思われます。文字コードをそろえて保存し直してください。"
    )
}

fn cut_off_ja(byte_offset: usize, line: usize) -> String {
    format!(
        "{line}行目（先頭から{byte_offset}バイト目）の文字の途中でファイルが終わっています。\
         途中で切れたものと思われます。元のソフトで書き出し直すか、もう一度受け取ってください。"
    )
}

/// What is wrong with a settings file, in Japanese.
#[must_use]
pub fn settings_error_ja(error: &SettingsError) -> String {
    match error {
        SettingsError::NotToml { line, column } => format!(
            "{line}行{column}字目が TOML の書き方ではありません。\
             「キー = \"値\"」の形になっているか確かめてください。"
        ),
        SettingsError::UnknownKey { line, key, known } => format!(
            "{line}行目の「{key}」というキーはありません。\
             ここに書けるのは {} です。",
            known.replace(", ", "、")
        ),
        SettingsError::MissingKey { line, key } => {
            format!("{line}行目からの表に「{key}」がありません。書き加えてください。")
        }
        SettingsError::WrongType { line, column } => format!(
            "{line}行{column}字目の値の種類が違います。文字は引用符で囲み、表は [名前] で始めてください。"
        ),
        SettingsError::Value { key, value } => {
            format!("「{key}」に「{value}」は使えません。{}", allowed_ja(key))
        }
        SettingsError::NoKpi => {
            "[[kpi]] には no（指標番号）か name（指標名）が必要です。書き加えてください。".into()
        }
    }
}

fn allowed_ja(key: &str) -> &'static str {
    match key.rsplit('.').next().unwrap_or_default() {
        "fiscal-year" => "R6、令和6年度、2024 のように書いてください。",
        "layout" => "使えるのは effect_table、indicator_form、long、own_form です。",
        "columns" => {
            "使えるのは programme_no、programme_name、overview、cost_settled、departments、kpi_no、\
             kpi_name、unit、direction、accumulation、baseline、target、target_month、actual、mark、\
             rate、remarks、fiscal_year、ignore です。"
        }
        "direction" => "使えるのは 増加、減少、維持、範囲 です。",
        "accumulation" => {
            "使えるのは 単年度フロー、累計、年度末ストック、比率、増加分、調査値、マイルストーン です。"
        }
        "formula" => "使えるのは F1、F2、F3、F4 と、path を添えた F7 です。",
        "path" => "F7 のときだけ、R4-R8 のように最初と最後の年度を書いてください。",
        "since" | "until" => "R6、令和6年度、2024 のように書いてください。",
        "reviewed" | "published" | "improvements-published" => {
            "R7.7.10、令和7年7月10日 のように書いてください。"
        }
        "tolerance" | "bands" => "数を書いてください。",
        _ if key.starts_with("rules.") => "使えるのは off、info、warning、error です。",
        _ => "",
    }
}

fn unsupported_ja(format: OtherFormat) -> &'static str {
    match format {
        OtherFormat::Pdf => {
            "PDF はまだ読み込めません。元の Excel ファイルか、表を CSV にしたものを指定してください。"
        }
        OtherFormat::Picture => {
            "画像です。文字認識（OCR）にかけたテキストか、元のファイルを指定してください。"
        }
        OtherFormat::Bzip2
        | OtherFormat::Xz
        | OtherFormat::Zstandard
        | OtherFormat::SevenZip
        | OtherFormat::Rar
        | OtherFormat::NestedGzip => {
            "この圧縮形式は読み込めません。展開してから、中のファイルを指定してください。"
        }
        OtherFormat::WebArchive => {
            "Web アーカイブ（mht）です。ブラウザーで開き、「Web ページ、HTML のみ」で保存し直してください。"
        }
        OtherFormat::RichText | OtherFormat::WordDocument | OtherFormat::Presentation => {
            "表計算のファイルではありません。表を Excel に貼り付け、xlsx で保存してください。"
        }
        OtherFormat::BinaryWorkbook => "xlsb 形式です。Excel で開き、xlsx で保存し直してください。",
        OtherFormat::XmlSpreadsheet => {
            "XML スプレッドシート 2003 形式です。Excel で開き、xlsx で保存し直してください。"
        }
        OtherFormat::Utf32 => "文字コード UTF-32 は読み込めません。UTF-8 で保存し直してください。",
    }
}

fn too_many_figures_ja(limit: u64) -> String {
    format!(
        "指標と数値が多すぎます（上限は{limit}、指標と事業は1件を4と数えます）。\
         課ごとや年度ごとに、いくつかのファイルに分けてください。"
    )
}

fn countable_ja(what: &str) -> &str {
    match what {
        "rows" => "行",
        "columns" => "列",
        "tags" => "HTML のタグ",
        "spanned cells" => "結合されたセル",
        other => other,
    }
}

/// What of a file is damaged or cannot be read.
const PARTS: &[(&str, &str)] = &[
    ("gzip", "gzip の圧縮"),
    ("elements nested too deeply", "要素の入れ子が深すぎます"),
    ("json is no register", "JSON は台帳として読めません"),
    ("json is no table", "JSON は表として読めません"),
    ("a workbook is no text", "ブックはテキストではありません"),
    ("too many parts", "部品が多すぎます"),
    ("too many tables", "表が多すぎます"),
    ("the zip container", "ブックの zip 圧縮"),
    ("a part of the zip container", "ブックの zip 圧縮の一部"),
    (
        "a part packed in a way that workbooks do not use",
        "ブックに使わない圧縮方式の部分",
    ),
    ("a part that cannot be unpacked", "展開できない部分"),
    ("two parts of one name", "同じ名前の部品が二つ"),
    ("XML that ends too early", "途中で終わる XML"),
    ("XML that is not well formed", "XML の書き方の誤り"),
    (
        "a document type declaration",
        "XML の文書型宣言（安全のため読みません）",
    ),
    ("an encoding that is not known", "知られていない文字コード"),
    ("an entity that is not defined", "定義のない実体参照"),
    (
        "text in another encoding than declared",
        "宣言と違う文字コード",
    ),
    ("no table in it", "表がありません"),
    ("no worksheet in it", "ワークシートがありません"),
    ("a sheet that ends too early", "途中で終わるシート"),
    ("a workbook that ends too early", "途中で終わるブック"),
    ("the compound file's sectors", "xls の領域の並び"),
    ("the table of strings", "文字列の表"),
    ("the workbook's stream", "ブックの本体"),
];

fn damaged_ja(what: &str) -> String {
    format!(
        "ファイルが壊れているか、途中で切れています（{}）。\
         元のソフトで開いて保存し直すか、もう一度受け取ってください。",
        part_ja(what)
    )
}

fn part_ja(what: &str) -> &str {
    let found = PARTS.iter().find(|(english, _)| *english == what);
    found.map_or(what, |(_, japanese)| *japanese)
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_decoded_names_the_line_and_the_way_out() {
        let error = IntakeError::UndecodableAs {
            encoding: "cp932",
            byte_offset: 40,
            line: 3,
        };
        let message = error_ja(&error);
        assert!(message.contains("3行目") && message.contains("文字コードを指定"));
    }

    #[test]
    fn every_part_of_a_file_is_named_in_japanese() {
        let mut named = 0;
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let calls = [
                    "damaged(\"",
                    "Damaged { what: \"",
                    "Unreadable {\n            what: \"",
                ];
                for call in calls {
                    for (at, _) in text.match_indices(call) {
                        let what = text[at + call.len()..].split('"').next().unwrap();
                        assert_ne!(part_ja(what), what, "{}", path.display());
                        named += 1;
                    }
                }
            }
        }
        assert!(named > 20, "{named}");
    }
}

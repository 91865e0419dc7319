//! The help, one page a command, in 80 columns and in both languages.

use clap::{Arg, Command};
use enishi_desk::Language;

use super::Words;
use crate::terminal::{WIDTH, pad, wrap};

/// Where the explanation of a flag begins; a longer flag has a line of its own.
const FLAG: usize = 32;

/// A text in Japanese and in English.
type Bilingual = [&'static str; 2];

/// What an argument is called and what it means.
struct Entry {
    /// The commands that it is about; all where it is empty.
    of: &'static str,
    id: &'static str,
    /// What stands for its value.
    value: Bilingual,
    means: Bilingual,
}

const fn entry(of: &'static str, id: &'static str, value: Bilingual, means: Bilingual) -> Entry {
    Entry {
        of,
        id,
        value,
        means,
    }
}

const ABOUT: &[(&str, Bilingual)] = &[
    (
        "",
        [
            "縁（えにし）— 地方創生の効果検証シートを読み、達成状況を算定し、点検し、書き出します。",
            "Enishi reads, evaluates, lints and writes effect-verification sheets.",
        ],
    ),
    (
        "check",
        [
            "シートを読み、達成状況を算定し、指摘を示します。",
            "Reads sheets, evaluates their KPIs and says what is amiss.",
        ],
    ),
    (
        "convert",
        [
            "シートを xlsx・html・csv・json に書き出します。",
            "Writes a sheet as xlsx, html, csv or json.",
        ],
    ),
    (
        "compare",
        [
            "前年のシートと今年のシートの新旧対照を示します。",
            "Tells what changed since last year's sheet.",
        ],
    ),
    (
        "explain",
        ["指摘の規則の説明を示します。", "Prints the page of a rule."],
    ),
    (
        "rules",
        ["指摘の規則の一覧を示します。", "Lists all rules."],
    ),
    (
        "init",
        [
            "地域の定義から関わり台帳を作り、または定義を新しくします。",
            "Makes the ledger of a city, or gives it new definitions.",
        ],
    ),
    (
        "import",
        [
            "台帳のファイルを取り込み、または取込みを取り消します。",
            "Imports a register, or undoes an import.",
        ],
    ),
    (
        "parties",
        [
            "名寄せ: review、same A B、different A B、household A B、undo A B",
            "Who is who: review, same A B, different A B, household A B, undo A B",
        ],
    ),
    (
        "close",
        [
            "事業・種別・年度の入力完了を記録し、または再び開きます。",
            "Says that a kind is complete for a programme and year, or reopens it.",
        ],
    ),
    (
        "measure",
        [
            "指標の実績値を台帳から測定します。",
            "Measures the KPIs from the ledger.",
        ],
    ),
    (
        "evaluate",
        [
            "台帳から年度の効果検証シートを作ります。",
            "Makes the year's evaluation sheet from the ledger.",
        ],
    ),
    (
        "freeze",
        [
            "年度の実績値を確定します。",
            "Freezes the figures of a year.",
        ],
    ),
    (
        "correct",
        [
            "関わりを訂正し、または取り消します。",
            "Corrects an engagement, or voids it.",
        ],
    ),
    (
        "verify",
        [
            "台帳が書き換えられていないか、確定値が再現するかを確かめます。",
            "Verifies the chain of seals and every frozen figure.",
        ],
    ),
    (
        "demo",
        [
            "架空の都市の台帳を作り、シートまで通して見せます。",
            "Makes an invented city, from its registers to its sheet.",
        ],
    ),
];

const ENTRIES: &[Entry] = &[
    entry(
        "check",
        "sheets",
        ["シート…", "SHEET…"],
        [
            "シートのファイル（tsv csv xlsx xls ods html md json txt）。「-」は標準入力",
            "files: tsv csv xlsx xls ods html md json txt; - is standard input",
        ],
    ),
    entry(
        "check",
        "format",
        ["形", "FORM"],
        [
            "出力の形：human（表と指摘。省略時）、json、csv（指摘の一覧）、sarif",
            "human (a table and findings, the default), json, csv (the findings) or sarif",
        ],
    ),
    entry(
        "convert",
        "sheet",
        ["シート", "SHEET"],
        [
            "シートのファイル。「-」は標準入力",
            "a file; - is standard input",
        ],
    ),
    entry(
        "convert",
        "output",
        ["ファイル", "FILE"],
        [
            "書き出すファイル。形は拡張子 xlsx、html、csv、json で決まります",
            "where to write; the ending xlsx, html, csv or json says in what form",
        ],
    ),
    entry(
        "convert",
        "encoding",
        ["文字コード", "NAME"],
        [
            "csv の文字コード：utf-8（BOM付き。省略時）、cp932",
            "of a csv: utf-8 (with a byte order mark, the default) or cp932",
        ],
    ),
    entry(
        "compare",
        "last",
        ["前年", "LAST_YEAR"],
        ["前年のシート", "last year's sheet"],
    ),
    entry(
        "compare",
        "this",
        ["今年", "THIS_YEAR"],
        ["今年のシート", "this year's sheet"],
    ),
    entry(
        "explain",
        "rule",
        ["規則", "RULE"],
        ["規則の番号（例：N20）", "its code, such as N20"],
    ),
    entry(
        "init",
        "region",
        ["フォルダー", "FOLDER"],
        [
            "地域の定義（toml）のフォルダー",
            "the folder of the city's definitions",
        ],
    ),
    entry(
        "import",
        "file",
        ["ファイル", "FILE"],
        [
            "取り込む台帳（csv tsv xlsx …）",
            "a register: csv, tsv, xlsx …",
        ],
    ),
    entry(
        "import",
        "source",
        ["取込元", "SOURCE"],
        [
            "取込元の名前（例：furusato-ledger）",
            "its source, such as furusato-ledger",
        ],
    ),
    entry(
        "import",
        "mapping",
        ["対応表.toml", "FILE.toml"],
        [
            "取込元の代わりに使う対応表",
            "a mapping of one's own instead of a source",
        ],
    ),
    entry(
        "import",
        "dry_run",
        ["", ""],
        [
            "試行：書き込まず、結果だけを示します",
            "says what would be done, and writes nothing",
        ],
    ),
    entry(
        "import",
        "report",
        ["ファイル.xlsx", "FILE.xlsx"],
        [
            "エラー行を理由とともに書き出すファイル",
            "where refused rows go, with the reason beside each",
        ],
    ),
    entry(
        "import",
        "programme",
        ["番号", "NO"],
        ["全行の事業", "the programme of all rows"],
    ),
    entry(
        "import",
        "activity",
        ["名前", "NAME"],
        ["全行の催し・活動", "the event of all rows"],
    ),
    entry(
        "import",
        "date",
        ["日付", "DAY"],
        ["全行の開催日", "the day of all rows"],
    ),
    entry(
        "import",
        "scheme",
        ["制度", "TEXT"],
        ["全行の制度（例：複業）", "the scheme of all rows"],
    ),
    entry(
        "import",
        "tag",
        ["目的", "TEXT"],
        ["全行の目的（例：雇用促進）", "the tag of all rows"],
    ),
    entry(
        "import",
        "undo",
        ["取込み", "BATCH"],
        [
            "取り消す取込みの番号（例：B12）",
            "the import to undo, such as B12",
        ],
    ),
    entry(
        "import",
        "reason",
        ["理由", "TEXT"],
        ["取り消す理由", "why it is undone"],
    ),
    entry(
        "close",
        "programme",
        ["番号", "NO"],
        ["事業の番号", "the programme's number"],
    ),
    entry(
        "close",
        "kind",
        ["種別", "KIND"],
        [
            "関わりの種別（例：event.attend）",
            "the kind of engagement, such as event.attend",
        ],
    ),
    entry(
        "close",
        "reopen",
        ["", ""],
        [
            "再び開きます（--reason が要ります）",
            "reopens it; needs --reason",
        ],
    ),
    entry(
        "close",
        "reason",
        ["理由", "TEXT"],
        ["再び開く理由", "why it is reopened"],
    ),
    entry(
        "measure",
        "kpi",
        ["指標", "KPI"],
        ["この指標だけ（例：1-①、1-1）", "only this one, such as 1-1"],
    ),
    entry(
        "measure",
        "explain",
        ["", ""],
        [
            "測り方の説明と根拠の行を添えます",
            "with the definition in words and the rows behind it",
        ],
    ),
    entry(
        "measure",
        "as_of",
        ["日付", "DAY"],
        [
            "その日までの記録による値",
            "as it was known by the end of that day",
        ],
    ),
    entry(
        "evaluate",
        "as_of",
        ["日付", "DAY"],
        [
            "その日までの記録による値",
            "as it was known by the end of that day",
        ],
    ),
    entry(
        "evaluate",
        "output",
        ["ファイル", "FILE"],
        [
            "書き出すファイル（xlsx html csv json）。何度でも指定できます",
            "where to write: xlsx, html, csv or json; may be given several times",
        ],
    ),
    entry(
        "correct",
        "engagement",
        ["関わり", "ENGAGEMENT"],
        ["関わりの番号（例：E12）", "its number, such as E12"],
    ),
    entry(
        "correct",
        "reason",
        ["理由", "REASON"],
        [
            "理由（入力誤り、重複、返金 など）",
            "why: entry_error, duplicate, refund …",
        ],
    ),
    entry(
        "correct",
        "note",
        ["説明", "TEXT"],
        [
            "理由の説明（個人情報は書かないでください）",
            "why, in words without personal data",
        ],
    ),
    entry(
        "correct",
        "set",
        ["項目=値", "FIELD=VALUE"],
        [
            "正しい値（例：amount=12000）。何度でも指定できます",
            "what it should say, such as amount=12000; may be given several times",
        ],
    ),
    entry("correct", "void", ["", ""], ["取り消します", "voids it"]),
    entry(
        "verify",
        "checkpoint",
        ["照合点", "CHECKPOINT"],
        [
            "以前の verify が示した照合点",
            "what an earlier verify printed",
        ],
    ),
    entry(
        "demo",
        "folder",
        ["フォルダー", "FOLDER"],
        [
            "作るフォルダー（省略時は enishi-demo）",
            "where to make it; enishi-demo unless said otherwise",
        ],
    ),
    entry(
        "demo",
        "small",
        ["", ""],
        [
            "寄附を千分の一にして数秒で作ります",
            "with a thousandth of the gifts, within seconds",
        ],
    ),
    entry(
        "",
        "database",
        ["場所", "URL"],
        [
            "台帳の場所（省略時は sqlite:enishi.db）。postgres://… も使えます",
            "the ledger: sqlite:enishi.db unless said otherwise, or postgres://…",
        ],
    ),
    entry(
        "",
        "key",
        ["ファイル", "FILE"],
        [
            "台帳の鍵（省略時は台帳と同じ名前の .key）",
            "the ledger's key; beside it, ending in .key, unless said otherwise",
        ],
    ),
    entry(
        "",
        "staff",
        ["氏名", "NAME"],
        [
            "操作する職員（監査記録に残ります）",
            "who acts; written to the audit",
        ],
    ),
    entry(
        "close",
        "fiscal_year",
        ["年度", "YEAR"],
        [
            "完了した年度（例：R6）",
            "the year that is complete, such as R6",
        ],
    ),
    entry(
        "measure",
        "fiscal_year",
        ["年度", "YEAR"],
        [
            "年度（省略時は目標のある最後の年度）",
            "the year; the latest with targets unless said otherwise",
        ],
    ),
    entry(
        "evaluate",
        "fiscal_year",
        ["年度", "YEAR"],
        [
            "年度（省略時は目標のある最後の年度）",
            "the year; the latest with targets unless said otherwise",
        ],
    ),
    entry(
        "freeze",
        "fiscal_year",
        ["年度", "YEAR"],
        ["確定する年度（例：R6）", "the year to freeze, such as R6"],
    ),
    entry(
        "",
        "format",
        ["形", "FORM"],
        [
            "出力の形：human（省略時）、json",
            "human (the default) or json",
        ],
    ),
    entry(
        "",
        "fiscal_year",
        ["年度", "YEAR"],
        [
            "シートの実施年度（例：R6、令和6年度、2024）",
            "the year the sheet is for: R6, 令和6年度 or 2024",
        ],
    ),
    entry(
        "",
        "worksheet",
        ["名前", "NAME"],
        [
            "読み取るワークシートや表の、名前または1からの番号",
            "the worksheet or table to read, by name or by number from 1",
        ],
    ),
    entry(
        "",
        "layout",
        ["様式", "NAME"],
        [
            "effect_table、indicator_form、long、own_form（省略時は自動判定）",
            "effect_table, indicator_form, long or own_form, instead of detection",
        ],
    ),
    entry(
        "",
        "input_encoding",
        ["文字コード", "NAME"],
        [
            "utf-8、cp932、utf-16le、utf-16be、euc-jp、iso-2022-jp（省略時は自動判定）",
            "utf-8, cp932, utf-16le, utf-16be, euc-jp or iso-2022-jp, instead of detection",
        ],
    ),
    entry(
        "",
        "settings",
        ["設定.toml", "FILE.toml"],
        [
            "列の名前、指標の宣言、規則の設定を書いたファイル",
            "a file that names columns, declares KPIs and sets rules",
        ],
    ),
    entry(
        "",
        "language",
        ["ja|en", "ja|en"],
        [
            "表示の言語（省略時は ja）",
            "the language of what is printed; ja unless said otherwise",
        ],
    ),
    entry(
        "",
        "help",
        ["", ""],
        ["この説明を示します", "prints this help"],
    ),
    entry(
        "",
        "version",
        ["", ""],
        ["版を示します", "prints the version"],
    ),
];

/// The help on a command, or on the program as a whole.
pub fn page(program: &Command, command: Option<&str>, language: Language) -> String {
    let mut program = program.clone();
    program.build();
    let words = Words::of(language);
    let found = command.and_then(|name| program.find_subcommand(name));
    let shown = found.unwrap_or(&program);
    let name = found.map_or("", Command::get_name);
    let mut out = String::new();
    for line in wrap(about(name, words), WIDTH) {
        out.push_str(&format!("{line}\n"));
    }
    out.push_str(&format!("\n{}\n", usage_line(shown, name, words)));
    if found.is_none() {
        out.push_str(&format!("\n{}\n", words.pick("コマンド:", "Commands:")));
        for command in program.get_subcommands() {
            let name = command.get_name();
            out.push_str(&row(&format!("  {name}"), about(name, words), 11));
        }
    }
    let (positional, flags): (Vec<&Arg>, Vec<&Arg>) = shown
        .get_arguments()
        .partition(|argument| argument.is_positional());
    for (title, arguments) in [
        (words.pick("引数:", "Arguments:"), positional),
        (words.pick("オプション:", "Options:"), flags),
    ] {
        if !arguments.is_empty() {
            out.push_str(&format!("\n{title}\n"));
        }
        for argument in arguments {
            let means = described(name, argument.get_id().as_str())
                .map_or("", |entry| words.pick(entry.means[0], entry.means[1]));
            out.push_str(&row(&written(name, argument, words), means, FLAG));
        }
    }
    if found.is_none() {
        let codes = words.pick(
            "終了コード: 0 誤りなし、1 重大度「誤り」の指摘あり、2 使い方の誤り・読み書きの失敗",
            "Exit codes: 0 no errors; 1 findings of severity error; 2 wrong usage, or something \
             could not be read or written",
        );
        let more = words.pick(
            "各コマンドの説明: enishi コマンド --help",
            "More on a command: enishi COMMAND --help",
        );
        out.push('\n');
        for line in wrap(codes, WIDTH).into_iter().chain([more.to_owned()]) {
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

/// What an argument's value is called: シート… for `sheets`.
pub fn value_name(command: &str, id: &str, language: Language) -> Option<&'static str> {
    let entry = described(command, id)?;
    Some(Words::of(language).pick(entry.value[0], entry.value[1]))
}

fn about(command: &str, words: Words) -> &'static str {
    let found = ABOUT.iter().find(|(name, _)| *name == command);
    found.map_or("", |(_, [japanese, english])| {
        words.pick(*japanese, *english)
    })
}

fn described(command: &str, id: &str) -> Option<&'static Entry> {
    let fits = |entry: &&Entry| entry.id == id && (entry.of == command || entry.of.is_empty());
    ENTRIES.iter().find(fits)
}

fn usage_line(command: &Command, name: &str, words: Words) -> String {
    let mut out = words.pick("使い方: enishi", "Usage: enishi").to_owned();
    let required = |argument: &&Arg| argument.is_required_set();
    if name.is_empty() {
        out.push_str(words.pick(" コマンド", " COMMAND"));
    } else {
        out.push_str(&format!(" {name}"));
    }
    for argument in command.get_arguments().filter(required) {
        let value = value(name, argument, words);
        out.push_str(&match argument.get_short() {
            Some(short) => format!(" -{short} {value}"),
            None => format!(" {value}"),
        });
    }
    out + words.pick(" [オプション]", " [OPTIONS]")
}

/// `  -o, --output ファイル`
fn written(command: &str, argument: &Arg, words: Words) -> String {
    let value = value(command, argument, words);
    let flag = match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (None, Some(long)) => format!("--{long}"),
        (Some(short), None) => format!("-{short}"),
        (None, None) => String::new(),
    };
    format!("  {}", format!("{flag} {value}").trim())
}

fn value(command: &str, argument: &Arg, words: Words) -> &'static str {
    let entry = described(command, argument.get_id().as_str());
    entry.map_or("", |entry| words.pick(entry.value[0], entry.value[1]))
}

fn row(head: &str, text: &str, begin: usize) -> String {
    let blank = " ".repeat(begin);
    let mut lines = wrap(text, WIDTH - begin).into_iter();
    let mut out = if crate::terminal::width(head) + 2 > begin {
        format!("{head}\n")
    } else {
        let first = lines.next().unwrap_or_default();
        format!("{}{first}\n", pad(head, begin))
    };
    for line in lines {
        out.push_str(&format!("{blank}{line}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::arguments::Arguments;

    #[test]
    fn every_argument_is_described_and_every_description_is_of_an_argument() {
        let mut program = Arguments::command();
        program.build();
        let mut described_ids = Vec::new();
        for command in program.get_subcommands().chain([&program]) {
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                assert!(described(command.get_name(), id).is_some(), "{id}");
                described_ids.push(id.to_owned());
            }
            assert!(command.get_name() == "enishi" || !about_is_empty(command.get_name()));
        }
        for entry in ENTRIES {
            assert!(
                described_ids.iter().any(|id| id == entry.id),
                "{}",
                entry.id
            );
        }
    }

    fn about_is_empty(command: &str) -> bool {
        about(command, Words::of(Language::English)).is_empty()
    }

    #[test]
    fn help_keeps_to_80_columns() {
        for command in [None, Some("check"), Some("convert"), Some("compare")] {
            for language in [Language::Japanese, Language::English] {
                for line in page(&Arguments::command(), command, language).lines() {
                    assert!(crate::terminal::width(line) <= WIDTH, "{line}");
                }
            }
        }
    }
}

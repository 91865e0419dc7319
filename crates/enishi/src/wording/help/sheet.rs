//! The help of the commands on sheets, and what all commands share.

use super::{Bilingual, Entry, entry};

/// What each command does; the program as a whole under the empty name.
pub(super) const ABOUT: &[(&str, Bilingual)] = &[
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
];

/// The arguments; those of all commands last.
pub(super) const ENTRIES: &[Entry] = &[
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

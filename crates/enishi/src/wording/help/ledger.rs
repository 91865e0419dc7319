//! The help of the commands on a ledger.

use super::{Bilingual, Entry, entry};

/// What each command does.
pub(super) const ABOUT: &[(&str, Bilingual)] = &[
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
            "名寄せ：同じ人・団体かを判断して記録し、個人情報を廃棄します。",
            "Says who is who, and disposes of what is personal.",
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
            "関わりを訂正し、取り消し、または取消を戻します。",
            "Corrects an engagement, voids it, or restores it.",
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

/// The arguments; those of all commands on a ledger last.
pub(super) const ENTRIES: &[Entry] = &[
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
        "sheet",
        ["名前", "NAME"],
        [
            "読み取るワークシートや表の、名前または1からの番号",
            "the worksheet or table to read, by name or by number from 1",
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
            "エラー行（理由つき）と重複候補を書き出すファイル",
            "where refused rows go, with the reason, and possible duplicates",
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
        "parties",
        "a",
        ["A", "A"],
        ["一方の番号（例：P12）", "one of the two, such as P12"],
    ),
    entry(
        "parties",
        "b",
        ["B", "B"],
        ["もう一方の番号", "the other one"],
    ),
    entry(
        "parties",
        "party",
        ["番号", "PARTY"],
        ["廃棄する人・団体の番号", "whose data is disposed of"],
    ),
    entry(
        "parties",
        "limit",
        ["件数", "NUMBER"],
        [
            "示す組の数（省略時は20）",
            "at most so many pairs (20 by default)",
        ],
    ),
    entry(
        "parties",
        "basis",
        ["根拠", "TEXT"],
        [
            "利用目的の異なる二者を結び付ける根拠（個人情報保護法69条2項）",
            "on which basis parties of two purposes are linked",
        ],
    ),
    entry(
        "parties",
        "reason",
        ["理由", "TEXT"],
        [
            "廃棄の理由（廃棄記録に残ります）",
            "why; it stays in the record of disposal",
        ],
    ),
    entry(
        "parties",
        "expired",
        ["", ""],
        [
            "保存期間を過ぎた全員の個人情報を廃棄します",
            "of everybody whose period of retention is over",
        ],
    ),
    entry(
        "parties",
        "dry_run",
        ["", ""],
        [
            "試行：誰の個人情報を廃棄するかだけを示します",
            "says whose data would go, and takes nothing away",
        ],
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
        "rows",
        ["件数", "NUMBER"],
        [
            "--explain で示す根拠の行の数（省略時は10）",
            "how many rows --explain shows (10 by default)",
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
        "correct",
        "restore",
        ["", ""],
        ["取消を戻します", "takes back that it was voided"],
    ),
    entry(
        "verify",
        "checkpoint",
        ["検証値", "CHECKPOINT"],
        [
            "以前の verify が示した検証値",
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
        "freeze",
        "provisional",
        ["", ""],
        [
            "暫定値と、締めていない指標も確定します",
            "freezes provisional figures and open periods too",
        ],
    ),
    entry(
        "freeze",
        "again",
        ["理由", "REASON"],
        [
            "確定済みの指標を確定し直す理由",
            "why what was frozen before is frozen anew",
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
];

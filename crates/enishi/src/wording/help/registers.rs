//! The help of the command that writes the ledger out.

use super::{Bilingual, Entry, entry};

/// What each command does.
pub(super) const ABOUT: &[(&str, Bilingual)] = &[(
    "export",
    [
        "台帳を Enishi の様式で書き出し、または空の様式を作ります（個人情報です）。",
        "Writes the ledger in our own form (personal data), or an empty form.",
    ],
)];

/// The arguments.
pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "export",
        "output",
        ["ファイル", "FILE"],
        [
            "書き出すファイル：xlsx または csv",
            "where to write: xlsx or csv",
        ],
    ),
    entry(
        "export",
        "reason",
        ["理由", "TEXT"],
        [
            "書き出す理由（監査記録に残ります）",
            "what for; it goes into the audit",
        ],
    ),
    entry(
        "export",
        "kind",
        ["種別", "KIND"],
        [
            "この種別だけ（例：event.attend）",
            "only this kind, such as event.attend",
        ],
    ),
    entry(
        "export",
        "programme",
        ["番号", "NO"],
        ["この事業だけ", "only this programme"],
    ),
    entry(
        "export",
        "fiscal_year",
        ["年度", "YEAR"],
        [
            "発生日がこの年度のものだけ",
            "only what occurred in that year",
        ],
    ),
    entry(
        "export",
        "batch",
        ["取込み", "BATCH"],
        [
            "この取込みが記録したものだけ（例：B12）",
            "only what that import recorded, such as B12",
        ],
    ),
    entry(
        "export",
        "purpose",
        ["利用目的", "PURPOSE"],
        [
            "この利用目的のものだけ（複数あるときは必須）",
            "only of that purpose; required where there are several",
        ],
    ),
    entry(
        "export",
        "encoding",
        ["文字コード", "NAME"],
        [
            "csv の文字コード：utf-8（BOM付き。省略時）、cp932",
            "of a csv: utf-8 (with a byte order mark, the default) or cp932",
        ],
    ),
    entry(
        "export",
        "unencodable",
        ["扱い", "HOW"],
        [
            "CP932 にない文字：refuse（書き出さない。省略時）、geta（〓）、variant（吉など）",
            "what CP932 lacks: refuse (the default), geta (〓) or variant",
        ],
    ),
    entry(
        "export",
        "template",
        ["種別", "KIND"],
        [
            "その種別の空の様式（xlsx）を作る",
            "an empty form (xlsx) for that kind instead",
        ],
    ),
    entry(
        "import",
        "purpose",
        ["利用目的", "PURPOSE"],
        [
            "取込元に書かれた利用目的の代わりに使うもの",
            "the purpose, instead of the source's own",
        ],
    ),
];

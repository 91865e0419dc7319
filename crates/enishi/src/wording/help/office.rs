//! The help of the commands that open the office to people.

use super::{Bilingual, Entry, entry};

/// What each command does.
pub(super) const ABOUT: &[(&str, Bilingual)] = &[
    (
        "staff",
        [
            "ブラウザーを使う職員のアカウントと職務を定めます。",
            "Says who may come in by the browser, with which duties.",
        ],
    ),
    (
        "inquire",
        [
            "課ごとの庁内照会（エクセル）を作り、返ってきたものを取り込みます。",
            "Makes a workbook for each department to fill in, and reads it back.",
        ],
    ),
    (
        "backup",
        [
            "台帳の全部を1つのファイルに書き出します。使っている間もできます。",
            "Writes the whole ledger into one file, while others write.",
        ],
    ),
    (
        "restore",
        [
            "バックアップから台帳を作り、封印と確定値を確かめます。",
            "Makes a ledger of a backup, and verifies its seals and figures.",
        ],
    ),
    (
        "publish",
        [
            "公表した年度のページとデータを、フォルダーに書き出します。",
            "Writes the pages and data of the published years to a folder.",
        ],
    ),
    (
        "public",
        [
            "書き出したフォルダーだけを、だれでも読めるように開きます。",
            "Opens such a folder, and nothing else, to everybody.",
        ],
    ),
    (
        "serve",
        [
            "ブラウザーで使えるようにします。",
            "Opens the office in the browser.",
        ],
    ),
];

/// The arguments.
pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "staff",
        "login",
        ["ログイン名", "LOGIN"],
        ["ログイン名", "the login"],
    ),
    entry(
        "staff",
        "name",
        ["氏名", "NAME"],
        ["職員の氏名", "what they are called"],
    ),
    entry(
        "staff",
        "duty",
        ["職務", "DUTY"],
        [
            "職務：entry 担当課入力、head 所属長、planning 政策企画課、panel 委員、audit 監査、administration 管理",
            "the duty: entry, head, planning, panel, audit or administration",
        ],
    ),
    entry(
        "staff",
        "department",
        ["課", "DEPARTMENT"],
        [
            "どの課の職務か（担当課入力と所属長）",
            "of which department, for those of one",
        ],
    ),
    entry(
        "staff",
        "end",
        ["", ""],
        ["職務を終わらせます", "ends the duty"],
    ),
    entry(
        "staff",
        "suspend",
        ["", ""],
        ["入れなくします", "lets them in no longer"],
    ),
    entry(
        "staff",
        "label",
        ["用途", "LABEL"],
        ["トークンの用途", "what the token is for"],
    ),
    entry(
        "staff",
        "days",
        ["日数", "DAYS"],
        [
            "トークンを使える日数（365まで、省略時は90）",
            "how many days it may be used, up to 365 (90)",
        ],
    ),
    entry(
        "inquire",
        "output",
        ["フォルダー", "FOLDER"],
        [
            "課ごとのファイルを作るフォルダー",
            "the folder to make the files in, one a department",
        ],
    ),
    entry(
        "inquire",
        "department",
        ["課", "DEPARTMENT"],
        ["この課のものだけを作ります", "only of this department"],
    ),
    entry(
        "inquire",
        "read",
        ["ファイル…", "FILE…"],
        [
            "返ってきたファイルを取り込みます。いくつでも指定できます",
            "takes the files that came back; as many as you like",
        ],
    ),
    entry(
        "inquire",
        "dry_run",
        ["", ""],
        [
            "試行：何が取り込まれるかだけを示します",
            "says what would be taken, and takes nothing",
        ],
    ),
    entry(
        "inquire",
        "fiscal_year",
        ["年度", "YEAR"],
        [
            "年度（作るとき、省略時は目標のある最後の年度）。取り込むときは、ほかの年度のファイルを断ります",
            "the year; the latest with targets unless said otherwise. Files of another are refused",
        ],
    ),
    entry(
        "backup",
        "file",
        ["ファイル", "FILE"],
        [
            "書き出すファイル（まだないもの）",
            "the file, which is not there yet",
        ],
    ),
    entry(
        "backup",
        "recipient",
        ["age1…", "age1…"],
        [
            "暗号化の宛先（age の公開鍵）。何度でも指定できます。指定すると台帳の鍵も入ります",
            "who may open it, encrypted by age; may be given several times; holds the key then",
        ],
    ),
    entry(
        "restore",
        "file",
        ["ファイル", "FILE"],
        ["バックアップのファイル", "the backup"],
    ),
    entry(
        "restore",
        "identity",
        ["ファイル", "FILE"],
        [
            "復号鍵（age の秘密鍵）のファイル",
            "the file of the identity of age that opens it",
        ],
    ),
    entry(
        "restore",
        "test",
        ["", ""],
        [
            "別の場所に戻して確かめ、消します。戻せたことを台帳に記録します",
            "restores beside everything, verifies, removes it, and notes it in the ledger",
        ],
    ),
    entry(
        "serve",
        "listen",
        ["アドレス", "ADDRESS"],
        [
            "待ち受けるアドレス（既定 127.0.0.1:8080）",
            "where to listen (127.0.0.1:8080 by default)",
        ],
    ),
    entry(
        "serve",
        "tls_cert",
        ["証明書.pem", "FILE.pem"],
        ["TLSの証明書", "the certificate for TLS"],
    ),
    entry(
        "serve",
        "tls_key",
        ["鍵.pem", "FILE.pem"],
        ["証明書の秘密鍵", "its private key"],
    ),
    entry(
        "serve",
        "behind_proxy",
        ["アドレス", "ADDRESS"],
        [
            "TLSを受け持つ代理サーバーのアドレス",
            "the address of the proxy that speaks TLS",
        ],
    ),
    entry(
        "serve",
        "directory",
        ["ファイル.toml", "FILE.toml"],
        [
            "庁内認証（OpenID Connect）の設定。--features oidc を付けたビルドだけ",
            "login by the city's directory (OpenID Connect); in builds with --features oidc",
        ],
    ),
    entry(
        "serve",
        "uploads",
        ["フォルダー", "FOLDER"],
        [
            "画面から送られたファイルを取り込むまで置くフォルダー",
            "where files from the browser lie until they are imported",
        ],
    ),
    entry(
        "publish",
        "site",
        ["フォルダー", "FOLDER"],
        [
            "書き出すフォルダー（前に書き出したものは入れ替えます）",
            "where to write; what was written there before is replaced",
        ],
    ),
    entry(
        "publish",
        "fiscal_year",
        ["年度", "YEAR"],
        [
            "書き出す年度（省略時は公表したすべての年度）",
            "which years; all that are published unless said otherwise",
        ],
    ),
    entry(
        "public",
        "site",
        ["フォルダー", "FOLDER"],
        [
            "「enishi publish」で書き出したフォルダー",
            "the folder that `enishi publish` wrote",
        ],
    ),
    entry(
        "public",
        "listen",
        ["アドレス", "ADDRESS"],
        [
            "待ち受けるアドレス（既定 127.0.0.1:8081）",
            "where to listen (127.0.0.1:8081 by default)",
        ],
    ),
    entry(
        "public",
        "tls_cert",
        ["証明書.pem", "FILE.pem"],
        ["TLSの証明書", "the certificate for TLS"],
    ),
    entry(
        "public",
        "tls_key",
        ["鍵.pem", "FILE.pem"],
        ["証明書の秘密鍵", "its private key"],
    ),
    entry(
        "public",
        "behind_proxy",
        ["アドレス", "ADDRESS"],
        [
            "TLSを受け持つ代理サーバーのアドレス",
            "the address of the proxy that speaks TLS",
        ],
    ),
    entry(
        "demo",
        "serve",
        ["", ""],
        [
            "作った都市をブラウザーで開きます（職務ごとに1人、パスワードは一度だけ表示）",
            "opens the city in the browser, with one account a duty",
        ],
    ),
    entry(
        "demo",
        "listen",
        ["アドレス", "ADDRESS"],
        [
            "待ち受けるアドレス（既定 127.0.0.1:8080）",
            "where to listen (127.0.0.1:8080 by default)",
        ],
    ),
];

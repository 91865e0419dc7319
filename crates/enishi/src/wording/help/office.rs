//! The help of the commands that open the office to people.

use super::{Bilingual, Entry, entry};

/// What each command does.
pub(super) const ABOUT: &[(&str, Bilingual)] = &[
    (
        "staff",
        [
            "職員: add LOGIN、role LOGIN、reset LOGIN、list",
            "Who may come in: add LOGIN, role LOGIN, reset LOGIN, list",
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

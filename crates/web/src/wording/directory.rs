//! What is said of the login by the city's directory.

use enishi_desk::directory_login::DirectoryFault;

/// What the button says unless the city says otherwise.
#[cfg(feature = "oidc")]
pub const LABEL: &str = "庁内認証でログイン";

/// The page on the way there.
#[cfg(feature = "oidc")]
pub const LEAVING: &str = "庁内認証へ";

#[cfg(feature = "oidc")]
const WAY_OUT: &str = "ログインの画面からやり直すか、パスワードでログインしてください。続くときはシステム管理の担当に連絡してください。";

/// Title, what happened, and the way out.
#[cfg(feature = "oidc")]
pub fn problem(fault: DirectoryFault) -> [&'static str; 3] {
    let happened = match fault {
        DirectoryFault::Unavailable => {
            "庁内認証のサーバーにつながりません。パスワードでのログインは使えます。"
        }
        DirectoryFault::Declined => "庁内認証が完了しませんでした。",
        DirectoryFault::Stale => {
            "このブラウザーで始めたログインではないか、時間がたちすぎたか、使い終わったものです。"
        }
        DirectoryFault::Untrusted => {
            "庁内認証の応答を確かめられなかったため、受け付けませんでした。"
        }
        DirectoryFault::NotAsked => {
            "庁内認証の画面で改めて本人を確かめたことが、応答から分からなかったため、受け付けませんでした。"
        }
        DirectoryFault::Busy => {
            "庁内認証が混み合っています。少し待ってから、このページを読み込み直してください。"
        }
        DirectoryFault::NoAccount => {
            "このシステムに、使えるアカウントがありません。アカウントは管理の担当が開設します。"
        }
        DirectoryFault::AnotherPerson => {
            "このアカウントには、庁内認証の別の利用者が登録されています。ご自身のアカウントのはずであれば、管理者に相談してください。"
        }
        DirectoryFault::PasswordOnly => {
            "このアカウントは庁内認証では使えません。パスワードでログインしてください。"
        }
    };
    ["庁内認証でログインできません", happened, WAY_OUT]
}

/// Why a login failed, as the audit has it, in words.
pub fn reason(code: &str) -> &str {
    let fault = DirectoryFault::ALL
        .into_iter()
        .find(|fault| fault.code() == code);
    match fault {
        Some(DirectoryFault::Unavailable) => "認証サーバーに接続できず",
        Some(DirectoryFault::Declined) => "認証サーバーの拒否・中断",
        Some(DirectoryFault::Stale) => "始めていない・期限切れ・使用済み",
        Some(DirectoryFault::Untrusted) => "応答を確認できず",
        Some(DirectoryFault::NotAsked) => "改めての本人確認なし",
        Some(DirectoryFault::Busy) => "混雑",
        Some(DirectoryFault::NoAccount) => "使えるアカウントなし",
        Some(DirectoryFault::AnotherPerson) => "別の利用者のアカウント",
        Some(DirectoryFault::PasswordOnly) => "パスワードのみのアカウント",
        None => code,
    }
}

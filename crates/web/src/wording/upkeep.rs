//! What the pages of the audit and of accounts say.

use enishi_desk::show_audit::{Deed, taken_out};
use enishi_desk::verify_ledger::Verified;
use enishi_desk::{AuditListed, Damage};
use enishi_domain::engagement::Kind;
use enishi_domain::staff::{Assignment, StaffId};
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet as _;

use super::directory;

/// Titles of pages.
pub mod title {
    pub const AUDIT: &str = "監査記録";
    pub const STAFF: &str = "権限";
}

/// What happens while the seals are checked.
pub const CHECKING: &str = "封印の鎖を確かめています。ほかの作業は続けられます。";

/// What can be looked for.
pub fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::Read => "個人情報の閲覧",
        Deed::Taken => "書出し・バックアップ",
        Deed::Disposed => "廃棄",
        Deed::Imported => "取込み",
        Deed::Recorded => "記録・訂正・締め",
        Deed::Identified => "名寄せ",
        Deed::Sheet => "評価シート・会議",
        Deed::Access => "ログイン・権限",
        Deed::Upkeep => "検証・バックアップ・定義",
    }
}

/// What was done; what is not known here is shown as the ledger has it.
pub fn action(code: &str) -> &str {
    const WORDS: &[(&str, &str)] = &[
        ("profile.read", "氏名・住所の表示"),
        ("party.find", "人・団体の検索"),
        ("identity.read", "名寄せの組の表示"),
        ("export", "書出しの準備"),
        ("exported", "台帳の書出し"),
        ("disposed", "個人情報の廃棄（廃棄記録）"),
        ("dispose", "廃棄の開始"),
        ("import", "取込み"),
        ("import.undo", "取込みの取消し"),
        ("mapping", "列の対応の保存"),
        ("record", "かんたん入力"),
        ("correct", "訂正"),
        ("void", "取消し"),
        ("restore", "取消しの取りやめ"),
        ("close", "入力完了"),
        ("reopen", "締めの再開"),
        ("observe", "統計値の貼付け"),
        ("parties", "名寄せの判定"),
        ("assess", "要因・改善・見通しの記入"),
        ("workflow.submit", "提出"),
        ("workflow.return", "差戻し"),
        ("workflow.approve", "承認"),
        ("workflow.reopen", "再開"),
        ("workflow.discuss", "会議済"),
        ("workflow.publish", "公表"),
        ("meeting", "効果検証会議の記録"),
        ("remark", "会議の意見"),
        ("freeze", "確定"),
        ("login", "ログイン"),
        ("login.directory", "庁内認証でのログイン"),
        ("login.directory.failed", "庁内認証での失敗"),
        ("login.directory.bind", "庁内認証の本人の登録"),
        ("login.directory.unbind", "庁内認証の本人の登録の解除"),
        ("logout.everywhere", "すべてのログアウト"),
        ("logout.other", "ほかの端末のログアウト"),
        ("password", "パスワードの設定"),
        ("second_factor", "二要素認証"),
        ("second_factor.add", "二要素認証の登録"),
        ("second_factor.recovery", "回復コードの使用"),
        ("second_factor.demo", "二要素認証の登録（デモ）"),
        ("security_key", "セキュリティキーの使用"),
        ("security_key.add", "セキュリティキーの登録"),
        ("security_key.remove", "セキュリティキーの削除"),
        ("security_key.copied", "複製のおそれがあるセキュリティキー"),
        ("staff.add", "アカウントの開設"),
        ("staff.demo", "アカウントの有効化（デモ）"),
        ("staff.role", "職務の割当て・終了"),
        ("staff.reset", "リンクの再発行"),
        ("staff.suspend", "利用の停止"),
        ("token.issue", "アクセストークンの発行"),
        ("token.withdraw", "アクセストークンの取消し"),
        ("region", "地域の定義の更新"),
        ("define", "指標の定義の保存"),
        ("define.sheet", "シートからの定義の取込み"),
        ("year.open", "年度の開始"),
        ("backup", "バックアップ"),
        ("backup.restore", "バックアップからの復元"),
        ("backup.test", "復元の確認"),
        ("verify", "封印の検証"),
    ];
    let found = WORDS.iter().find(|(known, _)| *known == code);
    found.map_or(code, |(_, word)| word)
}

/// What it was done to, its kinds of engagements by their names.
pub fn object(entry: &AuditListed) -> String {
    let object = entry.entry.object.as_deref().unwrap_or_default();
    let parts = object.split('/');
    let named = parts.map(|part| match Kind::from_code(part) {
        Some(kind) => kind.word().to_owned(),
        None => part.to_owned(),
    });
    named.collect::<Vec<_>>().join("/")
}

/// Why, or how it went, in words.
pub fn detail(entry: &AuditListed) -> String {
    if let Some((rows, reason)) = taken_out(&entry.entry) {
        return format!("{}行、理由: {reason}", with_thousands(&rows.to_string()));
    }
    let said = entry.entry.detail.as_deref().unwrap_or_default();
    match (entry.entry.action.as_str(), said) {
        (_, "sound") => "異常なし".to_owned(),
        (_, "unsound") => "異常あり".to_owned(),
        ("backup", "encrypted") => "暗号化あり".to_owned(),
        ("backup", "plain") => "暗号化なし".to_owned(),
        ("disposed", "retention") => "保存期間の満了".to_owned(),
        ("login.directory.failed", said) => directory::reason(said).to_owned(),
        (_, said) => said.to_owned(),
    }
}

/// Who did it.
pub fn by(entry: &AuditListed) -> &str {
    if entry.entry.staff == StaffId::SYSTEM {
        return "プログラム";
    }
    &entry.by
}

/// What a check of the seals found.
pub fn verified(verified: &Verified) -> (&'static str, String) {
    let positions = with_thousands(&verified.positions.to_string());
    if verified.is_sound() {
        let figures = verified.figures;
        let text = format!("異常はありません（{positions}行、確定値{figures}件を再計算）。");
        return ("success", text);
    }
    let mut found = Vec::new();
    if let Some(damage) = verified.damage {
        found.push(damaged(damage));
    }
    if verified.unsealed > 0 {
        let unsealed = with_thousands(&verified.unsealed.to_string());
        found.push(format!("末尾の{unsealed}行に封印がない"));
    }
    if !verified.derived_is_sound {
        found.push("集計用の表が台帳と一致しない".to_owned());
    }
    if !verified.figures_changed.is_empty() {
        let changed = verified.figures_changed.join("、");
        found.push(format!("再現しない確定値 {changed}"));
    }
    let found = found.join("。");
    let text =
        format!("異常があります: {found}。台帳を写して保全し、管理の担当に知らせてください。");
    ("error", text)
}

fn damaged(damage: Damage) -> String {
    let (word, at) = match damage {
        Damage::Row(at) => ("封印と合わない行", at),
        Damage::Seal(at) => ("封印の欠けか書換え", at),
        Damage::CutOff(at) => ("末尾の欠け", at),
        Damage::Rewritten(at) => ("検証値と合わない封印", at),
    };
    format!("{word}（位置{}）", at.0)
}

/// What was just done.
pub fn done(code: &str) -> Option<&'static str> {
    match code {
        "assigned" => Some("職務を割り当てました。本人はログインし直します。"),
        "duty-ended" => Some("職務を終わらせました。本人はログインし直します。"),
        "suspended" => Some("利用を停止し、すべてのログインを終えました。"),
        _ => None,
    }
}

/// What is said above a link that is shown once.
pub fn link_made(login: &str) -> String {
    format!(
        "{login} さん用のリンクを発行しました。72時間以内に一度だけ使えます。\
         この画面を離れると、二度と表示できません。"
    )
}

/// A duty that somebody had.
pub fn past_duty(held: &Assignment) -> String {
    let (duty, from) = (held.duty.word(), held.from);
    let place = held.department.as_deref();
    let place = place.map_or_else(String::new, |name| format!("（{name}）"));
    match held.until {
        // It is over with the day before the one on which it was ended.
        Some(until) if until < from => format!("{duty}{place} {from}に割り当て、その日に終了"),
        Some(until) => format!("{duty}{place} {from}から{until}まで"),
        None => format!("{duty}{place} {from}から"),
    }
}

/// For whoever must wait, as others guess their password.
pub const LOGIN_IN_HURRY: &str = "急ぐときは、いつものパソコンから入るか、\
     システム管理の担当に再設定のリンクを頼んでください。";

//! What keeps a backup from being made or read, in Japanese, each with the way out.

use std::io::ErrorKind;

use enishi_store::BackupFault;

use crate::backup_error::BackupError;

/// What is wrong with a backup's file.
pub(super) fn fault_ja(fault: &BackupFault) -> String {
    match fault {
        BackupFault::NotABackup => {
            "バックアップのファイルではありません。「enishi backup」で作ったファイルを指定してください。"
                .to_owned()
        }
        BackupFault::Newer { found, known } => format!(
            "このバックアップは新しい版のプログラムで作られています（版{found}、このプログラムは{known}まで）。\
             新しい版のプログラムで戻してください。何も書き込んでいません。"
        ),
        BackupFault::CutOff => {
            "バックアップのファイルが途中で切れています。写し直すか、別のバックアップを使ってください。\
             何も書き込んでいません。"
                .to_owned()
        }
        BackupFault::Damaged => {
            "バックアップのファイルが壊れています。写し直すか、別のバックアップを使ってください。\
             何も書き込んでいません。"
                .to_owned()
        }
        BackupFault::Occupied(address) => format!(
            "{address} にはすでに何かがあります。バックアップは、まだ何もない場所にだけ戻せます。\
             --database で別の場所を指定してください。"
        ),
        BackupFault::File(error) => file_ja(error.kind()),
    }
}

fn file_ja(kind: ErrorKind) -> String {
    use ErrorKind::{
        FileTooLarge, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    let told = if matches!(kind, StorageFull | QuotaExceeded | FileTooLarge) {
        "ディスクに空きがありません。途中までの書込みは残りません。\
         空きを作ってから、もう一度実行してください。"
    } else if kind == NotFound {
        "ファイルかフォルダーがありません。場所を確かめてください。"
    } else if matches!(kind, PermissionDenied | ReadOnlyFilesystem) {
        "読み書きの権限がありません。ファイルとフォルダーの権限を確かめてください。"
    } else {
        "バックアップの読み書きに失敗しました。途中までの書込みは残りません。\
         ディスクと接続の状態を確かめてから、もう一度実行してください。"
    };
    told.to_owned()
}

/// Why a backup was not made or not read.
pub(super) fn error_ja(error: &BackupError) -> String {
    match error {
        BackupError::NoRecipient(text) => format!(
            "「{text}」は暗号化の宛先として読めません。age の公開鍵（age1…）を指定してください。"
        ),
        BackupError::NoIdentity => {
            "復号鍵のファイルではありません。age の秘密鍵（AGE-SECRET-KEY-1…）の行があるファイルを \
             --identity で指定してください。"
                .to_owned()
        }
        BackupError::IdentityNeeded => {
            "このバックアップは暗号化されています。復号鍵のファイルを --identity で指定してください。"
                .to_owned()
        }
        BackupError::OtherIdentity => {
            "この復号鍵では開けません。このバックアップの宛先にした鍵のファイルを --identity で指定してください。\
             何も書き込んでいません。"
                .to_owned()
        }
        BackupError::FileThere(name) => {
            format!("{name} はすでにあります。別の名前を指定してください。")
        }
        BackupError::OtherKeyThere => {
            "バックアップに入っている台帳の鍵と、そこにある鍵が違います。\
             --key で別の場所を指定してください。何も書き込んでいません。"
                .to_owned()
        }
    }
}

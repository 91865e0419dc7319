//! What keeps the ledger from being written or read, in Japanese, each with the way out. What the
//! database says itself is English and stays out.

use enishi_store::{Failure, StoreError};

/// What keeps the ledger from being written or read.
pub(super) fn error_ja(error: &StoreError) -> String {
    match error {
        StoreError::NoDatabase(address) => {
            format!("台帳（{address}）がありません。先に「enishi init」で作ってください。")
        }
        StoreError::ReadOnly(address) => format!(
            "台帳（{address}）は書き込みのできないファイルか、書き込みのできない場所にあります。\
             測定や検証のために開くにも、補助のファイルを横に書く必要があります。\
             台帳と鍵を書き込みのできる場所に写すか、権限を確かめてください。"
        ),
        StoreError::Unopenable(address) => format!(
            "台帳（{address}）はありますが、開けません。フォルダーでないことと、\
             ファイルと場所の読み書きの権限を確かめてください。"
        ),
        StoreError::NotALedger(address) => {
            format!("{address} は台帳ではありません。--database の指定を確かめてください。")
        }
        StoreError::UnknownDatabase(address) => format!(
            "「{address}」はデータベースの場所として読めません。\
             sqlite:ファイル名 または postgres://… と指定してください。"
        ),
        StoreError::NewerSchema { found, known } => format!(
            "この台帳は新しい版のプログラムで作られています（台帳の版{found}、このプログラムは{known}まで）。\
             新しい版のプログラムで開いてください。台帳には何もしていません。"
        ),
        StoreError::NoSuchEngagement(id) => format!("関わり {id} は台帳にありません。"),
        StoreError::AlreadyVoid(id) => format!("関わり {id} はすでに取り消されています。"),
        StoreError::NotVoid(id) => format!("関わり {id} は取り消されていません。"),
        StoreError::NoSuchParty(id) => format!("人・団体 {id} は台帳にありません。"),
        StoreError::LinkToItself(id) => {
            format!("人・団体 {id} を自身と結び付けることはできません。")
        }
        StoreError::ControlCharacter(what) => {
            format!("{what} に台帳が扱えない制御文字があります。取り除いてください。")
        }
        StoreError::UnwritableQuantity(text) => {
            format!("数量 {text} は小数点以下が6桁を超えるか、大きすぎます。")
        }
        StoreError::LoginTaken => {
            "そのログイン名はすでに使われています。別の名前にしてください。".to_owned()
        }
        StoreError::OutOfReach => {
            "この事業について書き込む権限がありません。何も書き込んでいません。".to_owned()
        }
        StoreError::Backup(fault) => super::backups::fault_ja(fault),
        StoreError::NotCommitted(error) => error_ja(error),
        StoreError::WriterEnded => {
            "台帳への書込みが終わっていました。何も書き込んでいません。".to_owned()
        }
        StoreError::Unreadable { what, .. } => {
            format!("台帳の内容（{what}）を読めません。「enishi verify」で確かめてください。")
        }
        StoreError::Database(_) if error.is_full() => {
            "ディスクに空きがありません。途中までの書込みは残りません。\
             空きを作ってから、もう一度実行してください。"
                .to_owned()
        }
        StoreError::Database(_) => failure_ja(error.failure()),
    }
}

fn failure_ja(failure: Failure) -> String {
    let (what, way) = match failure {
        Failure::Busy => (
            "ほかの処理が台帳を使い続けています".to_owned(),
            "取込みなどが終わってから、もう一度実行してください",
        ),
        Failure::ReadOnly => (
            "台帳は書き込みのできないファイルか場所にあります".to_owned(),
            "検証も作業用の表を書くため、書き込みのできる場所に台帳と鍵を写して行ってください",
        ),
        Failure::Damaged => (
            "台帳のファイルが壊れています".to_owned(),
            "控えから戻し、「enishi verify」で確かめてください",
        ),
        Failure::Disk => (
            "ディスクの読み書きに失敗しました".to_owned(),
            "ディスクと接続の状態を確かめてから、もう一度実行してください",
        ),
        Failure::Unreachable => (
            "データベースにつながりません".to_owned(),
            "サーバーが動いているか、--database の宛先（名前と番号）を確かめてください",
        ),
        Failure::NotLetIn => (
            "データベースに入れません".to_owned(),
            "--database の利用者名とパスワード、その権限を確かめてください",
        ),
        Failure::Other(code) => {
            let code = code.map_or_else(String::new, |code| format!("（番号 {code}）"));
            (
                format!("データベースが処理を終えられませんでした{code}"),
                "もう一度実行しても同じなら、番号を添えて管理の担当に知らせてください",
            )
        }
    };
    format!("{what}。途中までの書込みは残りません。{way}。")
}

//! What the pages of imports say.

use axum::http::StatusCode;
use enishi_desk::DepositError;
use enishi_desk::import_register::{Progress, Undone};
use enishi_desk::work_on_deposit::{Fault, Task};
use enishi_domain::register::BatchState;
use enishi_domain::text::with_thousands;

/// Titles of pages.
pub mod title {
    pub const IMPORTS: &str = "取込";
    pub const CHECKS: &str = "シートの点検";
    pub const FILE: &str = "①ファイル";
    pub const COLUMNS: &str = "②列の対応";
    pub const CHECK: &str = "③確認";
    pub const DONE: &str = "④確定";
}

/// What fields are called.
pub mod label {
    pub const ACTIVITY: &str = "活動の名称";
    pub const ACTIVITY_HELP: &str =
        "催しの申込みのように、ファイルにどの活動かが書かれていないときに入力します。";
    pub const DATE: &str = "開催日";
    pub const DATE_HELP: &str =
        "ファイルに日付の列がないときに入力します。R7.5.31、2025/5/31 のどちらでも書けます。";
    pub const SCHEME: &str = "制度";
    pub const TAG: &str = "目的";
    pub const FACET_HELP: &str = "指標の絞り込みに使う言葉。なければ空けておきます。";
}

/// The encodings that can be named.
pub const ENCODINGS: [(&str, &str); 5] = [
    ("", "自動で判定する"),
    ("cp932", "シフトJIS（CP932）"),
    ("utf-8", "UTF-8"),
    ("utf-16le", "UTF-16（Unicode テキスト）"),
    ("euc-jp", "EUC-JP"),
];

/// The answer's status for what keeps a file from being taken.
pub fn status(error: &DepositError) -> (StatusCode, &'static str) {
    match error {
        DepositError::NotThere => (StatusCode::NOT_FOUND, "見つかりません"),
        DepositError::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "ファイルが大きすぎます"),
        DepositError::Empty | DepositError::NoSuchSource(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "ファイルを受け取れません")
        }
        DepositError::TooMany { .. } => (StatusCode::CONFLICT, "ファイルを受け取れません"),
        DepositError::NotNow => (StatusCode::CONFLICT, "手続を進められません"),
        DepositError::Folder(_) => (StatusCode::INTERNAL_SERVER_ERROR, "うまくいきませんでした"),
    }
}

/// What is being done.
pub fn task(task: Task) -> &'static str {
    match task {
        Task::Look => "ファイルを調べています",
        Task::Try => "取り込んだらどうなるかを確かめています",
        Task::Commit => "台帳に書き込んでいます",
        Task::Check => "シートを点検しています",
        Task::Read => "照会を読んでいます",
    }
}

/// What was not finished, for the eye.
pub fn unfinished(task: Task) -> &'static str {
    match task {
        Task::Look => "列の対応",
        Task::Try => "確認",
        Task::Commit => "確定",
        Task::Check => "点検",
        Task::Read => "照会の読込み",
    }
}

/// How far it is, in words.
pub fn progress(progress: Progress) -> String {
    let number = |n: u64| with_thousands(&n.to_string());
    match progress {
        Progress::Read(rows) => format!("{}行を読みました", number(rows)),
        Progress::Written(done, all) => {
            format!("{}行のうち{}行を整えました", number(all), number(done))
        }
        Progress::Merged(done, all) => {
            format!("台帳への書込み {}／{}", number(done), number(all))
        }
    }
}

/// The status of a page that says why a task gave nothing: the file is refused, unless it was only
/// stopped.
pub fn status_of_fault(fault: &Fault) -> StatusCode {
    match fault {
        Fault::Stopped => StatusCode::OK,
        Fault::Told(_)
        | Fault::Headings(_)
        | Fault::Memory
        | Fault::Time
        | Fault::Died
        | Fault::MyNumber(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Why a task gave nothing, and the way out.
pub fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Told(message) => message.clone(),
        Fault::Headings(missing) => format!(
            "必要な列が見つかりません。足りない列：{missing}。\
             「列の対応」に戻り、どの見出しがその列かを選んでください。"
        ),
        Fault::Memory => "ファイルを開くのに必要なメモリーが上限を超えたため、止めました。\
             年度や月で分けるか、エクセルではなく csv で書き出してください。"
            .to_owned(),
        Fault::Time => "時間内に終わらなかったため、止めました。\
             年度や月で分けて取り込んでください。"
            .to_owned(),
        Fault::Died => "処理が途中で終わりました。台帳には何も書き込んでいません。\
             もう一度行い、続くときはファイルを分けるか、システム管理の担当に連絡してください。"
            .to_owned(),
        Fault::Stopped => "中止しました。台帳には何も書き込んでいません。".to_owned(),
        Fault::MyNumber(headings) => format!(
            "「{}」はマイナンバーか住民票コードの列と思われます。預かったファイルを削除しました。\
             元のファイルからその列を除いて、もう一度送ってください。",
            headings.join("」「")
        ),
    }
}

/// A task that a restart cut off.
pub fn interrupted(task: Task) -> String {
    format!(
        "「{}」の途中でサーバーが止まったため、中断しました。\
         取込みは一度に書き込むので、途中まで入っていることはありません。もう一度行ってください。",
        unfinished(task)
    )
}

/// How far a file is, in the list of one's own.
pub fn stage(asked: Option<Task>, is_running: bool) -> Option<&'static str> {
    asked.map(|task| {
        if is_running {
            self::task(task)
        } else {
            "中断"
        }
    })
}

/// The state of an import.
pub fn state(state: BatchState) -> &'static str {
    match state {
        BatchState::Staged => "読込",
        BatchState::Reviewed => "確認中",
        BatchState::Committed => "確定",
        BatchState::Undone => "取消し",
    }
}

/// What became of taking an import back.
pub fn undone(undone: &Undone) -> String {
    let Undone {
        voided,
        restored,
        kept,
    } = undone;
    let kept = kept.len();
    format!(
        "取り消しました。取り消した関わり{voided}件、元に戻した関わり{restored}件、\
         後の訂正か取込みで変わったため残した関わり{kept}件。"
    )
}

/// An import that is being taken back.
pub const UNDOING: &str = "取り消しています";

/// What a required column without a heading asks for.
pub fn choose(columns: &[&str]) -> String {
    format!(
        "次の列は必ず要ります。どの見出しかを選んでください：{}",
        columns.join("、")
    )
}

/// A file without a row of headings.
pub const NO_HEADINGS: &str =
    "ファイルに見出しの行が見つかりません。先頭に見出しの行を加えて、もう一度送ってください。";

/// A day that cannot be read.
pub const NO_DAY: &str = "開催日を読めません。R7.5.31 や 2025/5/31 のように書いてください。";

/// The name under which a report is saved.
pub fn report_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    format!("取込結果_{stem}.xlsx")
}

/// A file that was cut off on its way.
pub const CUT_OFF: [&str; 3] = [
    "ファイルを受け取れません",
    "ファイルが途中で切れました。受け付けていません。",
    "取込の画面に戻り、もう一度送ってください。",
];

/// How large a file is.
pub fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024);
    format!("{} KB", with_thousands(&kilobytes.to_string()))
}

/// Files that were handed over and are not in the ledger; none where there are none.
pub fn files_on_the_way(files: usize, failed: usize) -> Option<String> {
    let failed = match failed {
        0 => String::new(),
        failed => format!("うち{failed}件は読み取れていません。"),
    };
    (files > 0).then(|| format!("取込の途中のファイルが{files}件あります。{failed}"))
}

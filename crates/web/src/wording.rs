//! What pages say that does not stand in a template.

pub mod api;

pub mod definitions;
pub mod home;

pub mod directory;

pub mod imports;

pub mod meeting;

pub mod publication;

pub mod sheet;

pub mod upkeep;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use enishi_desk::policy::Action;
use enishi_desk::security_keys::KeyFault;
use enishi_desk::show_year::ProgrammeShown;
use enishi_desk::{AccessError, DeskError, StoreError};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::LedgerRow;
use enishi_domain::kpi::KpiNo;
use enishi_domain::measurement::Measurement;
use enishi_domain::metric::Formula;
use enishi_domain::staff::{Assignment, Participant};
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::{Stage, Step};

use crate::frame::Notice;

pub mod records;

/// Where one can go, what it is called, and who may.
pub const PLACES: &[(&str, &str, Option<Action>)] = &[
    ("/", "ホーム", None),
    ("/submissions", "提出状況", Some(Action::SeeSubmissions)),
    ("/inquiries", "庁内照会", Some(Action::SeeSubmissions)),
    ("/sheet", "評価シート", Some(Action::SeeYear)),
    ("/meeting", "効果検証会議", Some(Action::SeeYear)),
    ("/ledger", "関わり台帳", Some(Action::SeeLedger)),
    ("/entry", "かんたん入力", Some(Action::Record)),
    ("/closings", "実績の締め", Some(Action::SeeLedger)),
    ("/series", "統計系列", Some(Action::SeeYear)),
    ("/parties", "人・団体", Some(Action::SeePersonal)),
    ("/identity", "名寄せ", Some(Action::SeePersonal)),
    ("/definitions", "定義の編集", Some(Action::Define)),
    ("/years", "年度切替", Some(Action::SeeYear)),
    ("/publication", "公開設定", Some(Action::SeePublication)),
    ("/imports", "取込", Some(Action::Import)),
    ("/checks", "点検", Some(Action::CheckSheet)),
    ("/audit", "監査記録", Some(Action::SeeAudit)),
    ("/staff", "権限", Some(Action::ManageStaff)),
    ("/account", "アカウント", None),
];

/// Title, what happened, and the way out.
pub const NO_SUCH_PAGE: [&str; 3] = [
    "ページがありません",
    "お探しのページはありません。",
    "アドレスを確かめるか、ホームから選び直してください。",
];

pub const BAD_FORM: [&str; 3] = [
    "受け付けられない内容です",
    "送られた項目が、この画面のものではありません。",
    "前の画面に戻り、開き直してから入力してください。",
];

pub const TOO_LARGE: [&str; 3] = [
    "内容が大きすぎます",
    "送られた内容が大きすぎるため、受け付けませんでした。",
    "前の画面に戻り、文章を短くしてください。",
];

pub const FROM_ELSEWHERE: [&str; 3] = [
    "受け付けられません",
    "このサイトの画面から送られたことを確かめられませんでした。",
    "ホームを開き直し、画面から操作してください。",
];

pub const STALE_FORM: [&str; 3] = [
    "画面が古くなっています",
    "ログインし直したなどの理由で、この画面からは送れなくなりました。何も変更していません。",
    "ブラウザーの「戻る」で入力を控え、画面を開き直してから送ってください。",
];

pub const PAST_THE_PROXY: [&str; 3] = [
    "受け付けられません",
    "決められた代理サーバーを通っていません。",
    "庁内の案内にあるアドレスから開いてください。",
];

pub const TOO_SLOW: [&str; 3] = [
    "時間がかかりすぎました",
    "処理が時間内に終わりませんでした。",
    "少し待ってから、もう一度開いてください。",
];

pub const BROKEN: [&str; 3] = [
    "うまくいきませんでした",
    "サーバーで問題が起きました。変更は保存されていません。",
    "少し待ってやり直し、続くときはシステム管理の担当に連絡してください。",
];

pub const NO_YEAR: [&str; 3] = [
    "年度が読めません",
    "年度として読めない指定です",
    "ホームから年度を選び直してください。",
];

pub const NO_DAY: [&str; 3] = [
    "日付が読めません",
    "日付として読めない指定です",
    "前の画面に戻り、R7.5.31 や 2025/5/31 のように書いてください。",
];

/// What a text that is not kept as it is is called.
pub const TOO_LONG: &str = "長すぎる文があります";

pub const WAY_BACK: &str = "前の画面に戻るか、ホームから選び直してください。";

/// The answer's status, and what its page is called.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is not named here is nothing that whoever reads the page could mend"
)]
pub fn status(error: &DeskError) -> (StatusCode, &'static str) {
    use StatusCode as S;
    match error {
        DeskError::Access(error) => access_status(error),
        DeskError::Deposit(error) => imports::status(error),
        _ if is_missing(error) => (S::NOT_FOUND, "見つかりません"),
        DeskError::NotPublished(_) => (S::CONFLICT, "まだ公表できません"),
        DeskError::Inquiry(_) => (S::UNPROCESSABLE_ENTITY, "照会を取り込めません"),
        DeskError::NoBasis { .. } => (S::UNPROCESSABLE_ENTITY, "根拠を書いてください"),
        DeskError::YearNotOver(_) => (S::CONFLICT, "まだ確定できません"),
        DeskError::FrozenPublished(_, _) => (S::CONFLICT, "確定し直せません"),
        DeskError::YearNotBegun(_) => (S::UNPROCESSABLE_ENTITY, "まだ締められません"),
        DeskError::KnownElsewhere { .. } => (S::CONFLICT, "別の指定で取込み済みです"),
        DeskError::KeptApart { .. } | DeskError::PersonAndOrganization { .. } => {
            (S::CONFLICT, "同一人物にできません")
        }
        DeskError::HeldTogether { .. } => (S::CONFLICT, "別々にできません"),
        DeskError::Store(StoreError::LoginTaken) => (S::UNPROCESSABLE_ENTITY, BAD_FORM[0]),
        DeskError::Store(StoreError::AlreadyVoid(_)) => (S::CONFLICT, "取り消されています"),
        DeskError::Store(StoreError::NotVoid(_)) => (S::CONFLICT, "取り消されていません"),
        DeskError::Definition(_)
        | DeskError::Register { .. }
        | DeskError::Store(StoreError::ControlCharacter(_) | StoreError::UnwritableQuantity(_)) => {
            (S::UNPROCESSABLE_ENTITY, BAD_FORM[0])
        }
        _ => (S::INTERNAL_SERVER_ERROR, BROKEN[0]),
    }
}

/// After how many seconds it may be tried again, where that helps.
pub fn retry_after(error: &AccessError) -> Option<i64> {
    if let AccessError::LoginDelayed(seconds) = error {
        return Some(*seconds);
    }
    matches!(error, AccessError::TooManyLogins).then_some(5)
}

fn access_status(error: &AccessError) -> (StatusCode, &'static str) {
    match error {
        AccessError::Forbidden(_) => (StatusCode::FORBIDDEN, "権限がありません"),
        AccessError::LoginFailed
        | AccessError::CodeRefused
        | AccessError::KeyRefused(KeyFault::Unproven | KeyFault::Copied)
        | AccessError::PasswordWrong => (StatusCode::UNAUTHORIZED, "ログインできません"),
        AccessError::LoginDelayed(_) => (StatusCode::TOO_MANY_REQUESTS, "しばらくお待ちください"),
        AccessError::TooManyLogins => (StatusCode::SERVICE_UNAVAILABLE, "混み合っています"),
        AccessError::LinkUnusable => (StatusCode::GONE, "リンクが使えません"),
        AccessError::PasswordRefused(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "パスワードを変えてください",
        ),
        AccessError::NoLogin
        | AccessError::TokenRefused
        | AccessError::KeyRefused(KeyFault::Unnamed | KeyFault::Last)
        | AccessError::Incomplete
        | AccessError::NameTaken
        | AccessError::NoSuchLogin(_)
        | AccessError::DutyWithoutDepartment(_)
        | AccessError::UnknownDepartment(_)
        | AccessError::OwnAccount
        | AccessError::DutyNotHeld => (StatusCode::UNPROCESSABLE_ENTITY, BAD_FORM[0]),
        AccessError::TextTooLong { .. } => (StatusCode::UNPROCESSABLE_ENTITY, TOO_LONG),
        AccessError::NoSuchYear(_) => (StatusCode::NOT_FOUND, "この年度はありません"),
        AccessError::YearNotNext(_, _) => (StatusCode::CONFLICT, "この年度は開けません"),
        AccessError::Outdated
        | AccessError::HandedIn
        | AccessError::MeetingTaken
        | AccessError::Workflow(_) => (StatusCode::CONFLICT, "手続を進められません"),
    }
}

fn is_missing(error: &DeskError) -> bool {
    matches!(
        error,
        DeskError::UnknownKpi { .. }
            | DeskError::UnknownProgramme(_)
            | DeskError::NoSuchImport(_)
            | DeskError::Store(StoreError::NoSuchEngagement(_) | StoreError::NoSuchParty(_))
    )
}

/// What was just done, by the code that the address carries.
pub fn done(code: &str) -> Option<Notice> {
    let text = match code {
        "saved" => "保存しました。",
        "taken" => "選んだものを定義に取り込みました。",
        "answered" => "照会に書かれたものを取り込みました。",
        "partly" => "取り込めるものだけを取り込みました。取り込んでいないものを確かめてください。",
        "nothing" => "何も選ばれていないので、変えていません。",
        "unchanged" => "内容は変わっていません。",
        "submit" => "提出しました。所属長の確認を待ちます。",
        "return" => "差し戻しました。",
        "approve" => "承認しました。",
        "reopen" => "再開しました。承認は取り消されています。",
        "discuss" => "会議済としました。",
        "publish" => "公表としました。",
        "opened" => "年度を開きました。前年度の定義を引き継いでいます。目標値はまだありません。",
        "discarded" => "取りやめ、預かったファイルを削除しました。",
        "undoing" => "取込みの取消しを始めました。結果は一覧に出ます。",
        "ended" => "その端末をログアウトさせました。",
        "withdrawn" => "取り消しました。このトークンはもう使えません。",
        "key" => "セキュリティキーを登録しました。",
        "key-removed" => "セキュリティキーを削除しました。",
        "password" => "パスワードを設定しました。ログインしてください。",
        _ => upkeep::done(code).or_else(|| records::done(code))?,
    };
    Some(Notice {
        kind: "success",
        text: text.to_owned(),
    })
}

/// Duties with their departments: 担当課入力（商工課）.
pub fn duties(held: &[Assignment]) -> String {
    let words = held.iter().map(|held| match &held.department {
        Some(department) => format!("{}（{department}）", held.duty.word()),
        None => held.duty.word().to_owned(),
    });
    words.collect::<Vec<_>>().join("、")
}

/// The word beside a mark: never colour or glyph alone.
pub fn mark_word(mark: &str) -> &'static str {
    match mark {
        "○" => "達成",
        "×" => "未達成",
        _ => "未測定",
    }
}

/// 延べ and 実, where both are counted.
pub fn rows_and_distinct(formula: &Formula, figure: &Measurement) -> String {
    match (figure.rows, figure.distinct) {
        (Some(rows), Some(distinct)) => format!("延べ{}・実{}", number(rows), number(distinct)),
        (Some(rows), None) => format!("延べ{}（実人数は算出できません）", number(rows)),
        (None, Some(distinct)) => format!("実{}", number(distinct)),
        (None, None) if matches!(formula, Formula::Series(_)) => of_statistics(figure),
        (None, None) => "-".to_owned(),
    }
}

/// The latest value may be of a year before the one that is shown.
fn of_statistics(figure: &Measurement) -> String {
    match figure.amounts.iter().map(|amount| amount.period).min() {
        Some(of) => format!("統計による{of}の値"),
        None => "統計による値".to_owned(),
    }
}

/// `725,929`
pub fn number(n: i64) -> String {
    with_thousands(&n.to_string())
}

/// What somebody has to do at a stage, for the home page.
pub fn what_is_next(stage: Stage) -> &'static str {
    match stage {
        Stage::NotStarted => "要因・改善・見通しを書き始めてください",
        Stage::Drafting => "書き終えたら提出してください",
        Stage::InReview => "所属長の確認を待っています",
        Stage::Returned => "差し戻されました。理由を確かめて直してください",
        Stage::Approved => "効果検証会議を待っています",
        Stage::Discussed => "公表を待っています",
        Stage::Published => "公表しました",
    }
}

/// The same where what was approved has changed since.
pub const CHANGED_SINCE_APPROVAL: &str =
    "承認のあとで内容が変わりました。再開し、提出して、あらためて承認を受けてください";

/// The button of a step.
pub fn step_button(step: Step) -> &'static str {
    match step {
        Step::Edit => "書く",
        Step::Submit => "提出する",
        Step::Return => "差し戻す",
        Step::Approve => "承認する",
        Step::Reopen => "再開する",
        Step::Discuss => "会議済とする",
        Step::Publish => "公表とする",
    }
}

/// A figure that is published for a reason only.
pub fn small_figure(no: KpiNo, counts: u64) -> String {
    format!("指標{}は{counts}件", no.circled())
}

/// Which figures those are.
pub fn small_figures(figures: &[String]) -> String {
    format!(
        "{}と対象が少ないため、公表するには理由の記録が必要です。",
        figures.join("、")
    )
}

/// A part of a divided KPI that has no name.
pub const WHOLE: &str = "全体";

/// Titles of pages.
pub mod title {
    pub const LOGIN: &str = "ログイン";
    pub const ACCOUNT: &str = "アカウント";
    pub const CONTINUE: &str = "入力の続き";
    pub const SECOND_FACTOR: &str = "二要素認証";
    pub const PASSWORD: &str = "パスワードの設定";
    pub const RECOVERY: &str = "回復コード";
    pub const HOME: &str = "今日やること";
    pub const SUBMISSIONS: &str = "提出状況";
    pub const INQUIRIES: &str = "庁内照会";
    pub const SHEET: &str = "評価シート";
    pub const LEDGER: &str = "関わり台帳";
    pub const MEETING: &str = "効果検証会議";
    pub const YEARS: &str = "年度切替と新旧対照";
    pub const STYLEGUIDE: &str = "部品の見本";
}

/// What the workbook of two years is called.
pub fn comparison_name(before: FiscalYear, after: FiscalYear) -> String {
    format!("新旧対照_{}_{}.xlsx", before.short(), after.short())
}

/// What fields are called.
pub mod label {
    pub const LOGIN: &str = "ログイン名";
    pub const PASSWORD: &str = "パスワード";
    pub const NEW_PASSWORD: &str = "新しいパスワード";
    pub const AGAIN: &str = "新しいパスワード（確認）";
    pub const PASSWORD_HELP: &str =
        "12文字以上。記号や大文字は要りません。いくつかの言葉をつなげると覚えやすくなります。";
    pub const TOKEN: &str = "用途";
    pub const TOKEN_HELP: &str = "何に使うか。あとで取り消すときの目印になります（100字まで）。";
    pub const DAYS: &str = "期間（日）";
    pub const DAYS_HELP: &str = "1〜365。過ぎると使えなくなります。";
    pub const CODE: &str = "コード";
    pub const CODE_HELP: &str =
        "認証アプリに出ている6桁の数字。アプリが使えないときは回復コードを入力してください。";
    pub const FIRST_CODE_HELP: &str = "認証アプリに出ている6桁の数字。";
    pub const KEY: &str = "セキュリティキーの名前";
    pub const KEY_HELP: &str = "どのキーか分かる名前（100字まで）。「青いUSBキー」など。";
    pub const OWN_PASSWORD: &str = "今のパスワード";
    pub const CAUSE: &str = "要因";
    pub const CAUSE_HELP: &str =
        "なぜこの実績になったか。個人名や電話番号は書かないでください。4000字まで。";
    pub const IMPROVEMENT: &str = "改善";
    pub const IMPROVEMENT_HELP: &str = "次の年度に何を変えるか。4000字まで。";
    pub const OUTLOOK: &str = "見通し";
    pub const OUTLOOK_HELP: &str = "目標に届くのはいつか、続けるか見直すか。4000字まで。";
    pub const REMARK: &str = "意見";
    pub const ANSWER: &str = "回答";
    pub const MEETING: &str = "会議の名称";
    pub const MINUTES: &str = "議事の概要";
    pub const HELD_ON: &str = "開催日";
    pub const HELD_ON_HELP: &str = "R7.5.31、2025/5/31 のどちらでも書けます。";
    pub const DECISION: &str = "決裁番号";
    pub const DECISION_HELP: &str = "この承認の決裁の番号。";
    pub const REASON: &str = "理由";
    pub const REASON_HELP: &str = "差し戻す、または再開する理由。担当課に示されます。";
    pub const PUBLICATION: &str = "少ない数値を公表する理由";
    pub const PUBLICATION_HELP: &str = "対象が1〜4件の数値があるときに要ります。例: 件数は広報紙で公表済み。手続の経過に残ります。";
}

/// A line of the reminder.
pub fn reminded(part: &ProgrammeShown) -> String {
    format!(
        "・{}（{}）: {}",
        programme(&part.no, part.name.as_deref()),
        part.departments.join("、"),
        part.course.course.stage().word()
    )
}

/// A text to be copied into a message to the departments; empty where all is handed in.
pub fn reminder(year: FiscalYear, open: &[String]) -> String {
    if open.is_empty() {
        return String::new();
    }
    format!(
        "{year} 効果検証シートについて、次の事業がまだ提出されていません。\n{}\n\
         要因・改善・見通しを入力し、提出してください。",
        open.join("\n")
    )
}

/// How many of each category, and all together.
pub fn participants(counted: &BTreeMap<Participant, u16>) -> String {
    let all: u32 = counted.values().map(|count| u32::from(*count)).sum();
    let each = counted.iter();
    let each = each.map(|(category, count)| format!("{}{count}人", category.word()));
    format!("{}（計{all}人）", each.collect::<Vec<_>>().join("、"))
}

/// What a remark is about.
pub fn about(kpi: &str) -> String {
    let number: Option<KpiNo> = kpi.parse().ok();
    number.map_or_else(
        || "事業全体".to_owned(),
        |no| format!("指標{}", no.circled()),
    )
}

/// What was recorded, in one line without a name.
pub fn amount(row: &LedgerRow) -> String {
    let engagement = &row.engagement;
    match (engagement.amount, engagement.quantity) {
        (Some(yen), _) => yen.to_string(),
        (None, Some(quantity)) => format!("{}{}", quantity.normalize(), engagement.unit),
        (None, None) => String::new(),
    }
}

/// 事業1, with its name where it has one.
pub fn programme(no: &str, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("事業{no} {name}"),
        None => format!("事業{no}"),
    }
}

/// The number of an engagement as a title.
pub fn engagement(id: impl std::fmt::Display) -> String {
    format!("関わり {id}")
}

/// Where a form is not filled in.
pub const LOGIN_NEEDED: &str = "ログイン名とパスワードを入力してください。";
pub const CODE_NEEDED: &str = "6桁のコードを入力してください。";
pub const PASSWORDS_DIFFER: &str = "2回の入力が違います。同じパスワードを入力してください。";
pub const SESSION_ENDED: &str =
    "ログインが終わっています。もう一度ログインしてください。入力した内容は残っています。";

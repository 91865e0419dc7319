//! What the desk says to those who come in: refusals in Japanese, each with the way out.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::staff::Duty;
use enishi_domain::words::ClosedSet as _;
use enishi_domain::workflow::Refusal;

use crate::access_error::AccessError;
use crate::passwords::{LONGEST, PasswordFault, SHORTEST};
use crate::policy::Action;
use crate::security_keys::KeyFault;

pub(crate) fn error_ja(error: &AccessError) -> String {
    match error {
        AccessError::Forbidden(action) => format!(
            "{}権限がありません。必要なときは、システム管理の担当に職務の割当てを確かめてください。",
            action_ja(*action)
        ),
        AccessError::LoginFailed => "ログイン名かパスワードが違います。\
             忘れたときは、システム管理の担当に再設定のリンクを頼んでください。"
            .to_owned(),
        AccessError::LoginDelayed(seconds) => format!(
            "続けて間違いがあったため、あと{seconds}秒は試せません。待ってからやり直してください。"
        ),
        AccessError::TooManyLogins => {
            "ログインが集中しています。少し待ってからやり直してください。".to_owned()
        }
        AccessError::CodeRefused => "コードが違うか、すでに使われています。\
             認証アプリに新しいコードが出るのを待って入力してください。"
            .to_owned(),
        AccessError::KeyRefused(fault) => key_ja(*fault),
        AccessError::PasswordWrong => "パスワードが違います。".to_owned(),
        AccessError::LinkUnusable => "このリンクは使用済みか期限切れです。\
             システム管理の担当に再設定のリンクを頼んでください。"
            .to_owned(),
        AccessError::PasswordRefused(fault) => password_ja(*fault),
        AccessError::NoLogin => {
            "ログイン名（空白を含まないもの）と氏名を指定してください。".to_owned()
        }
        AccessError::NameTaken => {
            "同じ氏名の職員がすでに登録されています。所属などを添えて区別してください。".to_owned()
        }
        AccessError::NoSuchLogin(login) => format!(
            "ログイン名「{login}」の職員は登録されていません。ログイン名を確かめてください。"
        ),
        AccessError::DutyWithoutDepartment(duty) => department_ja(*duty),
        AccessError::UnknownDepartment(name) => format!(
            "「{name}」を担当課とする事業がありません。地域の定義にある課名を指定してください。"
        ),
        AccessError::OwnAccount => {
            "自分の管理の職務と利用は、自分では止められません。ほかの管理者に依頼してください。"
                .to_owned()
        }
        AccessError::DutyNotHeld => "その職務は割り当てられていません。".to_owned(),
        AccessError::Incomplete => "必要な項目が入力されていません。\
             理由、会議名と人数、または意見の文を入力してください。"
            .to_owned(),
        AccessError::TokenRefused => {
            "トークンには用途（100字まで）と期間（1〜365日）を指定してください。\
             一人20個までです。使わないものは取り消してください。"
                .to_owned()
        }
        AccessError::TextTooLong { length, most } => {
            format!("{length}字あります。{most}字までに縮めてください。まだ保存していません。")
        }
        AccessError::HandedIn => "提出済みのため、まだ保存していません。直すときは、\
             提出を取り下げて保存してください。"
            .to_owned(),
        AccessError::Outdated => "ほかの人が先に変更しました。\
             新しい内容を確かめてから、もう一度行ってください。"
            .to_owned(),
        AccessError::MeetingTaken => "開催日と名称が同じ会議が、ほかに記録されています。\
             開催日か名称を変えるか、その会議の記録を訂正してください。"
            .to_owned(),
        AccessError::Workflow(refusal) => refusal_ja(refusal),
        AccessError::NoSuchYear(year) => format!(
            "{year}の評価シートは書けません。まだ開いていない年度か、目標のある年度より前です。\
             年度は一覧から選んでください。"
        ),
        AccessError::YearNotNext(year, next) => not_next_ja(*year, *next),
    }
}

fn not_next_ja(year: FiscalYear, next: Option<FiscalYear>) -> String {
    match next {
        Some(next) => format!(
            "{year}は開けません。次に開けるのは{next}です。年度は順に、前の年度が始まってから開きます。"
        ),
        None => format!("{year}は開けません。次の年度は、その前の年度が始まってから開きます。"),
    }
}

fn department_ja(duty: Duty) -> String {
    let word = duty.word();
    if duty.is_of_department() {
        format!("「{word}」は課ごとの職務です。課を指定してください。")
    } else {
        format!("「{word}」は全庁の職務です。課は指定しないでください。")
    }
}

fn password_ja(fault: PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort => format!(
            "パスワードは{SHORTEST}文字以上にしてください。いくつかの言葉をつなげると覚えやすくなります。"
        ),
        PasswordFault::TooLong => format!("パスワードは{LONGEST}文字までにしてください。"),
        PasswordFault::TooCommon => "よく使われるパスワードか、キーの並びや繰返しです。\
             関係のない言葉をいくつかつなげてください。"
            .to_owned(),
        PasswordFault::OfContext => "市の名前、課の名前、自分の名前だけでできたパスワードです。\
             関係のない言葉を加えてください。"
            .to_owned(),
    }
}

/// What somebody wanted to do.
pub(crate) fn action_ja(action: Action) -> &'static str {
    match action {
        Action::SeeYear => "指標と評価シートを見る",
        Action::SeeSubmissions => "提出状況を見る",
        Action::SeeLedger => "台帳を見る",
        Action::SeePersonal => "氏名・住所などを見る",
        Action::DecideIdentity => "名寄せを判定する",
        Action::ClosePeriod => "実績を締める、または再開する",
        Action::Freeze => "実績を確定する",
        Action::Record => "台帳に入力する",
        Action::Correct => "台帳の記録を訂正する",
        Action::Observe => "統計系列に観測値を加える",
        Action::Import => "この事業の台帳を取り込む",
        Action::UndoImport => "この取込みを取り消す",
        Action::CheckSheet => "シートを点検する",
        Action::Write => "この段階で要因・改善・見通しを書く",
        Action::Submit => "この段階で提出する",
        Action::Return => "この段階で差し戻す",
        Action::Approve => "この段階で承認する",
        Action::Reopen => "この段階で再開する",
        Action::Discuss => "この段階で会議済とする",
        Action::HoldMeeting => "効果検証会議を記録する",
        Action::Remark => "この段階で意見を書く",
        Action::Answer => "この段階で意見に回答する",
        Action::Publish => "この段階で公表する",
        Action::SeePublication => "公開設定を見る",
        Action::Define => "年度を開き、定義を変える",
        Action::ManageStaff => "職員を管理する",
        Action::SeeAudit => "監査記録を見る",
    }
}

fn refusal_ja(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotNow { stage, step } => format!(
            "いまは「{}」の段階で、「{}」の手続はできません。今の内容を確かめてください。",
            stage.word(),
            step.word()
        ),
        Refusal::OwnWork => "自分が書いた、または提出したものは承認できません。\
             別の所属長が承認してください。"
            .to_owned(),
        Refusal::AnotherVersion => "確かめた内容と今の内容が違います。\
             今の内容を確かめてから、もう一度行ってください。"
            .to_owned(),
        Refusal::ChangedSinceApproval => "承認のあとで内容が変わったため、承認は今の内容のものでは\
             ありません。政策企画課が再開し、内容を確かめて提出し、\
             あらためて承認を受けてください。"
            .to_owned(),
        Refusal::NoDecisionNumber => "決裁番号を入力してください。".to_owned(),
        Refusal::NoReason => "理由を入力してください。".to_owned(),
    }
}

fn key_ja(fault: KeyFault) -> String {
    let text = match fault {
        KeyFault::Unproven => {
            "セキュリティキーを確かめられませんでした。\
             キーを差し込むかかざすかして、もう一度行ってください。\
             ブラウザーのスクリプトが止められていると使えません。"
        }
        KeyFault::Copied => {
            "このセキュリティキーは複製されたおそれがあるため、使えません。\
             システム管理の担当に連絡してください。"
        }
        KeyFault::Unnamed => {
            "セキュリティキーに名前（100字まで）を付けてください。\
             一人10個までです。使わないものは削除してください。"
        }
        KeyFault::Last => {
            "最後の二要素認証は削除できません。\
             ほかのセキュリティキーか認証アプリを登録してから削除してください。"
        }
    };
    text.to_owned()
}

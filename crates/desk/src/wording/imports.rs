//! What the desk says of files that are handed over in the browser, each with the way out.

use enishi_domain::finding::{Finding, Severity};
use enishi_lint::Language;

use crate::deposit_error::DepositError;
use crate::import_register::{PossibleDuplicate, Resembled};
use crate::wording::{numbers, register_finding, row_above};

pub(crate) fn error_ja(error: &DepositError) -> String {
    match error {
        DepositError::NotThere => {
            "お探しの取込みはありません。取込みの画面から選び直してください。".to_owned()
        }
        DepositError::TooLarge { limit } => format!(
            "ファイルが大きすぎます（上限 {} MiB）。受け付けていません。\
             年度や月で分けるか、エクセルではなく csv で書き出してください。",
            limit / 1024 / 1024
        ),
        DepositError::Empty => {
            "ファイルが選ばれていないか、中身がありません。ファイルを選び直してください。"
                .to_owned()
        }
        DepositError::TooMany { limit } => format!(
            "終えていないファイルが{limit}個あります。この画面の「自分が送ったファイル」で、\
             終えるか取りやめるかしてから送ってください。"
        ),
        DepositError::NotNow => {
            "いまの段階ではできません。取込みの画面を開き直して確かめてください。".to_owned()
        }
        DepositError::NoSuchSource(source) => {
            format!("「{source}」という取込元はありません。取込みの画面から選び直してください。")
        }
        DepositError::Folder(_) => {
            "預かったファイルを読み書きできません。システム管理の担当に連絡してください。"
                .to_owned()
        }
    }
}

/// How bad a finding is.
pub(crate) fn severity_ja(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "誤り",
        Severity::Warning => "注意",
        Severity::Info => "参考",
    }
}

/// A finding with its row, which a spreadsheet or an editor shows; the finding names the heading.
pub(crate) fn finding_ja(finding: &Finding) -> String {
    let told = register_finding(finding, Language::Japanese);
    match &finding.place {
        Some(place) => format!("{}行目 {told}", place.row),
        None => told,
    }
}

/// A row that may be there twice.
pub(crate) fn duplicate_ja(one: &PossibleDuplicate) -> String {
    let resembled = match &one.resembles {
        Resembled::Above(row) => row_above(*row, Language::Japanese),
        Resembled::Recorded(engagements) => numbers(engagements),
    };
    format!("{}行目 重複候補: {resembled} と同じ内容です。", one.number)
}

/// Rows of a year that was said to be complete, or whose figures are frozen.
pub(super) fn of_import(finding: &Finding, language: Language) -> String {
    let a = |name: &str| {
        let mut arguments = finding.arguments.iter();
        let found = arguments.find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    match finding.message {
        "file_again" => return file_again(a("import"), a("rows"), language),
        "undated" => {
            let (programme, kind) = (a("programme"), a("kind"));
            return undated((programme, kind), (a("day"), a("rows")), language);
        }
        "no_such_programme" => return no_such_programme(a("rows"), a("known"), language),
        "corrected_by_hand" | "voided_by_hand" => {
            let is_void = finding.message == "voided_by_hand";
            return by_hand(a("engagement"), is_void, language);
        }
        _ => {}
    }
    let (programme, kind, year, rows) = (a("programme"), a("kind"), a("year"), a("rows"));
    let is_frozen = finding.message == "frozen_year";
    match (language, is_frozen) {
        (Language::Japanese, true) => format!(
            "事業{programme} {year}の「{kind}」{rows}行は、実績値を確定した年度に加わるか、その年度の行を変えます。\
             確定値は変わらず、確定後の訂正として示します。"
        ),
        (Language::Japanese, false) => format!(
            "事業{programme} {year}の「{kind}」{rows}行は、入力完了とした年度に加わるか、その年度の行を変えます。\
             実績値が変わります。締め直すかどうか確かめてください。"
        ),
        (Language::English, true) => format!(
            "{rows} rows of {kind} are new or changed in programme {programme}, {year}, whose \
             figures are frozen; these stay, and the change is shown beside them"
        ),
        (Language::English, false) => format!(
            "{rows} rows of {kind} are new or changed in programme {programme}, {year}, which was \
             said to be complete; its figures change"
        ),
    }
}

fn file_again(import: &str, rows: &str, language: Language) -> String {
    match language {
        Language::Japanese => format!(
            "同じ内容のファイルが {import} で取り込まれています。事業・開催日などの指定か取込元が前と違うため、\
             {rows}行すべてを別の行として数えます。二重でないか確かめ、二重のときは取込みを取り消してください。"
        ),
        Language::English => format!(
            "the same file was imported as {import}; as something else was said of it, or its \
             source is another, all {rows} rows count once more: undo one of the two imports if \
             this is not meant"
        ),
    }
}

fn no_such_programme(rows: &str, known: &str, language: Language) -> String {
    match language {
        Language::Japanese => format!(
            "{rows}行の事業は定義にありません（あるのは {known}）。どの指標にも数えません。\
             ファイルの事業の番号を確かめ、違うときは直して取り込み直してください。"
        ),
        Language::English => format!(
            "{rows} rows name a programme that is not defined (only {known} are) and count in \
             no KPI: correct the number in the file and import it again"
        ),
    }
}

fn undated(
    (programme, kind): (&str, &str),
    (day, rows): (&str, &str),
    language: Language,
) -> String {
    match language {
        Language::Japanese => format!(
            "事業{programme}の「{kind}」{rows}行には{day}がありません。この事業の指標は{day}で年度に数えるため、\
             日付が入るまでどの年度にも数えません。"
        ),
        Language::English => format!(
            "{rows} rows of {kind} have no {day}, by which programme {programme} counts them: they \
             count in no year until they have one"
        ),
    }
}

fn by_hand(engagement: &str, is_void: bool, language: Language) -> String {
    match (language, is_void) {
        (Language::Japanese, true) => format!(
            "この行の関わり {engagement} は手で取り消されています。取り消したままにします。\
             戻すときは、その取消しを取りやめてください。"
        ),
        (Language::Japanese, false) => format!(
            "この行の関わり {engagement} は手で訂正されています。訂正した項目はそのままにし、\
             ほかの項目だけをファイルに合わせます。"
        ),
        (Language::English, true) => format!(
            "{engagement} of this row was voided by hand and stays so; `enishi correct \
             {engagement} --restore` takes that back"
        ),
        (Language::English, false) => format!(
            "{engagement} of this row was corrected by hand: the fields that were corrected stay, \
             the others follow the file"
        ),
    }
}

pub(super) fn known_elsewhere_ja(name: &str, rows: u64, first: u64) -> String {
    format!(
        "{name}: {rows}行（最初は{first}行目）の受付番号は、事業・開催日などの別の指定で取込み済みです。\
         二重に数えないよう、何も取り込みませんでした。前と同じ指定で取り込むか、\
         指定を改めるときは前の取込みを取り消してから取り込んでください。"
    )
}

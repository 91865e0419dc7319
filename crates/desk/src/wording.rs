//! What the desk says: its errors in Japanese, each with the way out, and the titles of what it
//! writes.

use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DatePrecision, EngagementId};
use enishi_domain::finding::Finding;
use enishi_domain::party::PartyId;
use enishi_domain::text::days::in_its_era;
use enishi_intake::registers::wording::{register_finding_en, register_finding_ja};
use enishi_lint::Language;
use enishi_store::BatchId;
use jiff::civil::Date;

use crate::error::DeskError;

mod backups;
mod corrections;
pub(crate) mod entry;
pub(crate) mod imports;
pub(crate) mod inquiries;
pub(crate) mod office;
pub(crate) mod publishing;
mod store;
pub(crate) mod years;

/// What a sheet that was made of the ledger names as its source.
pub(crate) const LEDGER: &str = "関わり台帳";

/// By what a share or a balance is broken down.
pub(crate) const BREAKDOWN_BY_PART: &str = "算式の項";
/// The lines of a breakdown that are too small to stand alone.
pub(crate) const BREAKDOWN_OTHERS: &str = "その他";
/// What a breakdown's field says nothing of.
pub(crate) const BREAKDOWN_UNSAID: &str = "記載なし";

/// The headings of a table of observations.
pub(crate) const OBSERVATION_HEADINGS: [&str; 8] = [
    "系列",
    "定義",
    "区分",
    "年度",
    "値",
    "公表区分",
    "公表日",
    "出典",
];

/// What a table that was pasted is called among the files of imports.
pub(crate) const PASTED: &str = "画面への貼付け";

/// The source of a figure that others publish.
pub(crate) fn statistic(publisher: &str, label: &str) -> String {
    format!("{publisher}「{label}」")
}

/// The title of a year's sheet.
pub(crate) fn sheet_title(year: FiscalYear) -> String {
    format!("{year} 効果検証シート")
}

/// The same of what the ledger knew by the end of a day.
pub(crate) fn sheet_title_as_of(year: FiscalYear, day: Date) -> String {
    let (title, day) = (sheet_title(year), in_its_era(day, DatePrecision::Day));
    format!("{title}（{day}時点）")
}

pub(crate) fn error_ja(error: &DeskError) -> String {
    match error {
        DeskError::Intake(error) => enishi_intake::wording::error_ja(error),
        DeskError::Json { line, column } => format!(
            "JSON が enishi.check/1 の形ではありません（{line}行{column}字目）。\
             「enishi convert … -o …json」で書き出したファイルを指定してください。"
        ),
        DeskError::Interchange(error) => format!(
            "JSON の内容が enishi.check/1 の決まりに合いません（{error}）。\
             「enishi convert … -o …json」で書き出し直してください。"
        ),
        DeskError::Settings(error) => format!(
            "設定を読めません。{}",
            enishi_intake::wording::settings_error_ja(error)
        ),
        DeskError::UnknownRule { code } => unknown_rule_ja(code),
        DeskError::Definition(error) => {
            enishi_intake::definitions::wording::definition_error_ja(error)
        }
        DeskError::Register { file, error } => {
            let told = enishi_intake::registers::wording::register_error_ja(error);
            format!("{file}: {told}")
        }
        DeskError::Store(error) => store::error_ja(error),
        DeskError::UnknownKpi { programme, kpi } => format!(
            "事業{programme}に指標{}はありません。番号を確かめてください。",
            kpi.circled()
        ),
        DeskError::UnknownProgramme(no) => {
            format!("事業{no}は地域の定義にありません。番号を確かめてください。")
        }
        DeskError::Correction(fault) => corrections::fault_ja(fault),
        DeskError::YearNotBegun(year) => year_not_begun_ja(*year),
        DeskError::KnownElsewhere { name, rows, first } => {
            imports::known_elsewhere_ja(name, *rows, *first)
        }
        DeskError::YearNotOver(year) => year_not_over_ja(*year),
        DeskError::DayToCome { day, today } => years::day_to_come_ja(*day, *today),
        DeskError::FrozenPublished(year, programmes) => frozen_published_ja(*year, programmes),
        DeskError::OtherMunicipality { held, given } => other_municipality_ja(held, given),
        DeskError::OtherKey => other_key_ja(),
        DeskError::UnknownPurpose { purpose } => unknown_purpose_ja(purpose),
        DeskError::SeveralPurposes(purposes) => several_purposes_ja(purposes),
        DeskError::TooManyRows { limit } => too_many_rows_ja(*limit),
        DeskError::TooManyParties(key) => too_many_parties_ja(key),
        DeskError::NoSuchImport(batch) => no_such_import_ja(*batch),
        DeskError::NoBasis { a, b } => no_basis_ja(*a, *b),
        DeskError::PersonAndOrganization { a, b } => person_and_organization_ja(*a, *b),
        DeskError::KeptApart { a, b } => kept_apart_ja(*a, *b),
        DeskError::HeldTogether { a, b } => held_together_ja(*a, *b),
        DeskError::NoHeadings(missing) => no_headings_ja(missing),
        DeskError::NotACheckpoint(text) => not_a_checkpoint_ja(text),
        DeskError::FrozenUnreadable(kpi) => {
            format!("指標{kpi}の確定値を読めません。「enishi verify」で確かめてください。")
        }
        DeskError::DemoBroken(file) => {
            format!("デモ都市の {file} に、あるはずの行がありません。プログラムの誤りです。")
        }
        DeskError::Stopped => "中断しました。何も書き込んでいません。".to_owned(),
        DeskError::FileChanged(name) => file_changed_ja(name),
        DeskError::TooLargeToWrite { limit } => too_large_to_write_ja(*limit),
        DeskError::Publish(error) => enishi_publish::wording::error_ja(error),
        DeskError::Access(error) => office::error_ja(error),
        DeskError::NotPublished(error) => publishing::not_published_ja(error),
        DeskError::Deposit(error) => imports::error_ja(error),
        DeskError::Inquiry(error) => inquiries::error_ja(error),
        DeskError::Backup(error) => backups::error_ja(error),
    }
}

fn unknown_purpose_ja(purpose: &str) -> String {
    format!(
        "利用目的「{purpose}」が地域の定義にありません。綴りを確かめてください。\
         新しい利用目的は、地域の定義に [[purpose]] を加えて「enishi init」をやり直すと使えます。"
    )
}

fn person_and_organization_ja(a: PartyId, b: PartyId) -> String {
    format!(
        "{a} と {b} は、一方が団体です。個人と団体は同一人物にも世帯にもできません。\
         番号を確かめてください。"
    )
}

fn kept_apart_ja(a: PartyId, b: PartyId) -> String {
    format!(
        "{a} と {b} は、別人または世帯とした判定により同一人物にできません。\
         その判定を取り消してからやり直してください。"
    )
}

fn no_such_import_ja(batch: BatchId) -> String {
    format!("取込み {batch} はないか、すでに取り消されています。番号を確かめてください。")
}

fn no_headings_ja(missing: &[String]) -> String {
    format!(
        "表の1行目に、次の見出しがありません: {}。見出しの行を付けて貼り付けてください。",
        missing.join("、")
    )
}

fn held_together_ja(a: PartyId, b: PartyId) -> String {
    format!(
        "{a} と {b} は、ほかの組の「同一人物」の判定を通じて一人として数えているため、\
         別々にできません。経過でその判定を確かめ、取り消してからやり直してください。"
    )
}

fn file_changed_ja(name: &str) -> String {
    format!(
        "{name} を読み直せませんでした。ファイルが変わっていないか確かめ、もう一度取り込んでください。"
    )
}

fn no_basis_ja(a: PartyId, b: PartyId) -> String {
    format!(
        "{a} と {b} は利用目的の異なる台帳の人・団体です。結び付けるには根拠を示してください\
         （個人情報保護法第69条第2項）。"
    )
}

fn several_purposes_ja(purposes: &[String]) -> String {
    format!(
        "選んだ関わりの利用目的が複数あります（{}）。書き出すファイルは利用目的ごとに分けます。\
         利用目的を一つ指定してください。",
        purposes.join("、")
    )
}

fn too_many_rows_ja(limit: usize) -> String {
    format!(
        "エクセルに書き出せるのは{limit}行までです。年度や種別で絞るか、csv に書き出してください。"
    )
}

fn too_many_parties_ja(key: &str) -> String {
    format!(
        "{key} には、一行に書ける数（役割ごとに3）を超える人・団体がいます。\
         この関わりを除いて書き出してください。"
    )
}

/// The worksheet of rows that could not be read.
pub(crate) fn refused_sheet(language: Language) -> &'static str {
    match language {
        Language::Japanese => "エラー行",
        Language::English => "refused rows",
    }
}

/// The worksheet that explains the columns of our own form.
pub(crate) fn explanation_sheet(language: Language) -> &'static str {
    match language {
        Language::Japanese => "列の説明",
        Language::English => "columns",
    }
}

/// What stands above its columns.
pub(crate) fn explanation_headings(language: Language) -> [&'static str; 2] {
    match language {
        Language::Japanese => ["列", "説明"],
        Language::English => ["column", "what it is for"],
    }
}

/// What stands above the list of kinds.
pub(crate) fn kinds_heading(language: Language) -> String {
    match language {
        Language::Japanese => "使える「関わりの種別」".to_owned(),
        Language::English => "what may stand under 関わりの種別".to_owned(),
    }
}

/// The worksheet of rows that may be there twice.
pub(crate) fn duplicates_sheet(language: Language) -> &'static str {
    match language {
        Language::Japanese => "重複候補",
        Language::English => "possible duplicates",
    }
}

/// What stands in its columns.
pub(crate) fn duplicate_headings(language: Language) -> [&'static str; 4] {
    match language {
        Language::Japanese => [
            "行",
            "関わり番号",
            "似ているもの",
            "重複なら、こちらを取り消す",
        ],
        Language::English => ["row", "engagement", "is like", "if it is one too many"],
    }
}

/// The worksheet of what is odd about rows that were read.
pub(crate) fn odd_sheet(language: Language) -> &'static str {
    match language {
        Language::Japanese => "確認事項",
        Language::English => "to be looked at",
    }
}

/// What stands in its columns.
pub(crate) fn odd_headings(language: Language) -> [&'static str; 3] {
    match language {
        Language::Japanese => ["位置", "番号", "内容"],
        Language::English => ["place", "rule", "what"],
    }
}

/// A row above in the same file.
#[must_use]
pub fn row_above(row: u64, language: Language) -> String {
    match language {
        Language::Japanese => format!("このファイルの{row}行目"),
        Language::English => format!("row {row} of this file"),
    }
}

/// The numbers of engagements.
#[must_use]
pub fn numbers(engagements: &[EngagementId]) -> String {
    let numbers: Vec<String> = engagements.iter().map(ToString::to_string).collect();
    numbers.join(" ")
}

/// How one engagement is taken back as a duplicate.
pub(crate) fn way_to_void(id: EngagementId, language: Language) -> String {
    match language {
        Language::Japanese => format!("{id} のページで、理由を「重複」として取り消す"),
        Language::English => format!("void {id} as a duplicate"),
    }
}

/// What is amiss with a row of a register.
pub fn register_finding(finding: &Finding, language: Language) -> String {
    if finding.rule == "I13" {
        let mut said = finding.arguments.iter();
        let above = said.find(|(name, _)| *name == "above");
        let above = above.map_or("", |(_, row)| row);
        return match language {
            Language::Japanese => format!(
                "この行の受付番号は{above}行目と同じで、内容が違います。\
                 どちらが正しいか確かめ、一方を除いてください。"
            ),
            Language::English => {
                format!("row {above} bears the same number and says something else")
            }
        };
    }
    if finding.rule == "I14" {
        return match language {
            Language::Japanese => "書き出したあとに台帳でも訂正されています。\
                 書き出し直してから、同じ変更をもう一度してください。"
                .to_owned(),
            Language::English => {
                "it was changed in the ledger as well since it was written out; export it again \
                 and make the change there"
                    .to_owned()
            }
        };
    }
    if matches!(finding.rule, "I16" | "I18" | "I19" | "I20" | "I21") {
        return imports::of_import(finding, language);
    }
    let is_of_rows = finding.rule.starts_with('I');
    match (language, is_of_rows) {
        (Language::Japanese, true) => register_finding_ja(finding),
        (Language::English, true) => register_finding_en(finding),
        (_, false) => enishi_lint::wording::message(finding, language),
    }
}

fn year_not_begun_ja(year: FiscalYear) -> String {
    format!(
        "{year}はまだ始まっていません。入力完了にできるのは、始まった年度です。年度の指定を確かめてください。"
    )
}

fn too_large_to_write_ja(limit: usize) -> String {
    format!(
        "書き出すと {limit} MiB を超え、読み直せないファイルになります。\
         課ごとや年度ごとに、いくつかのファイルに分けてください。"
    )
}

fn not_a_checkpoint_ja(text: &str) -> String {
    format!(
        "「{text}」は検証値（「enishi verify」が示す 1000:3a7f… の形）ではありません。\
         写し間違いがないか確かめてください。"
    )
}

fn other_municipality_ja(held: &(String, String), given: &(String, String)) -> String {
    format!(
        "この台帳は{}（団体コード {}）のもので、渡された定義は{}（団体コード {}）のものです。\
         定義も台帳も変えていません。--region のフォルダーを確かめるか、\
         別の台帳を --database で指定してください。",
        held.1, held.0, given.1, given.0
    )
}

fn year_not_over_ja(year: FiscalYear) -> String {
    format!("{year}はまだ終わっていません。実績の確定は、年度が終わってから行ってください。")
}

fn frozen_published_ja(year: FiscalYear, programmes: &[String]) -> String {
    format!(
        "{year}の事業{}は公表されています。\
         確定し直すときは、先に評価シートを再開してください。",
        programmes.join("・")
    )
}

fn unknown_rule_ja(code: &str) -> String {
    format!(
        "[rules] の「{code}」という規則はありません。「enishi rules」で番号を確かめてください。"
    )
}

fn other_key_ja() -> String {
    "この鍵は、この台帳のものではありません。台帳を作ったときの鍵（台帳と同じ名前の .key）を\
     指定してください。台帳には何もしていません。"
        .to_owned()
}

//! What the pages of the ledger's daily work say: 名寄せ, 実績の締め, 統計系列,
//! かんたん入力.

use enishi_desk::show_engagement::CountedIn;
use enishi_desk::show_ledger::Totals;
use enishi_desk::show_pairs::Effect;
use enishi_desk::show_series::Expected;
use enishi_desk::{Origin, PairLink, Signature};
use enishi_domain::calendar::FiscalYear;
use enishi_domain::engagement::{DateBasis, EngagementId, Kind, LedgerRow};
use enishi_domain::identity::LinkVerdict;
use enishi_domain::party::{Identifier, PartyId};
use enishi_domain::region::Purpose;
use enishi_domain::staff::StaffId;
use enishi_domain::statistics::Observation;
use enishi_domain::text::days::in_both_eras;
use enishi_domain::text::with_thousands;
use enishi_domain::words::ClosedSet as _;

/// What was just done, by the code that the address carries.
pub fn done(code: &str) -> Option<&'static str> {
    let text = match code {
        "corrected" => "訂正しました。前の内容は経過に残ります。",
        "voided" => "取り消しました。前の内容は経過に残ります。",
        "restored" => "取消しを取りやめました。この記録は、また数えます。",
        "recorded" => "記録しました。続けて入力できます。",
        "recorded_asks" => {
            "記録しました。似た人・団体がいるため、「名寄せ」で確かめてください。続けて入力できます。"
        }
        "observed" => "観測値を記録しました。",
        "closed" => "締めました。",
        "still_handed_in" => "直したところがないため、提出は取り下げていません。",
        "frozen" => "確定しました。値は、あとで台帳を訂正しても変わりません。",
        "reopened" => "締めを再開しました。確定していない値は、暫定値に戻ります。",
        "same" => "同一人物としました。",
        "different" => "別人としました。この組は、もう並びません。",
        "household" => "世帯としました。別々に数えます。",
        "maybe" => "保留にしました。",
        "undone" => "判定を取り消しました。",
        _ => return None,
    };
    Some(text)
}

/// Titles of pages.
pub mod title {
    pub const FREEZING: &str = "実績の確定";
    pub const CLOSINGS: &str = "実績の締め";
    pub const ENTRY: &str = "かんたん入力";
    pub const RECORD_CHANGED: &str = "ほかの人が先に訂正しました";
    pub const SERIES: &str = "統計系列";
    pub const IDENTITY: &str = "名寄せ";
    pub const PARTIES: &str = "人・団体";
    pub const PAIR_CONFLICT: &str = "ほかの人が先に判定しました";
}

/// What fields are called.
pub mod label {
    pub const ENTRY: &str = "記録";
    pub const NAME: &str = "氏名・名称";
    pub const KANA: &str = "フリガナ";
    pub const BIRTH: &str = "生年月日";
    pub const POSTCODE: &str = "郵便番号";
    pub const ADDRESS: &str = "住所";
    pub const TELEPHONE: &str = "電話番号";
    pub const MAIL: &str = "メール";
    pub const RESIDENCE: &str = "居住区分";
    pub const REASON_CODE: &str = "理由";
    pub const REASON_TEXT: &str = "理由の説明";
    pub const REASON_TEXT_HELP: &str = "個人名や電話番号は書かないでください。";
    /// The heading of our own form under which a programme stands.
    pub const PROGRAMME: &str = "事業";
    pub const WHAT_FOR: &str = "何のための記録か";
    pub const PURPOSE: &str = "利用目的";
    pub const PURPOSE_HELP: &str =
        "氏名などを集めるときに示した目的。同じ目的の台帳の中だけで名寄せします。";
    pub const PASTE: &str = "表の貼付け";
    pub const PASTE_HELP: &str = "1行目は見出し。系列、区分、年度、値、単位、公表日、定義、出典、公表区分のうち、\
         系列・年度・値は必須です。エクセルからもそのまま貼り付けられます。";
    pub const PERSONAL: &str = "氏名などの個人情報";
    pub const WANTED: &str = "氏名・名称、フリガナまたは番号";
    pub const WANTED_HELP: &str = "氏名・名称かフリガナは全体を入れてください。番号は、人・団体（P12）、\
         関わり（E34）、法人番号、会員番号のどれでも探せます。";
    pub const BASIS: &str = "根拠（利用目的の異なる台帳の人・団体です）";
    pub const BASIS_HELP: &str =
        "同一人物または世帯とするときに書いてください（個人情報保護法第69条第2項）。";
}

/// Whether a kind is complete in a year: a blank is neither 0 nor complete.
pub fn period(rows: i64, is_closed: bool) -> &'static str {
    match (is_closed, rows) {
        (true, 0) => "0件を確認済",
        (true, _) => "入力完了",
        (false, 0) => "未入力",
        (false, _) => "入力中",
    }
}

/// Who recorded something: nobody is called `system`.
pub fn by(signature: &Signature) -> &str {
    if signature.by == StaffId::SYSTEM {
        "プログラム"
    } else {
        &signature.name
    }
}

/// What a selection adds up to.
pub fn totals(totals: Totals) -> String {
    let number = |n: i64| with_thousands(&n.to_string());
    format!(
        "この条件の合計: 記録{}件、延べ{}、実 個人{}人・団体{}\n\
         人数だけの記録（集計値）は延べにだけ入ります。",
        number(totals.records),
        number(totals.rows),
        number(totals.persons),
        number(totals.organizations)
    )
}

/// A KPI that counts a record, and in which years.
pub fn counted_in(counted: &CountedIn) -> String {
    let years: Vec<String> = counted.years.iter().map(ToString::to_string).collect();
    let years = match years.as_slice() {
        [first, .., last] if years.len() > 3 => format!("{first}から{last}まで"),
        few => few.join("、"),
    };
    let rest = if counted.adds_nobody {
        "。根拠の行ですが、数える人・団体がいないため、値には加わりません"
    } else {
        ""
    };
    format!(
        "{}-{} {}（{years}）{rest}",
        counted.programme,
        counted.kpi.circled(),
        counted.name
    )
}

/// The title of a correction.
pub fn correction_title(id: EngagementId) -> String {
    format!("関わり {id} の訂正")
}

/// The title of one person or firm.
pub fn party_title(party: PartyId) -> String {
    format!("人・団体 {party}")
}

/// Whose numbers these are.
pub fn scheme(scheme: &str) -> String {
    if scheme == Identifier::CORPORATE_NUMBER {
        return "法人番号".to_owned();
    }
    match scheme.strip_prefix("member:") {
        Some(register) => format!("会員番号（{register}）"),
        None => scheme.to_owned(),
    }
}

/// How long something is kept.
pub fn kept_for(purpose: &Purpose) -> String {
    let years = purpose.retention_years;
    format!("最後の関わりがあった年度の末から{years}年。過ぎると個人情報を廃棄します。")
}

/// Why something was disposed of.
pub fn disposed_for(reason: Option<&str>) -> &str {
    match reason {
        Some("retention") => "保存期間の満了",
        Some(reason) => reason,
        None => "",
    }
}

/// How many in which year.
pub fn by_year(years: &[(FiscalYear, usize)]) -> String {
    let told = years
        .iter()
        .map(|(year, count)| format!("{year} {}件", with_thousands(&count.to_string())));
    told.collect::<Vec<_>>().join("、")
}

/// In place of what is personal.
pub const HIDDEN: &str = "＊＊＊＊（表示していません）";

/// Somebody of whom no name is kept.
pub const NOT_KEPT: &str = "（記録していないか、廃棄済み）";
pub const RECORD_CHANGED: &str = "表示したあとに、ほかの人がこの記録を訂正または取り消しました。\
     あなたの内容はまだ記録していません。今の内容を確かめてから、もう一度行ってください。";
pub const NOTHING_CHANGED_YET: &str = "まだ何も変えていません。直すところがあります。";
pub const CHOOSE_A_REASON: &str = "理由を選んでください。";

/// What kind of proof a note is.
pub fn proof(kind: &str) -> &'static str {
    match kind {
        "file" => "ファイル",
        "url" => "アドレス",
        "document" => "文書",
        "seen" => "現物の確認",
        _ => "その他",
    }
}

/// The row of an import.
pub fn origin(origin: &Origin) -> String {
    let file = origin.file_name.as_ref().unwrap_or(&origin.register);
    format!(
        "取込 {} {file} の{}行目",
        origin.source.batch, origin.source.row
    )
}

/// The title of the screen of a kind.
pub fn entry_title(kind: Kind) -> String {
    format!("{}: {}", title::ENTRY, kind.word())
}

pub const ENTRY_FAULTY: &str = "まだ記録していません。直すところがあります。";

/// The same screen was sent twice, or another was sent in between.
pub fn entered_again(id: EngagementId) -> String {
    format!(
        "この画面を開いたあとに {id} を記録しています。同じ内容なら、もう保存しないでください。\
         別の記録なら、もう一度保存してください。"
    )
}

/// The last entry in one line, with its day in both eras and without a name.
pub fn last_entry(row: &LedgerRow) -> String {
    let engagement = &row.engagement;
    let parts = [
        engagement.kind.word().to_owned(),
        in_both_eras(engagement.occurred_on, engagement.precision),
        engagement.activity.clone().unwrap_or_default(),
        super::amount(row),
    ];
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.collect::<Vec<_>>().join(" ")
}

/// What is wrong in which row.
pub fn in_row(row: u64, told: &str) -> String {
    format!("{row}行目: {told}")
}

pub const LOOK_BEFORE_RECORDING: &str = "まだ記録していません。値を確かめてから記録してください。";
pub const PASTE_REFUSED: &str = "直す行があります。表を直して、もう一度確かめてください。";
pub const SERIES_CHANGED: &str = "表示したあとに、ほかの人が観測値を記録したか、表に直す行があります。\
     何も記録していません。今の値を確かめてから記録してください。";
pub const ALREADY_KNOWN: &str = "同じ値があります（記録しません）";
pub const NEW_VALUE: &str = "新しい値";

/// What a pasted value takes the place of.
pub fn takes_the_place(before: &Observation, unit: &str) -> String {
    format!(
        "{}{unit}（{}）を改めます",
        before.value,
        before.release.word()
    )
}

/// What was said before, the latest first.
pub fn before(said: &[Observation], unit: &str) -> String {
    let told = said.iter().map(|one| {
        let day = one
            .published_on
            .map_or_else(String::new, |day| format!(" {day}"));
        format!("{}{unit}（{}{day}）", one.value, one.release.word())
    });
    told.collect::<Vec<_>>().join("、")
}

/// A value with its year.
pub fn value_of(one: &Observation, part: &str, unit: &str) -> String {
    format!(
        "{} {part}{}{unit}（{}）",
        one.period,
        one.value,
        one.release.word()
    )
}

/// When the next value may come.
pub fn expected(expected: Expected) -> String {
    let Expected { year, day, is_late } = expected;
    let late = if is_late {
        "。前年の公表日を過ぎています"
    } else {
        ""
    };
    format!("{year}の値は{day}ごろ（前年の公表日による目安）{late}")
}

/// From which year on a definition no longer holds.
pub fn ended(year: FiscalYear) -> String {
    format!("この定義は{year}から使われていません")
}

/// How many rows, and by which date they are of the year.
pub fn rows_by(rows: i64, basis: DateBasis) -> String {
    let rows = with_thousands(&rows.to_string());
    match basis {
        DateBasis::Occurred => format!("{rows}件"),
        DateBasis::Settled | DateBasis::Recognized | DateBasis::Ended => {
            format!("{rows}件（{}による）", basis.word())
        }
    }
}

/// Rows that lack the date by which they count.
pub fn undated(rows: i64, basis: DateBasis) -> String {
    let (rows, day) = (with_thousands(&rows.to_string()), basis.word());
    format!(
        "ほかに{day}のない記録が{rows}件あります。日付が入るまでどの年度にも数えません。\
         0件や入力完了とする前に確かめてください。"
    )
}

/// When something was recorded, and the file that it came with.
pub fn recorded(at: &str, file: Option<&str>) -> String {
    match file {
        Some(file) => format!("{at} 取込（{file}）"),
        None => format!("{at} 入力"),
    }
}

/// Two parties as a title.
pub fn pair(a: impl std::fmt::Display, b: impl std::fmt::Display) -> String {
    format!("{a} と {b}")
}

/// A party of which nothing is kept any more.
pub const DISPOSED: &str = "（廃棄済み）";

/// What is in force between two: 保留 is somebody's decision, and what the program asks waits for
/// one.
pub fn verdict(link: &PairLink) -> &'static str {
    match link.link.verdict {
        LinkVerdict::Maybe if !link.is_by_hand() => "判定待ち",
        verdict @ (LinkVerdict::Same
        | LinkVerdict::Different
        | LinkVerdict::Household
        | LinkVerdict::Maybe
        | LinkVerdict::None) => verdict.word(),
    }
}

/// What a decision leaves behind in the address.
pub fn done_with(verdict: LinkVerdict) -> &'static str {
    match verdict {
        LinkVerdict::Same => "same",
        LinkVerdict::Different => "different",
        LinkVerdict::Household => "household",
        LinkVerdict::Maybe => "maybe",
        LinkVerdict::None => "undone",
    }
}

/// What becomes of a KPI if two are one: 実3→2.
pub fn effect(effect: &Effect) -> String {
    let number = |n: i64| with_thousands(&n.to_string());
    let rest = if effect.is_value {
        ""
    } else {
        "（併記する数。指標の値は変わりません）"
    };
    format!(
        "{}-{} {}（{}）: 実{} → {}{rest}",
        effect.programme,
        effect.kpi.circled(),
        effect.name,
        effect.year,
        number(effect.before),
        number(effect.after)
    )
}

/// A value that its publisher brought out last, of which year that was.
pub fn of_an_earlier_year(text: &str, of: Option<FiscalYear>) -> String {
    match of {
        Some(of) => format!("{text}（{of}の値）"),
        None => text.to_owned(),
    }
}

pub const REASON_NEEDED: &str = "再開の理由を書いてください。何も変更していません。";
pub const PERIOD_CHANGED: &str = "表示したあとに記録が増えたか、ほかの人が締めまたは再開をしました。\
     何も変更していません。今の内容を確かめてから、もう一度行ってください。";

/// Why figures are frozen again.
pub const AGAIN: &str = "確定し直す理由";
pub const AGAIN_HELP: &str = "例: 遅れて届いた3月分の記録を加えたため。監査記録に残ります。";

/// What becomes of a figure when a year is frozen.
pub fn freezing(
    is_over: bool,
    (is_next, was_frozen, has_value): (bool, bool, bool),
) -> &'static str {
    match (is_next, was_frozen) {
        (true, _) if !is_over => "年度が終わってから確定できます",
        (true, _) if !has_value => "実績値なしとして確定します",
        (true, _) => "確定します",
        (false, true) => "確定しています",
        (false, false) => "締めるまで確定しません",
    }
}

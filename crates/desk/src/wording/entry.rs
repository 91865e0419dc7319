//! What the screens of typing and correcting say: what fields are called, and what is wrong with
//! them, each with the way out.

use enishi_domain::engagement::{DatePrecision, Role};
use enishi_domain::party::{PartyType, Residence};
use enishi_domain::words::ClosedSet as _;
use jiff::civil::Date;

use enishi_intake::definitions::wording::template as headings;

use crate::correct_engagement::CorrectionFault;
use crate::entry_form::{EntryField, Fault};

/// The field in which somebody known is named.
pub(crate) const NUMBER: &str = "人・団体番号";
pub(crate) const NUMBER_HELP: &str = "台帳にいる人や団体は P12 のような番号だけで入力できます。番号を書いたら、氏名などは空けてください。";
pub(crate) const CORPORATE_NUMBER_HELP: &str = "団体のときに、わかれば13桁で";
pub(crate) const DAY_HELP: &str = "R6.12.3、令和6年12月3日、2024/12/3、20241203";
pub(crate) const ROUGH_DAY_HELP: &str =
    "R6.12.3、令和6年12月3日、2024/12/3、20241203。日がわからないときは 10月頃、令和6年10月 でも。";
pub(crate) const NOBODY: &str = "だれの記録か入力してください。氏名がわからないときは種別を「匿名」に、\
     人数だけのときは「集計値のみ」の画面で入力してください。";
pub(crate) const UNREADABLE: &str =
    "入力した内容を一件の記録として読めません。余分な項目を空けて、もう一度保存してください。";

/// The headings of our own form that a correction looks at.
pub(crate) use enishi_intake::definitions::wording::template::AGE;

/// A correction that would move a record to where its author has no say.
pub(crate) fn other_programme() -> Fault {
    let heading = enishi_intake::definitions::wording::template::PROGRAMME;
    Fault {
        heading: heading.to_owned(),
        told: no_programme(heading),
    }
}

/// A gift without its amount.
pub(crate) fn no_amount() -> Fault {
    Fault {
        heading: headings::AMOUNT.to_owned(),
        told: "金額を入力してください。寄附は金額がないと集計できません（0 とは数えません）。"
            .to_owned(),
    }
}

/// The field in which a fault can be mended.
pub(crate) fn heading_of(fault: &CorrectionFault) -> &'static str {
    match fault {
        CorrectionFault::KindOfGift(..) => headings::KIND,
        CorrectionFault::NoAmount(_) | CorrectionFault::Amount(..) => headings::AMOUNT,
        CorrectionFault::NoQuantity(_)
        | CorrectionFault::NegativeQuantity
        | CorrectionFault::PartOfHead
        | CorrectionFault::TooMany => headings::QUANTITY,
        CorrectionFault::NotHeads => headings::UNIT,
        CorrectionFault::EndsBefore(..) => headings::ENDED_ON,
        CorrectionFault::Day(of, _) => of.word(),
    }
}

/// What a field of a party is called.
pub(crate) fn of(role: Role, field: &str) -> String {
    format!("{}の{field}", role.word())
}

pub(crate) fn corporate_number(role: Role) -> String {
    of(role, "法人番号")
}

/// A field as the reader of registers names it.
pub(crate) fn quoted(field: &EntryField) -> String {
    format!("「{}」", field.heading)
}

/// What is said of somebody whom nobody knows.
pub(crate) fn of_nobody(label: &str) -> String {
    format!(
        "種別が「{}」のときは、{label}を空けてください。記録には残りません。",
        anonymous()
    )
}

/// A firm that would be counted among people.
pub(crate) fn is_a_firm(label: &str) -> String {
    format!(
        "氏名・名称に株式会社などの法人格があります。{label}を「{}」にするか、\
         氏名・名称を本人の氏名にしてください。",
        PartyType::Organization.word()
    )
}

/// What parties may be typed as; head counts have a screen of their own.
pub(crate) fn party_types() -> Vec<String> {
    let types = PartyType::ALL.iter();
    let types = types.filter(|party_type| **party_type != PartyType::Aggregate);
    types
        .map(|party_type| party_type.word().to_owned())
        .collect()
}

pub(crate) fn residences() -> Vec<String> {
    let residences = Residence::ALL.iter();
    residences
        .map(|residence| residence.word().to_owned())
        .collect()
}

/// What says of a party that nobody knows who it is.
pub(crate) fn anonymous() -> &'static str {
    PartyType::Anonymous.word()
}

/// A day as it can be typed again.
pub(crate) fn day(date: Date, precision: DatePrecision) -> String {
    match precision {
        DatePrecision::Day => date.to_string(),
        DatePrecision::Month => format!("{}年{}月頃", date.year(), date.month()),
        DatePrecision::FiscalYear => format!("{}年度", date.year()),
    }
}

pub(crate) fn missing(label: &str) -> String {
    format!("{label}を入力してください。")
}

pub(crate) fn too_long(label: &str, most: usize) -> String {
    format!("{label}は{most}文字までにしてください。")
}

pub(crate) fn no_day(label: &str, text: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!(
        "{label}の「{shown}」を日付として読めません。R6.12.3 や 2024/12/3 のように書いてください。"
    )
}

pub(crate) fn not_to_the_day(label: &str) -> String {
    format!("{label}は日まで書いてください。")
}

pub(crate) fn no_party(label: &str) -> String {
    format!("{label}は P12 のように書いてください。")
}

pub(crate) fn unknown_party(label: &str) -> String {
    format!(
        "{label}に当たる人・団体は見つかりません。番号を確かめるか、氏名などを入力してください。"
    )
}

pub(crate) fn other_purpose(label: &str) -> String {
    format!("{label}に当たる人・団体は、利用目的の違う台帳の人です。氏名などを入力してください。")
}

pub(crate) fn both(label: &str) -> String {
    format!("{label}を書いたときは、氏名などを空けてください。")
}

pub(crate) fn no_corporate_number(label: &str) -> String {
    format!("{label}の検査数字が合いません。13桁を確かめてください。")
}

pub(crate) fn my_number(label: &str) -> String {
    format!("{label}にマイナンバーと思われる12桁の番号があります。台帳には書けません。")
}

pub(crate) fn no_programme(label: &str) -> String {
    format!("{label}は、あなたが入力できる事業の番号を選んでください。")
}

pub(crate) fn no_purpose() -> String {
    "利用目的を選んでください。個人や団体の記録には、何のために集めたかが要ります。".to_owned()
}

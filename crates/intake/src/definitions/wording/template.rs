//! The headings of our own template (F9), by which it is written and read again.

use enishi_domain::engagement::Role;
use enishi_domain::words::ClosedSet;

pub(crate) const PARTY_TYPE: &str = "種別";
pub(crate) const NAME: &str = "氏名・名称";
pub(crate) const KANA: &str = "フリガナ";
pub(crate) const POSTCODE: &str = "郵便番号";
pub(crate) const ADDRESS: &str = "住所";
pub(crate) const TELEPHONE: &str = "電話番号";
pub(crate) const MAIL: &str = "メール";
pub(crate) const RESIDENCE: &str = "居住区分";
pub(crate) const BIRTH: &str = "生年月日";
/// The numbers of a party, one column a scheme.
pub(crate) const ANY_NUMBER: &str = "番号_<体系>";

/// How often a role may stand in one row.
const MOST_IN_ROLE: u8 = 3;

/// Every role with its place among those of the same role.
pub(crate) fn party_places() -> impl Iterator<Item = (Role, u8)> {
    let roles = Role::ALL.iter();
    roles.flat_map(|role| (1..=MOST_IN_ROLE).map(|nth| (*role, nth)))
}

/// 「本人_フリガナ」, 「相手方2_フリガナ」
pub(crate) fn party_heading(role: Role, nth: u8, field: &str) -> String {
    match nth {
        1 => format!("{}_{field}", role.word()),
        _ => format!("{}{nth}_{field}", role.word()),
    }
}

pub(crate) const KEY: &str = "受付番号";
pub(crate) const KIND: &str = "関わりの種別";
pub(crate) const PROGRAMME: &str = "事業";
pub(crate) const ACTIVITY: &str = "活動";
pub(crate) const OCCURRED_ON: &str = "発生日";
pub(crate) const PRECISION: &str = "日付の精度";
pub(crate) const ENDED_ON: &str = "終了日";
pub(crate) const SETTLED_ON: &str = "入金日";
pub(crate) const RECOGNIZED_ON: &str = "調定日";
pub(crate) const AMOUNT: &str = "金額";
pub(crate) const QUANTITY: &str = "数量";
pub(crate) const UNIT: &str = "単位";
pub(crate) const AGE: &str = "年齢";

/// The fields of an engagement in the order of their columns; attributes stand behind them.
pub(crate) const ENGAGEMENT: [&str; 20] = [
    KEY,
    KIND,
    PROGRAMME,
    ACTIVITY,
    OCCURRED_ON,
    PRECISION,
    ENDED_ON,
    SETTLED_ON,
    RECOGNIZED_ON,
    AMOUNT,
    QUANTITY,
    UNIT,
    AGE,
    "制度",
    "区分",
    "目的",
    "設問",
    "回答",
    "施設",
    "会",
];

/// 「記載事項_返礼品」
pub(crate) fn attribute_heading(name: &str) -> String {
    format!("記載事項_{name}")
}

/// 「番号_corporate_number」
pub(crate) fn number_heading(scheme: &str) -> String {
    format!("番号_{scheme}")
}
